import pytest

from tailrace.protocols.body.tokens import MOST_TOKENS, count_of


@pytest.mark.parametrize(
    ("counts", "count"),
    [
        ({"a": 3, "b": 4}, 3),
        ({"a": None, "b": 4}, 4),
        ({"a": 3.0}, 3),
        ({"a": 0}, 0),
        ({"a": MOST_TOKENS + 1}, None),
        ({"a": -1}, None),
        ({"a": True}, None),
        ({"a": "3"}, None),
        ({"a": float("inf")}, None),
        ({}, None),
    ],
)
def test_only_what_can_be_a_count_is_one(counts: dict[str, object], count: int | None) -> None:
    assert count_of(counts, "a", "b") == count
