"""How incidents come to be counted: weekdays, a control series, a level that moves, extra spread.

The expected count of a day is level x weekday factor x control^kappa x what the mechanisms say.  The level
is never a parameter: before each day it is Gamma distributed with shape a and rate b; after the day a and b
fade by exp(-1 / memory) and take in the count and its exposure.  The count's density is then negative
binomial and exact.  This is a filter, good for one day ahead: run forward without data, its level drifts.

Source: discounted Gamma-Poisson level as in West and Harrison 1997, *Bayesian Forecasting and Dynamic
Models*, chapter 14; dispersion beyond it by ``prior-2026/overdispersion``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from ..language.graph import Graph, Node
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal, normal, uniform
from .memories import factor

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
LEVEL = "moving_level"


class MovingLevel(Mechanism):
    """The level of what is counted drifts, for reasons that no event in the list explains.

    It does not say why: reporting, habit and hostility all move it.

    Source: ``prior-2026/level-memory``, ``prior-2026/overdispersion``; the rest is assumed.
    """

    memory = parameter(
        "54.6 days",
        bounds=("1 day", "100000 days"),
        claim="prior-2026/level-memory",
        prior=lognormal(54.6, 0.8),
        about="over how many days the level is an average",
    )
    dispersion = parameter(
        0.0907,
        bounds=(0, 100),
        claim="prior-2026/overdispersion",
        prior=lognormal(0.0907, 0.7),
        about="variance of counts beyond Poisson and the level's own, relative to the squared mean",
    )
    kappa = parameter(
        0.3,
        bounds=(-3, 3),
        prior=normal(0.3, 0.5),
        assumed="what moves the recording of other incidents moves this one between not at all and alike",
        about="power with which the control series enters",
    )
    widening = parameter(
        0.1,
        bounds=(0.001, 1),
        prior=uniform(0.02, 0.5),
        assumed="after a break in recording the level of before counts for between a fiftieth and a half",
        about="by what factor a break in recording cuts what is known of the level",
    )


@dataclass(frozen=True, eq=False)
class Counts:
    """A daily series of counts as the likelihood reads it.

    Parameters
    ----------
    dates : array of datetime64[D], shape (day,)
        Consecutive.
    values : array of float64, shape (day,)
        Whole numbers from 0 up; NaN where the count is unknown.
    usual : float
        Level before the first day, counts a day.
    weekday : array of float64, shape (7,)
        Factor of each weekday, Monday first, mean 1.
    log_control : array of float64, shape (day,), optional
        Logarithm of a control series relative to its own usual.
    breaks : tuple of datetime64[D]
        First days of another way of recording.
    """

    dates: Days
    values: Floats
    usual: float
    weekday: Floats = field(default_factory=lambda: np.ones(7))
    log_control: Floats | None = None
    breaks: tuple[np.datetime64, ...] = ()

    def __post_init__(self) -> None:
        if len(self.dates) != len(self.values) or np.any(np.diff(self.dates) != np.timedelta64(1, "D")):
            raise DataError(
                "a daily series has a gap in its dates", mend="give consecutive days, NaN where unknown"
            )
        known = self.values[np.isfinite(self.values)]
        if np.any(known < 0) or np.any(known != np.floor(known)):
            raise DataError(
                "a count is negative or not whole", mend="give whole numbers from 0 up, NaN where unknown"
            )
        if not self.usual > 0:
            raise DataError(
                f"the usual level is {self.usual:g}", mend="give the mean of some days with incidents"
            )
        if len(self.weekday) != 7 or np.any(self.weekday <= 0):
            raise DataError(
                "a weekday has no factor above 0",
                mend="take them from days on which each weekday has incidents",
            )
        if self.log_control is not None and not np.all(np.isfinite(self.log_control)):
            raise DataError(
                "the control series is unknown on some day",
                mend="shorten the window, or leave the control out",
            )

    def day_factor(self) -> Floats:
        """Return each day's weekday factor, shape (day,)."""
        return np.asarray(self.weekday[weekdays(self.dates)])

    def columns(self) -> dict[str, Floats]:
        """Return the series as columns of the day's data."""
        seen = np.isfinite(self.values)
        scored = seen.copy()
        scored[0] = False  # the first day's level is a guess: it is taken in, not scored
        found = {
            "count": np.where(seen, self.values, 0.0),
            "seen": seen.astype(np.float64),
            "scored": scored.astype(np.float64),
            "weekday": self.day_factor(),
            "break": np.isin(self.dates, np.array(self.breaks, dtype="datetime64[D]")).astype(np.float64),
        }
        return found if self.log_control is None else found | {"log_control": self.log_control}


