"""Densities of counts with their slopes, and what else a generated likelihood calls."""

# numba works out the types of what it compiles; mypy cannot follow its intrinsics.
# mypy: ignore-errors
from __future__ import annotations

import math

from numba import njit

from ..ground.chance import code
from . import kernels
from .kernels import SMALL, gamma_at, poisson_at

#: Under which a drawn count and its mean are looked up.
COUNT, RATE = code("count"), code("count:rate")


def _called(function):
    """Return a function that is called rather than written into its caller, so that callers stay short."""
    return njit(**SMALL)(getattr(function, "py_func", function))


safe_log = _called(kernels.safe_log)
safe_log1p = _called(kernels.safe_log1p)
safe_sqrt = _called(kernels.safe_sqrt)
power = _called(kernels.power)
logistic = _called(kernels.logistic)
softplus = _called(kernels.softplus)


@njit(**SMALL)
def pick(test, yes, no):
    """One of two values that were both computed."""
    return yes if test else no


#: Below this mean times dispersion the closed forms would lose digits, and a series takes over.
NEARLY_POISSON = 1e-3
#: A product of factors is turned into its logarithm before it overflows.
LARGE = 1e200


@njit(**SMALL)
def negative_binomial(count, mean, dispersion):
    """Log density of a count, up to -log(count!), with its slopes in mean and dispersion.

    Variance = mean + dispersion mean^2; dispersion 0 is Poisson.  With d for dispersion and m for mean the
    log density is sum_{i < count} log(1 + d i) + count log m - (count + 1/d) log(1 + d m), which is exact
    for whole counts and stays exact as d goes to 0.

    Returns
    -------
    (log density, slope in mean, slope in dispersion)
    """
    product, growth, by_growth = 1.0, 0.0, 0.0
    for i in range(1, int(count)):
        factor = 1.0 + dispersion * i
        product *= factor
        by_growth += i / factor
        if product > LARGE:
            growth += math.log(product)
            product = 1.0
    growth += math.log(product)
    x = dispersion * mean
    if x < NEARLY_POISSON:
        ratio = 1.0 - x * (1 / 2 - x * (1 / 3 - x * (1 / 4 - x * (1 / 5 - x / 6))))
        bend = mean * mean * (1 / 2 - x * (2 / 3 - x * (3 / 4 - x * (4 / 5 - x * (5 / 6 - x * 6 / 7)))))
        fading = x * ratio
    else:
        fading = math.log1p(x)
        ratio = fading / x
        bend = (ratio - 1.0 / (1.0 + x)) * mean / dispersion
    value = growth + count * math.log(mean) - count * fading - mean * ratio
    by_mean = (count - mean) / (mean * (1.0 + x))
    by_dispersion = by_growth - count * mean / (1.0 + x) + bend
    return value, by_mean, by_dispersion


@njit(**SMALL)
def count_at(seed, replicate, day, mean, dispersion):
    """A negative binomial count by address: Poisson, its mean drawn from a gamma law first."""
    rate = mean
    if dispersion > 0.0:
        rate = mean * dispersion * gamma_at(seed, replicate, 0, day, RATE, 1.0 / dispersion)
    return float(poisson_at(seed, replicate, 0, day, COUNT, rate))
