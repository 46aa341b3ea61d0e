from typing import Any

import msgspec
import pytest
from inline_snapshot import snapshot

from tailrace.core.errors import BadInput
from tailrace.protocols.anthropic.read_chat import read_chat
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

CACHED = {"cache_control": {"type": "ephemeral"}}
USER = {"role": "user", "content": "Hi"}
EVERYTHING: dict[str, Any] = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 4000,
    "system": [{"type": "text", "text": "You are terse.", **CACHED}],
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image", "source": {"type": "url", "url": "https://a.example/b.png"}},
            ],
        },
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "A gauge.", "signature": "EqQB"},
                {"type": "redacted_thinking", "data": "EmwK"},
                {"type": "text", "text": "I ", "citations": None},
                {"type": "text", "text": "look."},
                {"type": "tool_use", "id": "toolu_1", "name": "get_level", "input": {"g": 7}},
                {"type": "tool_use", "id": "toolu_2", "name": "get_flow", "input": {}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "toolu_1", "content": "3 m"},
                {"type": "tool_result", "tool_use_id": "toolu_2", "is_error": True, **CACHED},
                {"type": "text", "text": "Go on."},
            ],
        },
        {"role": "system", "content": "Be quick."},
    ],
    "tools": [
        {
            "name": "get_level",
            "description": "A gauge's level",
            "input_schema": {"type": "object"},
            "type": "custom",
            **CACHED,
        }
    ],
    "tool_choice": {"type": "tool", "name": "get_level", "disable_parallel_tool_use": True},
    "thinking": {"type": "enabled", "budget_tokens": 2048},
    "output_config": {
        "effort": "low",
        "format": {"type": "json_schema", "schema": {"type": "object"}},
    },
    "temperature": 1,
    "top_p": 0.95,
    "top_k": 40,
    "stop_sequences": ["END"],
    "stream": True,
    "metadata": {"user_id": "u_17"},
    "service_tier": "auto",
    "context_management": None,
    "container": None,
}


def read(**fields: Any) -> Chat:
    asked = {"model": "m", "max_tokens": 9, "messages": [USER]} | fields
    return read_chat(msgspec.json.encode(asked))


def refusal(**fields: Any) -> str:
    with pytest.raises(BadInput) as refused:
        read(**fields)
    what = refused.value.message.removesuffix(" be said to a provider that speaks another format.")
    return f"{refused.value.code}: {what}"


def test_a_request_is_read_whole() -> None:
    assert read(**EVERYTHING) == Chat(
        model="claude-sonnet-4-5",
        system=(Text("You are terse."), Text("Be quick.")),
        turns=(
            Turn("user", (Text("What is this?"), Image(url="https://a.example/b.png"))),
            Turn(
                "assistant",
                (
                    Reasoning("A gauge.", "anthropic:EqQB"),
                    Reasoning("", "anthropic:EmwK", hidden=True),
                    Text("I look."),
                    ToolCall("toolu_1", "get_level", '{"g":7}'),
                    ToolCall("toolu_2", "get_flow", "{}"),
                ),
            ),
            Turn(
                "user",
                (
                    ToolResult("toolu_1", (Text("3 m"),), "get_level"),
                    ToolResult("toolu_2", (), "get_flow", is_error=True),
                    Text("Go on."),
                ),
            ),
        ),
        tools=(Tool("get_level", "A gauge's level", {"type": "object"}),),
        tool_choice="required",
        tool_name="get_level",
        parallel_tool_calls=False,
        answer=Answer("json_schema", schema={"type": "object"}),
        max_tokens=4000,
        temperature=1.0,
        top_p=0.95,
        top_k=40,
        stop=("END",),
        effort="low",
        thinking_tokens=2048,
        stream=True,
        user="u_17",
    )


def test_little_is_enough() -> None:
    assert read() == Chat(model="m", turns=(Turn("user", (Text("Hi"),)),), max_tokens=9)
    assert read(max_tokens=None, system="Be terse.").system == (Text("Be terse."),)
    assert read(metadata={}).user == ""
    form = {"type": "json_schema", "schema": {}}
    assert read(output_format=form).answer == Answer("json_schema", schema={})


@pytest.mark.parametrize(
    ("choice", "read_as"),
    [
        ({"type": "auto"}, ("auto", "", None)),
        ({"type": "auto", "disable_parallel_tool_use": False}, ("auto", "", True)),
        ({"type": "any", "disable_parallel_tool_use": True}, ("required", "", False)),
        ({"type": "none"}, ("none", "", None)),
    ],
)
def test_a_choice_of_tools_is_read(choice: dict[str, Any], read_as: tuple[object, ...]) -> None:
    chat = read(tool_choice=choice)
    assert (chat.tool_choice, chat.tool_name, chat.parallel_tool_calls) == read_as


def test_turns_of_one_side_are_one_with_the_results_first() -> None:
    result = {"type": "tool_result", "tool_use_id": "a", "content": [{"type": "text", "text": "3"}]}
    turns = read(messages=[USER, {"role": "user", "content": [result]}]).turns
    assert turns == (Turn("user", (ToolResult("a", (Text("3"),)), Text("Hi"))),)


def test_refusals_name_the_place() -> None:
    tool = {"name": "f", "input_schema": {}}
    search = {"type": "server_tool_use", "id": "a", "name": "web_search", "input": {}}
    file = {"type": "image", "source": {"type": "file", "file_id": "f"}}
    assert [
        refusal(messages=[USER, {"role": "assistant", "content": "{"}]),
        refusal(messages=[{"role": "user", "content": [file]}]),
        refusal(messages=[USER, {"role": "assistant", "content": [search]}]),
        refusal(tools=[{"type": "web_search_20250305", "name": "web_search"}]),
        refusal(tools=[tool, tool | {"input_examples": [{"a": 1}]}]),
        refusal(tools=[tool | {"defer_loading": True}]),
        refusal(container="c"),
        refusal(mcp_servers=[{"name": "a"}]),
        refusal(context_management={"edits": [1]}),
        refusal(thinking={"type": "sometimes"}),
        refusal(never_heard_of=1),
        refusal(max_tokens="many"),
        refusal(messages=None),
    ] == snapshot(
        [
            "not_translatable: messages.1 cannot",
            "not_translatable: messages.0.content.0.source.type ('file') cannot",
            "not_translatable: messages.1.content.0.type ('server_tool_use') cannot",
            "not_translatable: tools.0.type ('web_search_20250305') cannot",
            "not_translatable: tools.1.input_examples cannot",
            "not_translatable: tools.0.defer_loading cannot",
            "not_translatable: container cannot",
            "not_translatable: mcp_servers cannot",
            "not_translatable: context_management cannot",
            "not_translatable: thinking.type ('sometimes') cannot",
            "not_translatable: never_heard_of cannot",
            "bad_input: max_tokens: Expected `int | null`, got `str`.",
            "bad_input: messages: Expected `array`, got `null`.",
        ]
    )
