/** What stands where data would: nothing there, still coming, went wrong. */

import { Button } from "@mantine/core";
import { IconAlertTriangle, IconInbox } from "@tabler/icons-react";
import type { CSSProperties, ReactNode } from "react";
import styles from "@/ui/ui.module.css";

interface EmptyProps {
  title: string;
  children?: ReactNode;
}

export function EmptyState({ title, children }: EmptyProps) {
  return (
    <div className={styles.state}>
      <IconInbox size={24} stroke={1.5} aria-hidden="true" />
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** What the server's errors have in common with any other. */
export interface Failure {
  message: string;
  hint?: string;
}

interface ErrorProps {
  error: Failure;
  onRetry?: (() => void) | undefined;
}

export function ErrorState({ error, onRetry }: ErrorProps) {
  return (
    <div className={styles.state} role="alert">
      <IconAlertTriangle size={24} stroke={1.5} aria-hidden="true" />
      <strong>{error.message}</strong>
      {error.hint && <p>{error.hint}</p>}
      {onRetry && (
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Holds the place of what is coming, in its size, so that nothing jumps. */
export function Skeleton({ height, width = "100%" }: Pick<CSSProperties, "height" | "width">) {
  return <div className={styles.skeleton} style={{ height, width }} aria-hidden="true" />;
}

interface FetchedProps<T> {
  query: { data: T | undefined; error: Failure | null; refetch: () => unknown };
  height?: number;
  children: (data: T) => ReactNode;
}

/** What was read, once it is there; until then its place, or why it did not come. */
export function Fetched<T>({ query, height = 320, children }: FetchedProps<T>) {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={height} />;
}

interface NoticeProps {
  tone: "calm" | "warning" | "danger";
  children: ReactNode;
}

export function Notice({ tone, children }: NoticeProps) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === "calm" ? "status" : "alert"}>
      {children}
    </div>
  );
}
