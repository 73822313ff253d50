"""What a scenario file means: its resolved form, its digest, and the arrays that an engine is given."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grayzone.errors import LanguageError, ScenarioError
from grayzone.scenarios.policy import STANDARD
from grayzone.scenarios.positions import parse
from grayzone.scenarios.scenario import Scenario
from grayzone.scenarios.template import new_scenario

FOLDER = Path(__file__).parent / "refusals" / "scenarios"
SOUND = (FOLDER / "sound.yaml").read_text(encoding="utf-8")
RICH = """\
grayzone: 1
scenario: rich-town
title: A town with everything
period: {from: 2001-01-01, to: 2001-03-31}
branch: 2001-02-01
society:
  communities:
    north: {people: 600, ladder: host, label: The north, traits: {trust: {normal: [0.4, 0.1]}}}
    south: {people: 400, ladder: people, start: {quiet: 0.9, active: 0.1}}
  places: {coast: {north: 0.25}, capital: , village: {south: 0.5}}
  ties: {heavy: {mean_ties: 8, within: 0.7, exponent: 2.5, cap: 100}}
  actors: {movement: {kind: organisation}}
ladders: {people: {steps: [quiet, active], in: [quiet]}}
traits: {trust: {bounds: [0, 1], carried: mean}, anger: {bounds: [-1, 3], bins: 7, start: 0.5}}
signals: {call_to_calm: {long_tail: {scale: 1 week, exponent: 1.6}}}
mechanisms: [own.py]
model: [{call_to_calm: {rate: 1 / week}}, {alarm: {name: second, lifetime: 0.3 weeks}}]
events:
  table: |
    date,kind,name,place,community,abroad,killed,provenance
    2001-01-20,attack,"b, quoted",coast,north,,2,read
    2000-12-24,shock,a,somewhere,,1,,read
    2001-01-20,attack,a,coast,north,0,0.1,read
drawn: {attack: false}
rivals: {null: {set: {second.size: 0, call_to_calm.rate: 1 / month}}}
policies:
  zero: {}
  unity: standard
  as_happened:
    crackdown:
    - {from: 2000-12-01, to: 0.4}
    - {from: 2001-01-10, to: 0.1, until: 2001-01-19, communities: [south]}
  answer: {crackdown: {when: status:wary, gain: 3}, label: Answer}
