"""The folder of tidied data: one table, and a README that accounts for every row and names the terms."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import DataError
from ..readers.counts import Counts, count_events
from ..readers.survey import Marginals, check_weight, survey_marginals
from ..readers.survey_file import open_survey
from ..readers.tally import Tally
from ..readers.tidy_check import check_tidy
from . import exits
from .data_account import Told, open_events, terms_told, tidy_told
from .run_folder import place_whole
from .tables import number, safe

README = "README.md"
TABLES = ("counts.csv", "marginals.csv", "series.csv")
DECIMALS = 6
DATES_IN_WORDS = {
    "spread": "an event known only to a span of days is spread evenly over them",
    "start": "an event known only to a span of days is put on its first day",
    "drop": "an event whose dates do not lie within one step is dropped",
}
SURVEY_TERMS = {
    "licence": "that of the survey",
    "credit": "name the survey, its round and edition",
    "share": False,
    "reminder": "never share single answers; read the survey's terms before you share this table",
}
SERIES_TERMS = {
    "licence": "that of the file's source",
    "credit": "name the source of the file",
    "share": False,
    "reminder": "read the source's terms before you share the table",
}


def check_folder(out: Path, force: bool) -> None:
    """Refuse a folder that holds anything but an earlier table; and that one, too, without --force."""
    if out.exists() and not out.is_dir():
        raise exits.Refusal(f"{str(out)!r} is a file", mend="give the name of a folder with --out")
    there = {path.name for path in out.iterdir()} if out.is_dir() else set()
    if there - {README, *TABLES}:
        raise exits.Refusal(
            f"the folder {str(out)!r} is not empty and was not made by grayzone",
            mend="give another --out; its files are never touched",
        )
    if there and not force:
        raise exits.Refusal(
            f"the folder {str(out)!r} holds an earlier table",
            mend="give another --out, or --force to replace it",
        )


#: What only some readers can follow; any other option that is given is refused, never ignored.
OF_EVENTS = frozenset(
    ("by", "resolution", "dates", "first", "last", "drop_faulty", "place", "community", "kind")
)
OF_READER = {
    "ucdp": OF_EVENTS | {"country"},
    "acled": OF_EVENTS | {"country"},
    "gtd": OF_EVENTS | {"country", "drop_doubtful"},
    "a list of events": OF_EVENTS | {"date", "end"},
    "a tidy series": frozenset(),
    "survey": frozenset(("question", "weight", "group", "period", "missing")),
}
SPELLED = {"first": "--from", "last": "--to"}


def check_options(reader: str, asked: Mapping[str, Any]) -> None:
    """Refuse an option that means nothing to a reader."""
    what = reader
    if reader == "series":
        what = "a list of events" if asked.get("date") else "a tidy series"
    for option, given in sorted(asked.items()):
        if given and option not in OF_READER[what]:
            spelled = SPELLED.get(option, f"--{option.replace('_', '-')}")
            mend = "leave it out"
            if what == "a tidy series" and option in OF_READER["a list of events"]:
                mend = "leave it out, or name the column of the date with --date COL"
            raise exits.Refusal(f"{spelled} means nothing to {what}", mend=mend)


def write_tidy(file: str, reader: str, out: Path, asked: Mapping[str, Any]) -> Told:
    """Tidy a raw file into a folder and say what was done; nothing is written if the file is refused."""
    check_options(reader, asked)
    if reader == "survey":
        return _tidy_survey(file, out, asked)
    if reader == "series" and not asked.get("date"):
        return _tidy_series(file, out)
    faults = "drop" if asked["drop_faulty"] else "refuse"
    source = open_events(file, reader, asked, faults=faults)
    counts = count_events(
        source,
        by=[word.strip() for word in (asked["by"] or "").split(",") if word.strip()],
        resolution=asked["resolution"] or "day",
        dates=asked["dates"] or "spread",
        period=_period(asked),
    )
    terms = terms_told(source)
    done = [
        f"{source.title}, {source.vintage}, counted by {', '.join([counts.resolution, *counts.by])}; "
        f"{DATES_IN_WORDS[counts.dates]}.",
        *_cautions(counts),
    ]
    rows: Iterable[Sequence[str]] = ([_cell(cell) for cell in row] for row in counts)
    if any(safe(word) != word for group in counts.groups for word in group):
        # An apostrophe in front of a name moves it in the order that a tidy table has.
        keys = counts.columns.index("events")
        rows = sorted(rows, key=lambda row: tuple(row[:keys]))
    return _write(out, "counts.csv", counts.columns, rows, done, counts.tally, terms, reader)


def _cautions(counts: Counts) -> list[str]:
    """Return what somebody who reads the counts has to think of."""
    told = [
        f"Break on {one.day}: {one.why}. Do not compare levels before and after." for one in counts.breaks
    ]
    told += [
        f"{year} is unknown: its cells are empty, not 0."
        for year in counts.unknown_years
        if counts.first.year <= year <= counts.last.year
    ]
    if counts.tally.remarks["deaths unknown (the event is counted)"]:
        told.append("Figures of people are sums over the events whose figure is known: they are floors.")
    return told


def _tidy_series(file: str, out: Path) -> Told:
    found = check_tidy(file)
    done = [f"A tidy series by {found.resolution}, from {found.first} to {found.last}, checked and copied."]
    text = set(found.texts) | {"place", "community"}
    words = [column in text for column in found.table.columns]
    rows = ([safe(cell) if word else cell for cell, word in zip(row, words)] for row in found.table.rows)
    told = _write(out, "series.csv", found.table.columns, rows, done, found.tally, SERIES_TERMS, "series")
    told.facts |= {k: v for k, v in tidy_told(found).facts.items() if k not in told.facts}
    return told


def _tidy_survey(file: str, out: Path, asked: Mapping[str, Any]) -> Told:
    check_weight(open_survey(file), asked.get("weight") or "")
    if not asked.get("question"):
        raise DataError("a survey needs a question", where=file, mend="name its column with --question COL")
    found = survey_marginals(
        file,
        column=asked["question"],
        weight=asked["weight"],
        group=asked.get("group"),
        period=asked.get("period"),
        missing=_codes(asked["missing"] or ""),
    )
    grouped, timed = bool(asked.get("group")), bool(asked.get("period"))
    head = [
        *(["date"] if timed else []),
        *(["community"] if grouped else []),
        *(f"share_{answer:g}" for answer in found.answers),
        "people",
        "effective",
        "design_effect",
    ]
    rows = (
        [
            *([safe(one.period)] if timed else []),
            *([safe(one.group)] if grouped else []),
            *("" if share is None else number(share) for share in one.shares),
            str(one.people),
            number(one.effective),
            number(one.design_effect),
        ]
        for one in found.rows
    )
    told = _write(
        out, "marginals.csv", head, rows, _said_of(found), found.tally, SURVEY_TERMS, "survey"
    )
    told.facts |= {"withheld_cells": found.withheld_cells, "withheld_groups": found.withheld_groups}
    return told


def _said_of(found: Marginals) -> list[str]:
    """Return in sentences what marginals are."""
    labels = [f"{answer:g} = {label}" for answer, label in zip(found.answers, found.labels) if label]
    return [
        f"Shares of each answer to {found.column!r}, weighted by {found.weight!r}"
        + (f" ({found.question})" if found.question else "")
        + (f"; {', '.join(labels)}" if labels else "")
        + ".",
        f"Cells of fewer than {found.minimum_cell} people are withheld, and those that would give them away: "
        f"{found.withheld_cells} cells and {found.withheld_groups} whole groups.",
        "`people` is the number asked, `effective` what they are worth, `design_effect` their ratio (Kish).",
    ]


def _write(
    out: Path,
    name: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    done: Sequence[str],
    tally: Tally,
    terms: Mapping[str, Any],
    reader: str,
) -> Told:
    """Write the table and its README; return what was said in them."""
    out.mkdir(parents=True, exist_ok=True)
    for old in {README, *TABLES} - {name, README}:
        (out / old).unlink(missing_ok=True)

    def table(path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([safe(column) for column in head])
            writer.writerows(rows)

    place_whole(out / name, table)
    kept = "The table may be shared with the credit" if terms["share"] else "DO NOT SHARE"
    text = "\n".join(
        [
            f"# {name}",
            "",
            *(f"- {sentence}" for sentence in done),
            "",
            "## Rows",
            "",
            "```text",
            *tally.lines(),
            "```",
            "",
            "## Terms",
            "",
            f"- Licence: {terms['licence']}",
            f"- Credit: {terms['credit']}",
            f"- {kept}: {terms['reminder']}.",
            "",
        ]
    )
    place_whole(out / README, lambda path: path.write_text(text, encoding="utf-8", newline="\n"))
    facts = {
        "reader": reader,
        "files": [name, README],
        "columns": list(head),
        "rows": tally.as_dict(),
        "notes": list(done),
        **terms,
    }
    return Told([*done, *tally.lines()], facts, tally.faulty)


def _cell(cell: str | float | None) -> str:
    if cell is None:
        return ""
    return safe(cell) if isinstance(cell, str) else number(round(cell, DECIMALS))


def _period(asked: Mapping[str, Any]) -> tuple[str, str] | None:
    first, last = asked.get("first"), asked.get("last")
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise DataError("a period has two ends", where="--from, --to", mend="give both days")
    return first, last


def _codes(text: str) -> list[float]:
    try:
        return [float(code) for code in text.split(",") if code.strip()]
    except ValueError:
        raise DataError(
            f"{text[:40]!r} is no list of codes", where="--missing", mend="write numbers, as in 77,88,99"
        ) from None
