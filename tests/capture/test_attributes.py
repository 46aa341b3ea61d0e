import msgspec
from inline_snapshot import snapshot

from tailrace.capture.attributes import attributes_of
from tailrace.capture.document import Answered, Asked, read_answered, read_asked
from tests.fakes import openai_wire as wire


def test_parameters_without_a_column_are_kept_by_their_conventional_names() -> None:
    asked, answered = read_asked(wire.CHAT_REQUEST), read_answered(wire.CHAT_ANSWER)
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
    assert attributes_of(Asked(), Answered()) == ""


def test_zero_and_false_are_said() -> None:
    assert attributes_of(Asked(temperature=0, seed=0), Answered()) == snapshot(
        '{"gen_ai.request.temperature":0,"gen_ai.request.seed":0}'
    )


def test_the_newer_limit_of_tokens_wins() -> None:
    asked = Asked(max_tokens=5, max_completion_tokens=7)
    assert attributes_of(asked, Answered()) == '{"gen_ai.request.max_tokens":7}'


def test_what_is_long_or_no_parameter_is_left_out() -> None:
    asked = Asked(
        temperature=float("nan"),
        seed=10**30,
        n={"a": 1},
        stop=["ok", "x" * 300, 5],
        service_tier="x" * 300,
        response_format="json",
    )
    answered = Answered(id=["x"], system_fingerprint="")
    assert attributes_of(asked, answered) == '{"gen_ai.request.stop_sequences":["ok"]}'


def test_a_schema_is_json_output() -> None:
    asked = Asked(response_format={"type": "json_schema", "json_schema": {}})
    assert attributes_of(asked, Answered()) == '{"gen_ai.output.type":"json"}'
