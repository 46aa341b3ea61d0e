import type { ReactNode } from "react";
import styles from "@/ui/access/access.module.css";
import { ProviderName } from "@/ui/ProviderName";
import ui from "@/ui/ui.module.css";

export interface ProviderItem {
  id: number;
  name: string;
  kind: string;
  base_url: string;
  api_key_hint: string;
  project: { name: string };
}

interface Props<P extends ProviderItem> {
  providers: readonly P[];
  actions: (provider: P) => ReactNode;
}

/** Providers without their API keys. */
export function ProviderTable<P extends ProviderItem>({ providers, actions }: Props<P>) {
  return (
    <div className={ui.scroll}>
      <table className={`${ui.table} ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Base URL</th>
            <th scope="col">Kind</th>
            <th scope="col">Key</th>
            <th scope="col">Project</th>
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {providers.map((one) => (
            <tr key={one.id}>
              <td>
                <ProviderName provider={one.name} />
              </td>
              <td>
                <code>{one.base_url}</code>
              </td>
              <td>{one.kind}</td>
              <td>
                <code>{one.api_key_hint || "none"}</code>
              </td>
              <td>{one.project.name}</td>
              <td className={ui.number}>{actions(one)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
