"""The library must be able to say that the article is wrong: each rival has its own sign, and none is built in.

Expected numbers of events, nothing drawn by chance: no false alarms.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from grayzone.cases.case import case
from grayzone.mechanisms.rivals import NET
from grayzone.scenarios.scenario import Scenario
from grayzone.studies.expected import net_effects, signs

Effects = dict[str, np.ndarray]


@lru_cache(maxsize=1)
def effects() -> Effects:
    """Return log ratios of attacks in a year under collective restriction, central values first, then 24 draws.

    Attacks are taken as known up to the branch only: a later one would be the same under every response.
    """
    paris = case("paris-2015")
    text = (paris.folder / "case.yaml").read_text(encoding="utf-8")
    until = text.replace("events: {file: events.csv}", "events: {file: events.csv, until: 2015-11-13}")
    return net_effects(Scenario.load(until, folder=paris.folder), draws=24)


def test_at_central_values_the_rivals_have_the_net_effects_that_they_state() -> None:
    central = {rival: float(found[0]) for rival, found in effects().items()}
    assert central["deterrence"] == pytest.approx(NET["deterrence"], abs=0.06)
    assert central["null"] == pytest.approx(NET["null"], abs=0.02)
    assert central["backlash"] == pytest.approx(NET["backlash"], abs=0.06)


def test_the_case_as_it_stands_has_the_same_signs() -> None:
    found = net_effects(case("paris-2015").scenario, draws=1)
    assert found["deterrence"][0] < -0.05 and found["backlash"][0] > 0.05 and abs(found["null"][0]) < 0.02


def test_over_draws_a_rival_keeps_its_sign_and_no_effect_goes_either_way() -> None:
    shares = {rival: signs(found) for rival, found in effects().items()}
    assert shares["deterrence"]["lower"] > 0.8 and shares["backlash"]["raise"] > 0.8
    assert 0.0 < shares["null"]["lower"] < 1.0 and 0.0 < shares["null"]["raise"] < 1.0
    assert all(abs(sum(of.values()) - 1.0) < 1e-12 for of in shares.values())
