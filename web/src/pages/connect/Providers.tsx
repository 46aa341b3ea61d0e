import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Provider, providersQuery, useDeleteProvider } from "@/api/access";
import styles from "@/pages/connect/connect.module.css";
import { NewProviderDialog } from "@/pages/connect/NewProviderDialog";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Panel } from "@/ui/Panel";
import { ProviderName } from "@/ui/ProviderName";
import { ErrorState, Skeleton } from "@/ui/states";
import ui from "@/ui/ui.module.css";

export function Providers({ canWrite }: { canWrite: boolean }) {
  const { data: providers, error, refetch } = useQuery(providersQuery);
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Providers"
      actions={
        canWrite && (
          <Button
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => setOpen(true)}
          >
            Add provider
          </Button>
        )
      }
    >
      {!providers && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!providers && !error && <Skeleton height={64} />}
      {providers?.length === 0 && (
        <p className={styles.note}>
          No providers yet. Add the API that should answer your calls, with your key for it.
        </p>
      )}
      {providers && providers.length > 0 && (
        <div className={ui.scroll}>
          <ProviderTable providers={providers} canWrite={canWrite} />
        </div>
      )}
      <NewProviderDialog isOpen={isOpen} onClose={() => setOpen(false)} />
    </Panel>
  );
}

function ProviderTable({
  providers,
  canWrite,
}: {
  providers: readonly Provider[];
  canWrite: boolean;
}) {
  const remove = useDeleteProvider();
  return (
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
        {providers.map(({ id, name, base_url, kind, api_key_hint, project }) => (
          <tr key={id}>
            <td>
              <ProviderName provider={name} />
            </td>
            <td>
              <code>{base_url}</code>
            </td>
            <td>{kind}</td>
            <td>
              <code>{api_key_hint || "none"}</code>
            </td>
            <td>{project.name}</td>
            <td className={ui.number}>
              {canWrite && (
                <ConfirmButton
                  label="Remove"
                  question={`Calls to ${name} in ${project.name} will fail from now on.`}
                  isPending={remove.isPending}
                  onConfirm={() => remove.mutate(id)}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
