"""Whether draws can be trusted: R-hat, effective sample sizes, energy, and the tail of importance weights.

Sources: Vehtari, Gelman, Simpson, Carpenter and Burkner 2021, "Rank-normalization, folding, and
localization" (R-hat, ESS); Geyer 1992, "Practical Markov chain Monte Carlo" (where to stop summing
autocorrelations); Betancourt 2016, "Diagnosing suboptimal cotangent disintegrations" (E-BFMI); Zhang and
Stephens 2009 and Vehtari, Simpson, Gelman, Yao and Gabry 2024, "Pareto smoothed importance sampling"
(k-hat).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

Floats = NDArray[np.float64]


def _split(x: Floats) -> Floats:
    """Return each chain's halves as chains of their own."""
    half = x.shape[1] // 2
    return np.concatenate([x[:, :half], x[:, -half:]])


def _normal_ranks(x: Floats) -> Floats:
    ranks = rankdata(x).reshape(x.shape)
    return np.asarray(ndtri((ranks - 0.375) / (x.size + 0.25)))


def _plain_r_hat(x: Floats) -> float:
    draws = x.shape[1]
    within = float(x.var(axis=1, ddof=1).mean())
    if within == 0.0:
        return 1.0 if np.ptp(x.mean(axis=1)) == 0.0 else math.inf
    between = float(x.mean(axis=1).var(ddof=1))
    return math.sqrt((draws - 1) / draws + between / within)


def r_hat(x: Floats) -> float:
    """Return the larger of the rank-normalised split R-hat and its folded twin.

    Parameters
    ----------
    x : array of float64, shape (chain, draw)
    """
    halves = _split(x)
    folded = np.abs(halves - np.median(halves))
    return max(_plain_r_hat(_normal_ranks(halves)), _plain_r_hat(_normal_ranks(folded)))


def _autocovariance(x: Floats) -> Floats:
    """Return the autocovariance of each chain at every lag, shape (chain, draw)."""
    draws = x.shape[1]
    room = 1 << (2 * draws - 1).bit_length()
    waves = np.fft.rfft(x - x.mean(axis=1, keepdims=True), room, axis=1)
    return np.asarray(np.fft.irfft(waves * np.conj(waves), room, axis=1)[:, :draws] / draws)


def _plain_ess(x: Floats) -> float:
    chains, draws = x.shape
    if np.ptp(x) == 0.0:
        return float(x.size)
    covariance = _autocovariance(x)
    within = float(covariance[:, 0].mean()) * draws / (draws - 1)
    total = within * (draws - 1) / draws + (float(x.mean(axis=1).var(ddof=1)) if chains > 1 else 0.0)
    correlation = 1.0 - (within - covariance.mean(axis=0) * draws / (draws - 1)) / total
    correlation[0] = 1.0
    even = draws // 2
    pairs = correlation[: 2 * even].reshape(even, 2).sum(axis=1)
    negative = np.flatnonzero(pairs < 0.0)
    pairs = np.minimum.accumulate(pairs[: negative[0]] if len(negative) else pairs)
    time = max(2.0 * float(pairs.sum()) - 1.0, 1.0 / math.log10(x.size))
    return x.size / time


def ess_bulk(x: Floats) -> float:
    """Return how many independent draws would tell as much about the middle, from (chain, draw)."""
    return _plain_ess(_normal_ranks(_split(x)))


def ess_tail(x: Floats) -> float:
    """Return the smaller effective sample size of the two 5 % tails, from (chain, draw)."""
    halves = _split(x)
    low, high = np.quantile(halves, [0.05, 0.95])
    return min(
        _plain_ess((halves <= low).astype(np.float64)), _plain_ess((halves <= high).astype(np.float64))
    )


def e_bfmi(energy: Floats) -> float:
    """Return the smallest E-BFMI over chains, from energies (chain, draw)."""
    steps = np.diff(energy, axis=1)
    return float(np.min((steps**2).mean(axis=1) / energy.var(axis=1)))


def pareto_shape(excess: Floats) -> tuple[float, float]:
    """Return (k, scale) of a generalised Pareto distribution fitted to positive numbers.

    The k is drawn a little towards .5, as the importance sampling authors advise for short tails.
    """
    x = np.sort(excess)
    many = len(x)
    grid = 30 + int(math.sqrt(many))
    quarter = x[int(many / 4 + 0.5) - 1]
    b = 1.0 / x[-1] + (1.0 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))) / (3.0 * quarter)
    k = np.log1p(-b[:, None] * x).mean(axis=1)
    profile = many * (np.log(-b / k) - k - 1.0)
    # the weight of a place is 1 / sum exp(all - own); an overflow there is a weight of 0
    weight = 1.0 / np.exp(np.minimum(profile - profile[:, None], 700.0)).sum(axis=1)
    chosen = float((b * weight).sum() / weight.sum())
    shape = float(np.log1p(-chosen * x).mean())
    scale = -shape / chosen
    return (many * shape + 10 * 0.5) / (many + 10), scale


def smoothed_weights(log_ratios: Floats) -> tuple[Floats, float]:
    """Return importance weights that add up to 1, their largest smoothed, and Pareto's k-hat.

    k-hat below .5 is good, up to .7 usable; above it the proposal misses part of the target.
    """
    logs = log_ratios - log_ratios.max()
    many = len(logs)
    tail = int(min(0.2 * many, 3.0 * math.sqrt(many)))
    order = np.argsort(logs)
    cut = math.exp(logs[order[-tail - 1]])
    largest = order[-tail:]
    excess = np.exp(logs[largest]) - cut
    if excess[-1] - excess[0] <= 1e-12:  # all alike: the proposal is the target
        return np.full(many, 1.0 / many), -math.inf
    shape, scale = pareto_shape(np.maximum(excess, 1e-300))
    places = (np.arange(1, tail + 1) - 0.5) / tail
    if abs(shape) > 1e-9:
        quantiles = scale / shape * ((1.0 - places) ** -shape - 1.0)
    else:
        quantiles = -scale * np.log1p(-places)
    weights = np.exp(logs)
    weights[largest] = np.minimum(cut + quantiles, 1.0)
    return weights / weights.sum(), shape
