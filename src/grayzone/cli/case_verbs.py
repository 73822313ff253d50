"""The verbs about cases and results: cases, demo, report, cite."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import exits
from .manners import verb
from .say import Say
from .scenario_verbs import allow_mechanisms, allow_plugin, allowing, refuse_to_write_over

if TYPE_CHECKING:
    from ..scenarios.scenario import Scenario

REPORT = "report.html"


@verb(
    units="dates are ISO dates; people are counts",
    example="grayzone cases",
    next_command="grayzone explain CASE",
)
def cases(say: Say) -> int:
    """List the bundled cases.

    Each is a real place and time: aggregate figures with their sources, a society, a model, and what
    is missing.
    """
    from ..cases.case import case
    from .named import case_names

    told = []
    for name in case_names():
        found = case(name)
        scenario = found.scenario
        people = sum(community.people for community in scenario.society.communities)
        say.product(f"{name}  {found.title}")
        say.line(f"    {scenario.first} to {scenario.last}, {people:,} people. {found.about}")
        told.append(
            {
                "name": name,
                "title": found.title,
                "about": found.about,
                "from": str(scenario.first),
                "to": str(scenario.last),
                "people": people,
            }
        )
    say.fact(cases=told)
    say.end(f"grayzone explain {told[0]['name']}" if told else "grayzone new case NAME")
    return exits.OK


@verb(
    units="days; people; shares of a community; the report names each unit beside its number",
    example="grayzone demo --out out/demo",
    next_command="open the report in a browser, then: grayzone explain CASE",
)
@click.option(
    "--case", "name", default="paris-2015", show_default=True, metavar="CASE", help="Which bundled case."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out/demo"),
    show_default=True,
    metavar="DIR",
    help="The folder.",
)
@click.option(
    "--draws", type=click.IntRange(1, 100_000), help="Draws of the parameters; more is slower and surer."
)
@click.option(
    "--threads", type=click.IntRange(1, 1024), help="Never changes a bit; by default all processors."
)
def demo(say: Say, name: str, out: Path, draws: int | None, threads: int | None) -> int:
    """The main job: a real case from data to report.

    Reads the observed figures of a bundled case, compares five responses under three rival views of what
    restriction does, and writes one offline page.
    """
    import os

    from ..cases.case import case

    case(name)  # an unknown case is refused before any work
    from ..briefs import demo as job

    given = {} if draws is None else {"draws": draws}
    report = job.demo(out, case=name, threads=threads or os.cpu_count() or 1, say=say.progress, **given)
    say.fact(report=str(report), case=name, **_who_leads(say, out))
    say.product(str(report))
    say.end(f"open {report} in a browser, then: grayzone explain {name}")
    return exits.OK


@verb(
    units="shares of a community; events and people are counts over the run; dates are ISO dates",
    example="grayzone report out/two-towns --out two-towns.html",
    next_command="open the page in a browser, then: grayzone cite DIR",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE.html", help="By default DIR/report.html."
)
@click.option("--force", is_flag=True, help="Write over the file.")
@allow_mechanisms
@allow_plugin
def report(
    say: Say,
    folder: Path,
    out: Path | None,
    force: bool,
    allow_mechanisms: tuple[str, ...],
    allow_plugin: tuple[str, ...],
) -> int:
    """Write the report of a folder as one offline page.

    The page of a run shows the gray zone under each policy and on what its numbers rest.  A comparison of
    responses under rival views is the work of 'grayzone demo', which writes its own report.
    """
    if _is_brief(folder):
        from ..briefs import demo as job

        page_of_brief = out if out is not None else folder / REPORT
        if out is not None:
            refuse_to_write_over(out, force)
        job.report(folder, page_of_brief)
        say.product(str(page_of_brief))
        say.fact(report=str(page_of_brief), bytes=page_of_brief.stat().st_size)
        say.end(f"open {page_of_brief} in a browser, then: grayzone cite {folder}")
        return exits.OK

    from ..report.pages import render
    from .run_folder import place_whole, read_manifest
    from .run_report import content, records_of

    scenario = _of_folder(folder, (*allow_mechanisms, *allow_plugin))
    manifest = read_manifest(folder)
    target = out if out is not None else folder / REPORT
    if out is not None:
        refuse_to_write_over(out, force)
    page = render(content(scenario, manifest, records_of(folder, manifest))).encode("utf-8")
    place_whole(target, lambda path: path.write_bytes(page))
    say.product(str(target))
    say.fact(report=str(target), bytes=len(page))
    flags = allowing(allow_mechanisms, allow_plugin)
    say.end(f"open {target} in a browser, then: grayzone cite {folder}{flags}")
    return exits.OK


@verb(
    units="none; the file is BibTeX",
    example="grayzone cite out/two-towns > sources.bib",
    next_command="grayzone explain FILE|CASE",
)
@click.argument("what", metavar="DIR|FILE|CASE")
@allow_mechanisms
@allow_plugin
def cite(say: Say, what: str, allow_mechanisms: tuple[str, ...], allow_plugin: tuple[str, ...]) -> int:
    """Name the sources that a folder, scenario or case rests on.

    BibTeX of exactly the claims behind its numbers, with how each was read; the credit of its data stands
    in front.
    """
    from .named import named
    from .rests_on import citation, claims_of

    if _is_folder(what) and _is_brief(Path(what)):
        from ..briefs import demo as job

        bibtex = job.cite(Path(what))
        say.product(bibtex)
        say.fact(bibtex=bibtex)
        say.end(f"grayzone report {what}")
        return exits.OK
    allow = (*allow_mechanisms, *allow_plugin)
    scenario = _of_folder(Path(what), allow) if _is_folder(what) else named(what, allow)
    text = citation(scenario)
    say.product(text)
    say.fact(claims=claims_of(scenario), bibtex=text)
    explained = Path(what) / "scenario.yaml" if _is_folder(what) else what
    say.end(f"grayzone explain {explained}{allowing(allow_mechanisms, allow_plugin)}")
    return exits.OK


def _who_leads(say: Say, folder: Path) -> dict[str, Any]:
    """Say which response leads most often, under each rival and their mixture."""
    from ..briefs.kept import load
    from ..briefs.words import leader

    kept = load(folder)
    rivals = (*kept.compared.rivals, "mixture")
    say.heading("Most often ahead, share of draws (from the priors only; nothing was fitted)")
    told: dict[str, dict[str, list[Any]]] = {}
    for outcome in ("gray_zone", "attacks", "hate_incidents", "recruits"):
        told[outcome] = {rival: list(leader(kept, outcome, rival)) for rival in rivals}
        words = [f"{rival}: {name} {share:.0%}" for rival, (name, share) in told[outcome].items()]
        say.line(f"  {outcome.replace('_', ' '):15} {'; '.join(words)}")
    say.line("  These data do not inform alienation, recruitment, or which rival holds.")
    return {"leads": told}


def _is_brief(folder: Path) -> bool:
    """Whether a folder holds what 'grayzone demo' wrote."""
    return (folder / "setting.json").is_file() and (folder / "outcomes.parquet").is_file()


def _is_folder(what: str) -> bool:
    from .named import case_names

    return what not in case_names() and Path(what).is_dir()


def _of_folder(folder: Path, allow: tuple[str, ...]) -> Scenario:
    """Return the scenario of a folder that grayzone wrote.

    Raises
    ------
    DataError
        if there is no such folder, or it has no scenario.
    """
    from ..errors import DataError
    from ..scenarios.faults import quoted
    from ..scenarios.scenario import Scenario

    if not folder.is_dir():
        raise DataError(
            f"there is no folder {quoted(str(folder))}", mend="name one that 'grayzone run' wrote"
        )
    if not (folder / "scenario.yaml").is_file():
        raise DataError(
            f"the folder {quoted(str(folder))} holds no scenario", mend="name one that 'grayzone run' wrote"
        )
    return Scenario.load(folder / "scenario.yaml", allow=allow)
