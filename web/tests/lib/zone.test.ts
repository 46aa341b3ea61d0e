import { describe, expect, test } from "vitest";
import { instantMs } from "@/lib/instant";
import {
  formatMinute,
  formatMoment,
  fromInput,
  fromWall,
  isZone,
  offsetMs,
  toInput,
} from "@/lib/zone";

const BERLIN = "Europe/Berlin";
const at = (text: string) => Date.parse(text);
const wall = (hour: number, day: number, month: number, minute = 0) => ({
  year: 2026,
  month,
  day,
  hour,
  minute,
  second: 0,
});

test("a moment is written on the zone's clock", () => {
  expect(formatMoment(at("2026-11-23T13:05:09Z"), BERLIN)).toBe("23 Nov 2026, 14:05:09");
  expect(formatMinute(at("2026-11-23T23:30:00Z"), "Asia/Kolkata")).toBe("24 Nov, 05:00");
});

test("offsets follow the season", () => {
  expect(offsetMs(at("2026-07-01T00:00:00Z"), BERLIN)).toBe(7_200_000);
  expect(offsetMs(at("2026-12-01T00:00:00.250Z"), BERLIN)).toBe(3_600_000);
});

describe("the days the clocks change", () => {
  test("an hour that is skipped becomes the one after it", () => {
    expect(fromWall(wall(2, 29, 3, 30), BERLIN)).toBe(at("2026-03-29T01:30:00Z"));
  });

  test("an hour that comes twice is the first of the two", () => {
    expect(fromWall(wall(2, 25, 10, 30), BERLIN)).toBe(at("2026-10-25T00:30:00Z"));
  });

  test("the hours around them are what they seem", () => {
    expect(fromWall(wall(1, 29, 3), BERLIN)).toBe(at("2026-03-29T00:00:00Z"));
    expect(fromWall(wall(3, 29, 3), BERLIN)).toBe(at("2026-03-29T01:00:00Z"));
    expect(fromWall(wall(4, 25, 10), BERLIN)).toBe(at("2026-10-25T03:00:00Z"));
  });
});

test("what an input shows is read back as the same moment", () => {
  const ms = at("2026-08-03T09:45:00Z");
  expect(toInput(ms, "America/New_York")).toBe("2026-08-03T05:45");
  expect(fromInput(toInput(ms, "America/New_York"), "America/New_York")).toBe(ms);
});

test("a half typed input is no moment", () => {
  expect(fromInput("2026-08", BERLIN)).toBeNull();
});

test("unknown zones are known to be unknown", () => {
  expect(isZone("Europe/Berlin")).toBe(true);
  expect(isZone("Mars/Olympus")).toBe(false);
});

test("an instant keeps what is finer than a millisecond", () => {
  expect(instantMs("2026-11-23T18:06:44.000250Z") - at("2026-11-23T18:06:44Z")).toBeCloseTo(
    0.25,
    3,
  );
  expect(instantMs("2026-11-23T18:06:44Z")).toBe(at("2026-11-23T18:06:44Z"));
});
