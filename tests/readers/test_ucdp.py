"""UCDP GED of every vintage: deaths and dates stay intervals, and every row is accounted for."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from small_files import GED, ged

import grayzone.cases
from grayzone.errors import DataError
from grayzone.readers.counts import count_events
from grayzone.readers.ucdp import read_ucdp

RAW = os.environ.get("GRAYZONE_RAW", "")
IRAQ = "ucdp_ged_iraq/ged_iraq_1989_2018.csv.gz"


def test_deaths_are_an_interval_and_dates_are_one_too(tmp_path: Path) -> None:
    source = read_ucdp(ged(tmp_path, {"date_end": "2006-02-24", "date_prec": "2", "where_prec": "4"}))
    (row,) = source
    assert source.measures == ("best", "low", "high", "civilians")
    assert row.figures == (4, 3, 9, 2)
    assert (str(row.first), str(row.last), row.place_precision) == ("2006-02-22", "2006-02-24", 4)
    assert (row.kind, row.country, row.place, row.community) == ("state_based", "Land", "North", "")
    assert (source.tally.rows_in, source.tally.used, source.tally.rows_dropped) == (1, 1, 0)


@pytest.mark.parametrize(
    ("renamed", "vintage"),
    [
        ({}, "columns of 19.1 or later, or a candidate file"),
        ({"code_status": "gwnoloc"}, "columns of 5.0 to 18.1"),
        (
            {
                "code_status": "x",
                "best": "best_est",
                "low": "low_est",
                "high": "high_est",
                "type_of_violence": "type_of_vi",
            },
            "columns of the first versions (best_est, low_est, high_est)",
        ),
    ],
)
def test_every_vintage_of_columns_gives_the_same_event(
    renamed: dict[str, str], vintage: str, tmp_path: Path
) -> None:
    path = ged(tmp_path, {})
    head, _, body = path.read_text(encoding="utf-8").partition("\n")
    names = [renamed.get(name, name) for name in head.split(",")]
    path.write_text(",".join(names) + "\n" + body, encoding="utf-8")
    source = read_ucdp(path)
    assert source.vintage == vintage
    assert [row.figures for row in source] == [(4, 3, 9, 2)]


def test_a_date_may_carry_a_time_as_the_service_writes_it(tmp_path: Path) -> None:
    stamped = {"date_start": "2006-02-22 00:00:00.000", "date_end": "2006-02-22T00:00:00"}
    assert [str(row.last) for row in read_ucdp(ged(tmp_path, stamped))] == ["2006-02-22"]


def test_odd_rows_are_kept_as_they_stand_and_remarked(tmp_path: Path) -> None:
    path = ged(
        tmp_path,
        {"low": "7"},
        {"id": "2", "best": ""},
        {"id": "2", "deaths_b": "9", "year": "1999"},
        {"id": "4", "date_prec": "5", "date_end": "2006-12-31", "where_prec": "6"},
        {"id": "5", "code_status": "Check deaths", "date_end": "2006-02-25"},
    )
    source = read_ucdp(path)
    assert [row.figures[0] for row in source] == [4, None, 4, 4, 4]
    assert dict(source.tally.remarks) == {
        "best is not between low and high (kept as it stands)": 1,
        "deaths unknown (the event is counted)": 1,
        "best is not the sum of its parts (kept as it stands)": 1,
        "its year is not that of its dates": 1,
        "dated to the month or wider (its days are used)": 1,
        "placed to the country or wider": 1,
        "its status is not 'Clear': UCDP may still revise it": 1,
        "dated to the day but lasting longer (its days are used)": 1,
        "repeats the id of an earlier row (kept)": 1,
    }
    assert source.tally.first_line["repeats the id of an earlier row (kept)"] == 4


def test_a_row_of_tags_below_the_header_is_no_event(tmp_path: Path) -> None:
    source = read_ucdp(ged(tmp_path, dict.fromkeys(GED, "#date"), {}))
    assert len(list(source)) == 1
    assert dict(source.tally.dropped) == {"a row of tags, not an event": 1}
    assert source.tally.faulty == 0


def test_another_country_is_dropped_and_counted(tmp_path: Path) -> None:
    path = ged(tmp_path, {}, {"id": "2", "country": "Elsewhere", "country_id": "1"})
    for asked in ("land", "645"):
        source = read_ucdp(path, country=asked)
        assert [row.event_id for row in source] == ["1"]
        assert dict(source.tally.dropped) == {"another country": 1}
    with pytest.raises(DataError) as refusal:
        list(read_ucdp(path, country="Lund"))
    assert str(refusal.value) == f"{path}: no row is about 'Lund'; did you mean 'Land'?"


def test_a_pass_can_be_repeated_and_is_counted_anew(tmp_path: Path) -> None:
    source = read_ucdp(ged(tmp_path, {}, {"id": "2"}))
    assert list(source) == list(source)
    assert source.tally.rows_in == 2


@pytest.mark.skipif(not RAW, reason="GRAYZONE_RAW is unset: the raw UCDP file is not at hand")
def test_iraq_month_by_month_equals_the_bundled_table() -> None:
    counts = count_events(
        read_ucdp(Path(RAW, IRAQ)), by=["kind"], resolution="month", period=("2003-01-01", "2018-12-31")
    )
    bundled = Path(grayzone.cases.__file__).parent / "iraq-2003" / "ged.csv"
    with bundled.open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    assert len(counts) == len(expected) == 192
    columns = {
        "events": "events", "best": "total", "low": "low", "high": "high", "civilians": "civilians",
        "state_based_best": "state_based", "non_state_best": "non_state", "one_sided_best": "one_sided",
    }  # fmt: skip
    for row, there in zip(counts, expected):
        here = dict(zip(counts.columns, row))
        assert here["date"] == there["date"]
        for mine, theirs in columns.items():
            assert round(float(here[mine] or 0), 3) == float(there[theirs]), (here["date"], mine)
    assert counts.tally.rows_in == 7_473
    assert counts.tally.used + counts.tally.dropped["outside the period"] == 7_473


@pytest.mark.skipif(not RAW, reason="GRAYZONE_RAW is unset: the raw UCDP file is not at hand")
def test_iraq_year_by_year_equals_what_ucdp_published() -> None:
    counts = count_events(read_ucdp(Path(RAW, IRAQ)), resolution="month", dates="start")
    by_year: dict[str, float] = {}
    for row in counts:
        by_year[str(row[0])[:4]] = by_year.get(str(row[0])[:4], 0) + float(row[2] or 0)
    published = {"2003": 7_999, "2004": 4_365, "2005": 3_521, "2006": 4_609, "2014": 15_092, "2017": 11_400}
    assert {year: by_year[year] for year in published} == published
