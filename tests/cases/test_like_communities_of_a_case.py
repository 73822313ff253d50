"""Two communities of the same ladder and the same numbers fare alike: a name changes nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from worlds import asked

from grayzone.engines.problem import Problem
from grayzone.engines.run import run_many
from grayzone.society.places import Place
from grayzone.society.society import Society

RUNS, DAYS = 60, 300


def alike() -> Problem:
    """Return Iraq with two host communities of the same people, shares and start; attacks name nobody."""
    problem = asked("iraq-2003")
    old = problem.society
    shia = next(c for c in old.communities if c.name == "shia")
    people = [replace(shia, name="kurds") if c.name == "kurds" else c for c in old.communities]
    places = [Place(p.name, {**p.shares, "kurds": p.shares["shia"]}) for p in old.places if p.shares is not None]
    return replace(
        problem,
        society=Society(people, places, old.ties, old.actors),
        days=DAYS,
        events=(),
        levers={},
        drivers={},
        rules=(),
        drawn={kind: np.ones(DAYS, dtype=bool) for kind in ("attack", "reprisal")},
        people=100_000,
        values={"provocation.usual": 0.3},
    )


def test_like_communities_fare_alike_in_distribution() -> None:
    """False alarm: 60 replicates, two measures, 4.5 standard errors: about once in 50,000 seeds."""
    problem = alike()
    records = run_many(problem, "counts", replicates=range(RUNS))
    statuses = problem.model.statuses.index("mobilised")
    kind = problem.model.kinds.index("reprisal")
    whose = np.array([community for _, community in problem.society.groups])
    out = np.array([r["people"].values[-1, :, statuses] for r in records])
    struck = np.array([r["events"].values[:, kind, :].sum(axis=0) for r in records])
    for figure in (out, struck):
        one, other = (figure[:, whose == name].sum(axis=1) for name in ("kurds", "shia"))
        difference = one - other
        assert one.mean() > 0 and difference.std() > 0
        assert abs(difference.mean()) < 4.5 * difference.std(ddof=1) / np.sqrt(RUNS)
