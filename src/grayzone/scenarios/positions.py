"""Read YAML 1.2 (and so JSON) as plain data that remembers the line and column of every key and value.

Only the event layer of the YAML reader is used: nothing is constructed from a tag, nothing refers to
something else, and no step is recursive, so a file can do no more than be refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError, YAMLWarning
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from .faults import Faults, Path, Place, one_line, quoted

LARGEST_FILE = 1_000_000
DEEPEST = 50
MOST_NODES = 10_000
LONGEST_KEY = 200
LONGEST_NUMBER = 40

_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufeff\ufffe\uffff]"
)
_WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
          "null": None, "Null": None, "NULL": None, "~": None, "": None}  # fmt: skip


@dataclass
class Tree:
    """The plain data of a file (mappings, lists, text, numbers, true, false, nothing) and its faults."""

    data: Any
    faults: Faults


@dataclass
class _Open:
    """A mapping or list that has begun and not ended."""

    kind: str
    path: Path
    value: Any
    pending: Any = None
    waiting: bool = False
    first: dict[str, Place] = field(default_factory=dict)


class _Refused(Exception):
    def __init__(self, place: Place, what: str, mend: str) -> None:
        super().__init__(what)
        self.place, self.what, self.mend = place, what, mend


def decode(raw: bytes, name: str) -> tuple[str, Faults]:
    """Return the text of a file's bytes and what is wrong with it as a text."""
    faults = Faults(name)
    if len(raw) > LARGEST_FILE:
        faults.at(
            (1, 1),
            f"the file has more than {LARGEST_FILE} bytes",
            "keep tables in CSV files beside it and name them here",
        )
        return "", faults
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        place = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        faults.at(place, "the file is no UTF-8 text", "save it as UTF-8")
        return "", faults
    return text, faults


def parse(text: str, name: str) -> Tree:
    """Return the data of a text with all its positions; what cannot be read is a fault.

    Example
    -------
    >>> tree = parse("people: 12\\nstart: {wary: 0.5}\\n", "town.yaml")
    >>> tree.data, tree.faults.values["start", "wary"]
    ({'people': 12, 'start': {'wary': 0.5}}, (2, 15))
    """
    faults = Faults(name)
    reader = _Composer(faults)
    try:
        if len(text) > LARGEST_FILE:
            raise _Refused(
                (1, 1), f"the text has more than {LARGEST_FILE} characters", "keep tables in CSV files"
            )
        text = _plain(text)
        reader.read(text)
    except _Refused as refused:
        faults.at(refused.place, refused.what, refused.mend)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        problem = one_line(str(error.problem or error.context or "this is no YAML"), 160)
        faults.at(place, f"the file is no YAML: {problem}", "mend the text here or just before")
    except (YAMLError, YAMLStreamError, YAMLWarning, ValueError) as error:
        faults.at((1, 1), f"the file is no YAML: {one_line(str(error), 160)}", "mend the text")
    if not len(faults) and not isinstance(reader.data, dict):
        faults.at(
            (1, 1), f"the file holds {quoted(reader.data)} where keys are needed", "begin with 'grayzone: 1'"
        )
    return Tree(reader.data if not len(faults) else None, faults)


def _plain(text: str) -> str:
    """Return the text without a byte order mark; refuse characters that nobody can see."""
    text = text.removeprefix("\ufeff")
    found = _FORBIDDEN.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        what = f"there is an invisible character (U+{ord(found.group()):04X})"
        raise _Refused((line, column), what, "take it out")
    return text


