import { describe, expect, test } from "vitest";
import { bucketStarts, fittingGranularity, isDrawable, nextStart } from "@/lib/bucket";

const BERLIN = "Europe/Berlin";
const span = (from: string, to: string) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) });
const iso = (starts: number[]) => starts.map((start) => new Date(start).toISOString());

describe("days", () => {
  test("start at the zone's midnight, the first one before the window", () => {
    const window = span("2026-11-21T10:00:00Z", "2026-11-23T10:00:00Z");
    expect(iso(bucketStarts(window, "day", BERLIN))).toEqual([
      "2026-11-20T23:00:00.000Z",
      "2026-11-21T23:00:00.000Z",
      "2026-11-22T23:00:00.000Z",
    ]);
  });

  test("have 23 and 25 hours when the clocks change", () => {
    const spring = Date.parse("2026-03-28T23:00:00Z");
    const autumn = Date.parse("2026-10-24T22:00:00Z");
    expect(nextStart(spring, "day", BERLIN) - spring).toBe(23 * 3_600_000);
    expect(nextStart(autumn, "day", BERLIN) - autumn).toBe(25 * 3_600_000);
  });
});

test("hours are whole on the clock of a zone that is half an hour off", () => {
  const window = span("2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z");
  expect(iso(bucketStarts(window, "hour", "Asia/Kolkata"))).toEqual([
    "2026-11-23T09:30:00.000Z",
    "2026-11-23T10:30:00.000Z",
  ]);
});

test("both hours that the clock shows as two o'clock have a bucket", () => {
  const window = span("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z");
  expect(bucketStarts(window, "hour", BERLIN)).toHaveLength(2);
});

test("the end of the window is not in it", () => {
  const window = span("2026-11-23T10:00:00Z", "2026-11-23T10:02:00Z");
  expect(bucketStarts(window, "minute", "UTC")).toHaveLength(2);
});

describe("the granularity", () => {
  const last = (hours: number) => ({ fromMs: 0, toMs: hours * 3_600_000 });

  test.each([
    [0.25, "minute"],
    [1, "minute"],
    [24, "hour"],
    [168, "hour"],
    [720, "day"],
    [100_000, "day"],
  ])("of %d hours fits as %s", (hours, fitting) => {
    expect(fittingGranularity(last(hours))).toBe(fitting);
  });

  test("too fine for the window cannot be drawn", () => {
    expect(isDrawable(last(24), "minute")).toBe(true);
    expect(isDrawable(last(720), "minute")).toBe(false);
  });
});
