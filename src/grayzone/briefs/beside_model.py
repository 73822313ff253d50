"""Figures of the model beside what is known of 2015, and of the gray zone that no series counts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..figures import (
    Caption,
    Community,
    Event,
    Fan,
    Figure,
    Mean,
    Series,
    gray_zone_ribbon,
    stance_ladder,
    table,
    time_course,
)
from ..figures.axes import Scale
from ..figures.figure import compose
from ..figures.svg import Drawing, wrapped
from ..figures.words import count, date, two_digits
from . import observed
from .kept import Kept

Floats = NDArray[np.float64]
YEAR = ("2015-01-01", "2015-12-31")
JANUARY = ("2015-01-07", "2015-01-19")
RATIOS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0, 8.0)
NOT_FITTED = "Draws from the priors only: nothing was fitted to France here."
#: Not a second look at the data: the usual level and the response of incidents were set with French totals in view.
SEEN_BEFORE = (
    "The usual level (133 acts in 2014) is an input, and the central response of incidents to fear was chosen with "
    "the totals of 2015 and 2016 in view, so this is no test of a forecast."
)


@dataclass(frozen=True)
class Sum:
    """One figure that is known of 2015, and what the draws give for it, [draw]."""

    name: str
    seen: float
    model: Floats
    share: bool = False

    def quantiles(self) -> Floats:
        """Return the 5, 25, 50, 75 and 95 per cent quantiles of the draws."""
        return np.asarray(np.nanquantile(self.model, [0.05, 0.25, 0.5, 0.75, 0.95]))

    @property
    def inside(self) -> bool:
        """Whether the 90 per cent interval holds what was recorded."""
        q = self.quantiles()
        return bool(q[0] <= self.seen <= q[4])

    @property
    def below(self) -> float:
        """Share of draws that give less than was recorded."""
        return float(np.mean(self.model < self.seen))

    def write(self, value: float) -> str:
        """Write a value of this sum."""
        return f"{round(100 * value)}%" if self.share else count(value)


def within(kept: Kept, first: str, last: str) -> Floats:
    """Return incidents of a period by draw, [draw], as happened and under no effect."""
    day = kept.compared.day
    inside = (day >= np.datetime64(first)) & (day <= np.datetime64(last))
    return np.asarray(kept.hate_incidents[:, inside].sum(axis=1), dtype=np.float64)


def sums(kept: Kept) -> tuple[Sum, ...]:
    """Return all that is known of the timing of acts in 2015, beside the draws."""
    year = within(kept, *YEAR)
    two_months = within(kept, "2015-01-01", "2015-01-31") + within(kept, "2015-11-01", "2015-11-30")
    case = kept.case
    return (
        Sum("Whole year 2015", observed.fact(case, observed.ACTS, *YEAR), year),
        Sum("7 to 19 January 2015", observed.fact(case, observed.ACTS, *JANUARY), within(kept, *JANUARY)),
        Sum(
            "January and November, share of the year",
            observed.fact(case, "share_of_year_in_january_plus_november", *YEAR) / 100,
            two_months / np.maximum(year, 1),
            share=True,
        ),
    )


def sums_beside_model(kept: Kept) -> Figure:
    """Draw for each known sum by how many times the draws lie above or below it."""
    found = sums(kept)

    def draw(picture: Drawing) -> None:
        wide = picture.width > 500
        left, right = (236.0, picture.width - 132) if wide else (18.0, picture.width - 18)
        low, high = math.log(RATIOS[0]), math.log(RATIOS[-1])
        scale = Scale(low, high, left, right)
        row = 50.0 if wide else 66.0
        foot = 12 + row * len(found)
        for ratio in RATIOS:
            x = scale(math.log(ratio))
            picture.line((x, 8), (x, foot), "zero" if ratio == 1 else "grid")
            if ratio == 1 or (wide and ratio != 0.5 and ratio != 2) or ratio in (1 / 16, 1 / 4, 4):
                words = "as recorded" if ratio == 1 else _times(ratio)
                picture.text(min(x, picture.width - 12), foot + 16, words, "tick mid")
        for i, known in enumerate(found):
            q = known.quantiles()
            y = 12 + row * (i + 0.5) + (0 if wide else 14)
            at = [scale.clipped(math.log(max(v, 1e-9) / known.seen)) for v in q]
            told = f"{known.write(q[2])} ({known.write(q[0])} to {known.write(q[4])})"
            title = f"{known.name}: recorded {known.write(known.seen)}, model {told}"
            names = wrapped(known.name, left - 20) if wide else [known.name]
            picture.lines(0, y - (3 if wide else 30), names, "strong")
            recorded = f"recorded: {known.write(known.seen)}"
            if wide:
                picture.text(0, y - 3 + 15 * len(names), recorded, "tick")
                picture.text(picture.width, y - 3, f"model: {known.write(q[2])}", "strong end")
                picture.text(picture.width, y + 12, f"{known.write(q[0])} to {known.write(q[4])}", "tick end")
            else:
                picture.text(0, y - 15, f"{recorded}; model: {told}", "tick halo")
            picture.line((at[0], y), (at[4], y), "thin")
            picture.line((at[1], y), (at[3], y), "thick")
            picture.circle(at[2], y, 4.6, "dot", title)
        picture.text(left, foot + 33, "\N{LEFTWARDS ARROW} model gives fewer", "tick")
        picture.text(right, foot + 33, "model gives more \N{RIGHTWARDS ARROW}", "tick end")
        picture.height = foot + 42

    missed = [known for known in found if not known.inside]
    finding = (
        "Every sum that is known of 2015 lies inside the model's wide intervals"
        if not missed
        else f"{len(missed)} of {len(found)} known sums of 2015 lie outside the model's 90% interval"
    )
    rows = [
        (
            known.name,
            known.write(known.seen),
            known.write(known.quantiles()[2]),
            f"{known.write(known.quantiles()[1])} to {known.write(known.quantiles()[3])}",
            f"{known.write(known.quantiles()[0])} to {known.write(known.quantiles()[4])}",
            f"{round(100 * known.below)}%",
        )
        for known in found
    ]
    return compose(
        Caption("sums", finding, f"Recorded: see Figure 1. {NOT_FITTED} {SEEN_BEFORE}"),
        draw=draw,
        heights=(210, 260),
        numbers=" ".join(f"{r[0]}: recorded {r[1]}, model {r[2]}, 90% interval {r[4]}." for r in rows),
        how_to_read="Dots are the median of the draws divided by what was recorded; thick line: half of the draws, "
        "thin line: nine in ten. The ink line is what was recorded. Each step of the grid doubles.",
        rows=table(
            "Known sums of 2015 beside the model",
            ("What", "Recorded", "Model, median", "50% interval", "90% interval", "Draws below what was recorded"),
            rows,
        ),
    )


def _times(ratio: float) -> str:
    return f"{ratio:g} times" if ratio > 1 else f"1/{1 / ratio:g}"


def november_to_january(kept: Kept) -> Floats:
    """Return acts in the 13 days from 13 November over those in the 13 days from 7 January, [draw]."""
    january = within(kept, *JANUARY)
    return np.asarray(within(kept, "2015-11-13", "2015-11-25") / np.maximum(january, 0.5))


def fan(kept: Kept) -> Figure:
    """Draw the model's course by weeks with the two means that are known."""
    day = kept.compared.day
    first = int(np.flatnonzero(day == np.datetime64(YEAR[0]))[0])
    weeks = (len(day) - first) // 7
    by_week = kept.hate_incidents[:, first : first + 7 * weeks].reshape(len(kept.hate_incidents), weeks, 7)
    when = day[first : first + 7 * weeks : 7]
    year, january = (known.seen for known in sums(kept)[:2])
    means = (Mean(*JANUARY, january / 13), Mean(*YEAR, year / 365))
    return time_course(
        Caption(
            "fan",
            "The model jumps after January and November and forgets within months",
            "Acts by week or month were never published for France: the coloured bars are the only two means that "
            f"can be compared ({count(january)} acts from 7 to 19 Jan, {count(year)} in the year). {NOT_FITTED} "
            "Course as happened, under no effect.",
            how_to_read="The line is the median of the draws, by weeks; the dark band holds half of them, the pale "
            "band nine in ten. Coloured bars are recorded means over the period they span. Triangles are attacks that "
            f"the model was told of; after {date(kept.compared.day[kept.compared.since - 1])} it draws its own.",
        ),
        Series(when, np.full(weeks, np.nan), "acts and threats a day"),
        events=events(kept),
        fan=Fan.from_draws(when, by_week.mean(axis=2)),
        means=means,
    )


