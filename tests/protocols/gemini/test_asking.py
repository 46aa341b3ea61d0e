"""A chat, written for Google: its SDK's types accept it, and reading it back gives the same."""

import json
from typing import Any

import msgspec
import pytest
from google.genai import types
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from tailrace.core.errors import BadInput
from tailrace.protocols.chat import (
    Answer,
    Chat,
    Choice,
    Effort,
    Part,
    Reasoning,
    Text,
    Tool,
    ToolCall,
    Turn,
)
from tailrace.protocols.gemini.asked import read_chat
from tailrace.protocols.gemini.asking import write_chat
from tests.fakes import gemini_wire as wire
from tests.fakes.spoken import FILES, IMAGES, NAMES, SCHEMAS, WORDS, chats

HELLO = Chat(model="gemini-3-pro", turns=(Turn("user", (Text("Hello"),)),))
PARTS: st.SearchStrategy[Part] = WORDS.map(Text) | IMAGES | FILES


class Request(BaseModel):
    """The body of generateContent, out of the SDK's own types."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)

    contents: list[types.Content]
    system_instruction: types.Content | None = None
    tools: list[types.Tool] | None = None
    tool_config: types.ToolConfig | None = None
    generation_config: types.GenerationConfig | None = None


def write(**fields: Any) -> dict[str, Any]:
    body = write_chat(msgspec.structs.replace(HELLO, **fields))
    Request.model_validate_json(body)
    written: dict[str, Any] = json.loads(body)
    return written


def config(**fields: Any) -> Any:
    return write(**fields).get("generationConfig")


@st.composite
def google_chats(draw: st.DrawFn) -> Chat:
    """Return chats with all that Google's format can say."""
    chat = draw(chats(PARTS, vendor="gemini", call_seals=True))
    penalty = st.none() | st.floats(-2, 2)
    efforts: list[Effort | None] = [None, "minimal", "low", "medium", "high", "xhigh"]
    budget = draw(st.none() | st.integers(0, 9000))
    answer = st.builds(Answer, st.just("json_schema"), schema=SCHEMAS)
    choices: list[Choice | None] = [chat.tool_choice, "required" if chat.tools else None]
    return msgspec.structs.replace(
        chat,
        answer=draw(st.just(chat.answer) | answer),
        tool_choice=chat.tool_choice if chat.tool_name else draw(st.sampled_from(choices)),
        top_k=draw(st.none() | st.integers(1, 100)),
        frequency_penalty=draw(penalty),
        presence_penalty=draw(penalty),
        seed=draw(st.none() | st.integers(0, 2**31)),
        stop=tuple(draw(st.lists(NAMES, max_size=2))),
        thinking_tokens=budget,
        effort=draw(st.sampled_from(efforts)) if budget is None else None,
    )


@settings(deadline=None)
@given(google_chats())
def test_what_is_written_is_google_s_and_reads_as_it_was(chat: Chat) -> None:
    body = write_chat(chat)
    Request.model_validate_json(body)
    assert read_chat(body) == chat


def test_a_whole_request() -> None:
    assert json.loads(write_chat(read_chat(wire.CHAT_REQUEST))) == snapshot(
        {
            "contents": [
                {
                    "role": "user",
                    "parts": [
                        {"text": "What is on these?"},
                        {"inlineData": {"mimeType": "image/png", "data": "+/8="}},
                        {
                            "fileData": {
                                "fileUri": "https://example.org/a.pdf",
                                "mimeType": "application/pdf",
                            }
                        },
                    ],
                },
                {
                    "role": "model",
                    "parts": [
                        {"text": "I look at the maps.", "thought": True},
                        {
                            "functionCall": {
                                "id": "call_a1beea5cd16f4e1289522c27",
                                "name": "find",
                                "args": {"q": "mill"},
                            },
                            "thoughtSignature": "c2lnbg==",
                        },
                        {
                            "functionCall": {
                                "id": "call_6c73e7a449c246976d4f34ad",
                                "name": "find",
                                "args": {"q": "dam"},
                            }
                        },
                    ],
                },
                {
                    "role": "user",
                    "parts": [
                        {
                            "functionResponse": {
                                "id": "call_a1beea5cd16f4e1289522c27",
                                "name": "find",
                                "response": {"output": "3 mills"},
                            }
                        },
                        {
                            "functionResponse": {
                                "id": "call_6c73e7a449c246976d4f34ad",
                                "name": "find",
                                "response": {"error": "no such map"},
                            }
                        },
                    ],
                },
                {
                    "role": "model",
                    "parts": [{"text": "Mills."}, {"text": "", "thoughtSignature": "dGV4dA=="}],
                },
                {"role": "user", "parts": [{"text": "Count them."}]},
            ],
            "systemInstruction": {"parts": [{"text": "You are terse."}]},
            "tools": [
                {
                    "functionDeclarations": [
                        {
                            "name": "find",
                            "description": "Finds things on a map.",
                            "parametersJsonSchema": {
                                "type": "object",
                                "properties": {
                                    "q": {"type": "string", "maxLength": 80},
                                    "limit": {"type": ["integer", "null"]},
                                },
                                "required": ["q"],
                            },
                        },
                        {
                            "name": "count",
                            "parametersJsonSchema": {
                                "type": "object",
                                "additionalProperties": False,
                            },
                        },
                    ]
                }
            ],
            "toolConfig": {
                "functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["find"]}
            },
            "generationConfig": {
                "maxOutputTokens": 400,
                "temperature": 0.2,
                "topP": 0.9,
                "topK": 40,
                "frequencyPenalty": -0.5,
                "presencePenalty": 0.5,
                "seed": 7,
                "stopSequences": ["END"],
                "thinkingConfig": {"thinkingBudget": 1024, "includeThoughts": True},
                "responseMimeType": "application/json",
                "responseJsonSchema": {"type": "object", "properties": {"n": {"type": "integer"}}},
            },
        }
    )


