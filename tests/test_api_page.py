"""The page on the front door: it lists the names that there are, all of them, and nothing else."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import grayzone

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "api.md").read_text(encoding="utf-8")


def test_the_page_lists_exactly_the_names_of_the_front_door() -> None:
    listed = re.findall(r"^### `(\w+)`$", PAGE, re.MULTILINE)
    assert listed == list(grayzone.__all__), "write it again: python docs/make_api.py"


def test_the_page_says_where_each_name_lives() -> None:
    for name, at in grayzone.NAMES.items():
        entry = PAGE.split(f"\n### `{name}`\n", 1)[1].split("\n### ", 1)[0]
        assert f"`grayzone.{at.replace(':', '.')}`" in entry, f"{name}: python docs/make_api.py"


def test_every_name_that_is_there_is_shown_with_its_docstring() -> None:
    spec = importlib.util.spec_from_file_location("make_api", DOCS / "make_api.py")
    assert spec is not None and spec.loader is not None
    make_api = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_api)
    silent = [name for name in grayzone.NAMES if not make_api.documentation(make_api.thing(name)).strip()]
    assert silent == [], "these names say nothing about themselves"
    missing = [name for name in grayzone.NAMES if make_api.thing(name) is None]
    assert missing == [], "these names lead nowhere"
    assert [name for _, names in make_api.groups() for name in names] == list(grayzone.NAMES)
