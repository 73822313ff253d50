"""What a row of a tidy file is about: date, place, community. Doubles, disorder and gaps are refused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import DataError
from .cells import check_resolution, first_day, read_day, step_after, steps_between
from .tidy_table import Table

Period = tuple[str | np.datetime64, str | np.datetime64]

KEY_COLUMNS = ("date", "place", "community")


@dataclass(frozen=True)
class Key:
    """What one row is about; place and community are None where the file has no such column."""

    date: np.datetime64
    place: str | None
    community: str | None

    def sentence(self) -> str:
        """Return the key as words of a refusal."""
        names = [repr(name) for name in (self.place, self.community) if name is not None]
        return ", ".join([str(self.date), *names])

    def order(self) -> tuple[int, str, str]:
        """Return the key as something that sorts."""
        return int(self.date.astype(np.int64)), self.place or "", self.community or ""


def read_limits(period: Period) -> tuple[np.datetime64, np.datetime64]:
    """Return the first and last day of a period.

    Raises
    ------
    DataError
        If one of them is no date, or if the period runs backwards.
    """
    first, last = (
        day.astype("datetime64[D]") if isinstance(day, np.datetime64) else read_day(str(day), "period")
        for day in period
    )
    if last < first:
        raise DataError(
            f"{first} to {last} runs backwards", where="period", mend="give the earlier day first"
        )
    return first, last


def check_date_first(table: Table) -> None:
    """Refuse a tidy file whose first column is not the date."""
    if table.columns[0] != "date":
        raise DataError(
            f"the first column is {table.columns[0]!r} and has to be 'date'",
            where=f"{table.path}:1:1",
            mend="rename it, or move 'date' to the front",
        )


def check_inside(
    date: np.datetime64, limits: tuple[np.datetime64, np.datetime64], resolution: str, where: str
) -> None:
    """Refuse a date outside the period; the week or month in which the period begins is inside."""
    if not first_day(limits[0], resolution) <= date <= limits[1]:
        raise DataError(
            f"{date} lies outside the case period {limits[0]} to {limits[1]}",
            where=where,
            mend="remove the row, or widen the period",
        )


def read_keys(table: Table, resolution: str, limits: tuple[np.datetime64, np.datetime64] | None) -> list[Key]:
    """Return the key of every row, checked against the rows before it.

    Raises
    ------
    DataError
        For a bad date, a date outside the period, an empty name, a double, disorder, or a gap.
    """
    columns = {name: table.columns.index(name) for name in KEY_COLUMNS if name in table.columns}
    keys: list[Key] = []
    line_of: dict[Key, int] = {}
    last_of_group: dict[tuple[str | None, str | None], np.datetime64] = {}
    for row, cells in enumerate(table.rows):
        where = table.where(row, 0)
        date = read_day(cells[0], where)
        check_resolution(date, resolution, where)
        if limits is not None:
            check_inside(date, limits, resolution, where)
        for name, at in columns.items():
            if not cells[at]:
                raise DataError(f"the {name} is empty", where=table.where(row, at), mend=f"name the {name}")
        place, community = (cells[columns[name]] if name in columns else None for name in KEY_COLUMNS[1:])
        key = Key(date, place, community)
        if key in line_of:
            raise DataError(
                f"{key.sentence()} stands twice (first in line {line_of[key]})",
                where=where,
                mend="keep one row",
            )
        if keys and key.order() < keys[-1].order():
            raise DataError(
                f"{key.sentence()} comes after {keys[-1].sentence()}",
                where=where,
                mend=f"sort the rows by {', '.join(columns)}",
            )
        group = (place, community)
        if group in last_of_group:
            _check_gap(last_of_group[group], key, resolution, where)
        last_of_group[group] = date
        line_of[key] = table.lines[row]
        keys.append(key)
    return keys


def _check_gap(before: np.datetime64, key: Key, resolution: str, where: str) -> None:
    """Refuse a jump over one or more dates."""
    missing = steps_between(before, key.date, resolution) - 1
    if missing == 0:
        return
    first = Key(step_after(before, resolution), key.place, key.community).sentence()
    more = "" if missing == 1 else f" and {missing - 1} more {resolution}{'s' if missing > 2 else ''}"
    raise DataError(
        f"{first}{more} {'is' if missing == 1 else 'are'} missing before {key.date}",
        where=where,
        mend="add what is missing, with empty cells if the figures are unknown",
    )
