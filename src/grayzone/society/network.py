"""Network: who is tied to whom, person by person, in a form that a loop over a million people can read.

Persons are numbers. The ties of person ``i`` are ``ties[indptr[i]:indptr[i + 1]]``, sorted; each tie is
listed with both of its people, nobody is tied to themself and no tie is listed twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import networkx
    from scipy.sparse import csr_array

Keys = NDArray[np.uint64]
"""Pairs of persons in one number each: the first in the upper 32 bits, the second in the lower."""

MOST_PEOPLE = 2**31 - 1
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


def join(first: NDArray[np.integer], second: NDArray[np.integer]) -> Keys:
    """Return pairs of persons as one number each, so that sorting numbers sorts pairs.

    >>> join(np.array([1]), np.array([2])) == 2**32 + 2
    array([ True])
    """
    keys = first.astype(np.uint64)
    keys <<= _HALF
    keys |= second.astype(np.uint64)
    return keys


def first_of(keys: Keys) -> NDArray[np.int64]:
    """Return the first person of each pair."""
    return (keys >> _HALF).astype(np.int64)


def second_of(keys: Keys) -> NDArray[np.int64]:
    """Return the second person of each pair."""
    return (keys & _LOW).astype(np.int64)


def new_pairs(keys: Keys) -> NDArray[np.bool_]:
    """Mark the pairs that differ from the one before."""
    new = np.ones(keys.size, dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    return new


def loops(keys: Keys) -> NDArray[np.bool_]:
    """Mark the pairs of a person with themself."""
    same: NDArray[np.bool_] = (keys >> _HALF) == (keys & _LOW)
    return same


def among(keys: Keys, accepted: Keys) -> NDArray[np.bool_]:
    """Mark the pairs that are among sorted others."""
    if not accepted.size:
        return np.zeros(keys.size, dtype=bool)
    spot = np.minimum(np.searchsorted(accepted, keys), accepted.size - 1)
    found: NDArray[np.bool_] = accepted[spot] == keys
    return found


@dataclass(eq=False)
class Network:
    """People, where they belong, and their ties.

    Parameters
    ----------
    indptr : int64 array, dims (person + 1,)
        Where each person's ties begin.
    ties : int32 array, dims (end of a tie,)
        The other person of each tie, sorted inside a person.
    community : uint8 array, dims (person,)
        Index into the society's sorted communities.
    place : uint16 array, dims (person,)
        Index into the society's sorted places.
    communities : int
        How many communities the society has.

    Examples
    --------
    >>> from grayzone.society.society import Society
    >>> from grayzone.society.communities import Community
    >>> from grayzone.society.ties import Homophilous
    >>> town = Society([Community("all", 100, start={"calm": 1.0})], ties=Homophilous(6, 1.0))
    >>> net = town.network(seed=1)
    >>> net.n, int(net.degree.sum())
    (100, 600)
    """

    indptr: NDArray[np.int64]
    ties: NDArray[np.int32]
    community: NDArray[np.uint8]
    place: NDArray[np.uint16]
    communities: int = 1

    @property
    def n(self) -> int:
        """How many people there are."""
        return len(self.community)

    @property
    def degree(self) -> NDArray[np.int64]:
        """How many ties each person has."""
        return np.diff(self.indptr)

    @property
    def group(self) -> NDArray[np.int64]:
        """The group of each person: place first, then community."""
        return self.place.astype(np.int64) * self.communities + self.community

    @classmethod
    def from_pairs(
        cls, keys: Keys, community: NDArray[np.uint8], place: NDArray[np.uint16], communities: int
    ) -> Network:
        """Build a network from its ties.

        Parameters
        ----------
        keys : uint64 array, dims (tie,)
            Each tie once (see :func:`join`), no self ties; in any order.
        community, place : arrays, dims (person,)
        communities : int
        """
        people = len(community)
        both = np.empty(2 * keys.size, dtype=np.uint64)
        both[: keys.size] = keys
        turned = both[keys.size :]
        np.left_shift(keys, _HALF, out=turned)
        turned |= keys >> _HALF
        both.sort()
        # Where each person's ties begin is where the sorted pairs reach that person.
        starts = np.searchsorted(both, np.arange(people + 1, dtype=np.uint64) << _HALF)
        return cls(starts.astype(np.int64), (both & _LOW).astype(np.int32), community, place, communities)

    def permuted(self, order: NDArray[np.integer]) -> Network:
        """Return the same network with people numbered anew.

        Parameters
        ----------
        order : int array, dims (person,)
            ``order[k]`` is the old number of the person who becomes number ``k``.
        """
        number = np.empty(self.n, dtype=np.int64)
        number[order] = np.arange(self.n)
        keys = self.pairs()
        return Network.from_pairs(
            join(number[first_of(keys)], number[second_of(keys)]),
            self.community[order],
            self.place[order],
            self.communities,
        )

    def pairs(self) -> Keys:
        """Return each tie once, the lower number first, sorted."""
        person = np.repeat(np.arange(self.n, dtype=np.int64), self.degree)
        once = person < self.ties
        return join(person[once], self.ties[once])

    def ties_between_groups(self, groups: int) -> NDArray[np.int64]:
        """Count the ends of ties from group to group, dims (group, group); symmetric."""
        group = self.group
        counts = np.zeros((groups, groups), dtype=np.int64)
        keys = self.pairs()
        code = group[first_of(keys)] * groups + group[second_of(keys)]
        counts += np.bincount(code, minlength=groups * groups).reshape(groups, groups)
        return counts + counts.T

    def sparse(self) -> csr_array:
        """Return the ties as a SciPy sparse array of ones, dims (person, person)."""
        from scipy.sparse import csr_array

        ones = np.ones(self.ties.size, dtype=np.int8)
        return csr_array((ones, self.ties, self.indptr), shape=(self.n, self.n))

    def to_networkx(self) -> networkx.Graph:
        """Return a networkx graph whose nodes carry the indices ``community`` and ``place``."""
        import networkx

        graph = networkx.Graph()
        for person in range(self.n):
            graph.add_node(person, community=int(self.community[person]), place=int(self.place[person]))
        keys = self.pairs()
        graph.add_edges_from(zip(first_of(keys).tolist(), second_of(keys).tolist()))
        return graph
