"""W1 in vectorised NumPy: one array expression per rule, sums over ties by ``reduceat``."""

from __future__ import annotations

from typing import Any

import numpy as np
import w1_problem as w1

F = np.float32


class Engine:
    """One society in NumPy; its draws are NumPy's own."""

    def __init__(self, given: dict[str, Any], threads: int = 1) -> None:
        self.n, self.group = given["n"], given["grp"].astype(np.intp)
        self.a, self.g, self.f, self.s = (given[k].copy() for k in "agfs")
        self.ties, self.degree = given["idx"], np.diff(given["ptr"])
        self.person = np.repeat(np.arange(self.n, dtype=np.int32), self.degree)
        self.same = self.group[self.person] == self.group[self.ties]
        self.one_over_reach = np.where(self.same, F(1 / w1.REACH_WITHIN), F(1 / w1.REACH_ACROSS))
        self.start = np.minimum(given["ptr"][:-1], max(0, len(self.ties) - 1))
        self.rng = np.random.Generator(np.random.SFC64(given["seed"]))

    @property
    def nbytes(self) -> int:
        """Bytes held for people and ties."""
        return sum(v.nbytes for v in vars(self).values() if isinstance(v, np.ndarray))

    def _over_ties(self, values: np.ndarray) -> np.ndarray:
        total = np.add.reduceat(values, self.start)
        total[self.degree == 0] = 0
        return total

    def run(self, first: int, days: int) -> dict[str, np.ndarray]:
        """Simulate days and return the record of each, dims (day, community, ...)."""
        restriction, shock = w1.schedule(first, days)
        sums, bins = np.empty((days, 2, 5)), np.empty((days, 2, w1.BINS), dtype=np.int64)
        for k in range(days):
            self._day(restriction[k][self.group], shock[k][self.group])
            parts = (self.s == 1, self.s == 2, self.a, self.g, self.f)
            sums[k] = np.stack([np.bincount(self.group, weights=x, minlength=2) for x in parts], axis=1)
            spot = np.minimum(w1.BINS - 1, ((self.a + F(1)) * F(w1.BINS / 2)).astype(np.intp))
            tally = np.bincount(self.group * w1.BINS + spot, minlength=2 * w1.BINS)
            bins[k] = tally.reshape(2, w1.BINS)
        return {"sums": sums, "hist": bins}

    def _day(self, restriction: np.ndarray, shock: np.ndarray) -> None:
        gap = self.a[self.ties] - self.a[self.person]
        weight = np.maximum(F(0), F(1) - np.abs(gap) * self.one_over_reach)
        pulled = self.a.copy()
        for kind, pull in ((self.same, w1.PULL_WITHIN), (~self.same, w1.PULL_ACROSS)):
            counted = weight * kind
            pulled += F(pull) * self._over_ties(counted * gap) / np.maximum(self._over_ties(counted), F(1e-30))
        active = self._over_ties((self.s == 1).astype(np.float32)[self.ties]) / np.maximum(1, self.degree).astype(F)
        self.a = np.clip(pulled, F(-1), F(1))
        extremity = np.abs(self.a)
        self.f *= F(1 - w1.FADE)
        self.f += shock * (F(1) - self.f)
        self.g += F(w1.PACE) * (restriction * F(0.5) * (F(1) + extremity) - self.g)
        score = w1.CALM + w1.BY_GRIEVANCE * self.g + w1.BY_TIES * active
        ready = F(1) / (F(1) + np.exp(-(score + w1.BY_EXTREMITY * extremity - w1.BY_FEAR * self.f)))
        u = self.rng.random(self.n, dtype=np.float32)
        leaves = u < F(w1.DOWN) * (F(1) - ready)
        tires = u >= F(1) - F(w1.TIRE) * restriction
        quiet = np.where(u < F(w1.UP) * ready, 1, 0)
        active_next = np.where(leaves, 0, np.where(tires, 2, 1))
        self.s = np.choose(self.s, [quiet, active_next, np.where(u < F(w1.REST), 0, 2)]).astype(np.uint8)


def make(given: dict[str, Any], threads: int = 1) -> Engine:
    """Return an engine; NumPy's array expressions run on one thread."""
    return Engine(given)
