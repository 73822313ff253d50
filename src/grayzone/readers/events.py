"""Read the dated events of a case: attacks, and shocks that are no attack (a referendum, an admission).

An event is a fact about a day and a place. Nothing here says who did it or how.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass

import numpy as np

from ..errors import DataError, nearest
from .cells import read_day, read_figure, read_number
from .keys import Period, check_date_first, check_inside, read_limits
from .tidy_table import Table, read_table

EVENT_KINDS = ("attack", "shock")
REQUIRED = ("date", "kind", "name", "place", "killed", "abroad", "provenance")
OPTIONAL = ("community", "symbolic", "source", "note")


@dataclass(frozen=True)
class Event:
    """One dated event.

    Parameters
    ----------
    date : datetime64[D]
        Its day, by the local calendar; the first day if it lasted longer.
    kind : {"attack", "shock"}
        A shock is any public event that is no attack.
    name, place : str
        What it is called, and where it was.
    killed : int or None
        People killed, perpetrators not counted; None where the file has an empty cell.
    abroad : bool
        Outside the society of the case.
    provenance : str
        Where the row comes from, such as ``read-from-file``.
    community : str or None
        The community it was aimed at or speaks about, if the file says so.
    symbolic : float or None
        Symbolic weight between 0 and 1, if the file says so.
    source, note : str
        Further text of the file, or empty.
    """

    date: np.datetime64
    kind: str
    name: str
    place: str
    killed: int | None
    abroad: bool
    provenance: str
    community: str | None = None
    symbolic: float | None = None
    source: str = ""
    note: str = ""


def read_events(path: str | os.PathLike[str], *, period: Period | None = None) -> list[Event]:
    """Read a case's events from a tidy CSV file, sorted by date.

    Several events may share a day. Without a period, events before and after the series are kept: what came
    before still echoes, and what came after is needed to look ahead.

    Parameters
    ----------
    path : str or path-like
        A file with the columns ``date, kind, name, place, killed, abroad, provenance`` and, if wanted,
        ``community``, ``symbolic``, ``source`` and ``note``.
    period : (from, to), optional
        First and last day, both inclusive; an event outside is refused.

    Returns
    -------
    list of Event

    Raises
    ------
    DataError
        One sentence with ``file:line:column``, what is wrong and how to mend it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "events.csv")
    ...     head = "date,kind,name,place,killed,abroad,provenance"
    ...     _ = file.write_text(f"{head}\\n2016-06-23,shock,EU referendum,UK,,0,read\\n", encoding="utf-8")
    ...     read_events(file)[0].name
    'EU referendum'
    """
    limits = None if period is None else read_limits(period)
    table = read_table(path)
    _check_columns(table)
    events: list[Event] = []
    line_of: dict[tuple[object, ...], int] = {}
    for row in range(len(table.rows)):
        event = _event(table, row)
        where = table.where(row, 0)
        if limits is not None:
            check_inside(event.date, limits, "day", where)
        key = (event.date, event.name, event.place)
        if key in line_of:
            raise DataError(
                f"{event.name!r} on {event.date} stands twice (first in line {line_of[key]})",
                where=where,
                mend="keep one row",
            )
        if events and event.date < events[-1].date:
            raise DataError(
                f"{event.date} comes after {events[-1].date}", where=where, mend="sort the rows by date"
            )
        line_of[key] = table.lines[row]
        events.append(event)
    return events


def _check_columns(table: Table) -> None:
    """Refuse a header that lacks a column or has one that nobody reads."""
    check_date_first(table)
    known = REQUIRED + OPTIONAL
    for at, name in enumerate(table.columns):
        if name not in known:
            raise DataError(
                f"an event has no {name!r}",
                where=f"{table.path}:1:{at + 1}",
                mend=nearest(name, known, len(known)),
            )
    for name in REQUIRED:
        if name not in table.columns:
            raise DataError(
                f"there is no column {name!r}",
                where=f"{table.path}:1:1",
                mend=f"events have {', '.join(REQUIRED)}",
            )


def _event(table: Table, row: int) -> Event:
    """Return one row as an event."""
    cells = dict(zip(table.columns, table.rows[row], strict=True))
    places = {name: table.where(row, at) for at, name in enumerate(table.columns)}
    for name in ("name", "place", "provenance"):
        if not cells[name]:
            raise DataError(f"the {name} is empty", where=places[name], mend=f"write the {name} of the event")
    if cells["kind"] not in EVENT_KINDS:
        raise DataError(
            f"{cells['kind']!r} is not a kind of event",
            where=places["kind"],
            mend="write 'attack' or 'shock'",
        )
    if cells["abroad"] not in ("0", "1"):
        raise DataError(
            f"{cells['abroad']!r} in 'abroad' is neither 0 nor 1",
            where=places["abroad"],
            mend="write 1 if it was outside the society of the case, 0 if inside",
        )
    symbolic = None
    if cells.get("symbolic"):
        symbolic = read_figure(cells["symbolic"], "symbolic", places["symbolic"], kind="share", unit="share")
    return Event(
        date=read_day(cells["date"], places["date"]),
        kind=cells["kind"],
        name=cells["name"],
        place=cells["place"],
        killed=_killed(cells["killed"], places["killed"]),
        abroad=cells["abroad"] == "1",
        provenance=cells["provenance"],
        community=cells.get("community") or None,
        symbolic=symbolic,
        source=cells.get("source", ""),
        note=cells.get("note", ""),
    )


def _killed(text: str, where: str) -> int | None:
    """Return a number of people, or None if it is unknown."""
    figure = read_number(text, "killed", where)
    if math.isnan(figure):
        return None
    if figure < 0 or not figure.is_integer():
        raise DataError(
            f"{text} in 'killed' is not a number of people",
            where=where,
            mend="write a whole number from 0 up, or leave the cell empty if it is unknown",
        )
    return int(figure)
