import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import {
  type Member,
  membersQuery,
  type Role,
  useChangeMember,
  useRemoveMember,
} from "@/api/people";
import { useMay, useOrganisation } from "@/api/session";
import { Invitations } from "@/pages/manage/Invitations";
import styles from "@/pages/manage/manage.module.css";
import { ROLE_NOTES, rolesFor } from "@/pages/manage/roles";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { FormError } from "@/ui/DoorPage";
import { Panel } from "@/ui/Panel";
import { Fetched } from "@/ui/states";
import ui from "@/ui/ui.module.css";

export function MembersSection() {
  const query = useQuery(membersQuery);
  const own = useOrganisation()?.role;
  const mayWrite = useMay("manage_members");
  return (
    <>
      <Panel title="Members">
        <Fetched query={query} height={120}>
          {(members) => <MemberTable members={members} own={mayWrite ? own : undefined} />}
        </Fetched>
      </Panel>
      {mayWrite && own && <Invitations own={own} />}
      <Panel title="What the roles may do">
        <dl className={ui.facts}>
          {Object.entries(ROLE_NOTES).map(([role, note]) => (
            <RoleNote key={role} role={role} note={note} />
          ))}
        </dl>
      </Panel>
    </>
  );
}

function RoleNote({ role, note }: { role: string; note: string }) {
  return (
    <>
      <dt>{role}</dt>
      <dd>{note}</dd>
    </>
  );
}

interface TableProps {
  members: readonly Member[];
  /** The role of who looks; undefined for those who change nobody. */
  own: Role | undefined;
}

function MemberTable({ members, own }: TableProps) {
  const change = useChangeMember();
  const remove = useRemoveMember();
  return (
    <>
      <FormError error={change.error ?? remove.error} />
      <table className={`${ui.table} ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Role</th>
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow
              key={member.id}
              member={member}
              roles={own ? rolesFor(own, member.role) : []}
              onRole={(role) => change.mutate({ id: member.id, role })}
              onRemove={() => remove.mutate(member.id)}
              isPending={remove.isPending}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface RowProps {
  member: Member;
  /** What they may be made; empty: they stay as they are. */
  roles: readonly Role[];
  onRole: (role: Role) => void;
  onRemove: () => void;
  isPending: boolean;
}

function MemberRow({ member, roles, onRole, onRemove, isPending }: RowProps) {
  return (
    <tr>
      <td className={styles.person}>
        {member.name}
        <small>{member.email}</small>
      </td>
      <td>
        {roles.length === 0 ? (
          member.role
        ) : (
          <NativeSelect
            aria-label={`Role of ${member.name}`}
            data={[...roles]}
            value={member.role}
            onChange={({ currentTarget }) => onRole(currentTarget.value as Role)}
          />
        )}
      </td>
      <td className={ui.number}>
        {roles.length > 0 && (
          <ConfirmButton
            label="Remove"
            question={`${member.name} sees nothing of this organisation any more, at once. The account and what they made are kept.`}
            isPending={isPending}
            onConfirm={onRemove}
          />
        )}
      </td>
    </tr>
  );
}
