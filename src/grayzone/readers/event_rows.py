"""One event of a source file as every reader hands it on, and what all such readers share.

A date is an interval, because sources know many events only to the week, month or year. A row is handed on,
or counted under the reason for which it is not: the account closes at the end of every pass.
"""

from __future__ import annotations

import math
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar, NamedTuple

from ..errors import DataError, nearest
from .cells import read_day
from .source_rows import RowFault, SourceTable, open_table
from .tally import Ids, Tally

FAULTS = ("refuse", "drop")
LONGEST_EVENT = 1_100
"""Days; an interval of over three years is a slip of the pen in all sources read here."""

YEARS = (1800, 2200)
"""Earliest and latest year of a date that can be meant."""

MOST_PEOPLE = 10_000_000_000
MOST_COUNTRIES = 1_000
UNPLACED = "unplaced"
"""The place of events of which the source names none."""

_SMALL = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


class EventRow(NamedTuple):
    """One event.

    Parameters
    ----------
    line : int
        Where it stands in the file.
    event_id : str
    first, last : date
        The days between which it happened, both inclusive.
    country, place, community : str
        As the source spells them; empty where it names none or was not asked to.
    place_precision : int or None
        The source's own code, 1 for an exact place; None where it has none.
    kind : str
        The source's kind of event, such as ``state_based``.
    figures : tuple of float or None
        Of people, in the order of the source's measures; None where unknown, which is not 0.
    """

    line: int
    event_id: str
    first: date
    last: date
    country: str
    place: str
    community: str
    place_precision: int | None
    kind: str
    figures: tuple[float | None, ...]


@dataclass(frozen=True)
class Break:
    """A day from which a source counts in another way: levels before and after it do not compare."""

    day: date
    why: str


@dataclass(frozen=True)
class Terms:
    """What the source asks of those who use it."""

    licence: str
    credit: str
    share: bool
    reminder: str


