"""Drivers: public variables whose course is given from outside: a value, steps, or a table of days."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

import numpy as np
from numpy.typing import NDArray

from ..errors import GrayzoneError, nearest
from ..society.society import Society
from .faults import Faults, quoted
from .files import inside, read
from .schema import DriverForm
from .tables import Table, column_named, read_table, write_number, write_table

Floats = NDArray[np.float64]
Period = tuple[np.datetime64, np.datetime64]


@dataclass(frozen=True)
class Driver:
    """A course for some communities: steps of (first day, value), or a table of days."""

    name: str
    steps: tuple[tuple[np.datetime64, float], ...]
    communities: tuple[str, ...]
    table: Table | None = None
    column: str = ""
    constant: bool = False


def read_drivers(
    forms: Mapping[str, DriverForm], folder: FilePath | None, society: Society, period: Period, faults: Faults
) -> dict[str, Driver]:
    """Return the drivers by name; those with a fault (which is noted) are left out."""
    known = [community.name for community in society.communities]
    found = {}
    for name in sorted(forms):
        form, path = forms[name], ("drivers", name)
        ways = [key for key in ("value", "steps", "file", "table") if getattr(form, key) is not None]
        if len(ways) != 1:
            what = f"the driver {name!r} has {' and '.join(ways) or 'no course'}"
            faults.add(path, what, "give exactly one of value, steps, file, table", key=True)
            continue
        for at, community in enumerate(form.communities):
            if community not in known:
                what = f"there is no community {community!r}"
                faults.add((*path, "communities", at), what, nearest(community, known))
        whom = tuple(sorted(set(form.communities))) or tuple(known)
        if form.value is not None:
            found[name] = Driver(name, ((period[0], form.value),), whom, constant=True)
        elif form.steps is not None:
            days = [step.first for step in form.steps]
            for at, day in enumerate(days):
                if day in days[:at] or day > period[1]:
                    what = (
                        f"{day} has a step already" if day in days[:at] else f"{day} lies after the last day"
                    )
                    faults.add((*path, "steps", at, "from"), what, "give each step its own day of the period")
            found[name] = Driver(name, tuple(sorted((s.first, s.to) for s in form.steps)), whom)
        else:
            driver = _tabled(name, form, whom, folder, society, period, faults)
            if driver is not None:
                found[name] = driver
    return found


def _tabled(
    name: str, form: DriverForm, whom: tuple[str, ...], folder: FilePath | None, society: Society,
    period: Period, faults: Faults,
) -> Driver | None:  # fmt: skip
    path = ("drivers", name, "file" if form.file is not None else "table")
    try:
        if form.file is not None:
            table = read_table(read(inside(folder, form.file), form.file), form.file)
        else:
            table = read_table(form.table or "", f"drivers.{name}.table")
        if form.column is None:
            known = [c for c in table.columns[1:] if c not in ("place", "community")]
            if len(known) != 1:
                mend = f"add 'column', one of {', '.join(known[:6])}" if known else "add a column of numbers"
                faults.add(
                    ("drivers", name), f"the driver {name!r} names no column of its table", mend, key=True
                )
                return None
            column = known[0]
        else:
            column = column_named(table, form.column)
        driver = Driver(name, (), whom, table, column)
        course(driver, society, period)
        return driver
    except GrayzoneError as error:
        faults.error(path, error)
        return None


def course(driver: Driver, society: Society, period: Period) -> Floats:
    """Return the values of a driver, shape [day, group]; 0 where nothing is said.

    Raises
    ------
    ScenarioError
        for a table with an unknown place or community, a doubled day, or a day without a value.
    """
    first, last = period
    groups = society.groups
    community = np.array([c for _, c in groups])
    chosen = np.isin(community, driver.communities)
    values = np.zeros((int((last - first).astype(int)) + 1, len(groups)))
    if driver.table is None:
        for day, value in driver.steps:
            values[max(0, int((day - first).astype(int))) :, chosen] = value
        return values
    place = np.array([p for p, _ in groups])
    table = driver.table
    told = np.zeros(values.shape, dtype=bool)
    seen: set[tuple[str, str]] = set()
    cells, towns, whose = table.cells(driver.column), table.cells("place"), table.cells("community")
    masks: dict[tuple[str, str], NDArray[np.bool_]] = {}
    for row in range(len(table.rows)):
        day = table.day(row)
        if not first <= day <= last:
            continue
        key = towns[row], whose[row]
        if key not in masks:
            masks[key] = _groups(table, row, key, place, community) & chosen
        at = int((day - first).astype(int))
        value = table.number(row, driver.column, cells[row])
        if math.isnan(value):
            mend = "give a value for every day of the period"
            raise table.refuse(row, driver.column, f"the driver {driver.name!r} is unknown on {day}", mend)
        if told[at, masks[key]].any():
            raise table.refuse(
                row, "date", f"{day} stands twice", "keep one row for a day, place and community"
            )
        told[at, masks[key]] = True
        values[at, masks[key]] = value
        seen.add(key)
    for key in sorted(seen) or [("", "")]:
        mask = masks.get(key, chosen)
        gaps = np.flatnonzero(~told[:, mask].all(axis=1)) if mask.any() else np.array([], dtype=np.int64)
        if gaps.size:
            day = first + gaps[0]
            mend = "give a value for every day of the period"
            raise table.refuse(-1, driver.column, f"the driver {driver.name!r} has no row for {day}", mend)
    return values


def _groups(
    table: Table, row: int, key: tuple[str, str], place: NDArray[np.str_], community: NDArray[np.str_]
) -> NDArray[np.bool_]:
    for column, name, known in (("place", key[0], place), ("community", key[1], community)):
        if name and name not in known:
            mend = nearest(name, [str(k) for k in known])
            raise table.refuse(row, column, f"there is no {column} {quoted(name)}", mend)
    mask = np.ones(place.size, dtype=bool)
    if key[0]:
        mask &= place == key[0]
    if key[1]:
        mask &= community == key[1]
    return mask


def table_text(driver: Driver, period: Period) -> str:
    """Return the table of a driver as canonical CSV text: sorted, within the period, with its one column."""
    table = driver.table
    assert table is not None
    towns, whose, cells = table.cells("place"), table.cells("community"), table.cells(driver.column)
    rows: list[list[str]] = []
    for row in range(len(table.rows)):
        day = table.day(row)
        if period[0] <= day <= period[1]:
            value = write_number(table.number(row, driver.column, cells[row]))
            rows.append([str(day), towns[row], whose[row], value])
    return write_table(["date", "place", "community", driver.column], sorted(rows))
