"""Read any list of dated events: one row per event, its columns named by the caller."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import ClassVar

from .event_rows import EventRow, EventSource, Terms


class Dated(EventSource):
    """Events of any file with a date column. Parameters as `EventSource`; usually made by `read_dated`."""

    slug = "series"
    title = "a list of events"
    required: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    optional: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    measures = ()
    terms = Terms(
        licence="that of the file's source",
        credit="name the source of the file",
        share=False,
        reminder="read the source's terms before you share the counts",
    )

    def event(self, line: int, cells: list[str]) -> EventRow:
        """Return one row as an event."""
        first = self.day(cells, "first", line)
        last = self.day(cells, "last", line) if self.cell(cells, "last") else first
        place, community = self.cell(cells, "place"), self.cell(cells, "community")
        kind = self.cell(cells, "kind") or "unknown"
        # Such a list has no ids: a row is itself, and two incidents alike on one day are two.
        return EventRow(line, f"line {line}", first, last, "", place, community, None, kind, ())


def read_dated(
    path: str | os.PathLike[str],
    *,
    date: str,
    end: str | None = None,
    place: str | None = None,
    community: str | None = None,
    kind: str | None = None,
    faults: str = "refuse",
) -> Dated:
    """Open a list of events, one a row, such as incidents with a date and a town.

    Parameters
    ----------
    path : str or path-like
    date : str
        The column of the (first) day, in ISO form.
    end : str, optional
        The column of the last day; an empty cell means the first.
    place, community, kind, faults
        As `EventSource`.

    Returns
    -------
    Dated
        Gives one `EventRow` per row, without figures: only events are counted.

    Raises
    ------
    DataError
        One sentence with ``file:line``, what is wrong and how to mend it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "incidents.csv")
    ...     _ = file.write_text("town,on\\nA,2015-01-07\\n", encoding="utf-8")
    ...     [(row.place, str(row.first)) for row in read_dated(file, date="on", place="town")]
    [('A', '2015-01-07')]
    """
    source = Dated(path, place=place, community=community, kind=kind, faults=faults)
    source.at["first"] = source.table.position(date)
    if end is not None:
        source.at["last"] = source.table.position(end)
    return source
