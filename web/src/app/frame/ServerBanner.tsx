import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { usePipeline } from "@/api/pipeline";
import { useZone } from "@/api/reading";
import styles from "@/app/frame/frame.module.css";
import { formatClock } from "@/lib/zone";
import { Notice } from "@/ui/states";

/** Says that the server is away and how old the page is; goes by itself when the server is back. */
export function ServerBanner() {
  const { error, dataUpdatedAt } = usePipeline();
  const zone = useZone();
  useRereadOnReturn(error === null);
  if (!error) return null;
  return (
    <div className={styles.banner}>
      <Notice tone="danger">
        <IconPlugConnectedX size={18} stroke={1.75} aria-hidden="true" />
        <strong>The server does not answer; trying again every second.</strong>
        {dataUpdatedAt > 0 && (
          <span>What you see is stale: it is from {formatClock(dataUpdatedAt, zone)}.</span>
        )}
      </Notice>
    </div>
  );
}

function useRereadOnReturn(isUp: boolean): void {
  const queries = useQueryClient();
  const wasUp = useRef(isUp);
  useEffect(() => {
    if (isUp && !wasUp.current) void queries.invalidateQueries();
    wasUp.current = isUp;
  }, [isUp, queries]);
}
