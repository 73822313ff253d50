"""What a response does to expected events: without the luck of a draw, one number per set of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..engines.cell_run import Cells
from ..engines.problem import Problem
from ..mechanisms.rivals import RIVALS as STATED
from ..scenarios.scenario import Scenario
from .comparison import RIVALS, branch_index
from .draws import Values, prior_draws, under_rival

Floats = NDArray[np.float64]


def expected_course(problem: Problem, sets: Sequence[Values], threads: int) -> dict[str, Floats]:
    """Run shares with expected events for each set of parameters; arrays are [set, day, ...]."""
    cells = Cells(replace(problem, expected=True))
    state = cells.begin(False, 1, range(len(sets)), list(sets))
    cells.advance(state, problem.days, threads)
    return state.record


def net_effects(
    scenario: Scenario, *, draws: int = 256, seed: int = 1, threads: int = 2, response: str = "collective_restriction"
) -> dict[str, Floats]:
    """Return the log ratio of expected attacks after the branch, response against no restriction at all.

    Returns
    -------
    dict of rival -> [draw + 1]; the first entry is at central values.
    """
    base = scenario.problem(response)
    none = replace(base, levers={k: np.zeros_like(v) for k, v in base.levers.items()})
    since = branch_index(scenario)
    kind = base.model.kinds.index("attack")
    sets = prior_draws(base.model, draws, seed=seed, base=base.parameter_values())
    out = {}
    for rival in RIVALS:
        central = under_rival([base.parameter_values()], rival, seed=seed)[0]
        central["repression.direct"] = float(STATED[rival]["repression.direct"])
        given = [central, *under_rival(sets, rival, seed=seed)]
        with_it = expected_course(base, given, threads)["events"][:, since:, kind, :].sum(axis=(1, 2))
        without = expected_course(none, given, threads)["events"][:, since:, kind, :].sum(axis=(1, 2))
        out[rival] = np.log(with_it / without)
    return out


def signs(effects: Floats, small: float = 0.02) -> dict[str, float]:
    """Return the share of draws that lower attacks, change them by less than ``small`` (log), or raise them."""
    drawn = effects[1:]
    return {
        "lower": float(np.mean(drawn < -small)),
        "unchanged": float(np.mean(np.abs(drawn) <= small)),
        "raise": float(np.mean(drawn > small)),
    }


def early_and_late(
    scenario: Scenario,
    *,
    draws: int = 256,
    seed: int = 1,
    threads: int = 2,
    delay: int = 180,
    horizon: int = 365,
    slack: float = 0.005,
    rival: str = "null",
) -> dict[str, float]:
    """Return in which share of draws a unity norm restores the gray zone early, and no longer late.

    *Restored* means: ``horizon`` days after the norm began, the zone in total lies within ``slack`` of where it
    stood on the eve of the first known event.  *Early* begins on the branch day, *late* ``delay`` days after it.
    """
    base = scenario.problem("unity")
    since = branch_index(scenario)
    days = since + delay + horizon
    longer = _stretched(base, days)
    sets = under_rival(prior_draws(base.model, draws, seed=seed, base=base.parameter_values()), rival, seed=seed)
    zone = {}
    for name, begin in (("early", since - 1), ("late", since - 1 + delay), ("never", days)):
        levers = {k: v.copy() for k, v in longer.levers.items()}
        for values in levers.values():
            values[:] = 0.0
        levers["unity_norm"] = np.zeros_like(next(iter(longer.levers.values())))
        levers["unity_norm"][begin:, :] = 1.0
        problem = replace(longer, levers=levers)
        people = expected_course(problem, sets, threads)["people"]
        zone[name] = _total(problem, people)
        at = min(days, begin + horizon)
        zone[f"{name} at"] = zone[name][:, at]
    start = zone["never"][:, 0]
    early = zone["early at"] >= start - slack
    late = zone["late at"] >= start - slack
    never = zone["never"][:, days] >= start - slack
    return {
        "early": float(np.mean(early)),
        "late": float(np.mean(late)),
        "early, no longer late": float(np.mean(early & ~late)),
        "restored without it": float(np.mean(never)),
        "median gain early": float(np.median(zone["early at"] - zone["never"][:, since - 1 + horizon])),
    }


def _stretched(problem: Problem, days: int) -> Problem:
    """Return the problem with so many days; what is given from outside stays at its last value."""

    def stretch(values: Floats) -> Floats:
        more = max(0, days - values.shape[0])
        return np.concatenate([values[:days], np.repeat(values[-1:], more, axis=0)])

    return replace(
        problem,
        days=days,
        levers={k: stretch(v) for k, v in problem.levers.items()},
        drivers={k: stretch(v) for k, v in problem.drivers.items()},
        drawn={k: stretch(v.astype(np.float64)).astype(bool) for k, v in problem.drawn.items()},
        events=tuple(e for e in problem.events if e.day < days),
    )


def _total(problem: Problem, people: Floats) -> Floats:
    """Return the share in the zone in total, [set, day], communities counted alike."""
    model, society = problem.model, problem.society
    found = []
    for c in society.communities:
        groups = [g for g, (_, name) in enumerate(society.groups) if name == c.name]
        ladder = model.ladders[c.ladder]
        inside = [k for k, s in enumerate(model.statuses) if s in ladder.steps and ladder.where(s) == "in"]
        mine = people[:, :, groups, :].sum(axis=2)
        found.append(mine[:, :, inside].sum(axis=2) / mine.sum(axis=2))
    return np.asarray(np.mean(found, axis=0))
