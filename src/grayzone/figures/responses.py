"""Responses compared under three rival mechanisms at once: what each changes, all else and all luck equal."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import DataError, nearest
from .axes import Numbers, Scale, nice_ticks, numbers, signed_points, signed_tick
from .figure import Caption, Figure, compose, table
from .svg import Drawing, text_width, wrapped
from .words import points, sentence_case, signed

# The order never changes, and none of the three is drawn without the other two.
RIVALS = ("backlash", "null", "deterrence")
SYMBOLS = {"backlash": "\N{BLACK UP-POINTING TRIANGLE}", "null": "\N{BLACK CIRCLE}"} | {
    "deterrence": "\N{BLACK DOWN-POINTING TRIANGLE}"
}
LABELS = {"backlash": "backlash", "null": "no effect", "deterrence": "deterrence"}
MEANINGS = {
    "backlash": "restriction alienates",
    "null": "restriction changes little",
    "deterrence": "restriction holds back",
}


@dataclass(frozen=True)
class Difference:
    """A paired difference against what happened: median, and where half and nine tenths of the draws lie."""

    median: float
    low50: float
    high50: float
    low90: float
    high90: float

    @classmethod
    def from_draws(cls, draws: Numbers) -> Difference:
        """Read the ranges off paired differences of shape (draw,)."""
        values = numbers(draws)
        if values.ndim != 1 or not np.any(np.isfinite(values)):
            raise DataError("paired differences are one finite number per draw")
        low90, low50, middle, high50, high90 = np.nanquantile(values, [0.05, 0.25, 0.5, 0.75, 0.95])
        return cls(float(middle), float(low50), float(high50), float(low90), float(high90))


def responses_compared(
    caption: Caption,
    differences: Mapping[str, Mapping[str, Difference]],
    *,
    measure: str = "gray zone",
    unit: str = "points",
    low_words: str = "smaller gray zone than as happened",
    high_words: str = "larger",
    higher_is_better: bool = True,
) -> Figure:
    """Draw one row per response and one column per rival, on one scale.

    Parameters
    ----------
    caption : Caption
        Key, source, and a finding; with an empty finding the figure says whether the order turns.
    differences : mapping of response label to mapping of rival to Difference
        Each response needs all of ``backlash``, ``null`` and ``deterrence``. Shares are given as fractions.
    measure, unit : str
        What is compared; ``"points"`` writes differences of shares in whole points, any other unit as
        they are.
    low_words, high_words : str
        What lies left and right of zero.
    higher_is_better : bool
        Direction of the measure, used only for the figure's own finding.
    """
    for response, by_rival in differences.items():
        for rival in RIVALS:
            if rival not in by_rival:
                raise DataError(
                    f"'{response}' is not compared under '{rival}'",
                    where=caption.key,
                    mend="show all three rivals",
                )
        for rival in by_rival:
            if rival not in RIVALS:
                raise DataError(f"'{rival}' is not a rival", where=caption.key, mend=nearest(rival, RIVALS))
    if not differences:
        raise DataError("no response is compared", where=caption.key, mend="leave the figure out")
    every = [d for by_rival in differences.values() for d in by_rival.values()]
    low, high = min(0.0, *(d.low90 for d in every)), max(0.0, *(d.high90 for d in every))
    low, high = low - 0.04 * (high - low), high + 0.04 * (high - low)
    ticks = [t for t in nice_ticks(low, high, 5) if low <= t <= high]
    write = points if unit == "points" else signed
    on_axis = signed_points if unit == "points" else signed_tick

    def column(picture: Drawing, rival: str, left: float, right: float, top: float, row: float) -> float:
        scale = Scale(low, high, left, right)
        foot = top + row * len(differences)
        for tick in ticks:
            if tick:
                picture.line((scale(tick), top), (scale(tick), foot), "grid")
        for i in range(1, len(differences)):
            picture.line((left, top + row * i), (right, top + row * i), "grid")
        picture.line((scale(0), top), (scale(0), foot), "zero")
        for i, (response, by_rival) in enumerate(differences.items()):
            d, y = by_rival[rival], top + row * (i + 0.5)
            title = (
                f"{response} under {LABELS[rival]}: {write(d.median)} ({write(d.low90)} to {write(d.high90)})"
            )
            picture.line((scale(d.low90), y), (scale(d.high90), y), "thin")
            picture.line((scale(d.low50), y), (scale(d.high50), y), "thick")
            picture.circle(scale(d.median), y, 4.6, "dot", title)
        return foot

    def draw(picture: Drawing) -> None:
        names = list(differences)
        if picture.width > 500:
            label = min(170.0, max(text_width(n) for n in names) + 14)
            width = (picture.width - label - 2 * 18) / 3
            top, row = 50.0, 46.0
            for i, rival in enumerate(RIVALS):
                left = label + i * (width + 18)
                picture.text(left, 16, f"{SYMBOLS[rival]} {sentence_case(LABELS[rival])}", "strong")
                picture.text(left, 33, MEANINGS[rival], "tick")
                foot = column(picture, rival, left, left + width, top, row)
                _value_labels(picture, ticks, Scale(low, high, left, left + width), foot + 16, on_axis)
            for i, name in enumerate(names):
                lines = wrapped(name, label - 14)
                picture.lines(0, top + row * (i + 0.5) + 4 - 7 * (len(lines) - 1), lines, "plain")
            picture.text(label, foot + 34, f"\N{LEFTWARDS ARROW} {low_words}", "tick")
            picture.text(
                picture.width, foot + 34, f"{high_words}, in {unit} \N{RIGHTWARDS ARROW}", "tick end"
            )
            picture.height = foot + 42
            return
        label = min(128.0, max(max(text_width(w) for w in n.split()) for n in names) + 12)
        label = max(label, 104.0)
        y = 0.0
        for rival in RIVALS:
            picture.text(0, y + 15, f"{SYMBOLS[rival]} {sentence_case(LABELS[rival])}", "strong")
            beside = text_width(f"{SYMBOLS[rival]} {LABELS[rival]}") + 16
            picture.text(beside, y + 15, MEANINGS[rival], "tick")
            foot = column(picture, rival, label, picture.width - 10, y + 24, 38)
            for i, name in enumerate(names):
                lines = wrapped(name, label - 10, 11.5)
                picture.lines(
                    0, y + 24 + 38 * (i + 0.5) + 4 - 6.5 * (len(lines) - 1), lines, "plain tick", 13
                )
            _value_labels(picture, ticks, Scale(low, high, label, picture.width - 10), foot + 15, on_axis)
            y = foot + 34
        for words in (f"\N{LEFTWARDS ARROW} {low_words}", f"\N{RIGHTWARDS ARROW} {high_words}, in {unit}"):
            picture.text(0, y + 6, words, "tick")
            y += 16
        picture.height = y

    told = "; ".join(
        f"{response} under {LABELS[r]} {write(by[r].median)}, 90% interval {write(by[r].low90)} to "
        f"{write(by[r].high90)}"
        for response, by in differences.items()
        for r in RIVALS
    )
    return compose(
        caption,
        draw=draw,
        heights=(284, 640),
        numbers=f"Difference in {measure} against as happened, in {unit}: {told}.",
        how_to_read=f"Dots are median differences in {measure} against what happened. Thick line: half "
        "of the draws. Thin line: nine in ten. Read across a row: does the sign survive all three "
        "assumptions?",
        rows=table(
            f"Difference in {measure} against as happened, in {unit}",
            ("Response", "Under", "Median", "50% interval", "90% interval"),
            [
                (
                    response,
                    f"{SYMBOLS[r]} {LABELS[r]}",
                    write(by[r].median),
                    f"{write(by[r].low50)} to {write(by[r].high50)}",
                    f"{write(by[r].low90)} to {write(by[r].high90)}",
                )
                for response, by in differences.items()
                for r in RIVALS
            ],
        ),
        finding=order_finding(differences, higher_is_better),
    )


def order_finding(differences: Mapping[str, Mapping[str, Difference]], higher_is_better: bool = True) -> str:
    """Say what the comparison found: whether the response that leads depends on the rival mechanism."""
    sign = 1 if higher_is_better else -1
    leads = {r: max(differences, key=lambda name: sign * differences[name][r].median) for r in RIVALS}
    lasts = {r: min(differences, key=lambda name: sign * differences[name][r].median) for r in RIVALS}
    if len(differences) == 1:
        signs = {np.sign(d.median) for d in next(iter(differences.values())).values()}
        return (
            "The sign of the difference depends on the assumed mechanism"
            if len(signs) > 1
            else ("The sign of the difference is the same under all three assumptions")
        )
    tied = {r for r in RIVALS if len({by_rival[r].median for by_rival in differences.values()}) == 1}
    turned = leads["backlash"] == lasts["deterrence"] or leads["deterrence"] == lasts["backlash"]
    if turned and not tied & {"backlash", "deterrence"}:
        return "The order of the responses turns around between backlash and deterrence"
    if tied:
        return "Under at least one assumption the responses do not differ"
    if len(set(leads.values())) > 1:
        return "Which response leads depends on the assumed mechanism"
    return "The same response leads under all three assumptions"


def _value_labels(
    picture: Drawing, ticks: Sequence[float], scale: Scale, y: float, write: Callable[[float], str]
) -> None:
    """Write values under a column; where they would touch, only every second or third from zero."""
    zero = ticks.index(0.0) if 0.0 in ticks else 0
    widest = max(text_width(write(t), 11.5) for t in ticks)
    step = scale(ticks[1]) - scale(ticks[0]) if len(ticks) > 1 else widest * 2
    stride = max(1, math.ceil((widest + 6) / step))
    for i, tick in enumerate(ticks):
        half = text_width(write(tick), 11.5) / 2
        fits = scale.start - 9 <= scale(tick) - half and scale(tick) + half <= scale.end + 9
        if fits and (i - zero) % stride == 0:
            picture.text(scale(tick), y, write(tick), "tick mid")
