import { useZone } from "@/api/reading";
import { formatDuration } from "@/lib/format";
import { Cost, Preview, Tokens } from "@/pages/requests/columns";
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
  return (
    <div
      role="row"
      id={`request-${row.id}`}
      aria-rowindex={index + 2}
      aria-selected={isPicked}
      className={styles.card}
      data-fresh={isFresh || undefined}
      onClick={onOpen}
      style={{ transform: `translateY(${start}px)` }}
    >
      <div role="gridcell" className={styles.cardBody}>
        <div className={styles.cardLine}>
          <StatusMark status={request.status} httpStatus={request.http_status} />
          <span className={styles.cardEnd}>
            <RowLink id={row.id}>
              <Ago at={request.started_at} zone={zone} />
            </RowLink>
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
            <Tokens request={request} /> tok · <Cost usd={request.cost_usd} />
          </span>
        </div>
      </div>
    </div>
  );
}
