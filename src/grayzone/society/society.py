"""Society: communities, the places where they live, the ties between people, and the actors among them.

One declaration serves three fidelities. Agents take its network, counts and shares take its mixing; all three
begin from the same whole numbers. The order in which communities, places or actors are listed changes no bit:
they are sorted by name once, here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..errors import SocietyError, nearest
from .actors import Actor
from .cells import bin_shares, largest_remainder
from .communities import Community, TraitStart, check_people
from .listed import Listed
from .network import MOST_PEOPLE, Network
from .persons import Luck, Persons
from .places import EVERYWHERE, Place, fractions
from .ties import NoTies, RingRewired, Ties
from .wiring import numbering, wire

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Bounds = tuple[float, float]
Named = TypeVar("Named", Community, Place, Actor)


def _by_name(kind: str, things: Sequence[Named]) -> tuple[Named, ...]:
    """Sort by name; refuse two of the same name."""
    named = tuple(sorted(things, key=lambda thing: thing.name))
    for one, other in zip(named, named[1:]):
        if one.name == other.name:
            raise SocietyError(f"{one.name!r} is declared twice", where=kind, mend="keep one of them")
    return named


@dataclass(frozen=True)
class Society:
    """Who lives together, where, and who knows whom.

    Parameters
    ----------
    communities : sequence of Community
        At least one, at most 255; kept sorted by name.
    places : sequence of Place
        Kept sorted by name; left out, there is one place, ``everywhere``.
    ties : Ties
        How people are tied; left out, they are not.
    actors : sequence of Actor
        Kept sorted by name.

    Raises
    ------
    SocietyError
        If the society cannot be built as declared: a doubled name, fractions that do not sum to one, more
        ties than people, a list of ties that is about other people.

    Notes
    -----
    A *group* is a community in a place. Groups are numbered place by place and, inside a place, community by
    community: ``group = place * len(communities) + community``.

    Examples
    --------
    >>> from grayzone.society.ties import Homophilous
    >>> north = Community("north", 600, "host", {"welcoming": 0.9, "wary": 0.1})
    >>> south = Community("south", 400, "target", {"at_home": 1.0})
    >>> towns = Society([south, north], ties=Homophilous(10, 0.8))
    >>> towns.mixing().round(3).tolist()
    [[0.867, 0.133], [0.2, 0.8]]
    """

    communities: Sequence[Community]
    places: Sequence[Place] = ()
    ties: Ties = field(default_factory=NoTies)
    actors: Sequence[Actor] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "communities", _by_name("communities", self.communities))
        object.__setattr__(self, "places", _by_name("places", self.places or (Place(EVERYWHERE),)))
        object.__setattr__(self, "actors", _by_name("actors", self.actors))
        for kind, many, most in (
            ("communities", len(self.communities), 255),
            ("places", len(self.places), 65_535),
        ):
            if not 1 <= many <= most:
                raise SocietyError(f"a society has {many} {kind}", where=kind, mend=f"declare 1 to {most}")
        for actor in self.actors:
            if actor.base is not None and actor.base not in self._names:
                raise SocietyError(
                    f"actor {actor.name!r} is based in the unknown community {actor.base!r}",
                    where="actors",
                    mend=nearest(actor.base, self._names),
                )
        divided = self._divided(None)  # refuses fractions that do not sum to one
        if isinstance(self.ties, Listed):
            self._check_list(self.ties, divided)
        elif not isinstance(self.ties, NoTies):
            self._check_mean_ties(self.ties.mean_ties, int(divided.sum()))

    # Who is there

    @property
    def groups(self) -> list[tuple[str, str]]:
        """The groups in their one order, each as (place, community)."""
        return [(place.name, community.name) for place in self.places for community in self.communities]

    @property
    def ladders(self) -> dict[str, str]:
        """The ladder on which each community's people stand."""
        return {community.name: community.ladder for community in self.communities}

    def sizes(self, people: int | None = None) -> Whole:
        """Return how many people each group has.

        Parameters
        ----------
        people : int or None
            The whole society's people; None for the number declared. Communities shrink or grow in proportion
            (largest remainder), then each is divided over its places.

        Returns
        -------
        int64 array, dims (group,)

        Raises
        ------
        SocietyError
            If a community would vanish, or the ties are listed and so have their own people.
        """
        return self._people(people).ravel()

    def mixing(self, people: int | None = None) -> Real:
        """Return where ties lead: of the ties of a person of one group, the share that leads to each other.

        Parameters
        ----------
        people : int or None
            As in :meth:`sizes`.

        Returns
        -------
        float64 array, dims (group, group)
            Rows sum to one. They are zeros where nobody has ties (:class:`NoTies`, a listed group without
            any). An empty group points at itself.
        """
        return self.ties.mixing(self._people(people))

    def network(self, seed: int, people: int | None = None, replicate: int = 0) -> Network:
        """Draw who knows whom.

        Parameters
        ----------
        seed, replicate : int
            Which luck; the same two give the same network to the bit.
        people : int or None
            As in :meth:`sizes`.
        """
        table = self._people(people)
        total = int(table.sum())
        if total > MOST_PEOPLE:
            raise SocietyError(
                f"{total} people are too many for a network",
                where="people",
                mend=f"ask for a society of at most {MOST_PEOPLE} people, or run counts or shares",
            )
        if isinstance(self.ties, Listed):
            listed = self.ties
            return Network.from_pairs(listed.keys, listed.community, listed.place, len(self.communities))
        if not isinstance(self.ties, NoTies):
            self._check_mean_ties(self.ties.mean_ties, total)
        luck, persons = Luck(seed, replicate), Persons(table)
        keys = wire(self.ties, table, luck)
        network = Network.from_pairs(keys, persons.community, persons.place, len(self.communities))
        if isinstance(self.ties, RingRewired) and self.ties.order == "random":
            return network.permuted(numbering(total, luck))
        return network

    # Day 0

    def start_counts(self, statuses: Sequence[str], people: int | None = None) -> Whole:
        """Return how many people of each group stand where on day 0.

        Parameters
        ----------
        statuses : sequence of str
            All statuses of the model, in its order.
        people : int or None
            As in :meth:`sizes`.

        Returns
        -------
        int64 array, dims (group, status)
            Rows sum to :meth:`sizes`; shares are met to a person (largest remainder).
        """
        shares = np.zeros((len(self.communities), len(statuses)))
        for row, community in enumerate(self.communities):
            for status, share in community.start.items():
                if status not in statuses:
                    raise SocietyError(
                        f"the model has no status {status!r}",
                        where=f"communities.{community.name}.start",
                        mend=nearest(status, statuses),
                    )
                shares[row, list(statuses).index(status)] = share
        return largest_remainder(np.tile(shares, (len(self.places), 1)), self.sizes(people))

    def start_people(
        self, network: Network, statuses: Sequence[str], seed: int, replicate: int = 0
    ) -> NDArray[np.uint8]:
        """Return the status of each person on day 0: the numbers of :meth:`start_counts`, dealt by chance.

        Returns
        -------
        uint8 array, dims (person,)
            Index into ``statuses``.
        """
        counts = self.start_counts(statuses, network.n)
        lot = Luck(seed, replicate).draw_all(network.n, "start:status")
        order = np.lexsort((lot, network.group))
        status = np.empty(network.n, dtype=np.uint8)
        status[order] = np.repeat(np.tile(np.arange(len(statuses)), len(counts)), counts.ravel())
        return status

    def start_traits(
        self,
        network: Network,
        trait: str,
        bounds: Bounds,
        seed: int,
        replicate: int = 0,
        default: TraitStart | None = None,
    ) -> NDArray[np.float32]:
        """Return the value of a trait of each person on day 0.

        Parameters
        ----------
        bounds : (float, float)
            The trait's lowest and highest value.
        default : TraitStart or None
            For communities that say nothing of the trait; None refuses them.

        Returns
        -------
        float32 array, dims (person,)
        """
        rank = Luck(seed, replicate).draw_all(network.n, f"start:{trait}")
        value = np.empty(network.n, dtype=np.float32)
        for index, community in enumerate(self.communities):
            members = np.flatnonzero(network.community == index)
            value[members] = self._start(community, trait, default).quantile(rank[members], bounds)
        return value

    def start_bins(self, trait: str, bounds: Bounds, bins: int, default: TraitStart | None = None) -> Real:
        """Return the share of each group's people in each bin of a trait on day 0, exactly.

        Returns
        -------
        float64 array, dims (group, bin)
            Rows sum to one.
        """
        rows = [
            bin_shares(self._start(community, trait, default), bounds, bins) for community in self.communities
        ]
        return np.tile(np.stack(rows), (len(self.places), 1))

    # Behind the scenes

    @property
    def _names(self) -> list[str]:
        return [community.name for community in self.communities]

    @staticmethod
    def _start(community: Community, trait: str, default: TraitStart | None) -> TraitStart:
        start = community.traits.get(trait, default)
        if start is None:
            raise SocietyError(
                f"nothing says how {trait!r} starts",
                where=f"communities.{community.name}.traits",
                mend="declare fixed, uniform or normal",
            )
        return start

    def _people(self, people: int | None) -> Whole:
        """Return the people of each group, dims (place, community)."""
        if not isinstance(self.ties, Listed):
            return self._divided(people)
        if people not in (None, self.ties.n):
            raise SocietyError(
                f"{people} people are asked for, but the listed network has {self.ties.n}",
                where="people",
                mend="leave the number out: a measured network cannot be scaled",
            )
        return self.ties.people()

    def _divided(self, people: int | None) -> Whole:
        """Divide the people over communities, then places, dims (place, community)."""
        totals = np.array([community.people for community in self.communities], dtype=np.int64)
        if people is not None:
            check_people(people, "the society", "people")
            totals = largest_remainder(totals, people)
            if not totals.all():
                raise SocietyError(
                    f"of {people} people nobody would belong to {self._names[int(totals.argmin())]!r}",
                    where="people",
                    mend="ask for more people",
                )
        return largest_remainder(fractions(self.places, self._names).T, totals).T

    @staticmethod
    def _check_mean_ties(mean_ties: float, people: int) -> None:
        if mean_ties > people - 1:
            raise SocietyError(
                f"each of {people} people is to have {mean_ties:g} ties",
                where="ties.mean_ties",
                mend=f"ask for at most {people - 1} ties, or more people",
            )

    def _check_list(self, listed: Listed, divided: Whole) -> None:
        """Refuse a list of ties that is about other people than the society."""
        for kind, told, declared in (
            ("community", listed.communities, self._names),
            ("place", listed.places, [place.name for place in self.places]),
        ):
            if kind == "place" and told == (EVERYWHERE,) and len(declared) == 1:
                continue  # a list without places, in a society that has only one
            for name in sorted(set(told) ^ set(declared)):
                raise SocietyError(
                    f"{kind} {name!r} is {'listed' if name in told else 'declared'} but not "
                    f"{'declared' if name in told else 'listed'}",
                    where=listed.source,
                    mend=nearest(name, declared if name in told else told),
                )
        people = listed.people()
        for community, many in zip(self.communities, people.sum(axis=0)):
            if many != community.people:
                raise SocietyError(
                    f"community {community.name!r} has {community.people} people, but {many} are listed",
                    where=listed.source,
                    mend="declare the number listed",
                )
        if any(place.shares is not None for place in self.places) and (people != divided).any():
            raise SocietyError(
                "the places hold other numbers of people than listed",
                where=listed.source,
                mend="leave the fractions out: the list says who lives where",
            )
