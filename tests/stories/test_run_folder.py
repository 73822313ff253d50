"""The folder of a run: what it holds, how it is gone on with, and that nothing foreign is touched."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from command_line import grayzone, two_towns  # noqa: E402
from grayzone.cli import main  # noqa: E402
from grayzone.engines.run import run as run_at_once  # noqa: E402
from grayzone.errors import RunError  # noqa: E402
from grayzone.ground.records import Record  # noqa: E402
from grayzone.scenarios.scenario import Scenario  # noqa: E402


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario and a run of two policies, two replicates each."""
    folder = tmp_path_factory.mktemp("town")
    name = two_towns(folder)
    asked = ("run", name, "--policy", "as_happened", "--policy", "unity", "--seeds", "2", "--out", "out")
    done = grayzone(*asked, folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_process(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main.run(arguments)
    return int(left.value.code or 0)


def test_the_manifest_vouches_for_every_file_and_says_nothing_about_the_person(town: Path) -> None:
    out = town / "out"
    text = (out / "manifest.json").read_text(encoding="utf-8")
    told = json.loads(text)
    assert told["state"] == "finished"
    assert set(told["files"]) == {p.name for p in out.iterdir()} - {"manifest.json", "report.html"}
    for name, file in told["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == file["sha256"], name
    assert set(told["made_by"]) == {"grayzone", "numba", "numpy", "python", "processor", "fma"}
    assert told["question"]["digest"] == Scenario.load(town / "two-towns.yaml").digest
    person = {os.environ.get("USER", ""), os.uname().nodename, str(town)} - {""}
    assert not [word for word in person if f'"{word}"' in text or str(town) in text]


def test_taking_the_days_in_steps_changes_no_bit(town: Path) -> None:
    scenario = Scenario.load(town / "two-towns.yaml")
    kept = Record.load(town / "out" / "record-unity-1-1.npz")
    whole = run_at_once(scenario.problem(policy="unity"), "counts", seed=1, replicate=1)
    assert kept.sha256() == whole.sha256()


def test_agents_in_steps_change_no_bit_either(town: Path) -> None:
    done = grayzone("run", "two-towns.yaml", "--fidelity", "agents", "--threads", "2", "--out", "agents", folder=town)
    assert done.returncode == 0, done.stderr
    scenario = Scenario.load(town / "two-towns.yaml")
    kept = Record.load(town / "agents" / "record-as_happened-1-0.npz")
    assert kept.sha256() == run_at_once(scenario.problem(), "agents", seed=1).sha256()


def test_the_tables_say_what_the_records_say(town: Path) -> None:
    out = town / "out"
    record = Record.load(out / "record-unity-1-0.npz")
    people = [r for r in rows(out / "people.csv") if (r["policy"], r["replicate"]) == ("unity", "0")]
    north = [r for r in people if r["community"] == "north"]
    assert [r["date"] for r in north] == [str(day) for day in record.coords["day"]]
    wary = record.select("people", group="everywhere/north", status="wary")
    assert [float(r["wary"]) for r in north] == wary.tolist()
    assert {r["at_home"] for r in north} == {""}, "a status of another ladder is unknown, not 0"
    assert all(sum(float(v) for k, v in r.items() if v and k in record.coords["status"]) == 600 for r in north)
    public = [r for r in rows(out / "public.csv") if (r["policy"], r["replicate"]) == ("unity", "0")]
    fear = record.select("public", public="fear", group="everywhere/south")
    assert [float(r["fear"]) for r in public if r["community"] == "south"] == fear.tolist()
    assert {r["unity_norm"] for r in public} == {"0", "1"}
    attacks = [r for r in rows(out / "events.csv") if r["attack"] not in ("", "0")]
    assert {r["date"] for r in attacks} == {"2001-03-01"}
    assert sum(float(r["attack"]) for r in rows(out / "killed.csv")) == 3 * 4


def test_tables_are_plain_utf_8_with_line_feeds_and_sorted_by_date(town: Path) -> None:
    for name in ("people", "public", "events", "killed"):
        content = (town / "out" / f"{name}.csv").read_bytes()
        assert b"\r" not in content and content.endswith(b"\n")
        dates = [r["date"] for r in rows(town / "out" / f"{name}.csv")]
        assert dates == sorted(dates)


def test_asking_for_more_runs_only_what_is_missing(town: Path, tmp_path: Path) -> None:
    name = two_towns(tmp_path)
    first = json.loads(grayzone("run", name, "--out", "out", "--json", folder=tmp_path).stdout)
    more = ("run", name, "--policy", "unity", "--out", "out", "--json")
    second = json.loads(grayzone(*more, folder=tmp_path).stdout)
    everything = ("run", name, "--policy", "all", "--seeds", "2", "--out", "out", "--json")
    third = json.loads(grayzone(*everything, folder=tmp_path).stdout)
    assert (first["ran"], second["ran"], third["ran"]) == (1, 1, 4)
    assert set(second["policies"]) == {"as_happened", "unity"}
    assert third["records"] == 6
    shared = ("record-as_happened-1-0.npz", "record-unity-1-1.npz")
    assert all((tmp_path / "out" / n).read_bytes() == (town / "out" / n).read_bytes() for n in shared)


def test_a_lost_record_is_made_again_and_the_answer_has_the_same_hash(town: Path, tmp_path: Path) -> None:
    name = two_towns(tmp_path)
    asked = (
        "run",
        name,
        "--policy",
        "as_happened",
        "--policy",
        "unity",
        "--seeds",
        "2",
        "--out",
        "out",
        "--json",
    )
    whole = json.loads(grayzone(*asked, folder=tmp_path).stdout)
    (tmp_path / "out" / "record-unity-1-0.npz").unlink()
    (tmp_path / "out" / "record-as_happened-1-1.npz").write_bytes(b"torn")
    (tmp_path / "out" / ".people.csv.1.partial").write_bytes(b"half")
    mended = json.loads(grayzone(*asked, folder=tmp_path).stdout)
    assert mended["ran"] == 2
    assert mended["answer_sha256"] == whole["answer_sha256"]
    assert mended["answer_sha256"] == json.loads((town / "out" / "manifest.json").read_text())["answer_sha256"]
    assert not list((tmp_path / "out").glob("*partial*"))


def test_force_replaces_another_run_and_leaves_foreign_files(tmp_path: Path) -> None:
    name = two_towns(tmp_path)
    assert grayzone("run", name, "--out", "out", folder=tmp_path).returncode == 0
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    other = ("run", name, "--seed", "9", "--out", "out")
    assert grayzone(*other, folder=tmp_path).returncode == 2
    assert grayzone(*other, "--force", folder=tmp_path).returncode == 0
    names = {p.name for p in (tmp_path / "out").iterdir()}
    assert "record-as_happened-9-0.npz" in names and "record-as_happened-1-0.npz" not in names
    assert (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_the_summary_names_each_community_and_the_total(town: Path) -> None:
    told = grayzone("run", "two-towns.yaml", "--out", "summary", folder=town).stdout
    assert re.search(r"north +\d+\.\d% at the start, +\d+\.\d% at the end", told)
    assert re.search(r"in total, communities alike +\d+\.\d% at the start, +\d+\.\d% at the end", told)
    assert "attacks: 1" in told and told.endswith("\nsummary\n")
    end = [r for r in rows(town / "summary" / "people.csv") if r["community"] == "north"][-1]
    share = (int(end["welcoming"]) + int(end["indifferent"])) / 600
    assert f"{share:6.1%} at the end" in told


def test_the_report_of_a_run_is_one_offline_page_and_always_the_same(town: Path) -> None:
    told = grayzone("report", "out", "--out", "page.html", folder=town)
    assert (told.returncode, told.stdout) == (0, "page.html\n"), told.stderr
    again = grayzone("report", "out", "--out", "page.html", "--force", folder=town)
    page = (town / "page.html").read_text(encoding="utf-8")
    assert again.returncode == 0
    assert page.lower().startswith("<!doctype html>")
    assert "Under &#39;unity&#39;" in page or "Under 'unity'" in page
    assert "src=" not in page.replace("data-src=", "")


def test_one_failed_run_leaves_the_others_and_the_code_for_a_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from grayzone.engines.cell_run import Cells

    advance = Cells.advance

    def sometimes(cells: Any, *given: Any) -> None:
        if cells.problem.attrs["policy"] == "unity":
            raise RunError("one day drew too many events", mend="lower the intensity")
        advance(cells, *given)

    monkeypatch.chdir(tmp_path)
    name = two_towns(tmp_path)
    monkeypatch.setattr(Cells, "advance", sometimes)
    asked = ("run", name, "--policy", "as_happened", "--policy", "unity", "--out", "out")
    assert in_process(*asked) == 4
    assert "failed: unity, replicate 0: one day drew too many events; lower the intensity" in capsys.readouterr().err
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert (told["state"], list(told["failed"])) == (
        "partial", ["unity, replicate 0: one day drew too many events; lower the intensity"]
    )  # fmt: skip
    assert in_process("run", name, "--policy", "unity", "--out", "alone") == 1
    monkeypatch.setattr(Cells, "advance", advance)
    assert in_process(*asked) == 0
    assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["state"] == "finished"
