"""W1 through grayzone's public API; also fits the yardstick's own harness: ``make(problem, threads)``."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
import w1_model  # noqa: E402
from w1_problem import DAYS, schedule  # noqa: E402

from grayzone import Community, Society  # noqa: E402
from grayzone.engines.agent_run import Agents  # noqa: E402
from grayzone.engines.problem import Problem  # noqa: E402
from grayzone.society.network import Network  # noqa: E402


class Engine:
    """One W1 society; days are handed out to the harness piece by piece."""

    def __init__(self, given: dict, threads: int) -> None:
        self.threads, self.given = threads, given
        group = given["grp"]
        sizes = [int((group == 0).sum()), int((group == 1).sum())]
        network = Network(
            given["ptr"].astype(np.int64), given["idx"], group, np.zeros(group.size, np.uint16), communities=2
        )
        communities = [Community(name, n, "people", {"quiet": 1.0}) for name, n in zip(("a", "b"), sizes)]
        restriction, shock = schedule(0, DAYS)
        problem = Problem(
            w1_model.model(), Society(communities), np.datetime64("2001-01-01"), DAYS,
            levers={"restriction": restriction.astype(float), "shock": shock.astype(float)},
        )  # fmt: skip
        start = {"status": given["s"], "attitude": given["a"], "fear": given["f"], "grievance": given["g"]}
        self.agents = Agents(problem, network=network, seed=given["seed"], flows=False, start=start)
        self.state = self.agents.begin()

    @property
    def nbytes(self) -> int:
        return self.agents.nbytes

    def run(self, t0: int, days: int) -> dict:
        assert t0 == self.state.day, (t0, self.state.day)
        self.agents.advance(self.state, days, self.threads)
        now = slice(t0 + 1, t0 + days + 1)
        people, means = self.state.record["people"][0, now], self.state.record["trait_mean"][0, now]
        size = people.sum(axis=2, keepdims=True)
        order = [list(self.agents.problem.model.traits).index(k) for k in ("attitude", "grievance", "fear")]
        sums = np.concatenate([people[:, :, 1:], means[:, :, order] * size], axis=2)
        return {"sums": sums, "hist": self.state.record["bins"][0, now].astype(np.int64)}

    def state_of_people(self) -> dict:
        found = self.agents.state_of_people(self.state)
        return {"a": found["attitude"], "g": found["grievance"], "f": found["fear"], "s": found["status"]}


def make(given: dict, threads: int = 2, mode: str | None = None) -> Engine:
    """Return an engine for the harness."""
    return Engine(given, threads)
