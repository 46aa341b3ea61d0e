from typing import Any

import pytest

from tailrace.core.errors import BadInput
from tailrace.gateway.outputs.wanted import (
    Step,
    after_invalid,
    attached,
    inline,
    of_response_format,
)
from tests.gateway.outputs.wishes import CARD, card, view


def test_an_attached_schema_has_its_name_version_and_terms() -> None:
    sample = {"title": "Lamp", "price": 1}
    wanted = card(on_invalid="fallback", max_retries=2, sample=sample)
    assert (wanted.name, wanted.version, wanted.schema) == ("product_card", 3, CARD)
    assert (wanted.on_invalid, wanted.max_retries, wanted.sample) == ("fallback", 2, sample)


def test_each_version_is_kept_apart() -> None:
    assert attached(view(version=1)).key != attached(view(version=2)).key


def test_an_inline_schema_has_no_version_and_the_usual_terms() -> None:
    wanted = inline(CARD)
    assert (wanted.name, wanted.version, wanted.on_invalid) == ("answer", 0, "retry")
    assert wanted.key == inline(dict(CARD), "other").key
    assert wanted.key != inline({}).key


def test_an_inline_schema_that_json_cannot_say_is_refused() -> None:
    deep: Any = {}
    for _ in range(100_000):
        deep = {"x": deep}
    with pytest.raises(BadInput):
        inline(deep)


def test_a_response_format_is_read() -> None:
    form = {"name": "card", "schema": CARD, "strict": True, "description": "A card."}
    wanted = of_response_format({"type": "json_schema", "json_schema": form})
    assert wanted is not None
    assert (wanted.name, wanted.schema, wanted.strict) == ("card", CARD, True)
    assert wanted.description == "A card."


@pytest.mark.parametrize(
    "value",
    [
        None,
        "json_schema",
        {"type": "json_object"},
        {"type": "json_schema"},
        {"type": "json_schema", "json_schema": []},
        {"type": "json_schema", "json_schema": {"name": "x"}},
        {"type": "json_schema", "json_schema": {"schema": True}},
    ],
)
def test_what_has_no_schema_wants_none(value: Any) -> None:
    assert of_response_format(value) is None


def test_odd_members_of_a_response_format_are_left_out() -> None:
    form = {"name": 3, "schema": {}, "strict": "yes", "description": 1}
    wanted = of_response_format({"type": "json_schema", "json_schema": form})
    assert wanted is not None
    assert (wanted.name, wanted.strict, wanted.description) == ("answer", None, "")


@pytest.mark.parametrize(
    ("on_invalid", "repairs", "step"),
    [
        ("retry", 0, "repair"),
        ("retry", 1, "repair"),
        ("retry", 2, "next"),
        ("next_target", 0, "next"),
        ("reject", 0, "reject"),
        ("fallback", 0, "fallback"),
    ],
)
def test_the_terms_say_what_follows(on_invalid: str, repairs: int, step: Step) -> None:
    wanted = card(on_invalid=on_invalid, max_retries=2, sample={"title": "x", "price": 0})
    assert after_invalid(wanted, repairs) == step
