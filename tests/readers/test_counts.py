"""Counting: whatever the choice for dates, rows in = rows used + rows dropped, and nothing is lost."""

from __future__ import annotations

import csv
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_files import acled, ged

import grayzone.cases
from grayzone.errors import DataError, InternalError
from grayzone.readers.acled import read_acled
from grayzone.readers.counts import MOST_ROWS, POLICIES, count_events
from grayzone.readers.dated import read_dated
from grayzone.readers.event_rows import EventRow
from grayzone.readers.series import read_panel
from grayzone.readers.tally import Tally
from grayzone.readers.ucdp import read_ucdp

RAW = os.environ.get("GRAYZONE_RAW", "")


def row(first: str, last: str = "", **more: object) -> EventRow:
    usual = EventRow(
        2, "1", date.fromisoformat(first), date.fromisoformat(last or first), "", "A", "", 1, "k", (4.0,)
    )
    return usual._replace(**more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dates", "rows"),
    [
        ("spread", [("2006-01-01", 0.75, 3), ("2006-02-01", 0.25, 1)]),
        ("start", [("2006-01-01", 1, 4)]),
    ],
)
def test_a_span_becomes_a_count_as_declared(dates: str, rows: list[tuple[object, ...]]) -> None:
    counts = count_events(
        [row("2006-01-29", "2006-02-01")], resolution="month", dates=dates, measures=("deaths",)
    )
    assert list(counts) == rows


def test_dropping_by_precision_drops_what_lies_in_two_steps_and_says_so() -> None:
    events = [row("2006-01-29", "2006-02-01"), row("2006-01-02", "2006-01-08")]
    counts = count_events(events, resolution="week", dates="drop", measures=("deaths",))
    assert list(counts) == [("2006-01-02", 1, 4)]
    assert dict(counts.tally.dropped) == {"not dated to one week": 1}


def test_there_is_no_gap_and_no_event_is_a_zero() -> None:
    events = [row("2006-01-01"), row("2006-01-04", place="B")]
    counts = count_events(events, by=["place"], measures=("deaths",))
    assert len(counts) == len(list(counts)) == 8
    assert [r[2] for r in counts] == [1, 0, 0, 0, 0, 0, 0, 1]


def test_unknown_figures_make_an_empty_cell_only_if_none_is_known() -> None:
    events = [row("2006-01-01", figures=(None,)), row("2006-01-02", figures=(None,)), row("2006-01-02")]
    assert [r[1:] for r in count_events(events, measures=("deaths",))] == [(1, None), (2, 4)]


def test_kinds_become_columns_and_add_up() -> None:
    events = [row("2006-01-01"), row("2006-01-01", kind="Explosions/Remote violence")]
    counts = count_events(events, by=["kind"], measures=("deaths",))
    assert counts.columns == (
        "date", "events", "deaths", "explosions_remote_violence_events",
        "explosions_remote_violence_deaths", "k_events", "k_deaths",
    )  # fmt: skip
    parts = ("k_events", "explosions_remote_violence_events")
    assert counts.total("events") == sum(counts.total(part) for part in parts)


def test_events_without_a_place_are_counted_at_a_place_of_their_own(tmp_path: Path) -> None:
    counts = count_events(read_ucdp(ged(tmp_path, {"adm_1": ""}, {"id": "2"})), by=["place"])
    assert counts.groups == (("North", ""), ("unplaced", ""))
    assert counts.tally.remarks["has no place (counted at 'unplaced')"] == 1


def test_what_lies_partly_outside_the_period_counts_by_its_part(tmp_path: Path) -> None:
    spans = ged(
        tmp_path, {"date_end": "2006-02-25", "date_prec": "2"}, {"id": "2", "date_start": "2001-01-01"}
    )
    counts = count_events(
        read_ucdp(spans, faults="drop"), resolution="month", period=("2006-02-24", "2006-02-28")
    )
    assert list(counts) == [("2006-02-01", 0.5, 2, 1.5, 4.5, 1)]
    assert dict(counts.tally.dropped) == {"lasts over three years": 1}


def test_remarks_are_only_of_rows_that_are_kept(tmp_path: Path) -> None:
    path = ged(tmp_path, {"low": "7"}, {"id": "1", "date_start": "2007-01-01", "date_end": "2007-01-01"})
    counts = count_events(read_ucdp(path), period=("2007-01-01", "2007-01-31"))
    assert dict(counts.tally.remarks) == {"its year is not that of its dates": 1}


def test_the_table_is_one_that_the_tidy_reader_takes(tmp_path: Path) -> None:
    vague = {"event_id_cnty": "LND2", "admin1": "South", "time_precision": "3"}
    source = read_acled(acled(tmp_path, {}, vague))
    counts = count_events(source, by=["place"], resolution="week")
    out = tmp_path / "counts.csv"
    lines = [",".join(counts.columns), *(",".join(map(str, r)) for r in counts)]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    panel = read_panel(out, column="events", unit="events / week", resolution="week", fractional=True)
    assert panel.places == ("North", "South")
    assert panel.values.sum() == pytest.approx(2)


def test_a_list_of_events_is_counted_by_the_columns_that_are_named(tmp_path: Path) -> None:
    path = tmp_path / "incidents.csv"
    path.write_text("town,on,what\nA,2015-01-07,arson\nA,2015-01-07,arson\nB,2015-01-08,\n", encoding="utf-8")
    counts = count_events(read_dated(path, date="on", place="town", kind="what"), by=["place", "kind"])
    assert counts.columns == ("date", "place", "events", "arson_events", "unknown_events")
    assert [r[2:] for r in counts] == [(2, 2, 0), (0, 0, 0), (0, 0, 0), (1, 0, 1)]


