"""FILE|CASE: a scenario from the file or the bundled case that a person named."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ..errors import nearest
from ..scenarios.faults import quoted
from ..scenarios.scenario import Scenario
from .exits import Refusal

ENDINGS = (".yaml", ".yml", ".json")


def named(word: str, allow: Collection[str] = ()) -> Scenario:
    """Return the scenario of a file, or of a bundled case, by its name; a file wins.

    Raises
    ------
    Refusal
        if there is neither, with the nearest name; or if it is a folder.
    """
    path = Path(word)
    try:
        is_folder, is_file = path.is_dir(), path.exists()
    except (OSError, ValueError):
        is_folder, is_file = False, False
    if is_folder and word not in case_names():
        raise Refusal(f"{quoted(word)} is a folder", mend=_inside(path))
    if is_file and not is_folder:
        return Scenario.load(path, allow=allow)
    if word in case_names():
        from ..cases.case import case

        scenario: Scenario = case(word).scenario
        return scenario
    if path.suffix in ENDINGS or len(path.parts) > 1:
        raise Refusal(f"there is no file {quoted(word)}", mend=_beside(path))
    what = f"there is neither a file nor a case {quoted(word)}"
    raise Refusal(what, mend=nearest(word, case_names()))


def case_names() -> list[str]:
    """Return the names of the bundled cases, sorted."""
    from ..cases.case import names

    return sorted(names())


def _inside(folder: Path) -> str:
    """Say which file of a folder is meant."""
    for name in ("case.yaml", "scenario.yaml"):
        if (folder / name).is_file():
            return f"name the file {str(folder / name)!r}"
    files = sorted(p for p in folder.iterdir() if p.suffix in ENDINGS) if readable(folder) else []
    return f"name a file, like {str(files[0])!r}" if files else "name a file of YAML or JSON"


def _beside(path: Path) -> str:
    """Say which file in the same folder is meant."""
    folder = path.parent
    if not folder.is_dir():
        return "check the path of the file"
    files = [p.name for p in folder.iterdir() if p.suffix in ENDINGS] if readable(folder) else []
    return nearest(path.name, files) if files else "begin one with: grayzone new NAME"


def readable(folder: Path) -> bool:
    """Whether the files of a folder can be listed."""
    try:
        next(iter(folder.iterdir()), None)
    except OSError:
        return False
    return True
