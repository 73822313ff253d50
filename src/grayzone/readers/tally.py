"""What became of the rows of a file: rows in = rows used + rows dropped, each drop with its reason."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from ..errors import InternalError


@dataclass
class Tally:
    """The account of one pass over a file.

    Parameters
    ----------
    rows_in : int
        Rows below the header; blank lines are no rows and are counted apart.
    used : int
        Rows that are part of the result.
    dropped : Counter of str
        Reason and number of rows that are not.
    remarks : Counter of str
        What is odd about rows that were kept; one row may have several.
    first_line : dict of str to int
        The line of the file at which a reason or remark was first met.
    blank_lines : int
        Lines that held nothing.
    faulty : int
        Those of the dropped rows that cannot be meant, such as one with a date in no calendar.

    Examples
    --------
    >>> tally = Tally()
    >>> tally.use()
    >>> tally.drop("no date", line=3)
    >>> print(tally)
    rows in            2
    rows used          1
    rows dropped       1
      no date          1  (first in line 3)
    """

    rows_in: int = 0
    used: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    first_line: dict[str, int] = field(default_factory=dict)
    blank_lines: int = 0
    faulty: int = 0

    def use(self) -> None:
        """Count a row that becomes part of the result."""
        self.rows_in += 1
        self.used += 1

    def drop(self, reason: str, line: int, *, faulty: bool = False) -> None:
        """Count a row that does not; `faulty` if it cannot be meant."""
        self.rows_in += 1
        self.faulty += faulty
        self.dropped[reason] += 1
        self.first_line.setdefault(reason, line)

    def withdraw(self, reason: str, line: int, times: int = 1) -> None:
        """Drop rows that were counted as used: a later step could not use them."""
        self.used -= times
        self.dropped[reason] += times
        self.first_line.setdefault(reason, line)

    def remark(self, remark: str, line: int, times: int = 1) -> None:
        """Note something odd about a row that is kept."""
        self.remarks[remark] += times
        self.first_line.setdefault(remark, line)

    @property
    def rows_dropped(self) -> int:
        """Rows that are not part of the result."""
        return sum(self.dropped.values())

    @property
    def share_dropped(self) -> float:
        """Dropped rows as a share of all rows, 0 to 1."""
        return self.rows_dropped / self.rows_in if self.rows_in else 0.0

    def check(self) -> None:
        """Refuse to go on with a row that is neither used nor dropped.

        Raises
        ------
        InternalError
            If the account does not close; that is a mistake of the library.
        """
        if self.rows_in != self.used + self.rows_dropped:
            raise InternalError(
                f"{self.rows_in} rows came in, but {self.used} are used and {self.rows_dropped} dropped"
            )

    def as_dict(self) -> dict[str, object]:
        """Return the account as plain data with sorted keys."""
        return {
            "blank_lines": self.blank_lines,
            "dropped": dict(sorted(self.dropped.items())),
            "faulty": self.faulty,
            "first_line": dict(sorted(self.first_line.items())),
            "remarks": dict(sorted(self.remarks.items())),
            "rows_dropped": self.rows_dropped,
            "rows_in": self.rows_in,
            "rows_used": self.used,
        }

    def lines(self) -> list[str]:
        """Return the account as lines for a reader."""
        told = [("rows in", self.rows_in), ("rows used", self.used), ("rows dropped", self.rows_dropped)]
        told += [(f"  {reason}", many) for reason, many in sorted(self.dropped.items())]
        if self.remarks:
            told.append(("kept, with a remark", sum(self.remarks.values())))
            told += [(f"  {remark}", many) for remark, many in sorted(self.remarks.items())]
        if self.blank_lines:
            told.append(("blank lines", self.blank_lines))
        width = max(16, *(len(words) for words, _ in told))
        digits = max(4, *(len(f"{many:,}") + 1 for _, many in told))
        return [f"{words:<{width}}{many:>{digits},}{self._first(words.strip())}" for words, many in told]

    def _first(self, words: str) -> str:
        return f"  (first in line {self.first_line[words]:,})" if words in self.first_line else ""

    def __str__(self) -> str:
        return "\n".join(self.lines())


class Ids:
    """The ids of a file, kept as 16 bytes each, so that ten million of them fit."""

    def __init__(self) -> None:
        self._marks, self._lines = array("q"), array("q")

    def add(self, event_id: str, line: int) -> None:
        """Keep one id and the line it stands on."""
        self._marks.append(hash(event_id))
        self._lines.append(line)

    def repeated(self) -> list[int]:
        """Return the lines whose id stands on an earlier line, in order.

        Ids are compared by a 64-bit mark: a false alarm among ten million is rarer than 1 in 100,000.
        """
        if not self._marks:
            return []
        marks = np.frombuffer(self._marks, dtype=np.int64)
        order = np.argsort(marks, kind="stable")
        again = order[1:][marks[order[1:]] == marks[order[:-1]]]
        return sorted(np.frombuffer(self._lines, dtype=np.int64)[again].tolist())