REFUSED = [
    ({"by": ["palce"]}, "by", "palce"),
    ({"resolution": "year"}, "resolution", "year"),
    ({"dates": "mean"}, "dates", "mean"),
]


@pytest.mark.parametrize(("asked", "where", "word"), REFUSED)
def test_an_unknown_word_is_refused(asked: dict[str, object], where: str, word: str) -> None:
    with pytest.raises(DataError, match=repr(word)):
        count_events([row("2006-01-01")], **asked)  # type: ignore[arg-type]


def test_a_community_that_no_column_names_is_refused(tmp_path: Path) -> None:
    path = ged(tmp_path, {})
    with pytest.raises(DataError) as refusal:
        count_events(read_ucdp(path), by=["community"])
    assert str(refusal.value) == (
        f"{path}:1: the file has no column for the community; name one with community=, such as 'id'"
    )
    counts = count_events(read_ucdp(path, community="side_b"), by=["community"])
    assert counts.groups == (("", "Insurgents"),)


def test_a_table_of_millions_of_rows_is_refused() -> None:
    events = [row("1800-01-01", place=str(at)) for at in range(20)] + [row("2199-01-01")]
    with pytest.raises(DataError, match=rf"the table would have [\d,]+ rows \(at most {MOST_ROWS:,}\)"):
        count_events(events, by=["place"], measures=("deaths",))


def test_figures_without_a_name_are_refused() -> None:
    with pytest.raises(DataError) as refusal:
        count_events([row("2006-01-01")])
    assert str(refusal.value) == (
        "measures: an event has 1 figures, but 0 measures are named; name one for each figure"
    )


def test_nothing_to_count_is_refused_with_the_reasons() -> None:
    with pytest.raises(DataError) as refusal:
        count_events([row("2006-01-01", figures=())], period=("2007-01-01", "2007-12-31"))
    assert str(refusal.value) == (
        "none of 1 rows can be counted (outside the period: 1);"
        " mend the rows, or choose another period or way with dates"
    )


def test_an_account_that_does_not_close_is_a_mistake_of_ours() -> None:
    tally = Tally(rows_in=3, used=1)
    with pytest.raises(InternalError):
        tally.check()


@pytest.mark.skipif(not RAW, reason="GRAYZONE_RAW is unset: the raw ARVIG file is not at hand")
def test_incidents_in_germany_by_state_and_month_equal_the_bundled_table() -> None:
    source = read_dated(Path(RAW, "arvig", "arvig_events.csv.gz"), date="date", place="state")
    counts = count_events(source, by=["place"], resolution="month", period=("2014-01-01", "2016-09-30"))
    bundled = Path(grayzone.cases.__file__).parent / "germany-2014" / "states.csv"
    with bundled.open(encoding="utf-8", newline="") as file:
        expected = [(row["date"], row["place"], float(row["all"])) for row in csv.DictReader(file)]
    assert list(counts) == expected and len(expected) == 528


DAYS = st.dates(date(2000, 1, 1), date(2002, 12, 31))
ODD = st.sampled_from(["", "NaN", "-1", "1e999", "x", "7", "2000-02-30", "31/12/2000", "\u0663", "1,5"])
CELLS = {
    "date_start": st.one_of(DAYS.map(str), ODD),
    "date_end": st.one_of(DAYS.map(str), ODD),
    "best": st.one_of(st.integers(0, 99).map(str), ODD),
    "type_of_violence": st.sampled_from(["1", "2", "3", "4", ""]),
    "id": st.sampled_from(["1", "2", ""]),
    "adm_1": st.sampled_from(["", "N", "=S"]),
}


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=8),
    dates=st.sampled_from(POLICIES),
    resolution=st.sampled_from(["day", "week", "month"]),
    period=st.sampled_from([None, ("2001-01-01", "2001-06-30")]),
)
def test_rows_in_are_rows_used_and_rows_dropped(
    rows: list[dict[str, str]],
    dates: str,
    resolution: str,
    period: tuple[str, str] | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Law: no row is lost, and the events counted are the rows used (all of them, if no period cuts)."""
    path = ged(tmp_path_factory.mktemp("law"), *rows)
    source = read_ucdp(path, faults="drop")
    try:
        counts = count_events(
            source, by=["place", "kind"], resolution=resolution, dates=dates, period=period
        )
    except DataError:
        assert source.tally.used == 0 and source.tally.rows_dropped == len(rows)
        return
    tally = counts.tally
    assert tally.rows_in == len(rows) == tally.used + sum(tally.dropped.values())
    if period is None:
        assert counts.total("events") == pytest.approx(tally.used)
    else:
        assert counts.total("events") <= tally.used + 1e-9


@settings(max_examples=60, deadline=None)
@given(first=DAYS, days=st.integers(0, 1000), resolution=st.sampled_from(["day", "week", "month"]))
def test_spreading_an_event_neither_makes_nor_loses_people(first: date, days: int, resolution: str) -> None:
    event = row(str(first), str(first + timedelta(days=days)), figures=(12.0,))
    counts = count_events([event], resolution=resolution, measures=("deaths",))
    assert counts.total("deaths") == pytest.approx(12) and counts.total("events") == pytest.approx(1)
