"""Running a plan as counts or shares: many runs (draws, replicates) over several threads, the same bits always."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import RunError
from ..language.model import Trait
from ..society.cells import largest_remainder
from ..society.communities import TraitStart
from . import cache, cells
from .inputs import Inputs, memories, prepare
from .plan import Plan, make
from .problem import Problem
from .public_events import MOST_EVENTS

Floats = NDArray[np.float64]


def together(threads: int, work: Callable[[], None]) -> None:
    """Call ``work`` on so many threads at once and hand on the first error."""
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    others = [threading.Thread(target=guarded) for _ in range(threads - 1)]
    for thread in others:
        thread.start()
    guarded()
    for thread in others:
        thread.join()
    if errors:
        raise errors[0]


def middle(kept: Trait) -> TraitStart:
    """Return how a trait starts where a community says nothing: at the middle of its bounds, or at 0."""
    inside = kept.low > float("-inf") and kept.high < float("inf")
    return TraitStart("fixed", (kept.low + kept.high) / 2 if inside else 0.0)


def centres(kept: Trait) -> Floats:
    """Return the middle of each bin of a trait."""
    edges = np.linspace(kept.low, kept.high, kept.bins + 1)
    return np.asarray((edges[:-1] + edges[1:]) / 2)


Values = Mapping[str, float]


@dataclass
class CellState:
    """Where so many runs stand: people of each cell, the means they carry, the public state, the record so far."""

    whole: bool
    seed: int
    replicates: NDArray[np.int64]
    parameters: Floats
    weights: Floats
    factors: Floats
    people: Floats
    carried: Floats
    components: Floats
    stocks: Floats
    record: dict[str, Floats]
    day: int = 0


def parameter_rows(plan: Plan, values: Sequence[Values]) -> Floats:
    """Return the parameters of each run in the order of the plan, [run, parameter]."""
    return np.array([[v[k] for k in plan.parameters] or [0.0] for v in values], dtype=np.float64)


def empty_record(plan: Plan, runs: int, days: int, groups: int, bins: int) -> dict[str, Floats]:
    """Return the arrays of a record, [run, day, ...], in the order in which kernels take them."""
    model = plan.model
    return {
        "people": np.zeros((runs, days, groups, len(model.statuses))),
        "trait_mean": np.zeros((runs, days, groups, max(1, len(model.traits)))),
        "bins": np.zeros((runs, days, groups, bins)),
        "public": np.zeros((runs, days, max(1, len(model.publics())), groups)),
        "lever": np.zeros((runs, days, max(1, len(model.levers)), groups)),
        "events": np.zeros((runs, days, max(1, len(model.kinds)), groups)),
        "killed": np.zeros((runs, days, max(1, len(model.kinds)))),
        "flows": np.zeros((runs, days, groups, max(1, len(plan.moves)))),
    }


def refuse_too_many(stopped: NDArray[np.int64]) -> None:
    """Refuse a run in which one day drew more marked events than a day can hold."""
    if stopped[0]:
        raise RunError(
            f"one day drew more than {MOST_EVENTS} marked events",
            mend="lower the intensity, or give its marks no law, so that events of a day are counted together",
        )


class Cells:
    """A problem ready to run as counts or shares; the kernel is compiled once for all parameter values."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.plan: Plan = make(problem.model, problem.society)
        self.text = cells.write(self.plan)
        self.module, self.path = cache.load(self.text)
        self.inputs: Inputs = prepare(problem, self.plan)
        model, society = problem.model, problem.society
        self.binned = self.plan.binned
        kept = model.traits.get(self.binned, Trait(0.0, 1.0))
        self.bins = max(1, kept.bins)
        self.centres = centres(kept) if self.binned else np.zeros(1)
        self.low = kept.low if self.binned else 0.0
        self.width = (kept.high - kept.low) / self.bins if self.binned else 1.0
        self.start = society.start_counts(model.statuses, problem.people).astype(np.float64)
        self.shares_of_bins = (
            society.start_bins(self.binned, (kept.low, kept.high), kept.bins, middle(kept))
            if self.binned
            else np.ones((len(society.groups), 1))
        )
        self.means = self._start_means()

    def _start_means(self) -> Floats:
        rows = []
        fine = (np.arange(4096) + 0.5) / 4096
        for name, kept in self.problem.model.traits.items():
            if name != self.binned:
                society = self.problem.society
                by_community = [
                    c.traits.get(name, middle(kept)).quantile(fine, (kept.low, kept.high)).mean()
                    for c in society.communities
                ]
                rows.append(np.tile(by_community, len(society.places)))
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self.problem.society.groups))

    def start_people(self, whole: bool) -> Floats:
        """Return the people of each cell on day 0, [group, status, bin]; whole people for counts."""
        people = self.start[:, :, None] * self.shares_of_bins[:, None, :]
        if not whole:
            return np.ascontiguousarray(people)
        shares = np.repeat(self.shares_of_bins[:, None, :], self.start.shape[1], axis=1)
        return np.ascontiguousarray(largest_remainder(shares, self.start.astype(np.int64)), dtype=np.float64)

    def begin(self, whole: bool, seed: int, replicates: Sequence[int], values: Sequence[Values]) -> CellState:
        """Return the state of so many runs on day 0; run k has ``replicates[k]`` and ``values[k]``."""
        runs, groups = len(replicates), len(self.problem.society.groups)
        memory = memories(self.plan, values)
        people = self.start_people(whole)
        carried = np.zeros((max(1, len(self.means)), *people.shape))
        carried[: len(self.means)] = self.means[:, :, None, None]
        stocks = np.repeat(self.inputs.start_stock[:, None], groups, axis=1)
        return CellState(
            whole=whole,
            seed=seed,
            replicates=np.array(replicates, dtype=np.int64),
            parameters=parameter_rows(self.plan, values),
            weights=memory.weights,
            factors=memory.factors,
            people=_per_run(people, runs),
            carried=_per_run(carried, runs),
            components=np.zeros((runs, memory.weights.shape[1], groups)),
            stocks=_per_run(stocks, runs),
            record=empty_record(self.plan, runs, self.problem.days + 1, groups, self.bins),
        )

    def advance(self, state: CellState, days: int, threads: int = 1) -> None:
        """Simulate ``days`` more days, in place."""
        last = min(self.problem.days, state.day + days)
        turn, stopped = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)

        def work() -> None:
            self.module.go(
                state.whole, self.problem.expected, state.day, last, state.seed, self.inputs.tuple(), self.centres,
                self.width, self.low, state.parameters, state.weights, state.factors, state.replicates, state.people,
                state.carried, state.components, state.stocks, *state.record.values(), turn, stopped,
            )  # fmt: skip

        together(max(1, min(threads, len(state.replicates))), work)
        refuse_too_many(stopped)
        state.day = last


def _per_run(array: Floats, runs: int) -> Floats:
    return np.array(np.broadcast_to(array, (runs, *array.shape)), dtype=np.float64, order="C")
