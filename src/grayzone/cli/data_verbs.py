"""The verbs about data files: what is bundled, what a file is, and how it becomes tidy counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from . import exits
from .manners import Verb, verb
from .say import Say

#: Readers by name; the words stand here so that --help loads no reader.
READERS = ("ucdp", "acled", "gtd", "series", "survey")


class DataVerbs(click.Group):
    """A group whose help ends like that of a verb."""

    closing = (
        ("Units", "events are counts; deaths are people; a week is dated by its Monday"),
        ("Example", "grayzone data check events.csv --json"),
        ("Next", "grayzone data tidy FILE --as ucdp --out DIR"),
    )
    format_epilog = Verb.format_epilog


@click.group(cls=DataVerbs, context_settings={"max_content_width": 100})
def data() -> None:
    """List, check and tidy data files.

    A raw file of UCDP, ACLED, GTD, a survey, or a list of events becomes a small tidy table of counts, with
    an account of every row.  All three take --json and --quiet.
    """


def columns(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name columns of the file."""
    for option, words in (
        ("--kind", "Column of the kind of event; by default the source's own."),
        ("--community", "Column of the community; no source has one of itself."),
        ("--place", "Column of the place; by default the source's first administrative unit."),
        ("--end", "For a list of events: column of the last day."),
        ("--date", "For a list of events: column of the (first) day."),
    ):
        function = click.option(option, metavar="COL", help=words)(function)
    return function


@verb(
    units="those of each series, as its case states them",
    example="grayzone data list",
    next_command="grayzone data check FILE",
)
def list_files(say: Say) -> int:
    """List the data files of the bundled cases.

    With their period, units and licence.
    """
    from .data_account import bundled_files

    told = bundled_files()
    for case in told:
        say.product(f"{case['case']}  {case['title']}")
        for file in case["files"]:
            period = f"{file['from']} to {file['to']}, " if file["from"] else ""
            units = "; ".join(f"{name}: {unit}" for name, unit in file["units"].items())
            say.product(f"    {file['file']}  {period}{file['rows']:,} rows{'; ' + units if units else ''}")
        say.line(f"    licence: {case['licence']}")
        say.line(f"    credit: {case['credit']}")
    say.fact(cases=told)
    say.end("grayzone data check FILE")
    return exits.OK


@verb(
    units="rows, and dates as ISO dates",
    example="grayzone data check ged231.csv.gz",
    next_command="grayzone data tidy FILE --as READER --out DIR",
)
@click.argument("file", metavar="FILE")
@click.option("--as", "reader", type=click.Choice(READERS), help="Which reader; by default the header tells.")
@click.option("--country", metavar="NAME", help="Only this country, by name or the source's number.")
@columns
def check(say: Say, file: str, reader: str | None, **asked: str | None) -> int:
    """Say what a data file is, and what would become of each of its rows.

    Nothing is written.  Exit code 3 if rows cannot be meant.
    """
    from .data_account import account

    told = account(file, reader, asked)
    for line in told.lines:
        say.product(line)
    say.fact(**told.facts)
    if told.faulty:
        say.end("mend these rows, or leave them out with: grayzone data tidy FILE ... --drop-faulty")
        return exits.DATA
    say.end(f"grayzone data tidy {file} --as {told.facts['reader']} --out DIR")
    return exits.OK


@verb(
    units="events are counts; deaths are people; shares are 0 to 1; a week is dated by its Monday",
    example="grayzone data tidy ged231.csv --as ucdp --country Iraq --by place --resolution month --out tidy",
    next_command="grayzone new case NAME",
)
@click.argument("file", metavar="FILE")
@click.option("--as", "reader", type=click.Choice(READERS), required=True, help="Which reader.")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="The folder; empty or new."
)
@click.option("--by", metavar="WORDS", help="Of place,community,kind: kinds become columns.")
@click.option("--resolution", type=click.Choice(("day", "week", "month")), help="Step; by default a day.")
@click.option(
    "--dates",
    type=click.Choice(("spread", "start", "drop")),
    help="A date known to a span only: spread over it (the default), put on its first day, or dropped if it "
    "is not in one step.",
)
@click.option("--from", "first", metavar="DATE", help="First day; by default that of the events.")
@click.option("--to", "last", metavar="DATE", help="Last day; by default that of the events.")
@click.option("--country", metavar="NAME", help="Only this country, by name or the source's number.")
@columns
@click.option("--question", metavar="COL", help="For a survey: column of the answers, numbers in an order.")
@click.option("--weight", metavar="COL", help="For a survey: column of the weights; never guessed.")
@click.option("--group", metavar="COL", help="For a survey: column of the group.")
@click.option("--period", metavar="COL", help="For a survey: column of the period.")
@click.option("--missing", metavar="CODES", help="For a survey: codes of no answer, as in 77,88,99.")
@click.option("--drop-faulty", is_flag=True, help="Drop and count rows that cannot be meant.")
@click.option("--drop-doubtful", is_flag=True, help="For GTD: drop events that may be no terrorism.")
@click.option("--force", is_flag=True, help="Write over the two files of an earlier time.")
def tidy(say: Say, file: str, reader: str, out: Path, force: bool, **asked: Any) -> int:
    """Make tidy counts, or marginals of a survey, from a raw data file.

    Writes one CSV table and a README with the account of all rows, the credit and the terms of the source.
    Only counts and shares leave the file: no row, no text, no person.
    """
    from .data_folder import check_folder, write_tidy

    check_folder(out, force)
    told = write_tidy(file, reader, out, asked)
    for line in told.lines:
        say.line(line)
    for name in told.facts["files"]:
        say.product(str(out / name))
    say.fact(**told.facts)
    if not told.facts["share"]:
        say.note(f"terms: {told.facts['reminder']}")
    say.end("grayzone new case NAME, and name the table among its series")
    return exits.OK


data.add_command(list_files, "list")
data.add_command(check, "check")
data.add_command(tidy, "tidy")
