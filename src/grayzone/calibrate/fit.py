"""A fit from end to end: modes, the approximation at the best one, chains, gates; or a refusal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..ground import chance
from . import gates
from .gates import Gate
from .laplace import Laplace, find_modes, laplace, whitened
from .likelihood import Likelihood
from .posterior import NULL, Posterior
from .sampler import Chains, nuts

Floats = NDArray[np.float64]
#: Acceptances that are tried in turn while there are divergences.
ACCEPTANCES = (0.9, 0.95, 0.99)


@dataclass(frozen=True, eq=False)
class Fit:
    """A posterior that has passed its gates.

    Attributes
    ----------
    posterior : Posterior
    z : array of float64, shape (chain, draw, parameter)
        On the scales of the priors; the null parameter is the last one.
    method : str
        ``"chains"`` or ``"approximation"``.
    approximation : Laplace
    chains : Chains or None
    gates : tuple of Gate
        All passed.
    seed : int
    """

    posterior: Posterior
    z: Floats
    method: str
    approximation: Laplace
    chains: Chains | None
    gates: tuple[Gate, ...]
    seed: int

    @property
    def informed(self) -> tuple[str, ...]:
        """Parameters that the data can inform."""
        return self.posterior.likelihood.parameters

    @property
    def not_informed(self) -> tuple[str, ...]:
        """Parameters that the likelihood does not contain: their draws are draws from the prior."""
        return self.posterior.likelihood.not_informed

    def values(self) -> dict[str, Floats]:
        """Return draws in units, by parameter, each of shape (chain, draw); without the null parameter.

        What is not informed is drawn from its prior, independently of all the rest.
        """
        found = {name: x for name, x in self.posterior.values(self.z).items() if name != NULL}
        priors = self.posterior.likelihood.priors
        chains, draws = self.z.shape[:2]
        who = np.arange(chains * draws)
        for name in self.not_informed:
            u = chance.uniform(self.seed, 0, who, 0, f"prior:{name}")
            which = chance.uniform(self.seed, 0, who, 0, f"prior:{name}", attempt=1)
            drawn = [priors[name].at(a, b) for a, b in zip(u.tolist(), which.tolist())]
            found[name] = np.array(drawn).reshape(chains, draws)
        return dict(sorted(found.items()))

    def contraction(self) -> dict[str, float]:
        """Return by how much each parameter's variance shrank from prior to posterior, on the prior's scale.

        1 is known, 0 as before; below 0 wider than before.  What is not informed has 0 by construction.
        """
        spread = {
            c.name: 1.0 - float(self.z[..., k].var()) / c.prior_sd**2
            for k, c in enumerate(self.posterior.coordinates)
        }
        return dict(sorted({**spread, **dict.fromkeys(self.not_informed, 0.0)}.items()))

    def table(self) -> str:
        """Return mean, sd and contraction of each parameter as text; the uninformed are labelled."""
        values, contracted = self.values(), self.contraction()
        rows = [f"{'parameter':34} {'mean':>9} {'sd':>9} {'contraction':>11}"]
        for name, x in values.items():
            said = "not informed" if name in self.not_informed else f"{contracted[name]:11.2f}"
            rows.append(f"{name:34} {x.mean():9.4g} {x.std():9.4g} {said:>11}")
        return "\n".join(rows)


def fit(
    likelihood: Likelihood,
    *,
    draws: int = 1000,
    tune: int = 600,
    chains: int = 4,
    seed: int = 1,
    starts: int = 8,
) -> Fit:
    """Return the posterior of a likelihood by chains.

    Divergences raise the acceptance, twice at most; too few effective draws double the draws, once.

    Raises
    ------
    FitRefused
        if a gate fails, with the figures.

    Example
    -------
    >>> from grayzone.calibrate.observations import Counts
    >>> dates = np.datetime64("2001-01-01") + np.arange(60)
    >>> level = Likelihood(Counts(dates, np.tile([1.0, 3.0, 2.0], 20), usual=2.0))
    >>> found = fit(level, draws=500, tune=200)
    >>> found.informed
    ('moving_level.dispersion', 'moving_level.memory')
    """
    posterior, best, first = _start(likelihood, seed, starts)
    gates.pass_or_refuse(first)  # no chain is worth its time on a wrong slope or on one mode of several
    target = whitened(posterior, best.modes[0])
    size = len(posterior.names)
    level, many = 0, draws
    while True:
        run = nuts(
            target, size, draws=many, tune=tune, chains=chains, seed=seed, acceptance=ACCEPTANCES[level]
        ).moved(best.modes[0].at, best.modes[0].factor)
        found = [*first, *gates.of_chains(run, posterior.names)]
        failed = [g for g in found if not g.passed]
        if any("divergent" in g.name for g in failed) and level < len(ACCEPTANCES) - 1:
            level += 1
        elif failed and all("effective" in g.name or "R-hat" in g.name for g in failed) and many == draws:
            many = 2 * draws
        else:
            break
    passed = gates.pass_or_refuse(found)
    return Fit(posterior, run.draws, "chains", best, run, passed, seed)


def approximate(likelihood: Likelihood, *, draws: int = 4000, seed: int = 1, starts: int = 8) -> Fit:
    """Return the posterior by the weighted normal approximation, in about a second.

    Raises
    ------
    FitRefused
        if its k-hat or another gate says that chains are needed.
    """
    posterior, best, first = _start(likelihood, seed, starts, draws)
    passed = gates.pass_or_refuse([*first, *gates.of_laplace(best)])
    edges = np.cumsum(best.weights)
    places = (np.arange(draws) + float(chance.uniform(seed, 0, 0, 0, "resample"))) / draws
    chosen = np.minimum(np.searchsorted(edges, places * edges[-1]), draws - 1)
    # in an order by chance, so that a later reader of the draws meets no sorted stretch
    order = np.argsort(chance.uniform(seed, 0, np.arange(draws), 0, "resample:order"))
    return Fit(posterior, best.draws[chosen[order]][None], "approximation", best, None, passed, seed)


def most_likely(likelihood: Likelihood, *, starts: int = 6, seed: int = 1) -> tuple[float, dict[str, float]]:
    """Return the largest log likelihood that is found, and the parameters there; priors only set the scales.

    It compares forms on the same days; it does not tell what is known, which :func:`fit` is for.
    """
    target = Posterior(likelihood, null=False, flat=True)
    best = max(find_modes(target, len(target.names), starts=starts, seed=seed), key=lambda m: m.log_density)
    return best.log_density, dict(zip(likelihood.parameters, target.point(best.at).tolist()))


def _start(
    likelihood: Likelihood, seed: int, starts: int, draws: int = 1000
) -> tuple[Posterior, Laplace, list[Gate]]:
    """Return the posterior, the approximation at its best mode, and the gates of both."""
    posterior = Posterior(likelihood)
    size = len(posterior.names)
    modes = find_modes(posterior, size, starts=starts, seed=seed)
    best = laplace(posterior, modes, draws=draws, seed=seed)
    who = np.arange(size)
    places = [modes[0].at, *(chance.normal(seed, 0, who, k, "gate:place") for k in range(3))]
    usable = [z for z in places if math.isfinite(posterior(z)[0])]
    return posterior, best, [gates.of_slopes(posterior, usable), gates.of_modes(best)]


def summary(found: Sequence[Gate]) -> str:
    """Return gates as lines of text, each with its figure and limit."""
    return "\n".join(
        f"{'ok  ' if g.passed else 'FAIL'} {g.sentence()}{' (warning)' if g.warned else ''}" for g in found
    )
