from typing import Any

import msgspec
import pytest
from inline_snapshot import snapshot

from tailrace.core.usage import Usage
from tailrace.protocols.anthropic.dialect import Anthropic
from tailrace.protocols.anthropic.stream_writer import AnthropicStreamWriter
from tailrace.protocols.chat import (
    Broken,
    CallPiece,
    CallStarted,
    Counted,
    Ended,
    Event,
    Finished,
    ReasoningPiece,
    Reply,
    Started,
    TextPiece,
    ToolCall,
)
from tailrace.protocols.fold import fold
from tailrace.protocols.sse import data_of, split_events
from tests.fakes.anthropic_order import in_order
from tests.fakes.chats import read_stream

EVENTS: list[Event] = [
    Started("chatcmpl-1", "gpt-5"),
    ReasoningPiece("Hm."),
    ReasoningPiece(signature="openai:"),
    ReasoningPiece("", "openai:E", hidden=True),
    TextPiece("Wa"),
    TextPiece("ter"),
    CallStarted(0, "a", "f"),
    CallPiece(0, "{}"),
    Finished("tool_calls"),
    Counted(Usage(30, 9, 20, None, 4)),
    Ended(),
]


def written(events: list[Event]) -> bytes:
    writer = AnthropicStreamWriter(now_s=7)
    return writer.write(events) + writer.end()


def said(events: list[Event]) -> list[dict[str, Any]]:
    return [msgspec.json.decode(data_of(event)) for event in split_events(written(events))]


def test_a_stream_is_written() -> None:
    assert said(EVENTS) == snapshot(
        [
            {
                "type": "message_start",
                "message": {
                    "id": "chatcmpl-1",
                    "type": "message",
                    "role": "assistant",
                    "model": "gpt-5",
                    "content": [],
                    "stop_reason": None,
                    "stop_sequence": None,
                    "usage": {"input_tokens": 0, "output_tokens": 0},
                },
            },
            {
                "type": "content_block_start",
                "index": 0,
                "content_block": {"type": "thinking", "thinking": "", "signature": ""},
            },
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "thinking_delta", "thinking": "Hm."},
            },
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "signature_delta", "signature": "openai:"},
            },
            {"type": "content_block_stop", "index": 0},
            {
                "type": "content_block_start",
                "index": 1,
                "content_block": {"type": "redacted_thinking", "data": "openai:E"},
            },
            {"type": "content_block_stop", "index": 1},
            {
                "type": "content_block_start",
                "index": 2,
                "content_block": {"type": "text", "text": ""},
            },
            {
                "type": "content_block_delta",
                "index": 2,
                "delta": {"type": "text_delta", "text": "Wa"},
            },
            {
                "type": "content_block_delta",
                "index": 2,
                "delta": {"type": "text_delta", "text": "ter"},
            },
            {"type": "content_block_stop", "index": 2},
            {
                "type": "content_block_start",
                "index": 3,
                "content_block": {"type": "tool_use", "id": "a", "name": "f", "input": {}},
            },
            {
                "type": "content_block_delta",
                "index": 3,
                "delta": {"type": "input_json_delta", "partial_json": "{}"},
            },
            {"type": "content_block_stop", "index": 3},
            {
                "type": "message_delta",
                "delta": {"stop_reason": "tool_use", "stop_sequence": None},
                "usage": {
                    "input_tokens": 10,
                    "cache_read_input_tokens": 20,
                    "output_tokens": 9,
                    "output_tokens_details": {"thinking_tokens": 4},
                },
            },
            {"type": "message_stop"},
        ]
    )


@pytest.mark.parametrize(
    "pieces",
    [
        ["0{", "1{", "0}", "1}"],
        ["1{", "1}", "0{}"],
        ["0{}", "1{}"],
        ["0{}", "1{", "1}"],
        ["1{}"],
        [],
    ],
)
def test_calls_told_at_once_are_written_one_after_the_other(pieces: list[str]) -> None:
    events: list[Event] = [CallStarted(0, "a", "f"), CallStarted(1, "b", "g")]
    events += [CallPiece(int(piece[0]), piece[1:]) for piece in pieces]
    stream = written([Started("x", "m"), *events, Finished("tool_calls"), Ended()])
    in_order(stream)
    arguments = ["".join(p[1:] for p in pieces if p[0] == place) or "{}" for place in "01"]
    assert fold(read_stream(Anthropic(), stream)).parts == (
        ToolCall("a", "f", arguments[0]),
        ToolCall("b", "g", arguments[1]),
    )


def test_text_after_waiting_calls_comes_after_them() -> None:
    stream = written(
        [CallStarted(0, "a", "f"), CallStarted(1, "b", "g"), CallPiece(1, "{}"), TextPiece("t")]
    )
    in_order(stream)
    kinds = [type(part).__name__ for part in fold(read_stream(Anthropic(), stream)).parts]
    assert kinds == ["ToolCall", "ToolCall", "Text"]


def test_a_stream_of_nothing_is_still_one() -> None:
    in_order(written([]))
    assert fold(read_stream(Anthropic(), written([]))) == Reply(id="msg_7", usage=Usage(0, 0))


def test_the_end_is_written_once() -> None:
    writer = AnthropicStreamWriter(now_s=7)
    assert writer.write([Started("a", "m"), Ended()]).endswith(b'{"type":"message_stop"}\n\n')
    assert writer.write([TextPiece("a")]) == b""
    assert writer.end() == b""


@pytest.mark.parametrize("more", [[], [TextPiece("b")], [Ended()]])
def test_nothing_follows_an_error(more: list[Event]) -> None:
    broken = Broken("server_error", "Oh.", 500)
    *_, last = split_events(written([Started(), TextPiece("a"), broken, *more]))
    assert last == (
        b'event: error\ndata: {"type":"error","error":{"type":"api_error","message":"Oh."}}\n\n'
    )
