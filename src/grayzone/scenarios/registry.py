"""Mechanisms by their names: the library's own, those of a file beside a scenario, those of a plug-in.

A scenario may name code that is not the library's.  Such code runs only if the person who loads the scenario
has allowed it by name (or has allowed everything): a file from somebody else can never start it by itself.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import importlib.machinery
import importlib.util
import pkgutil
import sys
from collections.abc import Collection, Mapping
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

from ..errors import GrayzoneError, InternalError, ScenarioError, nearest
from ..language.mechanism import Mechanism, snake
from .faults import quoted
from .files import read

GROUP = "grayzone.mechanisms"
Allowed = Collection[str | Path] | bool
Known = Mapping[str, type[Mechanism]]


@functools.cache
def built_in() -> Known:
    """Return every mechanism of the library by its name, sorted.

    Raises
    ------
    InternalError
        if two of them share a name.
    """
    package = importlib.import_module("..mechanisms", __package__)
    found: dict[str, type[Mechanism]] = {}
    for info in sorted(pkgutil.walk_packages(package.__path__, f"{package.__name__}."), key=lambda i: i.name):
        for name, kind in declared_in(importlib.import_module(info.name)).items():
            if name in found:
                raise InternalError(f"two mechanisms of the library are called {name!r}", where=info.name)
            found[name] = kind
    return dict(sorted(found.items()))


def declared_in(module: ModuleType) -> dict[str, type[Mechanism]]:
    """Return the mechanisms that a module itself declares (not those it imports), by their names."""
    kinds = [v for v in vars(module).values() if isinstance(v, type) and issubclass(v, Mechanism)]
    own = [
        k for k in kinds if k.__module__ == module.__name__ and k.effects and not k.__name__.startswith("_")
    ]
    return {snake(kind.__name__): kind for kind in own}


def is_allowed(given: Allowed, name: str, path: Path | None = None) -> bool:
    """Whether the person who loads a scenario has allowed a file or plug-in."""
    if isinstance(given, bool):
        return given
    if isinstance(given, str | Path):
        given = [given]
    return any(str(one) == name or (path is not None and _same(Path(one), path)) for one in given)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other
    except (OSError, ValueError, RuntimeError):
        return False


class _PlainLoader(importlib.machinery.SourceFileLoader):
    """Loads a file of Python and leaves nothing beside it."""

    def path_stats(self, path: Any) -> Any:
        raise OSError("the text is read, never a stored compilation")

    def set_data(self, path: Any, data: Any, *, _mode: int = 0o666) -> None:
        return None


def from_file(path: Path, name: str, allow: Allowed) -> Known:
    """Return the mechanisms of a file beside a scenario.

    Raises
    ------
    ScenarioError
        if it is not allowed, cannot be loaded, or declares no mechanism.
    """
    if not is_allowed(allow, name, path):
        raise ScenarioError(
            f"{quoted(name)} is code and is not allowed to run",
            mend="read it; then pass --allow-mechanisms, or allow=[...] from Python",
        )
    digest = hashlib.sha256(read(path, name) + str(path).encode("utf-8", "replace")).hexdigest()
    title = f"grayzone_own_{digest[:16]}"
    module = sys.modules.get(title) or _load(title, path, name)
    found = declared_in(module)
    if not found:
        raise ScenarioError(f"{quoted(name)} declares no mechanism", mend="see: grayzone new mechanism NAME")
    return found


def _load(title: str, path: Path, name: str) -> ModuleType:
    loader = _PlainLoader(title, str(path))
    spec = importlib.util.spec_from_file_location(title, path, loader=loader)
    if spec is None:
        raise ScenarioError(f"{quoted(name)} cannot be loaded", mend="give a file of Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[title] = module
    try:
        loader.exec_module(module)
    except GrayzoneError as error:
        del sys.modules[title]
        raise ScenarioError(
            f"{error.what} ({error.where})" if error.where else error.what, mend=error.mend
        ) from error
    except (Exception, SystemExit) as error:
        del sys.modules[title]
        line = getattr(error, "lineno", None) or _line_in(error, str(path))
        at = f" in line {line}" if line else ""
        what = f"{quoted(name)} cannot be loaded: {type(error).__name__}{at}: {error}"
        raise ScenarioError(what, mend="mend the file") from error
    return module


def _line_in(error: BaseException, path: str) -> int:
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def from_plugin(name: str, allow: Allowed) -> tuple[Known, str]:
    """Return the mechanisms of an installed plug-in (entry point of the group) and ``"package version"``.

    Raises
    ------
    ScenarioError
        if there is none of that name, it is not allowed, or cannot be loaded.
    """
    points = {point.name: point for point in metadata.entry_points(group=GROUP)}
    if name not in points:
        raise ScenarioError(
            f"no plug-in {quoted(name)} is installed",
            mend=nearest(name, points) if points else "install it, or name a file ending in .py",
        )
    if not is_allowed(allow, name):
        raise ScenarioError(
            f"the plug-in {quoted(name)} is code and is not allowed to run",
            mend=f"if you trust it, pass --allow-plugin {name}, or allow=[{name!r}] from Python",
        )
    point = points[name]
    try:
        loaded = point.load()
    except (Exception, SystemExit) as error:
        raise ScenarioError(
            f"the plug-in {quoted(name)} cannot be loaded: {type(error).__name__}: {error}",
            mend="ask its authors",
        ) from error
    version = f"{point.dist.name} {point.dist.version}" if point.dist is not None else ""
    if isinstance(loaded, type) and issubclass(loaded, Mechanism):
        return {snake(loaded.__name__): loaded}, version
    found = declared_in(loaded) if isinstance(loaded, ModuleType) else {}
    if not found:
        raise ScenarioError(f"the plug-in {quoted(name)} holds no mechanism", mend="ask its authors")
    return found, version
