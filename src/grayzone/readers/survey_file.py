"""The answers of a survey file, a few columns at a time: SPSS and Stata (extra ``survey``), or CSV."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..errors import DataError, nearest
from .extras import extra
from .source_file import check_is_file, first_bytes, kind_of_bytes
from .source_rows import SourceTable, open_table

LARGEST_SURVEY = 2_000_000_000
"""Bytes of an SPSS or Stata file."""

Answer = float | str | None


@dataclass(frozen=True)
class SurveyFile:
    """A survey whose columns are known and whose answers have not been read.

    Parameters
    ----------
    path : str
    columns : tuple of str
    labels : mapping of column to its question
    value_labels : mapping of column to the label of each code
    missing : mapping of column to (lowest, highest) codes declared as missing
    kind : {"SPSS", "Stata", "CSV"}
    """

    path: str
    columns: tuple[str, ...]
    kind: str
    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[float, str]] = field(default_factory=dict)
    missing: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    table: SourceTable | None = None

    def check_column(self, column: str) -> None:
        """Refuse a column that the survey does not have; names the nearest one."""
        if column not in self.columns:
            raise DataError(
                f"there is no column {column!r}", where=self.path, mend=nearest(column, self.columns)
            )

    def answers(self, columns: list[str]) -> Iterator[tuple[int, list[Answer]]]:
        """Yield (line, answers) of every respondent for these columns and no others."""
        for column in columns:
            self.check_column(column)
        if self.table is not None:
            yield from self._from_text(self.table, columns)
            return
        found = self._load(columns)
        for at, cells in enumerate(zip(*(found[column] for column in columns)), start=1):
            yield at, [_plain(cell) for cell in cells]

    def is_missing(self, column: str, answer: float) -> bool:
        """Whether the file declares a code of a column as missing."""
        return any(low <= answer <= high for low, high in self.missing.get(column, ()))

    def _from_text(self, table: SourceTable, columns: list[str]) -> Iterator[tuple[int, list[Answer]]]:
        places = [table.position(column) for column in columns]
        for line, cells in table.rows():
            if cells:
                table.check_width(line, cells)
                yield line, [cells[at].strip() or None for at in places]

    def _load(self, columns: list[str]) -> Mapping[str, Any]:
        """Return the columns as arrays; the other columns are never unpacked."""
        found, _ = _read(self.path, self.kind, usecols=sorted(set(columns)), user_missing=True)
        loaded: Mapping[str, Any] = found
        return loaded


def open_survey(path: str | os.PathLike[str]) -> SurveyFile:
    """Open a survey and read what it says about its columns.

    Raises
    ------
    DataError
        If the package for its format is missing (names the extra), or the file is damaged.
    """
    name = os.fspath(path)
    size = check_is_file(name)
    kind = kind_of_bytes(first_bytes(name, 64))
    if kind not in ("an SPSS file", "a Stata file"):
        table = open_table(name)
        return SurveyFile(name, table.columns, "CSV", table=table)
    if size > LARGEST_SURVEY:
        what = f"the file holds {size:,} bytes (at most {LARGEST_SURVEY:,})"
        raise DataError(what, where=name, mend="keep fewer columns")
    program = "SPSS" if kind == "an SPSS file" else "Stata"
    _, told = _read(name, program, metadataonly=True, user_missing=True)
    ranges = {
        column: tuple((float(one["lo"]), float(one["hi"])) for one in parts if not isinstance(one["lo"], str))
        for column, parts in (told.missing_ranges or {}).items()
    }
    return SurveyFile(
        name,
        tuple(told.column_names),
        program,
        labels={column: text or "" for column, text in (told.column_names_to_labels or {}).items()},
        value_labels=told.variable_value_labels or {},
        missing=ranges,
    )


def _read(name: str, program: str, **asked: Any) -> tuple[Any, Any]:
    pyreadstat = extra("pyreadstat", "survey", "or export the columns as 'CSV UTF-8'", name)
    read = pyreadstat.read_sav if program == "SPSS" else pyreadstat.read_dta
    try:
        found: tuple[Any, Any] = read(name, output_format="dict", **asked)
    except MemoryError:
        raise
    except Exception as fault:  # the package raises what a damaged file makes it stumble over
        raise DataError(
            f"the file cannot be read as {program} ({type(fault).__name__})",
            where=name,
            mend="export it again, or as 'CSV UTF-8'",
        ) from None
    return found


def _plain(cell: object) -> Answer:
    """Return a cell of an array as a number, a text, or None for no answer."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    number = float(cell)  # type: ignore[arg-type]
    return None if math.isnan(number) else number
