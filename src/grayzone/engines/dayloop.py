"""A likelihood that runs through days: from expressions of one day to a compiled value and its gradient.

The day is written once as expressions: what an event of the day adds (the *impulse*), how states move, and
which mean and dispersion yesterday's states give today's count.  From these the text of three kernels is
made: one that scores every day's count, one that also goes back through the days and collects the slope in
every parameter, and one that draws counts. What depends on parameters only leaves the loop; the way back
works the day out again from the states that were kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..language.graph import Graph, Node, inputs
from . import cache
from .adjoint import HEAD, StraightLine, adjoints
from .emit import deeper, frontier, reads

Floats = NDArray[np.float64]
#: Columns that every loop has: the count, whether it was seen, and whether it is scored.
COUNT, SEEN, SCORED = "data:count", "data:seen", "data:scored"
IMPULSE, BY_MEAN, BY_DISPERSION = "impulse", "by:mean", "by:dispersion"
DAILY = ("state:", "data:", "mark:", "after:", "by:", IMPULSE)


@dataclass(frozen=True)
class Day:
    """One day of a likelihood, as expressions.

    Inputs are named ``state:<name>``, ``data:<column>``, ``mark:<name>`` (in the impulse only),
    ``fixed:<name>`` (a number of the data that does not change), ``impulse`` (the sum over the day's
    events) and, for all the rest, parameters by their own names.

    Parameters
    ----------
    start, step : mapping of state to Node
        Before the first day; after a day.
    impulse : Node
        What one event adds, of its marks.
    mean, dispersion : Node
        Of the day's count: variance = mean + dispersion mean^2.
    """

    graph: Graph
    start: Mapping[str, Node]
    step: Mapping[str, Node]
    impulse: Node
    mean: Node
    dispersion: Node

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters on which the likelihood depends, sorted; any other one cannot move it."""
        roots = [*self.start.values(), *self.step.values(), self.impulse, self.mean, self.dispersion]
        return tuple(name for name in inputs(*roots) if not name.startswith((*DAILY, "fixed:")))

    def of(self, prefix: str) -> tuple[str, ...]:
        """Return the names that follow a prefix anywhere in the day, sorted."""
        roots = [*self.start.values(), *self.step.values(), self.impulse, self.mean, self.dispersion]
        return tuple(reads(roots, prefix))


class Loop:
    """The three compiled kernels of a day; see :class:`Day`.

    Attributes
    ----------
    parameters, fixed, columns, marks : tuple of str
        The order in which values are handed in.
    text : str
        The module that was compiled, to be read.
    """

    def __init__(self, day: Day) -> None:
        self.day = day
        self.parameters = day.parameters
        self.fixed = day.of("fixed:")
        self.marks = day.of("mark:")
        first = (COUNT[5:], SEEN[5:], SCORED[5:])
        self.columns = (*first, *(c for c in day.of("data:") if c not in first))
        self.states = tuple(sorted(day.step))
        self.text = HEAD + "\n" + "\n\n".join([_forward(self), _back(self), _drawn(self)])
        module, self.path = cache.load(self.text)
        self._forward: Callable[..., float] = module.forward
        self._back: Callable[..., float] = module.back
        self._draw: Callable[..., None] = module.draw

    def value(
        self, p: Floats, fixed: Floats, data: Floats, when: NDArray[np.int64], marks: Floats
    ) -> tuple[float, Floats]:
        """Return the log likelihood, up to -log(count!), and each day's (mean, dispersion).

        Parameters
        ----------
        p, fixed : array of float64
            In the order of :attr:`parameters` and :attr:`fixed`.
        data : array of float64, shape (day, column)
        when : array of int64, shape (event,)
            Row of each event's day, sorted.
        marks : array of float64, shape (event, mark)
        """
        predicted = np.empty((len(data), 2))
        return float(self._forward(p, fixed, data, when, marks, predicted)), predicted

    def with_gradient(
        self, p: Floats, fixed: Floats, data: Floats, when: NDArray[np.int64], marks: Floats, tape: Floats
    ) -> tuple[float, Floats]:
        """Return the log likelihood and its slope in each parameter; ``tape`` is :meth:`new_tape`."""
        slopes = np.zeros(len(self.parameters))
        return float(self._back(p, fixed, data, when, marks, tape, slopes)), slopes

    def draw(
        self,
        p: Floats,
        fixed: Floats,
        data: Floats,
        when: NDArray[np.int64],
        marks: Floats,
        seed: int,
        replicate: int,
    ) -> Floats:
        """Return counts drawn day after day from the densities that :meth:`value` scores, shape (day,).

        The first day's count, which is not scored, stays as it is.
        """
        table = data.copy()
        self._draw(p, fixed, table, when, marks, seed, replicate)
        return table[:, 0].copy()

    def new_tape(self, days: int) -> Floats:
        """Return the room that the way back needs: states, impulse and two slopes a day."""
        return np.empty((days, len(self.states) + 3))

    def known(self) -> dict[str, str]:
        """Return what stands for each input in the text."""
        found = {name: f"p[{k}]" for k, name in enumerate(self.parameters)}
        found |= {f"fixed:{name}": f"fixed[{k}]" for k, name in enumerate(self.fixed)}
        found |= {f"data:{name}": f"data[t, {k}]" for k, name in enumerate(self.columns)}
        found |= {f"mark:{name}": f"marks[e, {k}]" for k, name in enumerate(self.marks)}
        found |= {f"state:{name}": f"s_{name}" for name in self.states}
        found |= {f"after:{name}": f"after_{name}" for name in self.states}
        return found | {IMPULSE: "impulse", BY_MEAN: "by_mean", BY_DISPERSION: "by_dispersion"}


