"""Streams for OpenAI's clients: each event is one of the SDK's, and all add up to the answer."""

import json
from typing import Any

from hypothesis import given, settings
from inline_snapshot import snapshot
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from tailrace.core.usage import Usage
from tailrace.protocols.chat import (
    Broken,
    CallPiece,
    CallStarted,
    Counted,
    Event,
    Finished,
    ReasoningPiece,
    Reply,
    Started,
    Text,
    TextPiece,
)
from tailrace.protocols.fold import fold, unfold
from tailrace.protocols.responses.dialect import Responses
from tailrace.protocols.responses.reply import read_reply, write_reply
from tailrace.protocols.sse import data_of, name_of, split_events
from tests.fakes.spoken import EVENTS, heard, replies

RESPONSES = Responses()
SDK_EVENT: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)


def write(events: list[Event]) -> bytes:
    writer = RESPONSES.stream_writer(now_s=7, usage=False)
    return b"".join(writer.write([event]) for event in events) + writer.end() + writer.end()


def told(stream: bytes) -> list[dict[str, Any]]:
    """Return the events after the SDK's types took them, numbered without a gap."""
    events = split_events(stream)
    bodies = [json.loads(data_of(event)) for event in events]
    for event, body in zip(events, bodies, strict=True):
        validated = SDK_EVENT.validate_json(data_of(event), strict=True)
        assert name_of(event).decode() == validated.type == body["type"]
        assert set(validated.model_extra or {}) <= {"error"}
    assert [body["sequence_number"] for body in bodies] == list(range(len(bodies)))
    return bodies


def test_a_stream() -> None:
    bodies = told(
        write(
            [
                Started("msg_1", "claude", Usage(9)),
                ReasoningPiece("Hm"),
                ReasoningPiece("."),
                ReasoningPiece(signature="anthropic:x"),
                TextPiece("Wa"),
                TextPiece("ter"),
                CallStarted(0, "a", "f"),
                CallPiece(0, '{"q":'),
                CallPiece(0, "1}"),
                CallStarted(1, "b", "g", "gemini:AAAA"),
                CallPiece(1, "{}"),
                Finished("tool_calls"),
                Counted(Usage(9, 5)),
            ]
        )
    )
    said = [
        {"type": body["type"]}
        | {key: body[key] for key in ("delta", "output_index") if key in body}
        for body in bodies
    ]
    assert said == snapshot(
        [
            {"type": "response.created"},
            {"type": "response.in_progress"},
            {"type": "response.output_item.added", "output_index": 0},
            {"type": "response.reasoning_summary_part.added", "output_index": 0},
            {"type": "response.reasoning_summary_text.delta", "delta": "Hm", "output_index": 0},
            {"type": "response.reasoning_summary_text.delta", "delta": ".", "output_index": 0},
            {"type": "response.reasoning_summary_text.done", "output_index": 0},
            {"type": "response.reasoning_summary_part.done", "output_index": 0},
            {"type": "response.output_item.done", "output_index": 0},
            {"type": "response.output_item.added", "output_index": 1},
            {"type": "response.content_part.added", "output_index": 1},
            {"type": "response.output_text.delta", "delta": "Wa", "output_index": 1},
            {"type": "response.output_text.delta", "delta": "ter", "output_index": 1},
            {"type": "response.output_text.done", "output_index": 1},
            {"type": "response.content_part.done", "output_index": 1},
            {"type": "response.output_item.done", "output_index": 1},
            {"type": "response.output_item.added", "output_index": 2},
            {"type": "response.function_call_arguments.delta", "delta": '{"q":', "output_index": 2},
            {"type": "response.function_call_arguments.delta", "delta": "1}", "output_index": 2},
            {"type": "response.function_call_arguments.done", "output_index": 2},
            {"type": "response.output_item.done", "output_index": 2},
            {"type": "response.output_item.added", "output_index": 3},
            {"type": "response.output_item.done", "output_index": 3},
            {"type": "response.output_item.added", "output_index": 4},
            {"type": "response.function_call_arguments.delta", "delta": "{}", "output_index": 4},
            {"type": "response.function_call_arguments.done", "output_index": 4},
            {"type": "response.output_item.done", "output_index": 4},
            {"type": "response.completed"},
        ]
    )
    assert bodies[-1]["response"]["output"] == snapshot(
        [
            {
                "id": "rs_91de90d7cc4402a41a93934d_0",
                "type": "reasoning",
                "summary": [{"type": "summary_text", "text": "Hm."}],
                "encrypted_content": "anthropic:x",
            },
            {
                "id": "msg_91de90d7cc4402a41a93934d_1",
                "type": "message",
                "role": "assistant",
                "status": "completed",
                "content": [
                    {"type": "output_text", "text": "Water", "annotations": [], "logprobs": []}
                ],
            },
            {
                "id": "fc_91de90d7cc4402a41a93934d_2",
                "type": "function_call",
                "status": "completed",
                "call_id": "a",
                "name": "f",
                "arguments": '{"q":1}',
            },
            {
                "id": "rs_91de90d7cc4402a41a93934d_3",
                "type": "reasoning",
                "summary": [],
                "encrypted_content": "gemini:AAAA",
            },
            {
                "id": "fc_91de90d7cc4402a41a93934d_4",
                "type": "function_call",
                "status": "completed",
                "call_id": "b",
                "name": "g",
                "arguments": "{}",
            },
        ]
    )


