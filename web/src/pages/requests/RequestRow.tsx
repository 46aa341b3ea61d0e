import { FlexRender, type Header } from "@tanstack/react-table";
import { memo } from "react";
import type { Request } from "@/api/requests";
import type { features } from "@/pages/requests/columns";
import type { GridRowModel } from "@/pages/requests/RequestGrid";
import styles from "@/pages/requests/requests.module.css";

export interface ItemProps {
  row: GridRowModel;
  index: number;
  /** Pixels from the top of the list. */
  start: number;
  tracks: string;
  isPicked: boolean;
  isFresh: boolean;
  onOpen: () => void;
}

export function GridRow({ row, index, start, tracks, isPicked, isFresh, onOpen }: ItemProps) {
  return (
    <div
      role="row"
      id={`request-${row.id}`}
      aria-rowindex={index + 2}
      aria-selected={isPicked}
      className={styles.row}
      data-fresh={isFresh || undefined}
      onClick={onOpen}
      style={{ gridTemplateColumns: tracks, transform: `translateY(${start}px)` }}
    >
      <Cells row={row} columns={tracks} />
    </div>
  );
}

/** Drawn once per row and layout: rows never change, only their place does. */
const Cells = memo(function Cells({ row }: { row: GridRowModel; columns: string }) {
  return row.getVisibleCells().map((cell) => (
    <div
      key={cell.id}
      role="gridcell"
      className={cell.column.columnDef.meta?.isNumber ? styles.number : styles.cell}
    >
      <FlexRender cell={cell} />
    </div>
  ));
});

interface HeadProps {
  heads: readonly Header<typeof features, Request, unknown>[];
  tracks: string;
}

export function GridHead({ heads, tracks }: HeadProps) {
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
        {heads.map((header) => (
          <div
            key={header.id}
            role="columnheader"
            className={header.column.columnDef.meta?.isNumber ? styles.number : styles.cell}
          >
            <FlexRender header={header} />
          </div>
        ))}
      </div>
    </div>
  );
}
