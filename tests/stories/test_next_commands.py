"""The command that a command names next works as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grayzone.cases.case import names
from grayzone.cli.main import grayzone


def typed(*words: str) -> Result:
    result = CliRunner().invoke(grayzone, list(words))
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize("case", names())
def test_a_run_of_a_case_can_be_reported_and_cited(case: str, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    typed("run", case, "--fidelity", "shares", "--out", str(folder))
    typed("report", str(folder))
    assert (folder / "report.html").stat().st_size > 10_000
    typed("cite", str(folder))


def test_code_that_was_allowed_stays_allowed_in_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = typed("new", "mechanism", "mine").output
    assert "--allow-mechanisms mine.py" in said
    typed("new", "my-town")
    file = tmp_path / "my-town.yaml"
    text = file.read_text(encoding="utf-8").replace("model: [", "mechanisms: [mine.py]\nmodel: [mine, ")
    file.write_text(text, encoding="utf-8")
    flags = ("--allow-mechanisms", "mine.py")
    assert "grayzone run my-town.yaml --allow-mechanisms mine.py" in typed("check", "my-town.yaml", *flags).output
    assert "grayzone report o --allow-mechanisms mine.py" in typed("run", "my-town.yaml", *flags, "--out", "o").output
    typed("report", "o", *flags)
