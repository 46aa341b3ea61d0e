"""A Google client's request, read: all that changes the answer is kept, or refused by its path."""

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
from tailrace.protocols.gemini.asked import read_chat
from tests.fakes import gemini_wire as wire
from tests.fakes.spoken import NOISE, disturbed

HELLO = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}
TOOLS = [{"functionDeclarations": [{"name": "f"}, {"name": "g"}]}]


def read(**fields: Any) -> Chat:
    return read_chat(json.dumps({**HELLO, **fields}).encode())


def settings(**fields: Any) -> Chat:
    return read(generationConfig=fields)


def calling(**fields: Any) -> Chat:
    return read(tools=TOOLS, toolConfig={"functionCallingConfig": fields})


def test_a_whole_request() -> None:
    assert read_chat(wire.CHAT_REQUEST) == snapshot(
        Chat(
            model="",
            system=(Text(text="You are terse."),),
            turns=(
                Turn(
                    role="user",
                    parts=(
                        Text(text="What is on these?"),
                        Image(url="", media_type="image/png", data="+/8=", detail=""),
                        File(
                            url="https://example.org/a.pdf",
                            media_type="application/pdf",
                            data="",
                            name="",
                        ),
                    ),
                ),
                Turn(
                    role="assistant",
                    parts=(
                        Reasoning(text="I look at the maps.", signature="", hidden=False),
                        ToolCall(
                            id="call_a1beea5cd16f4e1289522c27",
                            name="find",
                            arguments='{"q":"mill"}',
                            signature="gemini:c2lnbg==",
                        ),
                        ToolCall(
                            id="call_6c73e7a449c246976d4f34ad",
                            name="find",
                            arguments='{"q":"dam"}',
                            signature="",
                        ),
                    ),
                ),
                Turn(
                    role="user",
                    parts=(
                        ToolResult(
                            call_id="call_a1beea5cd16f4e1289522c27",
                            parts=(Text(text="3 mills"),),
                            name="find",
                            is_error=False,
                        ),
                        ToolResult(
                            call_id="call_6c73e7a449c246976d4f34ad",
                            parts=(Text(text="no such map"),),
                            name="find",
                            is_error=True,
                        ),
                    ),
                ),
                Turn(
                    role="assistant",
                    parts=(
                        Text(text="Mills."),
                        Reasoning(text="", signature="gemini:dGV4dA==", hidden=True),
                    ),
                ),
                Turn(role="user", parts=(Text(text="Count them."),)),
            ),
            tools=(
                Tool(
                    name="find",
                    description="Finds things on a map.",
                    schema={
                        "type": "object",
                        "properties": {
                            "q": {"type": "string", "maxLength": 80},
                            "limit": {"type": ["integer", "null"]},
                        },
                        "required": ["q"],
                    },
                    strict=None,
                ),
                Tool(
                    name="count",
                    description="",
                    schema={"type": "object", "additionalProperties": False},
                    strict=None,
                ),
            ),
            tool_choice="required",
            tool_name="find",
            parallel_tool_calls=None,
            answer=Answer(
                kind="json_schema",
                name="",
                schema={"type": "object", "properties": {"n": {"type": "integer"}}},
                strict=None,
                description="",
            ),
            max_tokens=400,
            temperature=0.2,
            top_p=0.9,
            top_k=40,
            frequency_penalty=-0.5,
            presence_penalty=0.5,
            seed=7,
            stop=("END",),
            effort=None,
            thinking_tokens=1024,
            stream=False,
            user="",
        )
    )


def test_little_is_needed() -> None:
    assert read_chat(b'{"contents":[{"parts":[{"text":"Hello"}]}]}') == Chat(
        model="", turns=(Turn("user", (Text("Hello"),)),)
    )


def test_a_model_in_the_body_is_heard() -> None:
    assert read(model="models/gemini-3-pro").model == "gemini-3-pro"


