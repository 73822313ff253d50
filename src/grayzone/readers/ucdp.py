"""Read the UCDP Georeferenced Event Dataset (GED), of any year, and its monthly candidate files.

Deaths are an interval, low, best and high; dates are an interval with the source's precision.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import ClassVar

from .event_rows import EventRow, EventSource, Terms
from .source_rows import RowFault

KIND_OF = {"1": "state_based", "2": "non_state", "3": "one_sided"}
"""UCDP's types of organised violence."""


class Ucdp(EventSource):
    """Events of a UCDP GED file. Parameters as `EventSource`; usually made by `read_ucdp`."""

    slug = "ucdp"
    title = "UCDP GED"
    required: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "id": ("id", "event_id"),
        "first": ("date_start", "datestart"),
        "last": ("date_end", "dateend"),
        "type": ("type_of_violence", "type_of_vi"),
        "low": ("low", "low_est", "deaths_low"),
        "best": ("best", "best_est", "deaths_best"),
        "high": ("high", "high_est", "deaths_high"),
    }
    optional: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "year": ("year",),
        "country": ("country",),
        "country_id": ("country_id", "gwno", "gwnoloc"),
        "place": ("adm_1",),
        "where_prec": ("where_prec",),
        "date_prec": ("date_prec",),
        "deaths_a": ("deaths_a",),
        "deaths_b": ("deaths_b",),
        "civilians": ("deaths_civilians", "deaths_civ"),
        "deaths_unknown": ("deaths_unknown", "deaths_unk"),
        "code_status": ("code_status",),
        "dyad": ("dyad_new_id", "dyad_dset_id", "dyad_id"),
    }
    measures = ("best", "low", "high", "civilians")
    terms = Terms(
        licence="CC BY 4.0",
        credit="Uppsala Conflict Data Program, Georeferenced Event Dataset (Sundberg and Melander 2013)",
        share=True,
        reminder="name the version of the dataset with the credit",
    )

    @property
    def vintage(self) -> str:
        """Which form of GED this is, as far as the columns tell."""
        names = {name.casefold() for name in self.table.columns}
        if "code_status" in names:
            return "columns of 19.1 or later, or a candidate file"
        if {"best_est", "low_est"} & names:
            return "columns of the first versions (best_est, low_est, high_est)"
        if "dyad_new_id" in names or "conflict_new_id" in names:
            return "columns of 5.0 to 18.1"
        return "an excerpt"

    def no_event(self, cells: list[str]) -> str:
        """Leave out the row of HXL tags that some exchanges put below the header."""
        return "a row of tags, not an event" if cells[0].startswith("#") else ""

    def event(self, line: int, cells: list[str]) -> EventRow:
        """Return one row as an event."""
        first, last = self.day(cells, "first", line), self.day(cells, "last", line)
        low, best, high = (self.people(cells, word, line) for word in ("low", "best", "high"))
        civilians = self.people(cells, "civilians", line)
        kind = self.cell(cells, "kind")
        type_of_violence = self.cell(cells, "type")
        if type_of_violence not in KIND_OF:
            raise RowFault(
                "an unknown type of violence",
                f"{type_of_violence[:40]!r} is not a type of violence",
                where=f"{self.path}:{line}",
                mend="UCDP writes 1 (state-based), 2 (non-state) or 3 (one-sided)",
            )
        event_id = self.cell(cells, "id")
        if not event_id:
            where = f"{self.path}:{line}"
            raise RowFault("no id", "the id is empty", where=where, mend="fetch the file again")
        self._remark(line, cells, (low, best, high), (last - first).days)
        year = self.cell(cells, "year")
        if year and year not in (str(first.year), str(last.year)):
            self.odd("its year is not that of its dates")
        return EventRow(
            line,
            event_id,
            first,
            last,
            self.cell(cells, "country"),
            self.cell(cells, "place"),
            self.cell(cells, "community"),
            self.code(cells, "where_prec"),
            kind or KIND_OF[type_of_violence],
            (best, low, high, civilians),
        )

    def _remark(
        self, line: int, cells: list[str], deaths: tuple[float | None, float | None, float | None], days: int
    ) -> None:
        """Note what is odd about a row that is kept as it stands."""
        low, best, high = deaths
        if best is None:
            self.odd("deaths unknown (the event is counted)")
        elif (low is not None and low > best) or (high is not None and best > high):
            self.odd("best is not between low and high (kept as it stands)")
        words = ("deaths_a", "deaths_b", "civilians", "deaths_unknown")
        parts = [self.people(cells, word, line) for word in words]
        known = [part for part in parts if part is not None]
        if best is not None and len(known) == len(parts) and sum(known) != best:
            self.odd("best is not the sum of its parts (kept as it stands)")
        if (self.code(cells, "where_prec") or 0) >= 6:
            self.odd("placed to the country or wider")
        date_precision = self.code(cells, "date_prec") or 0
        if date_precision >= 4:
            self.odd("dated to the month or wider (its days are used)")
        if date_precision == 1 and days:
            self.odd("dated to the day but lasting longer (its days are used)")
        if self.cell(cells, "code_status").casefold() not in ("", "clear"):
            self.odd("its status is not 'Clear': UCDP may still revise it")


def read_ucdp(
    path: str | os.PathLike[str],
    *,
    place: str | None = None,
    community: str | None = None,
    kind: str | None = None,
    country: str | None = None,
    faults: str = "refuse",
) -> Ucdp:
    """Open a UCDP GED file of any vintage; go through it, or give it to `counts.count_events`.

    It does not leave out events that are imprecise in time or place: it says how many there are.

    Parameters
    ----------
    path, place, community, kind, country, faults
        As `EventSource`. By default the place is ``adm_1`` and the kind the type of violence.

    Returns
    -------
    Ucdp
        Gives one `EventRow` per event; figures are best, low, high and civilians (people killed).

    Raises
    ------
    DataError
        One sentence with ``file:line``, what is wrong and how to mend it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "ged.csv")
    ...     head = "id,type_of_violence,date_start,date_end,low,best,high"
    ...     _ = file.write_text(f"{head}\\n7,1,2006-02-22,2006-02-23,2,3,9\\n", encoding="utf-8")
    ...     [row.figures for row in read_ucdp(file)]
    [(3.0, 2.0, 9.0, None)]
    """
    return Ucdp(path, place=place, community=community, kind=kind, country=country, faults=faults)
