"""The command ``grayzone``: its verbs by name, each loaded when it is used and not before."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from .. import __version__
from . import exits
from .say import refuse

#: Verb -> (module, what it does in one line); the line stands here so that --help loads no module.
VERBS = {
    "demo": ("case_verbs", "The main job: a real case from data to report."),
    "cases": ("case_verbs", "List the bundled cases."),
    "new": ("scenario_verbs", "Begin a scenario, a case or a mechanism."),
    "check": ("scenario_verbs", "Say whether a scenario is ready, or all that is wrong with it."),
    "explain": ("scenario_verbs", "Say in words what a scenario supposes and what it rests on."),
    "run": ("run_verb", "Run one scenario and write its folder."),
    "report": ("case_verbs", "Write the report of a folder as one offline page."),
    "odd": ("scenario_verbs", "Write the ODD document of a scenario."),
    "cite": ("case_verbs", "Name the sources that a folder, scenario or case rests on."),
    "tipping": ("study_verbs", "Say in which share of draws a known event tips a society."),
    "data": ("data_verbs", "List, check and tidy data files."),
    "warmup": ("setup_verbs", "Compile the bundled cases ahead of time."),
    "completion": ("setup_verbs", "Print the completion script of a shell."),
}

ABOUT = """A laboratory for one question: when someone attacks in order to divide a society,
which responses keep its middle ground alive?"""


class Verbs(click.Group):
    """A group that knows its verbs by name and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order in which a person meets them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a verb, or nothing if there is none of that name."""
        if cmd_name not in VERBS:
            return None
        module = import_module(f".{VERBS[cmd_name][0]}", __package__)
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), meaning) for code, meaning in exits.MEANINGS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb of a command line, or say which one is meant."""
        from ..errors import nearest

        if args and args[0] not in VERBS and not args[0].startswith("-"):
            raise exits.Refusal(f"there is no command {args[0]!r}", mend=nearest(args[0], VERBS))
        return super().resolve_command(ctx, args)


@click.group(
    cls=Verbs,
    help=ABOUT,
    epilog="Start with: grayzone demo --out out/demo",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", prog_name="grayzone", message="%(prog)s %(version)s")
def grayzone() -> None:
    """The group of all verbs."""


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and leave with its exit code; nothing but a sentence ever reaches the reader."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    code = _outcome(given)
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as ``head``, has seen enough
        sys.stderr.close()
    sys.exit(code)


def _outcome(given: list[str]) -> int:
    try:
        told: Any = grayzone.main(given, prog_name="grayzone", standalone_mode=False)
        return told if isinstance(told, int) else exits.OK
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return exits.OK
    except click.ClickException as error:
        code, sentence = exits.USAGE, _usage(error)
        shown: BaseException = error
    except (click.Abort, KeyboardInterrupt) as error:
        code, sentence = exits.ending(KeyboardInterrupt())
        shown = error
    except Exception as error:
        code, sentence = exits.ending(error)
        shown = error
    if exits.debugging():
        import traceback

        traceback.print_exception(shown)
    refuse(sentence, code, json_wanted="--json" in given)
    return code


def _usage(error: click.ClickException) -> str:
    """Return one sentence on a command line that cannot be meant."""
    from ..errors import nearest

    context = getattr(error, "ctx", None)
    help_command = f"{context.command_path} --help" if context is not None else "grayzone --help"
    if isinstance(error, click.NoSuchOption) and context is not None:
        option = error.option_name
        if context.parent is None and option in ("--json", "--quiet", "-q"):
            return f"{option} belongs behind the command, as in: grayzone cases {option}"
        known = [name for p in context.command.params for name in p.opts if name.startswith("--")]
        return f"there is no option {option}; {nearest(option, known)}"
    if isinstance(error, click.MissingParameter) and error.param is not None and context is not None:
        option = isinstance(error.param, click.Option)
        name = error.param.opts[-1] if option else error.param.make_metavar(context)
        return f"{name} is missing; see: {help_command}"
    told = error.format_message().rstrip(".").replace("\n", " ")
    return f"{told[:1].lower()}{told[1:]}; see: {help_command}"
