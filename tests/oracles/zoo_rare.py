"""Two more small worlds: every word of the language, nobody tied; a measured network with hermits."""

from __future__ import annotations

from math import exp, expm1, log, log1p, sqrt, tanh

import numpy as np
from zoo_ground import FIRST, PEOPLE, WHY, number, rate

from grayzone.engines.problem import KnownEvent, Problem
from grayzone.language.effects import drift, encounter, event, jump
from grayzone.language.functions import logistic, softplus, where
from grayzone.language.ladders import Ladder
from grayzone.language.mechanism import Mechanism
from grayzone.language.memory import mixture
from grayzone.language.model import Model, Trait
from grayzone.language.parameters import parameter
from grayzone.language.variables import lever, mark, mean, share, signal, spread, stock, trait
from grayzone.society.communities import Community, TraitStart
from grayzone.society.listed import Listed
from grayzone.society.network import Network, join
from grayzone.society.society import Society


# -- every word of the language, for persons and in public; nobody has a tie; events are expected -----------
def between(x, low, high):
    return min(max(x, low), high)


class Words(Mechanism):
    """Every word, asked of a person: two traits, three targets, hazards that may be negative."""

    pace, slow, often = rate("0.08 / day"), rate("0.01 / day"), rate("0.05 / day")
    zeal, doubt, yesterday = trait("zeal", today=True), trait("doubt", today=True), trait("zeal")
    heat, rent, open_admission = signal("heat"), stock("rent"), lever("open_admission")

    @jump("free", "taken")
    def caught(pace, zeal, doubt, heat):
        if zeal > 0.6 and doubt < 0.5 or zeal > 0.9:
            push = softplus(3 * zeal - 1) - 0.5
        elif not doubt > 0.8:
            push = log1p(heat) * zeal**1.5
        else:
            push = -expm1(-2 * zeal)
        return pace * push

    @jump("free", "immune")
    def away(slow, doubt, heat):
        return slow * sqrt(doubt) * exp(-heat) * where(heat > 0.5 or doubt > 0.5, 1.5, 0.5)

    @jump("free", "gone")
    def gone(slow, zeal, doubt):
        return slow * abs(zeal - doubt) - 0.3 * slow

    @jump("taken", "free")
    def back(often, zeal, doubt, rent, open_admission):
        reach = log(1.5 + doubt) + tanh(rent - 1) ** 2 + open_admission
        return often * between(reach, 0.1, 0.8) * (1 - logistic(4 * zeal - 2) / 2) * where(zeal != 0.25, 1, 0)

    @drift("zeal")
    def grow(slow, yesterday, doubt_yesterday, heat):
        return slow * (heat - expm1(yesterday / 2) + 4 * doubt_yesterday**2)

    @drift("doubt")
    def waver(slow, doubt_yesterday, zeal):
        return slow * (log1p(zeal) - doubt_yesterday**2)

    doubt_yesterday = trait("doubt")


class Heat(Mechanism):
    """Every word, in public: a driver and people heat up; riots burn what a community can pay."""

    gain, shape, null, base = number(0.2), number(2), number(0.25, 0, 1), rate("0.4 / day")
    short = parameter("4 days", bounds=("1 day", "100 days"), assumed=WHY)
    long = parameter("40 days", bounds=("1 day", "400 days"), assumed=WHY)
    slow = rate("0.02 / day")
    heat = signal("heat", memory=mixture((0.7, "short"), (0.3, "long")))
    rent = stock("rent", start=1.0, low=0.4, high=1.2, each="community")
    weather, taken = signal("weather"), share("taken", among="own")
    amplitude = mark("amplitude", of="riot", law=spread("shape", "null"))

    @drift("heat")
    def warm(slow, weather, taken):
        return slow * where(weather > 0.5, softplus(weather), max(0, tanh(weather))) * (1 + taken**0.5)

    @event("riot")
    def riots(base, heat, rent):
        return base * logistic(2 * heat - 1) * log1p(max(rent, 0.1))

    @drift("rent", on="riot")
    def burns(gain, amplitude, rent):
        return -gain * amplitude * sqrt(rent)

    @drift("rent")
    def rebuild(slow, rent, taken):
        return slow * (exp(-rent) + expm1(min(taken, 0.2)) + log(1 + abs(rent - 1)))


