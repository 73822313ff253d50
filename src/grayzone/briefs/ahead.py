"""Compiling ahead of need: the kernel of agents in a process of its own, while this one is busy with shares."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from ..cases.case import case
from ..engines.agent_run import Agents

FEW = 1200


def compile_agents(name: str) -> None:
    """Compile the kernel of agents of a bundled case into the cache, by running a small society for a day."""
    problem = replace(case(name).scenario.problem(), people=FEW)
    agents = Agents(problem)
    agents.advance(agents.begin(), 1)


def begin(name: str) -> subprocess.Popen[bytes]:
    """Start compiling the agents of a bundled case in another process; wait for it before they run."""
    return subprocess.Popen(
        [sys.executable, "-m", "grayzone.briefs.ahead", name],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    compile_agents(sys.argv[1])
