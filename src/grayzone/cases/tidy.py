"""Make the bundled tables of the cases from the raw sources: ``python -m grayzone.cases.tidy RAW OUT``.

One function per case reads the folders of raw sources and returns small tables of aggregate figures: per day,
month or place, never per incident or person. The bundled files are exactly what this module writes.
"""

from __future__ import annotations

import csv
import math
import sys
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from ..errors import DataError, GrayzoneError
from .raw import days_by_month, days_from, months_from, raw_rows
from .sheets import Cell, Sheet, means_of_whole_days, monthly_means, number, sorted_rows

EVENT_COLUMNS = ("date", "kind", "name", "place", "killed", "abroad", "provenance")

IRAQ_PROVINCES = {
    "Al Anbār province": "Anbar",
    "Al Başrah  province": "Basra",
    "Al Muthanná province": "Muthanna",
    "Al Qādisīyah province": "Qadisiyah",
    "An Najaf province": "Najaf",
    "Arbīl province": "Erbil",
    "As Sulaymānīyah province": "Sulaymaniyah",
    "At-Ta'mim province": "Kirkuk",  # another name of the same province
    "Baghdād province": "Baghdad",
    "Bābil province": "Babil",
    "Dahūk province": "Duhok",
    "Dhī Qār province": "Dhi Qar",
    "Diyālá province": "Diyala",
    "Karbalā’ province": "Karbala",
    "Kirkūk province": "Kirkuk",
    "Maysān  province": "Maysan",
    "Nīnawá province": "Nineveh",
    "Wāsiţ province": "Wasit",
    "Şalāḩ ad Dīn province": "Salah al-Din",
}

IRAQ_EVENT_PROVINCES = {
    "Samarra": "Salah al-Din",
    "Sadr City": "Baghdad",
    "Baghdad security plan": "Baghdad",
    "Second battle of Fallujah": "Anbar",
}
"""Words in an event's name by which it belongs to one province; all others concern the country."""

EUROBAROMETER_COUNTRY = {"Table 6": "FR", "Table 7": "EU"}
ESS_COUNTRY = {"France": "FR", "Pooled": "10 countries"}
ESS_FILE_OF_UNCLEAR_COUNTRY = "f"


def us_2001(raw: Path) -> dict[str, Sheet]:
    """United States: hate incidents by day, 2000-01-01 to 2016-06-30.

    An empty cell of ``anti_arab`` or ``anti_sikh`` is a day on which that motive was not recorded at all.
    """
    named = Counter(
        row["incident_date"]
        for row in raw_rows(raw, "fbi_hatecrime/fbi_antimuslim_antiarab_antisikh_incidents.csv.gz")
    )
    rows: list[tuple[Cell, ...]] = []
    for row in raw_rows(raw, "cases/hatecrime_us_daily.csv"):
        day = row["date"]
        if not "2000-01-01" <= day <= "2016-06-30":
            continue
        # Counting incidents, not motives: one incident may name two of the three.
        other_bias = int(row["all_bias"]) - named[day]
        rows.append(
            (
                day,
                int(row["anti_islamic"]),
                "" if "2004-01-01" <= day < "2014-01-01" else int(row["anti_arab"]),
                "" if day < "2015-01-01" else int(row["anti_sikh"]),
                int(row["anti_other_ethnicity"]),
                int(row["all_bias"]),
                other_bias,
                other_bias - int(row["anti_other_ethnicity"]),
            )
        )
    columns = (
        *("date", "anti_islamic", "anti_arab", "anti_sikh", "anti_other_ethnicity", "all_bias"),
        *("other_bias", "control"),
    )
    events = attacks(raw, home="US", since="2000-01-01")
    return {
        "incidents.csv": Sheet(columns, tuple(rows)),
        "events.csv": Sheet(EVENT_COLUMNS, sorted_rows(events)),
    }


