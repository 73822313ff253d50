"""The text of a kernel is ordinary Python: it runs without a compiler, it is compiled once, and it is kept.

What runs as plain Python can be followed in a debugger; it also finds what a compiled kernel hides, such as a
read past the end of an array.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from plain_python import lives, small
from zoo import ZOO, contagion

from grayzone.engines.agent_run import Agents
from grayzone.engines.cell_run import Cells
from grayzone.engines.kernels import TILE
from grayzone.engines.tiles import arrange

HERE = Path(__file__).resolve().parent


def python(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python here in a process of its own."""
    done = subprocess.run(
        [sys.executable, *words], cwd=HERE, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    out = tmp_path_factory.mktemp("plain")
    kernels = tmp_path_factory.mktemp("kernels")
    python("plain_python.py", str(out), *ZOO, NUMBA_DISABLE_JIT="1", GRAYZONE_CACHE=str(kernels))
    assert list(kernels.glob("*.py")) and not list(kernels.rglob("*.nbi")), "nothing was compiled"
    yield out


def test_one_of_the_worlds_has_a_full_tile_a_short_one_and_hermits() -> None:
    network = small("islands").society.network(1)
    assert TILE < network.n < 2 * TILE
    hermits = np.flatnonzero(network.degree == 0)
    assert (hermits < TILE).any() and (hermits >= TILE).any()
    person_at, _ = arrange(network, 1)
    assert sorted(person_at) == list(range(network.n))


@pytest.mark.parametrize("world", list(ZOO))
def test_a_kernel_without_a_compiler_says_the_same(plain: Path, world: str) -> None:
    """Statuses, flows and numbers are identical, traits within 1e-6 (a compiler fuses products and sums)."""
    with np.load(plain / f"{world}.npz") as stored:
        slow = {key: stored[key] for key in stored.files}
    fast = lives(small(world))
    assert set(slow) == set(fast)
    assert (slow["person.status"] == fast["person.status"]).all()
    for key, values in fast.items():
        exact = key.split(".")[1] in ("people", "flows", "bins") and not key.startswith("shares.")
        # Sums over a tile are kept in 32 bits: added one after the other they lose what vectors keep.
        near = 1e-5 if key == "agents.trait_mean" else 1e-6
        assert np.array_equal(np.isnan(slow[key]), np.isnan(values)), key
        assert np.nanmax(np.abs(slow[key] - values), initial=0.0) <= (0.0 if exact else near), key


def test_other_parameters_and_other_people_use_the_kernel_that_is_there() -> None:
    """One signature, whatever the values, the number of people, of days, of events and of replicates."""
    for problem in (contagion(people=60, days=4), contagion(people=700, days=9)):
        for catch in (0.1, 0.9):
            asked = problem.with_values({"catching.catch": catch})
            agents, cells = Agents(asked), Cells(asked)
            state = agents.begin()
            agents.advance(state, 2)
            agents.advance(state, 3)
            many = agents.begin([asked.parameter_values()] * 3)
            agents.ensemble(many, [0, 1, 2])
            for whole in (True, False):
                runs = cells.begin(whole, 1, [0, 5], [asked.parameter_values()] * 2)
                cells.advance(runs, 4)
            assert len(agents.module.go.signatures) == 1
            assert len(cells.module.go.signatures) == 1
    quiet = contagion(people=60, days=4)
    assert Agents(quiet).path == agents.path and Cells(quiet).path == cells.path


TWICE = """
import json
from zoo import contagion
from grayzone.engines.cell_run import Cells
problem = contagion(people=60, days=3)
cells = Cells(problem)
state = cells.begin(True, 1, [0], [problem.parameter_values()])
cells.advance(state, 3)
stats = cells.module.go.stats
print(json.dumps([sum(stats.cache_hits.values()), sum(stats.cache_misses.values())]))
"""


def test_a_second_process_finds_the_kernel_compiled(tmp_path: Path) -> None:
    first = json.loads(python("-c", TWICE, GRAYZONE_CACHE=str(tmp_path)).stdout)
    kept = {path.name: path.stat().st_mtime_ns for path in tmp_path.rglob("grayzone_kernel_*") if path.is_file()}
    assert first == [0, 1]
    assert sum(name.endswith(".nbi") for name in kept) == 1, "one index"
    second = json.loads(python("-c", TWICE, GRAYZONE_CACHE=str(tmp_path)).stdout)
    assert second == [1, 0], "read, not compiled again"
    again = {path.name: path.stat().st_mtime_ns for path in tmp_path.rglob("grayzone_kernel_*") if path.is_file()}
    assert {k: v for k, v in again.items() if not k.endswith(".pyc")} == {
        k: v for k, v in kept.items() if not k.endswith(".pyc")
    }


def test_a_spoiled_text_in_the_cache_is_written_anew(tmp_path: Path) -> None:
    """Somebody who put a line into a kernel to look at it gets a clean one in the next process."""
    python("-c", TWICE, GRAYZONE_CACHE=str(tmp_path))
    (text,) = tmp_path.glob("grayzone_kernel_*.py")
    good = text.read_text(encoding="utf-8")
    text.write_text(good + "\nraise SystemExit('spoiled')\n", encoding="utf-8")
    python("-c", TWICE, GRAYZONE_CACHE=str(tmp_path))
    assert text.read_text(encoding="utf-8") == good
