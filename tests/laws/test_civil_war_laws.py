"""Reprisals, tipping and incomplete return: the claims about Iraq, as laws of the civil-war model.

Expected numbers of events, nothing drawn by chance: no false alarms.
"""

from __future__ import annotations

import numpy as np
import pytest
from two_communities import HOSTS, TARGETS, WAR_MODEL, Course, course, same

from grayzone.engines.problem import KnownEvent

UNDER_ARMS = {
    "provocation.usual": 0.3,
    "recruitment.usual_mobilised": 0.003,
    "organisation.usual_mobilised": 0.003,
    "recruitment.usual_sympathiser": 0.02,
    "hostility.usual_mobilised": 0.01,
}


def struck(symbolic: float = 0.0) -> KnownEvent:
    marks = {"killed": 0.0, "amplitude": 1.0, "symbolic": symbolic}
    return KnownEvent("attack", 30, community="hosts", marks=marks)


def war(attacks_until: int, days: int = 2500, **off: float) -> Course:
    drawn = {"reprisal": np.ones(days, np.bool_), "attack": np.arange(days) < attacks_until}
    values = UNDER_ARMS | {key.replace("__", "."): value for key, value in off.items()}
    return course(days, model=WAR_MODEL, values=values, drawn=drawn)


def test_c11_and_c12_an_attack_on_hosts_exposes_the_community_that_is_blamed_and_not_the_struck_one() -> None:
    def exposed(events: list[KnownEvent], across: float, community: int) -> np.ndarray:
        values = {"reciprocal_violence.across": across}
        run = course(60, model=WAR_MODEL, events=events, drawn=("reprisal",), values=values)
        return run.public("exposure", community)

    more = [exposed([struck()], 0.35, c)[31] - exposed([], 0.35, c)[31] for c in (HOSTS, TARGETS)]
    assert more[TARGETS] > 0.1 and more[HOSTS] == 0.0
    assert same(exposed([struck()], 0.0, TARGETS)[:32], exposed([], 0.0, TARGETS)[:32])


def test_c12_a_crackdown_is_drawn_by_the_fear_of_those_who_were_struck() -> None:
    on = course(model=WAR_MODEL, events=[struck()], drawn=())
    off = course(model=WAR_MODEL, events=[struck()], drawn=(), values={"government.alarm": 0.0})
    assert on.public("restriction")[-1] > 2 * off.public("restriction")[-1]
    assert same(on.public("fear"), off.public("fear"))


def test_c15_a_symbolic_attack_is_answered_more_than_one_of_the_same_severity() -> None:
    def answered(symbolic: float, weight: float) -> float:
        values = {"reciprocal_violence.symbolic_weight": weight}
        run = course(90, model=WAR_MODEL, events=[struck(symbolic)], drawn=("reprisal",), values=values)
        return float(run.events("reprisal").sum())

    assert answered(1.0, 10.0) > 1.5 * answered(0.0, 10.0)
    assert answered(1.0, 0.0) == pytest.approx(answered(0.0, 0.0), rel=1e-6)


def test_c15_a_society_that_has_tipped_does_not_come_back_when_the_attacks_end() -> None:
    before, beyond = war(60), war(700)
    assert before.events("reprisal")[-1] < 0.1
    assert beyond.events("reprisal")[-1] > 10 * before.events("reprisal")[-1]
    assert beyond.share(HOSTS, "mobilised")[-1] > 0.2 > 0.03 > before.share(HOSTS, "mobilised")[-1]


def test_c15_without_reprisals_or_without_the_sweep_there_is_no_tipping() -> None:
    for off in ({"reciprocal_violence__across": 0.0}, {"mobilisation__sweep": 0.0}):
        assert war(700, **off).events("reprisal")[-1] < 0.2
