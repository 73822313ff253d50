"""The verbs about a scenario before it runs: new, check, explain, odd."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import exits
from .manners import verb
from .say import Say

if TYPE_CHECKING:
    from ..scenarios.scenario import Scenario

KINDS = ("scenario", "case", "mechanism")

allow_mechanisms = click.option(
    "--allow-mechanisms", multiple=True, metavar="FILE", help="Let this file of mechanisms run."
)
allow_plugin = click.option("--allow-plugin", multiple=True, metavar="NAME", help="Let this plug-in run.")


def allowing(mechanisms: Sequence[str], plugins: Sequence[str]) -> str:
    """Return the flags with which code was allowed, so that the next command can be given as it stands."""
    words = [f" --allow-mechanisms {file}" for file in mechanisms] + [f" --allow-plugin {name}" for name in plugins]
    return "".join(words)


@verb(
    units="rates and times in a scenario carry their unit, like 0.1 / day or 8 day; shares go from 0 to 1",
    example="grayzone check two-towns.yaml",
    next_command="grayzone run FILE|CASE",
)
@click.argument("scenario", metavar="FILE|CASE")
@allow_mechanisms
@allow_plugin
def check(say: Say, scenario: str, allow_mechanisms: tuple[str, ...], allow_plugin: tuple[str, ...]) -> int:
    """Say whether a scenario is ready, or all that is wrong with it.

    A ready scenario is printed with nothing left unsaid.  Otherwise there is one line per fault: file, line
    and column, what is wrong, and how to mend it.
    """
    from .named import named

    asked = named(scenario, (*allow_mechanisms, *allow_plugin))
    faults = asked.check()
    if faults:
        for fault in faults:
            say.product(str(fault))
        say.fact(ready=False, faults=[vars(fault) for fault in faults])
        say.end(f"mend the file, then: grayzone check {scenario}{allowing(allow_mechanisms, allow_plugin)}")
        return exits.USAGE
    notices = asked.notices()
    for notice in notices:
        say.note(f"note: {notice}")
    say.product("ready")
    say.line(asked.resolved_text())
    say.fact(ready=True, faults=[], notices=notices, digest=asked.digest, resolved=asked.resolved())
    say.end(f"grayzone run {scenario}{allowing(allow_mechanisms, allow_plugin)}")
    return exits.OK


@verb(
    units="the new file carries units in its text, like 0.1 / day; people are whole numbers",
    example="grayzone new two-towns",
    next_command="grayzone check FILE",
)
@click.argument("words", nargs=-1, required=True, metavar="[scenario|case|mechanism] NAME")
@click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Where; by default here.",
)
def new(say: Say, words: tuple[str, ...], folder: Path) -> int:
    """Begin a scenario, a case or a mechanism.

    Writes NAME.yaml, the folder NAME of a case, or NAME.py with one mechanism.  What is there already is
    never written over.
    """
    from ..errors import nearest

    if len(words) > 2:
        raise exits.Refusal(
            f"'new' takes a kind and one name, not {len(words)} words", mend="put - between words"
        )
    kind, name = words if len(words) == 2 else ("scenario", words[0])
    if kind not in KINDS:
        raise exits.Refusal(f"there is no new {kind!r}", mend=nearest(kind, KINDS))
    if len(words) == 1 and name in KINDS:
        raise exits.Refusal(f"the new {name} has no name", mend=f"write: grayzone new {name} NAME")
    files = _new_files(kind, name)
    there = [path for path in files if (folder / path).exists()]
    if there:
        raise exits.Refusal(f"{there[0]!r} is there already", mend="give another name, or remove it yourself")
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with (folder / path).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        say.product(str(folder / path))
    say.fact(kind=kind, files=[str(folder / path) for path in files])
    first = str(folder / next(iter(files)))
    if kind == "mechanism":
        own = next(iter(files))
        say.end(f"name it in a scenario (mechanisms: [{own}]), then: grayzone check FILE --allow-mechanisms {own}")
    else:
        say.end(f"grayzone check {first}")
    return exits.OK


def _new_files(kind: str, name: str) -> dict[str, str]:
    """Return the files of something new, by their paths, the one to look at first."""
    from ..language.mechanism import snake
    from ..scenarios import template

    if kind == "scenario":
        return {f"{name}.yaml": template.new_scenario(name)}
    if kind == "case":
        return {f"{name}/{path}": text for path, text in template.case_files(name).items()}
    text = template.new_mechanism(name)
    return {f"{snake(name.replace('-', '_'))}.py": text}


@verb(
    units="each number is told in the unit in which it was written",
    example="grayzone explain paris-2015",
    next_command="grayzone odd FILE|CASE, or grayzone cite FILE|CASE",
)
@click.argument("scenario", metavar="FILE|CASE")
@allow_mechanisms
@allow_plugin
def explain(say: Say, scenario: str, allow_mechanisms: tuple[str, ...], allow_plugin: tuple[str, ...]) -> int:
    """Say in words what a scenario supposes and what it rests on.

    First the society, the events and the policies; then each mechanism with its numbers, their ranges, and
    the claim or the assumption behind each.
    """
    from ..language.explain import explain as of_model
    from .named import named

    asked = named(scenario, (*allow_mechanisms, *allow_plugin))
    statement, told = asked.statement(), of_model(asked.model)
    say.product(statement)
    say.product(str(told))
    say.fact(scenario=asked.name, statement=statement, model=str(told), assumed_only=list(told.assumed_only))
    say.end(f"grayzone odd {scenario}{allowing(allow_mechanisms, allow_plugin)}")
    return exits.OK


@verb(
    units="each number is told in the unit in which it was written",
    example="grayzone odd paris-2015 --out paris-odd.md",
    next_command="grayzone run FILE|CASE",
)
@click.argument("scenario", metavar="FILE|CASE")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of printing."
)
@click.option("--force", is_flag=True, help="Write over the file.")
@allow_mechanisms
@allow_plugin
def odd(
    say: Say,
    scenario: str,
    out: Path | None,
    force: bool,
    allow_mechanisms: tuple[str, ...],
    allow_plugin: tuple[str, ...],
) -> int:
    """Write the ODD document of a scenario.

    Overview, design concepts, details, as Markdown: the seven elements that journals ask for, taken
    from the model itself.
    """
    from ..language.odd import odd as document
    from .named import named
    from .run_folder import place_whole

    asked = named(scenario, (*allow_mechanisms, *allow_plugin))
    text = document(asked.model, _facts(asked))
    if out is None:
        say.product(text)
    else:
        refuse_to_write_over(out, force)
        place_whole(out, lambda path: path.write_text(text, encoding="utf-8", newline="\n"))
        say.product(str(out))
        say.fact(file=str(out))
    say.fact(scenario=asked.name, odd=text)
    say.end(f"grayzone run {scenario}{allowing(allow_mechanisms, allow_plugin)}")
    return exits.OK


def refuse_to_write_over(path: Path, force: bool) -> None:
    """Refuse a file that is there already, unless the person said --force; and a folder in any case."""
    if path.is_dir():
        raise exits.Refusal(f"{str(path)!r} is a folder", mend="give the name of a file with --out")
    if not path.parent.is_dir():
        raise exits.Refusal(
            f"there is no folder {str(path.parent)!r}", mend="make it, or choose another --out"
        )
    if path.exists() and not force:
        raise exits.Refusal(
            f"{str(path)!r} is there already", mend="give another --out, or --force to replace it"
        )


def _facts(asked: Scenario) -> dict[str, Any]:
    """Return what the ODD document says beside the model, in sentences."""
    society, setting = asked.society, asked.setting
    where = f" in {len(society.places)} places" if len(society.places) > 1 else ""
    communities = [
        f"{c.name}: {c.people:,} people on the ladder `{c.ladder}`{where}." for c in society.communities
    ]
    start = [
        f"{c.name} starts as {', '.join(f'{status} {share:g}' for status, share in c.start.items())}."
        for c in society.communities
    ]
    known = sum(setting.period[0] <= e.date <= setting.period[1] for e in setting.events)
    branch = f" Policies begin on {asked.branch}." if asked.branch is not None else ""
    return {
        "title": asked.title,
        **({"purpose": setting.form.about} if setting.form.about else {}),
        "society": [*communities, society.ties.describe()],
        "period": f"{asked.first} to {asked.last}, {setting.days} days of one day each.{branch}",
        "initialisation": start,
        "input data": f"{known} stated events; {len(setting.drivers)} driver series.",
        "responses": [f"{p.label} (`{name}`)" for name, p in asked.policies.items()],
    }
