/** The list as it grows: downwards by scrolling, upwards by itself while someone looks at its top. */

import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useReading } from "@/api/reading";
import { headQuery, requestsQuery } from "@/api/requests";
import { mergeHead } from "@/pages/requests/merge";

const TOP_MS = 2_000;
const AWAY_MS = 5_000;
const NONE: readonly string[] = [];

/** `isFollowing`: the top is in view and nobody is about to click a row, so rows may move. */
export function useLiveRequests(isFollowing: boolean) {
  const reading = useReading();
  const queries = useQueryClient();
  const options = requestsQuery(reading);
  const list = useInfiniteQuery(options);
  // A window with an end gets nothing new.
  const isOpenEnded = "last" in reading;
  const { data: head } = useQuery({
    ...headQuery(reading),
    enabled: list.isSuccess && isOpenEnded,
    refetchInterval: isFollowing ? TOP_MS : AWAY_MS,
  });
  const merged = useMemo(
    () => (list.data && head ? mergeHead(list.data, head) : null),
    [list.data, head],
  );
  const [fresh, setFresh] = useState(NONE);
  const take = useCallback(() => {
    if (!head || !merged || merged.added.length === 0) return;
    if (merged.hasGap) void queries.resetQueries({ queryKey: options.queryKey });
    else queries.setQueryData(options.queryKey, (old) => old && mergeHead(old, head).listed);
    setFresh(merged.added);
  }, [head, merged, queries, options.queryKey]);
  useEffect(() => {
    if (isFollowing) take();
  }, [isFollowing, take]);

  const requests = useMemo(() => list.data?.pages.flatMap(({ data }) => data) ?? [], [list.data]);
  return { list, requests, fresh, waiting: merged?.added.length ?? 0, isOpenEnded };
}
