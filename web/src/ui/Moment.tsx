import { formatAgo, formatUntil } from "@/lib/format";
import { useNow } from "@/lib/useNow";
import { formatMoment } from "@/lib/zone";

interface Props {
  at: string;
  zone: string;
}

/** "3 min ago", with the exact time and its zone on hover. */
export function Ago({ at, zone }: Props) {
  const now = useNow(at);
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={`${formatMoment(ms, zone)} ${zone}`}>
      {formatAgo(ms, now)}
    </time>
  );
}

/** "23 Nov 2026, 14:05:09" */
export function Moment({ at, zone }: Props) {
  return (
    <time dateTime={at} title={zone}>
      {formatMoment(Date.parse(at), zone)}
    </time>
  );
}

/** "in 12 s", counted down; "now" once it is due. */
export function Until({ at, zone }: Props) {
  const now = useNow(at);
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={`${formatMoment(ms, zone)} ${zone}`}>
      {formatUntil(ms, now)}
    </time>
  );
}
