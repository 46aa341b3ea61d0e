import { Link } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";
import { usePageSearch } from "@/api/reading";
import styles from "@/pages/requests/requests.module.css";

interface Props {
  id: string;
  children: ReactNode;
}

/** A real link, so that a request can be opened in a new tab; a plain click on the row opens it here. */
export function RowLink({ id, children }: Props) {
  const search = usePageSearch();
  const onClick = (event: MouseEvent) => {
    if (isForNewTab(event)) event.stopPropagation();
    else event.preventDefault();
  };
  return (
    <Link
      to="/requests/$id"
      params={{ id }}
      search={search}
      preload={false}
      className={styles.rowLink}
      tabIndex={-1}
      onClick={onClick}
    >
      {children}
    </Link>
  );
}

export function isForNewTab(event: MouseEvent): boolean {
  return event.ctrlKey || event.metaKey || event.shiftKey;
}
