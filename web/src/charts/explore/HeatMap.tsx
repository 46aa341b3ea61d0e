/**
 * How a number is spread over time: a column for each stretch, a row for each band of values, the stronger
 * the more requests. Arrow keys read the cells, Enter opens their requests.
 */

import { memo, type PointerEvent, useMemo, useState } from "react";
import styles from "@/charts/explore/explore.module.css";
import { type Bar, rangeLabel } from "@/charts/explore/Histogram";
import { moveInGrid } from "@/charts/explore/keys";
import { type Buckets, bucketLabel } from "@/charts/series";
import { layTimeTicks } from "@/charts/timeTicks";
import { formatPlural } from "@/lib/format";
import { useWidth } from "@/lib/useWidth";

export interface HeatMapProps {
  title: string;
  buckets: Buckets;
  bands: readonly Bar[];
  /** For each bucket, the requests in each band. */
  counts: readonly (readonly number[])[];
  format: (value: number) => string;
  emptyText: string;
  onOpen: (start: number, band: Bar) => void;
}

interface Cell {
  column: number;
  row: number;
}

const HEIGHT = 256;
const PLOT = { left: 72, right: 4, top: 4, bottom: 24 };
const TICK_PX = 64;
const HALF_TICK_PX = 20;
const MOST_TICKS = 6;
const SHADES = 7;
/** A screen reader hears the fullest cells; the API has all. */
const MOST_ROWS = 100;

export function HeatMap(props: HeatMapProps) {
  const { title, buckets, bands, counts, emptyText, onOpen } = props;
  const { ref, width } = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<Cell | null>(null);
  const size = { columns: buckets.starts.length, rows: bands.length };
  const grid = layGrid(width, size);
  const isIn = active !== null && active.column < size.columns && active.row < size.rows;
  const shown = isIn ? active : null;
  const open = ({ column, row }: Cell) => {
    const [start, band] = [buckets.starts[column], bands[row]];
    if (start !== undefined && band && counts[column]?.[row]) onOpen(start, band);
  };
  if (bands.length === 0) return <p className={styles.nothing}>{emptyText}</p>;
  return (
    <div
      ref={ref}
      className={styles.heat}
      role="group"
      aria-label={`${title}. Arrow keys read values, Enter opens the requests.`}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key === "Enter" && shown) return open(shown);
        const next = moveInGrid(event, shown, size);
        if (next) setActive(next);
      }}
      onBlur={() => setActive(null)}
      onPointerMove={(event) => setActive(cellAt(event, grid, size))}
      onPointerLeave={() => setActive(null)}
      onClick={() => shown && open(shown)}
    >
      <svg
        className={styles.svg}
        viewBox={`0 0 ${Math.max(width, 1)} ${HEIGHT}`}
        aria-hidden="true"
      >
        {width > 0 && <Cells {...props} grid={grid} />}
        {width > 0 && <Ticks {...props} grid={grid} width={width} />}
        {shown && (
          <rect
            className={styles.picked}
            x={PLOT.left + shown.column * grid.across}
            y={grid.base - (shown.row + 1) * grid.up}
            width={grid.across}
            height={grid.up}
          />
        )}
      </svg>
      {shown && <CellTip {...props} cell={shown} grid={grid} width={width} />}
      <HeatTable {...props} />
    </div>
  );
}

interface Grid {
  across: number;
  up: number;
  base: number;
}

function layGrid(width: number, size: { columns: number; rows: number }): Grid {
  const [wide, tall] = [width - PLOT.left - PLOT.right, HEIGHT - PLOT.top - PLOT.bottom];
  return {
    across: Math.max(wide, 1) / Math.max(size.columns, 1),
    up: tall / Math.max(size.rows, 1),
    base: HEIGHT - PLOT.bottom,
  };
}

function cellAt(
  event: PointerEvent<HTMLElement>,
  grid: Grid,
  size: { columns: number; rows: number },
): Cell | null {
  const box = event.currentTarget.getBoundingClientRect();
  const column = Math.floor((event.clientX - box.left - PLOT.left) / grid.across);
  const row = Math.floor((grid.base - (event.clientY - box.top)) / grid.up);
  const isIn = column >= 0 && column < size.columns && row >= 0 && row < size.rows;
  return isIn ? { column, row } : null;
}