def _daily(name: str) -> bool:
    return name.startswith(DAILY)


def _new_text(loop: Loop, *roots: Node) -> StraightLine:
    text = StraightLine(loop.known())
    text.taken |= {
        "seed",
        "replicate",
        "p",
        "fixed",
        "data",
        "when",
        "marks",
        "predicted",
        "tape",
        "slopes",
        "t",
        "e",
        "total",
        "value",
    }
    text.taken |= {f"{head}_{s}" for s in loop.states for head in ("s", "after", "new")}
    text.taken |= {"impulse", "by_mean", "by_dispersion", "by_impulse"}
    text.expect(*roots)
    return text


def _block(text: StraightLine, *roots: Node) -> tuple[list[str], list[str]]:
    """Return the rows that the roots need and their expressions; what they name is not known elsewhere."""
    before, rows = dict(text.written), len(text.rows)
    parts = text.of(*roots)
    new = text.rows[rows:]
    del text.rows[rows:]
    text.written = before
    return new, parts


def _before(text: StraightLine, roots: list[Node]) -> list[str]:
    """Write what depends on parameters only, and give it names that the loop can use."""
    rows = []
    for node in frontier(roots, _daily):
        if node.op == "input" and node.name.startswith("fixed:"):
            continue
        (part,) = text.of(node)
        name = part if part.isidentifier() else text.name(node.hint or node.op)
        if name != part:
            text.rows.append(f"{name} = {part}")
        text.give(node, name)
    rows += text.rows
    text.rows = []
    return rows


def _way(loop: Loop, text: StraightLine, daily: list[str]) -> list[str]:
    """Write the way through the days: events first, then what is done each day."""
    day = loop.day
    start_rows, starts = _block(text, *(day.start[s] for s in loop.states))
    event_rows, (size,) = _block(text, day.impulse)
    rows = [*start_rows, *(f"s_{s} = {part}" for s, part in zip(loop.states, starts))]
    rows += ["total = 0.0", "e = 0", "for t in range(len(data)):"]
    inner = ["impulse = 0.0", "while e < len(when) and when[e] == t:"]
    inner += deeper([*event_rows, f"impulse += {size}", "e += 1"], 1)
    return rows + deeper(inner + daily, 1)


def _moved(loop: Loop, news: list[str]) -> list[str]:
    return [f"new_{s} = {part}" for s, part in zip(loop.states, news)] + [
        f"s_{s} = new_{s}" for s in loop.states
    ]


def _scored(loop: Loop, text: StraightLine, kept: bool) -> list[str]:
    """Write a day that is scored, keeping what the way back needs or what was predicted."""
    day, many = loop.day, len(loop.states)
    rows, (mean, dispersion, *news) = _block(
        text, day.mean, day.dispersion, *(day.step[s] for s in loop.states)
    )
    score = [
        "if data[t, 2] > 0.0:",
        f"    value, by_mean, by_dispersion = negative_binomial(data[t, 0], {mean}, {dispersion})",
        "    total += value",
    ]
    if kept:
        first = [f"tape[t, {k}] = s_{s}" for k, s in enumerate(loop.states)] + [f"tape[t, {many}] = impulse"]
        score = [f"tape[t, {many + 1}] = tape[t, {many + 2}] = 0.0", *score]
        score += [f"    tape[t, {many + 1}] = by_mean", f"    tape[t, {many + 2}] = by_dispersion"]
        return first + rows + score + _moved(loop, news)
    return [
        *rows,
        f"predicted[t, 0] = {mean}",
        f"predicted[t, 1] = {dispersion}",
        *score,
        *_moved(loop, news),
    ]


def _forward(loop: Loop) -> str:
    day = loop.day
    roots = [*day.start.values(), *day.step.values(), day.impulse, day.mean, day.dispersion]
    text = _new_text(loop, *roots)
    rows = _before(text, roots) + _way(loop, text, _scored(loop, text, kept=False)) + ["return total"]
    head = "@njit(**CELLS)\ndef forward(p, fixed, data, when, marks, predicted):\n"
    return head + "\n".join(deeper(rows, 1)) + "\n"


