"""The verbs about many runs of one question: tipping."""

from __future__ import annotations

from typing import Any

import click

from . import exits
from .manners import verb
from .say import Say
from .scenario_verbs import allow_mechanisms, allow_plugin


@verb(
    units="shares of draws; the median ratio is events after against before",
    example="grayzone tipping iraq-2003 --event 2006-02-22 --off protection",
    next_command="grayzone explain FILE|CASE",
)
@click.argument("what", metavar="FILE|CASE")
@click.option("--event", required=True, metavar="DATE", help="The day of a known event, like 2006-02-22.")
@click.option("--off", multiple=True, metavar="NAME", help="A mechanism, or one parameter, to run without.")
@click.option("--draws", type=click.IntRange(4, 100_000), default=256, show_default=True, help="Draws from the priors.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Which luck.")
@click.option("--threads", type=click.IntRange(1, 1024), default=1, show_default=True, help="Never changes a bit.")
@allow_mechanisms
@allow_plugin
def tipping(
    say: Say,
    what: str,
    event: str,
    off: tuple[str, ...],
    draws: int,
    seed: int,
    threads: int,
    allow_mechanisms: tuple[str, ...],
    allow_plugin: tuple[str, ...],
) -> int:
    """Say in which share of draws a known event tips a society.

    Each mechanism that is switched off says how much of it the answer rests on.  Tipped means that violence a
    year after the event is at least twice what it was before; incomplete recovery, that it has not come back two
    years after.  All are run with the same draws.
    """
    from ..studies.tipping import tipping_shares
    from .named import named

    scenario = named(what, (*allow_mechanisms, *allow_plugin))
    table = tipping_shares(scenario, event, draws, off, seed=seed, threads=threads)
    for line in str(table).splitlines():
        say.line(line)
    rows: list[dict[str, Any]] = [vars(row) for row in table.rows]
    say.fact(event=table.event, draws=table.draws, rows=rows, caution=table.caution)
    difference = table.makes_the_difference()
    if difference and difference[0][1] > 0:
        points = 100 * difference[0][1]
        say.line(f"without {difference[0][0]}, incomplete recovery is rarer by {points:.0f} points of all draws")
    say.end(f"grayzone explain {what}")
    return exits.OK
