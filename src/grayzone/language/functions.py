"""The words of the language that Python's ``math`` does not have; they run as plain Python, too.

>>> logistic(0.0)
0.5
"""

from __future__ import annotations

import math


class Day(float):
    """One day: the number 1 that carries the unit of time."""


#: One day, for making a pure number of a time: ``expm1(-day / memory)``.
day = Day(1.0)


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def softplus(x: float) -> float:
    """Return log(1 + exp(x)), a smooth max(0, x)."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def where(condition: bool, yes: float, no: float) -> float:
    """Return ``yes`` if the condition holds and ``no`` otherwise; both are computed."""
    return yes if condition else no
