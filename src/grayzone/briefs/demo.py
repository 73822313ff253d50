"""The main job: from a bundled case to one page, with a manifest of all that was written."""

from __future__ import annotations

import json
import time
from pathlib import Path

from ..report import write_report
from .brief import content
from .checks import cite
from .findings import Say, find, sha256, whole
from .kept import FILES, load
from .observed import again

REPORT = "report.html"
MANIFEST = "manifest.json"

__all__ = ["cite", "demo", "report"]


def demo(
    out: Path,
    *,
    case: str = "paris-2015",
    draws: int = 256,
    seed: int = 1,
    threads: int = 2,
    agents: int = 20_000,
    say: Say = lambda done, what: None,
) -> Path:
    """Compute the findings of a case and write its report; return the path of the page.

    The same case, draws and seed give the same bytes on one engine and one version of numba, whatever the
    threads; times stand in the manifest, outside every hash.

    Parameters
    ----------
    out : Path
        Folder; made if it is not there.
    case : str
        A bundled case for which a brief is written.
    draws : int
        Sets of parameters drawn from the priors.
    threads : int
        Changes the time, never a bit.
    agents : int
        People of the society of persons with which the fidelities are compared.

    Raises
    ------
    ScenarioError
        for an unknown case, with the nearest one.
    DataError
        for a case without a brief.

    Example
    -------
    >>> demo(Path("out/demo"))  # doctest: +SKIP
    """
    began = time.monotonic()
    told = again(case)
    find(told, out, draws=draws, seed=seed, threads=threads, agents=agents, say=lambda d, w: say(0.9 * d, w))
    computed = time.monotonic()
    say(0.92, "the report")
    page = report(out, out / REPORT)
    _manifest(out, {"computing": computed - began, "writing": time.monotonic() - computed})
    say(1.0, "done")
    return page


def report(folder: Path | str, path: Path | str) -> Path:
    """Write the report of a folder again, from its files alone; return the path of the page."""
    folder, path = Path(folder), Path(path)
    page = content(load(folder))
    whole(path, lambda aside: write_report(page, aside))
    return path


def _manifest(folder: Path, seconds: dict[str, float]) -> None:
    """Write hashes, versions and times; no user, host or path of the machine is in it."""
    setting = json.loads((folder / "setting.json").read_text(encoding="utf-8"))
    told = {
        "case": setting["case"],
        "scenario": setting["digest"],
        "seed": setting["seed"],
        "draws": setting["draws"],
        "versions": setting["versions"],
        "fma": setting["fma"],
        "files": {name: sha256(folder / name) for name in sorted((*FILES, REPORT))},
        "seconds (outside every hash)": {name: round(value, 1) for name, value in seconds.items()},
    }
    text = json.dumps(told, indent=1, sort_keys=True) + "\n"
    whole(folder / MANIFEST, lambda path: path.write_text(text, encoding="utf-8"))
