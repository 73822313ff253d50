"""From plain data to the typed form: every fault with its sentence and place, and what is sound beside it."""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from ..errors import nearest
from .faults import Faults, Path, quoted
from .positions import Tree
from .schema import NEEDED, ONLY_IN_CASES, ScenarioForm

#: Keys that only the typed form has; the file writes what is in them directly.
INNER = frozenset({"rows", "marks", "levers", "mechanism", "values"})


def validate(tree: Tree) -> tuple[ScenarioForm, set[str]]:
    """Return the typed form of a tree and the names of its parts that are broken (they are left out of it).

    Faults are noted in ``tree.faults``.
    """
    given = tree.data if isinstance(tree.data, dict) else {}
    # A key without a value says nothing; the parts that must be there are asked for below.
    data = {key: value for key, value in given.items() if value is not None}
    broken: set[str] = set()
    try:
        form = ScenarioForm.model_validate(data)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            broken.add(str(found["loc"][0]) if found["loc"] else "")
            _note(tree.faults, dict(found))
        form = ScenarioForm.model_validate({k: v for k, v in data.items() if k not in broken})
    broken |= _header(tree.faults, data, broken)
    return form, broken


def _header(faults: Faults, data: dict[str, Any], broken: set[str]) -> set[str]:
    if "scenario" not in data and "case" not in data:
        faults.at((1, 1), "the file has neither 'scenario' nor 'case'", "write 'scenario: a-short-name'")
    if "scenario" in data and "case" in data:
        faults.add(("case",), "the file is a scenario and a case", "keep one of the two keys", key=True)
    if "case" not in data:
        for key in ONLY_IN_CASES:
            if key in data:
                mend = "begin with 'case:' instead of 'scenario:', or leave it out"
                faults.add((key,), f"{key!r} belongs to a case", mend, key=True)
    lacking = {key for key in NEEDED if key not in data and key not in broken}
    # Places in the file are all taken by what stands there, so what is missing is listed in one sentence.
    if lacking:
        words = " and ".join(repr(key) for key in NEEDED if key in lacking)
        first = next(key for key in NEEDED if key in lacking)
        faults.add((), f"the file has no {words}", NEEDED[first] if len(lacking) == 1 else "write them")
    return lacking


def _note(faults: Faults, error: dict[str, Any]) -> None:
    loc = tuple(error["loc"])
    at_key = bool(loc) and loc[-1] == "[key]"
    if at_key:
        loc = loc[:-1]
    kind, given = error["type"], error["input"]
    last = _name(loc)
    if kind == "grayzone":
        what, mend = error["ctx"]["what"], error["ctx"]["mend"]
        faults.add(loc, what if at_key or last in what else f"{last}: {what}", mend, key=at_key)
    elif kind == "missing":
        parent = _name(faults.known(loc[:-1]) or loc[:-1])
        mend = f"give {_description(loc)}"
        faults.add(loc[:-1], f"{parent or 'it'} has no {str(loc[-1])!r}", mend, key=True)
    elif kind == "extra_forbidden":
        known = sorted(_known_keys(loc[:-1]))
        mend = nearest(str(loc[-1]), known, show=len(known))
        faults.add(
            loc,
            f"{_name(faults.known(loc[:-1]) or loc[:-1]) or 'the file'} has an unknown key {quoted(loc[-1])}",
            mend,
            key=True,
        )
    elif kind in ("model_type", "model_attributes_type", "dict_type"):
        faults.add(loc, f"{last} is {quoted(given)} where keys are needed", _keys_mend(loc))
    elif kind == "list_type":
        faults.add(loc, f"{last} is {quoted(given)} where a list is needed", "write it as [one, two]")
    else:
        faults.add(loc, f"{last}: {quoted(given)} cannot be read", "see the form of a scenario")


def _name(loc: Sequence[str | int]) -> str:
    words = [part for part in loc if part not in INNER]
    if not words:
        return ""
    if isinstance(words[-1], int):
        holder = next((w for w in reversed(words) if isinstance(w, str)), "")
        return f"item {words[-1] + 1} of {holder!r}"
    return quoted(words[-1])


def _keys_mend(loc: Path) -> str:
    keys = [key for key in _known_keys(loc) if key not in INNER]
    return f"write {{{', '.join(f'{key}: …' for key in keys[:3])}}}" if keys else "write {name: value}"


def _known_keys(loc: Path) -> list[str]:
    form = _annotation(loc)
    if not (isinstance(form, type) and issubclass(form, BaseModel)):
        return []
    names = [field.alias or name for name, field in form.model_fields.items()]
    return [name for name in names if name not in INNER]


def _description(loc: Path) -> str:
    form = _annotation(loc[:-1])
    if isinstance(form, type) and issubclass(form, BaseModel):
        for name, field in form.model_fields.items():
            if (field.alias or name) == loc[-1] and field.description:
                return field.description
    return "it"


def _annotation(loc: Path) -> Any:
    """Return the type that the schema has at a path of keys and indices."""
    found: Any = ScenarioForm
    for part in loc:
        found = _bare(found)
        if isinstance(found, type) and issubclass(found, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in found.model_fields.items()}
            found = fields.get(str(part))
        elif get_origin(found) is dict:
            found = get_args(found)[1]
        elif get_origin(found) is list:
            found = get_args(found)[0]
        else:
            return None
    return _bare(found)


def _bare(annotation: Any) -> Any:
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            annotation = next((a for a in get_args(annotation) if a is not type(None)), None)
        else:
            return annotation
