"""What went wrong, where, and how to mend it: one family of errors for the whole house.

Every refusal is one sentence made of three parts, so that a person who has never seen the code knows what to change::

    town.yaml:12:9: community 'north' has no people; give a whole number above 0
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class GrayzoneError(Exception):
    """Root of the family.

    Parameters
    ----------
    what : str
        What is wrong, in one clause, without a full stop.
    where : str
        ``file:line:column``, ``file:line``, a parameter or a lever; empty if there is no place to point at.
    mend : str
        How to put it right, in one clause.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what, self.where, self.mend = what, where, mend
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """Return the three parts as one line."""
        head = f"{self.where}: " if self.where else ""
        tail = f"; {self.mend}" if self.mend else ""
        return f"{head}{self.what}{tail}"


class LanguageError(GrayzoneError):
    """A mechanism says something the language does not have."""

    exit_code = 2


class UnitError(GrayzoneError):
    """A quantity with an unknown or the wrong unit."""

    exit_code = 2


class ScenarioError(GrayzoneError):
    """A scenario or case file that cannot be meant."""

    exit_code = 2


class EvidenceError(GrayzoneError):
    """A claim that is missing, doubled or unsourced."""

    exit_code = 2


class SocietyError(GrayzoneError):
    """A society that cannot be built as declared."""

    exit_code = 2


class FidelityError(GrayzoneError):
    """A fidelity cannot say this; nothing is approximated in silence."""

    exit_code = 2


class DataError(GrayzoneError):
    """A data file that cannot be used as it is."""

    exit_code = 3


class RunError(GrayzoneError):
    """A run that started and could not finish."""

    exit_code = 1


class InternalError(GrayzoneError):
    """A mistake of the library itself, never of the person who uses it."""

    exit_code = 70


def nearest(word: str, known: Iterable[str], show: int = 6) -> str:
    """Say which known word is meant, or which there are.

    >>> nearest("hostil", ["hostile", "wary"])
    "did you mean 'hostile'?"
    >>> nearest("xyz", ["wary", "hostile"])
    'known are hostile, wary'
    """
    words = sorted(set(known))
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    if not words:
        return "none is declared"
    more = f" and {len(words) - show} more" if len(words) > show else ""
    return f"known are {', '.join(words[:show])}{more}"
