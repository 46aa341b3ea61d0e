"""What an answer of the Responses API says."""

from typing import Any

import pytest

from tailrace.capture.price import Terms
from tailrace.capture.said.responses import of, read
from tailrace.core.usage import Usage
from tests.fakes import responses_wire as wire


def test_an_answer_says_its_facts() -> None:
    answer = read(wire.ANSWER)
    assert (answer.model, answer.finish_reason) == ("gpt-5-mini-2025-08-07", "completed")
    assert answer.usage == Usage(412, 165, 128, None, 120)
    assert answer.attributes["gen_ai.response.id"] == "resp_7"
    assert answer.preview() == "Water away."
    assert answer.error is None


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
         "max_output_tokens"),
        ({"status": "incomplete", "incomplete_details": 5}, "incomplete"),
        ({"status": "in_progress"}, ""),
        ({"status": ["x"]}, ""),
    ],
)  # fmt: skip
def test_why_it_stopped(response: dict[str, Any], reason: str) -> None:
    assert of(response).finish_reason == reason


def test_a_refusal_is_said_and_calls_where_nothing_else_is() -> None:
    assert read(wire.REFUSED).preview() == "I cannot."
    assert of({"output": [wire.REASONING, wire.CALL]}).preview() == 'find({"q":"mill"})'
    assert of({"output": "x"}).preview() == ""


def test_the_service_tier_and_audio_decide_the_price() -> None:
    assert of({"service_tier": "flex"}).terms == Terms(tier="flex")
    assert of({"usage": {"output_tokens_details": {"audio_tokens": 1}}}).terms is None


def test_an_error_is_told() -> None:
    assert of({"status": "failed", "error": {"code": "server_error"}}).error == {
        "code": "server_error"
    }
