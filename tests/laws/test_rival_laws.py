"""What restriction does to attacks is a rival, never a built-in sign; an undisturbed society rests.

Expected numbers of events, nothing drawn by chance: no false alarms.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from two_communities import COLLECTIVE, HOSTS, LOOP_MODEL, TARGETS, Course, course, same

from grayzone.engines.problem import KnownEvent
from grayzone.mechanisms import RIVALS, SPREAD, WEIGHTS
from grayzone.mechanisms.rivals import LABELS, NET

DRAWN = ("attack", "hate_incident", "threat_message")
# Attacks in France and the largest abroad, day from 2014-01-01, killed, abroad
ATTACKS = [
    (143, 4, 1), (353, 0, 0), (371, 12, 0), (372, 1, 0), (373, 4, 0), (409, 2, 1), (473, 1, 0), (541, 1, 0),
    (561, 5, 1), (597, 0, 0), (681, 130, 0), (700, 14, 1),
]  # fmt: skip


def net_effect(values: dict[str, float], days: int = 365) -> float:
    with_it, without = (
        course(days, values=values, drawn=DRAWN, levers=levers).events("attack").sum()
        for levers in (COLLECTIVE, {})
    )
    return math.log(with_it / without)


@pytest.mark.parametrize("rival", sorted(RIVALS))
def test_a_rival_has_its_net_effect_on_the_attacks_of_a_year(rival: str) -> None:
    assert net_effect(dict(RIVALS[rival])) == pytest.approx(NET[rival], abs=0.01)


def test_the_rivals_are_the_three_of_the_ledger_and_their_weights_sum_to_one() -> None:
    assert set(RIVALS) == set(NET) == set(SPREAD) == set(WEIGHTS) == set(LABELS)
    assert math.isclose(sum(WEIGHTS.values()), 1.0)


def test_c18_no_sign_is_built_in_the_model_as_declared_is_the_rival_without_effect() -> None:
    declared = {k: LOOP_MODEL.mechanism("repression").values[k] for k in ("alienation_path", "direct")}
    assert {f"repression.{k}": v for k, v in declared.items()} == dict(RIVALS["null"])


def test_c18_each_path_of_repression_can_be_switched_off_alone() -> None:
    free = course(levers=COLLECTIVE, drawn=DRAWN)
    path = course(levers=COLLECTIVE, drawn=DRAWN, values={"repression.alienation_path": 1.0})
    direct = course(drawn=(), levers=COLLECTIVE, values={"repression.direct": -0.5})
    assert path.share(TARGETS, "alienated")[-1] > 1.05 * free.share(TARGETS, "alienated")[-1]
    assert direct.public("tempo")[-1] < -0.4
    assert same(direct.people(TARGETS), course(drawn=(), levers=COLLECTIVE).people(TARGETS))


def test_c18_backlash_grows_with_the_years_because_the_path_over_alienation_is_slow() -> None:
    path = {"repression.alienation_path": 1.0}
    assert 0.04 < net_effect(path) < 0.15 < net_effect(path, 730)


def test_c18_targeted_policing_finds_active_members_and_touches_nobody_at_home() -> None:
    calm, policed = course(), course(levers={"targeted_policing": 1.0})
    off = {"detection.finding": 0.0, "detection.disturbing": 0.0}
    assert policed.share(TARGETS, "mobilised")[-1] < 0.9 * calm.share(TARGETS, "mobilised")[-1]
    assert np.abs(policed.share(TARGETS, "at_home") - calm.share(TARGETS, "at_home")).max() < 1e-5
    assert not policed.public("restriction").any()
    assert same(course(levers={"targeted_policing": 1.0}, values=off).people(TARGETS), calm.people(TARGETS))


def test_an_undisturbed_host_community_stays_where_it_is_and_a_target_community_finds_its_rest() -> None:
    def standing(run: Course) -> dict[str, dict[str, float]]:
        shares = {"host": HOSTS, "target": TARGETS}
        return {
            name: {s: float(run.share(c, s)[-1]) for s in LOOP_MODEL.ladders[name].steps}
            for name, c in shares.items()
        }

    first = course(3000)
    assert np.ptp(first.share(HOSTS, "welcoming", "indifferent")) < 1e-12
    assert np.ptp(first.share(TARGETS, "at_home")) < 1e-3
    again = course(730, start=standing(course(3000, start=standing(first))))
    assert np.ptp(again.gray_zone()) < 1e-6


def test_the_central_values_give_the_french_order_of_magnitude() -> None:
    events = [KnownEvent("attack", d, marks={"killed": k, "abroad": a}) for d, k, a in ATTACKS]
    run = course(730, events=events, drawn=("hate_incident", "threat_message"))
    incidents = run.events("hate_incident")
    year = incidents[365:]
    assert incidents[:365].sum() == pytest.approx(133, rel=0.15)
    assert 300 < year.sum() < 600, "429 were recorded"
    assert 0.4 < (year[:31].sum() + year[304:334].sum()) / year.sum() < 0.65, "58 per cent were recorded"
    assert abs(run.share(HOSTS, "hostile")[700] - 0.065) < 0.005, "attitudes did not turn"


def test_recruits_of_a_quiet_year_are_one_to_ten_in_ten_thousand() -> None:
    run = course(365)
    moves = [str(m) for m in run.record.coords["move"]]
    joined = run.record["flows"].values[:, TARGETS, moves.index("sympathiser>mobilised")].sum()
    assert 5e-5 < joined / run.people(TARGETS)[0].sum() < 1e-3