@pytest.mark.parametrize(
    ("model", "effort", "thinking"),
    [
        ("gemini-2.5-flash", "low", {"thinkingBudget": 1024, "includeThoughts": True}),
        ("gemini-2.5-flash", "none", {"thinkingBudget": 0}),
        ("gemini-3-pro", "none", {"thinkingBudget": 0}),
        ("gemini-3-pro", "medium", {"thinkingLevel": "MEDIUM", "includeThoughts": True}),
        ("gemini-3-pro", "max", {"thinkingLevel": "XHIGH", "includeThoughts": True}),
    ],
)
def test_effort_in_the_words_of_the_model_s_generation(
    model: str, effort: Effort, thinking: dict[str, Any]
) -> None:
    assert config(model=model, effort=effort) == {"thinkingConfig": thinking}


def test_a_budget_wins_over_an_effort() -> None:
    assert config(effort="low", thinking_tokens=99)["thinkingConfig"]["thinkingBudget"] == 99


def test_another_vendor_s_thoughts_are_left_out() -> None:
    foreign = (Reasoning("Hm.", "anthropic:x"), Reasoning(signature="responses:x", hidden=True))
    written = write(turns=(*HELLO.turns, Turn("assistant", (*foreign, Text("Yes.")))))
    assert written["contents"][1] == {"role": "model", "parts": [{"text": "Yes."}]}


def test_a_call_of_another_model_gets_what_google_takes_for_a_seal() -> None:
    calls = Turn("assistant", (ToolCall("a", "f", "{}", "openai:x"), ToolCall("b", "g", "")))
    skip = "skip_thought_signature_validator"
    signed = [
        part.get("thoughtSignature")
        for part in write(turns=(*HELLO.turns, calls))["contents"][1]["parts"]
    ]
    assert signed == [skip, None]
    older = write(model="gemini-2.5-pro", turns=(*HELLO.turns, calls))["contents"][1]["parts"]
    assert [part.get("thoughtSignature") for part in older] == [None, None]


def test_a_seal_that_stands_before_a_call_is_the_call_s() -> None:
    """Formats without a place for a call's seal keep it in a thought of its own."""
    parts = (Reasoning(signature="gemini:AAAA", hidden=True), ToolCall("a", "f", "{}"))
    written = write(turns=(*HELLO.turns, Turn("assistant", parts)))
    assert written["contents"][1]["parts"] == [
        {"functionCall": {"id": "a", "name": "f", "args": {}}, "thoughtSignature": "AAAA"}
    ]


def test_strict_tools_are_validated() -> None:
    tools = (Tool("f", strict=True), Tool("g"))
    mode = {"functionCallingConfig": {"mode": "VALIDATED"}}
    assert write(tools=tools)["toolConfig"] == mode
    assert write(tools=tools, tool_choice="auto")["toolConfig"] == mode
    forced = write(tools=tools, tool_choice="required", tool_name="f")["toolConfig"]
    assert forced == {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["f"]}}


def test_an_answer_s_description_goes_into_its_schema() -> None:
    answer = Answer("json_schema", "n", {"type": "object"}, description="A count.", strict=True)
    assert config(answer=answer)["responseJsonSchema"] == {
        "type": "object",
        "description": "A count.",
    }


def test_one_call_at_a_time_cannot_be_said() -> None:
    tools = (Tool("f"),)
    write(parallel_tool_calls=True, tools=tools)
    write(parallel_tool_calls=False)
    with pytest.raises(BadInput, match="parallel_tool_calls") as raised:
        write(parallel_tool_calls=False, tools=tools)
    assert raised.value.code == "not_translatable"
