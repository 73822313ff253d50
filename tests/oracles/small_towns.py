"""Tiny societies and mechanisms whose days can be reckoned by hand."""

from __future__ import annotations

import numpy as np

from grayzone.engines.problem import Problem
from grayzone.language.effects import drift, encounter, jump
from grayzone.language.ladders import Ladder
from grayzone.language.mechanism import Mechanism
from grayzone.language.model import Model
from grayzone.language.parameters import parameter
from grayzone.language.variables import share, trait
from grayzone.society.communities import Community, TraitStart
from grayzone.society.network import Network, join
from grayzone.society.places import Place
from grayzone.society.society import Society

FIRST = np.datetime64("2001-01-01", "D")
FIDELITIES = ("agents", "counts", "shares")
TOWN = Ladder("town", ("well", "ill", "gone"), {})
CAMP = Ladder("camp", ("well", "ill"), {})
CALM = {"well": 1.0}


def rate(value: float, unit: str = "1 / day"):  # type: ignore[no-untyped-def]
    return parameter(f"{value} {unit}", bounds=(f"-100 {unit}", f"100 {unit}"), assumed="for the test")


def number(value: float):  # type: ignore[no-untyped-def]
    return parameter(value, bounds=(-1000, 1000), assumed="for the test")


def one_town(people: int = 3, start: dict[str, float] | None = None, **traits: TraitStart) -> Society:
    return Society([Community("all", people, "town", start or CALM, traits)])


def two_towns() -> Society:
    """coast/east, coast/west, hills/east, hills/west have 3, 1, 1, 3 people."""
    east, west = Community("east", 4, "town", CALM), Community("west", 4, "camp", CALM)
    return Society(
        [east, west],
        [Place("coast", {"east": 0.75, "west": 0.25}), Place("hills", {"east": 0.25, "west": 0.75})],
    )


def tied(pairs: list[tuple[int, int]], communities: list[int]) -> Network:
    low, high = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    people = np.array(communities, dtype=np.uint8)
    return Network.from_pairs(join(low, high), people, np.zeros(len(people), np.uint16), max(communities) + 1)


def problem(mechanisms, society, days=2, traits=None, crisis=None, **more):  # type: ignore[no-untyped-def]
    given = {} if crisis is None else {"crisis": crisis}
    model = Model(mechanisms, ladders=[TOWN, CAMP], traits=traits, drivers=given)
    return Problem(model, society, FIRST, days, drivers=given, **more)


class Illness(Mechanism):
    """People catch it from their ties, and get over it."""

    catching, healing = rate(0.6), rate(0.25)
    ill_ties = share("ill")

    @jump("well", "ill")
    def catch(catching, ill_ties):
        return catching * ill_ties

    @jump("ill", "well")
    def heal(healing):
        return healing


class Meeting(Mechanism):
    """A meeting brings me half the way."""

    often = rate(1.2)

    @encounter("mood", rate="often")
    def approach(mine, theirs):
        return mine + 0.5 * (theirs - mine)


class Slope(Mechanism):
    """Mood falls or rises at one pace, and half of those who will be beyond a limit today fall ill."""

    pace, limit = rate(0.1), number(0.9)
    mood_today = trait("mood", today=True)

    @drift("mood")
    def slide(pace):
        return pace

    @jump("well", "ill", chance=True)
    def drop(mood_today, limit):
        return 0.5 if mood_today > limit else 0.0
