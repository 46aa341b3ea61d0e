import type { ReactNode } from "react";
import styles from "@/ui/access/access.module.css";
import { Ago, Moment } from "@/ui/Moment";
import ui from "@/ui/ui.module.css";

export interface KeyItem {
  id: number;
  name: string;
  hint: string;
  scopes: readonly string[];
  project: { name: string };
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
}

interface Props<K extends KeyItem> {
  keys: readonly K[];
  zone: string;
  /** Of a key that works. */
  actions: (key: K) => ReactNode;
}

/** Keys without their secrets; revoked ones too. */
export function KeyTable<K extends KeyItem>({ keys, zone, actions }: Props<K>) {
  return (
    <div className={ui.scroll}>
      <table className={`${ui.table} ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Key</th>
            <th scope="col">Project</th>
            <th scope="col">May</th>
            <th scope="col">Last used</th>
            <th scope="col">Expires</th>
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id} data-revoked={key.revoked_at !== null || undefined}>
              <td>{key.name}</td>
              <td>
                <code>{key.hint}</code>
              </td>
              <td>{key.project.name}</td>
              <td>{key.scopes.join(", ")}</td>
              <td>{key.last_used_at ? <Ago at={key.last_used_at} zone={zone} /> : "never"}</td>
              <td>{key.expires_at ? <Moment at={key.expires_at} zone={zone} /> : "never"}</td>
              <td className={ui.number}>{key.revoked_at === null ? actions(key) : "revoked"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
