from typing import Any

import pytest

from tailrace.core.usage import Usage
from tailrace.protocols.gemini.usage import read_usage, write_usage


def test_thoughts_are_a_part_of_the_completion_here_but_not_there() -> None:
    counts = {
        "promptTokenCount": 412,
        "candidatesTokenCount": 45,
        "thoughtsTokenCount": 120,
        "cachedContentTokenCount": 128,
        "totalTokenCount": 577,
    }
    assert read_usage(counts) == Usage(412, 165, 128, None, 120)
    assert write_usage(Usage(412, 165, 128, None, 120)) == counts


def test_a_count_that_is_left_out_is_what_the_total_leaves() -> None:
    assert read_usage({"promptTokenCount": 9, "totalTokenCount": 9}) == Usage(9, 0)
    assert read_usage({"promptTokenCount": 9, "totalTokenCount": 12}, final=False) == Usage(9, 3)
    assert read_usage(
        {"promptTokenCount": 9, "thoughtsTokenCount": 4, "totalTokenCount": 13}
    ) == Usage(9, 4, reasoning_tokens=4)


def test_a_stream_that_has_not_ended_has_not_said_zero() -> None:
    assert read_usage({"promptTokenCount": 9, "totalTokenCount": 9}, final=False) == Usage(9)


def test_results_of_google_s_tools_are_prompt_too() -> None:
    counts = {"promptTokenCount": 9, "toolUsePromptTokenCount": 5, "candidatesTokenCount": 1}
    assert read_usage(counts) == Usage(14, 1)


def test_unknown_stays_unknown() -> None:
    assert write_usage(Usage(prompt_tokens=3)) == {"promptTokenCount": 3, "totalTokenCount": 3}
    assert read_usage({"candidatesTokenCount": 1}) == Usage(None, 1)


@pytest.mark.parametrize(
    "counts", [None, {}, [], 3, {"promptTokenCount": -1}, {"promptTokenCount": "3"}]
)
def test_no_counts(counts: Any) -> None:
    assert read_usage(counts) is None
