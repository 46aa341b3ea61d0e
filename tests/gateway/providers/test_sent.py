import json
from typing import Any

import pytest

from tailrace.gateway.providers.asked import read_chat, read_contents, read_messages
from tailrace.gateway.providers.sent import request_body, with_defaults

VALUE = b'{"n": 1.000, "e": "\\u00e9",  "big": 12345678901234567890123}'
PRETTY = b'{\n "model" : "openai/gpt-4o",\n "x": ' + VALUE + b"\n}"


def body(**members: Any) -> bytes:
    return json.dumps(members).encode()


def test_a_body_without_need_of_change_passes_byte_for_byte() -> None:
    data = PRETTY.replace(b"openai/", b"")
    assert request_body(read_chat(data), "gpt-4o") is data


def test_only_the_model_changes_and_values_keep_their_bytes() -> None:
    sent = request_body(read_chat(PRETTY), "gpt-4o")
    assert json.loads(sent)["model"] == "gpt-4o"
    assert VALUE in sent


def test_the_model_also_changes_in_loose_json() -> None:
    sent = request_body(read_chat(b'{"model": "a/m", "x": "\\ud83d", "y": NaN}'), "m")
    assert sent == b'{"model":"m","x":"\\ud83d","y":NaN}'


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({}, {"include_usage": True}),
        ({"stream_options": None}, {"include_usage": True}),
        (
            {"stream_options": {"include_obfuscation": False}},
            {"include_obfuscation": False, "include_usage": True},
        ),
        ({"stream_options": {"include_usage": False}}, {"include_usage": True}),
        ({"stream_options": "bad"}, "bad"),
    ],
)
def test_a_streams_usage_is_asked_for(options: dict[str, Any], sent: Any) -> None:
    ask = read_chat(body(model="m", stream=True, **options))
    assert json.loads(request_body(ask, "m"))["stream_options"] == sent


def test_a_stream_that_asks_for_usage_itself_passes_byte_for_byte() -> None:
    data = body(model="m", stream=True, stream_options={"include_usage": True})
    assert request_body(read_chat(data), "m") is data


def test_only_openais_streams_are_asked_for_their_usage() -> None:
    data = body(model="m", stream=True)
    assert request_body(read_messages(data), "m", "anthropic") is data


def test_a_gemini_body_has_no_model_to_change() -> None:
    ask = read_contents(b"{}", model="gemini/flash", streamed=False)
    assert request_body(ask, "flash", "gemini") == b"{}"


PARAMETERS = {
    "temperature": 0.5,
    "max_tokens": 9,
    "stop": "END",
    "reasoning_effort": "low",
    "seed": 7,
}


@pytest.mark.parametrize(
    ("dialect", "given", "added"),
    [
        ("openai", {}, PARAMETERS),
        ("openai", {"temperature": 0, "max_completion_tokens": 5}, {"seed": 7}),
        ("openai", {"temperature": None}, {"temperature": 0.5}),
        (
            "responses",
            {"reasoning": {"summary": "auto"}},
            {"max_output_tokens": 9, "reasoning": {"summary": "auto", "effort": "low"}},
        ),
        ("anthropic", {}, {"max_tokens": 9, "stop_sequences": ["END"]}),
        ("anthropic", {"max_tokens": 5}, {"max_tokens": 5}),
        (
            "gemini",
            {"generationConfig": {"temperature": 1}},
            {
                "generationConfig": {
                    "temperature": 1,
                    "maxOutputTokens": 9,
                    "stopSequences": ["END"],
                    "seed": 7,
                }
            },
        ),
    ],
)
def test_a_workflows_parameters_fill_in_what_the_caller_did_not_say(
    dialect: str, given: dict[str, Any], added: dict[str, Any]
) -> None:
    filled = json.loads(with_defaults(body(model="m", **given), PARAMETERS, dialect))
    assert filled.items() >= added.items()
    assert all(filled[name] == value for name, value in given.items() if value == 0)
    assert "max_tokens" not in filled or "max_completion_tokens" not in filled


def test_without_parameters_the_body_is_untouched() -> None:
    assert with_defaults(PRETTY, {}, "openai") is PRETTY
