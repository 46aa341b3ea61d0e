import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import styles from "@/ui/edit/edit.module.css";

interface Props {
  to: "/workflows" | "/schemas";
  /** What the list is called. */
  list: string;
  name: string;
  about?: ReactNode;
  children?: ReactNode;
}

/** Above an editor: the way back, what is edited, what one can do with it. */
export function EditHead({ to, list, name, about, children }: Props) {
  return (
    <header className={styles.head}>
      <Link to={to} className={styles.back}>
        <IconArrowLeft size={14} aria-hidden="true" />
        {list}
      </Link>
      <h2>{name}</h2>
      {about && <span className={styles.about}>{about}</span>}
      <div className={styles.actions}>{children}</div>
    </header>
  );
}
