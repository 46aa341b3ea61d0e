import msgspec
import pytest
from anthropic.types import Message
from inline_snapshot import snapshot
from msgspec.structs import replace

from tailrace.core.usage import Usage
from tailrace.protocols.anthropic.dialect import Anthropic
from tailrace.protocols.anthropic.reply import read_reply, write_reply
from tailrace.protocols.chat import Reasoning, Reply, Text, ToolCall
from tailrace.protocols.fold import fold
from tests.fakes import anthropic_wire as wire
from tests.fakes.chats import checked, read_stream

READ = Reply(
    id="msg_01XFDUDYJgAACzvnptvVoYEL",
    model="claude-sonnet-4-5-20250929",
    parts=(
        Reasoning("A gauge, then.", "anthropic:EqQBCgIYAhIM"),
        Text("The level, in a moment."),
        ToolCall("toolu_01T1x1fJ", "get_level", '{"gauge":7}'),
        ToolCall("toolu_02", "get_time", "{}"),
    ),
    finish="tool_calls",
    usage=Usage(1233, 305, 1024, 188, 40),
)


def test_an_answer_is_read() -> None:
    assert read_reply(wire.MESSAGE) == READ


def test_the_stream_of_an_answer_adds_up_to_it() -> None:
    assert fold(read_stream(Anthropic(), *wire.STREAM)) == READ


def test_blocks_of_anthropics_own_tools_are_skipped() -> None:
    body = b'{"content":[{"type":"server_tool_use","id":"a"},{"type":"text","text":"b"},3]}'
    assert read_reply(body) == Reply(parts=(Text("b"),))


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"content":"a"}', b"[1]"])
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="no message"):
        read_reply(body)


def test_a_reply_is_written() -> None:
    reply = Reply(
        model="gpt-5",
        parts=(
            Reasoning("Hm.", "openai:"),
            Reasoning("", "gemini:Cs", hidden=True),
            Text("a"),
            ToolCall("call_a", "f", '{"a":'),
        ),
        finish="tool_calls",
        usage=Usage(30, 9, 20, None, 4),
    )
    body = write_reply(reply, now_s=7)
    Message.model_validate_json(body)
    assert msgspec.json.decode(body) == snapshot(
        {
            "id": "msg_7",
            "type": "message",
            "role": "assistant",
            "model": "gpt-5",
            "content": [
                {"type": "thinking", "thinking": "Hm.", "signature": "openai:"},
                {"type": "redacted_thinking", "data": "gemini:Cs"},
                {"type": "text", "text": "a"},
                {"type": "tool_use", "id": "call_a", "name": "f", "input": {"arguments": '{"a":'}},
            ],
            "stop_reason": "tool_use",
            "stop_sequence": None,
            "usage": {
                "input_tokens": 10,
                "cache_read_input_tokens": 20,
                "output_tokens": 9,
                "output_tokens_details": {"thinking_tokens": 4},
            },
        }
    )


def test_anthropics_own_type_takes_all_of_it() -> None:
    for reply in (READ, replace(READ, finish="stop", stop_sequence="END", usage=None)):
        body = write_reply(reply, now_s=7)
        checked(lambda value: Message.model_validate(value).model_dump(exclude_unset=True), body)
