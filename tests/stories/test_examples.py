"""The worked examples: each is ready, runs at all three fidelities, and shows what its page says it shows."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import grayzone as gz
from grayzone.engines.run import run_many

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDERS = sorted(p.parent.name for p in EXAMPLES.glob("*/scenario.yaml"))
FIDELITIES = ("agents", "counts", "shares")


def scenario(name: str) -> gz.Scenario:
    return gz.Scenario.load(EXAMPLES / name / "scenario.yaml", allow=["mechanism.py"])


def run(name: str, fidelity: str, **values: float) -> gz.Record:
    asked = scenario(name)
    (mechanism,) = asked.model.mechanisms
    given = {f"{mechanism.name}.{k}": v for k, v in values.items()}
    return gz.run(asked.problem(values=given), fidelity, seed=1)


def test_there_are_five_examples_and_each_has_its_two_files() -> None:
    assert FOLDERS == ["bounded-confidence", "calm-town", "contagion", "fear", "self-exciting"]
    for name in FOLDERS:
        files = {p.name for p in (EXAMPLES / name).iterdir() if p.is_file()}
        assert files == {"mechanism.py", "scenario.yaml"}


@pytest.mark.parametrize("name", FOLDERS)
def test_an_example_is_ready_and_has_nothing_that_moves_nothing(name: str) -> None:
    asked = scenario(name)
    assert [str(fault) for fault in asked.check()] == []
    assert asked.notices() == []


@pytest.mark.parametrize("name", FOLDERS)
def test_an_example_is_refused_as_long_as_nobody_allows_its_code(name: str) -> None:
    faults = gz.Scenario.load(EXAMPLES / name / "scenario.yaml").check()
    assert any("not allowed to run" in str(fault) for fault in faults)


@pytest.mark.parametrize("fidelity", FIDELITIES)
@pytest.mark.parametrize("name", FOLDERS)
def test_an_example_runs_and_loses_nobody(name: str, fidelity: str) -> None:
    record = run(name, fidelity)
    people = record["people"].values.sum(axis=2)
    assert np.abs(people - people[0]).max() < 1e-6 * people.max()
    moved = np.abs(record["people"].values[-1] - record["people"].values[0]).sum()
    assert moved > 10, "nobody moves, so the example shows nothing"


@pytest.mark.parametrize("fidelity", FIDELITIES)
def test_contagion_reaches_the_south_later_and_stops_before_everybody_has_heard(fidelity: str) -> None:
    believing = run("contagion", fidelity).select("people", status="believing")
    unaware = run("contagion", fidelity).select("people", status="unaware")
    north, south = believing.argmax(axis=0)
    assert north < south
    assert 0.1 < unaware[-1].sum() / 10_000 < 0.5


def test_contagion_in_a_large_well_mixed_town_meets_the_final_size_of_the_textbook() -> None:
    """Kermack and McKendrick (1927): of those who never hear, x = (1 - i0) exp(-R (1 - x)); R = 0.2 / 0.1."""
    unaware = run("contagion", "shares").select("people", status="unaware")[-1].sum() / 10_000
    expected = 0.2
    for _ in range(200):
        expected = (1 - 0.006) * math.exp(-2.0 * (1 - expected))
    assert abs(unaware - expected) < 0.03, "daily steps and two towns move it by a little, no more"


@pytest.mark.parametrize("fidelity", FIDELITIES)
def test_bounded_confidence_leaves_camps_and_a_longer_reach_leaves_one(fidelity: str) -> None:
    def cold(reach: float) -> float:
        record = run("bounded-confidence", fidelity, reach=reach)
        return float(record.select("people", status="wary", group="everywhere/north")[-1] / 3000)

    assert cold(0.15) > 0.3
    assert cold(0.4) < 0.05


@pytest.mark.parametrize("fidelity", FIDELITIES)
def test_long_fear_still_moves_people_when_one_exponential_would_be_gone(fidelity: str) -> None:
    fear = run("fear", fidelity).select("public", public="fear", group="everywhere/north")
    first, before_second = int(np.argmax(fear > 0)), int(np.argmax(fear)) - 2
    peak = fear[first : first + 3].max()
    half_life = int(np.argmax(fear[first + 2 :] < peak / 2)) + 2
    left = fear[before_second] / peak
    exponential = 0.5 ** ((before_second - first) / half_life)
    assert left > 3 * exponential


def test_copied_incidents_come_as_often_as_their_copies_add_up_to() -> None:
    """The mean of a self-exciting process follows from itself, day by day (Hawkes 1971, in steps of a day).

    Forty runs of two years; they leave the band of five standard errors by chance about once in 80,000 seeds.
    """
    problem = scenario("self-exciting").problem()
    totals = [
        record["events"].values.sum() for record in run_many(problem, "counts", seed=1, replicates=range(40))
    ]
    expected, echo = 0.0, 0.0
    for _ in range(730):
        today = 0.5 + 0.5 * echo / 10.0
        expected += today
        echo = (echo + today) * math.exp(-1 / 10.0)
    assert 600 < expected < 730, (
        "each incident sets off about half of another, so there are about twice as many"
    )
    error = np.std(totals, ddof=1) / math.sqrt(len(totals))
    assert abs(np.mean(totals) - expected) < 5 * error


@pytest.mark.parametrize("fidelity", FIDELITIES)
def test_a_call_calms_those_who_trust_and_nobody_where_there_is_no_call(fidelity: str) -> None:
    hostile = run("calm-town", fidelity).select("people", status="hostile", group="everywhere/north")
    before, after = 59, 90  # record 0 is the day before the first, so the call of 1 March is in record 60
    assert hostile[before] == hostile[0]
    assert hostile[after] < 0.3 * hostile[0]
    assert hostile[-1] > 0.98 * hostile[after + 2]
