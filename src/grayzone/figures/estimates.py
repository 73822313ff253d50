"""Estimates from surveys: a diamond is fear, a circle is hostility, because they are different states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import DataError, nearest
from .axes import Scale, nice_ticks, signed_tick
from .figure import Caption, Figure, compose, table
from .svg import Drawing, text_width, wrapped
from .words import decimals, signed

KINDS = ("fear", "hostility")
Z90 = 1.6448536269514722


@dataclass(frozen=True)
class Estimate:
    """One published or computed difference.

    Parameters
    ----------
    group : str
        Whose answers they are, with how many people answered ("France, 1,015 people").
    outcome : str
        What was asked.
    kind : str
        ``fear`` or ``hostility``.
    value, low, high : float
        The difference and its 90 per cent interval, in the unit of the figure.
    """

    group: str
    outcome: str
    kind: str
    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise DataError(
                f"'{self.kind}' is not measured here", where=self.outcome, mend=nearest(self.kind, KINDS)
            )
        if not self.low <= self.value <= self.high:
            raise DataError(
                "an estimate lies outside its own interval", where=f"{self.group}, {self.outcome}"
            )

    @classmethod
    def from_error(cls, group: str, outcome: str, kind: str, value: float, standard_error: float) -> Estimate:
        """Make the 90 per cent interval from a standard error."""
        half = Z90 * standard_error
        return cls(group, outcome, kind, value, value - half, value + half)

    @property
    def range_words(self) -> str:
        """The interval as two signed numbers with 'to' between them."""
        return f"{signed(self.low, 2)} to {signed(self.high, 2)}"


def survey_estimates(caption: Caption, estimates: Sequence[Estimate], *, unit: str) -> Figure:
    """Draw differences before and after, grouped by who was asked, with the line of no change.

    Parameters
    ----------
    caption : Caption
        Key, finding and source.
    estimates : sequence of Estimate
        In the order of reading; neighbours with the same group share a heading.
    unit : str
        Unit of the differences ("probit units").
    """
    if not estimates:
        raise DataError("there is no estimate to draw", where=caption.key, mend="leave the figure out")
    low, high = min(0.0, *(e.low for e in estimates)), max(0.0, *(e.high for e in estimates))
    low, high = low - 0.03 * (high - low), high + 0.03 * (high - low)
    ticks = [t for t in nice_ticks(low, high) if low <= t <= high]

    def draw(picture: Drawing) -> None:
        beside = picture.width > 500
        left, right = (228, picture.width - 128) if beside else (10, picture.width - 16)
        scale = Scale(low, high, left, right)
        y, group, marks = 6.0, "", []
        for estimate in estimates:
            if estimate.group != group:
                group = estimate.group
                picture.lines(0, y + 15, [group], "strong")
                y += 26
            if beside:
                names = wrapped(estimate.outcome, left - 34)
                picture.lines(14, y + 13 - 7 * (len(names) - 1), names, "plain")
                picture.text(picture.width, y + 9, signed(estimate.value, 2), "strong end")
                picture.text(picture.width, y + 23, estimate.range_words, "tick end")
                marks.append((y + 10, estimate))
                y += 33
            else:
                names = wrapped(estimate.outcome, picture.width - 60)
                picture.lines(10, y + 12, names, "plain")
                told = f"{signed(estimate.value, 2)} ({estimate.range_words})"
                y += 14 * len(names)
                picture.text(10, y + 12, told, "tick")
                marks.append((y + 27, estimate))
                y += 44
        shown = ticks if beside or len(ticks) <= 4 else [t for t in ticks if t in (ticks[0], 0, ticks[-1])]
        for tick in ticks:
            if tick and beside:
                picture.line((scale(tick), 8), (scale(tick), y), "grid")
        for at, _ in marks:
            if not beside:
                picture.line((left, at), (right, at), "grid")
                picture.line((scale(0), at - 10), (scale(0), at + 10), "zero")
        if beside:
            picture.line((scale(0), 8), (scale(0), y), "zero")
        for at, estimate in marks:
            title = (
                f"{estimate.group}, {estimate.outcome}: {signed(estimate.value, 2)} ({estimate.range_words})"
            )
            picture.line((scale(estimate.low), at), (scale(estimate.high), at), "thin")
            if estimate.kind == "fear":
                picture.diamond(scale(estimate.value), at, 6.2, "seen", title)
            else:
                picture.circle(scale(estimate.value), at, 5, "seen", title)
        for tick in shown:
            words = "no change" if tick == 0 else signed_tick(tick)
            half = text_width(words, 11.5) / 2
            picture.text(min(max(scale(tick), half), picture.width - half), y + 15, words, "tick mid")
        picture.text(left, y + 31, "\N{LEFTWARDS ARROW} less", "tick")
        picture.text(right, y + 31, f"more, in {unit} \N{RIGHTWARDS ARROW}", "tick end")
        picture.height = y + 38

    spoken = "; ".join(
        f"{e.group}, {e.outcome}: {signed(e.value, 2)}, 90% interval {e.range_words}" for e in estimates
    )
    return compose(
        caption,
        draw=draw,
        heights=(260, 360),
        numbers=f"{spoken}.",
        how_to_read="Marks are estimated differences, lines are 90% intervals. A line that crosses "
        "\u201cno change\u201d is compatible with none. Fear is a diamond, hostility a round dot.",
        rows=table(
            f"Differences in {unit}; positive means more",
            ("Who", "Outcome", "State", "Estimate", "90% interval"),
            [
                (e.group, e.outcome, e.kind, signed(e.value, 2), f"{decimals(e.low)} to {decimals(e.high)}")
                for e in estimates
            ],
        ),
    )
