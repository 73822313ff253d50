"""The front door: forty-odd names, fetched when asked for; opening it costs next to nothing."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import grayzone
from grayzone.ground.rooms import CallableRoom


def is_there(name: str) -> bool:
    module = f"grayzone.{grayzone.NAMES[name].partition(':')[0]}"
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("name", sorted(grayzone.NAMES))
def test_every_name_leads_to_what_it_says(name: str) -> None:
    if not is_there(name):
        pytest.skip(f"{grayzone.NAMES[name]} is not built yet")
    found = getattr(grayzone, name)
    if ":" not in grayzone.NAMES[name] and not isinstance(found, CallableRoom):
        pytest.skip(f"the room {name} is not a verb yet (answer_calls in its __init__)")
    assert getattr(grayzone, name) is found
    assert callable(found) or name == "day"
    assert name in dir(grayzone)
    assert name in grayzone.__all__


def test_star_import_and_dir_know_the_same_names() -> None:
    assert set(grayzone.__all__) == {"__version__", *grayzone.NAMES}
    assert len(set(grayzone.__all__)) == len(grayzone.__all__)


def test_an_unknown_name_is_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match="grayzone has no name 'Mechanisms'"):
        _ = grayzone.Mechanisms


def test_type_checkers_see_the_names_of_the_table() -> None:
    tree = ast.parse(Path(grayzone.__file__).read_text(encoding="utf-8"))
    typed = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            typed |= {alias.asname or alias.name: f"{node.module}:{alias.name}" for alias in node.names}
    rooms = {name for name, at in grayzone.NAMES.items() if ":" not in at}
    missing = {n for n in grayzone.NAMES if n not in typed and is_there(n)} - rooms
    assert {n: at for n, at in typed.items() if grayzone.NAMES.get(n) != at} == {}
    assert missing == set(), "add these to the block for type checkers"


def test_opening_the_door_imports_nothing_heavy() -> None:
    script = """
        import sys, time
        start = time.perf_counter()
        import grayzone
        spent = time.perf_counter() - start
        heavy = [m for m in ("numpy", "numba", "scipy", "pydantic", "jinja2", "xarray") if m in sys.modules]
        print(heavy, spent < 1.0)
    """
    told = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[] True"


def test_writing_a_mechanism_does_not_import_numba() -> None:
    script = "import sys, grayzone as gz; gz.Mechanism, gz.Model, gz.odd; print('numba' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_a_room_that_is_a_verb_answers_calls_and_keeps_its_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "talking_room"
    room.mkdir()
    door = "from grayzone.ground.rooms import answer_calls\n\nanswer_calls(__name__, 'words:say')\n"
    (room / "__init__.py").write_text(door, encoding="utf-8")
    (room / "words.py").write_text("def say(name, mark='.'):\n    return name + mark\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import talking_room  # type: ignore[import-not-found]
    import talking_room.words as words  # type: ignore[import-not-found]

    assert isinstance(talking_room, CallableRoom)
    assert talking_room("calm", mark="!") == words.say("calm", "!") == "calm!"
