"""Open the raw sources of the bundled cases, and count days and months over them."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from ..errors import DataError, nearest


class RawRow(dict[str, str]):
    """One row of a raw source; a missing column is named together with its file."""

    file = ""

    def __missing__(self, column: str) -> str:
        raise DataError(f"there is no column {column!r}", where=self.file, mend=nearest(column, self))


def raw_rows(raw: Path, file: str) -> Iterator[RawRow]:
    """Yield the rows of one raw source, plain or gzipped.

    Parameters
    ----------
    raw : path
        Folder with all raw sources.
    file : str
        The source in it, such as ``arvig/arvig_events.csv.gz``.

    Raises
    ------
    DataError
        If the source is not there.
    """
    path = raw / file
    if not path.is_file():
        raise DataError(
            "this raw source is missing", where=file, mend="name the folder that holds all sources"
        )
    data = path.read_bytes()
    text = (gzip.decompress(data) if file.endswith(".gz") else data).decode("utf-8")
    for cells in csv.DictReader(io.StringIO(text, newline="")):
        row = RawRow(cells)
        row.file = file
        yield row


def days_from(first: str, last: str) -> list[str]:
    """Return all ISO days from one to another, both inclusive."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(begin + timedelta(days)).isoformat() for days in range((end - begin).days + 1)]


def months_from(first: str, last: str) -> list[str]:
    """Return all months from one to another, both inclusive, as ``2015-11``."""
    begin, end = (12 * int(month[:4]) + int(month[5:]) - 1 for month in (first, last))
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(begin, end + 1)]


def days_by_month(first: str, last: str) -> dict[str, float]:
    """Return the share of an event's days that falls into each month; the shares sum to one.

    Examples
    --------
    >>> days_by_month("2006-01-30", "2006-02-02")
    {'2006-01': 0.5, '2006-02': 0.5}
    """
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    length = (end - begin).days + 1
    shares: dict[str, float] = {}
    for month in months_from(first[:7], last[:7]):
        opening = date.fromisoformat(f"{month}-01")
        closing = (opening + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        shares[month] = ((min(end, closing) - max(begin, opening)).days + 1) / length
    return shares
