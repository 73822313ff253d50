"""What is installed is what stands in the tree: the wheel is built, unpacked elsewhere, and used from there."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "grayzone"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"grayzone/{path.relative_to(SOURCE).as_posix()}"
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len(wanted) > 100
    assert wanted <= held, sorted(wanted - held)
    assert any(name.endswith("entry_points.txt") for name in held)


def test_the_wheel_works_where_the_tree_is_not(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GRAYZONE"))}
    environment["PYTHONPATH"] = str(tmp_path / "site")
    code = (
        "import grayzone, sys; assert grayzone.__file__.startswith(sys.argv[1]), grayzone.__file__;"
        "c = grayzone.case('us-2001'); assert not c.scenario.check();"
        "assert len(grayzone.Ledger.load().keys()) > 100; print(c.title)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "site")],
        cwd=tmp_path, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "United States" in done.stdout
