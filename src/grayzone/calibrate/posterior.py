"""The posterior on scales without borders: every prior becomes a standard normal, or a mixture near one.

A normal prior is divided by its sd, a log-normal one lives on the logarithm, a uniform one on the normal
scale of its quantiles.  So a sampler sees numbers of the size 1 whatever the units, and no parameter has a
wall.  Bounds of a declaration are for scenarios; a fit follows the prior.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from ..errors import LanguageError
from ..language.priors import Prior
from .likelihood import Likelihood

Floats = NDArray[np.float64]
LOG_ROOT_2PI = 0.5 * math.log(2.0 * math.pi)
#: A parameter that the likelihood does not contain, put into every fit: it must come out as it went in.
NULL = "null parameter"
Target = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True)
class Coordinate:
    """A parameter on the scale on which it is sampled.

    ``parts`` are (weight, mean, sd) of its prior on that scale: (1, 0, 1) for all priors but mixtures.
    """

    name: str
    prior: Prior
    form: str
    centre: float
    width: float
    parts: tuple[tuple[float, float, float], ...] = ((1.0, 0.0, 1.0),)

    def value(self, z: Floats) -> Floats:
        """Return the parameter in its own unit."""
        if self.form in ("uniform", "loguniform"):
            inner = self.centre + self.width * ndtr(z)
            return np.asarray(inner if self.form == "uniform" else np.exp(inner))
        inner = self.centre + self.width * np.asarray(z)
        return np.asarray(np.exp(inner) if self.form == "lognormal" else inner)

    def slope(self, z: float) -> float:
        """Return how fast the parameter moves with z."""
        if self.form in ("uniform", "loguniform"):
            speed = self.width * math.exp(-0.5 * z * z - LOG_ROOT_2PI)
        else:
            speed = self.width
        return speed * float(self.value(np.asarray(z))) if self.form in ("lognormal", "loguniform") else speed

    def place(self, value: float) -> float:
        """Return z of a value; a uniform's border lies eight sds out."""
        inner = math.log(value) if self.form in ("lognormal", "loguniform") else value
        at = (inner - self.centre) / self.width
        return min(8.0, max(-8.0, float(ndtri(at)))) if self.form in ("uniform", "loguniform") else at

    def log_prior(self, z: float) -> tuple[float, float]:
        """Return the log density of z under the prior, and its slope."""
        if len(self.parts) == 1:
            return -0.5 * z * z - LOG_ROOT_2PI, -z
        logs = [math.log(w / s) - 0.5 * ((z - m) / s) ** 2 - LOG_ROOT_2PI for w, m, s in self.parts]
        top = max(logs)
        shares = [math.exp(x - top) for x in logs]
        total = sum(shares)
        slope = sum(share * (m - z) / (s * s) for share, (_, m, s) in zip(shares, self.parts)) / total
        return top + math.log(total), slope

    @property
    def prior_sd(self) -> float:
        """The prior's sd on this scale."""
        mean = sum(w * m for w, m, _ in self.parts)
        return math.sqrt(sum(w * (s * s + (m - mean) ** 2) for w, m, s in self.parts))


def coordinate(name: str, prior: Prior) -> Coordinate:
    """Return the scale on which a prior is nearest to a standard normal.

    Example
    -------
    >>> from grayzone.language.priors import lognormal
    >>> float(coordinate("speed", lognormal(2.0, 0.5)).value(np.array(0.0)))
    2.0
    """
    if prior.kind in ("normal", "lognormal"):
        a, b = prior.numbers
        return Coordinate(name, prior, prior.kind, a if prior.kind == "normal" else math.log(a), b)
    if prior.kind in ("uniform", "loguniform"):
        low, high = prior.numbers if prior.kind == "uniform" else (math.log(x) for x in prior.numbers)
        return Coordinate(name, prior, prior.kind, low, high - low)
    kinds = {part.kind for _, part in prior.parts}
    if kinds not in ({"normal"}, {"lognormal"}):
        raise LanguageError(
            f"the prior of {name} mixes {', '.join(sorted(kinds))}",
            mend="mix normal parts only, or log-normal parts only",
        )
    (form,) = kinds
    parts = [
        (w, math.log(p.numbers[0]) if form == "lognormal" else p.numbers[0], p.numbers[1])
        for w, p in prior.parts
    ]
    centre = sum(w * m for w, m, _ in parts)
    width = math.sqrt(sum(w * (s * s + (m - centre) ** 2) for w, m, s in parts))
    scaled = tuple((w, (m - centre) / width, s / width) for w, m, s in parts)
    return Coordinate(name, prior, form, centre, width, scaled)


class Posterior:
    """Log posterior and gradient of a likelihood, on the scales of its priors.

    Parameters
    ----------
    likelihood : Likelihood
    null : bool
        Append a parameter that nothing depends on; a sampler that moves it is broken.
    flat : bool
        Leave the priors out: the likelihood alone, on the same scales.

    Attributes
    ----------
    coordinates : tuple of Coordinate
        Informed parameters in the likelihood's order, then the null parameter.
    """

    def __init__(self, likelihood: Likelihood, *, null: bool = True, flat: bool = False) -> None:
        self.likelihood, self.flat = likelihood, flat
        made = [coordinate(name, likelihood.priors[name]) for name in likelihood.parameters]
        if null:
            made.append(coordinate(NULL, Prior("normal", (0.0, 1.0))))
        self.coordinates = tuple(made)
        self.names = tuple(c.name for c in made)
        self._informed = made[: len(likelihood.parameters)]
        self._mixed = [k for k, c in enumerate(made) if len(c.parts) > 1]
        self._logs = np.array([c.form == "lognormal" for c in self._informed], dtype=bool)
        self._centre = np.array([c.centre for c in self._informed])
        self._width = np.array([c.width for c in self._informed])
        self._bent = [k for k, c in enumerate(self._informed) if c.form in ("uniform", "loguniform")]

    def __call__(self, z: Floats) -> tuple[float, Floats]:
        """Return the log posterior (not normalised) and its slope in z, shape (parameter,)."""
        many = len(self._informed)
        inner = self._centre + self._width * z[:many]
        point = np.where(self._logs, np.exp(np.minimum(inner, 700.0)), inner)
        speed = np.where(self._logs, self._width * point, self._width)
        for k in self._bent:
            point[k], speed[k] = self._informed[k].value(z[k]), self._informed[k].slope(float(z[k]))
        value, slopes = self.likelihood.with_gradient(point)
        if not math.isfinite(value):
            return -math.inf, np.zeros(len(z))
        if self.flat:
            return value, np.concatenate([slopes * speed, np.zeros(len(z) - many)])
        total = value - 0.5 * float(z @ z) - len(z) * LOG_ROOT_2PI
        gradient = -z
        for k in self._mixed:
            at = float(z[k])
            log_prior, slope = self.coordinates[k].log_prior(at)
            total += log_prior + 0.5 * at * at + LOG_ROOT_2PI
            gradient[k] = slope
        gradient[:many] += slopes * speed
        return total, gradient

    def values(self, z: Floats) -> dict[str, Floats]:
        """Return named values, in their own units, of points of shape (..., parameter)."""
        return {c.name: c.value(z[..., k]) for k, c in enumerate(self.coordinates)}

    def point(self, z: Floats) -> Floats:
        """Return one point in the order of the likelihood's parameters."""
        return np.array([float(c.value(z[k])) for k, c in enumerate(self._informed)])

    def place(self, values: Mapping[str, float]) -> Floats:
        """Return z of named values; 0 for the null parameter."""
        return np.array([0.0 if c.name == NULL else c.place(values[c.name]) for c in self.coordinates])
