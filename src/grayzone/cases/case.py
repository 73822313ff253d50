"""A bundled case: its scenario, its observed series, and what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import DataError, ScenarioError, nearest
from ..readers.events import Event, read_events
from ..readers.series import Panel, Series, read_panel, read_series
from ..readers.tidy_table import Table, read_table
from ..scenarios.scenario import Scenario

FOLDER = Path(__file__).resolve().parent

#: What a series of a case may say beside its file and column.
TOLD_OF_SERIES = ("unit", "kind", "resolution", "place", "community", "fractional", "panel", "observes", "label")


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

    @property
    def facts(self) -> dict[str, Any]:
        """Figures the case is held against, each with its claim, and what may not be concluded from it."""
        return dict(self.told.get("facts") or {})

    @property
    def not_concluded(self) -> tuple[str, ...]:
        """What a reader might take from the case and should not, one sentence each."""
        return tuple(self.facts.get("not_concluded") or ())

    def events(self) -> list[Event]:
        """Return all dated events of ``events.csv``, sorted by date; some lie outside the period."""
        return read_events(self.folder / "events.csv")

    def series(self, name: str) -> Series:
        """Return an observed series of the case, read and checked as ``case.yaml`` declares it.

        Parameters
        ----------
        name : str
            A key under ``series``.

        Raises
        ------
        DataError
            for an unknown series, a panel of places, or a fault of the file (``file:line:column``).

        Example
        -------
        >>> int(case("us-2001").series("anti_islamic").values[:366].sum())
        29
        """
        told = self._declared(name)
        if told.pop("panel"):
            raise DataError(f"{name!r} is a panel of places", where=self.name, mend=f"read it with panel({name!r})")
        return read_series(self.folder / told.pop("file"), **told)

    def panel(self, name: str) -> Panel:
        """Return an observed series of the case for all its places."""
        told = self._declared(name)
        if not told.pop("panel"):
            raise DataError(f"{name!r} is one series", where=self.name, mend=f"read it with series({name!r})")
        told.pop("place")
        return read_panel(self.folder / told.pop("file"), **told)

    def _declared(self, name: str) -> dict[str, Any]:
        """Return what the case says of a series, with the defaults of the readers."""
        forms = self.scenario.form.series
        if name not in forms:
            raise DataError(f"the case has no series {name!r}", where=self.name, mend=nearest(name, forms))
        form = forms[name]
        told = dict(form.model_extra or {})
        for key in told:
            if key not in TOLD_OF_SERIES:
                raise DataError(f"{name!r} has {key!r}", where=self.name, mend=nearest(key, TOLD_OF_SERIES))
        return {
            "file": form.file,
            "column": form.column,
            "kind": str(told.get("kind", "count")),
            "unit": str(told.get("unit", "")),
            "resolution": str(told.get("resolution", "day")),
            "fractional": bool(told.get("fractional", False)),
            "place": told.get("place"),
            "panel": bool(told.get("panel", False)),
        }

    def table(self, file: str) -> Table:
        """Return a tidy table of the case as it stands."""
        return read_table(self.folder / file)
