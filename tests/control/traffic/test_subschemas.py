from typing import Any

import pytest

from tailrace.control.traffic.subschemas import ANY_MEMBER, edges_of, find, schemas

A, B, C = {"title": "a"}, {"title": "b"}, {"title": "c"}


def nowhere(reference: str) -> object:
    return None


@pytest.mark.parametrize("keyword", ["not", "if", "then", "else"])
def test_some_keywords_look_at_the_same_value(keyword: str) -> None:
    assert edges_of({keyword: A}, nowhere).together == [A]


@pytest.mark.parametrize("keyword", ["dependentSchemas", "dependencies"])
def test_dependencies_look_at_the_same_value(keyword: str) -> None:
    assert edges_of({keyword: {"x": A, "y": ["z"]}}, nowhere).together == [A]


def test_alternatives_are_kept_apart() -> None:
    edges = edges_of({"allOf": [A], "anyOf": [B, True], "oneOf": [C]}, nowhere)
    assert (edges.together, edges.alternatives) == ([A], [[B], [C]])
    assert list(edges.same()) == [A, B, C]


@pytest.mark.parametrize(
    ("keyword", "value", "below"),
    [
        ("properties", {"x": A, "y": True}, [(".x", A)]),
        ("patternProperties", {"^x": A}, [(ANY_MEMBER, A)]),
        ("additionalProperties", A, [(ANY_MEMBER, A)]),
        ("additionalProperties", False, []),
        ("propertyNames", A, [(ANY_MEMBER, A)]),
        ("items", A, [("[]", A)]),
        ("items", [A, B], [("[]", A), ("[]", B)]),
        ("prefixItems", [A, B], [("[]", A), ("[]", B)]),
        ("contains", A, [("[]", A)]),
        ("properties", 3, []),
        ("unheard", A, []),
    ],
)
def test_some_keywords_look_at_inner_values(keyword: str, value: Any, below: Any) -> None:
    edges = edges_of({keyword: value}, nowhere)
    assert edges.below == below
    assert list(edges.all()) == [inner for _, inner in below]


def test_references_are_followed() -> None:
    edges = edges_of({"$ref": "#/x", "$dynamicRef": "#y"}, {"#/x": A, "#y": True}.get)
    assert edges.together == [A]


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("#", {"a/b": [A, {"~": B}]}),
        ("#/a~1b/0", A),
        ("#/a~1b/1/~0", B),
        ("#/a~1b/2", None),
        ("#/a~1b/x", None),
        ("#/a~1b/0/title/more", None),
        ("#/nothing", None),
    ],
)
def test_a_pointer_leads_to_a_part(pointer: str, found: Any) -> None:
    assert find({"a/b": [A, {"~": B}]}, pointer) == found


def test_what_is_no_subschema_is_left_out() -> None:
    assert schemas([A, True, 3]) == [A]
    assert schemas("x") == []
