"""The stylised facts as the bundled cases have them and as the model gives them.

``python benchmarks/stylised_facts.py`` prints the tables; with ``--write`` they go into ``docs/stylised-facts.md``.
Events come in expected numbers and every known event has its mean amplitude of 1, so nothing here is luck.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grayzone.cases.case import case
from grayzone.engines.problem import Problem
from grayzone.engines.run import run, run_many
from grayzone.ground.records import Record
from grayzone.measures.standing import standing
from grayzone.measures.unrest import deaths, hate_incidents
from grayzone.mechanisms.rivals import LABELS
from grayzone.scenarios.scenario import Scenario
from grayzone.studies.draws import prior_draws
from grayzone.studies.expected import net_effects, signs
from grayzone.studies.tipping import tipping_shares

Floats = NDArray[np.float64]
PAGE = Path(__file__).resolve().parents[1] / "docs" / "stylised-facts.md"
DRAWS = 256

#: The fit of the United States to mid-2016 (us-2016/severity, kernel-scale, kernel-slope and abroad).
US_FIT = {"fear.gamma": 0.79, "fear.scale": 6.1, "fear.exponent": 1.6, "fear.omega": math.exp(-1.7)}
OFF = (
    "protection", "protection.sheltering", "reciprocal_violence.across", "reciprocal_violence.symbolic_weight",
    "mobilisation", "organisation", "contact",
)  # fmt: skip
OTHERS = (
    ("Boston", "2013-04-15"),
    ("Charlie Hebdo", "2015-01-07"),
    ("Paris", "2015-11-13"),
    ("San Bernardino", "2015-12-02"),
    ("Orlando", "2016-06-12"),
)


def certain(problem: Problem) -> Problem:
    """Return a problem without luck: expected events, amplitude 1 for what is known."""
    loud = tuple(replace(event, marks={**event.marks, "amplitude": 1.0}) for event in problem.events)
    return replace(problem, events=loud, expected=True)


def weeks(days: NDArray[np.datetime64], counts: Floats, begin: str, number: int) -> Floats:
    """Return sums over so many weeks from a day on."""
    first = int(np.searchsorted(days, np.datetime64(begin)))
    return np.array([counts[first + 7 * k : first + 7 * k + 7].sum() for k in range(number)])


def monthly(days: NDArray[np.datetime64], values: Floats, total: bool = False) -> Floats:
    """Return means, or sums, over calendar months."""
    months = days.astype("datetime64[M]")
    parts = [values[months == month] for month in np.unique(months)]
    return np.array([part.sum() if total else part.mean() for part in parts])


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def backlash() -> str:
    """Fact 1: the long tail after 11 September 2001, and the small weeks of other attacks."""
    found = case("us-2001")
    problem = certain(found.scenario.problem())
    series = found.series("anti_islamic")
    base = problem.parameter_values()
    sets = prior_draws(problem.model, DRAWS, seed=1, base=base)
    records = run_many(problem, "shares", replicates=range(DRAWS + 2), values=[base, {**base, **US_FIT}, *sets])
    days, incidents = problem.calendar(), [hate_incidents(record) for record in records]
    rows = []
    seen = weeks(series.dates, series.values, "2001-09-11", 6)
    given = np.array([weeks(days, one, "2001-09-11", 6) for one in incidents])
    low, high = np.quantile(given[2:], [0.05, 0.95], axis=0)
    for k in range(6):
        spread = f"{low[k]:.0f} to {high[k]:.0f}"
        rows.append([f"week {k + 1} after 11 September", f"{seen[k]:.0f}", f"{given[0, k]:.0f}", spread,
                     f"{given[1, k]:.0f}"])  # fmt: skip
    for name, day in OTHERS:
        before = float(np.mean(weeks(series.dates, series.values, str(np.datetime64(day) - 28), 4)))
        seen_week = weeks(series.dates, series.values, day, 1)[0]
        week = np.array([weeks(days, one, day, 1)[0] for one in incidents])
        low_week, high_week = np.quantile(week[2:], [0.05, 0.95])
        usual = 7 * base["hate_incidents.usual"]
        rows.append([
            f"week after {name}, times the level",
            f"{seen_week / before:.1f} ({seen_week:.0f} on {before:.1f})",
            f"{week[0] / usual:.1f}",
            f"{low_week / usual:.1f} to {high_week / usual:.1f}",
            f"{week[1] / usual:.1f}",
        ])  # fmt: skip
    late = (days >= np.datetime64("2015-01-01")) & (days <= np.datetime64("2016-06-30"))
    observed = series.values[series.dates >= np.datetime64("2015-01-01")].mean() * 7
    central, fitted = (f"{one[late].mean() * 7:.1f}" for one in incidents[:2])
    rows.append(["incidents a week, 2015 to mid-2016", f"{observed:.1f}", central, "", fitted])
    return table(["United States", "observed", "central priors", "priors, 5 to 95 %", "US fit"], rows)


def two_states() -> str:
    """Fact 2: fear rose in France after 13 November 2015, hostility did not."""
    problem = certain(case("paris-2015").scenario.problem())
    day = int((np.datetime64("2015-11-13") - problem.first).astype(int))
    known = tuple(event for event in problem.events if event.day <= day)
    struck = replace(problem, days=day + 61, events=known, **_shortened(problem, day + 61))
    spared = replace(struck, events=tuple(event for event in known if event.day < day))
    base = problem.parameter_values()
    given = [base, *prior_draws(problem.model, DRAWS, seed=1, base=base)]
    pair = [run_many(one, "shares", replicates=range(len(given)), values=given) for one in (struck, spared)]
    fear, hostile = (
        np.array([of(a) - of(b) for a, b in zip(*pair)])
        for of in (lambda r: _fear(r)[day + 15], lambda r: 100 * _hostile(r)[day + 15])
    )
    rows = [
        ["terrorism as a main problem, probit", "+1.09 (.14)", f"fear {fear[0]:+.2f}", _spread(fear[1:], "+.2f")],
        ["against immigrants, probit", "-.18 (.12)", f"hostile {hostile[0]:+.2f} points",
         _spread(hostile[1:], "+.2f") + " points"],
        ["share of draws with fear up", "", "", f"{np.mean(fear[1:] > 0.1):.2f}"],
        ["share of draws with hostile hosts up by more than a point", "", "", f"{np.mean(hostile[1:] > 1.0):.2f}"],
        ["share of draws with fewer hostile hosts", "", "", f"{np.mean(hostile[1:] < 0.0):.2f}"],
    ]  # fmt: skip
    return table(["France, two weeks after", "observed (error)", "central priors", "priors, 5 to 95 %"], rows)


def _shortened(problem: Problem, days: int) -> dict[str, dict[str, NDArray]]:  # type: ignore[type-arg]
    return {
        name: {key: values[:days] for key, values in getattr(problem, name).items()}
        for name in ("levers", "drivers", "drawn")
    }


def _fear(record: Record) -> Floats:
    return np.asarray(record.select("public", public="fear")[:, 0])


def _hostile(record: Record) -> Floats:
    stands = standing(record)
    whose = stands.ladders.index("host")
    return np.asarray(stands.status("hostile")[:, whose] + stands.status("mobilised")[:, whose])


def _spread(draws: Floats, form: str) -> str:
    low, high = np.quantile(draws, [0.05, 0.95])
    return f"{low:{form}} to {high:{form}}"


def salience() -> str:
    """Fact 3: violence follows salience in Germany, and both follow applications."""
    found = case("germany-2014")
    problem = certain(found.scenario.problem())
    record = run(problem, "shares")
    days = problem.calendar()[1:]
    model = monthly(days, hate_incidents(record)[1:], total=True)
    talk = monthly(days, record.select("public", public="salience")[1:, 0])
    core = found.series("violent_core")
    violence = monthly(core.dates, core.values, total=True)
    index, arrived = (_within(found.series(name), days[0]) for name in ("salience", "applications"))
    months = np.unique(days.astype("datetime64[M]"))
    rows = []
    log_violence, log_model = np.log(violence), np.log(model)
    pairs = [
        (log_violence, index), (log_model, talk), (log_violence, arrived), (log_model, arrived), (talk, index),
        (log_model, log_violence),
    ]  # fmt: skip
    for label, window in (
        ("2014-01 to 2016-09", months >= np.datetime64("2014-01")),
        ("before the recording break", months < np.datetime64("2016-01")),
        ("after it, nine months", months >= np.datetime64("2016-01")),
    ):
        rows.append([label, *(f"{np.corrcoef(one[window], other[window])[0, 1]:+.2f}" for one, other in pairs)])
    head = ["Germany, months", "violence and salience: data", "model", "violence and applications: data", "model",
            "salience: model and data", "violence: model and data"]  # fmt: skip
    return table(head, rows)


def _within(series: object, first: np.datetime64) -> Floats:
    return np.asarray(series.values[series.dates >= first.astype("datetime64[M]")])  # type: ignore[attr-defined]


def transfer() -> str:
    """The shape of the United States, with one amplitude, on the index of England and Wales."""
    found = case("england-wales-2015")
    problem = certain(found.scenario.problem())
    ratio = found.series("log_ratio").values
    only = tuple(replace(event) for event in problem.events if event.kind == "shock")
    record = run(replace(problem, events=only).with_values({**US_FIT, "fear.shock_size": 1.0}), "shares")
    shape = monthly(problem.calendar()[1:], _fear(record)[1:])
    months = np.arange(len(ratio))
    seen = months < 16  # April 2015 to July 2016
    everything = np.ones(len(ratio), dtype=bool)
    shipped = problem.parameter_values()
    rows = []
    for label, amplitude, which, trend in (
        ("no wave", 0.0, seen, False),
        ("as the case ships it", shipped["hate_incidents.response"] * shipped["fear.shock_size"], seen, False),
        ("one amplitude, from data to July 2016", None, seen, False),
        ("one amplitude, from all months", None, everything, False),
        ("one amplitude and a straight trend, from all months", None, everything, True),
    ):
        basis = np.stack([np.ones(len(ratio)), months * float(trend)], axis=1)
        tried = np.linspace(0.0, 20.0, 2001) if amplitude is None else np.array([amplitude])
        left = np.array([_unexplained(ratio - np.log1p(a * shape), basis, which) for a in tried])
        best = int(np.argmin((left[:, which] ** 2).sum(axis=1)))
        spread, late = f"{left[best, which].std(ddof=1):.3f}", f"{_rmse(left[best, ~seen]):.3f}"
        rows.append([label, f"{tried[best]:.2f}", spread, late])
    rows.append(["last value, one month ahead", "", "", f"{_rmse(np.diff(ratio)[15:]):.3f}"])
    rows.append(["the same month a year before", "", "", f"{_rmse(ratio[16:] - ratio[4:12]):.3f}"])
    head = ["England and Wales", "rise on the day", "residual sd in the fit", "RMSE, August 2016 to March 2017"]
    return table(head, rows)


def _unexplained(values: Floats, basis: Floats, which: NDArray[np.bool_]) -> Floats:
    """Return what a level (and a trend) fitted to some months leaves of all."""
    return values - basis @ np.linalg.lstsq(basis[which], values[which], rcond=None)[0]


def restriction() -> str:
    """Fact 4: what collective restriction does to attacks in a year, under each rival."""
    paris = case("paris-2015")
    text = (paris.folder / "case.yaml").read_text(encoding="utf-8")
    until = text.replace("events: {file: events.csv}", "events: {file: events.csv, until: 2015-11-13}")
    rows = []
    for rival, found in net_effects(Scenario.load(until, folder=paris.folder), draws=DRAWS).items():
        told = signs(found)
        rows.append([LABELS[rival], f"{found[0]:+.3f}", *(f"{told[k]:.2f}" for k in ("lower", "unchanged", "raise"))])
    return table(["rival", "central, log ratio of attacks", "draws that lower", "leave within .02", "raise"], rows)


def tipping() -> str:
    """What tips Iraq in the model after Samarra, and what that hangs on."""
    found = tipping_shares(case("iraq-2003").scenario, "2006-02-22", DRAWS // 4, OFF, threads=2)
    rows = [
        [row.off, *(f"{x:.2f}" for x in (row.tipped, row.incomplete, row.tipped_anyway, row.by_event, row.already))]
        for row in found.rows
    ]
    head = ["off", "tip", "and do not come back", "tip without the event too", "by the event", "had grown before"]
    return table(head, rows)


def _rmse(errors: Floats) -> float:
    return float(np.sqrt(np.mean(errors**2)))


def beside() -> str:
    """Deaths in Iraq by year beside those of the model, whose scale is free."""
    found = case("iraq-2003")
    record = run(certain(found.scenario.problem()), "shares")
    made, days = deaths(record)[1:], record.coords["day"][1:].astype("datetime64[Y]")
    rows = []
    for year in range(2004, 2009):
        seen = [one.values[one.dates.astype("datetime64[Y]") == np.datetime64(str(year))].sum()
                for one in (found.series("ibc"), found.series("ged"))]  # fmt: skip
        rows.append([str(year), *(f"{x:,.0f}" for x in seen), f"{made[days == np.datetime64(str(year))].sum():,.0f}"])
    return table(["Iraq", "civilian deaths (IBC)", "deaths (GED)", "model, central"], rows)


TABLES = {
    "backlash": backlash, "two states": two_states, "salience": salience, "transfer": transfer,
    "restriction": restriction, "tipping": tipping, "beside": beside,
}  # fmt: skip


def main(arguments: list[str]) -> None:
    made = {name: make() for name, make in TABLES.items()}
    for name, text in made.items():
        print(f"{name}\n{text}\n")
    if "--write" in arguments:
        page = PAGE.read_text(encoding="utf-8")
        for name, text in made.items():
            begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
            head, rest = page.split(begin)
            page = f"{head}{begin}\n{text}\n{end}{rest.split(end)[1]}"
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
