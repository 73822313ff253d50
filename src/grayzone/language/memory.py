"""How an impulse fades: memories written as short sums of exponentials, so that a day needs only yesterday.

A memory is normalised to 1 at the moment of the impulse.  Numbers may be given, or named after a parameter of
the mechanism that owns the signal.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import LanguageError

#: Lifetimes (days) that carry a long tail: 0.7 x 2.83**k, from most of a day to almost three years.
LONG_TAIL_LIFETIMES = tuple(0.7 * 2.83**k for k in range(8))


@dataclass(frozen=True)
class Memory:
    """A law of fading: its kind and what it is made of."""

    kind: str
    arguments: tuple[str | float, ...]

    @property
    def components(self) -> int:
        """Number of exponentials."""
        return len(LONG_TAIL_LIFETIMES) if self.kind == "long_tail" else max(1, len(self.arguments) // 2)

    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters that it refers to."""
        return tuple(a for a in self.arguments if isinstance(a, str))

    def wanted_powers(self) -> tuple[tuple[str, int], ...]:
        """Return the parameters that it refers to, each with the power of time that it must have."""
        lifetimes = self.arguments[1::2] if self.kind == "mixture" else self.arguments[:1]
        return tuple((a, int(a in lifetimes)) for a in self.parameters())

    def sentence(self) -> str:
        """Say in words how an impulse fades."""
        said = [a if isinstance(a, str) else f"{a:g} days" for a in self.arguments]
        if self.kind == "instant":
            return "is gone the next day"
        if self.kind == "lasting":
            return "never fades"
        if self.kind == "fading":
            return f"fades exponentially with mean lifetime {said[0]}"
        if self.kind == "long_tail":
            exponent = self.arguments[1]
            power = exponent if isinstance(exponent, str) else f"{exponent:g}"
            return f"fades with a long tail, (1 + t / scale) ** -exponent; scale {said[0]}, exponent {power}"
        parts = [f"{w:.0%} with mean lifetime {life}" for w, life in zip(self.arguments[0::2], said[1::2])]
        return f"fades as a sum of exponentials: {', '.join(parts)}"

    def resolve(self, values: Mapping[str, float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return (weights, daily factors), each of shape [component].

        Example
        -------
        >>> weights, factors = fading(10.0).resolve({})
        >>> float(weights[0]), round(float(factors[0]), 4)
        (1.0, 0.9048)
        """
        given = [values[a] if isinstance(a, str) else float(a) for a in self.arguments]
        if self.kind == "instant":
            return np.ones(1), np.zeros(1)
        if self.kind == "lasting":
            return np.ones(1), np.ones(1)
        if self.kind == "long_tail":
            scale, exponent = given
            lifetimes = np.array(LONG_TAIL_LIFETIMES)
            raw = lifetimes**-exponent * np.exp(-scale / lifetimes)
            return raw / raw.sum(), np.exp(-1.0 / lifetimes)
        if self.kind == "fading":
            return np.ones(1), np.exp(-1.0 / np.array(given))
        return np.array(given[0::2]), np.exp(-1.0 / np.array(given[1::2]))


def instant() -> Memory:
    """Return a memory of one day: an impulse is felt on its day and gone the next."""
    return Memory("instant", ())


def lasting() -> Memory:
    """Return a memory that never fades."""
    return Memory("lasting", ())


def fading(lifetime: str | float) -> Memory:
    """Return one exponential with this mean lifetime in days."""
    _check_above_0("lifetime", lifetime)
    return Memory("fading", (lifetime,))


def long_tail(scale: str | float, exponent: str | float) -> Memory:
    """Return ``(1 + t/scale)**-exponent``, an Omori-like tail, as eight exponentials.

    The weights are those of the exact mixture integral (a gamma mixture of exponentials) taken at fixed
    lifetimes; they are smooth in both numbers.  Over 180 days the error is at most .005 for scales from 3 to
    20 days and exponents from 1.2 to 2; it grows outside, most at scales below 2 days (.08 at a scale of
    1 day and an exponent of 1.6).
    """
    _check_above_0("scale", scale)
    _check_above_0("exponent", exponent)
    return Memory("long_tail", (scale, exponent))


def mixture(*parts: tuple[float, str | float]) -> Memory:
    """Return a sum of exponentials from (weight, lifetime in days) pairs; the weights must add up to 1."""
    total = math.fsum(weight for weight, _ in parts)
    if not parts or abs(total - 1.0) > 1e-9:
        raise LanguageError(f"the weights of a memory add up to {total:g}", mend="let them add up to 1")
    for _, lifetime in parts:
        _check_above_0("lifetime", lifetime)
    return Memory("mixture", tuple(x for part in parts for x in part))


def _check_above_0(what: str, given: str | float) -> None:
    if not isinstance(given, str) and not 0 < given < math.inf:
        raise LanguageError(f"a memory with the {what} {given:g} cannot fade", mend="give one above 0")
