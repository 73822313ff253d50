"""One finding of one source: what it says, how strongly, who read it and what speaks against it.

Claims are plain records. They are made from a file's entries, where what is missing or unsourced is refused,
and kept by a ledger.
"""

from __future__ import annotations

from dataclasses import dataclass

from .prior import Prior

# Kinds of evidence, weakest and strongest side by side: the reader is told which, and weighs them.
GRADES = (
    "assertion in an opinion article",
    "meta-analysis",
    "modelling choice",
    "official figures",
    "published model",
    "review",
    "single study",
    "trial on data",
)
# How closely the finding was read by those who wrote it down.
READINGS = ("abstract only", "derived", "from memory", "in a copy", "in the source", "produced by a run")
SIGNS = ("+", "-", "0", "mixed")
# Parts of the system that can carry a claim; the name after the colon belongs to the part's own room.
CARRIERS = ("actor", "case", "event", "ladder", "lever", "measure", "mechanism", "signal", "stock")
SOURCE_KINDS = ("article", "dataset", "own", "report", "web")

_NO_SIZE = {"+": "raises it", "-": "lowers it", "0": "no effect seen", "mixed": "both ways"}


@dataclass(frozen=True)
class Citation:
    """Where a claim comes from. An empty field was not seen, and is not guessed.

    Parameters
    ----------
    key : str
        Name of the source, such as ``godefroidt-2023``; the part of a claim's key before the slash.
    author, title, outlet, doi, address : str
        As printed; authors joined by `` and ``.
    year : int or None
        Year of publication, None if unknown.
    where : str
        Page, table or part in which the finding stands.
    kind : str
        ``article dataset own report web``; ``own`` is a run or choice of ours.
    """

    key: str
    author: str
    year: int | None = None
    title: str = ""
    outlet: str = ""
    doi: str = ""
    address: str = ""
    where: str = ""
    kind: str = "article"

    def short(self) -> str:
        """Return author and year as a reader says them.

        >>> Citation("x-2009", "LaFree, Gary and Dugan, Laura and Korte, Raven", 2009).short()
        'LaFree et al. 2009'
        """
        names = [name.split(",")[0].strip() for name in self.author.split(" and ")]
        who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
        return f"{who} {self.year}" if self.year is not None else who


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`; `level` is the probability it holds, or None for a range without one."""

    low: float
    high: float
    level: float | None

    def words(self) -> str:
        """Return the interval as text.

        >>> Interval(0.4, 0.7, None).words()
        '0.4 to 0.7'
        """
        kind = "" if self.level is None else f", {100 * self.level:g} % interval"
        return f"{self.low:g} to {self.high:g}{kind}"


@dataclass(frozen=True)
class Claim:
    """One finding, with its source, its grade and its doubt.

    Parameters
    ----------
    key : str
        ``<source>/<finding>``; never renamed, because parameters cite it.
    statement : str
        The finding in our own words.
    cause, effect : str
        Short names of what acts and what answers.
    sign : str
        ``+ - 0 mixed``.
    size : float or None
        In `unit`; None if no number was read.
    interval : Interval or None
        Around `size`.
    setting, design, sample : str
        Where, how and on how many it was found.
    grade : str
        Kind of evidence, one of `GRADES`.
    read_by, read_how : str
        Who read it, and how closely (one of `READINGS`).
    doubt : str
        The strongest reason not to lean on it.
    counter, support : tuple of str
        Keys that point the other way, and the same way.
    prior : Prior or None
        What it suggests for a parameter.
    carried_by : tuple of str
        Parts of the system that carry it, such as ``signal:attention``.
    place : str
        File and line it was read from; not part of the finding.
    """

    key: str
    statement: str
    cause: str
    effect: str
    sign: str
    size: float | None
    interval: Interval | None
    unit: str
    setting: str
    design: str
    sample: str
    citation: Citation
    grade: str
    read_by: str
    read_how: str
    doubt: str
    counter: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    prior: Prior | None = None
    carried_by: tuple[str, ...] = ()
    place: str = ""

    def size_words(self) -> str:
        """Return sign, size, unit and interval as a reader says them.

        Returns
        -------
        str
            For example ``-0.24 relative change of mean attacks`` or ``raises it; no size read``.
        """
        if self.size is None:
            return f"{_NO_SIZE[self.sign]}; no size read"
        unit = "" if self.unit == "1" else f" {self.unit}"
        interval = f" ({self.interval.words()})" if self.interval else ""
        return f"{self.size:g}{unit}{interval}"
