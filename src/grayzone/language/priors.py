"""What is held possible before looking: the distributions that a parameter can be given.

A prior is drawn by address (:mod:`grayzone.ground.chance`), by inversion, so that a parameter keeps its draws
whatever other parameters are added.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

from ..errors import LanguageError

_STANDARD = NormalDist()


@dataclass(frozen=True)
class Prior:
    """A distribution: its kind, its numbers, and the point that stands at each place of the unit interval."""

    kind: str
    numbers: tuple[float, ...]
    parts: tuple[tuple[float, Prior], ...] = ()

    def at(self, u: float, which: float = 0.5) -> float:
        """Return the quantile at ``u``; ``which`` chooses the part of a mixture.

        >>> normal(0.3, 0.2).at(0.5)
        0.3
        """
        if self.kind == "mixture":
            below = 0.0
            for weight, part in self.parts:
                below += weight
                if which < below:
                    return part.at(u)
            return self.parts[-1][1].at(u)
        a, b = self.numbers
        if self.kind == "uniform":
            return a + (b - a) * u
        if self.kind == "loguniform":
            return a * math.exp(math.log(b / a) * u)
        z = _STANDARD.inv_cdf(min(max(u, 1e-15), 1.0 - 1e-15))
        return a + b * z if self.kind == "normal" else a * math.exp(b * z)

    def sentence(self) -> str:
        """Return the distribution in words."""
        if self.kind == "mixture":
            return " + ".join(f"{weight:.0%} {part.sentence()}" for weight, part in self.parts)
        a, b = (f"{x:.4g}" for x in self.numbers)
        return {
            "normal": f"normal, mean {a}, sd {b}",
            "lognormal": f"log-normal, median {a}, sd of the logarithm {b}",
            "uniform": f"anything from {a} to {b}",
            "loguniform": f"anything from {a} to {b}, evenly in the logarithm",
        }[self.kind]


def _checked(kind: str, a: float, b: float, fine: bool, mend: str) -> Prior:
    if not (math.isfinite(a) and math.isfinite(b) and fine):
        raise LanguageError(f"{kind}({a:g}, {b:g}) is no distribution", mend=mend)
    return Prior(kind, (a, b))


def normal(mean: float, sd: float) -> Prior:
    """Return a normal distribution."""
    return _checked("normal", mean, sd, sd > 0, "give a mean and an sd above 0")


def lognormal(median: float, sd: float) -> Prior:
    """Return a log-normal distribution from its median and the sd of its logarithm."""
    return _checked("lognormal", median, sd, median > 0 and sd > 0, "give a median and an sd above 0")


def uniform(low: float, high: float) -> Prior:
    """Return a uniform distribution."""
    return _checked("uniform", low, high, high > low, "give low below high")


def loguniform(low: float, high: float) -> Prior:
    """Return a distribution that is uniform in the logarithm."""
    return _checked("loguniform", low, high, high > low > 0, "give 0 < low < high")


def mixed(*parts: tuple[float, Prior]) -> Prior:
    """Return a mixture from (weight, distribution) pairs; the weights must add up to 1.

    >>> mixed((0.4, normal(0, 0.03)), (0.6, normal(0.12, 0.06))).at(0.5, which=0.9)
    0.12
    """
    total = math.fsum(weight for weight, _ in parts)
    if not parts or abs(total - 1.0) > 1e-9:
        raise LanguageError(f"the weights of a mixture add up to {total:g}", mend="let them add up to 1")
    return Prior("mixture", (), tuple(parts))


Draw = Callable[[float, float], float]
