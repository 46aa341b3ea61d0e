import { describe, expect, test } from "vitest";
import { centre, indexAt, layMarks, type Plot } from "@/charts/draw";
import { layValueAxis } from "@/charts/scale";
import { bucketLabel, highest, isEmpty, type Series } from "@/charts/series";
import { layTimeTicks } from "@/charts/timeTicks";
import { bucketStarts } from "@/lib/bucket";
import { formatDurationAxis } from "@/lib/format";

const plot: Plot = { left: 44, top: 0, width: 100, height: 100, count: 4 };
const series = (values: (number | null)[], name = "a"): Series => ({
  name,
  label: name,
  colour: "success",
  values,
});

describe("the value axis", () => {
  test.each([
    [0, 1, "whole", [0, 1]],
    [1, 1, "whole", [0, 1]],
    [2, 1, "whole", [0, 1, 2]],
    [3, 1, "whole", [0, 1, 2, 3]],
    [210, 1, "whole", [0, 50, 100, 150, 200, 250]],
    [1_300_000, 1, "whole", [0, 500_000, 1_000_000, 1_500_000]],
    [0.3, 0, "decimal", [0, 0.1, 0.2, 0.3]],
    [0.00042, 0, "decimal", [0, 0.0001, 0.0002, 0.0003, 0.0004, 0.0005]],
  ] as const)("for at most %d has round steps", (most, least, steps, ticks) => {
    expect(layValueAxis(most, least, steps)).toEqual({ max: ticks.at(-1), ticks });
  });

  test.each([
    [0.4, ["0", "0.2 ms", "0.4 ms", "0.6 ms", "0.8 ms", "1 ms"]],
    [840, ["0", "200 ms", "400 ms", "600 ms", "800 ms", "1 s"]],
    [8800, ["0", "2 s", "4 s", "6 s", "8 s", "10 s"]],
    [60_000, ["0", "20 s", "40 s", "60 s"]],
    [80_000, ["0", "30 s", "60 s", "90 s"]],
    [130_000, ["0", "1 min", "2 min", "3 min"]],
    [280_000, ["0", "1 min", "2 min", "3 min", "4 min", "5 min"]],
    [3_000_000, ["0", "15 min", "30 min", "45 min", "60 min"]],
  ])("of durations up to %d ms steps as clocks do", (most, labels) => {
    const { max, ticks } = layValueAxis(most, 1, "duration");
    expect(ticks.map((ms) => formatDurationAxis(ms, ticks[1] ?? 0))).toEqual(labels);
    expect(ticks.at(-1)).toBe(max);
  });

  test("holds its highest value, in steps that have room", () => {
    for (const steps of ["decimal", "whole", "duration"] as const) {
      for (let highest = 1; highest < 5e7; highest = Math.ceil(highest * 1.07)) {
        const { max, ticks } = layValueAxis(highest, 1, steps);
        expect(max).toBeGreaterThanOrEqual(highest);
        expect([ticks[0], ticks.at(-1)]).toEqual([0, max]);
        expect(ticks.length).toBeGreaterThan(1);
        expect(ticks.length).toBeLessThanOrEqual(8);
      }
    }
  });

  test("keeps a tiny failure rate small", () => {
    expect(layValueAxis(0.0001, 0.01, "decimal").max).toBe(0.01);
  });

  test("stands when every value is zero", () => {
    expect(layValueAxis(0, 0, "decimal").max).toBeGreaterThan(0);
  });
});

describe("bars", () => {
  const axis = layValueAxis(10, 1, "whole");

  test("stand on each other", () => {
    const marks = layMarks([series([5]), series([5], "b")], "bars", axis, { ...plot, count: 1 });
    expect(marks.map(({ path }) => path)).toEqual(["M78,50h32v50h-32Z", "M78,0h32v50h-32Z"]);
  });

  test("of one among a million are still seen", () => {
    const tall = layValueAxis(1_000_000, 1, "whole");
    const [mark] = layMarks([series([1])], "bars", tall, { ...plot, count: 1 });
    expect(mark?.path).toBe("M78,98h32v2h-32Z");
  });

  test("stand on the least height of those below", () => {
    const tall = layValueAxis(100, 1, "whole");
    const marks = layMarks([series([1]), series([50], "b")], "bars", tall, { ...plot, count: 1 });
    expect(marks.map(({ path }) => path)).toEqual(["M78,98h32v2h-32Z", "M78,48h32v50h-32Z"]);
  });

  test("are not drawn for zero or unknown", () => {
    expect(layMarks([series([0, null])], "bars", axis, { ...plot, count: 2 })[0]?.path).toBe("");
  });

  test("fill the height by their sum, lines by their highest", () => {
    const both = [series([1, 2]), series([3, null], "b")];
    expect(highest(both, "bars")).toBe(4);
    expect(highest(both, "lines")).toBe(3);
    expect(highest([], "bars")).toBe(0);
    expect(highest([series([null])], "lines")).toBe(0);
  });
});

describe("lines", () => {
  const axis = { max: 10, ticks: [0, 10] };

  test("break where nothing is known", () => {
    const [mark] = layMarks([series([10, 0, null, 5])], "lines", axis, plot);
    expect(mark?.path).toBe("M56.5,0L81.5,100M131.5,50Z");
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

  test.each([
    [9, ["24 Oct", "29 Oct", "3 Nov", "8 Nov", "13 Nov", "18 Nov"]],
    [4, ["24 Oct", "7 Nov", "21 Nov"]],
  ])("labels days evenly over the end of a month, at most %d of them", (most, labels) => {
    const month = ["2026-10-24T00:00:00Z", "2026-11-23T00:00:00Z"] as const;
    expect(ticks(...month, "day", "UTC", most)).toEqual(labels);
  });

  test("knows zones whose days are not UTC's, nor whole hours ahead", () => {
    expect(
      ticks("2026-11-22T18:30:00Z", "2026-11-23T18:30:00Z", "hour", "Asia/Kolkata", 5),
    ).toEqual(["23 Nov", "06:00", "12:00", "18:00"]);
    expect(
      ticks("2026-11-20T11:00:00Z", "2026-11-23T11:00:00Z", "day", "Pacific/Auckland", 5),
    ).toEqual(["21 Nov", "22 Nov", "23 Nov"]);
  });

  test.each([
    [
      "goes back",
      "2026-10-24T22:00:00Z",
      "2026-10-25T23:00:00Z",
      ["25 Oct", "06:00", "12:00", "18:00"],
    ],
    [
      "goes forward",
      "2026-03-28T23:00:00Z",
      "2026-03-29T22:00:00Z",
      ["29 Mar", "06:00", "12:00", "18:00"],
    ],
  ])("keeps to round hours on the day the clock %s", (_, from, to, labels) => {
    expect(ticks(from, to, "hour", "Europe/Berlin", 5)).toEqual(labels);
  });

  test("labels days that begin after midnight", () => {
    // Santiago's clock goes forward at midnight.
    expect(
      ticks("2026-09-05T04:00:00Z", "2026-09-08T03:00:00Z", "day", "America/Santiago", 5),
    ).toEqual(["5 Sept", "6 Sept", "7 Sept"]);
  });

  test("has room between any two labels", () => {
    const span = {
      fromMs: Date.parse("2026-10-20T00:00:00Z"),
      toMs: Date.parse("2026-11-08T00:00:00Z"),
    };
    const starts = bucketStarts(span, "day", "UTC");
    for (const most of [3, 6, 8, 10, 12]) {
      const places = layTimeTicks(starts, "day", "UTC", most).map(({ index }) => index);
      const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(starts.length / most);
    }
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
