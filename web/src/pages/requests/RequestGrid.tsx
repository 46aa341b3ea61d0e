/** The rows in view of a list of any length: a table where there is room, cards on a phone. */

import { type Row, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useMemo } from "react";
import { useZone } from "@/api/reading";
import type { Request } from "@/api/requests";
import { useWidth } from "@/lib/useWidth";
import { createColumns, features } from "@/pages/requests/columns";
import { RequestCard } from "@/pages/requests/RequestCard";
import { GridHead, GridRow } from "@/pages/requests/RequestRow";
import styles from "@/pages/requests/requests.module.css";
import { useOpenRequest } from "@/pages/requests/useOpenRequest";
import { useRowKeys } from "@/pages/requests/useRowKeys";

interface Props {
  requests: readonly Request[];
  fresh: readonly string[];
  hasMore: boolean;
  onMore: () => void;
  onTop: (isAtTop: boolean) => void;
  foot: ReactNode;
}

export type GridRowModel = Row<typeof features, Request>;

const CARDS_BELOW = 640;
const ROW_PX = 34;
const CARD_PX = 92;
const AHEAD = 30;

export function RequestGrid({ requests, fresh, hasMore, onMore, onTop, foot }: Props) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const isCards = width < CARDS_BELOW;
  const { rows, tracks, heads } = useRows(requests, width);
  const { open, openedId, offset } = useOpenRequest(requests);
  const size = isCards ? CARD_PX : ROW_PX;
  const { virtual, items } = useVirtualRows(ref, rows, size, offset);
  const keys = useRowKeys({
    requests,
    page: Math.max(1, Math.floor((ref.current?.clientHeight ?? 0) / size) - 1),
    initial: openedId,
    onMove: (index) => virtual.scrollToIndex(index),
    onOpen: (id) => void open(id, virtual.scrollOffset ?? 0),
  });
  useMoreAtEnd(items.at(-1)?.index ?? 0, rows.length, hasMore, onMore);
  const freshIds = useMemo(() => new Set(fresh), [fresh]);
  const Item = isCards ? RequestCard : GridRow;
  return (
    <div
      ref={ref}
      className={styles.grid}
      role="grid"
      aria-label="Requests, newest first"
      aria-rowcount={hasMore ? -1 : rows.length + 1}
      aria-activedescendant={keys.picked ? `request-${keys.picked}` : undefined}
      tabIndex={0}
      onKeyDown={keys.onKeyDown}
      onScroll={({ currentTarget }) => onTop(currentTarget.scrollTop < size)}
    >
      {!isCards && <GridHead heads={heads} tracks={tracks} />}
      <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          return row ? (
            <Item
              key={row.id}
              row={row}
              index={index}
              start={start}
              tracks={tracks}
              isPicked={row.id === keys.picked}
              isFresh={freshIds.has(row.id)}
              onOpen={() => void open(row.id, virtual.scrollOffset ?? 0)}
            />
          ) : null;
        })}
      </div>
      {foot}
    </div>
  );
}

/** The table's rows, with the columns that the width has room for. */
function useRows(requests: readonly Request[], width: number) {
  const zone = useZone();
  const columns = useMemo(() => createColumns(zone), [zone]);
  const columnVisibility = useMemo(
    () =>
      Object.fromEntries(
        columns.map((column) => [idOf(column), width >= (column.meta?.from ?? 0)]),
      ),
    [columns, width],
  );
  const table = useTable({
    features,
    columns,
    data: requests as Request[],
    getRowId: ({ id }) => id,
    state: { columnVisibility },
  });
  const heads = table.getHeaderGroups()[0]?.headers ?? [];
  const tracks = heads.map(({ column }) => column.columnDef.meta?.track ?? "1fr").join(" ");
  return { rows: table.getRowModel().rows, heads, tracks };
}

function idOf(column: { id?: string; accessorKey?: unknown }): string {
  return column.id ?? String(column.accessorKey);
}

function useVirtualRows(
  ref: { current: HTMLDivElement | null },
  rows: readonly GridRowModel[],
  size: number,
  initialOffset: number,
) {
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => ref.current,
    estimateSize: () => size,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    initialOffset,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sizes change when the size does.
  useEffect(() => virtual.measure(), [size]);
  return { virtual, items: virtual.getVirtualItems() };
}

/** Asks for the next page before the end comes into view. */
function useMoreAtEnd(last: number, count: number, hasMore: boolean, onMore: () => void): void {
  const isNear = count > 0 && last >= count - AHEAD;
  useEffect(() => {
    if (isNear && hasMore) onMore();
  }, [isNear, hasMore, onMore]);
}
