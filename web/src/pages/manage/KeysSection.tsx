import { Button, Modal, NativeSelect } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Key, keysQuery, useCreateKey, useRevokeKey, useRotateKey } from "@/api/access";
import { useZone } from "@/api/reading";
import { useMay, useProjects } from "@/api/session";
import styles from "@/pages/manage/manage.module.css";
import { KeyTable } from "@/ui/access/KeyTable";
import { expiry, LIVES, NewKeyDialog, NewSecret } from "@/ui/access/NewKeyDialog";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { FormError } from "@/ui/DoorPage";
import { Panel } from "@/ui/Panel";
import { EmptyState, Fetched } from "@/ui/states";

export function KeysSection() {
  const query = useQuery(keysQuery);
  const mayWrite = useMay("manage_keys");
  const create = useCreateKey();
  const projects = useProjects();
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Keys"
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => setOpen(true)}>
            New key
          </Button>
        )
      }
    >
      <Fetched query={query} height={120}>
        {(keys) => <Keys keys={keys} mayWrite={mayWrite} />}
      </Fetched>
      <NewKeyDialog
        isOpen={isOpen}
        projects={projects}
        create={create}
        onSubmit={(key) => create.mutate(key)}
        onClose={() => setOpen(false)}
      />
    </Panel>
  );
}

function Keys({ keys, mayWrite }: { keys: readonly Key[]; mayWrite: boolean }) {
  const zone = useZone();
  const revoke = useRevokeKey();
  const [rotated, setRotated] = useState<Key | null>(null);
  if (keys.length === 0) {
    return (
      <EmptyState title="No keys yet">
        <p>A key lets a program send calls to one project, or read its numbers.</p>
      </EmptyState>
    );
  }
  const actions = (key: Key) =>
    mayWrite && (
      <span className={styles.actions}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          aria-label={`Rotate ${key.name}`}
          onClick={() => setRotated(key)}
        >
          Rotate
        </Button>
        <ConfirmButton
          label="Revoke"
          question={`Calls with ${key.name} will be refused within two seconds, for good.`}
          isPending={revoke.isPending}
          onConfirm={() => revoke.mutate(key.id)}
        />
      </span>
    );
  return (
    <>
      <FormError error={revoke.error} />
      <KeyTable keys={keys} zone={zone} actions={actions} />
      {rotated && <RotateDialog item={rotated} onClose={() => setRotated(null)} />}
    </>
  );
}

function RotateDialog({ item, onClose }: { item: Key; onClose: () => void }) {
  const rotate = useRotateKey();
  const [days, setDays] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rotate.mutate({ id: item.id, expires_at: expiry(days) });
  };
  return (
    <Modal opened onClose={onClose} title={`Rotate ${item.name}`}>
      {rotate.data ? (
        <NewSecret secret={rotate.data.secret} onDone={onClose} />
      ) : (
        <form className={styles.dialog} onSubmit={submit}>
          <p>
            The key gets another secret and keeps its name, scopes and history. The old secret stops
            working within two seconds. To change over without a gap, make a second key and revoke
            this one later.
          </p>
          <NativeSelect
            label="Expires"
            data={LIVES}
            value={days}
            onChange={({ currentTarget }) => setDays(currentTarget.value)}
          />
          <FormError error={rotate.error} />
          <Button type="submit" color="red" loading={rotate.isPending}>
            Replace the secret
          </Button>
        </form>
      )}
    </Modal>
  );
}
