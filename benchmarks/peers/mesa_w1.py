"""W1 in Mesa 3, as its documentation teaches: one object per person, a day in two stages of ``agents.do``.

In the first stage every person looks at the ties and decides; in the second all of them take on what they decided,
so that everybody reads yesterday.  Numbers of the day are collected from the agents at its end.
"""

from __future__ import annotations

from math import exp
from typing import Any

import mesa
import numpy as np
from w1_problem import (
    BINS,
    BY_EXTREMITY,
    BY_FEAR,
    BY_GRIEVANCE,
    BY_TIES,
    CALM,
    DOWN,
    FADE,
    PACE,
    PULL_ACROSS,
    PULL_WITHIN,
    REACH_ACROSS,
    REACH_WITHIN,
    REST,
    TIRE,
    UP,
    schedule,
)  # fmt: skip

QUIET, ACTIVE, WITHDRAWN = 0, 1, 2


class Person(mesa.Agent):
    """Somebody with an attitude, a grievance, fear and a status."""

    def __init__(self, model: Society, community: int, attitude: float, grievance: float, fear: float, status: int):
        super().__init__(model)
        self.community, self.status = community, status
        self.attitude, self.grievance, self.fear = attitude, grievance, fear
        self.ties: list[Person] = []
        self.next_attitude, self.next_status = attitude, status

    def decide(self) -> None:
        """See the ties as they were yesterday and decide what to be tomorrow."""
        mine, community = self.attitude, self.community
        weight_in = pull_in = weight_out = pull_out = 0.0
        active = 0
        for tie in self.ties:
            gap = tie.attitude - mine
            if tie.community == community:
                weight = 1.0 - abs(gap) / REACH_WITHIN
                if weight > 0.0:
                    weight_in += weight
                    pull_in += weight * gap
            else:
                weight = 1.0 - abs(gap) / REACH_ACROSS
                if weight > 0.0:
                    weight_out += weight
                    pull_out += weight * gap
            if tie.status == ACTIVE:
                active += 1
        moved = mine
        if weight_in > 0.0:
            moved += PULL_WITHIN * pull_in / weight_in
        if weight_out > 0.0:
            moved += PULL_ACROSS * pull_out / weight_out
        self.next_attitude = moved = min(1.0, max(-1.0, moved))
        restriction, shock = self.model.restriction[community], self.model.shock[community]
        fear = self.fear * (1.0 - FADE)
        self.fear = fear = fear + shock * (1.0 - fear)
        self.grievance += PACE * (restriction * 0.5 * (1.0 + abs(moved)) - self.grievance)
        share = active / len(self.ties) if self.ties else 0.0
        score = CALM + BY_GRIEVANCE * self.grievance + BY_TIES * share
        ready = 1.0 / (1.0 + exp(-(score + BY_EXTREMITY * abs(moved) - BY_FEAR * fear)))
        u = self.random.random()
        status = self.status
        if status == QUIET:
            status = ACTIVE if u < UP * ready else QUIET
        elif status == ACTIVE:
            if u < DOWN * (1.0 - ready):
                status = QUIET
            elif u >= 1.0 - TIRE * restriction:
                status = WITHDRAWN
        elif u < REST:
            status = QUIET
        self.next_status = status

    def take_on(self) -> None:
        """Become what was decided."""
        self.attitude, self.status = self.next_attitude, self.next_status


class Society(mesa.Model):
    """People and their ties."""

    def __init__(self, given: dict[str, Any]) -> None:
        super().__init__(seed=given["seed"])
        self.restriction: list[float] = [0.0, 0.0]
        self.shock: list[float] = [0.0, 0.0]
        start = (given[k].tolist() for k in ("grp", "a", "g", "f", "s"))
        people = list(Person.create_agents(self, given["n"], *start))
        ptr, idx = given["ptr"].tolist(), given["idx"].tolist()
        for i, person in enumerate(people):
            person.ties = [people[j] for j in idx[ptr[i] : ptr[i + 1]]]

    def step(self) -> None:
        """Simulate a day."""
        self.agents.do("decide")
        self.agents.do("take_on")


class Engine:
    """One society in Mesa; the record of a day is read off its agents."""

    def __init__(self, given: dict[str, Any], threads: int = 1) -> None:
        self.society = Society(given)
        self.nbytes = 0  # objects are not arrays: what they hold is not counted

    def run(self, first: int, days: int) -> dict[str, np.ndarray]:
        """Simulate days and return the record of each, dims (day, community, ...)."""
        restriction, shock = schedule(first, days)
        sums, bins = np.empty((days, 2, 5)), np.empty((days, 2, BINS), dtype=np.int64)
        for k in range(days):
            self.society.restriction, self.society.shock = restriction[k].tolist(), shock[k].tolist()
            self.society.step()
            seen = np.array(self.society.agents.get(["community", "status", "attitude", "grievance", "fear"]))
            group = seen[:, 0].astype(np.intp)
            parts = (seen[:, 1] == ACTIVE, seen[:, 1] == WITHDRAWN, seen[:, 2], seen[:, 3], seen[:, 4])
            sums[k] = np.stack([np.bincount(group, weights=x, minlength=2) for x in parts], axis=1)
            spot = np.minimum(BINS - 1, ((seen[:, 2] + 1) * (BINS / 2)).astype(np.intp))
            bins[k] = np.bincount(group * BINS + spot, minlength=2 * BINS).reshape(2, BINS)
        return {"sums": sums, "hist": bins}


def make(given: dict[str, Any], threads: int = 1) -> Engine:
    """Return an engine; Mesa runs on one thread."""
    return Engine(given)
