"""Chats, answers and streams of any content, for what must hold for all of them."""

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from tailrace.core.usage import Usage
from tailrace.protocols.chat import (
    Answer,
    Broken,
    CallPiece,
    CallStarted,
    Chat,
    Choice,
    Counted,
    Ended,
    Event,
    File,
    Finish,
    Finished,
    Image,
    Part,
    Reasoning,
    ReasoningPiece,
    Reply,
    Started,
    Text,
    TextPiece,
    Tool,
    ToolCall,
    ToolResult,
    Turn,
)
from tailrace.protocols.dialect import Dialect
from tailrace.protocols.fold import join

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
ARGUMENTS = st.sampled_from(["{}", '{"q":"mill"}', '{"n":[1,2.5,null],"deep":{"a":true}}'])
DATA = st.sampled_from(["QQ==", "+/8=", "AAAA"])
SCHEMAS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]},
        {"type": "object", "additionalProperties": False, "$defs": {"a": {"enum": ["x", None]}}},
    ]
)
IMAGES = st.builds(
    Image, media_type=st.sampled_from(["image/png", "image/webp"]), data=DATA
) | st.builds(Image, url=st.just("https://example.org/a"), media_type=st.just("image/jpeg"))
CHOICES: tuple[Choice | None, ...] = (None, "auto", "none")
FILES = st.builds(File, media_type=st.just("application/pdf"), data=DATA)
COUNTS = st.integers(0, 10_000)


def seals(vendor: str) -> st.SearchStrategy[str]:
    """Return seals that a vendor itself made, or none."""
    return st.sampled_from(["", f"{vendor}:c2lnbg==", f"{vendor}:AAAA"])


def thoughts(vendor: str) -> st.SearchStrategy[Reasoning]:
    """Return thoughts that the vendor sealed, hidden ones too."""
    sealed = seals(vendor).filter(bool)
    hidden = st.builds(Reasoning, signature=sealed, hidden=st.just(value=True))
    return hidden | st.builds(Reasoning, WORDS, sealed)


@st.composite
def exchanges(
    draw: st.DrawFn, parts: st.SearchStrategy[Part], *, vendor: str, call_seals: bool
) -> list[Turn]:
    """Return what a model said, its calls, and the answers of its tools."""
    names = draw(st.lists(NAMES, max_size=3))
    keys = [f"call_{draw(COUNTS)}_{at}" for at in range(len(names))]
    calls = [
        ToolCall(key, name, draw(ARGUMENTS), draw(seals(vendor)) if call_seals else "")
        for key, name in zip(keys, names, strict=True)
    ]
    thought = draw(st.lists(thoughts(vendor), max_size=2))
    said = draw(st.lists(WORDS.map(Text), min_size=0 if calls and not thought else 1, max_size=2))
    results = [
        ToolResult(key, draw(st.lists(WORDS.map(Text), max_size=1).map(tuple)), name)
        for key, name in zip(keys, names, strict=True)
    ]
    asked = draw(st.lists(parts, min_size=0 if results else 1, max_size=3))
    return [Turn("assistant", (*thought, *said, *calls)), Turn("user", (*results, *asked))]


@st.composite
def chats(
    draw: st.DrawFn, parts: st.SearchStrategy[Part], *, vendor: str, call_seals: bool
) -> Chat:
    """Return chats that any format can say; what only one can is added by its own tests."""
    first = Turn("user", tuple(draw(st.lists(parts, min_size=1, max_size=3))))
    exchange = exchanges(parts, vendor=vendor, call_seals=call_seals)
    rest = draw(st.lists(exchange, max_size=2))
    tools = tuple(
        Tool(name, draw(st.just("") | WORDS), draw(SCHEMAS))
        for name in draw(st.lists(NAMES, max_size=3, unique=True))
    )
    forced = draw(st.just("") | st.sampled_from([t.name for t in tools])) if tools else ""
    choice = draw(st.sampled_from(CHOICES)) if tools else None
    return Chat(
        model="",
        system=tuple(draw(st.lists(WORDS.map(Text), max_size=2))),
        turns=(first, *(turn for turns in rest for turn in turns)),
        tools=tools,
        tool_choice="required" if forced else choice,
        tool_name=forced,
        answer=draw(st.none() | st.builds(Answer, st.sampled_from(["text", "json_object"]))),
        max_tokens=draw(st.none() | COUNTS),
        temperature=draw(st.none() | st.floats(0, 2)),
        top_p=draw(st.none() | st.floats(0, 1)),
    )


