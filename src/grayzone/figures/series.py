"""What a time course is made of: observed values, a model's bands, means, changes of recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import DataError
from .axes import Days, Numbers, days, numbers
from .events import Event
from .figure import Table, table
from .words import Day, count, date, day_of, interval, period, sentence_case, two_digits

ROWS = 62


@dataclass(frozen=True)
class Series:
    """Counts or shares that were observed.

    Parameters
    ----------
    when : array of datetime64[D], shape (day,)
        The day each value belongs to, or the first day of its week or month.
    values : array, shape (day,)
        Observed values; not-a-number where nothing is known.
    unit : str
        What is counted, with its period ("incidents a day").
    held_out_from : date, optional
        From this day on the values were not used for fitting; their dots are open.
    low, high : array, shape (day,), optional
        Range of a count that is itself uncertain.
    """

    when: Days
    values: Numbers
    unit: str
    held_out_from: Day | None = None
    low: Numbers | None = None
    high: Numbers | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "when", days(self.when))
        for name in ("values", "low", "high"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, numbers(getattr(self, name)))
                if getattr(self, name).shape != self.when.shape:
                    raise DataError(
                        f"{name} and dates differ in length", where=self.unit, mend="give one per date"
                    )
        if self.when.ndim != 1 or not len(self.when) or np.any(np.diff(self.when.astype(int)) <= 0):
            raise DataError("dates of a series must rise, and there must be one", where=self.unit)
        if (self.low is None) != (self.high is None):
            raise DataError("a range needs both low and high", where=self.unit)

    @property
    def spacing(self) -> int:
        """Days from one value to the next: 1, 7, about 30."""
        return int(np.median(np.diff(self.when.astype(int)))) if len(self.when) > 1 else 1


@dataclass(frozen=True)
class Fan:
    """What a model made of a course: the median and the bands that hold half and nine tenths of its runs.

    All arrays have shape (day,).
    """

    when: Days
    median: Numbers
    low50: Numbers
    high50: Numbers
    low90: Numbers
    high90: Numbers

    @classmethod
    def from_draws(cls, when: Days, draws: Numbers) -> Fan:
        """Read the bands off runs of shape (draw, day)."""
        low90, low50, median, high50, high90 = np.nanquantile(
            numbers(draws), [0.05, 0.25, 0.5, 0.75, 0.95], axis=0
        )
        return cls(days(when), median, low50, high50, low90, high90)


@dataclass(frozen=True)
class Mean:
    """The mean over a stated period, both days included."""

    first: Day
    last: Day
    value: float


@dataclass(frozen=True)
class Break:
    """From this day on the numbers were recorded by another source; the two parts are never joined."""

    day: Day
    why: str = "another source"


def when_text(day: np.datetime64, series: Series) -> str:
    """Name a value's date: the month where values are monthly, 'week of' where they are weekly."""
    if series.spacing >= 28:
        return date(day, "month")
    return f"week of {date(day)}" if series.spacing == 7 else date(day)


def spoken(series: Series, fan: Fan | None, means: Sequence[Mean], shown: Sequence[Event]) -> str:
    """Put the numbers of the finding into words for a screen reader."""
    parts = [f"{sentence_case(series.unit)}, {period(series.when[0], series.when[-1])}."]
    if means:
        parts.append(
            "Mean " + "; ".join(f"{two_digits(m.value)} from {period(m.first, m.last)}" for m in means) + "."
        )
    else:
        peak = int(np.nanargmax(series.values))
        parts.append(
            f"Mean {two_digits(float(np.nanmean(series.values)))}, at most "
            f"{two_digits(float(series.values[peak]))}, {when_text(series.when[peak], series)}."
        )
    if fan is not None:
        parts.append(
            f"Model on {date(fan.when[-1])}: median {two_digits(float(fan.median[-1]))}, "
            f"{interval(float(fan.low90[-1]), float(fan.high90[-1]))}."
        )
    if shown:
        parts.append(
            "Events: "
            + "; ".join(e.words() for e in shown[:6])
            + ("; and others." if len(shown) > 6 else ".")
        )
    return " ".join(parts)


def table_of(series: Series, fan: Fan | None, means: Sequence[Mean], shown: Sequence[Event]) -> Table:
    """Make the table: stated periods if there are any, otherwise values, by month where they are many."""
    title = sentence_case(series.unit)
    if fan is not None:
        step = -(-len(fan.when) // ROWS)
        seen = {str(d): v for d, v in zip(series.when, series.values, strict=True)}
        rows = [
            (
                date(fan.when[i]),
                two_digits(seen.get(str(fan.when[i]), np.nan)),
                two_digits(float(fan.median[i])),
                f"{two_digits(float(fan.low50[i]))} to {two_digits(float(fan.high50[i]))}",
                f"{two_digits(float(fan.low90[i]))} to {two_digits(float(fan.high90[i]))}",
            )
            for i in range(0, len(fan.when), step)
        ]
        note = f", every {step} dates" if step > 1 else ""
        return table(
            title + note, ("Date", "Observed", "Model, median", "50% interval", "90% interval"), rows
        )
    if means:
        told = []
        for m in means:
            within = (
                (series.when >= day_of(m.first))
                & (series.when <= day_of(m.last))
                & np.isfinite(series.values)
            )
            told.append(
                (
                    period(m.first, m.last),
                    int(within.sum()),
                    count(float(series.values[within].sum())),
                    two_digits(m.value),
                )
            )
        return table(title, ("Period", "Dates", "Sum", "Mean"), told)
    if len(series.when) <= ROWS:
        values = [
            (when_text(d, series), two_digits(float(v)) if v % 1 else count(float(v)))
            for d, v in zip(series.when, series.values)
        ]
        return table(title, ("Date", "Observed"), values)
    months = series.when.astype("datetime64[M]")
    by = "datetime64[M]" if len(np.unique(months)) <= 2 * ROWS else "datetime64[Y]"
    groups = series.when.astype(by)
    summed = []
    for group in np.unique(groups):
        part = series.values[(groups == group) & np.isfinite(series.values)]
        name = date(group.astype("datetime64[D]"), "month" if by.endswith("[M]") else "year")
        summed.append(
            (
                name,
                len(part),
                count(float(part.sum())),
                two_digits(float(part.mean())) if len(part) else "unknown",
            )
        )
    return table(title, ("Period", "Dates", "Sum", "Mean"), summed)