def england_wales_2015(raw: Path) -> dict[str, Sheet]:
    """England and Wales: monthly index of aggravated offences and of the same without that motive."""
    rows = [
        (
            f"{row['month']}-01",
            int(row["aggravated_index"]),
            int(row["nonaggravated_index"]),
            round(math.log(int(row["aggravated_index"]) / int(row["nonaggravated_index"])), 6),
        )
        for row in raw_rows(raw, "cases/hatecrime_ew_monthly.csv")
    ]
    columns = ("date", "aggravated_index", "nonaggravated_index", "log_ratio")
    events = attacks(raw, home="GB", since="2014-01-01") + shocks(raw, home=("UK",))
    return {"index.csv": Sheet(columns, tuple(rows)), "events.csv": Sheet(EVENT_COLUMNS, sorted_rows(events))}


def germany_2014(raw: Path) -> dict[str, Sheet]:
    """Germany: incidents against refugees by day and by state and month, applications, salience, polls."""
    kinds = {
        "arson": "arson",
        "assault": "assault",
        "misc_attack": "miscellaneous attack",
        "demonstration": "demonstration",
        "suspicion": "suspicion",
    }
    by_day: Counter[tuple[str, str]] = Counter()
    by_state: Counter[tuple[str, str, str]] = Counter()
    states = set()
    for row in raw_rows(raw, "arvig/arvig_events.csv.gz"):
        day, state = row["date"], row["state"]
        states.add(state)
        # An entry such as "assault & miscellaneous attack" counts once in each kind and once in all.
        said = row["category_en"].split(" & ")
        for name in [kind for kind, words in kinds.items() if words in said] + ["all"]:
            by_day[day, name] += 1
            by_state[day[:7], state, name] += 1
    names = (*kinds, "all")
    daily: list[tuple[Cell, ...]] = [
        (
            day,
            *(by_day[day, name] for name in names),
            by_day[day, "arson"] + by_day[day, "assault"],
            "chronicle" if day < "2016-01-01" else "official_lists",
        )
        for day in days_from("2014-01-01", "2016-09-30")
    ]
    monthly: list[tuple[Cell, ...]] = [
        (
            f"{month}-01",
            state,
            *(by_state[month, state, name] for name in names),
            by_state[month, state, "arson"] + by_state[month, state, "assault"],
        )
        for month in months_from("2014-01", "2016-09")
        for state in sorted(states)
    ]
    polls = [row for row in raw_rows(raw, "cases/attitudes_afd_polls.csv") if row["institute"] != "Election"]
    events = attacks(raw, home="DE", since="2014-01-01") + shocks(raw, home=("Germany", "EU"))
    return {
        "incidents.csv": Sheet(("date", *names, "violent_core", "regime"), tuple(daily)),
        "states.csv": Sheet(("date", "place", *names, "violent_core"), tuple(monthly)),
        "applications.csv": applications(raw, "Germany"),
        "arrivals.csv": spread_over_days(applications(raw, "Germany"), "2014-01-01", "2016-09-30"),
        "salience.csv": monthly_means(
            raw_rows(raw, "cases/salience_refugees_germany.csv"),
            "foreigners_integration_refugees",
            ("date", "salience", "surveys"),
        ),
        "afd_polls.csv": monthly_means(polls, "afd", ("date", "afd", "polls")),
        "events.csv": Sheet(EVENT_COLUMNS, sorted_rows(events)),
    }


