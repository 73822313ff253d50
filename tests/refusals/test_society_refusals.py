"""Every society that cannot be meant is refused in one sentence: what, where, how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import pytest

from grayzone.errors import SocietyError
from grayzone.society.actors import Actor
from grayzone.society.communities import Community, TraitStart
from grayzone.society.listed import Listed
from grayzone.society.places import Place
from grayzone.society.society import Society
from grayzone.society.ties import Blocks, Heavy, Homophilous, RingRewired

CALM = {"calm": 1.0}
NORTH = Community("north", 60, start=CALM)
SOUTH = Community("south", 40, start=CALM)


def towns(*places: Place, ties: Any = None, actors: tuple[Actor, ...] = ()) -> Society:
    return (
        Society([NORTH, SOUTH], places, ties, actors)
        if ties
        else Society([NORTH, SOUTH], places, actors=actors)
    )


def one_place_listed(*people: str, communities: list[str] | None = None) -> Listed:
    graph = networkx.Graph([("a", "b")])
    named = communities or ["north", "south"]
    for node, community in zip("ab", named):
        graph.nodes[node]["community"] = community
        if people:
            graph.nodes[node]["place"] = people[0]
    return Listed.from_networkx(graph)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "no people": (
        lambda: Community("north", 0, start=CALM),
        "communities.north.people: community 'north' has 0 people; give a whole number above 0",
    ),
    "half a person": (
        lambda: Community("north", 1.5, start=CALM),  # type: ignore[arg-type]
        "communities.north.people: community 'north' has 1.5 people; give a whole number above 0",
    ),
    "no name": (lambda: Community(" ", 1, start=CALM), "communities: a community has no name; give it one"),
    "start does not sum": (
        lambda: Community("north", 9, start={"calm": 0.5, "wary": 0.4}),
        "communities.north.start: the shares on day 0 sum to 0.9; make them sum to one",
    ),
    "start says nothing": (
        lambda: Community("north", 9),
        "communities.north.start: the shares on day 0 sum to 0; make them sum to one",
    ),
    "negative share": (
        lambda: Community("north", 9, start={"calm": 1.5, "wary": -0.5}),
        "communities.north.start: status 'calm' starts with the share 1.5; give a share from 0 to 1",
    ),
    "unknown law": (
        lambda: TraitStart("norml", 0.0),  # type: ignore[arg-type]
        "a trait starts by the unknown law 'norml'; did you mean 'normal'?",
    ),
    "no interval": (
        lambda: TraitStart("uniform", 1.0, 0.0),
        "a trait starts uniformly from 1 to 0, which is no interval; put the smaller number "
        "first, or use the law "
        "fixed",
    ),
    "no deviation": (
        lambda: TraitStart("normal", 1.0, 0.0),
        "a trait starts with the standard deviation 0; give a number above 0, or use the law fixed",
    ),
    "no number": (
        lambda: TraitStart("fixed", float("nan")),
        "a trait starts with nan, 0.0; give finite numbers",
    ),
    "doubled community": (
        lambda: Society([NORTH, NORTH]),
        "communities: 'north' is declared twice; keep one of them",
    ),
    "doubled place": (
        lambda: towns(Place("coast"), Place("coast")),
        "places: 'coast' is declared twice; keep one of them",
    ),
    "nobody at all": (lambda: Society([]), "communities: a society has 0 communities; declare 1 to 255"),
    "place fractions": (
        lambda: towns(Place("coast", {"north": 0.5, "south": 1}), Place("hills", {"north": 0.25})),
        "places: the fractions of community 'north' over all places sum to 0.75; make them sum to one",
    ),
    "place fractions above one": (
        lambda: towns(
            Place("coast", {"north": 0.5, "south": 1}), Place("hills", {"north": 0.6}), Place("plain")
        ),
        "places: the fractions of community 'north' over all places sum to 1.1; make them sum to one",
    ),
    "place fraction outside": (
        lambda: Place("coast", {"north": 2.0}),
        "places.coast: the fraction 2 of community 'north' lives here; give a fraction from 0 to 1",
    ),
    "place of strangers": (
        lambda: towns(Place("coast", {"nort": 1.0})),
        "places.coast: the place holds people of the unknown community 'nort'; did you mean 'north'?",
    ),
    "actor without base": (
        lambda: towns(actors=(Actor("cell", "organisation", "sout"),)),
        "actors: actor 'cell' is based in the unknown community 'sout'; did you mean 'south'?",
    ),
    "actor of no kind": (
        lambda: Actor("cell", "organization"),  # type: ignore[arg-type]
        "actors: actor 'cell' is of the unknown kind 'organization'; did you mean 'organisation'?",
    ),
    "within outside": (
        lambda: Homophilous(10, 1.2),
        "ties.within: within is 1.2; give a share from 0 to 1",
    ),
    "elsewhere outside": (
        lambda: Blocks(10, 0.8, -0.1),
        "ties.elsewhere: elsewhere is -0.1; give a share from 0 to 1",
    ),
    "no ties in number": (
        lambda: Homophilous(0, 0.5),
        "ties.mean_ties: people have 0 ties on average; give a number above 0, or declare no_ties",
    ),
    "odd ring": (
        lambda: RingRewired(5, 0.1, 0.5),
        "ties.mean_ties: a ring cannot have 5 ties per person; give an even whole number: a ring has as many "
        "neighbours ahead as behind",
    ),
    "ring in disorder": (
        lambda: RingRewired(4, 0.1, 0.5, "rndom"),  # type: ignore[arg-type]
        "ties.order: the ring is numbered in the unknown order 'rndom'; did you mean 'random'?",
    ),
    "no exponent": (
        lambda: Heavy(5, 0.5, 1.0, 50),
        "ties.exponent: the exponent is 1; give a number from 1.5 (hubs hold most ties) to 10 "
        "(everybody alike)",
    ),
    "cap below mean": (
        lambda: Heavy(5, 0.5, 2.5, 5),
        "ties.cap: nobody may have more than 5 ties, but people have 5 on average; give a cap "
        "above mean_ties",
    ),
    "more ties than people": (
        lambda: towns(ties=Homophilous(100, 0.5)),
        "ties.mean_ties: each of 100 people is to have 100 ties; ask for at most 99 ties, or more people",
    ),
    "more ties than the people asked for": (
        lambda: towns(ties=Homophilous(20, 0.5)).network(1, people=20),
        "ties.mean_ties: each of 20 people is to have 20 ties; ask for at most 19 ties, or more people",
    ),
    "more ties than a group has room for": (
        lambda: towns(ties=Homophilous(50, 1.0)).network(1),
        "ties.mean_ties: 1000 ties are asked for in a group of 40 people, which have room for "
        "780; ask for fewer "
        "ties or more people",
    ),
    "more ties than two groups have room for": (
        lambda: Society([Community(c, 10, start=CALM) for c in "ab"], ties=Homophilous(12, 0.0)).network(1),
        "ties.mean_ties: 120 ties are asked for between groups of 10 and 10 people, which have "
        "room for 100; ask "
        "for fewer ties or more people",
    ),
    "small ring": (
        lambda: towns(ties=RingRewired(40, 0.1, 0.5)).network(1),
        "ties.mean_ties: a ring of 40 people has no room for 40 ties each; ask for fewer ties or more people",
    ),
    "hubs without room": (
        lambda: towns(ties=Heavy(5, 0.5, 2.5, 50)).network(1),
        "ties.cap: up to 50 ties per person do not fit a group of 40 people; lower the cap below "
        "the smallest "
        "group, or ask for more people",
    ),
    "negative people": (
        lambda: towns().sizes(-1),
        "people: the society has -1 people; give a whole number above 0",
    ),
    "vanishing community": (
        lambda: Society([NORTH, Community("few", 1, start=CALM)]).sizes(10),
        "people: of 10 people nobody would belong to 'few'; ask for more people",
    ),
    "too many people": (
        lambda: towns().network(1, people=3_000_000_000),
        "people: 3000000000 people are too many for a network; ask for a society of at most "
        "2147483647 people, or "
        "run counts or shares",
    ),
    "unknown status": (
        lambda: towns().start_counts(["clam", "wary"]),
        "communities.north.start: the model has no status 'calm'; did you mean 'clam'?",
    ),
    "trait unsaid": (
        lambda: towns().start_bins("fear", (0, 1), 4),
        "communities.north.traits: nothing says how 'fear' starts; declare fixed, uniform or normal",
    ),
    "directed graph": (
        lambda: Listed.from_networkx(networkx.DiGraph([(1, 2)])),
        "a networkx graph: ties have no direction, but the graph is directed; pass graph.to_undirected()",
    ),
    "node without community": (
        lambda: Listed.from_networkx(networkx.Graph([(1, 2)])),
        "a networkx graph: node 1 has no community; set the node attribute 'community'",
    ),
    "graph of nobody": (
        lambda: Listed.from_networkx(networkx.Graph()),
        "a networkx graph: the graph is empty: it names no person; list people and ties",
    ),
    "one-sided tie": (
        lambda: Listed.from_arrays([0, 1, 1], [1], ["a", "a"]),
        "arrays: the tie from 0 to 1 stands on one side only; list each tie with both of its people",
    ),
    "unknown number": (
        lambda: Listed.from_arrays([0, 1, 2], [1, 5], ["a", "a"]),
        "arrays: the tie names the unknown person 5; people are numbered 0 to 1",
    ),
    "self tie in arrays": (
        lambda: Listed.from_arrays([0, 1, 1], [0], ["a", "a"]),
        "arrays: person 0 is tied to themself; leave the tie out",
    ),
    "indptr too short": (
        lambda: Listed.from_arrays([0, 1], [0], ["a", "a"]),
        "arrays: indptr does not cut 1 ties into 2 people; give it one number more than people, "
        "rising from 0 to "
        "the number of ties",
    ),
    "places too few": (
        lambda: Listed.from_arrays([0, 1, 2], [1, 0], ["a", "a"], ["coast"]),
        "arrays: 1 people have a place and 2 a community; give one of each",
    ),
    "listed people differ": (
        lambda: towns(ties=one_place_listed()),
        "a networkx graph: community 'north' has 60 people, but 1 are listed; declare the number listed",
    ),
    "listed community unknown": (
        lambda: towns(ties=one_place_listed(communities=["north", "sout"])),
        "a networkx graph: community 'sout' is listed but not declared; did you mean 'south'?",
    ),
    "listed place unknown": (
        lambda: towns(Place("coast"), Place("hills"), ties=one_place_listed("coast")),
        "a networkx graph: place 'hills' is declared but not listed; known are coast",
    ),
    "listed network scaled": (
        lambda: Society(
            [Community("north", 1, start=CALM), Community("south", 1, start=CALM)], ties=one_place_listed()
        ).network(1, people=10),
        "people: 10 people are asked for, but the listed network has 2; leave the number out: a "
        "measured network "
        "cannot be scaled",
    ),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_a_society_that_cannot_be_meant_is_refused_in_one_sentence(case: str) -> None:
    build, sentence = REFUSED[case]
    with pytest.raises(SocietyError) as refusal:
        build()
    assert str(refusal.value) == sentence


NODES = "id,community\nann,north\nbob,south\n"
LISTS: dict[str, tuple[str, str, str]] = {
    "unknown person": (
        "source,target\nann,bob\nann,eve\n",
        NODES,
        "edges.csv:3: the tie names the unknown person 'eve'; add the person to nodes.csv, or "
        "leave the tie out",
    ),
    "self tie": (
        "source,target\nann,bob\nbob,bob\n",
        NODES,
        "edges.csv:3: person 'bob' is tied to themself; leave the tie out",
    ),
    "empty list": (
        "source,target\n",
        NODES,
        "edges.csv: the graph is empty: it lists no tie; list ties, or declare no_ties",
    ),
    "missing column": (
        "from,to\nann,bob\n",
        NODES,
        "edges.csv:1: there is no column 'source'; begin the file with source,target",
    ),
    "empty file": ("", NODES, "edges.csv:1: there is no column 'source'; begin the file with source,target"),
    "short line": ("source,target\nann\n", NODES, "edges.csv:2: the column 'target' is empty; fill it"),
    "doubled person": (
        "source,target\nann,bob\n",
        NODES + "ann,south\n",
        "nodes.csv:4: person 'ann' is listed twice; keep one of them",
    ),
}


@pytest.mark.parametrize("case", sorted(LISTS))
def test_a_list_that_cannot_be_meant_is_refused_at_its_line(case: str, tmp_path: Path) -> None:
    edges, nodes, sentence = LISTS[case]
    (tmp_path / "edges.csv").write_text(edges, encoding="utf-8")
    (tmp_path / "nodes.csv").write_text(nodes, encoding="utf-8")
    with pytest.raises(SocietyError) as refusal:
        Listed.from_files(tmp_path / "edges.csv", tmp_path / "nodes.csv")
    assert str(refusal.value) == sentence


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_bytes(b"id,community\nann\xff,north\n")
    with pytest.raises(SocietyError, match=r"^nodes.csv:\d: the list is no CSV text; save it as UTF-8 CSV$"):
        Listed.from_files(tmp_path / "edges.csv", tmp_path / "nodes.csv")


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text(NODES, encoding="utf-8")
    with pytest.raises(SocietyError, match=r"edges.csv: the list cannot be read; check the path$"):
        Listed.from_files(tmp_path / "edges.csv", tmp_path / "nodes.csv")


def test_places_that_contradict_the_list_are_refused() -> None:
    where = ["coast", "hills", "hills"]
    listed = Listed.from_arrays(np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1]), ["all"] * 3, where)
    everybody = Community("all", 3, start=CALM)
    with pytest.raises(SocietyError) as refusal:
        Society([everybody], [Place("coast", {"all": 0.9}), Place("hills", {"all": 0.1})], listed)
    assert str(refusal.value) == (
        "arrays: the places hold other numbers of people than listed; leave the fractions out: "
        "the list says who "
        "lives where"
    )
