"""Seeded chance: the same seed draws the same numbers, on every machine.

Everything that the demo makes up is drawn here, and nothing else is: never a secret.
"""

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

T = TypeVar("T")


class Weighted(Protocol):
    """Something that is drawn as often as it weighs."""

    @property
    def weight(self) -> int: ...


W = TypeVar("W", bound=Weighted)


class Chance(Random):
    """Python's generator with the two draws that the demo makes most."""

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of them, each as likely; a third of the time that `choice` takes."""
        return choices[int(self.random() * len(choices))]

    def weigh(self, choices: Sequence[W]) -> W:
        """Return one of them, as likely as its weight says."""
        left = self.random() * sum(choice.weight for choice in choices)
        for choice in choices:
            left -= choice.weight
            if left < 0:
                return choice
        return choices[-1]

    def happens(self, share: float) -> bool:
        """Return True in that share of the draws."""
        return self.random() < share
