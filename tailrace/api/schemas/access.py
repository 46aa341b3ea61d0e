"""Shapes of who may do what: sessions, set-up, keys, providers, projects, members."""

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from tailrace.api.schemas.shared import Answer, Ask, Id, Moment, NonNegative
from tailrace.control.people.roles import Role
from tailrace.control.projects.projects import NAME_LENGTH
from tailrace.control.providers.presets import PRESETS

KeyScope = Literal["gateway", "ingest", "read"]
ProviderKind = Annotated[
    str, Field(max_length=80), WithJsonSchema({"type": "string", "enum": sorted(PRESETS)})
]
"""Checked in control, which knows the kinds and names the nearest one."""
Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)]
Email = Annotated[str, Field(min_length=3, max_length=320, examples=["you@example.com"])]
Password = Annotated[
    str, Field(min_length=1, max_length=1024, json_schema_extra={"format": "password"})
]
LinkToken = Annotated[str, Field(min_length=1, max_length=200)]
Timezone = Annotated[str, Field(min_length=1, max_length=64, examples=["Europe/Berlin"])]


class UserAnswer(Answer):
    """A person."""

    id: Id
    email: str
    name: str


class ProjectAnswer(Answer):
    """A project: the unit that keys, providers and requests belong to."""

    id: Id
    name: str = Field(examples=["checkout"])


class OrganisationAnswer(Answer):
    """An organisation the signed-in person belongs to."""

    id: Id
    name: str = Field(examples=["initech"])
    role: Role
    timezone: str = Field(
        description="IANA time zone in which its days are counted.", examples=["Europe/Berlin"]
    )
    projects: list[ProjectAnswer]


class SelectionAnswer(Answer):
    """What the session looks at."""

    organisation_id: Id
    project_id: Id | None = Field(description="Null: all projects of the organisation.")


class SessionAnswer(Answer):
    """The caller's session; `user` is null when nobody is signed in."""

    user: UserAnswer | None
    setup_needed: bool = Field(description="No owner exists yet; follow the first-start link.")
    demo: bool = Field(description="The server runs the demo.")
    csrf_token: str | None = Field(
        description="Send it as X-CSRF-Token with every write; null when not signed in."
    )
    organisations: list[OrganisationAnswer]
    selected: SelectionAnswer | None


class SignIn(Ask):
    """Who signs in."""

    email: Email
    password: Password


class Select(Ask):
    """What the session should look at from now on."""

    organisation_id: Id
    project_id: Id | None = Field(None, description="Null: all projects of the organisation.")


class FollowLink(Ask):
    """The token of a one-time link."""

    token: LinkToken


class NewPassword(Ask):
    """The password to sign in with from now on."""

    password: Password
    current: Annotated[str, Field(max_length=1024, json_schema_extra={"format": "password"})] = (
        Field("", description="The one that is set; empty for a person without one.")
    )


class SetUp(Ask):
    """The first start: makes the owner, an organisation and a project."""

    token: LinkToken = Field(
        description="The one-time token of the link that the first start prints."
    )
    email: Email
    name: Name
    password: Password
    organisation: Name
    timezone: Timezone = "UTC"
    project: Name = "default"


class KeyAnswer(Answer):
    """A project key, without its secret."""

    id: Id
    name: str
    hint: str = Field(description="Enough to recognise it.", examples=["tr_live_…a1b2"])
    scopes: list[KeyScope]
    project: ProjectAnswer
    created_at: Moment
    expires_at: Moment | None = Field(description="Null: never.")
    last_used_at: Moment | None = Field(description="Null: never; exact to about a minute.")
    revoked_at: Moment | None = Field(description="Null: it holds.")


class KeysAnswer(Answer):
    """The keys of the selected projects, newest first."""

    data: list[KeyAnswer]


class NewKey(Ask):
    """The key to make."""

    project_id: Id
    name: Name
    scopes: list[KeyScope] = Field(min_length=1, max_length=3)
    expires_at: Moment | None = Field(None, description="Null: never.")
    test: bool = Field(
        default=False, description="Makes a `tr_test_…` key: its calls are test mode."
    )


class NewKeyAnswer(Answer):
    """The key that was made, and its secret, shown this once."""

    key: KeyAnswer
    secret: str = Field(examples=["tr_live_4f0c…"])


class RotateKey(Ask):
    """How long the new secret is to work."""

    expires_at: Moment | None = Field(None, description="Null: for ever.")


class ProviderAnswer(Answer):
    """A provider that a project's calls may go to."""

    id: Id
    name: str = Field(examples=["openai"])
    kind: str = Field(description="What it is, such as `openai`.", examples=["openai"])
    base_url: str = Field(examples=["http://127.0.0.1:9000/v1"])
    api_key_hint: str = Field(description="Enough to recognise the key.", examples=["…a1b2"])
    project: ProjectAnswer
    created_at: Moment


class ProvidersAnswer(Answer):
    """The providers of the selected projects."""

    data: list[ProviderAnswer]


class NewProvider(Ask):
    """The provider to add; its API key is encrypted at rest and never shown again."""

    project_id: Id
    name: Annotated[str, Field(min_length=1, max_length=64)] = Field(
        description="Calls name it: `model` is `<name>/<model>`.", examples=["openai"]
    )
    kind: ProviderKind = Field("openai", description="`openai`: any server that speaks its format.")
    base_url: Annotated[str, Field(min_length=1, max_length=2000)] | None = Field(
        None,
        description="Address that `/chat/completions` is added to; null: the kind's own.",
        examples=["http://127.0.0.1:9000/v1"],
    )
    api_key: Annotated[str, Field(max_length=4000)] = Field(
        "", description="Empty for a server that asks for none."
    )


class ChangedProvider(Ask):
    """What a provider is to be; its name stays, because calls and workflows hold it."""

    kind: ProviderKind
    base_url: Annotated[str, Field(min_length=1, max_length=2000)] | None = Field(
        None, description="Null: the kind's own."
    )
    api_key: Annotated[str, Field(max_length=4000)] | None = Field(
        None, description="Null: the stored one stays, unless the provider moves to another host."
    )


class ProbeAnswer(Answer):
    """What a test of a provider's connection found."""

    latency_ms: NonNegative | None = Field(description="Null: no answer came.")
    models: NonNegative | None = Field(
        description="How many models it lists; null: it did not say."
    )
    error: str = Field(description="What is wrong; empty when calls can be made.")
    hint: str = Field(description="What to do; may be empty.")


class ProjectsAnswer(Answer):
    """The projects of the selected organisation that the caller may see."""

    data: list[ProjectAnswer]


class NewProject(Ask):
    """The project to make."""

    name: Name


class MemberAnswer(Answer):
    """A person in the selected organisation."""

    id: Id
    email: str
    name: str
    role: Role


class MembersAnswer(Answer):
    """The people in the selected organisation."""

    data: list[MemberAnswer]
