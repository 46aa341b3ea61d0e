from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailrace.capture.stream import (
    LONGEST_HELD_BYTES,
    ChatStreamTee,
)
from tests.fakes import openai_wire as wire

STREAMS = [
    wire.TEXT_STREAM,
    wire.TOOLS_STREAM,
    wire.REASONING_STREAM_CRLF,
    wire.FAILING_STREAM,
    [b"\n", b": hi\n\n", b"\n\n", wire.USAGE_ONLY, b"\r\n", wire.USAGE_ONLY],
    [wire.ROLE, wire.USAGE_ONLY.replace(b"\n\n", b"\r\n\r\n"), wire.USAGE_ONLY[:-2]],
    [wire.DONE, b"no events at all, and no end"],
]
STREAM = st.sampled_from([b"".join(events) for events in STREAMS])


def run(stream: list[bytes], *, hide_usage: bool) -> tuple[list[bytes], ChatStreamTee]:
    tee = ChatStreamTee(hide_usage=hide_usage)
    return [*(tee.feed(chunk) for chunk in stream), tee.flush()], tee


@st.composite
def cut(draw: st.DrawFn) -> tuple[bytes, list[bytes]]:
    """Return a stream, and the same stream cut at random places."""
    stream = draw(STREAM)
    places = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    edges = [0, *places, len(stream)]
    return stream, [stream[a:b] for a, b in pairwise(edges)]


@settings(deadline=None)
@given(cut())
def test_a_stream_passes_byte_for_byte_and_at_once_when_nothing_is_hidden(
    stream: tuple[bytes, list[bytes]],
) -> None:
    whole, chunks = stream
    passed, _ = run(chunks, hide_usage=False)
    assert passed == [*chunks, b""]
    assert b"".join(passed) == whole


@settings(deadline=None)
@given(cut())
def test_the_same_bytes_pass_however_the_stream_is_cut(stream: tuple[bytes, list[bytes]]) -> None:
    whole, chunks = stream
    once, _ = run([whole], hide_usage=True)
    passed, _ = run(chunks, hide_usage=True)
    assert b"".join(passed) == b"".join(once)


@settings(deadline=None)
@given(cut(), st.booleans())
def test_content_is_seen_however_the_stream_is_cut(
    stream: tuple[bytes, list[bytes]], hide_usage: bool
) -> None:
    whole, chunks = stream
    assert (
        run(chunks, hide_usage=hide_usage)[1].first_content
        == run([whole], hide_usage=hide_usage)[1].first_content
    )


def test_only_the_usage_chunk_is_hidden() -> None:
    passed, _ = run([b"".join(wire.TEXT_STREAM)], hide_usage=True)
    assert b"".join(passed) == b"".join(e for e in wire.TEXT_STREAM if e != wire.USAGE_ONLY)


def test_whole_events_pass_at_once_while_usage_is_hidden() -> None:
    passed, _ = run(wire.TEXT_STREAM, hide_usage=True)
    assert passed == [b"" if e == wire.USAGE_ONLY else e for e in wire.TEXT_STREAM] + [b""]


def test_a_cut_event_passes_as_soon_as_it_cannot_be_hidden() -> None:
    event = wire.delta(b'{"content":"Water"}')
    middle = event.index(b'"delta"')
    passed, _ = run([event[:20], event[20:middle], event[middle:]], hide_usage=True)
    assert passed == [b"", event[:middle], event[middle:], b""]


def test_a_usage_chunk_without_its_end_is_hidden_too() -> None:
    passed, _ = run([wire.ROLE, wire.USAGE_ONLY[:-2]], hide_usage=True)
    assert passed == [wire.ROLE, b"", b""]


@pytest.mark.parametrize(
    "event",
    [
        b'data: {"choices":[],"prompt_filter_results":[{"prompt_index":0}]}\n\n',
        b'data: {"choices":[],"usage":null}\n\n',
        b'data: {"choices":[],"usage":{"prompt_tokens":1},"error":{"message":"no"}}\n\n',
        b'data: {"choices":[],"usage":{"prompt_tokens":1}\n\n',
        b'data: {"choices":[{"delta":{"content":"\\"choices\\":[]"}}],"usage":{"a":1}}\n\n',
        b": comment\n\n",
        b"\n",
    ],
    ids=["azure", "no usage", "error", "broken", "choices in text", "comment", "empty line"],
)
def test_other_events_without_choices_pass(event: bytes) -> None:
    passed, _ = run([event], hide_usage=True)
    assert b"".join(passed) == event


def test_a_usage_chunk_in_other_clothes_is_hidden() -> None:
    event = b': note\r\nevent: x\r\ndata:{"usage" : {"prompt_tokens":1},\r\ndata: "choices" : [ ]}'
    passed, _ = run([event + b"\r\n\r\n", wire.DONE], hide_usage=True)
    assert passed == [b"", wire.DONE, b""]


def test_a_very_long_event_is_not_held_back() -> None:
    start = b'data: {"padding":"' + b"x" * LONGEST_HELD_BYTES
    passed, _ = run([start, b'", "choices":[],"usage":{}}\n\n'], hide_usage=True)
    assert passed[0] == start


@pytest.mark.parametrize(
    ("piece", "is_content"),
    [
        (b'{"role":"assistant","content":"","refusal":null}', False),
        (b'{"content":null,"tool_calls":[]}', False),
        (b"{}", False),
        (b'{"content":"W"}', True),
        (b'{"reasoning_content":"W"}', True),
        (b'{"refusal":"No."}', True),
        (b'{"tool_calls":[{"index":0,"function":{"name":"f","arguments":""}}]}', True),
    ],
)
def test_first_content_is_more_than_a_role(piece: bytes, is_content: bool) -> None:
    tee = ChatStreamTee(hide_usage=False)
    tee.feed(wire.delta(piece))
    assert tee.first_content == is_content


def test_a_completion_text_is_content() -> None:
    tee = ChatStreamTee(hide_usage=True)
    tee.feed(b'data: {"choices":[{"text":"Water","index":0}]}\n\n')
    assert tee.first_content


def test_first_content_is_seen_when_its_event_is_whole() -> None:
    event = wire.delta(b'{"content":"Water"}')
    tee = ChatStreamTee(hide_usage=False)
    tee.feed(wire.ROLE + event[:-1])
    assert not tee.first_content
    tee.feed(event[-1:])
    assert tee.first_content


def test_odd_json_is_no_content() -> None:
    tee = ChatStreamTee(hide_usage=True)
    tee.feed(b'data: {"choices":[1,null,{"delta":[2]}]}\n\ndata: [3]\n\ndata: {"choices":{}}\n\n')
    assert not tee.first_content
