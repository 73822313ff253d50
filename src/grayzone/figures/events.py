"""Dated events above a plot: an open triangle for an attack, an open diamond for any other shock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import DataError, nearest
from .axes import Calendar
from .svg import Drawing, text_width
from .words import Day, date, day_of

KINDS = ("attack", "shock")
ROW = 15
MARK = 12


@dataclass(frozen=True)
class Event:
    """Something that happened on one day.

    Parameters
    ----------
    day : date
        The day it happened.
    name : str
        A short name, usually a place ("Paris").
    kind : str
        ``attack``, or ``shock`` for an election, a referendum, an arrival.
    abroad : bool
        Whether it happened outside the place that is drawn; the label then says so.
    """

    day: Day
    name: str
    kind: str = "attack"
    abroad: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise DataError(
                f"'{self.kind}' is not a kind of event", where=self.name, mend=nearest(self.kind, KINDS)
            )
        day_of(self.day)

    def words(self, form: str = "full") -> str:
        """Return date, name and whether it was abroad, as one label."""
        return f"{date(self.day, form)}, {self.name}" + (" (abroad)" if self.abroad else "")


@dataclass(frozen=True)
class Placed:
    """An event with its label's row (0 is the highest; below 0 there was no room) and place."""

    event: Event
    label: str
    x: float
    text_x: float
    row: int


def inside(events: Iterable[Event], calendar: Calendar) -> list[Event]:
    """Return the events of the drawn period, in order of time."""
    kept = [e for e in events if calendar.first <= day_of(e.day) <= calendar.last]
    return sorted(kept, key=lambda e: (day_of(e.day), e.name))


def place(
    events: Sequence[Event], calendar: Calendar, width: float, left: float = 0, rows: int = 3
) -> list[Placed]:
    """Give each event's label a place in which it runs into no other; without room only its mark is drawn.

    Labels are centred over their mark where they can be, otherwise they begin or end at it.
    """
    form = "short" if calendar.length <= 366 else "month"
    shown = inside(events, calendar)
    free = [left] * rows
    placed: list[Placed] = []
    for i, event in enumerate(shown):
        x = calendar(event.day)
        crowded = i + 1 < len(shown) and calendar(shown[i + 1].day) - x < 150
        sides = (1, 0, -1) if crowded else (0, -1, 1)
        shortest = date(event.day, form) + (" (abroad)" if event.abroad else "")
        for label in dict.fromkeys((event.words(form), shortest)):
            half = text_width(label, 11.5) / 2
            if 2 * half > 0.55 * (width - left) and label != shortest:
                continue
            at = _free_place(x, half, sides, free, placed, left, width)
            if at is not None:
                row, middle = at
                free[row] = middle + half + 10
                placed.append(Placed(event, label, x, middle, row))
                break
        else:
            placed.append(Placed(event, "", x, x, -1))
    return placed


def _free_place(
    x: float,
    half: float,
    sides: tuple[int, ...],
    free: Sequence[float],
    placed: Sequence[Placed],
    left: float,
    width: float,
) -> tuple[int, float] | None:
    """Find the highest row with room for a label; the lines down from earlier labels must stay uncrossed."""
    for row in range(len(free)):
        above = max((p.x + 5 for p in placed if 0 <= p.row < row), default=left)
        for side in sides:
            middle = min(max(x - side * (half - 5), left + half), width - half)
            if middle - half >= max(free[row], above):
                return row, middle
    return None


def headroom(placed: Sequence[Placed]) -> float:
    """How many pixels the labels and marks of the events need above the plot."""
    return ROW * (1 + max((p.row for p in placed), default=-1)) + MARK + 2 if placed else 0


def draw_events(
    picture: Drawing, placed: Sequence[Placed], top: float, foot: float, line: str = "event-line"
) -> None:
    """Draw labels and marks that end at ``top`` and dotted lines from there down to ``foot``."""
    rows = 1 + max((p.row for p in placed), default=-1)
    for p in placed:
        picture.line((p.x, top), (p.x, foot), line)
        if 0 <= p.row < rows - 1:
            picture.line((p.x, top - MARK - 2 - (rows - 1 - p.row) * ROW), (p.x, top - MARK), "event-line")
    for p in placed:
        mark = top - MARK / 2
        if p.row >= 0:
            baseline = top - MARK - 5 - (rows - 1 - p.row) * ROW
            picture.text(p.text_x, baseline, p.label, "tick strong mid halo")
        if p.event.kind == "attack":
            triangle = [(p.x - 4.5, mark - 4), (p.x + 4.5, mark - 4), (p.x, mark + 4.5)]
            picture.polygon(triangle, "event-mark", p.event.words())
        else:
            picture.diamond(p.x, mark, 5, "event-mark", p.event.words())


def event_words(events: Sequence[Event]) -> str:
    """Say which marks stand for which kind of event, for the line on how to read a figure."""
    kinds = {e.kind for e in events}
    told = [
        words
        for kind, words in (("attack", "triangles are attacks"), ("shock", "diamonds are other shocks"))
        if kind in kinds
    ]
    return f" {' and '.join(told).capitalize()}." if told else ""
