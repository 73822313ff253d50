"""The reference engine in cells of like people: expected numbers, and whole ones by address."""

from __future__ import annotations

import math

import numpy as np
import pytest
from small_towns import (
    CALM,
    FIDELITIES,
    Illness,
    Meeting,
    Slope,
    number,
    one_town,
    problem,
    rate,
)

from grayzone.engines.reference import run
from grayzone.engines.reference_cells import mean_of_start
from grayzone.ground import chance
from grayzone.language.effects import drift, jump
from grayzone.language.mechanism import Mechanism
from grayzone.language.model import Trait
from grayzone.language.variables import mean, share, trait
from grayzone.society.communities import Community, TraitStart
from grayzone.society.society import Society
from grayzone.society.ties import Homophilous


def test_expected_shares_of_an_illness_follow_its_difference_equation() -> None:
    society = Society([Community("all", 100, "town", {"well": 0.9, "ill": 0.1})], ties=Homophilous(8, 1.0))
    record = run(problem([Illness()], society, days=30), "shares")
    ill = 10.0
    for t in range(31):
        assert record.select("people", status="ill")[t, 0] == pytest.approx(ill, rel=1e-12)
        caught = (100 - ill) * (1 - math.exp(-0.6 * ill / 100))
        assert t == 30 or record.select("flows", move="well>ill")[t + 1, 0] == pytest.approx(caught)
        ill += caught - ill * (1 - math.exp(-0.25))


def test_whole_numbers_move_by_binomials_under_the_address_of_their_cell() -> None:
    society = Society([Community("all", 100, "town", {"well": 0.9, "ill": 0.1})], ties=Homophilous(8, 1.0))
    record = run(problem([Illness()], society, days=5), "counts", seed=4, replicate=1)
    ill = 10
    for t in range(5):
        caught = chance.binomial_at(4, 1, 0, t, "jump:0", 100 - ill, 1 - math.exp(-0.6 * ill / 100))
        healed = chance.binomial_at(4, 1, 1, t, "jump:0", ill, 1 - math.exp(-0.25))
        assert record["flows"].values[t + 1, 0].tolist() == [caught, healed]
        ill += caught - healed
        assert record.select("people", status="ill")[t + 1, 0] == ill


def test_people_jump_by_what_they_will_feel_today_and_then_a_drift_carries_them_over_the_edge() -> None:
    society = one_town(100, mood=TraitStart("uniform", 0.0, 1.0))
    asked = problem([Slope()], society, 1, {"mood": Trait(0.0, 1.0, bins=4)})
    # Bins of a width of .25 with centres .125, .375, ...: of the last alone, centre + .1 is beyond .9.
    record = run(asked, "shares")
    assert record["people"].values[1, 0].tolist() == [87.5, 12.5, 0]
    # Of every bin but the last .1 / .25 move up.
    assert record["bins"].values[1, 0].tolist() == [15, 25, 25, 35]
    assert record["trait_mean"].values[1, 0, 0] == pytest.approx(0.5 + 0.1 * 0.75)
    assert record.coords["bin"].tolist() == [0.125, 0.375, 0.625, 0.875]
    record = run(asked.with_values({"slope.pace": -0.05}), "shares")
    assert record["bins"].values[1, 0].tolist() == pytest.approx([30, 25, 25, 20])
    record = run(asked.with_values({"slope.pace": -10.0}), "shares")
    assert record["bins"].values[1, 0].tolist() == [50, 25, 25, 0]  # everybody moves, by one bin at most
    # Downwards, .875 is .775 today: from the last bin people fall ill, and of both kinds some move down.
    down = asked.with_values({"slope.pace": -0.1, "slope.limit": 0.6})
    record = run(down, "counts", seed=6)
    ill = chance.binomial_at(6, 0, 3, 0, "jump:0", 25, 0.5)
    assert record["people"].values[1, 0].tolist() == [100 - ill, ill, 0]
    well_of_bin = {1: 25, 2: 25, 3: 25 - ill}
    moved = {b: chance.binomial_at(6, 0, b, 0, "drift:mood", n, 0.4) for b, n in well_of_bin.items()}
    moved[3] += chance.binomial_at(6, 0, 4 + 3, 0, "drift:mood", ill, 0.4)
    after = [25 + moved[1], 25 + moved[2] - moved[1], 25 + moved[3] - moved[2], 25 - moved[3]]
    assert record["bins"].values[1, 0].tolist() == after


