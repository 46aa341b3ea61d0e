"""Applies the `members` of an organisation.

A new member without a password gets one from the file, or else a link to sign in with once. A
password that is there is never replaced: it is its owner's.
"""

from datetime import timedelta

from tailrace.control.manifest.changes import MadeLink
from tailrace.control.manifest.manifest import MemberEntry
from tailrace.control.manifest.run import Run, difference, placed
from tailrace.control.people import accounts, links
from tailrace.control.people.accounts import Member, User
from tailrace.control.people.roles import ROLES
from tailrace.control.projects.projects import NAME_LENGTH
from tailrace.core.ids import OrgId

LINK_LIFETIME = timedelta(days=7)


def apply_members(run: Run, org_id: OrgId, path: str, entries: tuple[MemberEntry, ...]) -> None:
    present = {member.email: member for member in accounts.list_members(run.connection, org_id)}
    # Owners first: the organisation must not be without one in between.
    for entry in sorted(entries, key=lambda entry: ROLES.index(entry.role)):
        with placed(f"{path}.{entry.email}"):
            _apply_member(run, org_id, f"{path}.{entry.email}", entry, present.get(entry.email))
    for email, member in run.left_out(present, entries).items():
        with placed(f"{path}.{email}"):
            accounts.remove_member(run.connection, org_id, member.id)
        run.note("removed", f"{path}.{email}")


def _apply_member(
    run: Run, org_id: OrgId, path: str, entry: MemberEntry, member: Member | None
) -> None:
    user = accounts.find_user(run.connection, entry.email)
    if user is None:
        name = entry.person or entry.email.partition("@")[0][:NAME_LENGTH]
        user = accounts.create_user(run.connection, entry.email, name, run.now)
    details = [*_rename(run, user, entry), *_let_in(run, user, entry)]
    if member is None:
        accounts.add_member(run.connection, org_id, user.id, entry.role, run.now)
        run.note("created", path, [f"role {entry.role}", *details])
        return
    if member.role != entry.role:
        accounts.set_role(run.connection, org_id, user.id, entry.role)
    details = [*difference("role", member.role, entry.role), *details]
    if details:
        run.note("changed", path, details)


def _rename(run: Run, user: User, entry: MemberEntry) -> list[str]:
    details = difference("name", user.name, entry.person)
    if entry.person is not None and details:
        accounts.set_name(run.connection, user.id, entry.person)
    return details


def _let_in(run: Run, user: User, entry: MemberEntry) -> list[str]:
    """Give somebody without a password the file's, or else a link; return what was done."""
    if user.has_password:
        return []
    if entry.password is not None:
        accounts.set_password(run.connection, run.control.passwords, user.id, entry.password)
        return ["password set"]
    if links.has_open_link(run.connection, user.id, run.now):
        return []
    token = links.create_link(run.connection, "signin", user.id, run.now, LINK_LIFETIME)
    run.links.append(MadeLink(user.email, token))
    return ["sign-in link made"]
