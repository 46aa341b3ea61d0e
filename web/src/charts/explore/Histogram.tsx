/**
 * How a number is spread: a bar for each stretch of values, each stretch the same share wider than the one
 * before, with percentiles marked. Arrow keys read the bars, Enter opens their requests.
 */

import { useMemo, useState } from "react";
import styles from "@/charts/explore/explore.module.css";
import { moveWithin } from "@/charts/explore/keys";
import { layValueAxis } from "@/charts/scale";
import { formatAxis, formatPlural, formatShare } from "@/lib/format";
import { useWidth } from "@/lib/useWidth";

export interface Bar {
  low: string;
  high: string;
  count: number;
}

export interface HistogramProps {
  title: string;
  bars: readonly Bar[];
  count: number;
  percentiles: readonly { percent: number; value: number }[];
  /** Of the number's unit. */
  format: (value: number) => string;
  emptyText: string;
  onOpen: (bar: Bar) => void;
}

const HEIGHT = 250;
const PLOT = { left: 48, right: 8, top: 60, bottom: 26 };
const LABEL_PX = 84;
const LINE_PX = 13;

export function Histogram(props: HistogramProps) {
  const { title, bars, emptyText, format, onOpen } = props;
  const { ref, width } = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number | null>(null);
  const shown = active !== null && active < bars.length ? active : null;
  const plotWidth = Math.max(width - PLOT.left - PLOT.right, 1);
  const band = plotWidth / Math.max(bars.length, 1);
  const bar = shown === null ? undefined : bars[shown];
  if (bars.length === 0) return <p className={styles.nothing}>{emptyText}</p>;
  return (
    <div
      ref={ref}
      className={styles.spread}
      role="group"
      aria-label={`${title}. Arrow keys read values, Enter opens the requests.`}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key === "Enter" && bar) return onOpen(bar);
        const next = moveWithin(event, shown, bars.length);
        if (next !== null) setActive(next);
      }}
      onBlur={() => setActive(null)}
      onPointerMove={(event) => {
        const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
        const place = Math.floor((x - PLOT.left) / band);
        setActive(place >= 0 && place < bars.length ? place : null);
      }}
      onPointerLeave={() => setActive(null)}
      onClick={() => bar && onOpen(bar)}
    >
      <svg
        className={styles.svg}
        viewBox={`0 0 ${Math.max(width, 1)} ${HEIGHT}`}
        aria-hidden="true"
      >
        {width > 0 && <Bars {...props} band={band} active={shown} />}
        {width > 0 && <Percentiles {...props} band={band} />}
      </svg>
      {shown !== null && bar && (
        <BarTip {...{ bar, width }} x={PLOT.left + (shown + 0.5) * band} {...props} />
      )}
      <SpreadTable title={title} bars={bars} format={format} />
    </div>
  );
}

interface BarsProps extends HistogramProps {
  band: number;
  active: number | null;
}

function Bars({ bars, band, active, format }: BarsProps) {
  const height = HEIGHT - PLOT.top - PLOT.bottom;
  const base = PLOT.top + height;
  const axis = useMemo(
    () => layValueAxis(Math.max(...bars.map(({ count }) => count)), 1, "whole"),
    [bars],
  );
  const every = Math.max(1, Math.ceil(LABEL_PX / band));
  const right = PLOT.left + band * bars.length;
  return (
    <>
      {axis.ticks.map((value) => {
        const y = base - (value / axis.max) * height;
        return (
          <g key={value}>
            <line className={styles.grid} x1={PLOT.left} x2={right} y1={y} y2={y} />
            <text className={styles.tick} x={PLOT.left - 8} y={y + 4} textAnchor="end">
              {formatAxis(value)}
            </text>
          </g>
        );
      })}
      {bars.map((bar, place) => {
        const x = PLOT.left + place * band;
        const tall = bar.count === 0 ? 0 : Math.max((bar.count / axis.max) * height, 2);
        return (
          <g key={bar.low}>
            <rect
              className={styles.bar}
              data-active={place === active || undefined}
              x={x + band * 0.08}
              y={base - tall}
              width={band * 0.84}
              height={tall}
            />
            {place % every === 0 && x + LABEL_PX * 0.8 < right && (
              <text className={styles.tick} x={x} y={base + 17} textAnchor="start">
                {format(Number(bar.low))}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

/** Each label on a line of its own, so that none meets another however close they are. */
function Percentiles({ bars, percentiles, band, format }: HistogramProps & { band: number }) {
  const base = HEIGHT - PLOT.bottom;
  return percentiles.map(({ percent, value }, place) => {
    const x = PLOT.left + band * placeOf(bars, value);
    const isLeft = x > PLOT.left + (band * bars.length * 2) / 3;
    return (
      <g key={percent} className={styles.percentile}>
        <line x1={x} x2={x} y1={place * LINE_PX + 4} y2={base} />
        <text
          x={x + (isLeft ? -4 : 4)}
          y={place * LINE_PX + 13}
          textAnchor={isLeft ? "end" : "start"}
        >
          p{percent} {format(value)}
        </text>
      </g>
    );
  });
}

/** Where a value stands among the bars, as a number of bars from the left; shares are even. */
export function placeOf(bars: readonly Bar[], value: number): number {
  const index = bars.findIndex(({ high }) => value <= Number(high));
  const bar = bars[index];
  if (!bar) return bars.length;
  const [low, high] = [Math.max(Number(bar.low), Number.MIN_VALUE), Number(bar.high)];
  if (high <= low || value <= low) return index + (high <= low ? 0.5 : 0);
  return index + Math.log(value / low) / Math.log(high / low);
}

type TipProps = HistogramProps & { bar: Bar; x: number; width: number };

function BarTip({ bar, x, width, count, format }: TipProps) {
  const side = x > width / 2 ? { right: width - x + 12 } : { left: x + 12 };
  return (
    <div className={styles.tip} style={side}>
      <div className={styles.tipTitle}>{rangeLabel(bar, format)}</div>
      <div>
        <strong>{formatPlural(bar.count, "request")}</strong>, {formatShare(bar.count / count)}
      </div>
      <div className={styles.tipHint}>Click opens them</div>
    </div>
  );
}

export function rangeLabel({ low, high }: Bar, format: (value: number) => string): string {
  const [from, to] = [format(Number(low)), format(Number(high))];
  return from === to ? from : `${from} to ${to}`;
}

function SpreadTable({ title, bars, format }: Pick<HistogramProps, "title" | "bars" | "format">) {
  return (
    <div className="hidden">
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Values</th>
            <th scope="col">Requests</th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.low}>
              <th scope="row">{rangeLabel(bar, format)}</th>
              <td>{bar.count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
