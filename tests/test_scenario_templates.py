"""Cases beside scenarios, what the templates write, and the mechanisms that a scenario can name."""

from __future__ import annotations

from pathlib import Path

import pytest

from grayzone.errors import ScenarioError
from grayzone.scenarios import template
from grayzone.scenarios.registry import built_in
from grayzone.scenarios.scenario import Scenario


def test_a_case_keeps_what_only_a_case_has() -> None:
    folder_free = template.new_case("two-towns").replace("{file: events.csv}", "[]")
    scenario = Scenario.load(folder_free)
    assert scenario.check() == []
    assert scenario.raw["held_out"]["baselines"] == ["constant", "last_value", "mean_28", "ewma_60", "level"]
    assert scenario.raw["series"]["deaths_north"]["unit"] == "people / day"
    assert scenario.name == "two-towns" and scenario.form.period is not None
    assert Scenario.load(scenario.resolved_text()).digest == scenario.digest


def test_what_the_templates_write_is_sound(tmp_path: Path) -> None:
    assert Scenario.load(template.new_scenario("calm-town")).check() == []
    for name, text in template.case_files("two-towns").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert Scenario.load(tmp_path / "case.yaml").check() == []
    (tmp_path / "calm.py").write_text(template.new_mechanism("CallForCalm"), encoding="utf-8")
    text = template.new_scenario("calm").replace("model: [", "mechanisms: [calm.py]\nmodel: [call_for_calm, ")
    assert Scenario.load(text, folder=tmp_path, allow=["calm.py"]).check() == []
    with pytest.raises(ScenarioError, match="'../x' is no name"):
        template.new_scenario("../x")


def test_the_library_knows_its_mechanisms_by_name() -> None:
    known = built_in()
    assert list(known) == sorted(known) and "fear" in known
    assert known["fear"].__name__ == "Fear"
