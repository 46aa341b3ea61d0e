import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  type Invitation,
  invitationsQuery,
  type Role,
  useInvite,
  useRevokeInvitation,
} from "@/api/people";
import { useZone } from "@/api/reading";
import styles from "@/pages/manage/manage.module.css";
import { rolesFor } from "@/pages/manage/roles";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Code } from "@/ui/Copy";
import { FormError } from "@/ui/DoorPage";
import { Moment } from "@/ui/Moment";
import { Panel } from "@/ui/Panel";
import { Fetched, Notice } from "@/ui/states";
import ui from "@/ui/ui.module.css";

export function Invitations({ own }: { own: Role }) {
  const query = useQuery(invitationsQuery);
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Invitations"
      actions={
        <Button leftSection={<IconPlus size={14} />} onClick={() => setOpen(true)}>
          Invite
        </Button>
      }
    >
      <Fetched query={query} height={64}>
        {(invitations) => <InvitationTable invitations={invitations} />}
      </Fetched>
      <InviteDialog own={own} isOpen={isOpen} onClose={() => setOpen(false)} />
    </Panel>
  );
}

function InvitationTable({ invitations }: { invitations: readonly Invitation[] }) {
  const zone = useZone();
  const revoke = useRevokeInvitation();
  if (invitations.length === 0) {
    return (
      <p className={styles.note}>
        Nobody is invited. An invitation is a link that you send yourself; it works once.
      </p>
    );
  }
  return (
    <div className={ui.scroll}>
      <FormError error={revoke.error} />
      <table className={`${ui.table} ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">For</th>
            <th scope="col">Role</th>
            <th scope="col">Invited by</th>
            <th scope="col">Until</th>
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {invitations.map(({ id, email, role, created_by, expires_at }) => (
            <tr key={id}>
              <td className={styles.person}>{email}</td>
              <td>{role}</td>
              <td>{created_by}</td>
              <td>
                <Moment at={expires_at} zone={zone} />
              </td>
              <td className={ui.number}>
                <ConfirmButton
                  label="Take back"
                  question={`The link for ${email} lets nobody in from now on.`}
                  isPending={revoke.isPending}
                  onConfirm={() => revoke.mutate(id)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface DialogProps {
  own: Role;
  isOpen: boolean;
  onClose: () => void;
}

function InviteDialog({ own, isOpen, onClose }: DialogProps) {
  const invite = useInvite();
  const close = () => {
    invite.reset();
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={close} title={invite.data ? "Invitation link" : "Invite"}>
      {invite.data ? (
        <div className={styles.dialog}>
          <Notice tone="warning">
            This is the only time the link is shown. Send it to {invite.data.invitation.email}; it
            works once, for seven days.
          </Notice>
          <Code text={invite.data.link} what="the link" />
          <Button onClick={close}>Done</Button>
        </div>
      ) : (
        <InviteForm own={own} invite={invite} />
      )}
    </Modal>
  );
}

function InviteForm({ own, invite }: { own: Role; invite: ReturnType<typeof useInvite> }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ email: email.trim(), role });
  };
  return (
    <form className={styles.dialog} onSubmit={submit}>
      <TextInput
        label="E-mail"
        description="The link is for this address only. Nothing is sent: you send the link."
        type="email"
        required
        data-autofocus
        value={email}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
      />
      <NativeSelect
        label="Role"
        data={[...rolesFor(own, "member")]}
        value={role}
        onChange={({ currentTarget }) => setRole(currentTarget.value as Role)}
      />
      <FormError error={invite.error} />
      <Button type="submit" loading={invite.isPending}>
        Make the link
      </Button>
    </form>
  );
}
