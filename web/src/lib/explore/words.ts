/** A question in words: the title of its chart. */

import { type ExploreQuestion, isSpread, spreadOf } from "@/lib/explore/question";
import { dimensionLabel, metricLabel } from "@/lib/explore/units";

export function describeQuestion({ metrics, by, chart }: ExploreQuestion): string {
  if (isSpread(chart)) {
    const { label } = spreadOf(metrics[0] ?? "");
    return chart === "heat" ? `${label} over time` : `Distribution of ${label.toLowerCase()}`;
  }
  const what = metrics.map(metricLabel).join(" and ");
  return by.length > 0 ? `${what} by ${by.map(dimensionLabel).join(" and ")}` : what;
}
