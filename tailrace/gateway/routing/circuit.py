"""The health of each target, from what its last attempts said.

    closed      calls go there. Opens at 5 failures or more that are at least half of the
                last 64 outcomes within 30 s.
    open        calls go elsewhere if they can. For 15 s, or as long as the provider asked for;
                twice as long after each failed probe, up to 2 minutes.
    half_open   that time is over: one call at a time may go there as a probe. When it went well the
                circuit is closed and the past forgotten, else it is open again.

One circuit per provider and model, shared by all calls of a process. What must stay true: a probe
that is never heard of again does not hold the circuit for more than a minute; an attempt that
began before the circuit opened can neither close it nor open it anew; there are never more than
1024 circuits, the longest unused ones go first. A circuit that was never told of is closed.
"""

from collections import deque

from tailrace.core.circuit import CircuitState, State
from tailrace.core.clock import Clock
from tailrace.core.ids import ProviderId
from tailrace.gateway.routing.judge import Health
from tailrace.gateway.routing.target import Target

_Place = tuple[ProviderId, str]
"""A provider and a model."""
WINDOW_US = 30_000_000
MOST_OUTCOMES = 64
LEAST_FAILURES = 5
OPEN_US = 15_000_000
LONGEST_OPEN_US = 120_000_000
LONGEST_ASKED_US = 600_000_000
"""A provider's `Retry-After` keeps a circuit open for at most so long."""
PROBE_US = 60_000_000
MOST_CIRCUITS = 1024


class _Circuit:
    """One target's health; times are the clock's that never goes back."""

    __slots__ = (
        "asked_us",
        "failures",
        "opened_us",
        "outcomes",
        "probe_us",
        "provider",
        "since_us",
        "stay_us",
        "until_us",
    )

    def __init__(self, provider: str, now_us: int) -> None:
        self.provider = provider
        self.outcomes: deque[tuple[int, bool]] = deque()
        self.failures = 0
        self.since_us = now_us
        """When it was closed, or first opened since."""
        self.opened_us: int | None = None
        """When it was opened last; None: it is closed."""
        self.until_us = 0
        self.stay_us = OPEN_US
        self.probe_us: int | None = None
        """When the probe under way began."""
        self.asked_us = 0
        """Until when the provider asked not to be called."""

    def state(self, now_us: int) -> State:
        if self.opened_us is None:
            return "closed"
        return "open" if now_us < self.until_us else "half_open"

    def allows(self, now_us: int) -> bool:
        return self.opened_us is None or now_us >= self.next_probe_us

    @property
    def next_probe_us(self) -> int:
        """When the next probe may go, if the one under way is not heard of."""
        return self.until_us if self.probe_us is None else self.probe_us + PROBE_US

    def add(self, now_us: int, *, well: bool) -> None:
        """Take an outcome into the window; opens when there are too many failures in it."""
        outcomes = self.outcomes
        outcomes.append((now_us, well))
        since_us = now_us - WINDOW_US
        while len(outcomes) > MOST_OUTCOMES or outcomes[0][0] < since_us:
            if not outcomes.popleft()[1]:
                self.failures -= 1
        if well:
            return
        self.failures += 1
        if self.failures >= LEAST_FAILURES and 2 * self.failures >= len(outcomes):
            self.since_us = now_us
            self._open(now_us)

    def fail(self, now_us: int) -> None:
        """Take a failure while not closed: a probe's opens it anew, for longer."""
        if now_us < self.until_us:
            self.until_us = max(self.until_us, self.asked_us)
            return
        self.stay_us = min(2 * self.stay_us, LONGEST_OPEN_US)
        self._open(now_us)

    def _open(self, now_us: int) -> None:
        self.opened_us = now_us
        self.probe_us = None
        self.until_us = max(now_us + self.stay_us, self.asked_us)


class Circuits:
    """All circuits of a process. To be used from one thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[_Place, _Circuit] = {}

    def allows(self, target: Target) -> bool:
        """Return whether a call may choose the target now; asking changes nothing."""
        circuit = self._kept.get(target.circuit)
        if circuit is None or circuit.opened_us is None:
            return True
        return circuit.allows(self._clock.monotonic_us())

    def begin(self, target: Target) -> None:
        """Note that an attempt starts; where a probe is due, it is the probe."""
        circuit = self._kept.get(target.circuit)
        if circuit is None or circuit.opened_us is None:
            return
        now_us = self._clock.monotonic_us()
        if circuit.allows(now_us):
            circuit.probe_us = now_us

    def note(
        self,
        target: Target,
        health: Health,
        *,
        began_us: int,
        retry_after_us: int | None = None,
    ) -> None:
        """Note how an attempt ended; to be called for each that began, whatever came of it.

        `began_us` is when it started on the clock that never goes back; `retry_after_us` how long
        the provider asked not to be called.
        """
        key, now_us = target.circuit, self._clock.monotonic_us()
        circuit = self._kept.pop(key, None)
        if circuit is None:
            if health == "unknown":
                return
            circuit = self._new(target, now_us)
        if retry_after_us:
            circuit.asked_us = now_us + min(retry_after_us, LONGEST_ASKED_US)
        self._kept[key] = _after(circuit, health, began_us, now_us)

    def states(self) -> tuple[CircuitState, ...]:
        """Return every circuit, the ones used last at the end."""
        now_us = self._clock.monotonic_us()
        wall_us = self._clock.now_us() - now_us
        return tuple(
            CircuitState(
                provider_id=provider_id,
                provider=circuit.provider,
                model=model,
                state=circuit.state(now_us),
                since_us=wall_us + circuit.since_us,
                failures=circuit.failures,
                next_probe_us=None
                if circuit.opened_us is None
                else wall_us + circuit.next_probe_us,
            )
            for (provider_id, model), circuit in self._kept.items()
        )

    def _new(self, target: Target, now_us: int) -> _Circuit:
        while len(self._kept) >= MOST_CIRCUITS:
            del self._kept[next(iter(self._kept))]
        return _Circuit(target.provider.name, now_us)


def _after(circuit: _Circuit, health: Health, began_us: int, now_us: int) -> _Circuit:
    """Return the circuit after an outcome: itself, or a new one that is closed."""
    if circuit.opened_us is None:
        if health != "unknown":
            circuit.add(now_us, well=health == "well")
    elif began_us >= circuit.opened_us:
        if health == "well":
            return _Circuit(circuit.provider, now_us)
        if health == "ill":
            circuit.fail(now_us)
        else:
            circuit.probe_us = None
    return circuit
