"""Small worlds that together use every effect, view, policy kind, several places and communities."""

from __future__ import annotations

from math import exp, log, sqrt, tanh

import numpy as np
from zoo_ground import FIRST, PEOPLE, WHY, number, rate
from zoo_rare import islands, words

from grayzone.engines.problem import KnownEvent, Problem, Rule
from grayzone.language.effects import drift, encounter, event, jump
from grayzone.language.functions import day, logistic
from grayzone.language.mechanism import Mechanism
from grayzone.language.memory import fading, long_tail
from grayzone.language.model import Model, Trait
from grayzone.language.parameters import parameter
from grayzone.language.variables import lever, mark, mean, pair, pareto, share, signal, spread, stock, trait
from grayzone.society.communities import Community, TraitStart
from grayzone.society.places import Place
from grayzone.society.society import Society
from grayzone.society.ties import Homophilous, RingRewired


# -- contagion, an alarm, drawn and known events with marks -------------------------------------------------
class Catching(Mechanism):
    """People catch it from their ties; alarm slows it."""

    catch, recover = rate("0.6 / day"), rate("0.12 / day")
    seen, alarm = share("taken"), signal("alarm")

    @jump("free", "taken")
    def caught(catch, seen, alarm):
        return catch * seen * (1 - 0.5 * min(alarm, 1))

    @jump("taken", "free")
    def well(recover):
        return recover


class Alarm(Mechanism):
    """Attacks raise an alarm that fades."""

    lifetime = parameter("20 days", bounds=("1 day", "100 days"), assumed=WHY)
    gain, exponent, cap = number(0.3), number(2.5), number(100, 0, 1000)
    shape, null = number(2), number(0.3, 0, 1)
    base = rate("0.05 / day")
    alarm = signal("alarm", memory=fading("lifetime"))
    killed = mark("killed", of="attack", law=pareto("exponent", "cap"))
    amplitude = mark("amplitude", of="attack", law=spread("shape", "null"))
    taken = share("taken", among="everyone")

    @drift("alarm", on="attack")
    def rise(gain, killed, amplitude):
        return gain * (1 + killed) ** 0.5 * amplitude

    @event("attack")
    def attacks(base, taken, alarm):
        return base * (1 + taken + alarm)


