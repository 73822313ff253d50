"""Numbers with units, written as a person writes them: ``"0.2 / day"``, ``"60 days"``, ``"12 people / day"``.

Inside the house time is counted in days, people in persons, shares from 0 to 1.  A unit is never implied: a
quantity that needs one is refused without it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ..errors import UnitError, nearest

Dimensions = tuple[tuple[str, int], ...]

DAY = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
PLAIN = {"1": 1.0, "share": 1.0, "percent": 0.01, "%": 0.01}
COUNTED = ("person", "event", "tie", "point")
PLURALS = {"people": "person", "persons": "person"}

_NUMBER = re.compile(r"^\s*([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)$")


@dataclass(frozen=True)
class Unit:
    """A unit as a factor to the house's own units and the dimensions it has.

    >>> unit("1 / week").factor
    0.14285714285714285
    """

    text: str
    factor: float
    dimensions: Dimensions


def _atom(word: str, where: str) -> tuple[float, str]:
    name = PLURALS.get(word, word)
    singular = name[:-1] if name.endswith("s") and name[:-1] in {*DAY, *COUNTED} else name
    if singular in DAY:
        return DAY[singular], "day"
    if singular in PLAIN:
        return PLAIN[singular], ""
    if singular in COUNTED:
        return 1.0, singular
    known = [*DAY, *(word for word in PLAIN if word.isalpha()), *COUNTED, "people"]
    raise UnitError(f"unknown unit {word!r}", where=where, mend=nearest(word, known))


def unit(text: str, *, where: str = "") -> Unit:
    """Read a unit such as ``"1 / day"``, ``"people / week"`` or ``"share"``.

    Raises
    ------
    UnitError
        for a word that is no unit; it names the nearest one.
    """
    factor = 1.0
    powers: dict[str, int] = {}
    cleaned = text.strip() or "1"
    sign = 1
    for token in re.split(r"\s*([*/])\s*", cleaned):
        if token in ("*", "/"):
            sign = 1 if token == "*" else -1
            continue
        if not token:
            raise UnitError(f"unit {text!r} ends in the middle", where=where, mend="write it like '1 / day'")
        scale, dimension = _atom(token, where)
        factor *= scale**sign
        if dimension:
            powers[dimension] = powers.get(dimension, 0) + sign
    return Unit(cleaned, factor, tuple(sorted((k, v) for k, v in powers.items() if v)))


@dataclass(frozen=True)
class Quantity:
    """A number in the house's units (days, persons, shares) and the unit in which it was written.

    >>> quantity("2 / week").value
    0.2857142857142857
    """

    value: float
    unit: Unit

    def __str__(self) -> str:
        shown = self.value / self.unit.factor
        return number_text(shown) + ("" if self.unit.text == "1" else f" {_tail(self.unit.text)}")


def _tail(text: str) -> str:
    return text[1:].strip() if text.startswith(("1 /", "1/")) else text


def number_text(value: float) -> str:
    """Write a number without noise: ``0.15`` and not ``0.15000000000000002``."""
    return f"{value:.12g}"


def quantity(given: str | float | int, *, where: str = "") -> Quantity:
    """Read a number with its unit; a bare number is a pure number.

    Raises
    ------
    UnitError
        if there is no number, or the unit is unknown.
    """
    if isinstance(given, bool):
        raise UnitError(f"{given!r} is no quantity", where=where, mend="give a number, or '0.2 / day'")
    if isinstance(given, int | float):
        return Quantity(_finite(float(given), given, where), unit("1", where=where))
    found = _NUMBER.match(given)
    if not found:
        raise UnitError(
            f"{given!r} is no quantity", where=where, mend="write a number and its unit, like '0.2 / day'"
        )
    number = _finite(float(found.group(1).replace("_", "")), given, where)
    rest = found.group(2).strip()
    written = unit("1 " + rest if rest.startswith("/") else rest, where=where)
    return Quantity(number * written.factor, written)


def _finite(value: float, given: object, where: str) -> float:
    if not math.isfinite(value):
        raise UnitError(f"{given!r} is not a finite number", where=where, mend="give a finite number")
    return value


def read(given: str | float | int, like: Unit | str, *, where: str = "") -> float:
    """Return the value of ``given`` in the house's units, if its unit is of the kind of ``like``.

    >>> read("1 / week", "1 / day")
    0.14285714285714285

    Raises
    ------
    UnitError
        for a quantity of another kind, with the expected unit as the mend.
    """
    expected = unit(like, where=where) if isinstance(like, str) else like
    got = quantity(given, where=where)
    if got.unit.dimensions != expected.dimensions:
        has = f"has the unit {got.unit.text!r}" if got.unit.dimensions else "has no unit"
        raise UnitError(
            f"{given!r} {has} where {expected.text!r} is needed",
            where=where,
            mend=f"write it like '{number_text(got.value)} {_tail(expected.text) or expected.text}'"
            if expected.dimensions
            else "give a pure number",
        )
    return got.value
