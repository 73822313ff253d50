"""Somebody who has read the README only: from nothing to an own scenario in five commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grayzone.cli.main import grayzone


def typed(*words: str) -> Result:
    """Type a command and see it succeed."""
    result = CliRunner().invoke(grayzone, list(words))
    assert result.exit_code == 0, result.output
    return result


def test_one_lever_changed_one_event_added_and_two_responses_in_five_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    typed("new", "two-towns")  # 1
    file = tmp_path / "two-towns.yaml"
    text = file.read_text(encoding="utf-8")
    # with an editor: one event more, and a response of one's own that moves one lever by half
    text = text.replace(
        "events:\n", "events:\n- {date: 2001-06-15, kind: attack, name: a second attack, killed: 12}\n"
    )
    half = "  half_unity: {unity_norm: {from: 2001-03-02, to: 0.5}}\n"
    text = text.replace("  unity: standard", half + "  unity: standard")
    file.write_text(text, encoding="utf-8")
    assert "ready" in typed("check", "two-towns.yaml").output  # 2
    policies = ("--policy", "as_happened", "--policy", "half_unity")
    run = typed("run", "two-towns.yaml", *policies, "--out", "o", "--json")  # 3
    told = json.loads(run.stdout)
    assert (tmp_path / "o" / "scenario.yaml").exists() and told
    assert "ASSUMED" in typed("explain", "two-towns.yaml").output.upper()  # 4
    typed("report", "o", "--out", "two-towns.html")  # 5
    page = (tmp_path / "two-towns.html").read_text(encoding="utf-8")
    assert "second attack" in page and "http://" not in page.replace("http://www.w3.org", "")


def test_the_second_attack_is_felt_and_half_a_lever_is_not_the_whole(tmp_path: Path) -> None:
    import numpy as np

    from grayzone.measures.grayzone import gray_zone_total
    from grayzone.scenarios.scenario import Scenario
    from grayzone.scenarios.template import new_scenario

    text = new_scenario("two-towns").replace(
        "  unity: standard",
        "  none: {unity_norm: 0.0}\n  half_unity: {unity_norm: {from: 2001-03-02, to: 0.5}}\n  unity: standard",
    )
    town = Scenario.load(text)
    end = {p: float(gray_zone_total(town.run(p))[-1]) for p in ("none", "half_unity", "unity")}
    assert end["none"] < end["half_unity"] < end["unity"]
    twice = Scenario.load(
        text.replace("events:\n", "events:\n- {date: 2001-06-15, kind: attack, name: again, killed: 12}\n")
    )
    fear = [np.asarray(s.run("none").select("public", public="fear")[-150:]).max() for s in (town, twice)]
    assert fear[1] > 2 * fear[0]
