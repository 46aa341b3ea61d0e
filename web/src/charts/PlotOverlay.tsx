import styles from "@/charts/chart.module.css";
import { bandWidth, type Plot } from "@/charts/draw";
import { type Hover, useHovered } from "@/charts/hover";
import type { Buckets } from "@/charts/series";
import type { Stretch } from "@/charts/useDrag";

interface Props {
  hover: Hover;
  plot: Plot;
  buckets: Buckets;
  stretch: Stretch | null;
}

/** The bucket that is pointed at, here or in a neighbour of the group, and the stretch being dragged. */
export function PlotOverlay({ hover, plot, buckets, stretch }: Props) {
  const moment = useHovered(hover);
  const index = moment === null ? -1 : buckets.starts.indexOf(moment);
  return (
    <>
      {index >= 0 && !stretch && (
        <Column className={styles.crosshair} plot={plot} first={index} last={index} />
      )}
      {stretch && <Column className={styles.stretch} plot={plot} {...stretch} />}
    </>
  );
}

type ColumnProps = Stretch & { plot: Plot; className: string | undefined };

function Column({ plot, first, last, className }: ColumnProps) {
  const band = bandWidth(plot);
  const width = Math.max((last - first + 1) * band, 1);
  return (
    <rect
      className={className}
      x={plot.left + first * band}
      y={plot.top}
      width={width}
      height={plot.height}
    />
  );
}
