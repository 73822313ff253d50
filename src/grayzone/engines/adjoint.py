"""Gradients from the expression graph: reverse mode, written in the graph itself.

The derivative of every operation is again a few nodes of the same graph, so that a value and its gradient
share their parts, and the text of both is one straight line that can be read.  Nothing here compares a
number with a difference: the gradient is exact.

Source: reverse accumulation, as in Griewank and Walther 2008, *Evaluating Derivatives*, chapter 3.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..language.evaluate import evaluate
from ..language.graph import Graph, Node, ordered
from . import cache
from .emit import Text, indent, reserved

#: The smallest normal number: what a logarithm takes in place of 0 and below.
TINY = 2.2250738585072014e-308
Parts = list[tuple[Node, Node]]
Gradient = Callable[[Mapping[str, float]], tuple[float, dict[str, float]]]


def _ground() -> str:
    return hashlib.sha256(Path(__file__).with_name("densities.py").read_bytes()).hexdigest()[:16]


#: The beginning of a generated module; the hash makes it new when the densities change.
HEAD = (
    f'''"""Written by the library from an expression graph; see grayzone.engines.adjoint."""

import math

import numpy as np
from numba import njit

from {__package__}.densities import (
    count_at, logistic, negative_binomial, pick, power, safe_log, safe_log1p, safe_sqrt, softplus,
)
from {__package__}.kernels import CELLS

# densities: '''
    + _ground()
    + "\n\n"
)
#: What generated text calls, so that no expression is named so.
CALLED = "abs min max range len int float loop"


class StraightLine(Text):
    """Text in float64 in which a choice is a call, never a branch.

    A compiler that follows every branch of some hundred choices would run out of breath; it does not mind
    calls.
    """

    def __init__(self, known: Mapping[str, str], taken: set[str] | None = None) -> None:
        super().__init__("f8", known, taken if taken is not None else reserved(HEAD, CALLED))

    def _expression(self, node: Node) -> str:
        if node.op == "select":
            test, yes, no = (self.written[a.index] for a in node.args)
            return f"pick({test}, {yes}, {no})"
        return super()._expression(node)


def adjoints(graph: Graph, seeds: Sequence[tuple[Node, Node]], wanted: Sequence[Node]) -> list[Node | None]:
    """Return how much a weighted sum of roots moves with each of the wanted nodes.

    Parameters
    ----------
    graph : Graph
        In which the derivatives are made.
    seeds : pairs of Node
        A root and the weight with which it counts in the sum.
    wanted : sequence of Node
        Inputs, or parts that are taken as given: nothing below them is looked at.

    Returns
    -------
    list of Node or None
        One for each wanted node; None where the sum cannot move with it at all.

    Example
    -------
    >>> graph = Graph()
    >>> x = graph.input("x")
    >>> [slope] = adjoints(graph, [(graph.make("exp", x), graph.const(1.0))], [x])
    >>> slope is graph.make("exp", x)
    True
    """
    leaves = {node.index for node in wanted}
    moving = _moving([root for root, _ in seeds], leaves)
    sums: dict[int, Node] = {}

    def add(node: Node, part: Node) -> None:
        if node.index in moving:
            before = sums.get(node.index)
            sums[node.index] = part if before is None else graph.make("add", before, part, hint=part.hint)

    for root, weight in seeds:
        add(root, weight)
    for node in sorted(moving.values(), key=lambda n: -n.index):
        if node.index in sums and node.index not in leaves and node.args:
            for argument, part in RULES[node.op](_Maker(graph, node), node, sums[node.index]):
                add(argument, part)
    return [sums.get(node.index) for node in wanted]


def _moving(roots: list[Node], leaves: set[int]) -> dict[int, Node]:
    """Return the nodes through which a leaf can move a root."""
    seen: dict[int, Node] = {}
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node.index not in seen:
            seen[node.index] = node
            stack.extend(() if node.index in leaves else node.args)
    moved: dict[int, Node] = {}
    for index in sorted(seen):
        node = seen[index]
        below = node.index not in leaves and any(a.index in moved for a in node.args)
        if index in leaves or (below and not node.boolean):
            moved[index] = node
    return moved


class _Maker:
    """Makes nodes that are named after the expression whose derivative they belong to."""

    def __init__(self, graph: Graph, node: Node) -> None:
        self.graph, self.hint, self.where = graph, f"d_{node.hint or node.op}", node.where

    def __call__(self, op: str, *args: Node) -> Node:
        return self.graph.make(op, *args, hint=self.hint, where=self.where)

    def number(self, value: float) -> Node:
        """Return the node of a number."""
        return self.graph.const(value)


Rule = Callable[[_Maker, Node, Node], Parts]


def _chosen(make: _Maker, test: Node, yes: Node, no: Node, weight: Node) -> Parts:
    zero = make.number(0.0)
    return [(yes, make("select", test, weight, zero)), (no, make("select", test, zero, weight))]


def _power(make: _Maker, node: Node, weight: Node) -> Parts:
    # x**y is taken as 0 below 0, so both slopes are 0 there.
    x, y = node.args
    zero, above = make.number(0.0), make("gt", x, make.number(0.0))
    by_x = make("mul", y, make("pow", x, make("sub", y, make.number(1.0))))
    by_y = make("mul", node, make("log", x))
    return [
        (x, make("mul", weight, make("select", above, by_x, zero))),
        (y, make("mul", weight, make("select", above, by_y, zero))),
    ]


def _quotient(make: _Maker, node: Node, weight: Node) -> Parts:
    top, bottom = node.args
    share = make("div", weight, bottom)
    return [(top, share), (bottom, make("neg", make("mul", share, node)))]


def _log(make: _Maker, node: Node, weight: Node) -> Parts:
    (x,) = node.args
    least = make.number(TINY)
    slope = make("div", make.number(1.0), make("max", x, least))
    return [(x, make("mul", weight, make("select", make("gt", x, least), slope, make.number(0.0))))]


def _log1p(make: _Maker, node: Node, weight: Node) -> Parts:
    (x,) = node.args
    one, zero = make.number(1.0), make.number(0.0)
    rest = make("max", make("add", one, x), make.number(2.0**-53))
    slope = make("select", make("gt", x, make.number(-1.0)), make("div", one, rest), zero)
    return [(x, make("mul", weight, slope))]


def _root(make: _Maker, node: Node, weight: Node) -> Parts:
    (x,) = node.args
    slope = make("div", make.number(0.5), make("max", node, make.number(TINY)))
    zero = make.number(0.0)
    return [(x, make("mul", weight, make("select", make("gt", x, zero), slope, zero)))]


def _size(make: _Maker, node: Node, weight: Node) -> Parts:
    (x,) = node.args
    zero, one, minus = make.number(0.0), make.number(1.0), make.number(-1.0)
    sign = make("select", make("gt", x, zero), one, make("select", make("lt", x, zero), minus, zero))
    return [(x, make("mul", weight, sign))]


def _tanh(make: _Maker, node: Node, weight: Node) -> Parts:
    return [(node.args[0], make("mul", weight, make("sub", make.number(1.0), make("mul", node, node))))]


def _logistic(make: _Maker, node: Node, weight: Node) -> Parts:
    rest = make("sub", make.number(1.0), node)
    return [(node.args[0], make("mul", weight, make("mul", node, rest)))]


#: How each operation hands its weight on to what it works on.
RULES: Mapping[str, Rule] = {
    "neg": lambda make, n, w: [(n.args[0], make("neg", w))],
    "exp": lambda make, n, w: [(n.args[0], make("mul", w, n))],
    "expm1": lambda make, n, w: [(n.args[0], make("mul", w, make("add", n, make.number(1.0))))],
    "log": _log,
    "log1p": _log1p,
    "sqrt": _root,
    "abs": _size,
    "tanh": _tanh,
    "logistic": _logistic,
    "softplus": lambda make, n, w: [(n.args[0], make("mul", w, make("logistic", n.args[0])))],
    "add": lambda make, n, w: [(n.args[0], w), (n.args[1], w)],
    "sub": lambda make, n, w: [(n.args[0], w), (n.args[1], make("neg", w))],
    "mul": lambda make, n, w: [
        (n.args[0], make("mul", w, n.args[1])),
        (n.args[1], make("mul", w, n.args[0])),
    ],
    "div": _quotient,
    "pow": _power,
    "min": lambda make, n, w: _chosen(make, make("le", *n.args), n.args[0], n.args[1], w),
    "max": lambda make, n, w: _chosen(make, make("ge", *n.args), n.args[0], n.args[1], w),
    "select": lambda make, n, w: _chosen(make, n.args[0], n.args[1], n.args[2], w),
}


def bound(graph: Graph, root: Node, given: Mapping[str, Node]) -> Node:
    """Return ``root`` with inputs replaced; numbers are worked out, and what a zero multiplies falls away.

    A parameter that is left over after this can move the root; one that is gone cannot, whatever its value.
    """
    new: dict[int, Node] = {}
    for node in ordered(root):
        parts = [new[a.index] for a in node.args]
        if node.op == "input":
            new[node.index] = given.get(node.name, node)
        elif node.op == "mul" and any(_is(p, 0.0) for p in parts):
            new[node.index] = graph.const(0.0)
        elif node.op == "pow" and _is(parts[1], 0.0):
            new[node.index] = graph.const(1.0)
        elif not parts:
            new[node.index] = node
        else:
            made = graph.make(node.op, *parts, hint=node.hint, where=node.where)
            known = math.nan if node.boolean or any(p.op != "const" for p in parts) else evaluate(made, {})
            new[node.index] = graph.const(known) if math.isfinite(known) else made
    return new[root.index]


def _is(node: Node, value: float) -> bool:
    return node.op == "const" and not node.name and node.value == value


def gradient(graph: Graph, root: Node, names: Sequence[str]) -> Gradient:
    """Return a compiled function that gives an expression's value and its slope in each named input.

    Parameters
    ----------
    root : Node
        A number; the names cover all its inputs.
    names : sequence of str
        Inputs, in the order of the slopes.

    Example
    -------
    >>> graph = Graph()
    >>> x, y = graph.input("x"), graph.input("y")
    >>> of = gradient(graph, graph.make("mul", x, y), ["x", "y"])
    >>> of({"x": 2.0, "y": 5.0})
    (10.0, {'x': 5.0, 'y': 2.0})
    """
    leaves = [graph.input(name) for name in names]
    slopes = [s or graph.const(0.0) for s in adjoints(graph, [(root, graph.const(1.0))], leaves)]
    text = StraightLine({name: f"p[{k}]" for k, name in enumerate(names)})
    value, *parts = text.of(root, *slopes)
    rows = [*text.rows, *(f"slopes[{k}] = {part}" for k, part in enumerate(parts)), f"return {value}"]
    module, _ = cache.load(HEAD + "\n@njit(**CELLS)\ndef point(p, slopes):\n" + indent(rows, 1) + "\n")
    kernel: Callable[[NDArray[np.float64], NDArray[np.float64]], float] = module.point

    def at(values: Mapping[str, float]) -> tuple[float, dict[str, float]]:
        slopes_there = np.zeros(len(names))
        here = kernel(np.array([values[name] for name in names], dtype=np.float64), slopes_there)
        return float(here), dict(zip(names, slopes_there.tolist()))

    return at
