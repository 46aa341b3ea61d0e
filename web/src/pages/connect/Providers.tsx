import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { providersQuery, useCreateProvider, useDeleteProvider } from "@/api/access";
import { useProjects } from "@/api/session";
import styles from "@/pages/connect/connect.module.css";
import { ProviderDialog } from "@/ui/access/ProviderDialog";
import { ProviderTable } from "@/ui/access/ProviderTable";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { FormError } from "@/ui/DoorPage";
import { Panel } from "@/ui/Panel";
import { Fetched } from "@/ui/states";

export function Providers({ canWrite }: { canWrite: boolean }) {
  const query = useQuery(providersQuery);
  const create = useCreateProvider();
  const remove = useDeleteProvider();
  const projects = useProjects();
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
      <FormError error={remove.error} />
      <Fetched query={query} height={64}>
        {(providers) =>
          providers.length === 0 ? (
            <p className={styles.note}>
              No providers yet. Add the API that should answer your calls, with your key for it.
            </p>
          ) : (
            <ProviderTable
              providers={providers}
              actions={({ id, name, project }) =>
                canWrite && (
                  <ConfirmButton
                    label="Remove"
                    question={`Calls to ${name} in ${project.name} will fail from now on.`}
                    isPending={remove.isPending}
                    onConfirm={() => remove.mutate(id)}
                  />
                )
              }
            />
          )
        }
      </Fetched>
      <ProviderDialog
        isOpen={isOpen}
        provider={null}
        projects={projects}
        write={create}
        onSubmit={(provider) => create.mutate(provider, { onSuccess: () => setOpen(false) })}
        onClose={() => setOpen(false)}
      />
    </Panel>
  );
}
