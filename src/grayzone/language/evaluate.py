"""The expression graph as plain float64 arithmetic: one number for each set of inputs.

Engines write the graph as compiled text; this is the slow, obvious reading of the same graph, for the causal
map and for tests. Where Python would raise an error, the value is not a number (or infinite), because both
sides of an ``if`` are computed and the one that is not chosen must do no harm.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from .functions import logistic, softplus
from .graph import Node, ordered

OPERATIONS: dict[str, Callable[..., float | bool]] = {
    "neg": lambda x: -x,
    "not": lambda x: not x,
    "exp": math.exp,
    "log": math.log,
    "log1p": math.log1p,
    "expm1": math.expm1,
    "tanh": math.tanh,
    "logistic": logistic,
    "sqrt": math.sqrt,
    "softplus": softplus,
    "abs": abs,
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "pow": math.pow,
    "min": min,
    "max": max,
    "lt": lambda x, y: x < y,
    "le": lambda x, y: x <= y,
    "gt": lambda x, y: x > y,
    "ge": lambda x, y: x >= y,
    "eq": lambda x, y: x == y,
    "ne": lambda x, y: x != y,
    "and": lambda x, y: x and y,
    "or": lambda x, y: x or y,
    "select": lambda test, yes, no: yes if test else no,
}


def evaluate(root: Node, inputs: Mapping[str, float]) -> float:
    """Return the value of an expression.

    Parameters
    ----------
    root : Node
        A number, or something true or false (1.0 or 0.0).
    inputs : mapping of input name to value

    Returns
    -------
    float
        NaN or an infinity where the expression has no value.

    Example
    -------
    >>> from grayzone.language.graph import Graph
    >>> graph = Graph()
    >>> evaluate(graph.make("mul", graph.input("fear"), graph.const(2.0)), {"fear": 0.25})
    0.5
    """
    found: dict[int, float] = {}
    for node in ordered(root):
        if node.op == "const":
            found[node.index] = node.value
        elif node.op == "input":
            found[node.index] = inputs[node.name]
        else:
            found[node.index] = _apply(node.op, [found[a.index] for a in node.args])
    return float(found[root.index])


def _apply(op: str, parts: list[float]) -> float:
    try:
        return OPERATIONS[op](*parts)
    except OverflowError:
        return math.inf
    except (ValueError, ZeroDivisionError):
        return math.nan
