"""Everything a report says, as plain records: what is absent is said to be absent, never invented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from ..errors import DataError, nearest
from ..figures.figure import Figure, Table
from ..figures.words import Day, Verdict, count, points, refuse_words, signed

RESTS_ON = ("data", "model", "assumption")


@dataclass(frozen=True)
class Missing:
    """A part that could not be made: what is missing, and the command or datum that would fill it."""

    what: str
    mend: str = ""

    def __post_init__(self) -> None:
        if not self.what.strip():
            raise DataError("a missing part says what is missing")
        refuse_words(f"{self.what} {self.mend}", "missing part")


@dataclass(frozen=True)
class Slot:
    """One or two sentences of the answer, with the key of the figure that carries them."""

    text: str
    figure: str


@dataclass(frozen=True)
class Answer:
    """The answer in three parts.

    Parameters
    ----------
    observed : tuple of Slot
        Counts and surveys only, numbers with their period.
    depends : tuple of Slot
        What hangs on an assumption; every slot names it ("If ...", "Under ...").
    not_known : tuple of Slot
        What the data of the case are silent about, and which datum is missing.
    """

    observed: tuple[Slot, ...]
    depends: tuple[Slot, ...]
    not_known: tuple[Slot, ...]

    def __post_init__(self) -> None:
        for part in ("observed", "depends", "not_known"):
            slots: tuple[Slot, ...] = getattr(self, part)
            if not slots:
                raise DataError(
                    "an answer has three parts", where=f"answer.{part}", mend="say what is missing"
                )
            for slot in slots:
                refuse_words(slot.text, f"answer.{part}")
        for slot in self.depends:
            if not re.search(r"(?i)\b(if|under|assuming)\b", slot.text):
                raise DataError(
                    f"'{slot.text}' names no assumption",
                    where="answer.depends",
                    mend="begin it with 'If ...' or 'Under ...'",
                )

    def slots(self) -> Iterator[Slot]:
        """Go through all slots in the order of reading."""
        yield from (*self.observed, *self.depends, *self.not_known)


@dataclass(frozen=True)
class Trust:
    """How far one part of the answer may be trusted, and whether data, model or assumption carries it."""

    part: str
    rests_on: str
    verdict: Verdict
    remark: str = ""
    detail: str = ""

    def __post_init__(self) -> None:
        if self.rests_on not in RESTS_ON:
            raise DataError(
                f"'{self.rests_on}' carries no answer", where=self.part, mend=nearest(self.rests_on, RESTS_ON)
            )
        refuse_words(f"{self.part} {self.detail}. {self.remark}", f"how sure, {self.part}")


@dataclass(frozen=True)
class Section:
    """Paragraphs, figures and tables of one section; figures may be missing with a reason."""

    paragraphs: tuple[str, ...] = ()
    figures: tuple[Figure | Missing, ...] = ()
    tables: tuple[Table, ...] = ()

    def __post_init__(self) -> None:
        for paragraph in self.paragraphs:
            refuse_words(paragraph, "paragraph")


@dataclass(frozen=True)
class Span:
    """From the lowest to the highest end of the 90 per cent intervals under all three rivals."""

    low: float
    high: float


@dataclass(frozen=True)
class Balance:
    """Benefit beside cost of one response, as differences against what happened.

    Parameters
    ----------
    response : str
        Its label.
    gray_zone : Span, optional
        Difference of the share in the zone (fractions).
    hate_incidents, attacks, deaths : Span, optional
        Differences of counts over the period.
    liberties : mapping of community to float
        Person-days of restriction carried by each community; empty means that no one is restricted.
    """

    response: str
    gray_zone: Span | None
    hate_incidents: Span | None
    attacks: Span | None
    liberties: Mapping[str, float]
    deaths: Span | None = None

    HEADER = (
        "Response",
        "Gray zone, points",
        "Hate incidents",
        "Attacks",
        "People killed",
        "Liberties: who carries it",
    )

    def cells(self) -> tuple[str, ...]:
        """Write the row as a reader sees it."""

        def write(span: Span | None, how: object = signed) -> str:
            if span is None:
                return "not computed"
            low, high = (how(v) if callable(how) else str(v) for v in (span.low, span.high))
            return low if low == high else f"{low} to {high}"

        carried = [(name, days) for name, days in self.liberties.items() if round(days) > 0]
        who = (
            "; ".join(f"{name}: {count(days)} person-days" for name, days in carried)
            or "no one is restricted"
        )
        return (
            self.response,
            write(self.gray_zone, points),
            write(self.hate_incidents),
            write(self.attacks),
            write(self.deaths),
            who,
        )


@dataclass(frozen=True)
class Responses:
    """Responses under three rivals; the benefit is never printed without the cost beside it."""

    figures: tuple[Figure | Missing, ...]
    balance: tuple[Balance, ...]
    paragraphs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.balance:
            raise DataError(
                "responses are compared without their cost",
                where="responses",
                mend="give one Balance per response",
            )
        for paragraph in self.paragraphs:
            refuse_words(paragraph, "responses")


@dataclass(frozen=True)
class Caution:
    """A tempting sentence that may not be concluded, and why not. It is quoted, so it may overclaim."""

    tempting: str
    why: str


@dataclass(frozen=True)
class Licence:
    """One file or series that was used: name, licence, whom to credit, and the hash of what was read."""

    name: str
    licence: str
    credit: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Check:
    """What a reader needs to make the report again and compare it bit by bit.

    Parameters
    ----------
    commands : tuple of (what it does, command)
        In the order of typing.
    facts : mapping
        Name to value: hashes, seeds, draws, versions.
    licences : tuple of Licence
        Every file that was read.
    bibtex : str
        Citations of exactly what was used.
    corrections : str
        Where to send a correction.
    """

    commands: tuple[tuple[str, str], ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    licences: tuple[Licence, ...] = ()
    bibtex: str = ""
    corrections: str = ""


@dataclass(frozen=True)
class ReportContent:
    """A whole report. Sections that are ``None`` or ``Missing`` become a hatched box with a sentence.

    Parameters
    ----------
    place : str
        Which case it is ("Europe, 2015").
    question : str
        One sentence with both halves: did it, and what would have kept it?
    answer : Answer or Missing
        Three parts.
    data_until : date
        Last day of data.
    how_sure : tuple of Trust
        Part by part.
    not_concluded : tuple of Caution
        At least four.
    chip : str
        What kind of report it is.
    tag : str
        Hatched head of the whole page, for made-up data.
    """

    place: str
    question: str
    answer: Answer | Missing
    data_until: Day
    how_sure: tuple[Trust, ...]
    not_concluded: tuple[Caution, ...]
    what_happened: Section | Missing | None = None
    fear_and_hostility: Section | Missing | None = None
    data_beside_model: Section | Missing | None = None
    gray_zone: Section | Missing | None = None
    responses: Responses | Missing | None = None
    assumptions: Section | Missing | None = None
    data_or_assumption: Section | Missing | None = None
    causal_map: Section | Missing | None = None
    other_cases: Section | Missing | None = None
    come_back: Section | Missing | None = None
    check: Check | Missing | None = None
    chip: str = "Hindcast and scenarios, not a forecast"
    tag: str = ""

    def __post_init__(self) -> None:
        refuse_words(self.question, "question")
        if not self.question.strip().endswith("?"):
            raise DataError("the title of a report is a question", where="question", mend="end it with '?'")
        if len(self.not_concluded) < 4:
            raise DataError(
                f"a report names four or more things not to be concluded, this one {len(self.not_concluded)}",
                where="not_concluded",
                mend="name the tempting sentences in the case file",
            )
        keys = [figure.key for figure in self.figures()]
        for key in keys:
            if keys.count(key) > 1:
                raise DataError(f"two figures have the key '{key}'", where="figures", mend="rename one")
        if isinstance(self.answer, Answer):
            for slot in self.answer.slots():
                if slot.figure not in keys:
                    raise DataError(
                        f"the answer rests on a figure '{slot.figure}' that is not in the report",
                        where="answer",
                        mend=nearest(slot.figure, keys),
                    )

    def figures(self) -> list[Figure]:
        """Return the figures in the order of reading; figure 1 is the first."""
        found: list[Figure] = []
        for part in fields(self):
            section = getattr(self, part.name)
            if isinstance(section, Section | Responses):
                found += [figure for figure in section.figures if isinstance(figure, Figure)]
        return found
