"""The expression graph: what a mechanism's functions compute, with every expression written only once.

Nodes are plain data.  A node that was made before is returned again, so two mechanisms that call the same
helper with the same arguments share its work, and a part that depends on parameters only can be found and
computed once per run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

ONE_ARGUMENT = ("neg", "not", "exp", "log", "log1p", "expm1", "tanh", "logistic", "sqrt", "softplus", "abs")
TWO_ARGUMENTS = (
    "add", "sub", "mul", "div", "pow", "min", "max", "lt", "le", "gt", "ge", "eq", "ne", "and", "or",
)  # fmt: skip
#: The name of the one number that has a unit.
DAY = "day"
BOOLEAN = frozenset({"not", "lt", "le", "gt", "ge", "eq", "ne", "and", "or"})


@dataclass(frozen=True, eq=False)
class Node:
    """One expression: an operation and the nodes it works on; ``hint`` is a readable name for it."""

    index: int
    op: str
    args: tuple[Node, ...] = ()
    value: float = 0.0
    name: str = ""
    hint: str = ""
    where: str = ""

    @property
    def boolean(self) -> bool:
        """Whether it is true or false rather than a number."""
        return self.op in BOOLEAN or (self.op == "select" and self.args[1].boolean)


class Graph:
    """A growing set of nodes; ``input``, ``const`` and ``make`` return the one node that says this."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[tuple[object, ...], Node] = {}

    def _intern(self, key: tuple[object, ...], **parts: object) -> Node:
        if key not in self._known:
            node = Node(len(self.nodes), **parts)  # type: ignore[arg-type]
            self.nodes.append(node)
            self._known[key] = node
        return self._known[key]

    def const(self, value: float) -> Node:
        """Return the node of a number."""
        value = float(value)
        return self._intern(("const", value, math.copysign(1.0, value)), op="const", value=value)

    def day(self) -> Node:
        """Return the node of one day: the number 1, kept apart because it carries the unit of time."""
        return self._intern(("day",), op="const", value=1.0, name=DAY)

    def input(self, name: str) -> Node:
        """Return the node of a value that the engine supplies."""
        return self._intern(("input", name), op="input", name=name, hint=name)

    def make(self, op: str, *args: Node, hint: str = "", where: str = "") -> Node:
        """Return the node of an operation, after the simplifications that cannot change a value."""
        simpler = self._simpler(op, args)
        if simpler is not None:
            return simpler
        if op == "pow" and args[1].op == "const" and args[1].value in (2.0, 3.0, 4.0):
            result = args[0]
            for _ in range(int(args[1].value) - 1):
                result = self.make("mul", result, args[0], hint=hint, where=where)
            return result
        key = (op, *(a.index for a in args))
        return self._intern(key, op=op, args=args, hint=hint, where=where)

    def _simpler(self, op: str, args: tuple[Node, ...]) -> Node | None:
        def is_number(node: Node) -> bool:
            return node.op == "const" and node.name != DAY

        def is_const(node: Node, value: float) -> bool:
            return is_number(node) and node.value == value

        if op == "select" and args[1] is args[2]:
            return args[1]
        if op in ("mul", "div") and is_const(args[1], 1.0):
            return args[0]
        if op == "mul" and is_const(args[0], 1.0):
            return args[1]
        if op in ("add", "sub") and is_const(args[1], 0.0):
            return args[0]
        if op == "add" and is_const(args[0], 0.0):
            return args[1]
        if op == "neg" and is_number(args[0]):
            return self.const(-args[0].value)
        if op in ("add", "sub", "mul") and is_number(args[0]) and is_number(args[1]):
            a, b = args[0].value, args[1].value
            return self.const(a + b if op == "add" else a - b if op == "sub" else a * b)
        return None


def inputs(*roots: Node) -> list[str]:
    """Return the names of the inputs that the roots depend on, sorted."""
    return sorted({node.name for node in ordered(*roots) if node.op == "input"})


def ordered(*roots: Node) -> list[Node]:
    """Return every node below the roots, each after those it works on, in a canonical order."""
    seen: dict[int, Node] = {}
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node.index not in seen:
            seen[node.index] = node
            stack.extend(node.args)
    return [seen[k] for k in sorted(seen)]
