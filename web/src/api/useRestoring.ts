import { useNavigate } from "@tanstack/react-router";
import type { Calls } from "@/api/definitions";

/** Makes an old version run again, as a new one, and shows that. */
export function useRestoring<D>(calls: Calls<D>, id: number) {
  const { mutate, isPending, error } = calls.useRestore(id);
  const navigate = useNavigate();
  const back = () => navigate({ to: ".", search: (before) => ({ ...before, version: undefined }) });
  const restore = (version: number) => mutate(version, { onSuccess: () => void back() });
  return { restore, isPending, error };
}
