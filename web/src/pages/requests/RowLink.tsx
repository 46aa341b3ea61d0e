import { Link } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import { usePageSearch } from "@/api/reading";
import styles from "@/pages/requests/requests.module.css";

/** A real link over the whole row, so that it can be opened in a new tab; the list's keys do the rest. */
export function RowLink({ id, onOpen }: { id: string; onOpen: () => void }) {
  const search = usePageSearch();
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onOpen();
  };
  return (
    <Link
      to="/requests/$id"
      params={{ id }}
      search={search}
      preload={false}
      className={styles.rowLink}
      tabIndex={-1}
      aria-label="Open the request"
      onClick={onClick}
    />
  );
}
