"""W1 as the loop one would write first in numba: one pass over people, an inner loop over their ties."""

# numba works out the types of what it compiles
# mypy: ignore-errors
from __future__ import annotations

import threading
from typing import Any

import numpy as np
import w1_problem as w1
from numba import float32, njit, uint32, uint64

F = np.float32
BLOCK = 4096
FADE, PACE, TIRE, UP, DOWN, REST = F(w1.FADE), F(w1.PACE), F(w1.TIRE), F(w1.UP), F(w1.DOWN), F(w1.REST)
WITHIN, ACROSS = F(w1.PULL_WITHIN), F(w1.PULL_ACROSS)
OVER_WITHIN, OVER_ACROSS = F(1 / w1.REACH_WITHIN), F(1 / w1.REACH_ACROSS)
CALM, BY_G, BY_TIES, BY_A, BY_F = map(F, (w1.CALM, w1.BY_GRIEVANCE, w1.BY_TIES, w1.BY_EXTREMITY, w1.BY_FEAR))
BINS = w1.BINS
FAST = {"contract", "nsz", "nnan", "ninf", "arcp"}


@njit(inline="always")
def _uniform(who, day, seed):
    """A number in [0, 1) from a mixing function of who, when and the seed."""
    x = uint64(who) * uint64(0x9E3779B97F4A7C15) + uint64(day) * uint64(0xD1B54A32D192ED03) + uint64(seed)
    x = (x ^ (x >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> uint64(27))) * uint64(0x94D049BB133111EB)
    return float32(uint32((x ^ (x >> uint64(31))) >> uint64(40))) * F(2.0**-24)


@njit(nogil=True, fastmath=FAST, error_model="numpy", cache=True)
def _day(low, high, ptr, ties, group, a, s, g, f, a_next, s_next, restriction, shock, t, seed, sums, bins):
    for block in range(low, high):
        for q in range(2):
            for k in range(5):
                sums[block, q, k] = 0.0
            for k in range(BINS):
                bins[block, q, k] = 0
        for i in range(block * BLOCK, min(a.size, block * BLOCK + BLOCK)):
            mine, q = a[i], group[i]
            weight_in = pull_in = weight_out = pull_out = F(0)
            active = 0
            for e in range(ptr[i], ptr[i + 1]):
                j = ties[e]
                gap = a[j] - mine
                if group[j] == q:
                    weight = max(F(0), F(1) - abs(gap) * OVER_WITHIN)
                    weight_in += weight
                    pull_in += weight * gap
                else:
                    weight = max(F(0), F(1) - abs(gap) * OVER_ACROSS)
                    weight_out += weight
                    pull_out += weight * gap
                active += s[j] == 1
            moved = mine
            if weight_in > F(0):
                moved += WITHIN * pull_in / weight_in
            if weight_out > F(0):
                moved += ACROSS * pull_out / weight_out
            moved = min(F(1), max(F(-1), moved))
            fear = f[i] * (F(1) - FADE)
            fear += shock[q] * (F(1) - fear)
            grievance = g[i] + PACE * (restriction[q] * F(0.5) * (F(1) + abs(moved)) - g[i])
            share = float32(active) / float32(max(1, ptr[i + 1] - ptr[i]))
            score = CALM + BY_G * grievance + BY_TIES * share + BY_A * abs(moved) - BY_F * fear
            ready = F(1) / (F(1) + np.exp(-score))
            u = _uniform(i, t, seed)
            status = s[i]
            if status == 0:
                after = 1 if u < UP * ready else 0
            elif status == 1:
                after = 0 if u < DOWN * (F(1) - ready) else (2 if u >= F(1) - TIRE * restriction[q] else 1)
            else:
                after = 0 if u < REST else 2
            a_next[i], s_next[i], f[i], g[i] = moved, after, fear, grievance
            if after > 0:
                sums[block, q, after - 1] += 1
            sums[block, q, 2] += moved
            sums[block, q, 3] += grievance
            sums[block, q, 4] += fear
            bins[block, q, min(BINS - 1, int((moved + F(1)) * F(BINS / 2)))] += 1


class Engine:
    """One society as a fused loop; threads take equal runs of blocks."""

    def __init__(self, given: dict[str, Any], threads: int = 1) -> None:
        self.threads, self.seed = threads, given["seed"]
        self.ptr, self.ties, self.group = given["ptr"], given["idx"], given["grp"]
        self.a, self.g, self.f, self.s = (given[k].copy() for k in "agfs")
        self.a_next, self.s_next = np.empty_like(self.a), np.empty_like(self.s)
        self.blocks = -(-given["n"] // BLOCK)
        self.sums = np.empty((self.blocks, 2, 5))
        self.bins = np.empty((self.blocks, 2, BINS), dtype=np.int64)

    @property
    def nbytes(self) -> int:
        """Bytes held for people and ties."""
        return sum(v.nbytes for v in vars(self).values() if isinstance(v, np.ndarray))

    def run(self, first: int, days: int) -> dict[str, np.ndarray]:
        """Simulate days and return the record of each, dims (day, community, ...)."""
        restriction, shock = w1.schedule(first, days)
        sums, bins = np.empty((days, 2, 5)), np.empty((days, 2, BINS), dtype=np.int64)
        edges = np.linspace(0, self.blocks, self.threads + 1).astype(int)
        for k in range(days):
            rest = (
                self.ptr, self.ties, self.group, self.a, self.s, self.g, self.f, self.a_next, self.s_next,
                restriction[k], shock[k], first + k, self.seed, self.sums, self.bins,
            )  # fmt: skip
            parts = [(int(low), int(high), *rest) for low, high in zip(edges[:-1], edges[1:])]
            others = [threading.Thread(target=_day, args=part) for part in parts[1:]]
            for other in others:
                other.start()
            _day(*parts[0])
            for other in others:
                other.join()
            self.a, self.a_next, self.s, self.s_next = self.a_next, self.a, self.s_next, self.s
            sums[k], bins[k] = self.sums.sum(axis=0), self.bins.sum(axis=0)
        return {"sums": sums, "hist": bins}


def make(given: dict[str, Any], threads: int = 1) -> Engine:
    """Return an engine."""
    return Engine(given, threads)
