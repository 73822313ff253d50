"""Measures on courses and records small enough to reckon by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from grayzone.errors import RunError
from grayzone.ground.records import Record, Variable, labels
from grayzone.measures import grayzone, liberties, polarisation, unrest
from grayzone.measures.outcomes import OUTCOMES, outcome

COURSE = np.array([0.9, 0.9, 0.7, 0.5, 0.6, 0.7, 0.8])


def town() -> Record:
    """Two communities of 100 and 300 on two days; on the second 10 hosts are hostile and 3 targets mobilised."""
    people = np.zeros((2, 2, 5))
    people[0, 0, 0], people[0, 1, 2] = 100, 300
    people[1, 0, :2], people[1, 1, 2], people[1, 1, 3:] = (90, 10), 290, (7, 3)
    flows = np.zeros((2, 2, 2))
    flows[1, 1] = (10, 3)
    lever = np.zeros((2, 1, 2))
    lever[1, 0, 1] = 0.5
    events = np.zeros((2, 1, 2))
    events[1, 0, 0] = 4
    host = {"ladder": "host", "zone": {"welcoming": "in", "hostile": "out"}}
    target = {"ladder": "target", "zone": {"at_home": "in", "alienated": "out", "mobilised": "out"}}
    return Record(
        {
            "day": np.arange("2001-01-01", "2001-01-03", dtype="datetime64[D]"),
            "group": labels(["everywhere/hosts", "everywhere/targets"]),
            "status": labels(["welcoming", "hostile", "at_home", "alienated", "mobilised"]),
            "move": labels(["at_home>alienated", "alienated>mobilised"]),
            "lever": labels(["blanket_surveillance"]),
            "kind": labels(["attack"]),
        },
        {
            "people": Variable(("day", "group", "status"), people, "people", "people"),
            "flows": Variable(("day", "group", "move"), flows, "people / day", "moves"),
            "lever": Variable(("day", "lever", "group"), lever, "1", "levers"),
            "events": Variable(("day", "kind", "group"), events, "events / day", "events"),
        },
        {"communities": {"hosts": host, "targets": target}},
    )


def test_loss_rate_recovery_and_time_below_are_reckoned_from_the_day_asked_for() -> None:
    assert grayzone.loss(COURSE, 1) == pytest.approx(0.4)
    assert grayzone.loss_rate(COURSE, 1) == pytest.approx(30 * 0.4 / 2)
    assert grayzone.recovery_half_life(COURSE, 1) == 2.0  # from .5 on day 3 to .7 on day 5
    assert grayzone.days_below(COURSE, 0.65, since=1) == 2
    assert math.isinf(grayzone.recovery_half_life(np.array([1.0, 0.5, 0.5]), 0))
    assert math.isnan(grayzone.recovery_half_life(np.ones(4), 0))


def test_communities_count_alike_in_total_and_by_people_beside_it() -> None:
    record = town()
    assert grayzone.gray_zone(record)[1].tolist() == pytest.approx([0.9, 290 / 300])
    assert grayzone.gray_zone_total(record)[1] == pytest.approx((0.9 + 290 / 300) / 2)
    assert grayzone.gray_zone_by_people(record)[1] == pytest.approx(380 / 400)
    assert grayzone.ties_across_alive(record)[1] == pytest.approx(0.9 * 290 / 300)
    assert polarisation.estrangement(record)[1] == pytest.approx(0.1 * 10 / 300)
    assert polarisation.dispersion(record)[1, 0] == pytest.approx(0.9 * 0.1 * 4)


def test_who_moved_what_happened_and_who_carries_the_cost() -> None:
    record = town()
    assert unrest.recruits(record).tolist() == [0, 3]
    assert unrest.attacks(record).tolist() == [0, 4]
    cost = liberties.liberties_cost(record)
    assert cost["hosts"].tolist() == [0, 0]
    assert cost["targets"].tolist() == pytest.approx([0, 0.5 * 300 * liberties.TOUCHES["blanket_surveillance"]])


def test_every_outcome_gives_one_number_and_an_unknown_one_is_refused_with_the_nearest() -> None:
    for one in OUTCOMES.values():
        assert one.direction in (-1, 0, 1) and one.unit and one.label
        assert isinstance(one.of(town(), 0), float)
    with pytest.raises(RunError, match="did you mean 'gray_zone'"):
        outcome("gray_zon")
