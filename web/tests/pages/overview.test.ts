import { describe, expect, test } from "vitest";
import type { Metrics, Row } from "@/api/metrics";
import { listFigures } from "@/pages/overview/headline";
import { readOverTime } from "@/pages/overview/overTime";

const row: Row = {
  requests: 4685,
  prompt_tokens: 5_460_000,
  completion_tokens: 943_000,
  total_tokens: 6_403_000,
  cost_usd: "8.1912",
  unpriced_requests: 301,
  latency_p50_ms: 1950.4,
  latency_p95_ms: 8800,
  ttft_p50_ms: 409,
  error_rate: 0.0185,
  errors: 86,
  rescued: 0,
  throttled: 17,
  cancelled: 14,
};

function figure(label: string, change: Row = {}) {
  return listFigures({ ...row, ...change }).find((one) => one.label === label);
}

describe("the headline", () => {
  test("has a unit for everything", () => {
    expect(listFigures(row).map(({ label, value }) => `${label}: ${value}`)).toEqual([
      "Requests: 4,685",
      "Tokens: 6.40M",
      "Cost: $8.19",
      "Latency p50: 1.95 s",
      "Latency p95: 8.80 s",
      "First token p50: 409 ms",
      "Failure rate: 1.85%",
      "Throttled: 17",
    ]);
  });

  test("leaves out what is rarely anything but zero while it is zero", () => {
    expect(figure("Rescued")).toBeUndefined();
    expect(figure("Rescued", { rescued: 3 })?.term).toBe("status:success attempts:>1");
  });

  test("calls a cost that nobody knows unknown, not zero", () => {
    expect(figure("Cost", { cost_usd: null })).toMatchObject({
      value: "unknown",
      note: "301 unpriced",
      term: "-has:cost",
    });
    expect(figure("Cost", { cost_usd: "0", unpriced_requests: 0 })).toMatchObject({
      value: "$0",
      note: "",
    });
  });

  test("leads to the requests behind each number", () => {
    expect(figure("Failure rate")?.term).toBe("status:error");
    expect(figure("Latency p95")?.term).toBe("duration_ms:>=8800");
    expect(figure("Latency p95", { latency_p95_ms: null })).toMatchObject({
      value: "none",
      term: "",
    });
  });

  test("stands on a window without a row", () => {
    expect(listFigures(undefined)[0]?.value).toBe("0");
  });
});

describe("values over time", () => {
  const window = { from: "2026-11-23T10:00:00Z", to: "2026-11-23T13:00:00Z", tz: "Europe/Berlin" };
  const answer = (data: Row[]) =>
    ({ data, meta: { window }, question: { metrics: [] } }) as unknown as Metrics;
  const at = (time: string, values: Row): Row => ({ time, ...values });

  test("have every bucket of the window, whatever the answer left out", () => {
    const { buckets, read } = readOverTime(
      answer([
        at("2026-11-23T12:00:00+01:00", { successes: 2, cost_usd: null, latency_p50_ms: 80 }),
      ]),
      "hour",
    );
    expect(buckets.starts).toHaveLength(3);
    expect(read("successes")).toEqual([0, 2, 0]);
    expect(read("latency_p50_ms")).toEqual([null, 80, null]);
  });

  test("keep an unknown cost unknown, and none for no requests", () => {
    const { read } = readOverTime(
      answer([at("2026-11-23T10:00:00Z", { successes: 1, cost_usd: null })]),
      "hour",
    );
    expect(read("cost_usd")).toEqual([null, 0, 0]);
  });

  test("are nothing at all when there were no requests", () => {
    const { read } = readOverTime(answer([at("2026-11-23T10:00:00Z", { successes: 0 })]), "hour");
    expect(read("successes")).toEqual([null, null, null]);
  });
});
