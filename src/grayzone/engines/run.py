"""Running a problem at a fidelity: the one door to the engines.

>>> # record = run(problem, "shares", seed=1)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..ground.records import Record, Variable, labels
from ..society.network import Network
from .cell_run import Cells, Values, centres
from .plan import Plan
from .problem import Problem, check_fidelity

#: dims, unit and meaning of every variable of a record
VARIABLES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "people": (("day", "group", "status"), "people", "people in each status"),
    "trait_mean": (("day", "group", "trait"), "1", "mean of each trait over people"),
    "bins": (("day", "group", "bin"), "people", "people in each bin of the binned trait"),
    "public": (("day", "public", "group"), "1", "signals, stocks and drivers as seen on the day"),
    "lever": (("day", "lever", "group"), "1", "levers in force, 0 to 1"),
    "events": (("day", "kind", "group"), "events / day", "events of each kind"),
    "killed": (("day", "kind"), "people / day", "people killed in events of each kind"),
    "flows": (("day", "group", "move"), "people / day", "people who moved between two statuses"),
}


def run(
    problem: Problem,
    fidelity: str,
    *,
    seed: int = 1,
    replicate: int = 0,
    threads: int = 1,
    network: Network | None = None,
    flows: bool = True,
) -> Record:
    """Run one society under one policy.

    Parameters
    ----------
    problem : Problem
    fidelity : {"agents", "counts", "shares"}
    seed, replicate : int
        Which luck.
    threads : int
        Changes the time, never a bit.
    network : Network, optional
        The ties of agents; drawn from the society if it is left out.
    flows : bool
        Whether agents count who moved where (a few percent of the time).

    Returns
    -------
    Record with dims day, group, status, trait, bin, public, lever, kind, move.

    Raises
    ------
    FidelityError
        if the fidelity cannot say what the model says.
    """
    check_fidelity(fidelity)
    if fidelity == "agents":
        from .agent_run import Agents

        agents = Agents(problem, network=network, seed=seed, replicate=replicate, flows=flows)
        state = agents.begin()
        agents.advance(state, problem.days, threads)
        return record_of(
            problem, agents.plan, {k: v[0] for k, v in state.record.items()}, seed, replicate, fidelity
        )
    cells = Cells(problem)
    cell_state = cells.begin(fidelity == "counts", seed, [replicate], [problem.parameter_values()])
    cells.advance(cell_state, problem.days, threads)
    arrays = {k: v[0] for k, v in cell_state.record.items()}
    return record_of(problem, cells.plan, arrays, seed, replicate, fidelity)


def run_many(
    problem: Problem,
    fidelity: str,
    *,
    seed: int = 1,
    replicates: Sequence[int],
    values: Sequence[Values] | None = None,
    threads: int = 1,
) -> list[Record]:
    """Run counts or shares for many replicates, each with its own parameter values (all parameters)."""
    check_fidelity(fidelity)
    cells = Cells(problem)
    given = list(values) if values is not None else [problem.parameter_values()] * len(replicates)
    state = cells.begin(fidelity == "counts", seed, replicates, given)
    cells.advance(state, problem.days, threads)
    return [
        record_of(problem, cells.plan, {k: v[i] for k, v in state.record.items()}, seed, luck, fidelity)
        for i, luck in enumerate(replicates)
    ]


def coordinates(problem: Problem, plan: Plan) -> dict[str, NDArray[Any]]:
    """Return the labels of every dimension of a record."""
    model = problem.model
    binned = plan.binned
    return {
        "day": problem.calendar(),
        "group": labels([f"{place}/{community}" for place, community in problem.society.groups]),
        "status": labels(model.statuses),
        "trait": labels(list(model.traits)),
        "bin": centres(model.traits[binned]) if binned else np.zeros(0),
        "public": labels(model.publics()),
        "lever": labels(model.levers),
        "kind": labels(model.kinds),
        "move": labels([f"{source}>{target}" for source, target in plan.moves]),
    }


def record_of(
    problem: Problem, plan: Plan, arrays: dict[str, NDArray[Any]], seed: int, replicate: int, fidelity: str
) -> Record:
    """Label the arrays of one run."""
    coords = coordinates(problem, plan)
    variables = {}
    for name, (dims, unit, meaning) in VARIABLES.items():
        if all(len(coords[d]) for d in dims) and name in arrays:
            values = np.ascontiguousarray(arrays[name])
            if name == "trait_mean":  # nobody has no mean
                values = np.where(arrays["people"].sum(axis=2)[:, :, None] > 0, values, np.nan)
            variables[name] = Variable(dims, values, unit, meaning)
    attrs = {
        "fidelity": fidelity,
        "seed": seed,
        "replicate": replicate,
        "communities": standings(problem),
        **problem.attrs,
    }
    return Record({k: v for k, v in coords.items() if len(v)}, variables, attrs)


def standings(problem: Problem) -> dict[str, dict[str, Any]]:
    """Return for each community its ladder and where each step stands: in the zone, on its edge, or out."""
    ladders = problem.model.ladders
    return {
        c.name: {
            "ladder": c.ladder,
            "zone": {step: ladders[c.ladder].where(step) for step in ladders[c.ladder].steps},
        }
        for c in problem.society.communities
    }
