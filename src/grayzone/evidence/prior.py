"""A prior that a claim suggests: a distribution in words and in a form a program can read.

The form is small on purpose, so that a person can write it by hand::

    {normal: [0.1, 0.05]}
    {mixture: [[0.4, {normal: [0, 0.03]}], [0.6, {normal: [0.12, 0.06]}]]}
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import EvidenceError, nearest

# What the numbers of a simple form mean, in the order in which they are written.
NUMBERS: dict[str, tuple[str, ...]] = {
    "beta": ("a", "b"),
    "fixed": ("value",),
    "gamma": ("shape", "rate"),
    "lognormal": ("mean of the log", "standard deviation of the log"),
    "normal": ("mean", "standard deviation"),
    "uniform": ("low", "high"),
}
KINDS = (*NUMBERS, "categorical", "mixture")


@dataclass(frozen=True)
class Distribution:
    """One distribution, or a mixture of several.

    It describes; it does not draw. Drawing belongs to whoever runs a study, with an address for its chance.

    Parameters
    ----------
    kind : str
        One of ``beta categorical fixed gamma lognormal mixture normal uniform``.
    numbers : tuple of float
        The numbers of a simple kind, in the order of `NUMBERS`.
    parts : tuple of (float, Distribution)
        Weights and parts of a mixture.
    weights : tuple of (str, float)
        Names and probabilities of a categorical choice.

    Examples
    --------
    >>> distribution_from({"mixture": [[0.4, {"fixed": 0}], [0.6, {"normal": [0.12, 0.06]}]]}).mean
    0.072
    """

    kind: str
    numbers: tuple[float, ...] = ()
    parts: tuple[tuple[float, Distribution], ...] = ()
    weights: tuple[tuple[str, float], ...] = ()

    @property
    def mean(self) -> float:
        """Return the mean; a categorical choice has none and is refused."""
        if self.kind == "mixture":
            return sum(weight * part.mean for weight, part in self.parts)
        if self.kind == "categorical":
            raise EvidenceError("a categorical prior has no mean", mend="read its weights instead")
        first, *rest = self.numbers
        match self.kind:
            case "beta":
                return first / (first + rest[0])
            case "gamma":
                return first / rest[0]
            case "lognormal":
                return math.exp(first + rest[0] ** 2 / 2)
            case "uniform":
                return (first + rest[0]) / 2
            case _:
                return first

    @property
    def variance(self) -> float:
        """Return the variance, over all parts of a mixture."""
        if self.kind == "mixture":
            second = sum(weight * (part.variance + part.mean**2) for weight, part in self.parts)
            return max(second - self.mean**2, 0.0)
        centre = self.mean
        first, *rest = self.numbers
        match self.kind:
            case "beta":
                return centre * (1 - centre) / (first + rest[0] + 1)
            case "gamma":
                return first / rest[0] ** 2
            case "lognormal":
                return math.expm1(rest[0] ** 2) * centre**2
            case "uniform":
                return (rest[0] - first) ** 2 / 12
            case "normal":
                return rest[0] ** 2
            case _:
                return 0.0


@dataclass(frozen=True)
class Prior:
    """What a claim suggests for a parameter: `words` for people, `form` for programs."""

    words: str
    form: Distribution


def distribution_from(form: object, where: str = "") -> Distribution:
    """Read the hand-written form of a distribution, or refuse it with the mend.

    Parameters
    ----------
    form : object
        A mapping with one entry, such as ``{"normal": [0.1, 0.05]}``.
    where : str
        Place to name in a refusal.

    Raises
    ------
    EvidenceError
        If the kind is unknown, the numbers are not those of the kind, or weights do not sum to one.
    """
    if not isinstance(form, Mapping) or len(form) != 1:
        raise EvidenceError(
            "a prior's form is not one distribution",
            where=where,
            mend="write for example {normal: [0.1, 0.05]}",
        )
    kind, inside = next(iter(form.items()))
    if kind == "mixture":
        return _mixture(inside, where)
    if kind == "categorical":
        return _categorical(inside, where)
    if kind not in NUMBERS:
        raise EvidenceError(f"unknown distribution {kind!r}", where=where, mend=nearest(str(kind), KINDS))
    numbers = inside if isinstance(inside, list) else [inside]
    names = NUMBERS[kind]
    if len(numbers) != len(names) or not all(is_number(number) for number in numbers):
        raise EvidenceError(
            f"{kind!r} does not get its numbers", where=where, mend=f"give {' and '.join(names)}"
        )
    values = tuple(float(number) for number in numbers)
    _check_range(kind, values, where)
    return Distribution(kind, values)


def _mixture(inside: object, where: str) -> Distribution:
    mend = "write [[weight, form], [weight, form]]"
    if not isinstance(inside, list) or not inside:
        raise EvidenceError("a mixture has no parts", where=where, mend=mend)
    parts: list[tuple[float, Distribution]] = []
    for part in inside:
        if not isinstance(part, list) or len(part) != 2 or not is_number(part[0]):
            raise EvidenceError("a part of a mixture is not a weight and a form", where=where, mend=mend)
        parts.append((float(part[0]), distribution_from(part[1], where)))
    _check_weights([weight for weight, _ in parts], where)
    return Distribution("mixture", parts=tuple(parts))


def _categorical(inside: object, where: str) -> Distribution:
    if not isinstance(inside, Mapping) or not inside or not all(is_number(each) for each in inside.values()):
        raise EvidenceError(
            "a categorical prior does not name its choices",
            where=where,
            mend="write {name: weight, name: weight}",
        )
    weights = tuple((str(name), float(weight)) for name, weight in inside.items())
    _check_weights([weight for _, weight in weights], where)
    return Distribution("categorical", weights=weights)


def _check_range(kind: str, values: tuple[float, ...], where: str) -> None:
    if kind == "uniform" and not values[0] < values[1]:
        raise EvidenceError("'uniform' has low not below high", where=where, mend="give the lower end first")
    if kind in ("normal", "lognormal") and not values[1] > 0:
        raise EvidenceError(
            f"{kind!r} has no width", where=where, mend="give a standard deviation above 0, or 'fixed'"
        )
    if kind in ("beta", "gamma") and not min(values) > 0:
        raise EvidenceError(f"{kind!r} needs two numbers above 0", where=where, mend="correct the numbers")


def _check_weights(weights: list[float], where: str) -> None:
    total = math.fsum(weights)
    if min(weights) < 0 or abs(total - 1) > 1e-9:
        raise EvidenceError(
            f"weights sum to {total:g}", where=where, mend="let them be 0 or more and sum to 1"
        )


def is_number(value: object) -> bool:
    """Say whether a value read from a file is a number; yes and no are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)
