"""Expected events behind a brief: net effects of restriction, one course at central values, a map of assumptions.

Expected events carry no luck, so a difference of one tile from the next is a difference of assumptions alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..engines.problem import Problem
from ..scenarios.scenario import Scenario
from ..studies.comparison import RIVALS, branch_index
from ..studies.draws import Values, under_rival
from ..studies.expected import expected_course

Floats = NDArray[np.float64]

#: Net log rate ratios along the map of assumptions, and factors on what inclusion and unity are assumed to do.
NET_ACROSS = tuple(round(-0.6 + 0.1 * k, 1) for k in range(13))
FACTOR_UP = tuple(0.25 * k for k in range(9))
#: The assumed effects that the map scales together: all that inclusion and a unity norm do to people.
SCALED = (
    "alienation.opening",
    "contact.rate",
    "disengagement.exit",
    "hate_incidents.restraint",
    "hostility.calling_back",
)
DIRECT = "repression.direct"
PATH = "repression.alienation_path"


@dataclass(frozen=True)
class Tiles:
    """Expected attacks of every response under each pair of assumptions.

    ``attacks`` has dims [response, up, across]; known attacks are left out.
    """

    across: Floats
    up: Floats
    attacks: Floats


def known_attacks(problem: Problem, since: int) -> int:
    """Return how many attacks from day ``since`` (index of the record) on are stated and not drawn."""
    return sum(event.kind == "attack" and since <= event.day + 1 <= problem.days for event in problem.events)


def drawn_attacks(problem: Problem, sets: Sequence[Values], since: int, threads: int) -> Floats:
    """Return the expected number of attacks that the model adds after the branch, dims [set]."""
    kind = problem.model.kinds.index("attack")
    events = expected_course(problem, sets, threads)["events"][:, since:, kind, :].sum(axis=(1, 2))
    return np.asarray(events - known_attacks(problem, since))


def without_levers(problem: Problem) -> Problem:
    """Return the problem with every lever at rest."""
    return replace(problem, levers={name: np.zeros_like(values) for name, values in problem.levers.items()})


def net_effects(scenario: Scenario, sets: Sequence[Values], *, seed: int, threads: int) -> dict[str, Floats]:
    """Return the log ratio of expected attacks, collective restriction against none, dims [1 + draw].

    Only attacks that the model draws are counted: those that are stated happen whatever is done, and would
    thin the ratio.  The first entry is at central values.
    """
    base = scenario.problem("collective_restriction")
    since = branch_index(scenario)
    found = {}
    for rival in RIVALS:
        given = [central_values(base, rival), *under_rival(sets, rival, seed=seed)]
        with_it = drawn_attacks(base, given, since, threads)
        found[rival] = np.log(with_it / drawn_attacks(without_levers(base), given, since, threads))
    return found


def central_values(problem: Problem, rival: str) -> Values:
    """Return the central values of all parameters under a rival, without its spread between settings."""
    from ..mechanisms.rivals import RIVALS as STATED

    return {**problem.parameter_values(), **STATED[rival]}


def central_course(scenario: Scenario, *, rival: str = "null", threads: int = 2) -> dict[str, Floats]:
    """Return shares of each community by status at central values and as it happened, [status, day]."""
    problem = scenario.problem()
    people = expected_course(problem, [central_values(problem, rival)], threads)["people"][0]
    found = {}
    for community in problem.society.communities:
        mine = [g for g, (_, name) in enumerate(problem.society.groups) if name == community.name]
        counted = people[:, mine, :].sum(axis=1)
        found[community.name] = np.asarray((counted / counted.sum(axis=1, keepdims=True)).T)
    return found


def tiles(scenario: Scenario, responses: Sequence[str], *, threads: int = 2) -> Tiles:
    """Run every response under each pair of assumptions, all else at its central value.

    Across runs the net effect of collective restriction on attacks, reached by the direct path alone; up runs a
    factor on what inclusion and a unity norm are assumed to do.
    """
    since = branch_index(scenario)
    restricted = scenario.problem("collective_restriction")
    central = central_values(restricted, "null")
    direct = np.linspace(-2.0, 2.0, 41)
    tried = [{**central, DIRECT: float(value)} for value in direct]
    none = drawn_attacks(without_levers(restricted), [central], since, threads)[0]
    net = np.log(drawn_attacks(restricted, tried, since, threads) / none)
    wanted = np.interp(NET_ACROSS, net, direct)
    sets = [
        {**central, DIRECT: float(value), **{name: central[name] * factor for name in SCALED}}
        for factor in FACTOR_UP
        for value in wanted
    ]
    shape = (len(FACTOR_UP), len(NET_ACROSS))
    attacks = [drawn_attacks(scenario.problem(name), sets, since, threads).reshape(shape) for name in responses]
    return Tiles(np.array(NET_ACROSS), np.array(FACTOR_UP), np.stack(attacks))
