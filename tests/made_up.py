"""A made-up case, every number invented, that draws each type of figure once. For tests only."""

from __future__ import annotations

import html
from dataclasses import replace

import numpy as np

from grayzone import figures as gz
from grayzone.figures import svg

TAG = "Made-up numbers to test the drawing, not a result"
SOURCE = "Invented for tests; no town and no person stands behind it."
SHOCKS = (
    gz.Event("1999-03-10", "market square"),
    gz.Event("1999-04-02", "far harbour", abroad=True),
    gz.Event("1999-05-20", "referendum", kind="shock"),
)


def caption(key: str, finding: str = "") -> gz.Caption:
    return gz.Caption(key, finding, SOURCE, tag=TAG)


def span(first: str, last: str, step: int = 1) -> np.ndarray:
    return np.arange(first, np.datetime64(last) + 1, step, dtype="datetime64[D]")


def incidents() -> gz.Figure:
    luck = np.random.default_rng(1)
    when = span("1999-02-10", "1999-06-10")
    day = np.arange(len(when))
    level = 0.5 + 3 * np.exp(-np.clip(day - 28, 0, None) / 9) * (day >= 28)
    series = gz.Series(when, luck.poisson(level), "incidents a day")
    means = [
        gz.Mean(a, b, float(series.values[(when >= np.datetime64(a)) & (when <= np.datetime64(b))].mean()))
        for a, b in (("1999-02-10", "1999-03-09"), ("1999-03-10", "1999-04-01"), ("1999-04-02", "1999-06-10"))
    ]
    words = caption("incidents", "Incidents rose after the market square attack and fell back within a month")
    return gz.time_course(words, series, events=SHOCKS, means=means)


def hindcast() -> gz.Figure:
    luck = np.random.default_rng(2)
    when = span("1999-01-04", "1999-06-28", 7)
    week = np.arange(len(when))
    level = 4 + 14 * np.exp(-np.clip(week - 9, 0, None) / 4) * (week >= 9)
    series = gz.Series(when, luck.poisson(level), "incidents a week", held_out_from="1999-03-08")
    after = when >= np.datetime64("1999-03-08")
    draws = level[after] * luck.lognormal(0, 0.35, (200, 1)) + luck.normal(0, 1, (200, after.sum()))
    fan = gz.Fan.from_draws(when[after], np.clip(draws, 0, None))
    words = caption("hindcast", "Fifteen of seventeen held-out weeks fell inside the pale band")
    return gz.time_course(words, series, events=SHOCKS, fan=fan, cut="1999-03-07")


def months() -> gz.Figure:
    when = np.arange("1998-01", "2001-07", dtype="datetime64[M]").astype("datetime64[D]")
    values = np.round(12 + 30 * np.exp(-(((np.arange(len(when)) - 26) / 9) ** 2)))
    series = gz.Series(when, values, "fires a month", low=values * 0.8, high=values * 1.5)
    breaks = [gz.Break("2000-01-01")]
    words = caption("months", "The jump of January 2000 is mostly a change of list")
    return gz.time_course(words, series, breaks=breaks, marks="bars")


def long_course() -> gz.Figure:
    luck = np.random.default_rng(3)
    when = span("1995-01-01", "2001-12-31")
    events = [gz.Event(when[200 * i], f"place {i}") for i in range(1, 12)]
    series = gz.Series(when, luck.poisson(1.2, len(when)), "incidents a day")
    return gz.time_course(caption("seven_years", "Seven years hold no lasting rise"), series, events=events)


def two() -> gz.Figure:
    luck = np.random.default_rng(4)
    first, second = span("1990-08-28", "1990-11-30"), span("1999-02-25", "1999-05-30")
    day = np.arange(len(first))
    left = gz.Series(
        first, luck.poisson(1 + 45 * np.exp(-np.clip(day - 14, 0, None) / 5) * (day >= 14)), "incidents a day"
    )
    right = gz.Series(second, luck.poisson(1.2, len(second)), "incidents a day")
    events = (gz.Event("1990-09-11", "capital"), gz.Event("1999-03-10", "market square"))
    words = caption("two", "One event in 1990 sets the scale for every later shock")
    return gz.two_periods(words, left, right, events=events)


