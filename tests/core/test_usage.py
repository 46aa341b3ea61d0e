"""Unknown is not zero."""

from tailrace.core.usage import Usage


def test_total_of_unknown_is_unknown() -> None:
    assert Usage().total_tokens is None


def test_total_counts_what_is_known() -> None:
    assert Usage(prompt_tokens=3).total_tokens == 3
    assert Usage(prompt_tokens=3, completion_tokens=0).total_tokens == 3
    assert Usage(completion_tokens=0).total_tokens == 0
