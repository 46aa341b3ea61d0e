import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { TimeChart } from "@/charts/TimeChart";
import { bucketStarts, type Span } from "@/lib/bucket";

const span = {
  fromMs: Date.parse("2026-11-23T10:00:00Z"),
  toMs: Date.parse("2026-11-23T14:00:00Z"),
};
const hour = (h: number) => Date.parse(`2026-11-23T${h}:00:00Z`);
const WIDTH = 448;

beforeEach(() => layOut({ labels: 20 }));

/** The test's document lays nothing out: the chart is 448 pixels wide, the labels of its value axis as told. */
function layOut({ labels }: { labels: number }) {
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockImplementation(function (
    this: HTMLElement,
  ) {
    return this.role === "group" ? WIDTH : labels;
  });
}

function draw(values: (number | null)[]) {
  const onZoom = vi.fn<(span: Span) => void>();
  const onOpen = vi.fn<(span: Span) => void>();
  render(
    <TimeChart
      title="Requests"
      kind="bars"
      buckets={{
        starts: bucketStarts(span, "hour", "UTC"),
        granularity: "hour",
        zone: "UTC",
      }}
      series={[{ name: "successes", label: "Success", colour: "success", values }]}
      formatAxis={String}
      format={(value) => `${value} requests`}
      whole
      emptyText="No requests in this window"
      onZoom={onZoom}
      onOpen={onOpen}
    />,
  );
  return { chart: screen.getByRole("group"), onZoom, onOpen };
}

/** The plot begins at 44 and each of its four buckets is 100 wide. */
const placeOf = (index: number) => 44 + index * 100 + 50;

describe("a chart", () => {
  test("says every value to a screen reader", () => {
    draw([1, 2, null, 4]);
    const rows = within(screen.getByRole("table")).getAllByRole("row");
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      "TimeSuccess",
      "Mon 23 Nov 2026, 10:00 to 11:001 requests",
      "Mon 23 Nov 2026, 11:00 to 12:002 requests",
      "Mon 23 Nov 2026, 12:00 to 13:00unknown",
      "Mon 23 Nov 2026, 13:00 to 14:004 requests",
    ]);
  });

  test("says in words that there is nothing", () => {
    draw([null, null, null, null]);
    expect(screen.getByText("No requests in this window")).toBeTruthy();
  });

  test("shows exact values and opens a bucket by keyboard", async () => {
    const { chart, onOpen } = draw([1, 2, 3, 4]);
    chart.focus();
    await userEvent.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(within(chart).getAllByText("3 requests")).toHaveLength(2);
    await userEvent.keyboard("{Enter}");
    expect(onOpen).toHaveBeenCalledExactlyOnceWith({ fromMs: hour(12), toMs: hour(13) });
    await userEvent.keyboard("{Escape}");
    expect(within(chart).getAllByText("3 requests")).toHaveLength(1);
  });

  test("zooms into what is dragged over, in either direction", () => {
    const { chart, onZoom, onOpen } = draw([1, 2, 3, 4]);
    fireEvent.pointerDown(chart, { clientX: placeOf(2), button: 0 });
    fireEvent.pointerMove(chart, { clientX: placeOf(1) });
    fireEvent.pointerUp(chart, { clientX: placeOf(1), pointerType: "mouse" });
    expect(onZoom).toHaveBeenCalledExactlyOnceWith({ fromMs: hour(11), toMs: hour(13) });
    expect(onOpen).not.toHaveBeenCalled();
  });

  test("opens the bucket that is clicked", () => {
    const { chart, onZoom, onOpen } = draw([1, 2, 3, 4]);
    fireEvent.pointerDown(chart, { clientX: placeOf(0), button: 0 });
    fireEvent.pointerMove(chart, { clientX: placeOf(0) + 2 });
    fireEvent.pointerUp(chart, { clientX: placeOf(0) + 2, pointerType: "mouse" });
    expect(onOpen).toHaveBeenCalledExactlyOnceWith({ fromMs: hour(10), toMs: hour(11) });
    expect(onZoom).not.toHaveBeenCalled();
  });

  test("leaves the labels of its value axis the room they take", () => {
    layOut({ labels: 80 });
    const { chart } = draw([1, 2, 3, 4]);
    const label = [...chart.querySelectorAll("text")].find(
      ({ textContent }) => textContent === "4",
    );
    expect(Number(label?.getAttribute("x"))).toBeGreaterThanOrEqual(80);
  });

  test("only points when it is tapped", () => {
    const { chart, onOpen } = draw([1, 2, 3, 4]);
    fireEvent.pointerDown(chart, { clientX: placeOf(3), button: 0 });
    fireEvent.pointerMove(chart, { clientX: placeOf(3) });
    fireEvent.pointerUp(chart, { clientX: placeOf(3), pointerType: "touch" });
    expect(onOpen).not.toHaveBeenCalled();
    expect(within(chart).getAllByText("4 requests")).toHaveLength(2);
  });
});
