"""Every bundled case is whole: it checks clean, its series are read, and it says what may not be concluded."""

from __future__ import annotations

import re

import numpy as np
import pytest
from worlds import CASES

from grayzone.cases.case import case, names
from grayzone.evidence import Ledger

OWN = [name for name in CASES if name != "paris-2015"]


def test_the_bundled_cases_are_these() -> None:
    assert tuple(names()) == CASES


@pytest.mark.parametrize("name", CASES)
def test_a_case_has_no_fault_and_its_events_are_dated_facts(name: str) -> None:
    found = case(name)
    assert found.scenario.check() == []
    events = found.events()
    assert len(events) >= 15 and all(event.provenance for event in events)
    assert [event.date for event in events] == sorted(event.date for event in events)


@pytest.mark.parametrize("name", OWN)
def test_a_case_says_what_it_observes_and_what_it_lacks(name: str) -> None:
    found = case(name)
    for slug, form in found.scenario.form.series.items():
        panel = bool((form.model_extra or {}).get("panel"))
        one = found.panel(slug) if panel else found.series(slug)
        assert np.isfinite(one.values).any() and one.unit and not one.dropped
    assert found.told["licence"] and found.told["credit"]
    assert len(found.told["missing"]) >= 4 and len(found.not_concluded) >= 4
    assert all(sentence.endswith(".") for sentence in found.not_concluded)
    held_out = found.scenario.form.held_out
    assert held_out is not None and (held_out.model_extra or {})["visible"] is True


@pytest.mark.parametrize("name", OWN)
def test_what_a_case_cites_stands_in_the_ledger(name: str) -> None:
    ledger = Ledger.load()
    text = (case(name).folder / "case.yaml").read_text(encoding="utf-8")
    cited = set(re.findall(r"[a-z]+(?:-[a-z]+)*-\d{4}/[a-z0-9-]+", text))
    assert cited and not [claim for claim in sorted(cited) if claim not in ledger]


def test_the_arrivals_of_germany_add_up_to_its_applications() -> None:
    found = case("germany-2014")
    table = found.table("arrivals.csv")
    months = np.array([day[:7] for day in table.texts("date")])
    daily = np.array([float(cell) for cell in table.texts("arrivals")])
    applications = found.series("applications")
    for date, figure in zip(applications.dates, applications.values):
        if str(date) >= "2014-01":
            assert daily[months == str(date)[:7]].sum() == pytest.approx(figure, abs=0.05)


def test_iraq_states_samarra_as_a_symbol_of_those_who_were_struck() -> None:
    scenario = case("iraq-2003").scenario
    samarra = [event for event in scenario.setting.events if str(event.date) == "2006-02-22"]
    assert [(event.community, event.marks["symbolic"]) for event in samarra] == [("shia", 1.0)]
    named = {(str(event.date), event.name) for event in case("iraq-2003").events()}
    assert {(str(event.date), event.name) for event in scenario.setting.events} <= named
    assert len(case("iraq-2003").series("ibc").values) == 108


def test_the_community_of_a_case_starts_where_its_incidents_are_usual() -> None:
    """Otherwise a case would begin with a hostility that its own parameters call unusual."""
    for name in CASES:
        scenario = case(name).scenario
        values = scenario.problem().parameter_values()
        hosts = [c for c in scenario.society.communities if c.ladder == "host"]
        for key, value in values.items():
            if key.endswith(".usual_hostility"):
                for host in hosts:
                    assert host.start["hostile"] + host.start["mobilised"] == pytest.approx(value), (name, key)