def events(kept: Kept) -> tuple[Event, ...]:
    """Return the attacks at home that the model was told of and in which ten people or more were killed."""
    scenario = kept.case.scenario
    told = {str(scenario.first + np.timedelta64(event.day, "D")) for event in scenario.problem().events}
    return tuple(
        Event(a.day, a.place.split(" (")[0].split(" and ")[0])
        for a in observed.attacks(kept.case)
        if not a.abroad and a.killed >= 10 and a.day in told
    )


class Edges(Community):
    """A community whose quantiles were kept, not its runs."""

    def quantiles(self) -> Floats:
        """Return the kept quantiles, 5, 25, 50, 75 and 95 per cent, [level, day]."""
        return np.asarray(self.inside)


def ribbon(kept: Kept) -> Figure:
    """Draw the gray zone of both communities as it happened, under no effect."""
    outside = {"host": "wary, hostile, mobilised", "target": "withdrawn, conforming, alienated and beyond"}
    rows = [
        Edges(kept.people(c.name), kept.zone("null", "as_happened", c.name), outside[c.ladder])
        for c in kept.case.scenario.society.communities
    ]
    return gray_zone_ribbon(
        Caption(
            "ribbon",
            "In these runs the space narrows, and where it stands is unsure",
            "Model, as happened, under no effect. Start values stand for surveys and are assumed; no series counts "
            f"the gray zone. {NOT_FITTED}",
        ),
        kept.compared.day,
        rows,
        events=events(kept),
    )


def ladder(kept: Kept) -> Figure:
    """Draw the stances of the minority at central values."""
    minority = next(c for c in kept.case.scenario.society.communities if c.ladder == "target")
    steps = ("conforming", "at_home", "withdrawn", "alienated", "sympathiser", "mobilised", "left")
    shares = {name: kept.status(minority.name, name) for name in steps}
    mobilised = shares["mobilised"][-1] * minority.people
    return stance_ladder(
        Caption(
            "ladder",
            "Most who step out of the zone withdraw, and very few go further",
            f"Model at central values, one course without luck, as happened, under no effect; "
            f"{kept.people(minority.name)}. Shares at the start and all speeds are "
            "assumed: no survey of the minority informs them. "
            f"Mobilised on the last day: about {two_digits(float(mobilised))} people of "
            f"{two_digits(float(minority.people))}.",
        ),
        kept.compared.day,
        shares,
        ladder="target",
        events=events(kept),
        labels={"at_home": "at home"},
    )
