"""Calling the command as a person does, in a process of its own. For tests only."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grayzone.scenarios.template import new_scenario

COMMAND = (sys.executable, "-m", "grayzone")
MINUTES = 5


def surroundings(**more: str) -> dict[str, str]:
    """Return the environment of a call: this one, without what would change what is printed."""
    plain = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "GRAYZONE_DEBUG", "COLUMNS")}
    return plain | {"PYTHONWARNINGS": "error::DeprecationWarning:grayzone"} | more


def grayzone(*arguments: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command line in a folder; keyword arguments are added to the environment."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=surroundings(**more),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60 * MINUTES,
        check=False,
    )


def two_towns(folder: Path) -> str:
    """Write a small scenario that is ready and return its name: a thousand people and sixty days."""
    text = new_scenario("two-towns")
    text = text.replace("people: 60000", "people: 600").replace("people: 40000", "people: 400")
    text = text.replace("from: 2001-01-01, to: 2001-12-31", "from: 2001-02-01, to: 2001-04-01")
    assert "people: 600," in text and "2001-04-01" in text, "the template has changed"
    (folder / "two-towns.yaml").write_text(text, encoding="utf-8")
    return "two-towns.yaml"
