"""Sheets of figures that are written as bundled tables, and the means that fill some of them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .raw import RawRow, months_from

Cell = str | int | float


@dataclass(frozen=True)
class Sheet:
    """One table to be written: its header and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sorted_rows(rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """Return rows sorted by their cells as text, first cell first."""
    return tuple(sorted(rows, key=lambda row: tuple(str(cell) for cell in row)))


def monthly_means(rows: Iterable[RawRow], column: str, names: tuple[str, str, str]) -> Sheet:
    """Return the monthly mean of a survey figure and the number of surveys; without one the cell is empty."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row[column]:
            found[row["date"][:7]].append(float(row[column]))
    months = months_from(min(found), max(found))
    means = [
        (
            f"{month}-01",
            number(math.fsum(found[month]) / len(found[month])) if month in found else "",
            len(found.get(month, ())),
        )
        for month in months
    ]
    return Sheet(names, tuple(means))


def means_of_whole_days(hours: list[tuple[str, int, int]]) -> list[tuple[Cell, ...]]:
    """Return daily means of an hourly series for the days of which all 24 hours are there."""
    by_day: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for time, paris, beirut in hours:
        by_day[time[:10]].append((paris, beirut))
    return [
        (day, *(number(sum(pair[place] for pair in pairs) / 24) for place in (0, 1)))
        for day, pairs in sorted(by_day.items())
        if len(pairs) == 24
    ]


def number(value: float) -> int | float:
    """Return a figure rounded to three decimals, without a decimal point where it is whole."""
    rounded = round(value, 3)
    return int(rounded) if rounded == int(rounded) else rounded
