"""Ties: who knows whom, declared in a sentence; the same declaration feeds agents and cells.

Each kind says two things: how a network is drawn (:mod:`grayzone.society.wiring`) and its *mixing*, the share
of a person's ties that leads to each group. Agents see the network, counts and shares see the mixing; in a
large society the first tends to the second.

Notes
-----
**A tie takes two.** Who wants a share of ties to others has to find others who want it too. Between two
groups the side with fewer ties to offer decides; what the larger side cannot spend stays at home. So
everybody has the same number of ties on average, the smallest group keeps exactly the share ``within``, and
larger groups keep more, as their numbers dictate: of the friends of a majority few *can* belong to a small
minority.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ..errors import SocietyError, nearest
from .listed import Listed

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Order = Literal["local", "random"]


@dataclass(frozen=True)
class NoTies:
    """Nobody knows anybody: people react to signals only."""

    def describe(self) -> str:
        """Return the declaration as a sentence."""
        return "People have no ties."

    def mixing(self, people: Whole) -> Real:
        """Return zeros: no tie leads anywhere."""
        return np.zeros((people.size, people.size))


@dataclass(frozen=True)
class Homophilous:
    """A random network in which people mostly know people of their own community and place.

    Parameters
    ----------
    mean_ties : float
        Ties of a person on average (Poisson around it).
    within : float
        Share of a person's ties kept inside the own group (community in a place); the rest leads to other
        groups in proportion to their people. Exact for the smallest group, a lower bound for larger ones
        (module notes).

    Examples
    --------
    >>> Homophilous(12, 0.85).describe()
    'People have 12 ties on average; 85 % stay in the own community and place, more where others are few.'
    """

    mean_ties: float
    within: float

    def __post_init__(self) -> None:
        _check_mean_ties(self.mean_ties)
        _check_share("within", self.within)

    def describe(self) -> str:
        """Return the declaration as a sentence."""
        return f"People have {self.mean_ties:g} ties on average; {_stay(self.within)}."

    def mixing(self, people: Whole) -> Real:
        """Return the share of a person's ties that leads to each group, dims (group, group).

        Parameters
        ----------
        people : int64 array, dims (place, community)
        """
        return agreed(_kept_or_shared(people.ravel(), self.within), people.ravel())


@dataclass(frozen=True)
class Heavy:
    """A random network with hubs: a few people know very many others.

    Parameters
    ----------
    mean_ties : float
        Ties of a person on average.
    within : float
        As in :class:`Homophilous`.
    exponent : float
        Numbers of ties fall off like ``ties ** -exponent``; from 1.5 to 10, often between 2 and 3.
    cap : int
        Nobody has more ties than this.

    Notes
    -----
    Every community has the same law of degrees, so the mixing between groups is that of :class:`Homophilous`;
    what a hub changes inside a group is a finding that only agents can show.

    Examples
    --------
    >>> Heavy(10, 0.8, exponent=2.5, cap=500).cap
    500
    """

    mean_ties: float
    within: float
    exponent: float
    cap: int

    def __post_init__(self) -> None:
        _check_mean_ties(self.mean_ties)
        _check_share("within", self.within)
        if not 1.5 <= self.exponent <= 10:
            raise SocietyError(
                f"the exponent is {self.exponent:g}",
                where="ties.exponent",
                mend="give a number from 1.5 (hubs hold most ties) to 10 (everybody alike)",
            )
        if not self.cap > self.mean_ties:
            raise SocietyError(
                f"nobody may have more than {self.cap:g} ties, but people have {self.mean_ties:g} on average",
                where="ties.cap",
                mend="give a cap above mean_ties",
            )

    def describe(self) -> str:
        """Return the declaration as a sentence."""
        return (
            f"People have {self.mean_ties:g} ties on average, a few have very many "
            f"(power law of exponent {self.exponent:g}, at most {self.cap}); {_stay(self.within)}."
        )

    def mixing(self, people: Whole) -> Real:
        """Return the share of a person's ties that leads to each group, dims (group, group)."""
        return agreed(_kept_or_shared(people.ravel(), self.within), people.ravel())

    def lowest(self) -> float:
        """Return the number of ties where the power law has to begin for its mean to be ``mean_ties``."""
        low, high = 1e-12 * self.cap, float(self.mean_ties)
        # The mean rises with the lowest value; halving the ratio sixty times is exact to the last digit.
        for _ in range(60):
            middle = math.sqrt(low * high)
            low, high = (middle, high) if self._mean_from(middle) < self.mean_ties else (low, middle)
        return math.sqrt(low * high)

    def _mean_from(self, low: float) -> float:
        """Return the mean of the density ``x ** -exponent`` between ``low`` and the cap."""

        def integral(power: float) -> float:
            if power == -1:
                return math.log(self.cap / low)
            return float((self.cap ** (power + 1) - low ** (power + 1)) / (power + 1))

        return integral(1 - self.exponent) / integral(-self.exponent)


