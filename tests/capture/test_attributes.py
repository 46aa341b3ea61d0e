import msgspec
from inline_snapshot import snapshot

from tailrace.capture.attributes import attributes_of
from tailrace.capture.document import Asked, read_asked
from tailrace.capture.said.openai import read
from tests.fakes import openai_wire as wire


def test_parameters_without_a_column_are_kept_by_their_conventional_names() -> None:
    asked, answered = read_asked(wire.CHAT_REQUEST), read(wire.CHAT_ANSWER).attributes
    assert msgspec.json.decode(attributes_of(asked, answered)) == snapshot(
        {
            "gen_ai.request.temperature": 0.2,
            "gen_ai.request.max_tokens": 400,
            "gen_ai.request.tool.count": 1,
            "gen_ai.output.type": "json",
            "gen_ai.response.id": "chatcmpl-BfN2kq7w",
            "openai.response.service_tier": "default",
            "openai.response.system_fingerprint": "fp_34a54ae93c",
            "gen_ai.request.stop_sequences": ["END"],
        }
    )


def test_nothing_said_is_nothing_kept() -> None:
    assert attributes_of(Asked(), {}) == ""


def test_zero_and_false_are_said() -> None:
    assert attributes_of(Asked(temperature=0, seed=0), {}) == snapshot(
        '{"gen_ai.request.temperature":0,"gen_ai.request.seed":0}'
    )


def test_the_newer_limit_of_tokens_wins() -> None:
    asked = Asked(max_tokens=5, max_completion_tokens=7)
    assert attributes_of(asked, {}) == '{"gen_ai.request.max_tokens":7}'


def test_what_is_long_or_no_parameter_is_left_out() -> None:
    asked = Asked(
        temperature=float("nan"),
        seed=10**30,
        n={"a": 1},
        stop=["ok", "x" * 300, 5],
        service_tier="x" * 300,
        response_format="json",
    )
    answered = {"gen_ai.response.id": ["x"], "openai.response.system_fingerprint": ""}
    assert attributes_of(asked, answered) == '{"gen_ai.request.stop_sequences":["ok"]}'


def test_a_schema_is_json_output() -> None:
    asked = Asked(response_format={"type": "json_schema", "json_schema": {}})
    assert attributes_of(asked, {}) == '{"gen_ai.output.type":"json"}'


def test_every_dialects_parameters_have_the_same_names() -> None:
    config = (
        b'{"temperature":0.1,"topP":0.9,"topK":40,"maxOutputTokens":9,"candidateCount":2,"seed":1,'
        b'"stopSequences":["END"],"responseMimeType":"application/json",'
        b'"thinkingConfig":{"thinkingLevel":"high"}}'
    )
    bodies = {
        "gemini": b'{"contents":[],"generationConfig":' + config + b"}",
        "anthropic": b'{"max_tokens":9,"top_k":40,"stop_sequences":["END"],'
        b'"output_config":{"effort":"low","format":{"type":"json_schema"}}}',
        "responses": b'{"max_output_tokens":9,"reasoning":{"effort":"low"},'
        b'"text":{"format":{"type":"json_schema"}}}',
    }
    found = {
        name: msgspec.json.decode(attributes_of(read_asked(body), {}))
        for name, body in bodies.items()
    }
    assert found == snapshot(
        {
            "gemini": {
                "gen_ai.request.temperature": 0.1,
                "gen_ai.request.top_p": 0.9,
                "gen_ai.request.top_k": 40,
                "gen_ai.request.max_tokens": 9,
                "gen_ai.request.choice.count": 2,
                "gen_ai.request.seed": 1,
                "gen_ai.request.reasoning.level": "high",
                "gen_ai.output.type": "json",
                "gen_ai.request.stop_sequences": ["END"],
            },
            "anthropic": {
                "gen_ai.request.top_k": 40,
                "gen_ai.request.max_tokens": 9,
                "gen_ai.request.reasoning.level": "low",
                "gen_ai.output.type": "json",
                "gen_ai.request.stop_sequences": ["END"],
            },
            "responses": {
                "gen_ai.request.max_tokens": 9,
                "gen_ai.request.reasoning.level": "low",
                "gen_ai.output.type": "json",
            },
        }
    )
