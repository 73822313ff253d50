"""The rows of a raw source file, one at a time, each with the line it stands on."""

from __future__ import annotations

import csv
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import DataError, nearest
from .source_file import SourceFile, check_is_file, is_workbook, open_source

LONGEST_CELL = 100_000
"""Characters; a longer cell is a sign of a quotation mark that was never closed."""

LONGEST_NAME = 80
"""Characters in the name of a column."""

SEPARATORS = (",", ";", "\t")
Row = tuple[int, list[str]]


class RowFault(DataError):
    """One row that cannot be meant; the others may still be used, if the caller says so.

    Parameters
    ----------
    reason : str
        What is wrong, in words that are the same for all rows with this fault: rows are counted by it.
    what, where, mend
        As for every refusal.
    """

    def __init__(self, reason: str, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(what, where=where, mend=mend)
        self.reason = reason


@dataclass(frozen=True)
class SourceTable:
    """A raw file whose header has been read; its rows are read again on every pass.

    Parameters
    ----------
    path : str
    columns : tuple of str
        Names in the header, in order, without surrounding blanks.
    encoding, separator : str
        As found in the file; both empty for a workbook.
    """

    path: str
    columns: tuple[str, ...]
    encoding: str = ""
    separator: str = ""

    def rows(self) -> Iterator[Row]:
        """Yield (line, cells) of every record below the header; a blank line has no cells."""
        if self.separator:
            records = _records(open_source(self.path), self.encoding, self.separator)
        else:
            from .workbook import workbook_rows

            records = workbook_rows(self.path)
        yield from itertools.islice(records, 1, None)

    def check_width(self, line: int, cells: list[str]) -> None:
        """Refuse a row with more or fewer cells than the header."""
        if len(cells) != len(self.columns):
            many = f"{len(cells)} cell{'s' if len(cells) != 1 else ''}"
            raise RowFault(
                "another number of cells than the header",
                f"the row has {many} but the header names {len(self.columns)}",
                where=f"{self.path}:{line}",
                mend="look for a decimal comma or a comma without quotes",
            )

    def position(self, column: str) -> int:
        """Return the position of a column that was asked for by name.

        Raises
        ------
        DataError
            If the header has none of that name; names the nearest one.
        """
        if column not in self.columns:
            raise DataError(
                f"there is no column {column!r}",
                where=f"{self.path}:1",
                mend=nearest(column, filter(None, self.columns)),
            )
        return self.columns.index(column)


def open_table(path: str | os.PathLike[str], encodings: tuple[str, ...] = ("utf-8-sig",)) -> SourceTable:
    """Open a raw table: CSV with commas, semicolons or tabs, packed or not, or a workbook.

    Parameters
    ----------
    path : str or path-like
    encodings : tuple of str
        Tried in this order; the whole file has to be text in one of them.

    Raises
    ------
    DataError
        One sentence with the file, what is wrong and how to mend it.
    """
    name = os.fspath(path)
    check_is_file(name)
    if is_workbook(name):
        from .workbook import workbook_rows

        header = next(workbook_rows(name), (1, []))[1]
        return SourceTable(name, _checked_header(name, header))
    source = open_source(name)
    encoding = source.encoding(encodings) if len(encodings) > 1 else encodings[0]
    first = next(source.lines(encoding), "")
    if not first:
        raise DataError("the file is empty", where=name, mend="its first line has to name the columns")
    separator = max(SEPARATORS, key=first.count)
    header = next(_records(source, encoding, separator), (1, []))[1]
    return SourceTable(name, _checked_header(name, header), encoding, separator)


def _records(source: SourceFile, encoding: str, separator: str) -> Iterator[Row]:
    """Yield every record of a text, the header too, with the line on which it begins."""
    reader = csv.reader(source.lines(encoding), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise _refusal(source.path, line, str(fault)) from None
        if cells and max(map(len, cells)) > LONGEST_CELL:
            raise _refusal(source.path, line, "field limit")
        yield line, cells


def _refusal(path: str, line: int, told: str) -> DataError:
    """Return what the csv module has to say as a refusal."""
    where = f"{path}:{line}"
    if "field limit" in told:
        return DataError(
            f"a cell holds over {LONGEST_CELL:,} characters",
            where=where,
            mend="look for a quotation mark that is not closed",
        )
    if "new-line character" in told:
        return DataError(
            "a carriage return stands inside a line",
            where=where,
            mend="save the file again with ordinary line ends",
        )
    return DataError(
        "a quotation mark is left open or stands inside a cell",
        where=where,
        mend="close it, or write it twice where it belongs to the text",
    )


def _checked_header(name: str, header: list[str]) -> tuple[str, ...]:
    """Return the names of a header that has any, each of them once."""
    columns = tuple(cell.strip() for cell in header)
    if not any(columns):
        raise DataError("the first line is blank", where=f"{name}:1", mend="it has to name the columns")
    named = [column for column in columns if column]
    for column in named:
        # Without a header the first row stands here: its texts are not repeated in a sentence.
        if len(column) > LONGEST_NAME or not column.isprintable():
            raise DataError(
                f"a column has a name of {len(column):,} characters or of several lines",
                where=f"{name}:1",
                mend="the first line has to name the columns",
            )
    for column in named:
        if columns.count(column) > 1:
            raise DataError(
                f"column {column!r} stands twice", where=f"{name}:1", mend="rename or remove one"
            )
    return columns
