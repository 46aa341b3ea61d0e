/** Every request, newest first. */

import { Button } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { usePipeline } from "@/api/pipeline";
import { useChangeSearch, usePageSearch, useWindow } from "@/api/reading";
import { useFilter } from "@/api/useFilter";
import { useViews } from "@/api/views";
import { formatPlural } from "@/lib/format";
import { windowSearch } from "@/lib/window";
import { RequestGrid } from "@/pages/requests/RequestGrid";
import styles from "@/pages/requests/requests.module.css";
import { useLiveRequests } from "@/pages/requests/useLiveRequests";
import { FirstCall } from "@/ui/FirstCall";
import { FilterBar } from "@/ui/filter/FilterBar";
import { QuickFilters } from "@/ui/filter/QuickFilters";
import { SaveView } from "@/ui/SaveView";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";

export function RequestsPage() {
  const [isAtTop, setAtTop] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const live = useLiveRequests(isAtTop);
  const { list, requests } = live;
  const views = useViews("requests");
  const filter = useFilter(list.error);
  const showTop = () => box.current?.querySelector('[role="grid"]')?.scrollTo({ top: 0 });
  return (
    <div className={styles.page} ref={box}>
      <FilterBar {...filter}>
        <QuickFilters value={filter.value} onApply={filter.onApply} />
        <SaveView {...views} />
      </FilterBar>
      <Arrivals {...live} isAtTop={isAtTop} onShow={showTop} />
      <div className={styles.box}>
        {list.isPending && <WaitingRows />}
        {list.isError && requests.length === 0 && !filter.fault && (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        )}
        {filter.fault && <EmptyState title="Correct the filter to see requests" />}
        {list.isSuccess && requests.length === 0 && <Nothing />}
        {requests.length > 0 && (
          <RequestGrid
            requests={requests}
            fresh={live.fresh}
            hasMore={list.hasNextPage && !list.isFetchNextPageError}
            onMore={list.fetchNextPage}
            onTop={setAtTop}
            foot={<Foot list={list} />}
          />
        )}
      </div>
    </div>
  );
}

interface ArrivalsProps {
  waiting: number;
  isOpenEnded: boolean;
  isAtTop: boolean;
  onShow: () => void;
}

/** A quiet word on whether the list follows, and on what waits above while it does not. */
function Arrivals({ waiting, isOpenEnded, isAtTop, onShow }: ArrivalsProps) {
  if (!isOpenEnded || isAtTop || waiting === 0) return null;
  return (
    <Button
      className={styles.arrivals ?? ""}
      size="compact-sm"
      leftSection={<IconArrowUp size={14} />}
      onClick={onShow}
    >
      {formatPlural(waiting, "new request")}
    </Button>
  );
}

function Foot({ list }: { list: ReturnType<typeof useLiveRequests>["list"] }): ReactNode {
  if (list.isFetchNextPageError) {
    return <ErrorState error={list.error} onRetry={() => void list.fetchNextPage()} />;
  }
  const text = list.hasNextPage ? "Loading older requests" : "No older requests in this window";
  return <p className={styles.foot}>{text}</p>;
}

function Nothing() {
  const { data: pipeline } = usePipeline();
  const { filter } = usePageSearch();
  const { choice } = useWindow();
  const change = useChangeSearch();
  if (pipeline && pipeline.meta.as_of === null) return <FirstCall />;
  const isLongest = "last" in choice && choice.last === "30d";
  return (
    <EmptyState title={filter ? "No request matches this filter" : "No requests in this window"}>
      <div className={styles.ways}>
        {filter && (
          <Button variant="default" onClick={() => void change({ filter: undefined })}>
            Clear the filter
          </Button>
        )}
        {!isLongest && (
          <Button variant="default" onClick={() => void change(windowSearch({ last: "30d" }))}>
            Look at the last 30 days
          </Button>
        )}
      </div>
    </EmptyState>
  );
}

const WAITING_ROWS = 14;

function WaitingRows() {
  return (
    <div className={styles.waiting} role="status" aria-label="Loading requests">
      {Array.from({ length: WAITING_ROWS }, (_, row) => (
        <Skeleton key={String(row)} height={16} />
      ))}
    </div>
  );
}
