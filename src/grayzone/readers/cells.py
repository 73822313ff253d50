"""What one cell may mean: a date, a figure, a share. Each refusal says how the cell has to look instead."""

from __future__ import annotations

import calendar
import math
import re

import numpy as np

from ..errors import DataError, nearest

KINDS = ("count", "share", "level")
RESOLUTIONS = ("day", "week", "month")

_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NOUN_PER_TIME = re.compile(r"[^\W\d][\w -]* / (day|week|month)")
_UNKNOWN_SPELLED = frozenset({"nan", "na", "n/a", "null", "none", "nil", "-", "--", "?", ".", "unknown"})
_INFINITE_SPELLED = frozenset({"inf", "infinity"})
_RANGE_OF_UNIT = {"share": 1.0, "percent": 100.0}


def read_day(text: str, where: str) -> np.datetime64:
    """Return an ISO date as a day.

    Parameters
    ----------
    text : str
        The cell, such as ``2001-09-11``.
    where : str
        ``file:line:column``, for the refusal.

    Returns
    -------
    numpy.datetime64
        In days.

    Raises
    ------
    DataError
        If the text is not of the form year-month-day, or names a day that no calendar has.
    """
    parts = _ISO_DATE.fullmatch(text)
    if parts is None:
        what = f"{text!r} is not an ISO date" if text else "the date is empty"
        raise DataError(what, where=where, mend="write year-month-day, such as 2001-09-11")
    year, month, day = (int(part) for part in parts.groups())
    if not 1 <= month <= 12 or year == 0:
        raise DataError(f"{text!r} is not in the calendar", where=where, mend="months run from 01 to 12")
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        name = calendar.month_name[month]
        raise DataError(
            f"{text!r} is not in the calendar", where=where, mend=f"{name} {year} has {length} days"
        )
    return np.datetime64(text, "D")


def check_resolution(date: np.datetime64, resolution: str, where: str) -> None:
    """Refuse a date that does not begin its week or month."""
    first = first_day(date, resolution)
    if date == first:
        return
    if resolution == "month":
        raise DataError(
            f"{date} is not the first day of its month",
            where=where,
            mend=f"write {first} for the whole month",
        )
    raise DataError(f"{date} is not a Monday", where=where, mend=f"write {first} for the whole ISO week")


def first_day(date: np.datetime64, resolution: str) -> np.datetime64:
    """Return the first day of the day, ISO week or month that a date lies in."""
    if resolution == "month":
        return np.datetime64(date.astype("datetime64[M]"), "D")
    if resolution == "week":
        # Day 0 of NumPy's calendar, 1 January 1970, was a Thursday: three days after a Monday.
        return date - np.timedelta64((int(date.astype(np.int64)) + 3) % 7, "D")
    return date


def steps_between(earlier: np.datetime64, later: np.datetime64, resolution: str) -> int:
    """Count the days, weeks or months from one date to another."""
    if resolution == "month":
        return int((later.astype("datetime64[M]") - earlier.astype("datetime64[M]")).astype(np.int64))
    days = int((later - earlier).astype(np.int64))
    return days // 7 if resolution == "week" else days


def step_after(date: np.datetime64, resolution: str) -> np.datetime64:
    """Return the date of the following day, week or month."""
    if resolution == "month":
        return np.datetime64(date.astype("datetime64[M]") + np.timedelta64(1, "M"), "D")
    return date + np.timedelta64(7 if resolution == "week" else 1, "D")


def check_unit(unit: str, kind: str, resolution: str, column: str, where: str) -> None:
    """Refuse a unit that does not fit the kind and resolution of a series."""
    if kind == "count":
        parts = _NOUN_PER_TIME.fullmatch(unit)
        if parts is None or parts.group(1) != resolution:
            raise DataError(
                f"{unit!r} is not a unit of the count {column!r} by {resolution}",
                where=where,
                mend=f"write what is counted, a slash and the time, such as 'incidents / {resolution}'",
            )
    elif kind == "share":
        if unit not in _RANGE_OF_UNIT:
            raise DataError(
                f"{unit!r} is not a unit of the share {column!r}",
                where=where,
                mend="write 'share' (0 to 1) or 'percent' (0 to 100)",
            )
    elif not unit.strip():
        raise DataError(
            f"the level {column!r} has no unit", where=where, mend="say it, such as 'index, 2015 = 100'"
        )


def check_word(word: str, known: tuple[str, ...], parameter: str) -> None:
    """Refuse an unknown word for one of the reader's parameters."""
    if word not in known:
        raise DataError(f"{word!r} is not a {parameter}", where=parameter, mend=nearest(word, known))


def read_number(text: str, column: str, where: str) -> float:
    """Return a cell as a finite number, or NaN if it is empty.

    Raises
    ------
    DataError
        If an unknown or infinite figure is spelled out, or if the text is no number.
    """
    if not text:
        return math.nan
    word = text.lower().lstrip("+-") or text
    if word in _UNKNOWN_SPELLED:
        raise DataError(
            f"{text!r} in {column!r} spells an unknown figure", where=where, mend="leave the cell empty"
        )
    plain = _NUMBER.fullmatch(text)
    if word in _INFINITE_SPELLED or (plain and math.isinf(float(text))):
        raise DataError(
            f"{text!r} in {column!r} is not finite",
            where=where,
            mend="correct the figure, or leave the cell empty if it is unknown",
        )
    if plain is None:
        raise DataError(
            f"{text!r} in {column!r} is not a number",
            where=where,
            mend="write plain digits with a decimal point, or leave the cell empty if it is unknown",
        )
    return float(text)


def read_figure(
    text: str, column: str, where: str, *, kind: str, unit: str, fractional: bool = False
) -> float:
    """Return a cell as a figure of its kind, or NaN if it is empty.

    Raises
    ------
    DataError
        For a negative or fractional count, or a share outside its range.
    """
    figure = read_number(text, column, where)
    if math.isnan(figure):
        return figure
    if kind == "count":
        if figure < 0:
            raise DataError(
                f"{text} in {column!r} is a negative count",
                where=where,
                mend="counts start at 0; leave the cell empty if the figure is unknown",
            )
        if not fractional and not figure.is_integer():
            raise DataError(
                f"{text} in {column!r} is not a whole number, as a count has to be",
                where=where,
                mend="correct it, or pass fractional=True where the source spreads counts over time",
            )
    if kind == "share":
        top = _RANGE_OF_UNIT[unit]
        if not 0 <= figure <= top:
            raise DataError(
                f"{text} in {column!r} is not between 0 and {top:g}",
                where=where,
                mend=f"correct it, or check that the unit is {unit!r}",
            )
    return figure
