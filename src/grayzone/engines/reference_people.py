"""The reference engine, people one by one: what a model lets people do, and a day of every person's life."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

import numpy as np

from ..errors import LanguageError, RunError
from ..ground import chance
from ..language.effects import Effect
from ..language.mechanism import Mechanism
from ..language.model import Model
from ..language.variables import pair, share, trait
from ..society.cells import bin_edges
from ..society.network import Network
from .problem import Problem
from .reference_scene import Floats, Look, Scene, Values, answer, parameters_by_mechanism

Doing = tuple[Mechanism, Effect]


class Doings:
    """What people of a model do: jumps, drifts and encounters, in canonical order."""

    def __init__(self, model: Model, ladders: Collection[str]) -> None:
        self.model = model
        self.ladders = {"", *ladders}
        effects = [(m, e) for m, e in model.effects() if e.ladder in self.ladders]
        of_people = [(m, e) for m, e in effects if e.target in model.traits and not e.on]
        self.drifts = {
            x: [(m, e) for m, e in of_people if e.kind == "drift" and e.target == x] for x in model.traits
        }
        self.encounters = {
            x: [(m, e) for m, e in of_people if e.kind == "encounter" and e.target == x] for x in model.traits
        }
        self.jumps = [(m, e) for m, e in effects if e.kind == "jump"]
        self.by_chance = {e.source for _, e in self.jumps if e.chance}
        number = {status: k for k, status in enumerate(model.statuses)}
        self.moves = sorted({(number[e.source], number[e.target]) for _, e in self.jumps})
        self.order = self._order()

    def jumps_from(self, status: str, ladder: str) -> list[tuple[int, list[Doing]]]:
        """Return where people in a status can go: (target, functions whose hazards add), by target.

        A target that only another ladder of the society knows keeps its position, with nothing to add, so
        that the same address decides the same move in every community.
        """
        found: list[tuple[int, list[Doing]]] = []
        for k, target in enumerate(self.model.statuses):
            functions = [(m, e) for m, e in self.jumps if e.source == status and e.target == target]
            if functions:
                found.append((k, [(m, e) for m, e in functions if e.ladder in ("", ladder)]))
        return found

    def read_today(self, m: Mechanism, effect: Effect) -> set[str]:
        """Return the traits whose value of today a function asks for."""
        views = [m.views[name] for name in effect.arguments if name in m.views]
        return {view.name for view in views if isinstance(view, trait) and view.today}

    def _order(self) -> list[str]:
        """Order the traits so that each comes after those whose value of today it reads."""
        reads = {
            x: {y for m, e in self.drifts[x] + self.encounters[x] for y in self.read_today(m, e)}
            for x in self.model.traits
        }
        order: list[str] = []
        while len(order) < len(reads):
            ready = [x for x in reads if x not in order and reads[x] <= set(order)]
            if not ready:
                circle = ", ".join(sorted(x for x in reads if x not in order))
                raise LanguageError(
                    f"the traits {circle} read each other's value of today",
                    mend="let one of them read yesterday",
                )
            order.append(ready[0])
        return order


def chances(hazards: list[float], by_chance: bool) -> list[float]:
    """Return the chance of each of several competing moves within a day.

    Of hazards one or the other happens with 1 - exp(-sum), in proportion; chances stand for themselves.

    >>> [round(c, 3) for c in chances([0.1, 0.3], by_chance=False)]
    [0.082, 0.247]
    """
    if by_chance:
        return [min(max(h, 0.0), 1.0) for h in hazards]
    positive = [max(h, 0.0) for h in hazards]
    total = math.fsum(positive)
    if total == 0.0:
        return [0.0 for _ in positive]
    return [-math.expm1(-total) * h / total for h in positive]


def average(
    m: Mechanism, view: pair, values: Values, mine: float, theirs: Iterable[tuple[float, float]]
) -> float:
    """Return the weighted mean of a function of my trait and theirs (pairs: trait, how many ties)."""
    code = view.function.__code__
    names = code.co_varnames[: code.co_argcount]
    given = {argument: values[m.name][parameter] for argument, parameter in view.wiring.items()}
    total = weights = 0.0
    for value, ties in theirs:
        given |= {"mine": mine, "theirs": value}
        try:
            result = view.function(*(given[name] for name in names))
        except (ArithmeticError, ValueError) as error:
            raise RunError(
                f"{view.function.__name__} of {m.name} cannot be computed for {mine:g}, {value:g}: {error}",
                mend="guard it with if/else, or narrow a parameter's bounds",
            ) from error
        said, weight = result if isinstance(result, tuple) else (result, 1.0)
        total += ties * weight * said
        weights += ties * weight
    return total / weights if weights else 0.0


class Agents:
    """Every person: a status, traits, and ties."""

    def __init__(self, problem: Problem, network: Network, seed: int, replicate: int) -> None:
        self.model, self.values = problem.model, parameters_by_mechanism(problem)
        self.doings = Doings(self.model, problem.society.ladders.values())
        self.seed, self.replicate = seed, replicate
        society = problem.society
        self.persons = range(network.n)
        self.group: list[int] = network.group.tolist()
        self.community: list[int] = network.community.tolist()
        self.ladders = [society.ladders[community] for _, community in society.groups]
        self.groups = range(len(self.ladders))
        bounds = network.indptr.tolist()
        self.ties: list[list[int]] = [
            network.ties[start:end].tolist() for start, end in zip(bounds[:-1], bounds[1:])
        ]
        self.status: list[int] = society.start_people(network, self.model.statuses, seed, replicate).tolist()
        self.traits: dict[str, list[float]] = {
            name: society.start_traits(network, name, (kept.low, kept.high), seed, replicate).tolist()
            for name, kept in self.model.traits.items()
        }
        self.jumps = {
            (status, ladder): self.doings.jumps_from(word, ladder)
            for status, word in enumerate(self.model.statuses)
            for ladder in sorted(set(self.ladders))
        }

    # -- what is recorded ------------------------------------------------------------------------------
    def people(self) -> Floats:
        """Return how many people stand where, [group, status]."""
        count = np.zeros((len(self.groups), len(self.model.statuses)))
        for i in self.persons:
            count[self.group[i], self.status[i]] += 1.0
        return count

    def trait_means(self) -> Floats:
        """Return the mean of each trait, [group, trait]; nan where nobody lives."""
        means = np.full((len(self.groups), len(self.traits)), np.nan)
        for g in self.groups:
            members = [i for i in self.persons if self.group[i] == g]
            for k, values in enumerate(self.traits.values()):
                if members:
                    means[g, k] = math.fsum(values[i] for i in members) / len(members)
        return means

    def histogram(self, name: str) -> Floats:
        """Return how many people stand in each bin of a trait, [group, bin]; a bin holds its lower edge."""
        kept = self.model.traits[name]
        edges = bin_edges((kept.low, kept.high), kept.bins)
        count = np.zeros((len(self.groups), kept.bins))
        for i in self.persons:
            below = int(np.searchsorted(edges, self.traits[name][i], side="right")) - 1
            count[self.group[i], min(max(below, 0), kept.bins - 1)] += 1.0
        return count

    # -- steps 3 and 4: one day ------------------------------------------------------------------------
    def live(self, day: int, scene: Scene) -> dict[tuple[int, int], Floats]:
        """Let every person live a day; return how many of each group made each move.

        Everybody reads yesterday's statuses and traits: the new ones are written beside the old.
        """
        today: dict[str, list[float]] = {}
        looks = [self._look(i, scene, today) for i in self.persons]
        for name in self.doings.order:
            today[name] = [self._trait_today(i, name, day, looks[i]) for i in self.persons]
        moved = {move: np.zeros(len(self.groups)) for move in self.doings.moves}
        status = list(self.status)
        words = chance.person_word(self.seed, self.replicate, np.array(self.persons), day, "jump")
        for i in self.persons:
            status[i] = self._jump(i, int(words[i]), looks[i])
            if status[i] != self.status[i]:
                moved[self.status[i], status[i]][self.group[i]] += 1.0
        self.status, self.traits = status, {name: today[name] for name in self.traits}
        return moved

    def _look(self, i: int, scene: Scene, today: Mapping[str, list[float]]) -> Look:
        """Return the eyes of a person."""

        def look(m: Mechanism, name: str) -> float:
            view = m.views[name]
            if isinstance(view, trait):
                return today[view.name][i] if view.today else self.traits[view.name][i]
            if isinstance(view, pair):
                values = self.traits[view.trait]
                theirs = [(values[j], 1.0) for j in self._ties_of_kind(i, view.ties)]
                return average(m, view, self.values, values[i], theirs)
            if isinstance(view, share) and not view.among:
                ties = self._ties_of_kind(i, view.ties)
                wanted = self.model.statuses.index(view.status)
                return sum(self.status[j] == wanted for j in ties) / len(ties) if ties else 0.0
            return scene.sees(m, name, self.group[i])

        return look

    def _ties_of_kind(self, i: int, kind: str) -> list[int]:
        return [j for j in self.ties[i] if self._is_of_kind(i, j, kind)]

    def _is_of_kind(self, i: int, j: int, kind: str) -> bool:
        return kind == "all" or (self.community[i] == self.community[j]) == (kind == "within")

    def _trait_today(self, i: int, name: str, day: int, look: Look) -> float:
        """Return a trait of a person today: yesterday's, the drifts, and what a meeting does."""
        mine = self.traits[name][i]
        change = 0.0
        for m, effect in self.doings.drifts[name]:
            if effect.ladder in ("", self.ladders[self.group[i]]):
                change += answer(self.values, m, effect, look)
        for m, effect in self.doings.encounters[name]:
            met = self._meets(i, m, effect, day)
            if met is not None:
                theirs = self.traits[name][met]
                change += answer(self.values, m, effect, look, mine=mine, theirs=theirs) - mine
        kept = self.model.traits[name]
        return min(max(mine + change, kept.low), kept.high)

    def _meets(self, i: int, m: Mechanism, effect: Effect, day: int) -> int | None:
        """Return whom a person meets: one number decides whether, and which of the ties."""
        meeting = -math.expm1(-self.values[m.name][effect.rate])
        decision = f"encounter:{m.name}.{effect.name}"
        u = float(chance.from_bottom(chance.person_word(self.seed, self.replicate, i, day, decision)))
        if not u < meeting or not self.ties[i]:
            return None
        degree = len(self.ties[i])
        j = self.ties[i][min(math.floor(u / meeting * degree), degree - 1)]
        return j if self._is_of_kind(i, j, effect.ties) else None

    def _jump(self, i: int, word: int, look: Look) -> int:
        """Return where a person stands today.

        The first target takes its chance from the bottom of the unit interval, the others share the top.
        """
        status = self.status[i]
        possible = self.jumps[status, self.ladders[self.group[i]]]
        hazards = [
            math.fsum(answer(self.values, m, effect, look) for m, effect in functions)
            for _, functions in possible
        ]
        each = chances(hazards, self.model.statuses[status] in self.doings.by_chance)
        if each and float(chance.from_bottom(word)) < each[0]:
            return possible[0][0]
        so_far = 0.0
        for (target, _), c in list(zip(possible, each))[1:]:
            so_far += c
            if float(chance.from_top(word)) < so_far:
                return target
        return status
