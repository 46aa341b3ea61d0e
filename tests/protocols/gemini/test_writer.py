"""Streams for Google's clients: each event is one of the SDK's, and all add up to the answer."""

import json
from typing import Any

import pytest
from google.genai import types
from hypothesis import given, settings
from inline_snapshot import snapshot

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
from tailrace.protocols.gemini.dialect import Gemini
from tailrace.protocols.gemini.reply import read_reply, write_reply
from tailrace.protocols.sse import data_of, split_events
from tests.fakes.spoken import EVENTS, heard, replies

GEMINI = Gemini()


def write(events: list[Event]) -> bytes:
    writer = GEMINI.stream_writer(now_s=0, usage=False)
    return b"".join(writer.write([event]) for event in events) + writer.end() + writer.end()


def answers(stream: bytes) -> list[types.GenerateContentResponse]:
    return [
        types.GenerateContentResponse.model_validate_json(data_of(event), strict=True)
        for event in split_events(stream)
    ]


def said(events: list[Event]) -> list[Any]:
    candidates = [answer.candidates for answer in answers(write(events))]
    return [
        part.model_dump(exclude_none=True)
        for candidate in candidates
        if candidate and candidate[0].content
        for part in candidate[0].content.parts or ()
    ]


def test_a_stream() -> None:
    events: list[Event] = [
        Started("r-1", "claude", Usage(9)),
        ReasoningPiece("Hm"),
        ReasoningPiece(signature="anthropic:x"),
        TextPiece("Wa"),
        TextPiece(""),
        TextPiece("ter"),
        CallStarted(0, "a", "f"),
        CallPiece(0, '{"q":'),
        CallPiece(0, "1}"),
        Finished("tool_calls"),
        Counted(Usage(9, 5)),
    ]
    stream = write(events)
    assert all(event.endswith(b"}\r\n\r\n") for event in split_events(stream))
    assert [json.loads(data_of(event)) for event in split_events(stream)] == snapshot(
        [
            {
                "candidates": [
                    {
                        "content": {"parts": [{"text": "Hm", "thought": True}], "role": "model"},
                        "index": 0,
                    }
                ],
                "modelVersion": "claude",
                "responseId": "r-1",
            },
            {
                "candidates": [
                    {
                        "content": {
                            "parts": [
                                {
                                    "text": "",
                                    "thought": True,
                                    "thoughtSignature": "YW50aHJvcGljOng=",
                                }
                            ],
                            "role": "model",
                        },
                        "index": 0,
                    }
                ],
                "modelVersion": "claude",
                "responseId": "r-1",
            },
            {
                "candidates": [
                    {"content": {"parts": [{"text": "Wa"}], "role": "model"}, "index": 0}
                ],
                "modelVersion": "claude",
                "responseId": "r-1",
            },
            {
                "candidates": [
                    {"content": {"parts": [{"text": "ter"}], "role": "model"}, "index": 0}
                ],
                "modelVersion": "claude",
                "responseId": "r-1",
            },
            {
                "candidates": [
                    {
                        "content": {
                            "parts": [{"functionCall": {"id": "a", "name": "f", "args": {"q": 1}}}],
                            "role": "model",
                        },
                        "index": 0,
                    }
                ],
                "modelVersion": "claude",
                "responseId": "r-1",
            },
            {
                "candidates": [
                    {
                        "content": {"parts": [{"text": ""}], "role": "model"},
                        "finishReason": "STOP",
                        "index": 0,
                    }
                ],
                "usageMetadata": {
                    "promptTokenCount": 9,
                    "candidatesTokenCount": 5,
                    "totalTokenCount": 14,
                },
                "modelVersion": "claude",
                "responseId": "r-1",
            },
        ]
    )


@settings(deadline=None)
@given(replies(vendor="gemini", call_seals=True))
def test_what_is_written_adds_up_to_the_answer(reply: Reply) -> None:
    stream = write(unfold(reply))
    answers(stream)
    assert fold(heard(GEMINI, stream, [])) == read_reply(write_reply(reply))


@settings(deadline=None)
@given(EVENTS)
def test_any_order_of_events_is_a_stream_that_the_sdk_takes(events: list[Event]) -> None:
    stream = write(events)
    whole, error, _ = stream.partition(b'data: {"error":')
    assert len(answers(whole)) > 0 or error or not whole
    said = [event.text for event in events if isinstance(event, TextPiece)]
    if not any(isinstance(event, Broken) for event in events):
        parts = fold(heard(GEMINI, stream, [])).parts
        assert "".join(said) == "".join(p.text for p in parts if isinstance(p, Text))


def test_calls_that_grow_at_once() -> None:
    events: list[Event] = [
        CallStarted(0, "a", "f"),
        CallStarted(1, "b", "g"),
        CallPiece(1, '{"q":'),
        CallPiece(0, "{}"),
        TextPiece("so"),
        CallPiece(1, "1}"),
    ]
    assert said(events) == [
        {"function_call": {"id": "a", "name": "f", "args": {}}},
        {"text": "so"},
        {"function_call": {"id": "b", "name": "g", "args": {"q": 1}}},
        {"text": ""},
    ]


def test_a_broken_call_is_left_out_and_said() -> None:
    stream = write([CallStarted(0, "a", "f"), CallPiece(0, "{"), Finished("tool_calls")])
    (last,) = answers(stream)
    assert last.candidates is not None
    assert last.candidates[0].finish_reason == types.FinishReason.MALFORMED_FUNCTION_CALL


def test_nothing_comes_after_an_error() -> None:
    stream = write([TextPiece("a"), Broken("overloaded", "Busy.", 503), TextPiece("b")])
    _, second = split_events(stream)
    assert data_of(second).startswith(b'{"error":{"code":503,"message":"Busy.","status":"UNAV')


@pytest.mark.parametrize("events", [[], [Started("r", "m")]])
def test_a_stream_that_said_nothing_ends_without_a_reason(events: list[Event]) -> None:
    (last,) = answers(write(events))
    assert last.candidates is not None
    assert last.candidates[0].finish_reason is None
