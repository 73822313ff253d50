"""The bundled tables are what our own code makes of the raw sources, and hold the sources' known totals."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import grayzone.cases
from grayzone.cases.raw import raw_rows
from grayzone.cases.tidy import CASES, tidy
from grayzone.readers.series import Series, read_events, read_panel, read_series
from grayzone.readers.tidy_table import read_table

FOLDER = Path(grayzone.cases.__file__).parent
BUNDLED = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.csv"))

# file: (resolution, {column: (kind, unit)}); fractions are allowed where the source spreads events over days.
SERIES = {
    "england-wales-2015/index.csv": (
        "month",
        {
            "aggravated_index": ("level", "index, April 2015 = 100"),
            "nonaggravated_index": ("level", "index, April 2015 = 100"),
            "log_ratio": ("level", "log ratio of indices"),
        },
    ),
    "germany-2014/incidents.csv": (
        "day",
        dict.fromkeys(
            ("arson", "assault", "misc_attack", "demonstration", "suspicion", "all", "violent_core"),
            ("count", "incidents / day"),
        ),
    ),
    "germany-2014/applications.csv": ("month", {"applications": ("count", "applications / month")}),
    "germany-2014/salience.csv": (
        "month",
        {"salience": ("level", "index, maximum = 100"), "surveys": ("count", "surveys / month")},
    ),
    "germany-2014/afd_polls.csv": (
        "month",
        {"afd": ("share", "percent"), "polls": ("count", "polls / month")},
    ),
    "iraq-2003/ibc.csv": ("month", {"ibc_deaths": ("count", "people / month")}),
    "iraq-2003/ged.csv": (
        "month",
        {
            **dict.fromkeys(
                ("state_based", "non_state", "one_sided", "total", "low", "high", "civilians", "unplaced"),
                ("count", "people / month"),
            ),
            "events": ("count", "events / month"),
        },
    ),
    "paris-2015/applications.csv": ("month", {"applications": ("count", "applications / month")}),
    "paris-2015/attention.csv": (
        "day",
        {"paris": ("level", "index, peak hour = 100"), "beirut": ("level", "index, peak hour = 100")},
    ),
    "us-2001/incidents.csv": (
        "day",
        dict.fromkeys(
            (
                *("anti_islamic", "anti_arab", "anti_sikh", "anti_other_ethnicity"),
                *("all_bias", "other_bias", "control"),
            ),
            ("count", "incidents / day"),
        ),
    ),
}
PANELS = {
    "germany-2014/states.csv": ("violent_core", "incidents / month", 33, 16),
    "iraq-2003/provinces.csv": ("deaths", "people / month", 192, 18),
}
EVENTS = {f"{slug}/events.csv" for slug in CASES}
OTHER_TABLES = {
    "germany-2014/arrivals.csv": 1004,
    "paris-2015/attention_hourly.csv": 168,
    "paris-2015/effects.csv": 114,
    "paris-2015/facts.csv": 24,
    "paris-2015/policy_dates.csv": 2,
}


def series(file: str, column: str) -> Series:
    """Return a bundled series."""
    resolution, columns = SERIES[file]
    kind, unit = columns[column]
    fractional = file.startswith("iraq-2003/ged")
    return read_series(
        FOLDER / file, column=column, kind=kind, unit=unit, resolution=resolution, fractional=fractional
    )


def year_sum(one: Series, year: int) -> float:
    """Return the sum of a series over a calendar year."""
    return float(one.values[one.dates.astype("datetime64[Y]") == np.datetime64(str(year))].sum())


@pytest.fixture(scope="module")
def raw() -> Path:
    """The folder of raw sources, if this machine has one."""
    folder = os.environ.get("GRAYZONE_RAW")
    if not folder:
        pytest.skip("the raw sources are not here: GRAYZONE_RAW is unset")
    return Path(folder)


def test_making_the_tables_again_gives_the_bundled_bytes(raw: Path, tmp_path: Path) -> None:
    made = [path.relative_to(tmp_path).as_posix() for path in tidy(raw, tmp_path)]
    assert made == BUNDLED
    for name in made:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_tables_made_from_incidents_agree_with_the_sources_own_daily_table(raw: Path) -> None:
    own = list(raw_rows(raw, "cases/germany_antirefugee_daily.csv"))
    assert len(own) == 1004
    for column in SERIES["germany-2014/incidents.csv"][1]:
        values = series("germany-2014/incidents.csv", column).values
        assert values.tolist() == [float(row[column]) for row in own]


def test_spreading_the_iraqi_events_agrees_with_the_sources_own_monthly_table(raw: Path) -> None:
    own = {f"{row['month']}-01": row for row in raw_rows(raw, "cases/iraq_monthly.csv")}
    total = series("iraq-2003/ged.csv", "total")
    said = {day for day, row in own.items() if row["ged_best_total"]}
    assert len(said) == 187
    for day, value in zip(total.dates, total.values, strict=True):
        # Where the source's table is silent there was no event; it rounds to one decimal.
        theirs = float(own[str(day)]["ged_best_total"]) if str(day) in said else 0.0
        assert value == pytest.approx(theirs, abs=0.0501), day


def test_no_raw_incident_is_bundled(raw: Path) -> None:
    towns = {
        row["location"] for row in raw_rows(raw, "arvig/arvig_events.csv.gz") if len(row["location"]) > 5
    }
    assert len(towns) > 1000
    states = {row["state"] for row in raw_rows(raw, "arvig/arvig_events.csv.gz")}
    cells = {cell for row in read_table(FOLDER / "germany-2014/states.csv").rows for cell in row}
    assert not cells & (towns - states)


def test_every_bundled_table_is_read_by_one_of_the_lists_here() -> None:
    assert set(BUNDLED) == set(SERIES) | set(PANELS) | EVENTS | set(OTHER_TABLES)
    assert len(BUNDLED) == 22


@pytest.mark.parametrize(
    ("file", "column"), [(file, column) for file, (_, columns) in SERIES.items() for column in columns]
)
def test_every_bundled_series_is_tidy(file: str, column: str) -> None:
    one = series(file, column)
    assert one.rows_used == one.rows_in and not one.dropped
    # A column of figures that no list names would never be looked at.
    assert set(read_table(FOLDER / file).columns) == {"date", *SERIES[file][1]} | (
        {"regime"} if file == "germany-2014/incidents.csv" else set()
    )


@pytest.mark.parametrize("file", sorted(PANELS))
def test_every_bundled_panel_is_tidy(file: str) -> None:
    column, unit, months, places = PANELS[file]
    panel = read_panel(FOLDER / file, column=column, unit=unit, resolution="month", fractional="iraq" in file)
    assert panel.values.shape == (months, places)
    assert not np.isnan(panel.values).any()


@pytest.mark.parametrize("file", sorted(EVENTS))
def test_every_bundled_event_is_readable_and_marked_with_its_provenance(file: str) -> None:
    events = read_events(FOLDER / file)
    assert len(events) >= 15
    assert {event.provenance for event in events} == {"published-figure-from-memory"}
    assert all(event.killed is None for event in events if event.kind == "shock")


@pytest.mark.parametrize("file", sorted(OTHER_TABLES))
def test_every_other_table_has_its_rows(file: str) -> None:
    assert len(read_table(FOLDER / file).rows) == OTHER_TABLES[file]


@pytest.mark.parametrize("file", BUNDLED)
def test_bundled_tables_are_small_and_written_alike(file: str) -> None:
    data = (FOLDER / file).read_bytes()
    assert len(data) < 300_000
    assert b"\r" not in data and data.endswith(b"\n") and not data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("slug", sorted(CASES))
def test_every_case_says_its_sources_licences_and_what_is_missing(slug: str) -> None:
    text = (FOLDER / slug / "SOURCES.md").read_text(encoding="utf-8")
    for heading in ("## Files", "## Sources and licences", "## Traps", "## Missing"):
        assert heading in text
    named = set(re.findall(r"`(\w+\.csv)`", text))
    assert {Path(file).name for file in BUNDLED if file.startswith(f"{slug}/")} <= named


def test_the_united_states_hold_the_known_yearly_totals() -> None:
    one = series("us-2001/incidents.csv", "anti_islamic")
    assert (str(one.dates[0]), str(one.dates[-1]), len(one.dates)) == ("2000-01-01", "2016-06-30", 6026)
    assert [year_sum(one, year) for year in (2000, 2001, 2002, 2014, 2015)] == [29, 499, 156, 156, 258]


def test_the_weeks_after_9_11_are_210_85_30_31_28_20() -> None:
    one = series("us-2001/incidents.csv", "anti_islamic")
    begin = int(np.flatnonzero(one.dates == np.datetime64("2001-09-11"))[0])
    assert one.values[begin : begin + 42].reshape(6, 7).sum(axis=1).tolist() == [210, 85, 30, 31, 28, 20]
    assert one.values[begin - 28 : begin].sum() / 4 == 1.5
    paris = int(np.flatnonzero(one.dates == np.datetime64("2015-11-13"))[0])
    assert one.values[paris : paris + 7].sum() == 16
    assert one.values[paris - 28 : paris].sum() / 4 == 3.75


def test_a_motive_that_was_not_recorded_is_unknown_and_not_zero() -> None:
    arab = series("us-2001/incidents.csv", "anti_arab")
    unknown = arab.dates[np.isnan(arab.values)]
    assert (str(unknown[0]), str(unknown[-1]), len(unknown)) == ("2004-01-01", "2013-12-31", 3653)
    sikh = series("us-2001/incidents.csv", "anti_sikh")
    assert str(sikh.dates[np.isnan(sikh.values)][-1]) == "2014-12-31"
    assert np.nansum(sikh.values) == 11


def test_the_control_is_what_no_neighbouring_motive_touches() -> None:
    columns = {
        name: series("us-2001/incidents.csv", name).values for name in SERIES["us-2001/incidents.csv"][1]
    }
    named = np.nan_to_num(
        columns["anti_islamic"] + np.nan_to_num(columns["anti_arab"]) + np.nan_to_num(columns["anti_sikh"])
    )
    apart = columns["all_bias"] - named - columns["other_bias"]
    # On 15 March 2016 one incident names both Arabs and Muslims: two motives, one incident.
    assert (apart != 0).sum() == 1 and apart.min() == -1
    np.testing.assert_array_equal(columns["control"], columns["other_bias"] - columns["anti_other_ethnicity"])
    assert columns["control"].min() >= 0


def test_england_and_wales_peak_in_july_2016() -> None:
    one = series("england-wales-2015/index.csv", "aggravated_index")
    assert len(one.dates) == 24
    assert str(one.dates[one.values.argmax()]) == "2016-07-01" and one.values.max() == 161
    assert one.values[3] == 111
    ratio = series("england-wales-2015/index.csv", "log_ratio").values
    assert ratio[15] == pytest.approx(np.log(161 / 128), abs=1e-6)


def test_germany_has_1004_days_and_the_known_totals() -> None:
    every = series("germany-2014/incidents.csv", "all")
    assert len(every.dates) == 1004 and str(every.dates[-1]) == "2016-09-30"
    assert [year_sum(every, year) for year in (2014, 2015)] == [493, 1539]
    assert every.values.sum() == 5412
    arson = series("germany-2014/incidents.csv", "arson").values
    assault = series("germany-2014/incidents.csv", "assault").values
    core = series("germany-2014/incidents.csv", "violent_core").values
    assert (arson.sum(), assault.sum()) == (259, 745)
    np.testing.assert_array_equal(core, arson + assault)


def test_the_german_states_add_up_to_the_country() -> None:
    panel = read_panel(
        FOLDER / "germany-2014/states.csv", column="all", unit="incidents / month", resolution="month"
    )
    every = series("germany-2014/incidents.csv", "all")
    months = every.dates.astype("datetime64[M]").astype("datetime64[D]")
    country = [every.values[months == month].sum() for month in panel.dates]
    assert panel.values.sum(axis=1).tolist() == country


def test_the_german_recording_break_is_marked_on_its_day() -> None:
    table = read_table(FOLDER / "germany-2014/incidents.csv")
    regimes = dict(zip(table.texts("date"), table.texts("regime"), strict=True))
    assert Counter(regimes.values()) == {"chronicle": 730, "official_lists": 274}
    assert (regimes["2015-12-31"], regimes["2016-01-01"]) == ("chronicle", "official_lists")


def test_asylum_applications_equal_the_published_year() -> None:
    assert year_sum(series("germany-2014/applications.csv", "applications"), 2015) == 476_510


def test_salience_peaks_in_october_2015_and_leaves_a_month_without_survey_empty() -> None:
    one = series("germany-2014/salience.csv", "salience")
    assert str(one.dates[np.nanargmax(one.values)]) == "2015-10-01"
    surveys = series("germany-2014/salience.csv", "surveys").values
    np.testing.assert_array_equal(np.isnan(one.values), surveys == 0)
    assert (surveys == 0).sum() == 1


def test_iraq_body_count_is_carried_as_108_published_months_only() -> None:
    one = series("iraq-2003/ibc.csv", "ibc_deaths")
    assert (len(one.dates), str(one.dates[0]), str(one.dates[-1])) == (108, "2003-01-01", "2011-12-01")
    assert year_sum(one, 2006) == 28_393
    assert one.values.sum() == 114_631


def test_the_iraqi_kinds_and_provinces_add_up_to_the_known_years() -> None:
    names = ("state_based", "non_state", "one_sided")
    total = series("iraq-2003/ged.csv", "total")
    kinds = sum(series("iraq-2003/ged.csv", name).values for name in names)
    np.testing.assert_allclose(kinds, total.values, atol=0.003)
    known = {2003: 7999, 2004: 4365, 2005: 3521, 2006: 4609, 2007: 4489, 2008: 2732, 2014: 15092, 2017: 11400}
    for year, deaths in known.items():
        assert year_sum(total, year) == pytest.approx(deaths, abs=0.1), year
    panel = read_panel(
        FOLDER / "iraq-2003/provinces.csv",
        column="deaths",
        unit="people / month",
        resolution="month",
        fractional=True,
    )
    unplaced = series("iraq-2003/ged.csv", "unplaced").values
    np.testing.assert_allclose(panel.values.sum(axis=1) + unplaced, total.values, atol=0.01)


def test_the_french_facts_hold_the_integral_constraint_of_2015() -> None:
    table = read_table(FOLDER / "paris-2015/facts.csv")
    facts = {
        (start, end, measure): float(value)
        for start, end, measure, value in zip(
            *(table.texts(name) for name in ("period_start", "period_end", "measure", "value")), strict=True
        )
    }
    assert facts["2015-01-01", "2015-12-31", "anti_muslim_acts_and_threats"] == 429
    assert facts["2015-01-01", "2015-12-31", "share_of_year_in_january_plus_november"] == 58
    assert facts["2015-01-07", "2015-01-20", "anti_muslim_acts_and_threats"] == 128
    assert set(table.texts("provenance")) == {"read-from-page", "published-figure-from-memory"}
    assert "idem" not in table.texts("source")


def test_fear_and_hostility_part_in_france_after_paris() -> None:
    table = read_table(FOLDER / "paris-2015/effects.csv")
    effects = {
        key: (float(estimate), float(error), int(n))
        for *key_cells, estimate, error, n in zip(
            *(table.texts(name) for name in ("event_date", "country", "outcome", "estimate", "se", "n")),
            strict=True,
        )
        for key in [tuple(key_cells)]
    }
    assert effects["2015-11-13", "FR", "ter"] == (1.088, 0.14, 1015)
    assert effects["2015-11-13", "FR", "imm"] == (-0.181, 0.12, 1015)
    assert effects["2015-11-13", "EU", "ref"] == (0.233, 0.055, 25838)
    assert effects["2015-01-07", "FR", "musl"] == (-0.16, 0.103, 601)


def test_an_event_is_at_home_in_one_case_and_abroad_in_the_others() -> None:
    paris = {
        slug: next(event for event in read_events(FOLDER / slug / "events.csv") if event.killed == 130)
        for slug in CASES
        if slug != "iraq-2003"
    }
    assert {slug: event.abroad for slug, event in paris.items()} == {
        "england-wales-2015": True,
        "germany-2014": True,
        "paris-2015": False,
        "us-2001": True,
    }
