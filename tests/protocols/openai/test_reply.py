import msgspec
import pytest
from inline_snapshot import snapshot
from openai.types.chat import ChatCompletion

from tailrace.core.usage import Usage
from tailrace.protocols.chat import Reasoning, Reply, Text, ToolCall
from tailrace.protocols.fold import fold
from tailrace.protocols.openai.dialect import OpenAi
from tailrace.protocols.openai.reply import read_reply, write_reply
from tests.fakes import openai_wire as wire
from tests.fakes.chats import checked, read_stream

CALLED = b"""{"id":"x","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{
"role":"assistant","content":null,"reasoning_content":"Hm","tool_calls":[
{"id":"call_a","type":"function","function":{"name":"get_level","arguments":"{\\"gauge\\": 7}"}},
{"id":"call_b","type":"function","function":{"name":"get_flow","arguments":{"a":1}},
 "extra_content":{"google":{"thought_signature":"Cs"}}}]}}]}"""


def test_an_answer_is_read() -> None:
    assert read_reply(wire.CHAT_ANSWER) == snapshot(
        Reply(
            id="chatcmpl-BfN2kq7w",
            model="gpt-4o-mini-2024-07-18",
            parts=(Text(text="The channel that carries water away from the turbines."),),
            finish="stop",
            stop_sequence="",
            usage=Usage(
                prompt_tokens=412,
                completion_tokens=45,
                cached_tokens=128,
                cache_write_tokens=None,
                reasoning_tokens=0,
            ),
        )
    )


def test_calls_and_thoughts_are_read_and_a_forced_call_is_a_call() -> None:
    assert read_reply(CALLED) == Reply(
        id="x",
        model="m",
        parts=(
            Reasoning("Hm", "openai:"),
            ToolCall("call_a", "get_level", '{"gauge": 7}'),
            ToolCall("call_b", "get_flow", '{"a":1}', "openai:Cs"),
        ),
        finish="tool_calls",
    )


def test_a_refusal_is_words_and_a_reason() -> None:
    body = b'{"choices":[{"finish_reason":"stop","message":{"content":null,"refusal":"No."}}]}'
    assert read_reply(body) == Reply(parts=(Text("No."),), finish="content_filter")


def test_parts_of_a_text_are_joined() -> None:
    body = b'{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"text":"b"},3]}}]}'
    assert read_reply(body).parts == (Text("ab"),)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b'{"choices":[]}', b'{"choices":[{"index":1,"message":{}}]}', b"[1]"],
)
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="no chat completion"):
        read_reply(body)


def test_a_reply_is_written() -> None:
    reply = Reply(
        model="claude",
        parts=(Reasoning("Hm.", "anthropic:Eq"), Text("a"), ToolCall("t", "f", "{}", "gemini:Cs")),
        finish="tool_calls",
        usage=Usage(30, 9, 20, None, 4),
    )
    assert msgspec.json.decode(write_reply(reply, now_s=7)) == snapshot(
        {
            "id": "chatcmpl-7",
            "object": "chat.completion",
            "created": 7,
            "model": "claude",
            "choices": [
                {
                    "index": 0,
                    "message": {
                        "role": "assistant",
                        "content": "a",
                        "refusal": None,
                        "reasoning_content": "Hm.",
                        "reasoning_details": [
                            {
                                "type": "reasoning.text",
                                "index": 0,
                                "text": "Hm.",
                                "signature": "anthropic:Eq",
                            }
                        ],
                        "tool_calls": [
                            {
                                "id": "t",
                                "type": "function",
                                "function": {"name": "f", "arguments": "{}"},
                                "extra_content": {"google": {"thought_signature": "gemini:Cs"}},
                            }
                        ],
                    },
                    "logprobs": None,
                    "finish_reason": "tool_calls",
                }
            ],
            "usage": {
                "prompt_tokens": 30,
                "completion_tokens": 9,
                "total_tokens": 39,
                "prompt_tokens_details": {"cached_tokens": 20},
                "completion_tokens_details": {"reasoning_tokens": 4},
            },
        }
    )


def test_openais_own_type_takes_a_plain_answer_whole() -> None:
    body = write_reply(Reply(id="x", parts=(Text("a"),), finish="stop"), now_s=7)
    checked(lambda value: ChatCompletion.model_validate(value).model_dump(exclude_unset=True), body)


def test_the_stream_of_an_answer_adds_up_to_it() -> None:
    answer = msgspec.json.decode(wire.CHAT_ANSWER)
    answer["choices"][0]["message"]["content"] = "Water fl\u00fc\u00dft \U0001f4a7."
    whole = read_reply(msgspec.json.encode(answer))
    streamed = fold(read_stream(OpenAi(), *wire.TEXT_STREAM))
    assert (streamed.parts, streamed.finish) == (whole.parts, whole.finish)