def paris_2015(raw: Path) -> dict[str, Sheet]:
    """France: dated totals, effects on attitudes, attention, attacks, dates of the state of emergency."""
    facts: list[tuple[Cell, ...]] = []
    columns = ("period_start", "period_end", "measure", "unit", "value", "provenance", "source")
    source = ""
    for row in raw_rows(raw, "cases/france_antimuslim_facts.csv"):
        source = source if row["source"] == "idem" else row["source"]
        facts.append(tuple({**row, "source": source}[name] for name in columns))
    hourly = list(raw_rows(raw, "cases/attention_paris_beirut_hourly.csv"))
    hours = [(row["time_gmt"], int(row["paris"]), int(row["beirut"])) for row in hourly]
    policy_dates = [
        (row["date"], row["event"], row["provenance"])
        for row in raw_rows(raw, "cases/policy_and_trigger_events.csv")
        if row["case"] == "France"
    ]
    events = attacks(raw, home="FR", since="2014-01-01")
    return {
        "facts.csv": Sheet(columns, tuple(sorted(facts, key=lambda fact: (fact[2], fact[0], fact[1])))),
        "effects.csv": effects(raw),
        "attention_hourly.csv": Sheet(("time_gmt", "paris", "beirut"), tuple(hours)),
        "attention.csv": Sheet(("date", "paris", "beirut"), tuple(means_of_whole_days(hours))),
        "applications.csv": applications(raw, "France"),
        "policy_dates.csv": Sheet(("date", "name", "provenance"), sorted_rows(policy_dates)),
        "events.csv": Sheet(EVENT_COLUMNS, sorted_rows(events)),
    }


def iraq_2003(raw: Path) -> dict[str, Sheet]:
    """Iraq: 108 published monthly totals of IBC, and UCDP deaths by month, kind of conflict and province."""
    published = [
        (f"{row['month']}-01", int(row["ibc_official_max"]))
        for row in raw_rows(raw, "ibc/ibc_official_max_by_month_2003_2011.csv")
    ]
    kind_of = {"1": "state_based", "2": "non_state", "3": "one_sided"}
    national: defaultdict[tuple[str, str], float] = defaultdict(float)
    by_province: defaultdict[tuple[str, str], float] = defaultdict(float)
    for row in raw_rows(raw, "ucdp_ged_iraq/ged_iraq_1989_2018.csv.gz"):
        province = IRAQ_PROVINCES[row["adm_1"]] if row["adm_1"] else "unplaced"
        for month, share in days_by_month(row["date_start"], row["date_end"]).items():
            best = share * int(row["best"])
            for name in (kind_of[row["type_of_violence"]], "total"):
                national[month, name] += best
            national[month, "low"] += share * int(row["low"])
            national[month, "high"] += share * int(row["high"])
            national[month, "civilians"] += share * int(row["deaths_civilians"])
            national[month, "events"] += share
            by_province[month, province] += best
    names = (*kind_of.values(), "total", "low", "high", "civilians", "events")
    months = months_from("2003-01", "2018-12")
    ged = [
        (
            f"{month}-01",
            *(number(national[month, name]) for name in names),
            number(by_province[month, "unplaced"]),
        )
        for month in months
    ]
    provinces = [
        (f"{month}-01", province, number(by_province[month, province]))
        for month in months
        for province in sorted(set(IRAQ_PROVINCES.values()))
    ]
    events = [
        (
            row["date"],
            "attack" if "bombing" in row["event"] else "shock",
            row["event"],
            next((place for words, place in IRAQ_EVENT_PROVINCES.items() if words in row["event"]), "Iraq"),
            "",
            0,
            row["provenance"],
        )
        for row in raw_rows(raw, "cases/policy_and_trigger_events.csv")
        if row["case"] == "Iraq"
    ]
    return {
        "ibc.csv": Sheet(("date", "ibc_deaths"), tuple(published)),
        "ged.csv": Sheet(("date", *names, "unplaced"), tuple(ged)),
        "provinces.csv": Sheet(("date", "place", "deaths"), tuple(provinces)),
        "events.csv": Sheet(EVENT_COLUMNS, sorted_rows(events)),
    }


def attacks(raw: Path, home: str, since: str) -> list[tuple[Cell, ...]]:
    """Return the attacks that the sources class as jihadist, at home and abroad; far-right ones are out."""
    return [
        (
            row["date"],
            "attack",
            row["name"],
            f"{row['place']} ({row['country']})",
            int(row["killed"]),
            int(row["country"] != home),
            row["provenance"],
        )
        for file in ("cases/us_attacks.csv", "cases/europe_attacks.csv")
        for row in raw_rows(raw, file)
        if row["perpetrator_class"] == "jihadist" and row["date"] >= since
    ]


