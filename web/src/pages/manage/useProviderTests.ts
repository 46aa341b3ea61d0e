import { useState } from "react";
import { type Probe, useTestProvider } from "@/api/access";

/** What the tests of this visit found, by provider; one runs at a time. */
export function useProviderTests() {
  const { mutate, isPending, variables, error } = useTestProvider();
  const [found, setFound] = useState<ReadonlyMap<number, Probe>>(new Map());
  const test = (id: number) =>
    mutate(id, { onSuccess: (probe) => setFound((before) => new Map(before).set(id, probe)) });
  return { found, test, running: isPending ? variables : null, error };
}

export type ProviderTests = ReturnType<typeof useProviderTests>;
