"""Workload W1: grayzone beside the hand-written yardstick and the peers, interleaved in one process.

``python benchmarks/w1.py --people 1e4 1e5 --threads 1 2 --order random``.  Every engine reads the same society, is
checked to tell the same story, and takes its turn in every round; figures are medians over rounds.  Compare figures
of one run only, and as ratios: see README.md beside this file.  One thread is timed by the processor's clock, which
leaves out what other programs take; several threads by the wall's.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
import w1_problem  # noqa: E402

HISTORY = Path(__file__).with_name("history.jsonl")
CHECKED_DAYS = 30
ROUND_SECONDS = 0.25
#: name -> (module, where it lives, most people it is asked for, most threads)
ENGINES = {
    "grayzone": ("eng_grayzone", "here", 10**9, 64),
    "tile kernel": ("eng_tile", "yardstick", 10**9, 64),
    "natural numba": ("peers.numba_natural", "here", 10**9, 64),
    "numpy": ("peers.numpy_w1", "here", 2 * 10**6, 1),
    "mesa": ("peers.mesa_w1", "here", 2 * 10**4, 1),
}
TILE_TARGET, MESA_TARGET, BYTES_TARGET = 0.85, 130.0, 80.0


@dataclass
class Entry:
    """One engine at work: where it stands, what a day costs, and the story it told on the checked days."""

    name: str
    engine: Any
    day: int = 0
    seconds: list[float] = field(default_factory=list)
    story: np.ndarray = field(default_factory=lambda: np.zeros(0))
    days: int = 1

    def run(self, days: int) -> dict[str, np.ndarray]:
        """Simulate more days."""
        found: dict[str, np.ndarray] = self.engine.run(self.day, days)
        self.day += days
        return found

    @property
    def per_day(self) -> float:
        """Median seconds for a day."""
        return statistics.median(self.seconds)


def module_of(name: str) -> Any:
    """Return the module of an engine, or the sentence that says why there is none."""
    module, where, _, _ = ENGINES[name]
    if where == "yardstick":
        found = w1_problem.yardstick(module)
        return found if found is not None else f"{name}: skipped, because GRAYZONE_BENCH names no folder that holds it."
    try:
        return importlib.import_module(module)
    except ImportError as error:
        return f"{name}: skipped, because {error.name} is not installed."


def entries(n: int, order: str, threads: int, names: list[str], most_days: int) -> Iterator[Entry | str]:
    """Yield the engines that can run this size, each after its checked days; a sentence for each that cannot."""
    given = w1_problem.make(n, order)
    for name in names:
        _, _, most, most_threads = ENGINES[name]
        if n > most or threads > most_threads:
            continue
        module = module_of(name)
        if isinstance(module, str):
            yield module
            continue
        entry = Entry(name, module.make(given, threads))
        first = entry.run(1)
        began = time.perf_counter()
        rest = entry.run(CHECKED_DAYS - 1)
        a_day = (time.perf_counter() - began) / (CHECKED_DAYS - 1)
        entry.days = max(1, min(most_days, int(ROUND_SECONDS / a_day)))
        people = np.concatenate([first["hist"], rest["hist"]]).sum(axis=2)
        entry.story = np.concatenate([first["sums"], rest["sums"]])[:, :, :2] / people[:, :, None]
        gc.collect()
        yield entry


def tolerance(n: int) -> float:
    """How far shares of two engines may differ: six standard errors of a share of the smaller community.

    For one comparison that is right this fails less than once in a hundred thousand runs.
    """
    return 6 * 0.5 * (2 / (0.3 * n)) ** 0.5


def measure(n: int, order: str, threads: int, rounds: int, names: list[str]) -> dict[str, Any]:
    """Measure one size and print its table."""
    working: list[Entry] = []
    print(f"\n{n:,} people, {order} order, {threads} thread(s), {rounds} rounds")
    for entry in entries(n, order, threads, names, (w1_problem.DAYS - CHECKED_DAYS) // rounds):
        if isinstance(entry, str):
            print(f"  {entry}")
        else:
            working.append(entry)
    clock = time.process_time if threads == 1 else time.perf_counter
    for _ in range(rounds):
        for entry in working:
            began = clock()
            entry.run(entry.days)
            entry.seconds.append((clock() - began) / entry.days)
    ours = working[0]
    found: dict[str, Any] = {"people": n, "order": order, "threads": threads, "engines": {}}
    print(f"  {'':14} {'M person-days/s':>16} {'bytes/person':>13} {'grayzone is':>12}   tells the same story")
    for entry in working:
        apart = float(np.abs(entry.story - ours.story).max())
        agrees = apart <= tolerance(n)
        speed, ratio = n / entry.per_day / 1e6, entry.per_day / ours.per_day
        held = entry.engine.nbytes / n
        said = f"{'yes' if agrees else 'NO'} (shares within {apart:.4f}; {tolerance(n):.4f} allowed)"
        size = f"{held:13.1f}" if held else f"{'-':>13}"
        print(f"  {entry.name:14} {speed:16.2f} {size} {ratio:11.2f}x   {said if entry is not ours else ''}")
        found["engines"][entry.name] = {
            "million_person_days_a_second": round(speed, 3), "grayzone_is_faster": round(ratio, 4),
            "bytes_per_person": round(held, 1), "agrees": agrees,
        }  # fmt: skip
    return found


def judge(results: list[dict[str, Any]]) -> tuple[list[str], dict[str, float]]:
    """Return one line per target, and the figures behind them."""
    lines, figures = [], {}

    def line(label: str, value: float, target: float, met: bool, unit: str) -> None:
        sign = "at most" if unit == "bytes" else "at least"
        lines.append(f"{label}: {value:.2f} {unit}, target {sign} {target:g}: {'met' if met else 'NOT MET'}")
        figures[label] = round(value, 4)

    for found in results:
        where = f"{found['people']:,} people, {found['order']}, {found['threads']} thread(s)"
        others = found["engines"]
        if "tile kernel" in others:
            ratio = others["tile kernel"]["grayzone_is_faster"]
            line(f"against the tile kernel, {where}", ratio, TILE_TARGET, ratio >= TILE_TARGET, "of its speed")
        if "mesa" in others:
            ratio = others["mesa"]["grayzone_is_faster"]
            line(f"against Mesa, {where}", ratio, MESA_TARGET, ratio >= MESA_TARGET, "times as fast")
        held = others["grayzone"]["bytes_per_person"]
        line(f"memory, {where}", held, BYTES_TARGET, held <= BYTES_TARGET, "bytes")
        if not all(peer["agrees"] for peer in others.values()):
            lines.append(f"agreement, {where}: an engine tells another story; no figure of this size counts")
    biggest = max(found["people"] for found in results)
    met = "met" if biggest >= 10**7 else "not asked for in this run"
    lines.append(f"largest society run here: {biggest:,} people, target at least 10,000,000: {met}")
    return lines, figures


def processor() -> str:
    """Return the processor's model."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        return next(x.split(":", 1)[1].strip() for x in text.splitlines() if x.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def versions() -> dict[str, str]:
    """Return the versions that a figure depends on."""
    found = {"python": platform.python_version()}
    for name in ("grayzone", "numpy", "numba", "llvmlite", "mesa"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def remember(kind: str, figures: dict[str, Any], details: Any) -> None:
    """Append one line to the history."""
    row = {
        "date": date.today().isoformat(), "benchmark": kind, "processor": processor(), "cores": os.cpu_count(),
        "load": [round(x, 2) for x in os.getloadavg()], "versions": versions(), "ratios": figures, "details": details,
    }  # fmt: skip
    with HISTORY.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, sort_keys=True) + "\n")


def main() -> None:
    """Measure what was asked for, judge it, remember it."""
    asked = argparse.ArgumentParser(description="Workload W1, grayzone beside its peers.")
    asked.add_argument("--people", nargs="+", default=["1e4", "1e5", "1e6"], help="sizes, such as 1e4 1e5")
    asked.add_argument("--order", choices=["random", "local"], default="random")
    asked.add_argument("--threads", nargs="+", type=int, default=[1])
    asked.add_argument("--rounds", type=int, default=9)
    asked.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    asked.add_argument("--forget", action="store_true", help="write no line of history")
    given = asked.parse_args()
    names = ["grayzone", *(name for name in given.engines if name != "grayzone")]
    print(
        f"{processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
        + ", ".join(f"{name} {found}" for name, found in versions().items())
    )
    results = [
        measure(int(float(people)), given.order, threads, given.rounds, names)
        for people in given.people
        for threads in given.threads
    ]
    lines, figures = judge(results)
    print("\n" + "\n".join(lines))
    if not given.forget:
        remember("w1", figures, results)


if __name__ == "__main__":
    main()
