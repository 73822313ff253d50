"""The No-U-Turn sampler: multinomial choice along the path, a dense metric, luck by address.

Chance is looked up under (seed, chain; parameter, draw), so a chain is the same to the bit in whatever
order or process chains run.

Sources: Hoffman and Gelman 2014, "The No-U-Turn sampler" (the tree, dual averaging); Betancourt 2017, "A
conceptual introduction to Hamiltonian Monte Carlo" (multinomial choice, the general U-turn test,
divergences).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..ground import chance

Floats = NDArray[np.float64]
Target = Callable[[Floats], tuple[float, Floats]]
#: An energy error beyond this is a divergence: the path has left the valley.
DIVERGENT = 1000.0
#: Dual averaging: pull to the start, forgetting, patience (Hoffman and Gelman 2014, section 3.2).
PULL, FORGETTING, PATIENCE = 0.05, 0.75, 10.0
#: Parts of the tuning after which draws are kept for the metric, and the metric is renewed twice.
KEEP_FROM, RENEW_AT = 0.15, (0.35, 0.85)
BLOCK = 64


@dataclass(frozen=True, eq=False)
class Chains:
    """What the chains did after tuning.

    Attributes
    ----------
    draws : array of float64, shape (chain, draw, parameter)
    energy : array of float64, shape (chain, draw)
    divergent : array of bool, shape (chain, draw)
    depth : array of int64, shape (chain, draw)
        Doublings of each path.
    acceptance : array of float64, shape (chain, draw)
    step : array of float64, shape (chain,)
    gradients : int
        How many were computed, tuning included.
    deepest : int
        The largest depth allowed.
    """

    draws: Floats
    energy: Floats
    divergent: NDArray[np.bool_]
    depth: NDArray[np.int64]
    acceptance: Floats
    step: Floats
    gradients: int
    deepest: int

    def moved(self, at: Floats, factor: Floats) -> Chains:
        """Return the same chains with draws on other coordinates: ``at + factor @ draw``."""
        return Chains(
            at + self.draws @ factor.T, self.energy, self.divergent, self.depth, self.acceptance, self.step,
            self.gradients, self.deepest,
        )  # fmt: skip


@dataclass(slots=True, eq=False)
class _End:
    """A point of a path: place, momentum, slope of the log density, log density."""

    z: Floats
    r: Floats
    slope: Floats
    log: float


@dataclass(slots=True, eq=False)
class _Path:
    """A stretch of path: its ends, the point chosen from it, its weight and its summed momentum."""

    first: _End
    last: _End
    chosen: _End
    log_weight: float
    momentum: Floats
    going: bool
    points: int
    accepted: float


class _Luck:
    """Uniform numbers of one draw of one chain, in the order in which they are asked for."""

    def __init__(self, seed: int, chain: int, draw: int) -> None:
        self.address = (seed, chain, draw)
        self.block, self.at = -1, BLOCK
        self.numbers: list[float] = []

    def __call__(self) -> float:
        if self.at == BLOCK:
            seed, chain, draw = self.address
            self.block, self.at = self.block + 1, 0
            who = np.arange(BLOCK)
            self.numbers = chance.uniform(seed, chain, who, draw, "path", self.block).tolist()
        self.at += 1
        return self.numbers[self.at - 1]


class _Chain:
    """One chain: its metric, its step, and how it makes a draw."""

    def __init__(self, target: Target, dimension: int, seed: int, chain: int, deepest: int) -> None:
        self.target, self.seed, self.chain, self.deepest = target, seed, chain, deepest
        self.who = np.arange(dimension)
        self.metric = np.eye(dimension)
        self.momentum_factor = np.eye(dimension)
        self.gradients = 0
        self.diverged = False

    def set_metric(self, covariance: Floats) -> None:
        """Take a covariance of the target as the metric; momenta get its inverse."""
        self.metric = covariance
        self.momentum_factor = np.linalg.inv(np.linalg.cholesky(covariance)).T

    def density(self, z: Floats) -> tuple[float, Floats]:
        self.gradients += 1
        return self.target(z)

    def energy(self, end: _End) -> float:
        return 0.5 * float(end.r @ self.metric @ end.r) - end.log

    def leap(self, end: _End, step: float) -> _End:
        half = end.r + 0.5 * step * end.slope
        z = end.z + step * (self.metric @ half)
        log, slope = self.density(z)
        return _End(z, half + 0.5 * step * slope, slope, log)

    def onwards(self, first: Floats, last: Floats, momentum: Floats) -> bool:
        """Whether both ends still move apart."""
        speed = self.metric @ momentum
        return float(speed @ first) > 0.0 and float(speed @ last) > 0.0

    def grow(self, end: _End, step: float, depth: int, start: float, luck: _Luck) -> _Path:
        """Return the path of 2**depth points that goes on from an end."""
        if depth == 0:
            new = self.leap(end, step)
            error = start - self.energy(new)
            error = error if math.isfinite(error) else -math.inf
            fine = error > -DIVERGENT
            self.diverged |= not fine
            return _Path(new, new, new, error, new.r, fine, 1, min(1.0, math.exp(min(error, 0.0))))
        one = self.grow(end, step, depth - 1, start, luck)
        if not one.going:
            return one
        other = self.grow(one.last if step > 0 else one.first, step, depth - 1, start, luck)
        return self.joined(one, other, step > 0, luck, favour_new=False)

    def joined(self, one: _Path, other: _Path, forward: bool, luck: _Luck, *, favour_new: bool) -> _Path:
        """Return two stretches as one; the point is chosen by weight, or in favour of the new stretch."""
        high = max(one.log_weight, other.log_weight)
        total = -math.inf
        if high > -math.inf:
            total = high + math.log(math.exp(one.log_weight - high) + math.exp(other.log_weight - high))
        chosen = one.chosen
        if other.going and math.log(max(luck(), 1e-300)) < other.log_weight - (
            one.log_weight if favour_new else total
        ):
            chosen = other.chosen
        left, right = (one, other) if forward else (other, one)
        going = (
            other.going
            and self.onwards(left.first.r, right.last.r, one.momentum + other.momentum)
            and self.onwards(left.first.r, right.first.r, left.momentum + right.first.r)
            and self.onwards(left.last.r, right.last.r, right.momentum + left.last.r)
        )
        return _Path(
            left.first, right.last, chosen, total, one.momentum + other.momentum, going,
            one.points + other.points, one.accepted + other.accepted,
        )  # fmt: skip

    def draw(self, now: _End, number: int, step: float) -> tuple[_End, float, int, float]:
        """Return (next point, mean acceptance, depth, energy)."""
        luck = _Luck(self.seed, self.chain, number)
        normal = chance.normal(self.seed, self.chain, self.who, number, "momentum")
        now = _End(now.z, self.momentum_factor @ normal, now.slope, now.log)
        start = self.energy(now)
        path = _Path(now, now, now, 0.0, now.r, True, 0, 0.0)
        self.diverged, depth = False, 0
        while path.going and depth < self.deepest:
            forward = luck() < 0.5
            new = self.grow(
                path.last if forward else path.first, step if forward else -step, depth, start, luck
            )
            path = self.joined(path, new, forward, luck, favour_new=True)
            depth += 1
        return path.chosen, path.accepted / max(path.points, 1), depth, start


class _Step:
    """The step by dual averaging, so that the mean acceptance comes to a target."""

    def __init__(self, size: float, wanted: float) -> None:
        self.wanted = wanted
        self.begin(size)

    def begin(self, size: float) -> None:
        self.size, self.centre = size, math.log(10.0 * size)
        self.error = self.mean_log = 0.0
        self.count = 0

    def learn(self, acceptance: float) -> None:
        self.count += 1
        share = 1.0 / (self.count + PATIENCE)
        self.error = (1.0 - share) * self.error + share * (self.wanted - acceptance)
        log = self.centre - math.sqrt(self.count) / PULL * self.error
        share = self.count**-FORGETTING
        self.mean_log = share * log + (1.0 - share) * self.mean_log
        self.size = math.exp(log)

    @property
    def settled(self) -> float:
        """The averaged step."""
        return math.exp(self.mean_log)


def nuts(
    target: Target,
    dimension: int,
    *,
    draws: int = 1000,
    tune: int = 600,
    chains: int = 4,
    seed: int = 1,
    acceptance: float = 0.9,
    deepest: int = 10,
    spread: float = 1.0,
) -> Chains:
    """Draw from a density by the No-U-Turn sampler.

    Parameters
    ----------
    target : callable
        Point of shape (dimension,) -> (log density, gradient); -inf where there is none.
    draws, tune : int
        Kept and spent in each chain.
    acceptance : float
        Towards which the step is tuned; .8 was not safe on curved ridges.
    deepest : int
        A path has at most 2**deepest points.
    spread : float
        sd of the starts around 0.

    Example
    -------
    >>> found = nuts(lambda z: (-0.5 * float(z @ z), -z), 2, draws=50, tune=50, chains=1)
    >>> found.draws.shape
    (1, 50, 2)
    """
    runs = [_run(target, dimension, draws, tune, seed, c, acceptance, deepest, spread) for c in range(chains)]
    return Chains(
        draws=np.array([r.draws for r in runs])[:, 0],
        energy=np.concatenate([r.energy for r in runs]),
        divergent=np.concatenate([r.divergent for r in runs]),
        depth=np.concatenate([r.depth for r in runs]),
        acceptance=np.concatenate([r.acceptance for r in runs]),
        step=np.concatenate([r.step for r in runs]),
        gradients=sum(r.gradients for r in runs),
        deepest=deepest,
    )


def _run(
    target: Target,
    dimension: int,
    draws: int,
    tune: int,
    seed: int,
    number: int,
    wanted: float,
    deepest: int,
    spread: float,
) -> Chains:
    chain = _Chain(target, dimension, seed, number, deepest)
    z = spread * chance.normal(seed, number, chain.who, 0, "chain:start")
    log, slope = chain.density(z)
    while not math.isfinite(log):  # a start outside the support moves towards the centre
        z = 0.5 * z
        log, slope = chain.density(z)
    now = _End(z, np.zeros(dimension), slope, log)
    step = _Step(0.5, wanted)
    kept: list[Floats] = []
    renew = [int(part * tune) for part in RENEW_AT]
    for k in range(tune):
        now, accepted, _, _ = chain.draw(now, k, step.size)
        step.learn(accepted)
        if k >= KEEP_FROM * tune:
            kept.append(now.z)
        if k in renew and len(kept) > 1:
            chain.set_metric(_shrunk(np.array(kept)))
            kept = []
            step.begin(step.settled)
    size = step.settled if tune else step.size
    out = np.empty((1, draws, dimension))
    energy, accepts = np.empty((1, draws)), np.empty((1, draws))
    divergent, depth = np.zeros((1, draws), dtype=bool), np.zeros((1, draws), dtype=np.int64)
    for k in range(draws):
        now, accepts[0, k], depth[0, k], energy[0, k] = chain.draw(now, tune + k, size)
        out[0, k], divergent[0, k] = now.z, chain.diverged
    return Chains(out, energy, divergent, depth, accepts, np.array([size]), chain.gradients, deepest)


def _shrunk(points: Floats) -> Floats:
    """Return the covariance of points, drawn towards the identity while they are few."""
    many, size = points.shape
    weight = many / (many + size)
    return np.asarray(weight * np.cov(points.T).reshape(size, size) + (1.0 - weight) * np.eye(size))
