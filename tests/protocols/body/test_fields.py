"""A client's object is taken field by field; what nobody takes is refused by its path."""

from collections.abc import Callable

import pytest

from tailrace.core.errors import BadInput
from tailrace.protocols.body.fields import Fields, flattened, read_fields, write_fields
from tailrace.protocols.gemini.words import camel


def refusal(fields: Fields) -> BadInput:
    with pytest.raises(BadInput) as raised:
        fields.end()
    return raised.value


def test_each_type_is_taken() -> None:
    fields = Fields(
        {"t": "x", "b": False, "n": 1, "w": 4.0, "l": ["a"], "o": {"k": [1]}, "s": "a", "z": None}
    )
    assert fields.text("t") == "x"
    assert fields.flag("b") is False
    assert fields.number("n") == 1.0
    assert fields.whole("w") == 4
    assert fields.texts("l") == ("a",)
    assert fields.texts("s") == ("a",)
    assert fields.object("o") == {"k": [1]}
    assert fields.take("z") is None
    fields.end()


def test_what_is_absent_is_not_zero() -> None:
    fields = Fields({"a": None})
    assert fields.number("a") is None
    assert fields.whole("b") is None
    assert fields.flag("c") is None
    assert fields.object("d") is None
    assert fields.child("e") is None
    assert (fields.text("f"), fields.texts("g"), fields.rows("h")) == ("", (), [])


def test_a_field_that_nobody_took_is_refused_by_its_path() -> None:
    fields = Fields({"rows": [{"ok": 1}, {"inner": {"surprise": 1}}]})
    for row in fields.rows("rows"):
        row.hints("ok")
        row.child("inner")
    error = refusal(fields)
    assert error.code == "not_translatable"
    assert "rows.1.inner.surprise" in error.message


def test_a_path_is_spelt_as_the_client_spelt_it() -> None:
    fields = Fields({"tool_config": {"retrieval_config": {}}}, spell=camel)
    assert fields.child("toolConfig") is not None
    assert "tool_config.retrieval_config" in refusal(fields).message


@pytest.mark.parametrize(
    ("value", "take"),
    [
        (1, Fields.text),
        ("", Fields.needed),
        ("1", Fields.flag),
        (True, Fields.number),
        (float("inf"), Fields.number),
        (1.5, Fields.whole),
        (1e300, Fields.whole),
        ([1], Fields.texts),
        (1, Fields.texts),
        ([], Fields.object),
        ([], Fields.child),
        ({}, Fields.rows),
        ([1], Fields.rows),
    ],
)
def test_a_wrong_type_is_bad_input_at_its_path(
    value: object, take: Callable[[Fields, str], object]
) -> None:
    fields = Fields({"a": value}, "outer")
    with pytest.raises(BadInput, match=r"outer\.a") as raised:
        take(fields, "a")
    assert raised.value.code == "bad_input"


def test_a_word_of_no_list_has_no_meaning() -> None:
    words = {"AUTO": 1}
    assert Fields({"m": "AUTO"}).word("m", words) == 1
    assert Fields({"m": "auto"}).word("m", words) == 1
    assert Fields({}).word("m", words) is None
    with pytest.raises(BadInput, match="m 'new'") as raised:
        Fields({"m": "new"}).word("m", words)
    assert raised.value.code == "not_translatable"


def test_a_field_passes_when_it_says_what_is_so_anyway() -> None:
    fields = Fields({"a": 1, "b": False, "c": 0, "d": 2})
    fields.only("a", 1)
    fields.off("b", "c", "e")
    with pytest.raises(BadInput, match="d"):
        fields.only("d", 1)


def test_a_text_or_rows() -> None:
    assert Fields({"a": "x"}).text_or_rows("a") == "x"
    assert Fields({}).text_or_rows("a") == []
    rows = Fields({"a": [{"t": 1}]}).text_or_rows("a")
    assert [row.take("t") for row in rows if isinstance(row, Fields)] == [1]


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b"[" * 3000])
def test_no_object_is_bad_input(body: bytes) -> None:
    with pytest.raises(BadInput, match="no JSON object"):
        read_fields(body)


def test_too_deep_a_value_is_bad_input() -> None:
    deep: list[object] = []
    for _ in range(3000):
        deep = [deep]
    with pytest.raises(BadInput, match="too deep"):
        write_fields(deep)


def test_a_value_as_text() -> None:
    assert flattened("a") == "a"
    assert flattened({"a": [1]}) == '{"a":[1]}'
