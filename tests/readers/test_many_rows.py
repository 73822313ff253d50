"""Files of millions of rows go by one row at a time: memory is two numbers a row, not the row."""

from __future__ import annotations

import itertools
import tracemalloc
from pathlib import Path

import pytest
from small_files import GED, ONE_OF_GED

from grayzone.readers.counts import count_events
from grayzone.readers.ucdp import read_ucdp

GIGABYTE = 1_000_000_000
PLACES, YEARS = 20, 30
DAYS = [(year, month, day) for year in range(YEARS) for month in range(1, 13) for day in range(1, 29)]


def many(folder: Path, rows: int) -> Path:
    """Write a GED file of this many rows of 49 columns."""
    path = folder / "many.csv"
    cells = {**dict.fromkeys(GED, "text"), **ONE_OF_GED}
    cells |= {"id": "{id}", "year": "{year}", "date_start": "{day}", "date_end": "{day}", "adm_1": "{place}"}
    line = ",".join(cells[column] for column in GED) + "\n"
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(GED) + "\n")
        for at, (year, month, day) in zip(range(rows), itertools.cycle(DAYS)):
            date = f"{1990 + year}-{month:02d}-{day:02d}"
            file.write(line.format(id=at, year=1990 + year, day=date, place=f"P{at % PLACES}"))
    return path


def peak(path: Path) -> int:
    """Return the bytes that Python held at most while the file was counted."""
    tracemalloc.start()
    try:
        counts = count_events(read_ucdp(path), by=["place"], resolution="month")
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert counts.tally.used == counts.tally.rows_in
    assert counts.total("events") == counts.tally.used
    return held


def test_ten_million_rows_would_fit_in_a_gigabyte(tmp_path: Path) -> None:
    few, more = 10_000, 20_000
    small, large = peak(many(tmp_path, few)), peak(many(tmp_path, more))
    per_row = max(0, large - small) / (more - few)
    assert large + per_row * 10_000_000 < GIGABYTE, f"{per_row:.1f} bytes a row"


@pytest.mark.slow
def test_two_hundred_thousand_rows_stay_far_below_it(tmp_path: Path) -> None:
    few, more = 100_000, 200_000
    small, large = peak(many(tmp_path, few)), peak(many(tmp_path, more))
    per_row = max(0, large - small) / (more - few)
    print(f"peak at 200,000 rows {large / 1e6:.1f} MB, {per_row:.1f} bytes a row")
    assert large < 60_000_000
    assert large + per_row * 9_800_000 < GIGABYTE, f"{per_row:.1f} bytes a row"
