import type { ReactNode } from "react";
import styles from "@/ui/door.module.css";
import { Logo } from "@/ui/Logo";
import type { Failure } from "@/ui/states";

/** The pages before one is in. */
export function DoorPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.page}>
      <div className={styles.brand}>
        <Logo size={26} />
        tailrace
      </div>
      <div className={styles.card}>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

/** What a form was refused for, and what to do about it. */
export function FormError({ error }: { error: Failure | null }) {
  if (!error) return null;
  return (
    <p className={styles.error} role="alert">
      {error.message} {error.hint}
    </p>
  );
}
