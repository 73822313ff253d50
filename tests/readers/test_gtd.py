"""GTD: what is unknown stays unknown, 1993 most of all, and breaks are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_files import GTD, gtd

from grayzone.errors import DataError
from grayzone.readers.counts import count_events
from grayzone.readers.gtd import read_gtd


@pytest.mark.parametrize(
    ("month", "day", "first", "last"),
    [
        ("9", "11", "2001-09-11", "2001-09-11"),
        ("2", "0", "2001-02-01", "2001-02-28"),
        ("0", "0", "2001-01-01", "2001-12-31"),
        ("0", "5", "2001-01-01", "2001-12-31"),
        ("-9", "-9", "2001-01-01", "2001-12-31"),
    ],
)
def test_an_unknown_day_or_month_is_an_interval(
    month: str, day: str, first: str, last: str, tmp_path: Path
) -> None:
    (row,) = read_gtd(gtd(tmp_path, {"imonth": month, "iday": day}))
    assert (str(row.first), str(row.last)) == (first, last)


def test_unknown_figures_are_none_and_never_zero(tmp_path: Path) -> None:
    path = gtd(tmp_path, {"nkill": "-99"}, {"eventid": "2", "nkill": "", "nwound": "-9.0"}, {"eventid": "3"})
    source = read_gtd(path)
    assert [row.figures for row in source] == [(None, None), (None, None), (2, None)]
    assert source.tally.remarks["deaths unknown (the event is counted)"] == 2


def test_1993_is_unknown_and_not_quiet(tmp_path: Path) -> None:
    path = gtd(
        tmp_path,
        {"iyear": "1992", "imonth": "12", "iday": "1"},
        {"eventid": "2", "iyear": "1993", "imonth": "5"},
        {"eventid": "3", "iyear": "1994", "imonth": "1", "iday": "1"},
    )
    counts = count_events(read_gtd(path), resolution="month")
    rows = {str(row[0])[:7]: row[1:] for row in counts}
    assert rows["1992-12"] == (1, 2, None) and rows["1994-01"] == (1, 2, None)
    assert all(rows[f"1993-{month:02d}"] == (None, None, None) for month in range(1, 13))
    assert dict(counts.tally.dropped) == {"in 1993, whose records GTD lost": 1}


def test_a_week_that_reaches_into_1993_is_unknown_too(tmp_path: Path) -> None:
    path = gtd(
        tmp_path,
        {"iyear": "1992", "imonth": "12", "iday": "21"},
        {"eventid": "2", "iyear": "1992", "imonth": "12", "iday": "30"},
        {"eventid": "3", "iyear": "1994", "imonth": "1", "iday": "3"},
    )
    counts = count_events(read_gtd(path), resolution="week")
    rows = {row[0]: row[1] for row in counts}
    remark = "in a step that reaches into an unknown year (its cell is empty)"
    assert counts.tally.remarks[remark] == 1 and counts.tally.first_line[remark] == 3
    assert rows["1992-12-21"] == 1 and rows["1992-12-28"] is None
    assert rows["1993-12-27"] is None and rows["1994-01-03"] == 1


def test_pooling_across_changes_of_method_is_told(tmp_path: Path) -> None:
    wide = gtd(tmp_path, {"iyear": "1997"}, {"eventid": "2", "iyear": "2013"})
    counts = count_events(read_gtd(wide), resolution="month")
    assert [str(one.day) for one in counts.breaks] == ["1998-01-01", "2008-04-01", "2011-11-01"]
    narrow = gtd(tmp_path, {"iyear": "1999"}, {"eventid": "2", "iyear": "2007"})
    assert count_events(read_gtd(narrow), resolution="month").breaks == ()


def test_text_in_windows_1252_is_read_where_it_is_no_utf_8(tmp_path: Path) -> None:
    for encoding in ("utf-8", "cp1252"):
        source = read_gtd(gtd(tmp_path, {"provstate": "Île-de-France"}, encoding=encoding))
        assert [row.place for row in source] == ["Île-de-France"]
        assert ("1252" in source.vintage) == (encoding == "cp1252")


def test_doubtful_events_are_kept_or_dropped_as_asked(tmp_path: Path) -> None:
    path = gtd(tmp_path, {"doubtterr": "1"}, {"eventid": "2"}, {"eventid": "3", "doubtterr": "-9"})
    keeping, dropping = read_gtd(path), read_gtd(path, doubtful="drop")
    assert len(list(keeping)) == 3 and len(list(dropping)) == 2
    assert keeping.tally.remarks["doubtful whether it is terrorism (kept)"] == 1
    assert dict(dropping.tally.dropped) == {"doubtful whether it is terrorism": 1}


def test_a_workbook_without_its_package_is_refused_with_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys
    import zipfile

    path = tmp_path / "gtd.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(DataError) as refusal:
        read_gtd(path)
    assert str(refusal.value) == (
        f"{path}: this file is read by the package openpyxl, which is not installed;"
        " install it with: pip install 'grayzone[xlsx]'; or save the sheet as 'CSV UTF-8'"
    )


def test_a_workbook_is_read_like_the_table(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")
    book = openpyxl.Workbook()
    book.active.append(list(GTD))
    book.active.append([200109110001, 2001, 9, 11, *[None] * (len(GTD) - 6), 2, None])
    path = tmp_path / "gtd.xlsx"
    book.save(path)
    source = read_gtd(path)
    assert [(row.event_id, str(row.first), row.figures) for row in source] == [
        ("200109110001", "2001-09-11", (2, None))
    ]
    assert source.vintage == "a workbook"


def test_a_damaged_or_malicious_workbook_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")
    import zipfile

    path = tmp_path / "gtd.xlsx"
    for sheet, sentence in (
        ("<x/>", "the workbook cannot be read"),
        ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>', "the workbook declares a document type"),
    ):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", "<x/>")
            archive.writestr("xl/workbook.xml", sheet)
        with pytest.raises(DataError, match=sentence):
            read_gtd(path)
