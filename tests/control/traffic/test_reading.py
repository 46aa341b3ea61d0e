"""Definitions are read strictly; every mistake is told with its path and the nearest name."""

import pytest

from tailrace.control.traffic.reading import (
    BadDefinition,
    Given,
    Problem,
    checked_json,
    nearest,
    read_field,
    read_fields,
    read_list,
    shown,
)
from tailrace.core.errors import BadInput


def told(given: Given) -> list[str]:
    return [str(problem) for problem in given.problems]


def test_unknown_and_missing_fields_are_told_with_the_nearest_name() -> None:
    given = Given({"nam": 1})
    read_fields(given, ("name", "per"), ("per",))
    assert given.problems == [
        Problem("nam", "This is not a known field.", "Did you mean name?"),
        Problem("per", "This is missing."),
    ]


def test_reading_goes_on_after_a_mistake() -> None:
    given = Given({"a": "x", "b": [1, "two", 3]})
    fields = read_fields(given, ("a", "b"), ())
    assert read_field(fields, "a", lambda g: g.whole(0, 9), 7) == 7
    assert read_field(
        fields, "b", lambda g: read_list(g, lambda each: each.whole(0, 9), 5), ()
    ) == (1, 3)
    assert told(given) == [
        "a: This has to be a whole number, not 'x'.",
        "b[1]: This has to be a whole number, not 'two'.",
    ]


def test_the_error_tells_the_first_and_keeps_all() -> None:
    given = Given({"a": 1})
    read_fields(given, ("b", "c"), ("b", "c"))
    with pytest.raises(BadDefinition) as caught:
        given.settle()
    assert caught.value.message == "a: This is not a known field. (and 2 more)"
    assert [problem.path for problem in caught.value.problems] == ["a", "b", "c"]
    assert caught.value.status == 400


def test_no_mistake_raises_nothing() -> None:
    Given({}).settle()


@pytest.mark.parametrize("value", [3, "text", [], None, True])
def test_a_definition_that_is_no_object_is_told(value: object) -> None:
    given = Given(value)
    assert read_fields(given, ("name",), ("name",)) == {}
    assert told(given) == ["This has to be an object with name."]


def test_null_means_left_out() -> None:
    fields = read_fields(Given({"a": None}), ("a",), ())
    assert read_field(fields, "a", Given.text, "usual") == "usual"


@pytest.mark.parametrize("value", [True, 1.5, "1", None])
def test_a_whole_number_is_nothing_else(value: object) -> None:
    with pytest.raises(BadInput, match="whole number"):
        Given(value).whole(0, 9)


def test_bounds_belong_to_the_range() -> None:
    assert [Given(n).whole(1, 3) for n in (1, 3)] == [1, 3]
    for outside in (0, 4):
        with pytest.raises(BadInput, match="1 to 3"):
            Given(outside).whole(1, 3)


def test_other_kinds_are_refused() -> None:
    with pytest.raises(BadInput, match="a text, not 1"):
        Given(1).text()
    with pytest.raises(BadInput, match="true or false, not 'yes'"):
        Given("yes").flag()
    with pytest.raises(BadInput, match="a list, not an object"):
        Given({}).items(3)
    with pytest.raises(BadInput, match="at most 1"):
        Given([1, 2]).items(1)
    with pytest.raises(BadInput, match="an object, not a list"):
        Given([]).json_object()
    with pytest.raises(BadInput, match="'stp' is not known here") as caught:
        Given("stp").one_of(("stop", "go"))
    assert caught.value.hint == "Did you mean stop?"


def test_what_is_far_from_everything_gets_the_list() -> None:
    assert nearest("xyz", ("stop", "go")) == "Known here: stop, go."
    assert nearest("xyz", ()) == "There is none yet."


def test_a_message_repeats_little() -> None:
    assert shown("x" * 1000).endswith("…")
    assert len(shown("x" * 1000)) < 70
    assert [shown(value) for value in (None, True, [1], {"a": 1}, 10**5000)] == [
        "null",
        "true",
        "a list",
        "an object",
        "a very large number",
    ]


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (float("nan"), "JSON cannot say"),
        ({"a": [float("inf")]}, "JSON cannot say"),
        ({1: "a"}, "key that is not a text"),
        ([b"bytes"], "JSON cannot say"),
        (2**53, "too large"),
        ("\ud800", "not Unicode"),
        ({"\ud800": 1}, "not Unicode"),
        (nested(50), "nested more than 40 deep"),
        (nested(100_000), "nested more than 40 deep"),
        ("x" * 300_000, "at most 262144"),
    ],
)
def test_what_json_cannot_say_is_refused(value: object, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        checked_json(value)


@pytest.mark.parametrize("value", [None, True, 1.5, 2**53 - 1, "ü", {"a": [{}, []]}, nested(39)])
def test_json_passes(value: object) -> None:
    assert Given(value).json() == value
