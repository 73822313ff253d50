"""Outcomes: one number per run and measure, with unit and direction, for comparing responses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import RunError, nearest
from ..ground.records import Record
from . import grayzone, polarisation, unrest
from .liberties import liberties_cost

#: How far under its level at the start of a response the zone must lie to be counted as below it (share).
BELOW = 0.01


@dataclass(frozen=True)
class Outcome:
    """A number to compare by: what it is, its unit, and whether more is better (1), worse (-1) or neither (0)."""

    slug: str
    label: str
    unit: str
    direction: int
    of: Callable[[Record, int], float]


def _sum(course: Callable[[Record], NDArray[np.float64]]) -> Callable[[Record, int], float]:
    return lambda record, since: float(np.sum(course(record)[since:]))


def _end(record: Record, since: int) -> float:
    return float(grayzone.gray_zone_total(record)[-1])


def _lost(record: Record, since: int) -> float:
    return grayzone.loss(grayzone.gray_zone_total(record), since)


def _half_back(record: Record, since: int) -> float:
    return grayzone.recovery_half_life(grayzone.gray_zone_total(record), since)


def _below(record: Record, since: int) -> float:
    course = grayzone.gray_zone_total(record)
    return float(grayzone.days_below(course, course[since] - BELOW, since))


def _cost(record: Record, since: int) -> float:
    return float(sum(course[since:].sum() for course in liberties_cost(record).values()))


OUTCOMES: Mapping[str, Outcome] = {
    o.slug: o
    for o in (
        Outcome("gray_zone", "gray zone at the end", "share", 1, _end),
        Outcome("zone_lost", "gray zone lost on the way to its lowest point", "share", -1, _lost),
        Outcome("recovery_half_life", "days until half of the loss is regained", "day", -1, _half_back),
        Outcome("days_below", "days with the zone a point below where it stood", "day", -1, _below),
        Outcome("recruits", "people mobilised", "people", -1, _sum(unrest.recruits)),
        Outcome("hate_incidents", "hate incidents", "events", -1, _sum(unrest.hate_incidents)),
        Outcome("attacks", "attacks", "events", -1, _sum(unrest.attacks)),
        Outcome("deaths", "people killed in attacks", "people", -1, _sum(unrest.deaths)),
        Outcome("liberties_cost", "person-days of restriction", "people * day", -1, _cost),
        Outcome("admissions", "people admitted", "people", 0, _sum(unrest.admissions)),
        Outcome("conforming", "people who conform", "people", 0, _sum(unrest.conforming)),
        Outcome("leaving", "people who leave or join", "people", 0, _sum(unrest.leaving_or_joining)),
        Outcome("estrangement", "mutual estrangement at the end", "share", -1,
                lambda record, since: float(polarisation.estrangement(record)[-1])),
    )
}  # fmt: skip


def outcome(slug: str) -> Outcome:
    """Return an outcome by its slug.

    Raises
    ------
    RunError
        with the nearest one.
    """
    if slug not in OUTCOMES:
        raise RunError(f"there is no outcome {slug!r}", mend=nearest(slug, OUTCOMES))
    return OUTCOMES[slug]
