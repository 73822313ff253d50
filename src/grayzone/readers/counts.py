"""Count events by day, week or month, place, community and kind, with an account of every row.

Many events are known only to the week, month or year. How such a date becomes a count is a choice that moves
results, so it is named: its first day, spread over its days, or left out if it is less precise than the step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from ..errors import DataError, nearest
from .cells import RESOLUTIONS, check_word
from .event_rows import UNPLACED, Break, EventRow, EventSource, iso_day
from .tally import Tally

POLICIES = ("spread", "start", "drop")
KEYS = ("place", "community", "kind")
MOST_CELLS = 500_000
"""Combinations of step, place, community and kind with an event; the memory of a count grows with these."""

MOST_ROWS = 2_000_000
MOST_KINDS = 60
UNNAMED = "unnamed"
"""The community of events for which the source names none."""

Key = tuple[int, str, str, str]


@dataclass(frozen=True, eq=False)
class Counts:
    """Tidy counts: a row per step, place and community; no gap; what is unknown is None, never 0.

    Parameters
    ----------
    columns : tuple of str
        ``date``, then ``place`` and ``community`` if counted by them, then figures: ``events`` and the
        source's measures, and the same again for each kind with its name in front.
    resolution : {"day", "week", "month"}
        A week is dated by its Monday, a month by its first day.
    dates : {"spread", "start", "drop"}
        What was done with dates that are intervals.
    first, last : date
        The first and last step.
    groups : tuple of (place, community)
        Sorted; empty words where not counted by them.
    tally : Tally
        Rows in, used, dropped by reason, and remarks.
    breaks : tuple of Break
        Days within the counts from which the source counts in another way.
    """

    columns: tuple[str, ...]
    resolution: str
    dates: str
    first: date
    last: date
    groups: tuple[tuple[str, str], ...]
    tally: Tally
    breaks: tuple[Break, ...]
    by: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("",)
    measures: tuple[str, ...] = ()
    unknown_years: tuple[int, ...] = ()
    _cells: dict[Key, list[float]] = field(default_factory=dict, repr=False)

    def __iter__(self) -> Iterator[tuple[str | float | None, ...]]:
        """Yield the rows in order: by date, place, community."""
        keyed = tuple(at for at, word in enumerate(KEYS[:2]) if word in self.by)
        for step in steps(self.first, self.last, self.resolution):
            unknown = years_of(step, self.resolution) & set(self.unknown_years)
            for group in self.groups:
                figures: list[float | None] = []
                for kind in self.kinds:
                    figures += self._figures((step.toordinal(), *group, kind), bool(unknown))
                yield (step.isoformat(), *(group[at] for at in keyed), *figures)

    def __len__(self) -> int:
        return many_steps(self.first, self.last, self.resolution) * len(self.groups)

    def total(self, column: str) -> float:
        """Return the sum of a column over all rows; unknown figures are left out.

        Raises
        ------
        DataError
            If there is no such column of figures.
        """
        known = self.columns[1 + len([word for word in KEYS[:2] if word in self.by]) :]
        if column not in known:
            raise DataError(f"there is no figure {column!r}", where="column", mend=nearest(column, known))
        at = self.columns.index(column)
        return sum(value for row in self if isinstance(value := row[at], int | float))

    def _figures(self, key: Key, unknown: bool) -> list[float | None]:
        """Return events and measures of one cell."""
        many = len(self.measures)
        sums = self._cells.get(key)
        if unknown:
            return [None] * (1 + many)
        if sums is None:
            return [0.0] * (1 + many)
        # A cell all of whose events have an unknown figure has an unknown figure.
        known = [sums[1 + at] if sums[1 + many + at] else None for at in range(many)]
        return [sums[0], *known]


def count_events(
    events: EventSource | Iterable[EventRow],
    *,
    by: Iterable[str] = (),
    resolution: str = "day",
    dates: str = "spread",
    period: tuple[str, str] | None = None,
    measures: tuple[str, ...] = (),
) -> Counts:
    """Count events as a tidy table.

    It does not guess: an event without a place is counted at the place ``unplaced``, one without a community
    at ``unnamed``, and figures are sums over the events whose figure is known.

    Parameters
    ----------
    events : EventSource or iterable of EventRow
        They are gone through once, one at a time.
    by : of "place", "community", "kind"
        Places and communities become rows, kinds become columns.
    resolution : {"day", "week", "month"}
        Step of the counts.
    dates : {"spread", "start", "drop"}
        Spread an event evenly over its days; put it on its first day; or leave out what does not lie in one
        step.
    period : (from, to), optional
        First and last day; by default those of the events.
    measures : tuple of str
        Names of the rows' figures (people), where `events` is no source that names them.

    Returns
    -------
    Counts

    Raises
    ------
    DataError
        For an unknown word, no usable row, or a table of more than two million rows.

    Examples
    --------
    >>> from datetime import date
    >>> row = EventRow(2, "a", date(2006, 1, 31), date(2006, 2, 1), "", "B", "", 1, "state_based", (4.0,))
    >>> list(count_events([row], resolution="month", measures=("deaths",)))
    [('2006-01-01', 0.5, 2.0), ('2006-02-01', 0.5, 2.0)]
    """
    by = tuple(word for word in KEYS if word in _checked_by(by, events))
    check_word(resolution, RESOLUTIONS, "resolution")
    check_word(dates, POLICIES, "dates")
    limits = None if period is None else _limits(period)
    source = events if isinstance(events, EventSource) else None
    if source is not None:
        measures = source.measures
    unknown = () if source is None else source.unknown_years
    counter = _Counter(by, resolution, dates, limits, len(measures), unknown)
    tally = Tally()
    for row in events:
        if source is None:
            if len(row.figures) != len(measures):
                raise DataError(
                    f"an event has {len(row.figures)} figures, but {len(measures)} measures are named",
                    where="measures",
                    mend="name one for each figure",
                )
            tally.use()
        else:
            tally = source.tally
        counter.add(row, tally)
    tally = tally if source is None else source.tally
    tally.check()
    return _closed(counter, tally, source, measures)


class _Counter:
    """Sums by step, place, community and kind while the events go by."""

    def __init__(
        self,
        by: tuple[str, ...],
        resolution: str,
        dates: str,
        limits: tuple[date, date] | None,
        measures: int,
        unknown_years: tuple[int, ...],
    ) -> None:
        self.by, self.resolution, self.dates, self.limits = by, resolution, dates, limits
        self.measures, self.unknown_years = measures, frozenset(unknown_years)
        self.cells: dict[Key, list[float]] = {}
        self.days: tuple[date, date] | None = None
        self.reaches: tuple[date, date] | None = None

    def add(self, row: EventRow, tally: Tally) -> None:
        """Count one event, or drop it with its reason."""
        first, last = row.first, row.first if self.dates == "start" else row.last
        length = (last - first).days + 1
        opens, closes = self.limits or (first, last)
        if last < opens or first > closes:
            tally.withdraw("outside the period", row.line)
            return
        if self.dates == "drop" and first_day(first, self.resolution) != first_day(last, self.resolution):
            tally.withdraw(f"not dated to one {self.resolution}", row.line)
            return
        if first < opens or last > closes:
            tally.remark("partly outside the period (the part inside is counted)", row.line)
            first, last = max(first, opens), min(last, closes)
        place = row.place or UNPLACED if "place" in self.by else ""
        community = row.community or UNNAMED if "community" in self.by else ""
        if "place" in self.by and not row.place:
            tally.remark(f"has no place (counted at {UNPLACED!r})", row.line)
        if "community" in self.by and not row.community:
            tally.remark(f"has no community (counted at {UNNAMED!r})", row.line)
        for step, days in _days_by_step(first, last, self.resolution):
            share = days / length
            self._sum((step, place, community, ""), share, row.figures)
            if "kind" in self.by:
                self._sum((step, place, community, slug(row.kind)), share, row.figures)
        if self.unknown_years and any(
            years_of(first_day(day, self.resolution), self.resolution) & self.unknown_years
            for day in (first, last)
        ):
            tally.remark("in a step that reaches into an unknown year (its cell is empty)", row.line)
        self.days = _wider(self.days, first, last)
        self.reaches = _wider(self.reaches, row.first, row.last)

    def _sum(self, key: Key, share: float, figures: tuple[float | None, ...]) -> None:
        sums = self.cells.get(key)
        if sums is None:
            if len(self.cells) >= MOST_CELLS:
                raise DataError(
                    f"there are over {MOST_CELLS:,} combinations of {', '.join(['step', *self.by])}",
                    where="by",
                    mend="count by a longer step, by fewer words, or one country",
                )
            sums = self.cells[key] = [0.0] * (1 + 2 * self.measures)
        sums[0] += share
        for at, figure in enumerate(figures, start=1):
            if figure is not None:
                sums[at] += share * figure
                sums[at + self.measures] += 1


def _closed(counter: _Counter, tally: Tally, source: EventSource | None, measures: tuple[str, ...]) -> Counts:
    """Return the sums as a table without gaps."""
    if counter.days is None:
        path = "" if source is None else source.path
        why = ", ".join(f"{reason}: {many:,}" for reason, many in sorted(tally.dropped.items()))
        raise DataError(
            f"none of {tally.rows_in:,} rows can be counted" + (f" ({why})" if why else ""),
            where=path,
            mend="mend the rows, or choose another period or way with dates",
        )
    days = counter.limits or counter.days
    first, last = (first_day(day, counter.resolution) for day in days)
    groups = tuple(sorted({key[1:3] for key in counter.cells}))
    rows = many_steps(first, last, counter.resolution) * len(groups)
    if rows > MOST_ROWS:
        raise DataError(
            f"the table would have {rows:,} rows (at most {MOST_ROWS:,})",
            where="by",
            mend="count by a longer step, by fewer words, or one country",
        )
    kinds = tuple(sorted({key[3] for key in counter.cells}))
    if len(kinds) > MOST_KINDS:
        raise DataError(
            f"there are {len(kinds) - 1} kinds (at most {MOST_KINDS - 1})",
            where="by",
            mend="count by a coarser column of kinds",
        )
    figures = [f"{kind}_{name}" if kind else name for kind in kinds for name in ("events", *measures)]
    span = counter.reaches or days
    breaks = () if source is None else source.breaks
    return Counts(
        columns=("date", *(word for word in KEYS[:2] if word in counter.by), *figures),
        resolution=counter.resolution,
        dates=counter.dates,
        first=first,
        last=last,
        groups=groups,
        tally=tally,
        breaks=tuple(one for one in breaks if span[0] < one.day <= span[1]),
        by=counter.by,
        kinds=kinds,
        measures=measures,
        unknown_years=() if source is None else source.unknown_years,
        _cells=counter.cells,
    )


def _checked_by(by: Iterable[str], events: object) -> set[str]:
    """Return what to count by; refuse unknown words, and communities that the source was not asked for."""
    words = set(by)
    for word in sorted(words):
        check_word(word, KEYS, "word to count by")
        if isinstance(events, EventSource) and word not in events.at and not (
            word == "kind" and events.slug == "ucdp"
        ):
            raise DataError(
                f"the file has no column for the {word}",
                where=f"{events.path}:1",
                mend=f"name one with {word}=, such as {next(iter(events.table.columns))!r}",
            )
    return words


def _limits(period: tuple[str, str]) -> tuple[date, date]:
    try:
        first, last = (iso_day(day) for day in period)
    except DataError as fault:
        raise DataError(fault.what, where="period", mend=fault.mend) from None
    if last < first:
        what = f"{first} to {last} runs backwards"
        raise DataError(what, where="period", mend="give the earlier day first")
    return first, last


def _wider(days: tuple[date, date] | None, first: date, last: date) -> tuple[date, date]:
    return (first, last) if days is None else (min(days[0], first), max(days[1], last))


def _days_by_step(first: date, last: date, resolution: str) -> Iterator[tuple[int, int]]:
    """Yield each step of an interval and how many of the interval's days lie in it."""
    step = first_day(first, resolution)
    while step <= last:
        following = step_after(step, resolution)
        yield step.toordinal(), (min(last, following - timedelta(days=1)) - max(first, step)).days + 1
        step = following


