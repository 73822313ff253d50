"""The laws of the house: floors, sizes, doors for third parties, and nothing that runs foreign text.

Everything is read from the files themselves; each law names what it would catch.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "src" / "grayzone"
MOST_LINES = 400

FLOORS = {
    "errors": 1,
    "ground": 2,
    "language": 3, "evidence": 3, "measures": 3,
    "mechanisms": 4, "society": 4, "figures": 4,
    "engines": 5,
    "scenarios": 6,
    "testing": 7, "readers": 7, "gallery": 7, "studies": 7,
    "calibrate": 8, "decide": 8,
    "cases": 9, "report": 9,
    "briefs": 10,
    "explorer": 10,
    "cli": 11,
}  # fmt: skip
#: The front door and ``python -m`` stand outside and may open onto every floor.
DOORS = ("__init__", "__main__")
#: Which rooms may use which third party; everybody may use NumPy.
THIRD_PARTIES = {
    "numpy": set(FLOORS),
    "scipy": {"ground", "measures", "society", "figures", "readers", "calibrate", "decide", "studies"},
    "numba": {"engines"},
    "llvmlite": {"engines"},
    "pydantic": {"scenarios", "readers", "cases"},
    "pydantic_core": {"scenarios", "readers", "cases"},
    "ruamel": {"scenarios", "evidence", "readers", "cases", "gallery"},
    "jinja2": {"report"},
    "markupsafe": {"report"},
    "click": {"cli"},
    "pyarrow": {"studies", "cases", "briefs", "cli"},
    "xarray": {"ground"},
    "pandas": set(),
    "matplotlib": set(),
    "networkx": {"society"},
    "pyreadstat": {"readers"},
    "openpyxl": {"readers"},
    "dask": {"studies"},
}
ROOMS_NEVER = {"utils", "util", "core", "base", "common", "helpers", "helper", "manager", "misc"}
CALLS_NEVER = {"eval", "exec", "compile", "__import__"}
MODULES_NEVER = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
#: Where generated modules are loaded from the house's own cache, and nowhere else.
LOADERS = {"spec_from_file_location", "module_from_spec", "exec_module", "SourceFileLoader"}

FILES = sorted(p for p in HOUSE.rglob("*.py"))
NAMED = {".".join(("grayzone", *p.relative_to(HOUSE).with_suffix("").parts)): p for p in FILES}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def room(path: Path) -> str:
    """Return the first part of a file's path inside the house: ``engines``, ``errors``, ``__init__``."""
    return path.relative_to(HOUSE).with_suffix("").parts[0]


def modules(path: Path) -> Iterator[tuple[str, int]]:
    """Return every module that a file imports, at its top or later, as (full name, line)."""
    package = list(path.relative_to(HOUSE).parts[:-1])
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        if isinstance(node, ast.ImportFrom):
            if node.level == 0:
                yield node.module or "", node.lineno
                continue
            start = ["grayzone", *package[: len(package) - node.level + 1]]
            base = ".".join([*start, *(node.module.split(".") if node.module else [])])
            # ``from . import functions`` names a module, ``from .x import f`` does not; the version is one
            # fact that lives at the front door itself.
            for alias in (a for a in node.names if a.name != "__version__"):
                inner = f"{base}.{alias.name}"
                yield (inner if inner in NAMED or f"{inner}.__init__" in NAMED else base), node.lineno


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_there_is_a_house_to_look_at() -> None:
    assert len(FILES) > 40
    assert {room(p) for p in FILES} - set(DOORS) <= set(FLOORS), "a room stands on no floor"


def test_no_file_has_more_than_400_lines() -> None:
    long = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in FILES}
    wrong = [f"{name} has {lines} lines" for name, lines in long.items() if lines > MOST_LINES]
    assert not wrong, "\n".join(wrong)


def test_imports_only_go_down_the_stairs() -> None:
    wrong = []
    for path in FILES:
        here = room(path)
        if here in DOORS:
            continue
        for name, line in modules(path):
            if not name.startswith("grayzone"):
                continue
            there = name.split(".")[1] if "." in name else "__init__"
            if there == here:
                continue
            if there not in FLOORS or FLOORS[there] >= FLOORS.get(here, 0):
                wrong.append(f"{place(path, line)} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_nobody_inside_imports_the_front_door() -> None:
    wrong = []
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import) and any(a.name.split(".")[0] == "grayzone" for a in node.names):
                wrong.append(place(path, node.lineno))
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                if (node.module or "").split(".")[0] == "grayzone":
                    wrong.append(place(path, node.lineno))
    assert not wrong, "\n".join(wrong)


def test_third_parties_come_in_by_their_own_doors() -> None:
    wrong = []
    for path in FILES:
        for name, line in modules(path):
            party = name.split(".")[0]
            if party in THIRD_PARTIES and room(path) not in THIRD_PARTIES[party]:
                wrong.append(f"{place(path, line)} imports {party}")
    assert not wrong, "\n".join(wrong)


