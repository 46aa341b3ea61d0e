from inline_snapshot import snapshot

from tailrace.core.usage import Usage
from tailrace.protocols.anthropic.stream_reader import AnthropicStreamReader
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
from tests.fakes import anthropic_wire as wire


def read(*events: bytes) -> list[Event]:
    reader = AnthropicStreamReader()
    return [event for raw in events for event in reader.feed(raw)] + reader.flush()


def test_a_stream_is_told_piece_by_piece() -> None:
    assert read(*wire.STREAM) == snapshot(
        [
            Started(
                id="msg_01XFDUDYJgAACzvnptvVoYEL",
                model="claude-sonnet-4-5-20250929",
                usage=Usage(
                    prompt_tokens=1233,
                    completion_tokens=None,
                    cached_tokens=1024,
                    cache_write_tokens=188,
                    reasoning_tokens=None,
                ),
            ),
            ReasoningPiece(text="A gauge, ", signature="", hidden=False),
            ReasoningPiece(text="then.", signature="", hidden=False),
            ReasoningPiece(text="", signature="anthropic:EqQBCgIYAhIM", hidden=False),
            TextPiece(text="The level, "),
            TextPiece(text="in a moment."),
            CallStarted(index=0, id="toolu_01T1x1fJ", name="get_level", signature=""),
            CallPiece(index=0, arguments='{"gauge"'),
            CallPiece(index=0, arguments=":7}"),
            CallStarted(index=1, id="toolu_02", name="get_time", signature=""),
            CallPiece(index=1, arguments="{}"),
            Finished(finish="tool_calls", stop_sequence=""),
            Counted(
                usage=Usage(
                    prompt_tokens=1233,
                    completion_tokens=305,
                    cached_tokens=1024,
                    cache_write_tokens=188,
                    reasoning_tokens=40,
                )
            ),
            Ended(),
        ]
    )


def test_hidden_thoughts_whole_texts_and_stop_sequences_are_told() -> None:
    assert read(*wire.REDACTED_STREAM)[1:] == [
        ReasoningPiece("", "anthropic:EmwKAhgBEgy3va3pzix", hidden=True),
        TextPiece("Done"),
        Finished("stop", "END"),
        Counted(Usage(1233, 9, 1024, 188)),
        Ended(),
    ]


def test_an_error_breaks_the_stream() -> None:
    assert read(*wire.FAILING_STREAM)[1:] == [Broken("overloaded_error", "Overloaded", 529)]


def test_later_counts_replace_earlier_ones_and_null_says_nothing() -> None:
    last = wire.event(
        b"message_delta",
        b',"delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":30,'
        b'"cache_read_input_tokens":null,"output_tokens":5}',
    )
    assert read(wire.START, last)[-1] == Counted(Usage(30 + 1024 + 188, 5, 1024, 188))


def test_arguments_that_came_with_the_start_are_told() -> None:
    begun = wire.started(0, b'{"type":"tool_use","id":"a","name":"f","input":{"b":1}}')
    assert read(begun, wire.stopped(0)) == [CallStarted(0, "a", "f"), CallPiece(0, '{"b":1}')]


def test_the_last_event_may_lack_its_end() -> None:
    assert read(wire.STOP[:-2]) == [Ended()]


def test_what_we_do_not_know_is_skipped() -> None:
    assert read(
        b"data: 3\n\n",
        b'data: {"type":"message_start","message":7}\n\n',
        wire.started(0, b'{"type":"server_tool_use","id":"a","name":"web_search","input":{}}'),
        wire.delta(0, b'{"type":"input_json_delta","partial_json":"{}"}'),
        wire.delta(0, b'{"type":"citations_delta","citation":{}}'),
        wire.stopped(0),
        b'data: {"type":"content_block_start","index":[1],"content_block":3}\n\n',
    ) == [Started()]
