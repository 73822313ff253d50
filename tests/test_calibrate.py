"""A whole fit of a small made-up series, its checks and its score."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from grayzone.calibrate import gates
from grayzone.calibrate.checks import Calibration, influence, pit
from grayzone.calibrate.fit import Fit, approximate, fit, most_likely, summary
from grayzone.calibrate.gates import FitRefused, Gate
from grayzone.calibrate.likelihood import Likelihood
from grayzone.calibrate.observations import Counts
from grayzone.calibrate.posterior import NULL, Posterior
from grayzone.calibrate.score import baselines, block_interval, poisson_deviance, score, table
from grayzone.errors import DataError
from grayzone.ground import chance
from grayzone.language.priors import lognormal, mixed, normal
from grayzone.mechanisms.fear import Fear
from grayzone.mechanisms.hate_incidents import HateIncidents
from grayzone.readers.events import Event

FIRST = np.datetime64("2001-01-01")
DAYS = 400
TRUTH = {
    "fear.alpha": 1.0,
    "fear.exponent": 1.5,
    "fear.gamma": 0.6,
    "fear.omega": 0.2,
    "fear.scale": 5.0,
    "moving_level.dispersion": 0.05,
    "moving_level.memory": 60.0,
}
PRIORS = {"fear.alpha": lognormal(1.0, 0.7), "fear.gamma": normal(0.5, 0.2)}
#: day, killed, abroad
EVENTS = [(60, 50, False), (150, 5, False), (220, 20, True), (300, 200, False)]


@pytest.fixture(scope="module")
def made() -> Likelihood:
    events = [Event(FIRST + d, "attack", f"day {d}", "x", k, abroad, "made up") for d, k, abroad in EVENTS]
    empty = Counts(FIRST + np.arange(DAYS), np.full(DAYS, 3.0), usual=3.0)
    blank = Likelihood(empty, events, effect=Fear(), incidents=HateIncidents(response=1), priors=PRIORS)
    drawn = blank.draw(blank.array(TRUTH), seed=11)
    return blank.with_counts(drawn)


@pytest.fixture(scope="module")
def fitted(made: Likelihood) -> Fit:
    return fit(made, draws=500, tune=300, chains=4, seed=1, starts=3)


def test_a_fit_finds_what_the_series_was_made_with(fitted: Fit) -> None:
    """Within 3.5 posterior sds, for seven parameters: wrong by chance once in 300 times."""
    truth = fitted.posterior.place(TRUTH)
    flat = fitted.z.reshape(-1, fitted.z.shape[-1])
    off = np.abs(flat.mean(axis=0) - truth) / flat.std(axis=0)
    assert off[:-1].max() < 3.5


def test_a_fit_carries_its_gates_and_all_are_passed(fitted: Fit) -> None:
    names = " ".join(g.name for g in fitted.gates)
    for word in ("gradient", "other modes", "R-hat", "effective", "divergent", "E-BFMI", "depth", "null"):
        assert word in names
    assert all(g.passed for g in fitted.gates)
    assert "FAIL" not in summary(fitted.gates)


def test_the_null_parameter_keeps_its_prior_and_is_in_no_result(fitted: Fit) -> None:
    assert abs(fitted.contraction()[NULL]) < 0.1
    assert NULL not in fitted.values()


def test_data_contract_what_they_inform_and_leave_the_rest(fitted: Fit) -> None:
    contracted = fitted.contraction()
    assert contracted["fear.alpha"] > 0.3
    assert contracted["fear.shape"] == 0.0
    assert "fear.shape" in fitted.not_informed
    row = next(line for line in fitted.table().splitlines() if line.startswith("fear.shape"))
    assert row.endswith("not informed")


def test_what_is_not_informed_is_drawn_from_its_prior(fitted: Fit) -> None:
    """2,000 draws: a mean off by 4 standard errors comes once in 15,000 times."""
    drawn = np.log(fitted.values()["fear.shape"])
    assert drawn.shape == fitted.z.shape[:2]
    assert drawn.mean() == pytest.approx(math.log(2.0), abs=4 * 0.5 / math.sqrt(drawn.size))
    assert drawn.std() == pytest.approx(0.5, rel=0.1)


def test_the_approximation_agrees_with_the_chains(made: Likelihood, fitted: Fit) -> None:
    quick = approximate(made, seed=2, starts=3)
    assert quick.method == "approximation"
    chains = fitted.z.reshape(-1, fitted.z.shape[-1])
    weighted = quick.z.reshape(-1, chains.shape[1])
    assert np.allclose(weighted.mean(axis=0), chains.mean(axis=0), atol=0.2)
    assert np.allclose(weighted.std(axis=0), chains.std(axis=0), rtol=0.15)


def test_a_fit_that_fails_is_refused_with_its_figures(made: Likelihood) -> None:
    with pytest.raises(FitRefused, match=r"effective draws of .* \(at least 400\)") as caught:
        fit(made, draws=20, tune=60, chains=2, starts=1)
    assert any(not g.passed for g in caught.value.gates)


def test_a_figure_that_is_no_number_passes_no_gate() -> None:
    assert not Gate("x", math.nan, 1.0).passed
    assert not Gate("x", math.nan, 1.0, least=True).passed


def test_a_wrong_slope_stops_a_fit(made: Likelihood) -> None:
    class Wrong(Posterior):
        def __call__(self, z: np.ndarray) -> tuple[float, np.ndarray]:
            value, slopes = super().__call__(z)
            return value, slopes + np.eye(len(z))[2] * 0.01 * abs(slopes).max()

    place = 0.3 * np.ones(8)
    assert gates.of_slopes(Posterior(made), [place]).passed
    assert not gates.of_slopes(Wrong(made), [place]).passed


def test_the_slope_of_the_posterior_is_exact_with_bent_and_mixed_priors() -> None:
    counts = Counts(FIRST + np.arange(60), np.tile([1.0, 4.0, 2.0], 20), usual=2.0, breaks=(FIRST + 30,))
    mixture = mixed((0.4, lognormal(20.0, 0.3)), (0.6, lognormal(80.0, 0.4)))
    posterior = Posterior(Likelihood(counts, priors={"moving_level.memory": mixture}))
    assert "moving_level.widening" in posterior.names
    place = np.array([0.3, -0.4, 0.9, 0.2])
    assert gates.of_slopes(posterior, [place, -place]).figure < 1e-7
    by_hand = posterior.likelihood.log_density(posterior.point(place))
    by_hand += sum(c.log_prior(float(z))[0] for c, z in zip(posterior.coordinates, place))
    assert posterior(place)[0] == pytest.approx(by_hand)


def test_the_most_likely_point_beats_the_truth(made: Likelihood) -> None:
    value, at = most_likely(made, starts=2)
    assert value >= made.log_density(made.array(TRUTH))
    assert value == pytest.approx(made.log_density(made.array(at)))


def test_the_heaviest_event_is_named(fitted: Fit) -> None:
    found = influence(fitted)
    assert len(found) == len(EVENTS)
    assert abs(found[0].most[1]) == max(abs(i.most[1]) for i in found)
    assert found[0].name in ("day 300", "day 60")
    assert abs(found[0].most[1]) > 0.3


def test_counts_fall_evenly_into_what_was_foretold(made: Likelihood) -> None:
    right = pit(made, made.array(TRUTH))
    assert right.p > 0.01
    assert 0.92 < right.below_95 < 0.98
    narrow = pit(made, made.array(TRUTH | {"moving_level.dispersion": 2.0}))
    assert narrow.p < 0.001


def test_ranks_that_crowd_at_the_ends_or_on_one_side_do_not_pass() -> None:
    """Even ranks of 100 replicates pass 19 times in 20; this seed does."""
    even = chance.uniform(3, 0, np.arange(200), 0, "ranks").reshape(100, 2)
    assert Calibration(("a", "b"), even).passes()
    ends = stats.norm.cdf(1.4 * stats.norm.ppf(even))  # as if draws were narrower than the posterior
    assert not Calibration(("a", "b"), ends).passes()
    middle = stats.norm.cdf(0.7 * stats.norm.ppf(even))
    assert not Calibration(("a", "b"), middle).passes()
    assert not Calibration(("a", "b"), even**1.7).passes()


def test_the_deviance_is_zero_for_what_was_foretold_exactly() -> None:
    counts = np.array([0.0, 1.0, 5.0])
    assert poisson_deviance(counts, np.maximum(counts, 1e-12)).max() < 1e-9
    assert poisson_deviance(np.array([3.0]), np.array([1.0]))[0] == pytest.approx(2 * (3 * math.log(3) - 2))


def test_baselines_use_nothing_of_the_day_they_foretell() -> None:
    counts = np.arange(500, dtype=float) % 7
    other = counts.copy()
    other[450:] = 100.0
    one, two = baselines(counts, 400), baselines(other, 400)
    for name in one:
        assert np.array_equal(one[name][:51], two[name][:51]), name
    assert one["last_value"][1] == counts[400]
    assert one["mean_28"][3] == pytest.approx(counts[375:403].mean())
    assert one["constant"] == pytest.approx(np.full(100, counts[35:400].mean()))


def test_too_short_a_past_is_refused() -> None:
    with pytest.raises(DataError, match="before the held-out"):
        baselines(np.ones(100), 50)


def test_the_better_rule_gains_and_its_interval_says_so() -> None:
    """Counts around a wave; a rule that knows it beats one that does not, on the same days."""
    wave = 3.0 + 2.0 * np.sin(np.arange(400) / 20.0)
    counts = np.array(
        [chance.poisson_at(4, 0, 0, t, "count", float(m)) for t, m in enumerate(wave)], dtype=float
    )
    rows = score(counts, {"knows": wave, "flat": np.full(400, 3.0)}, "knows")
    assert [r.name for r in rows] == ["knows", "flat"]
    assert rows[1].gain > 0
    assert rows[1].low > 0
    assert rows[0].gain == rows[0].low == rows[0].high == 0.0
    assert "flat" in table(rows)


def test_blocks_widen_the_interval_of_days_that_are_alike() -> None:
    luck = np.random.default_rng(1)
    alone = luck.normal(size=560)
    alike = np.repeat(luck.normal(size=20), 28)
    width = [high - low for low, high in (block_interval(alone), block_interval(alike))]
    assert width[1] > 2.5 * width[0]


def test_rules_on_different_days_are_not_compared() -> None:
    with pytest.raises(DataError, match="same days"):
        score(np.ones(5), {"ours": np.ones(4)}, "ours")
    with pytest.raises(DataError, match="did you mean 'ours'"):
        score(np.ones(5), {"ours": np.ones(5)}, "our")