def test_every_third_party_is_known() -> None:
    import sys

    known = {*THIRD_PARTIES, "grayzone", *sys.stdlib_module_names}
    wrong = [
        f"{place(path, line)} imports {name}"
        for path in FILES
        for name, line in modules(path)
        if name.split(".")[0] not in known
    ]
    assert not wrong, "\n".join(wrong)


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the strongly connected parts of more than one node (Tarjan 1972)."""
    found: list[list[str]] = []
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []

    def visit(node: str) -> None:
        number[node] = low[node] = len(number)
        stack.append(node)
        for other in sorted(graph[node]):
            if other not in number:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], number[other])
        if low[node] == number[node]:
            part = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(part) > 1 or node in graph[node]:
                found.append(sorted(part))

    for node in sorted(graph):
        if node not in number:
            visit(node)
    return found


def test_the_search_for_circles_finds_one() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"d"}}) == [["b", "c"], ["d"]]


def test_no_files_import_each_other_in_a_circle_not_even_later() -> None:
    graph: dict[str, set[str]] = {name: set() for name in NAMED}
    for name, path in NAMED.items():
        if room(path) in DOORS:
            continue
        for imported, _ in modules(path):
            for candidate in (imported, f"{imported}.__init__"):
                if candidate in NAMED and candidate != name:
                    graph[name].add(candidate)
    assert sum(len(v) for v in graph.values()) > 100
    assert circles(graph) == []


def test_no_room_has_a_name_that_says_nothing() -> None:
    named = {part for p in FILES for part in p.relative_to(HOUSE).with_suffix("").parts}
    assert named & ROOMS_NEVER == set()


def test_no_text_is_run_and_nothing_is_unpickled() -> None:
    wrong = []
    for path in FILES:
        for name, line in modules(path):
            if name.split(".")[0] in MODULES_NEVER:
                wrong.append(f"{place(path, line)} imports {name}")
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called in CALLS_NEVER or called in ("os.system", "os.popen"):
                wrong.append(f"{place(path, node.lineno)} calls {called}()")
            if called.rsplit(".", 1)[-1] in LOADERS and room(path) not in ("engines", "scenarios"):
                wrong.append(f"{place(path, node.lineno)} loads a module by {called}()")
            for keyword in node.keywords:
                if keyword.arg in ("shell", "allow_pickle") and ast.unparse(keyword.value) == "True":
                    wrong.append(f"{place(path, node.lineno)} says {keyword.arg}=True")
    assert not wrong, "\n".join(wrong)


def public(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{inside}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{node.name}.")


def needs_a_docstring(node: ast.AST) -> bool:
    """Leave out a mechanism's formulas (decorated, read as equations) and tests, which are sentences."""
    if not isinstance(node, ast.FunctionDef):
        return True
    marks = {ast.unparse(d).split("(")[0].rsplit(".", 1)[-1] for d in node.decorator_list}
    return not marks & {
        "jump",
        "drift",
        "encounter",
        "event",
        "overload",
        "setter",
    } and not node.name.startswith("test_")


def test_everything_public_says_what_it_is() -> None:
    wrong = []
    for path in FILES:
        if ast.get_docstring(tree(path)) is None and (path.name != "__init__.py" or room(path) == "__init__"):
            wrong.append(f"{path.relative_to(ROOT)} has no docstring")
        for name, node in public(tree(path).body):
            if needs_a_docstring(node) and ast.get_docstring(node) is None:  # type: ignore[arg-type]
                wrong.append(f"{place(path, node.lineno)} {name}")  # type: ignore[attr-defined]
    assert not wrong, "\n".join(wrong)


def test_every_folder_with_code_is_a_package_with_a_docstring() -> None:
    folders = sorted({p.parent for p in FILES})
    wrong = []
    for folder in folders:
        door = folder / "__init__.py"
        if not door.exists() or ast.get_docstring(tree(door)) is None:
            wrong.append(str(folder.relative_to(ROOT)))
    assert not wrong, "\n".join(wrong)


TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".cfg",
    ".txt",
    ".css",
    ".html",
    ".js",
    ".csv",
    ".cff",
    ".bib",
}
#: Written in pieces, so that this file does not contain what it looks for.
REGISTRIES = (
    "py" + r"pi\.",
    "files" + r"\.pythonhosted",
    "conda" + r"\.anaconda",
    "npm" + r"js\.",
    "cra" + r"tes\.io",
)
FOLDERS = ("ro" + "ot", "ho" + "me", "wo" + "rk", "Us" + "ers", "t" + "mp", "mn" + "t")
FOREIGN = [
    re.compile("|".join(REGISTRIES)),
    re.compile(r"(?<![\w.])/(?:" + "|".join(FOLDERS) + r")/\w"),
    re.compile(r"[A-Z]:\\Us" + "ers"),
]


def tracked() -> list[Path]:
    hidden = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
    hidden |= {"build", "dist", "out", "_build", ".import_linter_cache", ".benchmarks"}
    found = [p for p in ROOT.rglob("*") if p.suffix in TEXTS and not hidden & set(p.relative_to(ROOT).parts)]
    return sorted(p for p in found if not any(part.endswith(".egg-info") for part in p.parts))


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    assert len(tracked()) > 60
    wrong = []
    for path in tracked():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            wrong += [f"{place(path, number)}: {f.group()}" for p in FOREIGN if (f := p.search(line))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "text", ["see /" + "home/ann/x", "C:" + r"\Us" + "ers", "https://" + "py" + "pi.org/x"]
)
def test_the_search_for_paths_and_registries_finds_them(text: str) -> None:
    assert any(p.search(text) for p in FOREIGN)
