from typing import Any

import msgspec
import pytest
from inline_snapshot import snapshot

from tailrace.core.errors import BadInput
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
from tailrace.protocols.openai.read_chat import read_chat

CALLS: list[dict[str, Any]] = [
    {"id": "call_a", "type": "function", "function": {"name": "get_level", "arguments": '{"g":7}'}},
    {"id": "call_b", "type": "function", "function": {"name": "get_flow", "arguments": "{}"}},
]
EVERYTHING: dict[str, Any] = {
    "model": "gpt-5",
    "messages": [
        {"role": "system", "content": "You are terse."},
        {"role": "developer", "content": [{"type": "text", "text": "Answer in German."}]},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {
                    "type": "image_url",
                    "image_url": {"url": "data:image/png;base64,aGk=", "detail": "low"},
                },
            ],
        },
        {
            "role": "assistant",
            "content": None,
            "refusal": None,
            "annotations": [],
            "audio": None,
            "function_call": None,
            "reasoning_content": "A gauge.",
            "tool_calls": CALLS,
        },
        {"role": "tool", "tool_call_id": "call_a", "content": "3 m"},
        {"role": "tool", "tool_call_id": "call_b", "content": [{"type": "text", "text": "9"}]},
        {"role": "user", "content": "Go on."},
        {"role": "system", "content": "Be quick."},
    ],
    "tools": [
        {
            "type": "function",
            "function": {
                "name": "get_level",
                "description": "A gauge's level",
                "parameters": {"type": "object"},
                "strict": True,
            },
        }
    ],
    "tool_choice": {"type": "function", "function": {"name": "get_level"}},
    "parallel_tool_calls": False,
    "response_format": {
        "type": "json_schema",
        "json_schema": {"name": "level", "schema": {"type": "object"}, "strict": True},
    },
    "max_completion_tokens": 300,
    "temperature": 1,
    "top_p": 0.5,
    "frequency_penalty": 0.1,
    "presence_penalty": 0.2,
    "seed": 7,
    "stop": "END",
    "reasoning_effort": "low",
    "stream": True,
    "stream_options": {"include_usage": True},
    "user": "u_17",
    "n": 1,
    "logprobs": False,
    "modalities": ["text"],
    "metadata": {"team": "water"},
    "store": True,
    "service_tier": "auto",
    "prompt_cache_key": "k",
    "safety_identifier": "s",
}


def read(**fields: Any) -> Chat:
    asked = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]} | fields
    return read_chat(msgspec.json.encode(asked))


def refusal(**fields: Any) -> str:
    with pytest.raises(BadInput) as refused:
        read(**fields)
    what = refused.value.message.removesuffix(" be said to a provider that speaks another format.")
    return f"{refused.value.code}: {what}"


def test_a_request_is_read_whole() -> None:
    assert read(**EVERYTHING) == Chat(
        model="gpt-5",
        system=(Text("You are terse."), Text("Answer in German."), Text("Be quick.")),
        turns=(
            Turn(
                "user",
                (
                    Text("What is this?"),
                    Image(media_type="image/png", data="aGk=", detail="low"),
                ),
            ),
            Turn(
                "assistant",
                (
                    Reasoning("A gauge."),
                    ToolCall("call_a", "get_level", '{"g":7}'),
                    ToolCall("call_b", "get_flow", "{}"),
                ),
            ),
            Turn(
                "user",
                (
                    ToolResult("call_a", (Text("3 m"),), "get_level"),
                    ToolResult("call_b", (Text("9"),), "get_flow"),
                    Text("Go on."),
                ),
            ),
        ),
        tools=(Tool("get_level", "A gauge's level", {"type": "object"}, strict=True),),
        tool_choice="required",
        tool_name="get_level",
        parallel_tool_calls=False,
        answer=Answer("json_schema", "level", {"type": "object"}, strict=True),
        max_tokens=300,
        temperature=1.0,
        top_p=0.5,
        frequency_penalty=0.1,
        presence_penalty=0.2,
        seed=7,
        stop=("END",),
        effort="low",
        stream=True,
        user="u_17",
    )


