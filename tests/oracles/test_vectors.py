"""The loops over a tile of people become vector instructions: looked up in the machine's own text.

A loop that gathers and calculates at once, or an index that may be negative, stays scalar in silence and
costs half of the speed; nothing else would show it.
"""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path

import llvmlite.binding as llvm
import numba
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import w1_model  # noqa: E402

from grayzone.engines.agent_run import Agents  # noqa: E402
from grayzone.engines.kernels import AGENTS  # noqa: E402
from grayzone.engines.problem import Problem  # noqa: E402
from grayzone.society.communities import Community  # noqa: E402
from grayzone.society.society import Society  # noqa: E402
from grayzone.society.ties import RingRewired  # noqa: E402


def has_avx2() -> bool:
    return platform.machine().lower() in ("x86_64", "amd64") and llvm.get_host_cpu_features().get("avx2", False)


@pytest.fixture(scope="module")
def assembly() -> str:
    if not has_avx2():
        pytest.skip("this processor has no AVX2, so there is nothing to look for")
    society = Society(
        [Community("a", 700, "people", {"quiet": 1.0}), Community("b", 300, "people", {"quiet": 1.0})],
        ties=RingRewired(10, 0.3, 0.5),
    )
    problem = Problem(w1_model.model(), society, np.datetime64("2001-01-01"), 2)
    agents = Agents(problem, flows=False)
    agents.advance(agents.begin(), 2)
    (signature,) = agents.module.go.signatures
    # What is read from the cache keeps no text, so it is compiled once more, in memory.
    fresh = numba.njit(**{**AGENTS, "cache": False})(agents.module.go.py_func)
    fresh.compile(signature)
    text = fresh.inspect_asm(signature)
    assert len(text) > 10_000
    return text


def test_what_ties_know_is_gathered_eight_or_sixteen_at_a_time(assembly: str) -> None:
    assert re.search(r"\bvp?gather[dq][dps]+\b.*%[yz]mm", assembly)


def test_what_is_reckoned_for_a_tile_is_reckoned_eight_or_sixteen_at_a_time(assembly: str) -> None:
    packed = re.findall(r"\bv(?:mulps|addps|fn?m(?:add|sub)\d+ps)\b.*%[yz]mm", assembly)
    assert len(packed) > 50, len(packed)


def test_draws_are_made_several_at_a_time(assembly: str) -> None:
    """Philox multiplies 32-bit words into 64 bits: vpmuludq on whole registers."""
    assert re.search(r"\bvpmuludq\b.*%[yz]mm", assembly)
