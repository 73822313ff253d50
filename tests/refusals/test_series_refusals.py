"""Every fault of a tidy series or panel has one sentence: what, where, how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grayzone.errors import DataError
from grayzone.readers.series import read_panel, read_series

GOOD = b"date,n\n2000-01-01,1\n2000-01-02,2\n"

SERIES = [
    (
        "a first column that is no date",
        b"day,n\n2000-01-01,1\n",
        {},
        "s.csv:1:1: the first column is 'day' and has to be 'date'; rename it, or move 'date' to the front",
    ),
    (
        "a misspelt column",
        b"date,anti_islamic,control\n2000-01-01,1,2\n",
        {"column": "anti_islamc"},
        "s.csv:1:1: there is no column 'anti_islamc'; did you mean 'anti_islamic'?",
    ),
    (
        "a column that names rows",
        b"date,place,n\n2000-01-01,A,2\n",
        {"column": "place"},
        "s.csv:1:1: there is no column 'place'; known are n",
    ),
    (
        "a date of another form",
        b"date,n\n01/02/2000,1\n",
        {},
        "s.csv:2:1: '01/02/2000' is not an ISO date; write year-month-day, such as 2001-09-11",
    ),
    (
        "an hour behind the date",
        b"date,n\n2000-01-01 12:00,1\n",
        {},
        "s.csv:2:1: '2000-01-01 12:00' is not an ISO date; write year-month-day, such as 2001-09-11",
    ),
    (
        "no date",
        b"date,n\n,1\n",
        {},
        "s.csv:2:1: the date is empty; write year-month-day, such as 2001-09-11",
    ),
    (
        "a day that no calendar has",
        b"date,n\n2001-02-29,1\n",
        {},
        "s.csv:2:1: '2001-02-29' is not in the calendar; February 2001 has 28 days",
    ),
    (
        "a thirteenth month",
        b"date,n\n2001-13-01,1\n",
        {},
        "s.csv:2:1: '2001-13-01' is not in the calendar; months run from 01 to 12",
    ),
    (
        "a date before the period",
        GOOD,
        {"period": ("2000-01-02", "2000-12-31")},
        "s.csv:2:1: 2000-01-01 lies outside the case period 2000-01-02 to 2000-12-31;"
        " remove the row, or widen the period",
    ),
    (
        "a date after the period",
        GOOD,
        {"period": ("1999-01-01", "2000-01-01")},
        "s.csv:3:1: 2000-01-02 lies outside the case period 1999-01-01 to 2000-01-01;"
        " remove the row, or widen the period",
    ),
    (
        "a period that runs backwards",
        GOOD,
        {"period": ("2001-01-01", "2000-01-01")},
        "period: 2001-01-01 to 2000-01-01 runs backwards; give the earlier day first",
    ),
    (
        "a missing day",
        b"date,n\n2000-02-28,1\n2000-03-01,1\n",
        {},
        "s.csv:3:1: 2000-02-29 is missing before 2000-03-01;"
        " add what is missing, with empty cells if the figures are unknown",
    ),
    (
        "two missing days",
        b"date,n\n2000-01-01,1\n2000-01-04,1\n",
        {},
        "s.csv:3:1: 2000-01-02 and 1 more day are missing before 2000-01-04;"
        " add what is missing, with empty cells if the figures are unknown",
    ),
    (
        "missing months",
        b"date,n\n2000-01-01,1\n2000-05-01,1\n",
        {"resolution": "month", "unit": "incidents / month"},
        "s.csv:3:1: 2000-02-01 and 2 more months are missing before 2000-05-01;"
        " add what is missing, with empty cells if the figures are unknown",
    ),
    (
        "a missing day of one place",
        b"date,place,n\n2000-01-01,A,1\n2000-01-01,B,1\n2000-01-02,A,1\n2000-01-03,A,1\n2000-01-03,B,1\n",
        {"place": "A"},
        "s.csv:6:1: 2000-01-02, 'B' is missing before 2000-01-03;"
        " add what is missing, with empty cells if the figures are unknown",
    ),
    (
        "the middle of a month",
        b"date,n\n2000-01-15,1\n",
        {"resolution": "month", "unit": "incidents / month"},
        "s.csv:2:1: 2000-01-15 is not the first day of its month; write 2000-01-01 for the whole month",
    ),
    (
        "a week that begins on a Saturday",
        b"date,n\n2000-01-01,1\n",
        {"resolution": "week", "unit": "incidents / week"},
        "s.csv:2:1: 2000-01-01 is not a Monday; write 1999-12-27 for the whole ISO week",
    ),
    (
        "a date twice",
        b"date,n\n2000-01-01,1\n2000-01-01,1\n",
        {},
        "s.csv:3:1: 2000-01-01 stands twice (first in line 2); keep one row",
    ),
    (
        "disorder",
        b"date,n\n2000-01-02,1\n2000-01-01,1\n",
        {},
        "s.csv:3:1: 2000-01-01 comes after 2000-01-02; sort the rows by date",
    ),
    (
        "disorder of places",
        b"date,place,n\n2000-01-01,B,1\n2000-01-01,A,1\n",
        {"place": "A"},
        "s.csv:3:1: 2000-01-01, 'A' comes after 2000-01-01, 'B'; sort the rows by date, place",
    ),
    (
        "a nameless place",
        b"date,place,n\n2000-01-01,,1\n",
        {},
        "s.csv:2:2: the place is empty; name the place",
    ),
    (
        "a place not said",
        b"date,place,n\n2000-01-01,A,1\n2000-01-01,B,1\n",
        {},
        "s.csv:1:2: the column 'place' holds 2 different names; say which one with place=, or use read_panel",
    ),
    (
        "a misspelt place",
        b"date,place,n\n2000-01-01,Bayern,1\n2000-01-01,Berlin,1\n",
        {"place": "Bayren"},
        "s.csv:1:2: there is no place 'Bayren'; did you mean 'Bayern'?",
    ),
    (
        "a community not said",
        b"date,community,n\n2000-01-01,north,1\n2000-01-01,south,1\n",
        {},
        "s.csv:1:2: the column 'community' holds 2 different names; say which one with community=",
    ),
    (
        "a negative count",
        b"date,n\n2000-01-01,-1\n",
        {},
        "s.csv:2:2: -1 in 'n' is a negative count;"
        " counts start at 0; leave the cell empty if the figure is unknown",
    ),
    (
        "a word",
        b"date,n\n2000-01-01,many\n",
        {},
        "s.csv:2:2: 'many' in 'n' is not a number;"
        " write plain digits with a decimal point, or leave the cell empty if it is unknown",
    ),
    (
        "a thousands separator",
        b'date,n\n2000-01-01,"1,000"\n',
        {},
        "s.csv:2:2: '1,000' in 'n' is not a number;"
        " write plain digits with a decimal point, or leave the cell empty if it is unknown",
    ),
    (
        "an underscore",
        b"date,n\n2000-01-01,1_000\n",
        {},
        "s.csv:2:2: '1_000' in 'n' is not a number;"
        " write plain digits with a decimal point, or leave the cell empty if it is unknown",
    ),
    (
        "digits of another script",
        "date,n\n2000-01-01,\u0663\n".encode(),
        {},
        "s.csv:2:2: '\u0663' in 'n' is not a number;"
        " write plain digits with a decimal point, or leave the cell empty if it is unknown",
    ),
    (
        "NaN spelled",
        b"date,n\n2000-01-01,NaN\n",
        {},
        "s.csv:2:2: 'NaN' in 'n' spells an unknown figure; leave the cell empty",
    ),
    (
        "NA spelled",
        b"date,n\n2000-01-01,N/A\n",
        {},
        "s.csv:2:2: 'N/A' in 'n' spells an unknown figure; leave the cell empty",
    ),
    (
        "a dash",
        b"date,n\n2000-01-01,-\n",
        {},
        "s.csv:2:2: '-' in 'n' spells an unknown figure; leave the cell empty",
    ),
    (
        "infinity spelled",
        b"date,n\n2000-01-01,-inf\n",
        {},
        "s.csv:2:2: '-inf' in 'n' is not finite;"
        " correct the figure, or leave the cell empty if it is unknown",
    ),
    (
        "a number beyond all floats",
        b"date,n\n2000-01-01,1e999\n",
        {},
        "s.csv:2:2: '1e999' in 'n' is not finite;"
        " correct the figure, or leave the cell empty if it is unknown",
    ),
    (
        "a fractional count",
        b"date,n\n2000-01-01,1.5\n",
        {},
        "s.csv:2:2: 1.5 in 'n' is not a whole number, as a count has to be;"
        " correct it, or pass fractional=True where the source spreads counts over time",
    ),
    (
        "a share above one",
        b"date,n\n2000-01-01,43\n",
        {"kind": "share", "unit": "share"},
        "s.csv:2:2: 43 in 'n' is not between 0 and 1; correct it, or check that the unit is 'share'",
    ),
    (
        "a negative percentage",
        b"date,n\n2000-01-01,-2\n",
        {"kind": "share", "unit": "percent"},
        "s.csv:2:2: -2 in 'n' is not between 0 and 100; correct it, or check that the unit is 'percent'",
    ),
    (
        "a unit without a time",
        GOOD,
        {"unit": "incidents"},
        "s.csv:1:2: 'incidents' is not a unit of the count 'n' by day;"
        " write what is counted, a slash and the time, such as 'incidents / day'",
    ),
    (
        "a unit of another resolution",
        GOOD,
        {"unit": "incidents / month"},
        "s.csv:1:2: 'incidents / month' is not a unit of the count 'n' by day;"
        " write what is counted, a slash and the time, such as 'incidents / day'",
    ),
    (
        "a unit that is no share",
        GOOD,
        {"kind": "share", "unit": "people / day"},
        "s.csv:1:2: 'people / day' is not a unit of the share 'n';"
        " write 'share' (0 to 1) or 'percent' (0 to 100)",
    ),
    (
        "a level without a unit",
        GOOD,
        {"kind": "level", "unit": " "},
        "s.csv:1:2: the level 'n' has no unit; say it, such as 'index, 2015 = 100'",
    ),
    ("an unknown kind", GOOD, {"kind": "counts"}, "kind: 'counts' is not a kind; did you mean 'count'?"),
    (
        "an unknown resolution",
        GOOD,
        {"resolution": "days"},
        "resolution: 'days' is not a resolution; did you mean 'day'?",
    ),
    (
        "no figure at all",
        b"date,n\n2000-01-01,\n2000-01-02,\n",
        {},
        "s.csv:2:2: 'n' holds no figure in 2 rows; choose another column",
    ),
]


@pytest.fixture(autouse=True)
def in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a relative name such as ``s.csv`` stand in the sentence."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("data", "options", "sentence"), [row[1:] for row in SERIES], ids=[row[0] for row in SERIES]
)
def test_a_fault_in_a_series_is_refused_in_one_sentence(data: bytes, options: dict, sentence: str) -> None:
    Path("s.csv").write_bytes(data)
    with pytest.raises(DataError) as refusal:
        read_series("s.csv", **{"column": "n", "unit": "incidents / day", **options})
    assert str(refusal.value) == sentence


def test_a_panel_without_places_is_refused() -> None:
    Path("s.csv").write_bytes(GOOD)
    with pytest.raises(DataError) as refusal:
        read_panel("s.csv", column="n", unit="incidents / day")
    assert str(refusal.value) == "s.csv:1:1: there is no column 'place'; known are date, n"


def test_a_panel_in_which_one_place_starts_late_is_refused() -> None:
    Path("s.csv").write_text(
        "date,place,n\n2000-01-01,A,1\n2000-01-02,A,1\n2000-01-02,B,1\n", encoding="utf-8"
    )
    with pytest.raises(DataError) as refusal:
        read_panel("s.csv", column="n", unit="incidents / day")
    assert str(refusal.value) == (
        "s.csv:2:1: 2000-01-01 has no row for 'B', which other dates have;"
        " add it, with empty cells if the figures are unknown"
    )


def test_every_refusal_here_is_one_line_that_ends_with_its_mend() -> None:
    sentences = [row[3] for row in SERIES]
    assert len(sentences) > 40
    for sentence in sentences:
        assert "\n" not in sentence
        assert "; " in sentence and not sentence.endswith((".", ";"))
