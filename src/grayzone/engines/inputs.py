"""A problem as the arrays that a compiled kernel reads: fixed types, fixed layout, whatever the model says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import LanguageError, nearest
from .plan import Plan
from .problem import Problem, Rule

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: What a rule can watch: a public variable of the group, a status in the group, events of a kind everywhere.
WATCHED = ("signal", "status", "events")
EVERYWHERE = -1


@dataclass(frozen=True)
class Inputs:
    """What comes from outside, ready for a kernel; every array is C-contiguous and of one fixed type."""

    size: Floats
    place_of: Whole
    community_of: Whole
    on_ladder: Floats
    mixing: Floats
    levers: Floats
    drivers: Floats
    drawn: Floats
    event_start: Whole
    event_at: Whole
    event_marks: Floats
    event_given: Floats
    rules: Floats
    start_stock: Floats

    def tuple(self) -> tuple[Any, ...]:
        """Return the arrays in the order in which kernels unpack them."""
        return tuple(vars(self).values())


def prepare(problem: Problem, plan: Plan) -> Inputs:
    """Return the arrays of a problem."""
    model, society = problem.model, problem.society
    groups, days = len(society.groups), problem.days
    communities = [c.name for c in society.communities]
    places = [p.name for p in society.places]
    marks = sorted({m for e in plan.events for m in e.marks})
    start, at, values = _known_events(problem, marks, places, communities)
    ladders = [c.ladder for c in society.communities] * len(places)
    return Inputs(
        size=np.ascontiguousarray(society.sizes(problem.people), dtype=np.float64),
        place_of=np.repeat(np.arange(len(places)), len(communities)).astype(np.int64),
        community_of=np.tile(np.arange(len(communities)), len(places)).astype(np.int64),
        on_ladder=np.array(
            [[float(x == ladder) for x in ladders] for ladder in model.ladders], dtype=np.float64
        ),
        mixing=np.ascontiguousarray(society.mixing(problem.people), dtype=np.float64),
        levers=_schedule(problem.levers, model.levers, days, groups),
        drivers=_schedule(problem.drivers, model.drivers, days, groups),
        drawn=_drawn(problem, days),
        event_start=start,
        event_at=at,
        event_marks=np.nan_to_num(values),
        event_given=np.where(np.isnan(values), 0.0, 1.0),
        rules=_rules(problem, plan, communities),
        start_stock=np.array([float(s.start or 0.0) for s, _ in model.stocks.values()] or [0.0]),
    )


def _schedule(given: Any, names: tuple[str, ...], days: int, groups: int) -> Floats:
    out = np.zeros((days, max(1, len(names)), groups))
    for k, name in enumerate(names):
        if name in given:
            out[:, k, :] = given[name]
    return out


def _drawn(problem: Problem, days: int) -> Floats:
    out = np.zeros((days, max(1, len(problem.model.kinds))))
    for k, kind in enumerate(problem.model.kinds):
        if kind in problem.drawn:
            out[:, k] = problem.drawn[kind]
    return out


def _known_events(
    problem: Problem, marks: list[str], places: list[str], communities: list[str]
) -> tuple[Whole, Whole, Floats]:
    """Return (first event of each day, [kind, place, community, ordinal, group], marks or NaN if not given)."""
    ordinal: dict[str, int] = {}
    rows: list[tuple[int, list[int], list[float]]] = []
    for event in problem.events:
        number = ordinal.get(event.kind, 0)
        ordinal[event.kind] = number + 1
        if not 0 <= event.day < problem.days:
            continue
        place, community = (
            _index(event.place, places, "place"),
            _index(event.community, communities, "community"),
        )
        group = max(place, 0) * len(communities) + max(community, 0)
        for name in event.marks:
            if name not in marks:
                raise LanguageError(
                    f"no mechanism reads the mark {name!r} of {event.kind!r}", mend=nearest(name, marks)
                )
        given = [float(event.marks.get(name, np.nan)) for name in marks]
        at = [problem.model.kinds.index(event.kind), place, community, number, group]
        rows.append((event.day, at, given))
    rows.sort(key=lambda row: row[0])
    start = np.searchsorted(np.array([row[0] for row in rows], dtype=np.int64), np.arange(problem.days + 1))
    at_array = np.array([row[1] for row in rows], dtype=np.int64).reshape(len(rows), 5)
    marks_array = np.array([row[2] for row in rows], dtype=np.float64).reshape(len(rows), max(1, len(marks)))
    return start.astype(np.int64), at_array, marks_array


def _index(name: str, known: list[str], what: str) -> int:
    if not name:
        return EVERYWHERE
    if name not in known:
        raise LanguageError(f"the society has no {what} {name!r}", mend=nearest(name, known))
    return known.index(name)


def _rules(problem: Problem, plan: Plan, communities: list[str]) -> Floats:
    """Return one row per rule and community: lever, community, watched kind and index, and its numbers."""
    rows = []
    for rule in problem.rules:
        lever = _known(rule.lever, list(problem.model.levers), "lever")
        kind, index = _watched(rule, plan)
        for name in rule.communities or communities:
            rows.append(
                [
                    lever, _index(name, communities, "community"), kind, index,
                    rule.above, rule.gain, rule.cap, rule.delay, rule.window, rule.first, rule.last,
                ]
            )  # fmt: skip
    return np.array(rows, dtype=np.float64).reshape(len(rows), 11)


def _known(name: str, known: list[str], what: str) -> int:
    if name not in known:
        raise LanguageError(f"the model has no {what} {name!r}", mend=nearest(name, known))
    return known.index(name)


def _watched(rule: Rule, plan: Plan) -> tuple[int, int]:
    kind, _, name = rule.watch.partition(":")
    if kind not in WATCHED:
        raise LanguageError(
            f"a rule watches {rule.watch!r}", mend="say signal:NAME, status:NAME or events:KIND"
        )
    known = {"signal": plan.model.publics(), "status": plan.model.statuses, "events": plan.model.kinds}[kind]
    return WATCHED.index(kind), _known(name, list(known), kind)


@dataclass(frozen=True)
class Memories:
    """The exponentials of all signals, laid end to end: where each signal's begin, and for each draw their weights."""

    first: Whole
    weights: Floats
    factors: Floats


def memories(plan: Plan, draws: Sequence[Mapping[str, float]]) -> Memories:
    """Return the memories of all signals for each set of parameter values; arrays are [draw, component]."""
    first, weights, factors = [0], [], []
    for values in draws:
        row_w: list[float] = []
        row_f: list[float] = []
        for memory, owner in plan.model.signals.values():
            own = {k: values[f"{owner.name}.{k}"] for k in owner.values} if owner is not None else {}
            w, f = memory.resolve(own)
            row_w.extend(w)
            row_f.extend(f)
        weights.append(row_w or [0.0])
        factors.append(row_f or [0.0])
    for memory, _ in plan.model.signals.values():
        first.append(first[-1] + memory.components)
    return Memories(np.array(first, dtype=np.int64), np.array(weights), np.array(factors))
