from typing import get_args

import pytest

from tailrace.core.record import ErrorClass
from tailrace.gateway.routing.judge import Health, Verdict, health, judge


@pytest.mark.parametrize(
    ("status", "verdict", "said"),
    [
        (429, "next", "ill"),
        (408, "next", "ill"),
        (500, "next", "ill"),
        (502, "next", "ill"),
        (529, "next", "ill"),
        (401, "elsewhere", "ill"),
        (402, "elsewhere", "unknown"),
        (403, "elsewhere", "unknown"),
        (404, "elsewhere", "unknown"),
        (410, "elsewhere", "unknown"),
        (400, "stop", "unknown"),
        (409, "stop", "unknown"),
        (413, "stop", "unknown"),
        (422, "stop", "unknown"),
    ],
)
def test_a_status_tells_whose_fault_it_was(status: int, verdict: Verdict, said: Health) -> None:
    assert (judge(status, ""), health(status, "")) == (verdict, said)


@pytest.mark.parametrize(
    ("error_class", "verdict", "said"),
    [
        ("timeout", "next", "ill"),
        ("network", "next", "ill"),
        ("server_error", "next", "ill"),
        ("rate_limited", "next", "ill"),
        ("invalid_output", "next", "unknown"),
        ("blocked", "stop", "unknown"),
    ],
)
def test_what_the_gateway_saw_beats_the_status(
    error_class: ErrorClass, verdict: Verdict, said: Health
) -> None:
    assert (judge(200, error_class), health(200, error_class)) == (verdict, said)


def test_an_answer_says_that_its_target_is_well() -> None:
    assert health(200, "") == "well"


def test_each_class_of_error_has_its_verdict() -> None:
    for error_class in get_args(ErrorClass):
        assert judge(400, error_class) in get_args(Verdict)
        assert health(400, error_class) in get_args(Health)