@dataclass(frozen=True)
class Blocks:
    """A random network over several places: most ties stay in the place, a share leads elsewhere.

    Parameters
    ----------
    mean_ties : float
        Ties of a person on average.
    within : float
        Share of ties kept inside the own community, in whichever place.
    elsewhere : float
        Share of ties that leads to other places; of each community's ties in proportion to where its people
        live.

    Notes
    -----
    Both shares follow "a tie takes two" (module notes): where a place has few people of a community, ties
    that cannot be spent on them stay in the own group.

    Examples
    --------
    >>> Blocks(10, within=0.8, elsewhere=0.1).elsewhere
    0.1
    """

    mean_ties: float
    within: float
    elsewhere: float

    def __post_init__(self) -> None:
        _check_mean_ties(self.mean_ties)
        _check_share("within", self.within)
        _check_share("elsewhere", self.elsewhere)

    def describe(self) -> str:
        """Return the declaration as a sentence."""
        return (
            f"People have {self.mean_ties:g} ties on average; {_percent(self.within)} stay in the own "
            f"community and {_percent(self.elsewhere)} lead to other places, fewer where the others are few."
        )

    def mixing(self, people: Whole) -> Real:
        """Return the share of a person's ties that leads to each group, dims (group, group)."""
        places, communities = people.shape
        to_community = _kept_or_shared(people.sum(axis=0), self.within)
        wanted = np.zeros((places, communities, places, communities))
        for community in range(communities):
            to_place = _kept_or_shared(people[:, community], 1 - self.elsewhere)
            for own in range(communities):
                wanted[:, own, :, community] = to_community[own, community] * to_place
        groups = places * communities
        return agreed(wanted.reshape(groups, groups), people.ravel())


