"""A workflow's definition: which targets a call may go to, in what order, and within which bounds.

    {"name": "smart_summary",
     "targets": ["openai:gpt-4o", {"target": "groq:mixtral", "weight": 30}],
     "on_error": "next_available", "max_attempts": 3, "backoff_ms": [400, 800, 1600],
     "timeout_ms": 30000, "schema": "product_card", "cache_fields": ["metadata.segment"]}

A definition goes in, a WorkflowSpec comes out, and `definition` gives the shortest one that means
the same. Whether its providers and schema exist is for `workflows.py`, which knows the project.
"""

import re
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, Literal, cast, get_args

import msgspec

from tailrace.control.traffic.reading import Given, nearest, read_field, read_fields, read_list
from tailrace.core.errors import BadInput
from tailrace.core.ids import WorkflowId

OnError = Literal["next_available", "same_target", "stop"]
ON_ERROR: tuple[OnError, ...] = get_args(OnError)
FIELDS = (
    "name",
    "targets",
    "on_error",
    "max_attempts",
    "backoff_ms",
    "timeout_ms",
    "attempt_timeout_ms",
    "schema",
    "cache_fields",
    "parameters",
    "test_mode",
    "sample",
    "tags",
)
DEFAULT_BACKOFF_MS = (400, 800, 1600)
MAX_TARGETS = 20
MAX_ATTEMPTS = 20
MAX_BACKOFF_MS = 60_000
MAX_TIMEOUT_MS = 3_600_000
MAX_WEIGHT = 1000
NOT_PARAMETERS = ("messages", "model", "stream")
"""What each call says for itself."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_TARGET = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,63})[:/]([!-~]{1,200})")
_CACHE_FIELD = re.compile(r"[^.\s]{1,80}(\.[^.\s]{1,80}){0,15}")
_TAG = re.compile(r"[^\s,]([^,]{0,78}[^\s,])?")


class TargetSpec(msgspec.Struct, frozen=True, omit_defaults=True):
    """One place that a workflow's calls may go to."""

    provider: str
    model: str
    weight: int | None = None
    """Its share of the calls among the weighted targets, of which one is drawn to go first."""
    timeout_ms: int | None = None
    """Of an attempt on it; None: the workflow's `attempt_timeout_ms`."""

    def __str__(self) -> str:
        return f"{self.provider}:{self.model}"

    def definition(self) -> str | dict[str, Any]:
        given = {"weight": self.weight, "timeout_ms": self.timeout_ms}
        more = {name: value for name, value in given.items() if value is not None}
        return {"target": str(self), **more} if more else str(self)


class WorkflowSpec(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a workflow is to do with a call; made by `read_workflow`, which checks it."""

    name: str
    targets: tuple[TargetSpec, ...]
    on_error: OnError = "next_available"
    max_attempts: int
    """As many as there are targets unless the definition says otherwise."""
    backoff_ms: tuple[int, ...] = DEFAULT_BACKOFF_MS
    """The wait before attempt 2, 3, …; the last one repeats. Empty: no wait."""
    timeout_ms: int | None = None
    """Of the whole call, waits included."""
    attempt_timeout_ms: int | None = None
    schema: str = ""
    """The name of the schema that answers must be valid against; empty: none."""
    cache_fields: tuple[str, ...] = ()
    """Dotted paths into the request: `metadata.segment`, `messages.0.content`."""
    parameters: dict[str, Any] = {}
    """In OpenAI's names; each is sent where the caller gave none."""
    test_mode: bool = False
    """Calls are answered with the sample, and no provider is called."""
    sample: Any = None
    """What test mode answers; None: the schema's sample."""
    tags: tuple[str, ...] = ()

    def definition(self) -> dict[str, Any]:
        """Return the shortest definition that means this, its fields in the documented order."""
        told = {
            "targets": [target.definition() for target in self.targets],
            "backoff_ms": list(self.backoff_ms),
            "cache_fields": list(self.cache_fields),
            "tags": list(self.tags),
        }
        usual: dict[str, Any] = {
            "on_error": "next_available",
            "max_attempts": len(self.targets),
            "backoff_ms": list(DEFAULT_BACKOFF_MS),
            "timeout_ms": None,
            "attempt_timeout_ms": None,
            "schema": "",
            "cache_fields": [],
            "parameters": {},
            "test_mode": False,
            "sample": None,
            "tags": [],
        }
        whole = {name: told.get(name, getattr(self, name)) for name in FIELDS}
        return {
            name: value
            for name, value in whole.items()
            if name not in usual or value != usual[name]
        }


class WorkflowView(msgspec.Struct, frozen=True):
    """A workflow as the gateway runs it."""

    workflow_id: WorkflowId
    version: int
    """Counts from 1; one more with each change."""
    spec: WorkflowSpec


def read_workflow(definition: object) -> WorkflowSpec:
    """Return what the definition says; raises BadDefinition with every mistake in it."""
    given = Given(definition)
    spec = note_workflow(given)
    given.settle()
    return spec


def note_workflow(given: Given, providers: Collection[str] | None = None) -> WorkflowSpec:
    """Return what can be read of the definition; mistakes are noted in `given`.

    With `providers`, a target that names another one is a mistake.
    """
    fields = read_fields(given, FIELDS, ("name", "targets"))
    targets = read_field(fields, "targets", partial(_targets, providers=providers), ())
    return WorkflowSpec(
        name=read_field(fields, "name", read_name, ""),
        targets=targets,
        max_attempts=read_field(
            fields, "max_attempts", lambda g: g.whole(1, MAX_ATTEMPTS), len(targets)
        ),
        **_bounds(fields),
        **_answers(fields),
    )


def read_name(given: Given) -> str:
    """Return a workflow's or schema's name."""
    return checked_traffic_name(given.text())


def checked_traffic_name(name: str) -> str:
    """Return the name; raises BadInput.

    `model` may be a workflow's name, and with '/' or ':' it means a provider and its model.
    """
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"{name[:80]!r} is not a name for this.",
            hint="A name has up to 80 letters, digits, '.', '_' and '-', and begins with one of "
            "the first two.",
        )
    return name


