"""What a brief rests on: everything that was computed for a case, kept as plain files before a word is written.

Every number in a report comes from these files; the folder holds

* ``outcomes.parquet``: a row per response, rival and draw, a column per outcome;
* ``courses.npz``: the gray zone of every response as quantiles day by day, and the course of one run;
* ``draws.parquet``: the parameters of every draw, and the net effect of restriction on attacks it leads to;
* ``effects.json``: net effects, signs, early and late, the ladder of fidelities;
* ``setting.json``: case, digest of the scenario, seed, names and their labels;
* ``manifest.json``: versions and the sha256 of each file (times stand outside every hash).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..cases.case import Case
from ..engines.ladder import Ladder, ladder
from ..measures.grayzone import gray_zone_total
from ..studies.comparison import COMPARED, Comparison, compare
from ..studies.draws import Values, drawn_parameters, prior_draws
from ..studies.expected import early_and_late, signs
from . import ahead
from .expectations import Tiles, central_course, known_attacks, net_effects, tiles

Floats = NDArray[np.float64]
Say = Callable[[float, str], None]
RESPONSES = ("as_happened", "collective_restriction", "targeted", "inclusion", "unity")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Findings:
    """All that was computed for one case, and where it is kept."""

    case: Case
    comparison: Comparison
    draws: list[Values]
    drawn: list[str]
    effects: dict[str, Any]
    ladder: Ladder
    net: dict[str, Floats]
    central: dict[str, Floats]
    tiles: Tiles
    seed: int
    agents: int
    folder: Path


def find(
    case: Case,
    out: Path,
    *,
    draws: int = 256,
    seed: int = 1,
    threads: int = 2,
    agents: int = 20_000,
    say: Say = lambda done, what: None,
) -> Findings:
    """Compute the findings of a case and write them to a folder.

    Parameters
    ----------
    case : Case
    out : Path
        Made if it is not there; files of an earlier run are replaced one by one, each whole.
    draws : int
        Sets of parameters drawn from the priors.
    agents : int
        People of the society of persons with which the fidelities are compared.
    say : callable(done, what)
        Told how far it is, from 0 to 1.
    """
    out.mkdir(parents=True, exist_ok=True)
    compiling = ahead.begin(case.name)
    scenario = case.scenario
    base = scenario.problem()
    sets = prior_draws(base.model, draws, seed=seed, base=base.parameter_values())
    compared = compare(scenario, RESPONSES, draws=draws, seed=seed, threads=threads, say=lambda d, w: say(0.45 * d, w))
    say(0.5, "net effect of restriction on attacks")
    net = net_effects(scenario, sets, seed=seed, threads=threads)
    say(0.55, "the map of assumptions")
    mapped = tiles(scenario, RESPONSES, threads=threads)
    central = central_course(scenario, threads=threads)
    say(0.6, "a unity norm, early and late")
    unity = early_and_late(scenario, draws=draws, seed=seed, threads=threads)
    say(0.7, f"{agents} agents on a network")
    compiling.wait()
    rungs = ladder(base, seed=seed, replicates=4, threads=threads, measure=gray_zone_total, people=agents)
    effects = {
        "net": {r: {"central": float(v[0]), "quantiles": _quantiles(v[1:]), "signs": signs(v)} for r, v in net.items()},
        "known_attacks_after": known_attacks(base, compared.since),
        "unity": unity,
        "ladder": {"rows": rungs.rows(), "sentences": [effect.sentence() for effect in rungs.effects()]},
    }
    names = drawn_parameters(base.model)
    found = Findings(case, compared, sets, names, effects, rungs, net, central, mapped, seed, agents, out)
    say(0.95, "files")
    write(found)
    say(1.0, "findings are complete")
    return found


def _quantiles(values: np.ndarray) -> list[float]:  # type: ignore[type-arg]
    return [float(x) for x in np.quantile(values, QUANTILES)]


def write(found: Findings) -> None:
    """Write the files of the findings, each aside first and then put in place."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    c = found.comparison
    rows: dict[str, list[Any]] = {"rival": [], "response": [], "draw": [], **{o: [] for o in COMPARED}}
    for r, rival in enumerate(c.rivals):
        for p, policy in enumerate(c.policies):
            rows["rival"] += [rival] * c.draws
            rows["response"] += [policy] * c.draws
            rows["draw"] += list(range(c.draws))
            for o, name in enumerate(c.outcomes):
                rows[name] += c.values[r, p, :, o].tolist()
    whole(found.folder / "outcomes.parquet", lambda path: pq.write_table(pa.table(rows), path))
    table = {name: [values[name] for values in found.draws] for name in found.drawn}
    table |= {f"net.{rival}": values[1:].tolist() for rival, values in found.net.items()}
    whole(found.folder / "draws.parquet", lambda path: pq.write_table(pa.table(table), path))
    arrays = {
        "zone": np.quantile(c.zone, QUANTILES, axis=2).astype(np.float32),
        "day": c.day.astype(str),
        "quantiles": np.array(QUANTILES),
        "cost": c.cost,
        "hate_incidents": c.courses["hate_incidents"][c.rivals.index("null")].astype(np.int32),
        "attacks": found.tiles.attacks,
        "across": found.tiles.across,
        "up": found.tiles.up,
        **{f"central.{name}": course for name, course in found.central.items()},
    }
    whole(found.folder / "courses.npz", lambda path: _save(path, **arrays))
    for name, told in (("effects.json", found.effects), ("setting.json", _setting(found))):
        text = json.dumps(told, indent=1, sort_keys=True) + "\n"
        whole(found.folder / name, lambda path, text=text: path.write_text(text, encoding="utf-8"))


def _setting(found: Findings) -> dict[str, Any]:
    """Return what a later reader of the folder must know to name its numbers."""
    c, scenario = found.comparison, found.case.scenario
    return {
        "case": found.case.name,
        "digest": scenario.digest,
        "seed": found.seed,
        "draws": c.draws,
        "agents": found.agents,
        "replicates": found.ladder.replicates,
        "policies": list(c.policies),
        "labels": list(c.labels),
        "rivals": list(c.rivals),
        "outcomes": list(c.outcomes),
        "communities": list(c.communities),
        "statuses": list(scenario.problem().model.statuses),
        "mixed": list(c.mixed),
        "since": c.since,
        "versions": versions(),
        "fma": has_fma(),
    }


def versions() -> dict[str, str]:
    """Return the versions on which the bits of a run depend."""
    from importlib import metadata
    from platform import python_version

    found = {name: metadata.version(name) for name in ("grayzone", "numba", "numpy")}
    return {**found, "python": python_version()}


def has_fma() -> bool | None:
    """Say whether the processor multiplies and adds in one step; None where the system does not tell."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    flags = next((line for line in lines if line.startswith(("flags", "Features"))), "")
    return "fma" in flags.split() if flags else None


def _save(path: Path, **arrays: Any) -> None:
    with path.open("wb") as file:
        np.savez(file, **arrays)


def whole(path: Path, put: Callable[[Path], Any]) -> None:
    """Write a file aside, flush it to the disk, and put it in place in one step."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    put(aside)
    with aside.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(aside, path)


def sha256(path: Path) -> str:
    """Return the hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
