"""The stylised facts as the model gives them, and a page that says the same.

Expected numbers of events, amplitudes of 1: no false alarms.
"""

from __future__ import annotations

import importlib.util
import math
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from grayzone.cases.case import case
from grayzone.engines.run import run
from grayzone.measures.unrest import hate_incidents

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "stylised-facts.md").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("stylised_facts", ROOT / "benchmarks" / "stylised_facts.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_weeks_after_11_september_are_those_of_the_fit_and_a_third_of_them_at_central_values() -> None:
    facts = script()
    problem = facts.certain(case("us-2001").scenario.problem())
    series = case("us-2001").series("anti_islamic")
    seen = facts.weeks(series.dates, series.values, "2001-09-11", 6)
    assert seen.tolist() == [210, 85, 30, 31, 28, 20]
    stated = case("us-2001").facts["figures"]["weeks_after_11_september"]["values"]
    assert seen.tolist() == stated
    fitted, central = (
        facts.weeks(problem.calendar(), hate_incidents(run(problem.with_values(v), "shares")), "2001-09-11", 6)
        for v in (facts.US_FIT, {})
    )
    missed = np.flatnonzero(np.abs(fitted / seen - 1.0) > 0.15)
    assert missed.tolist() == [2], "the third week is the one that the power law misses"
    assert 0.2 < central.sum() / seen.sum() < 0.45
    assert math.isclose(facts.US_FIT["fear.omega"], math.exp(-1.7))


@pytest.mark.parametrize("name", ["salience", "transfer"])
def test_the_page_has_the_figures_that_the_script_makes(name: str) -> None:
    between = PAGE.split(f"<!-- {name} -->")[1].split(f"<!-- end of {name} -->")[0].strip()
    assert between == script().TABLES[name]()


def test_every_table_of_the_page_is_filled_and_every_key_stands_in_the_ledger() -> None:
    from grayzone.evidence import Ledger

    for name in script().TABLES:
        assert PAGE.split(f"<!-- {name} -->")[1].split(f"<!-- end of {name} -->")[0].count("\n") > 4
    ledger = Ledger.load()
    cited = [word for word in PAGE.split("`") if "/" in word and word.count("\n") == 0 and " " not in word]
    assert len(cited) >= 10 and not [key for key in cited if key not in ledger]
