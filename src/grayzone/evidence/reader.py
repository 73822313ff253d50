"""Read a ledger file as plain values that remember their line.

Only text, numbers, true or false, lists and mappings come out. Nothing in a file is ever executed: tags,
anchors and doubled keys are refused, each with file and line.
"""

from __future__ import annotations

import math
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ..errors import EvidenceError

LARGEST = 1_000_000  # characters; a ledger is written by hand
DEEPEST = 12

_TAG = "tag:yaml.org,2002:"


class Entry(dict[str, Any]):
    """A mapping that knows where it and each of its keys stand in the file."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}

    def place(self, key: str | None = None) -> str:
        """Return ``file:line`` of the mapping, or of one key."""
        return f"{self.file}:{self.line if key is None else self.lines.get(key, self.line)}"


def read(text: str, file: str) -> Entry:
    """Read one ledger file.

    Parameters
    ----------
    text : str
        Content of the file, YAML 1.2.
    file : str
        Name to show in refusals.

    Raises
    ------
    EvidenceError
        If the text is no YAML, too large or too deep, uses tags or anchors, or names a key twice.

    Examples
    --------
    >>> read("ledger: 1", "mine.yaml").place("ledger")
    'mine.yaml:1'
    """
    if len(text) > LARGEST:
        raise EvidenceError(
            f"the file is longer than {LARGEST} characters", where=file, mend="split it by topic"
        )
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = file if mark is None else f"{file}:{mark.line + 1}"
        raise EvidenceError(
            f"the file is no YAML ({error.problem})", where=where, mend="correct that line"
        ) from None
    except (YAMLError, RecursionError):
        raise EvidenceError("the file is no YAML", where=file, mend="write it as the README shows") from None
    value = None if root is None else _value(root, file, 0)
    if not isinstance(value, Entry):
        raise EvidenceError("the file holds no mapping", where=file, mend="begin it with 'ledger: 1'")
    return value


def _value(node: Any, file: str, depth: int) -> Any:
    """Turn a node of the syntax tree into a plain value."""
    line = node.start_mark.line + 1
    where = f"{file}:{line}"
    if node.anchor is not None:
        raise EvidenceError("anchors and aliases are not used in a ledger", where=where, mend="write it out")
    if depth > DEEPEST:
        raise EvidenceError(f"more than {DEEPEST} levels deep", where=where, mend="write it flatter")
    kind = str(node.tag).removeprefix(_TAG)
    if kind == "map":
        return _mapping(node, file, depth)
    if kind == "seq":
        return [_value(each, file, depth + 1) for each in node.value]
    if kind in ("str", "timestamp"):
        return str(node.value)
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() == "true"
    if kind in ("int", "float"):
        return _number(node.value, kind, where)
    raise EvidenceError(
        f"tag {node.tag} is not allowed", where=where, mend="write plain text, numbers and lists"
    )


def _mapping(node: Any, file: str, depth: int) -> Entry:
    entry = Entry(file, node.start_mark.line + 1)
    for key_node, value_node in node.value:
        key = _value(key_node, file, depth + 1)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise EvidenceError(f"key {key!r} is no text", where=f"{file}:{line}", mend="put it in quotes")
        if key in entry:
            raise EvidenceError(
                f"{key!r} stands twice",
                where=f"{file}:{line}",
                mend=f"the other is in line {entry.lines[key]}; drop one",
            )
        entry.lines[key] = line
        entry[key] = _value(value_node, file, depth + 1)
    return entry


def _number(text: str, kind: str, where: str) -> int | float:
    try:
        value = int(text) if kind == "int" else float(text)
    except ValueError:  # .inf, .nan, 0x1f: YAML knows them, a finding has no use for them
        value = math.nan
    if not math.isfinite(value):
        raise EvidenceError(f"{text!r} is no plain number", where=where, mend="leave an unknown number out")
    return value
