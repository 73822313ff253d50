"""What a data file is and what would become of its rows, as lines for a person and facts for a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..errors import DataError
from ..readers.acled import read_acled
from ..readers.dated import read_dated
from ..readers.event_rows import EventSource
from ..readers.gtd import read_gtd
from ..readers.sniff import sniff
from ..readers.survey import WEIGHTS
from ..readers.survey_file import open_survey
from ..readers.tidy_check import TidyAccount, check_tidy
from ..readers.ucdp import read_ucdp

#: Columns that nothing reads are named up to this many.
NAMED = 12


@dataclass
class Told:
    """What a command has to say about a file.

    Parameters
    ----------
    lines : list of str
    facts : dict
    faulty : int
        Rows that cannot be meant.
    """

    lines: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    faulty: int = 0


def account(file: str, reader: str | None, asked: Mapping[str, str | None]) -> Told:
    """Go through a file once and say what it is; rows that cannot be meant are counted, not refused."""
    found = reader or ("series" if asked.get("date") else sniff(file))
    if found == "survey":
        return _survey(file)
    if found == "series" and not asked.get("date"):
        return tidy_told(check_tidy(file))
    source = open_events(file, found, asked, faults="drop")
    first: date | None = None
    last: date | None = None
    for row in source:
        first = row.first if first is None else min(first, row.first)
        last = row.last if last is None else max(last, row.last)
    return source_told(source, first, last)


def open_events(file: str, reader: str, asked: Mapping[str, Any], *, faults: str) -> EventSource:
    """Return the source of events that a command line asks for."""
    words = {name: asked.get(name) for name in ("place", "community", "kind")}
    country = asked.get("country")
    if reader == "series":
        if country:
            raise DataError(
                "a list of events has no country of its own",
                where="--country",
                mend="leave it out, or count with --place COL",
            )
        return read_dated(file, date=str(asked["date"]), end=asked.get("end"), faults=faults, **words)
    for option in ("date", "end"):
        if asked.get(option):
            raise DataError(
                f"the dates of {reader} stand in its own columns",
                where=f"--{option}",
                mend="leave the option out, or read the file with --as series",
            )
    if reader == "gtd":
        doubtful = "drop" if asked.get("drop_doubtful") else "keep"
        return read_gtd(file, country=country, doubtful=doubtful, faults=faults, **words)
    read = read_ucdp if reader == "ucdp" else read_acled
    return read(file, country=country, faults=faults, **words)


def source_told(source: EventSource, first: date | None, last: date | None) -> Told:
    """Say what a pass over a source of events has shown."""
    breaks = [one for one in source.breaks if first and last and first < one.day <= last]
    unread = source.unread
    lines = [f"{source.title}, {source.vintage}: {source.path}"]
    if first is not None:
        lines.append(f"events from {first} to {last}")
    lines += source.tally.lines()
    lines += [f"break on {one.day}: {one.why}; levels before and after do not compare" for one in breaks]
    lines += [f"unknown year: {year}" for year in source.unknown_years]
    if unread:
        more = f" and {len(unread) - NAMED} more" if len(unread) > NAMED else ""
        lines.append(f"columns not read: {', '.join(name[:40] for name in unread[:NAMED])}{more}")
    lines.append(f"licence: {source.terms.licence}; credit: {source.terms.credit}")
    lines.append(f"terms: {source.terms.reminder}")
    facts = {
        "reader": source.slug,
        "source": source.title,
        "vintage": source.vintage,
        "from": None if first is None else str(first),
        "to": None if last is None else str(last),
        "rows": source.tally.as_dict(),
        "breaks": [{"date": str(one.day), "why": one.why} for one in breaks],
        "columns_not_read": list(unread),
        **terms_told(source),
    }
    return Told(lines, facts, source.tally.faulty)


def terms_told(source: EventSource) -> dict[str, Any]:
    """Return what the source asks of its users as facts."""
    terms = source.terms
    return {
        "licence": terms.licence,
        "credit": terms.credit,
        "share": terms.share,
        "reminder": terms.reminder,
    }


def tidy_told(found: TidyAccount) -> Told:
    """Say what a tidy file is."""
    unknown = sum(found.unknown.values())
    lines = [
        f"tidy series by {found.resolution}: {found.table.path}",
        f"dates from {found.first} to {found.last}",
        *found.tally.lines(),
        f"figures: {', '.join(found.figures)}; unknown (empty) cells: {unknown:,}",
    ]
    facts = {
        "reader": "series",
        "source": "tidy series",
        "vintage": f"by {found.resolution}",
        "from": str(found.first),
        "to": str(found.last),
        "rows": found.tally.as_dict(),
        "figures": list(found.figures),
        "unknown": found.unknown,
        "breaks": [],
    }
    return Told(lines, facts)


def _survey(file: str) -> Told:
    """Say what a survey is, without reading any answer."""
    survey = open_survey(file)
    lower = {name.casefold(): name for name in survey.columns}
    weights = [lower[name] for name in WEIGHTS if name in lower]
    labels = [f"{name}: {survey.labels[name]}" for name in survey.columns if survey.labels.get(name)]
    lines = [
        f"survey ({survey.kind}) of {len(survey.columns)} columns: {survey.path}",
        f"weights: {', '.join(weights) if weights else 'none found by name'}",
        *(f"    {label}" for label in labels[:NAMED]),
        "answers are not looked at here; a table of them needs --question and --weight",
        "terms: never share single answers; name the survey and its edition with the credit",
    ]
    facts = {
        "reader": "survey",
        "source": f"survey ({survey.kind})",
        "columns": list(survey.columns),
        "weights": weights,
        "share": False,
        "reminder": "never share single answers",
    }
    return Told(lines, facts)


def bundled_files() -> list[dict[str, Any]]:
    """Return the data files of the bundled cases with their period, units and licence."""
    from ..cases.case import case, names

    told = []
    for name in names():
        found = case(name)
        series = found.told.get("series", {})
        files = []
        for path in sorted(found.folder.glob("*.csv")):
            table = found.table(path.name)
            dated = "date" in table.columns
            dates = sorted(table.texts("date")) if dated else []
            units = {slug: str(one["unit"]) for slug, one in series.items() if one.get("file") == path.name}
            files.append(
                {
                    "file": path.name,
                    "from": dates[0] if dates else "",
                    "to": dates[-1] if dates else "",
                    "rows": len(table.rows),
                    "units": units,
                }
            )
        told.append(
            {
                "case": name,
                "title": found.title,
                "files": files,
                "licence": str(found.told.get("licence", "")).strip(),
                "credit": str(found.told.get("credit", "")).strip(),
            }
        )
    return told
