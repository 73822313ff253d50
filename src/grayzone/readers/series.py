"""Read tidy series: one CSV file per series or panel, one row per date, nothing dropped in silence.

A tidy file has ``date`` (ISO) first, then optionally ``place`` and ``community``, then the figures. Rows
are sorted by date, place, community; there is one row for each and no gap; what is unknown is an empty cell,
never zero. A week is dated by its Monday, a month by its first day.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError, nearest
from .cells import KINDS, RESOLUTIONS, check_unit, check_word, read_figure
from .events import Event, read_events
from .keys import KEY_COLUMNS, Key, Period, check_date_first, read_keys, read_limits
from .tidy_table import Table, read_table

__all__ = ["Event", "Panel", "Series", "read_events", "read_panel", "read_series"]


@dataclass(frozen=True, eq=False)
class Series:
    """One column of a tidy file, with what was used and what was passed over.

    Parameters
    ----------
    dates : array of datetime64[D], shape (time,)
        Consecutive days, Mondays or first days of months.
    values : array of float64, shape (time,)
        In `unit`; NaN where the file has an empty cell.
    name : str
        The column it came from.
    unit, kind, resolution : str
        As given to the reader.
    place, community : str or None
        What the series is about, if that was said.
    provenance : tuple of str
        The different entries of the file's ``provenance`` column in the rows used; empty without one.
    rows_in, rows_used : int
        Rows below the header, and how many of them are in `values`.
    dropped : dict of str to int
        Reason and number of rows or lines that are not; ``rows_in`` counts all but blank lines.
    """

    dates: NDArray[np.datetime64]
    values: NDArray[np.float64]
    name: str
    unit: str
    kind: str
    resolution: str
    place: str | None
    community: str | None
    provenance: tuple[str, ...]
    rows_in: int
    rows_used: int
    dropped: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Panel:
    """One column of a tidy file for all its places.

    Parameters
    ----------
    dates : array of datetime64[D], shape (time,)
        The same for every place.
    places : tuple of str
        Sorted by name.
    values : array of float64, shape (time, place)
        In `unit`; NaN where the file has an empty cell.
    name, unit, kind, resolution, community, provenance, rows_in, rows_used, dropped
        As in `Series`.
    """

    dates: NDArray[np.datetime64]
    places: tuple[str, ...]
    values: NDArray[np.float64]
    name: str
    unit: str
    kind: str
    resolution: str
    community: str | None
    provenance: tuple[str, ...]
    rows_in: int
    rows_used: int
    dropped: dict[str, int] = field(default_factory=dict)


def read_series(
    path: str | os.PathLike[str],
    *,
    column: str,
    kind: str = "count",
    unit: str,
    resolution: str = "day",
    period: Period | None = None,
    place: str | None = None,
    community: str | None = None,
    fractional: bool = False,
) -> Series:
    """Read one series of counts, shares or levels from a tidy CSV file.

    It does not fill gaps, guess units, or drop a row without counting it.

    Parameters
    ----------
    path : str or path-like
        The file.
    column : str
        Its column with the figures.
    kind : {"count", "share", "level"}
        What the figures are. Counts are whole and not negative; shares lie between 0 and 1 (or 100 percent).
    unit : str
        ``"incidents / day"`` for a count, ``"share"`` or ``"percent"`` for a share, any text for a level.
    resolution : {"day", "week", "month"}
        Step from one row to the next.
    period : (from, to), optional
        First and last day of the case, both inclusive; a row outside is refused.
    place, community : str, optional
        Which rows are meant, where the file has such a column; otherwise only what the series is about.
    fractional : bool
        Allow counts that are not whole, for sources that spread an event over its days.

    Returns
    -------
    Series

    Raises
    ------
    DataError
        One sentence with ``file:line:column``, what is wrong and how to mend it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "deaths.csv")
    ...     _ = file.write_text("date,north\\n1999-01-01,2\\n1999-01-02,\\n", encoding="utf-8")
    ...     read_series(file, column="north", unit="people / day").values
    array([ 2., nan])
    """
    table, keys, at = _opened(path, column, kind, unit, resolution, period)
    dropped = {"blank line": table.blank_lines} if table.blank_lines else {}
    chosen = _chosen(table, keys, "place", place, dropped, range(len(keys)))
    chosen = _chosen(table, keys, "community", community, dropped, chosen)
    values = _figures(table, chosen, at, kind, unit, fractional)
    return Series(
        dates=_frozen(np.array([keys[row].date for row in chosen], dtype="datetime64[D]")),
        values=_frozen(values),
        name=column,
        unit=unit,
        kind=kind,
        resolution=resolution,
        place=place,
        community=community,
        provenance=_provenance(table, chosen),
        rows_in=len(table.rows),
        rows_used=len(chosen),
        dropped=dropped,
    )


def read_panel(
    path: str | os.PathLike[str],
    *,
    column: str,
    kind: str = "count",
    unit: str,
    resolution: str = "day",
    period: Period | None = None,
    community: str | None = None,
    fractional: bool = False,
) -> Panel:
    """Read one column for every place of a tidy CSV file, as a table of dates by places.

    Parameters
    ----------
    path, column, kind, unit, resolution, period, community, fractional
        As in `read_series`.

    Returns
    -------
    Panel

    Raises
    ------
    DataError
        As `read_series`; also if the file has no places, or if they do not share all their dates.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "states.csv")
    ...     _ = file.write_text("date,place,n\\n2014-01-01,A,0\\n2014-01-01,B,3\\n", encoding="utf-8")
    ...     read_panel(file, column="n", unit="incidents / day").values
    array([[0., 3.]])
    """
    table, keys, at = _opened(path, column, kind, unit, resolution, period)
    table.position("place")
    dropped = {"blank line": table.blank_lines} if table.blank_lines else {}
    chosen = _chosen(table, keys, "community", community, dropped, range(len(keys)))
    places = tuple(sorted({keys[row].place or "" for row in chosen}))
    dates = np.unique(np.array([keys[row].date for row in chosen], dtype="datetime64[D]"))
    _check_rectangle(table, keys, chosen, places, dates)
    # Rows are sorted by date and place, so a complete table only has to be folded.
    values = _figures(table, chosen, at, kind, unit, fractional).reshape(len(dates), len(places))
    return Panel(
        dates=_frozen(dates),
        places=places,
        values=_frozen(values),
        name=column,
        unit=unit,
        kind=kind,
        resolution=resolution,
        community=community,
        provenance=_provenance(table, chosen),
        rows_in=len(table.rows),
        rows_used=len(chosen),
        dropped=dropped,
    )


def _opened(
    path: str | os.PathLike[str], column: str, kind: str, unit: str, resolution: str, period: Period | None
) -> tuple[Table, list[Key], int]:
    """Open a tidy file and check everything but its figures."""
    check_word(kind, KINDS, "kind")
    check_word(resolution, RESOLUTIONS, "resolution")
    limits = None if period is None else read_limits(period)
    table = read_table(path)
    check_date_first(table)
    at = table.position(column, tuple(name for name in table.columns if name not in KEY_COLUMNS))
    check_unit(unit, kind, resolution, column, f"{table.path}:1:{at + 1}")
    return table, read_keys(table, resolution, limits), at


def _chosen(
    table: Table,
    keys: list[Key],
    name: str,
    wanted: str | None,
    dropped: dict[str, int],
    rows: range | list[int],
) -> list[int]:
    """Return the rows about one place or community; count the others as dropped."""
    if name not in table.columns:
        return list(rows)
    at = table.columns.index(name)
    there = sorted({str(getattr(keys[row], name)) for row in rows})
    if wanted is None:
        if len(there) == 1:
            return list(rows)
        raise DataError(
            f"the column {name!r} holds {len(there)} different names",
            where=f"{table.path}:1:{at + 1}",
            mend=f"say which one with {name}=" + (", or use read_panel" if name == "place" else ""),
        )
    if wanted not in there:
        raise DataError(
            f"there is no {name} {wanted!r}", where=f"{table.path}:1:{at + 1}", mend=nearest(wanted, there)
        )
    chosen = [row for row in rows if getattr(keys[row], name) == wanted]
    if len(chosen) < len(rows):
        dropped[f"another {name}"] = len(rows) - len(chosen)
    return chosen


def _check_rectangle(
    table: Table, keys: list[Key], chosen: list[int], places: tuple[str, ...], dates: NDArray[np.datetime64]
) -> None:
    """Refuse a panel in which a place lacks a date that another one has."""
    if len(chosen) == len(dates) * len(places):
        return
    there = {(keys[row].date, keys[row].place) for row in chosen}
    date, place = next((date, place) for date in dates for place in places if (date, place) not in there)
    row = next((row for row in chosen if keys[row].date >= date), chosen[-1])
    raise DataError(
        f"{date} has no row for {place!r}, which other dates have",
        where=table.where(row, 0),
        mend="add it, with empty cells if the figures are unknown",
    )


def _figures(
    table: Table, rows: list[int], at: int, kind: str, unit: str, fractional: bool
) -> NDArray[np.float64]:
    """Return the figures of the chosen rows; refuse a column without any."""
    name = table.columns[at]
    values = np.array(
        [
            read_figure(
                table.rows[row][at], name, table.where(row, at), kind=kind, unit=unit, fractional=fractional
            )
            for row in rows
        ],
        dtype=np.float64,
    )
    if np.isnan(values).all():
        raise DataError(
            f"{name!r} holds no figure in {len(rows)} row{'s' if len(rows) != 1 else ''}",
            where=table.where(rows[0], at),
            mend="choose another column",
        )
    return values


def _provenance(table: Table, rows: list[int]) -> tuple[str, ...]:
    """Return the different entries of the provenance column."""
    if "provenance" not in table.columns:
        return ()
    at = table.columns.index("provenance")
    return tuple(sorted({table.rows[row][at] for row in rows if table.rows[row][at]}))


def _frozen(array: NDArray[np.generic]) -> NDArray:  # type: ignore[type-arg]
    """Return the array, closed for writing: a reader's result is evidence."""
    array.setflags(write=False)
    return array
