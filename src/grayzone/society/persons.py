"""Persons and their luck: who belongs where, and the numbers in [0, 1) that decide for them.

Every choice is looked up under (seed, replicate; person or tie, attempt, name of the choice); there is no
generator to consume, so the same society is built the same way in any order of work and in any size of batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..ground import chance

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

_CHUNK = 1 << 17
"""Draws in one go: the ten rounds of Philox then stay in the cache of one core."""


@dataclass(frozen=True)
class Luck:
    """The luck of one society: numbers in [0, 1) by address."""

    seed: int
    replicate: int

    def draw(self, who: Whole, decision: str, attempt: int = 0) -> Real:
        """Return one number for each of ``who``; all of it happens before day 1, hence on day 0."""
        return chance.uniform(self.seed, self.replicate, who, 0, chance.code(decision), attempt)

    def draw_all(self, many: int, decision: str, attempt: int = 0) -> Real:
        """Return one number for each of ``0 .. many - 1``."""
        luck = np.empty(many)
        for part in chunks(many):
            luck[part] = self.draw(np.arange(part.start, part.stop), decision, attempt)
        return luck


@dataclass(frozen=True)
class Persons:
    """Who belongs where, when people are numbered group after group.

    Parameters
    ----------
    people : int64 array, dims (place, community)
    """

    people: Whole

    @property
    def sizes(self) -> Whole:
        """People of each group."""
        return self.people.ravel()

    @property
    def starts(self) -> Whole:
        """The number of each group's first person, and one more for the end."""
        return np.concatenate(([0], np.cumsum(self.sizes)))

    @property
    def group(self) -> Whole:
        """The group of each person."""
        return np.repeat(np.arange(self.sizes.size), self.sizes)

    @property
    def community(self) -> NDArray[np.uint8]:
        """The community of each person."""
        return np.repeat((np.arange(self.sizes.size) % self.people.shape[1]).astype(np.uint8), self.sizes)

    @property
    def place(self) -> NDArray[np.uint16]:
        """The place of each person."""
        return np.repeat((np.arange(self.sizes.size) // self.people.shape[1]).astype(np.uint16), self.sizes)


def rounded(expected: Real, luck: Luck) -> Whole:
    """Round expected numbers by one addressed number: their sum is kept, each is right on average."""
    shift = luck.draw(np.zeros(1, dtype=np.int64), "ties: rounding")[0]
    # Sums are compared to a millionth of a tie, so that rounding noise cannot lose the last one.
    steps = np.floor(np.round(np.concatenate(([0.0], np.cumsum(expected))), 6) + shift)
    return np.asarray(np.diff(steps), dtype=np.int64)


def chunks(many: int) -> Iterator[slice]:
    """Cut ``0 .. many - 1`` into runs that fit a cache."""
    for start in range(0, many, _CHUNK):
        yield slice(start, min(start + _CHUNK, many))
