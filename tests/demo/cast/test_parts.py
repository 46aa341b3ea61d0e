from collections import Counter, defaultdict
from statistics import median

import pytest

from tailrace.demo import workload
from tailrace.demo.cast.acme import PROJECTS
from tailrace.demo.cast.parts import EDGE_US, TAIL_US, WINDOW_US, Part, cast
from tailrace.demo.cast.tries import HOUR_US, INCIDENTS, RESCUABLE
from tailrace.demo.workload import Call

OUTAGE, SLOW = INCIDENTS[1], INCIDENTS[2]


def test_every_recorded_call_is_cast_once_in_its_order(made: list[Part]) -> None:
    assert [part.call for part in made if part.call is not None] == workload.load()


def test_parts_are_in_order_of_time_and_inside_the_30_days(made: list[Part]) -> None:
    times = [part.at_us for part in made]
    assert times == sorted(times)
    recorded = [part.at_us for part in made if part.call]
    assert recorded[0] == EDGE_US
    assert recorded[-1] <= WINDOW_US - TAIL_US < recorded[-1] + 1_000_000


def test_gaps_keep_their_proportions(made: list[Part]) -> None:
    parts = [part for part in made if part.call]
    scale = (WINDOW_US - EDGE_US - TAIL_US) / workload.load_manifest().span_us
    for part in parts[::997]:
        assert part.call is not None
        assert part.at_us - EDGE_US == pytest.approx(part.call.arrival_us * scale, abs=1)


def test_recorded_calls_end_with_their_tokens(made: list[Part]) -> None:
    ends = Counter(part.tries[-1].outcome for part in made if part.call)
    assert set(ends) == {"answered", "hung_up", "invalid"}
    assert 5 < ends["hung_up"] < 100
    assert 10 < ends["invalid"] < 100


def test_added_requests_end_without_tokens(made: list[Part]) -> None:
    added = [part for part in made if part.call is None]
    assert 0.015 < len(added) / len(made) < 0.035
    ends = Counter(part.tries[-1].outcome for part in added)
    assert "answered" not in ends
    assert min(ends.values()) >= 20


def test_some_requests_take_two_or_three_attempts(made: list[Part]) -> None:
    attempts = Counter(len(part.tries) for part in made)
    assert attempts[2] > 300
    assert attempts[3] > 20
    more = [part for part in made if part.call and len(part.tries) > 1]
    assert {part.tries[0].outcome for part in more} == {*RESCUABLE, "invalid"}
    rescued = [part for part in more if part.tries[0].outcome != "invalid"]
    assert all(part.tries[0].target != part.tries[-1].target for part in rescued)


def test_most_calls_run_a_version_of_a_workflow(made: list[Part]) -> None:
    direct = [part for part in made if part.version == 0]
    assert 0.08 < len(direct) / len(made) < 0.15
    assert all(len(part.tries) == 1 for part in direct)
    assert all(part.schema_version == 0 for part in direct)
    ran = {(part.workflow.name, part.version) for part in made if part.version}
    assert ran == {
        (workflow.name, number)
        for project in PROJECTS
        for workflow in project.workflows
        for number in range(1, len(workflow.versions) + 1)
    }


def test_a_workflow_asks_whom_its_version_names(made: list[Part]) -> None:
    for part in made:
        if part.version and part.call:
            version = part.workflow.versions[part.version - 1]
            asked = list(dict.fromkeys(one.target for one in part.tries))
            assert tuple(asked) == version.order(asked[0])[: len(asked)]


def test_broken_answers_belong_to_a_schema(made: list[Part]) -> None:
    broken = list(filter(_is_broken, made))
    assert 50 < len(broken) < 300
    assert {part.workflow.schema.name for part in broken if part.workflow.schema} == {
        "product_card",
        "ticket",
    }
    assert all(part.schema_version for part in broken)


def test_the_second_version_of_a_schema_is_missed_more_often(made: list[Part]) -> None:
    def share(version: int) -> float:
        cards = [
            part
            for part in made
            if part.workflow.name == "product_cards" and part.schema_version == version
        ]
        return sum(map(_is_broken, cards)) / len(cards)

    assert share(2) > 2 * share(1)


def _is_broken(part: Part) -> bool:
    return any(one.outcome == "invalid" for one in part.tries)


def test_the_outage_shows_as_rescued_requests(made: list[Part]) -> None:
    def rescued(start_us: int) -> int:
        return sum(
            len(part.tries) > 1 and part.call is not None
            for part in made
            if start_us <= part.at_us < start_us + OUTAGE.lasts_us
        )

    assert rescued(OUTAGE.begins_us) > 10 * max(rescued(OUTAGE.begins_us - 4 * HOUR_US), 1)


def test_the_regression_shows_as_slow_answers(made: list[Part]) -> None:
    def typical_us(start_us: int) -> float:
        return median(
            part.tries[-1].duration_us
            for part in made
            if part.tries[-1].target == ("anthropic", "claude-sonnet-4-5")
            and start_us <= part.at_us < start_us + SLOW.lasts_us
        )

    assert typical_us(SLOW.begins_us) > 2 * typical_us(SLOW.begins_us - SLOW.lasts_us)


def test_code_goes_to_the_code_assistant_and_chats_elsewhere(made: list[Part]) -> None:
    projects = {(part.call.kind, part.project.name) for part in made if part.call}
    assert projects == {("code", "code-assistant"), ("conv", "shop"), ("conv", "support")}


def test_a_session_is_one_persons_in_one_project(made: list[Part]) -> None:
    holders = defaultdict(set)
    for part in made:
        holders[part.visit].add((part.project.name, part.user, part.segment))
    assert all(len(each) == 1 for each in holders.values())
    sizes = Counter(part.visit for part in made)
    assert max(sizes.values()) > 5
    assert len({part.user for part in made}) > 400


def test_numbers_are_unique(made: list[Part]) -> None:
    assert sorted(part.number for part in made) == list(range(1, len(made) + 1))


def test_the_same_seed_casts_the_same_and_another_does_not() -> None:
    calls = workload.load()[:2000]
    assert cast(calls, 1) == cast(calls, 1)
    assert cast(calls, 1) != cast(calls, 2)


def test_a_single_call_can_be_cast() -> None:
    parts = cast([Call(0, "code", 5, 6)])
    assert [part.call for part in parts if part.call] == [Call(0, "code", 5, 6)]
