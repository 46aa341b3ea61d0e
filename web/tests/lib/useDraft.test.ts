import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { useDraft } from "@/lib/useDraft";

const saved = (version: number, text: string) => ({ version, definition: text });
const draftOf = (text: string) => ({ text });

function begin() {
  return renderHook(({ newest }) => useDraft(newest, draftOf, { text: "" }), {
    initialProps: { newest: saved(1, "one") },
  });
}

test("another's version is taken over while nothing was changed", () => {
  const { result, rerender } = begin();
  rerender({ newest: saved(2, "two") });
  expect(result.current).toMatchObject({ draft: { text: "two" }, isDirty: false });
});

test("another's version does not replace what was changed here", () => {
  const { result, rerender } = begin();
  act(() => result.current.change({ text: "mine" }));
  rerender({ newest: saved(2, "two") });
  expect(result.current).toMatchObject({
    draft: { text: "mine" },
    isDirty: true,
    isOvertaken: true,
  });
});

test("what was saved here is what changes are counted from", () => {
  const { result, rerender } = begin();
  act(() => result.current.change({ text: "mine" }));
  act(() => result.current.adopt(saved(2, "mine")));
  rerender({ newest: saved(2, "mine") });
  expect(result.current).toMatchObject({ isDirty: false, isOvertaken: false });
});
