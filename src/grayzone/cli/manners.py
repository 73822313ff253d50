"""What all verbs share: --json, --quiet, and a help text that names units and the next command."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from .say import Say


class Verb(click.Command):
    """A command whose help ends with its units and with the next useful command, each on its own line."""

    closing: tuple[tuple[str, str], ...] = ()

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the closing lines."""
        with formatter.section("To know"):
            formatter.write_dl(self.closing)


def verb(*, units: str, next_command: str, example: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function a verb; it is called with a :class:`Say` before its own arguments.

    Parameters
    ----------
    units : str
        In which units its numbers are.
    next_command : str
        What is useful after it.
    example : str
        A command line that works.
    """

    def decorate(function: Callable[..., Any]) -> click.Command:
        @functools.wraps(function)
        def spoken(as_json: bool, quiet: bool, **arguments: Any) -> Any:
            return function(Say(as_json, quiet), **arguments)

        given = getattr(function, "__click_params__", [])
        spoken.__click_params__ = [  # type: ignore[attr-defined]
            click.Option(["--quiet", "-q", "quiet"], is_flag=True, help="Print only what was asked for."),
            click.Option(
                ["--json", "as_json"], is_flag=True, help="Print one JSON object; logs go to stderr."
            ),
            *given,
        ]
        command = click.command(cls=Verb)(spoken)
        command.closing = (("Units", units), ("Example", example), ("Next", next_command))
        return command

    return decorate
