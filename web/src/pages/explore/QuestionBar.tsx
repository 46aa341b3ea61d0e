/** What is asked: metrics, dimensions, the kind of chart, how many groups, how wide a bucket. */

import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { catalogQuery, pathsQuery } from "@/api/explore";
import { useChangeSearch, usePageSearch, useWindow } from "@/api/reading";
import { fittingGranularity, GRANULARITIES, isDrawable } from "@/lib/bucket";
import {
  CHARTS,
  type ChartName,
  type ExploreQuestion,
  isOverTime,
  isSpread,
  questionSearch,
  SPREADS,
  spreadOf,
  TOPS,
} from "@/lib/explore/question";
import { dimensionLabel, metricLabel } from "@/lib/explore/units";
import { windowSpan } from "@/lib/window";
import { Choice } from "@/pages/explore/Choice";
import styles from "@/pages/explore/explore.module.css";

const CHART_LABELS: Record<ChartName, string> = {
  bar: "Bars",
  line: "Lines",
  area: "Area",
  top: "Top",
  table: "Table",
  heat: "Heat map",
  distribution: "Distribution",
};

interface Props {
  question: ExploreQuestion;
}

export function QuestionBar({ question }: Props) {
  const change = useChangeSearch();
  const set = (part: Partial<ExploreQuestion>) =>
    void change(questionSearch({ ...question, ...part }));
  const { chart } = question;
  return (
    <fieldset className={styles.question}>
      <legend className="hidden">Question</legend>
      <div className={styles.charts}>
        <SegmentedControl
          size="xs"
          aria-label="Chart"
          withItemsBorders={false}
          classNames={{ label: styles.chart ?? "" }}
          value={chart}
          data={CHARTS.map((one) => ({ value: one, label: CHART_LABELS[one] }))}
          onChange={(value) => set({ chart: value as ChartName })}
        />
      </div>
      {isSpread(chart) ? (
        <SpreadChoice question={question} set={set} />
      ) : (
        <Named question={question} set={set} />
      )}
      {!isSpread(chart) && question.by.length > 0 && (
        <Choice
          label="Groups"
          value={String(question.top)}
          options={TOPS.map((top) => ({ value: String(top), label: `Top ${top}` }))}
          onChange={(value) => set({ top: Number(value) })}
        />
      )}
      {(isOverTime(chart) || chart === "heat") && <BucketChoice />}
    </fieldset>
  );
}

interface PartProps extends Props {
  set: (part: Partial<ExploreQuestion>) => void;
}

function SpreadChoice({ question, set }: PartProps) {
  return (
    <Choice
      label="Number"
      value={spreadOf(question.metrics[0] ?? "").metric}
      options={SPREADS.map(({ metric, label }) => ({ value: metric, label }))}
      onChange={(metric) => set({ metrics: [metric] })}
    />
  );
}

function Named({ question, set }: PartProps) {
  const { metrics, by } = question;
  const names = useNames();
  const [firstMetric = "", secondMetric = ""] = metrics;
  const [firstBy = "", secondBy = ""] = by;
  const pair = (first: string, second: string) =>
    [...new Set([first, second])].filter((name) => name !== "");
  const none = (label: string) => ({ value: "", label });
  return (
    <>
      <Choice
        label="Show"
        value={firstMetric}
        options={names.metrics}
        onChange={(name) => set({ metrics: pair(name, secondMetric) })}
      />
      <Choice
        label="and"
        value={secondMetric}
        options={[
          none("nothing else"),
          ...names.metrics.filter((one) => one.value !== firstMetric),
        ]}
        onChange={(name) => set({ metrics: pair(firstMetric, name) })}
      />
      <Choice
        label="by"
        value={firstBy}
        options={[none("nothing"), ...names.dimensions]}
        onChange={(name) => set({ by: name === "" ? [] : pair(name, secondBy) })}
      />
      {firstBy !== "" && (
        <Choice
          label="then by"
          value={secondBy}
          options={[none("nothing"), ...names.dimensions.filter((one) => one.value !== firstBy)]}
          onChange={(name) => set({ by: pair(firstBy, name) })}
        />
      )}
    </>
  );
}

/** What the catalog knows, and the paths of the customer data. */
function useNames() {
  const { data: catalog } = useQuery(catalogQuery);
  const { data: paths = [] } = useQuery(pathsQuery);
  const dimensions = (catalog?.dimensions ?? []).filter(({ name }) => name !== "time");
  return {
    metrics: (catalog?.metrics ?? []).map(({ name, help }) => ({
      value: name,
      label: metricLabel(name),
      help,
    })),
    dimensions: [
      ...dimensions.map(({ name, help }) => ({ value: name, label: dimensionLabel(name), help })),
      ...paths.map(({ value }) => ({ value, label: value })),
    ],
  };
}

function BucketChoice() {
  const { granularity } = usePageSearch();
  const { choice } = useWindow();
  const change = useChangeSearch();
  const span = windowSpan(choice, Date.now());
  return (
    <Choice
      label="per"
      value={granularity ?? "auto"}
      options={[
        { value: "auto", label: `auto (${fittingGranularity(span)})` },
        ...GRANULARITIES.map((one) => ({
          value: one,
          label: one,
          disabled: !isDrawable(span, one),
        })),
      ]}
      onChange={(value) => void change({ granularity: GRANULARITIES.find((one) => one === value) })}
    />
  );
}
