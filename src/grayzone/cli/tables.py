"""The records of a run as tidy tables that any program reads: RFC 4180 quoting, UTF-8, ISO dates, LF.

A text cell that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from ..ground.records import Array, Record
from .running import Task

FORMULA = ("=", "+", "-", "@", "\t", "\r")
KEYS = ("date", "place", "community", "policy", "replicate")
Records = Mapping[Task, Record]


def safe(text: str) -> str:
    """Return a text cell that no spreadsheet takes for a formula.

    >>> safe("=HYPERLINK(1)"), safe("north")
    ("'=HYPERLINK(1)", 'north')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def number(value: float) -> str:
    """Return a number that reads back as the same bits; whole ones without a point, unknown as nothing.

    >>> number(3.0), number(0.1), number(float("nan"))
    ('3', '0.1', '')
    """
    if value != value:
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as the bytes of a CSV file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([safe(name) for name in head])
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def people(records: Records, steps: Mapping[str, Sequence[str]]) -> bytes:
    """Return people by status, a row per day, place and community.

    Parameters
    ----------
    records : mapping of task to record
    steps : mapping of community to statuses
        The steps of each community's ladder; other statuses are empty cells.
    """
    statuses = _labels(records, "status")
    rows: list[list[str]] = []
    for task, record in records.items():
        values = record["people"].values.copy()
        for at, (_, community) in enumerate(_groups(record)):
            values[:, at, [status not in steps[community] for status in statuses]] = np.nan
        rows += _by_group(task, record, values)
    return table([*KEYS, *statuses], sorted(rows, key=_by_group_order))


def public(records: Records) -> bytes:
    """Return signals, stocks, drivers and levers as seen on each day, a row per day, place and community."""
    rows: list[list[str]] = []
    for task, record in records.items():
        parts = [record[name].values for name in ("public", "lever") if name in record]
        if parts:
            rows += _by_group(task, record, np.concatenate(parts, axis=1).transpose(0, 2, 1))
    names = [*_labels(records, "public"), *_labels(records, "lever")]
    return table([*KEYS, *names], sorted(rows, key=_by_group_order))


def events(records: Records) -> bytes:
    """Return the number of events of each kind, a row per day, place and community."""
    rows: list[list[str]] = []
    for task, record in records.items():
        if "events" in record:
            rows += _by_group(task, record, record["events"].values.transpose(0, 2, 1))
    return table([*KEYS, *_labels(records, "kind")], sorted(rows, key=_by_group_order))


def killed(records: Records) -> bytes:
    """Return the people killed in events of each kind, a row per day."""
    rows: list[list[str]] = []
    for task, record in records.items():
        if "killed" in record:
            for day, values in zip(_days(record), record["killed"].values.tolist()):
                rows.append([day, safe(task.policy), str(task.replicate), *map(number, values)])
    head = ["date", "policy", "replicate", *_labels(records, "kind")]
    return table(head, sorted(rows, key=lambda row: (row[0], row[1], int(row[2]))))


def _by_group(task: Task, record: Record, values: Array) -> Iterator[list[str]]:
    """Go through values [day, group, column] as rows of text with their keys in front."""
    groups = [(safe(place), safe(community)) for place, community in _groups(record)]
    luck = safe(task.policy), str(task.replicate)
    for day, of_day in zip(_days(record), values.tolist()):
        for group, columns in zip(groups, of_day):
            yield [day, *group, *luck, *map(number, columns)]


def _by_group_order(row: Sequence[str]) -> tuple[str, str, str, str, int]:
    return row[0], row[1], row[2], row[3], int(row[4])


def _groups(record: Record) -> list[tuple[str, str]]:
    split = [str(group).partition("/") for group in record.coords["group"]]
    return [(place, community) for place, _, community in split]


def _labels(records: Records, dim: str) -> list[str]:
    record = next(iter(records.values()))
    return [str(label) for label in record.coords.get(dim, ())]


def _days(record: Record) -> list[str]:
    return [str(day) for day in np.datetime_as_string(record.coords["day"])]