class _Composer:
    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.data: Any = None
        self.stack: list[_Open] = []
        self.nodes = 0
        self.documents = 0

    def read(self, text: str) -> None:
        for event in YAML(typ="safe", pure=True).parse(text):
            self.event(event, (event.start_mark.line + 1, event.start_mark.column + 1))

    def event(self, event: Any, place: Place) -> None:
        if isinstance(event, DocumentStartEvent):
            self.document(event, place)
        elif isinstance(event, AliasEvent):
            raise _Refused(
                place, f"the alias *{one_line(str(event.anchor), 40)} is not read", "write out what is meant"
            )
        elif isinstance(event, MappingStartEvent | SequenceStartEvent | ScalarEvent):
            self.node(event, place)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.close()
        elif isinstance(event, DocumentEndEvent):
            return

    def document(self, event: DocumentStartEvent, place: Place) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _Refused(place, "a second document begins here", "keep one document in a file")
        if event.version is not None and tuple(event.version) != (1, 2):
            raise _Refused(place, "the file asks for another YAML than 1.2", "leave the line %YAML out")
        if event.tags:
            raise _Refused(place, "the file declares tags", "leave the line %TAG out")

    def node(self, event: Any, place: Place) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise _Refused(
                place, f"the file has more than {MOST_NODES} values", "keep tables in CSV files beside it"
            )
        if event.anchor:
            raise _Refused(
                place, f"the anchor &{one_line(str(event.anchor), 40)} is not read", "write out what is meant"
            )
        if event.tag is not None:
            tag = one_line(str(event.tag), 60).removeprefix("tag:yaml.org,2002:")
            raise _Refused(
                place, f"the tag '{tag}' is not read", "leave it out; write plain text and numbers"
            )
        top = self.stack[-1] if self.stack else None
        if top is not None and top.kind == "mapping" and not top.waiting:
            self.key(event, place, top)
            return
        path: Path = ()
        if top is not None:
            path = (*top.path, top.pending if top.kind == "mapping" else len(top.value))
        self.faults.values[path] = place
        if isinstance(event, ScalarEvent):
            self.put(self.scalar(event, place))
            return
        if len(self.stack) >= DEEPEST:
            raise _Refused(place, f"the file is nested more than {DEEPEST} deep", "write it flatter")
        mapping = isinstance(event, MappingStartEvent)
        self.stack.append(_Open("mapping" if mapping else "list", path, {} if mapping else []))

    def key(self, event: Any, place: Place, top: _Open) -> None:
        if not isinstance(event, ScalarEvent):
            raise _Refused(place, "a key is a list or a mapping", "give a word as the key")
        key = _text(event.value, place)
        if not key:
            raise _Refused(place, "a key is empty", "give a word as the key")
        if len(key) > LONGEST_KEY:
            raise _Refused(place, f"a key has {len(key)} characters", f"use at most {LONGEST_KEY}")
        if key == "<<" and not event.style:
            raise _Refused(place, "the merge key '<<' is not read", "write out what is meant")
        if key in top.value:
            line, column = top.first[key]
            raise _Refused(
                place, f"{quoted(key)} is written twice (first at {line}:{column})", "keep one of them"
            )
        top.first[key] = place
        top.pending, top.waiting = key, True
        self.faults.keys[*top.path, key] = place

    def put(self, value: Any) -> None:
        if not self.stack:
            self.data = value
            return
        top = self.stack[-1]
        if top.kind == "mapping":
            top.value[top.pending] = value
            top.waiting = False
        else:
            top.value.append(value)

    def close(self) -> None:
        self.put(self.stack.pop().value)

    def scalar(self, event: ScalarEvent, place: Place) -> Any:
        """Return what a word means by the core schema of YAML 1.2; a date stays text."""
        text = _text(event.value, place)
        if event.style:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _NO_NUMBER.fullmatch(text):
            raise _Refused(place, f"{quoted(text)} is not a finite number", "give a finite number")
        if _WHOLE.fullmatch(text) or _NUMBER.fullmatch(text):
            return self.number(text, place)
        return text

    @staticmethod
    def number(text: str, place: Place) -> int | float:
        if len(text) > LONGEST_NUMBER:
            raise _Refused(place, f"a number has {len(text)} characters", f"use at most {LONGEST_NUMBER}")
        if text.startswith(("0o", "0x")):
            return int(text, 0)
        if _WHOLE.fullmatch(text):
            return int(text)
        value = float(text)
        if value in (float("inf"), float("-inf")):
            raise _Refused(place, f"{quoted(text)} is not a finite number", "give a finite number")
        return value


def _text(text: str, place: Place) -> str:
    """Join the halves of characters that JSON writes as two escapes; refuse what is no character."""
    try:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError as error:
        raise _Refused(place, "a text holds half a character", "write the character itself") from error
    found = _FORBIDDEN.search(text)
    if found:
        what = f"a text holds an invisible character (U+{ord(found.group()):04X})"
        raise _Refused(place, what, "take it out")
    return text


def plain_data(data: Any, name: str) -> Tree:
    """Return a mapping given from Python as a tree without positions, under the same limits as a file."""
    faults = Faults(name)
    copied: dict[str, Any] = {}
    work: list[tuple[Path, Any, Any, Any]] = [((), data, copied, "root")]
    nodes = 0
    while work:
        path, value, parent, at = work.pop()
        nodes += 1
        if len(path) > DEEPEST or nodes > MOST_NODES * 10:
            faults.add(path[:5], "the scenario is too large or nested too deep", "write it flatter")
            break
        if isinstance(value, dict):
            made: Any = {}
            for key in value:
                if not isinstance(key, str):
                    faults.add(path, f"the key {quoted(key)} is no text", "use words as keys")
            work += [((*path, k), v, made, k) for k, v in reversed(list(value.items())) if isinstance(k, str)]
        elif isinstance(value, list | tuple):
            made = [None] * len(value)
            work += [((*path, k), v, made, k) for k, v in enumerate(value)]
        elif value is None or isinstance(value, str | bool | int | float):
            made = value
        elif hasattr(value, "isoformat"):
            made = str(value.isoformat())
        else:
            faults.add(
                path, f"{type(value).__name__} is no plain value", "give text, numbers, lists and mappings"
            )
            made = None
        parent[at] = made
    root = copied.get("root")
    if not len(faults) and not isinstance(root, dict):
        faults.add((), f"there is {quoted(root)} where keys are needed", "begin with 'grayzone: 1'")
    return Tree(root if not len(faults) else None, faults)
