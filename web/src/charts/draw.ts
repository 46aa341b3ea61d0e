/** SVG paths of a chart. One path per series, so that a chart of 1,500 buckets is still four elements. */

import type { ValueAxis } from "@/charts/scale";
import type { ChartKind, Series } from "@/charts/series";
import type { TokenName } from "@/ui/tokens";

export interface Plot {
  left: number;
  top: number;
  width: number;
  height: number;
  count: number;
}

export interface Mark {
  name: string;
  colour: TokenName;
  /** Bars are filled, lines are stroked. */
  path: string;
  /** Points of a line with no neighbour, which would have no length. */
  dots: { x: number; y: number }[];
}

const WIDEST_BAR = 32;
/** A single failure among a million requests must still be seen. */
const LEAST_HEIGHT = 2;

export function bandWidth({ width, count }: Plot): number {
  return count > 0 ? width / count : width;
}

export function centre(plot: Plot, index: number): number {
  return plot.left + (index + 0.5) * bandWidth(plot);
}

/** The bucket under a horizontal place, kept inside the chart. */
export function indexAt(plot: Plot, x: number): number {
  const index = Math.floor((x - plot.left) / bandWidth(plot));
  return Math.min(Math.max(index, 0), plot.count - 1);
}

export function layMarks(
  series: readonly Series[],
  kind: ChartKind,
  axis: ValueAxis,
  plot: Plot,
): Mark[] {
  if (kind === "lines") return series.map((one) => lineMark(one, axis, plot));
  const tops = new Array<number>(plot.count).fill(plot.top + plot.height);
  return series.map((one) => barMark(one, axis, plot, tops));
}

/** Stands on what was drawn before: `tops` holds the free place of each bucket and is moved up. */
function barMark(
  { name, colour, values }: Series,
  axis: ValueAxis,
  plot: Plot,
  tops: number[],
): Mark {
  const band = bandWidth(plot);
  const width = Math.min(band > 3 ? band * 0.78 : band, WIDEST_BAR);
  const path = values.map((value, index) => {
    const height = barHeight(value, axis, plot);
    if (height === 0) return "";
    const top = (tops[index] ?? 0) - height;
    tops[index] = top;
    return `M${short(centre(plot, index) - width / 2)} ${short(top)}h${short(width)}v${short(height)}h${short(-width)}z`;
  });
  return { name, colour, path: path.join(""), dots: [] };
}

function barHeight(value: number | null | undefined, axis: ValueAxis, plot: Plot): number {
  if (!value || value < 0) return 0;
  return Math.max((value / axis.max) * plot.height, LEAST_HEIGHT);
}

function lineMark({ name, colour, values }: Series, axis: ValueAxis, plot: Plot): Mark {
  const dots: Mark["dots"] = [];
  let path = "";
  values.forEach((value, index) => {
    if (value === null) return;
    const x = centre(plot, index);
    const y = plot.top + plot.height * (1 - value / axis.max);
    const follows = isNumber(values[index - 1]);
    if (!follows && !isNumber(values[index + 1])) dots.push({ x, y });
    path += `${follows ? "L" : "M"}${short(x)} ${short(y)}`;
  });
  return { name, colour, path, dots };
}

function isNumber(value: number | null | undefined): boolean {
  return typeof value === "number";
}

/** A tenth of a pixel is finer than any screen, and keeps the page small. */
function short(value: number): number {
  return Math.round(value * 10) / 10;
}
