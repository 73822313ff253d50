"""The reference engine: the slow, obvious reading of one simulated day, against which every engine is tested.

It calls the functions of the mechanisms as they were written, one person and one cell at a time, in double
precision.  What happens on a day, in this order:

1. *Morning.* Levers are set by schedule and by rules that look at the record; half of each known event of the
   day is felt at once.
2. *Drawn events.* How often each kind happens is drawn; what that moves is felt from tomorrow on.
3. *People* see yesterday's statuses and traits, and today's public variables.
4. *People move.* Traits change, and people jump from status to status.
5. *Record.*
6. *Close.* The rest of the day's impulses enters, signals fade, and what changes day by day is added.

Fast engines share nothing with these files but the language and the addresses of chance.
"""

from __future__ import annotations

import math

import numpy as np

from ..errors import LanguageError, RunError, nearest
from ..ground.records import Array, Record, Variable, labels
from ..society.cells import bin_edges
from ..society.network import Network
from .problem import Problem, Rule, check_fidelity
from .reference_cells import Cells, binned_trait
from .reference_people import Agents, Doings
from .reference_public import World
from .reference_scene import Floats


def run(
    problem: Problem, fidelity: str, *, seed: int = 1, replicate: int = 0, network: Network | None = None
) -> Record:
    """Run a problem day by day, slowly, and return its record.

    Parameters
    ----------
    problem : Problem
    fidelity : {'agents', 'counts', 'shares'}
        Persons one by one, whole numbers of like people, or expected numbers.
    seed, replicate : int
        Which luck.
    network : Network or None
        Who knows whom, for ``agents``; None draws it from the society.

    Raises
    ------
    FidelityError
        for a fidelity that does not exist or cannot carry the model.
    LanguageError, RunError
        for a rule or an event that cannot be meant, or a function that returns no finite number.

    Notes
    -----
    Record 0 is the initial state; record t + 1 is what people saw on day t and where they stood after it.
    """
    check_fidelity(fidelity)
    for rule in problem.rules:
        check_rule(problem, rule)
    people: Agents | Cells
    if fidelity == "agents":
        ties = problem.society.network(seed, problem.people, replicate) if network is None else network
        people = Agents(problem, ties, seed, replicate)
    else:
        people = Cells(problem, fidelity == "counts", seed, replicate)
    world = World(problem, people.people().sum(axis=1), seed, replicate)
    diary = Diary(problem)
    diary.write(0, people, world, world.public(), {})
    for t in range(problem.days):
        world.morning(t, levers_of_day(problem, diary, t), people.people())
        seen = world.scene(people.people())
        world.draw_events(t, seen)
        moved = people.live(t, seen)
        diary.write(t + 1, people, world, dict(seen.public), moved)
        world.close(world.scene(people.people()))
    said = {"engine": "reference", "fidelity": fidelity, "seed": seed, "replicate": replicate}
    return diary.record({**problem.attrs, **said})


def levers_of_day(problem: Problem, diary: Diary, t: int) -> dict[str, Floats]:
    """Return the levers on day ``t``: what is scheduled, raised by the rules that apply, from 0 to 1."""
    groups = problem.society.groups
    levers = {
        name: problem.levers[name][t].astype(np.float64) if name in problem.levers else np.zeros(len(groups))
        for name in problem.model.levers
    }
    for rule in problem.rules:
        if not rule.first <= t <= rule.last:
            continue
        for g, (_, community) in enumerate(groups):
            if rule.communities and community not in rule.communities:
                continue
            window = [i for i in range(t - rule.delay - rule.window + 1, t - rule.delay + 1) if i >= 0]
            seen = math.fsum(diary.watched(rule.watch, i, g) for i in window) / len(window) if window else 0.0
            raised = min(rule.cap, rule.gain * max(0.0, seen - rule.above))
            levers[rule.lever][g] = max(float(levers[rule.lever][g]), raised)
    return {name: np.clip(values, 0.0, 1.0) for name, values in levers.items()}