def test_json_schemas_are_kept_as_they_are() -> None:
    schema = {"type": "object", "$defs": {"a": {}}}
    answer = settings(responseMimeType="application/json", responseJsonSchema=schema).answer
    assert answer == Answer("json_schema", schema=schema)
    assert settings(responseMimeType="application/json").answer == Answer("json_object")
    assert settings(responseMimeType="text/plain").answer == Answer("text")


def test_thinking() -> None:
    assert settings(thinkingConfig={"thinkingLevel": "low"}).effort == "low"
    assert settings(thinkingConfig={"thinkingLevel": "HIGH"}).effort == "high"
    assert settings(thinkingConfig={"thinkingBudget": 0}).thinking_tokens == 0
    assert settings(thinkingConfig={"thinkingBudget": -1}).thinking_tokens is None


def test_choices() -> None:
    assert calling(mode="AUTO").tool_choice == "auto"
    assert calling(mode="any").tool_choice == "required"
    assert calling(mode="NONE").tool_choice == "none"
    assert calling().tool_choice is None


def test_one_allowed_tool_is_forced_and_of_several_only_those_are_offered() -> None:
    one = calling(mode="ANY", allowedFunctionNames=["g"])
    assert (one.tool_choice, one.tool_name, len(one.tools)) == ("required", "g", 2)
    some = calling(mode="AUTO", allowedFunctionNames=["g"])
    assert (some.tool_choice, some.tool_name) == ("auto", "")
    assert [tool.name for tool in some.tools] == ["g"]


def test_validated_calls_are_strict_tools() -> None:
    chat = calling(mode="VALIDATED")
    assert chat.tool_choice == "auto"
    assert [tool.strict for tool in chat.tools] == [True, True]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"tools": [{"googleSearch": {}}]}, "tools.0.googleSearch"),
        ({"tools": [{"code_execution": {}}]}, "tools.0.code_execution"),
        (
            {"tools": [{"functionDeclarations": [{"name": "f", "behavior": "NON_BLOCKING"}]}]},
            "tools.0.functionDeclarations.0.behavior",
        ),
        ({"toolConfig": {"retrievalConfig": {}}}, "toolConfig.retrievalConfig"),
        ({"cachedContent": "cachedContents/a"}, "cachedContent"),
        ({"generationConfig": {"candidateCount": 2}}, "generationConfig.candidateCount"),
        ({"generationConfig": {"responseModalities": ["IMAGE"]}}, "responseModalities"),
        ({"generationConfig": {"responseLogprobs": True}}, "generationConfig.responseLogprobs"),
        ({"generationConfig": {"responseMimeType": "text/x.enum"}}, "responseMimeType"),
        ({"generationConfig": {"speechConfig": {}}}, "generationConfig.speechConfig"),
        ({"generationConfig": {"thinkingConfig": {"thinkingLevel": "WILD"}}}, "thinkingLevel"),
        ({"toolConfig": {"functionCallingConfig": {"mode": "WILD"}}}, "functionCallingConfig.mode"),
        ({"something_new": 1}, "something_new"),
    ],
)
def test_what_only_google_knows_is_refused_by_its_path(fields: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput) as raised:
        read(**fields)
    assert raised.value.code == "not_translatable"
    assert path in raised.value.message


def test_hints_are_dropped() -> None:
    chat = read(
        safetySettings=[{}],
        labels={"a": "b"},
        store=True,
        serviceTier="flex",
        generationConfig={"mediaResolution": "MEDIA_RESOLUTION_LOW", "logprobs": 0},
    )
    assert chat == read()


@given(NOISE)
def test_any_bytes_are_a_chat_or_bad_input(body: bytes) -> None:
    with suppress(BadInput):
        read_chat(body)


@given(st.data())
def test_a_disturbed_request_is_a_chat_or_bad_input(data: st.DataObject) -> None:
    body = data.draw(disturbed(json.loads(wire.CHAT_REQUEST)))
    with suppress(BadInput):
        assert isinstance(read_chat(json.dumps(body).encode()), Chat)