def test_little_is_enough() -> None:
    assert read() == Chat(model="m", turns=(Turn("user", (Text("Hi"),)),))
    assert read(max_tokens=5, stop=["a", "b"], tool_choice="none").stop == ("a", "b")
    assert read(response_format={"type": "json_object"}).answer == Answer("json_object")
    assert read(response_format={"type": "text"}).answer == Answer()


def test_seals_come_back_where_they_were_given() -> None:
    call = CALLS[0] | {"extra_content": {"google": {"thought_signature": "gemini:Cs"}}, "index": 0}
    details = [{"type": "reasoning.text", "text": "Hm.", "signature": "anthropic:Eq", "index": 0}]
    message = {"role": "assistant", "reasoning_details": details, "tool_calls": [call]}
    assert read(messages=[message]).turns[0].parts == (
        Reasoning("Hm.", "anthropic:Eq"),
        ToolCall("call_a", "get_level", '{"g":7}', "gemini:Cs"),
    )


def test_what_openais_sdk_leaves_in_an_answer_is_dropped() -> None:
    function = CALLS[0]["function"] | {"parsed_arguments": {"g": 7}}
    call = CALLS[0] | {"function": function, "index": 0}
    message = {"role": "assistant", "parsed": None, "annotations": None, "tool_calls": [call]}
    assert read(messages=[message]).turns[0].parts == (ToolCall("call_a", "get_level", '{"g":7}'),)


def test_a_refusal_is_words() -> None:
    parts = [{"type": "refusal", "refusal": "I will not."}]
    for message in ({"content": parts}, {"refusal": "I will not."}):
        turns = read(messages=[{"role": "assistant", **message}]).turns
        assert turns == (Turn("assistant", (Text("I will not."),)),)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n", 2),
        ("logprobs", True),
        ("top_logprobs", 3),
        ("logit_bias", {"50256": -100}),
        ("audio", {"voice": "alloy", "format": "wav"}),
        ("modalities", ["text", "audio"]),
        ("functions", [{"name": "f"}]),
        ("function_call", "auto"),
        ("prediction", {"type": "content", "content": "a"}),
        ("web_search_options", {"search_context_size": "low"}),
        ("verbosity", "low"),
        ("never_heard_of", 1),
    ],
)
def test_what_no_other_format_can_say_is_refused_by_name(field: str, value: object) -> None:
    assert refusal(**{field: value}).startswith(f"not_translatable: {field} cannot")


def test_refusals_name_the_place() -> None:
    audio = {"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}
    user = {"role": "user", "content": "Hi"}
    call = CALLS[0] | {"extra_content": {"other": 1}}
    assert [
        refusal(messages=[user, {"role": "user", "content": [audio]}]),
        refusal(messages=[user | {"name": "Bob"}]),
        refusal(messages=[user, {"role": "function", "name": "f", "content": ""}]),
        refusal(messages=[{"role": "assistant", "audio": {"id": "a"}}]),
        refusal(messages=[{"role": "assistant", "tool_calls": [call]}]),
        refusal(
            messages=[{"role": "user", "content": [{"type": "file", "file": {"file_id": "f"}}]}]
        ),
        refusal(tools=[{"type": "custom", "custom": {"name": "f"}}]),
        refusal(tool_choice={"type": "allowed_tools", "allowed_tools": {}}),
        refusal(reasoning_effort="extreme"),
        refusal(max_tokens="many"),
        refusal(messages="Hi"),
    ] == snapshot(
        [
            "not_translatable: messages.1.content.0.type ('input_audio') cannot",
            "not_translatable: messages.0.name cannot",
            "not_translatable: messages.1.role ('function') cannot",
            "not_translatable: messages.0.audio cannot",
            "not_translatable: messages.0.tool_calls.0.extra_content cannot",
            "not_translatable: messages.0.content.0.file.file_id cannot",
            "not_translatable: tools.0.type ('custom') cannot",
            "not_translatable: tool_choice.type ('allowed_tools') cannot",
            "not_translatable: reasoning_effort ('extreme') cannot",
            "bad_input: max_tokens: Expected `int | null`, got `str`.",
            "bad_input: messages: Expected `array`, got `str`.",
        ]
    )
