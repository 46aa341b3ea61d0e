/**
 * Where the marks of a chart stand, and their SVG paths. Scales, stacking and path data are d3's. One path
 * per series, so that a chart of 1,500 buckets is still four elements.
 */

import { range } from "d3-array";
import { pathRound } from "d3-path";
import { type ScaleLinear, scaleLinear } from "d3-scale";
import { area, line, type SeriesPoint, stack } from "d3-shape";
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
/** A tenth of a pixel is finer than any screen, and keeps the page small. */
const DIGITS = 1;

export function bandWidth({ width, count }: Plot): number {
  return width / Math.max(count, 1);
}

export function centre(plot: Plot, index: number): number {
  return across(plot)(index + 0.5);
}

/** The bucket under a horizontal place, kept inside the chart. */
export function indexAt(plot: Plot, x: number): number {
  return Math.min(Math.floor(across(plot).invert(x)), plot.count - 1);
}

/** From a value to its height on the screen, where up is less. */
export function upwards({ top, height }: Plot, { max }: ValueAxis): ScaleLinear<number, number> {
  return scaleLinear([0, max], [top + height, top]);
}

export function layMarks(
  series: readonly Series[],
  kind: ChartKind,
  axis: ValueAxis,
  plot: Plot,
): Mark[] {
  if (kind === "areas") return areaMarks(series, axis, plot);
  if (kind === "lines") return series.map((one) => lineMark(one, axis, plot));
  return barMarks(series, axis, plot);
}

/** Buckets are even slots: 0 is the left edge of the first one, `count` the right edge of the last. */
function across({ left, width, count }: Plot): ScaleLinear<number, number> {
  return scaleLinear([0, Math.max(count, 1)], [left, left + width]).clamp(true);
}

/** Pixels are stacked and not values: each part is first given the least height it needs to be seen. */
function barMarks(series: readonly Series[], axis: ValueAxis, plot: Plot): Mark[] {
  const layers = stack<unknown, number, Series>()
    .keys(series)
    .value((index, { values }) => barHeight(values[index], axis, plot))(range(plot.count));
  return layers.map((layer) => {
    const { name, colour } = layer.key;
    return { name, colour, path: barPath(layer, plot), dots: [] };
  });
}

function barHeight(value: number | null | undefined, { max }: ValueAxis, plot: Plot): number {
  if (!value || value < 0) return 0;
  return Math.max(scaleLinear([0, max], [0, plot.height])(value), LEAST_HEIGHT);
}

function barPath(layer: readonly SeriesPoint<number>[], plot: Plot): string {
  const x = across(plot);
  const base = plot.top + plot.height;
  const band = bandWidth(plot);
  const width = Math.min(band > 3 ? band * 0.78 : band, WIDEST_BAR);
  const path = pathRound(DIGITS);
  for (const { 0: low, 1: high, data: index } of layer) {
    if (high > low) path.rect(x(index + 0.5) - width / 2, base - high, width, high - low);
  }
  return path.toString();
}

/** A missing value is drawn as zero: a stack must not jump where one part is unknown. */
function areaMarks(series: readonly Series[], axis: ValueAxis, plot: Plot): Mark[] {
  const x = across(plot);
  const y = upwards(plot, axis);
  const layers = stack<unknown, number, Series>()
    .keys(series)
    .value((index, { values }) => Math.max(values[index] ?? 0, 0))(range(plot.count));
  const path = area<SeriesPoint<number>>()
    .x(({ data: index }) => x(index + 0.5))
    .y0(([low]) => y(low))
    .y1(([, high]) => y(high))
    .digits(DIGITS);
  // One point has no width: it is drawn as a bar.
  if (plot.count === 1) return barMarks(series, axis, plot);
  return layers.map((layer) => {
    const { name, colour } = layer.key;
    return { name, colour, path: path(layer) ?? "", dots: [] };
  });
}

function lineMark({ name, colour, values }: Series, axis: ValueAxis, plot: Plot): Mark {
  const x = across(plot);
  const y = upwards(plot, axis);
  const path = line<number | null>()
    .defined(isNumber)
    .x((_, index) => x(index + 0.5))
    .y((value) => y(value ?? 0))
    .digits(DIGITS);
  const dots = values.flatMap((value, index) => {
    const isLone = !isNumber(values[index - 1]) && !isNumber(values[index + 1]);
    return value !== null && isLone ? [{ x: x(index + 0.5), y: y(value) }] : [];
  });
  return { name, colour, path: path(values) ?? "", dots };
}

function isNumber(value: number | null | undefined): boolean {
  return typeof value === "number";
}
