"""How long a run of a case takes: counts, one place, one thread, compiled; and the larger cases beside it.

Run it with ``python benchmarks/bench_cases.py``.  The target is one three-year run in under 5 ms; the first call
compiles and is not counted.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from grayzone.cases.case import case
from grayzone.engines.cell_run import Cells
from grayzone.engines.problem import Problem
from grayzone.society.places import Place
from grayzone.society.society import Society

TARGET = 5.0
THREE_YEARS = 1096
ROUNDS = 20


def measured(problem: Problem, whole: bool, runs: int = 1) -> float:
    """Return the best time of one run in milliseconds, beginning and record included."""
    cells = Cells(problem)
    values = [problem.parameter_values()] * runs
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        state = cells.begin(whole, 1, range(runs), values)
        cells.advance(state, problem.days, threads=1)
        best = min(best, (time.perf_counter() - begin) / runs)
    return 1000.0 * best


def three_years(problem: Problem) -> Problem:
    """Return a problem of three years; what is given from outside stays at its last value."""

    def stretched(values: np.ndarray) -> np.ndarray:
        more = max(0, THREE_YEARS - len(values))
        return np.concatenate([values[:THREE_YEARS], np.repeat(values[-1:], more, axis=0)])

    return replace(
        problem,
        days=THREE_YEARS,
        levers={name: stretched(values) for name, values in problem.levers.items()},
        drivers={name: stretched(values) for name, values in problem.drivers.items()},
        drawn={kind: stretched(days) for kind, days in problem.drawn.items()},
        events=tuple(event for event in problem.events if event.day < THREE_YEARS),
    )


def many_places(problem: Problem, count: int) -> Problem:
    """Return the same society spread over so many places alike, without known events and levers."""
    society = problem.society
    shares = {c.name: 1.0 / count for c in society.communities}
    places = [Place(f"p{k:02}", shares) for k in range(count)]
    spread = Society(society.communities, places, society.ties, society.actors)
    return replace(problem, society=spread, events=(), levers={}, drivers={}, rules=())


def main() -> None:
    germany = three_years(case("germany-2014").scenario.problem(people=100_000))
    paris = three_years(case("paris-2015").scenario.problem(people=100_000))
    iraq = case("iraq-2003").scenario.problem()
    rows = [
        ("germany-2014, three years, counts", measured(germany, True), TARGET),
        ("germany-2014, three years, shares", measured(germany, False), TARGET),
        ("germany-2014, three years, counts, 64 runs", measured(germany, True, 64), TARGET),
        ("paris-2015 (whole loop), three years, counts", measured(paris, True), TARGET),
        (f"iraq-2003, {iraq.days} days, 12 groups, shares", measured(iraq, False), None),
        (f"iraq-2003, {iraq.days} days, 54 groups, shares", measured(many_places(iraq, 18), False), None),
    ]
    for name, took, target in rows:
        print(f"{name:48} {took:8.2f} ms a run" + (f"   target {target:g} ms" if target else ""))


if __name__ == "__main__":
    main()
