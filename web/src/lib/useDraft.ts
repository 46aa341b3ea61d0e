import { useState } from "react";

interface Version<D> {
  version: number;
  definition: D;
}

/**
 * A definition as its form holds it. A version that somebody else saves is taken over while nothing was
 * changed here; once something was, what stands here stays.
 */
export function useDraft<D, F, V extends Version<D>>(
  /** The version that runs; null for something new. */
  saved: V | null,
  draftOf: (definition: D) => F,
  fresh: F,
) {
  const [base, setBase] = useState(saved);
  const start = base ? draftOf(base.definition) : fresh;
  const [draft, setDraft] = useState(start);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(start);
  const adopt = (now: V) => {
    setBase(now);
    setDraft(draftOf(now.definition));
  };
  const isOvertaken = saved !== null && base !== null && saved.version > base.version;
  if (isOvertaken && !isDirty) adopt(saved);
  const change = (part: Partial<F>) => setDraft((before) => ({ ...before, ...part }));
  return { draft, change, isDirty, isOvertaken: isOvertaken && isDirty, adopt };
}
