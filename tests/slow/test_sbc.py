"""Simulation-based calibration: parameters from the prior, counts from them, ranks in the fit."""

from __future__ import annotations

import numpy as np
import pytest

from grayzone.calibrate.checks import posterior_draws, simulation_based
from grayzone.calibrate.likelihood import Likelihood
from grayzone.calibrate.observations import Counts
from grayzone.language.priors import lognormal
from grayzone.mechanisms.fear import Fear
from grayzone.mechanisms.hate_incidents import HateIncidents
from grayzone.readers.events import Event

FIRST = np.datetime64("2015-01-01")


def likelihood(days: int) -> Likelihood:
    """Events of three sizes, at home and abroad; the series itself is drawn anew in each replicate."""
    when = [(10, 12, True), (60, 4, False), (110, 130, True), (150, 14, False)]
    events = [Event(FIRST + d, "attack", f"day {d}", "there", k, abroad, "made up") for d, k, abroad in when]
    counts = Counts(FIRST + np.arange(days), np.full(days, 1.0), usual=2.0)
    priors = {"fear.alpha": lognormal(1.0, 0.7), "moving_level.memory": lognormal(55.0, 0.5)}
    return Likelihood(counts, events, effect=Fear(), incidents=HateIncidents(response=1), priors=priors)


def short(made: Likelihood, replicate: int) -> np.ndarray:
    return posterior_draws(made, replicate, draws=100, tune=100)


def narrowed(made: Likelihood, replicate: int) -> np.ndarray:
    """A sampler that is broken on purpose: it knows twice as much as it should."""
    drawn = short(made, replicate)
    return drawn.mean(axis=0) + 0.5 * (drawn - drawn.mean(axis=0))


def moved(made: Likelihood, replicate: int) -> np.ndarray:
    """A sampler that is broken on purpose: all its draws lie half a prior sd too high."""
    return short(made, replicate) + 0.5


@pytest.mark.slow
def test_thirty_replicates_find_what_was_put_in() -> None:
    """False alarm by chance: once in 20 times over all seeds; this seed does not."""
    found = simulation_based(likelihood(200), replicates=30, sampler=short)
    assert found.passes(), found.p_values()


@pytest.mark.slow
@pytest.mark.parametrize("broken", [narrowed, moved])
def test_a_broken_sampler_fails_in_thirty_replicates(broken: object) -> None:
    found = simulation_based(likelihood(200), replicates=30, sampler=broken)  # type: ignore[arg-type]
    assert not found.passes(level=0.001), found.p_values()


@pytest.mark.slow
@pytest.mark.parametrize("part", [0, 1])
def test_a_hundred_replicates_in_two_parts_find_what_was_put_in(part: int) -> None:
    """False alarm by chance: once in 20 times for each part over all seeds; this seed does not."""
    found = simulation_based(likelihood(400), first=1000 + 50 * part, replicates=50)
    assert found.passes(), found.p_values()
