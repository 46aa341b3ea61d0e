import { useEffect, useState } from "react";

/** The time now in milliseconds, read again each second while `at` is recent, then each half minute. */
export function useNow(at: string): number {
  const [now, setNow] = useState(Date.now);
  const isRecent = now - Date.parse(at) < 60_000;
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), isRecent ? 1_000 : 30_000);
    return () => clearInterval(timer);
  }, [isRecent]);
  return now;
}
