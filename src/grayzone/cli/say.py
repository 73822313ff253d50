"""What a command says, and where: results on standard output, everything else on standard error.

With ``--json`` standard output holds exactly one JSON object.  With ``--quiet`` only what was asked for is
printed.  Colour appears on a terminal only, and never if ``NO_COLOR`` is set.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any, TextIO

#: Seconds between two lines of progress where there is no terminal.
PLAIN_EVERY = 5.0
#: Seconds between two drawings of the bar on a terminal.
DRAWN_EVERY = 0.1
BAR = 24


class Say:
    """The voice of one command.

    Parameters
    ----------
    as_json : bool
        Print one JSON object at the end instead of text.
    quiet : bool
        Leave out summaries, progress and the next command.
    """

    def __init__(self, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json, self.quiet = as_json, quiet
        self._facts: dict[str, Any] = {}
        self._shown = time.monotonic()
        self._first: tuple[float, float] | None = None
        self._bar = False

    def product(self, text: str) -> None:
        """Print what was asked for: it is printed with --quiet, too."""
        if not self.as_json:
            self._clear()
            write(sys.stdout, text)

    def line(self, text: str = "") -> None:
        """Print a line of a summary."""
        if not self.quiet:
            self.product(text)

    def heading(self, text: str) -> None:
        """Print a line of a summary that stands out on a terminal."""
        self.line(f"\x1b[1m{text}\x1b[0m" if coloured(sys.stdout) else text)

    def note(self, text: str) -> None:
        """Tell something about the work, on standard error."""
        if not self.quiet:
            self._clear()
            write(sys.stderr, text)

    def fact(self, **facts: Any) -> None:
        """Keep facts for the JSON object; they are not printed as text."""
        self._facts |= facts

    def progress(self, fraction: float, sentence: str) -> None:
        """Show how far the work is (0 to 1) and when it will end: a bar on a terminal, else plain lines.

        What came before the first call (compiling, mostly) is left out of the guess: it does not come again.
        """
        if self.quiet:
            return
        now = time.monotonic()
        if self._first is None:
            self._first = now, fraction
        drawn = is_terminal(sys.stderr)
        if now - self._shown < (DRAWN_EVERY if drawn else PLAIN_EVERY):
            return
        self._shown = now
        told = f"{fraction:4.0%} {sentence}{self._left(now, fraction)}"
        if not drawn:
            write(sys.stderr, told)
            return
        full = round(BAR * min(1.0, max(0.0, fraction)))
        shown = f"[{'#' * full}{'.' * (BAR - full)}] {told}"
        sys.stderr.write("\r\x1b[K" + shown[: width() - 1])
        sys.stderr.flush()
        self._bar = True

    def _left(self, now: float, fraction: float) -> str:
        then, before = self._first or (now, fraction)
        if not before < fraction < 1:
            return ""
        return f", about {duration((now - then) * (1 - fraction) / (fraction - before))} left"

    def end(self, next_command: str = "") -> None:
        """End the command: print the JSON object, or name the next useful command."""
        self._clear()
        if self.as_json:
            self._facts |= {"next": next_command} if next_command else {}
            write(sys.stdout, as_json(self._facts))
        elif next_command and not self.quiet:
            write(sys.stderr, f"next: {next_command}")

    def _clear(self) -> None:
        if self._bar:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._bar = False


def refuse(sentence: str, code: int, *, json_wanted: bool = False) -> None:
    """Say why a command ended badly: one sentence, and with --json the object as well."""
    drawn = is_terminal(sys.stderr)
    if drawn:
        sys.stderr.write("\r\x1b[K")
    head = "\x1b[1;31merror:\x1b[0m" if coloured(sys.stderr) else "error:"
    write(sys.stderr, f"{head} {sentence}")
    if json_wanted:
        write(sys.stdout, as_json({"error": sentence, "exit_code": code}))


def write(stream: TextIO, text: str) -> None:
    """Write a text that ends in one line feed, whatever the stream's encoding can say."""
    whole = text if text.endswith("\n") else f"{text}\n"
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(whole.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


def as_json(facts: dict[str, Any]) -> str:
    """Return facts as JSON with sorted keys; a number that is not finite becomes null, as JSON has none."""
    return json.dumps(_finite(facts), sort_keys=True, ensure_ascii=True, indent=2, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(v) for v in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value


def duration(seconds: float) -> str:
    """Return a time as a person says it.

    >>> duration(4.2), duration(200), duration(9000)
    ('4 s', '3 min', '2 h 30 min')
    """
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def is_terminal(stream: TextIO) -> bool:
    """Whether a person may be looking."""
    return stream.isatty() and os.environ.get("TERM", "") != "dumb"


def coloured(stream: TextIO) -> bool:
    """Whether colour is wanted: on a terminal, unless ``NO_COLOR`` is set."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR")


def width() -> int:
    """Return the number of columns of the terminal."""
    try:
        return max(20, os.get_terminal_size(sys.stderr.fileno()).columns)
    except (OSError, ValueError):
        return 80
