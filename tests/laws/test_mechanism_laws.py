"""Every claim of the source article is carried by a part that can be switched off, and does what it says.

Each law runs the whole model with the part on and off: what the claim speaks of changes, and what it does not
speak of stays the same to the bit.  Nothing is drawn by chance (expected numbers of events), so there are no
false alarms.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from two_communities import (
    COLLECTIVE,
    HOSTS,
    LOOP_MODEL,
    OUTBREAK,
    TARGETS,
    WAR_MODEL,
    close,
    course,
    same,
)

from grayzone.engines.problem import KnownEvent
from grayzone.evidence import Ledger
from grayzone.mechanisms import CARRIES, MECHANISMS

CLAIMS = [f"article-2015/c{number:02}" for number in range(1, 22)]
MEASURES = {"gray_zone", "hate_incidents", "recruits", "attacks", "liberties_cost", "admissions"}
AFTER = 31  # the record of the first day after the outbreak


def known_parts() -> set[str]:
    found = {f"mechanism:{slug}" for slug in MECHANISMS} | {f"measure:{name}" for name in MEASURES}
    for model in (LOOP_MODEL, WAR_MODEL):
        found |= {f"signal:{name}" for name in model.signals} | {f"stock:{name}" for name in model.stocks}
        found |= {f"lever:{name}" for name in model.levers} | {f"event:{kind}" for kind in model.kinds}
    views = [view for kind in MECHANISMS.values() for view in kind.views.values()]
    return found | {f"mark:{view.name}" for view in views if type(view).__name__ == "mark"}


def test_the_table_of_claims_is_whole() -> None:
    assert sorted(CARRIES) == CLAIMS


@pytest.mark.parametrize("claim", CLAIMS)
def test_each_claim_is_in_the_ledger_and_carried_by_parts_that_exist(claim: str) -> None:
    assert claim in Ledger.load()
    assert CARRIES[claim]
    assert set(CARRIES[claim]) <= known_parts()


def test_every_mechanism_cites_only_claims_that_the_ledger_holds() -> None:
    ledger = Ledger.load()
    cited = {p.claim for kind in MECHANISMS.values() for p in kind.parameters.values() if p.claim}
    assert len(cited) > 10
    assert not [claim for claim in sorted(cited) if claim not in ledger]


def test_c01_an_attack_draws_attention_and_only_messages_and_sympathy_live_on_it() -> None:
    on = course(events=[OUTBREAK])
    off = course(events=[OUTBREAK], values={"attention.sight": 0.0})
    assert on.public("attention")[AFTER] > 1.0 and not off.public("attention").any()
    assert same(on.public("fear"), off.public("fear"))
    assert close(on.share(HOSTS, "hostile"), off.share(HOSTS, "hostile"))
    assert on.share(TARGETS, "sympathiser")[-1] > off.share(TARGETS, "sympathiser")[-1]


def test_c02_without_provocation_there_are_no_attacks_and_there_is_no_fear() -> None:
    drawn = ("attack", "hate_incident")
    on = course(drawn=drawn)
    off = course(drawn=drawn, values={"provocation.usual": 0.0})
    assert on.events("attack").sum() == pytest.approx(4 * 200 / 365.25, rel=0.05)
    assert on.public("fear")[-1] > 0.0
    assert not off.events("attack").any() and not off.public("fear").any()
    assert same(off.people(HOSTS)[0], off.people(HOSTS)[-1]) or np.ptp(off.share(HOSTS, "hostile")) < 1e-12


def test_c03_fear_has_begun_to_fade_when_the_next_attack_comes_and_adds_to_what_is_left() -> None:
    second = KnownEvent("attack", 100, marks={"killed": 100.0, "amplitude": 1.0})
    slow = course(events=[OUTBREAK, second])
    fast = course(events=[OUTBREAK, second], values={"fear.exponent": 3.0})
    fear = slow.public("fear")
    assert 0.0 < fear[100] < 0.1 * fear[AFTER] and fear[102] > fear[32]
    assert fast.public("fear")[100] < 0.2 * fear[100]
    assert same(slow.public("attention"), fast.public("attention"))


def test_c04_messages_frighten_where_there_is_attention_and_only_there() -> None:
    drawn = ("hate_incident", "threat_message")
    on = course(events=[OUTBREAK], drawn=drawn)
    mute = course(events=[OUTBREAK], drawn=drawn, values={"threat_messages.menace": 0.0})
    calm = course(drawn=drawn)
    assert on.public("fear")[60] > mute.public("fear")[60] > 0.0
    assert same(on.public("attention"), mute.public("attention"))
    assert not calm.events("threat_message").any()


def test_c05_intervention_abroad_gives_a_motive_at_once_and_weakens_in_time() -> None:
    begin = KnownEvent("intervention", 5, marks={"scale": 1.0})
    history_off = {"grievance.deeds": 0.0}
    drawn = ("attack", "hate_incident")

    def rate(**off: float) -> np.ndarray:
        values = history_off | {f"coalition.{k}": v for k, v in off.items()}
        return course(400, events=[begin], drawn=drawn, values=values).events("attack")

    none = course(400, drawn=drawn, values=history_off).events("attack")
    assert same(rate(motive=0.0, weakening=0.0), none)
    assert rate(weakening=0.0)[10] > 1.1 * none[10]
    assert rate(motive=0.0)[-1] < 0.95 * none[-1]
    assert abs(math.log(rate()[-1] / none[-1])) < 0.1, "neither sign is built in to prevail"


def test_c06_under_restriction_people_take_either_exit_and_without_these_paths_nobody_moves() -> None:
    off = {"restriction.conforming": 0.0, "restriction.fleeing": 0.0}
    free = course()
    both = course(levers=COLLECTIVE)
    neither = course(levers=COLLECTIVE, values=off)
    for exit_taken in ("conforming", "left"):
        assert both.share(TARGETS, exit_taken)[-1] > 1.01 * free.share(TARGETS, exit_taken)[-1]
    assert same(neither.people(TARGETS), free.people(TARGETS))
    assert neither.public("restriction")[-1] > 0.8


def test_c07_the_gray_zone_shrinks_after_an_attack_by_the_reactions_and_not_by_the_attack() -> None:
    reactions = ["hate_incidents.response", "hostility.response", "government.alarm", "threat_messages.pull"]
    calm = course(400).gray_zone()
    loss = calm - course(400, events=[OUTBREAK]).gray_zone()
    unmoved = course(400, events=[OUTBREAK], values=dict.fromkeys(reactions, 0.0)).gray_zone()
    assert loss.max() > 0.001
    assert np.abs(unmoved - calm).max() < 1e-7


def test_c07_ties_across_communities_take_away_from_the_response() -> None:
    on = course(events=[OUTBREAK])
    off = course(events=[OUTBREAK], values={"hostility.moderation": 0.0})
    assert off.share(HOSTS, "hostile").max() > on.share(HOSTS, "hostile").max() > 0.065
    assert same(on.public("fear"), off.public("fear"))


def test_c08_an_attack_brings_suspicion_and_hate_incidents_each_on_its_own() -> None:
    on = course(events=[OUTBREAK])
    trusting = course(events=[OUTBREAK], values={"hostility.response": 0.0})
    orderly = course(events=[OUTBREAK], values={"hate_incidents.response": 0.0})
    assert on.share(HOSTS, "hostile")[60] > trusting.share(HOSTS, "hostile")[60] == pytest.approx(0.065)
    assert on.events("hate_incident")[31] > 5 * orderly.events("hate_incident")[31]
    assert same(on.public("fear"), trusting.public("fear"))
    assert close(on.share(HOSTS, "hostile"), orderly.share(HOSTS, "hostile"))


def test_c08_at_the_central_values_the_hostile_share_hardly_moves_though_fear_and_incidents_do() -> None:
    on = course(events=[OUTBREAK])
    assert 0.0 < on.share(HOSTS, "hostile").max() - 0.065 < 0.005
    assert on.public("fear").max() > 5.0


def test_c09_a_climate_of_hate_makes_people_withdraw_conform_or_leave() -> None:
    paths = {f"hate_climate.{k}": 0.0 for k in ("withdrawing", "conforming", "alienating", "fleeing")}
    others = ("alienation.met", "government.alarm", "government.resentment", "threat_messages.pull")
    still = paths | dict.fromkeys(others, 0.0)
    on = course(events=[OUTBREAK])
    off = course(events=[OUTBREAK], values=still)
    rest = course(values=still)
    for status in ("withdrawn", "conforming", "left"):
        assert on.share(TARGETS, status)[-1] > 1.005 * off.share(TARGETS, status)[-1]
    assert np.abs(off.share(TARGETS, "at_home") - rest.share(TARGETS, "at_home")).max() < 1e-12
    assert off.public("hate_climate").max() > 5.0
    for untouched in ("fear", "attention", "suspicion"):
        assert same(on.public(untouched), off.public(untouched))


def test_c10_the_more_die_the_greater_the_fear_and_what_pays_is_done_more_often() -> None:
    mild = KnownEvent("attack", 30, marks={"killed": 0.0, "amplitude": 1.0})
    peaks = [course(events=[e]).public("fear").max() for e in (mild, OUTBREAK)]
    flat = [course(events=[e], values={"fear.gamma": 0.0}).public("fear").max() for e in (mild, OUTBREAK)]
    assert peaks[1] > 10 * peaks[0] and flat[1] == flat[0] == peaks[0]
    steep, level = course(events=[OUTBREAK]), course(events=[OUTBREAK], values={"fear.gamma": 0.0})
    for untouched in ("suspicion", "attention"):
        assert same(steep.public(untouched), level.public(untouched))
    drawn = ("attack", "hate_incident")
    learns = course(300, events=[OUTBREAK], drawn=drawn)
    stays = course(300, events=[OUTBREAK], drawn=drawn, values={"adaptation.reward": 0.0})
    ratio = learns.events("attack") / stays.events("attack")
    assert 1.02 < ratio.max() < math.exp(0.2) * 1.05


def test_c13_insecurity_raises_support_for_the_own_armed_group() -> None:
    asked = {"model": WAR_MODEL, "levers": {"crackdown": 1.0}, "drawn": ("reprisal",)}
    on = course(**asked)
    off = course(**asked, values={"protection.sheltering": 0.0})
    assert on.share(TARGETS, "sympathiser")[-1] > 1.5 * off.share(TARGETS, "sympathiser")[-1]
    assert off.public("insecurity")[-1] > 0.5
    assert off.share(HOSTS, "mobilised")[-1] == pytest.approx(0.005, rel=1e-9)
    assert same(on.public("fear"), off.public("fear"))


def test_c14_below_the_threshold_of_dread_nobody_is_awakened_and_beyond_it_many_are() -> None:
    crackdown = {"model": WAR_MODEL, "levers": {"crackdown": 1.0}, "drawn": ("reprisal",)}
    calm = {"model": WAR_MODEL, "drawn": ("reprisal",)}
    for asked, awakened in ((calm, False), (crackdown, True)):
        values = {"mobilisation.threshold": 0.4}
        on = course(**asked, values=values).share(TARGETS, "mobilised")
        off = course(**asked, values=values | {"mobilisation.sweep": 0.0}).share(TARGETS, "mobilised")
        assert (on[-1] > 10 * off[-1]) if awakened else same(on, off)


def test_c16_government_and_citizens_answer_apart() -> None:
    on = course(events=[OUTBREAK])
    no_state = course(events=[OUTBREAK], values={"government.alarm": 0.0, "government.resentment": 0.0})
    no_citizens = course(events=[OUTBREAK], values={"hate_incidents.response": 0.0})
    assert on.public("state_restriction")[-1] > 0.02 and not no_state.public("state_restriction").any()
    assert close(on.events("hate_incident"), no_state.events("hate_incident"))
    assert close(on.public("state_restriction"), no_citizens.public("state_restriction"))


@pytest.mark.parametrize(
    ("lever", "weight"),
    [
        ("discriminatory_admission", "admission_weight"),
        ("religious_restriction", "religion_weight"),
        ("blanket_surveillance", "surveillance_weight"),
        ("crackdown", "crackdown_weight"),
    ],
)
def test_c17_each_measure_against_a_community_is_felt_by_it_alone(lever: str, weight: str) -> None:
    on = course(levers={lever: 1.0})
    off = course(levers={lever: 1.0}, values={f"restriction.{weight}": 0.0})
    central = LOOP_MODEL.mechanism("restriction").values[weight]
    assert on.public("restriction")[-1] == pytest.approx(central, rel=0.1)
    assert not on.public("restriction", HOSTS).any() and not off.public("restriction").any()
    assert same(off.people(TARGETS), course().people(TARGETS))


def test_c17_salience_alone_moves_the_government() -> None:
    on = course(arrivals=2000.0)
    off = course(arrivals=2000.0, values={"politics_of_salience.salience_pull": 0.0})
    assert on.public("state_restriction")[-1] > off.public("state_restriction")[-1] + 0.05
    assert same(on.public("salience"), off.public("salience"))


def test_c19_unity_inclusion_and_open_doors_each_do_what_they_are_for() -> None:
    calm = course(arrivals=100.0)
    unity = course(arrivals=100.0, levers={"unity_norm": 1.0})
    inclusion = course(arrivals=100.0, levers={"inclusion": 1.0})
    doors = course(arrivals=100.0, levers={"open_admission": 1.0})
    assert unity.share(HOSTS, "hostile")[-1] < 0.97 * calm.share(HOSTS, "hostile")[-1]
    assert unity.events("hate_incident").sum() < 0.9 * calm.events("hate_incident").sum()
    assert inclusion.share(TARGETS, "at_home")[-1] > calm.share(TARGETS, "at_home")[-1] + 0.002
    assert inclusion.share(TARGETS, "mobilised")[-1] < 0.98 * calm.share(TARGETS, "mobilised")[-1]
    assert doors.public("admitted")[-1] > 1.9 * calm.public("admitted")[-1]
    assert same(doors.people(TARGETS), calm.people(TARGETS))
    for response in (unity, inclusion, doors):
        assert same(response.public("fear"), calm.public("fear"))
    for response in (unity, inclusion):
        assert same(response.public("admitted"), calm.public("admitted"))


def test_c19_switched_off_unity_leaves_the_hosts_as_they_are() -> None:
    off = {"hostility.calling_back": 0.0, "contact.rate": 0.0, "hate_incidents.restraint": 0.0}
    assert same(course(levers={"unity_norm": 1.0}, values=off).people(HOSTS), course().people(HOSTS))


def test_c20_what_is_remembered_of_decades_makes_it_easier_to_turn_away() -> None:
    deed = KnownEvent("intervention", 0, marks={"scale": 10.0})
    on = course(400, events=[deed])
    off = course(400, events=[deed], values={"grievance.remembering": 0.0})
    assert on.public("grievance")[-1] > 1.5
    assert on.public("grievance")[-1] == off.public("grievance")[-1]
    assert on.share(TARGETS, "alienated")[-1] > 1.03 * off.share(TARGETS, "alienated")[-1]
    assert same(off.people(TARGETS), course(400).people(TARGETS))


def test_c21_lack_of_room_limits_admission_and_makes_hosts_wary_without_any_attack() -> None:
    roomy = {"admission.places": 1e7, "scarcity.places": 1e7, "salience.beta": 0.0}
    tight = {"admission.places": 1e4, "scarcity.places": 1e4, "salience.beta": 0.0}
    free = course(arrivals=500.0, values=roomy)
    full = course(arrivals=500.0, values=tight)
    blind = course(arrivals=500.0, values=tight | {"scarcity.rate": 0.0})
    assert full.public("admitted")[-1] < 0.5 * free.public("admitted")[-1]
    assert full.share(HOSTS, "wary")[-1] > free.share(HOSTS, "wary")[-1] + 0.005
    assert same(blind.people(HOSTS), free.people(HOSTS)) and not full.public("fear").any()
