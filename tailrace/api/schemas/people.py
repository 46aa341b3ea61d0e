"""Shapes of an organisation, its projects, its members, and who is invited."""

from pydantic import Field

from tailrace.api.schemas.access import (
    Email,
    LinkToken,
    Name,
    Password,
    ProjectAnswer,
    Timezone,
)
from tailrace.api.schemas.shared import Answer, Ask, Id, Moment
from tailrace.control.people.roles import Role


class ChangedOrganisation(Ask):
    """What to change of the selected organisation; null: it stays."""

    name: Name | None = None
    timezone: Timezone | None = None


class ChangedProject(Ask):
    """What a project is to be called."""

    name: Name


class ArchivedProjectAnswer(ProjectAnswer):
    """A project that takes no calls; its requests are kept."""

    archived_at: Moment


class ArchivedProjectsAnswer(Answer):
    """The archived projects of the selected organisation; making one of its name brings it back."""

    data: list[ArchivedProjectAnswer]


class ChangedMember(Ask):
    """What a member is to be."""

    role: Role


class InvitationAnswer(Answer):
    """Somebody who may become a member by following a link."""

    id: Id
    email: str
    role: Role
    created_at: Moment
    created_by: str = Field(description="Who invites.", examples=["Alice"])
    expires_at: Moment


class InvitationsAnswer(Answer):
    """The invitations that nobody has accepted or taken back, newest first."""

    data: list[InvitationAnswer]


class NewInvitation(Ask):
    """Whom to invite."""

    email: Email
    role: Role


class NewInvitationAnswer(Answer):
    """The invitation that was made, and its link, shown this once."""

    invitation: InvitationAnswer
    link: str = Field(examples=["https://tailrace.example.com/join?token=…"])


class InvitationToken(Ask):
    """The token of an invitation's link."""

    token: LinkToken


class OpenInvitationAnswer(Answer):
    """What an invitation's link is for."""

    organisation: str
    email: str
    role: Role
    created_by: str = Field(description="Who invites.")
    expires_at: Moment
    has_account: bool = Field(description="The address has an account; sign in with it to accept.")


class AcceptInvitation(Ask):
    """Who accepts. Somebody with an account is signed in with it and sends the token alone."""

    token: LinkToken
    name: Name | None = Field(None, description="Of the account to make.")
    password: Password | None = Field(None, description="Of the account to make.")
