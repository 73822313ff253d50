"""The ladder of fidelities: how much of an answer comes from the network, how much from finite numbers."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "oracles"))
from zoo import contagion  # noqa: E402

import grayzone  # noqa: E402
from grayzone.engines.ladder import Effect, Ladder, ladder  # noqa: E402
from grayzone.errors import RunError  # noqa: E402
from grayzone.ground.records import Record  # noqa: E402
from grayzone.society.society import Society  # noqa: E402
from grayzone.society.ties import Homophilous, RingRewired, Ties  # noqa: E402


def quiet(people: int, ties: Ties, days: int = 30):  # type: ignore[no-untyped-def]
    """Return a contagion without an event, in which shares say nothing of luck."""
    problem = contagion(people, days)
    society = Society(problem.society.communities, ties=ties)
    return replace(problem, society=society, events=(), drawn={})


@pytest.fixture(scope="module")
def ring() -> Ladder:
    return ladder(quiet(2000, RingRewired(4, 0.0, 0.0)), replicates=6)


def test_a_ring_holds_a_contagion_back_and_the_ladder_says_so(ring: Ladder) -> None:
    """Ends of the ring catch nothing new, so agents stay far below counts: over 10 standard errors."""
    effect = ring.network("taken")
    assert effect.value < -0.1 and abs(effect.value) > 10 * effect.standard_error
    assert effect.sentence().startswith("network: taken ends 0.")
    assert effect.sentence().endswith("less as agents than as counts")
    assert effect.sentence() in str(ring)


def test_with_many_ties_the_network_hardly_matters() -> None:
    """100 ties: within .03.  False alarm: never (between replicates .02, of six .01)."""
    assert abs(ladder(quiet(2000, Homophilous(100, 0.5)), replicates=6).network("taken").value) < 0.03


def test_few_people_differ_from_shares_more_widely_than_many() -> None:
    few = ladder(quiet(100, Homophilous(8, 0.8)), replicates=8).finite_size("taken")
    many = ladder(quiet(100, Homophilous(8, 0.8)), replicates=8, people=20_000).finite_size("taken")
    assert many.standard_error < few.standard_error / 5, "by the square root of 200"


def test_effects_are_the_differences_of_means_with_their_standard_errors(ring: Ladder) -> None:
    k = ring.measures.index("taken")
    agents, counts, shares = (getattr(ring, x)[:, -1, k] for x in ("agents", "counts", "shares"))
    assert ring.network("taken").value == pytest.approx(agents.mean() - counts.mean())
    assert ring.finite_size("taken").value == pytest.approx(counts.mean() - shares.mean())
    assert ring.network("taken").standard_error == pytest.approx((agents - counts).std(ddof=1) / np.sqrt(6))
    row = ring.rows()[k]
    assert row["measure"] == "taken" and row["agents"] == pytest.approx(agents.mean())
    assert ring.network("taken", day=0).value == 0.0, "all begin alike"


def test_shares_are_run_once_unless_events_are_drawn_and_then_they_share_the_luck() -> None:
    problem = contagion(200, 15)
    assert len(ladder(replace(problem, events=(), drawn={}), replicates=3).shares) == 1
    drawn = ladder(problem, replicates=3, measure=attacks)
    assert len(drawn.shares) == 3 and drawn.measures == ("attacks",)
    assert np.array_equal(drawn.counts[:, 1:6], drawn.shares[:, 1:6]), (
        "before a drawn attack all see the same"
    )


def attacks(record: Record) -> np.ndarray:
    """Return the attacks of each day."""
    return record.select("events", kind="attack").sum(axis=1)


def test_an_effect_within_two_standard_errors_is_called_chance() -> None:
    small = Effect("network", "taken", 0.01, 0.01, 8)
    assert not small.told_apart and "as far as 8 replicates can tell" in small.sentence()
    assert Effect("network", "taken", 0.03, 0.01, 8).told_apart
    assert not Effect("network", "immune", 0.0, 0.0, 8).told_apart, "nothing is no effect"


def test_the_table_has_a_line_for_each_measure(ring: Ladder) -> None:
    lines = str(ring).splitlines()
    assert lines[0] == "2001-01-30, 6 replicates"
    assert [line.split()[0] for line in lines[2:5]] == ["free", "taken", "immune"]
    assert len(ring.effects()) == 6


def test_the_front_door_leads_to_it() -> None:
    assert grayzone.ladder is ladder


def test_what_cannot_be_meant_is_refused(ring: Ladder) -> None:
    problem = quiet(60, Homophilous(4, 0.5), days=2)
    with pytest.raises(RunError, match="1 replicates have no standard error; ask for at least 2"):
        ladder(problem, replicates=1)
    with pytest.raises(RunError, match=r"shape \(2,\), not \(3,\); return one number for each day"):
        ladder(problem, replicates=2, measure=lambda record: record["people"].values[:2, 0, 0])
    with pytest.raises(RunError, match="no measure 'hostile'; known are free, taken, immune"):
        ring.network("hostile")