def check_rule(problem: Problem, rule: Rule) -> None:
    """Refuse a rule that moves or watches what does not exist, or that looks ahead."""
    model, what, name = problem.model, *rule.watch.partition(":")[::2]
    known = {"signal": model.publics(), "status": model.statuses, "events": model.kinds}
    if rule.lever not in model.levers:
        raise LanguageError(f"the model has no lever {rule.lever!r}", mend=nearest(rule.lever, model.levers))
    if what not in known:
        raise LanguageError(
            f"a rule watches {rule.watch!r}", mend="say signal:NAME, status:NAME or events:KIND"
        )
    if name not in known[what]:
        raise LanguageError(f"a rule watches the unknown {what} {name!r}", mend=nearest(name, known[what]))
    if rule.delay < 0 or rule.window < 1:
        raise RunError("a rule looks ahead, or at no day at all", mend="give delay from 0 and window from 1")
    names = [community.name for community in problem.society.communities]
    for community in rule.communities:
        if community not in names:
            raise RunError(
                f"a rule names the unknown community {community!r}", mend=nearest(community, names)
            )


class Diary:
    """The record while it is written: one page a day."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.model = problem, problem.model
        self.moves = Doings(self.model, self.problem.society.ladders.values()).moves
        self.binned = binned_trait(self.model)
        statuses = self.model.statuses
        self.coords: dict[str, Array] = {
            "day": problem.calendar(),
            "group": labels([f"{place}/{community}" for place, community in problem.society.groups]),
            "status": labels(statuses),
            "trait": labels(self.model.traits),
            "bin": self._centres(),
            "public": labels(self.model.publics()),
            "lever": labels(self.model.levers),
            "kind": labels(self.model.kinds),
            "move": labels([f"{statuses[s]}>{statuses[target]}" for s, target in self.moves]),
        }
        self.people = self._blank("group", "status")
        self.trait_mean = self._blank("group", "trait")
        self.bins = self._blank("group", "bin")
        self.public = self._blank("public", "group")
        self.lever = self._blank("lever", "group")
        self.events = self._blank("kind", "group")
        self.killed = self._blank("kind")
        self.flows = self._blank("group", "move")

    def _centres(self) -> Floats:
        if not self.binned:
            return np.zeros(0)
        kept = self.model.traits[self.binned]
        edges = bin_edges((kept.low, kept.high), kept.bins)
        return np.asarray((edges[:-1] + edges[1:]) / 2.0)

    def _blank(self, *dims: str) -> Floats:
        return np.zeros([len(self.coords[dim]) for dim in ("day", *dims)])

    def write(
        self,
        index: int,
        people: Agents | Cells,
        world: World,
        public: dict[str, Floats],
        moved: dict[tuple[int, int], Floats],
    ) -> None:
        """Write one page: where people stand, what they saw, what happened."""
        self.people[index] = people.people()
        self.trait_mean[index] = people.trait_means()
        if self.binned:
            self.bins[index] = people.histogram(self.binned)
        for k, name in enumerate(self.model.publics()):
            self.public[index, k] = public[name]
        for k, name in enumerate(self.model.levers):
            self.lever[index, k] = world.levers[name]
        for k, kind in enumerate(self.model.kinds):
            self.events[index, k] = world.counts[kind]
            self.killed[index, k] = world.killed[kind]
        for k, move in enumerate(self.moves):
            self.flows[index, :, k] = moved.get(move, 0.0)

    def watched(self, watch: str, index: int, g: int) -> float:
        """Return what a rule that looks at group ``g`` finds on a page."""
        what, _, name = watch.partition(":")
        if what == "signal":
            return float(self.public[index, self.model.publics().index(name), g])
        if what == "events":
            return float(self.events[index, self.model.kinds.index(name)].sum())
        there = self.people[index, g]
        return float(there[self.model.statuses.index(name)] / there.sum()) if there.sum() else 0.0

    def record(self, attrs: dict[str, object]) -> Record:
        """Return the record, without what the model does not have."""
        shelf = (
            ("people", ("group", "status"), self.people, "person", "people by status"),
            ("trait_mean", ("group", "trait"), self.trait_mean, "1", "mean of the trait"),
            ("bins", ("group", "bin"), self.bins, "person", f"people by {self.binned}"),
            ("public", ("public", "group"), self.public, "1", "signals, stocks and drivers as seen"),
            ("lever", ("lever", "group"), self.lever, "1", "levers in effect"),
            ("events", ("kind", "group"), self.events, "event", "events of the day"),
            ("killed", ("kind",), self.killed, "person", "people killed by the day's events"),
            ("flows", ("group", "move"), self.flows, "person", "people who changed status"),
        )
        coords = {name: values for name, values in self.coords.items() if len(values)}
        variables = {
            name: Variable(("day", *dims), values, unit, long_name)
            for name, dims, values, unit, long_name in shelf
            if all(dim in coords for dim in dims)
        }
        return Record(coords, variables, attrs)
