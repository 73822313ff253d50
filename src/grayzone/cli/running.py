"""Running many policies and replicates one after the other, a few days at a time, so that it can be watched.

The bits are those of :func:`grayzone.engines.run.run`; the days come in steps only so that progress can be
shown and an interruption is heard soon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..engines.problem import Problem
from ..engines.run import record_of
from ..errors import RunError
from ..ground.records import Record

#: In how many steps the days of a run are taken.
STEPS = 25
#: How many replicates of counts or shares run at once.
BLOCK = 128


class Task(NamedTuple):
    """One run: under which policy, with which luck."""

    policy: str
    replicate: int


FIDELITIES = ("shares", "counts", "agents")
Heard = Callable[[float, str], None]


@dataclass(frozen=True)
class Bench:
    """Everything that a number of runs share.

    Parameters
    ----------
    problems : mapping of policy to Problem
    fidelity : {"agents", "counts", "shares"}
    seed, threads : int
    heard : callable
        Told how far the work is (0 to 1) and at what it is.
    """

    problems: Mapping[str, Problem]
    fidelity: str
    seed: int
    threads: int
    heard: Heard

    def records(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Record | RunError]]:
        """Run every task and give each record, or why there is none, as soon as it is there.

        Agents take one society at a time over all threads; counts and shares take a block of replicates of a
        policy at once.
        """
        return self._agents(tasks) if self.fidelity == "agents" else self._cells(tasks)

    def _agents(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Record | RunError]]:
        from ..engines.agent_run import Agents

        network, luck = None, -1
        for done, task in enumerate(sorted(tasks, key=lambda t: (t.replicate, t.policy))):
            problem = self.problems[task.policy]
            if task.replicate != luck:  # one luck has one network, whatever the policy
                luck = task.replicate
                network = problem.society.network(self.seed, problem.people, luck)
            agents = Agents(problem, network=network, seed=self.seed, replicate=luck)
            state = agents.begin()
            try:
                while state.day < problem.days:
                    agents.advance(state, step(problem), self.threads)
                    told = f"{task.policy}, replicate {task.replicate}"
                    self.heard((done + state.day / problem.days) / len(tasks), told)
            except RunError as error:
                yield task, error
                continue
            arrays = {name: values[0] for name, values in state.record.items()}
            yield task, record_of(problem, agents.plan, arrays, self.seed, luck, self.fidelity)

    def _cells(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Record | RunError]]:
        from ..engines.cell_run import Cells

        done = 0
        for policy, lucks in blocks(tasks):
            problem = self.problems[policy]
            cells = Cells(problem)
            values = [problem.parameter_values()] * len(lucks)
            state = cells.begin(self.fidelity == "counts", self.seed, lucks, values)
            try:
                while state.day < problem.days:
                    cells.advance(state, step(problem), self.threads)
                    self.heard((done + len(lucks) * state.day / problem.days) / len(tasks), policy)
            except RunError as error:
                yield from ((Task(policy, luck), error) for luck in lucks)
                continue
            for at, luck in enumerate(lucks):
                arrays = {name: values[at] for name, values in state.record.items()}
                record = record_of(problem, cells.plan, arrays, self.seed, luck, self.fidelity)
                yield Task(policy, luck), record
            done += len(lucks)


def step(problem: Problem) -> int:
    """Return how many days are taken at once."""
    return max(1, problem.days // STEPS)


def blocks(tasks: Sequence[Task]) -> Iterator[tuple[str, list[int]]]:
    """Go through tasks as (policy, replicates), at most a block of replicates at a time."""
    for policy in sorted({task.policy for task in tasks}):
        lucks = sorted(task.replicate for task in tasks if task.policy == policy)
        for at in range(0, len(lucks), BLOCK):
            yield policy, lucks[at : at + BLOCK]


def kernel_text(problem: Problem, fidelity: str) -> str:
    """Return the generated text of the kernel that would run."""
    from ..engines import agents, cells
    from ..engines.plan import make

    plan = make(problem.model, problem.society)
    return agents.write(plan, True) if fidelity == "agents" else cells.write(plan)


def compile_kernel(problem: Problem, fidelity: str) -> None:
    """Simulate one day, so that the kernel is compiled and kept."""
    if fidelity == "agents":
        from ..engines.agent_run import Agents

        agents = Agents(problem)
        agents.advance(agents.begin(), 1)
        return
    from ..engines.cell_run import Cells

    cells = Cells(problem)
    cells.advance(cells.begin(fidelity == "counts", 1, [0], [problem.parameter_values()]), 1)
