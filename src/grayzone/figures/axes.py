"""Scales and axes: round numbers up the side, calendar dates along the foot, horizontal grid lines only."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .svg import Drawing, number, text_width
from .words import MONTHS, Day, date, day_of, signed

Days = npt.NDArray[np.datetime64]
Numbers = npt.NDArray[np.float64]


def numbers(values: object) -> Numbers:
    """Read numbers as an array of float64."""
    return np.asarray(values, dtype=np.float64)


def days(values: object) -> Days:
    """Read dates as an array of days."""
    return np.asarray(values, dtype="datetime64[D]")


@dataclass(frozen=True)
class Scale:
    """A straight line from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        return self.start if span == 0 else self.start + (value - self.low) / span * (self.end - self.start)

    def clipped(self, value: float) -> float:
        """Place a value, holding it at the ends of the scale."""
        return self(min(max(value, min(self.low, self.high)), max(self.low, self.high)))


@dataclass(frozen=True)
class Calendar:
    """A straight line from dates to pixels; a day is placed at its noon so that marks sit inside it."""

    first: np.datetime64
    last: np.datetime64
    start: float
    end: float

    def __call__(self, day: Day) -> float:
        whole = int((self.last - self.first).astype(int)) + 1
        return self.start + (int((day_of(day) - self.first).astype(int)) + 0.5) / whole * (
            self.end - self.start
        )

    @property
    def length(self) -> int:
        """How many days the axis spans."""
        return int((self.last - self.first).astype(int)) + 1


def nice_ticks(low: float, high: float, steps: int = 4) -> list[float]:
    """Return round values that cover the range: 1, 2 or 5 times a power of ten apart.

    >>> nice_ticks(0, 5.4)
    [0.0, 2.0, 4.0, 6.0]
    """
    if not high > low:
        high = low + 1
    rough = (high - low) / steps
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(step * i, 10) + 0.0 for i in range(first, last + 1)]


def tick_text(value: float) -> str:
    """Write a value on an axis as shortly as it can be said."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}") or "0"


def signed_tick(value: float) -> str:
    """Write a value on an axis of differences."""
    text = tick_text(value)
    return f"+{text}" if value > 0 else text


def per_cent(value: float) -> str:
    """Write a share on an axis."""
    return f"{round(100 * value)}%"


def signed_points(value: float) -> str:
    """Write a difference of shares on an axis, in points."""
    return signed(float(round(100 * value)), 0) if round(100 * value) else "0"


def value_axis(
    picture: Drawing,
    scale: Scale,
    ticks: Sequence[float],
    left: float,
    right: float,
    write: Callable[[float], str] = tick_text,
) -> None:
    """Draw horizontal grid lines with their values at the left; the line at zero is the axis."""
    for tick in ticks:
        y = scale(tick)
        picture.line((left, y), (right, y), "axis" if tick == 0 else "grid")
        picture.text(left - 7, y + 4, write(tick), "tick end")


def calendar_ticks(calendar: Calendar) -> list[tuple[np.datetime64, str]]:
    """Choose dates whose labels fit the axis: months for a short period, years for a long one."""
    span, width = calendar.length, abs(calendar.end - calendar.start)
    starts = np.arange(
        calendar.first.astype("datetime64[M]"),
        calendar.last.astype("datetime64[M]") + 1,
        dtype="datetime64[M]",
    )
    per_month = width / span * 30.4
    if span <= 45:
        step = 7 if width > 400 else 14
        marks = [calendar.first + np.timedelta64(i, "D") for i in range(0, span, step)]
        return [(m, date(m, "short")) for m in marks]
    every = next((m for m in (1, 2, 3, 6) if per_month * m > 66), 12)
    years = 1
    while every == 12 and per_month * 12 * years < 44:
        years += 1
    chosen: list[tuple[np.datetime64, str]] = []
    for start in starts:
        year, month = divmod(int(start.astype(int)), 12)
        day = start.astype("datetime64[D]")
        if month % every or day < calendar.first or (every == 12 and (year + 1970) % years):
            continue
        name = str(year + 1970) if every == 12 else MONTHS[month]
        if every < 12 and (month == 0 or not chosen):
            name += f" {year + 1970}"
        chosen.append((day, name))
    if len(chosen) >= 2:
        return chosen
    return [(calendar.first, date(calendar.first)), (calendar.last, date(calendar.last))]


def date_axis(picture: Drawing, calendar: Calendar, y: float) -> None:
    """Draw the axis of days with small ticks and labels that stay inside the picture."""
    picture.line((calendar.start, y), (calendar.end, y), "axis")
    edge = 0.0
    for day, name in calendar_ticks(calendar):
        x = calendar(day)
        half = text_width(name, 11.5) / 2
        at = min(max(x, half), picture.width - half)
        if at - half < edge:
            continue
        picture.line((x, y), (x, y + 4), "axis")
        picture.text(at, y + 16, name, "tick mid")
        edge = at + half + 8


def spread(wanted: Iterable[float], gap: float, low: float, high: float) -> list[float]:
    """Push labels apart to at least a gap, in order, and keep them between two heights.

    >>> spread([10, 12, 40], 16, 0, 100)
    [10, 26, 42]
    """
    places: list[float] = []
    for y in wanted:
        places.append(max(y, places[-1] + gap) if places else max(y, low))
    ceiling = high
    for i in range(len(places) - 1, -1, -1):
        places[i] = min(places[i], ceiling)
        ceiling = places[i] - gap
    return places


def band(
    calendar: Calendar, scale: Scale, when: Days, low: Numbers, high: Numbers
) -> list[list[tuple[float, float]]]:
    """Return the outlines of a band over time, one for each stretch of days without a gap."""
    known = ~(np.isnan(low) | np.isnan(high))
    pieces: list[list[tuple[float, float]]] = []
    for part in np.split(np.arange(len(when)), np.flatnonzero(np.diff(known.astype(int))) + 1):
        if len(part) and known[part[0]]:
            upper = [(calendar(when[i]), scale.clipped(float(high[i]))) for i in part]
            lower = [(calendar(when[i]), scale.clipped(float(low[i]))) for i in part[::-1]]
            pieces.append(upper + lower)
    return pieces


def path_of_dots(places: Iterable[tuple[float, float]]) -> str:
    """Write many dots as one path of lines without length; round line ends make them dots."""
    return "".join(f"M{number(x)} {number(y)}h0" for x, y in places)
