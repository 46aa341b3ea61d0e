import type { RequestDetail } from "@/api/requests";
import { formatCount, formatDuration, formatMsExact, formatUsdExact, UNKNOWN } from "@/lib/format";
import styles from "@/pages/request/request.module.css";

interface Figure {
  label: string;
  value: string;
  exact?: string;
}

/** The numbers of one request; what is unknown says so. */
export function Summary({ request }: { request: RequestDetail }) {
  return (
    <dl className={styles.figures}>
      {listFigures(request).map(({ label, value, exact }) => (
        <div key={label} title={exact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function listFigures(request: RequestDetail): Figure[] {
  return [
    duration("Latency", request.duration_ms),
    duration("First token", request.ttft_ms, request.streamed ? UNKNOWN : "not streamed"),
    duration("Gateway overhead", request.overhead_ms),
    count("Prompt tokens", request.prompt_tokens),
    count("Completion tokens", request.completion_tokens),
    ...extra("Cached tokens", request.cached_tokens),
    ...extra("Cache write tokens", request.cache_write_tokens),
    ...extra("Reasoning tokens", request.reasoning_tokens),
    {
      label: "Cost",
      value: request.cost_usd === null ? UNKNOWN : formatUsdExact(request.cost_usd),
    },
    { label: "Hops", value: formatCount(request.attempts) },
  ];
}

function duration(label: string, ms: number | null, missing = UNKNOWN): Figure {
  if (ms === null) return { label, value: missing };
  return { label, value: formatDuration(ms), exact: formatMsExact(ms) };
}

function count(label: string, value: number | null): Figure {
  return { label, value: value === null ? UNKNOWN : formatCount(value) };
}

/** Token classes that most requests do not use. */
function extra(label: string, value: number | null): Figure[] {
  return value ? [count(label, value)] : [];
}
