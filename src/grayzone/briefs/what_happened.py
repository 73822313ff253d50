"""Figures of what was observed: acts by year, attention by the hour, surveys, the United States beside them."""

from __future__ import annotations

import numpy as np

from ..cases.case import Case
from ..figures import (
    Caption,
    Estimate,
    Event,
    Figure,
    Series,
    survey_estimates,
    table,
    time_course,
    two_periods,
)
from ..figures.axes import Scale, value_axis
from ..figures.figure import compose
from ..figures.svg import Drawing
from ..figures.words import date
from . import observed

PARIS = "2015-11-13"
NINE_ELEVEN = "2001-09-11"
CREDIT = "Figures of the Ministry of the Interior and CNCDH"


def acts_by_year(france: Case) -> Figure:
    """Draw recorded acts and threats against Muslims, one bar a year."""
    found = observed.years(france)
    when = np.array([f.first for f in found], dtype="datetime64[D]")
    series = Series(when, np.array([f.value for f in found]), "recorded acts and threats a year")
    remembered = [f.first[:4] for f in found if f.from_memory]
    caption = Caption(
        "acts",
        "Recorded acts against Muslims tripled in 2015 and fell back the year after",
        f"{CREDIT}, aggregate counts with credit. 2014 and 2015 were read from a press page that quotes them; "
        f"the other years ({remembered[0]} to {remembered[-1]}) were written down from memory. These are acts "
        "that were reported, and reporting itself grew in 2015.",
        how_to_read="Each bar is one year. Acts that nobody reported are not in it.",
    )
    figure = time_course(caption, series, marks="bars")
    rows = [(f.first[:4], f"{f.value:.0f}", "from memory" if f.from_memory else "read") for f in found]
    return _with_table(figure, "Recorded acts and threats a year", ("Year", "Count", "How it was read"), rows)


def _with_table(figure: Figure, title: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Figure:
    from dataclasses import replace

    return replace(figure, table=table(title, header, rows))


def attention_by_the_hour(france: Case) -> Figure:
    """Draw search interest in the week of the attacks, one dot an hour; days would hide the decay."""
    found = observed.attention(france)
    half, tenth = found.first_below(0.5), found.first_below(0.1)
    hours = (found.when - found.when[0]).astype(int)
    days = [i for i, when in enumerate(found.when) if str(when).endswith("T00")]

    def draw(picture: Drawing) -> None:
        top, foot = 26.0, 196.0
        across = Scale(0, float(hours[-1]), 34, picture.width - 8)
        up = Scale(0, 100, foot, top)
        picture.text(0, 14, "world search interest, busiest hour = 100", "tick")
        value_axis(picture, up, [0, 50, 100], 34, picture.width - 8)
        for i in days:
            picture.line((across(float(hours[i])), foot), (across(float(hours[i])), foot + 4), "axis")
            if picture.width > 500 or days.index(i) % 2 == 0:
                picture.text(across(float(hours[i])), foot + 17, date(str(found.when[i])[:10], "short"), "tick mid")
        for index, kind in ((found.beirut, "seen-none"), (found.paris, "seen")):
            for hour, value, when in zip(hours, index, found.when):
                name = "Paris" if kind == "seen" else "Beirut"
                title = f"{str(when).replace('T', ' ')}:00 GMT, {name}: {value:g}"
                picture.circle(across(float(hour)), up(float(value)), 1.9, kind, title if value > 5 else "")
        peak = found.peak
        x = across(float(hours[peak]))
        picture.text(x + 9, up(100) + 6, "Paris", "strong")
        picture.text(across(30.0), up(7) - 4, "Beirut, open dots", "plain")
        picture.height = foot + 26

    rows = [
        (str(found.when[i]).replace("T", " ") + ":00", f"{found.paris[i]:g}", f"{found.beirut[i]:g}")
        for i in range(0, len(hours), 4)
    ]
    caption = Caption(
        "attention",
        "Attention halved within a day and was nearly gone in three days",
        "Google Trends Datastore, 10 to 17 Nov 2015, CC BY 4.0, credit Google. One event, seen from the world, by "
        "the hour of Greenwich; searching is not fearing. Beirut was struck on 12 Nov, the day before.",
        how_to_read="Each dot is one hour. The busiest hour of the week is 100; 0 would be no searches to speak of.",
    )
    return compose(
        caption,
        draw=draw,
        heights=(222, 222),
        numbers=f"Interest in Paris peaked at {found.paris[found.peak]:.0f}, fell below half of that after {half} "
        f"hours and below a tenth after {tenth}; interest in Beirut never passed {found.beirut.max():.0f}.",
        how_to_read=caption.how_to_read,
        rows=table("World search interest, every fourth hour", ("Hour, GMT", "Paris", "Beirut"), rows),
    )


def survey(france: Case) -> Figure:
    """Draw what the attacks of November changed in answers about terrorism, immigrants and refugees."""
    rows = []
    for country, where in (("FR", "France"), ("EU", "European Union")):
        for outcome, asked, kind in (
            ("ter", "Terrorism is a main problem", "fear"),
            ("imm", "Against immigrants", "hostility"),
            ("ref", "Against refugees", "hostility"),
        ):
            if country == "EU" and outcome == "ter":
                continue
            e = observed.effect(france, PARIS, country, outcome)
            group = f"{where}, {e.people:,} people asked"
            rows.append(Estimate(group, asked, kind, e.value, *e.interval()))
    return survey_estimates(
        Caption(
            "survey",
            "In France fear rose and hostility, on average, did not",
            "Castanho Silva 2018, *Personality and Social Psychology Bulletin* 44(6), estimates read from the "
            "author's model outputs; Eurobarometer 84.3, people asked after 13 Nov 2015 against people asked "
            "before it. The interval for the effect on terrorism in the Union was not in the file. Who answered "
            "before and who after were not drawn by lot.",
        ),
        rows,
        unit="probit units",
    )


def two_shocks() -> Figure:
    """Draw weekly incidents in the United States after two attacks, on one scale."""
    parts = []
    for start in (NINE_ELEVEN, PARIS):
        when, values = observed.weeks(start, 6, 20)
        parts.append(Series(when, values, "recorded anti-Muslim incidents a week"))
    events = (Event(NINE_ELEVEN, "attacks at home"), Event(PARIS, "Paris", abroad=True))
    events += (Event("2015-12-02", "San Bernardino"),)
    told = parts[0].values[6:12]
    return two_periods(
        Caption(
            "us_weeks",
            "The weeks after 11 September set a scale that Paris did not approach",
            "Federal Bureau of Investigation, Hate Crime Statistics, work of the US Government, public domain; "
            "periods of seven days from the day of the attack. Reporting is voluntary. In 2001 much of the "
            "violence against people taken for Arabs was filed under other ethnicity and is not in these bars. "
            f"Weeks from 11 Sept 2001: {', '.join(f'{v:.0f}' for v in told)}.",
        ),
        parts[0],
        parts[1],
        events=events,
        titles=("United States, 2001", "United States, 2015"),
    )
