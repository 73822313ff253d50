"""How long the first run of each case compiles, from an empty cache: seconds of processor time, by mechanisms.

The figures answer whether a further mechanism makes the first run unbearable; later runs find the kernels compiled.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile

CODE = """
import sys, time
from dataclasses import replace
from grayzone.cases.case import case
from grayzone.engines.agent_run import Agents
from grayzone.engines.cell_run import Cells
problem = case(sys.argv[1]).scenario.problem()
begun = time.process_time()
cells = Cells(problem)
cells.advance(cells.begin(False, 1, [0], [problem.parameter_values()]), 1)
between = time.process_time()
agents = Agents(replace(problem, people=60_000))
agents.advance(agents.begin(), 1)
ended = time.process_time()
print(len(problem.model.mechanisms), between - begun, ended - between)
"""


def main() -> None:
    """Print one line per case."""
    print(f"{'case':20} {'mechanisms':>10} {'cells, s':>9} {'agents, s':>10}")
    for name in ("us-2001", "germany-2014", "iraq-2003", "paris-2015"):
        cache = tempfile.mkdtemp()
        done = subprocess.run(
            [sys.executable, "-c", CODE, name],
            env={**os.environ, "GRAYZONE_CACHE": cache}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        shutil.rmtree(cache)
        many, cells, agents = done.stdout.split()
        print(f"{name:20} {many:>10} {float(cells):9.1f} {float(agents):10.1f}")


if __name__ == "__main__":
    main()
