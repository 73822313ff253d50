"""The ladder of fidelities: one problem as shares, as counts and as agents, and what each step changes.

From shares to counts a society becomes finite; from counts to agents it gets a network.  The differences are
findings about the society, not errors of an engine: few ties per person can move an answer far.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import RunError
from ..ground.records import Record
from .problem import Problem
from .run import run, run_many

Floats = NDArray[np.float64]
Measure = Callable[[Record], Floats]

#: An effect below so many standard errors is called chance.
TOLD_APART = 2.0


@dataclass(frozen=True)
class Effect:
    """What one step of the ladder does to one measure on the last day.

    ``kind`` is ``"finite numbers"`` (counts less shares) or ``"network"`` (agents less counts); ``value`` is the
    mean over replicates and ``standard_error`` that of this mean, both in the unit of the measure.
    """

    kind: str
    measure: str
    value: float
    standard_error: float
    replicates: int

    @property
    def told_apart(self) -> bool:
        """Whether the effect is more than chance between replicates would give (two standard errors)."""
        return abs(self.value) > max(TOLD_APART * self.standard_error, 1e-12)

    def sentence(self) -> str:
        """Say in words what the step does."""
        below, above = ("counts", "agents") if self.kind == "network" else ("shares", "counts")
        size = f"{abs(self.value):.3g} (standard error {self.standard_error:.2g})"
        if not self.told_apart:
            return (
                f"{self.kind}: {above} and {below} end with the same {self.measure}, as far as "
                f"{self.replicates} replicates can tell; they differ by {size}"
            )
        direction = "more" if self.value > 0 else "less"
        return f"{self.kind}: {self.measure} ends {size} {direction} as {above} than as {below}"


@dataclass(frozen=True)
class Ladder:
    """One problem at three fidelities; ``print`` shows the last day.

    (:class:`grayzone.language.ladders.Ladder` is another thing: the steps between stances.)

    Parameters
    ----------
    day : datetime64 array, dims (day,)
    measures : tuple of str
    shares, counts, agents : float64 arrays, dims (replicate, day, measure)
        Shares have one replicate where nothing in them is drawn.
    seed : int
    """

    day: NDArray[np.datetime64]
    measures: tuple[str, ...]
    shares: Floats
    counts: Floats
    agents: Floats
    seed: int

    @property
    def replicates(self) -> int:
        """How many times counts and agents were run."""
        return len(self.counts)

    def finite_size(self, measure: str = "", day: int = -1) -> Effect:
        """Return what whole numbers of people change: mean of counts less shares, on one day of the record."""
        return self._effect("finite numbers", self.counts - self.shares, measure, day)

    def network(self, measure: str = "", day: int = -1) -> Effect:
        """Return what ties change: mean of agents less mean of counts, on one day of the record."""
        return self._effect("network", self.agents - self.counts, measure, day)

    def _effect(self, kind: str, difference: Floats, measure: str, day: int) -> Effect:
        name = measure or self.measures[0]
        if name not in self.measures:
            raise RunError(
                f"the ladder has no measure {name!r}", mend=f"known are {', '.join(self.measures)}"
            )
        seen = difference[:, day, self.measures.index(name)]
        error = float(seen.std(ddof=1) / np.sqrt(len(seen)))
        return Effect(kind, name, float(seen.mean()), error, len(seen))

    def effects(self) -> list[Effect]:
        """Return both effects of every measure on the last day."""
        return [step(name) for name in self.measures for step in (self.finite_size, self.network)]

    def rows(self) -> list[dict[str, str | float]]:
        """Return a table of the last day: one row per measure, means over replicates and both effects."""
        found: list[dict[str, str | float]] = []
        for k, name in enumerate(self.measures):
            row: dict[str, str | float] = {"measure": name}
            for fidelity in ("shares", "counts", "agents"):
                row[fidelity] = float(getattr(self, fidelity)[:, -1, k].mean())
            for label, effect in (("finite", self.finite_size(name)), ("network", self.network(name))):
                row[label], row[f"{label}_error"] = effect.value, effect.standard_error
            found.append(row)
        return found

    def __str__(self) -> str:
        wide = max(8, *(len(name) for name in self.measures))
        head = (
            f"{'':{wide}}  {'shares':>8} {'counts':>8} {'agents':>8}   {'finite numbers':>18} {'network':>18}"
        )
        lines = [f"{self.day[-1]}, {self.replicates} replicates", head]
        for row in self.rows():
            three = " ".join(f"{row[fidelity]:8.4f}" for fidelity in ("shares", "counts", "agents"))
            finite = f"{row['finite']:+.4f} +- {row['finite_error']:.4f}"
            network = f"{row['network']:+.4f} +- {row['network_error']:.4f}"
            lines.append(f"{row['measure']:{wide}}  {three}   {finite:>18} {network:>18}")
        return "\n".join([*lines, *(effect.sentence() for effect in self.effects() if effect.told_apart)])


def ladder(
    problem: Problem,
    *,
    seed: int = 1,
    replicates: int = 8,
    threads: int = 1,
    measure: Measure | None = None,
    people: int | None = None,
) -> Ladder:
    """Run a problem at all three fidelities and say what finite numbers and the network change.

    Replicate k of counts and agents meets the same drawn events, so their difference is one of people alone;
    where events are drawn, shares are run for each replicate, too, and otherwise once.

    Parameters
    ----------
    problem : Problem
    seed : int
        Which luck.
    replicates : int
        How often counts and agents are run, at least 2.
    threads : int
        Changes the time, never a bit.
    measure : callable, optional
        From a record to one number a day, float array, dims (day,); without it, the share of all people in
        each status.
    people : int, optional
        The society's people, where another size than the problem's is wanted.

    Returns
    -------
    Ladder

    Raises
    ------
    FidelityError
        if one of the fidelities cannot say what the model says.
    RunError
        for fewer than 2 replicates (they have no standard error), or a measure that is not one number a day.

    Example
    -------
    >>> # steps = ladder(problem, replicates=8)
    >>> # print(steps.network("hostile").sentence())
    """
    if replicates < 2:
        raise RunError(f"{replicates} replicates have no standard error", mend="ask for at least 2")
    asked = problem if people is None else replace(problem, people=people)
    lucks = list(range(replicates))
    lucky = lucks if asked.events or any(np.any(days) for days in asked.drawn.values()) else lucks[:1]
    names = (getattr(measure, "__name__", "measure"),) if measure is not None else asked.model.statuses

    def measured(records: list[Record]) -> Floats:
        return np.stack([_measured(record, measure, asked.days + 1) for record in records])

    return Ladder(
        asked.calendar(),
        tuple(names),
        measured(run_many(asked, "shares", seed=seed, replicates=lucky, threads=threads)),
        measured(run_many(asked, "counts", seed=seed, replicates=lucks, threads=threads)),
        measured([run(asked, "agents", seed=seed, replicate=luck, threads=threads) for luck in lucks]),
        seed,
    )


def _measured(record: Record, measure: Measure | None, days: int) -> Floats:
    """Return what is measured of one record, dims (day, measure)."""
    if measure is None:
        people = record["people"].values.sum(axis=1)
        return np.asarray(people / people.sum(axis=1, keepdims=True))
    found = np.asarray(measure(record), dtype=np.float64)
    if found.shape != (days,):
        raise RunError(
            f"the measure has shape {found.shape}, not ({days},)",
            mend="return one number for each day of the record",
        )
    return found[:, None]
