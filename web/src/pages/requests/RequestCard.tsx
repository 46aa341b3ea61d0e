import { useZone } from "@/api/reading";
import { DASH, formatCount, formatDuration } from "@/lib/format";
import { Cost, Preview } from "@/pages/requests/columns";
import type { ItemProps } from "@/pages/requests/RequestRow";
import { RowLink } from "@/pages/requests/RowLink";
import styles from "@/pages/requests/requests.module.css";
import { Ago } from "@/ui/Moment";
import { ProviderName } from "@/ui/ProviderName";
import { StatusMark } from "@/ui/StatusMark";

/** A row for narrow screens. */
export function RequestCard({ row, index, start, isPicked, isFresh, onOpen }: ItemProps) {
  const zone = useZone();
  const { original: request } = row;
  const tokens = [request.prompt_tokens, request.completion_tokens].map((count) =>
    count === null ? DASH : formatCount(count),
  );
  return (
    <div
      role="row"
      id={`request-${row.id}`}
      aria-rowindex={index + 2}
      aria-selected={isPicked}
      className={styles.card}
      data-fresh={isFresh || undefined}
      style={{ transform: `translateY(${start}px)` }}
    >
      <div role="gridcell" className={styles.cardBody}>
        <div className={styles.cardLine}>
          <StatusMark status={request.status} httpStatus={request.http_status} />
          <span className={styles.cardEnd}>
            <Ago at={request.started_at} zone={zone} />
          </span>
        </div>
        <div className={styles.cardLine}>
          <ProviderName provider={request.provider} model={request.model} />
          <span className={styles.cardEnd}>{formatDuration(request.duration_ms)}</span>
        </div>
        <div className={styles.cardLine}>
          <span className={styles.cardPreview}>
            <Preview request={request} />
          </span>
          <span className={styles.cardEnd}>
            {tokens.join(" → ")} tok · <Cost usd={request.cost_usd} />
          </span>
        </div>
      </div>
      <RowLink id={row.id} onOpen={onOpen} />
    </div>
  );
}
