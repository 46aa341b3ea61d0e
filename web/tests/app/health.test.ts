import { expect, test } from "vitest";
import type { Pipeline } from "@/api/pipeline";
import { describeHealth } from "@/app/frame/health";

const calm = { dropped: 0, gaps: 0, lag_seconds: 0.4 } as Pipeline;

test.each([
  [{}, "good", "Up to date"],
  [{ lag_seconds: 90 }, "warning", "1 min 30 s behind"],
  [{ gaps: 1, lag_seconds: 90 }, "warning", "1 gap in the records"],
  [{ dropped: 1200, gaps: 3 }, "danger", "1,200 records lost"],
])("%o is %s: %s", (change, tone, text) => {
  expect(describeHealth({ ...calm, ...change })).toEqual({ tone, text });
});
