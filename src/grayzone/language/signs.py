"""In which direction does a function go?  Found by evaluating it at the values of its parameters.

The input that is asked about runs over its natural range while all others stand at several points of theirs.
"""

from __future__ import annotations

import math

from .effects import Effect
from .evaluate import evaluate
from .graph import Graph, Node
from .mechanism import BUILT_IN_MARKS, Mechanism
from .model import Model
from .reader import read
from .variables import View, lever, mark, pair, share, signal, stock, trait

STEPS = 9
#: At which points of their ranges all other inputs are held while one is varied.
ELSEWHERE = (0.1, 0.3, 0.5, 0.7, 0.9)


def source_of(view: View) -> str:
    """Return the name of the variable that a view looks at; empty for a mark, which belongs to its event."""
    if isinstance(view, share):
        return view.status
    if isinstance(view, pair):
        return view.trait
    return "" if isinstance(view, mark) else view.name


def seen_as(view: View) -> str:
    """Say how a view looks at its variable."""
    if isinstance(view, share):
        return f"share among {view.among}" if view.among else f"share of {_ties(view.ties)}"
    if isinstance(view, pair):
        word = view.function.__name__.strip("_")
        return f"{word} of {_ties(view.ties)}"
    if isinstance(view, trait):
        return "own, today" if view.today else "own"
    words = {signal: "signal", stock: "stock", lever: "lever", mark: "mark"}
    return words[type(view)]


def _ties(ties: str) -> str:
    return "all ties" if ties == "all" else f"ties {ties}"


class Probe:
    """One function of a model, ready to be evaluated at any point.

    ``inputs`` maps (variable, how it is seen) to the name of the input; ``ranges`` says between which numbers
    each can lie.  Parameters stand at their values, marks at 1.
    """

    def __init__(self, model: Model, m: Mechanism, effect: Effect) -> None:
        self.model, self.m, self.effect = model, m, effect
        self.graph = Graph()
        self.ranges: dict[str, tuple[float, float]] = {}
        self.values = {f"parameter {k}": v for k, v in m.values.items()}
        self.inputs: dict[tuple[str, str], str] = {}
        given = {a: self.argument(a) for a in effect.arguments}
        result = read(effect.function, given, self.graph)
        assert isinstance(result, Node), "a model that was checked has functions of one value"
        self.result = result

    # -- what stands for each argument -------------------------------------------------------------------
    def argument(self, name: str) -> Node:
        """Return what stands for an argument of the function."""
        if name in self.m.parameters:
            return self.graph.input(f"parameter {name}")
        if name in ("mine", "theirs"):
            source = "own" if name == "mine" else f"met in {_ties(self.effect.ties)}"
            return self.seen(self.effect.target, source)
        if name in BUILT_IN_MARKS and name not in self.m.views:
            self.values[name] = 1.0
            return self.graph.input(name)
        view = self.m.views[name]
        if isinstance(view, pair):
            return self.one_tie(view)
        if isinstance(view, mark):
            self.values[f"mark {view.name}"] = 1.0
            return self.graph.input(f"mark {view.name}")
        return self.seen(source_of(view), seen_as(view))

    def seen(self, source: str, how: str) -> Node:
        """Return the input of a variable seen in some way; a trait is one input, today and yesterday."""
        name = f"{source}, {how.removesuffix(', today')}"
        self.inputs[source, how] = name
        self.ranges[name] = self.natural_range(source)
        return self.graph.input(name)

    def one_tie(self, view: pair) -> Node:
        """Return what a person with a single tie sees: the value if its weight is above 0, otherwise 0."""
        given = {a: self.graph.input(f"parameter {p}") for a, p in view.wiring.items()}
        given["theirs"] = self.seen(view.trait, seen_as(view))
        own = f"{view.trait}, own"
        self.ranges[own] = self.natural_range(view.trait)
        given["mine"] = self.graph.input(own)
        result = read(view.function, given, self.graph)
        if isinstance(result, Node):
            return result
        value, weight = result
        zero = self.graph.const(0.0)
        return self.graph.make("select", self.graph.make("gt", weight, zero), value, zero)

    def natural_range(self, name: str) -> tuple[float, float]:
        """Return the bounds of a trait or a stock where they are finite, and otherwise 0 to 1."""
        low, high = 0.0, 1.0
        if name in self.model.traits:
            low, high = self.model.traits[name].low, self.model.traits[name].high
        elif name in self.model.stocks:
            low, high = self.model.stocks[name][0].low, self.model.stocks[name][0].high
        low = low if math.isfinite(low) else min(0.0, high - 1.0)
        return low, high if math.isfinite(high) else low + 1.0

    # -- which way it goes ---------------------------------------------------------------------------------
    def points(self) -> list[dict[str, float]]:
        """Return where inputs are held: all at one point of their ranges, and alternately low and high."""
        names = sorted(self.ranges)
        patterns = [[at] * len(names) for at in ELSEWHERE]
        patterns += [[(0.2, 0.8)[(k + first) % 2] for k in range(len(names))] for first in (0, 1)]
        return [{n: self.at(n, u) for n, u in zip(names, pattern)} for pattern in patterns]

    def at(self, name: str, u: float) -> float:
        """Return the value of an input at a place from 0 to 1 of its range."""
        low, high = self.ranges[name]
        return low + u * (high - low)

    def value(self, point: dict[str, float]) -> float:
        """Return what the function says where the inputs stand so."""
        return evaluate(self.result, {**self.values, **point})

    def sign(self, name: str) -> str:
        """Return the direction in which the function goes with one input."""
        changes: list[float] = []
        for point in self.points():
            course = [self.value({**point, name: self.at(name, k / (STEPS - 1))}) for k in range(STEPS)]
            changes += [after - before for before, after in zip(course, course[1:])]
        return _direction(changes)

    def level(self) -> str:
        """Return the sign of the function itself: of a flow, or of what an event sets off."""
        return _direction([self.value(point) for point in self.points()])


def _direction(changes: list[float]) -> str:
    changes = [c for c in changes if math.isfinite(c)]
    if not changes:
        return "?"
    least = 1e-12 * max(1.0, *(abs(c) for c in changes))
    signs = {math.copysign(1.0, c) for c in changes if abs(c) > least}
    if len(signs) > 1:
        return "mixed"
    return "0" if not signs else "+" if signs == {1.0} else "-"
