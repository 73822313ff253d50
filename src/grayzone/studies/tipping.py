"""Tipping: in how many draws a known event tips a society, whether it comes back, and what that hangs on.

Nothing is drawn by luck here: events come in expected numbers, so a society that tips does so for its parameters.
A society may also be on its way without the event, which is why every run stands beside one in which the event
never happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..engines.cell_run import Cells
from ..engines.problem import Problem
from ..errors import RunError, ScenarioError, nearest
from ..scenarios.scenario import Scenario
from .draws import Values, prior_draws

Floats = NDArray[np.float64]
EVERYTHING_ON = "nothing"
BLOCK = 16


@dataclass(frozen=True)
class Criterion:
    """What counts as tipping and as coming back, in days and ratios.

    The level *before* is the mean number of events a day on ``window`` days up to the eve of the event.  A society
    *tips* if the mean of the ``window`` days that end ``after`` days later is at least ``ratio`` times that, and its
    recovery is *incomplete* if it tipped and ``until`` days after the event still lies above ``1 + slack`` times it.
    """

    ratio: float = 2.0
    slack: float = 0.25
    window: int = 90
    after: int = 365
    until: int = 730


@dataclass(frozen=True)
class Tipping:
    """Shares of draws for one thing switched off.

    Attributes
    ----------
    off : str
        What was off; ``"nothing"`` for the whole model.
    tipped, incomplete : float
        Share of draws that tip, and that tip and do not come back.
    tipped_anyway : float
        Share of draws that tip by the same measure although the event never happened.
    by_event : float
        Share of draws that tip with the event and not without it.
    already : float
        Share of draws whose level had grown by the same ratio before the event, from the first days on; they have
        less room left to tip.
    median_ratio : float
        Median level after the event, relative to before.
    """

    off: str
    tipped: float
    incomplete: float
    tipped_anyway: float
    by_event: float
    already: float
    median_ratio: float


@dataclass(frozen=True)
class TippingTable:
    """The rows of :func:`tipping_shares`, and what the data could tell about them."""

    event: str
    draws: int
    criterion: Criterion
    rows: tuple[Tipping, ...]
    caution: str

    def row(self, off: str = EVERYTHING_ON) -> Tipping:
        """Return the row of what was off.

        Raises
        ------
        RunError
            if it was not asked for.
        """
        for row in self.rows:
            if row.off == off:
                return row
        raise RunError(f"nothing was run without {off!r}", mend=nearest(off, [row.off for row in self.rows]))

    def makes_the_difference(self) -> list[tuple[str, float]]:
        """Return what was off, and by how much fewer draws recover incompletely then; the largest first."""
        whole = self.row().incomplete
        others = [(row.off, whole - row.incomplete) for row in self.rows if row.off != EVERYTHING_ON]
        return sorted(others, key=lambda pair: (-pair[1], pair[0]))

    def __str__(self) -> str:
        wide = max(12, *(len(row.off) for row in self.rows))
        head = f"{'off':{wide}}  tipped  incomplete  without the event  by the event  already  median ratio"
        lines = [f"{self.event}, {self.draws} draws", head]
        for row in self.rows:
            lines.append(
                f"{row.off:{wide}}  {row.tipped:6.2f}  {row.incomplete:10.2f}  {row.tipped_anyway:17.2f}  "
                f"{row.by_event:12.2f}  {row.already:7.2f}  {row.median_ratio:12.2f}"
            )
        return "\n".join([*lines, self.caution] if self.caution else lines)


def tipping_shares(
    scenario: Scenario,
    event: int | str | np.datetime64,
    draws: int = 64,
    off: Sequence[str] = (),
    *,
    kinds: Sequence[str] = (),
    criterion: Criterion = Criterion(),
    seed: int = 1,
    threads: int = 1,
) -> TippingTable:
    """Return in which share of draws from the priors a known event tips a society, with parts of the model off.

    Parameters
    ----------
    scenario : Scenario
    event : int, str or datetime64
        Position among the known events, or the day of one.
    draws : int
        Sets of parameters; the same ones whatever is off.
    off : sequence of str
        Each on its own: a mechanism (all its parameters that may be 0 are 0) or ``mechanism.parameter``.
    kinds : sequence of str
        Events that make the level; by default all that the model draws.
    criterion : Criterion
    seed, threads : int

    Raises
    ------
    ScenarioError
        for an event that is not known, or too near an end of the period.
    RunError
        for a mechanism, parameter or kind that the model does not have, or a parameter that may not be 0.

    Example
    -------
    >>> # tipping_shares(scenario, "2006-02-22", 64, off=["protection"]).row().incomplete
    """
    problem = replace(scenario.problem(), expected=True)
    at = event_position(problem, event)
    day = problem.events[at].day
    if day < criterion.window or day + criterion.until > problem.days:
        raise ScenarioError(
            f"the period holds no {criterion.window} days before the event and {criterion.until} after it",
            where=scenario.name,
            mend="choose another event, or a shorter criterion",
        )
    chosen = [_kind(problem, name) for name in (kinds or sorted(k for k, v in problem.drawn.items() if v.any()))]
    never = replace(problem, events=problem.events[:at] + problem.events[at + 1 :])
    sets = prior_draws(problem.model, draws, seed=seed, base=problem.parameter_values())
    zeros = {EVERYTHING_ON: {}, **{name: switched_off(problem, name) for name in off}}
    cells, without = Cells(problem), Cells(never)
    rows = []
    for name, values in zeros.items():
        given = [{**one, **values} for one in sets]
        ratio, late, grown = _levels(cells, given, chosen, day, criterion, threads)
        anyway, _, _ = _levels(without, given, chosen, day, criterion, threads)
        tips, also = ratio >= criterion.ratio, anyway >= criterion.ratio
        rows.append(
            Tipping(
                off=name,
                tipped=float(tips.mean()),
                incomplete=float((tips & (late > 1.0 + criterion.slack)).mean()),
                tipped_anyway=float(also.mean()),
                by_event=float((tips & ~also).mean()),
                already=float((grown >= criterion.ratio).mean()),
                median_ratio=float(np.median(ratio)),
            )
        )
    title = f"{problem.events[at].name or problem.events[at].kind}, {problem.first + day}"
    return TippingTable(title, draws, criterion, tuple(rows), _caution(scenario))


def event_position(problem: Problem, event: int | str | np.datetime64) -> int:
    """Return the position of a known event among all, from its position or its day.

    Raises
    ------
    ScenarioError
        if there is none, with the nearest.
    """
    if isinstance(event, int):
        if not 0 <= event < len(problem.events):
            count = len(problem.events)
            raise ScenarioError(f"there is no known event {event}", mend=f"the scenario has {count}, counted from 0")
        return event
    days = [str(problem.first + known.day) for known in problem.events]
    if str(event) not in days:
        raise ScenarioError(f"no known event falls on {event}", mend=nearest(str(event), days))
    return days.index(str(event))


def switched_off(problem: Problem, name: str) -> Values:
    """Return the parameters that are 0 where a mechanism, or one parameter of it, is switched off.

    Raises
    ------
    RunError
        if the model does not have it, or it may not be 0.
    """
    declared = {f"{m.name}.{key}": m.parameters[key] for m in problem.model.mechanisms for key in m.parameters}
    mechanisms = {m.name for m in problem.model.mechanisms}
    if name not in declared and name not in mechanisms:
        raise RunError(f"the model has no {name!r} to switch off", mend=nearest(name, [*mechanisms, *declared]))
    asked = [name] if name in declared else [key for key in declared if key.startswith(f"{name}.")]
    zero = {key: 0.0 for key in asked if declared[key].low <= 0.0 <= declared[key].high}
    if not zero:
        raise RunError(f"nothing of {name!r} may be 0", mend="switch off what makes use of it")
    return zero


def _kind(problem: Problem, name: str) -> int:
    if name not in problem.model.kinds:
        raise RunError(f"the model has no events {name!r}", mend=nearest(name, problem.model.kinds))
    return problem.model.kinds.index(name)


def _levels(
    cells: Cells, sets: Sequence[Values], kinds: Sequence[int], day: int, criterion: Criterion, threads: int
) -> tuple[Floats, Floats, Floats]:
    """Return the level after the event and at the end of the horizon relative to before, and that to first, [draw]."""
    days = cells.problem.days
    ratio, late, grown = (np.zeros(len(sets)) for _ in range(3))
    for first in range(0, len(sets), BLOCK):
        block = range(first, min(len(sets), first + BLOCK))
        state = cells.begin(False, 1, list(block), [sets[k] for k in block])
        cells.advance(state, min(days, day + criterion.until), threads)
        # Record 0 is the eve of the first day, so day t of the run stands at t + 1.
        level = state.record["events"][:, 1:, kinds, :].sum(axis=(2, 3))
        before = np.maximum(_mean(level, day, criterion.window), 1e-12)
        here = slice(first, first + len(block))
        ratio[here] = _mean(level, day + criterion.after, criterion.window) / before
        late[here] = _mean(level, day + criterion.until, criterion.window) / before
        grown[here] = before / np.maximum(_mean(level, criterion.window, criterion.window), 1e-12)
    return ratio, late, grown


def _mean(level: Floats, end: int, window: int) -> Floats:
    return np.asarray(level[:, end - window : end].mean(axis=1))


def _caution(scenario: Scenario) -> str:
    """Return what a case says of how far its data could tell, with the claim it rests on."""
    facts = scenario.raw.get("facts")
    told = facts.get("identification") if isinstance(facts, dict) else None
    if not isinstance(told, dict):
        return ""
    return f"{str(told.get('what', '')).strip()} ({told.get('claim', 'no claim')})"
