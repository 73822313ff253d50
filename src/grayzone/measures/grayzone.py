"""The gray zone: how many people of each community are still at ease with living together.

``gray_zone`` is the share of a community in the zone (its edge left out), ``gray_zone_wide`` adds the edge.  In
total each community counts alike, so that a small one is not drowned; the total weighted by people stands
beside it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..ground.records import Record
from .standing import standing

Floats = NDArray[np.float64]


def gray_zone(record: Record) -> Floats:
    """Return the share of each community in the zone, dims [day, community]; share, higher is better."""
    return standing(record).share("in")


def gray_zone_wide(record: Record) -> Floats:
    """Return the share of each community in the zone or on its edge, dims [day, community]."""
    return standing(record).share("in", "edge")


def gray_zone_total(record: Record) -> Floats:
    """Return the mean of ``gray_zone`` over communities, each counted alike, dims [day]."""
    return np.asarray(np.nanmean(gray_zone(record), axis=1))


def gray_zone_by_people(record: Record) -> Floats:
    """Return the share of all people in the zone, dims [day]."""
    stands = standing(record)
    weight = stands.people.sum(axis=2)
    return np.asarray(np.nansum(stands.share("in") * weight, axis=1) / weight.sum(axis=1))


def ties_across_alive(record: Record) -> Floats:
    """Return the chance that a tie between two communities still has both ends in the zone, dims [day].

    The mean over pairs of communities of the product of their shares in the zone: ties are taken as they come,
    without regard to stance.  1 for a society of one community.
    """
    share = gray_zone(record)
    count = share.shape[1]
    pairs = [share[:, a] * share[:, b] for a in range(count) for b in range(a + 1, count)]
    return np.asarray(np.mean(pairs, axis=0)) if pairs else np.ones(share.shape[0])


def loss(course: Floats, since: int) -> float:
    """Return by how much a course fell from day ``since`` to its lowest point afterwards (never below 0)."""
    return float(max(0.0, course[since] - np.min(course[since:])))


def loss_rate(course: Floats, since: int) -> float:
    """Return the loss per 30 days on the way from ``since`` to the lowest point; 0 if nothing was lost."""
    lowest = int(np.argmin(course[since:]))
    return 30.0 * loss(course, since) / lowest if lowest else 0.0


def recovery_half_life(course: Floats, since: int) -> float:
    """Return how many days after its lowest point a course has regained half of what it lost.

    ``inf`` if it does not do so within the run; ``nan`` if it lost less than one in a million.

    Example
    -------
    >>> recovery_half_life(np.array([1.0, 0.6, 0.7, 0.8, 0.9]), 0)
    2.0
    """
    lost = loss(course, since)
    if lost < 1e-6:
        return float("nan")
    lowest = since + int(np.argmin(course[since:]))
    back = np.flatnonzero(course[lowest:] >= course[lowest] + lost / 2 - 1e-12)
    return float(back[0]) if back.size else float("inf")


def days_below(course: Floats, threshold: float, since: int = 0) -> int:
    """Return on how many days from ``since`` a course lies below a threshold."""
    return int(np.sum(course[since:] < threshold))