def test_whole_people_start_in_whole_bins() -> None:
    society = one_town(10, {"well": 0.7, "ill": 0.3}, mood=TraitStart("uniform", 0.0, 1.0))
    asked = problem([Slope()], society, 1, {"mood": Trait(0.0, 1.0, bins=4)})
    # 7 people are 2, 2, 2, 1 and 3 people 1, 1, 1, 0: the largest remainders, the lower bin first.
    assert run(asked, "counts")["bins"].values[0].tolist() == [[3, 3, 3, 1]]
    assert run(asked, "shares")["bins"].values[0].tolist() == [[2.5, 2.5, 2.5, 2.5]]


def test_ties_across_are_the_restricted_mixing_over_its_sum() -> None:
    class Across(Mechanism):
        across, within, everyone = share("ill", ties="across"), share("ill", ties="within"), share("ill")

        @jump("well", "gone", chance=True)
        def go(across, within, everyone):
            return 0.1 * across + 0.2 * within + 0.4 * everyone

    start = {"a": 0.5, "b": 0.25, "c": 0.75}
    communities = [Community(n, 40, "town", {"well": 1 - x, "ill": x}) for n, x in start.items()]
    society = Society(communities, ties=Homophilous(6, 0.7))
    mixing, ill = society.mixing(), np.array(list(start.values()))
    record = run(problem([Across()], society, 1), "shares")
    for g, well in enumerate(40 * (1 - ill)):
        elsewhere = [h for h in range(3) if h != g]
        across = mixing[g, elsewhere] @ ill[elsewhere] / mixing[g, elsewhere].sum()
        wanted = well * (0.1 * across + 0.2 * ill[g] + 0.4 * mixing[g] @ ill)
        assert record.select("flows", move="well>gone")[1, g] == pytest.approx(wanted)


def test_a_meeting_in_cells_lands_on_the_two_nearest_bins() -> None:
    east = Community("east", 50, "town", CALM, {"mood": TraitStart("fixed", 0.1)})
    west = Community("west", 50, "town", CALM, {"mood": TraitStart("fixed", 0.9)})
    society = Society([east, west], ties=Homophilous(10, 0.5))
    mixing = society.mixing()
    asked = problem([Meeting()], society, 1, {"mood": Trait(0.0, 1.0, bins=4)})
    record = run(asked, "shares")
    meeting = 1 - math.exp(-1.2)
    # From .125 half the way to .875 is .5, between the centres .375 and .625: half the people land on each.
    half = 50 * meeting * mixing[0, 1] / 2
    assert record["bins"].values[1, 0].tolist() == pytest.approx([50 - 2 * half, half, half, 0])
    each = meeting * mixing[0, 1] / 2
    for seed in range(1, 6):
        record = run(asked, "counts", seed=seed)
        first = chance.binomial_at(seed, 0, 0, 0, "encounter:meeting.approach:1", 50, each)
        second = chance.binomial_at(
            seed, 0, 0, 0, "encounter:meeting.approach:2", 50 - first, each / (1 - each)
        )
        assert record["bins"].values[1, 0].tolist() == [50 - first - second, first, second, 0]


class Travel(Mechanism):
    """The ill feel worse day by day; who falls ill brings the old mood along."""

    pace, falling = rate(0.5), number(0.5)
    mood = trait("mood")
    mean_mood = mean("mood")

    @drift("mood")
    def worsen(pace, mood):
        return pace * mood

    @jump("well", "ill", chance=True)
    def fall(falling, mood):
        return falling * mood

    @drift("anger")
    def follow(pace, mean_mood):
        return pace * mean_mood


