"""Parameters: a number with a unit, bounds, and the claim or the assumption on which it rests.

An unsourced number cannot be spelled: ``claim=`` names an entry of the evidence ledger, ``assumed=`` says in
words what is supposed and why.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from ..errors import LanguageError, UnitError
from ..ground import units
from .priors import Prior


@dataclass(frozen=True)
class Parameter:
    """A declared parameter (see :func:`parameter`); values in the house's units (days, persons, shares)."""

    default: float
    unit: units.Unit
    low: float
    high: float
    claim: str
    assumed: str
    prior: Prior | None
    about: str

    def check(self, value: float, *, where: str) -> float:
        """Return the value if it lies within the bounds.

        Raises
        ------
        LanguageError
            with the bounds as the mend.
        """
        if not self.low <= value <= self.high:
            raise LanguageError(
                f"{self.shown(value)} lies outside the bounds",
                where=where,
                mend=f"give a value from {self.shown(self.low)} to {self.shown(self.high)}",
            )
        return value

    def read(self, given: str | float, *, where: str) -> float:
        """Read a value with its unit and check its bounds."""
        if isinstance(given, int | float) and not isinstance(given, bool) and self.unit.dimensions:
            raise UnitError(
                f"{given!r} has no unit where {self.unit.text!r} is needed",
                where=where,
                mend=f"write it like '{self.shown(float(given))}'",
            )
        return self.check(units.read(given, self.unit, where=where), where=where)

    def shown(self, value: float) -> str:
        """Write a value in the unit in which the parameter was declared."""
        return str(units.Quantity(value, self.unit))


def _caller() -> str:
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").startswith(__package__ or ""):
        frame = frame.f_back
    if frame is None:
        return ""
    return f"{frame.f_code.co_filename.rsplit('/', 1)[-1]}:{frame.f_lineno}"


def parameter(
    default: str | float,
    *,
    bounds: tuple[str | float, str | float],
    claim: str = "",
    assumed: str = "",
    prior: Prior | None = None,
    about: str = "",
) -> Parameter:
    """Declare a parameter of a mechanism.

    Parameters
    ----------
    default : str or float
        The central value with its unit, as in ``"0.2 / day"``; a pure number needs none.
    bounds : (low, high)
        In the same unit.
    claim : str
        Key in the evidence ledger on which the number rests; or
    assumed : str
        what is supposed, in words.  One of the two is compulsory.
    prior : Prior, optional
        What is held possible, in the house's units.  Without it a study keeps the parameter where it is.

    Raises
    ------
    LanguageError
        without claim and assumption, or if the default lies outside the bounds.
    UnitError
        for an unknown unit, or bounds of another kind than the default.

    Example
    -------
    >>> parameter("2 / week", bounds=("0 / day", "1 / day"), assumed="for the example").default
    0.2857142857142857
    """
    where = _caller()
    claim, assumed = claim.strip(), assumed.strip()
    if not (claim or assumed):
        raise LanguageError(
            f"parameter({default!r}) rests on nothing",
            where=where,
            mend="say claim='key in the ledger' or assumed='what is supposed, and why'",
        )
    if claim and assumed:
        raise LanguageError(
            f"parameter({default!r}) has a claim and an assumption", where=where, mend="keep one of the two"
        )
    central = units.quantity(default, where=where)
    if isinstance(bounds, str) or len(bounds) != 2:
        raise LanguageError(f"bounds {bounds!r} are no pair", where=where, mend="give (low, high)")
    low, high = (units.read(b, central.unit, where=where) for b in bounds)
    declared = Parameter(central.value, central.unit, low, high, claim, assumed, prior, about)
    if low > high:
        raise LanguageError(
            f"bounds {bounds!r} stand the wrong way round", where=where, mend="give (low, high)"
        )
    declared.check(central.value, where=where)
    return declared