/** One path for each shade: a map of 1,500 columns is still seven elements. */
const Cells = memo(function Cells({ bands, counts, grid }: HeatMapProps & { grid: Grid }) {
  const paths = useMemo(() => layShades(counts, bands.length, grid), [counts, bands.length, grid]);
  return paths.map((path, shade) => (
    <path key={String(shade)} className={styles.cell} data-shade={shade + 1} d={path} />
  ));
});

/** Shades go by the root of the count, so that a few slow requests among thousands are still seen. */
export function shadeOf(count: number, most: number): number {
  if (count <= 0 || most <= 0) return 0;
  return Math.max(1, Math.ceil(Math.sqrt(count / most) * SHADES));
}

function layShades(counts: HeatMapProps["counts"], rows: number, grid: Grid): string[] {
  const most = Math.max(1, ...counts.map((column) => Math.max(0, ...column)));
  const paths = Array.from({ length: SHADES }, () => "");
  const gap = grid.across > 4 ? 1 : 0;
  counts.forEach((column, place) => {
    for (let row = 0; row < rows; row += 1) {
      const shade = shadeOf(column[row] ?? 0, most);
      if (shade === 0) continue;
      const [x, y] = [PLOT.left + place * grid.across, grid.base - (row + 1) * grid.up];
      const [wide, tall] = [grid.across - gap, grid.up - 1];
      paths[shade - 1] +=
        `M${x.toFixed(1)} ${y.toFixed(1)}h${wide.toFixed(1)}v${tall.toFixed(1)}h${(-wide).toFixed(1)}z`;
    }
  });
  return paths;
}

function Ticks({
  bands,
  buckets,
  format,
  grid,
  width,
}: HeatMapProps & { grid: Grid; width: number }) {
  const { starts, granularity, zone } = buckets;
  const every = Math.max(1, Math.ceil(bands.length / MOST_TICKS));
  const most = Math.max(2, Math.floor((width - PLOT.left) / TICK_PX));
  return (
    <>
      {bands.map((band, row) =>
        row % every === 0 ? (
          <text
            key={band.low}
            className={styles.tick}
            x={PLOT.left - 8}
            y={grid.base - row * grid.up}
            textAnchor="end"
          >
            {format(Number(band.low))}
          </text>
        ) : null,
      )}
      {layTimeTicks(starts, granularity, zone, most).map(({ index, label }) => (
        <text
          key={index}
          className={styles.tick}
          {...timePlace(index, starts.length, grid)}
          y={grid.base + 16}
        >
          {label}
        </text>
      ))}
    </>
  );
}

/** Labels stay within the plot. */
function timePlace(index: number, count: number, { across }: Grid) {
  const x = (index + 0.5) * across;
  if (x < HALF_TICK_PX) return { x: PLOT.left, textAnchor: "start" as const };
  if (count * across - x < HALF_TICK_PX) {
    return { x: PLOT.left + count * across, textAnchor: "end" as const };
  }
  return { x: PLOT.left + x, textAnchor: "middle" as const };
}

type TipProps = HeatMapProps & { cell: Cell; grid: Grid; width: number };

function CellTip({ buckets, bands, counts, format, cell, grid, width }: TipProps) {
  const x = PLOT.left + (cell.column + 0.5) * grid.across;
  const side = x > width / 2 ? { right: width - x + 14 } : { left: x + 14 };
  const band = bands[cell.row];
  const count = counts[cell.column]?.[cell.row] ?? 0;
  return (
    <div className={styles.tip} style={side} role="status">
      <div className={styles.tipTitle}>
        {bucketLabel(buckets, buckets.starts[cell.column] ?? 0)}
      </div>
      <div>{band && rangeLabel(band, format)}</div>
      <strong>{formatPlural(count, "request")}</strong>
      {count > 0 && <div className={styles.tipHint}>Click opens them</div>}
    </div>
  );
}

const HeatTable = memo(function HeatTable({ title, buckets, bands, counts, format }: HeatMapProps) {
  const cells = counts
    .flatMap((column, place) => column.map((count, row) => ({ place, row, count })))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_ROWS);
  return (
    <div className="hidden">
      <table>
        <caption>{title}, the fullest cells</caption>
        <tbody>
          {cells.map(({ place, row, count }) => (
            <tr key={`${place} ${row}`}>
              <th scope="row">{bucketLabel(buckets, buckets.starts[place] ?? 0)}</th>
              <td>{bands[row] && rangeLabel(bands[row], format)}</td>
              <td>{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});
