"""Comparing responses: the same draws, the same luck, under each rival and under their mixture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..engines.cell_run import Cells
from ..engines.run import record_of
from ..ground.records import Record
from ..measures import grayzone, liberties, unrest
from ..measures.outcomes import OUTCOMES, outcome
from ..measures.standing import standing
from ..scenarios.scenario import Scenario
from .draws import prior_draws, rival_of_draws, under_rival

Floats = NDArray[np.float64]
Say = Callable[[float, str], None]
BASELINE = "as_happened"
RIVALS = ("backlash", "null", "deterrence")
MIXTURE = "mixture"
COMPARED = ("gray_zone", "recruits", "hate_incidents", "attacks", "deaths", "liberties_cost", "admissions")
BLOCK = 64


@dataclass(frozen=True)
class Comparison:
    """Outcomes of every response under every rival, draw by draw.

    Attributes
    ----------
    values : float64 [rival, policy, draw, outcome]
        The three rivals; the mixture is taken from them by :meth:`of`.
    zone : float32 [rival, policy, draw, community, day]
        Share of each community in the zone.
    cost : float64 [policy, community]
        Mean person-days of restriction after the branch.
    day : datetime64 [day]
    since : int
        First day (index of the record) under the response.
    """

    policies: tuple[str, ...]
    labels: tuple[str, ...]
    rivals: tuple[str, ...]
    outcomes: tuple[str, ...]
    communities: tuple[str, ...]
    values: Floats
    zone: NDArray[np.float32]
    cost: Floats
    day: NDArray[np.datetime64]
    since: int
    mixed: tuple[str, ...]
    courses: dict[str, NDArray[np.float32]]
    record: Record

    @property
    def draws(self) -> int:
        """Number of draws."""
        return self.values.shape[2]

    def of(self, slug: str, policy: str, rival: str) -> Floats:
        """Return an outcome of a policy under a rival (or the mixture), dims [draw]."""
        o, p = self.outcomes.index(slug), self.policies.index(policy)
        if rival != MIXTURE:
            return np.asarray(self.values[self.rivals.index(rival), p, :, o])
        which = [self.rivals.index(name) for name in self.mixed]
        return np.asarray(self.values[which, p, np.arange(self.draws), o])

    def difference(self, slug: str, policy: str, rival: str) -> Floats:
        """Return the paired difference to what happened, dims [draw]: same parameters, same luck."""
        return self.of(slug, policy, rival) - self.of(slug, BASELINE, rival)

    def chance_best(self, slug: str, rival: str) -> dict[str, float]:
        """Return for each response the share of draws in which it does best; ties are shared equally."""
        table = np.stack([self.of(slug, p, rival) for p in self.policies]) * outcome(slug).direction
        best = table >= table.max(axis=0) - 1e-12
        shares = (best / best.sum(axis=0)).mean(axis=1)
        return dict(zip(self.policies, shares.tolist()))

    def regret(self, slug: str, rival: str) -> dict[str, float]:
        """Return for each response the largest loss against the best response, over draws (minimax regret)."""
        table = np.stack([self.of(slug, p, rival) for p in self.policies]) * outcome(slug).direction
        return dict(zip(self.policies, (table.max(axis=0) - table).max(axis=1).tolist()))

    def pairing(self, slug: str, policy: str, rival: str) -> float:
        """Return how many times more draws an unpaired comparison would need for the same precision."""
        a, b = self.of(slug, policy, rival), self.of(slug, BASELINE, rival)
        paired = float(np.var(a - b))
        return float((np.var(a) + np.var(b)) / paired) if paired > 0 else float("inf")


def compare(
    scenario: Scenario,
    policies: Sequence[str],
    *,
    draws: int = 256,
    seed: int = 1,
    threads: int = 2,
    fidelity: str = "shares",
    people: int | None = None,
    say: Say = lambda done, what: None,
) -> Comparison:
    """Run every response under every rival with the same draws from the priors and the same luck.

    Parameters
    ----------
    scenario : Scenario
        With a branch: before it, every response follows what happened.
    policies : sequence of str
        ``as_happened`` is added if it is not among them.
    draws : int
        Sets of parameters; draw k has luck (replicate) k under every response and rival.
    say : callable(done, what)
        Told how far it is, from 0 to 1.
    """
    names = tuple(dict.fromkeys([BASELINE, *policies]))
    base = scenario.problem()
    sets = prior_draws(base.model, draws, seed=seed, base=base.parameter_values())
    since = branch_index(scenario)
    shape = (len(RIVALS), len(names), draws)
    communities = tuple(c.name for c in base.society.communities)
    values = np.zeros((*shape, len(COMPARED)))
    zone = np.zeros((*shape, len(communities), base.days + 1), dtype=np.float32)
    cost = np.zeros((len(RIVALS), len(names), len(communities)))
    courses = {
        name: np.zeros((len(RIVALS), draws, base.days + 1), dtype=np.float32) for name in ("fear", "hate_incidents")
    }
    total, done = len(RIVALS) * len(names), 0
    example: Record | None = None
    for p, policy in enumerate(names):
        problem = scenario.problem(policy, people)
        cells = Cells(problem)
        for r, rival in enumerate(RIVALS):
            given = under_rival(sets, rival, seed=seed)
            for first in range(0, draws, BLOCK):
                block = range(first, min(draws, first + BLOCK))
                state = cells.begin(fidelity == "counts", seed, block, [given[k] for k in block])
                cells.advance(state, problem.days, threads)
                for i, k in enumerate(block):
                    arrays = {name: whole[i] for name, whole in state.record.items()}
                    record = record_of(problem, cells.plan, arrays, seed, k, fidelity)
                    values[r, p, k] = [OUTCOMES[slug].of(record, since) for slug in COMPARED]
                    zone[r, p, k] = grayzone.gray_zone(record).T
                    for c, name in enumerate(communities):
                        cost[r, p, c] += liberties.liberties_cost(record)[name][since:].sum() / draws
                    if policy == BASELINE:
                        courses["fear"][r, k] = _fear(record)
                        courses["hate_incidents"][r, k] = unrest.hate_incidents(record)
                        if example is None:
                            example = record
            done += 1
            say(done / total, f"{policy} under {rival}")
    assert example is not None
    stated = scenario.policies
    return Comparison(
        policies=names,
        labels=tuple((stated[n].label if n in stated else "") or n.replace("_", " ").capitalize() for n in names),
        rivals=RIVALS,
        outcomes=COMPARED,
        communities=communities,
        values=values,
        zone=zone,
        cost=np.asarray(cost.mean(axis=0)),
        day=base.calendar(),
        since=since,
        mixed=tuple(rival_of_draws(draws, seed=seed)),
        courses=courses,
        record=example,
    )


def branch_index(scenario: Scenario) -> int:
    """Return the index in the record of the first day under a response."""
    first = scenario.branch if scenario.branch is not None else scenario.first
    return int((first - scenario.first).astype(int)) + 1


def _fear(record: Record) -> Floats:
    if "public" not in record or "fear" not in record.coords["public"]:
        return np.zeros(len(record.coords["day"]))
    return np.asarray(record.select("public", public="fear").mean(axis=1))


def status_courses(record: Record, community: str) -> dict[str, Floats]:
    """Return the share of a community in each status of its ladder, [day], in ladder order."""
    stands = standing(record)
    c = stands.communities.index(community)
    return {s: stands.status(s)[:, c] for k, s in enumerate(stands.statuses) if stands.zone[c][k]}
