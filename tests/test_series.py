"""What the readers of tidy series, panels and events return, and what they count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grayzone.errors import DataError
from grayzone.readers.cells import first_day, step_after, steps_between
from grayzone.readers.series import read_events, read_panel, read_series
from grayzone.readers.tidy_table import read_table

PANEL = (
    "date,place,community,n,provenance\n"
    "2014-01-01,A,north,0,read\n"
    "2014-01-01,A,south,1,read\n"
    "2014-01-01,B,north,2,from memory\n"
    "2014-01-01,B,south,3,read\n"
    "2014-02-01,A,north,4,read\n"
    "2014-02-01,A,south,5,read\n"
    "2014-02-01,B,north,,read\n"
    "2014-02-01,B,south,7,read\n"
)


def written(folder: Path, text: str | bytes) -> Path:
    """Return a file with this content."""
    file = folder / "s.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_daily_series_keeps_its_dates_and_figures(tmp_path: Path) -> None:
    file = written(tmp_path, "date,n\n2000-02-28,3\n2000-02-29,0\n2000-03-01,12\n")
    series = read_series(file, column="n", unit="incidents / day", community="south")
    assert series.dates.tolist() == np.arange("2000-02-28", "2000-03-02", dtype="datetime64[D]").tolist()
    assert series.values.tolist() == [3.0, 0.0, 12.0]
    assert (series.name, series.unit, series.kind, series.resolution) == (
        "n",
        "incidents / day",
        "count",
        "day",
    )
    assert (series.place, series.community) == (None, "south")
    assert (series.rows_in, series.rows_used, series.dropped) == (3, 3, {})


def test_an_empty_cell_is_unknown_and_never_zero(tmp_path: Path) -> None:
    file = written(tmp_path, "date,n\n2000-01-01,\n2000-01-02,0\n2000-01-03, \n")
    values = read_series(file, column="n", unit="incidents / day").values
    assert np.isnan(values).tolist() == [True, False, True]
    assert values[1] == 0.0


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no mark", "byte order mark"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("last", [True, False], ids=["closed", "no last line end"])
def test_marks_and_line_ends_of_other_programs_change_nothing(
    tmp_path: Path, mark: bytes, end: bytes, last: bool
) -> None:
    data = mark + end.join([b"date,n", b"2000-01-01,1", b"2000-01-02,2"]) + (end if last else b"")
    series = read_series(written(tmp_path, data), column="n", unit="incidents / day")
    assert series.values.tolist() == [1.0, 2.0]


def test_one_place_and_community_are_chosen_and_the_others_counted(tmp_path: Path) -> None:
    series = read_series(
        written(tmp_path, PANEL),
        column="n",
        unit="incidents / month",
        resolution="month",
        place="B",
        community="south",
    )
    assert series.values.tolist() == [3.0, 7.0]
    assert series.dropped == {"another place": 4, "another community": 2}
    assert series.rows_in == series.rows_used + sum(series.dropped.values())


def test_a_panel_is_dates_by_places(tmp_path: Path) -> None:
    panel = read_panel(
        written(tmp_path, PANEL), column="n", unit="incidents / month", resolution="month", community="north"
    )
    assert panel.places == ("A", "B")
    np.testing.assert_array_equal(panel.values, [[0.0, 2.0], [4.0, np.nan]])
    assert panel.provenance == ("from memory", "read")
    assert (panel.rows_in, panel.rows_used, panel.dropped) == (8, 4, {"another community": 4})


def test_a_single_place_in_the_file_need_not_be_said(tmp_path: Path) -> None:
    file = written(tmp_path, "date,place,n\n2000-01-01,A,1\n")
    assert read_series(file, column="n", unit="incidents / day").rows_used == 1


def test_blank_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    file = written(tmp_path, "date,n\n2000-01-01,1\n\n2000-01-02,2\n\n")
    series = read_series(file, column="n", unit="incidents / day")
    assert series.dropped == {"blank line": 2}
    assert series.rows_used == series.rows_in == 2


def test_the_month_in_which_a_period_begins_belongs_to_it(tmp_path: Path) -> None:
    file = written(tmp_path, "date,n\n2015-11-01,1\n2015-12-01,2\n")
    series = read_series(
        file,
        column="n",
        unit="incidents / month",
        resolution="month",
        period=("2015-11-13", np.datetime64("2015-12-31")),
    )
    assert series.rows_used == 2


def test_weeks_are_dated_by_their_monday(tmp_path: Path) -> None:
    file = written(tmp_path, "date,n\n2015-11-09,1\n2015-11-16,2\n")
    series = read_series(file, column="n", unit="incidents / week", resolution="week")
    assert series.values.tolist() == [1.0, 2.0]


def test_fractions_of_a_count_are_read_where_they_are_allowed(tmp_path: Path) -> None:
    file = written(tmp_path, "date,n\n2000-01-01,1.25\n2000-01-02,1e2\n")
    series = read_series(file, column="n", unit="people / day", fractional=True)
    assert series.values.tolist() == [1.25, 100.0]


def test_a_level_may_be_negative_and_a_percentage_reaches_100(tmp_path: Path) -> None:
    file = written(tmp_path, "date,n,p\n2000-01-01,-0.5,100\n")
    assert read_series(file, column="n", kind="level", unit="log ratio").values.tolist() == [-0.5]
    assert read_series(file, column="p", kind="share", unit="percent").values.tolist() == [100.0]


def test_what_a_reader_returns_cannot_be_overwritten(tmp_path: Path) -> None:
    series = read_series(written(tmp_path, "date,n\n2000-01-01,1\n"), column="n", unit="incidents / day")
    with pytest.raises(ValueError, match="read-only"):
        series.values[0] = 5.0


def test_a_line_number_counts_lines_inside_quoted_cells(tmp_path: Path) -> None:
    file = written(tmp_path, 'date,n,note\n2000-01-01,1,"two\nlines"\n2000-01-02,x,\n')
    assert read_table(file).lines == (2, 4)
    with pytest.raises(DataError, match=r"s\.csv:4:2: 'x'"):
        read_series(file, column="n", unit="incidents / day")


def test_events_keep_what_is_unknown_unknown(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "date,kind,name,place,killed,abroad,provenance,community,symbolic\n"
        "2015-11-13,attack,first,Paris,130,1,from memory,,0.8\n"
        "2015-11-13,attack,second,Paris,,0,from memory,south,\n"
        "2016-06-23,shock,referendum,UK,,0,from memory,,\n",
    )
    first, second, third = read_events(file, period=("2015-01-01", "2016-12-31"))
    assert (first.killed, first.abroad, first.symbolic, first.community) == (130, True, 0.8, None)
    assert (second.killed, second.abroad, second.symbolic, second.community) == (None, False, None, "south")
    assert (third.kind, third.date) == ("shock", np.datetime64("2016-06-23"))


@given(
    st.dates(min_value=np.datetime64("1900-01-01").item(), max_value=np.datetime64("2100-01-01").item()),
    st.sampled_from(["day", "week", "month"]),
)
def test_a_step_after_any_first_day_is_one_step_away_and_a_first_day_itself(day, resolution: str) -> None:
    date = first_day(np.datetime64(day), resolution)
    after = step_after(date, resolution)
    assert steps_between(date, after, resolution) == 1
    assert first_day(after, resolution) == after
    assert date <= np.datetime64(day) < after
    if resolution == "week":
        assert date.item().isoweekday() == 1
