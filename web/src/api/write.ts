import { useMutation, useQueryClient } from "@tanstack/react-query";

/** A write whose success makes everything under `read` worth reading again. */
export function useWrite<Input, Output>(
  read: readonly string[],
  write: (input: Input) => Promise<Output>,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: () => queries.invalidateQueries({ queryKey: read }),
  });
}
