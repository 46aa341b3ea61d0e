import { describe, expect, test } from "vitest";
import {
  formatAgo,
  formatAxis,
  formatBytes,
  formatCompact,
  formatDuration,
  formatDurationAxis,
  formatPlural,
  formatShare,
  formatUntil,
  formatUsd,
  formatUsdAxis,
  formatUsdExact,
} from "@/lib/format";

describe("counts", () => {
  test.each([
    [0, "0"],
    [1234, "1,234"],
    [9999, "9,999"],
    [12_345, "12.3k"],
    [999_499, "999k"],
    [999_950, "1.00M"],
    [28_400_000, "28.4M"],
    [5.5e12, "5.50T"],
  ])("%d is written %s", (value, text) => expect(formatCompact(value)).toBe(text));

  test("an axis has round numbers without idle zeros", () => {
    expect([0, 500, 1000, 1500, 2_000_000].map(formatAxis)).toEqual([
      "0",
      "500",
      "1k",
      "1.5k",
      "2M",
    ]);
  });

  test("one is not many", () => {
    expect(formatPlural(1, "request")).toBe("1 request");
    expect(formatPlural(2000, "request")).toBe("2,000 requests");
  });
});

describe("money", () => {
  test.each([
    [0, "$0"],
    [0.0000000004, "<$0.000001"],
    [0.0000452, "$0.0000452"],
    [0.00011, "$0.000110"],
    [0.05, "$0.0500"],
    [0.917, "$0.917"],
    [0.9999, "$1.00"],
    [7.874, "$7.87"],
    [1234.5, "$1,234.50"],
    [51_300_000, "$51.3M"],
  ])("%d is written %s", (value, text) => expect(formatUsd(value)).toBe(text));

  test("exact money keeps every digit the server sent", () => {
    expect(formatUsdExact("0.0039925")).toBe("$0.0039925");
    expect(formatUsdExact("12345678901234567890.10")).toBe("$12,345,678,901,234,567,890.10");
    expect(formatUsdExact("-3")).toBe("-$3");
  });

  test("an axis of small sums is exact", () => {
    expect([0, 0.05, 0.000002, 2500].map(formatUsdAxis)).toEqual([
      "$0",
      "$0.05",
      "$0.000002",
      "$2.5k",
    ]);
  });
});

describe("lengths of time", () => {
  test.each([
    [0, "0 ms"],
    [0.41, "0.41 ms"],
    [4.2, "4.2 ms"],
    [84.4, "84 ms"],
    [999.6, "1.00 s"],
    [1420, "1.42 s"],
    [12_340, "12.3 s"],
    [59_949, "59.9 s"],
    [60_000, "1 min"],
    [125_000, "2 min 5 s"],
    [3_599_600, "1 h"],
    [11_520_000, "3 h 12 min"],
    [86_400_000, "1 d"],
    [100_800_000, "1 d 4 h"],
  ])("%d ms is written %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  test.each([
    [500, [0, 500, 1000, 1500], ["0", "500 ms", "1 s", "1.5 s"]],
    [30_000, [30_000, 60_000, 90_000], ["30 s", "60 s", "90 s"]],
    [60_000, [60_000, 120_000], ["1 min", "2 min"]],
    [100_000, [100_000, 600_000], ["100 s", "600 s"]],
    [900_000, [2_700_000, 3_600_000], ["45 min", "60 min"]],
    [10_800_000, [10_800_000, 43_200_000], ["3 h", "12 h"]],
  ])("an axis in steps of %d ms has short labels", (step, values, labels) => {
    expect(values.map((ms) => formatDurationAxis(ms, step))).toEqual(labels);
  });

  test("ages have one unit", () => {
    const ages = [200, 12_000, 200_000, 7_300_000, 200_000_000];
    expect(ages.map((ms) => formatAgo(1e12 - ms, 1e12))).toEqual([
      "now",
      "12 s ago",
      "3 min ago",
      "2 h ago",
      "2 d ago",
    ]);
  });
});

describe("shares", () => {
  test.each([
    [0, "0%"],
    [0.00001, "<0.01%"],
    [0.0042, "0.42%"],
    [0.027, "2.70%"],
    [0.1234, "12.3%"],
    [0.9999, ">99.9%"],
    [1, "100%"],
  ])("%d is written %s", (share, text) => expect(formatShare(share)).toBe(text));
});

test("sizes are in powers of a thousand", () => {
  expect([600, 5_000_000, 1234].map(formatBytes)).toEqual(["600 B", "5.00 MB", "1.23 kB"]);
});

test.each([
  [0, "now"],
  [-5_000, "now"],
  [400, "in 1 s"],
  [12_000, "in 12 s"],
  [59_001, "in 1 min"],
  [150_000, "in 3 min"],
])("%d ms ahead is %j", (ms, text) => {
  expect(formatUntil(1_000 + ms, 1_000)).toBe(text);
});
