"""Reproducible draws that give the same bytes on every platform and Python.

Python promises the stability of ``Random.random()`` for an integer seed and of
nothing else (documentation of the module ``random``, "Notes on
Reproducibility"), so every draw below is built on that one method. Every theme
has its own stream: a change to the trainings does not reshuffle the cases.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Draws:
    """A stream of draws for one theme of one demonstration."""

    def __init__(self, seed: int, theme: str) -> None:
        digest = hashlib.sha256(f"{seed}/{theme}".encode()).digest()
        # Synthetic records, not secrets: what matters is that they repeat.
        self._random = Random(int.from_bytes(digest[:8], "big"))  # noqa: S311

    def below(self, limit: int) -> int:
        """Return an integer n with 0 ≤ n < limit."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int) -> int:
        """Return an integer n with low ≤ n ≤ high."""
        return low + self.below(high - low + 1)

    def chance(self, permille: int) -> bool:
        """Return True in ``permille`` of 1000 draws."""
        return self.below(1000) < permille

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options, each as likely as the others."""
        return options[self.below(len(options))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in a drawn order."""
        pool = list(items)
        for last in range(len(pool) - 1, 0, -1):
            other = self.below(last + 1)
            pool[last], pool[other] = pool[other], pool[last]
        return pool

    def sample(self, items: Sequence[T], size: int) -> list[T]:
        """Return ``size`` different items, or all of them when there are fewer."""
        return self.shuffled(items)[:size]

    def day_between(self, first: date, last: date) -> date:
        """Return a day of the closed interval; ``first`` when it is empty."""
        return first + timedelta(days=self.below(max((last - first).days, 0) + 1))


class Weighted(Generic[T]):
    """Options with integer weights, prepared once for many draws."""

    def __init__(self, options: Sequence[tuple[T, int]]) -> None:
        self._options = [option for option, _ in options]
        self._edges = list(accumulate(weight for _, weight in options))

    def draw(self, draws: Draws) -> T:
        """Return an option with a probability proportional to its weight."""
        return self._options[bisect_right(self._edges, draws.below(self._edges[-1]))]
