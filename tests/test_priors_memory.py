"""Priors and memories against closed forms."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from grayzone.errors import LanguageError
from grayzone.language.memory import Memory, fading, instant, lasting, long_tail, mixture
from grayzone.language.priors import Prior, lognormal, loguniform, mixed, normal, uniform

PLACES = (np.arange(20_000) + 0.5) / 20_000


def kernel(memory: Memory, days: int) -> np.ndarray:
    """What is left of an impulse after 0, 1, 2, ... days."""
    weights, factors = memory.resolve({})
    return np.asarray((weights[:, None] * factors[:, None] ** np.arange(days + 1)).sum(axis=0))


@pytest.mark.parametrize(
    "memory", [fading(7.0), instant(), lasting(), long_tail(6.0, 1.6), mixture((0.3, 2), (0.7, 60))]
)
def test_a_memory_is_1_at_the_moment_of_the_impulse(memory: Memory) -> None:
    assert kernel(memory, 0)[0] == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("lifetime", [0.5, 7.0, 365.0])
def test_an_exponential_memory_is_exact_and_adds_up_to_the_geometric_series(lifetime: float) -> None:
    days = int(60 * lifetime)
    course = kernel(fading(lifetime), days)
    assert course == pytest.approx(np.exp(-np.arange(days + 1) / lifetime), abs=1e-12)
    assert course.sum() == pytest.approx(1.0 / -math.expm1(-1.0 / lifetime), rel=1e-9)
    if lifetime > 100:  # the sum over days tends to the integral, the lifetime itself
        assert course.sum() - 0.5 == pytest.approx(lifetime, rel=1e-4)


def test_an_instant_memory_is_gone_the_next_day_and_a_lasting_one_never() -> None:
    assert kernel(instant(), 3).tolist() == [1.0, 0.0, 0.0, 0.0]
    assert kernel(lasting(), 3).tolist() == [1.0, 1.0, 1.0, 1.0]


def test_a_mixture_is_the_sum_of_its_parts() -> None:
    both = kernel(mixture((0.25, 3.0), (0.75, 40.0)), 200)
    assert both == pytest.approx(0.25 * kernel(fading(3.0), 200) + 0.75 * kernel(fading(40.0), 200))


@pytest.mark.parametrize("scale", [3.0, 4.0, 5.0, 6.1, 8.0, 10.0, 14.0, 20.0])
@pytest.mark.parametrize("exponent", [1.2, 1.3, 1.45, 1.6, 1.8, 2.0])
def test_eight_exponentials_follow_the_long_tail_within_a_two_hundredth(
    scale: float, exponent: float
) -> None:
    days = np.arange(181)
    exact = (1.0 + days / scale) ** -exponent
    assert np.abs(kernel(long_tail(scale, exponent), 180) - exact).max() <= 0.005


def test_the_long_tail_is_as_near_in_proportion_at_the_usual_numbers() -> None:
    exact = (1.0 + np.arange(181) / 6.1) ** -1.6
    assert np.abs(kernel(long_tail(6.1, 1.6), 180) / exact - 1.0).max() <= 0.022


def test_numbers_of_a_memory_can_be_parameters_of_its_owner() -> None:
    weights, factors = mixture((0.4, "short"), (0.6, 50.0)).resolve({"short": 2.0})
    assert weights.tolist() == [0.4, 0.6]
    assert factors == pytest.approx(np.exp([-0.5, -0.02]))
    assert mixture((0.4, "short"), (0.6, 50.0)).wanted_powers() == (("short", 1),)
    assert long_tail("scale", "exponent").wanted_powers() == (("scale", 1), ("exponent", 0))
    assert fading("memory").components == 1
    assert long_tail(1.0, 1.0).components == 8


CENTRES = [
    (normal(0.3, 0.2), 0.3, 0.3),
    (uniform(-1.0, 3.0), 1.0, 1.0),
    (lognormal(2.0, 0.5), 2.0, 2.0 * math.exp(0.125)),
    (loguniform(0.01, 1.0), 0.1, 0.99 / math.log(100.0)),
]


@pytest.mark.parametrize(("prior", "median", "mean"), CENTRES, ids=[p.kind for p, _, _ in CENTRES])
def test_a_prior_has_the_median_and_the_mean_of_its_law(prior: Prior, median: float, mean: float) -> None:
    assert prior.at(0.5) == pytest.approx(median)
    assert np.mean([prior.at(float(u)) for u in PLACES]) == pytest.approx(mean, rel=2e-3)


@pytest.mark.parametrize("u", [1e-6, 0.05, 0.3, 0.9, 0.999])
def test_a_prior_has_the_quantiles_of_its_law(u: float) -> None:
    z = NormalDist().inv_cdf(u)
    assert normal(1.0, 2.0).at(u) == pytest.approx(1.0 + 2.0 * z)
    assert lognormal(3.0, 0.4).at(u) == pytest.approx(3.0 * math.exp(0.4 * z))
    assert uniform(2.0, 6.0).at(u) == pytest.approx(2.0 + 4.0 * u)
    assert loguniform(1.0, 100.0).at(u) == pytest.approx(100.0**u)


def test_a_mixture_of_priors_takes_each_part_as_often_as_its_weight_says() -> None:
    prior = mixed((0.4, normal(0.0, 0.03)), (0.6, normal(0.12, 0.06)))
    draws = [prior.at(0.5, which=float(w)) for w in PLACES]
    assert np.mean(np.array(draws) == 0.0) == pytest.approx(0.4, abs=1e-3)
    assert prior.sentence() == "40% normal, mean 0, sd 0.03 + 60% normal, mean 0.12, sd 0.06"


REFUSED = [
    (lambda: normal(0.0, 0.0), "normal(0, 0) is no distribution; give a mean and an sd above 0"),
    (lambda: lognormal(-1.0, 1.0), "lognormal(-1, 1) is no distribution; give a median and an sd above 0"),
    (lambda: uniform(2.0, 1.0), "uniform(2, 1) is no distribution; give low below high"),
    (lambda: loguniform(0.0, 1.0), "loguniform(0, 1) is no distribution; give 0 < low < high"),
    (lambda: mixed((0.5, normal(0, 1))), "the weights of a mixture add up to 0.5; let them add up to 1"),
    (lambda: mixture((0.5, 1.0)), "the weights of a memory add up to 0.5; let them add up to 1"),
    (lambda: mixture((1.0, 0.0)), "a memory with the lifetime 0 cannot fade; give one above 0"),
    (lambda: fading(0.0), "a memory with the lifetime 0 cannot fade; give one above 0"),
    (lambda: long_tail(6.0, -1.0), "a memory with the exponent -1 cannot fade; give one above 0"),
]


@pytest.mark.parametrize(("doing", "sentence"), REFUSED, ids=[s[:30] for _, s in REFUSED])
def test_what_is_no_prior_or_memory_is_refused_in_a_sentence(doing, sentence: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LanguageError) as caught:
        doing()
    assert str(caught.value) == sentence
