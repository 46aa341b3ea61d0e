/** Any answer of Explore in the chart that was asked for; every mark leads to its requests. */

import { useMemo } from "react";
import type { Doors, MetricUnit } from "@/charts/explore/doors";
import { GroupChart } from "@/charts/explore/GroupChart";
import { GroupTable } from "@/charts/explore/GroupTable";
import { HeatMap } from "@/charts/explore/HeatMap";
import { type Bar, Histogram } from "@/charts/explore/Histogram";
import type { Row } from "@/charts/explore/shape";
import type { Buckets } from "@/charts/series";
import { bucketStarts, type Granularity, nextStart } from "@/lib/bucket";
import { type ExploreQuestion, isOverTime, type Spread, spreadOf } from "@/lib/explore/question";
import { unitFormat } from "@/lib/explore/units";

interface Meta {
  window: { from: string; to: string; tz: string } | null;
}

export type Explored = { question: ExploreQuestion; granularity: Granularity } & (
  | { kind: "rows"; answer: { data: readonly Row[]; other?: readonly Row[]; meta: Meta } }
  | { kind: "heat"; answer: { bands: readonly Bar[]; data: readonly Column[]; meta: Meta } }
  | { kind: "distribution"; answer: Distribution }
);

interface Column {
  time: string;
  counts: readonly number[];
}

interface Distribution {
  data: readonly Bar[];
  count: number;
  percentiles: readonly { percent: number; value: number }[];
}

interface Props {
  explored: Explored;
  catalog: readonly MetricUnit[];
  doors: Doors;
}

const EMPTY = "No requests in this window";

export function AnswerChart({ explored, catalog, doors }: Props) {
  const { question } = explored;
  const spread = spreadOf(question.metrics[0] ?? "");
  const format = unitFormat(spread.unit).short;
  if (explored.kind === "heat") {
    return <Heat {...{ explored, doors, spread, format }} />;
  }
  if (explored.kind === "distribution") {
    return (
      <Histogram
        title={`${spread.label} of requests`}
        bars={explored.answer.data}
        count={explored.answer.count}
        percentiles={explored.answer.percentiles}
        format={format}
        emptyText={EMPTY}
        onOpen={(bar) => doors.open(rangeTerms(spread, bar))}
      />
    );
  }
  return <Rows {...{ explored, catalog, doors }} />;
}

type RowsProps = Omit<Props, "explored"> & { explored: Extract<Explored, { kind: "rows" }> };

function Rows({ explored, catalog, doors }: RowsProps) {
  const { question, granularity, answer } = explored;
  const { metrics, by, chart } = question;
  const buckets = useBuckets(answer.meta, granularity);
  const other = answer.other ?? NO_ROWS;
  if (isOverTime(chart)) {
    return (
      <GroupChart rows={answer.data} {...{ other, by, metrics, chart, catalog, buckets, doors }} />
    );
  }
  return (
    <GroupTable
      rows={answer.data}
      {...{ other, by, metrics, catalog, doors }}
      hasBars={chart === "top"}
    />
  );
}

const NO_ROWS: readonly Row[] = [];

interface HeatProps {
  explored: Extract<Explored, { kind: "heat" }>;
  doors: Doors;
  spread: Spread;
  format: (value: number) => string;
}

function Heat({ explored, doors, spread, format }: HeatProps) {
  const { answer, granularity } = explored;
  const zone = answer.meta.window?.tz ?? "UTC";
  const buckets = useMemo(
    () => ({ starts: answer.data.map(({ time }) => Date.parse(time)), granularity, zone }),
    [answer.data, granularity, zone],
  );
  const counts = useMemo(() => answer.data.map((column) => column.counts), [answer.data]);
  return (
    <HeatMap
      title={`${spread.label} over time`}
      buckets={buckets}
      bands={answer.bands}
      counts={counts}
      format={format}
      emptyText={EMPTY}
      onOpen={(fromMs, band) =>
        doors.open(rangeTerms(spread, band), {
          fromMs,
          toMs: nextStart(fromMs, granularity, zone),
        })
      }
    />
  );
}

/** The requests of a bar: durations count only those that ended in success or error. */
export function rangeTerms({ field }: Spread, { low, high }: Bar): string {
  const answered = field === "duration_ms" ? " status:success,error" : "";
  return `${field}:${low}..${high}${answered}`;
}

function useBuckets({ window }: Meta, granularity: Granularity): Buckets {
  const [from, to, zone] = [window?.from ?? "", window?.to ?? "", window?.tz ?? "UTC"];
  return useMemo(() => {
    const span = { fromMs: Date.parse(from), toMs: Date.parse(to) };
    return { starts: bucketStarts(span, granularity, zone), granularity, zone };
  }, [from, to, zone, granularity]);
}