def first_day(day: date, resolution: str) -> date:
    """Return the day, the Monday or the first of the month that a day belongs to."""
    if resolution == "month":
        return day.replace(day=1)
    if resolution == "week":
        return day - timedelta(days=day.weekday())
    return day


def step_after(step: date, resolution: str) -> date:
    """Return the first day of the following step."""
    return _nth(step, 1, resolution)


def years_of(step: date, resolution: str) -> set[int]:
    """Return the years that a step lies in: a week may lie in two."""
    return {step.year, (step_after(step, resolution) - timedelta(days=1)).year}


def steps(first: date, last: date, resolution: str) -> Iterator[date]:
    """Yield every step from one to another, both inclusive."""
    for at in range(many_steps(first, last, resolution)):
        yield _nth(first, at, resolution)


def _nth(first: date, at: int, resolution: str) -> date:
    if resolution == "month":
        months = first.year * 12 + first.month - 1 + at
        return date(months // 12, months % 12 + 1, 1)
    return first + timedelta(days=at * (7 if resolution == "week" else 1))


def many_steps(first: date, last: date, resolution: str) -> int:
    """Return how many steps lie between two, both included."""
    if resolution == "month":
        return (last.year - first.year) * 12 + last.month - first.month + 1
    return (last - first).days // (7 if resolution == "week" else 1) + 1


@lru_cache(maxsize=1_000)
def slug(text: str) -> str:
    """Return a kind of event as part of a column's name.

    >>> slug("Explosions/Remote violence")
    'explosions_remote_violence'
    """
    return re.sub(r"\W+", "_", text.casefold()).strip("_") or "unknown"
