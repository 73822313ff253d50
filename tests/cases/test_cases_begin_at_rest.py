"""Without provocation nothing moves: a case has no drift of its own, and an attack that moves nobody is none.

Expected numbers of events, nothing drawn by chance: no false alarms.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from worlds import CASES, asked, marked, unprovoked

from grayzone.engines.run import run
from grayzone.ground.records import Record
from grayzone.measures.grayzone import gray_zone


@pytest.mark.parametrize("name", CASES)
def test_the_gray_zone_of_an_unprovoked_case_stays_where_it_is(name: str) -> None:
    zone = gray_zone(run(unprovoked(name, 100), "shares"))
    assert np.abs(zone - zone[0]).max() < 1e-6


@pytest.mark.parametrize("name", ["england-wales-2015", "germany-2014", "us-2001"])
def test_attacks_that_move_nobody_leave_the_baseline_to_the_bit(name: str) -> None:
    problem = replace(asked(name), expected=True)
    moved = replace(problem, events=marked(problem, amplitude=1.0))
    nothing = replace(problem, events=marked(problem, amplitude=0.0))
    base, other, struck = (run(one, "shares") for one in (replace(problem, events=()), nothing, moved))

    def bits(record: Record) -> tuple[bytes, ...]:
        incidents = record.select("events", kind="hate_incident")
        return (record["people"].values.tobytes(), record["public"].values.tobytes(), incidents.tobytes())

    assert bits(base) == bits(other) != bits(struck)
    assert other.select("events", kind="attack").sum() >= 10 > base.select("events", kind="attack").sum()
