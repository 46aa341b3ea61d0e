"""Who is invited to the selected organisation, and how they come in.

Owners and admins invite, and only owners invite owners. The token is in the address of the page
that is sent, and in the bodies of calls, never in a call's own address, where logs would keep it.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from tailrace.api.auth import CurrentSigned, Services, check_origin, find_session
from tailrace.api.browser import begin
from tailrace.api.openapi import OPEN, SESSION, WRITES
from tailrace.api.schemas.access import SessionAnswer
from tailrace.api.schemas.people import (
    AcceptInvitation,
    InvitationAnswer,
    InvitationsAnswer,
    InvitationToken,
    NewInvitation,
    NewInvitationAnswer,
    OpenInvitationAnswer,
)
from tailrace.api.schemas.shared import Id
from tailrace.api.services import ApiServices
from tailrace.control.people import accounts, invitations, sessions
from tailrace.control.people.invitations import Newcomer
from tailrace.control.people.roles import require, require_over
from tailrace.control.people.sessions import Session
from tailrace.core.ids import InvitationId

router = APIRouter(tags=["members"])

PathId = Annotated[Id, Path(alias="id")]


@router.get("/invitations", openapi_extra=SESSION)
def list_invitations(signed: CurrentSigned, services: Services) -> InvitationsAnswer:
    """List who is invited and has not come yet; never their links."""
    require(signed.membership.role, "manage_members")
    with services.control.db.reading() as connection:
        found = invitations.list_invitations(connection, signed.membership.org_id)
    return InvitationsAnswer(data=[InvitationAnswer.model_validate(one) for one in found])


@router.post("/invitations", status_code=201, openapi_extra=WRITES)
def create_invitation(
    body: NewInvitation, signed: CurrentSigned, services: Services
) -> NewInvitationAnswer:
    """Invite somebody; this answer is the only one that shows the link, which works once."""
    require_over(signed.membership.role, body.role)
    with services.control.db.transaction() as connection:
        made = invitations.invite(
            connection,
            signed.membership.org_id,
            body.email,
            body.role,
            signed.session.user.id,
            services.now(),
        )
    link = f"{services.public_url.rstrip('/')}/join?token={made.token}"
    return NewInvitationAnswer(
        invitation=InvitationAnswer.model_validate(made.invitation), link=link
    )


@router.delete("/invitations/{id}", status_code=204, openapi_extra=WRITES)
def revoke_invitation(invitation_id: PathId, signed: CurrentSigned, services: Services) -> None:
    """Take an invitation back; its link lets nobody in from then on."""
    require(signed.membership.role, "manage_members")
    with services.control.db.transaction() as connection:
        invitations.revoke_invitation(
            connection, signed.membership.org_id, InvitationId(invitation_id), services.now()
        )


@router.post("/invitations/open", openapi_extra=OPEN)
def open_invitation(
    body: InvitationToken, request: Request, services: Services
) -> OpenInvitationAnswer:
    """Say what an invitation's link is for; uses nothing up."""
    check_origin(request, services)
    with services.control.db.reading() as connection:
        found = invitations.read_invitation(connection, body.token, services.now())
        account = accounts.find_user(connection, found.email)
    return OpenInvitationAnswer(
        organisation=found.org_name,
        email=found.email,
        role=found.role,
        created_by=found.created_by,
        expires_at=found.expires_at,
        has_account=account is not None,
    )


@router.post("/invitations/accept", openapi_extra=OPEN)
def accept_invitation(
    body: AcceptInvitation, request: Request, response: Response, services: Services
) -> SessionAnswer:
    """Become a member: with the account that one is signed in with, or with a new one."""
    check_origin(request, services)
    token = _accept(body, find_session(request, services), services)
    return begin(token, response, services)


def _accept(body: AcceptInvitation, session: Session | None, services: ApiServices) -> str:
    """Return the token of a session that looks at the organisation."""
    control, now = services.control, services.now()
    # Whoever sends a password means a new account, whoever else is signed in in that browser.
    is_new = session is None or body.password is not None
    who = Newcomer(body.name, body.password) if is_new or session is None else session.user
    with control.db.transaction() as connection:
        joined = invitations.join(connection, control.passwords, body.token, who, now)
        token = sessions.open_session(connection, joined.user_id, now, services.session_lifetime)
        sessions.look_at(connection, token, joined.org_id)
    return token
