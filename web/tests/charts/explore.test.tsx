import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { layMarks } from "@/charts/draw";
import { drawnAs } from "@/charts/explore/GroupChart";
import { HeatMap, shadeOf } from "@/charts/explore/HeatMap";
import { type Bar, Histogram, placeOf, rangeLabel } from "@/charts/explore/Histogram";
import { groupColours, groupSeries, listGroups } from "@/charts/explore/shape";
import { layValueAxis } from "@/charts/scale";

const BARS: Bar[] = [
  { low: "1", high: "10", count: 5 },
  { low: "11", high: "100", count: 0 },
  { low: "101", high: "1000", count: 3 },
];
const HOUR = 3_600_000;

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
});

describe("series by group", () => {
  const rows = [
    { time: "1970-01-01T00:00:00Z", model: "a", requests: 2, cost_usd: "0.5" },
    { time: "1970-01-01T00:00:00Z", model: null, requests: 1, cost_usd: null },
    { time: "1970-01-01T01:00:00Z", model: "a", requests: 4, cost_usd: "1" },
    { time: "1970-01-01T01:00:00Z", model: null, requests: 0, cost_usd: "0" },
  ];
  const other = [{ time: "1970-01-01T01:00:00Z", requests: 9, cost_usd: "2" }];
  const starts = [0, HOUR];

  test("hold each group's values in the order of time, the other ones last", () => {
    const series = groupSeries({ rows, other, by: ["model"], starts }, "cost_usd");
    expect(series.map(({ label, values }) => [label, values])).toEqual([
      ["a", [0.5, 1]],
      ["none", [null, 0]],
      ["Other", [null, 2]],
    ]);
    expect(series.at(-1)?.group).toBeNull();
  });

  test("are one without dimensions, and none without rows", () => {
    const flat = rows.filter(({ model }) => model === "a");
    expect(groupSeries({ rows: flat, other: [], by: [], starts }, "requests")).toMatchObject([
      { label: "requests", values: [2, 4] },
    ]);
    expect(groupSeries({ rows: [], other: [], by: ["model"], starts }, "requests")).toEqual([]);
    expect(listGroups([], ["model"])).toEqual([]);
  });

  test("have colours that tell them apart, fixed for statuses", () => {
    expect(groupColours(["status"], [["error"], ["success"]])).toEqual(["error", "success"]);
    const eight = Array.from({ length: 8 }, (_, n) => [`model ${n}`]);
    expect(new Set(groupColours(["model"], eight)).size).toBe(8);
    const meeting = [["azure"], ["ollama"]];
    expect(new Set(groupColours(["provider"], meeting)).size).toBe(2);
  });

  test("stack only where values add up", () => {
    expect(drawnAs("bar", true, 3)).toBe("bars");
    expect(drawnAs("area", true, 3)).toBe("areas");
    expect(drawnAs("bar", false, 3)).toBe("lines");
    expect(drawnAs("bar", false, 1)).toBe("bars");
  });

  test("as areas reach the height of their sum", () => {
    const plot = { left: 0, top: 0, width: 100, height: 100, count: 2 };
    const series = groupSeries({ rows, other: [], by: ["model"], starts }, "requests");
    const marks = layMarks(series, "areas", layValueAxis(4, 0, "whole"), plot);
    expect(marks).toHaveLength(2);
    expect(marks[0]?.path).toMatch(/^M25,50L75,0L75,100L25,100Z$/);
  });
});

