"""The verbs that make the command itself comfortable: warmup, completion."""

from __future__ import annotations

import click

from . import exits
from .manners import verb
from .say import Say, duration

SHELLS = ("bash", "zsh", "fish")
#: People of a society that is run only so that its kernel is compiled.
FEW = 200


@verb(
    units="seconds of compiling",
    example="grayzone warmup",
    next_command="grayzone demo --out out/demo",
)
@click.argument("scenarios", nargs=-1, metavar="[FILE|CASE]...")
def warmup(say: Say, scenarios: tuple[str, ...]) -> int:
    """Compile the bundled cases ahead of time.

    Or the scenarios that are named.  Kernels stay in the cache (GRAYZONE_CACHE, else the user's cache
    folder), so that first runs do not wait.
    """
    import time

    from .named import case_names, named
    from .running import FIDELITIES, compile_kernel

    wanted = list(scenarios) or case_names()
    spent: dict[str, float] = {}
    begun = time.monotonic()
    for done, word in enumerate(wanted):
        started = time.monotonic()
        for step, fidelity in enumerate(FIDELITIES):
            say.progress((done + step / len(FIDELITIES)) / len(wanted), f"{word} as {fidelity}")
            compile_kernel(named(word).problem(people=FEW), fidelity)
        spent[word] = round(time.monotonic() - started, 3)
        say.line(f"{word}: ready ({duration(spent[word])})")
    say.fact(seconds=spent)
    say.note(f"{len(wanted)} compiled in {duration(time.monotonic() - begun)}")
    say.end("grayzone demo --out out/demo")
    return exits.OK


@verb(
    units="none",
    example="grayzone completion bash > ~/.local/share/bash-completion/completions/grayzone",
    next_command="open a new shell, then: grayzone <TAB>",
)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(say: Say, shell: str) -> int:
    """Print the completion script of a shell.

    With it, the shell completes commands and options at the TAB key."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # the three shells are click's own
    context = click.get_current_context().find_root()
    complete = kind(context.command, {}, "grayzone", "_GRAYZONE_COMPLETE")
    script = complete.source_template % complete.source_vars()
    say.product(script)
    say.fact(shell=shell, script=script)
    say.end("open a new shell, then: grayzone <TAB>")
    return exits.OK
