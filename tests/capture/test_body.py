import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.capture.body import Body, keep, worse


def test_a_short_body_is_stored_whole() -> None:
    assert keep(b'{"a":1}', limit=7, wanted=True) == Body('{"a":1}', 7, "stored")


def test_a_long_body_loses_its_middle() -> None:
    body = keep(b"a" * 50 + b"-" * 900 + b"z" * 50, limit=100, wanted=True)
    assert body == Body("a" * 50 + "\n[… 900 bytes cut …]\n" + "z" * 50, 1000, "cut")


def test_an_unwanted_body_leaves_only_its_size() -> None:
    assert keep(b"secret", limit=100, wanted=False) == Body(None, 6, "withheld")


def test_no_body_is_none() -> None:
    assert keep(b"", limit=100, wanted=True) == keep(b"", limit=100, wanted=False) == Body()


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert keep(b"caf\xe9", limit=100, wanted=True).text == "caf\ufffd"


def test_a_cut_does_not_split_a_character() -> None:
    text = keep("💧".encode() * 100, limit=102, wanted=True).text
    assert text == "💧" * 12 + "\n[… 300 bytes cut …]\n" + "💧" * 13


@given(st.binary(), st.integers(0, 40))
def test_any_bytes_become_text_of_a_bounded_length(data: bytes, limit: int) -> None:
    body = keep(data, limit=limit, wanted=True)
    assert body.size == len(data)
    assert len((body.text or "").encode()) <= 3 * (limit + 8) + 40


@given(st.text(), st.integers(8, 40))
def test_a_cut_text_gets_no_broken_characters(text: str, limit: int) -> None:
    kept = keep(text.encode(), limit=limit, wanted=True).text or ""
    assert kept.count("\ufffd") <= text.count("\ufffd")


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("none", "stored", "stored"),
        ("cut", "stored", "cut"),
        ("withheld", "none", "withheld"),
        ("none", "none", "none"),
    ],
)
def test_a_record_tells_the_worse_of_its_bodies(one: str, other: str, both: str) -> None:
    assert worse(one, other) == worse(other, one) == both  # type: ignore[arg-type]
