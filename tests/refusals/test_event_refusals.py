"""Every fault of an event file has one sentence: what, where, how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grayzone.errors import DataError
from grayzone.readers.series import read_events

EVENT_HEAD = "date,kind,name,place,killed,abroad,provenance\n"

EVENTS = [
    (
        "a misspelt column",
        "date,kind,name,place,killed,abroad,provenance,symbolyc\n",
        "s.csv:1:8: an event has no 'symbolyc'; did you mean 'symbolic'?",
    ),
    (
        "a missing column",
        "date,kind,name,place,killed,provenance\n2000-01-01,attack,a,b,1,read\n",
        "s.csv:1:1: there is no column 'abroad';"
        " events have date, kind, name, place, killed, abroad, provenance",
    ),
    (
        "a first column that is no date",
        "day,kind\n2000-01-01,attack\n",
        "s.csv:1:1: the first column is 'day' and has to be 'date'; rename it, or move 'date' to the front",
    ),
    (
        "an unknown kind",
        EVENT_HEAD + "2000-01-01,war,a,b,1,0,read\n",
        "s.csv:2:2: 'war' is not a kind of event; write 'attack' or 'shock'",
    ),
    (
        "no name",
        EVENT_HEAD + "2000-01-01,attack,,b,1,0,read\n",
        "s.csv:2:3: the name is empty; write the name of the event",
    ),
    (
        "no provenance",
        EVENT_HEAD + "2000-01-01,attack,a,b,1,0,\n",
        "s.csv:2:7: the provenance is empty; write the provenance of the event",
    ),
    (
        "half a person",
        EVENT_HEAD + "2000-01-01,attack,a,b,1.5,0,read\n",
        "s.csv:2:5: 1.5 in 'killed' is not a number of people;"
        " write a whole number from 0 up, or leave the cell empty if it is unknown",
    ),
    (
        "abroad in words",
        EVENT_HEAD + "2000-01-01,attack,a,b,1,yes,read\n",
        "s.csv:2:6: 'yes' in 'abroad' is neither 0 nor 1;"
        " write 1 if it was outside the society of the case, 0 if inside",
    ),
    (
        "a symbolic weight above one",
        EVENT_HEAD.replace("\n", ",symbolic\n") + "2000-01-01,attack,a,b,1,0,read,3\n",
        "s.csv:2:8: 3 in 'symbolic' is not between 0 and 1; correct it, or check that the unit is 'share'",
    ),
    (
        "an event twice",
        EVENT_HEAD + "2000-01-01,attack,a,b,1,0,read\n2000-01-01,attack,a,b,1,0,read\n",
        "s.csv:3:1: 'a' on 2000-01-01 stands twice (first in line 2); keep one row",
    ),
    (
        "disorder",
        EVENT_HEAD + "2000-01-02,attack,a,b,1,0,read\n2000-01-01,attack,c,b,1,0,read\n",
        "s.csv:3:1: 2000-01-01 comes after 2000-01-02; sort the rows by date",
    ),
    (
        "a date of another form",
        EVENT_HEAD + "2000-1-2,attack,a,b,1,0,read\n",
        "s.csv:2:1: '2000-1-2' is not an ISO date; write year-month-day, such as 2001-09-11",
    ),
]


@pytest.fixture(autouse=True)
def in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a relative name such as ``s.csv`` stand in the sentence."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("text", "sentence"), [row[1:] for row in EVENTS], ids=[row[0] for row in EVENTS])
def test_a_fault_in_an_event_file_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    rows = text if text.count("\n") > 1 else text + "2000-01-01" + "," * text.count(",") + "\n"
    Path("s.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(DataError) as refusal:
        read_events("s.csv")
    assert str(refusal.value) == sentence


def test_an_event_outside_the_period_is_refused_where_a_period_is_given() -> None:
    Path("s.csv").write_text(EVENT_HEAD + "2000-01-01,attack,a,b,1,0,read\n", encoding="utf-8")
    with pytest.raises(DataError) as refusal:
        read_events("s.csv", period=("2001-01-01", "2001-12-31"))
    assert str(refusal.value) == (
        "s.csv:2:1: 2000-01-01 lies outside the case period 2001-01-01 to 2001-12-31;"
        " remove the row, or widen the period"
    )


def test_every_refusal_here_is_one_line_that_ends_with_its_mend() -> None:
    sentences = [row[2] for row in EVENTS]
    assert len(sentences) > 10
    for sentence in sentences:
        assert "\n" not in sentence
        assert "; " in sentence and not sentence.endswith((".", ";"))
