"""``grayzone run``: one scenario, one folder."""

from __future__ import annotations

import datetime
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import RunError
from . import exits
from .manners import verb
from .say import Say, duration
from .scenario_verbs import allowing

if TYPE_CHECKING:
    from ..engines.problem import Problem
    from ..ground.records import Record
    from ..scenarios.scenario import Scenario
    from .run_folder import RunFolder
    from .running import Bench, Task

FIDELITIES = ("agents", "counts", "shares")
MOST_REPLICATES = 10_000
#: Seconds between two writings of the manifest.
CLOSED_EVERY = 2.0


@verb(
    units="days; people; shares from 0 to 1; rates as the scenario writes them, like 0.1 / day",
    example="grayzone run paris-2015 --fidelity counts --seeds 8 --policy inclusion --out out/inclusion",
    next_command="grayzone cite DIR, or grayzone explain FILE|CASE",
)
@click.argument("scenario", metavar="FILE|CASE")
@click.option(
    "--fidelity",
    type=click.Choice(FIDELITIES),
    default="counts",
    show_default=True,
    help="Persons on a network, whole people in cells, or expected shares.",
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Which luck.")
@click.option(
    "--seeds",
    "replicates",
    type=click.IntRange(1, MOST_REPLICATES),
    default=1,
    show_default=True,
    help="How many replicates of this luck.",
)
@click.option(
    "--people", type=click.IntRange(1, 10**9), help="Another number of people in all, in proportion."
)
@click.option(
    "--threads", type=click.IntRange(1, 1024), default=1, show_default=True, help="Never changes a bit."
)
@click.option(
    "--policy", "policies", multiple=True, metavar="NAME", help="A policy; again for more, or 'all'."
)
@click.option("--rival", default="", metavar="NAME", help="A rival assumption of the scenario.")
@click.option(
    "--set", "values", multiple=True, metavar="MECHANISM.PARAMETER=VALUE", help="Another value, with unit."
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="The folder; by default out/NAME."
)
@click.option("--force", is_flag=True, help="Replace the answer to another question in the folder.")
@click.option("--allow-mechanisms", multiple=True, metavar="FILE", help="Let this file of mechanisms run.")
@click.option("--allow-plugin", multiple=True, metavar="NAME", help="Let this plug-in run.")
@click.option("--show-kernel", is_flag=True, help="Print the generated kernel instead of running it.")
def run(
    say: Say,
    scenario: str,
    fidelity: str,
    seed: int,
    replicates: int,
    people: int | None,
    threads: int,
    policies: tuple[str, ...],
    rival: str,
    values: tuple[str, ...],
    out: Path | None,
    force: bool,
    allow_mechanisms: tuple[str, ...],
    allow_plugin: tuple[str, ...],
    show_kernel: bool,
) -> int:
    """Run one scenario and write its folder.

    The folder holds the scenario with nothing left unsaid, a record per policy and replicate, tidy tables
    (people, public, events, killed) and a manifest with versions and hashes.  The same command again goes on
    where it was stopped.
    """
    from .named import named
    from .run_folder import RunFolder
    from .running import kernel_text

    asked = named(scenario, (*allow_mechanisms, *allow_plugin))
    chosen = _policies(asked, policies)
    given = _values(values)
    problems = {name: asked.problem(policy=name, people=people, values=given, rival=rival) for name in chosen}
    if show_kernel:
        text = kernel_text(problems[chosen[0]], fidelity)
        say.product(text)
        say.fact(kernel=text, fidelity=fidelity)
        say.end(f"grayzone run {scenario} --fidelity {fidelity}{allowing(allow_mechanisms, allow_plugin)}")
        return exits.OK
    for notice in asked.notices():
        say.note(f"note: {notice}")
    folder = RunFolder(
        out if out is not None else Path("out") / asked.name,
        {
            "scenario": asked.name,
            "digest": asked.digest,
            "fidelity": fidelity,
            "people": people,
            "seed": seed,
            "rival": rival,
            "values": given,
        },
        dict.fromkeys(chosen, replicates),
        force=force,
    )
    for name in folder.runs:
        problems.setdefault(name, asked.problem(policy=name, people=people, values=given, rival=rival))
    answer, told, failed = _fill(say, folder, asked, problems, threads)
    say.fact(
        folder=str(folder.path), answer_sha256=answer, scenario=asked.name, fidelity=fidelity, policies=told
    )
    _tell(say, folder, told)
    if failed:
        say.end("mend what failed, then give the same command again")
        return exits.PARTIAL
    say.end(f"grayzone report {folder.path}{allowing(allow_mechanisms, allow_plugin)}")
    return exits.OK


def _fill(
    say: Say, folder: RunFolder, asked: Scenario, problems: dict[str, Problem], threads: int
) -> tuple[str, dict[str, Any], list[str]]:
    """Run what is missing, write everything; return the hash of the answer, the summary, and what failed."""
    from .running import Bench
    from .summary import summary

    begun, clock = datetime.datetime.now(datetime.UTC), time.monotonic()
    tasks = folder.tasks()
    there: dict[Task, Record] = {task: folder.load(task) for task in tasks if folder.holds(task)}
    if there:
        say.note(f"{len(there)} of {len(tasks)} records are there already")
    missing = [task for task in tasks if task not in there]
    _put_scenario(folder, asked)
    bench = Bench(problems, folder.question["fidelity"], folder.question["seed"], threads, say.progress)
    failed = _run(say, folder, bench, missing, there)
    if failed and not there:
        raise next(iter(failed.values()))
    _put_tables(folder, asked, there)
    spent = time.monotonic() - clock
    refusals = [f"{task.policy}, replicate {task.replicate}: {why}" for task, why in sorted(failed.items())]
    answer = folder.close(
        "partial" if failed else "finished",
        failed=refusals,
        threads=threads,
        times={"begun": begun.isoformat(timespec="seconds"), "seconds": round(spent, 3)},
    )
    say.fact(seconds=round(spent, 3), records=len(there), ran=len(missing) - len(failed), failed=refusals)
    say.note(f"{len(missing)} run{'s' if len(missing) != 1 else ''} in {duration(spent)}")
    return answer, summary(there), refusals


def _run(
    say: Say, folder: RunFolder, bench: Bench, missing: list[Task], there: dict[Task, Record]
) -> dict[Task, RunError]:
    """Keep every record as it comes; return what failed.

    The manifest, which says which records count, is written every few seconds and when the work stops for
    whatever reason.
    """
    failed: dict[Task, RunError] = {}
    folder.close("unfinished")
    closed = time.monotonic()
    try:
        for task, record in bench.records(missing):
            if isinstance(record, RunError):
                failed[task] = record
                say.note(f"failed: {task.policy}, replicate {task.replicate}: {record.sentence()}")
                continue
            folder.keep(task, record)
            there[task] = record
            if time.monotonic() - closed > CLOSED_EVERY:
                folder.close("unfinished")
                closed = time.monotonic()
    finally:
        folder.close("unfinished")
    return failed


#: What a case says of its observations; their tables stay with the case, and a run does not read them.
OBSERVED = ("series", "breaks", "held_out")


def _put_scenario(folder: RunFolder, asked: Scenario) -> None:
    """Write the scenario, and the code that it names, so that the folder can be run again elsewhere."""
    from ..scenarios.spelling import as_yaml

    resolved = {key: value for key, value in asked.resolved().items() if key not in OBSERVED}
    folder.put("scenario.yaml", as_yaml(resolved).encode("utf-8"))
    for source in asked.setting.sources:
        if source.file and asked.folder is not None:
            folder.put(source.file, (asked.folder / source.file).read_bytes())


def _put_tables(folder: RunFolder, asked: Scenario, records: dict[Task, Record]) -> None:
    from . import tables

    ladders = asked.setting.ladders
    steps = {c.name: ladders[c.ladder].steps for c in asked.society.communities}
    folder.put("people.csv", tables.people(records, steps))
    folder.put("public.csv", tables.public(records))
    folder.put("events.csv", tables.events(records))
    folder.put("killed.csv", tables.killed(records))


def _tell(say: Say, folder: RunFolder, told: dict[str, Any]) -> None:
    from .summary import lines

    for is_heading, text in lines(told):
        if is_heading:
            say.heading(text)
        else:
            say.line(text)
    say.product(str(folder.path))


def _policies(asked: Scenario, given: tuple[str, ...]) -> list[str]:
    """Return the policies to run; each is looked up, so that a wrong name is refused before anything runs."""
    wanted = list(asked.policies) if "all" in given else list(given) or ["as_happened"]
    return sorted({asked.policy(name).name for name in wanted})


def _values(given: tuple[str, ...]) -> dict[str, str]:
    """Return ``--set`` as a mapping of parameter to text."""
    found = {}
    for one in given:
        key, sign, value = one.partition("=")
        if not sign or not key.strip() or not value.strip():
            raise exits.Refusal(f"--set {one!r} has no value", mend="write it like --set 'fear.lasts=8 day'")
        found[key.strip()] = value.strip()
    return dict(sorted(found.items()))
