"""Faults of a scenario file: all of them, each in one line that says where, what and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..errors import GrayzoneError, ScenarioError

Path = tuple[str | int, ...]
Place = tuple[int, int]

LONGEST_SENTENCE = 300
LONGEST_QUOTE = 60

_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def quoted(value: object) -> str:
    """Write a value of a file inside a sentence: in quotes if it is text, on one line, and never long.

    >>> quoted("north")
    "'north'"
    >>> quoted(True), quoted(None), quoted({"a": 1}), quoted(10**70)
    ('true', 'nothing', 'a mapping', 'a number of 71 digits')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and abs(value) >= 10**20:
        return f"a number of {len(str(abs(value))) if abs(value) < 10**1000 else 'very many'} digits"
    text = value if isinstance(value, str) else f"{value!r}"
    short = text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
    return repr(short) if isinstance(value, str) else short


def one_line(text: str, longest: int = LONGEST_SENTENCE) -> str:
    """Return text without line breaks, control characters and lone surrogates, cut to a length."""
    shown = _NOT_PRINTED.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def or_else(hint: str, other: str) -> str:
    """Join two ways to mend something.

    >>> or_else("did you mean 'north'?", "leave it out")
    "did you mean 'north'? Or leave it out"
    """
    return f"{hint} Or {other}" if hint.endswith("?") else f"{hint}; or {other}"


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in a file.

    Parameters
    ----------
    line, column : int
        Where, counted from 1; 0 if the scenario did not come from a text.
    where : str
        ``file:line:column``, or the keys that lead to the place.
    what, mend : str
        What is wrong and how to put it right.

    Example
    -------
    >>> print(Fault(3, 9, "town.yaml:3:9", "'people' is 0", "give a whole number above 0"))
    town.yaml:3:9: 'people' is 0; give a whole number above 0
    """

    line: int
    column: int
    where: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return ScenarioError(self.what, where=self.where, mend=self.mend).sentence()


class Faults:
    """A growing list of faults of one file, each noted once.

    Parameters
    ----------
    name : str
        The file's name as it is shown.
    values, keys : mappings of path to (line, column)
        Where each value and each key of the file stands; empty for a scenario that is no text.
    """

    def __init__(
        self, name: str, values: Mapping[Path, Place] | None = None, keys: Mapping[Path, Place] | None = None
    ) -> None:
        self.name = name
        self.values = dict(values or {})
        self.keys = dict(keys or {})
        self._found: dict[tuple[str, str], Fault] = {}

    def __iter__(self) -> Iterator[Fault]:
        return iter(sorted(self._found.values()))

    def __len__(self) -> int:
        return len(self._found)

    def add(self, path: Sequence[str | int], what: str, mend: str = "", *, key: bool = False) -> None:
        """Note a fault at a path of keys and indices; with ``key`` at the key rather than at its value."""
        known = self.known(path)
        place = (self.keys.get(known) if key else None) or self.values.get(known)
        if place is None:
            where = one_line(".".join(str(part) for part in path), 120) or self.name
            self._note(Fault(0, 0, where, one_line(what), one_line(mend)))
        else:
            self.at(place, what, mend)

    def at(self, place: Place, what: str, mend: str = "", *, name: str = "") -> None:
        """Note a fault at a line and column of this or another file."""
        line, column = place
        where = f"{name or self.name}:{line}:{column}"
        self._note(Fault(line, column, where, one_line(what), one_line(mend)))

    def error(self, path: Sequence[str | int], error: GrayzoneError, *, key: bool = False) -> None:
        """Note what another part of the library refused, at the place of the file that caused it."""
        inside = f" ({error.where})" if ".py:" in error.where or ".csv:" in error.where else ""
        self.add(path, f"{error.what}{inside}", error.mend, key=key)

    def known(self, path: Sequence[str | int]) -> Path:
        """Return the path as the file has it: parts that only the schema knows are left out."""
        found: Path = ()
        for part in path:
            longer = (*found, part)
            if longer in self.values:
                found = longer
        return found

    def _note(self, fault: Fault) -> None:
        self._found.setdefault((fault.where, fault.what), fault)

    def refuse(self) -> None:
        """Raise the first fault, and say how many more there are.

        Raises
        ------
        ScenarioError
            if there is any fault.
        """
        faults = list(self)
        if faults:
            first, more = faults[0], len(faults) - 1
            tail = f" (and {more} more; `grayzone check FILE` lists all)" if more else ""
            raise ScenarioError(first.what, where=first.where, mend=f"{first.mend}{tail}".strip())
