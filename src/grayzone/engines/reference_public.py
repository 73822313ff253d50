"""The reference engine, public side: what everybody can see, and the events that move it.

A signal is a sum of fading components in every group, a stock a number in every group, a lever and a driver a
number that is given from outside.  Everything is written for one group, one event, one function at a time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import LanguageError, RunError, nearest
from ..ground import chance
from ..language.effects import Effect
from ..language.mechanism import Mechanism
from ..language.variables import MarkLaw, mark
from .problem import KnownEvent, Problem
from .reference_scene import Floats, Groups, Look, Scene, answer, parameters_by_mechanism

KNOWN = 1_000_000
"""Where the addresses of known events begin, out of reach of the drawn ones of any one place or group."""


@dataclass(frozen=True)
class Strike:
    """How often something happened, whom it struck, and under which address its marks are found.

    ``here`` and ``own`` are 1.0 or 0.0 for each group; ``counted`` is the group in whose record it stands.
    """

    number: float
    who: int
    counted: int
    here: list[float]
    own: list[float]


class World:
    """All public variables, and one day of theirs: morning, events, close."""

    def __init__(self, problem: Problem, sizes: Floats, seed: int, replicate: int) -> None:
        self.problem, self.model = problem, problem.model
        self.seed, self.replicate = seed, replicate
        self.groups = Groups(problem, sizes)
        self.values = parameters_by_mechanism(problem)
        self.effects = self.model.effects()
        self.laws = self._mark_laws()
        many = len(self.groups.all)
        self.weights: dict[str, Floats] = {}
        self.factors: dict[str, Floats] = {}
        self.components: dict[str, Floats] = {}
        for name, (memory, owner) in self.model.signals.items():
            self.weights[name], self.factors[name] = memory.resolve(self.values[owner.name] if owner else {})
            self.components[name] = np.zeros((len(self.weights[name]), many))
        self.stocks = {
            name: np.full(many, float(view.start or 0.0)) for name, (view, _) in self.model.stocks.items()
        }
        self.drivers = {name: np.zeros(many) for name in self.model.drivers}
        self.levers = {name: np.zeros(many) for name in self.model.levers}
        self.half, self.drawn = self._nothing(), self._nothing()
        self._clear_events()

    # -- what there is to see --------------------------------------------------------------------------
    def public(self) -> dict[str, Floats]:
        """Return all signals, stocks and drivers as they stand, each [group]."""
        signals = {name: self.weights[name] @ x for name, x in self.components.items()}
        return {**signals, **{name: y.copy() for name, y in self.stocks.items()}, **self.drivers}

    def scene(self, people: Floats) -> Scene:
        """Return what is seen now, with these people [group, status]."""
        return Scene(self.groups, self.model.statuses, self.public(), self.levers, people)

    # -- step 1: morning -------------------------------------------------------------------------------
    def morning(self, day: int, levers: Mapping[str, Floats], people: Floats) -> None:
        """Set levers and drivers, and let half of each known event of the day in.

        All known events are judged by what was seen before any of them.
        """
        self._clear_events()
        self.levers = dict(levers)
        self.drivers = {name: self.problem.drivers[name][day] if name in self.problem.drivers
                        else np.zeros(len(self.groups.all)) for name in self.model.drivers}  # fmt: skip
        before = self.scene(people)
        self.half, self.drawn = self._nothing(), self._nothing()
        position = dict.fromkeys(self.model.kinds, 0)
        for event in self.problem.events:
            if event.day == day:
                strike = self._struck_by(event, KNOWN + position[event.kind])
                marks = {**self._marks(event.kind, strike.who, day), **event.marks}
                self._happen(event.kind, strike, 1.0, marks, before, self.half, fraction=0.5)
            position[event.kind] += 1
        for name, impulse in self.half.items():
            self._add(name, impulse)

    def _struck_by(self, event: KnownEvent, who: int) -> Strike:
        groups = self.groups
        for what, word, known in (("place", event.place, groups.places),
                                  ("community", event.community, groups.communities)):  # fmt: skip
            if word and word not in known:
                raise RunError(
                    f"a known {event.kind} has the unknown {what} {word!r}", mend=nearest(word, known)
                )
        here = [float(event.place in ("", groups.place[g])) for g in groups.all]
        own = [float(event.community in ("", groups.community[g])) for g in groups.all]
        counted = next(g for g in groups.all if here[g] and own[g])
        return Strike(1.0, who, counted, here, own)

    # -- step 2: drawn events --------------------------------------------------------------------------
    def draw_events(self, day: int, now: Scene) -> None:
        """Draw how often every kind happens today; what that moves waits for the close."""
        for kind in self.model.kinds:
            functions = [(m, e) for m, e in self.effects if e.kind == "event" and e.target == kind]
            if not functions or kind not in self.problem.drawn or not self.problem.drawn[kind][day]:
                continue
            for strike in self._strikes(kind, functions, day, now):
                if self.problem.expected or not self.laws[kind]:
                    marks = self._marks(kind, strike.who * 1000, day)
                    self._happen(kind, strike, strike.number, marks, now, self.drawn)
                    continue
                for j in range(int(strike.number)):
                    marks = self._marks(kind, strike.who * 1000 + j, day)
                    self._happen(kind, strike, 1.0, marks, now, self.drawn)

    def _strikes(
        self, kind: str, functions: list[tuple[Mechanism, Effect]], day: int, now: Scene
    ) -> list[Strike]:
        groups, each = self.groups, functions[0][1].each
        for m, effect in functions:
            if effect.each != each:
                raise LanguageError(
                    f"{kind!r} is drawn for {each!r} and, in {m.name}, for {effect.each!r}",
                    where=effect.where(),
                    mend="give all functions of one kind the same each=",
                )
        everybody = [1.0 for _ in groups.all]
        if each == "everywhere":
            asked = [(0, groups.all, everybody, everybody)]
        elif each == "place":
            asked = []
            for who, place in enumerate(groups.places):
                here = [float(groups.place[g] == place) for g in groups.all]
                asked.append((who, [g for g in groups.all if here[g]], here, everybody))
        else:
            asked = [
                (
                    who,
                    [who],
                    [float(groups.place[g] == groups.place[who]) for g in groups.all],
                    [float(groups.community[g] == groups.community[who]) for g in groups.all],
                )
                for who in groups.all
            ]
        strikes = []
        for who, members, here, own in asked:
            intensity = 0.0
            for m, effect in functions:
                if each != "community" or groups.admits(effect, who):
                    intensity += answer(self.values, m, effect, self._common_look(now, members))
            number = max(0.0, intensity)
            if not self.problem.expected:
                number = chance.poisson_at(self.seed, self.replicate, who, day, f"event:{kind}", number)
            strikes.append(Strike(float(number), who, members[0], here, own))
        return strikes

    def _common_look(self, now: Scene, members: list[int]) -> Look:
        """Look with the eyes of several groups at once: the people-weighted mean of what each one sees."""
        return lambda m, name: self.groups.mean([now.sees(m, name, g) for g in members], members)

    # -- what an event does ----------------------------------------------------------------------------
    def _happen(
        self, kind: str, strike: Strike, times: float, marks: Mapping[str, float], scene: Scene,
        into: dict[str, Floats], fraction: float = 1.0,
    ) -> None:  # fmt: skip
        """Write an event down and collect its impulses, evaluated group by group."""
        self.counts[kind][strike.counted] += times
        self.killed[kind] += times * marks.get("killed", 0.0)
        if times == 0.0:
            return
        for m, effect in self.effects:
            if effect.on != kind:
                continue
            impulse = np.zeros(len(self.groups.all))
            for g in self.groups.all:
                if self.groups.admits(effect, g):
                    built_in = {"here": strike.here[g], "own": strike.own[g]}
                    look = self._event_look(scene, g, {**marks, **built_in})
                    impulse[g] = answer(self.values, m, effect, look, **built_in)
            into[effect.target] = into[effect.target] + fraction * times * self._shared(
                effect.target, impulse
            )

    @staticmethod
    def _event_look(scene: Scene, g: int, marks: Mapping[str, float]) -> Look:
        def look(m: Mechanism, name: str) -> float:
            view = m.views[name]
            return marks.get(view.name, 0.0) if isinstance(view, mark) else scene.sees(m, name, g)

        return look

    def _mark_laws(self) -> dict[str, dict[str, tuple[MarkLaw, list[float]]]]:
        """Return, for every kind of event, the marks that are drawn: their law and its numbers."""
        laws: dict[str, dict[str, tuple[MarkLaw, list[float]]]] = {kind: {} for kind in self.model.kinds}
        for m in self.model.mechanisms:
            for name, view in sorted(m.views.items()):
                if not isinstance(view, mark) or view.law is None:
                    continue
                numbers = [
                    self.values[m.name][a] if isinstance(a, str) else float(a) for a in view.law.arguments
                ]
                used_on = {e.on for e in m.effects.values() if e.on and name in e.arguments}
                for kind in [view.of] if view.of else sorted(used_on):
                    known = laws.setdefault(kind, {}).setdefault(view.name, (view.law, numbers))
                    if (known[0].kind, known[1]) != (view.law.kind, numbers):
                        raise LanguageError(
                            f"the mark {view.name!r} of {kind!r} has two laws",
                            where=f"{m.name}.{name}",
                            mend="give law= in one mechanism only",
                        )
        return laws

    def _marks(self, kind: str, who: int, day: int) -> dict[str, float]:
        """Return the marks of one event that have a law: drawn by address, or their means."""
        found = {}
        for name, (law, numbers) in self.laws[kind].items():
            if self.problem.expected:
                found[name] = mark_mean(law, numbers)
            else:
                found[name] = mark_drawn(
                    law, numbers, self.seed, self.replicate, who, day, f"mark:{kind}:{name}"
                )
        return found

    # -- step 6: close ---------------------------------------------------------------------------------
    def close(self, evening: Scene) -> None:
        """Let the rest of the day's impulses in, fade the signals, and add what changes day by day.

        ``evening`` shows the signals as people saw them today, and where people stand by now.
        """
        rates = self._nothing()
        for m, effect in self.effects:
            if effect.kind != "drift" or effect.on or effect.target not in rates:
                continue
            rate = np.zeros(len(self.groups.all))
            for g in self.groups.all:
                if self.groups.admits(effect, g):
                    rate[g] = answer(self.values, m, effect, lambda m, name, g=g: evening.sees(m, name, g))  # type: ignore[misc]
            rates[effect.target] = rates[effect.target] + self._shared(effect.target, rate)
        for name, factor in self.factors.items():
            impulse = self.half[name] + self.drawn[name]
            self.components[name] = (self.components[name] + impulse) * factor[:, None] + rates[name]
        for name, (view, _) in self.model.stocks.items():
            y = self.stocks[name] + self.half[name] + self.drawn[name] + rates[name]
            self.stocks[name] = np.clip(y, view.low, view.high)

    def _shared(self, name: str, by_group: Floats) -> Floats:
        """Return an inflow as it arrives: a stock that is kept once for all takes the mean over people."""
        if name in self.model.stocks and self.model.stocks[name][0].each == "everywhere":
            return np.full(len(by_group), self.groups.mean(by_group.tolist(), self.groups.all))
        return by_group

    def _add(self, name: str, impulse: Floats) -> None:
        if name in self.components:
            self.components[name] = self.components[name] + impulse
        else:
            self.stocks[name] = self.stocks[name] + impulse

    def _nothing(self) -> dict[str, Floats]:
        return {name: np.zeros(len(self.groups.all)) for name in [*self.model.signals, *self.model.stocks]}

    def _clear_events(self) -> None:
        self.counts = {kind: np.zeros(len(self.groups.all)) for kind in self.model.kinds}
        self.killed = dict.fromkeys(self.model.kinds, 0.0)


def mark_drawn(
    law: MarkLaw, numbers: Sequence[float], seed: int, replicate: int, who: int, day: int, decision: str
) -> float:
    """Return the mark of one event, by address."""
    if law.kind == "pareto":
        exponent, cap = numbers[0], math.floor(numbers[1])
        left = 1.0 - float(chance.uniform(seed, replicate, who, day, decision))
        if -math.log(left) / (exponent - 1.0) > math.log(cap + 2.0):  # beyond the cap, perhaps beyond floats
            return float(cap)
        return float(min(math.floor(left ** (-1.0 / (exponent - 1.0))) - 1, cap))
    shape, null = numbers
    if float(chance.uniform(seed, replicate, who, day, decision, 1000)) < null:
        return 0.0
    return chance.gamma_at(seed, replicate, who, day, decision, shape) / shape


def mark_mean(law: MarkLaw, numbers: Sequence[float]) -> float:
    """Return the mean of a mark's law.

    A power law's mean is the sum of the chances that the mark is at least 1, at least 2, up to its cap.
    """
    if law.kind == "pareto":
        exponent, cap = numbers
        return math.fsum((k + 1.0) ** (1.0 - exponent) for k in range(1, math.floor(cap) + 1))
    return 1.0 - numbers[1]
