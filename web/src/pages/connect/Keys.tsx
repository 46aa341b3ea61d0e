import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keysQuery, useCreateKey, useRevokeKey } from "@/api/access";
import { useZone } from "@/api/reading";
import { useProjects } from "@/api/session";
import styles from "@/pages/connect/connect.module.css";
import { KeyTable } from "@/ui/access/KeyTable";
import { NewKeyDialog } from "@/ui/access/NewKeyDialog";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { FormError } from "@/ui/DoorPage";
import { Panel } from "@/ui/Panel";
import { Fetched } from "@/ui/states";

interface Props {
  canWrite: boolean;
  onSecret: (secret: string) => void;
}

export function Keys({ canWrite, onSecret }: Props) {
  const query = useQuery(keysQuery);
  const zone = useZone();
  const create = useCreateKey();
  const revoke = useRevokeKey();
  const projects = useProjects();
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
      <FormError error={revoke.error} />
      <Fetched query={query} height={64}>
        {(keys) =>
          keys.length === 0 ? (
            <p className={styles.note}>
              No keys yet. A key lets a program send calls to one project.
            </p>
          ) : (
            <KeyTable
              keys={keys}
              zone={zone}
              actions={({ id, name }) =>
                canWrite && (
                  <ConfirmButton
                    label="Revoke"
                    question={`Calls with ${name} will be refused within two seconds.`}
                    isPending={revoke.isPending}
                    onConfirm={() => revoke.mutate(id)}
                  />
                )
              }
            />
          )
        }
      </Fetched>
      <NewKeyDialog
        isOpen={isOpen}
        projects={projects}
        create={create}
        onSubmit={(key) => create.mutate(key, { onSuccess: ({ secret }) => onSecret(secret) })}
        onClose={() => setOpen(false)}
      />
    </Panel>
  );
}
