import { describe, expect, test } from "vitest";
import { layTimeline } from "@/lib/timeline";

const START = 1_000_000;
const request = { startedMs: START, durationMs: 1000 };
const attempt = (offset: number, durationMs: number, ttftMs: number | null = null, waitMs = 0) => ({
  startedMs: START + offset,
  durationMs,
  ttftMs,
  waitMs,
});

describe("the hop timeline", () => {
  test("puts attempts in proportion on one scale", () => {
    const { totalMs, bars } = layTimeline(request, [attempt(0, 250), attempt(500, 500, 250)]);
    expect(totalMs).toBe(1000);
    expect(bars.map(({ left, width, firstToken }) => [left, width, firstToken])).toEqual([
      [0, 0.25, null],
      [0.5, 0.5, 0.75],
    ]);
  });

  test("shows the waits between attempts and at the ends", () => {
    const { waits } = layTimeline(request, [attempt(100, 200), attempt(600, 300)]);
    expect(waits.map(({ offsetMs, durationMs }) => [offsetMs, durationMs])).toEqual([
      [0, 100],
      [300, 300],
      [900, 100],
    ]);
  });

  test("draws a wait before a retry up to its bar, and never before the request", () => {
    const { bars } = layTimeline(request, [attempt(0, 100), attempt(500, 500, null, 400)]);
    expect(bars.map(({ waitWidth }) => waitWidth)).toEqual([0, 0.4]);
    expect(layTimeline(request, [attempt(100, 10, null, 400)]).bars[0]?.waitWidth).toBe(0.1);
  });

  test("has one long wait when no provider was called", () => {
    expect(layTimeline(request, []).waits).toMatchObject([{ offsetMs: 0, durationMs: 1000 }]);
  });

  test("grows when an attempt ends after its request", () => {
    expect(layTimeline(request, [attempt(900, 400)]).totalMs).toBe(1300);
  });

  test("lets no attempt start before its request", () => {
    expect(layTimeline(request, [attempt(-3, 100)]).bars[0]?.left).toBe(0);
  });

  test("holds a request that took no time at all", () => {
    const { bars } = layTimeline({ startedMs: START, durationMs: 0 }, [attempt(0, 0)]);
    expect(bars[0]?.left).toBe(0);
    expect(Number.isFinite(bars[0]?.width)).toBe(true);
  });

  test.each([
    [2600, [0, 500, 1000, 1500, 2000, 2500]],
    [310, [0, 50, 100, 150, 200, 250, 300]],
    [0.7, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]],
    [90_000, [0, 20_000, 40_000, 60_000, 80_000]],
  ])("ticks at round times from the start of %d ms", (durationMs, moments) => {
    const { ticks, stepMs } = layTimeline({ startedMs: START, durationMs }, []);
    expect(ticks.map(({ ms }) => ms)).toEqual(moments);
    expect(stepMs).toBe(moments[1]);
  });
});
