"""Places: where the people of each community live.

A place is a name and, for each community, the fraction of that community's people who live there. Signals
such as attention or fear may differ between places; ties may cross them
(:class:`~grayzone.society.ties.Blocks`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import SocietyError, nearest
from .communities import SHARE_SLACK

EVERYWHERE = "everywhere"
"""The name of the only place of a society that declares none."""


@dataclass(frozen=True)
class Place:
    """A town, region or country in which people of several communities live together.

    Parameters
    ----------
    name : str
        What the case calls it.
    shares : mapping of community to fraction, or None
        Which fraction of each community's people lives here; a community left out has nobody here. None: the
        places without fractions divide evenly among them what the others leave.

    Raises
    ------
    SocietyError
        If the name is empty or a fraction lies outside 0 to 1.

    Examples
    --------
    >>> Place("harbour", {"north": 0.25, "south": 0.6}).shares["south"]
    0.6
    """

    name: str
    shares: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise SocietyError("a place has no name", where="places", mend="give it one")
        if self.shares is None:
            return
        for community, share in self.shares.items():
            if not 0 <= share <= 1:
                raise SocietyError(
                    f"the fraction {share:g} of community {community!r} lives here",
                    where=f"places.{self.name}",
                    mend="give a fraction from 0 to 1",
                )
        object.__setattr__(self, "shares", dict(sorted(self.shares.items())))


def fractions(places: Sequence[Place], communities: Sequence[str]) -> NDArray[np.float64]:
    """Return which fraction of each community lives in each place.

    Parameters
    ----------
    places : sequence of Place
    communities : sequence of str
        Names, in the order of the columns.

    Returns
    -------
    float64 array, dims (place, community)
        Each column sums to one.

    Raises
    ------
    SocietyError
        If a place names an unknown community, or a community's fractions do not sum to one.
    """
    table = np.zeros((len(places), len(communities)))
    undivided = np.array([place.shares is None for place in places])
    for row, place in enumerate(places):
        for name, share in (place.shares or {}).items():
            if name not in communities:
                raise SocietyError(
                    f"the place holds people of the unknown community {name!r}",
                    where=f"places.{place.name}",
                    mend=nearest(name, communities),
                )
            table[row, list(communities).index(name)] = share
    told = table.sum(axis=0)
    for name, total in zip(communities, told):
        if total > 1 + SHARE_SLACK or (not undivided.any() and total < 1 - SHARE_SLACK):
            raise SocietyError(
                f"the fractions of community {name!r} over all places sum to {total:g}",
                where="places",
                mend="make them sum to one",
            )
    if undivided.any():
        table[undivided] = np.maximum(0.0, 1 - told) / undivided.sum()
    return np.asarray(table / table.sum(axis=0), dtype=np.float64)
