import { usePipeline } from "@/api/pipeline";
import styles from "@/app/frame/frame.module.css";
import { formatCount } from "@/lib/format";

/** A long load in progress, such as the demo's replay: what, how far, and that numbers still grow. */
export function LoadingBar() {
  const { data } = usePipeline();
  if (!data?.loading) return null;
  const { label, done, total } = data.loading;
  const share = total > 0 ? Math.min(done / total, 1) : 0;
  return (
    <div className={styles.loading}>
      <span>{label}</span>
      <div
        className={styles.loadingTrack}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
      >
        <div style={{ width: `${share * 100}%` }} />
      </div>
      <span className={styles.loadingCount}>
        {formatCount(done)} of {formatCount(total)}
      </span>
    </div>
  );
}