def test_a_mean_travels_with_the_people_who_move() -> None:
    moods = {"mood": TraitStart("uniform", -1.0, 1.0), "anger": TraitStart("fixed", 0.0)}
    society = Society([Community("all", 80, "town", CALM, moods)], ties=Homophilous(5, 1.0))
    traits = {"mood": Trait(0.0, 9.0, carried="mean"), "anger": Trait(carried="mean")}
    record = run(problem([Travel()], society, 2, traits), "shares")
    # Day 1: everybody feels .25 (half of them were moved to the bound 0); an eighth of 80 falls ill.
    assert record["people"].values[1, 0].tolist() == pytest.approx([70, 10, 0])
    assert record["trait_mean"].values[1, 0].tolist() == pytest.approx([0.125, 0.375])
    # Day 2: all feel .375 as it was yesterday, .5625 in the evening, whoever has just fallen ill.
    assert record["people"].values[2, 0].tolist() == pytest.approx([70 * (1 - 0.1875), 10 + 70 * 0.1875, 0])
    assert record["trait_mean"].values[2, 0].tolist() == pytest.approx([0.125 + 0.5 * 0.375, 0.5625])


def test_the_mean_of_a_start_is_that_of_its_clipped_law() -> None:
    rank = (np.arange(200_000) + 0.5) / 200_000
    for start in (
        TraitStart("fixed", 3.0), TraitStart("uniform", -1.0, 3.0), TraitStart("normal", 0.2, 0.6),
        TraitStart("uniform", 5.0, 6.0),
    ):  # fmt: skip
        for bounds in ((0.0, 1.0), (-math.inf, 1.0), (-math.inf, math.inf)):
            wanted = start.quantile(rank, bounds).mean()
            assert mean_of_start(start, *bounds) == pytest.approx(wanted, abs=1e-5)


def test_agents_stand_in_the_bin_whose_lower_edge_they_reach() -> None:
    class Nothing(Mechanism):
        mood = trait("mood")

        @jump("well", "ill", chance=True)
        def never(mood):
            return 0.0 * mood

    for value, where in ((0.0, 0), (0.25, 1), (0.999, 3), (1.0, 3)):
        society = one_town(3, mood=TraitStart("fixed", value))
        for fidelity in FIDELITIES:
            record = run(problem([Nothing()], society, 1, {"mood": Trait(0.0, 1.0, bins=4)}), fidelity)
            assert record["bins"].values[1, 0].tolist() == [3.0 if b == where else 0.0 for b in range(4)]


def test_shares_among_the_own_the_others_and_everyone_are_of_people_not_of_groups() -> None:
    class Look(Mechanism):
        own, others = share("ill", among="own"), share("ill", among="others")
        everyone = share("ill", among="everyone")

        @jump("well", "gone", chance=True)
        def go(own, others, everyone):
            return 0.5 * own + 0.25 * others + 0.125 * everyone

    east = Community("east", 4, "town", {"well": 0.5, "ill": 0.5})
    west = Community("west", 12, "town", {"well": 1.0})
    for fidelity in ("counts", "shares"):
        record = run(problem([Look()], Society([east, west]), 1), fidelity, seed=9)
        chance_east, chance_west = 0.5 * 0.5 + 0.125 * 0.125, 0.25 * 0.5 + 0.125 * 0.125
        if fidelity == "shares":
            assert record["flows"].values[1, :, 0].tolist() == [2 * chance_east, 12 * chance_west]
        else:
            who_west = 3  # cell of west (group 1 of 3 statuses) and well
            gone = chance.binomial_at(9, 0, who_west, 0, "jump:0", 12, chance_west)
            assert record["flows"].values[1, 1, 0] == gone
