"""The company that the demo makes up: its projects, what each asks models for, and its people.

Data only. `setup` creates these projects, `parts` draws from them for the past, `trickle` for the
live calls, and `phrases` has the texts of each workflow. Workflows and schemas have a history: who
looks at an old request finds the version that ran.
"""

from typing import Any

import msgspec

from tailrace.control.people.roles import Role
from tailrace.demo.cast.models import Target
from tailrace.demo.cast.schemas import PRODUCT_CARD, TICKET, Schema
from tailrace.demo.cast.tries import DAY_US
from tailrace.demo.workload import WorkKind

ORGANISATION = "Acme"
OWNER_EMAIL = "owner@demo.invalid"
"""`.invalid` is reserved (RFC 2606): nobody can ever own this address."""
MEMBERS: tuple[tuple[str, Role, str], ...] = (
    (OWNER_EMAIL, "owner", "Demo owner"),
    ("lena@demo.invalid", "member", "Lena Brandt"),
    ("tomas@demo.invalid", "viewer", "Tomás Vieira"),
)
"""(address, role, name)"""


MAX_ATTEMPTS = 3
BUDGET: dict[str, Any] = {"per": "organisation", "cost_usd": "2000/month"}
"""The organisation's; far more than the demo can spend."""


class Choice(msgspec.Struct, frozen=True):
    """One model that goes first in a share of a workflow's calls."""

    weight: int
    target: Target


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a workflow: whom it asks."""

    since_us: int = 0
    """From the start of the 30 days."""
    choices: tuple[Choice, ...]
    """Variants, of which one is drawn by weight to go first; the others stand behind it."""
    backups: tuple[Target, ...] = ()

    @property
    def max_attempts(self) -> int:
        """How many of them a call asks at most."""
        return min(MAX_ATTEMPTS, len(self.choices) + len(self.backups))

    def order(self, first: Target) -> tuple[Target, ...]:
        """Return whom a call asks, one after the other, as the gateway does."""
        others = (choice.target for choice in self.choices if choice.target != first)
        return (first, *others, *self.backups)[: self.max_attempts]


class Workflow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a project uses models for."""

    name: str
    weight: int
    feature: str
    streamed: float
    """The share of its calls that stream."""
    versions: tuple[Version, ...]
    """Oldest first."""
    tags: tuple[str, ...] = ()
    schema: Schema | None = None
    """What its answers must fit."""
    cache_fields: tuple[str, ...] = ()

    def version_at(self, at_us: int) -> int:
        """Return the number of the version that ran then; they count from 1."""
        return sum(version.since_us <= at_us for version in self.versions)

    @property
    def newest(self) -> Version:
        """The version that live calls meet."""
        return self.versions[-1]


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """One project; `weight` is its share of the calls of its kind."""

    name: str
    kind: WorkKind
    weight: int
    people: int
    user_prefix: str
    segments: tuple[str, str, str]
    """Customer segments: six, three and one of ten people."""
    workflows: tuple[Workflow, ...]
    limits: tuple[dict[str, Any], ...]
    """As a configuration file writes them."""
    agent: bool = False
    """Its calls belong together: an agent's run is one trace."""

    def person(self, number: int) -> tuple[str, str]:
        """Return the user and the segment of a person, counted from 0."""
        first, second, third = self.segments
        segment = (first,) * 6 + (second,) * 3 + (third,)
        return f"{self.user_prefix}_{number + 1:03}", segment[number % 10]


_SONNET = ("anthropic", "claude-sonnet-4-5")
_HAIKU = ("anthropic", "claude-haiku-4-5")
_GPT_4O = ("openai", "gpt-4o")
_MINI = ("openai", "gpt-4o-mini")
_FLASH = ("google", "gemini-2.5-flash")
_LLAMA = ("groq", "llama-3.3-70b-versatile")
_MIXTRAL = ("groq", "mixtral-8x7b-32768")
_SMALL = ("mistral", "mistral-small-latest")
_DEEPSEEK = ("deepseek", "deepseek-chat")
_PER_USER: dict[str, Any] = {"per": "user", "requests": "60/minute", "burst": 20}