def contagion(people: int = 500, days: int = 40) -> Problem:
    society = Society(
        [
            Community("north", people * 3 // 5, "people", {"free": 0.9, "taken": 0.1}),
            Community("south", people - people * 3 // 5, "people", {"free": 0.95, "taken": 0.05}),
        ],
        ties=Homophilous(8, 0.8),
    )
    return Problem(
        Model([Catching(), Alarm()], ladders=[PEOPLE]), society, FIRST, days,
        events=(KnownEvent("attack", 10, marks={"killed": 5.0}), KnownEvent("attack", 12)),
        drawn={"attack": np.arange(days) >= 5},
    )  # fmt: skip


# -- opinions that meet, fear that follows ties, three communities ------------------------------------------
class Opinion(Mechanism):
    """People talk with one tie and move halfway if not too far apart."""

    meetings, reach, pull = rate("0.5 / day"), number(0.3), number(0.5, 0, 1)

    @encounter("opinion", rate="meetings")
    def talk(mine, theirs, reach, pull):
        if abs(theirs - mine) > reach:
            return mine
        return mine + pull * (theirs - mine)


class Worry(Mechanism):
    """Fear follows what ties feel and a siren, and fades."""

    rise, fade, spreads = rate("0.3 / day"), rate("0.15 / day"), rate("0.1 / day")
    fear, around, siren = trait("fear"), mean("fear"), signal("siren")

    @drift("fear")
    def worry(rise, fade, spreads, fear, around, siren):
        return rise * tanh(2 * siren) * (1 - fear) + spreads * (around - fear) - fade * fear


class Turning(Mechanism):
    """The fearful catch less; some turn away for good."""

    catch, tired, spark = rate("0.6 / day"), rate("0.01 / day"), rate("0.002 / day")
    seen, fear, opinion = share("taken"), trait("fear"), trait("opinion", today=False)

    @jump("free", "taken")
    def caught(catch, spark, seen, fear, opinion):
        leaning = 0.5 + opinion
        if fear > 0.5:
            guard = (1 - fear) ** 2
        else:
            guard = 1 - fear
        return spark + catch * seen * guard * leaning

    @jump("taken", "free")
    def back(catch):
        return 0.2 * catch

    @jump("taken", "immune")
    def away(tired, fear):
        return tired * (1 + log(1 + 4 * fear))


def three_communities(traits: dict, ties, people: int = 450) -> Society:
    third = people // 3
    start = {"free": 0.8, "taken": 0.2}
    return Society(
        [Community(name, third, "people", start, traits) for name in ("amber", "beryl", "coral")], ties=ties
    )


def opinions(people: int = 450, days: int = 30, across: bool = False) -> Problem:
    traits = {"opinion": TraitStart("uniform", 0.0, 1.0), "fear": TraitStart("uniform", 0.0, 0.4)}
    siren = np.zeros((days, 3))
    siren[5:12] = [0.8, 0.2, 0.0]
    return Problem(
        Model(
            [Opinion(), Worry(), Turning()], ladders=[PEOPLE], drivers=["siren"],
            traits={"opinion": Trait(0, 1, bins=20), "fear": Trait(0, 1, carried="mean")},
        ),
        three_communities(traits, RingRewired(6, 0.4, 0.5), people), FIRST, days, drivers={"siren": siren},
    )  # fmt: skip


# -- places, rules, stocks, events of every reach -----------------------------------------------------------
class Government(Mechanism):
    """Restriction follows fear and incidents, and eases."""

    answer, ease, per_incident = rate("0.05 / day"), rate("0.02 / day"), number(0.01)
    fear, crackdown = signal("fear"), lever("crackdown")
    restriction = stock("restriction", start=0.1, low=0.0, high=1.0)
    memory = stock("grievance", start=0.0, each="community")

    @drift("restriction")
    def tighten(answer, ease, fear, restriction, crackdown):
        return answer * min(1, fear) + answer * crackdown - ease * restriction

    @drift("restriction", on="incident")
    def shaken(per_incident, own):
        return per_incident * own

    @drift("grievance", on="incident")
    def remember(per_incident, here, own):
        return per_incident * (here + own)


class Street(Mechanism):
    """Incidents strike a community, raids a place; both frighten."""

    often, raids, slope, gain = rate("0.2 / day"), rate("0.05 / day"), number(1.6, 0.5), number(0.5)
    scale = parameter("6.1 days", bounds=("1 day", "30 days"), assumed=WHY)
    fear = signal("fear", memory=long_tail("scale", "slope"))
    hostile, others = share("hostile", among="others"), share("mobilised", among="everyone")
    restriction = stock("restriction")

    @event("incident", each="community", ladder="target")
    def incidents(often, hostile, fear):
        return often * (hostile + 0.2 * fear)

    @event("raid", each="place")
    def raid(raids, others, restriction):
        return raids * (others + restriction)

    @drift("fear", on="incident", ladder="target")
    def frightened(gain, here, own):
        return gain * here * own

    @drift("fear", on="raid")
    def alarmed(gain, here):
        return gain * (0.2 + 0.8 * here)


class Stances(Mechanism):
    """Both ladders move; the shared status is left by different doors."""

    up, down, out = rate("0.02 / day"), rate("0.05 / day"), rate("0.01 / day")
    fear, restriction, grievance = signal("fear"), stock("restriction"), stock("grievance")
    crackdown = lever("crackdown")
    friends, foes = share("at_home", ties="across"), share("hostile", ties="within")

    @jump("indifferent", "wary", ladder="host")
    def worry(up, fear):
        return up * exp(fear)

    @jump("wary", "indifferent", ladder="host")
    def calm(down, friends):
        return down * (0.5 + friends)

    @jump("wary", "hostile", ladder="host")
    def harden(up, foes):
        return up * (1 + foes)

    @jump("hostile", "wary", ladder="host")
    def soften(down):
        return down

    @jump("hostile", "mobilised", ladder="host")
    def act(out):
        return out

    @jump("mobilised", "hostile", ladder="host")
    def tire(down):
        return down

    @jump("at_home", "withdrawn", ladder="target")
    def withdraw(up, restriction, crackdown):
        return up * (restriction + crackdown)

    @jump("at_home", "conforming", ladder="target")
    def conform(out, restriction):
        return out * restriction

    @jump("at_home", "alienated", ladder="target")
    def alienate(out, grievance):
        return out * sqrt(grievance)

    @jump("alienated", "mobilised", ladder="target")
    def join(out):
        return out

    @jump("mobilised", "left", ladder="target")
    def leave(down):
        return down


def places(people: int = 600, days: int = 40) -> Problem:
    host, target = people * 3 // 4, people - people * 3 // 4
    society = Society(
        [
            Community("hosts", host, "host", {"indifferent": 0.6, "wary": 0.3, "hostile": 0.1}),
            Community("guests", target, "target", {"at_home": 0.9, "alienated": 0.1}),
        ],
        places=[
            Place("coast", {"hosts": 0.5, "guests": 0.3}),
            Place("inland", {"hosts": 0.3, "guests": 0.2}),
            Place("capital", {"hosts": 0.2, "guests": 0.5}),
        ],
        ties=Homophilous(8, 0.7),
    )
    groups = len(society.groups)
    crackdown = np.zeros((days, groups))
    crackdown[10:20] = 0.5
    on = np.ones(days, dtype=bool)
    return Problem(
        Model([Government(), Street(), Stances()]), society, FIRST, days, levers={"crackdown": crackdown},
        events=(
            KnownEvent("incident", 3, "coast", "guests"), KnownEvent("incident", 3),
            KnownEvent("raid", 7, "capital"), KnownEvent("raid", 8),
        ),
        drawn={"incident": on, "raid": on},
        rules=(
            Rule("crackdown", "signal:fear", above=0.1, gain=0.5, cap=0.8, delay=2, window=3),
            Rule(
                "crackdown", "status:hostile", above=0.1, gain=3.0, cap=0.6, communities=("hosts",), first=15
            ),
            Rule("crackdown", "events:incident", above=1.0, gain=0.2, cap=0.9, window=7, last=30),
        ),
    )  # fmt: skip


# -- daily chances, pair functions that differ within and across, traits read as of today ------------------
def tent(mine, theirs, reach):
    gap = theirs - mine
    return gap, max(0, 1 - abs(gap) / reach)


class Influence(Mechanism):
    """Attitudes move towards those of like-minded ties."""

    within, across = rate("0.2 / day"), rate("0.05 / day")
    near, far = number(0.8, 0.01), number(0.4, 0.01)
    pull_within = pair(tent, "attitude", ties="within", reach="near")
    pull_across = pair(tent, "attitude", ties="across", reach="far")

    @drift("attitude")
    def pulled(within, across, pull_within, pull_across):
        return within * pull_within + across * pull_across


class Grievance(Mechanism):
    """Restriction feeds grievance, in the extreme more."""

    pace = rate("0.05 / day")
    grievance, attitude, restriction = trait("grievance"), trait("attitude", today=True), lever("restriction")

    @drift("grievance")
    def aggrieved(pace, grievance, attitude, restriction):
        return pace * (restriction * 0.5 * (1 + abs(attitude)) - grievance)


class Mobilisation(Mechanism):
    """Grievance and active ties mobilise."""

    up, down, tires = number(0.5, 0, 1), number(0.3, 0, 0.9), number(0.05, 0, 0.1)
    grievance, attitude = trait("grievance", today=True), trait("attitude", today=True)
    active, restriction = share("taken"), lever("restriction")

    @jump("free", "taken", chance=True)
    def join(up, grievance, active, attitude):
        return up * logistic(-3 + 4 * grievance + 3 * active + 1.5 * abs(attitude))

    @jump("taken", "free", chance=True)
    def leave(down, grievance, active, attitude):
        return down * (1 - logistic(-3 + 4 * grievance + 3 * active + 1.5 * abs(attitude)))

    @jump("taken", "immune", chance=True)
    def withdraw(tires, restriction):
        return tires * restriction


def attitudes(people: int = 600, days: int = 30) -> Problem:
    traits = {"attitude": TraitStart("normal", 0.0, 0.4), "grievance": TraitStart("uniform", 0.0, 0.5)}
    society = Society(
        [
            Community("amber", people * 7 // 10, "people", {"free": 0.9, "taken": 0.1}, traits),
            Community("beryl", people - people * 7 // 10, "people", {"free": 0.9, "taken": 0.1}, traits),
        ],
        ties=RingRewired(10, 0.3, 0.5),
    )
    restriction = np.full((days, 2), 0.2)
    restriction[5:, 0] = 0.8
    return Problem(
        Model(
            [Influence(), Grievance(), Mobilisation()], ladders=[PEOPLE],
            traits={"attitude": Trait(-1, 1, bins=24), "grievance": Trait(carried="mean")},
        ),
        society, FIRST, days, levers={"restriction": restriction},
    )  # fmt: skip


# -- encounters across communities only; a lone status; nobody reads a trait over ties --------------------
class Across(Mechanism):
    """Meetings across communities soften; the softened relent."""

    meetings, pull, relents = rate("0.8 / day"), number(0.3, 0, 1), rate("0.05 / day")
    warmth = trait("warmth")
    warm_ties = share("free", ties="across")

    @encounter("warmth", rate="meetings", ties="across")
    def meet(mine, theirs, pull):
        return mine + pull * (theirs - mine)

    @jump("taken", "free")
    def relent(relents, warmth, warm_ties):
        return relents * warmth * (1 + warm_ties)

    @jump("free", "taken")
    def harden(relents, warmth):
        return relents * (1 - warmth) * day / day


def meetings(people: int = 450, days: int = 30) -> Problem:
    traits = {"warmth": TraitStart("normal", 0.5, 0.25)}
    return Problem(
        Model([Across()], ladders=[PEOPLE], traits={"warmth": Trait(0, 1, bins=16)}),
        three_communities(traits, Homophilous(6, 0.5), people), FIRST, days,
    )  # fmt: skip


ZOO = {
    "contagion": contagion,
    "opinions": opinions,
    "places": places,
    "attitudes": attitudes,
    "meetings": meetings,
    "words": words,
    "islands": islands,
}