@st.composite
def replies(draw: st.DrawFn, *, vendor: str, call_seals: bool) -> Reply:
    """Return answers of a model."""
    seal = seals(vendor) if call_seals else st.just("")
    calls = [
        ToolCall(f"call_{at}", name, draw(ARGUMENTS), draw(seal))
        for at, name in enumerate(draw(st.lists(NAMES, max_size=3)))
    ]
    said = draw(st.lists(WORDS.map(Text) | thoughts(vendor), max_size=4))
    stops: list[Finish] = ["length", "content_filter", "tool_calls" if calls else "stop"]
    prompt, completion = draw(COUNTS), draw(COUNTS)
    usage = Usage(prompt, completion, draw(COUNTS), 0, draw(st.integers(0, completion)))
    return Reply(
        id=draw(NAMES),
        model=draw(NAMES),
        parts=join([*said, *calls]),
        finish=draw(st.sampled_from(stops)),
        usage=draw(st.none() | st.just(usage)),
    )


_INDEXES = st.integers(0, 2)
EVENTS: st.SearchStrategy[list[Event]] = st.lists(
    st.builds(Started, st.just("") | NAMES, st.just("") | NAMES)
    | st.builds(TextPiece, st.just("") | WORDS)
    | st.builds(ReasoningPiece, st.just("") | WORDS, st.just("") | seals("gemini"), st.booleans())
    | st.builds(CallStarted, _INDEXES, NAMES, NAMES, seals("responses"))
    | st.builds(CallPiece, _INDEXES, st.just("") | ARGUMENTS | WORDS)
    | st.builds(Finished, st.sampled_from(["stop", "length", "tool_calls", "other"]))
    | st.builds(Counted, st.builds(Usage, st.none() | COUNTS, st.none() | COUNTS))
    | st.just(Broken("overloaded", "Busy.", 503))
    | st.just(Ended()),
    max_size=12,
)
"""Events in any order, sensible or not."""


def heard(dialect: Dialect, stream: bytes, places: list[int]) -> list[Event]:
    """Return the events of a stream that is cut at the places."""
    reader = dialect.stream_reader()
    edges = [0, *sorted(min(place, len(stream)) for place in places), len(stream)]
    pieces = [reader.feed(stream[a:b]) for a, b in pairwise(edges)]
    return [event for piece in [*pieces, reader.flush()] for event in piece]


NOISE = st.binary() | st.sampled_from(
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"[" * 5000,
        b'{"contents":' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"tools":[{"functionDeclarations":[{"name":"f","parameters":'
        + b'{"items":' * 900
        + b"1"
        + b"}" * 900
        + b"}]}]}",
        b'data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":'
        + b'{"a":' * 900
        + b"1"
        + b"}" * 900
        + b"}}]}}]}\n\n",
        b'{"model":"\\ud83d","input":"\\ude00","contents":[{"parts":[{"text":"\\ud83d"}]}]}',
        b'{"usage":{"input_tokens":1e308},"usageMetadata":{"promptTokenCount":-1}}',
        b'{"error":{"error":[]}}\n\ndata: {"error":{"code":"x","message":[]}}\n\n',
        b'data: {"type":[],"response":[]}\n\ndata: {"type":"response.output_item.added"}\n\n',
        b'data: {"type":"response.output_item.done","item":{"type":"message","content":[1]}}\n\n',
        b'{"output":[{"type":"reasoning","summary":[{"text":1}]},7],"status":[]}',
        b'{"candidates":[{"content":{"parts":[1,{"functionCall":{"name":"f","args":[]}}]}}]}',
        b'{"candidates":[{"index":1}],"promptFeedback":{"blockReason":[]}}',
        b'{"model":"m","input":[{"type":"message","role":"user","content":[{"type":5}]}]}',
    ]
)
"""Bytes of any kind, and such as come near a body or a stream."""

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@st.composite
def disturbed(draw: st.DrawFn, document: Any) -> Any:
    """Return a JSON value in which something, anywhere, is another than it should be."""
    if not isinstance(document, dict | list) or not document or draw(st.integers(0, 3)) == 0:
        return draw(_VALUES)
    if isinstance(document, list):
        at = draw(st.integers(0, len(document) - 1))
        return [draw(disturbed(row)) if i == at else row for i, row in enumerate(document)]
    key = draw(st.sampled_from(sorted(document)))
    if draw(st.integers(0, 4)) == 0:
        return {**document, draw(st.text(max_size=4)): draw(_VALUES)}
    return {**document, key: draw(disturbed(document[key]))}
