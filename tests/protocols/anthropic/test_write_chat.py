from typing import Any

import msgspec
import pytest
from anthropic.types.message_create_params import MessageCreateParams
from inline_snapshot import snapshot
from pydantic import TypeAdapter

from tailrace.core.errors import BadInput
from tailrace.protocols.anthropic.write_chat import write_chat
from tailrace.protocols.chat import (
    Answer,
    Chat,
    Image,
    Reasoning,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Turn,
)
from tests.fakes.chats import checked

REQUEST: TypeAdapter[Any] = TypeAdapter(MessageCreateParams)
HI = Turn("user", (Text("Hi"),))
FORM = Answer("json_schema", "a", {"type": "object"})


def written(*turns: Turn, model: str = "claude-sonnet-4-5", **fields: Any) -> dict[str, Any]:
    body = write_chat(Chat(model=model, turns=turns or (HI,), **fields))
    return msgspec.json.decode(body)  # type: ignore[no-any-return]


def test_a_chat_is_written_whole() -> None:
    called = (
        Reasoning("Hm.", "anthropic:EqQB"),
        Reasoning("Foreign.", "gemini:Cs"),
        Text("I look."),
        ToolCall("call_a", "f", '{"g": 7}'),
        ToolCall("call_b", "g", ""),
    )
    told = (
        ToolResult("call_a", (Text("See:"), Image(media_type="image/png", data="aGk=")), "f"),
        ToolResult("call_b", (Text("broken pipe"),), "g", is_error=True),
        Text("Well?"),
    )
    chat = Chat(
        model="claude-opus-4-8",
        system=(Text("You are terse."), Text("Answer in German.")),
        turns=(HI, Turn("assistant", called), Turn("user", told)),
        tools=(Tool("f", "Does f", {"properties": {}}, strict=True), Tool("g")),
        tool_choice="auto",
        parallel_tool_calls=False,
        answer=FORM,
        effort="medium",
        temperature=1,
        stop=("END",),
        stream=True,
        user="u_17",
    )
    assert checked(REQUEST.validate_python, write_chat(chat)) == snapshot(
        {
            "model": "claude-opus-4-8",
            "messages": [
                {"role": "user", "content": "Hi"},
                {
                    "role": "assistant",
                    "content": [
                        {"type": "thinking", "thinking": "Hm.", "signature": "EqQB"},
                        {"type": "text", "text": "I look."},
                        {"type": "tool_use", "id": "call_a", "name": "f", "input": {"g": 7}},
                        {"type": "tool_use", "id": "call_b", "name": "g", "input": {}},
                    ],
                },
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "tool_result",
                            "tool_use_id": "call_a",
                            "content": [
                                {"type": "text", "text": "See:"},
                                {
                                    "type": "image",
                                    "source": {
                                        "type": "base64",
                                        "media_type": "image/png",
                                        "data": "aGk=",
                                    },
                                },
                            ],
                        },
                        {
                            "type": "tool_result",
                            "tool_use_id": "call_b",
                            "content": [{"type": "text", "text": "broken pipe"}],
                            "is_error": True,
                        },
                        {"type": "text", "text": "Well?"},
                    ],
                },
            ],
            "max_tokens": 16384,
            "system": [
                {"type": "text", "text": "You are terse."},
                {"type": "text", "text": "Answer in German."},
            ],
            "stop_sequences": ["END"],
            "stream": True,
            "tools": [
                {
                    "name": "f",
                    "input_schema": {"type": "object", "properties": {}},
                    "description": "Does f",
                    "strict": True,
                },
                {"name": "g", "input_schema": {"type": "object"}},
            ],
            "tool_choice": {"type": "auto", "disable_parallel_tool_use": True},
            "thinking": {"type": "adaptive"},
            "output_config": {
                "effort": "medium",
                "format": {"type": "json_schema", "schema": {"type": "object"}},
            },
            "metadata": {"user_id": "u_17"},
        }
    )


def test_one_instruction_is_a_text_and_none_is_nothing() -> None:
    assert written(system=(Text("Be terse."), Text("")))["system"] == "Be terse."
    assert "system" not in written()


@pytest.mark.parametrize(
    ("asked", "choice"),
    [
        ({}, None),
        ({"parallel_tool_calls": False}, {"type": "auto", "disable_parallel_tool_use": True}),
        ({"tool_choice": "auto"}, {"type": "auto"}),
        ({"tool_choice": "none"}, {"type": "none"}),
        ({"tool_choice": "required"}, {"type": "any"}),
        (
            {"tool_choice": "required", "tool_name": "f", "parallel_tool_calls": True},
            {"type": "tool", "name": "f", "disable_parallel_tool_use": False},
        ),
    ],
)
def test_a_choice_of_tools_is_written(asked: dict[str, Any], choice: object) -> None:
    assert written(tools=(Tool("f"),), **asked).get("tool_choice") == choice
    assert "tool_choice" not in written(**asked)


def test_a_limit_is_always_there() -> None:
    assert written(max_tokens=5)["max_tokens"] == 5
    assert written()["max_tokens"] == 16384
    assert written(model="claude-3-haiku-20240307")["max_tokens"] == 4096


def test_a_turn_of_which_nothing_is_left_is_left_out() -> None:
    foreign = Turn("assistant", (Reasoning("Hm.", "gemini:Cs"),))
    assert written(HI, foreign, HI)["messages"] == [{"role": "user", "content": "Hi"}] * 2


def test_newer_models_are_not_told_what_they_do_anyway() -> None:
    asked: dict[str, Any] = {"temperature": 1.0, "top_p": 1.0}
    assert not {"temperature", "top_p"} & set(written(model="claude-opus-4-7", **asked))
    assert {"temperature", "top_p"} <= set(written(**asked))


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"temperature": 1.2}, "temperature"),
        ({"seed": 0}, "seed"),
        ({"frequency_penalty": 0.1}, "frequency_penalty"),
        ({"presence_penalty": -0.1}, "presence_penalty"),
        ({"answer": Answer("json_object")}, "response_format"),
        ({"answer": FORM, "model": "claude-3-5-haiku-latest"}, "response_format"),
        ({"temperature": 0, "model": "claude-opus-4-7"}, "temperature"),
        ({"top_p": 0.9, "model": "claude-opus-5"}, "top_p"),
        ({"top_k": 1, "model": "claude-opus-5"}, "top_k"),
    ],
)
def test_what_anthropic_has_no_word_for_is_refused_by_name(
    asked: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        written(**asked)
    assert refused.value.message == f"{field} cannot be said to a provider that speaks anthropic."
    assert refused.value.code == "not_translatable"


def test_what_says_nothing_is_not_refused() -> None:
    assert "output_config" not in written(frequency_penalty=0.0, answer=Answer())
