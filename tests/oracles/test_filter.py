"""The compiled likelihood of daily counts against a slow filter in plain Python, and its gradient."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from grayzone.calibrate.likelihood import Likelihood
from grayzone.calibrate.observations import Counts, lagged_log_ratio, weekday_factors, weekdays
from grayzone.errors import DataError, LanguageError
from grayzone.language.memory import long_tail
from grayzone.mechanisms.fear import Fear
from grayzone.mechanisms.hate_incidents import HateIncidents
from grayzone.readers.events import Event

FIRST = np.datetime64("2001-01-01")
DAYS = 90
TRUTH = {
    "fear.alpha": 0.6,
    "fear.exponent": 1.5,
    "fear.gamma": 0.55,
    "fear.omega": 0.3,
    "fear.scale": 6.0,
    "fear.shock_size": 0.4,
    "moving_level.dispersion": 0.12,
    "moving_level.kappa": 0.4,
    "moving_level.memory": 40.0,
    "moving_level.widening": 0.2,
}


def event(day: int, killed: int | None = 3, *, kind: str = "attack", abroad: bool = False) -> Event:
    return Event(FIRST + day, kind, f"day {day}", "here", killed, abroad, "made up")


EVENTS = [event(7), event(7, 40), event(30, 12, abroad=True), event(55, None, kind="shock"), event(70, 0)]


def counts(**changes: object) -> Counts:
    luck = np.random.default_rng(3)
    values = luck.poisson(3.0, DAYS).astype(float)
    values[[20, 21, 64]] = np.nan
    control = luck.poisson(30.0, DAYS).astype(float)
    given: dict[str, object] = {
        "dates": FIRST + np.arange(DAYS),
        "values": values,
        "usual": 2.5,
        "weekday": np.array([0.8, 0.9, 1.0, 1.0, 1.1, 1.3, 0.9]),
        "log_control": lagged_log_ratio(control, 7),
        "breaks": (FIRST + 45,),
    }
    return Counts(**(given | changes))  # type: ignore[arg-type]


def likelihood(of: Counts | None = None, events: list[Event] = EVENTS, **more: object) -> Likelihood:
    made = {"effect": Fear(), "incidents": HateIncidents(response=1)} | more
    return Likelihood(of or counts(), events, **made)  # type: ignore[arg-type]


def slow_filter(
    of: Counts, events: list[Event], p: dict[str, float]
) -> tuple[float, list[tuple[float, float]]]:
    """The same in the plainest words: one day after the other, nothing generated, densities from SciPy."""
    memory, phi = p["moving_level.memory"], p["moving_level.dispersion"]
    weights, left = long_tail(p["fear.scale"], p["fear.exponent"]).resolve({})
    stocks = np.zeros(8)
    a, b = of.usual * memory, memory
    total, seen = 0.0, []
    for t, (date, y) in enumerate(zip(of.dates, of.values)):
        z = 0.0
        for e in events:
            if e.date == date:
                size = (
                    p["fear.shock_size"]
                    if e.kind == "shock"
                    else p["fear.alpha"] * (1 + (e.killed or 0)) ** p["fear.gamma"]
                )
                z += size * p["fear.omega"] ** e.abroad
        stocks = stocks * left
        fear = float(weights @ (stocks + 0.5 * z))
        stocks = stocks + z
        exposure = of.weekday[(date - np.datetime64("1970-01-05")).astype(int) % 7] * (1.0 + fear)
        if of.log_control is not None:
            exposure *= math.exp(p["moving_level.kappa"] * of.log_control[t])
        if date in of.breaks:
            a, b = a * p["moving_level.widening"], b * p["moving_level.widening"]
        mean, dispersion = a / b * exposure, 1.0 / a + phi
        seen.append((mean, dispersion))
        a, b = a * math.exp(-1 / memory), b * math.exp(-1 / memory)
        if not math.isnan(y):
            if t > 0:
                total += stats.nbinom.logpmf(y, 1 / dispersion, 1 / (1 + dispersion * mean))
            a, b = a + y, b + exposure
    return total, seen


def test_the_compiled_likelihood_is_the_plain_filter() -> None:
    made, series = likelihood(), counts()
    wanted, days = slow_filter(series, EVENTS, TRUTH)
    point = made.array(TRUTH)
    assert made.log_density(point) == pytest.approx(wanted, abs=1e-9)
    mean, dispersion = made.predicted(point)
    assert np.allclose(np.column_stack([mean, dispersion]), days, rtol=1e-12)


def test_its_value_does_not_depend_on_asking_for_the_gradient() -> None:
    made = likelihood()
    point = made.array(TRUTH)
    assert made.with_gradient(point)[0] == made.log_density(point)


def test_the_gradient_is_the_limit_of_differences_in_every_parameter() -> None:
    made = likelihood()
    assert set(made.parameters) == set(TRUTH)
    point = made.array(TRUTH)
    _, slopes = made.with_gradient(point)
    for k, name in enumerate(made.parameters):
        step = np.zeros(len(point))
        step[k] = 1e-3 * point[k]
        near = made.log_density(point + step) - made.log_density(point - step)
        far = made.log_density(point + 2 * step) - made.log_density(point - 2 * step)
        assert slopes[k] == pytest.approx((8 * near - far) / (12 * step[k]), rel=1e-6), name


def test_without_extra_dispersion_the_filter_is_the_exact_gamma_poisson_mixture() -> None:
    """Two days can be integrated by hand: Poisson counts under one gamma level that fades in between."""
    series = Counts(FIRST + np.arange(2), np.array([4.0, 2.0]), usual=3.0)
    made = Likelihood(series)
    fade, memory = math.exp(-1 / 20.0), 20.0
    a, b = fade * 3.0 * memory + 4.0, fade * memory + 1.0
    level = np.linspace(1e-6, 30.0, 200_001)
    dense = stats.gamma(a, scale=1 / b).pdf(level) * stats.poisson.pmf(2, level)
    wanted = math.log(float(np.sum((dense[1:] + dense[:-1]) / 2) * (level[1] - level[0])))
    point = made.array({"moving_level.memory": memory, "moving_level.dispersion": 0.0})
    assert made.log_density(point) == pytest.approx(wanted, abs=1e-7)


def test_a_break_leaves_the_level_and_widens_what_is_known_of_it() -> None:
    at = 45
    cut, whole = likelihood(), likelihood(counts(breaks=()))
    mean, dispersion = cut.predicted(cut.array(TRUTH))
    mean_before, dispersion_before = whole.predicted(whole.array(TRUTH))
    assert mean[at] == pytest.approx(mean_before[at])
    phi = TRUTH["moving_level.dispersion"]
    assert dispersion[at] - phi == pytest.approx((dispersion_before[at] - phi) / 0.2)


def test_what_these_data_cannot_inform_is_listed_and_not_fitted() -> None:
    made = likelihood()
    assert {"fear.elsewhere", "fear.symbolic_weight", "fear.shape", "hate_incidents.restraint"} <= set(
        made.not_informed
    )
    at_home = likelihood(counts(breaks=(), log_control=None), [event(7), event(20, 9)])
    assert {"fear.omega", "fear.shock_size", "moving_level.kappa", "moving_level.widening"} <= set(
        at_home.not_informed
    )
    assert "fear.gamma" in likelihood(events=[event(7), event(9)]).parameters


def test_a_series_without_events_informs_nothing_about_fear() -> None:
    assert likelihood(counts(breaks=(), log_control=None), []).parameters == (
        "moving_level.dispersion",
        "moving_level.memory",
    )


def test_counts_that_are_drawn_have_the_mean_and_spread_that_is_scored() -> None:
    """Day 2 of 4,000 replicates; wrong by chance once in about 15,000 times (4 standard errors)."""
    made = likelihood()
    point = made.array(TRUTH)
    drawn = np.array([made.draw(point, seed=5, replicate=k)[1] for k in range(4000)])
    mean, dispersion = (float(x[1]) for x in made.predicted(point))
    spread = mean + dispersion * mean**2
    assert drawn.mean() == pytest.approx(mean, abs=4 * math.sqrt(spread / 4000))
    assert drawn.var() == pytest.approx(spread, rel=0.15)


def test_an_event_that_is_left_out_is_gone() -> None:
    made = likelihood()
    other = likelihood(events=[e for k, e in enumerate(EVENTS) if k != 1])
    assert made.without_event(1).log_density(made.array(TRUTH)) == pytest.approx(
        other.log_density(other.array(TRUTH))
    )


def test_weekdays_begin_with_monday_and_their_factors_average_to_one() -> None:
    dates = np.datetime64("2001-09-10") + np.arange(28)
    assert weekdays(dates)[:7].tolist() == [0, 1, 2, 3, 4, 5, 6]
    values = np.where(weekdays(dates) == 5, 4.0, 1.0)
    assert weekday_factors(dates, values)[5] == pytest.approx(2.8)


def test_a_lagged_control_uses_nothing_of_its_own_day() -> None:
    values = np.ones(30)
    values[20] = 100.0
    ratio = lagged_log_ratio(values, 7)
    assert ratio[20] == ratio[19]
    assert ratio[21] > ratio[20]
    assert ratio[28] == ratio[20]


@pytest.mark.parametrize(
    "change, said",
    [
        ({"values": np.full(DAYS, 0.5)}, "not whole"),
        ({"dates": FIRST + 2 * np.arange(DAYS)}, "gap"),
        ({"usual": 0.0}, "usual level"),
        ({"log_control": np.full(DAYS, np.nan)}, "control"),
    ],
)
def test_a_series_that_cannot_be_scored_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(DataError, match=said):
        counts(**change)


def test_an_attack_with_an_unknown_number_killed_is_refused() -> None:
    with pytest.raises(DataError, match="unknown"):
        likelihood(events=[event(4, None)])


def test_a_prior_for_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(LanguageError, match="did you mean 'fear.alpha'"):
        likelihood(keep=["fear.alfa"])
