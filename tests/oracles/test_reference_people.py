"""The reference engine, person by person, and what it writes down and refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest
from small_towns import (
    CALM,
    FIDELITIES,
    FIRST,
    Illness,
    Meeting,
    Slope,
    number,
    one_town,
    problem,
    rate,
    tied,
    two_towns,
)

from grayzone.engines.problem import Problem
from grayzone.engines.reference import run
from grayzone.engines.reference_people import chances
from grayzone.errors import FidelityError, LanguageError, RunError
from grayzone.ground import chance
from grayzone.language.effects import drift, encounter, jump
from grayzone.language.ladders import Ladder
from grayzone.language.mechanism import Mechanism
from grayzone.language.model import Model, Trait
from grayzone.language.variables import mean, pair, share, trait
from grayzone.society.communities import Community, TraitStart
from grayzone.society.society import Society


def test_three_people_in_a_row_read_yesterday_and_catch_it_by_their_own_numbers() -> None:
    society, net = one_town(3, {"well": 2 / 3, "ill": 1 / 3}), tied([(0, 1), (1, 2)], [0, 0, 0])
    asked = problem([Illness(catching="2 / day")], society, days=2)
    for seed in range(1, 9):
        status = society.start_people(net, asked.model.statuses, seed).tolist()
        record = run(asked, "agents", seed=seed, network=net)
        for t in range(2):
            ties = {0: [1], 1: [0, 2], 2: [1]}
            ill_ties = {i: sum(status[j] == 1 for j in ties[i]) / len(ties[i]) for i in ties}
            for i in range(3):
                hazard = 2.0 * ill_ties[i] if status[i] == 0 else 0.25
                word = chance.person_word(seed, 0, i, t, "jump")
                if float(chance.from_bottom(word)) < 1 - math.exp(-hazard):
                    status[i] = 1 - status[i]
            assert record.select("people", status="ill")[t + 1, 0] == sum(status)


class Ways(Mechanism):
    """Two ways out of being well; both functions towards illness add up."""

    slow, fast, leaving = rate(0.3), rate(0.5), rate(0.4)

    @jump("well", "ill")
    def slowly(slow):
        return slow

    @jump("well", "ill", ladder="town")
    def quickly(fast):
        return fast

    @jump("well", "gone")
    def leave(leaving):
        return leaving


def test_competing_jumps_share_one_number_the_first_from_below_the_others_from_above() -> None:
    asked = problem([Ways()], one_town(200), days=1)
    record = run(asked, "agents", seed=2)
    somewhere = 1 - math.exp(-1.2)
    ill, gone = somewhere * 0.8 / 1.2, somewhere * 0.4 / 1.2
    word = chance.person_word(2, 0, np.arange(200), 0, "jump")
    below = chance.from_bottom(word) < ill
    above = chance.from_top(word) < gone
    assert record["flows"].values[1, 0].tolist() == [below.sum(), above.sum()]
    assert not (below & above).any() and below.sum() > 50 and above.sum() > 20
    assert run(asked, "shares")["flows"].values[1, 0].tolist() == pytest.approx([200 * ill, 200 * gone])
    counts = run(asked, "counts", seed=2)["flows"].values[1, 0]
    assert counts[0] == chance.binomial_at(2, 0, 0, 0, "jump:0", 200, ill)
    assert counts[1] == chance.binomial_at(2, 0, 0, 0, "jump:1", 200 - int(counts[0]), gone / (1 - ill))


def test_a_ladder_decides_whom_a_jump_asks_and_negative_hazards_count_as_nothing() -> None:
    record = run(problem([Ways(slow="-0.2 / day")], two_towns(), days=1), "shares")
    assert record.select("flows", move="well>ill")[1, 1] == 0.0  # west is asked slowly only
    somewhere = 1 - math.exp(-0.7)  # east is asked .3 and .4
    assert record.select("flows", move="well>ill")[1, 0] == pytest.approx(3 * somewhere * 3 / 7)
    assert chances([-1.0, 0.0], by_chance=False) == [0.0, 0.0]
    assert chances([1.7, -0.2], by_chance=True) == [1.0, 0.0]


class Ladders(Mechanism):
    """People of the camp fall ill, people of the town leave."""

    pace = rate(0.7)

    @jump("well", "ill", ladder="camp")
    def fall(pace):
        return pace

    @jump("well", "gone", ladder="town")
    def leave(pace):
        return pace


def test_a_target_of_another_ladder_keeps_its_position_if_anybody_stands_on_that_ladder() -> None:
    c = 1 - math.exp(-0.7)
    east, west = Community("east", 100, "town", CALM), Community("west", 100, "camp", CALM)
    word = chance.person_word(1, 0, np.arange(100), 0, "jump")
    gone = {"alone": (chance.from_bottom(word) < c).sum(), "both": (chance.from_top(word) < c).sum()}
    assert gone["alone"] != gone["both"]
    for society, which, position in ((Society([east]), "alone", 0), (Society([east, west]), "both", 1)):
        record = run(problem([Ladders()], society, 1), "agents")
        assert record.select("flows", move="well>gone")[1, 0] == gone[which]
        record = run(problem([Ladders()], society, 1), "counts")
        drawn = chance.binomial_at(1, 0, 0, 0, f"jump:{position}", 100, c)
        assert record.select("flows", move="well>gone")[1, 0] == drawn
        assert len(record.coords["move"]) == position + 1  # moves that nobody here can make are left out


class Crossroads(Mechanism):
    """Three ways from the crossing."""

    pace = rate(0.5)

    @jump("crossing", "left")
    def left(pace):
        return pace

    @jump("crossing", "ahead")
    def ahead(pace):
        return pace

    @jump("crossing", "right")
    def right(pace):
        return pace


def test_of_three_ways_the_second_and_third_lie_one_below_the_other_from_the_top() -> None:
    road = Ladder("road", ("left", "ahead", "right", "crossing"), {})
    society = Society([Community("all", 300, "road", {"crossing": 1.0})])
    record = run(Problem(Model([Crossroads()], ladders=[road]), society, FIRST, 1), "agents")
    word = chance.person_word(1, 0, np.arange(300), 0, "jump")
    c = (1 - math.exp(-1.5)) / 3
    top = chance.from_top(word)
    wanted = [(chance.from_bottom(word) < c).sum(), (top < c).sum(), ((c <= top) & (top < 2 * c)).sum()]
    assert record["people"].values[1, 0, :3].tolist() == wanted
    assert min(wanted) > 50


class Certain(Mechanism):
    """Chances that promise more people than there are."""

    first, second = number(0.75), number(0.5)

    @jump("well", "ill", chance=True)
    def one(first):
        return first

    @jump("well", "gone", chance=True)
    def two(second):
        return second


def test_chances_that_add_up_to_more_than_one_never_move_a_person_twice() -> None:
    for fidelity in FIDELITIES:
        people = run(problem([Certain()], one_town(64), days=1), fidelity)["people"].values
        assert people[1].sum() == 64 and people.min() >= 0 and people[1, 0, 0] == 0
    assert run(problem([Certain()], one_town(64)), "shares")["flows"].values[1, 0].tolist() == [48, 16]


def their_weighted(mine, theirs, strength):
    return theirs, strength + theirs - mine


class Mood(Mechanism):
    """Mood moves with what one sees of others; anger reads the mood of today."""

    near = mean("mood", ties="within")
    far = pair(their_weighted, "mood", ties="across", strength="strength")
    strength, pace = number(2.0), rate(0.5)
    mood = trait("mood")
    mood_today = trait("mood", today=True)
    other_ill = share("ill", ties="across")
    others_ill = share("ill", among="others")

    @drift("mood")
    def move(pace, near, far, other_ill):
        return pace * near + 0.1 * pace * far + pace * other_ill

    @drift("anger")
    def rage(mood_today, mood, pace, others_ill):
        return pace * (mood_today - mood) + pace * others_ill


def test_traits_read_the_ties_of_yesterday_and_each_other_in_the_order_they_ask_for() -> None:
    start = {"mood": TraitStart("fixed", 0.25), "anger": TraitStart("fixed", 0.0)}
    other = {"mood": TraitStart("fixed", 0.75), "anger": TraitStart("fixed", 0.0)}
    society = Society(
        [Community("east", 2, "town", CALM, start), Community("west", 1, "town", {"ill": 1.0}, other)]
    )
    net = tied([(0, 1), (0, 2)], [0, 0, 1])  # person 1 knows nobody of west, person 2 nobody of west
    traits = {"mood": Trait(0.0, 1.0), "anger": Trait(0.0, 10.0)}
    record = run(problem([Mood()], society, days=1, traits=traits), "agents", network=net)
    mood_0 = 0.25 + 0.5 * 0.25 + 0.05 * 0.75 + 0.5 * 1.0
    mood_1 = 0.25 + 0.5 * 0.25
    mood_2 = 0.75 + 0.05 * 0.25
    means = record["trait_mean"].values[1]
    assert means[:, 1].tolist() == pytest.approx([(mood_0 + mood_1) / 2, mood_2])
    anger = [0.5 * (mood_0 - 0.25) + 0.5, 0.5 * (mood_1 - 0.25) + 0.5]
    assert means[:, 0].tolist() == pytest.approx([sum(anger) / 2, 0.5 * (mood_2 - 0.75)])


def test_a_trait_stays_within_its_bounds_and_a_drift_with_a_ladder_asks_only_that_ladder() -> None:
    class Rise(Mechanism):
        pace = rate(2.0)

        @drift("mood", ladder="town")
        def rise(pace):
            return pace

    moods = {"mood": TraitStart("fixed", 0.5)}
    society = Society([Community("east", 2, "town", CALM, moods), Community("west", 2, "camp", CALM, moods)])
    for kept in (Trait(0.0, 1.0), Trait(0.0, 1.0, carried="mean")):
        for fidelity in FIDELITIES if kept.carried else ("agents",):
            record = run(problem([Rise()], society, 1, {"mood": kept}), fidelity)
            assert record["trait_mean"].values[1, :, 0].tolist() == [1.0, 0.5]


def test_a_meeting_within_the_community_that_draws_a_tie_across_is_no_meeting() -> None:
    class Within(Mechanism):
        often = rate(50.0)

        @encounter("mood", rate="often", ties="within")
        def copy(mine, theirs):
            return theirs

    communities = [
        Community("east", 2, "town", CALM, {"mood": TraitStart("uniform", 0.0, 1.0)}),
        Community("west", 1, "town", CALM, {"mood": TraitStart("fixed", 9.0)}),
    ]
    society, net = Society(communities), tied([(0, 1), (0, 2)], [0, 0, 1])
    drawn = set()
    for seed in range(1, 9):
        record = run(problem([Within()], society, 1, {"mood": Trait()}), "agents", seed=seed, network=net)
        start = society.start_traits(net, "mood", (-math.inf, math.inf), seed).astype(float)
        u = float(chance.from_bottom(chance.person_word(seed, 0, 0, 0, "encounter:within.copy")))
        met = [1, 2][math.floor(u * 2)]
        drawn.add(met)
        east = [start[1] if met == 1 else start[0], start[0]]  # person 1 always meets person 0
        assert record["trait_mean"].values[1, :, 0].tolist() == pytest.approx([sum(east) / 2, 9.0])
    assert drawn == {1, 2}


def test_a_weighted_view_of_two_ties_is_the_sum_of_weighted_values_over_the_sum_of_weights() -> None:
    class Pull(Mechanism):
        seen = pair(their_weighted, "mood", strength="strength")
        strength, pace = number(2.0), rate(1.0)

        @drift("mood")
        def move(pace, seen):
            return pace * seen

    communities = [
        Community(name, 1, "town", CALM, {"mood": TraitStart("fixed", value)})
        for name, value in (("a", 0.0), ("b", 1.0), ("c", 4.0))
    ]
    net = tied([(0, 1), (0, 2)], [0, 1, 2])
    record = run(problem([Pull()], Society(communities), 1, {"mood": Trait(0.0, 4.5)}), "agents", network=net)
    wanted = [(3 * 1 + 6 * 4) / (3 + 6), 1 + 0.0, 4 + 0.0]
    assert record["trait_mean"].values[1, :, 0].tolist() == pytest.approx(wanted)


def test_one_number_decides_whether_and_whom_a_person_meets() -> None:
    starts = [0.0, 0.5, 1.0]
    society = Society(
        [
            Community(name, 1, "town", CALM, {"mood": TraitStart("fixed", value)})
            for name, value in zip("abc", starts)
        ]
    )
    net = tied([(0, 1), (0, 2), (1, 2)], [0, 1, 2])
    meeting = 1 - math.exp(-1.2)
    met = set()
    for seed in range(1, 6):
        record = run(
            problem([Meeting()], society, 1, {"mood": Trait(0.0, 1.0)}), "agents", seed=seed, network=net
        )
        word = chance.person_word(seed, 0, np.arange(3), 0, "encounter:meeting.approach")
        wanted = list(starts)
        for i, u in enumerate(chance.from_bottom(word).tolist()):
            if u < meeting:
                others = [j for j in range(3) if j != i]
                j = others[math.floor(u / meeting * 2)]
                met.add((i, j))
                wanted[i] = (starts[i] + starts[j]) / 2
        assert record["trait_mean"].values[1, :, 0].tolist() == pytest.approx(wanted)
    assert len(met) > 3


def test_a_record_leaves_out_what_the_model_does_not_have() -> None:
    record = run(problem([Illness()], one_town(), days=3), "agents")
    assert sorted(record.variables) == ["flows", "people"]
    assert sorted(record.coords) == ["day", "group", "move", "status"]
    assert [str(day) for day in record.coords["day"][:2]] == ["2000-12-31", "2001-01-01"]
    assert record.coords["move"].tolist() == ["well>ill", "ill>well"]
    assert record.coords["group"].tolist() == ["everywhere/all"]


def test_cells_refuse_what_they_cannot_carry_and_say_how_to_mend_it() -> None:
    society = one_town(10, mood=TraitStart("fixed", 0.5))

    def refused(mechanism: Mechanism, **traits: Trait) -> str:
        asked = problem([mechanism], society, 1, {"mood": Trait(), **traits})
        with pytest.raises(FidelityError) as caught:
            run(asked, "counts")
        return str(caught.value)

    assert "say bins: 32 or carried: mean" in refused(Slope())
    assert "a mean cannot hold" in refused(Meeting(), mood=Trait(carried="mean"))
    assert "both have bins" in refused(Slope(), mood=Trait(0, 1, bins=2), other=Trait(0, 1, bins=2))

    class Both(Slope):
        often = rate(1.0)

        @encounter("mood", rate="often")
        def meet(mine, theirs):
            return theirs

    assert "depends on whom one met" in refused(Both(), mood=Trait(0.0, 1.0, bins=4))


def test_a_circle_of_traits_and_a_function_without_a_value_are_refused() -> None:
    class Circle(Mechanism):
        pace, mood = rate(1.0), trait("mood", today=True)

        @drift("mood")
        def turn(pace, mood):
            return pace * mood

    with pytest.raises(LanguageError, match="mood read each other's value of today"):
        run(problem([Circle()], one_town(3, mood=TraitStart("fixed", 0.5)), 1, {"mood": Trait()}), "agents")

    class Division(Mechanism):
        pace, ill = rate(1.0), share("ill", among="own")

        @jump("well", "ill")
        def divide(pace, ill):
            return pace / ill

    with pytest.raises(RunError, match=r"division.divide\(pace=1, ill=0\) cannot be computed"):
        run(problem([Division()], one_town(), 1), "shares")
