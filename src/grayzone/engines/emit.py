"""From the expression graph to straight-line text, in two dialects.

``f8`` writes float64 with Python's ``math`` (public variables, counts, shares); ``f4`` writes float32 with the
polynomial functions of :mod:`.kernels`, without a branch or a library call, so that it becomes vector
instructions (agents).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ..language.graph import Graph, Node, inputs, ordered

INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==",
         "ne": "!=", "and": "&", "or": "|"}  # fmt: skip
CALLS = {
    "f8": {"exp": "math.exp", "log": "safe_log", "log1p": "safe_log1p", "expm1": "math.expm1", "tanh": "math.tanh",
           "logistic": "logistic", "sqrt": "safe_sqrt", "softplus": "softplus", "pow": "power", "abs": "abs",
           "min": "min", "max": "max"},
    "f4": {"exp": "fexp", "log": "flog", "log1p": "flog1p", "expm1": "fexpm1", "tanh": "ftanh",
           "logistic": "flogistic", "sqrt": "np.sqrt", "softplus": "fsoftplus", "pow": "fpow", "abs": "abs",
           "min": "min", "max": "max"},
}  # fmt: skip


#: Names that the fixed text of the stages and of the public side uses.
FIXED = frozenset(
    [
        "a",
        "answer",
        "at",
        "among",
        "b",
        "before",
        "begin",
        "block",
        "blocks",
        "bits",
        "c",
        "chance",
        "choice",
        "comp",
        "community",
        "count",
        "d",
        "day",
        "degree",
        "delay",
        "draw",
        "e",
        "ev_at",
        "ev_many",
        "ev_marks",
        "expected",
        "factors",
        "felt",
        "first",
        "found",
        "g",
        "group",
        "group_l",
        "h",
        "hazard",
        "heads",
        "here",
        "high",
        "i",
        "inside",
        "j",
        "k",
        "key",
        "keep",
        "kind",
        "l",
        "last",
        "left",
        "lev",
        "level",
        "lo",
        "low",
        "luck",
        "m",
        "many",
        "marks",
        "mass",
        "mean",
        "mine",
        "mine_word",
        "mean_of",
        "met",
        "moved",
        "n",
        "now",
        "number",
        "other",
        "out",
        "own",
        "own_t",
        "p",
        "part",
        "pend",
        "phase",
        "pop",
        "push",
        "q",
        "r",
        "rate",
        "raw",
        "rec",
        "room",
        "row",
        "rules",
        "s",
        "same",
        "seat",
        "seed",
        "seen",
        "size",
        "spot",
        "speed",
        "start",
        "state",
        "status",
        "status_today",
        "stopped",
        "such",
        "sum",
        "t",
        "tally",
        "team",
        "theirs",
        "ties",
        "tile",
        "to",
        "today",
        "total",
        "turn",
        "u",
        "v",
        "v_top",
        "w",
        "watched",
        "weights",
        "where_to",
        "which",
        "whole",
        "width",
        "window",
        "word",
        "words",
        "x",
        "after",
        "carried",
        "carried_after",
        "looked",
        "drifted",
        "risen",
        "noticed",
        "days",
        "chance_of",
        "rate_of",
        "targets",
    ]
)


def reserved(*texts: str) -> set[str]:
    """Return every name that fixed text uses, so that no expression takes one of them."""
    return set(FIXED) | {word for text in texts for word in re.findall(r"[A-Za-z_]\w*", text)}


def identifier(text: str) -> str:
    """Turn any name into one that Python accepts."""
    return re.sub(r"\W+", "_", text).strip("_") or "value"


class Text:
    """Straight-line text under construction.

    ``known`` says what stands for an input, as ``{"trait:fear": "fear"}``; a node that was written is not written
    again, so several roots share their parts.
    """

    def __init__(self, dialect: str, known: Mapping[str, str], taken: set[str] | None = None) -> None:
        self.dialect, self.known = dialect, dict(known)
        self.rows: list[str] = []
        self.written: dict[int, str] = {}
        self.taken = taken if taken is not None else reserved()
        self.uses: dict[int, int] = {}

    def give(self, node: Node, text: str) -> None:
        """Say what stands for a node that was computed elsewhere."""
        self.written[node.index] = text

    def name(self, hint: str) -> str:
        """Return a name that nobody has taken."""
        base = name = identifier(hint)
        number = 2
        while name in self.taken:
            name, number = f"{base}_{number}", number + 1
        self.taken.add(name)
        return name

    def number(self, value: float) -> str:
        """Write a number in the dialect."""
        return f"F({value!r})" if self.dialect == "f4" else f"{value!r}" if value >= 0 else f"({value!r})"

    def expect(self, *roots: Node) -> None:
        """Count who will use each part, so that what is used twice gets a name."""
        for node in ordered(*roots):
            for part in node.args:
                self.uses[part.index] = self.uses.get(part.index, 0) + 1
        for root in roots:
            self.uses[root.index] = self.uses.get(root.index, 0) + 2

    def of(self, *roots: Node) -> list[str]:
        """Write what the roots need and return the expression of each."""
        if any(root.index not in self.uses for root in roots):
            self.expect(*roots)
        for node in self._needed(roots):
            text = self._expression(node)
            if node.op in ("const", "input") or (self.uses.get(node.index, 2) == 1 and len(text) < 60):
                self.written[node.index] = text
            else:
                name = self.name(node.hint or node.op)
                self.rows.append(f"{name} = {text[1:-1] if _wrapped(text) else text}")
                self.written[node.index] = name
        return [self.written[root.index] for root in roots]

    def _needed(self, roots: tuple[Node, ...]) -> list[Node]:
        seen: dict[int, Node] = {}
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node.index in seen or node.index in self.written:
                continue
            seen[node.index] = node
            stack.extend(node.args)
        return [seen[k] for k in sorted(seen)]

    def _expression(self, node: Node) -> str:
        if node.op == "const":
            return self.number(node.value)
        if node.op == "input":
            return self.known[node.name]
        parts = [self.written[a.index] for a in node.args]
        if node.op == "select" and self.dialect == "f4":
            return f"pick({', '.join(parts)})"
        if node.op == "select":
            return f"({parts[1]} if {parts[0]} else {parts[2]})"
        if node.op == "neg":
            return f"(-{parts[0]})"
        if node.op == "not":
            return f"({parts[0]} == False)"
        if node.op in INFIX:
            return f"({parts[0]} {INFIX[node.op]} {parts[1]})"
        return f"{CALLS[self.dialect][node.op]}({', '.join(parts)})"


def _wrapped(text: str) -> bool:
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and position < len(text) - 1:
            return False
    return True


def frontier(roots: list[Node], deep: Callable[[str], bool]) -> list[Node]:
    """Return the largest parts of ``roots`` that depend on no deep input, in canonical order.

    A part that is only a number is left out; these parts can be computed once for all who are asked.
    """
    is_deep: dict[int, bool] = {}
    found: dict[int, Node] = {}
    for node in ordered(*roots):
        is_deep[node.index] = (
            deep(node.name) if node.op == "input" else any(is_deep[a.index] for a in node.args)
        )
        if is_deep[node.index]:
            for part in node.args:
                if not is_deep[part.index] and part.op != "const":
                    found[part.index] = part
    for root in roots:
        if not is_deep[root.index] and root.op != "const":
            found[root.index] = root
    return [found[k] for k in sorted(found)]


def reads(roots: list[Node], prefix: str) -> list[str]:
    """Return the inputs of the roots whose names begin so, without the prefix, sorted."""
    return sorted(name[len(prefix) :] for name in inputs(*roots) if name.startswith(prefix))


def deeper(rows: list[str], depth: int) -> list[str]:
    """Return the rows, indented."""
    return ["    " * depth + row if row else "" for row in rows]


def indent(rows: list[str], depth: int) -> str:
    """Join rows at a depth of indentation."""
    return "\n".join("    " * depth + row if row else "" for row in rows)


def by_reciprocals(graph: Graph, root: Node, deep: Callable[[str], bool]) -> Node:
    """Return ``root`` with each division by what is the same for everybody written as a product.

    The inverse is then computed once, instead of a division for every person.
    """
    new: dict[int, Node] = {}
    personal: dict[int, bool] = {}
    for node in ordered(root):
        personal[node.index] = (
            deep(node.name) if node.op == "input" else any(personal[a.index] for a in node.args)
        )
        if not node.args or not personal[node.index]:
            new[node.index] = node
            continue
        parts = [new[a.index] for a in node.args]
        if node.op == "div" and not personal[node.args[1].index]:
            by = parts[1]
            inverse = (
                graph.const(1.0 / by.value)
                if by.op == "const" and by.value
                else graph.make("div", graph.const(1.0), by, hint=f"inv_{by.hint or 'part'}")
            )
            new[node.index] = graph.make("mul", parts[0], inverse, hint=node.hint, where=node.where)
        else:
            new[node.index] = graph.make(node.op, *parts, hint=node.hint, where=node.where)
    return new[root.index]
