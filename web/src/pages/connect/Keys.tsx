import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Key, keysQuery, useRevokeKey } from "@/api/access";
import { useZone } from "@/api/reading";
import styles from "@/pages/connect/connect.module.css";
import { NewKeyDialog } from "@/pages/connect/NewKeyDialog";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Ago, Moment } from "@/ui/Moment";
import { Panel } from "@/ui/Panel";
import { ErrorState, Skeleton } from "@/ui/states";
import ui from "@/ui/ui.module.css";

interface Props {
  canWrite: boolean;
  onSecret: (secret: string) => void;
}

export function Keys({ canWrite, onSecret }: Props) {
  const { data: keys, error, refetch } = useQuery(keysQuery);
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Keys"
      actions={
        canWrite && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => setOpen(true)}>
            New key
          </Button>
        )
      }
    >
      {!keys && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!keys && !error && <Skeleton height={64} />}
      {keys?.length === 0 && (
        <p className={styles.note}>No keys yet. A key lets a program send calls to one project.</p>
      )}
      {keys && keys.length > 0 && <KeyTable keys={keys} canWrite={canWrite} />}
      <NewKeyDialog isOpen={isOpen} onClose={() => setOpen(false)} onSecret={onSecret} />
    </Panel>
  );
}

function KeyTable({ keys, canWrite }: { keys: readonly Key[]; canWrite: boolean }) {
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
            <KeyRow key={key.id} item={key} canWrite={canWrite} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function KeyRow({ item, canWrite }: { item: Key; canWrite: boolean }) {
  const zone = useZone();
  const revoke = useRevokeKey();
  const isRevoked = item.revoked_at !== null;
  return (
    <tr data-revoked={isRevoked || undefined}>
      <td>{item.name}</td>
      <td>
        <code>{item.hint}</code>
      </td>
      <td>{item.project.name}</td>
      <td>{item.scopes.join(", ")}</td>
      <td>{item.last_used_at ? <Ago at={item.last_used_at} zone={zone} /> : "never"}</td>
      <td>{item.expires_at ? <Moment at={item.expires_at} zone={zone} /> : "never"}</td>
      <td className={ui.number}>
        {isRevoked && "revoked"}
        {!isRevoked && canWrite && (
          <ConfirmButton
            label="Revoke"
            question={`Calls with ${item.name} will be refused within two seconds.`}
            isPending={revoke.isPending}
            onConfirm={() => revoke.mutate(item.id)}
          />
        )}
        {revoke.error && <p className={styles.error}>{revoke.error.message}</p>}
      </td>
    </tr>
  );
}
