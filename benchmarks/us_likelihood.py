"""Fit daily incidents of the case us-2001 and print each figure beside its target.

``python benchmarks/us_likelihood.py [--chains]``

Conventions: weekday factors are means of the training days, or, as when the targets for B and D were set,
of all days to June 2016; the level starts at the mean of the 365 days before the first day (of the first
365 days, if there are none before); the first day is taken in but not scored; events before the first day
are left out.  C trains on 2000-01 to 2016-06, B on 2002-04 to 2014, D on 2000 to 2009; B and D are scored on
2015-01 to 2016-06, days that were visible while the library was written.  The level with its control uses
the mean of ``other_bias`` over the seven days before.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

import grayzone
from grayzone.calibrate.checks import influence, pit
from grayzone.calibrate.fit import approximate, fit, most_likely, summary
from grayzone.calibrate.likelihood import Likelihood
from grayzone.calibrate.observations import Counts, lagged_log_ratio, weekday_factors
from grayzone.calibrate.score import baselines, score, table
from grayzone.language.memory import fading
from grayzone.language.priors import lognormal, normal
from grayzone.language.variables import signal
from grayzone.mechanisms.fear import Fear
from grayzone.mechanisms.hate_incidents import HateIncidents
from grayzone.readers.series import read_events, read_series

CASE = Path(grayzone.__file__).parent / "cases" / "us-2001"
FIRST, AFTER = "2000-01-01", "2016-07-01"
SCORED = ("2015-01-01", AFTER)
#: The declared priors of fear come from these very data, so a fit of them starts from wide ones.
WIDE = {
    "fear.alpha": lognormal(1.0, 2.0),
    "fear.gamma": normal(0.4, 0.3),
    "fear.omega": lognormal(0.37, 1.0),
    "fear.scale": lognormal(4.5, 1.0),
    "fear.exponent": normal(1.5, 0.5),
    "moving_level.dispersion": lognormal(0.082, 1.0),
}
SHAPE = ("fear.gamma", "fear.omega", "fear.scale", "fear.exponent")


class ShortFear(Fear):
    """Fear that fades by one exponential, to compare with."""

    fear = signal("fear", memory=fading("scale"))


def column(name: str) -> tuple[np.ndarray, np.ndarray]:
    series = read_series(CASE / "incidents.csv", column=name, unit="incidents / day")
    return series.dates, series.values


DATES, VALUES = column("anti_islamic")
CONTROL = lagged_log_ratio(column("other_bias")[1], 7)
EVENTS = read_events(CASE / "events.csv")


def index(date: str) -> int:
    return int((np.datetime64(date) - DATES[0]).astype(int))


def build(
    first: str, until: str, trained: str, *, events: bool = True, control: bool = False,
    fear: Fear | None = None, keep: tuple[str, ...] = (),
) -> Likelihood:  # fmt: skip
    """Return the likelihood of days [first, until) with weekday factors of days before ``trained``."""
    a, b, c = index(first), index(until), index(trained)
    usual = float(VALUES[max(a - 365, 0) : max(a, 365)].mean())
    factors = weekday_factors(DATES[:c], VALUES[:c])
    counts = Counts(DATES[a:b], VALUES[a:b], usual, factors, CONTROL[a:b] if control else None)
    return Likelihood(
        counts, EVENTS if events else [], effect=fear or Fear(), incidents=HateIncidents(response=1),
        priors={k: p for k, p in WIDE.items() if k not in keep}, keep=keep,
    )  # fmt: skip


def say(what: str, value: float, target: str, fine: bool) -> None:
    print(f"{'ok  ' if fine else 'MISS'} {what:46} {value:10.4f}   target {target}", flush=True)


def near(what: str, value: float, target: float) -> None:
    say(what, value, f"{target:g} +- 1", abs(value - target) <= 1.0)


def forecasts(first: str, trained: str, found: dict[str, float], **more: object) -> np.ndarray:
    """Return one-day-ahead means of the scored days, parameters as trained, the level going on."""
    whole = build(first, AFTER, trained, **more)  # type: ignore[arg-type]
    window = slice(index(SCORED[0]) - index(first), index(SCORED[1]) - index(first))
    return whole.predicted(whole.array(found))[0][window]


def timing(made: Likelihood, found: dict[str, float]) -> None:
    point = made.array(found)
    for what, call in (("value", made.log_density), ("value and gradient", made.with_gradient)):
        call(point)
        best = np.inf
        for _ in range(50):
            start = time.perf_counter()
            call(point)
            best = min(best, time.perf_counter() - start)
        ms = 1e3 * best
        per_thousand = ms * 1000 / len(made.counts.dates)
        limit = 0.1 if what == "value" else 0.2
        say(f"ms for {what}, {len(made.counts.dates)} days", ms, "", True)
        say(f"ms for {what}, per 1,000 days", per_thousand, f"<= {limit}", per_thousand <= limit)


def training() -> None:
    whole = build(FIRST, AFTER, AFTER)
    c, at = most_likely(whole)
    say("C power law, 7 parameters", c, ">= -4862", c >= -4862)
    for name, low, high in (
        ("fear.gamma", 0.70, 0.88),
        ("fear.scale", 3.5, 8),
        ("fear.exponent", 1.3, 2.0),
        ("moving_level.memory", 40, 80),
    ):
        say(f"  {name}", at[name], f"{low:g} to {high:g}", low <= at[name] <= high)
    near("C level only", most_likely(build(FIRST, AFTER, AFTER, events=False))[0], -5059.2)
    near(
        "C one exponential", most_likely(build(FIRST, AFTER, AFTER, fear=ShortFear(name="fear")))[0], -4876.5
    )
    late = build("2002-04-01", AFTER, AFTER, events=False)
    value, level = most_likely(late)
    near("level, 2 parameters, from 2002-04", value, -4419.7)
    with_control = build("2002-04-01", AFTER, AFTER, events=False, control=True)
    near("level and lagged control, 3 parameters", most_likely(with_control)[0], -4415.1)
    foretold = pit(late, late.array(level))
    say("PIT of the level: Kolmogorov p", foretold.p, "> .05", foretold.p > 0.05)
    say(
        "PIT of the level: share below .95",
        foretold.below_95,
        ".93 to .97",
        0.93 <= foretold.below_95 <= 0.97,
    )
    timing(whole, at)


def held_out(seen: str) -> None:
    """Score B and D, with weekday factors of the days before ``seen`` or of the training days if it is empty.

    The shape of B is that of D, fitted on 2000 to 2009, and omega the declared one: no attack abroad is in D.
    """
    counts = VALUES[index(SCORED[0]) : index(SCORED[1])]
    rules = baselines(VALUES, index(SCORED[0]))
    omega = Fear.parameters["omega"].default
    until = seen or "2010-01-01"
    d, shape = most_likely(build(FIRST, "2010-01-01", until))
    level = most_likely(build(FIRST, "2010-01-01", until, events=False))[1]
    means = {
        "model": forecasts(FIRST, until, shape | {"fear.omega": omega}),
        "level": forecasts(FIRST, until, level, events=False),
    }
    rows = score(counts, means | rules, "model")
    by = {row.name: row for row in rows}
    say("D power law, training", d, ">= -2696", d >= -2696)
    say("D score", by["model"].deviance, "<= 1.165", by["model"].deviance <= 1.165)
    say("D score of the level alone", by["level"].deviance, "1.180, above the model's", by["level"].gain > 0)
    print(table(rows))

    fear = Fear(
        gamma=round(shape["fear.gamma"], 3), omega=omega, exponent=round(shape["fear.exponent"], 3),
        scale=f"{shape['fear.scale']:.3f} days",
    )  # fmt: skip
    until = seen or "2015-01-01"
    value, found = most_likely(build("2002-04-01", "2015-01-01", until, fear=fear, keep=SHAPE))
    level = most_likely(build("2002-04-01", "2015-01-01", until, events=False))[1]
    means = {
        "model": forecasts("2002-04-01", until, found, fear=fear, keep=SHAPE),
        "level": forecasts("2002-04-01", until, level, events=False),
    }
    rows = score(counts, means | rules, "model")
    by = {row.name: row for row in rows}
    say("B fixed shape, 3 parameters, training", value, ">= -3793", value >= -3793)
    say("B score", by["model"].deviance, "<= 1.135", by["model"].deviance <= 1.135)
    say("B gain over the level alone", by["level"].gain, ">= .05", by["level"].gain >= 0.05)
    print(table(rows))


def posterior(chains: bool) -> None:
    whole = build(FIRST, AFTER, AFTER)
    start = time.perf_counter()
    found = approximate(whole)
    print(
        f"approximation in {time.perf_counter() - start:.1f} s, "
        f"log evidence {found.approximation.log_evidence:.2f}"
    )
    print(summary(found.gates))
    print(found.table())
    for one in influence(found)[:3]:
        name, shift = one.most
        print(f"without {one.date} {one.name}: {name} moves by {shift:+.2f} sd")
    if chains:
        start = time.perf_counter()
        long = fit(whole)
        seconds = time.perf_counter() - start
        assert long.chains is not None
        print(f"chains in {seconds:.1f} s, {long.chains.gradients} gradients")
        print(summary(long.gates))
        print(long.table())


if __name__ == "__main__":
    training()
    print("\nweekday factors of all days to 2016-06, as when the targets were set")
    held_out(AFTER)
    print("\nweekday factors of the training days only: nothing of the scored days is in them")
    held_out("")
    print()
    posterior("--chains" in sys.argv)
