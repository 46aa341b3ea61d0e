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
    Reasoning,
    ReasoningPiece,
    Started,
    Text,
    TextPiece,
    ToolCall,
)
from tailrace.protocols.fold import fold
from tailrace.protocols.openai.stream_reader import OpenAiStreamReader
from tests.fakes import openai_wire as wire


def read(*events: bytes) -> list[Event]:
    reader = OpenAiStreamReader()
    return [event for raw in events for event in reader.feed(raw)] + reader.flush()


def delta(piece: bytes) -> bytes:
    return b'data: {"choices":[{"index":0,"delta":' + piece + b"}]}\n\n"


def test_calls_are_told_piece_by_piece() -> None:
    assert read(*wire.TOOLS_STREAM) == snapshot(
        [
            Started(id="chatcmpl-BfN3", model="gpt-4o-mini-2024-07-18", usage=None),
            CallStarted(index=0, id="call_a", name="get_level", signature=""),
            CallPiece(index=0, arguments='{"gauge":'),
            CallPiece(index=0, arguments=" 7}"),
            CallStarted(index=1, id="call_b", name="get_flow", signature=""),
            CallPiece(index=1, arguments="{}"),
            Finished(finish="tool_calls", stop_sequence=""),
            Counted(
                usage=Usage(
                    prompt_tokens=20,
                    completion_tokens=6,
                    cached_tokens=0,
                    cache_write_tokens=None,
                    reasoning_tokens=2,
                )
            ),
            Ended(),
        ]
    )


def test_an_event_is_told_when_it_is_whole() -> None:
    reader = OpenAiStreamReader()
    assert reader.feed(wire.ROLE[:-1]) == []
    assert reader.feed(b"\n" + delta(b'{"content":"a"}')[:-1]) == [
        Started("chatcmpl-BfN3", "gpt-4o-mini-2024-07-18")
    ]
    assert reader.flush() == [TextPiece("a")]


def test_thoughts_end_with_their_mark() -> None:
    reply = fold(read(*wire.REASONING_STREAM_CRLF))
    assert reply.parts[0] == Reasoning("Hm, well", "openai:")
    assert reply.finish == "stop"
    assert reply.usage == Usage(5, 9)


def test_seals_of_a_provider_are_marked() -> None:
    events = read(
        delta(b'{"reasoning_details":[{"type":"reasoning.text","text":"H","index":0}]}'),
        delta(b'{"reasoning_details":[{"type":"reasoning.text","signature":"S","index":0}]}'),
        delta(b'{"reasoning_details":[{"type":"reasoning.encrypted","data":"E","index":1}]}'),
    )
    assert events[1:] == [
        ReasoningPiece("H"),
        ReasoningPiece("", "openai:S"),
        ReasoningPiece("", "openai:E", hidden=True),
    ]


def test_calls_with_one_index_or_none_are_told_apart_by_their_ids() -> None:
    for place in (b'"index":0,', b""):
        reply = fold(
            read(
                delta(
                    b'{"tool_calls":[{%b"id":"a","function":{"name":"f","arguments":"{}"}}]}'
                    % place
                ),
                delta(
                    b'{"tool_calls":[{%b"id":"b","function":{"name":"g","arguments":"{"}}]}' % place
                ),
                delta(b'{"tool_calls":[{%b"id":"b","function":{"arguments":"}"}}]}' % place),
            )
        )
        assert reply.parts == (ToolCall("a", "f", "{}"), ToolCall("b", "g", "{}"))


def test_two_calls_in_one_delta_without_an_index_are_two() -> None:
    calls = b'{"function":{"name":"f","arguments":{}}},{"function":{"name":"g","arguments":"{}"}}'
    events = read(delta(b'{"tool_calls":[' + calls + b"]}"))
    assert [event for event in events if isinstance(event, CallStarted)] == [
        CallStarted(0, "", "f"),
        CallStarted(1, "", "g"),
    ]
    assert [event for event in events if isinstance(event, CallPiece)] == [
        CallPiece(0, "{}"),
        CallPiece(1, "{}"),
    ]


def test_an_answer_without_the_last_word_has_ended_if_it_finished() -> None:
    finished = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'
    assert read(finished)[-2:] == [Finished("stop"), Ended()]
    assert Ended() not in read(delta(b'{"content":"a"}'))
    assert read(finished, wire.DONE).count(Ended()) == 1


def test_a_refusal_is_words_and_a_reason() -> None:
    reply = fold(
        read(
            delta(b'{"refusal":"No."}'),
            b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
        )
    )
    assert (reply.parts, reply.finish) == ((Text("No."),), "content_filter")


def test_an_error_breaks_the_stream() -> None:
    assert any(isinstance(event, Broken) for event in read(*wire.FAILING_STREAM))
    named = b'event: error\ndata: {"message":"No.","code":429}\n\n'
    assert read(named) == [Broken("api_error", "No.", 429)]


def test_other_choices_and_odd_chunks_are_skipped() -> None:
    odd = [
        b"data: 3\n\n",
        b": hi\n\n",
        b'data: {"choices":[{"index":1,"delta":{"content":"b"}}]}\n\n',
    ]
    assert read(*odd, delta(b'[{"content":"a"}]')) == [Started()]
