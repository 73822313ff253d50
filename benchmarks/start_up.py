"""How long a person waits: the help, a first result with warm kernels, and the same with an empty cache.

Each is a process of its own, as it is for whoever types the command.  Ends with the modules that are slowest to
import and one line per target.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from w1 import processor, remember, versions  # noqa: E402

SCENARIO = Path(__file__).resolve().parents[1] / "examples" / "contagion" / "scenario.yaml"
MECHANISMS = SCENARIO.with_name("mechanism.py")
PROGRAM = [sys.executable, "-c", "from grayzone.cli.main import run; run()"]
#: label -> the most seconds it may take
TARGETS = {"grayzone --help": 0.15, "first result, warm": 1.0, "first result, cold": 8.0}


def wait(arguments: list[str], cache: str) -> float:
    """Return the seconds that a command takes, kernels being kept in ``cache``."""
    environment = {**os.environ, "GRAYZONE_CACHE": cache}
    began = time.perf_counter()
    done = subprocess.run([*PROGRAM, *arguments], env=environment, capture_output=True, text=True)
    took = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"grayzone {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
    return took


def asked_for(out: str) -> list[str]:
    """Return the command that gives a first result."""
    return ["run", str(SCENARIO), "--allow-mechanisms", str(MECHANISMS), "--out", str(Path(out) / "result")]


def first_result(cache: str) -> float:
    """Return the seconds to the first result of the example."""
    with tempfile.TemporaryDirectory() as out:
        return wait(asked_for(out), cache)


def slowest_imports(arguments: list[str], cache: str, many: int = 10) -> list[tuple[float, float, str]]:
    """Return (own, with what it imports [ms], module) of the modules that cost a command most."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *PROGRAM[1:], *arguments],
        env={**os.environ, "GRAYZONE_CACHE": cache},
        capture_output=True,
        text=True,
    )
    rows = re.findall(r"import time:\s+(\d+) \|\s+(\d+) \|\s*(\S+)", done.stderr)
    by_sum = sorted(rows, key=lambda row: -int(row[1]))
    return [(int(own) / 1000, int(whole) / 1000, name) for own, whole, name in by_sum[:many]]


def main() -> None:
    """Measure, judge, remember."""
    asked = argparse.ArgumentParser(description="How long a person waits for grayzone.")
    asked.add_argument("--rounds", type=int, default=10)
    asked.add_argument("--forget", action="store_true", help="write no line of history")
    given = asked.parse_args()
    print(f"{processor()}, load {os.getloadavg()[0]:.1f}; grayzone {versions()['grayzone']}")
    with tempfile.TemporaryDirectory() as cache:
        found = {
            "first result, cold": first_result(cache),
            "first result, warm": statistics.median(first_result(cache) for _ in range(max(3, given.rounds // 2))),
            "grayzone --help": statistics.median(wait(["--help"], cache) for _ in range(given.rounds)),
        }
        with tempfile.TemporaryDirectory() as out:
            tables = {
                "grayzone --help": slowest_imports(["--help"], cache),
                "first result, warm": slowest_imports(asked_for(out), cache, 20),
            }
    for label, rows in tables.items():
        print(f"\n{'own ms':>8} {'in all ms':>10}  imported for: {label}")
        for own, whole, name in rows:
            print(f"{own:8.1f} {whole:10.1f}  {name}")
    print()
    for label, most in TARGETS.items():
        met = "met" if found[label] <= most else "NOT MET"
        print(f"{label}: {found[label]:.2f} s, target at most {most:g} s: {met}")
    if not given.forget:
        remember("start_up", {k: round(v / TARGETS[k], 3) for k, v in found.items()}, found)


if __name__ == "__main__":
    main()
