"""Hubs: a network in which each person has a number of open ends, and open ends are matched at random.

The matching honours each person's number of ties and each group's mixing at once (a configuration model with
groups).

Source: Molloy and Reed 1995, doi 10.1002/rsa.3240060204, for one group.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import SocietyError
from .network import Keys, among, join, loops, new_pairs, second_of
from .persons import Luck, Persons, rounded
from .ties import Heavy

Whole = NDArray[np.int64]

_MATCHINGS = 8
"""How often ends whose tie would be a self tie or a doubled one are matched anew before they are given up."""


def hubs(ties: Heavy, persons: Persons, luck: Luck) -> Keys:
    """Draw degrees, then match open ends.

    Returns
    -------
    uint64 array, dims (tie,)
        Each tie once. Where hubs crowd a small group, some ends stay open: nobody is tied twice to the same.
    """
    sizes, starts = persons.sizes, persons.starts
    smallest = sizes[sizes > 0].min()
    if ties.cap >= smallest:
        raise SocietyError(
            f"up to {ties.cap} ties per person do not fit a group of {smallest} people",
            where="ties.cap",
            mend="lower the cap below the smallest group, or ask for more people",
        )
    degree = _degrees(ties, int(starts[-1]), luck)
    begins = np.concatenate(([0], np.cumsum(degree)))[starts]
    owner = _shuffled_ends(degree, begins, luck)
    # Each group's ends, in random order, are cut into one piece for each group that they are to meet.
    total = np.diff(begins)
    pieces = np.stack([rounded(total[g] * row, luck) for g, row in enumerate(ties.mixing(persons.people))])
    piece_starts = begins[:-1, None] + np.cumsum(pieces, axis=1) - pieces
    met = np.minimum(pieces, pieces.T)
    first, second = np.triu_indices(sizes.size, 1)
    many = met[first, second]
    rank = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    one = np.repeat(piece_starts[first, second], many) + rank
    other = np.repeat(piece_starts[second, first], many) + rank
    # What found nobody elsewhere stays at home: neighbours in the random order are matched.
    free = np.ones(owner.size, dtype=bool)
    free[one] = free[other] = False
    home = np.flatnonzero(free)
    group = np.searchsorted(begins, home, side="right") - 1
    even = (np.arange(home.size) - np.searchsorted(group, group)) % 2 == 0
    left = np.flatnonzero(even[:-1] & (group[1:] == group[:-1]))
    block = np.concatenate((np.repeat(first * sizes.size + second, many), group[left] * (sizes.size + 1)))
    ends = np.concatenate((one, home[left])), np.concatenate((other, home[left + 1]))
    return _matched(owner[ends[0]], owner[ends[1]], block, luck)


def _degrees(ties: Heavy, people: int, luck: Luck) -> Whole:
    """Draw how many ties each person has: a power law up to the cap, rounded so that its mean is right."""
    low = ties.lowest()
    steep = 1 - ties.exponent
    at_low, at_cap = low**steep, float(ties.cap) ** steep
    exact = (at_low - luck.draw_all(people, "ties: degree") * (at_low - at_cap)) ** (1 / steep)
    whole = np.floor(exact + luck.draw_all(people, "ties: degree, rounding")).astype(np.int64)
    return np.asarray(np.minimum(whole, ties.cap), dtype=np.int64)


def _shuffled_ends(degree: Whole, begins: Whole, luck: Luck) -> Whole:
    """Return the owner of each open end, in an addressed random order inside each group."""
    owner = np.repeat(np.arange(degree.size), degree)
    lot = (luck.draw_all(owner.size, "ties: order of ends") * 2.0**32).astype(np.int64)
    keys = join(lot, owner)
    for start, stop in zip(begins[:-1], begins[1:]):
        keys[start:stop].sort()
    return second_of(keys)


def _matched(one: Whole, other: Whole, block: Whole, luck: Luck) -> Keys:
    """Keep the ties that are new and no self ties; match the ends of the rest again inside their block."""
    accepted = np.empty(0, dtype=np.uint64)
    for attempt in range(_MATCHINGS):
        keys = join(np.minimum(one, other), np.maximum(one, other))
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        good = new_pairs(keys) & ~loops(keys) & ~among(keys, accepted)
        accepted = np.sort(np.concatenate((accepted, keys[good]))) if accepted.size else keys[good]
        refused = np.sort(order[~good])
        if not refused.size:
            break
        refused = refused[np.argsort(block[refused], kind="stable")]
        lot = luck.draw(np.arange(refused.size), "ties: match again", attempt)
        turned = refused[np.lexsort((lot, block[refused]))]
        one, other, block = one[refused], other[turned], block[refused]
    return accepted
