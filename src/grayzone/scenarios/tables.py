"""Small tables in CSV: dated events and the courses of drivers, read with line and column of every cell."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import ScenarioError, nearest
from .faults import quoted
from .leaves import LARGEST_NUMBER, read_day

MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class Table:
    """Rows of text under named columns; ``name`` is how the file is shown."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def refuse(self, row: int, column: str, what: str, mend: str) -> ScenarioError:
        """Return the error of a cell; row -1 is the header."""
        line = 1 if row < 0 else self.lines[row]
        at = self.columns.index(column) + 1 if column in self.columns else 1
        return ScenarioError(what, where=f"{self.name}:{line}:{at}", mend=mend)

    def cells(self, column: str) -> list[str]:
        """Return a column; empty cells where the table does not have it."""
        if column not in self.columns:
            return [""] * len(self.rows)
        at = self.columns.index(column)
        return [row[at] for row in self.rows]

    def day(self, row: int) -> np.datetime64:
        """Return the day of a row, which stands in its first column."""
        try:
            return read_day(self.rows[row][0])
        except ValueError as error:
            context = getattr(error, "context", None) or {}
            what, mend = str(context.get("what", error)), str(context.get("mend", ""))
            raise self.refuse(row, self.columns[0], what, mend) from None

    def number(self, row: int, column: str, text: str) -> float:
        """Return the number of a cell; an empty cell is unknown (not a number)."""
        if not text:
            return math.nan
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or abs(value) > LARGEST_NUMBER or "_" in text:
            raise self.refuse(
                row, column, f"{quoted(text)} is no number", "write a number, or leave the cell empty"
            )
        return value + 0.0


def read_table(raw: bytes | str, name: str) -> Table:
    """Return the table of a CSV text whose first column is ``date``.

    Raises
    ------
    ScenarioError
        with file:line:column for bytes that are no UTF-8, a row of another length, a doubled column.
    """
    text = raw if isinstance(raw, str) else _decoded(raw, name)
    if "\0" in text:
        raise ScenarioError("the table holds the character NUL", where=f"{name}:1:1", mend="take it out")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, lines = [], []
    try:
        for cells in reader:
            if cells:
                rows.append(tuple(cell.strip() for cell in cells))
                lines.append(reader.line_num)
            if len(rows) > MOST_ROWS:
                raise ScenarioError(
                    f"the table has more than {MOST_ROWS} rows", where=f"{name}:1:1", mend="shorten it"
                )
    except csv.Error as error:
        raise ScenarioError(
            f"the table is no CSV text: {error}", where=f"{name}:{reader.line_num}:1", mend="mend the line"
        ) from error
    if not rows or rows[0][0] != "date":
        begins = quoted(rows[0][0]) if rows else "nothing"
        raise ScenarioError(
            f"the table begins with {begins}", where=f"{name}:1:1", mend="let the first column be 'date'"
        )
    columns = rows[0]
    for at, column in enumerate(columns):
        if not column or column in columns[:at]:
            what = f"the column {quoted(column)} stands twice" if column else "a column has no name"
            raise ScenarioError(what, where=f"{name}:1:{at + 1}", mend="give each column its own name")
    for row, line in zip(rows[1:], lines[1:]):
        if len(row) != len(columns):
            raise ScenarioError(
                f"the row has {len(row)} cells, the header {len(columns)}",
                where=f"{name}:{line}:1",
                mend="mend the row",
            )
    return Table(name, columns, tuple(rows[1:]), tuple(lines[1:]))


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"{name}:{raw.count(bytes([10]), 0, error.start) + 1}:1"
        raise ScenarioError("the table is no UTF-8 text", where=where, mend="save it as UTF-8") from error


def write_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as canonical CSV text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def write_number(value: float) -> str:
    """Return a number so that reading it again gives the same bits; unknown is empty."""
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def column_named(table: Table, wanted: str) -> str:
    """Return a column's name if the table has it.

    Raises
    ------
    ScenarioError
        with the nearest column.
    """
    if wanted not in table.columns[1:]:
        what = f"{quoted(table.name)} has no column {quoted(wanted)}"
        raise ScenarioError(what, mend=nearest(wanted, table.columns[1:]))
    return wanted
