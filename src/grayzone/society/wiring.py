"""Wiring: how a declared kind of tie becomes ties between persons, by addressed chance.

Random networks are drawn with an exact number of ties between each two groups (the mixing times the people,
rounded by one addressed number), not with a probability per pair: what a network says about its groups is
then no matter of luck, and agents and cells begin alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import SocietyError
from .hubs import hubs
from .network import Keys, among, first_of, join, loops, new_pairs, second_of
from .persons import Luck, Persons, chunks, rounded
from .ties import Blocks, Heavy, Homophilous, RingRewired, Ties

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

_DENSE = 4
"""A block more than a quarter full is drawn by ranking all its pairs, others by drawing until new."""


def wire(ties: Ties, people: Whole, luck: Luck) -> Keys:
    """Draw the ties of a society.

    Parameters
    ----------
    ties : Ties
        Not :class:`Listed`, which has its ties already.
    people : int64 array, dims (place, community)
    luck : Luck

    Returns
    -------
    uint64 array, dims (tie,)
        Each tie once, the lower person first.

    Raises
    ------
    SocietyError
        If there are more ties than pairs of people.
    """
    persons = Persons(people)
    if isinstance(ties, RingRewired):
        return _ring(ties, persons, luck)
    if isinstance(ties, Heavy):
        return hubs(ties, persons, luck)
    if isinstance(ties, Homophilous | Blocks):
        return _random(ties, persons, luck)
    return np.empty(0, dtype=np.uint64)


# Random networks with an exact number of ties between groups


@dataclass(frozen=True)
class Pairing:
    """The pairs of groups in one line, the lower group first, each group also with itself.

    Parameters
    ----------
    first, second : int64 arrays, dims (pairing,)
        The two groups.
    sizes, starts : int64 arrays, dims (group,) and (group + 1,)
        Each group's people and the number of its first person.
    """

    first: Whole
    second: Whole
    sizes: Whole
    starts: Whole

    @classmethod
    def of(cls, persons: Persons) -> Pairing:
        """List the pairs of a society's groups."""
        first, second = np.triu_indices(persons.sizes.size)
        return cls(first, second, persons.sizes, persons.starts)

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Whether a pairing is a group with itself."""
        same: NDArray[np.bool_] = self.first == self.second
        return same

    @property
    def room(self) -> Whole:
        """How many ties each pairing could hold."""
        one, other = self.sizes[self.first], self.sizes[self.second]
        return np.where(self.inside, one * (one - 1) // 2, one * other)

    def count(self, keys: Keys) -> Whole:
        """Count pairs of persons by the pairing to which they belong."""
        one = np.searchsorted(self.starts, first_of(keys), side="right") - 1
        other = np.searchsorted(self.starts, second_of(keys), side="right") - 1
        # The pairings of the groups before ``one`` fill the rows of a triangle above.
        line = one * self.sizes.size - one * (one - 1) // 2 + (other - one)
        return np.bincount(line, minlength=self.first.size)


def _random(ties: Homophilous | Blocks, persons: Persons, luck: Luck) -> Keys:
    pairing = Pairing.of(persons)
    # A tie inside a group has both of its ends there.
    ends = persons.sizes[pairing.first] * ties.mixing(persons.people)[pairing.first, pairing.second]
    quota = rounded(ties.mean_ties * np.where(pairing.inside, ends / 2, ends), luck)
    room = pairing.room
    if (quota > room).any():
        raise _no_room(int(np.argmax(quota > room)), quota, pairing)
    dense = (quota * _DENSE > room) & (quota > 0)
    ranked = [_ranked(pairing, line, int(quota[line]), luck) for line in np.flatnonzero(dense).tolist()]
    accepted = np.empty(0, dtype=np.uint64)
    missing = np.where(dense, 0, quota)
    attempt = 0
    while missing.any():
        keys = np.sort(_candidates(pairing, missing, attempt, luck))
        good = new_pairs(keys) & ~loops(keys) & ~among(keys, accepted)
        missing = pairing.count(keys[~good])
        accepted = np.sort(np.concatenate((accepted, keys[good]))) if accepted.size else keys[good]
        attempt += 1
    return np.concatenate([accepted, *ranked]) if ranked else accepted


def _no_room(line: int, quota: Whole, pairing: Pairing) -> SocietyError:
    one, other = pairing.sizes[pairing.first[line]], pairing.sizes[pairing.second[line]]
    where = f"in a group of {one}" if pairing.inside[line] else f"between groups of {one} and {other}"
    return SocietyError(
        f"{quota[line]} ties are asked for {where} people, which have room for {pairing.room[line]}",
        where="ties.mean_ties",
        mend="ask for fewer ties or more people",
    )


def _candidates(pairing: Pairing, missing: Whole, attempt: int, luck: Luck) -> Keys:
    """Draw as many pairs as are missing in each pairing; some may be doubled, tied already or self ties."""
    lines = np.flatnonzero(missing)
    last = np.cumsum(missing[lines])
    keys = np.empty(int(last[-1]), dtype=np.uint64)
    for part in chunks(keys.size):
        slot = np.arange(part.start, part.stop)
        line = lines[np.searchsorted(last, slot, side="right")]
        ends = []
        for group, decision in (
            (pairing.first[line], "ties: one end"),
            (pairing.second[line], "ties: other end"),
        ):
            member = (luck.draw(slot, decision, attempt) * pairing.sizes[group]).astype(np.int64)
            ends.append(pairing.starts[group] + member)
        keys[part] = join(np.minimum(*ends), np.maximum(*ends))
    return keys


def _ranked(pairing: Pairing, line: int, quota: int, luck: Luck) -> Keys:
    """Take the ``quota`` pairs of persons of one pairing that an addressed order puts first."""
    g, h = pairing.first[line], pairing.second[line]
    if g == h:
        one, other = np.triu_indices(pairing.sizes[g], 1)
    else:
        one, other = (side.ravel() for side in np.indices((pairing.sizes[g], pairing.sizes[h])))
    order = np.argsort(luck.draw_all(one.size, "ties: order of pairs", line), kind="stable")[:quota]
    return join(pairing.starts[g] + one[order], pairing.starts[h] + other[order])


# Rings, rewired


def _ring(ties: RingRewired, persons: Persons, luck: Luck) -> Keys:
    sizes, starts = persons.sizes, persons.starts
    small = (sizes > 0) & (sizes <= ties.mean_ties)
    if small.any():
        raise SocietyError(
            f"a ring of {sizes[small][0]} people has no room for {ties.mean_ties:g} ties each",
            where="ties.mean_ties",
            mend="ask for fewer ties or more people",
        )
    n = int(starts[-1])
    group, community = persons.group, persons.community
    keys = np.empty(n * ties.made, dtype=np.uint64)
    for step in range(1, ties.made + 1):
        goal = np.empty(n, dtype=np.int64)
        rewired = np.zeros(n, dtype=bool)
        across = np.zeros(n, dtype=bool)
        for part in chunks(n):
            person = np.arange(part.start, part.stop)
            start, size = starts[group[part]], sizes[group[part]]
            goal[part] = start + (person - start + step) % size
            rewired[part] = luck.draw(person, f"ties: rewired {step}") < ties.rewired
            across[part] = luck.draw(person, f"ties: across {step}") < ties.across
        for own in range(persons.people.shape[1]):
            member = community == own
            insiders, outsiders = np.flatnonzero(member), np.flatnonzero(~member)
            leaves = member & rewired & across & (outsiders.size > 0)
            stays = member & rewired & ~leaves
            _rewire(goal, np.flatnonzero(leaves), outsiders, f"ties: whom {step}", luck)
            _rewire(goal, np.flatnonzero(stays), insiders, f"ties: whom {step}", luck)
        person = np.arange(n)
        keys[(step - 1) * n : step * n] = join(np.minimum(person, goal), np.maximum(person, goal))
    keys.sort()
    return keys[new_pairs(keys)]


def _rewire(goal: Whole, movers: Whole, pool: Whole, decision: str, luck: Luck) -> None:
    """Turn the ties of ``movers`` to people of ``pool``; who draws themself keeps the tie on the ring."""
    for part in chunks(movers.size):
        person = movers[part]
        drawn = pool[(luck.draw(person, decision) * pool.size).astype(np.int64)]
        goal[person] = np.where(drawn == person, goal[person], drawn)


def numbering(people: int, luck: Luck) -> Whole:
    """Return an addressed random order of people (see :meth:`~grayzone.society.network.Network.permuted`)."""
    return np.argsort(luck.draw_all(people, "ties: numbering"), kind="stable")
