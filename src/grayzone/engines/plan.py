"""From a model to a plan: everything an engine must know, as plain data that can be printed.

``print(make(model, society))`` answers: what is seen over ties, in which order traits move, who may jump where,
what is drawn, which events there are, and on what each of them depends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import LanguageError
from ..language.effects import Effect
from ..language.graph import Graph, Node, inputs
from ..language.mechanism import Mechanism
from ..language.model import Model
from ..language.reader import read
from ..language.source import Function
from ..language.variables import lever, mark, pair, share, signal, stock, trait
from ..society.society import Society
from .ranges import Range, chance_total


@dataclass(frozen=True)
class Look:
    """A pair function averaged over ties: its value and weight as nodes of ``mine:`` and ``theirs:``."""

    key: str
    trait: str
    ties: str
    value: Node
    weight: Node | None
    function: Function
    wiring: Mapping[str, str]


@dataclass(frozen=True)
class Jump:
    """All moves between two statuses: the hazard (or the day's chance), summed over mechanisms."""

    source: str
    target: str
    node: Node
    chance: bool


@dataclass(frozen=True)
class Meeting:
    """An encounter: where a person goes from ``mine`` on meeting ``theirs``, and how often."""

    name: str
    trait: str
    ties: str
    rate: Node
    node: Node


@dataclass(frozen=True)
class Event:
    """A kind of event: its intensity, whom it asks, and how its marks are drawn."""

    kind: str
    each: str
    intensity: Node | None
    marks: tuple[str, ...]
    laws: Mapping[str, tuple[str, tuple[Node, ...]]]
    impulses: tuple[tuple[str, Node], ...]


@dataclass
class Plan:
    """What an engine must know of a model in a society; see :func:`make`."""

    model: Model
    society: Society
    graph: Graph = field(default_factory=Graph)
    parameters: tuple[str, ...] = ()
    looks: dict[str, Look] = field(default_factory=dict)
    shares: tuple[tuple[str, str], ...] = ()
    updates: list[tuple[str, Node | None, list[Meeting]]] = field(default_factory=list)
    jumps: dict[str, list[Jump]] = field(default_factory=dict)
    inflows: list[tuple[str, Node]] = field(default_factory=list)
    events: tuple[Event, ...] = ()

    @property
    def moves(self) -> tuple[tuple[str, str], ...]:
        """Every (source, target) that people can make, in canonical order."""
        return tuple((j.source, j.target) for jumps in self.jumps.values() for j in jumps)

    @property
    def binned(self) -> str:
        """The trait whose distribution cells carry; empty if there is none."""
        return next((name for name, t in self.model.traits.items() if t.bins), "")

    def __str__(self) -> str:
        rows = [f"parameters {', '.join(self.parameters)}"]
        rows += [f"share      of {status} over {ties} ties" for status, ties in self.shares]
        rows += [f"look       {k}: {look.trait} over {look.ties} ties" for k, look in self.looks.items()]
        for name, rate, meetings in self.updates:
            parts = [m.name for m in meetings] + (["drift"] if rate is not None else [])
            rows.append(f"trait      {name}: {' + '.join(parts) or 'does not move'}")
        for source, jumps in self.jumps.items():
            form = "chance" if jumps[0].chance else "hazard"
            rows.append(f"jump       {source} -> {', '.join(j.target for j in jumps)} ({form})")
        rows += [f"inflow     {name}" for name, _ in self.inflows]
        for event in self.events:
            moved = ", ".join(name for name, _ in event.impulses) or "nothing"
            drawn = f"drawn for each {event.each}" if event.intensity is not None else "known only"
            rows.append(f"event      {event.kind}: {drawn}; moves {moved}")
        return "\n".join(rows)


def make(model: Model, society: Society) -> Plan:
    """Return the plan of a model in a society.

    Raises
    ------
    LanguageError
        for a circle of traits read as of today, for jumps whose chances can add up to more than 1, or for
        events of one kind that ask different things.
    """
    return _Maker(model, society).plan


class _Maker:
    def __init__(self, model: Model, society: Society) -> None:
        self.model, self.plan = model, Plan(model, society)
        self.graph = self.plan.graph
        self.on_ladder = {c.ladder for c in society.communities}
        self.all_on = self.on_ladder if len(self.on_ladder) == 1 else set()
        self.plan.parameters = tuple(f"{m.name}.{k}" for m in model.mechanisms for k in sorted(m.values))
        self.seen_shares: set[tuple[str, str]] = set()
        self._jumps()
        self._traits()
        self._publics()
        self.plan.shares = tuple(sorted(self.seen_shares, key=lambda s: (model.statuses.index(s[0]), s[1])))
        self.plan.looks = dict(sorted(self.plan.looks.items()))

    # -- wiring ----------------------------------------------------------------------------------------
    def wire(self, m: Mechanism, argument: str) -> Node:
        """Return the input node that stands for an argument."""
        if argument in m.parameters:
            return self.graph.input(f"{m.name}.{argument}")
        if argument in ("here", "own") and argument not in m.views:
            return self.graph.input(f"mark:{argument}")
        view = m.views[argument]
        if isinstance(view, trait):
            return self.graph.input(f"{'today' if view.today else 'trait'}:{view.name}")
        if isinstance(view, signal | stock):
            return self.graph.input(f"public:{view.name}")
        if isinstance(view, lever):
            return self.graph.input(f"lever:{view.name}")
        if isinstance(view, mark):
            return self.graph.input(f"mark:{view.name}")
        if isinstance(view, share):
            if view.among:
                return self.graph.input(f"among:{view.status}:{view.among}")
            self.seen_shares.add((view.status, view.ties))
            return self.graph.input(f"share:{view.status}:{view.ties}")
        return self.look(m, argument, view)

    def look(self, m: Mechanism, argument: str, view: pair) -> Node:
        given = {a: self.graph.input(f"{m.name}.{p}") for a, p in view.wiring.items()}
        given |= {
            "mine": self.graph.input(f"mine:{view.trait}"),
            "theirs": self.graph.input(f"theirs:{view.trait}"),
        }
        result = read(view.function, given, self.graph, hint=view.function.__name__)
        value, weight = result if isinstance(result, tuple) else (result, None)
        key = f"{m.name}.{argument}"
        wiring = {a: f"{m.name}.{p}" for a, p in view.wiring.items()}
        self.plan.looks[key] = Look(key, view.trait, view.ties, value, weight, view.function, wiring)
        return self.graph.input(f"pair:{key}")

    def call(self, m: Mechanism, effect: Effect, **given: Node) -> Node:
        """Return the node of an effect's function, masked by its ladder."""
        arguments = {a: given[a] if a in given else self.wire(m, a) for a in effect.arguments}
        node = read(effect.function, arguments, self.graph, hint=f"{m.name}_{effect.name}")
        assert isinstance(node, Node)
        if effect.ladder and effect.ladder not in self.all_on:
            node = self.graph.make("mul", self.graph.input(f"ladder:{effect.ladder}"), node, hint=node.hint)
        return node

    def applies(self, effect: Effect) -> bool:
        """Whether any community stands on the effect's ladder."""
        return not effect.ladder or effect.ladder in self.on_ladder

    def total(self, nodes: list[Node], hint: str) -> Node:
        result = nodes[0]
        for node in nodes[1:]:
            result = self.graph.make("add", result, node, hint=hint)
        return result

    # -- people ----------------------------------------------------------------------------------------
    def _jumps(self) -> None:
        order = self.model.statuses.index
        found: dict[tuple[str, str], list[Node]] = {}
        forms: dict[str, bool] = {}
        for m, effect in self.model.effects():
            if effect.kind == "jump" and self.applies(effect):
                found.setdefault((effect.source, effect.target), []).append(self.call(m, effect))
                forms[effect.source] = effect.chance
        zero, one = self.graph.const(0.0), self.graph.const(1.0)
        limits = Range(self.model)
        for source, target in sorted(found, key=lambda move: (order(move[0]), order(move[1]))):
            node = self.total(found[source, target], f"rate_{source}_{target}")
            low, high = limits.of(node)
            if low < 0.0:
                node = self.graph.make("max", node, zero, hint=node.hint)
            if forms[source] and high > 1.0:
                node = self.graph.make("min", node, one, hint=node.hint)
            self.plan.jumps.setdefault(source, []).append(Jump(source, target, node, forms[source]))
        for source, jumps in self.plan.jumps.items():
            if jumps[0].chance:
                chance_total(source, [j.node for j in jumps], limits)

    def _traits(self) -> None:
        drifts: dict[str, list[Node]] = {name: [] for name in self.model.traits}
        meetings: dict[str, list[Meeting]] = {name: [] for name in self.model.traits}
        for m, effect in self.model.effects():
            if effect.target not in drifts or not self.applies(effect):
                continue
            if effect.kind == "drift":
                drifts[effect.target].append(self.call(m, effect))
            elif effect.kind == "encounter":
                given = {side: self.graph.input(f"{side}:{effect.target}") for side in ("mine", "theirs")}
                node = self.call(m, effect, **given)
                rate = self.graph.input(f"{m.name}.{effect.rate}")
                name = f"{m.name}.{effect.name}"
                meetings[effect.target].append(Meeting(name, effect.target, effect.ties, rate, node))
        rates = {name: self.total(nodes, f"rate_{name}") if nodes else None for name, nodes in drifts.items()}
        needs = {name: self._today(rates[name], meetings[name]) for name in self.model.traits}
        done: list[str] = []
        while len(done) < len(needs):
            ready = [name for name in needs if name not in done and not needs[name] - set(done)]
            if not ready:
                circle = ", ".join(name for name in needs if name not in done)
                raise LanguageError(
                    f"the traits {circle} read each other as of today in a circle",
                    mend="let one of them read yesterday",
                )
            done.append(ready[0])
        self.plan.updates = [(name, rates[name], meetings[name]) for name in done]

    @staticmethod
    def _today(rate: Node | None, meetings: list[Meeting]) -> set[str]:
        roots = [m.node for m in meetings] + ([rate] if rate is not None else [])
        return {name[6:] for name in inputs(*roots) if name.startswith("today:")}

    # -- what is public --------------------------------------------------------------------------------
    def _publics(self) -> None:
        rates: dict[str, list[Node]] = {}
        for m, effect in self.model.effects():
            if effect.kind == "drift" and not effect.on and effect.target not in self.model.traits:
                if self.applies(effect):
                    rates.setdefault(effect.target, []).append(self.call(m, effect))
        self.plan.inflows = [(name, self.total(rates[name], f"inflow_{name}")) for name in sorted(rates)]
        self.plan.events = tuple(self._event(kind) for kind in self.model.kinds)

    def _event(self, kind: str) -> Event:
        intensities: list[Node] = []
        impulses: dict[str, list[Node]] = {}
        each = ""
        marks: set[str] = set()
        laws: dict[str, tuple[str, tuple[Node, ...]]] = {}
        for m, effect in self.model.effects():
            if effect.kind == "event" and effect.target == kind and self.applies(effect):
                if each and effect.each != each:
                    raise LanguageError(
                        f"the event {kind!r} is asked for each {each} and for each {effect.each}",
                        where=effect.where(),
                        mend="give all its intensities the same each=",
                    )
                each = effect.each
                intensities.append(self.call(m, effect))
            if effect.on == kind and self.applies(effect):
                impulses.setdefault(effect.target, []).append(self.call(m, effect))
                marks |= {v.name for a in effect.arguments if isinstance(v := m.views.get(a), mark)}
        for m in self.model.mechanisms:
            for view in m.views.values():
                if isinstance(view, mark) and view.law is not None and view.of in ("", kind):
                    if view.of or view.name in marks:
                        laws[view.name] = (
                            view.law.kind,
                            tuple(self._number(m, a) for a in view.law.arguments),
                        )
                        marks.add(view.name)
        intensity = self.total(intensities, f"intensity_{kind}") if intensities else None
        moved = tuple((name, self.total(impulses[name], f"impulse_{name}")) for name in sorted(impulses))
        return Event(
            kind,
            each or "everywhere",
            intensity,
            tuple(sorted(marks | {"killed"})),
            dict(sorted(laws.items())),
            moved,
        )

    def _number(self, m: Mechanism, argument: str | float) -> Node:
        return (
            self.graph.input(f"{m.name}.{argument}")
            if isinstance(argument, str)
            else self.graph.const(argument)
        )
