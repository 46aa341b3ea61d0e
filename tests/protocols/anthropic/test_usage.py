import pytest
from anthropic.types import Usage as Theirs

from tailrace.core.usage import Usage
from tailrace.protocols.anthropic.usage import read_usage, write_usage


def test_the_prompt_holds_what_the_cache_gave_and_took() -> None:
    counts = {
        "input_tokens": 21,
        "cache_creation_input_tokens": 188,
        "cache_read_input_tokens": 1024,
        "output_tokens": 305,
        "output_tokens_details": {"thinking_tokens": 40},
    }
    assert read_usage(counts) == Usage(1233, 305, 1024, 188, 40)
    assert write_usage(Usage(1233, 305, 1024, 188, 40)) == counts


@pytest.mark.parametrize(
    ("counts", "usage"),
    [
        ({"input_tokens": 3}, Usage(prompt_tokens=3)),
        ({"output_tokens": 3}, Usage(completion_tokens=3)),
        ({"input_tokens": 0, "output_tokens": 0}, Usage(0, 0)),
        ({"input_tokens": 3, "cache_read_input_tokens": 0}, Usage(3, cached_tokens=0)),
        ({"cache_read_input_tokens": 5}, Usage(cached_tokens=5)),
        ({"input_tokens": "3", "output_tokens_details": [1]}, None),
        ({}, None),
        ([], None),
    ],
)
def test_unknown_is_not_zero(counts: object, usage: Usage | None) -> None:
    assert read_usage(counts) == usage


def test_what_must_be_a_number_is_one() -> None:
    Theirs.model_validate(write_usage(Usage()))
    assert write_usage(Usage(3, 1, cached_tokens=5))["input_tokens"] == 0
