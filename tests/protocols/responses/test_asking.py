"""A chat, written for OpenAI: its SDK's types take it, and reading it back gives the same."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot
from openai.types.responses.response_create_params import ResponseCreateParams
from pydantic import TypeAdapter

from tailrace.core.errors import BadInput
from tailrace.protocols.chat import (
    Answer,
    Chat,
    Choice,
    Effort,
    Image,
    Part,
    Reasoning,
    Text,
    Tool,
    ToolCall,
    Turn,
)
from tailrace.protocols.responses.asked import read_chat
from tailrace.protocols.responses.asking import write_chat
from tests.fakes import responses_wire as wire
from tests.fakes.chats import checked
from tests.fakes.spoken import DATA, FILES, SCHEMAS, WORDS, chats

HELLO = Chat(model="gpt-5", turns=(Turn("user", (Text("Hello"),)),))
PARAMS: TypeAdapter[Any] = TypeAdapter(ResponseCreateParams)
IMAGES = st.builds(
    Image,
    media_type=st.just("image/png"),
    data=DATA,
    detail=st.sampled_from(["", "low", "high", "original"]),
) | st.builds(Image, url=st.just("https://example.org/a"))
NAMED_FILES = FILES.map(lambda file: msgspec.structs.replace(file, name="a.pdf"))
PARTS: st.SearchStrategy[Part] = WORDS.map(Text) | IMAGES | NAMED_FILES


def write(**fields: Any) -> dict[str, Any]:
    chat = msgspec.structs.replace(HELLO, **fields)
    return checked(PARAMS.validate_python, write_chat(chat))


@st.composite
def openai_chats(draw: st.DrawFn) -> Chat:
    """Return chats with all that the format can say."""
    chat = draw(chats(PARTS, vendor="responses", call_seals=False))
    efforts: list[Effort | None] = [None, "none", "minimal", "low", "medium", "high", "max"]
    schema = st.builds(
        Answer,
        st.just("json_schema"),
        WORDS,
        SCHEMAS,
        st.sampled_from([None, True, False]),
        st.just("") | WORDS,
    )
    choices: list[Choice | None] = [chat.tool_choice, "required" if chat.tools else None]
    strict = draw(st.booleans())
    return msgspec.structs.replace(
        chat,
        model="gpt-5",
        tools=tuple(msgspec.structs.replace(tool, strict=strict) for tool in chat.tools),
        answer=draw(st.just(chat.answer) | schema),
        tool_choice=chat.tool_choice if chat.tool_name else draw(st.sampled_from(choices)),
        parallel_tool_calls=draw(st.sampled_from([None, True, False])) if chat.tools else None,
        effort=draw(st.sampled_from(efforts)),
        stream=draw(st.booleans()),
        user=draw(st.just("") | WORDS),
    )


@settings(deadline=None)
@given(openai_chats())
def test_what_is_written_is_openai_s_and_reads_as_it_was(chat: Chat) -> None:
    body = write_chat(chat)
    checked(PARAMS.validate_python, body)
    assert read_chat(body) == chat


def test_a_whole_request() -> None:
    assert json.loads(write_chat(read_chat(wire.CHAT_REQUEST))) == snapshot(
        {
            "model": "gpt-5-mini",
            "input": [
                {"role": "system", "content": "You are terse."},
                {"role": "system", "content": "No jokes."},
                {
                    "role": "user",
                    "content": [
                        {"type": "input_text", "text": "What is on these?"},
                        {
                            "type": "input_image",
                            "image_url": "data:image/png;base64,+/8=",
                            "detail": "low",
                        },
                        {
                            "type": "input_image",
                            "image_url": "https://example.org/a.png",
                            "detail": "auto",
                        },
                        {
                            "type": "input_file",
                            "filename": "a.pdf",
                            "file_data": "data:application/pdf;base64,QQ==",
                        },
                    ],
                },
                {
                    "type": "reasoning",
                    "id": "rs_44bb3879cfd1c3c6398733bd",
                    "summary": [
                        {
                            "type": "summary_text",
                            "text": """\
I look.

Maps.\
""",
                        }
                    ],
                    "encrypted_content": "gAAA",
                },
                {
                    "type": "function_call",
                    "call_id": "call_1",
                    "name": "find",
                    "arguments": '{"q":"mill"}',
                },
                {"type": "function_call_output", "call_id": "call_1", "output": "3 mills"},
                {"role": "assistant", "content": "Mills."},
                {"role": "user", "content": [{"type": "input_text", "text": "Count them."}]},
            ],
            "max_output_tokens": 400,
            "temperature": 0.2,
            "top_p": 0.9,
            "tools": [
                {
                    "type": "function",
                    "name": "find",
                    "description": "Finds things.",
                    "parameters": {"type": "object", "properties": {"q": {"type": "string"}}},
                    "strict": True,
                },
                {
                    "type": "function",
                    "name": "count",
                    "parameters": {"type": "object", "properties": {}},
                    "strict": False,
                },
            ],
            "tool_choice": {"type": "function", "name": "find"},
            "parallel_tool_calls": False,
            "text": {
                "format": {
                    "type": "json_schema",
                    "name": "n",
                    "schema": {"type": "object"},
                    "strict": True,
                }
            },
            "reasoning": {"effort": "low"},
            "include": ["reasoning.encrypted_content"],
            "user": "u_17",
            "stream": True,
            "store": False,
        }
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"stop": ("END",)},
        {"seed": 0},
        {"top_k": 3},
        {"frequency_penalty": 0.1},
        {"presence_penalty": -0.1},
        {"turns": (Turn("assistant", (Image(url="https://example.org/a"),)),)},
        {"turns": (Turn("user", (Image(data="QQ=="),)),)},
    ],
)
def test_what_cannot_be_said_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as raised:
        write(**fields)
    assert raised.value.code == "not_translatable"
    name = next(iter(fields))
    assert name in raised.value.message or name == "turns"


def test_penalties_of_zero_say_nothing() -> None:
    assert write(frequency_penalty=0.0, presence_penalty=0.0) == write()


def test_nothing_is_stored_and_thought_comes_sealed() -> None:
    assert write()["store"] is False
    assert "include" not in write(effort="none")
    assert write(effort="low")["include"] == ["reasoning.encrypted_content"]
    assert write(thinking_tokens=9000)["reasoning"] == {"effort": "medium"}


def test_a_model_that_does_not_think_is_not_told_to() -> None:
    assert write(model="gpt-4o", effort="low") == write(model="gpt-4o")
    assert write(model="gpt-4o", tool_choice="required") == write(model="gpt-4o")


def test_another_vendor_s_thoughts_are_left_out() -> None:
    said = (Reasoning("Hm.", "anthropic:x"), Reasoning("Hm."), Text("Yes."))
    written = write(turns=(*HELLO.turns, Turn("assistant", said)))
    assert written["input"][1:] == [{"role": "assistant", "content": "Yes."}]
    assert "include" not in written


def test_a_call_s_own_seal_is_not_openai_s() -> None:
    written = write(turns=(*HELLO.turns, Turn("assistant", (ToolCall("a", "f", "", "gemini:x"),))))
    assert written["input"][1:] == [
        {"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"}
    ]


def test_a_tool_is_not_strict_unless_it_says_so() -> None:
    (tool,) = write(tools=(Tool("f"),))["tools"]
    assert tool == {
        "type": "function",
        "name": "f",
        "parameters": {"type": "object", "properties": {}},
        "strict": False,
    }
