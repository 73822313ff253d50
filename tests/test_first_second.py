"""The first second: what is not imported before somebody asks for it (times are for the benchmarks)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from command_line import two_towns
from grayzone.cli import main

HEAVY = ("numpy", "numba", "scipy", "pydantic", "ruamel", "jinja2", "pyarrow", "xarray", "pandas", "networkx")
SHOWN = """
import sys, grayzone.cli.main as command
try:
    command.run({!r})
except SystemExit as left:
    code = left.code
"""
LISTED = "print(code, *sorted(x for x in sys.modules if x.split('.')[0] in {!r} or x.startswith('grayzone')))"


def imported(*arguments: str, folder: Path) -> tuple[int, set[str]]:
    """Return the exit code of a command and the modules that it imported."""
    script = SHOWN.format(arguments) + LISTED.format(HEAVY)
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=folder, check=True
    )
    code, *modules = told.stdout.splitlines()[-1].split()
    return int(code), set(modules)


def heavy(modules: set[str]) -> set[str]:
    return {name for name in modules if name in HEAVY}


@pytest.mark.parametrize("asked", [("--help",), ("--version",), (), ("rin",)])
def test_help_imports_nothing_heavy_and_no_verb(asked: tuple[str, ...], tmp_path: Path) -> None:
    _, modules = imported(*asked, folder=tmp_path)
    assert heavy(modules) == set()
    own = {name for name in modules if name.startswith("grayzone.")}
    assert own == {
        "grayzone.errors",
        "grayzone.cli",
        "grayzone.cli.main",
        "grayzone.cli.say",
        "grayzone.cli.exits",
    }


@pytest.mark.parametrize("verb", sorted(main.VERBS))
def test_the_help_of_a_verb_imports_nothing_heavy(verb: str, tmp_path: Path) -> None:
    code, modules = imported(verb, "--help", folder=tmp_path)
    assert code == 0
    assert heavy(modules) == set()


def test_checking_a_scenario_compiles_nothing(tmp_path: Path) -> None:
    code, modules = imported("check", two_towns(tmp_path), "--quiet", folder=tmp_path)
    assert code == 0
    assert heavy(modules) <= {"numpy", "pydantic", "ruamel", "scipy"}
    assert "grayzone.engines.cache" not in modules


def test_a_run_imports_neither_frames_nor_reports(tmp_path: Path) -> None:
    code, modules = imported("run", two_towns(tmp_path), "--quiet", folder=tmp_path)
    assert code == 0
    assert heavy(modules) & {"xarray", "pandas", "networkx", "pyarrow", "jinja2"} == set()
    assert not any(name.startswith("grayzone.figures") for name in modules)
