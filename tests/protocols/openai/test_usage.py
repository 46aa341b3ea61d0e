from typing import Any

import pytest

from tailrace.core.usage import Usage
from tailrace.protocols.openai.usage import has_audio, read_usage


def test_chat_usage_with_its_details() -> None:
    assert read_usage(
        {
            "prompt_tokens": 412,
            "completion_tokens": 45,
            "total_tokens": 457,
            "prompt_tokens_details": {"cached_tokens": 128, "cache_write_tokens": 3},
            "completion_tokens_details": {"reasoning_tokens": 0},
        }
    ) == Usage(412, 45, 128, 3, 0)


def test_the_newer_names() -> None:
    assert read_usage(
        {
            "input_tokens": 9,
            "output_tokens": 4,
            "input_tokens_details": {"cached_tokens": 1},
            "output_tokens_details": {"reasoning_tokens": 2},
        }
    ) == Usage(9, 4, 1, None, 2)


def test_embeddings_say_nothing_of_a_completion() -> None:
    assert read_usage({"prompt_tokens": 7, "total_tokens": 7}) == Usage(prompt_tokens=7)


@pytest.mark.parametrize("usage", [None, {}, [], "12", 7, {"total_tokens": 3}, {"prompt": 1}])
def test_no_usage_is_unknown(usage: Any) -> None:
    assert read_usage(usage) is None


@pytest.mark.parametrize("count", [-1, 2**32, 10**30, True, "5", None, 1.5, [], {}, float("inf")])
def test_what_cannot_be_a_count_is_unknown(count: Any) -> None:
    usage = {"prompt_tokens": count, "completion_tokens": 2}
    assert read_usage(usage) == Usage(completion_tokens=2)


def test_zero_and_whole_floats_are_counts() -> None:
    assert read_usage({"prompt_tokens": 0, "completion_tokens": 12.0}) == Usage(0, 12)
    assert read_usage({"prompt_tokens": 2**32 - 1}) == Usage(2**32 - 1)


def test_details_that_are_no_object_are_unknown() -> None:
    usage = {"prompt_tokens": 1, "prompt_tokens_details": 5, "completion_tokens_details": None}
    assert read_usage(usage) == Usage(1)


def test_audio_tokens_are_noticed() -> None:
    assert has_audio({"prompt_tokens_details": {"audio_tokens": 3}})
    assert has_audio({"output_tokens_details": {"audio_tokens": 3}})
    assert not has_audio({"prompt_tokens_details": {"audio_tokens": 0}})
    assert not has_audio(None)