@dataclass(frozen=True)
class RingRewired:
    """A ring of neighbours inside each community and place, a share of whose ties is rewired (a small world).

    Parameters
    ----------
    mean_ties : int
        Ties of a person on average, an even number: half of them are made to the next people on the ring.
    rewired : float
        Share of the ties made that is rewired to somebody at random.
    across : float
        Share of the rewired ties that leads to other communities (anywhere); the rest stays in the own
        community (anywhere). With a single community all stay.
    order : {'local', 'random'}
        Whether people are numbered along the ring or at random; it changes the speed of a run and its luck,
        not its law.

    Notes
    -----
    Each person makes the same number of ties and receives what others rewire to them, so a small community
    beside a large one has more ties, and a larger share of them leads across. A rewired tie that already
    exists is counted once.

    Source: Watts and Strogatz 1998, doi 10.1038/30918, with rewiring across communities added.

    Examples
    --------
    >>> RingRewired(10, rewired=0.3, across=0.5).made
    5
    """

    mean_ties: int
    rewired: float
    across: float
    order: Order = "local"

    def __post_init__(self) -> None:
        _check_mean_ties(self.mean_ties)
        if self.mean_ties != int(self.mean_ties) or self.mean_ties % 2:
            raise SocietyError(
                f"a ring cannot have {self.mean_ties:g} ties per person",
                where="ties.mean_ties",
                mend="give an even whole number: a ring has as many neighbours ahead as behind",
            )
        _check_share("rewired", self.rewired)
        _check_share("across", self.across)
        if self.order not in get_args(Order):
            raise SocietyError(
                f"the ring is numbered in the unknown order {self.order!r}",
                where="ties.order",
                mend=nearest(self.order, get_args(Order)),
            )

    @property
    def made(self) -> int:
        """How many ties a person makes; as many are received on average."""
        return int(self.mean_ties) // 2

    def describe(self) -> str:
        """Return the declaration as a sentence."""
        return (
            f"People stand on a ring inside their community and know the {self.made} next on either side; "
            f"{_percent(self.rewired)} of these ties are rewired at random, of which {_percent(self.across)} "
            "lead to other communities."
        )

    def mixing(self, people: Whole) -> Real:
        """Return the share of a person's ties that leads to each group, dims (group, group)."""
        communities = people.shape[1]
        sizes = people.ravel().astype(np.float64)
        community = np.arange(sizes.size) % communities
        own = (community[:, None] == community[None, :]) * sizes
        others = (community[:, None] != community[None, :]) * sizes
        across = np.where(others.sum(axis=1) > 0, self.across, 0.0)[:, None]
        goal = (
            (1 - self.rewired) * np.eye(sizes.size)
            + self.rewired * (1 - across) * _rows_to_one(own)
            + self.rewired * across * _rows_to_one(others)
        )
        made = sizes[:, None] * goal
        return _keep_empty_groups(_rows_to_one(made + made.T), sizes)


Ties = Homophilous | RingRewired | Blocks | Heavy | Listed | NoTies


def agreed(wanted: Real, sizes: Whole) -> Real:
    """Return the mixing that comes of what each group wants, when a tie takes two.

    Parameters
    ----------
    wanted : float64 array, dims (group, group)
        Share of its ties that the row group would like to have with the column group; rows sum to one or
        less.
    sizes : int64 array, dims (group,)
        People; all have the same mean number of ties.

    Returns
    -------
    float64 array, dims (group, group)
        Rows sum to one; ``sizes[g] * mixing[g, h] == sizes[h] * mixing[h, g]``.
    """
    offered = wanted * sizes[:, None]
    ties = np.minimum(offered, offered.T)
    np.fill_diagonal(ties, 0.0)
    left = sizes - ties.sum(axis=1)
    np.fill_diagonal(ties, np.where(left > 1e-12 * sizes, left, 0.0))
    return _keep_empty_groups(_rows_to_one(ties), sizes)


def _kept_or_shared(sizes: Whole, kept: float) -> Real:
    """Return the wish: keep a share at home, spread the rest over the others by their numbers of people."""
    others = np.broadcast_to(sizes.astype(np.float64), (sizes.size, sizes.size)).copy()
    np.fill_diagonal(others, 0.0)
    wish = (1 - kept) * _rows_to_one(others)
    np.fill_diagonal(wish, np.where(others.sum(axis=1) > 0, kept, 1.0))
    return wish


def _rows_to_one(weights: Real) -> Real:
    total = weights.sum(axis=1, keepdims=True)
    shares: Real = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return shares


def _keep_empty_groups(mixing: Real, sizes: NDArray[np.int64] | Real) -> Real:
    """Let a group without people point at itself, so that each row is a distribution."""
    empty = np.flatnonzero(sizes == 0)
    mixing[empty, empty] = 1.0
    return mixing


def _stay(within: float) -> str:
    return f"{_percent(within)} stay in the own community and place, more where others are few"


def _percent(share: float) -> str:
    return f"{100 * share:g} %"


def _check_mean_ties(mean_ties: float) -> None:
    if not 0 < mean_ties < float("inf"):
        raise SocietyError(
            f"people have {mean_ties:g} ties on average",
            where="ties.mean_ties",
            mend="give a number above 0, or declare no_ties",
        )


def _check_share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise SocietyError(f"{name} is {value:g}", where=f"ties.{name}", mend="give a share from 0 to 1")
