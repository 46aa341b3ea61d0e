"""The company that the demo makes up: its projects, what each asks models for, and its people.

Data only. `setup` creates these projects, `casting` draws from them for the past, `trickle` for the
live calls, and `phrases` has the texts of each workflow.
"""

import msgspec

from tailrace.control.people.roles import Role
from tailrace.demo.cast.models import Target
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


class Choice(msgspec.Struct, frozen=True):
    """One model that a workflow calls, how often, and who steps in when it fails."""

    weight: int
    targets: tuple[Target, ...]
    """The one that is asked for, then those that are tried when it fails."""


class Workflow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a project uses models for."""

    name: str
    weight: int
    feature: str
    streamed: float
    """The share of its calls that stream."""
    choices: tuple[Choice, ...]
    tags: tuple[str, ...] = ()


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
_SMALL = ("mistral", "mistral-small-latest")

PROJECTS = (
    Project(
        name="shop",
        kind="conv",
        weight=60,
        people=420,
        user_prefix="u",
        segments=("free", "pro", "enterprise"),
        workflows=(
            Workflow(
                name="product-qa",
                weight=50,
                feature="product-page",
                streamed=0.85,
                tags=("web",),
                choices=(
                    Choice(60, (_MINI, _FLASH, _HAIKU)),
                    Choice(30, (_FLASH, _MINI)),
                    Choice(10, (_LLAMA, _MINI)),
                ),
            ),
            Workflow(
                name="search-assistant",
                weight=30,
                feature="search",
                streamed=0.6,
                tags=("web", "beta"),
                choices=(
                    Choice(55, (_LLAMA, _MINI, _FLASH)),
                    Choice(45, (_MINI, _LLAMA)),
                ),
            ),
            Workflow(
                name="review-summary",
                weight=20,
                feature="reviews",
                streamed=0.0,
                tags=("batch",),
                choices=(
                    Choice(65, (("deepseek", "deepseek-chat"), _SMALL)),
                    Choice(35, (_SMALL, _MINI)),
                ),
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
        workflows=(
            Workflow(
                name="ticket-reply",
                weight=50,
                feature="helpdesk",
                streamed=0.7,
                tags=("helpdesk",),
                choices=(
                    Choice(60, (_SONNET, _GPT_4O)),
                    Choice(40, (_GPT_4O, _SONNET)),
                ),
            ),
            Workflow(
                name="ticket-triage",
                weight=35,
                feature="inbox",
                streamed=0.25,
                tags=("helpdesk", "batch"),
                choices=(
                    Choice(60, (("vllm", "acme-support-8b"), _HAIKU)),
                    Choice(40, (_HAIKU, _MINI)),
                ),
            ),
            Workflow(
                name="refund-check",
                weight=15,
                feature="billing",
                streamed=0.0,
                tags=("billing",),
                choices=(
                    Choice(55, (("google", "gemini-2.5-pro"), _GPT_4O)),
                    Choice(45, (_GPT_4O, _SONNET)),
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
        agent=True,
        workflows=(
            Workflow(
                name="complete",
                weight=60,
                feature="editor",
                streamed=0.75,
                tags=("ide",),
                choices=(
                    Choice(60, (("mistral", "codestral-latest"), _HAIKU)),
                    Choice(40, (_HAIKU, _MINI)),
                ),
            ),
            Workflow(
                name="explain",
                weight=25,
                feature="chat-panel",
                streamed=0.9,
                tags=("ide", "beta"),
                choices=(
                    Choice(55, (_SONNET, _GPT_4O)),
                    Choice(45, (("openai", "gpt-5-mini"), _SONNET)),
                ),
            ),
            Workflow(
                name="review",
                weight=15,
                feature="pull-requests",
                streamed=0.0,
                tags=("ci",),
                choices=(
                    Choice(70, (_SONNET, _GPT_4O)),
                    Choice(30, (("deepseek", "deepseek-chat"), _SMALL)),
                ),
            ),
        ),
    ),
)
