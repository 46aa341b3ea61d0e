/**
 * Values over time, as stacked bars or as lines: SVG by React, its maths by d3 (docs/adr/0006). Pointing
 * shows exact values, a drag picks a stretch of time, a click opens a bucket; arrow keys and Enter do the
 * same.
 */

import { type KeyboardEvent, useMemo, useState } from "react";
import { ChartTable } from "@/charts/ChartTable";
import { ChartTip } from "@/charts/ChartTip";
import styles from "@/charts/chart.module.css";
import { centre, type Plot } from "@/charts/draw";
import { useHover } from "@/charts/hover";
import { PlotMarks } from "@/charts/PlotMarks";
import { PlotOverlay } from "@/charts/PlotOverlay";
import { layValueAxis } from "@/charts/scale";
import { type Buckets, type ChartKind, highest, isEmpty, type Series } from "@/charts/series";
import { useDrag } from "@/charts/useDrag";
import { nextStart, type Span } from "@/lib/bucket";
import { useWidth } from "@/lib/useWidth";

export interface TimeChartProps {
  title: string;
  buckets: Buckets;
  series: readonly Series[];
  kind: ChartKind;
  /** For the axis: short. For tooltips and tables: exact, with the unit. */
  formatAxis: (value: number, step: number) => string;
  format: (value: number) => string;
  /** Values are counts: the axis steps in whole numbers. */
  whole?: boolean;
  /** Values are milliseconds: the axis steps in seconds and minutes. */
  duration?: boolean;
  /** The axis reaches at least this far. */
  least?: number;
  emptyText: string;
  onZoom: (span: Span) => void;
  onOpen: (span: Span) => void;
}

const HEIGHT = 176;
const MARGIN = { right: 4, top: 8, bottom: 22 };
const LEAST_GUTTER = 44;
/** Between the labels and the plot, and a hair at the left edge. */
const GUTTER_GAP = 12;

export function TimeChart(props: TimeChartProps) {
  const { title, buckets, series, kind } = props;
  const chart = useWidth<HTMLDivElement>();
  const gutter = useWidth<HTMLDivElement>();
  const { width } = chart;
  const { axis, labels } = useValueAxis(props);
  const left = Math.max(LEAST_GUTTER, gutter.width + GUTTER_GAP);
  const plot = useMemo(
    () => layPlot(width, left, buckets.starts.length),
    [width, left, buckets.starts.length],
  );
  const { hover, active, drag, onKeyDown, onBlur } = useInteraction(props, plot);
  return (
    <div
      ref={chart.ref}
      className={styles.chart}
      role="group"
      aria-label={`${title}. Arrow keys read values, Enter opens the requests.`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
      {...drag.on}
    >
      <div ref={gutter.ref} className={styles.gutter} aria-hidden="true">
        {labels.join("\n")}
      </div>
      <svg
        className={styles.svg}
        viewBox={`0 0 ${Math.max(width, 1)} ${HEIGHT}`}
        aria-hidden="true"
      >
        {width > 0 && <PlotMarks {...{ plot, axis, labels, buckets, series, kind }} />}
        <PlotOverlay hover={hover} plot={plot} buckets={buckets} stretch={drag.stretch} />
      </svg>
      {isEmpty(series) && <div className={styles.empty}>{props.emptyText}</div>}
      {active !== null && !drag.stretch && !isEmpty(series) && (
        <ChartTip
          {...{ buckets, series, kind, width }}
          index={active}
          x={centre(plot, active)}
          format={props.format}
          hint="Click opens its requests, drag zooms in"
        />
      )}
      <ChartTable title={title} buckets={buckets} series={series} format={props.format} />
    </div>
  );
}

function useValueAxis({ series, kind, whole, duration, least, formatAxis }: TimeChartProps) {
  const steps = whole ? "whole" : duration ? "duration" : "decimal";
  return useMemo(() => {
    const axis = layValueAxis(highest(series, kind), least ?? (whole ? 1 : 0), steps);
    return { axis, labels: axis.ticks.map((value) => formatAxis(value, axis.ticks[1] ?? 0)) };
  }, [series, kind, least, whole, steps, formatAxis]);
}

function useInteraction({ buckets, onOpen, onZoom }: TimeChartProps, plot: Plot) {
  const hover = useHover();
  const [active, setActive] = useState<number | null>(null);
  const point = (index: number | null) => {
    setActive(index);
    hover.point(index === null ? null : (buckets.starts[index] ?? null));
  };
  const drag = useDrag(plot, {
    onPoint: point,
    onClick: (index) => onOpen(spanOf(buckets, index, index)),
    onStretch: ({ first, last }) => onZoom(spanOf(buckets, first, last)),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && active !== null) return onOpen(spanOf(buckets, active, active));
    if (event.key === "Escape") return point(null);
    const next = nextActive(event.key, active, plot.count);
    if (next === null) return;
    event.preventDefault();
    point(next);
  };
  const shown = active !== null && active < plot.count ? active : null;
  return { hover, active: shown, drag, onKeyDown, onBlur: () => point(null) };
}

function nextActive(key: string, active: number | null, count: number): number | null {
  const at = active ?? count;
  const moved = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: count - 1 }[key];
  return moved === undefined || count === 0 ? null : Math.min(Math.max(moved, 0), count - 1);
}

function spanOf({ starts, granularity, zone }: Buckets, first: number, last: number): Span {
  return { fromMs: starts[first] ?? 0, toMs: nextStart(starts[last] ?? 0, granularity, zone) };
}

function layPlot(width: number, left: number, count: number): Plot {
  return {
    left,
    top: MARGIN.top,
    width: Math.max(width - left - MARGIN.right, 1),
    height: HEIGHT - MARGIN.top - MARGIN.bottom,
    count,
  };
}
