"""How a command ends: a number for programs, a sentence for people, a report file for our own mistakes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ..errors import GrayzoneError, InternalError

OK = 0
FAILED = 1
USAGE = 2
DATA = 3
PARTIAL = 4
BUG = 70
INTERRUPTED = 130

#: What each number says, for the help text and the manual.
MEANINGS = {
    OK: "all is well",
    FAILED: "a run started and failed",
    USAGE: "wrong usage, or a scenario that cannot be meant",
    DATA: "a data file that cannot be used",
    PARTIAL: "only a part of the results was made",
    BUG: "a mistake of grayzone itself; a report file says more",
    INTERRUPTED: "interrupted; the same command goes on from there",
}


class Refusal(GrayzoneError):
    """A command line that cannot be meant."""

    exit_code = USAGE


def ending(error: BaseException) -> tuple[int, str]:
    """Return the exit code of an error and the sentence for it.

    A mistake of the library leaves a report file behind, and the sentence says where it is.
    """
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED, "interrupted; the same command goes on from what is finished"
    if isinstance(error, GrayzoneError) and not isinstance(error, InternalError):
        return error.exit_code, error.sentence()
    if isinstance(error, MemoryError):
        return FAILED, "the memory of this machine is too small; lower --people or --seeds"
    if isinstance(error, OSError):
        return FAILED, system_refusal(error)
    path = bug_report(error, sys.argv[1:])
    what = error.sentence() if isinstance(error, InternalError) else f"{type(error).__name__} inside grayzone"
    told = f"the report is {path}" if path else "its report could not be written; set GRAYZONE_DEBUG=1"
    return BUG, f"{what}: this is a mistake of grayzone, not yours; {told}; please send it to us"


def system_refusal(error: OSError) -> str:
    """Say what the operating system refused, without a path that is not the reader's own.

    >>> system_refusal(OSError(28, "No space left on device", "out/people.csv"))
    "'people.csv' cannot be written or read (no space left on device); check it, or choose another place"
    """
    reason = (error.strerror or type(error).__name__).lower()
    name = os.path.basename(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else ""
    subject = repr(name) if name else "a file"
    return f"{subject} cannot be written or read ({reason}); check it, or choose another place"


def bug_report(error: BaseException, arguments: Sequence[str]) -> str:
    """Write what we need to mend our own mistake; return the file's path, or nothing if no place takes it.

    The folder of the user is written as ``~``; nothing else is read from the machine.
    """
    import platform
    import tempfile
    import traceback

    from .. import __version__

    told = "".join(traceback.format_exception(error))
    text = (
        f"grayzone {__version__}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}\n"
        f"command: grayzone {' '.join(arguments)}\n\n{told}"
    )
    text = text.replace(os.path.expanduser("~") + os.sep, "~" + os.sep)
    for folder in (os.curdir, tempfile.gettempdir()):
        try:
            handle, path = tempfile.mkstemp(prefix="grayzone-bug-", suffix=".txt", dir=folder)
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
            return os.path.relpath(path) if folder == os.curdir else path
        except OSError:
            continue
    return ""


def debugging() -> bool:
    """Whether the person asked for tracebacks (``GRAYZONE_DEBUG=1``)."""
    return os.environ.get("GRAYZONE_DEBUG", "") not in ("", "0")
