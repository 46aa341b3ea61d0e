import { type ReactNode, useId } from "react";
import styles from "@/ui/ui.module.css";

interface Props {
  title: string;
  /** Beside the title, such as a legend. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string | undefined;
}

/** A titled part of a page. */
export function Panel({ title, note, actions, children, className }: Props) {
  const id = useId();
  return (
    <section className={`${styles.panel} ${className ?? ""}`} aria-labelledby={id}>
      <div className={styles.panelHead}>
        <h2 id={id}>{title}</h2>
        {note}
        {actions && <div className={styles.panelActions}>{actions}</div>}
      </div>
      <div className={styles.panelBody}>{children}</div>
    </section>
  );
}
