"""A whole Response, read and written."""

import json
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot
from openai.types.responses import Response

from tailrace.core.usage import Usage
from tailrace.protocols.chat import Reasoning, Reply, Text, ToolCall
from tailrace.protocols.responses.reply import read_reply, write_reply
from tests.fakes import responses_wire as wire
from tests.fakes.spoken import NOISE, disturbed, replies


def test_a_whole_answer() -> None:
    assert read_reply(wire.ANSWER) == snapshot(
        Reply(
            id="resp_7",
            model="gpt-5-mini-2025-08-07",
            parts=(
                Reasoning(
                    text="**Rivers**\n\nand mills.", signature="responses:gAAA", hidden=False
                ),
                Text(text="Water away."),
                ToolCall(id="call_7", name="find", arguments='{"q":"mill"}', signature=""),
                ToolCall(id="call_8", name="find", arguments="{}", signature=""),
            ),
            finish="tool_calls",
            stop_sequence="",
            usage=Usage(
                prompt_tokens=412,
                completion_tokens=165,
                cached_tokens=128,
                cache_write_tokens=None,
                reasoning_tokens=120,
            ),
        )
    )


def test_a_refusal() -> None:
    reply = read_reply(wire.REFUSED)
    assert (reply.parts, reply.finish) == ((Text("I cannot."),), "content_filter")


def test_an_answer_for_a_client() -> None:
    reply = Reply(
        id="msg_1",
        model="claude-sonnet-4-5",
        parts=(Reasoning("Hm.", "anthropic:x"), Text("Yes."), ToolCall("a", "f", '{"b":1}')),
        finish="tool_calls",
        usage=Usage(9, 5, 2, 1, 3),
    )
    assert json.loads(write_reply(reply, now_s=1_795_435_200)) == snapshot(
        {
            "id": "resp_msg_1",
            "object": "response",
            "created_at": 1795435200,
            "status": "completed",
            "background": False,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "max_output_tokens": None,
            "model": "claude-sonnet-4-5",
            "output": [
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
                        {"type": "output_text", "text": "Yes.", "annotations": [], "logprobs": []}
                    ],
                },
                {
                    "id": "fc_91de90d7cc4402a41a93934d_2",
                    "type": "function_call",
                    "status": "completed",
                    "call_id": "a",
                    "name": "f",
                    "arguments": '{"b":1}',
                },
            ],
            "parallel_tool_calls": True,
            "previous_response_id": None,
            "reasoning": {"effort": None, "summary": None},
            "temperature": None,
            "text": {"format": {"type": "text"}},
            "tool_choice": "auto",
            "tools": [],
            "top_p": None,
            "truncation": "disabled",
            "usage": {
                "input_tokens": 9,
                "input_tokens_details": {"cached_tokens": 2, "cache_write_tokens": 1},
                "output_tokens": 5,
                "output_tokens_details": {"reasoning_tokens": 3},
                "total_tokens": 14,
            },
            "user": None,
            "metadata": {},
        }
    )


@settings(deadline=None)
@given(replies(vendor="responses", call_seals=False))
def test_what_is_written_is_openai_s_and_reads_as_it_was(reply: Reply) -> None:
    body = write_reply(reply, now_s=0)
    assert not Response.model_validate_json(body, strict=True).model_extra
    assert read_reply(body) == msgspec.structs.replace(reply, id=f"resp_{reply.id}")


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b'{"output":{}}', b'{"output":[],"status":"failed","error":{"message":"no"}}'],
)
def test_what_is_no_answer(body: bytes) -> None:
    with pytest.raises(ValueError, match="esponse"):
        read_reply(body)


def test_items_of_openai_s_own_tools_are_skipped() -> None:
    output = [{"type": "web_search_call", "id": "ws_1"}, wire.MESSAGE, 7]
    body = json.dumps({**wire.RESPONSE, "output": output}).encode()
    assert read_reply(body).parts == (Text("Water away."),)


@given(NOISE)
def test_any_bytes_are_an_answer_or_none(body: bytes) -> None:
    with suppress(ValueError):
        read_reply(body)


@given(st.data())
def test_a_disturbed_answer_is_an_answer_or_none(data: st.DataObject) -> None:
    body = data.draw(disturbed(wire.RESPONSE))
    with suppress(ValueError):
        assert isinstance(read_reply(json.dumps(body).encode()), Reply)
