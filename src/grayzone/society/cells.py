"""Cells: how whole people are divided over groups, statuses and trait bins.

Agents are persons, counts and shares are cells of like people. Both begin from the same division, so that
what differs between the fidelities later is the network and finite numbers, never the start.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .communities import TraitStart

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

_DIGITS = 6
"""Parts are compared to a millionth of a person, so that rounding noise decides nothing."""


def largest_remainder(shares: ArrayLike, total: ArrayLike) -> Whole:
    """Divide whole people by shares so that nobody is lost: the largest fractions are rounded up.

    Parameters
    ----------
    shares : float array, dims (..., part)
        Non-negative weights; each row is used in proportion.
    total : int array, dims (...)
        How many people each row divides.

    Returns
    -------
    int64 array, dims (..., part)
        Each row sums to its total. Of equal fractions the earlier part is served first.

    Source: Hamilton's method of apportionment.

    Examples
    --------
    >>> largest_remainder([0.5, 0.3, 0.2], 9)
    array([4, 3, 2])
    """
    weights = np.asarray(shares, dtype=np.float64)
    people = np.asarray(total, dtype=np.int64)
    ideal = np.round(weights / weights.sum(axis=-1, keepdims=True) * people[..., None], _DIGITS)
    whole = np.floor(ideal).astype(np.int64)
    missing = people - whole.sum(axis=-1)
    order = np.argsort(-np.round(ideal - whole, _DIGITS), axis=-1, kind="stable")
    rank = np.argsort(order, axis=-1, kind="stable")
    return np.asarray(whole + (rank < missing[..., None]), dtype=np.int64)


def bin_edges(bounds: tuple[float, float], bins: int) -> Real:
    """Return the ``bins + 1`` edges of equally wide bins from the lowest to the highest value."""
    return np.linspace(bounds[0], bounds[1], bins + 1)


def bin_shares(start: TraitStart, bounds: tuple[float, float], bins: int) -> Real:
    """Return the share of people in each bin of a trait, exactly.

    A bin holds its lower edge; the last one also holds the upper bound. People whom the law would put beyond
    a bound stand at the bound, hence in the first or the last bin.

    Parameters
    ----------
    start : TraitStart
        The law.
    bounds : (float, float)
        The trait's lowest and highest value.
    bins : int
        How many equally wide bins.

    Returns
    -------
    float64 array, dims (bin,)
        Sums to one.

    Examples
    --------
    >>> bin_shares(TraitStart("uniform", -1.0, 1.0), (0.0, 1.0), 2)
    array([0.75, 0.25])
    """
    inner = bin_edges(bounds, bins)[1:-1]
    if start.law == "fixed":
        # A value written 0.3 and the edge 0.30000000000000004 are the same to whoever wrote them.
        inner = inner - 1e-9 * (bounds[1] - bounds[0]) / bins
    inner = start.share_below(inner)
    return np.diff(np.concatenate(([0.0], inner, [1.0])))
