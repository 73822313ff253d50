"""The resolved form: a scenario as plain nested data in which nothing is left unsaid, and its canonical text.

Read as a scenario again it means the same, to the last bit.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..language.mechanism import Mechanism, snake
from ..language.memory import Memory
from ..language.model import Trait
from ..society.communities import TraitStart
from ..society.listed import Listed
from ..society.society import Society
from .drivers import Driver, table_text
from .equipment import in_house_units
from .files import sha256
from .policy import Answer, Piece, Policy
from .provocation import events_table
from .resolve import Rival, Setting
from .schema import ONLY_IN_CASES, ScenarioForm, TiesForm

PER_DAY = (("day", 1),)
FROM_CASES = (*ONLY_IN_CASES, "licence", "credit", "missing")


def spell(setting: Setting, folder: Any = None) -> dict[str, Any]:
    """Return the resolved form of a setting."""
    form = setting.form
    name = {"case": form.case} if form.case is not None else {"scenario": form.scenario}
    resolved: dict[str, Any] = {"grayzone": 1, **name, "title": form.title}
    if form.about is not None:
        resolved["about"] = form.about
    resolved["period"] = _period(setting)
    if setting.branch is not None:
        resolved["branch"] = str(setting.branch)
    resolved["ladders"] = {
        ladder: {
            "steps": list(kept.steps),
            "in": [step for step in kept.steps if kept.where(step) == "in"],
            "edge": [step for step in kept.steps if kept.where(step) == "edge"],
        }
        for ladder, kept in sorted(setting.ladders.items())
        if ladder in form.ladders
    }
    resolved["traits"] = {trait: _trait(kept) for trait, kept in sorted(setting.model.traits.items())}
    resolved["society"] = _society(setting.society, form, folder)
    resolved["signals"] = {signal: _memory(form.signals[signal]) for signal in sorted(form.signals)}
    resolved["drivers"] = {d: _driver(driver, setting) for d, driver in sorted(setting.drivers.items())}
    resolved["mechanisms"] = [
        {key: value for key, value in sorted(vars(source).items()) if value} for source in setting.sources
    ]
    resolved["model"] = [_mechanism(m, type(m).__name__) for m in setting.model.mechanisms]
    resolved["events"] = {"table": events_table(setting.events)}
    resolved["drawn"] = {
        kind: {"from": str(span.first), "until": str(span.last)} if span.drawn else False
        for kind, span in sorted(setting.drawn.items())
    }
    resolved["rivals"] = {rival: _rival(told, setting) for rival, told in sorted(setting.rivals.items())}
    resolved["policies"] = {policy: _policy(told) for policy, told in sorted(setting.policies.items())}
    resolved |= {key: value for key, value in case_parts(form).items() if value not in (None, {}, [])}
    return resolved


def _period(setting: Setting) -> dict[str, str]:
    first, last = setting.period
    told = {"from": str(first), "to": str(last)}
    fit_until = setting.form.period.fit_until if setting.form.period is not None else None
    return told | ({"fit_until": str(fit_until)} if fit_until is not None else {})


def _trait(kept: Trait) -> dict[str, Any]:
    told: dict[str, Any] = {"bounds": [kept.low, kept.high]} if math.isfinite(kept.low) else {}
    told |= {"bins": kept.bins} if kept.bins else {}
    return told | ({"carried": kept.carried} if kept.carried else {})


def _start(start: TraitStart) -> dict[str, Any]:
    return {start.law: start.a if start.law == "fixed" else [start.a, start.b]}


def _society(society: Society, form: ScenarioForm, folder: Any) -> dict[str, Any]:
    assert form.society is not None
    communities = {}
    for c in society.communities:
        label = form.society.communities[c.name].label
        communities[c.name] = {
            "people": c.people,
            "ladder": c.ladder,
            "start": dict(c.start),
            "traits": {trait: _start(start) for trait, start in c.traits.items()},
        } | ({"label": label} if label else {})
    names = list(communities)
    places: dict[str, Any] = {}
    for place in society.places:
        shares = place.shares if form.society.places else dict.fromkeys(names, 1.0)
        places[place.name] = None if shares is None else {name: shares.get(name, 0.0) for name in names}
    if isinstance(society.ties, Listed) and not form.society.places:
        places = {}
    actors = {a.name: {"kind": a.kind} | ({"base": a.base} if a.base else {}) for a in society.actors}
    return {
        "communities": communities,
        "places": places,
        "ties": _ties(form.society.ties, folder),
        "actors": actors,
    }


def _ties(told: TiesForm, folder: Any) -> Any:
    for kind in TiesForm.model_fields:
        form = getattr(told, kind)
        if form is None:
            continue
        spelled = form.model_dump(exclude_none=True)
        if kind == "listed":
            for key in ("edges", "nodes"):
                spelled[f"{key}_sha256"] = sha256(folder / spelled[key])
        return {kind: dict(sorted(spelled.items()))}
    return "none"


def _memory(memory: Memory) -> Any:
    if memory.kind in ("instant", "lasting"):
        return memory.kind
    lifetime = in_house_units(float(memory.arguments[0]), PER_DAY)
    if memory.kind == "fading":
        return {"fading": lifetime}
    return {"long_tail": {"scale": lifetime, "exponent": memory.arguments[1]}}


def _driver(driver: Driver, setting: Setting) -> dict[str, Any]:
    whom = {"communities": list(driver.communities)}
    if driver.table is not None:
        return {"table": table_text(driver, setting.period), "column": driver.column, **whom}
    if driver.constant:
        return {"value": driver.steps[0][1], **whom}
    return {"steps": [{"from": str(day), "to": value} for day, value in driver.steps], **whom}


def _mechanism(m: Mechanism, title: str) -> dict[str, Any]:
    values = {
        key: in_house_units(m.values[key], m.parameters[key].unit.dimensions) for key in sorted(m.values)
    }
    return {snake(title): {"name": m.name, **values}}


def _rival(told: Rival, setting: Setting) -> dict[str, Any]:
    values = {}
    for key, value in sorted(told.values.items()):
        name, _, parameter = key.partition(".")
        unit = setting.model.mechanism(name).parameters[parameter].unit
        values[key] = in_house_units(value, unit.dimensions)
    return {"label": told.label, "set": values}


def _days(count: int) -> str:
    return f"{count} days"


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "from": str(piece.first),
        "to": piece.to,
        "until": str(piece.last),
        "ramp": _days(piece.ramp),
        "communities": list(piece.communities),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "when": answer.when,
        "above": answer.above,
        "gain": answer.gain,
        "cap": answer.cap,
        "delay": _days(answer.delay),
        "window": _days(answer.window),
        "from": str(answer.first),
        "until": str(answer.last),
        "communities": list(answer.communities),
    }


def _policy(policy: Policy) -> dict[str, Any]:
    told: dict[str, Any] = {"label": policy.label} | ({"about": policy.about} if policy.about else {})
    for lever in sorted({p.lever for p in policy.pieces} | {a.lever for a in policy.answers}):
        told[lever] = [_piece(p) for p in policy.pieces if p.lever == lever]
        told[lever] += [_answer(a) for a in policy.answers if a.lever == lever]
    return told


def case_parts(form: ScenarioForm) -> dict[str, Any]:
    """Return what only a case has (series, breaks, held_out, facts, ...), validated and as plain data."""
    dumped = {key: getattr(form, key) for key in FROM_CASES}
    return {key: _plain(value) for key, value in dumped.items()}


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return _plain(value.model_dump(by_alias=True, exclude_none=True))
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, np.datetime64) else value


def canonical(resolved: Mapping[str, Any]) -> str:
    """Return the one text of a resolved form: JSON (which is YAML) with sorted keys."""
    return json.dumps(resolved, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def digest(resolved: Mapping[str, Any]) -> str:
    """Return the sha256 of the canonical text."""
    return hashlib.sha256(canonical(resolved).encode("utf-8")).hexdigest()


def as_yaml(resolved: Mapping[str, Any]) -> str:
    """Return a resolved form as YAML for readers; it loads to the same data."""
    return "\n".join(_lines(resolved, "")) + "\n"


def _lines(value: Any, margin: str) -> list[str]:
    if isinstance(value, Mapping) and value:
        rows = []
        for key, inner in value.items():
            rows += _under(f"{margin}{_scalar(key)}:", inner, margin + "  ")
        return rows
    if isinstance(value, list) and value:
        rows = []
        for inner in value:
            block = _lines(inner, margin + "  ")
            nested = isinstance(inner, Mapping | list) and bool(inner)
            rows += (
                [f"{margin}- {block[0].strip()}", *block[1:]] if nested else [f"{margin}- {_scalar(inner)}"]
            )
        return rows
    return [f"{margin}{_scalar(value)}"]


def _under(head: str, inner: Any, margin: str) -> list[str]:
    if isinstance(inner, Mapping | list) and inner:
        return [head, *_lines(inner, margin)]
    return [f"{head} {_scalar(inner)}"]


def _scalar(value: Any) -> str:
    """Write a word plainly if every reader of YAML, old or new, takes it for a word; all else as JSON."""
    if isinstance(value, str) and value.isascii() and value.replace("_", "").isalpha():
        if value.lower() not in ("true", "false", "null", "yes", "no", "on", "off", "y", "n"):
            return value
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
