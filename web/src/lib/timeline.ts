/**
 * The hop timeline: where each attempt of a request stands on one true time scale. Shares are of the
 * whole drawn width, 0 to 1. What lies between attempts is the gateway's own time or a wait before a retry.
 */

import { ticks } from "d3-array";

export interface TimelineRequest {
  startedMs: number;
  durationMs: number;
}

export interface TimelineAttempt {
  startedMs: number;
  durationMs: number;
  ttftMs: number | null;
  /** How long the gateway backed off before it. */
  waitMs: number;
}

export interface Bar {
  /** Milliseconds after the request's start. */
  offsetMs: number;
  durationMs: number;
  left: number;
  width: number;
  /** Of the wait that ends where the bar begins. */
  waitWidth: number;
  /** Where the first token came, or null when it is unknown. */
  firstToken: number | null;
}

export interface Timeline {
  totalMs: number;
  bars: Bar[];
  /** Stretches in which no provider was at work. */
  waits: { offsetMs: number; durationMs: number; left: number; width: number }[];
  ticks: { ms: number; left: number }[];
  /** Between two ticks. */
  stepMs: number;
}

/** A wait shorter than this share of the whole is thinner than the eye. */
const LEAST_WAIT = 0.002;

export function layTimeline(
  request: TimelineRequest,
  attempts: readonly TimelineAttempt[],
): Timeline {
  const spans = attempts.map((attempt) => ({
    ...attempt,
    // Clocks are read apart, so an attempt may seem to start a hair before its request.
    offsetMs: Math.max(0, attempt.startedMs - request.startedMs),
  }));
  const ends = spans.map((span) => span.offsetMs + span.durationMs);
  const totalMs = Math.max(request.durationMs, ...ends, 0.001);
  const bars = spans.map((span) => ({
    offsetMs: span.offsetMs,
    durationMs: span.durationMs,
    left: span.offsetMs / totalMs,
    width: span.durationMs / totalMs,
    waitWidth: Math.min(span.waitMs, span.offsetMs) / totalMs,
    firstToken: span.ttftMs === null ? null : (span.offsetMs + span.ttftMs) / totalMs,
  }));
  return { totalMs, bars, waits: findWaits(bars, totalMs), ...layTicks(totalMs) };
}

function findWaits(bars: readonly Bar[], totalMs: number): Timeline["waits"] {
  const waits: Timeline["waits"] = [];
  let busyUntil = 0;
  for (const bar of [...bars].sort((a, b) => a.offsetMs - b.offsetMs)) {
    waits.push(wait(busyUntil, bar.offsetMs, totalMs));
    busyUntil = Math.max(busyUntil, bar.offsetMs + bar.durationMs);
  }
  waits.push(wait(busyUntil, totalMs, totalMs));
  return waits.filter(({ width }) => width > LEAST_WAIT);
}

function wait(fromMs: number, toMs: number, totalMs: number) {
  const durationMs = toMs - fromMs;
  return { offsetMs: fromMs, durationMs, left: fromMs / totalMs, width: durationMs / totalMs };
}

/** Four to eight round moments, the start among them. */
function layTicks(totalMs: number): Pick<Timeline, "ticks" | "stepMs"> {
  const moments = ticks(0, totalMs, 5);
  return { ticks: moments.map((ms) => ({ ms, left: ms / totalMs })), stepMs: moments[1] ?? 0 };
}
