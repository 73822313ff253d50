"""The bundled cases without their provocations, for the tests of what a case does at rest."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from grayzone.cases.case import case
from grayzone.engines.problem import KnownEvent, Problem

Floats = NDArray[np.float64]
CASES = ("england-wales-2015", "germany-2014", "iraq-2003", "paris-2015", "us-2001")


@lru_cache(maxsize=8)
def asked(name: str) -> Problem:
    """Return a case as it stands, read once."""
    return case(name).scenario.problem()


def unprovoked(name: str, days: int) -> Problem:
    """Return a case without events, levers or arrivals beyond the usual; hate incidents come as usual."""
    problem = asked(name)
    groups = len(problem.society.groups)
    arrivals = problem.parameter_values().get("salience.usual_arrivals", 0.0)
    usual = {"hate_incident": np.ones(days, dtype=bool)} if "hate_incident" in problem.model.kinds else {}
    return replace(
        problem,
        days=days,
        levers={},
        rules=(),
        events=(),
        drawn=usual,
        drivers={name: np.full((days, groups), arrivals) for name in problem.drivers},
        expected=True,
    )


def marked(problem: Problem, **marks: float) -> tuple[KnownEvent, ...]:
    """Return the known events of a problem with some of their marks given."""
    return tuple(replace(event, marks={**event.marks, **marks}) for event in problem.events)
