"""Provocations: what happened, on which day and where; and on which days the model draws events by itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath

import numpy as np
from numpy.typing import NDArray

from ..engines.problem import KnownEvent
from ..errors import GrayzoneError, nearest
from ..language.model import Model
from ..society.society import Society
from .equipment import kinds_with_intensity, marks_read
from .faults import Faults, Path, or_else, quoted
from .files import inside, read
from .schema import DrawnForm, EventsForm
from .tables import Table, read_table, write_number, write_table

#: Kinds and marks that a file of facts may hold although no mechanism of this model hears or reads them.
FACT_KINDS = ("attack", "shock")
FACT_MARKS = ("abroad", "killed", "symbolic", "wounded")
TEXTS = ("kind", "name", "place", "community")
NOT_READ = ("provenance", "source", "note")


@dataclass(frozen=True)
class Happening:
    """One event as the scenario states it; ``path`` and ``cell`` say where it stands."""

    date: np.datetime64
    kind: str
    name: str = ""
    place: str = ""
    community: str = ""
    marks: Mapping[str, float] = field(default_factory=dict)
    path: Path = field(default=(), compare=False)
    cell: tuple[str, int] = field(default=("", 0), compare=False)

    def order(self) -> tuple[object, ...]:
        """Return the key of the canonical order."""
        texts = (self.kind, self.place, self.community, self.name)
        return (str(self.date), *texts, tuple(sorted(self.marks.items())))


@dataclass(frozen=True)
class Span:
    """Days on which a kind of event is drawn; none if ``drawn`` is false."""

    drawn: bool
    first: np.datetime64
    last: np.datetime64


def read_happenings(form: EventsForm, folder: FilePath | None, faults: Faults) -> list[Happening] | None:
    """Return the stated events in canonical order, or nothing if their file cannot be read."""
    found = [
        Happening(e.date, e.kind, e.name, e.place, e.community, dict(sorted(e.marks.items())), ("events", at))
        for at, e in enumerate(form.rows)
    ]
    if form.file is not None and form.table is not None:
        faults.add(
            ("events", "table"), "the events stand in a file and in a table", "keep one of the two", key=True
        )
        return None
    try:
        if form.file is not None:
            found += _from_table(read_table(read(inside(folder, form.file), form.file), form.file))
        elif form.table is not None:
            found += _from_table(read_table(form.table, "events.table"))
    except GrayzoneError as error:
        faults.error(("events", "file" if form.file is not None else "table"), error)
        return None
    if form.until is not None:
        found = [event for event in found if event.date <= form.until]
    return sorted(found, key=Happening.order)


def _from_table(table: Table) -> list[Happening]:
    if "kind" not in table.columns:
        raise table.refuse(
            -1, "date", "the events have no column 'kind'", "add it: attack, shock or another kind"
        )
    columns = {name: table.cells(name) for name in TEXTS}
    marks = [name for name in table.columns[1:] if name not in (*TEXTS, *NOT_READ)]
    numbers = {name: table.cells(name) for name in marks}
    found = []
    for row, line in enumerate(table.lines):
        given = {name: table.number(row, name, numbers[name][row]) for name in sorted(marks)}
        known = {name: value for name, value in given.items() if not math.isnan(value)}
        kind = columns["kind"][row]
        if not kind:
            raise table.refuse(
                row, "kind", "the kind of the event is empty", "write attack, shock or another kind"
            )
        found.append(
            Happening(
                table.day(row), kind, columns["name"][row], columns["place"][row], columns["community"][row],
                known, (), (table.name, line),
            )
        )  # fmt: skip
    return found


def check_happenings(
    events: Sequence[Happening], period: tuple[np.datetime64, np.datetime64], society: Society | None,
    model: Model | None, faults: Faults,
) -> None:  # fmt: skip
    """Note every event that names what is not there, or whose day is not simulated."""
    communities = [c.name for c in society.communities] if society is not None else []
    places = [p.name for p in society.places] if society is not None else []
    heard = {*model.kinds, *FACT_KINDS} if model is not None else set()
    marks = marks_read(model) | set(FACT_MARKS) if model is not None else set()

    def refuse(event: Happening, key: str, what: str, mend: str, at_key: bool = False) -> None:
        if event.path:
            faults.add((*event.path, key), what, mend, key=at_key)
        else:
            name, line = event.cell
            faults.add(("events",), f"{what} ({name}:{line})", mend)

    for event in events:
        if event.path and not period[0] <= event.date <= period[1]:
            what = f"the event of {event.date} lies outside the period"
            refuse(event, "date", what, f"give a day from {period[0]} to {period[1]}")
        if heard and event.kind not in heard:
            refuse(event, "kind", f"no mechanism hears {quoted(event.kind)}", nearest(event.kind, heard))
        for name in event.marks if marks else ():
            if name not in marks:
                refuse(event, name, f"no mechanism reads the mark {quoted(name)}", nearest(name, marks), True)
        if communities and event.community and event.community not in communities:
            mend = nearest(event.community, communities)
            refuse(event, "community", f"there is no community {quoted(event.community)}", mend)
        abroad = event.marks.get("abroad", 0.0) > 0
        if len(places) > 1 and event.place and event.place not in places and not abroad:
            mend = or_else(nearest(event.place, places), "give it 'abroad: 1'")
            refuse(event, "place", f"there is no place {quoted(event.place)}", mend)
        if event.marks.get("killed", 0.0) < 0:
            refuse(event, "killed", "the number killed is negative", "give a number from 0 up")
        if event.marks.get("abroad", 0.0) not in (0.0, 1.0):
            refuse(
                event,
                "abroad",
                "'abroad' is neither 0 nor 1",
                "write 1 if it was outside the society, 0 if inside",
            )


def known_events(
    events: Sequence[Happening], first: np.datetime64, society: Society, model: Model
) -> tuple[KnownEvent, ...]:
    """Return the events as an engine takes them: those that the model hears, with the marks that it reads.

    In a society of one place every event happens there, whatever the place is called; a place that is not the
    society's (abroad) is everywhere.
    """
    places = {p.name for p in society.places} if len(society.places) > 1 else set()
    marks = marks_read(model) | {"killed"}
    return tuple(
        KnownEvent(
            kind=event.kind,
            day=int((event.date - first).astype(int)),
            place=event.place if event.place in places else "",
            community=event.community,
            marks={name: value for name, value in event.marks.items() if name in marks},
            name=event.name,
        )
        for event in events
        if event.kind in model.kinds
    )


def events_table(events: Sequence[Happening]) -> str:
    """Return the events as canonical CSV text."""
    marks = sorted({name for event in events for name in event.marks})
    rows = [
        [
            str(e.date),
            e.kind,
            e.name,
            e.place,
            e.community,
            *(write_number(e.marks.get(m, math.nan)) for m in marks),
        ]
        for e in events
    ]
    return write_table(["date", *TEXTS, *marks], rows)


def read_drawn(
    forms: Mapping[str, DrawnForm], period: tuple[np.datetime64, np.datetime64], model: Model, faults: Faults
) -> dict[str, Span]:
    """Return on which days each kind with an intensity is drawn; by default on all."""
    known = kinds_with_intensity(model)
    for kind in forms:
        if kind not in known:
            what = f"no mechanism says how often {kind!r} happens"
            faults.add(("drawn", kind), what, or_else(nearest(kind, known), "leave it out"), key=True)
    found = {}
    for kind in known:
        told = forms.get(kind, DrawnForm())
        first, last = (told.first or period[0]), (told.until or period[1])
        if not period[0] <= first <= period[1]:
            faults.add(
                ("drawn", kind, "from"), f"{first} lies outside the period", f"give a day up to {period[1]}"
            )
        elif last < first:
            faults.add(("drawn", kind, "until"), f"{last} comes before {first}", "put the later day last")
        found[kind] = Span(told.drawn, first, min(last, period[1]))
    return found


def drawn_days(spans: Mapping[str, Span], first: np.datetime64, days: int) -> dict[str, NDArray[np.bool_]]:
    """Return for each kind whether it is drawn on each day."""
    calendar = first + np.arange(days)
    return {
        kind: np.asarray((calendar >= span.first) & (calendar <= span.last) & span.drawn, dtype=bool)
        for kind, span in sorted(spans.items())
    }