FOUR = Ladder("people", ("free", "taken", "immune", "gone"), {"free": "in", "taken": "edge"})


def words(people: int = 500, days: int = 40) -> Problem:
    traits = {"zeal": TraitStart("normal", 0.5, 0.25), "doubt": TraitStart("uniform", 0.0, 1.0)}
    weather = 0.5 + np.sin(np.arange(days) / 3)[:, None]
    return Problem(
        Model(
            [Words(), Heat()], ladders=[FOUR], drivers=["weather"],
            traits={"zeal": Trait(0, 1, bins=12), "doubt": Trait(0, 1, carried="mean")},
        ),
        Society([Community("all", people, "people", {"free": 0.7, "taken": 0.3}, traits)]), FIRST, days,
        drivers={"weather": weather}, levers={"open_admission": np.full((days, 1), 0.3)},
        events=(KnownEvent("riot", 4), KnownEvent("riot", 9, marks={"amplitude": 2.5})),
        drawn={"riot": np.arange(days) % 3 > 0}, expected=True, values={"words.slow": 0.02},
    )  # fmt: skip


# -- a measured network with hermits and hubs; drift, meeting and a mean over ties move one trait ----------
class Neighbours(Mechanism):
    """Mood follows neighbours of the own community, talk with anybody, and the trouble around."""

    talks, pull, follow, sour = rate("0.4 / day"), number(0.4, 0, 1), rate("0.1 / day"), rate("0.03 / day")
    around, trouble, mood = mean("mood", ties="within"), share("taken", ties="across"), trait("mood")
    fear = trait("fear")

    @drift("mood")
    def follows(follow, sour, around, trouble, mood):
        return follow * (around - mood) - sour * trouble

    @encounter("mood", rate="talks", ties="within")
    def talk(mine, theirs, pull):
        return mine + pull * (theirs - mine)

    @encounter("mood", rate="follow")
    def quarrel(mine, theirs, fear):
        return mine - 0.2 * fear * abs(theirs - mine)


class Trouble(Mechanism):
    """Those in a bad mood are caught; a fear that is carried as a mean holds back."""

    catch, calm, rise = rate("0.15 / day"), rate("0.1 / day"), rate("0.05 / day")
    mood, fear, around = trait("mood"), trait("fear"), mean("fear", ties="across")

    @jump("free", "taken")
    def caught(catch, mood, fear):
        return catch * (1 - mood) / (1 + fear)

    @jump("taken", "free")
    def calmed(calm, mood):
        return calm * mood**2

    @drift("fear")
    def afraid(rise, fear, around):
        return rise * (0.5 + around - 2 * fear)


def islands(people: int = 600, days: int = 25) -> Problem:
    """Every 9th person is a hermit; persons 1 and 2 know one in five; the rest stand on a ring."""
    i = np.arange(people)
    ring = np.concatenate([np.stack([i[:-k], i[k:]]) for k in (1, 2, 5)], axis=1)
    known = i[5::5]
    hubs = np.concatenate([np.stack([np.full(known.size, hub), known]) for hub in (1, 2)], axis=1)
    pairs = np.concatenate([ring, hubs], axis=1)
    pairs = pairs[:, (pairs[0] % 9 != 4) & (pairs[1] % 9 != 4) & (pairs[0] != pairs[1])]
    pairs.sort(axis=0)
    keys = np.unique(join(pairs[0], pairs[1]))
    belongs = (i % 7 < 3).astype(np.uint8)
    network = Network.from_pairs(keys, belongs, np.zeros(people, np.uint16), 2)
    listed = Listed.from_arrays(network.indptr, network.ties, ["amber" if k else "beryl" for k in belongs])
    traits = {"mood": TraitStart("uniform", 0.2, 1.0), "fear": TraitStart("fixed", 0.3)}
    start = {"free": 0.8, "taken": 0.2}
    society = Society(
        [
            Community("amber", int(belongs.sum()), "people", start, traits),
            Community("beryl", int(people - belongs.sum()), "people", start, traits),
        ],
        ties=listed,
    )
    model = Model(
        [Neighbours(), Trouble()], ladders=[PEOPLE],
        traits={"mood": Trait(0, 1, bins=15), "fear": Trait(0, 2, carried="mean")},
    )  # fmt: skip
    return Problem(model, society, FIRST, days)
