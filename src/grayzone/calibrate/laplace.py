"""The normal approximation at the top of a posterior: fast, checked by weights, a start for chains.

Modes are searched from several starts; the curvature comes from differences of the gradient, never of the
value; draws come from a wide-tailed distribution of that shape and are weighted back to the posterior.  The
k-hat of the weights says whether that was enough.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ..errors import RunError
from ..ground import chance
from .diagnostics import smoothed_weights

Floats = NDArray[np.float64]
Target = Callable[[Floats], tuple[float, Floats]]
#: Curvatures below this are raised to it: the prior alone gives 1.
LEAST_CURVATURE = 0.3
DEGREES = 7
DIFFERENCE = 1e-3
#: Two ends of a search are two modes if they are further apart than this, in prior sds.
APART = 0.3


@dataclass(frozen=True, eq=False)
class Mode:
    """A top of the posterior: where, how high, how curved, and how much of the whole it holds."""

    at: Floats
    log_density: float
    factor: Floats
    log_evidence: float


@dataclass(frozen=True, eq=False)
class Laplace:
    """Weighted draws from the approximation at the best mode.

    Attributes
    ----------
    modes : tuple of Mode
        The best first.
    shares : array of float64, shape (mode,)
        Of the evidence, by the normal approximation.
    draws : array of float64, shape (draw, parameter)
    weights : array of float64, shape (draw,)
        Add up to 1.
    k_hat, ess, log_evidence : float
    """

    modes: tuple[Mode, ...]
    shares: Floats
    draws: Floats
    weights: Floats
    k_hat: float
    ess: float
    log_evidence: float

    @property
    def mean(self) -> Floats:
        """Weighted mean, shape (parameter,)."""
        return np.asarray(self.weights @ self.draws)

    @property
    def sd(self) -> Floats:
        """Weighted sd, shape (parameter,)."""
        return np.asarray(np.sqrt(self.weights @ (self.draws - self.mean) ** 2))


def find_modes(
    target: Target, dimension: int, *, starts: int = 8, spread: float = 0.5, seed: int = 1
) -> tuple[Mode, ...]:
    """Return the tops that are found from 0 and from random places around it, the most evidence first.

    Parameters
    ----------
    target : callable
        Point -> (log density, gradient).
    starts : int
    spread : float
        Of the starts, in prior sds.

    Raises
    ------
    RunError
        if no search ends at a finite density.
    """

    def down(z: Floats) -> tuple[float, Floats]:
        value, slopes = target(z)
        return (-value, -slopes) if math.isfinite(value) else (1e300, np.zeros(dimension))

    ends: list[tuple[float, Floats]] = []
    for k in range(starts):
        start = (
            spread * chance.normal(seed, 0, np.arange(dimension), k, "mode:start")
            if k
            else np.zeros(dimension)
        )
        found = minimize(down, start, jac=True, method="L-BFGS-B", options={"maxiter": 2000, "gtol": 1e-6})
        if found.fun < 1e299:
            ends.append((-float(found.fun), np.asarray(found.x)))
    if not ends:
        raise RunError(
            "no start of the search has a finite density", mend="look at the data for impossible values"
        )
    ends.sort(key=lambda end: -end[0])
    kept: list[tuple[float, Floats]] = []
    for value, at in ends:
        if all(float(np.max(np.abs(at - other))) > APART for _, other in kept):
            kept.append((value, at))
    modes = [_mode(target, value, at) for value, at in kept]
    return tuple(sorted(modes, key=lambda m: -m.log_evidence))


def curvature(target: Target, at: Floats) -> Floats:
    """Return minus the second derivatives, by central differences of the gradient."""
    rows = []
    for k in range(len(at)):
        step = np.zeros(len(at))
        step[k] = DIFFERENCE
        rows.append((target(at + step)[1] - target(at - step)[1]) / (2.0 * DIFFERENCE))
    table = -np.array(rows)
    return np.asarray((table + table.T) / 2.0)


def _mode(target: Target, value: float, at: Floats) -> Mode:
    curves, axes = np.linalg.eigh(curvature(target, at))
    curves = np.maximum(curves, LEAST_CURVATURE)
    # signs of axes are arbitrary: the largest entry is made positive, so that draws repeat
    axes = axes * np.sign(axes[np.argmax(np.abs(axes), axis=0), np.arange(len(at))])
    volume = 0.5 * len(at) * math.log(2.0 * math.pi) - 0.5 * float(np.log(curves).sum())
    return Mode(at, value, axes / np.sqrt(curves), value + volume)


def laplace(target: Target, modes: tuple[Mode, ...], *, draws: int = 4000, seed: int = 1) -> Laplace:
    """Return weighted draws around the best mode, with the k-hat that says what they are worth."""
    best = modes[0]
    size = len(best.at)
    day = np.arange(draws)[:, None]
    normals = chance.normal(seed, 0, np.arange(size), day, "laplace")
    tails = (chance.normal(seed, 0, np.arange(DEGREES), day, "laplace:tail") ** 2).sum(axis=1)
    steps = normals / np.sqrt(tails / DEGREES)[:, None]
    points = best.at + steps @ best.factor.T
    logs = np.array([target(z)[0] for z in points])
    _, log_det = np.linalg.slogdet(best.factor)
    proposal = (
        math.lgamma((DEGREES + size) / 2.0)
        - math.lgamma(DEGREES / 2.0)
        - 0.5 * size * math.log(DEGREES * math.pi)
        - log_det
        - 0.5 * (DEGREES + size) * np.log1p((steps**2).sum(axis=1) / DEGREES)
    )
    ratios = np.where(np.isfinite(logs), logs - proposal, -1e300)
    weights, k_hat = smoothed_weights(ratios)
    log_evidence = float(ratios.max() + np.log(np.exp(ratios - ratios.max()).mean()))
    heights = np.array([m.log_evidence for m in modes])
    shares = np.exp(heights - heights.max())
    return Laplace(
        modes, shares / shares.sum(), points, weights, k_hat, float(1.0 / (weights**2).sum()), log_evidence
    )


def whitened(target: Target, mode: Mode) -> Target:
    """Return the target on coordinates in which the mode is at 0 and nearly round."""

    def at(x: Floats) -> tuple[float, Floats]:
        value, slopes = target(mode.at + mode.factor @ x)
        return value, mode.factor.T @ slopes

    return at
