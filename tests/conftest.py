"""Fixtures that every room's tests may use."""

import pytest


class ManualClock:
    """A clock that a test owns; starts on 2026-11-01 12:00 UTC."""

    def __init__(self) -> None:
        self.us = 1_793_534_400_000_000
        self.mono_us = 5_000_000

    def now_us(self) -> int:
        return self.us

    def monotonic_us(self) -> int:
        return self.mono_us

    def advance_us(self, microseconds: int) -> None:
        self.us += microseconds
        self.mono_us += microseconds


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()
