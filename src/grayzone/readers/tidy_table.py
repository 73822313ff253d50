"""Open a tidy CSV file as text, and refuse what no spreadsheet should have written.

This file knows cells, rows and columns; what a cell *means* (a date, a count) is for `series` and `events`.
Every place is given as ``file:line:column``, where the column is the number of the cell in its row, from 1.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import DataError, nearest

LONGEST_CELL = 10_000
"""Characters; a longer cell is a sign of a quotation mark that was never closed."""

LARGEST_FILE = 64_000_000
"""Bytes; tidy tables are aggregates, so a larger file is most likely the raw one."""


@dataclass(frozen=True)
class Table:
    """The cells of one CSV file, as text, each with the line it came from.

    Parameters
    ----------
    path : str
        The file as the caller named it.
    columns : tuple of str
        Names in the header, in order.
    rows : tuple of tuple of str
        Cells without surrounding blanks; every row is as long as the header.
    lines : tuple of int
        Line of the file on which each row begins; the header begins on line 1.
    blank_lines : int
        Lines that held nothing and were passed over.
    """

    path: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    blank_lines: int

    def where(self, row: int, column: int) -> str:
        """Return ``file:line:column`` of a cell, both given as positions from 0."""
        return f"{self.path}:{self.lines[row]}:{column + 1}"

    def position(self, column: str, among: tuple[str, ...] | None = None) -> int:
        """Return the position of a column from its name.

        Parameters
        ----------
        column : str
            The name asked for.
        among : tuple of str, optional
            Names that may be asked for; all of the header by default.

        Raises
        ------
        DataError
            If the header has no such column; names the nearest one.
        """
        allowed = self.columns if among is None else among
        if column not in allowed:
            raise DataError(
                f"there is no column {column!r}", where=f"{self.path}:1:1", mend=nearest(column, allowed)
            )
        return self.columns.index(column)

    def texts(self, column: str) -> tuple[str, ...]:
        """Return all cells of one column."""
        at = self.position(column)
        return tuple(row[at] for row in self.rows)


def read_table(path: str | os.PathLike[str]) -> Table:
    """Read a CSV file (UTF-8, commas, one header line) into text cells.

    A byte order mark and Windows line ends are accepted; nothing else is guessed.

    Parameters
    ----------
    path : str or path-like
        The file.

    Returns
    -------
    Table

    Raises
    ------
    DataError
        For a missing or empty file, text that is not UTF-8, a NUL byte, an open quotation mark, a cell above
        10,000 characters, and a row with more or fewer cells than the header.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "deaths.csv")
    ...     _ = file.write_text("date,north\\n1999-01-01,2\\n", encoding="utf-8")
    ...     read_table(file).rows
    (('1999-01-01', '2'),)
    """
    name = os.fspath(path)
    records = _records(name, _text(name))
    try:
        _, header = next(records)
    except StopIteration:
        raise DataError(
            "the file is empty", where=f"{name}:1:1", mend="its first line has to name the columns"
        ) from None
    columns = _checked_header(name, header)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    blank = 0
    for line, record in records:
        if not record:
            blank += 1
            continue
        _check_width(name, line, record, len(columns))
        rows.append(tuple(cell.strip() for cell in record))
        lines.append(line)
    if not rows:
        raise DataError(
            "there is a header but no row", where=f"{name}:2:1", mend="add the rows below the header"
        )
    return Table(name, columns, tuple(rows), tuple(lines), blank)


def _text(name: str) -> str:
    """Return the decoded text of a file."""
    data = _bytes(name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError(
            "the text is UTF-16, not UTF-8", where=f"{name}:1:1", mend="save the file again as 'CSV UTF-8'"
        )
    if b"\0" in data:
        raise DataError(
            "there is a NUL byte, which no text holds",
            where=_place_of_byte(name, data, data.index(b"\0")),
            mend="export the file again as CSV",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        # With the byte order mark cut off, the decoder counts from behind it.
        at = fault.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        raise DataError(
            f"byte 0x{data[at]:02x} is not UTF-8 text",
            where=_place_of_byte(name, data, at),
            mend="save the file again as 'CSV UTF-8'",
        ) from None


def _bytes(name: str) -> bytes:
    """Return the raw bytes of a file that exists and is not absurdly large."""
    file = Path(name)
    if file.is_dir():
        raise DataError("this is a folder", where=name, mend="name the CSV file in it")
    if not file.is_file():
        if not file.parent.is_dir():
            raise DataError("there is no such folder", where=str(file.parent), mend="check the path")
        siblings = [other.name for other in file.parent.glob("*.csv")]
        mend = nearest(file.name, siblings) if siblings else "its folder holds no CSV file"
        raise DataError("there is no such file", where=name, mend=mend)
    size = file.stat().st_size
    if size > LARGEST_FILE:
        raise DataError(
            f"the file holds {size:,} bytes (at most {LARGEST_FILE:,})",
            where=name,
            mend="give the aggregated table, not the raw one",
        )
    try:
        return file.read_bytes()
    except OSError as fault:
        raise DataError(
            f"the file cannot be read ({fault.strerror})", where=name, mend="check who may read it"
        ) from None


def _place_of_byte(name: str, data: bytes, at: int) -> str:
    """Return ``file:line:column`` of a byte that is not yet part of any cell."""
    begin_of_line = data.rfind(b"\n", 0, at) + 1
    line = data.count(b"\n", 0, at) + 1
    return f"{name}:{line}:{data.count(b',', begin_of_line, at) + 1}"


def _records(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            if "field limit" in str(fault):
                raise DataError(
                    f"a cell holds over {csv.field_size_limit():,} characters (at most {LONGEST_CELL:,})",
                    where=f"{name}:{line}:1",
                    mend="look for a quotation mark that is not closed",
                ) from None
            raise DataError(
                "a quotation mark is left open or stands inside a cell",
                where=f"{name}:{line}:1",
                mend="close it, or write it twice where it belongs to the text",
            ) from None
        for at, cell in enumerate(record):
            if len(cell) > LONGEST_CELL:
                raise DataError(
                    f"a cell holds {len(cell):,} characters (at most {LONGEST_CELL:,})",
                    where=f"{name}:{line}:{at + 1}",
                    mend="look for a quotation mark that is not closed",
                )
        yield line, record


def _checked_header(name: str, header: list[str]) -> tuple[str, ...]:
    """Return the column names if each is there and there only once."""
    columns = tuple(cell.strip() for cell in header)
    if len(columns) <= 1 and any(mark in "".join(columns) for mark in ";\t"):
        raise DataError(
            "the cells are not separated by commas",
            where=f"{name}:1:1",
            mend="export with commas, not semicolons or tabs",
        )
    for at, column in enumerate(columns):
        where = f"{name}:1:{at + 1}"
        if not column:
            raise DataError("a column has no name", where=where, mend="name it or remove it")
        if column in columns[:at]:
            raise DataError(f"column {column!r} stands twice", where=where, mend="rename or remove one")
    if not columns:
        raise DataError("the first line is blank", where=f"{name}:1:1", mend="it has to name the columns")
    return columns


def _check_width(name: str, line: int, record: list[str], width: int) -> None:
    """Refuse a row that is longer or shorter than the header."""
    cells = f"{len(record)} cell{'s' if len(record) != 1 else ''}"
    what = f"the row has {cells} but the header names {width} column{'s' if width != 1 else ''}"
    if len(record) > width:
        raise DataError(
            what,
            where=f"{name}:{line}:{width + 1}",
            mend="look for a decimal comma or a comma without quotes",
        )
    if len(record) < width:
        raise DataError(
            what, where=f"{name}:{line}:{len(record)}", mend="write an empty cell for what is unknown"
        )
