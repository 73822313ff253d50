"""A listed network: ties that were measured, read from files, from a networkx graph or from arrays.

The network is what the list says: nothing is drawn, the seed changes nothing, and the mixing is counted.
People are numbered by place, community and name, so the order of the list changes no bit.
"""

from __future__ import annotations

import csv
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import SocietyError
from .network import Keys, first_of, join, second_of
from .places import EVERYWHERE

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True, eq=False)
class Listed:
    """Ties that were measured; made by :meth:`from_files`, :meth:`from_networkx` or :meth:`from_arrays`.

    Parameters
    ----------
    source : str
        Where the list comes from, in words for a report.
    communities, places : tuple of str
        The names that occur, sorted.
    community, place : int arrays, dims (person,)
        Indices into these names.
    keys : uint64 array, dims (tie,)
        Each tie once, sorted (see :func:`grayzone.society.network.join`).
    doubled : int
        How many ties were listed again, in either direction; they are counted once.
    """

    source: str
    communities: tuple[str, ...]
    places: tuple[str, ...]
    community: NDArray[np.uint8]
    place: NDArray[np.uint16]
    keys: Keys
    doubled: int

    @property
    def n(self) -> int:
        """How many people the list names."""
        return len(self.community)

    @property
    def mean_ties(self) -> float:
        """How many ties a person has on average."""
        return 2 * self.keys.size / self.n

    def describe(self) -> str:
        """Return the declaration as a sentence, doubled ties included."""
        again = ""
        if self.doubled:
            tie = "tie is" if self.doubled == 1 else "ties are"
            again = f"; {self.doubled} doubled {tie} counted once"
        return f"{self.keys.size} ties among {self.n} people are listed in {self.source}{again}."

    def people(self) -> NDArray[np.int64]:
        """Return how many people the list has, dims (place, community)."""
        shape = len(self.places), len(self.communities)
        group = self.place.astype(np.int64) * shape[1] + self.community
        return np.bincount(group, minlength=shape[0] * shape[1]).reshape(shape).astype(np.int64)

    def mixing(self, people: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the counted share of each group's ties that leads to each group; no ties give zeros."""
        groups = people.size
        group = self.place.astype(np.int64) * people.shape[1] + self.community
        code = group[first_of(self.keys)] * groups + group[second_of(self.keys)]
        once = np.bincount(code, minlength=groups * groups).reshape(groups, groups).astype(np.float64)
        ends = once + once.T
        total = ends.sum(axis=1, keepdims=True)
        shares: NDArray[np.float64] = np.divide(ends, total, out=np.zeros_like(ends), where=total > 0)
        return shares

    @classmethod
    def from_files(cls, edges: str | Path, nodes: str | Path) -> Listed:
        """Read a list of ties and a list of people.

        Parameters
        ----------
        edges : path
            A CSV file with the columns ``source,target``; each line a tie, direction does not matter.
        nodes : path
            A CSV file with the columns ``id,community`` and, if there are several, ``place``. Ids are words.

        Raises
        ------
        SocietyError
            With file and line: an unknown or doubled person, a self tie, a missing column, an empty list.
        """
        edges, nodes = Path(edges), Path(nodes)
        people: dict[str, tuple[str, str]] = {}
        for line, row in _rows(nodes, ["id", "community"]):
            if row["id"] in people:
                raise SocietyError(
                    f"person {row['id']!r} is listed twice",
                    where=f"{nodes.name}:{line}",
                    mend="keep one of them",
                )
            people[row["id"]] = (row.get("place") or EVERYWHERE, row["community"])
        ties: list[tuple[Hashable, Hashable]] = []
        for line, row in _rows(edges, ["source", "target"]):
            for person in (row["source"], row["target"]):
                if person not in people:
                    raise SocietyError(
                        f"the tie names the unknown person {person!r}",
                        where=f"{edges.name}:{line}",
                        mend=f"add the person to {nodes.name}, or leave the tie out",
                    )
            if row["source"] == row["target"]:
                raise _self_tie(row["source"], f"{edges.name}:{line}")
            ties.append((row["source"], row["target"]))
        return cls._numbered(edges.name, list(people), list(people.values()), ties)

    @classmethod
    def from_networkx(cls, graph: networkx.Graph, source: str = "a networkx graph") -> Listed:
        """Take over a networkx graph whose nodes carry ``community`` and, if there are several, ``place``."""
        if graph.is_directed():
            raise SocietyError(
                "ties have no direction, but the graph is directed",
                where=source,
                mend="pass graph.to_undirected()",
            )
        where = []
        for person, said in graph.nodes(data=True):
            if "community" not in said:
                raise SocietyError(
                    f"node {person!r} has no community",
                    where=source,
                    mend="set the node attribute 'community'",
                )
            where.append((str(said.get("place", EVERYWHERE)), str(said["community"])))
        return cls._numbered(source, list(graph.nodes), where, list(graph.edges()))

    @classmethod
    def from_arrays(
        cls,
        indptr: ArrayLike,
        ties: ArrayLike,
        community: Sequence[str],
        place: Sequence[str] | None = None,
        source: str = "arrays",
    ) -> Listed:
        """Take over a network in compressed rows; each tie stands with both of its people.

        Parameters
        ----------
        indptr : int array, dims (person + 1,)
        ties : int array, dims (end of a tie,)
        community, place : sequences of str, dims (person,)
            Names, not indices.
        """
        begins, others = np.asarray(indptr, dtype=np.int64), np.asarray(ties, dtype=np.int64)
        n = len(community)
        places = [EVERYWHERE] * n if place is None else list(place)
        if len(places) != n:
            raise SocietyError(
                f"{len(places)} people have a place and {n} a community",
                where=source,
                mend="give one of each",
            )
        if (
            begins.shape != (n + 1,)
            or begins[0] != 0
            or begins[-1] != others.size
            or (np.diff(begins) < 0).any()
        ):
            raise SocietyError(
                f"indptr does not cut {others.size} ties into {n} people",
                where=source,
                mend="give it one number more than people, rising from 0 to the number of ties",
            )
        if others.size and (others.min() < 0 or others.max() >= n):
            odd = others[(others < 0) | (others >= n)][0]
            raise SocietyError(
                f"the tie names the unknown person {odd}",
                where=source,
                mend=f"people are numbered 0 to {n - 1}",
            )
        person = np.repeat(np.arange(n), np.diff(begins))
        there, back = np.unique(join(person, others)), np.unique(join(others, person))
        one_sided = np.setdiff1d(there, back)
        if one_sided.size:
            raise SocietyError(
                f"the tie from {first_of(one_sided)[0]} to {second_of(one_sided)[0]} stands on one side only",
                where=source,
                mend="list each tie with both of its people",
            )
        once = there[first_of(there) <= second_of(there)]
        where = list(zip(places, community))
        again = (others.size - there.size) // 2
        return cls._numbered(source, range(n), where, zip(first_of(once), second_of(once)), doubled=again)

    @classmethod
    def _numbered(
        cls,
        source: str,
        ids: Sequence[Any],
        where: Sequence[tuple[str, str]],
        ties: Any,
        doubled: int = 0,
    ) -> Listed:
        """Number the people by place, community and name, and the ties with them."""
        if not ids:
            raise SocietyError(
                "the graph is empty: it names no person", where=source, mend="list people and ties"
            )
        order = sorted(range(len(ids)), key=lambda k: (*where[k], _rank(ids[k])))
        number = {ids[k]: new for new, k in enumerate(order)}
        ends = np.array([(number[a], number[b]) for a, b in ties], dtype=np.int64).reshape(-1, 2)
        if not ends.size:
            raise SocietyError(
                "the graph is empty: it lists no tie", where=source, mend="list ties, or declare no_ties"
            )
        low, high = ends.min(axis=1), ends.max(axis=1)
        if (low == high).any():
            raise _self_tie(ids[order[low[low == high][0]]], source)
        keys = np.unique(join(low, high))
        places = tuple(sorted({place for place, _ in where}))
        communities = tuple(sorted({community for _, community in where}))
        return cls(
            source=source,
            communities=communities,
            places=places,
            community=np.array([communities.index(where[k][1]) for k in order], dtype=np.uint8),
            place=np.array([places.index(where[k][0]) for k in order], dtype=np.uint16),
            keys=keys,
            doubled=doubled + len(low) - keys.size,
        )


def _rank(name: Any) -> tuple[int, int, str]:
    """Order whole numbers by size and everything else by its letters."""
    return (0, int(name), "") if isinstance(name, int | np.integer) else (1, 0, str(name))


def _self_tie(person: Any, where: str) -> SocietyError:
    return SocietyError(f"person {person!r} is tied to themself", where=where, mend="leave the tie out")


def _rows(path: Path, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells of a CSV file that has the columns asked for."""
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise SocietyError("the list cannot be read", where=str(path), mend="check the path") from error
    reader = csv.DictReader(file)
    with file:
        try:
            for column in columns:
                if column not in (reader.fieldnames or []):
                    raise SocietyError(
                        f"there is no column {column!r}",
                        where=f"{path.name}:1",
                        mend=f"begin the file with {','.join(columns)}",
                    )
            for row in reader:
                for column in columns:
                    if not row[column]:
                        raise SocietyError(
                            f"the column {column!r} is empty",
                            where=f"{path.name}:{reader.line_num}",
                            mend="fill it",
                        )
                yield reader.line_num, row
        except (UnicodeDecodeError, csv.Error) as error:
            raise SocietyError(
                "the list is no CSV text",
                where=f"{path.name}:{reader.line_num + 1}",
                mend="save it as UTF-8 CSV",
            ) from error
