"""Look at a tidy file as a whole: its step, its period, which columns are figures, what is unknown."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np

from ..errors import DataError
from .cells import first_day, read_number
from .keys import KEY_COLUMNS, check_date_first, read_keys
from .tally import Tally
from .tidy_table import Table, read_table


@dataclass(frozen=True)
class TidyAccount:
    """What a tidy file is.

    Parameters
    ----------
    table : Table
    resolution : {"day", "week", "month"}
    first, last : datetime64[D]
    figures, texts : tuple of str
        Columns below which stand figures, and those with words.
    unknown : dict of str to int
        Empty cells by column of figures.
    tally : Tally
    """

    table: Table
    resolution: str
    first: np.datetime64
    last: np.datetime64
    figures: tuple[str, ...]
    texts: tuple[str, ...]
    unknown: dict[str, int]
    tally: Tally


def check_tidy(path: str | os.PathLike[str]) -> TidyAccount:
    """Check that a file is tidy: dates first, sorted, no gap, no double, figures that are figures.

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
    ...     _ = file.write_text("date,north\\n1999-01-01,2\\n1999-02-01,\\n", encoding="utf-8")
    ...     check_tidy(file).resolution
    'month'
    """
    table = read_table(path)
    check_date_first(table)
    resolution = _resolution(table)
    dates = [key.date for key in read_keys(table, resolution, None)]
    figures, texts, unknown = [], [], {}
    for at, column in enumerate(table.columns):
        if column in KEY_COLUMNS:
            continue
        cells = [row[at] for row in table.rows]
        if not _begins_with_a_figure(cells, column):
            texts.append(column)
            continue
        for row, cell in enumerate(cells):
            read_number(cell, column, table.where(row, at))
        figures.append(column)
        unknown[column] = cells.count("")
    if not figures:
        raise DataError(
            "no column holds figures",
            where=f"{table.path}:1",
            mend="add one; a list of events needs the column of its date named",
        )
    tally = Tally(blank_lines=table.blank_lines)
    for _ in table.rows:
        tally.use()
    return TidyAccount(
        table, resolution, min(dates), max(dates), tuple(figures), tuple(texts), unknown, tally
    )


def _resolution(table: Table) -> str:
    """Return the longest step at whose beginning all dates lie."""
    days = sorted({row[0] for row in table.rows})
    for resolution in ("month", "week"):
        try:
            dates = np.array(days, dtype="datetime64[D]")
        except ValueError:
            return "day"  # the first bad date is refused where it stands
        if len(days) > 1 and all(first_day(date, resolution) == date for date in dates):
            return resolution
    return "day"


def _begins_with_a_figure(cells: list[str], column: str) -> bool:
    first = next((cell for cell in cells if cell), "")
    try:
        read_number(first, column, "")
    except DataError:
        return False
    return bool(first)