def survey() -> gz.Figure:
    rows = (
        gz.Estimate.from_error("North Town, 1,015 people", "Violence is a main problem", "fear", 1.09, 0.14),
        gz.Estimate.from_error("North Town, 1,015 people", "Against newcomers", "hostility", -0.18, 0.12),
        gz.Estimate.from_error(
            "North Town, 1,015 people", "Against the other community", "hostility", -0.05, 0.12
        ),
        gz.Estimate.from_error("Both towns, 25,838 people", "Against newcomers", "hostility", 0.12, 0.04),
    )
    return gz.survey_estimates(
        caption("survey", "In North Town fear rose and hostility did not"), rows, unit="probit units"
    )


def ribbon(communities: int = 2) -> gz.Figure:
    luck = np.random.default_rng(5)
    when = span("1999-01-01", "1999-12-31")
    day = np.arange(len(when))
    rows = []
    for i, name in enumerate(("North community", "South community", "Harbour community")[:communities]):
        dip = (0.2 - 0.03 * i) * np.exp(-np.clip(day - 68, 0, None) / 200) * (day >= 68)
        draws = 0.9 - 0.02 * i - dip * luck.lognormal(0, 0.35, (120, 1))
        rows.append(
            gz.Community(name, draws, ("wary, hostile, mobilised", "withdrawn, conforming, alienated")[i % 2])
        )
    words = caption(f"ribbon{communities}", "The space narrowed after the attack and came back in part")
    return gz.gray_zone_ribbon(words, when, rows, events=SHOCKS)


def ladder() -> gz.Figure:
    when = span("1999-01-01", "1999-12-31")
    day = np.arange(len(when))
    hit = (day >= 68) * np.exp(-np.clip(day - 68, 0, None) / 300)
    shares = {
        "conforming": 0.05 + 0.06 * hit,
        "withdrawn": 0.10 + 0.10 * hit,
        "alienated": 0.03 + 0.06 * hit,
        "sympathiser": 0.01 + 0.02 * hit,
        "mobilised": 0.002 + 0.004 * hit,
        "left": 0.01 + 0.02 * day / 365,
    }
    shares["at_home"] = 1 - sum(shares.values())
    words = caption("ladder", "Most who stepped out withdrew, and few went further")
    return gz.stance_ladder(words, when, shares, ladder="target", events=SHOCKS)


def responses() -> gz.Figure:
    luck = np.random.default_rng(6)
    middles = {
        "Collective restriction": (-0.07, -0.005, 0.045),
        "Targeted measures": (0.012, 0.01, 0.02),
        "Inclusion": (0.05, 0.02, 0.004),
        "Appeal to unity": (0.035, 0.015, 0.01),
    }
    differences = {
        name: {
            rival: gz.Difference.from_draws(luck.normal(m, 0.02, 400))
            for rival, m in zip(("backlash", "null", "deterrence"), row)
        }
        for name, row in middles.items()
    }
    return gz.responses_compared(caption("responses"), differences)


def tiles() -> gz.Figure:
    across = gz.Axis(
        "Net effect of restriction on attacks, log rate ratio over a year",
        np.linspace(-0.6, 0.6, 14),
        "restriction lowers attacks",
        "raises them",
        write=lambda v: f"{v:+.1f}".replace("-", "−").replace("+0.0", "0"),
    )
    up = gz.Axis(
        "Share of recruits reached by targeted measures",
        np.linspace(0, 1, 8),
        write=lambda v: f"{round(100 * v)}%",
    )
    x, y = np.meshgrid(across.values, up.values)
    scores = np.stack([-x - 0.15, 0.9 * y - 0.45 - 0.2 * np.abs(x), x - 0.1 * y, 0.02 - 0.5 * y - np.abs(x)])
    best = np.sort(scores, axis=0)
    names = ("Collective restriction", "Targeted measures", "Inclusion", "Appeal to unity")
    studies = (
        gz.Study("Study of one valley", -0.30, -0.45, -0.15),
        gz.Study("Study of two ports", 0.43, -0.15, 0.6),
    )
    prior = np.exp(-((x / 0.3) ** 2) - ((y - 0.5) / 0.4) ** 2)
    words = caption("tiles", "Collective restriction leads only where it lowers attacks")
    return gz.assumption_map(
        words,
        across,
        up,
        names,
        scores.argmax(axis=0),
        best[-1] - best[-2],
        threshold=0.1,
        colours=(1, 2, 3, 4),
        studies=studies,
        prior=prior,
    )


