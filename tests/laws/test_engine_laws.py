"""Laws that hold for every engine: what is conserved, what may change no bit, and what luck may depend on.

Each law names the mutant that it kills: a mistake put into the engines on purpose, and seen to fail here.
Most laws run on the small worlds of the zoo, whose kernels are compiled once for all parameter values.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from zoo import ZOO, Alarm, Catching, number, rate
from zoo_ground import PEOPLE

from grayzone.engines.agent_run import Agents
from grayzone.engines.cell_run import Cells
from grayzone.engines.plan import make
from grayzone.engines.problem import FIDELITIES, KnownEvent, Problem
from grayzone.engines.run import run, run_many
from grayzone.ground.records import Record
from grayzone.language.effects import drift, event, jump
from grayzone.language.mechanism import Mechanism
from grayzone.language.memory import fading
from grayzone.language.model import Model
from grayzone.language.variables import share, signal
from grayzone.society.communities import Community
from grayzone.society.society import Society
from grayzone.society.ties import Homophilous

few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
worlds = st.sampled_from(sorted(ZOO))
fidelities = st.sampled_from(FIDELITIES)
seeds = st.integers(0, 2**32 - 1)


@lru_cache(maxsize=32)
def world(name: str) -> Problem:
    """Return a small world, built once."""
    return ZOO[name]()


@lru_cache(maxsize=64)
def usual(name: str, fidelity: str) -> Record:
    """Return the usual run of a world, made once."""
    return run(world(name), fidelity)


def same_bits(one: Record, other: Record, *names: str) -> bool:
    """Whether two records hold the same bits in the variables named, or in all."""
    wanted = names or tuple(one.variables)
    return all(one[k].values.tobytes() == other[k].values.tobytes() for k in wanted)


def of(problem: Problem, model: Model, **more: object) -> Problem:
    return replace(problem, model=model, **more)  # type: ignore[arg-type]


# -- what is conserved -------------------------------------------------------------------------------------
@few
@given(worlds, fidelities, seeds)
def test_nobody_is_lost_and_nobody_is_made(name: str, fidelity: str, seed: int) -> None:
    """Kills: forgetting to take from the cell that people leave."""
    record = run(world(name), fidelity, seed=seed)
    people = record["people"].values
    size = people[0].sum(axis=1)
    assert people.min() >= 0.0
    assert np.abs(people.sum(axis=2) - size).max() <= (1e-9 if fidelity == "shares" else 0.0)
    if fidelity != "shares":
        assert (people == np.floor(people)).all()
    if "bins" in record:
        assert np.abs(record["bins"].values.sum(axis=2) - size).max() <= (1e-9 if fidelity == "shares" else 0.0)


@few
@given(worlds, fidelities, seeds)
def test_flows_account_for_every_change_of_status(name: str, fidelity: str, seed: int) -> None:
    """Kills: counting a flow in the row of another move."""
    record = run(world(name), fidelity, seed=seed)
    people, flows = record["people"].values, record["flows"].values
    status = [str(s) for s in record.coords["status"]]
    change = np.zeros_like(people)
    for k, move in enumerate(record.coords["move"]):
        source, target = str(move).split(">")
        change[:, :, status.index(source)] -= flows[:, :, k]
        change[:, :, status.index(target)] += flows[:, :, k]
    assert np.abs(people[1:] - people[:-1] - change[1:]).max() <= 1e-9


@few
@given(st.floats(0.0, 2.0), st.floats(0.0, 2.0), st.floats(0.0, 0.5))
@example(2.0, 2.0, 0.0)
def test_shares_stay_shares_whatever_the_rates(catch: float, recover: float, gain: float) -> None:
    """Kills: moving the hazard itself instead of 1 - exp(-hazard)."""
    values = {"catching.catch": catch, "catching.recover": recover, "alarm.gain": gain}
    people = run(world("contagion").with_values(values), "shares")["people"].values
    assert people.min() >= 0.0
    assert np.abs(people.sum(axis=2) - people[0].sum(axis=1)).max() <= 1e-9


@few
@given(st.sampled_from(["opinions", "attitudes", "meetings", "words", "islands"]), fidelities, seeds)
def test_traits_stay_within_their_bounds(name: str, fidelity: str, seed: int) -> None:
    """Kills: a trait that is not clipped after its drift."""
    problem = world(name)
    if name == "words":
        problem = problem.with_values({"words.slow": 2.0})
    means = run(problem, fidelity, seed=seed)["trait_mean"].values
    for k, kept in enumerate(problem.model.traits.values()):
        assert kept.low - 1e-6 <= np.nanmin(means[..., k]) and np.nanmax(means[..., k]) <= kept.high + 1e-6


# -- what may change no bit --------------------------------------------------------------------------------
@pytest.mark.parametrize("threads", [2, 4])
@pytest.mark.parametrize("name", ["attitudes", "places"])
def test_threads_change_the_time_and_no_bit(name: str, threads: int) -> None:
    """Kills: stripes that leave out the last of three blocks (3,000 people) for two threads."""
    problem = ZOO[name](people=3000, days=20)
    assert same_bits(run(problem, "agents", threads=threads), run(problem, "agents"))
    alone = run_many(problem, "counts", replicates=range(6))
    together = run_many(problem, "counts", replicates=range(6), threads=threads)
    assert all(same_bits(a, b) for a, b in zip(alone, together))


@few
@given(worlds, st.integers(0, 40), st.integers(0, 40))
@example("places", 7, 8)
@example("attitudes", 1, 1)
def test_agents_stopped_on_the_way_go_on_as_if_nothing_had_been(name: str, first: int, second: int) -> None:
    """Kills: swapping today's and tomorrow's words of people once too often when days are odd in number."""
    problem = world(name)
    agents = Agents(problem)
    state = agents.begin()
    for days in (first, second, problem.days):
        agents.advance(state, days)
    whole = usual(name, "agents")
    for key in whole.variables:
        assert np.array_equal(state.record[key][0], whole[key].values, equal_nan=True), key


@few
@given(worlds, st.booleans(), st.integers(0, 40), st.integers(0, 40))
def test_cells_stopped_on_the_way_go_on_as_if_nothing_had_been(name: str, whole: bool, first: int, second: int) -> None:
    """Kills: beginning the second part with the signals of day 0."""
    problem = world(name)
    cells = Cells(problem)
    state = cells.begin(whole, 1, [0], [problem.parameter_values()])
    for days in (first, second, problem.days):
        cells.advance(state, days)
    expected = usual(name, "counts" if whole else "shares")
    for key in expected.variables:
        assert np.array_equal(state.record[key][0], expected[key].values, equal_nan=True), key


@few
@given(
    st.sampled_from(["contagion", "places", "attitudes"]),
    st.permutations(range(5)),
    st.sampled_from([1, 2, 3]),
)
def test_a_run_of_agents_is_the_same_alone_in_a_batch_and_in_any_order(
    name: str, order: list[int], threads: int
) -> None:
    """Kills: an ensemble whose second run starts with the signals in which the first one ended."""
    problem = world(name)
    agents = Agents(problem)
    base = problem.parameter_values()
    key = next(k for k in base if k.endswith((".catch", ".up")))
    values = [{**base, key: base[key] * (1 - k / 10)} for k in range(5)]
    state = agents.begin([values[k] for k in order])
    agents.ensemble(state, order, threads)
    alone = agents.begin([values[order[-1]]])
    agents.ensemble(alone, [order[-1]])
    assert np.array_equal(state.record["people"][-1], alone.record["people"][0])
    one = Agents(problem.with_values(values[0]))
    single = one.begin()
    one.advance(single, problem.days)
    assert np.array_equal(state.record["people"][order.index(0)], single.record["people"][0])


@few
@given(worlds, st.booleans(), st.permutations(range(4)))
def test_a_run_of_cells_is_the_same_alone_in_a_batch_and_in_any_order(name: str, whole: bool, order: list[int]) -> None:
    """Kills: drawing by the row of the batch instead of the replicate."""
    problem, fidelity = world(name), "counts" if whole else "shares"
    batch = run_many(problem, fidelity, replicates=order, threads=2)
    assert same_bits(batch[order.index(0)], usual(name, fidelity))
    assert same_bits(batch[-1], run_many(problem, fidelity, replicates=[order[-1]])[0])


@few
@given(worlds, fidelities, st.randoms(use_true_random=False))
def test_the_order_in_which_mechanisms_are_listed_changes_no_bit(name: str, fidelity: str, lot) -> None:  # type: ignore[no-untyped-def]
    """Kills: a model that keeps its mechanisms as they were listed."""
    model = world(name).model
    shuffled = list(model.mechanisms)
    lot.shuffle(shuffled)
    again = Model(
        shuffled[::-1],
        ladders=model.ladders.values(),
        traits=dict(reversed(model.traits.items())),
        drivers=model.drivers,
    )
    society = world(name).society
    assert str(make(again, society)) == str(make(model, society))
    assert same_bits(run(of(world(name), again), fidelity), usual(name, fidelity))


@few
@given(st.sampled_from(["contagion", "opinions", "places", "meetings"]), fidelities)
def test_the_order_in_which_communities_are_listed_changes_no_bit(name: str, fidelity: str) -> None:
    """Kills: a society that keeps its communities as they were listed."""
    society = world(name).society
    turned = Society(society.communities[::-1], society.places[::-1], society.ties)
    assert same_bits(run(replace(world(name), society=turned), fidelity), usual(name, fidelity))


@pytest.mark.parametrize("fidelity", FIDELITIES)
def test_a_lever_at_zero_is_no_lever(fidelity: str) -> None:
    """Kills: a lever that is 1 where nothing is scheduled."""
    bare = replace(world("places"), levers={}, rules=())
    zero = np.zeros((bare.days, len(bare.society.groups)))
    assert same_bits(run(bare, fidelity), run(replace(bare, levers={"crackdown": zero}), fidelity))
    assert not same_bits(run(bare, fidelity), run(replace(bare, levers={"crackdown": zero + 1}), fidelity))


@pytest.mark.parametrize("fidelity", FIDELITIES)
def test_a_rule_that_is_never_met_is_no_rule(fidelity: str) -> None:
    """Kills: a rule that answers what lies below its threshold."""
    asked = replace(world("places"), rules=tuple(replace(r, above=1e9) for r in world("places").rules))
    assert same_bits(run(asked, fidelity), run(replace(asked, rules=()), fidelity))


@pytest.mark.parametrize("fidelity", FIDELITIES)
def test_a_provocation_that_moves_nothing_is_the_baseline(fidelity: str) -> None:
    """Kills: an event that moves a signal by itself."""
    still = replace(world("contagion").with_values({"alarm.gain": 0.0}), events=(), drawn={})
    struck = replace(world("contagion").with_values({"alarm.gain": 0.0}))
    base, other = run(still, fidelity), run(struck, fidelity)
    assert same_bits(base, other, "people", "flows", "public")
    assert other["events"].values.sum() >= 2 > base["events"].values.sum()


def test_a_rate_in_other_words_is_the_same_rate() -> None:
    """Kills: a unit that is read and not converted. (4.2 / week and .6 / day may differ in the last bit.)"""
    model = world("contagion").model
    weekly = Model([Catching(catch="4.2 / week", recover="43.83 / year"), Alarm()], ladders=[PEOPLE])
    one = run(of(world("contagion"), model), "shares")["people"].values
    other = run(of(world("contagion"), weekly), "shares")["people"].values
    assert np.abs(other / np.maximum(one, 1e-9) - (one > 0)).max() < 1e-12


# -- what luck may depend on -------------------------------------------------------------------------------
class Rumour(Mechanism):
    """Rumours come and go; nobody minds them.  By name it comes first, and so does its kind of event."""

    often, spreads = rate("0.5 / day"), number(0.4)
    rumour = signal("rumour", memory=fading(6.0))
    taken = share("taken", among="everyone")

    @event("alert")
    def alerts(often, taken):
        return often * taken

    @drift("rumour", on="alert")
    def heard(spreads):
        return spreads

    @jump("immune", "free")
    def forget(often):
        return often


@pytest.mark.parametrize("fidelity", FIDELITIES)
def test_an_unrelated_mechanism_leaves_all_other_draws_alone(fidelity: str) -> None:
    """Kills: looking a draw up under a mechanism's or an event's position, not its name."""
    base = world("contagion")
    model = Model([Rumour("a_rumour"), *base.model.mechanisms], ladders=[PEOPLE])
    more = of(base, model, drawn={**base.drawn, "alert": np.ones(base.days, dtype=bool)})
    with_it, without = run(more, fidelity), usual("contagion", fidelity)
    assert with_it.select("events", kind="alert").sum() > 0
    assert np.array_equal(with_it["people"].values, without["people"].values)
    assert np.array_equal(with_it.select("events", kind="attack"), without.select("events", kind="attack"))
    assert np.array_equal(with_it.select("public", public="alarm"), without.select("public", public="alarm"))


@few
@given(st.sampled_from(["contagion", "opinions", "places"]), st.sampled_from(["agents", "counts"]), seeds)
def test_another_replicate_has_other_luck_and_another_seed_too(name: str, fidelity: str, seed: int) -> None:
    """Kills: a key without the replicate. (Two runs equal by chance: less than once in 10**9.)"""
    one = run(world(name), fidelity, seed=seed, replicate=0)
    assert not same_bits(one, run(world(name), fidelity, seed=seed, replicate=1), "people")
    assert not same_bits(one, run(world(name), fidelity, seed=seed ^ 1, replicate=0), "people")
    assert same_bits(one, run(world(name), fidelity, seed=seed, replicate=0))


@pytest.mark.parametrize("fidelity", ["agents", "counts"])
def test_what_nobody_minds_changes_no_luck(fidelity: str) -> None:
    """Kills: letting a lever or a parameter into the address of a draw."""
    asked = world("attitudes").with_values({"grievance.pace": 0.0, "mobilisation.tires": 0.0})
    off, on = (np.full((asked.days, 2), level) for level in (0.0, 1.0))
    one, other = (run(replace(asked, levers={"restriction": x}), fidelity) for x in (off, on))
    assert same_bits(one, other, "people", "flows", "bins")
    quiet = replace(world("contagion"), events=(), drawn={})
    assert same_bits(run(quiet, fidelity), run(quiet.with_values({"alarm.base": 1.5}), fidelity))


@pytest.mark.parametrize("fidelity", ["agents", "counts"])
def test_like_communities_fare_alike_on_average(fidelity: str) -> None:
    """Kills: a share of ties across that leads to communities further down the list only.

    False alarm: 60 replicates, three pairs of communities, 4.5 standard errors: about once in 50,000 seeds.
    """
    problem = world("meetings")
    if fidelity == "counts":
        records = run_many(problem, "counts", replicates=range(60))
    else:
        records = [run(problem, "agents", replicate=k) for k in range(60)]
    taken = np.array([r.select("people", status="taken")[-1] for r in records])
    for one, other in ((0, 1), (0, 2), (1, 2)):
        difference = taken[:, one] - taken[:, other]
        assert abs(difference.mean()) < 4.5 * difference.std(ddof=1) / np.sqrt(60)


# -- how what is public moves ------------------------------------------------------------------------------
@few
@given(st.floats(1.0, 100.0), st.floats(0.01, 10.0), st.integers(0, 20), fidelities)
def test_a_known_event_is_half_felt_on_its_day_and_then_fades_by_its_lifetime(
    lifetime: float, gain: float, day: int, fidelity: str
) -> None:
    """Kills: fading by 1 - 1/lifetime, or feeling all of a known event at once."""
    values = {"alarm.gain": gain, "alarm.lifetime": lifetime}
    struck = (KnownEvent("attack", day, marks={"killed": 3.0, "amplitude": 1.0}),)
    asked = replace(world("contagion").with_values(values), events=struck, drawn={})
    alarm = run(asked, fidelity).select("public", public="alarm")[:, 0]
    whole = gain * 2.0
    later = np.arange(1, asked.days - day)
    assert (alarm[: day + 1] == 0.0).all()
    assert abs(alarm[day + 1] / (whole / 2) - 1) < 1e-12
    assert np.abs(alarm[day + 2 :] / (whole * np.exp(-later / lifetime)) - 1).max() < 1e-11


@few
@given(st.floats(0.05, 1.9), st.floats(0.0, 0.1), st.floats(0.01, 1.0))
def test_what_is_more_catching_catches_more(catch: float, more: float, recover: float) -> None:
    """Kills: a hazard taken with the wrong sign.

    Holds while a day's chance cannot overshoot, so the hazards are taken for a tenth of a day.
    """

    def taken(catch: float) -> np.ndarray:
        values = {"catching.catch": catch / 10, "catching.recover": recover / 10}
        quiet = replace(world("contagion").with_values(values), events=(), drawn={})
        return run(quiet, "shares").select("people", status="taken")

    assert (taken(catch + more) - taken(catch)).min() >= -1e-9
    if more > 1e-3:
        assert (taken(catch + more)[1:] > taken(catch)[1:]).all()


# -- from agents to counts to shares -----------------------------------------------------------------------
def test_many_people_in_counts_do_what_shares_say() -> None:
    """Kills: chances of several targets that do not compete.

    False alarm: a share of 200,000 people has a standard error below .0025 on any day, of 20 replicates' mean
    below .0006; .005 is more than eight of them: never.
    """
    for name in ("contagion", "attitudes"):
        problem = replace(ZOO[name](people=200_000), events=(), drawn={})
        counts = np.mean([r["people"].values for r in run_many(problem, "counts", replicates=range(20))], axis=0)
        shares = run(problem, "shares")["people"].values
        assert np.abs(counts - shares).max() / 200_000 < 0.005, name


def test_more_ties_bring_agents_to_what_shares_say() -> None:
    """Kills: a share of ties that is a tenth too small.

    False alarm: with 20,000 people a day's share has a standard error of about .004 between runs, and of two
    runs .003.  The distances fall two- to fourfold from step to step (.13, .035, .017, .006), so the
    order of the first three and the bound on the last are missed less than once in 1,000 seeds (fixed here).
    """
    distance = []
    for ties in (6, 20, 60, 200):
        society = Society(
            [
                Community("north", 12_000, "people", {"free": 0.9, "taken": 0.1}),
                Community("south", 8_000, "people", {"free": 0.95, "taken": 0.05}),
            ],
            ties=Homophilous(ties, 0.8),
        )
        problem = replace(world("contagion"), society=society, events=(), drawn={}, days=30)
        runs = [run(problem, "agents", seed=k)["people"].values for k in (1, 2)]
        shares = run(problem, "shares")["people"].values
        distance.append(np.abs(np.mean(runs, axis=0) - shares).sum(axis=1).max() / 20_000)
    assert distance[0] > distance[1] > distance[2], distance
    assert distance[3] < 0.012, distance
