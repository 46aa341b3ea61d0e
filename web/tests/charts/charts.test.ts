import { describe, expect, test } from "vitest";
import { centre, indexAt, layMarks, type Plot } from "@/charts/draw";
import { layValueAxis } from "@/charts/scale";
import { bucketLabel, highest, isEmpty, type Series } from "@/charts/series";
import { layTimeTicks } from "@/charts/timeTicks";
import { bucketStarts } from "@/lib/bucket";

const plot: Plot = { left: 44, top: 0, width: 100, height: 100, count: 4 };
const series = (values: (number | null)[], name = "a"): Series => ({
  name,
  label: name,
  colour: "success",
  values,
});

describe("the value axis", () => {
  test.each([
    [0, 1, true, [0, 1]],
    [1, 1, true, [0, 1]],
    [3, 1, true, [0, 1, 2, 3]],
    [210, 1, true, [0, 50, 100, 150, 200, 250]],
    [1_300_000, 1, true, [0, 500_000, 1_000_000, 1_500_000]],
    [0.3, 0, false, [0, 0.1, 0.2, 0.3]],
    [0.00042, 0, false, [0, 0.0001, 0.0002, 0.0003, 0.0004, 0.0005]],
  ])("for at most %d has round steps", (most, least, whole, ticks) => {
    expect(layValueAxis(most, least, whole)).toEqual({ max: ticks.at(-1), ticks });
  });

  test("keeps a tiny failure rate small", () => {
    expect(layValueAxis(0.0001, 0.01, false).max).toBe(0.01);
  });

  test("stands when every value is zero", () => {
    expect(layValueAxis(0, 0, false).max).toBeGreaterThan(0);
  });
});

describe("bars", () => {
  const axis = layValueAxis(10, 1, true);

  test("stand on each other", () => {
    const marks = layMarks([series([5]), series([5], "b")], "bars", axis, { ...plot, count: 1 });
    expect(marks.map(({ path }) => path)).toEqual(["M78 50h32v50h-32z", "M78 0h32v50h-32z"]);
  });

  test("of one among a million are still seen", () => {
    const tall = layValueAxis(1_000_000, 1, true);
    const [mark] = layMarks([series([1])], "bars", tall, { ...plot, count: 1 });
    expect(mark?.path).toBe("M78 98h32v2h-32z");
  });

  test("are not drawn for zero or unknown", () => {
    expect(layMarks([series([0, null])], "bars", axis, { ...plot, count: 2 })[0]?.path).toBe("");
  });

  test("fill the height by their sum, lines by their highest", () => {
    const both = [series([1, 2]), series([3, null], "b")];
    expect(highest(both, "bars")).toBe(4);
    expect(highest(both, "lines")).toBe(3);
    expect(highest([], "bars")).toBe(0);
  });
});

describe("lines", () => {
  const axis = { max: 10, ticks: [0, 10] };

  test("break where nothing is known", () => {
    const [mark] = layMarks([series([10, 0, null, 5])], "lines", axis, plot);
    expect(mark?.path).toBe("M56.5 0L81.5 100M131.5 50");
  });

  test("show a point with no neighbour as a dot", () => {
    const [mark] = layMarks([series([null, 5, null, null])], "lines", axis, plot);
    expect(mark?.dots).toEqual([{ x: 81.5, y: 50 }]);
  });

  test("without any value are empty, with zeros they are not", () => {
    expect(isEmpty([series([null, null])])).toBe(true);
    expect(isEmpty([series([null, 0])])).toBe(false);
  });
});

test("pointing finds the bucket, also beside the chart", () => {
  expect(indexAt(plot, centre(plot, 2))).toBe(2);
  expect(indexAt(plot, 0)).toBe(0);
  expect(indexAt(plot, 9999)).toBe(3);
});

describe("the time axis", () => {
  const ticks = (
    from: string,
    to: string,
    granularity: "minute" | "hour" | "day",
    zone: string,
    most: number,
  ) => {
    const span = { fromMs: Date.parse(from), toMs: Date.parse(to) };
    return layTimeTicks(bucketStarts(span, granularity, zone), granularity, zone, most).map(
      ({ label }) => label,
    );
  };

  test("labels round hours of the zone, and days by name", () => {
    expect(
      ticks("2026-11-22T18:00:00Z", "2026-11-23T18:00:00Z", "hour", "Europe/Berlin", 6),
    ).toEqual(["23 Nov", "06:00", "12:00", "18:00"]);
  });

  test("never has more labels than there is room for", () => {
    for (const most of [2, 5, 9, 20]) {
      const labels = ticks("2026-10-24T00:00:00Z", "2026-11-23T00:00:00Z", "day", "UTC", most);
      expect(labels.length).toBeLessThanOrEqual(most);
      expect(labels.length).toBeGreaterThan(0);
    }
  });

  test("labels a single bucket", () => {
    expect(ticks("2026-11-23T10:07:00Z", "2026-11-23T10:08:00Z", "minute", "UTC", 8)).toEqual([
      "10:07",
    ]);
  });

  test("has nothing to label without buckets", () => {
    expect(layTimeTicks([], "hour", "UTC", 8)).toEqual([]);
  });
});

test("a bucket is named by its stretch of time", () => {
  const buckets = { starts: [], granularity: "hour" as const, zone: "UTC" };
  expect(bucketLabel(buckets, Date.parse("2026-11-23T23:00:00Z"))).toBe(
    "Mon 23 Nov 2026, 23:00 to 24 Nov 00:00",
  );
  expect(bucketLabel({ ...buckets, granularity: "day" }, Date.parse("2026-11-23T00:00:00Z"))).toBe(
    "Mon 23 Nov 2026",
  );
});
