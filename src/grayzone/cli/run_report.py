"""The report of a run's folder: what was run, the gray zone under each policy, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..evidence.ledger import Ledger
from ..figures.events import Event
from ..figures.figure import Caption, Figure, Table, table
from ..figures.ribbon import Community, gray_zone_ribbon
from ..figures.words import share
from ..ground.records import Record
from ..language.diagram import arrows
from ..measures import grayzone
from ..measures.standing import standing
from ..report.content import Caution, Check, Licence, Missing, ReportContent, Section
from ..scenarios.scenario import Scenario
from .rests_on import claims_of, sources_of
from .running import Task
from .summary import COUNTED, count, summary

Records = Mapping[Task, Record]

CAUTIONS = (
    Caution("That this happened.", "It is what follows if the model and its numbers hold."),
    Caution("What will happen next.", "A scenario says what follows from what is supposed, not what comes."),
    Caution(
        "That one response is better than another.", "Here they meet one view of the world, not its rivals."
    ),
    Caution("Anything about a person,", "or about what members of a community are like."),
)
EVENTS_SHOWN = ("attack", "shock")


def content(scenario: Scenario, manifest: Mapping[str, Any], records: Records) -> ReportContent:
    """Return what the report of a run's folder says.

    Parameters
    ----------
    scenario : Scenario
        In its resolved form.
    manifest : mapping
        Of the folder.
    records : mapping of task to record
    """
    demo = "grayzone demo --out out/demo"
    return ReportContent(
        place=scenario.title,
        question=f"If this model holds, what becomes of the gray zone in '{scenario.title.rstrip('?!.')}'?",
        answer=Missing(
            "These are runs of a model alone; nothing here was compared with what was observed."
        ),
        data_until=scenario.last,
        how_sure=(),
        not_concluded=CAUTIONS,
        what_happened=Section(tables=(_events(scenario),)) if scenario.setting.events else None,
        gray_zone=Section(
            tuple(_paragraphs(manifest)), tuple(_ribbons(scenario, records)), (_counts(records),)
        ),
        responses=Missing("Policies were run under one view of the world, so they are not ranked.", demo),
        causal_map=Section(tables=(_links(scenario),)),
        check=_check(scenario, manifest),
        chip="Scenario, not a forecast",
    )


def _paragraphs(manifest: Mapping[str, Any]) -> Iterator[str]:
    asked = manifest["question"]
    people = f"{asked['people']:,} people" if asked["people"] else "the people of the scenario"
    runs = sum(manifest["runs"].values())
    yield f"{runs} run{'s' if runs != 1 else ''} as {asked['fidelity']}, seed {asked['seed']}, {people}."
    if asked["fidelity"] == "shares":
        yield "Shares are expected flows: what chance does to people is not in them."


def _ribbons(scenario: Scenario, records: Records) -> Iterator[Figure]:
    """Draw the gray zone under each policy."""
    stated = [e for e in scenario.setting.events if e.kind in EVENTS_SHOWN]
    shown = [Event(e.date, e.name or e.kind, e.kind, bool(e.marks.get("abroad", 0))) for e in stated]
    for policy in sorted({task.policy for task in records}):
        runs = [record for task, record in sorted(records.items()) if task.policy == policy]
        inside = np.array([grayzone.gray_zone(record) for record in runs])
        total = float(np.mean([grayzone.gray_zone_total(record)[-1] for record in runs]))
        communities = [
            Community(name, inside[:, :, k], _outside(runs[0], k))
            for k, name in enumerate(standing(runs[0]).communities)
        ]
        finding = f"Under '{policy}' the model ends with {share(total)} in the gray zone"
        source = (
            f"Runs of the model ({len(runs)}); no observed series. Each community counts alike in the title."
        )
        yield gray_zone_ribbon(
            Caption(f"zone-{policy}", finding, source), runs[0].coords["day"], communities, events=shown
        )


def _outside(record: Record, community: int) -> str:
    stands = standing(record)
    out = [s for s, z in zip(stands.statuses, stands.zone[community]) if z in ("edge", "out")]
    return ", ".join(status.replace("_", " ") for status in out)


def _counts(records: Records) -> Table:
    told = summary(records)
    rows = []
    for policy, of in told.items():
        ends = [f"{name}: {share(z['start'])} to {share(z['end'])}" for name, z in of["gray_zone"].items()]
        counted = [
            count(of["counts"][slug]["mean"]) if slug in of["counts"] else "not modelled"
            for slug, *_ in COUNTED
        ]
        rows.append((policy, "; ".join(ends).replace("_", " "), *counted, of["replicates"]))
    head = ("Policy", "Share in the zone, start to end", *(words for _, words, _ in COUNTED), "Replicates")
    return table("Every policy in numbers: means over replicates, counts over the whole run", head, rows)


def _events(scenario: Scenario) -> Table:
    head = ("Date", "Kind", "Name", "Place", "Killed")
    rows = [
        (
            e.date,
            e.kind.replace("_", " "),
            e.name,
            e.place or "everywhere",
            count(float(e.marks.get("killed", 0))),
        )
        for e in scenario.setting.events
    ]
    return table("Events that the scenario states", head, rows)


def _links(scenario: Scenario) -> Table:
    found = {(a.source, a.target, a.mechanism): a for a in arrows(scenario.model)}
    rows = [
        (source, target, mechanism, "; ".join(arrow.claims) or "assumed")
        for (source, target, mechanism), arrow in sorted(found.items())
    ]
    return table("Who reads what and what it moves", ("From", "To", "Mechanism", "Rests on"), rows)


def _check(scenario: Scenario, manifest: Mapping[str, Any]) -> Check:
    asked, made = manifest["question"], manifest["made_by"]
    flags = [f"--fidelity {asked['fidelity']}", f"--seed {asked['seed']}"]
    flags += [f"--people {asked['people']}"] if asked["people"] else []
    flags += [f"--rival {asked['rival']}"] if asked["rival"] else []
    flags += [f"--set '{key}={value}'" for key, value in asked["values"].items()]
    commands = [
        (
            f"{policy} again",
            f"grayzone run scenario.yaml {' '.join(flags)} --policy {policy} --seeds {many} --out again",
        )
        for policy, many in sorted(manifest["runs"].items())
    ]
    facts = {"Scenario": asked["digest"], "Answer": manifest["answer_sha256"]}
    facts |= {f"Version of {name}": str(made[name]) for name in ("grayzone", "numba", "numpy", "python")}
    licences = [Licence("scenario.yaml", licence, credit) for licence, credit in sources_of(scenario)]
    ledger = Ledger.load()
    known = [key for key in claims_of(scenario) if key in ledger]
    return Check(tuple(commands), facts, tuple(licences), ledger.citations(known))


def records_of(folder: Path, manifest: Mapping[str, Any]) -> dict[Task, Record]:
    """Read the records of a folder, each checked against its hash.

    Raises
    ------
    DataError
        if one of them is missing or is not the file it was.
    """
    from ..errors import DataError
    from .run_folder import record_name, sha256

    found = {}
    for policy, many in sorted(manifest["runs"].items()):
        for luck in range(many):
            task = Task(policy, luck)
            name = record_name(task, manifest["question"]["seed"])
            told, path = manifest["files"].get(name), folder / name
            if told is None or not path.is_file() or sha256(path) != told["sha256"]:
                what = "is missing" if told is None or not path.is_file() else "is not the file it was"
                raise DataError(f"{name!r} {what}", where=folder.name, mend="run the same command again")
            found[task] = Record.load(path)
    return found
