"""A Responses request, read: all that changes the answer is kept, or refused by its path."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.core.errors import BadInput
from tailrace.protocols.chat import (
    Answer,
    Chat,
    File,
    Image,
    Reasoning,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Turn,
)
from tailrace.protocols.responses.asked import read_chat
from tests.fakes import responses_wire as wire
from tests.fakes.spoken import NOISE, disturbed

TOOLS: list[dict[str, Any]] = [
    {"type": "function", "name": "f"},
    {"type": "function", "name": "g", "parameters": {}},
]


def read(**fields: Any) -> Chat:
    return read_chat(json.dumps({"model": "gpt-5", "input": "Hello", **fields}).encode())


def test_a_whole_request() -> None:
    assert read_chat(wire.CHAT_REQUEST) == snapshot(
        Chat(
            model="gpt-5-mini",
            system=(Text(text="You are terse."), Text(text="No jokes.")),
            turns=(
                Turn(
                    role="user",
                    parts=(
                        Text(text="What is on these?"),
                        Image(url="", media_type="image/png", data="+/8=", detail="low"),
                        Image(url="https://example.org/a.png", media_type="", data="", detail=""),
                        File(url="", media_type="application/pdf", data="QQ==", name="a.pdf"),
                    ),
                ),
                Turn(
                    role="assistant",
                    parts=(
                        Reasoning(
                            text="I look.\n\nMaps.", signature="responses:gAAA", hidden=False
                        ),
                        ToolCall(id="call_1", name="find", arguments='{"q":"mill"}', signature=""),
                    ),
                ),
                Turn(
                    role="user",
                    parts=(
                        ToolResult(
                            call_id="call_1",
                            parts=(Text(text="3 mills"),),
                            name="find",
                            is_error=False,
                        ),
                    ),
                ),
                Turn(role="assistant", parts=(Text(text="Mills."),)),
                Turn(role="user", parts=(Text(text="Count them."),)),
            ),
            tools=(
                Tool(
                    name="find",
                    description="Finds things.",
                    schema={"type": "object", "properties": {"q": {"type": "string"}}},
                    strict=True,
                ),
                Tool(name="count", description="", schema=None, strict=False),
            ),
            tool_choice="required",
            tool_name="find",
            parallel_tool_calls=False,
            answer=Answer(
                kind="json_schema", name="n", schema={"type": "object"}, strict=True, description=""
            ),
            max_tokens=400,
            temperature=0.2,
            top_p=0.9,
            top_k=None,
            frequency_penalty=None,
            presence_penalty=None,
            seed=None,
            stop=(),
            effort="low",
            thinking_tokens=None,
            stream=True,
            user="u_17",
        )
    )


def test_an_input_may_be_one_text() -> None:
    assert read() == Chat(model="gpt-5", turns=(Turn("user", (Text("Hello"),)),))


def test_choices() -> None:
    for choice in ("auto", "none", "required"):
        assert read(tool_choice=choice).tool_choice == choice
    some = [{"type": "function", "name": "g"}]
    allowed = {"type": "allowed_tools", "mode": "required", "tools": some}
    chat = read(tools=TOOLS, tool_choice=allowed)
    assert (chat.tool_choice, [tool.name for tool in chat.tools]) == ("required", ["g"])


def test_forms_of_the_answer() -> None:
    assert read(text={"format": {"type": "text"}}).answer == Answer("text")
    assert read(text={"format": {"type": "json_object"}}).answer == Answer("json_object")
    assert read(text={}).answer is None


def test_the_user_by_either_name() -> None:
    assert read(safety_identifier="a").user == "a"
    assert read(safety_identifier="a", user="b").user == "b"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"previous_response_id": "resp_1"}, "previous_response_id"),
        ({"conversation": "conv_1"}, "conversation"),
        ({"prompt": {"id": "pmpt_1"}}, "prompt"),
        ({"background": True}, "background"),
        ({"truncation": "auto"}, "truncation"),
        ({"top_logprobs": 3}, "top_logprobs"),
        ({"include": ["message.output_text.logprobs"]}, "include"),
        ({"tools": [{"type": "web_search"}]}, "tools.0.type 'web_search'"),
        ({"tools": [TOOLS[0], {"type": "mcp", "server_label": "a"}]}, "tools.1.type 'mcp'"),
        ({"tools": [{**TOOLS[0], "defer_loading": True}]}, "tools.0.defer_loading"),
        ({"tool_choice": {"type": "web_search"}}, "tool_choice.type 'web_search'"),
        ({"tool_choice": "sometimes"}, "tool_choice 'sometimes'"),
        ({"text": {"verbosity": "low"}}, "text.verbosity"),
        ({"reasoning": {"effort": "wild"}}, "reasoning.effort 'wild'"),
        ({"reasoning": {"mode": "pro"}}, "reasoning.mode"),
        ({"something_new": 1}, "something_new"),
    ],
)
def test_what_only_openai_knows_is_refused_by_its_path(fields: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput) as raised:
        read(**fields)
    assert raised.value.code == "not_translatable"
    assert path in raised.value.message


def test_the_refusal_of_memory_says_what_to_do() -> None:
    with pytest.raises(BadInput) as raised:
        read(previous_response_id="resp_1")
    assert "whole conversation" in raised.value.hint


def test_hints_are_dropped() -> None:
    chat = read(
        store=True,
        background=False,
        metadata={"a": "b"},
        include=["reasoning.encrypted_content"],
        service_tier="flex",
        prompt_cache_key="a",
        stream_options={"include_obfuscation": False},
        truncation="disabled",
        max_tool_calls=3,
        reasoning={"summary": "auto"},
        previous_response_id=None,
    )
    assert chat == read()


@pytest.mark.parametrize(
    "fields", [{"model": None}, {"model": 1}, {"stream": "yes"}, {"input": 7}, {"tools": {}}]
)
def test_what_the_format_does_not_allow_is_bad_input(fields: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as raised:
        read(**fields)
    assert raised.value.code == "bad_input"


@given(NOISE)
def test_any_bytes_are_a_chat_or_bad_input(body: bytes) -> None:
    with suppress(BadInput):
        read_chat(body)


@given(st.data())
def test_a_disturbed_request_is_a_chat_or_bad_input(data: st.DataObject) -> None:
    body = data.draw(disturbed(json.loads(wire.CHAT_REQUEST)))
    with suppress(BadInput):
        assert isinstance(read_chat(json.dumps(body).encode()), Chat)
