"""Streams of Responses, read: the same events come however the bytes are cut."""

import json

from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.core.usage import Usage
from tailrace.protocols.chat import (
    Broken,
    CallPiece,
    CallStarted,
    Counted,
    Ended,
    Event,
    Finished,
    ReasoningPiece,
    Started,
    TextPiece,
)
from tailrace.protocols.fold import fold
from tailrace.protocols.responses.dialect import Responses
from tailrace.protocols.responses.reply import read_reply
from tests.fakes import responses_wire as wire
from tests.fakes.spoken import NOISE, disturbed, heard

RESPONSES = Responses()
STREAMS = [
    wire.STREAM,
    wire.BRIEF_STREAM,
    wire.FAILING_STREAM,
    wire.ERROR_STREAM,
    wire.REFUSING_STREAM,
    [b": hi\n\n", *wire.STREAM[:-1], wire.STREAM[-1].strip()],
]


def read(events: list[bytes]) -> list[Event]:
    return heard(RESPONSES, b"".join(events), [])


def test_a_stream() -> None:
    assert read(wire.STREAM) == snapshot(
        [
            Started(id="resp_7", model="gpt-5-mini-2025-08-07", usage=None),
            ReasoningPiece(text="**Rivers**", signature="", hidden=False),
            ReasoningPiece(text="\n\n", signature="", hidden=False),
            ReasoningPiece(text="and mills.", signature="", hidden=False),
            ReasoningPiece(text="", signature="responses:gAAA", hidden=False),
            TextPiece(text="Water "),
            TextPiece(text="away."),
            CallStarted(index=0, id="call_7", name="find", signature=""),
            CallPiece(index=0, arguments='{"q":'),
            CallPiece(index=0, arguments='"mill"}'),
            CallStarted(index=1, id="call_8", name="find", signature=""),
            CallPiece(index=1, arguments="{}"),
            Finished(finish="tool_calls", stop_sequence=""),
            Counted(
                usage=Usage(
                    prompt_tokens=412,
                    completion_tokens=165,
                    cached_tokens=128,
                    cache_write_tokens=None,
                    reasoning_tokens=120,
                )
            ),
            Ended(),
        ]
    )


def test_streams_say_what_the_whole_answer_says() -> None:
    assert fold(read(wire.STREAM)) == read_reply(wire.ANSWER)
    assert fold(read(wire.BRIEF_STREAM)) == read_reply(wire.ANSWER)
    assert fold(read(wire.REFUSING_STREAM)) == read_reply(wire.REFUSED)


def test_errors_end_it() -> None:
    assert read(wire.FAILING_STREAM)[1:] == [Broken("rate_limit_exceeded", "Slow down.", 429)]
    assert read(wire.ERROR_STREAM)[1:] == [Broken("server_error", "Oh no.", 500)]
    flat = wire.event("error", code="insufficient_quota", message="Pay.")
    assert read([flat]) == [Broken("insufficient_quota", "Pay.", 429)]


def test_a_cut_stream_did_not_end() -> None:
    assert Ended() not in read(wire.STREAM[:-1])


def test_an_incomplete_answer_says_why() -> None:
    response = {**wire.RESPONSE, "incomplete_details": {"reason": "max_output_tokens"}}
    last = wire.event("response.incomplete", response={**response, "status": "incomplete"})
    assert Finished("length") in read([last])


def test_nothing_comes_after_the_end() -> None:
    late = wire.event("response.output_text.delta", output_index=9, delta="late")
    assert TextPiece("late") not in read([*wire.STREAM, late])


@given(st.sampled_from(STREAMS), st.lists(st.integers(0, 9000), max_size=12))
def test_cuts_change_nothing(events: list[bytes], places: list[int]) -> None:
    assert heard(RESPONSES, b"".join(events), places) == read(events)


@given(NOISE, st.lists(st.integers(0, 50), max_size=5))
def test_any_bytes_can_be_read(stream: bytes, places: list[int]) -> None:
    assert heard(RESPONSES, stream, places) == heard(RESPONSES, stream, [])


@given(st.data())
def test_disturbed_events_can_be_read(data: st.DataObject) -> None:
    events = [json.loads(event.partition(b"data: ")[2]) for event in wire.STREAM]
    told = [data.draw(disturbed(event)) if data.draw(st.booleans()) else event for event in events]
    assert isinstance(read([b"data: " + json.dumps(one).encode() + b"\n\n" for one in told]), list)
