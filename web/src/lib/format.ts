/**
 * Numbers and their units as people read them. Null is unknown, never zero: it is written "unknown" or "–"
 * by the caller's choice, so every function here takes a real number.
 */

const LOCALE = "en-US";
const WHOLE = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const CENTS = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const EXACT = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 12 });

/** Less is not worth its digits. */
const LEAST_USD = 0.000001;

export const UNKNOWN = "unknown";
/** Stands for "unknown" where a table cell has no room for the word. */
export const DASH = "–";

/** Every digit: 1234567 is "1,234,567". */
export function formatCount(value: number): string {
  return WHOLE.format(value);
}

const STEPS = [
  { at: 1e12, unit: "T" },
  { at: 1e9, unit: "B" },
  { at: 1e6, unit: "M" },
  { at: 1e3, unit: "k" },
] as const;

/** Three digits that matter: 12345 is "12.3k"; whole numbers below 10,000 stay whole. */
export function formatCompact(value: number): string {
  if (Math.abs(value) < 10_000) return trimmed(value, Math.abs(value) < 10 ? 2 : 0);
  // 999,950 would round to "1000k": the step is chosen for the rounded number.
  const step = STEPS.find(({ at }) => Math.abs(value) >= at * 0.9995);
  return step ? threeDigits(value / step.at) + step.unit : formatCount(value);
}

/** An axis has no room and only round numbers: 1000 is "1k", 1,500,000 is "1.5M". */
export function formatAxis(value: number): string {
  const step = STEPS.find(({ at }) => Math.abs(value) >= at);
  return step ? trimmed(value / step.at, 2) + step.unit : trimmed(value, 3);
}

export function formatUsdAxis(value: number): string {
  return `$${value >= 1000 ? formatAxis(value) : trimmed(value, 9)}`;
}

/**
 * In one unit, so that it stays short: "250 ms", "2.5 s", "15 min". The axis' step decides between seconds
 * and minutes: 75 s does not follow on 1 min, nor are 100 s 1.7 min.
 */
export function formatDurationAxis(ms: number, stepMs: number): string {
  if (ms === 0) return "0";
  if (ms < SECOND_MS) return `${trimmed(ms, 2)} ms`;
  const unit = AXIS_UNITS.find(({ size }) => stepMs % size === 0);
  return unit ? `${ms / unit.size} ${unit.name}` : `${trimmed(ms / SECOND_MS, 2)} s`;
}

export function formatShareAxis(share: number): string {
  return `${trimmed(share * 100, 3)}%`;
}

/** US dollars. Small sums keep three digits that matter, because one call may cost $0.0000452. */
export function formatUsd(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? "-" : "";
  if (size === 0) return "$0";
  if (size < LEAST_USD) return `<$${LEAST_USD.toFixed(6)}`;
  if (size < 0.995) return `${sign}$${size.toFixed(2 - Math.floor(Math.log10(size)))}`;
  if (size < 10_000) return `${sign}$${CENTS.format(size)}`;
  return `${sign}$${formatCompact(Math.round(size))}`;
}

/** Every digit the server sent: money arrives as text in plain digits and is not rounded. */
export function formatUsdExact(value: string): string {
  const negative = value.startsWith("-");
  const [whole = "0", fraction] = value.replace("-", "").split(".");
  const grouped = WHOLE.format(BigInt(whole));
  return `${negative ? "-" : ""}$${grouped}${fraction ? `.${fraction}` : ""}`;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const AXIS_UNITS = [
  { size: HOUR_MS, name: "h" },
  { size: MINUTE_MS, name: "min" },
] as const;

/** A length of time given in milliseconds: "84 ms", "1.42 s", "2 min 5 s", "3 h 12 min". */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${trimmed(ms, fractionDigits(ms))} ms`;
  if (ms < MINUTE_MS - 50) return `${threeDigits(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS - 500) return pair(Math.round(ms / SECOND_MS), 60, "min", "s");
  if (ms < DAY_MS - 30_000) return pair(Math.round(ms / MINUTE_MS), 60, "h", "min");
  return pair(Math.round(ms / HOUR_MS), 24, "d", "h");
}

function fractionDigits(ms: number): number {
  if (ms < 1) return 2;
  return ms < 10 ? 1 : 0;
}

/** Every digit of a length of time: "1,420.25 ms". */
export function formatMsExact(ms: number): string {
  return `${EXACT.format(Math.round(ms * 1000) / 1000)} ms`;
}

/** A share between 0 and 1, as a percentage. A share that is not zero is never shown as "0%". */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0) return "0%";
  if (percent < 0.01) return "<0.01%";
  if (percent > 99.9 && percent < 100) return ">99.9%";
  return percent === 100 ? "100%" : `${percent.toFixed(percent < 9.995 ? 2 : 1)}%`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${threeDigits(bytes / 1000 ** power)} ${units[power - 1]}`;
}

/** How long ago, in one unit: "now", "12 s ago", "3 min ago", "2 h ago", "5 d ago". */
export function formatAgo(thenMs: number, nowMs: number): string {
  const ms = nowMs - thenMs;
  if (ms < SECOND_MS) return "now";
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s ago`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ago`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ago`;
  return `${Math.floor(ms / DAY_MS)} d ago`;
}

/** How long until then, in whole seconds while it is near: "in 12 s", "in 3 min"; "now" when it is due. */
export function formatUntil(thenMs: number, nowMs: number): string {
  const seconds = Math.ceil((thenMs - nowMs) / SECOND_MS);
  if (seconds <= 0) return "now";
  return seconds < 60 ? `in ${seconds} s` : `in ${Math.ceil(seconds / 60)} min`;
}

/** "1 request", "2,000 requests". */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function trimmed(value: number, digits: number): string {
  return new Intl.NumberFormat(LOCALE, { maximumFractionDigits: digits }).format(value);
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
}

/** A count of small units in big and small ones; a big unit holds `size` small ones. */
function pair(count: number, size: number, bigUnit: string, smallUnit: string): string {
  const small = count % size;
  const big = `${Math.floor(count / size)} ${bigUnit}`;
  return small === 0 ? big : `${big} ${small} ${smallUnit}`;
}
