from collections import deque

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tailrace.core.circuit import CircuitState
from tailrace.gateway.routing import circuit as module
from tailrace.gateway.routing.circuit import Circuits
from tailrace.gateway.routing.judge import Health
from tests.conftest import ManualClock
from tests.gateway.routing.targets import PROVIDERS, target

SECOND_US = 1_000_000
HERE = target()


class Patient:
    """One target, its circuit and the clock."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.circuits = Circuits(clock)

    def attempt(self, health: Health, *, asked_us: int | None = None, takes_us: int = 0) -> None:
        began_us = self.clock.monotonic_us()
        self.circuits.begin(HERE)
        self.clock.advance_us(takes_us)
        self.circuits.note(HERE, health, began_us=began_us, retry_after_us=asked_us)

    def fall_ill(self, *, asked_us: int | None = None) -> None:
        for _ in range(5):
            self.attempt("ill", asked_us=asked_us)

    @property
    def state(self) -> CircuitState:
        return self.circuits.states()[0]

    def allowed(self) -> bool:
        return self.circuits.allows(HERE)


@pytest.fixture
def patient(clock: ManualClock) -> Patient:
    return Patient(clock)


def test_what_was_never_called_is_allowed(patient: Patient) -> None:
    assert patient.allowed()
    assert patient.circuits.states() == ()


def test_five_failures_open(patient: Patient) -> None:
    for _ in range(4):
        patient.attempt("ill")
    assert patient.allowed()
    patient.attempt("ill")
    assert not patient.allowed()
    assert patient.state == CircuitState(
        provider_id=PROVIDERS["openai"].provider_id,
        provider="openai",
        model="m",
        state="open",
        since_us=patient.clock.us,
        failures=5,
        next_probe_us=patient.clock.us + 15 * SECOND_US,
    )


def test_fewer_failures_than_half_do_not_open(patient: Patient) -> None:
    for _ in range(11):
        patient.attempt("well")
    for _ in range(10):
        patient.attempt("ill")
    assert patient.allowed()
    patient.attempt("ill")
    assert not patient.allowed()


def test_only_the_last_outcomes_count(patient: Patient) -> None:
    for _ in range(1_000):
        patient.attempt("well")
    for _ in range(31):
        patient.attempt("ill")
    assert patient.allowed()
    patient.attempt("ill")
    assert not patient.allowed()


def test_old_failures_are_forgotten(patient: Patient) -> None:
    for _ in range(4):
        patient.attempt("ill")
    patient.clock.advance_us(30 * SECOND_US + 1)
    patient.attempt("ill")
    assert patient.allowed()
    assert patient.state.failures == 1


def test_a_callers_mistakes_say_nothing(patient: Patient) -> None:
    for _ in range(100):
        patient.attempt("unknown")
    assert patient.allowed()
    assert patient.circuits.states() == ()


def test_half_open_lets_one_probe_through_at_a_time(patient: Patient) -> None:
    patient.fall_ill()
    patient.clock.advance_us(15 * SECOND_US - 1)
    assert not patient.allowed()
    patient.clock.advance_us(1)
    assert patient.allowed(), "asking takes no probe"
    assert patient.allowed()
    assert patient.state.state == "half_open"
    patient.circuits.begin(HERE)
    assert not patient.allowed()


def test_a_probe_that_went_well_closes(patient: Patient) -> None:
    patient.fall_ill()
    patient.clock.advance_us(20 * SECOND_US)
    patient.attempt("well", takes_us=SECOND_US)
    assert patient.allowed()
    assert (patient.state.state, patient.state.failures) == ("closed", 0)
    assert patient.state.since_us == patient.clock.us
    assert patient.state.next_probe_us is None


def test_failed_probes_keep_it_open_for_longer_up_to_two_minutes(patient: Patient) -> None:
    patient.fall_ill()
    since_us, stays_s = patient.clock.us, []
    for _ in range(6):
        assert patient.state.next_probe_us is not None
        stays_s.append((patient.state.next_probe_us - patient.clock.us) // SECOND_US)
        patient.clock.advance_us(stays_s[-1] * SECOND_US)
        patient.attempt("ill")
    assert stays_s == [15, 30, 60, 120, 120, 120]
    assert patient.state.since_us == since_us


def test_after_it_closed_the_next_opening_is_short_again(patient: Patient) -> None:
    patient.fall_ill()
    patient.clock.advance_us(15 * SECOND_US)
    patient.attempt("ill")
    patient.clock.advance_us(30 * SECOND_US)
    patient.attempt("well")
    patient.fall_ill()
    assert patient.state.next_probe_us == patient.clock.us + 15 * SECOND_US


def test_retry_after_says_how_long_it_stays_open(patient: Patient) -> None:
    patient.fall_ill(asked_us=90 * SECOND_US)
    assert patient.state.next_probe_us == patient.clock.us + 90 * SECOND_US


def test_retry_after_is_bounded(patient: Patient) -> None:
    patient.fall_ill(asked_us=10**15)
    assert patient.state.next_probe_us == patient.clock.us + 600 * SECOND_US


def test_a_retry_after_told_while_open_counts(patient: Patient) -> None:
    patient.fall_ill()
    patient.attempt("ill", asked_us=90 * SECOND_US)
    assert patient.state.next_probe_us == patient.clock.us + 90 * SECOND_US


def test_a_probe_whose_client_left_makes_room_for_the_next(patient: Patient) -> None:
    patient.fall_ill()
    patient.clock.advance_us(15 * SECOND_US)
    patient.attempt("unknown", takes_us=SECOND_US)
    assert patient.allowed()


def test_a_probe_that_is_never_heard_of_holds_it_for_a_minute(patient: Patient) -> None:
    patient.fall_ill()
    patient.clock.advance_us(15 * SECOND_US)
    patient.circuits.begin(HERE)
    assert patient.state.next_probe_us == patient.clock.us + 60 * SECOND_US
    patient.clock.advance_us(60 * SECOND_US)
    assert patient.allowed()


@pytest.mark.parametrize("late", ["well", "ill", "unknown"])
def test_attempts_from_before_it_opened_change_nothing(patient: Patient, late: Health) -> None:
    began_us = patient.clock.monotonic_us()
    patient.clock.advance_us(1)
    patient.fall_ill()
    before = patient.state
    patient.circuits.note(HERE, late, began_us=began_us)
    assert patient.state == before


def test_what_went_well_against_all_odds_closes(patient: Patient) -> None:
    """When every target is open they are tried anyway."""
    patient.fall_ill()
    patient.clock.advance_us(SECOND_US)
    patient.attempt("well")
    assert patient.state.state == "closed"


def test_each_model_has_its_own(patient: Patient) -> None:
    patient.fall_ill()
    assert patient.circuits.allows(target(model="other"))
    assert patient.circuits.allows(target("groq"))


def test_the_longest_unused_go_first(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CIRCUITS", 3)
    for model in ("a", "b", "c", "a", "d"):
        patient.circuits.note(target(model=model), "well", began_us=patient.clock.mono_us)
    assert [state.model for state in patient.circuits.states()] == ["c", "a", "d"]


class CircuitMachine(RuleBasedStateMachine):
    """Against a plain reading of the module's first lines, with attempts that overlap."""

    @initialize()
    def start(self) -> None:
        self.clock = ManualClock()
        self.circuits = Circuits(self.clock)
        self.under_way: deque[int] = deque()
        self.window: list[tuple[int, bool]] = []
        self.opened_us: int | None = None
        self.until_us = 0
        self.stay_us = 15 * SECOND_US
        self.probe_us: int | None = None

    @rule(us=st.integers(1, 40 * SECOND_US))
    def wait(self, us: int) -> None:
        self.clock.advance_us(us)

    @rule()
    def begin(self) -> None:
        now_us = self.clock.mono_us
        if self.opened_us is not None and self.would_allow():
            self.probe_us = now_us
        self.circuits.begin(HERE)
        self.under_way.append(now_us)

    @rule(health=st.sampled_from(["well", "ill", "ill", "ill", "unknown"]), newest=st.booleans())
    def end(self, health: Health, newest: bool) -> None:
        if not self.under_way:
            return
        began_us = self.under_way.pop() if newest else self.under_way.popleft()
        self.circuits.note(HERE, health, began_us=began_us)
        if self.opened_us is None:
            self.count(health)
        elif began_us >= self.opened_us:
            self.settle(health)

    @rule()
    def fail_five_times(self) -> None:
        for _ in range(5):
            self.begin()
            self.end("ill", newest=True)

    def count(self, health: Health) -> None:
        if health == "unknown":
            return
        now_us = self.clock.mono_us
        self.window.append((now_us, health == "ill"))
        self.window = [each for each in self.window if each[0] >= now_us - 30 * SECOND_US][-64:]
        failures = sum(failed for _, failed in self.window)
        if health == "ill" and failures >= 5 and 2 * failures >= len(self.window):
            self.opened_us, self.until_us = now_us, now_us + self.stay_us

    def settle(self, health: Health) -> None:
        now_us = self.clock.mono_us
        if health == "well":
            self.window, self.opened_us, self.probe_us = [], None, None
            self.stay_us = 15 * SECOND_US
        elif health == "unknown":
            self.probe_us = None
        elif now_us >= self.until_us:
            self.stay_us = min(2 * self.stay_us, 120 * SECOND_US)
            self.opened_us, self.until_us, self.probe_us = now_us, now_us + self.stay_us, None

    def would_allow(self) -> bool:
        now_us = self.clock.mono_us
        if self.opened_us is None:
            return True
        held = self.probe_us is not None and now_us - self.probe_us < 60 * SECOND_US
        return now_us >= self.until_us and not held

    @invariant()
    def it_is_as_expected(self) -> None:
        assert self.circuits.allows(HERE) == self.would_allow()
        states = self.circuits.states()
        if states:
            now_us = self.clock.mono_us
            half = "open" if now_us < self.until_us else "half_open"
            assert states[0].state == ("closed" if self.opened_us is None else half)

    @invariant()
    def it_is_never_shut_for_good(self) -> None:
        for state in self.circuits.states():
            if state.next_probe_us is not None:
                assert state.next_probe_us <= self.clock.us + 120 * SECOND_US


TestCircuit = CircuitMachine.TestCase
TestCircuit.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
