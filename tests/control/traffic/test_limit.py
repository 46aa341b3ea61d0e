"""What a limit may say; money is exact; names follow what is said."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.control.traffic.limit import PERS, UNITS, WINDOWS, LimitSpec, read_limit
from tailrace.control.traffic.reading import BadDefinition


def problems(definition: object) -> list[str]:
    with pytest.raises(BadDefinition) as caught:
        read_limit(definition)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("definition", "spec"),
    [
        (
            {"per": "user", "requests": "120/minute", "burst": 20},
            LimitSpec("user requests 120/minute", "user", "requests", 120, "minute", 20),
        ),
        (
            {"per": "project", "cost_usd": "50/day"},
            LimitSpec("project cost_usd 50/day", "project", "micro_usd", 50_000_000, "day"),
        ),
        (
            {"per": "key", "tokens": "1000/minute", "workflow": "summary", "key": "ci"},
            LimitSpec(
                "key tokens 1000/minute workflow summary key ci",
                "key",
                "tokens",
                1000,
                "minute",
                None,
                "summary",
                "ci",
            ),
        ),
        (
            {"name": "trial", "per": "ip", "cost_usd": "0.000001/month"},
            LimitSpec("trial", "ip", "micro_usd", 1, "month"),
        ),
    ],
)
def test_a_definition_is_read_as_written(definition: dict[str, Any], spec: LimitSpec) -> None:
    assert read_limit(definition) == spec
    assert spec.definition() == definition


@pytest.mark.parametrize(
    ("field", "rate", "message"),
    [
        ("requests", "1/month", "'month' is not a time"),
        ("tokens", "1/hour", "'hour' is not a time"),
        ("cost_usd", "1/minute", "'minute' is not a time"),
        ("requests", "1.5/minute", "whole number"),
        ("requests", "0/minute", "more than 0"),
        ("cost_usd", "0.0000001/day", "not an amount per time"),
        ("cost_usd", "999999999999999/day", "at most"),
        ("requests", "-1/minute", "not an amount per time"),
        ("requests", "many", "not an amount per time"),
        ("requests", "٣/minute", "not an amount per time"),
        ("requests", 120, "has to be a text"),
    ],
)
def test_an_amount_that_cannot_be_is_told(field: str, rate: object, message: str) -> None:
    (problem,) = problems({"per": "user", field: rate})
    assert problem.startswith(f"{field}: ")
    assert message in problem


def test_every_mistake_is_told_with_its_path() -> None:
    assert problems({"pr": 1, "tokens": "1/day", "burst": 2, "workflow": "a/b"}) == snapshot(
        [
            "pr: This is not a known field.",
            "per: This is missing.",
            "workflow: 'a/b' is not a name for this.",
            "burst: Only a limit on requests has a burst.",
        ]
    )
    assert problems({"per": "usr", "requests": "1/day", "name": " x"}) == snapshot(
        ["per: 'usr' is not known here.", "name: ' x' is not a name."]
    )


@pytest.mark.parametrize("amounts", [{}, {"requests": "1/day", "tokens": "1/day"}])
def test_a_limit_is_on_exactly_one_thing(amounts: dict[str, str]) -> None:
    assert problems({"per": "ip", **amounts}) == snapshot(
        ["A limit says exactly one of requests, tokens, cost_usd."]
    )


def test_only_the_amount_may_change_within_a_slot() -> None:
    few, many = (read_limit({"per": "user", "requests": f"{n}/minute"}) for n in (1, 2))
    assert few.slot == many.slot
    assert few.slot != read_limit({"per": "user", "requests": "1/hour"}).slot


@given(st.sampled_from(PERS), st.sampled_from(sorted(UNITS)), st.integers(1, 10**14), st.data())
def test_nothing_is_lost_on_paper_or_in_the_database(
    per: Any, field: str, amount: int, data: st.DataObject
) -> None:
    unit = UNITS[field]
    window = data.draw(st.sampled_from(WINDOWS[unit]))
    spec = LimitSpec("", per, unit, amount, window)
    spec = msgspec.structs.replace(spec, name=spec.made_name)
    assert read_limit(spec.definition()) == spec
    assert msgspec.json.decode(msgspec.json.encode(spec), type=LimitSpec) == spec
