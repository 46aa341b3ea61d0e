from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.control.traffic.workflow import ON_ERROR
from tailrace.core.errors import NotFound
from tailrace.gateway.routing.judge import Verdict
from tailrace.gateway.routing.plan import Course, Plan, direct, order, plan
from tests.gateway.routing.targets import (
    NAMES,
    PROVIDERS,
    always,
    anyone,
    named,
    target,
    workflow,
)

THREE = ("openai:a", "anthropic:b", "groq:c")


def walk(course: Course, verdict: Verdict = "next") -> list[str]:
    """Return where each attempt went when all of them fail."""
    went = [course.target]
    while course.advance(verdict):
        went.append(course.target)
    return named(went)


def course(*targets: object, **more: object) -> Course:
    return Course(plan(workflow(*targets, **more), PROVIDERS, anyone, always(0)))


def test_targets_are_tried_as_listed() -> None:
    assert walk(course(*THREE)) == list(THREE)


def test_more_attempts_than_targets_go_round_again() -> None:
    assert walk(course(*THREE, max_attempts=5)) == [*THREE, *THREE[:2]]


def test_fewer_attempts_than_targets_end_early() -> None:
    assert walk(course(*THREE, max_attempts=2)) == list(THREE[:2])


def test_same_target_stays() -> None:
    assert walk(course(*THREE, on_error="same_target", max_attempts=3)) == ["openai:a"] * 3


def test_stop_makes_one_attempt() -> None:
    assert walk(course(*THREE, on_error="stop")) == ["openai:a"]


def test_the_callers_mistake_ends_the_call() -> None:
    assert walk(course(*THREE), "stop") == ["openai:a"]


def test_a_target_that_is_set_up_wrongly_is_not_asked_twice() -> None:
    assert walk(course(*THREE, max_attempts=20), "elsewhere") == list(THREE)
    same = course(*THREE, on_error="same_target", max_attempts=9)
    assert walk(same, "elsewhere") == ["openai:a"]


def test_a_wrong_target_is_left_out_of_the_second_round() -> None:
    way = course(*THREE, max_attempts=6)
    went = [way.target]
    for verdict in ("next", "elsewhere", "next", "next", "next"):
        assert way.advance(verdict)
        went.append(way.target)
    assert named(went) == [*THREE, "openai:a", "groq:c", "openai:a"]


def test_backups_are_what_would_be_tried_next() -> None:
    way = course(*THREE)
    assert named(way.backups()) == list(THREE[1:])
    assert way.advance("next")
    assert named(way.backups()) == ["groq:c"]
    assert way.advance("next")
    assert named(way.backups()) == []


def test_backups_are_only_those_that_may_be_reached() -> None:
    assert named(course(*THREE, max_attempts=2).backups()) == ["anthropic:b"]
    assert named(course(*THREE, on_error="stop").backups()) == []
    assert named(course(*THREE, on_error="same_target").backups()) == []


def test_a_call_without_a_workflow_has_one_attempt() -> None:
    way = Course(direct(target()))
    assert walk(way) == ["openai:m"]
    assert way.backups() == ()


def test_an_open_circuit_goes_last() -> None:
    listed = [target(name) for name in NAMES]
    ordered = order(listed, lambda t: t.provider.name not in {"openai", "groq"}, always(0))
    assert named(ordered) == ["anthropic:m", "mistral:m", "openai:m", "groq:m"]


def test_when_all_circuits_are_open_they_are_tried_in_order() -> None:
    listed = [target(name) for name in NAMES]
    assert named(order(listed, lambda _: False, always(0))) == [f"{name}:m" for name in NAMES]


@pytest.mark.parametrize(
    ("drawn", "first"), [(0.0, "openai"), (0.69, "openai"), (0.7, "groq"), (0.99, "groq")]
)
def test_a_variant_is_drawn_by_weight(drawn: float, first: str) -> None:
    listed = [target("openai", weight=70), target("anthropic"), target("groq", weight=30)]
    others = [name for name in ("openai", "anthropic", "groq") if name != first]
    assert named(order(listed, anyone, always(drawn))) == [f"{n}:m" for n in (first, *others)]


def test_draws_follow_the_weights() -> None:
    listed = [target("openai", weight=70), target("groq", weight=30)]
    draw = Random(7).random
    firsts = Counter(order(listed, anyone, draw)[0].provider.name for _ in range(10_000))
    assert 6_800 < firsts["openai"] < 7_200


def test_the_share_of_an_ill_variant_goes_to_the_others() -> None:
    listed = [target("openai", weight=70), target("groq", weight=20), target("mistral", weight=10)]
    ordered = order(listed, lambda t: t.provider.name != "openai", always(0.5))
    assert named(ordered) == ["groq:m", "mistral:m", "openai:m"]


def test_a_target_without_weight_goes_first_when_all_variants_are_ill() -> None:
    listed = [target("openai", weight=70), target("groq")]
    assert named(order(listed, lambda t: t.weight is None, always(0))) == ["groq:m", "openai:m"]


def test_a_provider_that_was_removed_is_left_out() -> None:
    some = {name: PROVIDERS[name] for name in ("anthropic", "groq")}
    assert named(plan(workflow(*THREE), some, anyone, always(0)).targets) == list(THREE[1:])
    with pytest.raises(NotFound, match="none of openai, anthropic, groq"):
        plan(workflow(*THREE), {}, anyone, always(0))


def test_a_plan_has_the_workflows_times() -> None:
    spec = workflow(
        {"target": "openai:a", "timeout_ms": 50},
        "groq:c",
        timeout_ms=900,
        attempt_timeout_ms=300,
        backoff_ms=[1, 2],
    )
    made = plan(spec, PROVIDERS, anyone, always(0))
    assert (made.timeout_ms, made.backoff_ms) == (900, (1, 2))
    assert [made.attempt_ms(each) for each in made.targets] == [50, 300]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    weights = st.none() | st.integers(1, 1000)
    listed = [target(name, weight=draw(weights)) for name in names]
    well = draw(st.sets(st.sampled_from(names)))
    drawn = draw(st.floats(0, 1, exclude_max=True))
    ordered = order(listed, lambda t: t.provider.name in well, always(drawn))
    assert sorted(named(ordered)) == sorted(named(listed))
    states = [t.provider.name in well for t in ordered]
    assert states == sorted(states, reverse=True), "what is ill goes last"
    on_error = draw(st.sampled_from(ON_ERROR))
    return Plan(ordered, on_error, draw(st.integers(1, 20)))


@given(made=plans(), verdicts=st.lists(st.sampled_from(["next", "elsewhere"]), max_size=30))
def test_whatever_fails_a_course_keeps_its_bounds(made: Plan, verdicts: list[Verdict]) -> None:
    way = Course(made)
    went = [way.target]
    barred: set[str] = set()
    for verdict in verdicts:
        barred |= {way.target.provider.name} if verdict == "elsewhere" else set()
        foreseen = way.backups()
        if not way.advance(verdict):
            break
        if foreseen:
            assert way.target == foreseen[0]
        assert way.target.provider.name not in barred
        went.append(way.target)
    assert len(went) == way.attempts <= made.max_attempts
    if made.on_error == "next_available":
        first = went[: len(made.targets)]
        assert first == list(made.targets[: len(first)]), "each has its turn before a second one"
