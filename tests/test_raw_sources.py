"""How raw sources are opened, and how days, months and surveys are counted over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from grayzone.cases.raw import days_by_month, months_from, raw_rows
from grayzone.cases.sheets import means_of_whole_days, monthly_means, number
from grayzone.cases.tidy import main
from grayzone.errors import DataError


def test_days_of_an_event_are_shared_among_its_months() -> None:
    assert days_by_month("2008-02-28", "2008-03-01") == pytest.approx({"2008-02": 2 / 3, "2008-03": 1 / 3})
    assert days_by_month("2007-12-31", "2007-12-31") == {"2007-12": 1.0}
    shares = days_by_month("2006-01-01", "2006-11-29")
    assert list(shares) == months_from("2006-01", "2006-11")
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["2006-11"] == pytest.approx(29 / 333)


def test_monthly_means_leave_a_month_without_survey_empty() -> None:
    rows = [
        {"date": "2000-01-03", "x": "1"},
        {"date": "2000-01-20", "x": "2"},
        {"date": "2000-03-01", "x": "4"},
    ]
    sheet = monthly_means(rows, "x", ("date", "x", "surveys"))
    assert sheet.rows == (("2000-01-01", 1.5, 2), ("2000-02-01", "", 0), ("2000-03-01", 4, 1))


def test_only_whole_days_are_averaged() -> None:
    hours = [(f"2015-11-14 {hour:02d}:00:00", hour, 0) for hour in range(24)] + [
        ("2015-11-15 00:00:00", 9, 9)
    ]
    assert means_of_whole_days(hours) == [("2015-11-14", 11.5, 0)]


def test_figures_are_written_to_three_decimals_without_a_needless_point() -> None:
    assert [number(value) for value in (2.0, 1 / 3, 0.0004)] == [2, 0.333, 0]


def test_a_missing_source_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), str(tmp_path)]) == 3
    assert capsys.readouterr().err == (
        "cases/hatecrime_ew_monthly.csv: this raw source is missing; name the folder that holds all sources\n"
    )
    assert main([]) == 3
    assert capsys.readouterr().err == "two folders are needed; python -m grayzone.cases.tidy RAW OUT\n"


def test_a_source_that_lost_a_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("date,killd\n2000-01-01,1\n", encoding="utf-8")
    row = next(raw_rows(tmp_path, "x.csv"))
    with pytest.raises(DataError) as refusal:
        row["killed"]
    assert str(refusal.value) == "x.csv: there is no column 'killed'; did you mean 'killd'?"
