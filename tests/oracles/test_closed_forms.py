"""The engines against pencil and paper: results that have a formula, each with its tolerance.

Tolerances are of three kinds: arithmetic (1e-9 and the like), a stated distance between a formula of
continuous time and days of one step, and luck: 5 standard errors (once in 1.7 million) unless it says more.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import ndtr
from scipy.stats import binom, chi2
from zoo import Opinion, number, rate
from zoo_ground import FIRST, PEOPLE, WHY

from grayzone.engines.agent_run import Agents
from grayzone.engines.problem import KnownEvent, Problem
from grayzone.engines.run import run, run_many
from grayzone.language.effects import drift, event, jump
from grayzone.language.mechanism import Mechanism
from grayzone.language.memory import fading, lasting, long_tail
from grayzone.language.model import Model, Trait
from grayzone.language.parameters import parameter
from grayzone.language.variables import mark, mean, pareto, share, signal, spread, trait
from grayzone.society.communities import Community, TraitStart
from grayzone.society.society import Society
from grayzone.society.ties import Homophilous, RingRewired, Ties


def town(people: int, taken: float, ties: Ties | None = None, **traits: TraitStart) -> Society:
    start = {"free": 1 - taken, "taken": taken}
    return Society([Community("all", people, "people", start, traits)], ties=ties or Homophilous(10, 1.0))


def share_of(record, status: str = "taken") -> np.ndarray:  # type: ignore[no-untyped-def]
    people = record["people"].values.sum(axis=1)
    return people[:, list(record.coords["status"]).index(status)] / people[0].sum()


# -- contagion: catching, by oneself, recovering, recovering for good --------------------------------------
class Epidemic(Mechanism):
    """People catch it from ties or by themselves; they get well, or immune."""

    catch, spark, well, immune = rate("0.5 / day"), rate("0 / day"), rate("0 / day"), rate("0 / day")
    ill = share("taken")

    @jump("free", "taken")
    def caught(catch, spark, ill):
        return catch * ill + spark

    @jump("taken", "free")
    def recovers(well):
        return well

    @jump("taken", "immune")
    def resists(immune):
        return immune


EPIDEMIC = Model([Epidemic()], ladders=[PEOPLE])


def epidemic(society: Society, days: int, **values: float) -> Problem:
    given = {f"epidemic.{name}": value for name, value in values.items()}
    return Problem(EPIDEMIC, society, FIRST, days, values=given)


def test_an_infection_that_can_come_back_settles_at_one_minus_recovery_over_catching() -> None:
    """SIS: 1 - well/catch in continuous time, within .001 at rates of 2 %; the exact daily one, 1e-9."""
    catch, well = 0.02, 0.008
    level = share_of(run(epidemic(town(1000, 0.1), 4000, catch=catch, well=well), "shares"))[-1]
    assert abs(level - (1 - well / catch)) < 0.001
    daily = brentq(lambda p: (1 - p) * -math.expm1(-catch * p) + p * math.expm1(-well), 0.1, 0.9, xtol=1e-14)
    assert abs(level - daily) < 1e-9


def test_an_infection_that_leaves_immunity_ends_at_the_final_size() -> None:
    """SIR, ln(s/s0) = -R (1 - s): R = catch / (1 - exp(-immune)) to 1e-9; catch / immune to .01."""
    catch, immune, s0 = 0.04, 0.02, 0.99
    record = run(epidemic(town(1000, 1 - s0), 4000, catch=catch, immune=immune), "shares")
    left = share_of(record, "free")[-1]
    for r, tolerance in ((catch / -math.expm1(-immune), 1e-9), (catch / immune, 0.01)):
        size = brentq(lambda s, r=r: math.log(s / s0) + r * (1 - s), 1e-6, 0.9, xtol=1e-14)
        assert abs(left - size) < tolerance


def test_agents_with_many_ties_end_at_the_final_size_too() -> None:
    """Within .02: 100 ties take about 1/100 off, and luck is .005 (4,000 of 5,000 caught, mean of 4 runs)."""
    catch, immune, s0 = 0.4, 0.2, 0.95
    size = brentq(lambda s: math.log(s / s0) + catch / -math.expm1(-immune) * (1 - s), 1e-6, 0.9)
    problem = epidemic(town(5000, 1 - s0, Homophilous(100, 1.0)), 120, catch=catch, immune=immune)
    left = [share_of(run(problem, "agents", replicate=k), "free")[-1] for k in range(4)]
    assert abs(np.mean(left) - size) < 0.02


def test_two_statuses_relax_as_their_exact_chain_says() -> None:
    """Birth and death: p* + (p0 - p*) (1 - a - b)**t, a = 1 - exp(-spark), b = 1 - exp(-well); 1e-9."""
    spark, well = 0.11, 0.3
    a, b = -math.expm1(-spark), -math.expm1(-well)
    seen = share_of(run(epidemic(town(1000, 0.8), 60, catch=0.0, spark=spark, well=well), "shares"))
    expected = a / (a + b) + (0.8 - a / (a + b)) * (1 - a - b) ** np.arange(61)
    assert np.abs(seen - expected).max() < 1e-9


@pytest.mark.parametrize("fidelity", ["counts", "agents"])
def test_independent_people_have_the_variance_of_a_binomial(fidelity: str) -> None:
    """After a long time n p (1 - p), p = a / (a + b).  False alarm: chi-squared at 1e-4 on either side."""
    spark, well, people, runs = 0.3, 0.6, 400, 400 if fidelity == "counts" else 150
    a, b = -math.expm1(-spark), -math.expm1(-well)
    p = a / (a + b)
    problem = epidemic(town(people, 0.5), 25, catch=0.0, spark=spark, well=well)
    if fidelity == "counts":
        records = run_many(problem, "counts", replicates=range(runs))
    else:
        records = [run(problem, "agents", replicate=k) for k in range(runs)]
    last = np.array([share_of(r)[-1] * people for r in records])
    spread_of = ((last - people * p) ** 2).sum() / (people * p * (1 - p))
    assert chi2.ppf(1e-4, runs) < spread_of < chi2.ppf(1 - 1e-4, runs)


def test_one_day_of_counts_has_the_whole_law_of_a_binomial() -> None:
    """60 people, chance 1 - exp(-.25), 3,000 replicates; chi-squared, tails pooled, false alarm 1e-4."""
    problem = epidemic(town(60, 0.0), 1, catch=0.0, spark=0.25)
    seen = [round(60 * share_of(r)[1]) for r in run_many(problem, "counts", replicates=range(3000))]
    law = binom.pmf(np.arange(61), 60, -math.expm1(-0.25))
    cut = np.flatnonzero(np.cumsum(law) > 0.02)[0], np.flatnonzero(np.cumsum(law) < 0.98)[-1]
    pooled = np.clip(np.arange(61), *cut)
    observed = np.bincount(np.clip(seen, *cut), minlength=61)[cut[0] : cut[1] + 1]
    expected = 3000 * np.bincount(pooled, weights=law, minlength=61)[cut[0] : cut[1] + 1]
    assert ((observed - expected) ** 2 / expected).sum() < chi2.ppf(1 - 1e-4, len(expected) - 1)


# -- imitation and thresholds ------------------------------------------------------------------------------
class Copying(Mechanism):
    """On a day I copy, with this chance, one of my ties at random."""

    copies = number(0.3, 0.0, 1.0)
    taken, free = share("taken"), share("free")

    @jump("free", "taken", chance=True)
    def join(copies, taken):
        return copies * taken

    @jump("taken", "free", chance=True)
    def leave(copies, free):
        return copies * free


COPYING = Model([Copying()], ladders=[PEOPLE])


def test_the_voter_model_keeps_its_mean_and_stays_where_all_agree() -> None:
    """Shares stand still (1e-12).  Agents on a ring, all with 8 ties, keep the mean over 200 replicates."""
    society = town(300, 0.3, RingRewired(8, 0.0, 0.0))
    problem = Problem(COPYING, society, FIRST, 60)
    assert np.abs(share_of(run(problem, "shares")) - 0.3).max() < 1e-12
    agents = Agents(problem)
    state = agents.begin([problem.parameter_values()] * 200)
    agents.ensemble(state, list(range(200)))
    last = state.record["people"][:, -1, 0, 1] / 300
    assert last.std() > 0.05, "they do move"
    assert abs(last.mean() - 0.3) < 5 * last.std(ddof=1) / math.sqrt(200)
    for everybody in (0.0, 1.0):
        agreed = replace(problem, society=town(300, everybody, RingRewired(8, 0.0, 0.0)))
        assert (share_of(run(agreed, "agents")) == everybody).all()


class Thresholds(Mechanism):
    """I take part as long as the share of my ties that does is above my threshold."""

    threshold, taken = trait("threshold"), share("taken")

    @jump("free", "taken", chance=True)
    def join(threshold, taken):
        return 1.0 if taken > threshold else 0.0

    @jump("taken", "free", chance=True)
    def leave(threshold, taken):
        return 0.0 if taken > threshold else 1.0


@pytest.mark.parametrize("mean_of, deviation", [(0.25, 0.10), (0.25, 0.14)])
def test_a_crowd_with_thresholds_stops_where_their_distribution_meets_the_diagonal(
    mean_of: float, deviation: float
) -> None:
    """Granovetter (1978), r = F(r), first crossing from below: a little more spread tips the crowd.

    Bins of 1/400 and whole thresholds for agents; tolerances .003 (a bin) and .02 (200 ties, 4,000 people).
    """

    def law(r: float) -> float:
        return float(ndtr((r - mean_of) / deviation))

    r = law(0.0)
    for _ in range(2000):
        r = law(r)
    start = TraitStart("normal", mean_of, deviation)
    society = town(4000, 0.0, Homophilous(200, 1.0), threshold=start)
    model = Model([Thresholds()], ladders=[PEOPLE], traits={"threshold": Trait(-1.0, 2.0, bins=1200)})
    problem = Problem(model, society, FIRST, 120)
    shares = share_of(run(problem, "shares"))[-1]
    assert (r > 0.9) == (deviation > 0.12), "the two crowds differ"
    assert abs(shares - r) < 0.003
    agents = share_of(run(replace(problem, days=60), "agents"))[-1]
    assert abs(agents - r) < 0.02


# -- opinions ----------------------------------------------------------------------------------------------
class Averaging(Mechanism):
    """Opinions move towards the mean of ties, and back to where they are anchored."""

    pace, stubborn = rate("0.3 / day"), rate("0 / day")
    opinion, anchor, others = trait("opinion"), trait("anchor"), mean("opinion")

    @drift("opinion")
    def average(pace, stubborn, opinion, anchor, others):
        return pace * (others - opinion) + stubborn * (anchor - opinion)


def averaging(days: int, stubborn: float) -> Agents:
    start = TraitStart("uniform", 0.0, 1.0)
    society = town(700, 0.5, RingRewired(8, 0.5, 0.0), opinion=start, anchor=start)
    traits = {"opinion": Trait(-5, 5, carried="mean"), "anchor": Trait(-5, 5, carried="mean")}
    model = Model([Averaging()], ladders=[PEOPLE], traits=traits)
    values = {"averaging.stubborn": stubborn}
    return Agents(Problem(model, society, FIRST, days, values=values))


def test_who_averages_their_ties_agrees_on_the_degree_weighted_mean() -> None:
    """DeGroot (1974): the left eigenvector of row-normalised ties is the degree.  Within 2e-5 (32 bits)."""
    agents = averaging(600, 0.0)
    network = agents.problem.society.network(1)
    state = agents.begin()
    before = agents.state_of_people(state)["opinion"]
    agents.advance(state, 600)
    after = agents.state_of_people(state)["opinion"]
    assert network.degree.std() > 1, "else the plain mean would do"
    consensus = float((before * network.degree).sum() / network.degree.sum())
    assert abs(consensus - before.mean()) > 1e-4
    assert np.abs(after - consensus).max() < 2e-5


def test_who_is_stubborn_ends_where_the_linear_equations_say() -> None:
    """Friedkin and Johnsen (1990): (pace (I - W) + stubborn I) x = stubborn anchor, 1e-5 (32 bits)."""
    pace, stubborn = 0.3, 0.1
    agents = averaging(300, stubborn)
    network = agents.problem.society.network(1)
    state = agents.begin()
    anchor = agents.state_of_people(state)["anchor"].astype(np.float64)
    agents.advance(state, 300)
    w = network.sparse().toarray() / network.degree[:, None]
    eye = np.eye(network.n)
    solved = np.linalg.solve(pace * (eye - w) + stubborn * eye, stubborn * anchor)
    assert np.abs(agents.state_of_people(state)["opinion"] - solved).max() < 1e-5


@pytest.mark.parametrize("reach, fewest, most", [(0.35, 1, 1), (0.1, 3, 7)])
def test_bounded_confidence_leaves_about_one_cluster_per_two_reaches(
    reach: float, fewest: int, most: int
) -> None:
    """Deffuant et al. (2000): consensus above about .3, roughly 1 / (2 reach) camps of 5 % and more below."""
    society = town(1000, 0.5, Homophilous(100, 1.0), opinion=TraitStart("uniform", 0.0, 1.0))
    model = Model([Opinion()], ladders=[PEOPLE], traits={"opinion": Trait(0, 1, bins=20)})
    agents = Agents(Problem(model, society, FIRST, 300, values={"opinion.reach": reach}))
    state = agents.begin()
    agents.advance(state, 300)
    opinion = np.sort(agents.state_of_people(state)["opinion"])
    camps = np.split(opinion, np.flatnonzero(np.diff(opinion) > 0.02) + 1)
    large = [camp for camp in camps if camp.size >= 50]
    assert fewest <= len(large) <= most
    assert sum(camp.size for camp in large) > 900
    assert max(np.ptp(camp) for camp in large) < 0.05


# -- events ------------------------------------------------------------------------------------------------
class Excitement(Mechanism):
    """Each event makes the next ones likelier for a while; two ledgers add up amplitudes and deaths."""

    base, exponent, cap = rate("0.2 / day"), parameter(2.5, bounds=(1.1, 9), assumed=WHY), number(60, 0, 1000)
    gain = rate("0 / day")
    shape, null = parameter(2.0, bounds=(0.1, 50), assumed=WHY), number(0.3, 0, 1)
    lifetime = parameter("8 days", bounds=("1 day", "100 days"), assumed=WHY)
    heat, ledger, tail = signal("heat", memory=fading("lifetime")), signal("ledger"), signal("tail")
    amplitude = mark("amplitude", of="strike", law=spread("shape", "null"))
    killed = mark("killed", of="strike", law=pareto("exponent", "cap"))

    @event("strike")
    def strikes(base, gain, heat):
        return base + gain * heat

    @drift("heat", on="strike")
    def excite():
        return 1

    @drift("ledger", on="strike")
    def book(amplitude):
        return amplitude

    @drift("tail", on="strike")
    def remember(killed):
        return 1 + 0 * killed


SCALE, EXPONENT = 10.0, 1.8
MEMORIES = {"ledger": lasting(), "tail": long_tail(SCALE, EXPONENT)}
EXCITEMENT = Model([Excitement()], ladders=[PEOPLE], signals=MEMORIES)


def excitement(days: int, **values: float) -> Problem:
    given = {f"excitement.{name}": value for name, value in values.items()}
    drawn = {"strike": np.ones(days, dtype=bool)}
    return Problem(EXCITEMENT, town(20, 0.0), FIRST, days, values=given, drawn=drawn)


def test_plain_events_are_poisson_in_mean_and_variance() -> None:
    """False alarm: the total of 200 x 500 days at 5 standard errors; dispersion by chi-squared at 1e-4."""
    level, runs, days = 0.7, 200, 500
    records = run_many(excitement(days, base=level), "counts", replicates=range(runs))
    seen = np.array([r.select("events", kind="strike")[1:, 0] for r in records])
    assert abs(seen.mean() - level) < 5 * math.sqrt(level / seen.size)
    dispersion = ((seen - level) ** 2).sum() / level
    assert abs(dispersion - seen.size) < 5 * math.sqrt(seen.size * (2 + 1 / level))


def test_events_that_excite_events_have_the_mean_rate_of_hawkes() -> None:
    """base / (1 - n): an event of today is felt from tomorrow on, n = gain / (exp(1/lifetime) - 1) in all.

    False alarm: 5 standard errors between 200 replicates, after 200 days to settle.
    """
    base, lifetime, n = 0.3, 8.0, 0.6
    gain = n * math.expm1(1 / lifetime)
    records = run_many(
        excitement(900, base=base, gain=gain, lifetime=lifetime), "shares", replicates=range(200)
    )
    seen = np.array([r.select("events", kind="strike")[201:, 0].mean() for r in records])
    assert abs(seen.mean() - base / (1 - n)) < 5 * seen.std(ddof=1) / math.sqrt(200)
    spread_of = np.array([r.select("events", kind="strike")[201:, 0].sum() for r in records])
    index = spread_of.var(ddof=1) / spread_of.mean()
    # Far from the ends the number in a long window has the dispersion 1 / (1 - n)**2 = 6.25.
    assert 0.55 < index * (1 - n) ** 2 < 1.5


def test_one_event_has_the_descendants_that_its_branching_ratio_says() -> None:
    """Expected numbers: one known event alone brings n / (1 - n) more; within 1e-6 after 3,000 days."""
    lifetime, n = 8.0, 0.7
    problem = excitement(3000, base=0.0, gain=n * math.expm1(1 / lifetime), lifetime=lifetime)
    marks = {"killed": 0.0, "amplitude": 1.0}
    first = replace(problem, events=(KnownEvent("strike", 0, marks=marks),), expected=True)
    events = run(first, "shares").select("events", kind="strike")[:, 0]
    # A known event is half felt on its own day: that adds half of gain to what an event brings.
    brought = n + 0.5 * n * math.expm1(1 / lifetime)
    assert abs(events[2:].sum() + events[1] - 1 - brought / (1 - n)) < 1e-6


@pytest.mark.parametrize("lifetime", [5.0, 40.0])
def test_an_exponential_memory_holds_an_impulse_for_its_lifetime(lifetime: float) -> None:
    """The integral of exp(-t/lifetime), summed by the trapezoid rule: within 1/(12 lifetime**2)."""
    problem = replace(excitement(1500, lifetime=lifetime), drawn={}, events=(KnownEvent("strike", 3),))
    heat = run(problem, "shares").select("public", public="heat")[:, 0]
    # The day of the event shows half of it: exactly the end weight of the trapezoid rule.
    assert abs(heat.sum() / lifetime - 1) < 1 / (12 * lifetime**2) + 1e-6


def test_a_long_tail_holds_an_impulse_as_long_as_its_power_law() -> None:
    """Over 180 days: scale/(p-1) (1 - (1 + 180/scale)**(1-p)), within 2 %; each day within .005."""
    problem = replace(excitement(190), drawn={}, events=(KnownEvent("strike", 3),))
    tail = run(problem, "shares").select("public", public="tail")[4 : 4 + 181, 0]
    law = (1 + np.arange(181) / SCALE) ** -EXPONENT
    assert np.abs(tail[1:] - law[1:]).max() < 0.005
    held = tail.sum() - 0.5 * tail[-1]
    integral = SCALE / (EXPONENT - 1) * (1 - (1 + 180 / SCALE) ** (1 - EXPONENT))
    assert abs(held / integral - 1) < 0.02


def test_marks_have_the_means_of_their_laws() -> None:
    """Amplitudes 1 - null; deaths the sum of (k+1)**(1-exponent), k to the cap; of 40,000 events."""
    exponent, cap, null, shape = 2.5, 60, 0.3, 2.0
    records = run_many(excitement(400, base=1.0), "counts", replicates=range(100))
    many = sum(r.select("events", kind="strike").sum() for r in records)
    killed = sum(r.select("killed", kind="strike").sum() for r in records)
    booked = sum(r.select("public", public="ledger")[-1, 0] for r in records)
    happened_before_the_last_day = sum(r.select("events", kind="strike")[:-1].sum() for r in records)
    k = np.arange(1, cap + 1)
    reach = (k + 1.0) ** (1 - exponent)
    variance = ((2 * k - 1) * reach).sum() - reach.sum() ** 2
    assert many > 39_000
    assert abs(killed / many - reach.sum()) < 5 * math.sqrt(variance / many)
    second = (1 - null) * (1 + 1 / shape)
    error = math.sqrt((second - (1 - null) ** 2) / many)
    assert abs(booked / happened_before_the_last_day - (1 - null)) < 5 * error


def test_expected_events_are_the_mean_of_drawn_ones_where_nothing_feeds_back() -> None:
    """A ledger of amplitudes after 400 days: 400 base (1 - null), exactly (1e-9)."""
    record = run(replace(excitement(400, base=0.5), expected=True), "shares")
    assert abs(record.select("public", public="ledger")[-1, 0] - 399 * 0.5 * 0.7) < 1e-9
