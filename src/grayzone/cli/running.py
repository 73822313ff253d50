"""Running many policies and replicates one after the other, a few days at a time, so that it can be watched.

The bits are those of :func:`grayzone.engines.run.run`; the days come in steps only so that progress can be shown
and an interruption is heard soon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..engines.problem import Problem
from ..engines.run import record_of
from ..ground.records import Record

#: In how many steps the days of a run are taken.
STEPS = 25


class Task(NamedTuple):
    """One run: under which policy, with which luck."""

    policy: str
    replicate: int


Heard = Callable[[float, str], None]


def records(
    problems: Mapping[str, Problem],
    tasks: Sequence[Task],
    fidelity: str,
    seed: int,
    threads: int,
    heard: Heard,
) -> Iterator[tuple[Task, Record]]:
    """Run every task and give each record as soon as it is there.

    Agents take one society at a time over all threads; counts and shares take all replicates of a policy at once.
    """
    run = _agents if fidelity == "agents" else _cells
    return run(problems, tasks, fidelity, seed, threads, heard)


def _agents(
    problems: Mapping[str, Problem],
    tasks: Sequence[Task],
    fidelity: str,
    seed: int,
    threads: int,
    heard: Heard,
) -> Iterator[tuple[Task, Record]]:
    from ..engines.agent_run import Agents

    network, luck = None, -1
    for done, task in enumerate(sorted(tasks, key=lambda t: (t.replicate, t.policy))):
        problem = problems[task.policy]
        if task.replicate != luck:  # one luck has one network, whatever the policy
            network, luck = problem.society.network(seed, problem.people, task.replicate), task.replicate
        agents = Agents(problem, network=network, seed=seed, replicate=task.replicate)
        state = agents.begin()
        while state.day < problem.days:
            agents.advance(state, max(1, problem.days // STEPS), threads)
            heard((done + state.day / problem.days) / len(tasks), spoken(task))
        arrays = {name: values[0] for name, values in state.record.items()}
        yield task, record_of(problem, agents.plan, arrays, seed, task.replicate, fidelity)


def _cells(
    problems: Mapping[str, Problem],
    tasks: Sequence[Task],
    fidelity: str,
    seed: int,
    threads: int,
    heard: Heard,
) -> Iterator[tuple[Task, Record]]:
    from ..engines.cell_run import Cells

    done = 0
    for policy in sorted({task.policy for task in tasks}):
        problem = problems[policy]
        lucks = sorted(task.replicate for task in tasks if task.policy == policy)
        cells = Cells(problem)
        values = [problem.parameter_values()] * len(lucks)
        state = cells.begin(fidelity == "counts", seed, lucks, values)
        while state.day < problem.days:
            cells.advance(state, max(1, problem.days // STEPS), threads)
            heard((done + len(lucks) * state.day / problem.days) / len(tasks), policy)
        for at, luck in enumerate(lucks):
            arrays = {name: values[at] for name, values in state.record.items()}
            yield Task(policy, luck), record_of(problem, cells.plan, arrays, seed, luck, fidelity)
        done += len(lucks)


def spoken(task: Task) -> str:
    """Return a task as a reader sees it in the progress."""
    return f"{task.policy}, replicate {task.replicate}"


def kernel_text(problem: Problem, fidelity: str) -> str:
    """Return the generated text of the kernel that would run."""
    from ..engines import agents, cells
    from ..engines.plan import make

    plan = make(problem.model, problem.society)
    return agents.write(plan, True) if fidelity == "agents" else cells.write(plan)
