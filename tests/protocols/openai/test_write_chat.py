from typing import Any

import msgspec
import pytest
from inline_snapshot import snapshot
from msgspec.structs import replace
from openai.types.chat.completion_create_params import CompletionCreateParams
from pydantic import TypeAdapter

from tailrace.core.errors import BadInput
from tailrace.protocols.chat import (
    Answer,
    Chat,
    Effort,
    File,
    Image,
    Reasoning,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Turn,
)
from tailrace.protocols.openai.write_chat import write_chat
from tests.fakes.chats import checked

REQUEST: TypeAdapter[Any] = TypeAdapter(CompletionCreateParams)
PICTURE = Image(media_type="image/png", data="aGk=")
HI = Turn("user", (Text("Hi"),))
CALLED = Turn(
    "assistant",
    (
        Reasoning("Hm.", "openai:"),
        Reasoning("Foreign.", "anthropic:Eq"),
        ToolCall("toolu_1", "f", ""),
        ToolCall("toolu_2", "g", '{"a":1}'),
    ),
)
TOLD = Turn(
    "user",
    (
        ToolResult("toolu_1", (Text("broken pipe"),), "f", is_error=True),
        ToolResult("toolu_2", (Text("See:"), PICTURE), "g"),
        Text("Well?"),
    ),
)


def written(*turns: Turn, model: str = "llama3", **fields: Any) -> dict[str, Any]:
    body = write_chat(Chat(model=model, turns=turns or (HI,), **fields))
    return msgspec.json.decode(body)  # type: ignore[no-any-return]


def test_a_chat_is_written_whole() -> None:
    chat = Chat(
        model="gpt-4o",
        system=(Text("You are terse."), Text("Answer in German.")),
        turns=(HI, CALLED, TOLD),
        tools=(Tool("f", "Does f", {"type": "object"}, strict=True), Tool("g")),
        tool_choice="required",
        tool_name="f",
        parallel_tool_calls=False,
        answer=Answer("json_schema", schema={"type": "object"}),
        max_tokens=300,
        temperature=0.5,
        stop=("END",),
        effort="low",
        stream=True,
        user="u_17",
    )
    assert checked(REQUEST.validate_python, write_chat(chat)) == snapshot(
        {
            "model": "gpt-4o",
            "messages": [
                {
                    "role": "system",
                    "content": [
                        {"type": "text", "text": "You are terse."},
                        {"type": "text", "text": "Answer in German."},
                    ],
                },
                {"role": "user", "content": "Hi"},
                {
                    "role": "assistant",
                    "tool_calls": [
                        {
                            "id": "toolu_1",
                            "function": {"name": "f", "arguments": "{}"},
                            "type": "function",
                        },
                        {
                            "id": "toolu_2",
                            "function": {"name": "g", "arguments": '{"a":1}'},
                            "type": "function",
                        },
                    ],
                },
                {"role": "tool", "tool_call_id": "toolu_1", "content": "Error: broken pipe"},
                {"role": "tool", "tool_call_id": "toolu_2", "content": "See:"},
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "From the result of tool call toolu_2:"},
                        {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}},
                        {"type": "text", "text": "Well?"},
                    ],
                },
            ],
            "max_tokens": 300,
            "parallel_tool_calls": False,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": {"type": "object"}},
            },
            "stop": ["END"],
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": 0.5,
            "tool_choice": {"function": {"name": "f"}, "type": "function"},
            "tools": [
                {
                    "function": {
                        "name": "f",
                        "description": "Does f",
                        "parameters": {"type": "object"},
                        "strict": True,
                    },
                    "type": "function",
                },
                {"function": {"name": "g"}, "type": "function"},
            ],
            "user": "u_17",
        }
    )


def test_thoughts_go_back_to_a_provider_of_the_format_but_not_to_openai() -> None:
    assert written(CALLED)["messages"][0]["reasoning_content"] == "Hm."
    assert "reasoning_content" not in written(CALLED, model="gpt-5")["messages"][0]


def test_an_error_is_told_once() -> None:
    told: list[list[Text]] = [[Text("Error: no")], [Text("error, no")], []]
    results = [ToolResult("a", tuple(parts), is_error=True) for parts in told]
    messages = written(Turn("user", tuple(results)))["messages"]
    assert [message["content"] for message in messages] == [
        "Error: no",
        "Error: error, no",
        "Error: the tool failed",
    ]


def test_documents_are_written() -> None:
    document = File(media_type="application/pdf", data="aGk=", name="a.pdf")
    assert written(Turn("user", (document,)))["messages"][0]["content"] == [
        {
            "type": "file",
            "file": {"file_data": "data:application/pdf;base64,aGk=", "filename": "a.pdf"},
        }
    ]


def test_a_limit_has_the_name_that_the_model_knows() -> None:
    assert written(max_tokens=9)["max_tokens"] == 9
    assert written(max_tokens=9, model="gpt-4o")["max_tokens"] == 9
    assert written(max_tokens=9, model="o3")["max_completion_tokens"] == 9


@pytest.mark.parametrize(
    ("model", "effort", "tokens", "told"),
    [
        ("gpt-5", "high", None, "high"),
        ("gpt-5", None, 1024, "low"),
        ("gpt-5", None, 8192, "medium"),
        ("gpt-5", None, 20_000, "high"),
        ("gpt-5", None, 0, None),
        ("gpt-5", None, None, None),
        ("gpt-4o", "high", None, None),
    ],
)
def test_thinking_is_told_as_an_effort(
    model: str, effort: Effort | None, tokens: int | None, told: str | None
) -> None:
    asked = written(model=model, effort=effort, thinking_tokens=tokens)
    assert asked.get("reasoning_effort") == told


def test_a_choice_without_tools_is_left_out() -> None:
    assert set(written(tool_choice="auto", parallel_tool_calls=True)) == {"model", "messages"}


def test_forms_of_answers_are_written() -> None:
    assert written(answer=Answer("json_object"))["response_format"] == {"type": "json_object"}
    assert written(answer=Answer())["response_format"] == {"type": "text"}


def test_an_empty_turn_is_still_one() -> None:
    assert written(Turn("user", ()), Turn("assistant", ()))["messages"] == [
        {"role": "user", "content": ""},
        {"role": "assistant", "content": ""},
    ]


def test_what_openai_has_no_word_for_is_refused() -> None:
    chat = Chat(model="m", turns=(HI,), top_k=3)
    with pytest.raises(BadInput, match=r"^top_k cannot"):
        write_chat(chat)
    document = Turn("user", (File(url="https://a.example/b.pdf"),))
    with pytest.raises(BadInput, match="document"):
        write_chat(replace(chat, top_k=None, turns=(document,)))
