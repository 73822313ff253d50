"""Between which numbers can an expression lie?  Interval arithmetic on the expression graph.

Used to leave out a ``max(0, ...)`` that can never act, and to refuse chances that can add up to more than 1.
"""

from __future__ import annotations

import math

from ..errors import LanguageError
from ..language.graph import Node, ordered
from ..language.model import Model

Interval = tuple[float, float]
UNKNOWN: Interval = (-math.inf, math.inf)
RISING = {"exp", "expm1", "tanh", "logistic", "softplus", "log", "log1p", "sqrt"}


class Range:
    """The ranges of a model's inputs, and of what is made of them."""

    def __init__(self, model: Model) -> None:
        self.known: dict[str, Interval] = {}
        for m in model.mechanisms:
            for key, declared in m.parameters.items():
                self.known[f"{m.name}.{key}"] = (declared.low, declared.high)
        for name, trait in model.traits.items():
            for view in ("trait", "today", "mine", "theirs"):
                self.known[f"{view}:{name}"] = (trait.low, trait.high)
        for name, (declared_stock, _) in model.stocks.items():
            self.known[f"public:{name}"] = (declared_stock.low, declared_stock.high)

    def of(self, root: Node) -> Interval:
        """Return the lowest and the highest value that ``root`` can take."""
        found: dict[int, Interval] = {}
        for node in ordered(root):
            low, high = self._of(node, [found[a.index] for a in node.args])
            found[node.index] = (-math.inf, math.inf) if math.isnan(low) or math.isnan(high) else (low, high)
        return found[root.index]

    def _of(self, node: Node, parts: list[Interval]) -> Interval:
        if node.op == "const":
            return node.value, node.value
        if node.op == "input":
            if node.name.split(":")[0] in ("share", "among", "lever", "ladder"):
                return 0.0, 1.0
            return self.known.get(node.name, UNKNOWN)
        if node.op in RISING:
            return _image(node.op, *parts[0])
        if node.op == "select":
            return min(parts[1][0], parts[2][0]), max(parts[1][1], parts[2][1])
        if node.op in ("min", "max"):
            pick = min if node.op == "min" else max
            return pick(parts[0][0], parts[1][0]), pick(parts[0][1], parts[1][1])
        if node.op == "neg":
            return -parts[0][1], -parts[0][0]
        if node.op == "abs":
            low, high = parts[0]
            return (0.0 if low <= 0.0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
        if node.op == "add":
            return parts[0][0] + parts[1][0], parts[0][1] + parts[1][1]
        if node.op == "sub":
            return parts[0][0] - parts[1][1], parts[0][1] - parts[1][0]
        if node.op in ("mul", "div"):
            if node.op == "mul" and node.args[0] is node.args[1]:
                low, high = (abs(x) for x in parts[0])
                inside = 0.0 if parts[0][0] <= 0.0 <= parts[0][1] else min(low, high)
                return inside**2, max(low, high) ** 2
            return _product(node.op, parts[0], parts[1])
        if node.op == "pow" and parts[0][0] >= 0.0:
            return 0.0, math.inf
        return (0.0, 1.0) if node.boolean else UNKNOWN


def _image(op: str, low: float, high: float) -> Interval:
    if op == "exp":
        return _exp(low), _exp(high)
    if op == "expm1":
        return _exp(low) - 1.0, _exp(high) - 1.0
    if op == "tanh":
        return math.tanh(low), math.tanh(high)
    if op == "logistic":
        return 0.5 * (1.0 + math.tanh(low / 2)), 0.5 * (1.0 + math.tanh(high / 2))
    if op == "sqrt":
        return math.sqrt(max(low, 0.0)), math.sqrt(high) if high >= 0.0 else 0.0
    if op == "softplus":
        return max(low, 0.0), max(high, 0.0) + math.log(2.0)
    at = 1.0 if op == "log" else 0.0
    return (0.0 if low >= at else -math.inf), math.inf


def _exp(x: float) -> float:
    return math.exp(x) if x < 700.0 else math.inf


def _product(op: str, a: Interval, b: Interval) -> Interval:
    if op == "div":
        if b[0] <= 0.0 <= b[1]:
            positive = b[0] >= 0.0
            return (0.0, math.inf) if positive and a[0] >= 0.0 else UNKNOWN
        b = (1.0 / b[1] if math.isfinite(b[1]) else 0.0, 1.0 / b[0])
    ends = [0.0 if 0.0 in (x, y) else x * y for x in a for y in b]
    return min(ends), max(ends)


def chance_total(source: str, nodes: list[Node], limits: Range) -> None:
    """Refuse daily chances from one status that can add up to more than 1.

    Raises
    ------
    LanguageError
        with the largest total as far as bounds tell.
    """
    total = math.fsum(min(1.0, limits.of(node)[1]) for node in nodes)
    if len(nodes) > 1 and total > 1.0 + 1e-9:
        raise LanguageError(
            f"the daily chances of leaving {source!r} can add up to {total:.3g}",
            mend="narrow the bounds of their parameters, or return hazards (without chance=True)",
        )