class EventSource(ABC):
    """A file of events that can be gone through any number of times.

    Parameters
    ----------
    path : str or path-like
        CSV (commas, semicolons or tabs), gzipped or zipped, or an xlsx workbook with the extra ``xlsx``.
    place, community, kind : str, optional
        Columns from which these words are taken, in place of the source's usual ones.
    country : str, optional
        Only events of this country, by name or by the source's number.
    faults : {"refuse", "drop"}
        Refuse the file at the first row that cannot be meant, or drop such rows and count them by reason.

    Raises
    ------
    DataError
        One sentence with the file, what is wrong and how to mend it.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    required: ClassVar[Mapping[str, tuple[str, ...]]]
    optional: ClassVar[Mapping[str, tuple[str, ...]]]
    measures: ClassVar[tuple[str, ...]]
    terms: ClassVar[Terms]
    encodings: ClassVar[tuple[str, ...]] = ("utf-8-sig",)
    breaks: ClassVar[tuple[Break, ...]] = ()
    unknown_years: ClassVar[tuple[int, ...]] = ()
    never_read: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        place: str | None = None,
        community: str | None = None,
        kind: str | None = None,
        country: str | None = None,
        faults: str = "refuse",
    ) -> None:
        if faults not in FAULTS:
            what = f"{faults!r} is not a way with faults"
            raise DataError(what, where="faults", mend=nearest(faults, FAULTS))
        self.path = os.fspath(path)
        self.country, self.faults = country, faults
        self.table: SourceTable = open_table(path, self.encodings)
        self.at = self._columns()
        for word, column in (("place", place), ("community", community), ("kind", kind)):
            if column is not None:
                self.at[word] = self._asked(column)
        if country is not None and "country" not in self.at:
            raise DataError(
                "the file has no column for the country",
                where=f"{self.path}:1",
                mend="leave the country out if the file is about one",
            )
        self.tally = Tally()
        self._odd: list[str] = []

    # What a source of its own kind says

    @abstractmethod
    def event(self, line: int, cells: list[str]) -> EventRow:
        """Return one row as an event; raise `RowFault` if it cannot be meant."""

    def no_event(self, cells: list[str]) -> str:
        """Return the reason for which a row is not meant as an event at all, or nothing."""
        return ""

    def unwanted(self, row: EventRow, cells: list[str]) -> str:
        """Return the reason for which the source itself leaves a good row out, or nothing."""
        return ""

    @property
    def vintage(self) -> str:
        """Which form of the source this file has, in words."""
        return "one form"

    # What all sources do

    @property
    def unread(self) -> tuple[str, ...]:
        """The columns of the file that nothing here reads."""
        read = set(self.at.values())
        return tuple(name for at, name in enumerate(self.table.columns) if at not in read)

    def __iter__(self) -> Iterator[EventRow]:
        """Go through the events; `tally` is the account of this pass once it is over."""
        self.tally = tally = Tally()
        ids, countries = Ids(), set[str]()
        wanted = None if self.country is None else self.country.casefold()
        for line, cells in self.table.rows():
            if not cells:
                tally.blank_lines += 1
                continue
            reason = self.no_event(cells)
            if reason:
                tally.drop(reason, line)
                continue
            self._odd.clear()
            try:
                self.table.check_width(line, cells)
                row = self.event(line, cells)
                _check_interval(row, f"{self.path}:{line}")
            except RowFault as fault:
                if self.faults == "refuse":
                    raise
                tally.drop(fault.reason, line, faulty=True)
                continue
            if wanted is not None and wanted not in (row.country.casefold(), self.cell(cells, "country_id")):
                if len(countries) < MOST_COUNTRIES:
                    countries.add(row.country)
                tally.drop("another country", line)
                continue
            reason = self.unwanted(row, cells)
            if reason:
                tally.drop(reason, line)
                continue
            tally.use()
            used = tally.used
            yield row
            # Whoever took the row may have withdrawn it: remarks and ids are of rows that are kept.
            if tally.used == used:
                ids.add(row.event_id, line)
                for remark in self._odd:
                    tally.remark(remark, line)
        self._close(tally, ids, countries)

    def _close(self, tally: Tally, ids: Ids, countries: set[str]) -> None:
        """Finish the account of a pass; refuse a file that held nothing to count."""
        again = ids.repeated()
        if again:
            tally.remark("repeats the id of an earlier row (kept)", again[0], len(again))
        if not tally.rows_in:
            raise DataError(
                "there is a header but no row", where=f"{self.path}:2", mend="add the rows below the header"
            )
        if self.country is not None and tally.dropped["another country"] and countries:
            if not tally.used and tally.dropped["another country"] == tally.rows_dropped:
                what = f"no row is about {self.country!r}"
                raise DataError(what, where=self.path, mend=nearest(self.country, countries))
        tally.check()

    def odd(self, remark: str) -> None:
        """Note something odd about the row in hand; it is counted only if the row is kept."""
        self._odd.append(remark)

    def cell(self, cells: list[str], word: str) -> str:
        """Return the cell of a column by what it is about; empty if the file has no such column."""
        at = self.at.get(word)
        return "" if at is None else cells[at].strip()

    def day(self, cells: list[str], word: str, line: int) -> date:
        """Return the cell of a date column as a day."""
        text = self.cell(cells, word)
        try:
            return iso_day(text)
        except DataError as fault:
            reason = "no date" if not text else "a date that cannot be meant"
            raise RowFault(reason, fault.what, where=f"{self.path}:{line}", mend=fault.mend) from None

    def people(self, cells: list[str], word: str, line: int, unknown: tuple[str, ...] = ()) -> float | None:
        """Return the cell of a figure of people, or None if it is empty or says that it is unknown."""
        text = self.cell(cells, word)
        if _SMALL.fullmatch(text):
            return float(text)
        if not text or text in unknown:
            return None
        where, column = f"{self.path}:{line}", self.table.columns[self.at[word]]
        shown = text if len(text) <= 40 else f"{text[:40]}..."
        if _NUMBER.fullmatch(text) is None or math.isinf(float(text)):
            raise RowFault(
                "a figure that is no number",
                f"{shown!r} in {column!r} is not a number of people",
                where=where,
                mend="write plain digits, or leave the cell empty if it is unknown",
            )
        if float(text) < 0:
            raise RowFault(
                "a negative figure",
                f"{shown} in {column!r} is a negative number of people",
                where=where,
                mend="leave the cell empty if the figure is unknown",
            )
        if float(text) > MOST_PEOPLE:
            raise RowFault(
                "a figure larger than mankind",
                f"{shown} in {column!r} is larger than mankind",
                where=where,
                mend="correct it, or leave the cell empty if it is unknown",
            )
        return float(text)

    def code(self, cells: list[str], word: str) -> int | None:
        """Return a precision code, or None if the file has none or spells no number."""
        text = self.cell(cells, word)
        return int(text) if _SMALL.fullmatch(text) else None

    def _columns(self) -> dict[str, int]:
        """Return the position of every column that is read, by what it is about."""
        found: dict[str, int] = {}
        lower = {name.casefold(): at for at, name in reversed(list(enumerate(self.table.columns)))}
        for word, names in {**self.required, **self.optional}.items():
            there = [lower[name] for name in names if name in lower]
            if there:
                found[word] = there[0]
            elif word in self.required:
                raise DataError(
                    f"there is no column {names[0]!r}, which {self.title} has",
                    where=f"{self.path}:1",
                    mend=nearest(names[0], filter(None, self.table.columns)),
                )
        return found

    def _asked(self, column: str) -> int:
        """Return the position of a column that the caller named, unless it may never be read."""
        if column.casefold() in self.never_read:
            raise DataError(
                f"the column {column!r} is never read: it may tell of persons",
                where=f"{self.path}:1",
                mend="name another column",
            )
        return self.table.position(column)


@lru_cache(maxsize=50_000)
def iso_day(text: str) -> date:
    """Return an ISO date, with or without a time behind it, as a day.

    >>> iso_day("2001-09-11 00:00:00.000")
    datetime.date(2001, 9, 11)
    """
    day = text[:10] if len(text) > 10 and text[10] in " T" else text
    found = date.fromisoformat(str(read_day(day if len(day) <= 40 else f"{day[:40]}...", "")))
    check_year(found.year)
    return found


def check_year(year: int) -> None:
    """Refuse a year in which no source has events."""
    if not YEARS[0] <= year <= YEARS[1]:
        raise DataError(
            f"the year {year} cannot be meant", mend=f"events lie between {YEARS[0]} and {YEARS[1]}"
        )


def _check_interval(row: EventRow, where: str) -> None:
    """Refuse an event that ends before it begins, or lasts for years."""
    if row.last < row.first:
        raise RowFault(
            "ends before it begins",
            f"the event begins on {row.first} and ends on {row.last}",
            where=where,
            mend="exchange the two dates, or correct one",
        )
    if (row.last - row.first).days > LONGEST_EVENT:
        raise RowFault(
            "lasts over three years",
            f"the event lasts from {row.first} to {row.last}",
            where=where,
            mend="correct one of the two dates",
        )
