"""Every fault of a scenario file has one sentence: file, line, column, what is wrong, how to mend it.

``scenarios/sentences.txt`` holds the sentences, word for word; each begins with the name of its file.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from grayzone.errors import ScenarioError
from grayzone.scenarios.scenario import Scenario

FOLDER = Path(__file__).parent / "scenarios"
ALLOWED = ["own.py", "broken.py"]
SOUND = (FOLDER / "sound.yaml").read_text(encoding="utf-8")


def sentences() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in (FOLDER / "sentences.txt").read_text(encoding="utf-8").splitlines():
        found[line.partition(":")[0]].append(line)
    return found


EXPECTED = sentences()
FILES = sorted(path.name for path in FOLDER.glob("*.yaml") if path.name != "sound.yaml")


def faults(text: str, **options: object) -> list[str]:
    options = {"folder": FOLDER, "allow": ALLOWED, **options}
    return [str(fault) for fault in Scenario.load(text, **options).check()]  # type: ignore[arg-type]


def test_there_are_many_invalid_files_and_each_has_a_sentence() -> None:
    assert len(FILES) >= 100
    assert set(FILES) == set(EXPECTED)


def test_the_file_from_which_all_are_made_is_sound() -> None:
    assert Scenario.load(FOLDER / "sound.yaml", allow=ALLOWED).check() == []


@pytest.mark.parametrize("name", FILES)
def test_an_invalid_file_is_refused_with_its_sentence(name: str) -> None:
    found = [str(fault) for fault in Scenario.load(FOLDER / name, allow=ALLOWED).check()]
    assert found == EXPECTED[name]


@pytest.mark.parametrize("name", FILES)
def test_an_invalid_file_makes_no_problem(name: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(FOLDER / name, allow=ALLOWED).problem()
    assert str(caught.value).startswith(EXPECTED[name][0])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (b"A c\xe4lm", "town.yaml:3:11: the file is no UTF-8 text; save it as UTF-8"),
        (b"A\0calm", "town.yaml:3:9: there is an invisible character (U+0000); take it out"),
        (b"A\x0bcalm", "town.yaml:3:9: there is an invisible character (U+000B); take it out"),
    ],
)
def test_bytes_that_are_no_text_are_refused_in_place(tmp_path: Path, wrong: bytes, sentence: str) -> None:
    path = tmp_path / "town.yaml"
    path.write_bytes(SOUND.encode("utf-8").replace(b"A calm", wrong))
    assert [str(fault) for fault in Scenario.load(path).check()] == [sentence]


def test_all_faults_are_told_and_not_only_the_first() -> None:
    assert len(EXPECTED["all_at_once.yaml"]) == 4
    assert len(EXPECTED["sections_apart.yaml"]) == 3


def test_a_file_that_is_not_there_is_refused_at_once() -> None:
    with pytest.raises(
        ScenarioError, match="the scenario 'nowhere.yaml' cannot be read; check the path of the file"
    ):
        Scenario.load("nowhere.yaml")


@pytest.mark.parametrize("source", ["/dev/zero", ".", "a\0b.yaml", "x" * 5_000])
def test_what_is_no_file_is_refused_at_once(source: str) -> None:
    with pytest.raises(ScenarioError, match="cannot be read; check the path of the file"):
        Scenario.load(source)


def test_a_fault_of_data_from_python_names_the_keys_that_lead_to_it() -> None:
    data = Scenario.load(FOLDER / "sound.yaml", allow=ALLOWED).resolved()
    data["society"]["communities"]["north"]["people"] = 0
    data["title"] = float("nan")
    scenario = Scenario.from_dict(data, folder=FOLDER, allow=ALLOWED)
    assert [str(fault) for fault in scenario.check()] == [
        "society.communities.north.people: 'people': 0 is no whole number above 0;"
        " give a whole number above 0",
        "title: 'title': nan is no text; write words, in quotes if they look like a number",
    ]


def test_code_beside_a_scenario_does_not_run_unless_it_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", encoding="utf-8")
    found = faults(SOUND, folder=tmp_path, allow=())
    assert found[0] == (
        "scenario.yaml:23:14: 'own.py' is code and is not allowed to run;"
        " read it; then pass --allow-mechanisms, or allow=[...] from Python"
    )
    assert not (tmp_path / "ran").exists()
    faults(SOUND, folder=tmp_path, allow=["other.py"])
    assert not (tmp_path / "ran").exists()
    faults(SOUND, folder=tmp_path, allow=[tmp_path / "own.py"])
    assert (tmp_path / "ran").exists(), "the file would have run, so the test can fail"


def test_code_that_is_not_named_does_not_run(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", encoding="utf-8")
    text = SOUND.replace("mechanisms: [own.py]\n", "")
    assert faults(text, folder=tmp_path, allow=True)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "name", ["../out.csv", "/etc/hostname", "a/../../out.csv", "..\\out.csv", "C:out.csv", "~/x"]
)
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "out.csv").write_text("date,calls\n", encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    text = SOUND.replace("{value: 0.3}", f"{{file: {name!r}}}").replace("mechanisms: [own.py]\n", "")
    assert any("leads out of the scenario's folder" in line for line in faults(text, folder=inside))


def test_a_link_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside.csv", tmp_path / "inside"
    outside.write_text("date,calls\n2001-01-01,1\n", encoding="utf-8")
    inside.mkdir()
    (inside / "calls.csv").symlink_to(outside)
    text = SOUND.replace("{value: 0.3}", "{file: calls.csv}").replace("mechanisms: [own.py]\n", "")
    wanted = "'calls.csv' is a link out of the scenario's folder; copy the file there"
    assert any(wanted in line for line in faults(text, folder=inside))


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text(SOUND + "# " + "x" * 1_000_000, encoding="utf-8")
    found = [str(fault) for fault in Scenario.load(path).check()]
    assert found == [
        "large.yaml:1:1: the file has more than 1000000 bytes;"
        " keep tables in CSV files beside it and name them here"
    ]


@pytest.mark.parametrize(
    "text", ["a:\n" + "- 1\n" * 20_000, "k: [" + "1," * 20_000 + "1]\n", "? " * 20_000 + "\n"]
)
def test_too_many_values_are_refused(text: str) -> None:
    (found,) = faults(text)
    assert "more than" in found or "a key is a list" in found


def test_more_days_and_groups_than_fit_are_refused() -> None:
    places = ", ".join(f"p{k}: " for k in range(2_000))
    text = SOUND.replace("to: 2001-03-31}", "to: 2099-03-31}").replace(
        "  places:\n    capital: {north: 0.4, south: 0.6}\n    coast: {north: 0.6, south: 0.4}\n",
        f"  places: {{{places}}}\n",
    )
    wanted = "scenario.yaml:6:1: 35884 days of 4000 groups are too many; keep days times groups to 10000000"
    assert wanted in faults(text)
