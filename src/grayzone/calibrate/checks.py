"""Checks of a fit beyond its gates: what each event carries, how the foretold spread fits.

And whether the whole procedure, from simulator to sampler, finds what was put in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ..ground import chance
from .fit import Fit
from .laplace import find_modes, whitened
from .likelihood import Likelihood
from .posterior import Posterior
from .sampler import nuts

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Influence:
    """By how many posterior sds each parameter's best value moves if one event is left out."""

    date: np.datetime64
    name: str
    shifts: dict[str, float]

    @property
    def most(self) -> tuple[str, float]:
        """The parameter that moves most, and by how much."""
        name = max(self.shifts, key=lambda n: (abs(self.shifts[n]), n))
        return name, self.shifts[name]


def influence(fit: Fit) -> list[Influence]:
    """Return what each event carries, the heaviest first.

    The mode is searched again without the event, from the mode with it; a posterior that hangs on one event
    shows it here.
    """
    posterior = fit.posterior
    sds = fit.z.reshape(-1, fit.z.shape[-1]).std(axis=0)
    best = fit.approximation.modes[0].at
    found = []
    for k, event in enumerate(posterior.likelihood.events):
        without = Posterior(posterior.likelihood.without_event(k))

        def shifted(step: Floats, target: Posterior = without) -> tuple[float, Floats]:
            return target(best + step)

        move = find_modes(shifted, len(best), starts=1)[0].at / sds
        shifts = {name: float(move[j]) for j, name in enumerate(posterior.likelihood.parameters)}
        found.append(Influence(event.date, event.name, shifts))
    return sorted(found, key=lambda i: (-abs(i.most[1]), i.date))


@dataclass(frozen=True, eq=False)
class Pit:
    """Where each count fell in what was foretold for it, on the unit interval.

    ``values`` are even if the foretold spread is right; ``p`` is that of a Kolmogorov test; ``below_95`` is
    the share below .95.
    """

    values: Floats
    p: float
    below_95: float


def pit(
    likelihood: Likelihood, point: Floats, *, days: NDArray[np.bool_] | None = None, seed: int = 1
) -> Pit:
    """Return the probability integral transform of one-day-ahead forecasts.

    A count has a whole stretch of the unit interval; its place in the stretch is drawn by address.

    Parameters
    ----------
    point : array of float64
        In the order of the likelihood's parameters.
    days : array of bool, shape (day,), optional
        Which days; all that are scored by default.

    Source: Czado, Gneiting and Held 2009, "Predictive model assessment for count data".
    """
    mean, dispersion = likelihood.predicted(point)
    chosen = likelihood.scored if days is None else likelihood.scored & days
    size, y = 1.0 / dispersion[chosen], likelihood.observed[chosen]
    law = stats.nbinom(size, size / (size + mean[chosen]))
    below = np.where(y > 0, law.cdf(y - 1.0), 0.0)
    u = chance.uniform(seed, 0, 0, np.flatnonzero(chosen), "pit")
    values = below + u * (law.cdf(y) - below)
    return Pit(values, float(stats.kstest(values, "uniform").pvalue), float(np.mean(values < 0.95)))


@dataclass(frozen=True, eq=False)
class Calibration:
    """Ranks of true values among posterior draws, over replicates.

    Parameters
    ----------
    names : tuple of str
    ranks : array of float64, shape (replicate, parameter)
        On the unit interval; even if the sampler, the density and the simulator agree.
    """

    names: tuple[str, ...]
    ranks: Floats

    def p_values(self) -> dict[str, float]:
        """Return a p-value of each parameter: the smaller of two (off centre; too narrow or wide), doubled.

        The first is Kolmogorov's on ranks, the second chi-square's on their normal scores (Cook, Gelman and
        Rubin 2006).
        """
        found = {}
        for k, name in enumerate(self.names):
            u = self.ranks[:, k]
            place = float(stats.kstest(u, "uniform").pvalue)
            squares = float((stats.norm.ppf(u) ** 2).sum())
            below = float(stats.chi2.cdf(squares, len(u)))
            found[name] = min(1.0, 2.0 * min(place, 2.0 * min(below, 1.0 - below)))
        return found

    def passes(self, level: float = 0.05) -> bool:
        """Whether no parameter is off, by chance alone refused once in 1 / level times (Bonferroni)."""
        return min(self.p_values().values()) > level / len(self.names)


Draws = Callable[[Likelihood, int], Floats]


def posterior_draws(likelihood: Likelihood, replicate: int, *, draws: int = 200, tune: int = 150) -> Floats:
    """Return draws of a short fit on the prior's scale, shape (draw, parameter): two chains, no gates."""
    posterior = Posterior(likelihood, null=False)
    size = len(posterior.names)
    mode = find_modes(posterior, size, starts=2, seed=replicate)[0]
    run = nuts(whitened(posterior, mode), size, draws=draws, tune=tune, chains=2, seed=replicate)
    return run.moved(mode.at, mode.factor).draws.reshape(-1, size)


def simulation_based(
    likelihood: Likelihood, *, replicates: int = 100, first: int = 0, ranks: int = 63, seed: int = 1,
    sampler: Draws = posterior_draws,
) -> Calibration:  # fmt: skip
    """Draw parameters from the prior and counts from them, fit, and rank the truth among the draws.

    Parameters
    ----------
    first : int
        Number of the first replicate, so that a long check can be done in parts.
    ranks : int
        Draws among which the truth is ranked, taken evenly from the chains.
    sampler : callable
        (likelihood, replicate) -> draws on the prior's scale.

    Source: Talts, Betancourt, Simpson, Vehtari and Gelman 2018, "Validating Bayesian inference algorithms
    with simulation-based calibration".
    """
    posterior = Posterior(likelihood, null=False)
    who = np.arange(len(posterior.names))
    rows = []
    for k in range(first, first + replicates):
        truth = chance.normal(seed, k, who, 0, "sbc:truth")
        counts = likelihood.draw(posterior.point(truth), seed=seed, replicate=k)
        drawn = sampler(likelihood.with_counts(counts), k)
        chosen = drawn[np.linspace(0, len(drawn) - 1, ranks).astype(np.int64)]
        rows.append(((chosen < truth).sum(axis=0) + 0.5) / (ranks + 1))
    return Calibration(posterior.names, np.array(rows))
