"""Writes ``docs/api.md`` from the front door's table; run ``python docs/make_api.py`` from the root."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import grayzone

LONGEST_DEFAULT = 60
PAGE = Path(__file__).with_name("api.md")
HEAD = """# The front door

Everything that a user needs is a name of `grayzone`. Each lives in one module and is fetched from there when
it is first asked for. This page is made from the front door's own table.
"""
GROUP = re.compile(r"^    # (?P<title>.+)$|^    \"(?P<name>\w+)\": ", re.MULTILINE)


def groups() -> list[tuple[str, list[str]]]:
    """Return the names of the front door under the headings that its table gives them."""
    text = Path(grayzone.__file__).read_text(encoding="utf-8")
    table = text.partition("NAMES = {")[2].partition("\n}")[0]
    found: list[tuple[str, list[str]]] = []
    for match in GROUP.finditer(table):
        if match["title"]:
            found.append((match["title"], []))
        else:
            found[-1][1].append(match["name"])
    return found


def thing(name: str) -> object | None:
    """Return what a name stands for; nothing if its module is not there."""
    try:
        return getattr(grayzone, name)
    except (ModuleNotFoundError, AttributeError):
        return None


def signature(name: str, found: object) -> str:
    """Return how it is called."""
    if isinstance(found, ModuleType):
        verb = getattr(found, "__verb__", "")
        if not verb:
            return name
        module, _, function = verb.partition(":")
        found = getattr(import_module(f".{module}", found.__name__), function)
    return name + call(found)


def call(found: object) -> str:
    """Return the arguments of a function or class; a default that would fill lines is left to the source."""
    try:
        told = inspect.signature(found)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return ""
    short = [
        p.replace(default=...) if p.default is not p.empty and len(repr(p.default)) > LONGEST_DEFAULT else p
        for p in told.parameters.values()
    ]
    text = str(told.replace(parameters=short)).replace("Ellipsis", "...")
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", text)  # annotations are written as text
    return re.sub(r"(?:grayzone|numpy|pathlib)\.(?:\w+\.)*", "", text)


def deeds(found: object) -> str:
    """Return what an object of a class can be asked, one line each."""
    if not inspect.isclass(found) or issubclass(found, BaseException):
        return ""
    lines = []
    for name, member in vars(found).items():
        inner = getattr(member, "__func__", getattr(member, "func", getattr(member, "fget", member)))
        if name.startswith("_") or not inspect.isfunction(inner):
            continue
        told = call(inner) if inspect.isfunction(getattr(member, "__func__", member)) else ""
        about = plain(inspect.getdoc(inner)).partition("\n")[0]
        lines.append(f".{name}{re.sub('^[(](self|cls)(, )?', '(', told)}\n    {about}")
    return "\n\nWhat it can be asked\n--------------------\n" + "\n".join(lines) if lines else ""


def plain(text: str | None) -> str:
    """Return a docstring without the marks that only a documentation tool reads."""
    return re.sub(r":\w+:`~?([^`]+)`", r"\1", text or "")


def documentation(found: object) -> str:
    """Return its docstring; a constant has none of its own."""
    if not isinstance(found, ModuleType) and not callable(found):
        return f"A constant of the type {type(found).__name__}."
    if isinstance(found, float):
        return "One day: the number 1 that carries the unit of time, for making a pure number of a time."
    return plain(inspect.getdoc(found))


def entry(name: str) -> str:
    """Return the part of the page on one name."""
    at = grayzone.NAMES.get(name, "")
    where = f"`grayzone.{at.replace(':', '.')}`" if at else "`grayzone`"
    found = thing(name)
    if name == "__version__":
        return f"### `{name}`\n\n{where}\n\nThe version, as in `grayzone --version`.\n"
    if found is None:
        return f"### `{name}`\n\n{where}\n"
    text = f"{signature(name, found)}\n\n{documentation(found)}{deeds(found)}".rstrip()
    return f"### `{name}`\n\n{where}\n\n```text\n{text}\n```\n"


def page() -> str:
    """Return the whole page."""
    parts = [HEAD, "## The library\n", entry("__version__")]
    for title, names in groups():
        parts += [f"## {title[:1].upper()}{title[1:]}\n", *(entry(name) for name in names)]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