"""


def load(text: str, **options: Any) -> Scenario:
    scenario = Scenario.load(text, folder=FOLDER, allow=["own.py"], **options)
    assert [str(fault) for fault in scenario.check()] == []
    return scenario


def shuffled(data: Any, luck: random.Random) -> Any:
    """Return the same data with every mapping, and the lists of mechanisms and events, in another order."""
    if isinstance(data, dict):
        keys = list(data)
        luck.shuffle(keys)
        found = {key: shuffled(data[key], luck) for key in keys}
        for key in ("model", "events"):
            if isinstance(found.get(key), list):
                luck.shuffle(found[key])
        return found
    return [shuffled(inner, luck) for inner in data] if isinstance(data, list) else data


def same_problem(one: Scenario, other: Scenario, policy: str) -> bool:
    a, b = one.problem(policy), other.problem(policy)
    same_arrays = all(
        list(x) == list(y) and all(np.array_equal(x[k], y[k]) for k in x)
        for x, y in ((a.levers, b.levers), (a.drivers, b.drivers), (a.drawn, b.drawn))
    )
    return same_arrays and (a.events, a.rules, a.parameter_values()) == (
        b.events,
        b.rules,
        b.parameter_values(),
    )


# The resolved form


@pytest.mark.parametrize("text", [SOUND, RICH], ids=["sound", "rich"])
def test_the_resolved_form_read_again_means_the_same(text: str) -> None:
    scenario = load(text)
    for again in (
        load(scenario.resolved_text()),
        load(json.dumps(scenario.resolved())),
        Scenario.from_dict(scenario.resolved(), folder=FOLDER, allow=True),
    ):
        assert again.check() == []
        assert again.resolved() == scenario.resolved()
        assert again.digest == scenario.digest
        for policy in scenario.policies:
            assert same_problem(again, scenario, policy)
        assert (
            again.problem(rival=next(iter(scenario.rivals))).values
            == scenario.problem(rival=next(iter(scenario.rivals))).values
        )


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("text", [SOUND, RICH], ids=["sound", "rich"])
def test_the_order_in_which_things_are_listed_changes_neither_digest_nor_problem(
    text: str, seed: int
) -> None:
    scenario = load(text)
    other = load(json.dumps(shuffled(parse(text, "").data, random.Random(seed))))
    assert other.digest == scenario.digest
    assert all(same_problem(other, scenario, policy) for policy in scenario.policies)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("killed: 3", "killed: 4"),
        ("rate: 0.2", "rate: 0.21"),
        ("within: 0.85", "within: 0.84"),
        ("to: 0.6", "to: 0.7"),
    ],
)
def test_another_meaning_has_another_digest(was: str, becomes: str) -> None:
    assert load(SOUND.replace(was, becomes)).digest != load(SOUND).digest


def test_names_that_end_in_a_line_have_labels_that_can_be_read_again() -> None:
    text = SOUND.replace("  unity:\n", "  calm_:\n").replace("backlash: {label: backlash, ", "loud_: {")
    scenario = load(text)
    assert (scenario.policies["calm_"].label, scenario.rivals["loud_"].label) == ("Calm", "loud")
    assert load(scenario.resolved_text()).digest == scenario.digest


def test_other_words_for_the_same_number_have_the_same_digest() -> None:
    half = load(SOUND.replace("0.2 / day", "0.5 / day"))
    assert load(SOUND.replace("0.2 / day", "3.5 / week")).digest == half.digest
    assert load(SOUND.replace("to: 1.0,", "to: 1,")).digest == load(SOUND).digest


def test_nothing_is_left_unsaid_in_the_resolved_form() -> None:
    resolved = load(SOUND).resolved()
    assert resolved["society"]["communities"]["south"]["start"] == {"at_home": 1.0}
    assert resolved["society"]["communities"]["south"]["traits"] == {"trust": {"fixed": 0.5}}
    assert resolved["model"][0] == {
        "alarm": {"name": "alarm", "lifetime": "10.0 day", "often": "0.01 / day", "size": 0.1}
    }
    assert resolved["drawn"] == {"attack": {"from": "2001-02-01", "until": "2001-03-31"}}
    assert resolved["policies"]["unity"]["unity_norm"] == [
        {
            "from": "2001-02-01",
            "to": 1.0,
            "until": "2001-03-31",
            "ramp": "10 days",
            "communities": ["north", "south"],
        }
    ]
    assert len(resolved["mechanisms"][0]["sha256"]) == 64


def test_the_resolved_form_is_a_copy_that_nobody_can_spoil() -> None:
    scenario = load(SOUND)
    scenario.resolved()["society"]["communities"].clear()
    assert scenario.resolved()["society"]["communities"]


def test_a_changed_file_of_mechanisms_is_noticed(tmp_path: Path) -> None:
    resolved = load(SOUND).resolved_text()
    (tmp_path / "own.py").write_text((FOLDER / "own.py").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    faults = Scenario.load(resolved, folder=tmp_path, allow=True).check()
    assert [fault.what for fault in faults] == ["'own.py' is not the file it was"]


def test_json_is_read_like_yaml(tmp_path: Path) -> None:
    path = tmp_path / "town.json"
    path.write_text("\ufeff" + json.dumps(parse(SOUND, "").data, indent="\t"), encoding="utf-8")
    (tmp_path / "own.py").write_bytes((FOLDER / "own.py").read_bytes())
    scenario = Scenario.load(path, allow=[path.parent / "own.py"])
    assert scenario.check() == [] and scenario.digest == load(SOUND).digest
    assert not (tmp_path / "__pycache__").exists(), "a scenario leaves nothing beside its files"


def test_words_of_old_yaml_stay_words() -> None:
    scenario = load(SOUND.replace("north", "no"))
    assert scenario.resolved()["society"]["communities"].keys() == {"no", "south"}
    assert load(scenario.resolved_text()).digest == scenario.digest


# The problem


def test_a_lever_is_moved_on_its_days_and_only_there() -> None:
    crackdown = load(SOUND).problem().levers["crackdown"]
    assert crackdown.shape == (90, 4)
    expected = np.zeros(90)
    expected[9:51] = 0.6  # 10 January to 20 February, both days included
    assert (crackdown == expected[:, None]).all()


def test_a_policy_begins_on_the_branch_and_history_holds_before_it() -> None:
    levers = load(SOUND).problem("unity").levers
    assert (levers["crackdown"][9:31] == 0.6).all() and (levers["crackdown"][31:] == 0.0).all()
    assert (levers["unity_norm"][:31] == 0.0).all()


def test_a_ramp_goes_in_equal_steps_and_is_complete_on_its_last_day() -> None:
    norm = load(SOUND).problem("unity").levers["unity_norm"][:, 0]
    assert norm[31:41] == pytest.approx(np.arange(1, 11) / 10)
    assert (norm[41:] == 1.0).all()


def test_a_ramp_starts_from_what_held_before_the_branch() -> None:
    text = SOUND.replace("    unity_norm: {to: 1.0, ramp: 10 days}", "    crackdown: {to: 0, ramp: 3 days}")
    crackdown = load(text).problem("unity").levers["crackdown"][:, 0]
    assert crackdown[30:35] == pytest.approx([0.6, 0.4, 0.2, 0.0, 0.0])


def test_without_a_branch_a_policy_applies_as_it_is_written() -> None:
    text = SOUND.replace("branch: 2001-02-01\n", "")
    levers = load(text).problem("unity").levers
    assert "crackdown" not in levers or not levers["crackdown"].any()
    assert levers["unity_norm"][0, 0] == pytest.approx(0.1)


def test_of_two_pieces_the_one_that_began_last_holds_while_it_lasts() -> None:
    problem = load(RICH).problem()
    assert problem.society.groups[:2] == [("capital", "north"), ("capital", "south")]
    crackdown = problem.levers["crackdown"]
    assert (crackdown[:, 0] == 0.4).all()
    assert (crackdown[9:19, 1] == 0.1).all()
    assert (crackdown[:9, 1] == 0.4).all() and (crackdown[19:, 1] == 0.4).all()


def test_a_lever_that_answers_becomes_a_rule_after_the_branch() -> None:
    text = SOUND.replace(
        "    unity_norm: {to: 1.0, ramp: 10 days}",
        "    crackdown: {when: signal:alarm, above: 0.2, gain: 2, cap: 0.8, delay: 7 days, window: 2 weeks}",
    )
    (rule,) = load(text).problem("unity").rules
    assert (rule.lever, rule.watch, rule.above, rule.gain, rule.cap) == (
        "crackdown",
        "signal:alarm",
        0.2,
        2.0,
        0.8,
    )
    assert (rule.delay, rule.window, rule.first, rule.last) == (7, 14, 31, 89)
    assert rule.communities == ("north", "south")


def test_a_lever_that_answered_in_history_answers_only_until_the_branch() -> None:
    text = SOUND.replace(
        "crackdown: {from: 2001-01-10, to: 0.6, until: 2001-02-20}", "crackdown: {when: events:attack}"
    )
    (rule,) = load(text).problem("unity").rules
    assert (rule.first, rule.last) == (0, 30)


def test_a_standard_response_needs_no_place_in_the_file() -> None:
    text = SOUND.replace("  unity:\n    unity_norm: {to: 1.0, ramp: 10 days}\n", "")
    levers = load(text).problem("unity").levers
    assert (levers["unity_norm"][31:] == 1.0).all() and not levers["unity_norm"][:31].any()
    with pytest.raises(ScenarioError, match="the model reads no lever of the response 'inclusion'"):
        load(text).problem("inclusion")
    with pytest.raises(ScenarioError, match="there is no policy 'uniti'; did you mean 'unity'"):
        load(text).problem("uniti")


def test_the_standard_responses_move_the_settled_levers() -> None:
    assert {name: told.levers for name, told in STANDARD.items()} == {
        "as_happened": (),
        "collective_restriction": (
            "discriminatory_admission",
            "religious_restriction",
            "blanket_surveillance",
        ),
        "targeted": ("targeted_policing",),
        "inclusion": ("inclusion", "open_admission"),
        "unity": ("unity_norm",),
    }


def test_events_are_dated_from_the_first_day_and_sorted() -> None:
    problem = load(RICH).problem()
    assert [(e.day, e.name, e.place, e.community, dict(e.marks)) for e in problem.events] == [
        (19, "a", "coast", "north", {"killed": 0.1}),
        (19, "b, quoted", "coast", "north", {"killed": 2.0}),
    ]
    notices = "; ".join(load(RICH).notices())
    assert (
        "no mechanism hears 'shock'; 1 such events" in notices
        and "1 events lie outside the period" in notices
    )


def test_events_after_a_day_can_be_left_out() -> None:
    text = SOUND.replace(
        "- {date: 2001-01-10, kind: attack, place: capital, killed: 3}",
        "  table: |\n    date,kind\n    2001-01-10,attack\n    2001-01-12,attack\n  until: 2001-01-11",
    )
    assert [event.day for event in load(text).problem().events] == [9]


def test_in_a_society_of_one_place_every_event_happens_there() -> None:
    places = "  places:\n    capital: {north: 0.4, south: 0.6}\n    coast: {north: 0.6, south: 0.4}\n"
    scenario = load(SOUND.replace(places, "").replace("place: capital", "place: New York"))
    assert [event.place for event in scenario.problem().events] == [""]
    assert load(scenario.resolved_text()).digest == scenario.digest


def test_a_kind_is_drawn_on_its_days_and_every_kind_with_an_intensity_by_default() -> None:
    assert load(SOUND).problem().drawn["attack"].nonzero()[0].tolist() == list(range(31, 90))
    assert load(SOUND.replace("drawn: {attack: {from: 2001-02-01}}\n", "")).problem().drawn["attack"].all()
    assert not load(RICH).problem().drawn["attack"].any()


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        ("{value: 0.3}", [[0.3, 0.3]] * 3),
        ("{value: 0.3, communities: [south]}", [[0, 0.3]] * 3),
        (
            "{steps: [{from: 2001-01-02, to: 0.5}, {from: 2000-12-01, to: 0.1}]}",
            [[0.1, 0.1], [0.5, 0.5], [0.5, 0.5]],
        ),
        (
            '{table: "date,x\\n2001-01-03,3\\n2001-01-01,1\\n2001-01-02,2\\n2001-01-04,4\\n"}',
            [[1, 1], [2, 2], [3, 3]],
        ),
        (
            '{table: "date,community,x,y\\n2001-01-01,south,1,9\\n'
            '2001-01-02,south,2,9\\n2001-01-03,south,3,9\\n",'
            " column: x}",
            [[0, 1], [0, 2], [0, 3]],
        ),
    ],
)
def test_a_driver_has_its_course(course: str, expected: list[list[float]]) -> None:
    text = SOUND[: SOUND.index("branch")] + SOUND[SOUND.index("society") :]
    text = text.replace("to: 2001-03-31", "to: 2001-01-03").replace("{value: 0.3}", course)
    text = text[: text.index("events:")]
    scenario = load(text)
    assert scenario.problem().drivers["call_to_calm"][:, :2].tolist() == expected
    assert load(scenario.resolved_text()).digest == scenario.digest


def test_values_override_rivals_and_carry_units_or_not() -> None:
    scenario = load(SOUND)
    assert scenario.problem(rival="backlash").values == {"alarm.size": 0.2}
    assert scenario.problem(rival="backlash", values={"alarm.size": 0.3}).values == {"alarm.size": 0.3}
    assert scenario.problem(values={"call_to_calm.rate": "7 / week"}).values == {"call_to_calm.rate": 1.0}
    assert scenario.problem(values={"call_to_calm.rate": 0.5}).values == {"call_to_calm.rate": 0.5}
    with pytest.raises(
        LanguageError, match="the model has no parameter 'alarm.sise'; did you mean 'alarm.size'?"
    ):
        scenario.problem(values={"alarm.sise": 0.3})
    with pytest.raises(LanguageError, match="lies outside the bounds"):
        scenario.problem(values={"alarm.size": 11})


def test_a_problem_says_from_which_scenario_it_comes() -> None:
    scenario = load(SOUND)
    problem = scenario.problem("unity", people=500)
    assert problem.attrs["digest"] == scenario.digest and problem.attrs["policy_label"] == "Unity"
    assert problem.people == 500 and problem.days == 90 and str(problem.first) == "2001-01-01"


def test_only_ladders_that_are_needed_are_carried() -> None:
    assert load(SOUND).model.statuses[0] == "welcoming" and "quiet" not in load(SOUND).model.statuses
    text = """\
grayzone: 1
scenario: small
title: One ladder of its own
period: {from: 2001-01-01, to: 2001-01-31}
society: {communities: {all: {people: 10, ladder: people}}}
ladders: {people: {steps: [quiet, active], in: [quiet]}}
mechanisms: [own.py]
model: [alarm]
"""
    assert load(text).model.statuses == ("quiet", "active")


def test_a_scenario_says_in_words_what_it_supposes() -> None:
    words = load(SOUND).statement()
    for part in (
        "A calm town.",
        "From 2001-01-01 to 2001-03-31, 90 days.",
        "north (60000 people",
        "Attacks alarm people",
        "Unity (unity): unity_norm to 1 from 2001-02-01",
        "Rival assumptions: backlash.",
    ):
        assert part in words


def test_a_scenario_climbs_its_own_ladder_and_tells_both_effects_apart() -> None:
    town = Scenario.load(new_scenario("two-towns"))
    steps = town.ladder("unity", replicates=2, people=4000)
    assert steps.replicates == 2
    assert {effect.kind for effect in steps.effects()} == {"network", "finite numbers"}
    record = town.run("unity", "counts", seed=3)
    assert record.attrs["policy"] == "unity" and record.attrs["fidelity"] == "counts"
