import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.protocols.body.document import read_anything, read_object, to_json


@pytest.mark.parametrize("body", [b"", b"null", b"[1]", b"{", b"{} {}", b"[" * 100_000])
def test_what_is_no_object_says_nothing(body: bytes) -> None:
    assert read_object(body) is None


def test_broken_characters_do_not_lose_the_document() -> None:
    assert read_object(b'{"a":"caf\xe9"}') == {"a": "caf\ufffd"}
    assert read_object(b'\xef\xbb\xbf{"a":1}') == {"a": 1}


def test_halves_of_surrogate_pairs_become_replacement_characters() -> None:
    body = rb'{"a":"\ud83d cut","b":"\ud83d\ude00","c":"\\ud83d","d":"\ude00\ud83d"}'
    assert read_object(body) == {
        "a": "\ufffd cut",
        "b": "\U0001f600",
        "c": "\\ud83d",
        "d": "\ufffd\ufffd",
    }


@given(st.binary())
def test_whatever_is_read_can_be_written(body: bytes) -> None:
    assert isinstance(to_json(read_anything(body)), bytes)


def test_what_is_nested_too_deep_is_written_as_nothing() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert to_json(deep) == b""
    while deep:  # take it apart: freeing it in one go would overflow the C stack
        deep = deep.pop()  # type: ignore[assignment]
