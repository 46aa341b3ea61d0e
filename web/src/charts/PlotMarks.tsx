import { memo } from "react";
import styles from "@/charts/chart.module.css";
import { centre, layMarks, type Mark, type Plot, upwards } from "@/charts/draw";
import type { ValueAxis } from "@/charts/scale";
import { type Buckets, type ChartKind, isEmpty, type Series } from "@/charts/series";
import { layTimeTicks, type TimeTick } from "@/charts/timeTicks";
import { colour } from "@/ui/tokens";

interface Props {
  plot: Plot;
  axis: ValueAxis;
  /** One for each tick of the axis. */
  labels: readonly string[];
  buckets: Buckets;
  series: readonly Series[];
  kind: ChartKind;
}

const LABEL_PX = 64;
const HALF_LABEL_PX = 20;

/** Everything that does not move with the pointer. */
export const PlotMarks = memo(function PlotMarks({
  plot,
  axis,
  labels,
  buckets,
  series,
  kind,
}: Props) {
  const { starts, granularity, zone } = buckets;
  const y = upwards(plot, axis);
  const most = Math.max(2, Math.floor(plot.width / LABEL_PX));
  return (
    <>
      {(isEmpty(series) ? [] : axis.ticks).map((value, place) => (
        <ValueTick key={value} plot={plot} label={labels[place] ?? ""} y={y(value)} />
      ))}
      {layTimeTicks(starts, granularity, zone, most).map((tick) => (
        <TimeLabel key={tick.index} plot={plot} tick={tick} />
      ))}
      {layMarks(series, kind, axis, plot).map((mark) => (
        <MarkShape key={mark.name} mark={mark} kind={kind} />
      ))}
    </>
  );
});

function ValueTick({ plot, label, y }: { plot: Plot; label: string; y: number }) {
  const line = y === plot.top + plot.height ? `${styles.grid} ${styles.base}` : styles.grid;
  return (
    <>
      <line className={line} x1={plot.left} x2={plot.left + plot.width} y1={y} y2={y} />
      <text className={styles.tick} x={plot.left - 8} y={y + 4} textAnchor="end">
        {label}
      </text>
    </>
  );
}

function TimeLabel({ plot, tick }: { plot: Plot; tick: TimeTick }) {
  const x = centre(plot, tick.index);
  const isFirst = x - plot.left < HALF_LABEL_PX;
  const isLast = plot.left + plot.width - x < HALF_LABEL_PX;
  return (
    <text
      className={tick.isDay ? `${styles.tick} ${styles.day}` : styles.tick}
      x={isFirst ? plot.left : isLast ? plot.left + plot.width : x}
      y={plot.top + plot.height + 16}
      textAnchor={isFirst ? "start" : isLast ? "end" : "middle"}
    >
      {tick.label}
    </text>
  );
}

function MarkShape({ mark, kind }: { mark: Mark; kind: ChartKind }) {
  const paint = colour(mark.colour);
  if (kind !== "lines") return <path d={mark.path} fill={paint} />;
  return (
    <>
      <path className={styles.line} d={mark.path} stroke={paint} />
      {mark.dots.map(({ x, y }) => (
        <circle key={x} cx={x} cy={y} r={3.5} fill={paint} />
      ))}
    </>
  );
}