describe("a histogram", () => {
  function draw(bars: Bar[]) {
    const onOpen = vi.fn();
    const percentiles = bars.length > 0 ? [{ percent: 50, value: 10 }] : [];
    render(
      <Histogram
        title="Latency"
        bars={bars}
        count={8}
        percentiles={percentiles}
        format={(value) => `${value} ms`}
        emptyText="Nothing here"
        onOpen={onOpen}
      />,
    );
    return onOpen;
  }

  test("is read by arrow keys and opens by Enter", () => {
    const onOpen = draw(BARS);
    const chart = screen.getByRole("group");
    fireEvent.keyDown(chart, { key: "End" });
    expect(screen.getByText("3 requests")).toBeTruthy();
    fireEvent.keyDown(chart, { key: "ArrowLeft" });
    expect(screen.getByText("0 requests")).toBeTruthy();
    fireEvent.keyDown(chart, { key: "Home" });
    fireEvent.keyDown(chart, { key: "Enter" });
    expect(onOpen).toHaveBeenCalledWith(BARS[0]);
  });

  test("marks percentiles, and has its numbers as a table", () => {
    draw(BARS);
    expect(screen.getByText("p50 10 ms", { ignore: false })).toBeTruthy();
    expect(screen.getByRole("table", { name: "Latency" }).textContent).toContain(
      "101 ms to 1000 ms",
    );
  });

  test("of nothing says so", () => {
    draw([]);
    expect(screen.getByText("Nothing here")).toBeTruthy();
  });

  test("of one value is one bar", () => {
    draw([{ low: "0", high: "0", count: 8 }]);
    fireEvent.keyDown(screen.getByRole("group"), { key: "ArrowRight" });
    expect(screen.getByText("8 requests")).toBeTruthy();
    expect(rangeLabel({ low: "0", high: "0", count: 8 }, String)).toBe("0");
  });

  test("has values at their place, by share and not by distance", () => {
    expect(placeOf(BARS, 1)).toBe(0);
    expect(placeOf(BARS, Math.sqrt(10))).toBeCloseTo(0.5);
    expect(placeOf(BARS, 10)).toBeCloseTo(1);
    expect(placeOf(BARS, 5000)).toBe(3);
  });
});

describe("a heat map", () => {
  const onOpen = vi.fn();
  function draw(counts: number[][], bands = BARS) {
    render(
      <HeatMap
        title="Latency over time"
        buckets={{ starts: counts.map((_, n) => n * HOUR), granularity: "hour", zone: "UTC" }}
        bands={bands}
        counts={counts}
        format={(value) => `${value} ms`}
        emptyText="Nothing here"
        onOpen={onOpen}
      />,
    );
  }

  test("is read by arrow keys in both directions and opens by Enter", () => {
    draw([
      [1, 2, 0],
      [3, 4, 0],
    ]);
    const map = screen.getByRole("group");
    fireEvent.keyDown(map, { key: "ArrowRight" });
    expect(screen.getByRole("status").textContent).toContain("3 requests");
    fireEvent.keyDown(map, { key: "ArrowUp" });
    fireEvent.keyDown(map, { key: "ArrowLeft" });
    expect(screen.getByRole("status").textContent).toContain("2 requests");
    fireEvent.keyDown(map, { key: "Enter" });
    expect(onOpen).toHaveBeenCalledWith(0, BARS[1]);
  });

  test("of an empty cell opens nothing", () => {
    onOpen.mockClear();
    draw([[1, 0, 0]]);
    const map = screen.getByRole("group");
    for (const key of ["ArrowUp", "ArrowUp", "Enter"]) fireEvent.keyDown(map, { key });
    expect(onOpen).not.toHaveBeenCalled();
  });

  test("of nothing says so", () => {
    draw([[], []], []);
    expect(screen.getByText("Nothing here")).toBeTruthy();
  });

  test("of many is few elements", () => {
    const counts = Array.from({ length: 1500 }, (_, n) => [n, n * 2, 1_000_000]);
    draw(counts);
    expect(document.querySelectorAll("svg path").length).toBe(7);
    expect(screen.getAllByRole("row")).toHaveLength(100);
  });

  test("shows one request among a million", () => {
    expect(shadeOf(0, 1_000_000)).toBe(0);
    expect(shadeOf(1, 1_000_000)).toBe(1);
    expect(shadeOf(1_000_000, 1_000_000)).toBe(7);
  });
});