def bar() -> gz.Figure:
    return gz.data_or_assumption(caption("bar"), gz.Part(0.01, 0.02), gz.Part(0.81, 0.90))


def strips() -> gz.Figure:
    luck = np.random.default_rng(7)
    prior = luck.normal(0.65, 0.15, 2000)
    silent = luck.normal(0.2, 0.3, 2000)
    rows = (
        gz.Strip(
            "How much deaths matter",
            prior,
            luck.normal(0.79, 0.07, 2000),
            "the data spoke, mostly 1990",
            luck.normal(0.55, 0.17, 2000),
            "without 1990",
        ),
        gz.Strip("Alienation to recruitment", silent, silent, "the data are silent: unchanged", equal=True),
    )
    return gz.prior_posterior(caption("strips"), rows)


ARROWS = (
    gz.Arrow("Attack", "Attention", "invented series", "in the source"),
    gz.Arrow("Attack", "Fear", "invented survey", "in the source"),
    gz.Arrow("Attack", "Hostility", "two invented surveys", "in a copy", both_ways=True, bend=0.25),
    gz.Arrow("Attention", "Hostility"),
    gz.Arrow("Hostility", "Hate incidents"),
    gz.Arrow("Hate incidents", "Alienation", "invented study", "abstract only"),
    gz.Arrow("Fear", "State response"),
    gz.Arrow("State response", "Alienation"),
    gz.Arrow("Alienation", "Recruitment"),
    gz.Arrow("State response", "Attack", "two invented studies", "in a copy", both_ways=True, bend=0.3),
    gz.Arrow("Recruitment", "Attack", bend=0.32),
)
PLACES = {
    "Attack": (0.08, 0.18),
    "Attention": (0.30, 0.20),
    "Fear": (0.30, 0.42),
    "Hostility": (0.56, 0.22),
    "Hate incidents": (0.78, 0.10),
    "Alienation": (0.84, 0.45),
    "State response": (0.54, 0.55),
    "Recruitment": (0.54, 0.84),
}


def causes(by_hand: bool = True) -> gz.Figure:
    words = caption("causes" if by_hand else "causes_laid_out")
    arrows = ARROWS if by_hand else tuple(replace(arrow, bend=None) for arrow in ARROWS)
    return gz.causal_map(words, arrows, PLACES if by_hand else None)


def loop() -> gz.Figure:
    x = np.linspace(0, 6, 61)
    up, down = 0.9 - 0.75 / (1 + np.exp(-3 * (x - 4))), 0.88 - 0.75 / (1 + np.exp(-3 * (x - 2.2)))
    words = caption("loop", "Calm must go much further back than the shock went forward")
    return gz.hysteresis_loop(
        words, x, up, down, driver_label="attacks a year", turning_point=(4.0, 3.5, 4.6)
    )


def every_figure() -> list[gz.Figure]:
    return [
        incidents(),
        survey(),
        hindcast(),
        ribbon(2),
        ribbon(3),
        ribbon(1),
        ladder(),
        responses(),
        tiles(),
        bar(),
        strips(),
        causes(),
        causes(False),
        two(),
        months(),
        long_course(),
        loop(),
    ]


def text_width(words: str, kind: str) -> float:
    """How wide a text of a picture is: ticks are set smaller than labels."""
    size = 11.5 if "tick" in kind.split() else 14 if "large" in kind.split() else 12.5
    return svg.text_width(html.unescape(words), size)
