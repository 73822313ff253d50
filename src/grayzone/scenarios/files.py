"""Files that a scenario names: only beside it or below, never elsewhere, and never too large."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from ..errors import ScenarioError
from .faults import quoted

LARGEST_TABLE = 50_000_000


def inside(folder: Path | None, name: str) -> Path:
    """Return the path of a file that a scenario names, if it lies inside the scenario's folder.

    Raises
    ------
    ScenarioError
        for a name that is absolute, leads upwards or through a link out of the folder, or is no file.
    """
    if folder is None:
        raise ScenarioError(
            f"{quoted(name)} lies beside no file", mend="load the scenario from a file in its folder"
        )
    odd = "\\" in name or ":" in name or "\0" in name
    if odd or name.startswith(("/", "~")) or ".." in PurePosixPath(name).parts:
        raise ScenarioError(
            f"{quoted(name)} leads out of the scenario's folder", mend="put the file beside it"
        )
    try:
        root = folder.resolve()
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise ScenarioError(
                f"{quoted(name)} is a link out of the scenario's folder", mend="copy the file there"
            )
        if not path.is_file():
            raise ScenarioError(
                f"there is no file {quoted(name)}", mend="put it beside the scenario, or mend its name"
            )
        size = path.stat().st_size
    except (OSError, ValueError, RuntimeError) as error:
        raise ScenarioError(f"{quoted(name)} cannot be read", mend="mend its name") from error
    if size > LARGEST_TABLE:
        raise ScenarioError(
            f"{quoted(name)} has {size} bytes", mend=f"give a file of at most {LARGEST_TABLE}"
        )
    return path


def read(path: Path, name: str) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    ScenarioError
        if the system does not give them.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ScenarioError(f"{quoted(name)} cannot be read", mend="check that it may be read") from error


def sha256(path: Path) -> str:
    """Return the hash of a file's bytes."""
    return hashlib.sha256(read(path, path.name)).hexdigest()
