"""Communities: who lives in a society, on which ladder of stances, and how their traits are spread on day 0.

A community is a name, a number of people and measured marginals. Communities differ only in what is declared
here and in what they experience; nothing is built in for a religion or an origin.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ..errors import SocietyError, nearest

Law = Literal["fixed", "uniform", "normal"]

SHARE_SLACK = 1e-6
"""How far shares may miss one, so that a file may write three thirds with seven digits."""


@dataclass(frozen=True)
class TraitStart:
    """How a trait is spread over the people of one community on day 0.

    Parameters
    ----------
    law : {'fixed', 'uniform', 'normal'}
        Everybody the same (``a``); evenly from ``a`` to ``b``; or bell-shaped with mean ``a`` and standard
        deviation ``b``.
    a, b : float
        The law's two numbers, in the trait's unit. ``b`` is not read by ``fixed``.

    Raises
    ------
    SocietyError
        If the law is unknown, a number is not finite, or the law has no width.

    Notes
    -----
    Values beyond the trait's bounds are moved to the bound (clipped), so a bound may hold a point of
    probability.

    Examples
    --------
    >>> TraitStart("uniform", 0.0, 0.5).quantile(np.array([0.0, 0.5]), (0.0, 1.0))
    array([0.  , 0.25])
    """

    law: Law
    a: float
    b: float = 0.0

    def __post_init__(self) -> None:
        if self.law not in get_args(Law):
            raise SocietyError(
                f"a trait starts by the unknown law {self.law!r}", mend=nearest(self.law, get_args(Law))
            )
        if not (math.isfinite(self.a) and math.isfinite(self.b)):
            raise SocietyError(f"a trait starts with {self.a}, {self.b}", mend="give finite numbers")
        if self.law == "uniform" and not self.a < self.b:
            raise SocietyError(
                f"a trait starts uniformly from {self.a:g} to {self.b:g}, which is no interval",
                mend="put the smaller number first, or use the law fixed",
            )
        if self.law == "normal" and not self.b > 0:
            raise SocietyError(
                f"a trait starts with the standard deviation {self.b:g}",
                mend="give a number above 0, or use the law fixed",
            )

    def quantile(self, rank: NDArray[np.float64], bounds: tuple[float, float]) -> NDArray[np.float64]:
        """Return the value below which a share ``rank`` of the people lie, clipped to the bounds.

        Parameters
        ----------
        rank : float64 array in [0, 1)
            A share of the people, or a uniform draw.
        bounds : (float, float)
            The trait's lowest and highest value.
        """
        if self.law == "fixed":
            value = np.full(rank.shape, self.a)
        elif self.law == "uniform":
            value = self.a + (self.b - self.a) * rank
        else:
            from scipy.special import ndtri

            value = self.a + self.b * ndtri(rank)
        return np.asarray(np.clip(value, *bounds), dtype=np.float64)

    def share_below(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the share of the people whose value lies below ``value``, before clipping."""
        if self.law == "fixed":
            return (self.a < value).astype(np.float64)
        if self.law == "uniform":
            return np.clip((value - self.a) / (self.b - self.a), 0.0, 1.0)
        from scipy.special import ndtr

        return np.asarray(ndtr((value - self.a) / self.b), dtype=np.float64)


@dataclass(frozen=True)
class Community:
    """A part of the society whose people share a ladder of stances and measured marginals.

    Parameters
    ----------
    name : str
        What the case calls it.
    people : int
        How many people, over all places together.
    ladder : str
        The ladder its people stand on, for instance ``host`` or ``target``.
    start : mapping of status to share
        The statuses of day 0; shares from 0 to 1 that sum to one.
    traits : mapping of trait to TraitStart
        How traits are spread on day 0.

    Raises
    ------
    SocietyError
        If there are no people, or the shares do not sum to one.

    Examples
    --------
    >>> Community("north", 600, "host", {"welcoming": 0.4, "wary": 0.6}).people
    600
    """

    name: str
    people: int
    ladder: str = "people"
    start: Mapping[str, float] = field(default_factory=dict)
    traits: Mapping[str, TraitStart] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise SocietyError("a community has no name", where="communities", mend="give it one")
        where = f"communities.{self.name}"
        check_people(self.people, f"community {self.name!r}", f"{where}.people")
        for status, share in self.start.items():
            if not 0 <= share <= 1:
                raise SocietyError(
                    f"status {status!r} starts with the share {share:g}",
                    where=f"{where}.start",
                    mend="give a share from 0 to 1",
                )
        total = math.fsum(self.start.values())
        if abs(total - 1) > SHARE_SLACK:
            raise SocietyError(
                f"the shares on day 0 sum to {total:g}", where=f"{where}.start", mend="make them sum to one"
            )
        # Own, sorted copies: neither the order in which a file lists them nor a later change may matter.
        object.__setattr__(self, "start", dict(sorted(self.start.items())))
        object.__setattr__(self, "traits", dict(sorted(self.traits.items())))


def check_people(people: object, who: str, where: str) -> None:
    """Refuse a number of people that is not a whole number above 0."""
    whole = isinstance(people, int | np.integer) and not isinstance(people, bool)
    if not whole or people <= 0:  # type: ignore[operator]
        raise SocietyError(f"{who} has {people} people", where=where, mend="give a whole number above 0")
