"""The documentation, run: every block of Python and every ``grayzone`` command of every page, page by page.

A page is worked through from top to bottom in an empty folder. A block whose first line is ``# name.py`` or
``# name.yaml`` is also saved under that name. A block marked ``text`` that follows Python or a command says
what must have been printed; three dots stand for anything.
"""

from __future__ import annotations

import doctest
import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import grayzone

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)]
FENCE = re.compile(r"^```(?P<kind>[a-z]*)[^\n]*\n(?P<text>.*?)^```\s*$", re.MULTILINE | re.DOTALL)
SAVED = re.compile(r"# (?P<name>[\w./-]+\.(?:py|ya?ml|csv))\n")
SHELL = ("sh", "console")
KINDS = {"python", "yaml", "text", "csv", "mermaid", "math", "bibtex", "toml", "", *SHELL}
#: Commands of other programs that a page may show; they are not run here.
OTHERS = {"make", "pip", "python", "git", "cd", "pre-commit", ".venv/bin/python"}


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its kind, its text and the line on which it stands."""

    kind: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [Block(m["kind"], m["text"], text.count("\n", 0, m.start()) + 1) for m in FENCE.finditer(text)]


def commands(block: Block) -> Iterator[list[str]]:
    """Return the command lines of a block; a line that ends in a backslash goes on."""
    for line in block.text.replace("\\\n", " ").splitlines():
        words = shlex.split(line.removeprefix("$ "), comments=True)
        if words:
            yield words


def same(told: str, wanted: str) -> bool:
    """Whether what was printed is what the page shows; ``...`` stands for anything."""
    return doctest.OutputChecker().check_output(
        wanted.strip() + "\n", told.strip() + "\n", doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    )


class Reader:
    """Somebody who works through a page and types everything in it."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capture = folder, capture
        self.names: dict[str, object] = {}
        self.printed: str | None = None

    def forget(self) -> None:
        """Forget what was imported from the folder, so that no other page finds it."""
        for name, module in list(sys.modules.items()):
            if str(getattr(module, "__file__", "") or "").startswith(str(self.folder)):
                del sys.modules[name]

    def take(self, block: Block) -> None:
        """Do what a block asks for, or compare what it shows."""
        if block.kind == "text":
            if self.printed is not None:
                assert same(self.printed, block.text), f"printed was:\n{self.printed}"
            self.printed = None
            return
        self.printed = None
        saved = SAVED.match(block.text)
        if saved is not None:
            path = self.folder / saved["name"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        if block.kind == "python":
            self.run_python(block, self.folder / saved["name"] if saved else None)
        if block.kind in SHELL:
            for words in commands(block):
                if words[0] == "grayzone":
                    self.run_command(words[1:])

    def run_python(self, block: Block, path: Path | None) -> None:
        if path is None:
            path = self.folder / f"block_at_line_{block.line}.py"
            path.write_text(block.text, encoding="utf-8")
        self.capture.readouterr()
        self.names = runpy.run_path(str(path), init_globals=self.names, run_name="page")
        self.printed = self.capture.readouterr().out

    def run_command(self, arguments: list[str]) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "grayzone", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            env={**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(Path(grayzone.__file__).parents[1])},
        )
        assert done.returncode == 0, f"grayzone {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        self.printed = done.stdout


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_whoever_types_what_a_page_says_gets_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    reader = Reader(tmp_path, capsys)
    try:
        for block in blocks(page):
            here = block.line
            reader.take(block)
    except (Exception, SystemExit) as error:
        error.add_note(f"in {name_of(page)}:{here}")
        raise
    finally:
        reader.forget()


def test_there_are_pages_with_blocks_that_run() -> None:
    found = [block for page in PAGES for block in blocks(page)]
    assert len(PAGES) > 25
    assert sum(block.kind == "python" for block in found) > 15
    assert sum(block.kind in SHELL for block in found) >= 3


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_block_of_a_page_escapes_the_reader(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(re.findall(r"^\s*(?:```|~~~)", text, re.MULTILINE)) == 2 * len(blocks(page)), (
        "a fence is not closed"
    )
    for block in blocks(page):
        assert block.kind in KINDS, f"{name_of(page)}:{block.line} has a block of the kind {block.kind!r}"
        if block.kind in SHELL:
            for words in commands(block):
                assert words[0] == "grayzone" or words[0] in OTHERS, (
                    f"{name_of(page)}:{block.line}: {words[0]}"
                )


def test_every_target_of_make_that_a_page_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    pages = [*PAGES, ROOT / "CONTRIBUTING.md"]
    named = {
        w for p in pages for w in re.findall(r"(?:^|`)make ([a-z]+)", p.read_text(encoding="utf-8"), re.M)
    }
    assert named >= {"demo", "test", "docs"}
    assert named <= targets


def test_every_link_between_the_pages_leads_somewhere() -> None:
    files = [*PAGES, *(ROOT / n for n in ("CONTRIBUTING.md", "CHANGELOG.md", "ETHICS.md", "SECURITY.md"))]
    wrong = []
    for page in files:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                wrong.append(f"{name_of(page)} -> {target}")
    assert not wrong, "\n".join(wrong)


def test_the_picture_is_what_its_script_draws() -> None:
    drawn = runpy.run_path(str(DOCS / "pictures" / "draw.py"))["ribbon"]()
    kept = (DOCS / "pictures" / "gray-zone.svg").read_text(encoding="utf-8")
    assert drawn == kept, "draw it again: python docs/pictures/draw.py"
    assert "made-up numbers" in kept and "not a result" in kept


def test_contributing_names_every_room_of_the_house() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = {
        p.name for p in (ROOT / "src" / "grayzone").iterdir() if p.is_dir() and not p.name.startswith("_")
    }
    assert len(rooms) > 10
    assert {room for room in rooms if f"`{room}`" not in told} == set()


def test_the_reader_notices_a_wrong_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reader = Reader(tmp_path, capsys)
    reader.take(Block("python", "print('calm', 3)\n", 1))
    reader.take(Block("text", "calm ...\n", 2))
    reader.take(Block("python", "print('calm', 3)\n", 1))
    with pytest.raises(AssertionError, match="printed was"):
        reader.take(Block("text", "calm 4\n", 2))