PROJECTS = (
    Project(
        name="shop",
        kind="conv",
        weight=60,
        people=420,
        user_prefix="u",
        segments=("free", "pro", "enterprise"),
        limits=(_PER_USER, {"per": "project", "cost_usd": "500/day"}),
        workflows=(
            Workflow(
                name="product-qa",
                weight=42,
                feature="product-page",
                streamed=0.85,
                tags=("web",),
                versions=(
                    Version(choices=(Choice(70, _MINI), Choice(30, _FLASH)), backups=(_HAIKU,)),
                    Version(
                        since_us=17 * DAY_US,
                        choices=(Choice(60, _MINI), Choice(30, _FLASH), Choice(10, _LLAMA)),
                    ),
                ),
            ),
            Workflow(
                name="search-assistant",
                weight=25,
                feature="search",
                streamed=0.6,
                tags=("web", "beta"),
                versions=(
                    Version(choices=(Choice(55, _LLAMA), Choice(45, _MINI)), backups=(_FLASH,)),
                ),
            ),
            Workflow(
                name="smart_summary",
                weight=18,
                feature="reviews",
                streamed=0.0,
                tags=("batch",),
                cache_fields=("metadata.segment", "user"),
                versions=(
                    Version(choices=(Choice(1, _GPT_4O),), backups=(_SONNET,)),
                    Version(
                        since_us=9 * DAY_US,
                        choices=(Choice(1, _GPT_4O),),
                        backups=(_SONNET, _MIXTRAL),
                    ),
                ),
            ),
            Workflow(
                name="product_cards",
                weight=15,
                feature="catalogue",
                streamed=0.0,
                tags=("batch",),
                schema=PRODUCT_CARD,
                cache_fields=("metadata.segment",),
                versions=(Version(choices=(Choice(1, _DEEPSEEK),), backups=(_SMALL, _MINI)),),
            ),
        ),
    ),
    Project(
        name="support",
        kind="conv",
        weight=40,
        people=160,
        user_prefix="c",
        segments=("pro", "enterprise", "free"),
        limits=(_PER_USER, {"per": "project", "tokens": "50000000/day"}),
        workflows=(
            Workflow(
                name="ticket-reply",
                weight=50,
                feature="helpdesk",
                streamed=0.7,
                tags=("helpdesk",),
                versions=(Version(choices=(Choice(60, _SONNET), Choice(40, _GPT_4O))),),
            ),
            Workflow(
                name="ticket-triage",
                weight=35,
                feature="inbox",
                streamed=0.25,
                tags=("helpdesk", "batch"),
                schema=TICKET,
                versions=(
                    Version(
                        choices=(Choice(60, ("vllm", "acme-support-8b")), Choice(40, _HAIKU)),
                        backups=(_MINI,),
                    ),
                ),
            ),
            Workflow(
                name="refund-check",
                weight=15,
                feature="billing",
                streamed=0.0,
                tags=("billing",),
                versions=(
                    Version(
                        choices=(Choice(55, ("google", "gemini-2.5-pro")), Choice(45, _GPT_4O)),
                        backups=(_SONNET,),
                    ),
                ),
            ),
        ),
    ),
    Project(
        name="code-assistant",
        kind="code",
        weight=100,
        people=36,
        user_prefix="dev",
        segments=("platform", "payments", "mobile"),
        limits=(
            {"name": "reviews", "per": "workflow", "requests": "3/minute", "workflow": "review"},
            _PER_USER,
        ),
        agent=True,
        workflows=(
            Workflow(
                name="complete",
                weight=60,
                feature="editor",
                streamed=0.75,
                tags=("ide",),
                versions=(
                    Version(
                        choices=(Choice(60, ("mistral", "codestral-latest")), Choice(40, _HAIKU)),
                        backups=(_MINI,),
                    ),
                ),
            ),
            Workflow(
                name="explain",
                weight=25,
                feature="chat-panel",
                streamed=0.9,
                tags=("ide", "beta"),
                versions=(
                    Version(
                        choices=(Choice(55, _SONNET), Choice(45, ("openai", "gpt-5-mini"))),
                        backups=(_GPT_4O,),
                    ),
                ),
            ),
            Workflow(
                name="review",
                weight=15,
                feature="pull-requests",
                streamed=0.0,
                tags=("ci",),
                versions=(
                    Version(
                        choices=(Choice(70, _SONNET), Choice(30, _DEEPSEEK)),
                        backups=(_GPT_4O, _SMALL),
                    ),
                ),
            ),
        ),
    ),
)
