"""The people in the selected organisation.

Everybody in it may read them; owners and admins may change them, and only owners other owners. The
organisation keeps an owner. A change works at once, also for who is signed in.
"""

from typing import Annotated

from fastapi import APIRouter, Path

from tailrace.api.auth import CurrentSigned, Services
from tailrace.api.openapi import SESSION, WRITES
from tailrace.api.schemas.access import MemberAnswer, MembersAnswer
from tailrace.api.schemas.people import ChangedMember
from tailrace.api.schemas.shared import Id
from tailrace.control.people import accounts
from tailrace.control.people.roles import require, require_over
from tailrace.core.ids import UserId

router = APIRouter(tags=["members"])

PathId = Annotated[Id, Path(alias="id")]


@router.get("/members", openapi_extra=SESSION)
def list_members(signed: CurrentSigned, services: Services) -> MembersAnswer:
    """List the people in the selected organisation."""
    with services.control.db.reading() as connection:
        found = accounts.list_members(connection, signed.membership.org_id)
    return MembersAnswer(data=[MemberAnswer.model_validate(member) for member in found])


@router.patch("/members/{id}", openapi_extra=WRITES)
def change_member(
    user_id: PathId, body: ChangedMember, signed: CurrentSigned, services: Services
) -> MemberAnswer:
    """Give a member another role; the last owner stays one."""
    org_id, member = signed.membership.org_id, UserId(user_id)
    require(signed.membership.role, "manage_members")
    with services.control.db.transaction() as connection:
        before = accounts.get_role(connection, org_id, member)
        require_over(signed.membership.role, before, body.role)
        accounts.set_role(connection, org_id, member, body.role)
        found = accounts.get_user(connection, member)
    return MemberAnswer(id=found.id, email=found.email, name=found.name, role=body.role)


@router.delete("/members/{id}", status_code=204, openapi_extra=WRITES)
def remove_member(user_id: PathId, signed: CurrentSigned, services: Services) -> None:
    """End a membership; the last owner stays. The person's account is kept."""
    org_id, member = signed.membership.org_id, UserId(user_id)
    require(signed.membership.role, "manage_members")
    with services.control.db.transaction() as connection:
        require_over(signed.membership.role, accounts.get_role(connection, org_id, member))
        accounts.remove_member(connection, org_id, member)
