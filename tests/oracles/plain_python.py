"""Run worlds of the zoo and save what people did; run by test_plain_python in a process of its own.

``python plain_python.py OUT WORLD [WORLD ...]``; with NUMBA_DISABLE_JIT=1 the kernels are plain Python.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from zoo import ZOO

from grayzone.engines.agent_run import Agents
from grayzone.engines.cell_run import Cells
from grayzone.engines.problem import Problem

#: People and days of each world: just enough for every line to run.  600 people are two tiles, one short.
SMALL = {"islands": (600, 2), "places": (180, 3)}
OTHERS = (90, 3)


def small(name: str) -> Problem:
    """Return a world small enough for plain Python."""
    people, days = SMALL.get(name, OTHERS)
    return ZOO[name](people=people, days=days)


def lives(problem: Problem) -> dict[str, np.ndarray]:
    """Return what every person and every cell did."""
    agents = Agents(problem)
    state = agents.begin()
    agents.advance(state, problem.days)
    found = {f"person.{k}": v for k, v in agents.state_of_people(state).items()}
    found |= {f"agents.{k}": v[0] for k, v in state.record.items()}
    cells = Cells(problem)
    for fidelity in ("counts", "shares"):
        runs = cells.begin(fidelity == "counts", 1, [0], [problem.parameter_values()])
        cells.advance(runs, problem.days)
        found |= {f"{fidelity}.{k}": v[0] for k, v in runs.record.items()}
    return found


if __name__ == "__main__":
    out = Path(sys.argv[1])
    for world in sys.argv[2:]:
        np.savez(out / f"{world}.npz", **lives(small(world)))
