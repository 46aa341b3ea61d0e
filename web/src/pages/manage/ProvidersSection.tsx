import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  type Provider,
  providersQuery,
  useChangeProvider,
  useCreateProvider,
  useDeleteProvider,
} from "@/api/access";
import { useMay, useProjects } from "@/api/session";
import styles from "@/pages/manage/manage.module.css";
import { TestButton, TestResults } from "@/pages/manage/ProviderTest";
import { useProviderTests } from "@/pages/manage/useProviderTests";
import { ProviderDialog } from "@/ui/access/ProviderDialog";
import { ProviderTable } from "@/ui/access/ProviderTable";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { FormError } from "@/ui/DoorPage";
import { Panel } from "@/ui/Panel";
import { EmptyState, Fetched } from "@/ui/states";

export function ProvidersSection() {
  const query = useQuery(providersQuery);
  const mayWrite = useMay("manage_providers");
  const create = useCreateProvider();
  const projects = useProjects();
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Providers"
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => setOpen(true)}>
            Add provider
          </Button>
        )
      }
    >
      <Fetched query={query} height={120}>
        {(providers) => <Providers providers={providers} mayWrite={mayWrite} />}
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

function Providers({ providers, mayWrite }: { providers: readonly Provider[]; mayWrite: boolean }) {
  const remove = useDeleteProvider();
  const tests = useProviderTests();
  const [edited, setEdited] = useState<Provider | null>(null);
  if (providers.length === 0) {
    return (
      <EmptyState title="No providers yet">
        <p>Add the API that should answer your calls, with your key for it.</p>
      </EmptyState>
    );
  }
  const actions = (provider: Provider) =>
    mayWrite && (
      <span className={styles.actions}>
        <TestButton provider={provider} tests={tests} />
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          aria-label={`Edit ${provider.name}`}
          onClick={() => setEdited(provider)}
        >
          Edit
        </Button>
        <ConfirmButton
          label="Remove"
          question={`Calls to ${provider.name} in ${provider.project.name} will fail from now on.`}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate(provider.id)}
        />
      </span>
    );
  return (
    <>
      <FormError error={remove.error} />
      <ProviderTable providers={providers} actions={actions} />
      <TestResults providers={providers} tests={tests} />
      {edited && <EditDialog provider={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function EditDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const change = useChangeProvider(provider.id);
  return (
    <ProviderDialog
      isOpen
      provider={provider}
      projects={[]}
      write={change}
      onSubmit={({ kind, base_url, api_key }) =>
        change.mutate({ kind, base_url, api_key: api_key || null }, { onSuccess: onClose })
      }
      onClose={onClose}
    />
  );
}
