"""Every command line that cannot be meant is refused in one sentence, with the code that programs go by."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from command_line import two_towns  # noqa: E402
from grayzone.cli import main  # noqa: E402
from grayzone.cli.tables import number, safe, table  # noqa: E402

REFUSED: dict[str, tuple[tuple[str, ...], int, str]] = {
    "unknown command": (("rin",), 2, "there is no command 'rin'; did you mean 'run'?"),
    "option before the command": (
        ("--json", "cases"), 2, "--json belongs behind the command, as in: grayzone cases --json"
    ),
    "unknown option": (
        ("run", "two-towns.yaml", "--polcy", "unity"), 2,
        "there is no option --polcy; did you mean '--policy'?",
    ),
    "nothing to run": (("run",), 2, "FILE|CASE is missing; see: grayzone run --help"),
    "unknown case": (
        ("run", "pariz-2015"), 2,
        "there is neither a file nor a case 'pariz-2015'; did you mean 'paris-2015'?",
    ),
    "unknown file": (
        ("check", "to-towns.yaml"), 2,
        "there is no file 'to-towns.yaml'; did you mean 'two-towns.yaml'?",
    ),
    "file in no folder": (
        ("check", "nowhere/town.yaml"), 2, "there is no file 'nowhere/town.yaml'; check the path of the file"
    ),
    "no file in a folder": (
        ("check", "empty/town.yaml"), 2,
        "there is no file 'empty/town.yaml'; begin one with: grayzone new NAME",
    ),
    "a folder": (("run", "empty"), 2, "'empty' is a folder; name a file of YAML or JSON"),
    "a folder with a file": (
        ("explain", "full"), 2,
        "'full' is a folder; name the file 'full/scenario.yaml'",
    ),
    "no text": (("check", "bytes.yaml"), 2, "bytes.yaml:1:1"),
    "unknown policy": (
        ("run", "two-towns.yaml", "--policy", "unty"), 2,
        "two-towns: there is no policy 'unty'; did you mean 'unity'?",
    ),
    "unknown rival": (
        ("run", "two-towns.yaml", "--rival", "deterence"), 2,
        "two-towns: there is no rival 'deterence'; none is declared",
    ),
    "fidelity": (
        ("run", "two-towns.yaml", "--fidelity", "agent"), 2,
        "invalid value for '--fidelity': 'agent' is not one of 'agents', 'counts', 'shares'; "
        "see: grayzone run --help",
    ),
    "no replicates": (
        ("run", "two-towns.yaml", "--seeds", "0"), 2,
        "invalid value for '--seeds': 0 is not in the range 1<=x<=10000; see: grayzone run --help",
    ),
    "value without a value": (
        ("run", "two-towns.yaml", "--set", "fear"), 2,
        "--set 'fear' has no value; write it like --set 'fear.lasts=8 day'",
    ),
    "unknown parameter": (
        ("run", "two-towns.yaml", "--set", "fear.shock_sise=1"), 2,
        "the model has no parameter 'fear.shock_sise'; did you mean 'fear.shock_size'?",
    ),
    "lever out of range": (
        ("run", "lever.yaml"), 2, "lever.yaml:19:30: 'to': 1.5 is no share; give a number from 0 to 1"
    ),
    "foreign folder": (
        ("run", "two-towns.yaml", "--out", "foreign", "--force"), 2,
        "the folder 'foreign' is not empty and was not made by grayzone; give another --out; "
        "its files are never touched",
    ),
    "a file for a folder": (
        ("run", "two-towns.yaml", "--out", "two-towns.yaml"), 2,
        "'two-towns.yaml' is a file; give the name of a folder with --out",
    ),
    "a folder below a file": (
        ("run", "two-towns.yaml", "--out", "two-towns.yaml/out"), 1,
        "'out' cannot be written or read (not a directory); check it, or choose another place",
    ),
    "foreign manifest": (
        ("run", "two-towns.yaml", "--out", "odd"), 3,
        "odd/manifest.json: is no manifest of a run; name a folder that 'run' wrote",
    ),
    "report of nothing": (
        ("report", "nowhere"), 3, "there is no folder 'nowhere'; name one that 'grayzone run' wrote"
    ),
    "report of another folder": (
        ("report", "foreign"), 3, "the folder 'foreign' holds no scenario; name one that 'grayzone run' wrote"
    ),
    "new without a name": (
        ("new", "case"), 2, "the new case has no name; write: grayzone new case NAME"
    ),
    "new of another kind": (
        ("new", "mecanism", "calm"), 2,
        "there is no new 'mecanism'; did you mean 'mechanism'?",
    ),
    "new over something": (
        ("new", "two-towns"), 2, "'two-towns.yaml' is there already; give another name, or remove it yourself"
    ),
    "new with spaces": (
        ("new", "scenario", "two", "towns"), 2,
        "'new' takes a kind and one name, not 3 words; put - between words",
    ),
    "no slug": (
        ("new", "../escape"), 2,
        "'../escape' is no name; begin with a small letter; use small letters, digits, - and _",
    ),
    "odd over something": (
        ("odd", "two-towns.yaml", "--out", "two-towns.yaml"), 2,
        "'two-towns.yaml' is there already; give another --out, or --force to replace it",
    ),
    "unknown shell": (
        ("completion", "tcsh"), 2,
        "invalid value for '{bash|zsh|fish}': 'tcsh' is not one of 'bash', 'zsh', 'fish'; "
        "see: grayzone completion --help",
    ),
    "demo of nothing": (
        ("demo", "--case", "paris-2051"), 2,
        "there is no case 'paris-2051'; did you mean 'paris-2015'?",
    ),
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a scenario, a wrong one, and other people's files."""
    monkeypatch.chdir(tmp_path)
    good = (tmp_path / two_towns(tmp_path)).read_text(encoding="utf-8")
    policies = "policies:\n  nothing: {unity_norm: {to: 1.5}}\n"
    (tmp_path / "lever.yaml").write_text(good[: good.index("policies:")] + policies, encoding="utf-8")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00title")
    for name in ("empty", "full", "foreign", "odd"):
        (tmp_path / name).mkdir()
    (tmp_path / "full" / "scenario.yaml").write_text(good, encoding="utf-8")
    (tmp_path / "foreign" / "letter.txt").write_text("dear", encoding="utf-8")
    (tmp_path / "odd" / "manifest.json").write_text('{"kind": "something else"}', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_the_refusal_is_this_sentence_with_this_code(
    what: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, code, sentence = REFUSED[what]
    with pytest.raises(SystemExit) as left:
        main.run(arguments)
    told = capsys.readouterr()
    lines = told.err.splitlines()
    if what == "no text":
        assert told.out.startswith(sentence) and len(told.out.splitlines()) == 1
    else:
        assert lines == [f"error: {sentence}"]
        assert told.out == "" or "--json" in arguments
    assert left.value.code == code
    assert not list(desk.glob("grayzone-bug-*")), "a refusal is no mistake of the library"
    assert (desk / "foreign" / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_no_refusal_is_said_for_two_reasons() -> None:
    assert len(REFUSED) > 25
    assert len({sentence for _, _, sentence in REFUSED.values()}) == len(REFUSED)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_cell_that_looks_like_a_formula_is_made_harmless(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert table([text], []).decode().lstrip('"').startswith("'")


def test_other_cells_are_left_as_they_are() -> None:
    assert [safe(text) for text in ("north", "a=b", "")] == ["north", "a=b", ""]
    assert number(-1.5) == "-1.5", "numbers are never quoted"
    assert table(["a,b", 'say "x"'], [["1", "2"]]) == b'"a,b","say ""x"""\n1,2\n'
