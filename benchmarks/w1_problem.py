"""Workload W1 as numbers: parameters, schedule, and the ring with rewired ties that every engine reads.

Every person ties to the five next ones along the ring of the own community; three ties in ten are rewired, half of
those into the other community.  Where ``GRAYZONE_BENCH`` names a folder with the yardstick, the problem comes from
its ``spec.py`` and the yardstick runs on the very same ties.
"""

from __future__ import annotations

import importlib
import os
import sys
from types import ModuleType
from typing import Any

import numpy as np

TIES, REWIRED, CROSSING, FIRST_COMMUNITY = 5, 0.3, 0.5, 0.7
REACH_WITHIN, REACH_ACROSS, PULL_WITHIN, PULL_ACROSS = 0.8, 0.4, 0.2, 0.05
FADE, PACE = 0.1, 0.05
CALM, BY_GRIEVANCE, BY_TIES, BY_EXTREMITY, BY_FEAR = -4.0, 4.0, 3.0, 1.5, 2.5
UP, DOWN, TIRE, REST = 0.5, 0.3, 0.02, 0.1
BINS = 32
#: Days for which levers are laid out, and no engine is asked for more.
DAYS = 4000

Problem = dict[str, Any]


def schedule(first: int, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Return restriction and shock, float32, dims (day, community)."""
    t = np.arange(first, first + days)
    restriction = np.stack([np.where(t < 5, 0.2, 0.8), np.full(days, 0.2)], axis=1)
    struck = (t % 20 == 10)[:, None]
    return restriction.astype(np.float32), np.where(struck, [0.5, 0.2], 0.0).astype(np.float32)


def yardstick(module: str) -> ModuleType | None:
    """Return a module of the yardstick's folder, or nothing where ``GRAYZONE_BENCH`` is unset."""
    folder = os.environ.get("GRAYZONE_BENCH")
    if not folder:
        return None
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(module)


def make(n: int, order: str, seed: int = 1) -> Problem:
    """Return ties (``ptr``, ``idx``), community ``grp`` and the start ``a g f s`` of ``n`` people.

    ``order`` is ``"local"`` (neighbours of the ring stand side by side) or ``"random"``.
    """
    spec = yardstick("spec")
    if spec is not None:
        return dict(spec.make_problem(n, order, seed))
    rng = np.random.default_rng(seed)
    first = int(n * FIRST_COMMUNITY)
    seat = np.arange(n, dtype=np.int32) if order == "local" else rng.permutation(n).astype(np.int32)
    ptr, idx = _both_ways(seat, _named(n, first, rng))
    community = (np.arange(n) >= first).astype(np.uint8)

    def seated(values: np.ndarray, kind: type) -> np.ndarray:
        out = np.empty(n, dtype=kind)
        out[seat] = values
        return out

    attitude = rng.normal(0.0, 0.4, n) + np.where(community == 0, 0.3, -0.3)
    return {
        "n": n, "order": order, "seed": seed, "ptr": ptr, "idx": idx, "grp": seated(community, np.uint8),
        "a": seated(np.clip(attitude, -1, 1), np.float32), "g": seated(rng.random(n) * 0.5, np.float32),
        "f": seated(rng.random(n) * 0.2, np.float32), "s": seated(rng.random(n) < 0.02, np.uint8),
    }  # fmt: skip


def _named(n: int, first: int, rng: np.random.Generator) -> np.ndarray:
    """Return whom each person names, dims (person, tie), in the order of the ring."""
    named = np.empty((n, TIES), dtype=np.int32)
    for low, high, other_low, other_high in ((0, first, first, n), (first, n, 0, first)):
        who, many = np.arange(low, high), high - low
        for k in range(TIES):
            ring = low + (who - low + k + 1) % many
            own = rng.integers(low, high, many)
            own = np.where(own == who, low + (who - low + 1) % many, own)
            across = rng.integers(other_low, other_high, many)
            elsewhere = np.where(rng.random(many) < CROSSING, across, own)
            named[low:high, k] = np.where(rng.random(many) < REWIRED, elsewhere, ring)
    return named


def _both_ways(seat: np.ndarray, named: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ties that both sides hold, as compressed rows; a person named twice counts twice."""
    n = len(named)
    source, target = np.repeat(seat, TIES), seat[named.ravel()]
    ends = np.concatenate([source, target])
    ptr = np.zeros(n + 1, dtype=np.int32)
    ptr[1:] = np.cumsum(np.bincount(ends, minlength=n))
    idx = np.concatenate([target, source])[np.argsort(ends, kind="stable")]
    return ptr, np.ascontiguousarray(idx)
