"""Chance by address against what is known of it: published answers, laws of distributions.

Random tests look at fixed addresses, so each passes or fails for good.  The false-alarm rate is the chance
that a sound generator would have failed at an address nobody had looked at: every threshold stands at 1 in
100,000 or rarer (|z| < 4.5, or a p-value above 1e-5), and there are under 60 of them: .06 % together.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from grayzone.ground import chance

Z = 4.5
P = 1e-5
ONES = 0xFFFFFFFF

#: Published with Random123 (kat_vectors, philox4x32, 10 rounds): counter, key, answer.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_philox_gives_the_published_answers(counter, key, answer) -> None:  # type: ignore[no-untyped-def]
    assert tuple(int(w) for w in chance.philox(counter, key)) == answer


def test_philox_is_the_same_one_by_one_and_side_by_side() -> None:
    many = chance.philox((np.arange(50), 3, 4, 5), (6, 7))
    for i in (0, 1, 49):
        assert [int(w[i]) for w in many] == [int(w) for w in chance.philox((i, 3, 4, 5), (6, 7))]


def test_every_part_of_the_address_and_of_the_key_matters() -> None:
    here = {"seed": 1, "replicate": 2, "who": 3, "day": 4, "decision": "rally", "attempt": 5}
    one = float(chance.uniform(**here))
    for part in here:
        moved = {**here, part: "other" if part == "decision" else 6}
        assert float(chance.uniform(**moved)) != one, part


def test_a_decision_is_looked_up_by_its_name_for_good() -> None:
    assert chance.code("jump") == int.from_bytes(bytes.fromhex(JUMP), "little")


#: First four bytes of the SHA-256 of "jump", as every tool for checksums prints them.
JUMP = "6bdaf554"


def test_uniform_numbers_are_uniform() -> None:
    drawn = chance.uniform(1, 0, np.arange(100_000), 3, "u")
    assert drawn.min() >= 0.0 and drawn.max() < 1.0
    assert stats.kstest(drawn, "uniform").pvalue > P


@pytest.mark.parametrize("lag", ["who", "day", "decision", "replicate"])
def test_neighbours_in_the_address_are_independent(lag: str) -> None:
    who = np.arange(50_000)
    one = chance.uniform(1, 0, who, 0, 7)
    other = {
        "who": lambda: chance.uniform(1, 0, who + 1, 0, 7),
        "day": lambda: chance.uniform(1, 0, who, 1, 7),
        "decision": lambda: chance.uniform(1, 0, who, 0, 8),
        "replicate": lambda: chance.uniform(1, 1, who, 0, 7),
    }[lag]()
    assert abs(np.corrcoef(one, other)[0, 1]) * math.sqrt(who.size) < Z


def test_the_words_of_persons_are_31_uniform_bits_and_all_differ() -> None:
    words = chance.person_word(1, 0, np.arange(40_000), 2, "jump")
    assert words.min() >= 0 and words.max() < 2**31
    assert stats.kstest(words / 2.0**31, "uniform").pvalue > P
    four = chance.words(1, 0, 5, 2, "jump")
    assert [int(w) for w in chance.person_word(1, 0, np.arange(20, 24), 2, "jump")] == [
        int(w) >> 1 for w in four
    ]


def test_the_unit_interval_has_two_fine_ends() -> None:
    assert float(chance.from_bottom(0)) == 0.0
    assert float(chance.from_top(2**31 - 1)) == 0.0
    assert float(chance.from_bottom(1)) == 2.0**-31
    assert float(chance.from_top(2**31 - 2)) == 2.0**-31
    words = np.array([0, 10**6, 2**30, 2**31 - 1])
    assert chance.from_bottom(words) + chance.from_top(words) == pytest.approx(1.0, abs=1e-6)


def test_normal_numbers_are_normal() -> None:
    drawn = chance.normal(2, 0, np.arange(100_000), 3, "n")
    assert stats.kstest(drawn, "norm").pvalue > P
    assert abs(drawn.mean()) * math.sqrt(drawn.size) < Z
    assert abs(drawn.var() - 1.0) * math.sqrt(drawn.size / 2) < Z


def looks_like(drawn: np.ndarray, mean: float, variance: float, fourth: float) -> None:
    """Compare mean and variance with the law's, each within Z standard errors."""
    many = drawn.size
    assert abs(drawn.mean() - mean) < Z * math.sqrt(variance / many)
    spread = math.sqrt((fourth - variance**2) / many)
    assert abs(np.mean((drawn - mean) ** 2) - variance) < Z * spread


@pytest.mark.parametrize("mean", [0.01, 0.7, 5.0, 60.0, 700.0])
def test_poisson_counts_have_the_mean_and_variance_of_their_law(mean: float) -> None:
    drawn = np.array([chance.poisson_at(1, 0, who, 3, "p", mean) for who in range(4000)], dtype=float)
    looks_like(drawn, mean, mean, mean * (1 + 3 * mean))


def test_small_poisson_counts_have_their_frequencies() -> None:
    drawn = np.array([chance.poisson_at(1, 1, who, 3, "p", 1.3) for who in range(8000)])
    seen = np.bincount(np.minimum(drawn, 6), minlength=7)
    law = np.append(stats.poisson.pmf(np.arange(6), 1.3), stats.poisson.sf(5, 1.3)) * drawn.size
    assert stats.chisquare(seen, law).pvalue > P


BINOMIALS = [(10, 0.02), (40, 0.3), (1000, 0.004), (1000, 0.05), (5000, 0.5), (300, 0.93), (10**6, 0.001)]


@pytest.mark.parametrize(("n", "p"), BINOMIALS)
def test_binomial_counts_have_the_mean_and_variance_of_their_law(n: int, p: float) -> None:
    drawn = np.array([chance.binomial_at(1, 0, who, 3, "b", n, p) for who in range(4000)], dtype=float)
    assert drawn.min() >= 0 and drawn.max() <= n
    variance = n * p * (1 - p)
    fourth = variance * (1 + (3 * n - 6) * p * (1 - p))
    looks_like(drawn, n * p, variance, fourth)


@pytest.mark.parametrize(("n", "p"), [(40, 0.2), (100, 0.3), (60, 0.8)])
def test_binomial_counts_have_their_frequencies_on_both_ways_of_drawing(n: int, p: float) -> None:
    drawn = np.array([chance.binomial_at(1, 1, who, 3, "b", n, p) for who in range(8000)])
    low, high = (int(stats.binom.ppf(q, n, p)) for q in (0.005, 0.995))
    law = stats.binom.pmf(np.arange(low, high + 1), n, p)
    law[0] += stats.binom.cdf(low - 1, n, p)
    law[-1] += stats.binom.sf(high, n, p)
    seen = np.bincount(np.clip(drawn, low, high) - low, minlength=high - low + 1)
    assert stats.chisquare(seen, law * drawn.size).pvalue > P


def test_binomial_counts_at_the_ends_are_certain() -> None:
    assert chance.binomial_at(1, 0, 3, 3, "b", 50, 1.0) == 50
    assert chance.binomial_at(1, 0, 3, 3, "b", 50, 0.0) == 0
    assert chance.binomial_at(1, 0, 3, 3, "b", 0, 0.5) == 0


@pytest.mark.parametrize("shape", [0.3, 1.0, 2.5, 40.0])
def test_gamma_numbers_follow_their_law(shape: float) -> None:
    drawn = np.array([chance.gamma_at(1, 0, who, 3, "g", shape) for who in range(3000)])
    assert stats.kstest(drawn, "gamma", args=(shape,)).pvalue > P
    looks_like(drawn, shape, shape, 3 * shape**2 + 6 * shape)
