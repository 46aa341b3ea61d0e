import styles from "@/charts/chart.module.css";
import { type Buckets, bucketLabel, type ChartKind, type Series, sumAt } from "@/charts/series";
import { colour } from "@/ui/tokens";

interface Props {
  buckets: Buckets;
  series: readonly Series[];
  kind: ChartKind;
  index: number;
  /** Centre of the bucket, and the chart's width, in pixels. */
  x: number;
  width: number;
  format: (value: number) => string;
  hint: string;
}

/** Exact values of one bucket, beside it; never over the edge of the chart. */
export function ChartTip({ buckets, series, kind, index, x, width, format, hint }: Props) {
  const side = x > width / 2 ? { right: width - x + 12 } : { left: x + 12 };
  const hasTotal = kind !== "lines" && series.length > 1;
  return (
    <div className={styles.tip} style={side}>
      <div className={styles.tipTitle}>{bucketLabel(buckets, buckets.starts[index] ?? 0)}</div>
      {series.map(({ name, label, colour: token, values }) => (
        <TipRow
          key={name}
          label={label}
          swatch={colour(token)}
          value={text(values[index], format)}
        />
      ))}
      {hasTotal && <TipRow label="Total" value={format(sumAt(series, index))} />}
      {hint && <div className={styles.tipHint}>{hint}</div>}
    </div>
  );
}

function TipRow({ label, value, swatch }: { label: string; value: string; swatch?: string }) {
  return (
    <div className={styles.tipRow}>
      <span className={styles.swatch} style={{ background: swatch ?? "transparent" }} />
      <span>{label}</span>
      <span className={styles.tipValue}>{value}</span>
    </div>
  );
}

function text(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "–" : format(value);
}
