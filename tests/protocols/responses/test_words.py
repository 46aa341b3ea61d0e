import pytest

from tailrace.protocols.chat import Effort, Finish
from tailrace.protocols.responses.words import digest, effort_for, finish_of, response_id


@pytest.mark.parametrize(
    ("tokens", "effort"), [(0, None), (1, "low"), (9000, "medium"), (99_999, "high")]
)
def test_a_budget_becomes_the_nearest_effort(tokens: int, effort: Effort | None) -> None:
    assert effort_for(tokens) == effort


@pytest.mark.parametrize(
    ("response", "called", "finish"),
    [
        ({"status": "completed"}, False, "stop"),
        ({"status": "completed"}, True, "tool_calls"),
        ({}, False, "stop"),
        (
            {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
            1,
            "length",
        ),
        ({"status": "incomplete", "incomplete_details": {"reason": "steered"}}, False, "other"),
        ({"status": "incomplete", "incomplete_details": None}, False, None),
        ({"status": []}, False, None),
        ({"output": [{"content": [{"type": "refusal"}]}]}, False, "content_filter"),
        ({"output": [1, {"content": 2}, {"content": [3]}]}, False, "stop"),
    ],
)
def test_why_it_stopped(response: dict[str, object], called: bool, finish: Finish | None) -> None:
    assert finish_of(response, called=bool(called)) == finish


def test_ids_have_openai_s_form_and_are_the_same_again() -> None:
    assert response_id("resp_1") == "resp_1"
    assert response_id("msg_1") == "resp_msg_1"
    assert response_id("", 1, "m") == response_id("", 1, "m") == f"resp_{digest(1, 'm')}"
