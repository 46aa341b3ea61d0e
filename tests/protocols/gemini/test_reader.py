"""Google's streams, read: the same events come however the bytes are cut."""

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
from tailrace.protocols.gemini.dialect import Gemini
from tailrace.protocols.gemini.reply import read_reply
from tests.fakes import gemini_wire as wire
from tests.fakes.spoken import NOISE, heard

STREAMS = [
    wire.TEXT_STREAM,
    wire.TOOLS_STREAM,
    wire.FAILING_STREAM,
    wire.BARE_ERROR_STREAM,
    wire.BLOCKED_STREAM,
    [b": hi\n\n", *wire.TEXT_STREAM[:-1], wire.TEXT_STREAM[-1].strip()],
]

GEMINI = Gemini()


def read(events: list[bytes]) -> list[Event]:
    return heard(GEMINI, b"".join(events), [])


def test_a_stream_of_text() -> None:
    assert read(wire.TEXT_STREAM) == snapshot(
        [
            Started(id="r-1", model="gemini-3-flash", usage=None),
            ReasoningPiece(text="**Rivers**", signature="", hidden=False),
            Counted(
                usage=Usage(
                    prompt_tokens=8,
                    completion_tokens=None,
                    cached_tokens=None,
                    cache_write_tokens=None,
                    reasoning_tokens=None,
                )
            ),
            ReasoningPiece(text=" and mills.", signature="", hidden=False),
            TextPiece(text="Water "),
            TextPiece(text="goes über."),
            ReasoningPiece(text="", signature="gemini:c2lnbg==", hidden=True),
            Finished(finish="stop", stop_sequence=""),
            Counted(
                usage=Usage(
                    prompt_tokens=8,
                    completion_tokens=35,
                    cached_tokens=None,
                    cache_write_tokens=None,
                    reasoning_tokens=30,
                )
            ),
            Ended(),
        ]
    )


def test_a_stream_of_calls() -> None:
    assert read(wire.TOOLS_STREAM) == snapshot(
        [
            Started(id="r-1", model="gemini-3-flash", usage=None),
            CallStarted(
                index=0,
                id="call_4dcfe4b68c9c6a9850e73954",
                name="find",
                signature="gemini:c2lnbg==",
            ),
            CallPiece(index=0, arguments='{"q":"mill"}'),
            CallStarted(index=1, id="call_c9b858d8798590684a727dae", name="find", signature=""),
            CallPiece(index=1, arguments='{"q":"dam"}'),
            Counted(
                usage=Usage(
                    prompt_tokens=8,
                    completion_tokens=None,
                    cached_tokens=None,
                    cache_write_tokens=None,
                    reasoning_tokens=None,
                )
            ),
            Finished(finish="tool_calls", stop_sequence=""),
            Counted(
                usage=Usage(
                    prompt_tokens=8,
                    completion_tokens=35,
                    cached_tokens=None,
                    cache_write_tokens=None,
                    reasoning_tokens=30,
                )
            ),
            Ended(),
        ]
    )


def test_an_error_ends_it() -> None:
    error = Broken("RESOURCE_EXHAUSTED", "You exceeded your current quota.", 429)
    assert read(wire.FAILING_STREAM)[-1] == error
    assert read(wire.BARE_ERROR_STREAM)[-1] == error


def test_a_blocked_prompt() -> None:
    assert read(wire.BLOCKED_STREAM)[1:] == [
        Finished("content_filter"),
        Counted(Usage(9, 0)),
        Ended(),
    ]


def test_a_cut_stream_did_not_end() -> None:
    assert Ended() not in read(wire.TEXT_STREAM[:-1])


def test_a_stream_says_what_the_whole_answer_says() -> None:
    whole = wire.ANSWER.replace(b"\n", b"")
    assert fold(read([wire.event(whole)])) == read_reply(whole)


@given(st.sampled_from(STREAMS), st.lists(st.integers(0, 3000), max_size=12))
def test_cuts_change_nothing(events: list[bytes], places: list[int]) -> None:
    assert heard(GEMINI, b"".join(events), places) == read(events)


@given(NOISE, st.lists(st.integers(0, 50), max_size=5))
def test_any_bytes_can_be_read(stream: bytes, places: list[int]) -> None:
    assert heard(GEMINI, stream, places) == heard(GEMINI, stream, [])
