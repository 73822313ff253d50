"""A signal's memory as expressions: weights and daily factors that move with their parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..language.graph import Graph, Node
from ..language.memory import LONG_TAIL_LIFETIMES, Memory


def components(graph: Graph, memory: Memory, given: Mapping[str, Node]) -> tuple[list[Node], list[Node]]:
    """Return (weights, daily factors) of a memory's exponentials, as :meth:`Memory.resolve` does in numbers.

    Parameters
    ----------
    memory : Memory
    given : mapping of name to Node
        What stands for each parameter that the memory refers to.
    """
    made = [given[a] if isinstance(a, str) else graph.const(a) for a in memory.arguments]
    one, zero = graph.const(1.0), graph.const(0.0)
    if memory.kind == "instant":
        return [one], [zero]
    if memory.kind == "lasting":
        return [one], [one]
    if memory.kind == "long_tail":
        return _long_tail(graph, *made)
    weights, lifetimes = ([one], made) if memory.kind == "fading" else (made[0::2], made[1::2])
    return weights, [factor(graph, lifetime) for lifetime in lifetimes]


def factor(graph: Graph, lifetime: Node) -> Node:
    """Return what is left after a day of something with this mean lifetime."""
    return graph.make(
        "exp", graph.make("neg", graph.make("div", graph.const(1.0), lifetime)), hint="daily_factor"
    )


def _long_tail(graph: Graph, scale: Node, exponent: Node) -> tuple[list[Node], list[Node]]:
    raw = []
    for lifetime in LONG_TAIL_LIFETIMES:
        slow = graph.make("mul", exponent, graph.const(math.log(lifetime)))
        bend = graph.make("div", scale, graph.const(lifetime))
        raw.append(graph.make("exp", graph.make("neg", graph.make("add", slow, bend)), hint="raw_weight"))
    total = raw[0]
    for part in raw[1:]:
        total = graph.make("add", total, part, hint="total_weight")
    weights = [graph.make("div", part, total, hint="weight") for part in raw]
    return weights, [graph.const(math.exp(-1.0 / lifetime)) for lifetime in LONG_TAIL_LIFETIMES]
