/** What the pipeline's numbers mean, in words. */

import type { Pipeline } from "@/api/pipeline";
import { formatDuration, formatPlural } from "@/lib/format";

export type Tone = "good" | "warning" | "danger";

export interface Health {
  tone: Tone;
  text: string;
}

/** A record is stored within a second or so; more than this is worth a look. */
const LATE_SECONDS = 15;

/** The worst thing first. */
export function describeHealth(pipeline: Pipeline): Health {
  const { dropped, gaps, lag_seconds: lag } = pipeline;
  if (dropped > 0) return { tone: "danger", text: `${formatPlural(dropped, "record")} lost` };
  if (gaps > 0) return { tone: "warning", text: `${formatPlural(gaps, "gap")} in the records` };
  if (lag > LATE_SECONDS) return { tone: "warning", text: `${formatDuration(lag * 1000)} behind` };
  return { tone: "good", text: "Up to date" };
}
