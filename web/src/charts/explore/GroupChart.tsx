/** Metrics over time, one line or bar part for each group, each name a way to its requests. */

import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { type Doors, type MetricUnit, metricOf } from "@/charts/explore/doors";
import styles from "@/charts/explore/explore.module.css";
import { type GroupSeries, groupSeries, type Row } from "@/charts/explore/shape";
import { ChartGroup } from "@/charts/hover";
import type { Buckets, ChartKind } from "@/charts/series";
import { TimeChart } from "@/charts/TimeChart";
import type { Span } from "@/lib/bucket";
import { type Group, groupTerms, otherTerms } from "@/lib/explore/groups";
import type { ChartName } from "@/lib/explore/question";
import { metricLabel, unitFormat } from "@/lib/explore/units";
import { colour } from "@/ui/tokens";

export interface GroupChartProps {
  rows: readonly Row[];
  other: readonly Row[];
  by: readonly string[];
  metrics: readonly string[];
  chart: ChartName;
  catalog: readonly MetricUnit[];
  buckets: Buckets;
  doors: Doors;
}

export function GroupChart({ rows, other, by, metrics, buckets, ...rest }: GroupChartProps) {
  const { starts } = buckets;
  const drawn = useMemo(
    () => metrics.map((name) => groupSeries({ rows, other, by, starts }, name)),
    [rows, other, by, starts, metrics],
  );
  return (
    <ChartGroup>
      <div className={styles.stack}>
        {metrics.map((name, place) => (
          <MetricChart
            key={name}
            {...rest}
            name={name}
            buckets={buckets}
            series={drawn[place] ?? []}
          />
        ))}
      </div>
      {by.length > 0 && <SeriesLinks series={drawn[0] ?? []} by={by} doors={rest.doors} />}
    </ChartGroup>
  );
}

interface MetricProps extends Pick<GroupChartProps, "chart" | "catalog" | "doors" | "buckets"> {
  name: string;
  series: readonly GroupSeries[];
}

function MetricChart({ name, series, chart, catalog, doors, buckets }: MetricProps) {
  const metric = metricOf(catalog, name);
  const { axis, exact, whole, duration, least } = unitFormat(metric.unit);
  const label = metricLabel(name);
  const named = useMemo(
    () => series.map((one) => (one.label === name ? { ...one, label } : one)),
    [series, name, label],
  );
  return (
    <div>
      <h3 className={styles.metric} title={metric.help}>
        {label}
      </h3>
      <TimeChart
        title={label}
        buckets={buckets}
        series={named}
        kind={drawnAs(chart, metric.additive, series.length)}
        formatAxis={axis}
        format={exact}
        {...(whole ? { whole } : {})}
        {...(duration ? { duration } : {})}
        {...(least ? { least } : {})}
        emptyText="Nothing in this window"
        onZoom={doors.zoom}
        onOpen={(span: Span) => doors.open("", span)}
      />
    </div>
  );
}

/** Percentiles and rates of several groups do not stack: they are drawn as lines. */
export function drawnAs(chart: ChartName, isAdditive: boolean, series: number): ChartKind {
  if (chart === "line" || (!isAdditive && series > 1)) return "lines";
  return chart === "area" ? "areas" : "bars";
}

interface LinksProps {
  series: readonly GroupSeries[];
  by: readonly string[];
  doors: Doors;
}

function SeriesLinks({ series, by, doors }: LinksProps) {
  const shown = series.flatMap(({ group }): Group[] => (group ? [group] : []));
  return (
    <ul className={styles.series} aria-label="Groups">
      {series.map(({ name, label, colour: token, group }) => {
        const terms = group ? groupTerms(by, group) : otherTerms(by, shown);
        const text = (
          <>
            <span className={styles.swatch} style={{ background: colour(token) }} />
            <span>{label}</span>
          </>
        );
        return (
          <li key={name} title={label}>
            {terms === null ? (
              <span className={styles.seriesName}>{text}</span>
            ) : (
              <Link to="/requests" search={doors.search(terms)} className={styles.seriesName}>
                {text}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
