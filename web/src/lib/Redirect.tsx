import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** Goes to a path on this server, once, and leaves no trace of this page in the history. */
export function Redirect({ path }: { path: string }) {
  const { history } = useRouter();
  // While the next page loads this one is drawn again, at an address that is no longer its own.
  const [target] = useState(path);
  useEffect(() => history.replace(target), [history, target]);
  return null;
}
