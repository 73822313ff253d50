"""Read exports of ACLED (Armed Conflict Location & Event Data), from before and after 20 March 2023.

The free text ``notes`` is left behind at the door: it is never kept, shown or written. ACLED's terms do not
allow to give its data on, so nothing of this source is bundled, cached or shared.
"""

from __future__ import annotations

import os
import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import ClassVar

from ..errors import DataError
from .event_rows import EventRow, EventSource, Terms, iso_day
from .source_rows import RowFault

INTER = {
    "0": "",
    "1": "state_forces",
    "2": "rebel_group",
    "3": "political_militia",
    "4": "identity_militia",
    "5": "rioters",
    "6": "protesters",
    "7": "civilians",
    "8": "external_or_other_forces",
}
"""ACLED's kinds of actor by the number that older exports write."""

INTER_AS_TEXT = {
    "state forces": "state_forces",
    "rebel group": "rebel_group",
    "rebel groups": "rebel_group",
    "political militia": "political_militia",
    "political militias": "political_militia",
    "identity militia": "identity_militia",
    "identity militias": "identity_militia",
    "rioters": "rioters",
    "protesters": "protesters",
    "civilians": "civilians",
    "external/other forces": "external_or_other_forces",
    "other forces": "external_or_other_forces",
}
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
BEFORE_2023 = ("data_id", "iso3", "event_id_no_cnty")

_DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})[ -]([0-9]{4})")


class Acled(EventSource):
    """Events of an ACLED export. Parameters as `EventSource`; usually made by `read_acled`."""

    slug = "acled"
    title = "ACLED"
    required: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "id": ("event_id_cnty",),
        "date": ("event_date",),
        "kind": ("event_type",),
        "deaths": ("fatalities",),
    }
    optional: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "year": ("year",),
        "country": ("country",),
        "country_id": ("iso",),
        "place": ("admin1",),
        "time_prec": ("time_precision", "time_prec"),
        "geo_prec": ("geo_precision", "geo_prec"),
    }
    measures = ("deaths",)
    terms = Terms(
        licence="ACLED terms of use",
        credit="Armed Conflict Location & Event Data (ACLED), acleddata.com",
        share=False,
        reminder="never share the file or single rows; read ACLED's terms before you share counts",
    )
    never_read = frozenset({"notes", "tags", "source"})

    @property
    def vintage(self) -> str:
        """Before or after the change of columns of 20 March 2023."""
        names = {name.casefold() for name in self.table.columns}
        return f"export {'from before' if names & set(BEFORE_2023) else 'since'} 20 March 2023"

    def event(self, line: int, cells: list[str]) -> EventRow:
        """Return one row as an event; a date to the week or month becomes that week or month."""
        where = f"{self.path}:{line}"
        text = self.cell(cells, "date")
        try:
            day = acled_day(text)
        except DataError as fault:
            reason = "no date" if not text else "a date that cannot be meant"
            raise RowFault(reason, fault.what, where=where, mend=fault.mend) from None
        event_id = self.cell(cells, "id")
        if not event_id:
            raise RowFault("no id", "the id is empty", where=where, mend="export the file again")
        kind = self.cell(cells, "kind")
        if not kind:
            raise RowFault("no kind of event", "the kind is empty", where=where, mend="export the file again")
        deaths = self.people(cells, "deaths", line)
        if deaths is None:
            self.odd("deaths unknown (the event is counted)")
        precision = self.code(cells, "time_prec")
        if precision in (2, 3):
            words = "week" if precision == 2 else "month"
            self.odd(f"dated to the {words} (taken as the whole {words})")
        first, last = interval(day, precision)
        return EventRow(
            line,
            event_id,
            first,
            last,
            self.cell(cells, "country"),
            self.cell(cells, "place"),
            actor_kind(self.cell(cells, "community")),
            self.code(cells, "geo_prec"),
            actor_kind(kind),
            (deaths,),
        )


def actor_kind(text: str) -> str:
    """Return ACLED's kind of actor in one spelling, whichever export wrote it; other texts as they are.

    >>> actor_kind("4"), actor_kind("Identity militia"), actor_kind("Protests")
    ('identity_militia', 'identity_militia', 'Protests')
    """
    return INTER.get(text) or INTER_AS_TEXT.get(text.casefold(), "" if text == "0" else text)


@lru_cache(maxsize=50_000)
def acled_day(text: str) -> date:
    """Return a day written like ``7 March 2021`` or as an ISO date.

    Raises
    ------
    DataError
        If it is neither, or in no calendar.
    """
    parts = _DAY_MONTH_YEAR.fullmatch(text)
    if parts is None:
        return iso_day(text)
    word = parts.group(2).casefold()
    month = next((at for at, name in enumerate(MONTHS, start=1) if word in (name, name[:3])), 0)
    return iso_day(f"{parts.group(3)}-{month:02d}-{int(parts.group(1)):02d}")


def interval(day: date, precision: int | None) -> tuple[date, date]:
    """Return the days that an event's date may stand for: precision 2 is its ISO week, 3 its month.

    Assumed: ACLED puts events of a week or month on a day in it, and the whole of it is what is known.
    """
    if precision == 2:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if precision == 3:
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return day, day


def read_acled(
    path: str | os.PathLike[str],
    *,
    place: str | None = None,
    community: str | None = None,
    kind: str | None = None,
    country: str | None = None,
    faults: str = "refuse",
) -> Acled:
    """Open an ACLED export of either vintage; go through it, or give it to `counts.count_events`.

    Parameters
    ----------
    path, place, community, kind, country, faults
        As `EventSource`. By default the place is ``admin1`` and the kind the event type; ``inter1`` as kind
        or community gives kinds of actor in one spelling.

    Returns
    -------
    Acled
        Gives one `EventRow` per event; the one figure is deaths (people killed).

    Raises
    ------
    DataError
        One sentence with ``file:line``, what is wrong and how to mend it; also if ``notes`` are asked for.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "acled.csv")
    ...     head = "event_id_cnty;event_date;event_type;fatalities"
    ...     _ = file.write_text(f"{head}\\nX1;07 March 2021;Protests;0\\n", encoding="utf-8")
    ...     [str(row.first) for row in read_acled(file)]
    ['2021-03-07']
    """
    return Acled(path, place=place, community=community, kind=kind, country=country, faults=faults)
