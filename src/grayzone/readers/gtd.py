"""Read the Global Terrorism Database (GTD).

The records of 1993 were lost: that year is unknown, not quiet. The definition and the collectors changed in
1998, 2008 and 2012, so levels across those years do not compare.
"""

from __future__ import annotations

import os
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from ..errors import DataError, nearest
from .event_rows import YEARS, Break, EventRow, EventSource, Terms
from .source_rows import RowFault

UNKNOWN = ("-9", "-99", "-9.0", "-99.0")
LOST_YEAR = 1993
DOUBTFUL = ("keep", "drop")


class Gtd(EventSource):
    """Events of a GTD file. Parameters as `EventSource` and ``doubtful``; usually made by `read_gtd`."""

    slug = "gtd"
    title = "GTD"
    required: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "id": ("eventid",),
        "year": ("iyear",),
        "month": ("imonth",),
        "day": ("iday",),
        "deaths": ("nkill",),
    }
    optional: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "country": ("country_txt",),
        "country_id": ("country",),
        "place": ("provstate",),
        "kind": ("attacktype1_txt", "attacktype1"),
        "wounded": ("nwound",),
        "doubt": ("doubtterr",),
        "extended": ("extended",),
        "specificity": ("specificity",),
    }
    measures = ("deaths", "wounded")
    terms = Terms(
        licence="START terms of use",
        credit="National Consortium for the Study of Terrorism and Responses to Terrorism, GTD",
        share=False,
        reminder="do not share the file; read START's terms before you share counts",
    )
    encodings = ("utf-8-sig", "cp1252")
    breaks = (
        Break(date(1998, 1, 1), "GTD: collected afresh from here on, no longer by the first agency"),
        Break(date(2008, 4, 1), "GTD: another institute collects"),
        Break(date(2011, 11, 1), "GTD: START collects all sources by itself; 2012 is the first full year"),
    )
    unknown_years = (LOST_YEAR,)
    never_read = frozenset(
        {"summary", "motive", "addnotes", "propcomment", "ransomnote", "scite1", "scite2", "scite3"}
    )
    doubtful = "keep"

    @property
    def vintage(self) -> str:
        """In which encoding the file is; GTD's columns are the same in all versions read here."""
        return {"cp1252": "text in Windows-1252", "": "a workbook"}.get(self.table.encoding, "text in UTF-8")

    def event(self, line: int, cells: list[str]) -> EventRow:
        """Return one row as an event; month 0 means some time in the year, day 0 some time in the month."""
        where = f"{self.path}:{line}"
        year, month, day = (self._part(cells, word, where) for word in ("year", "month", "day"))
        first, last = _interval(year, month, day, where)
        if month == 0 or day == 0:
            word = "year" if month == 0 else "month"
            self.odd(f"dated to the {word} (taken as the whole {word})")
        event_id = self.cell(cells, "id")
        if not event_id:
            raise RowFault("no id", "the id is empty", where=where, mend="export the file again")
        deaths = self.people(cells, "deaths", line, UNKNOWN)
        if deaths is None:
            self.odd("deaths unknown (the event is counted)")
        wounded = self.people(cells, "wounded", line, UNKNOWN)
        if self.cell(cells, "extended") == "1":
            self.odd("lasted over a day (dated by its first)")
        doubt = self.cell(cells, "doubt")
        if doubt == "1":
            self.odd("doubtful whether it is terrorism (kept)")
        elif doubt in UNKNOWN:
            self.odd("doubt was not recorded")
        place = self.cell(cells, "place")
        return EventRow(
            line,
            event_id,
            first,
            last,
            self.cell(cells, "country"),
            "" if place.casefold() == "unknown" else place,
            self.cell(cells, "community"),
            self.code(cells, "specificity"),
            self.cell(cells, "kind") or "unknown",
            (deaths, wounded),
        )

    def unwanted(self, row: EventRow, cells: list[str]) -> str:
        """Leave out what is dated 1993 (a handful of records would look like a quiet year), or doubtful."""
        if row.first.year == LOST_YEAR:
            return f"in {LOST_YEAR}, whose records GTD lost"
        if self.doubtful == "drop" and self.cell(cells, "doubt") == "1":
            return "doubtful whether it is terrorism"
        return ""

    def _part(self, cells: list[str], word: str, where: str) -> int:
        text = self.cell(cells, word).removesuffix(".0")
        if text in UNKNOWN and word != "year":
            return 0
        if not (text.isascii() and text.isdigit() and len(text) <= 4):
            column = self.table.columns[self.at[word]]
            raise RowFault(
                "a date that cannot be meant" if text else "no date",
                f"{text[:40]!r} in {column!r} is no {word}",
                where=where,
                mend=f"write the {word} in digits" + (", 0 if it is unknown" if word != "year" else ""),
            )
        return int(text)


def _interval(year: int, month: int, day: int, where: str) -> tuple[date, date]:
    """Return the days that a GTD date may stand for."""
    if not YEARS[0] <= year <= YEARS[1] or month > 12 or (day and month and day > monthrange(year, month)[1]):
        raise RowFault(
            "a date that cannot be meant",
            f"year {year}, month {month}, day {day} is not in the calendar",
            where=where,
            mend="correct the date; an unknown month or day is 0",
        )
    if month == 0:
        return date(year, 1, 1), date(year, 12, 31)
    if day == 0:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def read_gtd(
    path: str | os.PathLike[str],
    *,
    place: str | None = None,
    community: str | None = None,
    kind: str | None = None,
    country: str | None = None,
    doubtful: str = "keep",
    faults: str = "refuse",
) -> Gtd:
    """Open a GTD file (CSV, or xlsx with the extra ``xlsx``); go through it, or count it.

    Parameters
    ----------
    path, place, community, kind, country, faults
        As `EventSource`. By default the place is ``provstate`` and the kind the first attack type.
    doubtful : {"keep", "drop"}
        What becomes of events that GTD itself doubts to be terrorism; before 1998 doubt was not recorded.

    Returns
    -------
    Gtd
        Gives one `EventRow` per event; figures are deaths (perpetrators among them) and wounded people.

    Raises
    ------
    DataError
        One sentence with ``file:line``, what is wrong and how to mend it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "gtd.csv")
    ...     _ = file.write_text("eventid,iyear,imonth,iday,nkill\\n1,2001,9,0,-99\\n", encoding="utf-8")
    ...     [(str(row.first), str(row.last), row.figures) for row in read_gtd(file)]
    [('2001-09-01', '2001-09-30', (None, None))]
    """
    if doubtful not in DOUBTFUL:
        what = f"{doubtful!r} is not a way with doubtful events"
        raise DataError(what, where="doubtful", mend=nearest(doubtful, DOUBTFUL))
    source = Gtd(path, place=place, community=community, kind=kind, country=country, faults=faults)
    source.doubtful = doubtful
    return source
