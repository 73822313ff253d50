"""A bundled case: its scenario, its observed series, and what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import ScenarioError, nearest
from ..readers.tidy_table import Table, read_table
from ..scenarios.scenario import Scenario

FOLDER = Path(__file__).resolve().parent


def names() -> list[str]:
    """Return the slugs of the bundled cases, sorted."""
    return sorted(path.parent.name for path in FOLDER.glob("*/case.yaml"))


def case(name: str) -> Case:
    """Return a bundled case.

    Raises
    ------
    ScenarioError
        for an unknown case, with the nearest one.

    Example
    -------
    >>> case("paris-2015").title
    'France after the attacks of 13 November 2015'
    """
    if name not in names():
        raise ScenarioError(f"there is no case {name!r}", mend=nearest(name, names()))
    return Case(name, FOLDER / name)


@dataclass(frozen=True)
class Case:
    """A folder with ``case.yaml``, tidy tables of aggregate figures, and the sources they come from."""

    name: str
    folder: Path

    @cached_property
    def scenario(self) -> Scenario:
        """The case as a scenario: society, model, events, responses."""
        return Scenario.load(self.folder / "case.yaml")

    @property
    def title(self) -> str:
        """The title for readers."""
        return self.scenario.title

    @property
    def about(self) -> str:
        """What the case asks, in a sentence or two."""
        return str(self.scenario.form.about or "")

    @property
    def told(self) -> dict[str, Any]:
        """What only a case has: series, breaks, held-out period, licence, credit, what is missing."""
        return self.scenario.raw

    @property
    def sources(self) -> str:
        """The text of ``SOURCES.md``: origin, licence, traps, what is missing."""
        path = self.folder / "SOURCES.md"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def table(self, file: str) -> Table:
        """Return a tidy table of the case as it stands."""
        return read_table(self.folder / file)
