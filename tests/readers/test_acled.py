"""ACLED of both vintages; its free text never passes the door."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from small_files import ACLED_BEFORE_2023, ACLED_SINCE_2023, acled

from grayzone.errors import DataError
from grayzone.readers.acled import read_acled
from grayzone.readers.counts import count_events


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("day", ["07 March 2021", "2021-03-07", "7-Mar-2021"])
@pytest.mark.parametrize(
    ("columns", "vintage"),
    [
        (ACLED_SINCE_2023, "export since 20 March 2023"),
        (ACLED_BEFORE_2023, "export from before 20 March 2023"),
    ],
)
def test_both_vintages_give_the_same_event(
    separator: str, day: str, columns: tuple[str, ...], vintage: str, tmp_path: Path
) -> None:
    source = read_acled(acled(tmp_path, {"event_date": day}, columns=columns, separator=separator))
    assert source.vintage == vintage
    (row,) = source
    assert (str(row.first), row.kind, row.place, row.figures) == ("2021-03-07", "Protests", "North", (0,))


def test_kinds_of_actor_are_one_whether_number_or_text(tmp_path: Path) -> None:
    path = acled(tmp_path, {"inter1": "4"}, {"event_id_cnty": "LND2", "inter1": "Identity militia"})
    assert [row.community for row in read_acled(path, community="inter1")] == ["identity_militia"] * 2


def test_a_date_to_the_week_or_month_becomes_that_week_or_month(tmp_path: Path) -> None:
    path = acled(
        tmp_path,
        {"event_date": "2021-03-03", "time_precision": "2"},
        {"event_id_cnty": "LND2", "event_date": "2021-02-15", "time_precision": "3"},
    )
    source = read_acled(path)
    assert [(str(row.first), str(row.last)) for row in source] == [
        ("2021-03-01", "2021-03-07"),
        ("2021-02-01", "2021-02-28"),
    ]
    assert sum(source.tally.remarks.values()) == 2


def test_notes_pass_the_door_in_no_form(tmp_path: Path) -> None:
    path = acled(tmp_path, {}, {"event_id_cnty": "LND2", "fatalities": "many"})
    source = read_acled(path, faults="drop")
    rows = list(source)
    counts = count_events(source, by=["place", "kind"])
    seen = repr(rows) + repr(vars(source)) + repr(source.tally) + repr(counts) + repr(list(counts))
    assert len(rows) == 1 and "SECRET" not in seen
    with path.open(encoding="utf-8", newline="") as file:
        assert "SECRET" in next(csv.DictReader(file))["notes"], "the file does hold notes"


@pytest.mark.parametrize("column", ["notes", "NOTES", "tags", "source"])
def test_notes_cannot_be_asked_for_under_another_name(column: str, tmp_path: Path) -> None:
    path = acled(tmp_path, {})
    with pytest.raises(DataError) as refusal:
        read_acled(path, community=column)
    assert str(refusal.value) == (
        f"{path}:1: the column {column!r} is never read: it may tell of persons; name another column"
    )


def test_a_refusal_never_quotes_notes(tmp_path: Path) -> None:
    path = acled(tmp_path, {"fatalities": "-1"})
    with pytest.raises(DataError) as refusal:
        list(read_acled(path))
    assert str(refusal.value) == (
        f"{path}:2: -1 in 'fatalities' is a negative number of people;"
        " leave the cell empty if the figure is unknown"
    )