def read_target(text: str) -> TargetSpec:
    """Return the target that `provider:model` names; raises BadInput."""
    match = _TARGET.fullmatch(text)
    if match is None:
        raise BadInput(
            f"{text[:80]!r} is not a target.", hint="Write it provider:model, like openai:gpt-4o."
        )
    return TargetSpec(match[1], match[2])


def _targets(given: Given, providers: Collection[str] | None) -> tuple[TargetSpec, ...]:
    targets = read_list(given, partial(_target, providers=providers), MAX_TARGETS)
    if not given.items(MAX_TARGETS):
        raise BadInput("A workflow needs a target.", hint="Like openai:gpt-4o.")
    return targets


def _target(given: Given, providers: Collection[str] | None) -> TargetSpec:
    if not isinstance(given.value, Mapping):
        return _known_target(given, providers)
    fields = given.fields(("target", "weight", "timeout_ms"), ("target",))
    place = partial(_known_target, providers=providers)
    target = read_field(fields, "target", place, TargetSpec("", ""))
    weight = read_field(fields, "weight", lambda g: g.whole(1, MAX_WEIGHT), None)
    return msgspec.structs.replace(target, weight=weight, timeout_ms=_ms(fields, "timeout_ms"))


def _known_target(given: Given, providers: Collection[str] | None) -> TargetSpec:
    target = read_target(given.text())
    if providers is not None and target.provider not in providers:
        raise BadInput(
            f"There is no provider {target.provider!r} in the project.",
            hint=nearest(target.provider, providers),
        )
    return target


def _bounds(fields: Mapping[str, Given]) -> dict[str, Any]:
    return {
        "on_error": cast(
            "OnError",
            read_field(fields, "on_error", lambda g: g.one_of(ON_ERROR), "next_available"),
        ),
        "backoff_ms": read_field(fields, "backoff_ms", _backoff, DEFAULT_BACKOFF_MS),
        "timeout_ms": _ms(fields, "timeout_ms"),
        "attempt_timeout_ms": _ms(fields, "attempt_timeout_ms"),
    }


def _answers(fields: Mapping[str, Given]) -> dict[str, Any]:
    return {
        "schema": read_field(fields, "schema", _schema, ""),
        "cache_fields": read_field(fields, "cache_fields", _cache_fields, ()),
        "parameters": read_field(fields, "parameters", _parameters, {}),
        "test_mode": read_field(fields, "test_mode", Given.flag, default=False),
        "sample": read_field(fields, "sample", Given.json, None),
        "tags": read_field(fields, "tags", _tags, ()),
    }


def _ms(fields: Mapping[str, Given], name: str) -> int | None:
    return read_field(fields, name, lambda g: g.whole(1, MAX_TIMEOUT_MS), None)


def _schema(given: Given) -> str:
    return given.text() and read_name(given)


def _backoff(given: Given) -> tuple[int, ...]:
    return read_list(given, lambda g: g.whole(0, MAX_BACKOFF_MS), MAX_ATTEMPTS)


def _cache_fields(given: Given) -> tuple[str, ...]:
    return _distinct(read_list(given, _cache_field, 32))


def _cache_field(given: Given) -> str:
    return _matching(given, _CACHE_FIELD, "a path", "Like metadata.segment or messages.0.content.")


def _tags(given: Given) -> tuple[str, ...]:
    hint = "A tag has up to 80 characters and no comma."
    return _distinct(read_list(given, lambda g: _matching(g, _TAG, "a tag", hint), 20))


def _matching(given: Given, pattern: re.Pattern[str], what: str, hint: str) -> str:
    text = given.text()
    if not pattern.fullmatch(text) or not text.isprintable():
        raise BadInput(f"{text[:80]!r} is not {what}.", hint=hint)
    return text


def _distinct(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _parameters(given: Given) -> dict[str, Any]:
    parameters = given.json_object()
    for name in NOT_PARAMETERS:
        if name in parameters:
            given.member(name, None).note(
                "A workflow gives no default for this.", "Each call says it for itself."
            )
    return parameters
