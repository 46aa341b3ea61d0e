/** The filter bar of a page: what it holds, what it offers, and what the server found wrong with it. */

import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { ApiError } from "@/api/client";
import { useChangeSearch, usePageSearch, useReading } from "@/api/reading";
import { facetsQuery } from "@/api/requests";
import type { Question } from "@/lib/filter/complete";

/** `error` is what the page's own reading failed with, if it did. */
export function useFilter(error: Error | null) {
  const { filter: value = "" } = usePageSearch();
  const change = useChangeSearch();
  const reading = useReading();
  const [question, setQuestion] = useState<Question | null>(null);
  const { data: values = [] } = useQuery({
    ...facetsQuery(reading, question?.field ?? ""),
    enabled: question !== null,
  });
  const onApply = useCallback(
    (text: string) => void change({ filter: text || undefined }),
    [change],
  );
  return { value, onApply, values, onNeed: setQuestion, fault: readFault(error) };
}

/** The part of a refusal that the filter bar can show under a word; null for any other error. */
export function readFault(error: Error | null) {
  if (!(error instanceof ApiError) || error.position === null) return null;
  const { message, hint, expected, position, nearest } = error;
  return { message, hint: expected ? `Expected ${expected}.` : hint, position, nearest };
}
