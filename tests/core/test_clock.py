"""Times convert exactly."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tailrace.core.clock import SystemClock, from_us, to_us


@given(st.integers(0, 4_102_444_800_000_000))
def test_microseconds_survive_both_ways(us: int) -> None:
    assert to_us(from_us(us)) == us


def test_known_moment() -> None:
    assert to_us(datetime(2026, 11, 1, 12, tzinfo=UTC)) == 1_793_534_400_000_000


def test_system_clock_moves_forward() -> None:
    clock = SystemClock()
    first, second = clock.monotonic_us(), clock.monotonic_us()
    assert second >= first
    assert clock.now_us() > 1_793_000_000_000_000
