"""Time courses: what was counted, day by day, and beside it what a model made of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import DataError
from .axes import Calendar, Scale, band, date_axis, nice_ticks, path_of_dots, tick_text, value_axis
from .events import Event, draw_events, event_words, headroom, inside, place
from .figure import Caption, Figure, Table, compose
from .series import Break, Fan, Mean, Series, spoken, table_of, when_text
from .svg import Drawing, runs, text_width
from .words import Day, count, date, day_of, period, sentence_case, two_digits

MANY = 240


def time_course(
    caption: Caption,
    series: Series,
    *,
    events: Sequence[Event] = (),
    fan: Fan | None = None,
    cut: Day | None = None,
    means: Sequence[Mean] = (),
    breaks: Sequence[Break] = (),
    marks: str = "dots",
    from_zero: bool = True,
) -> Figure:
    """Draw a course over time: dots or bars for what was observed, bands for what was computed.

    Parameters
    ----------
    caption : Caption
        Key, finding and source.
    series : Series
        The observed values.
    events : sequence of Event
        Attacks and other shocks; those outside the period are left out.
    fan : Fan, optional
        The model's bands; they begin at the cut.
    cut : date, optional
        Last day used for fitting.
    means, breaks : sequences
        Means over periods; changes of recording.
    marks : str
        ``"dots"`` or ``"bars"`` (one line per day, one bar per month).
    from_zero : bool
        Counts start at zero; only an index without a natural zero may not.
    """
    if marks not in ("dots", "bars"):
        raise DataError(f"'{marks}' is not a kind of mark", mend="use 'dots' or 'bars'")
    if series.low is not None:
        marks = "dots"  # a count that is a range is a bar from low to high with a dot at best
    first, last = series.when[0], series.when[-1] + np.timedelta64(series.spacing - 1, "D")
    if fan is not None:
        last = max(last, fan.when[-1])
    shown = inside(events, Calendar(first, last, 0, 1))

    def draw(picture: Drawing) -> None:
        ticks = _ticks(series, fan, means, from_zero)
        left = max(text_width(tick_text(t), 11.5) for t in ticks) + 9
        calendar = Calendar(first, last, left, picture.width - 14)
        placed = place(shown, calendar, picture.width)
        top = 22 + max(headroom(placed), 16 if breaks or cut is not None else 0)
        foot = top + 178
        picture.height = foot + 26
        scale = Scale(ticks[0], ticks[-1], foot, top + 2)
        picture.text(0, 14, series.unit, "tick")
        _draw_breaks(picture, calendar, breaks, top, foot)
        value_axis(picture, scale, ticks, left, picture.width - 14)
        if fan is not None:
            _draw_fan(picture, calendar, scale, fan)
        draw_events(picture, placed, top, foot)
        _draw_series(picture, calendar, scale, series, marks)
        _draw_means(picture, calendar, scale, means)
        if cut is not None:
            x = (calendar(cut) + calendar(day_of(cut) + np.timedelta64(1, "D"))) / 2
            picture.line((x, top - 4), (x, foot), "cut")
            side, at = ("tick halo end", x - 5) if x - left > 110 else ("tick halo", x + 5)
            picture.text(at, top + 8, "fitted up to here", side)
        date_axis(picture, calendar, foot)

    return compose(
        caption,
        draw=draw,
        heights=(250, 250),
        numbers=spoken(series, fan, means, shown),
        how_to_read=reading(series, fan, cut, means, breaks, marks) + event_words(shown),
        rows=table_of(series, fan, means, shown),
    )


def two_periods(
    caption: Caption,
    left: Series,
    right: Series,
    *,
    events: Sequence[Event] = (),
    titles: tuple[str, str] = ("", ""),
) -> Figure:
    """Draw two periods on one scale, so that the sizes of two shocks can be compared by eye."""
    pair = (left, right)
    ticks = nice_ticks(0, max(float(np.nanmax(s.values)) for s in pair))
    spans = [Calendar(s.when[0], s.when[-1], 0, 1) for s in pair]
    shown = [inside(events, span) for span in spans]

    def draw(picture: Drawing) -> None:
        margin = max(text_width(tick_text(t), 11.5) for t in ticks) + 9
        beside = picture.width > 500
        width = (picture.width - margin - 28) / 2 if beside else picture.width - margin
        room = max(
            headroom(place(shown[i], Calendar(spans[i].first, spans[i].last, 0, width), width))
            for i in (0, 1)
        )
        picture.text(0, 14, left.unit, "tick")
        foot = 0.0
        for i, series in enumerate(pair):
            start = margin + (width + 28) * i if beside else margin
            top = 24 + room + (0 if beside or i == 0 else foot + 20) + (18 if any(titles) else 0)
            foot = top + (160 if beside else 120)
            calendar = Calendar(spans[i].first, spans[i].last, start, start + width)
            scale = Scale(0, ticks[-1], foot, top)
            if titles[i]:
                picture.text(start, top - room - 6, titles[i], "plain")
            for tick in ticks:
                picture.line(
                    (start, scale(tick)), (start + width, scale(tick)), "axis" if tick == 0 else "grid"
                )
                if i == 0 or not beside:
                    picture.text(start - 7, scale(tick) + 4, tick_text(tick), "tick end")
            draw_events(picture, place(shown[i], calendar, start + width, start - 6), top, foot)
            _draw_series(picture, calendar, scale, series, "bars")
            ends = (series.when[0], series.when[-1])
            picture.text(start, foot + 16, date(ends[0]), "tick")
            picture.text(start + width, foot + 16, date(ends[1]), "tick end")
        picture.height = foot + 24

    peaks = [int(np.nanargmax(s.values)) for s in pair]
    told = " ".join(
        f"{sentence_case(period(s.when[0], s.when[-1]))}: at most {two_digits(float(s.values[p]))} {s.unit}, "
        f"on {date(s.when[p])}."
        for s, p in zip(pair, peaks, strict=True)
    )
    rows = [row for s in pair for row in table_of(s, None, (), ()).rows]
    return compose(
        caption,
        draw=draw,
        heights=(240, 380),
        numbers=told,
        how_to_read="Both parts have the same scale. Each line is one value."
        + event_words([*shown[0], *shown[1]]),
        rows=Table(
            f"{sentence_case(left.unit)}, two periods", table_of(left, None, (), ()).header, tuple(rows)
        ),
    )


def _ticks(series: Series, fan: Fan | None, means: Sequence[Mean], from_zero: bool) -> list[float]:
    """Choose the value axis so that everything drawn fits."""
    arrays = [series.values, *(a for a in (series.low, series.high) if a is not None)]
    if fan is not None:
        arrays += [fan.low90, fan.high90]
    everything = np.concatenate([*arrays, np.array([m.value for m in means])])
    if not np.any(np.isfinite(everything)):
        raise DataError("a time course has no known value", where=series.unit, mend="leave the figure out")
    low, high = float(np.nanmin(everything)), float(np.nanmax(everything))
    return nice_ticks(min(0.0, low) if from_zero else low, high)


def _draw_breaks(
    picture: Drawing, calendar: Calendar, breaks: Sequence[Break], top: float, foot: float
) -> None:
    for change in sorted(breaks, key=lambda b: day_of(b.day)):
        if not calendar.first < day_of(change.day) <= calendar.last:
            continue
        x = calendar(change.day)
        picture.rect(x, top, calendar.end - x, foot - top, "brk", f"{change.why}, from {date(change.day)}")
        picture.line((x, top - 6), (x, foot), "cut")
        fits = calendar.end - x > text_width(change.why, 11.5)
        picture.text(
            x + 4 if fits else calendar.end, top - 4, change.why, "tick strong" + ("" if fits else " end")
        )


def _draw_fan(picture: Drawing, calendar: Calendar, scale: Scale, fan: Fan) -> None:
    for low, high, kind in ((fan.low90, fan.high90, "band90"), (fan.low50, fan.high50, "band50")):
        for outline in band(calendar, scale, fan.when, low, high):
            picture.polygon(outline, kind)
    for piece in runs([calendar(d) for d in fan.when], [scale(float(v)) for v in fan.median]):
        picture.polyline(piece, "median")


def _draw_series(picture: Drawing, calendar: Calendar, scale: Scale, series: Series, marks: str) -> None:
    width = (calendar.end - calendar.start) / calendar.length * series.spacing
    if series.low is not None and series.high is not None:
        for day, low, high in zip(series.when, series.low, series.high, strict=True):
            if np.isfinite(low) and np.isfinite(high):
                thick = min(5.0, max(1.0, width * 0.6))
                top = scale(float(high))
                picture.rect(calendar(day) - thick / 2, top, thick, scale(float(low)) - top, "seen-range")
    known = np.isfinite(series.values)
    held = np.zeros(len(known), dtype=bool)
    if series.held_out_from is not None:
        held = series.when >= day_of(series.held_out_from)
    if marks == "bars":
        thick = max(0.8, width * 0.72)
        steps = []
        for day, value in zip(series.when[known], series.values[known], strict=True):
            x = calendar(day) - (0 if series.spacing > 1 else thick / 2)
            title = "" if known.sum() > MANY else f"{when_text(day, series)}: {two_digits(float(value))}"
            if title and value:
                picture.rect(x, scale(float(value)), thick, scale(0) - scale(float(value)), "seen", title)
            elif value:
                y, base = scale(float(value)), scale(0)
                steps.append(f"M{x:.1f} {base:.1f}V{y:.1f}h{thick:.1f}V{base:.1f}Z")
        if steps:
            picture.path("".join(steps), "seen")
        return
    many = int(known.sum()) > MANY
    if many:
        places = [
            (calendar(d), scale(float(v)))
            for d, v in zip(series.when[known & ~held], series.values[known & ~held])
        ]
        if places:
            picture.path(path_of_dots(places), "seen-many")
        known = known & held
    for i in np.flatnonzero(known):
        value = float(series.values[i])
        kind, radius = ("seen-open", 3.2) if held[i] else ("seen-none", 1.9) if value == 0 else ("seen", 2.2)
        told = two_digits(value) if value % 1 else count(value)
        title = "" if many else f"{when_text(series.when[i], series)}: {told} {series.unit}"
        picture.circle(calendar(series.when[i]), scale(value), radius, kind, title)


def _draw_means(picture: Drawing, calendar: Calendar, scale: Scale, means: Sequence[Mean]) -> None:
    for mean in means:
        half = (calendar.end - calendar.start) / calendar.length / 2
        start, end = calendar(mean.first) - half, calendar(mean.last) + half
        y = scale(mean.value)
        picture.rect(
            start,
            y - 1.8,
            end - start,
            3.6,
            "mean1",
            f"{period(mean.first, mean.last)}: {two_digits(mean.value)}",
        )
        picture.text((start + end) / 2, y - 8, two_digits(mean.value), "strong mid halo")


def reading(
    series: Series,
    fan: Fan | None,
    cut: Day | None,
    means: Sequence[Mean],
    breaks: Sequence[Break],
    marks: str,
) -> str:
    """Say what each kind of mark in the picture is, and only those that are there."""
    step = "month" if series.spacing >= 28 else "week" if series.spacing == 7 else "day"
    parts = [f"Each {'bar' if marks == 'bars' else 'dot'} is one {step}."]
    if series.held_out_from is not None and marks == "dots":
        parts.append("Open dots were held out of the fit.")
    elif marks == "dots" and len(series.when) <= MANY and np.any(series.values == 0):
        parts.append(f"Open dots are {step}s with none.")
    if series.low is not None:
        parts.append("Gray bars run from the low to the high estimate.")
    if fan is not None:
        parts.append(
            "The line is the median run; the dark band holds half of the runs, the pale band nine in ten."
        )
    if cut is not None:
        parts.append(f"The upright line, {date(cut)}, is the last day used for fitting.")
    if means:
        parts.append("Coloured bars are means of the period they span.")
    if breaks:
        parts.append("The shaded part was recorded by another source; the two parts must not be joined.")
    return " ".join(parts)
