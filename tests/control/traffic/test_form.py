import socket
import time
from typing import Any

import pytest

from tailrace.control.traffic.form import Form
from tailrace.control.traffic.misfit import Misfit
from tailrace.core.errors import BadInput
from tests.control.traffic.hostile import (
    clique,
    doubling,
    expression,
    nested,
    sum_of,
    twice,
)

TOO_MUCH = Misfit("", "The value is too large or nested too deeply to be checked.")
CPU_S = 3.0
"""Far more than the bounds allow, far less than the years that they prevent."""


def test_a_valid_value_has_no_misfit() -> None:
    form = Form({"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}})
    assert form.misfit({"a": 1}) is None
    assert form.misfit({"a": "x"}) == Misfit("/a", 'The value is not of type "integer".')
    assert form.misfit({}) == Misfit("", '"a" is a required property.')


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"type": "strin"}, "/type"),
        ({"properties": {"a/b": {"type": 3}}}, "/properties/a~1b"),
        ({"pattern": "("}, "regex"),
        ({"pattern": "^(?:a{1,1000}){1,1000}$"}, "regex"),
        ({"$ref": "#/$defs/x"}, "does not exist"),
        ({"$schema": "http://127.0.0.1:9/x.json"}, "Unknown meta-schema"),
        (nested(60, {"type": "string"}, "properties"), "nested"),
        ({"description": "x" * 300_000}, "bytes"),
        (clique(4), "itself"),
    ],
)
def test_what_cannot_be_used_is_refused(schema: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        Form(schema)


@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef", "$schema"])
def test_nothing_is_ever_fetched(keyword: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.json"
        for place in (address, f"{address}#/y", "file:///etc/hostname"):
            with pytest.raises(BadInput):
                Form({keyword: place})
        with pytest.raises(BadInput):
            Form({"$id": address, "properties": {"a": {"$ref": "y.json"}}})
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (doubling(12, {"type": "integer"}), 1),
        (doubling(12, {"type": "integer"}, "anyOf"), "x"),
        (doubling(8, {"properties": {"x": {"$ref": "#/$defs/a0"}}}), nested(40, 1)),
        (twice("oneOf"), nested(40, {"y": 1})),
        (twice("allOf"), nested(40, {"y": 1})),
        (twice("oneOf"), nested(12, {"y": 1})),
        ({"pattern": r"^(a+)+$"}, "a" * 50_000 + "!"),
        ({"pattern": r"^(?=(a+)+$)(a|aa)+$"}, "a" * 5_000 + "!"),
        ({"items": {"pattern": r"(a|aa)+\1$"}}, ["a" * 2_000 + "!"] * 1_000),
        ({"not": {"items": {"pattern": r"(\w+)\1\1$"}}}, ["ab" * 2_000 + "!"] * 1_000),
        ({"uniqueItems": True}, [[n % 2, n] for n in range(20_000)]),
        (expression(), sum_of(90, "x")),
    ],
)
def test_no_check_runs_for_long(schema: dict[str, Any], value: Any) -> None:
    form = Form(schema)
    before_s = time.process_time()
    form.misfit(value)
    assert time.process_time() - before_s < CPU_S


def test_a_value_that_could_take_long_is_not_checked() -> None:
    assert Form(twice("anyOf")).misfit(nested(60, {})) == TOO_MUCH
    assert Form(twice("anyOf")).misfit(nested(5, {})) is None
    assert Form({}).misfit(nested(101, 1)) == TOO_MUCH
    assert Form({}).misfit(nested(100, 1)) is None


def test_deep_alternatives_that_a_constant_tells_apart_are_checked() -> None:
    """The library looks into one of them only; else `effort.py` would have to count all."""
    for keyword in ("anyOf", "oneOf"):
        form = Form(expression(keyword))
        before_s = time.process_time()
        assert form.misfit(sum_of(45)) is None
        assert form.misfit(sum_of(45, "x")) == Misfit(
            "/left" * 45 + "/value", 'The value is not of type "number".'
        )
        assert time.process_time() - before_s < CPU_S


def test_a_pattern_that_goes_back_and_forth_is_a_miss() -> None:
    form = Form({"pattern": r"(\w+)\1\1$"})
    assert form.misfit("abcabcabc") is None
    assert form.misfit("ab" * 20_000 + "!") is not None


def test_patterns_that_pydantic_writes_are_understood() -> None:
    form = Form({"pattern": r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$"})
    assert form.misfit("12.50") is None
    assert form.misfit("x") is not None


def test_text_that_is_not_unicode_is_a_miss() -> None:
    assert Form({"type": "string"}).misfit("\ud800") is not None
