"""The likelihood of the bundled case us-2001 against figures that were computed by independent code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import grayzone
from grayzone.calibrate.fit import most_likely
from grayzone.calibrate.likelihood import Likelihood
from grayzone.calibrate.observations import Counts, weekday_factors
from grayzone.language.priors import lognormal, normal
from grayzone.mechanisms.fear import Fear
from grayzone.mechanisms.hate_incidents import HateIncidents
from grayzone.readers.series import read_events, read_series

CASE = Path(grayzone.__file__).parent / "cases" / "us-2001"
WIDE = {"fear.alpha": lognormal(1.0, 2.0), "fear.gamma": normal(0.4, 0.3), "fear.exponent": normal(1.5, 0.5)}


def likelihood(first: int, events: bool) -> Likelihood:
    series = read_series(CASE / "incidents.csv", column="anti_islamic", unit="incidents / day")
    dates, values = series.dates, series.values
    usual = float(values[max(first - 365, 0) : max(first, 365)].mean())
    counts = Counts(dates[first:], values[first:], usual, weekday_factors(dates, values))
    known = read_events(CASE / "events.csv") if events else []
    return Likelihood(counts, known, effect=Fear(), incidents=HateIncidents(response=1), priors=WIDE)


@pytest.mark.parametrize("first, target", [(0, -5059.2), (821, -4419.7)])
def test_the_level_alone_reaches_its_known_likelihood(first: int, target: float) -> None:
    assert most_likely(likelihood(first, events=False), starts=2)[0] == pytest.approx(target, abs=0.1)


def test_the_long_tail_reaches_what_was_asked_of_it() -> None:
    """At least -4862, with 9/11 in: the other figures lie in the ranges of earlier fits."""
    value, at = most_likely(likelihood(0, events=True), starts=2)
    assert value >= -4862
    assert 0.70 <= at["fear.gamma"] <= 0.88
    assert 3.5 <= at["fear.scale"] <= 8
    assert 1.3 <= at["fear.exponent"] <= 2.0
    assert 40 <= at["moving_level.memory"] <= 80


def test_the_first_of_april_2002_is_day_821() -> None:
    assert np.datetime64("2000-01-01") + 821 == np.datetime64("2002-04-01")
