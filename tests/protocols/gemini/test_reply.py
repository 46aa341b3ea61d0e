"""A whole answer of Google's, read and written."""

import json
from contextlib import suppress

import msgspec
import pytest
from google.genai import types
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.core.usage import Usage
from tailrace.protocols.chat import Finish, Reasoning, Reply, Text, ToolCall
from tailrace.protocols.gemini.reply import read_reply, write_reply
from tests.fakes import gemini_wire as wire
from tests.fakes.spoken import NOISE, disturbed, replies


def test_a_whole_answer() -> None:
    types.GenerateContentResponse.model_validate_json(wire.ANSWER)
    assert read_reply(wire.ANSWER) == snapshot(
        Reply(
            id="mAitaLmkHPPlz7IPvtfUqQ4",
            model="gemini-2.5-flash",
            parts=(
                Reasoning(text="A mill has one.", signature="", hidden=False),
                Text(text="The channel that carries water away."),
                ToolCall(
                    id="call_45b01ce35dbc01d507fd61e1",
                    name="find",
                    arguments='{"q":"mill","limit":3}',
                    signature="gemini:c2lnbg==",
                ),
                ToolCall(id="own-id", name="count", arguments="{}", signature=""),
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


def test_a_blocked_prompt() -> None:
    reply = read_reply(wire.BLOCKED)
    assert (reply.parts, reply.finish, reply.usage) == ((), "content_filter", Usage(9, 0))


def test_an_answer_for_a_client() -> None:
    reply = Reply(
        id="r-1",
        model="claude-sonnet-4-5",
        parts=(Reasoning("Hm.", "anthropic:x"), Text("Yes."), ToolCall("a", "f", '{"b":1}')),
        finish="tool_calls",
        usage=Usage(9, 5, 2, 1, 3),
    )
    body = write_reply(reply)
    types.GenerateContentResponse.model_validate_json(body, strict=True)
    assert json.loads(body) == snapshot(
        {
            "candidates": [
                {
                    "content": {
                        "parts": [
                            {
                                "text": "Hm.",
                                "thought": True,
                                "thoughtSignature": "YW50aHJvcGljOng=",
                            },
                            {"text": "Yes."},
                            {"functionCall": {"id": "a", "name": "f", "args": {"b": 1}}},
                        ],
                        "role": "model",
                    },
                    "finishReason": "STOP",
                    "index": 0,
                }
            ],
            "usageMetadata": {
                "promptTokenCount": 9,
                "candidatesTokenCount": 2,
                "thoughtsTokenCount": 3,
                "cachedContentTokenCount": 2,
                "totalTokenCount": 14,
            },
            "modelVersion": "claude-sonnet-4-5",
            "responseId": "r-1",
        }
    )


@settings(deadline=None)
@given(replies(vendor="gemini", call_seals=True))
def test_what_is_written_is_google_s_and_reads_as_it_was(reply: Reply) -> None:
    body = write_reply(reply)
    types.GenerateContentResponse.model_validate_json(body, strict=True)
    again = read_reply(body)
    usage = reply.usage and msgspec.structs.replace(reply.usage, cache_write_tokens=None)
    assert again == msgspec.structs.replace(reply, usage=usage)


@pytest.mark.parametrize(
    ("finish", "reason"),
    [("tool_calls", "MALFORMED_FUNCTION_CALL"), ("length", "MAX_TOKENS"), (None, "MALFORMED_F")],
)
def test_a_broken_call_is_left_out_and_said(finish: Finish | None, reason: str) -> None:
    body = write_reply(Reply(parts=(ToolCall("a", "f", '{"b":'),), finish=finish))
    answer = types.GenerateContentResponse.model_validate_json(body, strict=True)
    assert answer.candidates is not None
    assert str(answer.candidates[0].finish_reason).startswith(f"FinishReason.{reason}")
    assert not answer.function_calls


def test_what_is_unknown_is_left_out() -> None:
    assert json.loads(write_reply(Reply(parts=(Text("a"),)))) == {
        "candidates": [{"content": {"parts": [{"text": "a"}], "role": "model"}, "index": 0}]
    }


@given(NOISE)
def test_any_bytes_are_an_answer_or_none(body: bytes) -> None:
    with suppress(ValueError):
        read_reply(body)


@given(st.data())
def test_a_disturbed_answer_is_an_answer_or_none(data: st.DataObject) -> None:
    body = data.draw(disturbed(json.loads(wire.ANSWER)))
    with suppress(ValueError):
        assert isinstance(read_reply(json.dumps(body).encode()), Reply)