@settings(deadline=None)
@given(replies(vendor="responses", call_seals=True))
def test_what_is_written_adds_up_to_the_answer(reply: Reply) -> None:
    stream = write(unfold(reply))
    bodies = told(stream)
    whole = write_reply(reply, now_s=7)
    assert bodies[-1]["response"] == json.loads(whole)
    assert fold(heard(RESPONSES, stream, [])) == read_reply(whole)


@settings(deadline=None)
@given(EVENTS)
def test_any_order_of_events_is_a_stream_that_the_sdk_takes(events: list[Event]) -> None:
    stream = write(events)
    bodies = told(stream)
    opened = [body for body in bodies if body["type"] == "response.output_item.added"]
    closed = [body for body in bodies if body["type"] == "response.output_item.done"]
    if bodies[-1]["type"] != "error":
        assert len(bodies[-1]["response"]["output"]) == len(opened) == len(closed)
        assert [item["output_index"] for item in opened] == list(range(len(opened)))


def test_calls_that_grow_at_once() -> None:
    events: list[Event] = [
        CallStarted(0, "a", "f"),
        CallStarted(1, "b", "g"),
        CallPiece(1, '{"q":'),
        CallPiece(0, "{}"),
        TextPiece("so"),
        CallPiece(1, "1}"),
        Finished("tool_calls"),
    ]
    output = told(write(events))[-1]["response"]["output"]
    assert [item.get("arguments", "text") for item in output] == ["{}", '{"q":1}', "text"]


def test_a_stream_that_breaks_says_so_twice_and_no_more() -> None:
    stream = write([TextPiece("a"), Broken("overloaded", "Busy.", 503), TextPiece("b")])
    *_, failed, error = told(stream)
    assert failed["type"] == "response.failed"
    assert failed["response"]["error"] == {"code": "server_error", "message": "Busy."}
    assert error["error"]["code"] == error["code"] == "overloaded"
    assert heard(RESPONSES, stream, [])[-1] == Broken("server_error", "Busy.", 500)


def test_a_stream_that_said_nothing_is_incomplete() -> None:
    bodies = told(write([]))
    assert [body["type"] for body in bodies] == [
        "response.created",
        "response.in_progress",
        "response.incomplete",
    ]
    assert Response.model_validate(bodies[-1]["response"]).output == []


def test_empty_pieces_open_nothing() -> None:
    nothing: list[Event] = [TextPiece(""), ReasoningPiece(), CallPiece(7, "lost")]
    assert told(write(nothing)) == told(write([]))
    assert fold(heard(RESPONSES, write([TextPiece("a"), *nothing]), [])).parts == (Text("a"),)