def shocks(raw: Path, home: tuple[str, ...]) -> list[tuple[Cell, ...]]:
    """Return the dated events of a country that are no attack."""
    return [
        (row["date"], "shock", row["event"], row["case"], "", 0, row["provenance"])
        for row in raw_rows(raw, "cases/policy_and_trigger_events.csv")
        if row["case"] in home
    ]


def applications(raw: Path, country: str) -> Sheet:
    """Return a country's asylum applications by month, all citizenships, repeated applications included."""
    rows = [
        (f"{row['month']}-01", int(row["asylum_applicants"]))
        for row in raw_rows(raw, "cases/asylum_monthly.csv")
        if row["geo"] == country
    ]
    return Sheet(("date", "applications"), sorted_rows(rows))


def spread_over_days(monthly: Sheet, first: str, last: str) -> Sheet:
    """Return a monthly figure as a daily one: every day of a month carries the same part of it."""
    by_month = {str(date)[:7]: float(figure) for date, figure in monthly.rows}
    rows = [
        (day, number(by_month[day[:7]] / monthrange(int(day[:4]), int(day[5:7]))[1]), "month-spread-evenly")
        for day in days_from(first, last)
    ]
    return Sheet(("date", "arrivals", "provenance"), tuple(rows))


def effects(raw: Path) -> Sheet:
    """Return the average effects of the two attacks of 2015 on attitudes; positive is more hostile."""
    rows: list[tuple[Cell, ...]] = []
    for row in raw_rows(raw, "cases/attitudes_paris_effects.csv"):
        folder, _, file = row["output_file"].partition("/")
        if folder in EUROBAROMETER_COUNTRY:
            country = EUROBAROMETER_COUNTRY[folder]
        elif folder == "Table 2":
            country = ESS_COUNTRY[file.partition("_")[0]]
        else:
            code = file.removeprefix("model_ess_").removesuffix(".out")
            if code == ESS_FILE_OF_UNCLEAR_COUNTRY:
                continue
            country = code.upper()
        day, event = row["event"].split(" ", 1)
        rows.append(
            (
                day,
                event,
                country,
                row["outcome"].lower(),
                float(row["estimate"]),
                float(row["se"]),
                int(float(row["n_obs"])),
                row["provenance"],
            )
        )
    columns = ("event_date", "event", "country", "outcome", "estimate", "se", "n", "provenance")
    return Sheet(columns, sorted_rows(rows))


CASES: dict[str, Callable[[Path], dict[str, Sheet]]] = {
    "england-wales-2015": england_wales_2015,
    "germany-2014": germany_2014,
    "iraq-2003": iraq_2003,
    "paris-2015": paris_2015,
    "us-2001": us_2001,
}


def tidy(raw: Path, out: Path) -> list[Path]:
    """Write the tables of all cases to one folder per case.

    Parameters
    ----------
    raw : path
        Folder with the raw sources.
    out : path
        Folder in which ``<case>/<table>.csv`` are written, in UTF-8 with LF.

    Returns
    -------
    list of path
        The files written, sorted.

    Raises
    ------
    DataError
        If a raw source is missing or lacks a column.
    """
    written: list[Path] = []
    for slug, make in CASES.items():
        (out / slug).mkdir(parents=True, exist_ok=True)
        for name, sheet in make(raw).items():
            with open(out / slug / name, "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(sheet.columns)
                writer.writerows(sheet.rows)
            written.append(out / slug / name)
    return sorted(written)


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    try:
        if len(arguments) != 2:
            raise DataError("two folders are needed", mend="python -m grayzone.cases.tidy RAW OUT")
        for file in tidy(Path(arguments[0]), Path(arguments[1])):
            print(f"{file}  {file.stat().st_size} bytes")
    except GrayzoneError as fault:
        print(fault.sentence(), file=sys.stderr)
        return fault.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