def weekdays(dates: Days) -> NDArray[np.int64]:
    """Return the weekday of each date, 0 for Monday.

    >>> weekdays(np.array(["2001-09-11"], dtype="datetime64[D]")).tolist()
    [1]
    """
    return (dates.astype("datetime64[D]").astype(np.int64) + 3) % 7


def weekday_factors(dates: Days, values: Floats) -> Floats:
    """Return the mean of each weekday relative to the mean over weekdays, shape (7,); NaN is left out.

    Give it the days of the fit only: factors that have seen later days are no forecast.
    """
    day = weekdays(dates)
    means = np.array([np.nanmean(values[day == k]) for k in range(7)])
    return np.asarray(means / means.mean())


def lagged_log_ratio(values: Floats, days: int = 28) -> Floats:
    """Return the logarithm of a control series' mean over the days before, relative to the whole mean.

    The value of a day uses nothing of that day.  The first days use what there is; the first one is 0.
    """
    total = np.concatenate([[0.0], np.cumsum(values)])
    last = np.arange(len(values))
    first = np.maximum(last - days, 0)
    means = (total[last] - total[first]) / np.maximum(last - first, 1)
    means[0] = values.mean()
    return np.asarray(np.log(np.maximum(means, 1e-9) / values.mean()))


@dataclass(frozen=True)
class LevelDay:
    """The level's part of a day: where its states start, how they move, what count they give."""

    start: dict[str, Node]
    step: dict[str, Node]
    mean: Node
    dispersion: Node


def level_day(graph: Graph, told: Node, *, control: bool, breaks: bool) -> LevelDay:
    """Return the expressions of the moving level.

    Parameters
    ----------
    told : Node
        By what factor the mechanisms raise the expected count.
    control, breaks : bool
        Whether there is a control series, and any break in recording.
    """

    def make(op: str, *args: Node, hint: str = "") -> Node:
        return graph.make(op, *args, hint=hint)

    memory, phi = graph.input(f"{LEVEL}.memory"), graph.input(f"{LEVEL}.dispersion")
    one = graph.const(1.0)
    exposure = make("mul", graph.input("data:weekday"), told, hint="exposure")
    if control:
        power = make("mul", graph.input(f"{LEVEL}.kappa"), graph.input("data:log_control"))
        exposure = make("mul", exposure, make("exp", power, hint="control"), hint="exposure")
    shape, rate = graph.input("state:shape"), graph.input("state:rate")
    if breaks:
        anew = make("gt", graph.input("data:break"), graph.const(0.0))
        kept = make("select", anew, graph.input(f"{LEVEL}.widening"), one, hint="kept")
        shape, rate = make("mul", kept, shape, hint="shape"), make("mul", kept, rate, hint="rate")
    mean = make("mul", make("div", shape, rate), exposure, hint="mean")
    dispersion = make("add", make("div", one, shape), phi, hint="dispersion")
    fade, seen = factor(graph, memory), graph.input("data:seen")
    step = {
        "shape": make("add", make("mul", fade, shape), graph.input("data:count"), hint="shape_after"),
        "rate": make("add", make("mul", fade, rate), make("mul", seen, exposure), hint="rate_after"),
    }
    start = {"shape": make("mul", graph.input("fixed:usual"), memory), "rate": memory}
    return LevelDay(start, step, mean, dispersion)
