"""The gates of a fit: what must hold before draws are a posterior, and what to do where it does not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import RunError
from .diagnostics import e_bfmi, ess_bulk, ess_tail, r_hat
from .laplace import Laplace
from .posterior import NULL, Posterior
from .sampler import Chains

Floats = NDArray[np.float64]
R_HAT, R_HAT_WARNS = 1.02, 1.01
ESS = 400.0
DIVERGENCES = 0.001
E_BFMI = 0.3
DEEPEST = 0.01
OTHER_MODES = 0.01
NULL_CONTRACTION = NULL_MEAN = 0.10
SLOPE_ERROR = 1e-4
K_HAT, IMPORTANCE_ESS = 0.7, 100.0


@dataclass(frozen=True)
class Gate:
    """One figure and its limit.

    Parameters
    ----------
    name : str
        What is looked at; with the parameter that is worst, where there are many.
    figure, limit : float
    least : bool
        The figure must be at least the limit; else at most.
    mend : str
    warned : bool
        Passed, but worth a word.
    """

    name: str
    figure: float
    limit: float
    least: bool = False
    mend: str = ""
    warned: bool = False

    @property
    def passed(self) -> bool:
        """Whether the figure keeps to the limit; what is not a number does not."""
        return self.figure >= self.limit if self.least else self.figure <= self.limit

    def sentence(self) -> str:
        """Return the figure beside its limit."""
        word = "at least" if self.least else "at most"
        return f"{self.name} {self.figure:.4g} ({word} {self.limit:g})"


class FitRefused(RunError):
    """A fit that failed a gate: there are chains, but no posterior.

    Attributes
    ----------
    gates : tuple of Gate
        All of them, passed or not.
    """

    def __init__(self, gates: Sequence[Gate]) -> None:
        self.gates = tuple(gates)
        failed = [g for g in gates if not g.passed]
        figures = ", ".join(g.sentence() for g in failed)
        super().__init__(f"this fit is none: {figures}", mend=failed[0].mend)


def of_slopes(posterior: Posterior, places: Sequence[Floats]) -> Gate:
    """Return the largest relative error of the gradient against differences of fourth order."""
    worst = 0.0
    step = 2e-3
    for z in places:
        _, slopes = posterior(z)
        scale = max(1.0, float(np.abs(slopes).max()))
        for k in range(len(z)):
            move = np.zeros(len(z))
            move[k] = step
            near = posterior(z + move)[0] - posterior(z - move)[0]
            far = posterior(z + 2 * move)[0] - posterior(z - 2 * move)[0]
            error = abs((8.0 * near - far) / (12.0 * step) - slopes[k]) / scale
            worst = max(worst, error) if math.isfinite(error) else math.inf
    mend = "look for a jump that a parameter can move, or a density with a wrong slope"
    return Gate("relative error of the gradient", worst, SLOPE_ERROR, mend=mend)


def of_modes(found: Laplace) -> Gate:
    """Return which share of the evidence lies in other modes than the best."""
    mend = "fit each mode by itself and weight by evidence, or add the datum that tells them apart"
    return Gate("evidence in other modes", float(found.shares[1:].sum()), OTHER_MODES, mend=mend)


def of_chains(chains: Chains, names: Sequence[str]) -> list[Gate]:
    """Return the gates of chains whose draws are on the scales of their priors."""
    draws = chains.draws
    hats = [r_hat(draws[..., k]) for k in range(len(names))]
    sizes = [min(ess_bulk(draws[..., k]), ess_tail(draws[..., k])) for k in range(len(names))]
    worst, least = int(np.argmax(hats)), int(np.argmin(sizes))
    divergent = float(chains.divergent.mean())
    longer = "draw more, or sample a rate and its gain as a rate and their product"
    smoother = "raise the acceptance to .95 or .99, and smooth kinks that parameters can move"
    return [
        Gate(f"R-hat of {names[worst]}", hats[worst], R_HAT, mend=longer, warned=hats[worst] > R_HAT_WARNS),
        Gate(f"effective draws of {names[least]}", sizes[least], ESS, least=True, mend=longer),
        Gate("share of divergent draws", divergent, DIVERGENCES, mend=smoother, warned=divergent > 0),
        Gate(
            "E-BFMI",
            e_bfmi(chains.energy),
            E_BFMI,
            least=True,
            mend="look for a scale that other parameters hang on",
        ),
        Gate(
            "share of paths of the greatest depth",
            float((chains.depth >= chains.deepest).mean()),
            DEEPEST,
            mend="rescale the parameters, or start from the curvature at the mode",
        ),
        *of_null(draws, names),
    ]


def of_null(draws: Floats, names: Sequence[str]) -> list[Gate]:
    """Return whether the parameter that nothing depends on came out as it went in."""
    if NULL not in names:
        return []
    z = draws[..., list(names).index(NULL)]
    mend = "the sampler is broken: do not use any of its draws"
    return [
        Gate("contraction of the null parameter", abs(1.0 - float(z.var())), NULL_CONTRACTION, mend=mend),
        Gate("mean of the null parameter", abs(float(z.mean())), NULL_MEAN, mend=mend),
    ]


def of_laplace(found: Laplace) -> list[Gate]:
    """Return whether the normal approximation may stand alone."""
    mend = "run chains: the approximation misses part of the posterior"
    return [
        Gate("Pareto k-hat", found.k_hat, K_HAT, mend=mend),
        Gate("effective draws of the weights", found.ess, IMPORTANCE_ESS, least=True, mend=mend),
    ]


def pass_or_refuse(gates: Sequence[Gate]) -> tuple[Gate, ...]:
    """Return the gates if all are passed.

    Raises
    ------
    FitRefused
        with the figures of those that are not.
    """
    if not all(g.passed for g in gates):
        raise FitRefused(gates)
    return tuple(gates)
