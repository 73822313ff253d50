"""Do the units of a mechanism fit together?  A hazard must come out per day, whatever it is made of.

Only time is followed: people, events and shares are pure numbers here. The number 0 fits everywhere, any
other number is pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import UnitError
from ..ground.units import Unit
from .graph import DAY, Node, ordered

ANY = None
Power = int | None


def power_of_day(unit: Unit) -> int:
    """Return the power of time in a unit: -1 for ``1 / day``."""
    return dict(unit.dimensions).get("day", 0)


def shown(power: Power) -> str:
    """Write a power of time as a unit."""
    if not power:
        return "a pure number"
    if power > 0:
        return "day" if power == 1 else f"day**{power}"
    return "1 / day" if power == -1 else f"1 / day**{-power}"


def check(root: Node, given: Mapping[str, int], wanted: int, *, what: str, where: str) -> None:
    """Check that ``root`` comes out in the wanted power of time.

    Raises
    ------
    UnitError
        where two units do not fit, or the result has the wrong one.
    """
    powers: dict[int, Power] = {}
    for node in ordered(root):
        powers[node.index] = _power(node, [powers[a.index] for a in node.args], given, what, where)
    got = powers[root.index]
    if got is not ANY and got != wanted:
        raise UnitError(
            f"{what} returns {shown(got)} where {shown(wanted)} is needed",
            where=where,
            mend="give its parameters the unit that makes it so, as in parameter('0.2 / day', ...)",
        )


def _power(node: Node, parts: list[Power], given: Mapping[str, int], what: str, where: str) -> Power:
    def refuse(doing: str, mend: str) -> UnitError:
        return UnitError(f"{what} {doing}", where=node.where or where, mend=mend)

    if node.op == "const":
        if node.name == DAY:
            return 1
        return ANY if node.value == 0.0 else 0
    if node.op == "input":
        return given.get(node.name, 0)
    known = [p for p in parts if p is not ANY]
    if node.op in ("add", "sub", "min", "max", "lt", "le", "gt", "ge", "eq", "ne", "select"):
        sides = [p for p in (parts[1:] if node.op == "select" else parts) if p is not ANY]
        if len(set(sides)) > 1:
            doing = {"select": "chooses between", "min": "compares", "max": "compares"}.get(
                node.op, "adds" if node.op in ("add", "sub") else "compares"
            )
            raise refuse(
                f"{doing} {shown(sides[0])} and {shown(sides[1])}",
                "bring both to one unit; day is one day, as in expm1(-day / memory)",
            )
        if node.boolean:
            return 0
        return sides[0] if sides else ANY
    if node.op in ("mul", "div"):
        left, right = (p or 0 for p in parts)
        return left + right if node.op == "mul" else left - right
    if node.op in ("neg", "abs"):
        return parts[0]
    if node.op == "sqrt" and (parts[0] or 0) % 2 == 0:
        return (parts[0] or 0) // 2
    if (
        node.op == "pow"
        and node.args[1].op == "const"
        and not node.args[1].name
        and float(node.args[1].value).is_integer()
    ):
        return (parts[0] or 0) * int(node.args[1].value)
    if any(known):
        raise refuse(
            f"takes {node.op} of {shown(next(p for p in known if p))}",
            "make it a pure number first; day is one day, as in expm1(-day / memory)",
        )
    return 0
