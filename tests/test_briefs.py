"""Briefs: what is read from the tables of a case, what is computed from draws, and what is refused."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from grayzone.briefs import beside_model, causal, compared, expectations, observed, rests_on
from grayzone.cases.case import case
from grayzone.engines.problem import KnownEvent
from grayzone.errors import DataError
from grayzone.evidence.ledger import Ledger
from grayzone.figures import Event

FRANCE = case("paris-2015")
MODEL = FRANCE.scenario.problem().model
LEDGER = Ledger.load()


def test_the_acts_of_a_year_come_from_the_table_and_a_period_that_is_not_there_is_refused() -> None:
    assert observed.fact(FRANCE, observed.ACTS, "2015-01-01", "2015-12-31") == 429
    with pytest.raises(DataError, match="facts.csv"):
        observed.fact(FRANCE, observed.ACTS, "2015-02-01", "2015-02-28")


def test_years_leave_out_the_periods_that_overlap_them() -> None:
    years = [f.first[:4] for f in observed.years(FRANCE)]
    assert years == sorted(set(years)) and "2015" in years


def test_fear_rose_in_france_and_both_intervals_of_hostility_hold_zero() -> None:
    low, _ = observed.effect(FRANCE, "2015-11-13", "FR", "ter").interval()
    assert low > 0
    for outcome in ("imm", "ref"):
        low, high = observed.effect(FRANCE, "2015-11-13", "FR", outcome).interval()
        assert low < 0 < high


def test_an_effect_that_was_not_read_is_refused() -> None:
    with pytest.raises(DataError, match="no effect on 'ter' in EU"):
        observed.effect(FRANCE, "2015-11-13", "EU", "ter")


def test_attention_peaks_on_the_night_of_the_attacks_and_halves_within_a_day() -> None:
    found = observed.attention(FRANCE)
    assert str(found.when[found.peak]).startswith(("2015-11-13T2", "2015-11-14T00"))
    assert 0 < found.first_below(0.5) < 24 < found.first_below(0.1)


def test_weeks_after_11_september_are_those_of_the_ledger() -> None:
    when, values = observed.weeks("2001-09-11", 6, 20)
    assert str(when[6]) == "2001-09-11"
    assert values[6:12].tolist() == [210, 85, 30, 31, 28, 20]


def test_people_killed_abroad_are_not_counted_at_home() -> None:
    assert observed.killed_at_home(FRANCE, "2015-01-07", "2015-01-09") == 17
    assert observed.killed_at_home(FRANCE, "2015-02-14", "2015-02-15") == 0


def test_known_attacks_are_counted_from_the_branch_on_and_within_the_run() -> None:
    events = [KnownEvent("attack", day) for day in (4, 5, 9, 10)] + [KnownEvent("shock", 6)]
    problem = SimpleNamespace(events=events, days=10)
    assert expectations.known_attacks(problem, 6) == 2  # days 5 and 9: records 6 and 10
    assert expectations.known_attacks(problem, 0) == 3


def test_ranks_share_their_place_where_values_are_equal() -> None:
    assert rests_on.ranks(np.array([3.0, 1.0, 1.0])).tolist() == [1.0, -0.5, -0.5]


def test_a_regression_judged_on_draws_left_out_finds_what_is_there_and_nothing_where_nothing_is() -> None:
    luck = np.random.default_rng(1)
    x, noise = luck.normal(size=(400, 10)), luck.normal(size=400)
    fold = np.arange(400) % 8
    assert rests_on.left_out(x[:, 0] + noise, x, fold) == pytest.approx(0.5, abs=0.1)
    # fitted on its own rows ten useless columns would explain one part in forty; left out they explain none
    assert rests_on.left_out(noise, x, fold) < 0.01
    assert rests_on.left_out(np.ones(400), x, fold) == 0.0


def test_only_priors_chosen_around_a_series_count_as_data() -> None:
    known = rests_on.informed_by_data(MODEL, LEDGER)
    assert {"fear.gamma", "fear.scale", "attention.first"} <= set(known)
    assert not {"alienation.opening", "hostility.calling_back", "repression.direct"} & set(known)


def test_the_table_of_parameters_names_what_each_rests_on() -> None:
    rows = rests_on.parameter_table(MODEL).rows
    assert len(rows) == len(rests_on.parameters(MODEL))
    assert all(row[3].startswith(("Assumed: ", "Claim ")) and len(row[3]) > 12 for row in rows)


def test_a_drawn_arrow_is_solid_only_where_a_claim_about_it_was_read() -> None:
    names = {name for cause, effect, _, _ in causal.LINKS for name in (cause, effect)}
    assert names == set(causal.PLACES)
    for key in causal.link_claims():
        assert key in LEDGER
    dashed = sum(not keys for _, _, keys, _ in causal.LINKS)
    assert causal.drawn_map(LEDGER).finding.startswith(f"{dashed} of {len(causal.LINKS)}")


def test_a_study_stands_on_the_map_only_if_its_size_was_read() -> None:
    found = {study.name: study for study in compared.studies(LEDGER)}
    assert set(found) == {"Chechnya", "Israel and Palestine"}
    assert found["Chechnya"].low == pytest.approx(-0.297 - 1.645 * 0.092, abs=0.001)


def test_the_map_scales_only_parameters_of_the_model_that_are_assumed() -> None:
    declared = rests_on.parameters(MODEL)
    for name in expectations.SCALED:
        assert declared[name].assumed and declared[name].high >= 2 * declared[name].default


def tiny(attacks: np.ndarray) -> SimpleNamespace:
    across, up = np.linspace(-0.1, 0.1, attacks.shape[2]), np.linspace(0, 1, attacks.shape[1])
    return SimpleNamespace(tiles=expectations.Tiles(across, up, attacks))


def test_the_leader_of_a_tile_has_the_fewest_attacks_and_its_lead_is_a_share_of_the_next() -> None:
    leader, margin = compared.tile_margin(tiny(np.array([[[4.0, 2.0]], [[5.0, 1.0]], [[8.0, 9.0]]])))
    assert leader.tolist() == [[0, 1]]
    assert margin.tolist() == [[0.2, 0.5]]


def test_a_sum_knows_whether_it_lies_in_the_interval_of_the_draws() -> None:
    draws = np.linspace(0, 100, 101)
    assert beside_model.Sum("inside", 50, draws).inside
    missed = beside_model.Sum("outside", 99, draws)
    assert not missed.inside and missed.below == pytest.approx(99 / 101)
    assert beside_model.Sum("share", 0.5, draws / 100, share=True).write(0.25) == "25%"


def test_an_event_is_drawn_only_if_the_model_was_told_of_it() -> None:
    told = SimpleNamespace(scenario=FRANCE.scenario, table=FRANCE.table)
    shown = beside_model.events(SimpleNamespace(case=told))
    days = {str(FRANCE.scenario.first + np.timedelta64(e.day, "D")) for e in FRANCE.scenario.problem().events}
    assert shown[0] == Event("2015-01-07", "Paris")
    assert {event.day for event in shown} <= days


def test_a_case_without_a_brief_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observed, "case", lambda name: SimpleNamespace(name=name))
    with pytest.raises(DataError, match="no report is written for the case 'iraq-2003'"):
        observed.again("iraq-2003")
