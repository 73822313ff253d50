"""Tipping after a known event, and what it hangs on: shares of draws, each beside a run without the event.

Expected numbers of events, nothing drawn by chance: no false alarms.
"""

from __future__ import annotations

from functools import lru_cache

import pytest

from grayzone.cases.case import case
from grayzone.errors import RunError, ScenarioError
from grayzone.evidence import Ledger
from grayzone.studies.tipping import Criterion, TippingTable, switched_off, tipping_shares

SAMARRA = "2006-02-22"


@lru_cache(maxsize=1)
def table() -> TippingTable:
    off = ["protection", "reciprocal_violence.across", "contact"]
    return tipping_shares(case("iraq-2003").scenario, SAMARRA, 32, off)


def test_some_draws_tip_and_do_not_come_back_and_most_do_not() -> None:
    whole = table().row()
    assert 0.0 < whole.incomplete <= whole.tipped < 0.5
    assert whole.by_event <= whole.tipped and whole.median_ratio > 1.0


def test_without_protectors_or_answers_there_is_no_tipping_and_contact_makes_no_difference() -> None:
    assert table().row("protection").incomplete == 0.0
    assert table().row("reciprocal_violence.across").incomplete == 0.0
    difference = dict(table().makes_the_difference())
    assert difference["protection"] == table().row().incomplete > abs(difference["contact"])
    assert table().makes_the_difference()[0][0] in ("protection", "reciprocal_violence.across")


def test_the_table_says_that_the_data_of_the_time_could_not_tell() -> None:
    assert "June 2006 could not tell" in str(table()) and "(ibc-2012/no-forecast)" in str(table())
    assert "ibc-2012/no-forecast" in Ledger.load()


def test_what_grows_within_a_season_of_the_event_would_not_have_grown_without_it() -> None:
    soon = tipping_shares(case("iraq-2003").scenario, SAMARRA, 32, criterion=Criterion(ratio=1.5, after=90)).row()
    assert soon.by_event > 0.2 and soon.tipped_anyway < 0.5 * soon.tipped
    assert soon.by_event == pytest.approx(soon.tipped - soon.tipped_anyway)


def test_a_stricter_measure_of_tipping_finds_fewer() -> None:
    scenario = case("iraq-2003").scenario
    strict = tipping_shares(scenario, 1, 32, criterion=Criterion(ratio=20.0))
    assert strict.row().tipped <= table().row().tipped
    assert strict.event == table().event


def test_what_cannot_be_asked_is_refused_with_the_nearest_word() -> None:
    scenario = case("iraq-2003").scenario
    with pytest.raises(ScenarioError, match="no known event falls on 2006-02-23; did you mean '2006-02-22'?"):
        tipping_shares(scenario, "2006-02-23", 1)
    with pytest.raises(ScenarioError, match="there is no known event 2; the scenario has 2, counted from 0"):
        tipping_shares(scenario, 2, 1)
    with pytest.raises(ScenarioError, match="the period holds no 400 days before the event and 730 after it"):
        tipping_shares(scenario, "2004-03-02", 1, criterion=Criterion(window=400))
    with pytest.raises(RunError, match="the model has no 'protecton' to switch off; did you mean 'protection'?"):
        switched_off(scenario.problem(), "protecton")
    with pytest.raises(RunError, match="nothing of 'hostility.turnover' may be 0; switch off what makes use of it"):
        switched_off(scenario.problem(), "hostility.turnover")
    with pytest.raises(RunError, match="the model has no events 'repraisal'; did you mean 'reprisal'?"):
        tipping_shares(scenario, SAMARRA, 1, kinds=["repraisal"])