def _drawn(loop: Loop) -> str:
    """Write the way on which counts are drawn: a day's mean, its count, then what follows from it."""
    day = loop.day
    roots = [*day.start.values(), *day.step.values(), day.impulse, day.mean, day.dispersion]
    text = _new_text(loop, *roots)
    rows = _before(text, roots)
    first, (mean, dispersion) = _block(text, day.mean, day.dispersion)
    then, news = _block(text, *(day.step[s] for s in loop.states))
    draw = f"    data[t, 0] = count_at(seed, replicate, t, {mean}, {dispersion})"
    rows += _way(loop, text, [*first, "if data[t, 2] > 0.0:", draw, *then, *_moved(loop, news)])
    head = "@njit(**CELLS)\ndef draw(p, fixed, data, when, marks, seed, replicate):\n"
    return head + "\n".join(deeper(rows, 1)) + "\n"


def _back(loop: Loop) -> str:
    """Write the way back: days descending, then events, then what depends on parameters only."""
    day, graph = loop.day, loop.day.graph
    forward = [*day.step.values(), day.impulse, day.mean, day.dispersion]
    parts = [node for node in frontier(forward, _daily) if _moves(node)]
    states = [graph.input(f"state:{s}") for s in loop.states]
    seeds = [(day.mean, graph.input(BY_MEAN)), (day.dispersion, graph.input(BY_DISPERSION))]
    seeds += [(day.step[s], graph.input(f"after:{s}")) for s in loop.states]
    zero = graph.const(0.0)
    of_day = adjoints(graph, seeds, [*states, graph.input(IMPULSE), *parts])
    to_states = [node or zero for node in of_day[: len(states)]]
    to_impulse = of_day[len(states)] or zero
    to_parts = of_day[len(states) + 1 :]
    of_event = adjoints(graph, [(day.impulse, graph.input("by:impulse"))], parts)
    # the last stage: sums over the days and the states of the first day, handed on to the parameters
    sums = [graph.input(f"fixed:sum {k}") for k in range(len(parts))]
    firsts = [graph.input(f"fixed:first {s}") for s in loop.states]
    last = list(zip(parts, sums)) + [(day.start[s], first) for s, first in zip(loop.states, firsts)]
    slopes = [node or zero for node in adjoints(graph, last, [graph.input(name) for name in loop.parameters])]

    present = [node for node in (*to_states, to_impulse, *to_parts, *of_event) if node is not None]
    roots = [*day.start.values(), *forward, *present]
    text = _new_text(loop, *roots)
    text.known |= {f"fixed:sum {k}": f"sum_{k}" for k in range(len(parts))} | {"by:impulse": "by_impulse"}
    text.known |= {f"fixed:first {s}": f"after_{s}" for s in loop.states}
    text.taken |= {f"sum_{k}" for k in range(len(parts))}
    rows = _before(text, roots) + _way(loop, text, _scored(loop, text, kept=True))
    many = len(loop.states)
    rows += [f"after_{s} = 0.0" for s in loop.states] + [f"sum_{k} = 0.0" for k in range(len(parts))]
    rows += ["e = len(when) - 1", "for t in range(len(data) - 1, -1, -1):"]
    inner = [f"s_{s} = tape[t, {k}]" for k, s in enumerate(loop.states)]
    inner += [
        f"impulse = tape[t, {many}]",
        f"by_mean = tape[t, {many + 1}]",
        f"by_dispersion = tape[t, {many + 2}]",
    ]
    moved = [(k, node) for k, node in enumerate(to_parts) if node is not None]
    day_rows, found = _block(text, *to_states, to_impulse, *(node for _, node in moved))
    inner += day_rows + [f"new_{s} = {part}" for s, part in zip(loop.states, found)]
    inner += [f"sum_{k} += {part}" for (k, _), part in zip(moved, found[many + 1 :])]
    felt = [(k, node) for k, node in enumerate(of_event) if node is not None]
    if felt:
        event_rows, pushed = _block(text, *(node for _, node in felt))
        inner += [f"by_impulse = {found[many]}", "while e >= 0 and when[e] == t:"]
        inner += deeper(
            [*event_rows, *(f"sum_{k} += {part}" for (k, _), part in zip(felt, pushed)), "e -= 1"], 1
        )
    inner += [f"after_{s} = new_{s}" for s in loop.states]
    rows += deeper(inner, 1)
    text.expect(*slopes)
    last_rows, results = _block(text, *slopes)
    rows += last_rows + [f"slopes[{k}] = {part}" for k, part in enumerate(results)] + ["return total"]
    head = "@njit(**CELLS)\ndef back(p, fixed, data, when, marks, tape, slopes):\n"
    return head + "\n".join(deeper(rows, 1)) + "\n"


def _moves(node: Node) -> bool:
    """Whether a part that leaves the loop moves with a parameter."""
    return any(not name.startswith("fixed:") for name in inputs(node))
