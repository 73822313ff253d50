"""Polarisation: how far people stand apart, within a community and between communities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..ground.records import Record
from .standing import standing

Floats = NDArray[np.float64]


def dispersion(record: Record) -> Floats:
    """Return how far each community is spread over its own ladder, dims [day, community]; 0 to 1.

    0 if all share one step, 1 if half stand on the first step and half on the last (the ordinal dispersion of
    Blair and Lacy 2000: the sum of F (1 - F) over the steps' cumulative shares, relative to its largest value).
    Side exits count where they stand on the ladder.
    """
    stands = standing(record)
    out = np.full(stands.people.shape[:2], np.nan)
    for c in range(len(stands.communities)):
        steps = [k for k, zone in enumerate(stands.zone[c]) if zone]
        people = stands.people[:, c, steps]
        total = people.sum(axis=1)
        below = np.cumsum(people, axis=1)[:, :-1] / np.maximum(total, 1e-300)[:, None]
        most = (len(steps) - 1) / 4.0
        out[:, c] = np.where(total > 0, (below * (1.0 - below)).sum(axis=1) / most, np.nan)
    return out


def estrangement(record: Record) -> Floats:
    """Return the chance that two people of two communities both stand out of the zone, dims [day]; 0 to 1."""
    outside = standing(record).share("out")
    count = outside.shape[1]
    pairs = [outside[:, a] * outside[:, b] for a in range(count) for b in range(a + 1, count)]
    return np.asarray(np.mean(pairs, axis=0)) if pairs else np.zeros(outside.shape[0])
