"""What a case refuses: the exact sentences, each with what, where and how to mend it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grayzone.cases.case import Case, case
from grayzone.errors import DataError, GrayzoneError, ScenarioError
from grayzone.scenarios.scenario import Scenario


@pytest.fixture
def copied(tmp_path: Path) -> Case:
    """A copy of a bundled case that a test may spoil."""
    shutil.copytree(case("us-2001").folder, tmp_path / "us")
    return Case("us", tmp_path / "us")


def spoil(one: Case, file: str, old: str, new: str) -> None:
    path = one.folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def heard(one: Case, ask: object = None) -> str:
    """Return the sentence of the refusal, with the folder left out of it."""
    with pytest.raises(GrayzoneError) as refused:
        one.series("anti_islamic") if ask is None else ask()  # type: ignore[operator]
    return refused.value.sentence().replace(f"{one.folder}/", "")


def test_an_unknown_case_is_refused_with_the_nearest() -> None:
    with pytest.raises(ScenarioError) as refused:
        case("germny-2014")
    assert refused.value.sentence() == "there is no case 'germny-2014'; did you mean 'germany-2014'?"


def test_an_unknown_policy_is_refused_with_the_nearest() -> None:
    with pytest.raises(ScenarioError) as refused:
        case("germany-2014").scenario.problem("open_door")
    told = "germany-2014: there is no policy 'open_door'; did you mean 'open_doors'?"
    assert refused.value.sentence() == told


def test_a_response_that_the_model_does_not_hear_is_refused() -> None:
    with pytest.raises(ScenarioError) as refused:
        case("us-2001").scenario.problem("targeted")
    told = "us-2001: the model reads no lever of the response 'targeted' (targeted_policing); add a mechanism that does"
    assert refused.value.sentence() == told


def test_a_lever_above_one_is_a_fault_of_the_file(copied: Case) -> None:
    spoil(copied, "case.yaml", "{from: 2001-09-12, to: 1.0}", "{from: 2001-09-12, to: 1.5}")
    assert [str(fault) for fault in copied.scenario.check()] == [
        "case.yaml:54:40: 'to': 1.5 is no share; give a number from 0 to 1"
    ]


def test_an_event_of_a_file_outside_the_period_is_kept_as_a_fact_and_noticed() -> None:
    scenario = case("us-2001").scenario
    assert scenario.notices() == ["18 events lie outside the period and are not simulated"]
    assert len(scenario.setting.events) - len(scenario.problem().events) in (0, 18)


def test_an_event_written_into_the_case_outside_the_period_is_a_fault(copied: Case) -> None:
    spoil(copied, "case.yaml", "events: {file: events.csv}", "events: [{date: 2019-01-01, kind: attack}]")
    assert [str(fault) for fault in copied.scenario.check()] == [
        "case.yaml:45:17: the event of 2019-01-01 lies outside the period; give a day from 2000-01-01 to 2016-06-30"
    ]


def test_an_unknown_series_is_refused_with_the_nearest() -> None:
    with pytest.raises(DataError) as refused:
        case("us-2001").series("anti_islam")
    assert refused.value.sentence() == "us-2001: the case has no series 'anti_islam'; did you mean 'anti_islamic'?"


def test_a_panel_is_not_read_as_one_series() -> None:
    iraq = case("iraq-2003")
    told = "iraq-2003: 'provinces' is a panel of places; read it with panel('provinces')"
    assert heard(iraq, lambda: iraq.series("provinces")) == told
    assert heard(iraq, lambda: iraq.panel("ibc")) == "iraq-2003: 'ibc' is one series; read it with series('ibc')"


def test_a_missing_day_is_refused(copied: Case) -> None:
    spoil(copied, "incidents.csv", "\n2000-01-03,0,1,,1,29,28,27", "")
    told = (
        "incidents.csv:4:1: 2000-01-03 is missing before 2000-01-04; "
        "add what is missing, with empty cells if the figures are unknown"
    )
    assert heard(copied) == told


def test_a_doubled_day_is_refused(copied: Case) -> None:
    spoil(copied, "incidents.csv", "\n2000-01-03,0,1,,1,29,28,27", "\n2000-01-02,0,1,,1,29,28,27")
    assert heard(copied) == "incidents.csv:4:1: 2000-01-02 stands twice (first in line 3); keep one row"


def test_a_negative_count_is_refused(copied: Case) -> None:
    spoil(copied, "incidents.csv", "2000-01-03,0,1", "2000-01-03,-1,1")
    told = (
        "incidents.csv:4:2: -1 in 'anti_islamic' is a negative count; "
        "counts start at 0; leave the cell empty if the figure is unknown"
    )
    assert heard(copied) == told


def test_a_wrong_unit_is_refused(copied: Case) -> None:
    old = "column: anti_islamic, unit: incidents / day"
    spoil(copied, "case.yaml", old, old.replace("day", "week"))
    told = (
        "incidents.csv:1:2: 'incidents / week' is not a unit of the count 'anti_islamic' by day; "
        "write what is counted, a slash and the time, such as 'incidents / day'"
    )
    assert heard(copied) == told


def test_an_unknown_word_in_a_series_is_refused(copied: Case) -> None:
    spoil(copied, "case.yaml", "column: anti_islamic, unit:", "column: anti_islamic, units: x, unit:")
    assert heard(copied) == "us: 'anti_islamic' has 'units'; did you mean 'unit'?"


def test_a_driver_with_a_missing_day_is_a_fault_of_the_case(tmp_path: Path) -> None:
    shutil.copytree(case("germany-2014").folder, tmp_path / "germany")
    file = tmp_path / "germany" / "arrivals.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:3] + lines[4:]), encoding="utf-8")
    faults = [str(fault) for fault in Scenario.load(tmp_path / "germany" / "case.yaml").check()]
    assert len(faults) == 1
    assert "the driver 'arrivals' has no row for 2014-01-03" in faults[0]
    assert faults[0].endswith("give a value for every day of the period")
