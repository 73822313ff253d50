"""The command line as a person meets it: what is printed where, which code it leaves, and what it writes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import types
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

import grayzone as gz  # noqa: E402
from command_line import COMMAND, grayzone, surroundings, two_towns  # noqa: E402
from grayzone.cli import main  # noqa: E402
from grayzone.scenarios.scenario import Scenario  # noqa: E402

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario and a run of two policies, two replicates each."""
    folder = tmp_path_factory.mktemp("town")
    name = two_towns(folder)
    asked = ("run", name, "--policy", "as_happened", "--policy", "unity", "--seeds", "2", "--out", "out")
    done = grayzone(*asked, folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


def in_process(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main.run(arguments)
    return int(left.value.code or 0)


# Meeting it


def test_the_version_is_that_of_the_library(tmp_path: Path) -> None:
    told = grayzone("--version", folder=tmp_path)
    assert (told.returncode, told.stdout) == (0, f"grayzone {gz.__version__}\n")


def test_without_a_command_the_help_is_shown(tmp_path: Path) -> None:
    told, asked = grayzone(folder=tmp_path), grayzone("--help", folder=tmp_path)
    assert told.returncode == asked.returncode == 0
    assert told.stdout.strip() == asked.stdout.strip()
    assert all(f"\n  {verb} " in asked.stdout for verb in main.VERBS)


@pytest.mark.parametrize("verb", sorted(main.VERBS))
def test_every_help_text_names_units_an_example_and_the_next_command(verb: str) -> None:
    import click

    command = main.grayzone.get_command(click.Context(main.grayzone), verb)
    assert command is not None
    told = command.get_help(click.Context(command, info_name=f"grayzone {verb}", terminal_width=200))
    assert re.search(r"^ +Units +\S", told, re.MULTILINE)
    assert re.search(rf"^ +Example +grayzone {verb}\b", told, re.MULTILINE)
    assert re.search(r"^ +Next +\S", told, re.MULTILINE)
    assert "--json" in told and "--quiet" in told
    assert told.split("\n")[2].strip().rstrip(".") == main.VERBS[verb][1].rstrip("."), "the list says otherwise"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_that_asks_the_command(shell: str, tmp_path: Path) -> None:
    told = grayzone("completion", shell, folder=tmp_path)
    assert told.returncode == 0
    assert f"_GRAYZONE_COMPLETE={shell}_complete" in told.stdout


def test_completion_knows_the_verbs(tmp_path: Path) -> None:
    asked = {"_GRAYZONE_COMPLETE": "bash_complete", "COMP_WORDS": "grayzone ch", "COMP_CWORD": "1"}
    command = "import sys; sys.argv[0] = 'grayzone'; from grayzone.cli.main import run; run([])"
    told = subprocess.run(
        [sys.executable, "-c", command],
        env=surroundings(**asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout.split() == ["plain,check"]


# From nothing to a run


def test_new_check_run_and_report_follow_each_other(tmp_path: Path) -> None:
    begun = grayzone("new", "two-towns", folder=tmp_path)
    assert (begun.returncode, begun.stdout) == (0, "two-towns.yaml\n")
    assert begun.stderr == "next: grayzone check two-towns.yaml\n"
    ready = grayzone("check", "two-towns.yaml", folder=tmp_path)
    assert ready.returncode == 0
    assert ready.stdout.startswith("ready\ngrayzone: 1\n")
    assert ready.stderr == "next: grayzone run two-towns.yaml\n"


def test_the_resolved_form_that_check_prints_is_a_scenario_with_the_same_digest(town: Path) -> None:
    told = grayzone("check", "two-towns.yaml", folder=town).stdout
    again = Scenario.load(told.removeprefix("ready\n"))
    assert again.check() == []
    assert again.digest == Scenario.load(town / "two-towns.yaml").digest


def test_new_case_and_new_mechanism_write_files_that_the_library_reads(tmp_path: Path) -> None:
    assert grayzone("new", "case", "old-port-1931", folder=tmp_path).stdout.split()[0] == "old-port-1931/case.yaml"
    assert grayzone("new", "mechanism", "call-to-calm", folder=tmp_path).stdout == "call_to_calm.py\n"
    text = two_towns(tmp_path)
    path = tmp_path / text
    body = path.read_text(encoding="utf-8").replace("model: [", "mechanisms: [call_to_calm.py]\nmodel: [call_to_calm, ")
    path.write_text(body, encoding="utf-8")
    refused = grayzone("check", text, folder=tmp_path)
    assert refused.returncode == 2
    assert "'call_to_calm.py' is code and is not allowed to run" in refused.stdout
    allowed = grayzone("check", text, "--allow-mechanisms", "call_to_calm.py", folder=tmp_path)
    assert allowed.returncode == 0, allowed.stdout


def test_check_prints_one_line_per_fault_and_leaves_with_two(tmp_path: Path) -> None:
    path = tmp_path / two_towns(tmp_path)
    text = (
        path.read_text(encoding="utf-8")
        .replace("people: 600,", "people: 0,")
        .replace("to: 2001-04-01", "to: 2001-04-31")
    )
    path.write_text(text, encoding="utf-8")
    told = grayzone("check", "two-towns.yaml", folder=tmp_path)
    lines = told.stdout.splitlines()
    assert told.returncode == 2
    assert len(lines) == 2
    assert all(re.match(r"two-towns\.yaml:\d+:\d+: .+; .+", line) for line in lines)
    as_json = json.loads(grayzone("check", "two-towns.yaml", "--json", folder=tmp_path).stdout)
    assert as_json["ready"] is False
    assert [f"{f['where']}: {f['what']}; {f['mend']}" for f in as_json["faults"]] == lines


def test_explain_and_odd_say_what_the_scenario_supposes(town: Path) -> None:
    told = grayzone("explain", "two-towns.yaml", folder=town)
    assert told.returncode == 0
    assert "What is supposed:" in told.stdout and "ASSUMED" in told.stdout
    document = grayzone("odd", "two-towns.yaml", folder=town).stdout
    assert document.startswith("# ") and "north" in document
    written = grayzone("odd", "two-towns.yaml", "--out", "odd.md", folder=town)
    assert written.stdout == "odd.md\n"
    assert (town / "odd.md").read_text(encoding="utf-8") == document


def test_cite_names_the_sources_behind_the_numbers(town: Path) -> None:
    by_file, by_folder = (grayzone("cite", what, folder=town) for what in ("two-towns.yaml", "out"))
    assert by_file.returncode == by_folder.returncode == 0
    assert by_file.stdout == by_folder.stdout
    assert by_file.stdout.startswith("% Two towns") and "\n@" in by_file.stdout


def test_the_cases_are_listed(tmp_path: Path) -> None:
    told = json.loads(grayzone("cases", "--json", folder=tmp_path).stdout)
    assert "paris-2015" in [case["name"] for case in told["cases"]]


# Manners


@pytest.mark.parametrize(
    "asked",
    [
        ("run", "two-towns.yaml", "--out", "out", "--policy", "unity"),
        ("check", "two-towns.yaml"),
        ("explain", "two-towns.yaml"),
        ("odd", "two-towns.yaml"),
        ("cite", "out"),
        ("completion", "bash"),
        ("run", "two-towns.yaml", "--show-kernel"),
        ("check", "no-such-case"),
        ("run",),
    ],
)
def test_json_is_exactly_one_object_on_standard_output(asked: tuple[str, ...], town: Path) -> None:
    told = grayzone(*asked, "--json", folder=town)
    facts = json.loads(told.stdout)
    assert isinstance(facts, dict)
    if told.returncode:
        assert facts == {"error": facts["error"], "exit_code": told.returncode}
        assert told.stderr == f"error: {facts['error']}\n"
    else:
        assert facts["next"]


def test_quiet_prints_only_what_was_asked_for(town: Path) -> None:
    ran = grayzone("run", "two-towns.yaml", "--out", "out", "--quiet", folder=town)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "out\n", "")
    checked = grayzone("check", "two-towns.yaml", "-q", folder=town)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "ready\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
@pytest.mark.parametrize("no_colour", ["", "1"])
def test_colour_is_for_terminals_and_never_with_no_color(no_colour: str, tmp_path: Path) -> None:
    import pty

    person, process = pty.openpty()
    given = surroundings(TERM="xterm-256color", NO_COLOR=no_colour)
    subprocess.run([*COMMAND, "rin"], stderr=process, stdout=process, cwd=tmp_path, env=given, check=False)
    os.close(process)
    told = os.read(person, 10_000).decode()
    os.close(person)
    assert "there is no command 'rin'" in told
    assert bool(COLOUR.search(told)) is not bool(no_colour)


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_an_interruption_leaves_a_folder_to_go_on_with(tmp_path: Path) -> None:
    name = two_towns(tmp_path)
    asked = ["run", name, "--fidelity", "agents", "--people", "50000", "--seeds", "2000", "--out", "out"]
    process = subprocess.Popen(
        [*COMMAND, *asked],
        cwd=tmp_path,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell in the background ignores it
    )
    until = time.monotonic() + 240
    while len(list((tmp_path / "out").glob("record-*.npz"))) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    last = told.splitlines()[-1]
    assert last == "error: interrupted; the same command goes on from what is finished"
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["state"] == "unfinished"
    kept = {n for n in manifest["files"] if n.endswith(".npz")}
    there = {p.name for p in (tmp_path / "out").glob("*.npz")}
    assert len(kept) >= 2
    assert kept <= there and len(there - kept) <= 1, "only the record of that moment may be without its hash"
    assert not list((tmp_path / "out").glob(".*.partial"))


def test_a_mistake_of_ours_leaves_a_report_file_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> list[str]:
        raise ZeroDivisionError("not foreseen")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("grayzone.cli.named.case_names", broken)
    monkeypatch.delenv("GRAYZONE_DEBUG", raising=False)
    assert in_process("cases") == 70
    told = capsys.readouterr().err
    file = next(tmp_path.glob("grayzone-bug-*.txt"))
    assert told == (
        "error: ZeroDivisionError inside grayzone: this is a mistake of grayzone, not yours; "
        f"the report is {file.name}; please send it to us\n"
    )
    assert "ZeroDivisionError: not foreseen" in file.read_text(encoding="utf-8")
    assert os.path.expanduser("~") + os.sep not in file.read_text(encoding="utf-8")
    monkeypatch.setenv("GRAYZONE_DEBUG", "1")
    assert in_process("cases") == 70
    assert "Traceback" in capsys.readouterr().err


def test_the_demo_hands_on_what_was_asked_and_prints_the_path_of_its_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: dict[str, Any] = {}

    def demo(out: Path, **given: Any) -> Path:
        given["say"](0.5, "comparing responses")
        heard.update(given, out=out)
        return out / "report.html"

    job = types.ModuleType("grayzone.briefs.demo")
    job.demo = demo  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "grayzone.briefs.demo", job)
    monkeypatch.setattr("grayzone.briefs.demo", job, raising=False)
    monkeypatch.setattr("grayzone.cli.case_verbs._who_leads", lambda say, folder: {})
    out = tmp_path / "demo"
    assert in_process("demo", "--out", str(out), "--draws", "7", "--threads", "2") == 0
    assert capsys.readouterr().out == f"{out / 'report.html'}\n"
    del heard["say"]
    assert heard == {"out": out, "case": "paris-2015", "draws": 7, "threads": 2}


def test_a_reader_who_has_seen_enough_gets_no_error(town: Path) -> None:
    command = f'"{sys.executable}" -m grayzone explain two-towns.yaml | head -1'
    told = subprocess.run(
        ["sh", "-c", command], cwd=town, env=surroundings(), capture_output=True, text=True, check=False
    )
    assert told.stdout == "Two towns.\n"
    assert "Traceback" not in told.stderr and "BrokenPipe" not in told.stderr
