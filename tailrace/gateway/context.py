"""What the caller tells us about a request beside the request itself.

Headers and body go in, a `Context` and a `Trace` come out. A header beats the same thing in the
body. What is too long is cut, and a trace that cannot be read is ignored, as the W3C asks; but a
header of ours that cannot be read is refused, because the caller would miss its data later.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from tailrace.core.errors import BadInput
from tailrace.core.ids import RequestNumbers, SpanId, TraceId
from tailrace.gateway.wire.headers import RequestHeaders

MOST_KEYS = 32
MOST_TAGS = 32
LONGEST_VALUE = 256
_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_CAPTURES = {"": True, "full": True, "metadata": False}


class Trace(msgspec.Struct, frozen=True):
    """Where a request stands in a trace."""

    trace_id: TraceId
    parent_span_id: int = 0
    """The caller's span; 0 when the request starts the trace."""
    flags: str = "01"
    state: str = ""
    """The caller's `tracestate`, carried on as it came."""

    def towards(self, span_id: SpanId) -> str:
        """Return the `traceparent` of a call that the span makes."""
        return f"00-{self.trace_id}-{span_id:016x}-{self.flags}"


class Context(msgspec.Struct, frozen=True):
    """Whose request it is and what it is for, in the caller's own words."""

    user: str = ""
    session: str = ""
    tags: tuple[str, ...] = ()
    workflow: str = ""
    customer_data: dict[str, str] = {}
    keep_bodies: bool = True


def of_workflow(
    context: Context, name: str, tags: tuple[str, ...], data: dict[str, str]
) -> Context:
    """Return the context of a workflow's call: with its name, its tags and its cache fields.

    A leaf of the metadata that is a cache field too is there once, by the field's path.
    """
    own = context.customer_data
    if data:
        own = {path: text for path, text in own.items() if f"metadata.{path}" not in data} | data
    return msgspec.structs.replace(
        context,
        workflow=name,
        tags=tuple(dict.fromkeys((*context.tags, *tags)))[:MOST_TAGS],
        customer_data=own,
    )


def read_trace(headers: RequestHeaders, numbers: RequestNumbers, span_id: SpanId) -> Trace:
    """Return the caller's trace to join, or a new one; never refuses.

    https://www.w3.org/TR/trace-context/ : version 00 has four parts, later ones may have more.
    """
    sent = headers.text(b"traceparent")
    match = _TRACEPARENT.fullmatch(sent) if sent else None
    if match is None or match[1] == "ff" or (match[1] == "00" and match[5]):
        return Trace(numbers.trace_of(span_id))
    parent = int(match[3], 16)
    if parent == 0 or not int(match[2], 16):
        return Trace(numbers.trace_of(span_id))
    return Trace(TraceId.parse(match[2]), parent, match[4], headers.text(b"tracestate"))


def read_context(
    headers: RequestHeaders, *, user: str = "", workflow: str = "", metadata: Any = None
) -> Context:
    """Return the caller's context; the named arguments are what the body says.

    Raises BadInput for an `x-tailrace-metadata` or `x-tailrace-capture` that cannot be read.
    """
    if not headers.own:
        return Context(
            user=user[:LONGEST_VALUE],
            workflow=workflow[:LONGEST_VALUE],
            customer_data=flatten(metadata),
        )
    text = headers.text
    return Context(
        user=(text(b"x-tailrace-user") or user)[:LONGEST_VALUE],
        session=text(b"x-tailrace-session")[:LONGEST_VALUE],
        tags=_tags(text(b"x-tailrace-tags")),
        workflow=(text(b"x-tailrace-workflow") or workflow)[:LONGEST_VALUE],
        customer_data=flatten(metadata) | flatten(_metadata(text(b"x-tailrace-metadata"))),
        keep_bodies=_keep_bodies(text(b"x-tailrace-capture")),
    )


def flatten(metadata: Any) -> dict[str, str]:
    """Return the leaves of a JSON object by dotted path, as text: `{"a": {"b": [1]}}` has `a.b.0`.

    Nulls are left out. At most 32 leaves are kept, of paths and values at most 256 characters.
    """
    if not isinstance(metadata, dict) or not metadata:
        return {}
    flat: dict[str, str] = {}
    for path, value in _leaves("", metadata):
        if len(flat) == MOST_KEYS:
            break
        flat[path[:LONGEST_VALUE]] = value[:LONGEST_VALUE]
    return flat


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(f"{path}.{index}" if path else str(index), inner)
    elif isinstance(value, str):
        yield path, value
    elif value is not None:
        yield path, msgspec.json.encode(value).decode()


def _tags(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    tags = dict.fromkeys(tag.strip()[:LONGEST_VALUE] for tag in text.split(","))
    return tuple(tag for tag in tags if tag)[:MOST_TAGS]


def _metadata(text: str) -> Any:
    if not text:
        return None
    hint = 'Send a JSON object, such as {"segment": "pro"}.'
    try:
        metadata = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        raise BadInput("The header x-tailrace-metadata is not JSON.", hint=hint) from None
    if not isinstance(metadata, dict):
        raise BadInput("The header x-tailrace-metadata is not a JSON object.", hint=hint)
    return metadata


def _keep_bodies(text: str) -> bool:
    keep = _CAPTURES.get(text.lower())
    if keep is None:
        raise BadInput(
            "The header x-tailrace-capture is neither full nor metadata.",
            hint="With metadata, neither the request's nor the answer's body is stored.",
        )
    return keep
