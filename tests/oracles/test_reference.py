"""The reference engine against pencil and paper: tiny societies whose days can be reckoned by hand.

Nothing here is left to luck: where the model draws, the test looks the draw up under its address.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from small_towns import (
    FIDELITIES,
    number,
    one_town,
    problem,
    rate,
    two_towns,
)

from grayzone.engines.problem import KnownEvent, Rule
from grayzone.engines.reference import run
from grayzone.engines.reference_public import mark_drawn, mark_mean
from grayzone.errors import LanguageError
from grayzone.ground import chance
from grayzone.language.effects import drift, event, jump
from grayzone.language.mechanism import Mechanism
from grayzone.language.memory import fading, instant, lasting, mixture
from grayzone.language.parameters import parameter
from grayzone.language.variables import lever, mark, pareto, share, signal, spread, stock


class Attention(Mechanism):
    """Attention grows by one a day, jumps with the dead, and fades."""

    attention = signal("attention", memory=fading("life"))
    life = parameter("5 days", bounds=("1 day", "9 days"), assumed="for the test")
    growth = rate(1.0)
    killed = mark("killed", of="attack")

    @drift("attention")
    def grow(growth):
        return growth

    @drift("attention", on="attack")
    def struck(killed, attention, here, own):
        return here * own * (killed + attention)


def test_a_signal_is_seen_before_its_close_then_fades_then_takes_in_what_flows() -> None:
    fade = math.exp(-1 / 5)
    for fidelity in FIDELITIES:
        seen = run(problem([Attention()], one_town(), days=3), fidelity).select("public", public="attention")
        assert seen[:, 0].tolist() == pytest.approx([0.0, 0.0, 1.0, fade + 1.0])


def test_half_of_a_known_event_is_felt_on_its_day_and_all_of_it_fades_from_the_next() -> None:
    attack = KnownEvent("attack", 1, marks={"killed": 4})
    record = run(problem([Attention()], one_town(), days=3, events=(attack, attack)), "agents")
    fade = math.exp(-1 / 5)
    # Attention was 1 at yesterday's close, so each of the two attacks is worth 4 + 1, the second no more.
    assert record.select("public", public="attention")[:, 0].tolist() == pytest.approx(
        [0.0, 0.0, 1.0 + 5.0, (1.0 + 10.0) * fade + 1.0]
    )
    assert record.select("events", kind="attack")[:, 0].tolist() == [0, 0, 2, 0]
    assert record.select("killed", kind="attack").tolist() == [0, 0, 8, 0]


def test_an_event_is_here_at_its_place_and_own_to_its_community_and_counted_at_one_group() -> None:
    def counted_and_felt(place: str, community: str) -> tuple[list[float], list[float]]:
        attack = KnownEvent("attack", 0, place, community, {"killed": 2})
        record = run(problem([Attention(growth="0 / day")], two_towns(), days=1, events=(attack,)), "shares")
        return record["events"].values[1, 0].tolist(), record["public"].values[1, 0].tolist()

    assert counted_and_felt("hills", "west") == ([0, 0, 0, 1], [0, 0, 0, 1])
    assert counted_and_felt("hills", "") == ([0, 0, 1, 0], [0, 0, 1, 1])
    assert counted_and_felt("", "west") == ([0, 1, 0, 0], [0, 1, 0, 1])
    assert counted_and_felt("", "") == ([1, 0, 0, 0], [1, 1, 1, 1])


def test_every_component_of_a_memory_takes_the_impulse_and_the_weights_add_them_up() -> None:
    class Shock(Mechanism):
        fear = signal("fear", memory=mixture((0.25, 2.0), (0.75, 10.0)))

        @drift("fear", on="attack", ladder="town")
        def struck(own):
            return own

    record = run(problem([Shock()], two_towns(), events=(KnownEvent("attack", 0),)), "counts")
    expected = 0.25 * math.exp(-1 / 2) + 0.75 * math.exp(-1 / 10)
    assert record["public"].values[2, 0].tolist() == pytest.approx([expected, 0.0, expected, 0.0])


class Stocks(Mechanism):
    """A treasury for all and a grievance for each, fed where people are well."""

    treasury = stock("treasury", start=1.0, high=2.0)
    grievance = stock("grievance", start=0.0, low=-1.0, each="community")
    pace = rate(1.0)

    @drift("treasury", ladder="town")
    def tax(pace):
        return pace

    @drift("grievance", ladder="camp")
    def grieve(pace):
        return -pace

    @drift("treasury", on="attack")
    def cost(here):
        return -here


class Alarm(Mechanism):
    """Alarm follows the ill, and attacks feed on the ill."""

    alarm = signal("alarm", memory=instant())
    ill, pace = share("ill", among="own"), rate(1.0)

    @jump("well", "ill", chance=True)
    def fall(pace):
        return 0.5 * (pace / pace)

    @drift("alarm")
    def rise(pace, ill):
        return pace * ill

    @event("attack")
    def provoke(pace, ill):
        return pace * ill


def test_public_variables_are_moved_by_the_people_of_this_evening_and_events_by_those_of_yesterday() -> None:
    asked = problem([Alarm()], one_town(64), drawn={"attack": np.array([True, True])}, expected=True)
    record = run(asked, "shares")
    assert record.select("public", public="alarm")[:, 0].tolist() == [0.0, 0.0, 0.5]
    assert record.select("events", kind="attack")[:, 0].tolist() == [0.0, 0.0, 0.5]


def test_a_stock_for_all_takes_the_mean_over_people_and_no_stock_leaves_its_bounds() -> None:
    record = run(problem([Stocks()], two_towns(), days=4), "shares")
    assert record.select("public", public="treasury")[:, 3].tolist() == [
        1.0,
        1.0,
        1.5,
        2.0,
        2.0,
    ]  # 4 of 8 pay
    assert record.select("public", public="grievance")[4].tolist() == [0.0, -1.0, 0.0, -1.0]
    attack = KnownEvent("attack", 0, "hills", "west")
    record = run(problem([Stocks(pace="0 / day")], two_towns(), events=(attack,)), "shares")
    assert record.select("public", public="treasury")[:, 0].tolist() == [1.0, 0.75, 0.5]  # 4 of 8 live there


class Policy(Mechanism):
    """Recovery, as far as the lever allows."""

    care = lever("inclusion")
    crisis = signal("crisis")

    @jump("ill", "well", chance=True)
    def recover(care):
        return care

    @jump("well", "gone", chance=True)
    def stay(crisis):
        return 0.0 * crisis


def test_a_rule_answers_the_mean_of_the_window_that_ended_before_its_delay() -> None:
    crisis = np.array([0.2, 0.4, 0.8, 0.0, 0.0, 0.0])[:, None]
    rule = Rule(
        "inclusion", "signal:crisis", above=0.1, gain=2.0, cap=0.9, delay=1, window=2, first=1, last=4
    )
    asked = problem(
        [Policy()], one_town(), 6, crisis=crisis, levers={"inclusion": np.full((6, 1), 0.05)}, rules=(rule,)
    )
    record = run(asked, "shares")
    # The record shows 0 (start), .2, .4, .8, 0, 0, 0; day t sees the mean of records t-2 and t-1.
    seen = {1: 0.0, 2: 0.1, 3: 0.3, 4: 0.6}
    wanted = [0.05, *(max(0.05, min(0.9, 2 * max(0.0, s - 0.1))) for s in seen.values()), 0.05]
    assert record.select("lever", lever="inclusion")[1:, 0].tolist() == pytest.approx(wanted)
    assert wanted[3] == pytest.approx(0.4) and wanted[4] == 0.9


def test_a_rule_can_watch_a_status_of_each_community_and_events_everywhere() -> None:
    class Flight(Mechanism):
        care = lever("inclusion")
        open = lever("open_admission")
        threat = signal("threat", memory=instant())

        @jump("well", "ill", ladder="town", chance=True)
        def leave(care, open):
            return 0.5 + 0.0 * care * open

        @drift("threat", on="attack")
        def scare(own):
            return own

    rules = (
        Rule("inclusion", "status:ill", communities=("east",)),
        Rule("open_admission", "events:attack", gain=0.25),
    )
    attacks = (KnownEvent("attack", 0, "coast"), KnownEvent("attack", 0, "hills", "west"))
    record = run(problem([Flight()], two_towns(), rules=rules, events=attacks), "shares")
    assert record.select("lever", lever="inclusion")[2].tolist() == [0.5, 0.0, 0.5, 0.0]
    assert record.select("lever", lever="open_admission")[2].tolist() == [0.5] * 4
    rule = Rule("inclusion", "status:ill", window=3)
    early = problem([Flight()], one_town(4, {"ill": 0.5, "well": 0.5}), rules=(rule,))
    levers = run(early, "shares").select("lever", lever="inclusion")[:, 0].tolist()
    assert levers == [0.0, 0.5, (0.5 + 0.75) / 2]  # days before the start are left out of the mean
    with pytest.raises(LanguageError, match="did you mean 'ill'"):
        run(problem([Flight()], two_towns(), rules=(Rule("inclusion", "status:il"),)), "shares")


class Attacks(Mechanism):
    """Attacks drawn for each place, with dead drawn by a power law."""

    fear = signal("fear", memory=lasting())
    killed = mark("killed", of="attack", law=pareto("exponent", "cap"))
    level, exponent, cap = rate(1.5), number(2.5), number(100)
    ill = share("ill", among="own")

    @event("attack", each="place")
    def strike(level, ill):
        return level + level * ill

    @drift("fear", on="attack")
    def frighten(killed, here):
        return here * (1 + killed)


def test_a_drawn_event_stands_under_its_address_and_is_felt_from_the_next_day() -> None:
    asked = problem([Attacks()], two_towns(), days=3, drawn={"attack": np.array([True, True, False])})
    record = run(asked, "shares", seed=7, replicate=2)
    felt = np.zeros(4)
    for t in range(3):
        assert record["public"].values[t + 1, 0].tolist() == pytest.approx(felt.tolist())
        dead = 0.0
        for place in range(2):
            many = chance.poisson_at(7, 2, place, t, "event:attack", 1.5) if t < 2 else 0
            assert record["events"].values[t + 1, 0, 2 * place : 2 * place + 2].tolist() == [many, 0]
            for j in range(many):
                u = float(chance.uniform(7, 2, place * 1000 + j, t, "mark:attack:killed"))
                fell = min(100, math.floor((1 - u) ** (-1 / 1.5)) - 1)
                felt[2 * place : 2 * place + 2] += 1 + fell
                dead += fell
        assert record["killed"].values[t + 1, 0] == dead
    assert record["events"].values.sum() > 0 and record["killed"].values.sum() > 0


def test_a_mark_that_a_known_event_does_not_give_is_drawn_at_its_position_among_its_kind() -> None:
    known = (KnownEvent("attack", 0, marks={"killed": 0}), KnownEvent("attack", 1))
    record = run(problem([Attacks()], one_town(), events=known), "agents", seed=3)
    u = float(chance.uniform(3, 0, 1_000_001, 1, "mark:attack:killed"))
    assert record["killed"].values[:, 0].tolist() == [0, 0, math.floor((1 - u) ** (-1 / 1.5)) - 1]


def test_expected_events_happen_as_often_as_their_intensity_says_with_mean_marks() -> None:
    asked = problem([Attacks()], two_towns(), drawn={"attack": np.array([True, False])}, expected=True)
    record = run(asked, "counts")
    dead = sum((k + 1) ** -1.5 for k in range(1, 101))
    assert record["events"].values[1, 0].tolist() == [1.5, 0, 1.5, 0]
    assert record["killed"].values[1, 0] == pytest.approx(3 * dead)
    assert record["public"].values[2, 0].tolist() == pytest.approx([1.5 * (1 + dead)] * 4)


class Waves(Mechanism):
    """Marches everywhere, raids on the communities of the camp."""

    fear = signal("fear", memory=lasting())
    crisis = signal("crisis")
    pace = rate(1.0)

    @event("march")
    def march(pace, crisis):
        return pace * crisis

    @event("raid", each="community", ladder="camp")
    def raid(pace, crisis):
        return pace * crisis

    @drift("fear", on="raid")
    def frighten(here, own):
        return here + 10 * own


def test_events_everywhere_see_the_mean_over_people_and_those_of_a_community_its_own_group() -> None:
    today = {"march": np.array([True, False]), "raid": np.array([True, False])}
    crisis = np.array([[1.0, 2.0, 3.0, 8.0], [0.0, 0.0, 0.0, 0.0]])
    record = run(problem([Waves()], two_towns(), crisis=crisis, drawn=today, expected=True), "shares")
    assert record.select("events", kind="march")[1].tolist() == [(3 * 1 + 2 + 3 + 3 * 8) / 8, 0, 0, 0]
    assert record.select("events", kind="raid")[1].tolist() == [0, 2, 0, 8]
    # Two raids on west at the coast and eight in the hills: 1 for everybody there, 10 for all of west.
    assert record.select("public", public="fear")[2].tolist() == [2, 2 + 100, 8, 8 + 100]
    record = run(problem([Waves()], two_towns(), crisis=crisis, drawn=today), "shares", seed=5)
    assert record.select("events", kind="march")[1, 0] == chance.poisson_at(5, 0, 0, 0, "event:march", 4.0)
    assert record.select("events", kind="raid")[1, 3] == chance.poisson_at(5, 0, 3, 0, "event:raid", 8.0)


def test_the_laws_of_marks_have_the_means_that_expected_events_take() -> None:
    power, amplitude = pareto(2.5, 20), spread(2.0, 0.3)
    drawn = [mark_drawn(power, [2.5, 20], 1, 0, who, 0, "mark") for who in range(4000)]
    # A false alarm (4 standard errors) comes about once in 16 000 seeds; the seed is fixed.
    assert abs(np.mean(drawn) - mark_mean(power, [2.5, 20])) < 4 * np.std(drawn) / math.sqrt(4000)
    assert max(drawn) == 20
    drawn = [mark_drawn(amplitude, [2.0, 0.3], 1, 0, who, 0, "mark") for who in range(4000)]
    assert abs(np.mean(drawn) - mark_mean(amplitude, [2.0, 0.3])) < 4 * np.std(drawn) / math.sqrt(4000)
    nothing = chance.uniform(1, 0, np.arange(4000), 0, "mark", 1000) < 0.3
    assert [x == 0.0 for x in drawn] == nothing.tolist()
