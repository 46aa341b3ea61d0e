import type { ReactNode } from "react";
import styles from "@/ui/edit/edit.module.css";

interface Props {
  tone?: "plain" | "accent" | "warning";
  title?: string;
  children: ReactNode;
}

/** A word that marks a thing, such as "test mode". */
export function Badge({ tone = "plain", title, children }: Props) {
  return (
    <span className={styles.badge} data-tone={tone} title={title}>
      {children}
    </span>
  );
}
