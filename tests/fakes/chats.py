"""Chats, replies and cut streams for the tests of the dialects, made up by hypothesis.

Chats are as `read_chat` gives them: the sides take turns, results come first and know their
tool's name, no text is empty.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import strategies as st

from tailrace.core.usage import Usage
from tailrace.protocols.chat import (
    Answer,
    Chat,
    Choice,
    Event,
    Image,
    Part,
    Reply,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Turn,
)
from tailrace.protocols.dialect import Dialect
from tailrace.protocols.fold import join

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
NAMES = st.from_regex(r"[a-z][a-z_]{0,9}", fullmatch=True)
TEXTS = st.builds(Text, WORDS)
PICTURES = st.sampled_from(
    [
        Image(url="https://example.com/cat.png"),
        Image(media_type="image/png", data="iVBORw0KGgo="),
        Image(media_type="image/jpeg", data="/9j/4AAQ"),
    ]
)
OBJECTS = st.dictionaries(NAMES, st.integers(-99, 99) | WORDS | st.booleans(), max_size=3)
ARGUMENTS = OBJECTS.map(lambda value: msgspec.json.encode(value).decode())
SCHEMAS = st.dictionaries(NAMES, st.just({"type": "string"}), max_size=2).map(
    lambda properties: {"type": "object", "properties": properties}
)
TOOLS = st.lists(
    st.builds(Tool, NAMES, WORDS | st.just(""), SCHEMAS, st.sampled_from([None, True, False])),
    max_size=2,
    unique_by=lambda tool: tool.name,
).map(tuple)
ANSWERS = st.sampled_from([None, Answer("json_schema", schema={"type": "object"})])
CHOICES: list[Choice] = ["auto", "none", "required"]
COUNTS = st.integers(0, 10_000)
USAGES = st.builds(
    lambda fresh, said, cached, written, thought: Usage(
        fresh + cached + written, said + thought, cached, written, thought
    ),
    *[COUNTS] * 5,
)


@st.composite
def chats(draw: st.DrawFn) -> Chat:
    """Return a chat that both OpenAI's and Anthropic's format can say."""
    tools = draw(TOOLS)
    choice: Choice | None = draw(st.sampled_from(CHOICES)) if tools else None
    named = tools[0].name if tools and choice == "required" and draw(st.booleans()) else ""
    return Chat(
        model="claude-sonnet-4-5",
        system=draw(st.lists(TEXTS, max_size=2).map(tuple)),
        turns=draw(_turns()),
        tools=tools,
        tool_choice=choice,
        tool_name=named,
        parallel_tool_calls=draw(st.sampled_from([None, True, False]))
        if choice in {"auto", "required"}
        else None,
        max_tokens=draw(st.integers(1, 10_000)),
        temperature=draw(st.none() | st.floats(0, 1)),
        top_p=draw(st.none() | st.floats(0, 1)),
        stop=draw(st.lists(WORDS, max_size=3).map(tuple)),
        stream=draw(st.booleans()),
        user=draw(st.just("") | WORDS),
    )


@st.composite
def _turns(draw: st.DrawFn) -> tuple[Turn, ...]:
    turns = [Turn("user", tuple(draw(st.lists(TEXTS | PICTURES, min_size=1, max_size=3))))]
    for round_ in range(draw(st.integers(0, 2))):
        names = draw(st.lists(NAMES, max_size=2))
        calls = [
            ToolCall(f"call_{round_}_{index}", name, draw(ARGUMENTS))
            for index, name in enumerate(names)
        ]
        said: list[Part] = draw(st.lists(TEXTS, min_size=not calls, max_size=1))
        results = [
            ToolResult(call.id, tuple(draw(st.lists(TEXTS, max_size=2))), call.name)
            for call in calls
        ]
        heard: list[Part] = draw(st.lists(TEXTS | PICTURES, min_size=not calls, max_size=2))
        turns += [Turn("assistant", (*said, *calls)), Turn("user", (*results, *heard))]
    return tuple(turns)


@st.composite
def replies(draw: st.DrawFn, *thoughts: st.SearchStrategy[Part]) -> Reply:
    """Return a reply: thoughts, words and calls in this order, as every format can say it."""
    calls = [
        ToolCall(f"call_{index}", draw(NAMES), draw(ARGUMENTS))
        for index in range(draw(st.integers(0, 2)))
    ]
    parts = [draw(thought) for thought in thoughts if draw(st.booleans())]
    return Reply(
        id="msg_1",
        model="some-model",
        parts=(*join(parts), *draw(st.lists(TEXTS, max_size=1)), *calls),
        finish="tool_calls"
        if calls
        else draw(st.sampled_from(["stop", "length", "content_filter"])),
        usage=draw(USAGES),
    )


def cuts(stream: bytes, places: list[int]) -> list[bytes]:
    """Return the stream cut at the places."""
    edges = [0, *sorted(min(place, len(stream)) for place in places), len(stream)]
    return [stream[a:b] for a, b in pairwise(edges)]


PLACES = st.lists(st.integers(0, 4000), max_size=12)


def read_stream(dialect: Dialect, *chunks: bytes) -> list[Event]:
    """Return the events of a stream."""
    reader = dialect.stream_reader()
    return [event for chunk in chunks for event in reader.feed(chunk)] + list(reader.flush())


def write_stream(dialect: Dialect, events: list[Event], *, usage: bool = True) -> bytes:
    """Return the stream that says the events."""
    writer = dialect.stream_writer(now_s=1_700_000_000, usage=usage)
    return b"".join([writer.write([event]) for event in events] + [writer.end()])


def checked(validate: Callable[[Any], Any], body: bytes) -> dict[str, Any]:
    """Return the body after the vendor's own type took it, whole: no field was unknown to it."""
    value: dict[str, Any] = msgspec.json.decode(body)
    assert _consumed(validate(value)) == value
    return value


def _consumed(value: Any) -> Any:
    """Return what pydantic validated, with its lazy iterators read."""
    if isinstance(value, dict):
        return {name: _consumed(inner) for name, inner in value.items()}
    if isinstance(value, str | int | float | None):
        return value
    return [_consumed(inner) for inner in value]


NOISE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "choices",
                    "delta",
                    "message",
                    "messages",
                    "role",
                    "content",
                    "usage",
                    "type",
                    "index",
                    "error",
                    "tool_calls",
                    "function",
                    "content_block",
                    "input",
                    "system",
                    "model",
                    "text",
                ]
            ),
            inner | st.sampled_from(["user", "assistant", "text", "tool_use", "message_start"]),
            max_size=5,
        )
    ),
    max_leaves=12,
)
ODD_BODIES = (
    NOISE.map(msgspec.json.encode)
    | st.binary(max_size=60)
    | st.sampled_from(
        [b"[" * 5000, b'{"a":' * 3000, b'{"model":"\\ud800","messages":[]}', b"\xef\xbb\xbf{}"]
    )
)
