"""The likelihood of daily counts given dated events: fear after an event, incidents after fear.

Everything is read from the mechanisms' own functions, so what is fitted is what a run runs.  A parameter
that the expressions do not contain cannot be learned from these data: it is listed, never estimated.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..engines.adjoint import bound
from ..engines.dayloop import IMPULSE, Day, Loop
from ..errors import DataError, LanguageError, nearest
from ..language.effects import Effect
from ..language.graph import Graph, Node, inputs
from ..language.mechanism import Mechanism
from ..language.parameters import Parameter
from ..language.priors import Prior
from ..language.reader import read
from ..language.variables import lever, mark, share, signal
from ..readers.events import Event
from .memories import components
from .observations import Counts, LevelDay, MovingLevel, level_day

Floats = NDArray[np.float64]


class Likelihood:
    """The likelihood of one daily series given the events that were known.

    Event after event raises a signal (fear), the signal fades by its memory, and incidents answer it; the
    usual number of incidents is the moving level's.  Events before the first day of the series are not in
    it.

    Parameters
    ----------
    counts : Counts
    events : sequence of Event
        Only those within the series are used.
    effect : Mechanism
        Owns the signal that events move, such as ``Fear()``; None for the level alone.
    incidents : Mechanism
        Has the event whose intensity answers the signal, such as ``HateIncidents(response=1)``.
    level : MovingLevel
    priors : mapping of parameter name to Prior, optional
        In place of those that are declared; a parameter that has no prior at all keeps its value.
    keep : sequence of str
        Parameters that keep their values although they have a prior.

    Attributes
    ----------
    parameters : tuple of str
        What these data can inform, sorted.
    not_informed : tuple of str
        Parameters with a prior that cannot move the likelihood.

    Raises
    ------
    LanguageError, DataError
        for mechanisms or events that the likelihood cannot use.

    Example
    -------
    >>> dates = np.datetime64("2001-01-01") + np.arange(3)
    >>> level = Likelihood(Counts(dates, np.array([2.0, 3.0, 1.0]), usual=2.0))
    >>> level.parameters
    ('moving_level.dispersion', 'moving_level.memory')
    >>> round(level.log_density(np.array([0.1, 50.0])), 3)
    -3.135
    """

    def __init__(
        self,
        counts: Counts,
        events: Sequence[Event] = (),
        *,
        effect: Mechanism | None = None,
        incidents: Mechanism | None = None,
        level: Mechanism | None = None,
        priors: Mapping[str, Prior] | None = None,
        keep: Sequence[str] = (),
    ) -> None:
        self.counts, self.graph = counts, Graph()
        self.mechanisms = [m for m in (effect, incidents, level or MovingLevel()) if m is not None]
        self.declared: dict[str, Parameter] = {
            f"{m.name}.{key}": p for m in self.mechanisms for key, p in m.parameters.items()
        }
        self.priors, self._values = _priors(self.mechanisms, self.declared, priors or {}, keep)
        first, last = counts.dates[0], counts.dates[-1]
        self.events = sorted((e for e in events if first <= e.date <= last), key=lambda e: e.date)
        graph = self.graph
        start: dict[str, Node] = {}
        step: dict[str, Node] = {}
        told, impulse = graph.const(1.0), graph.const(0.0)
        if effect is not None and self.events:
            name, felt, impulse = self._felt(effect, start, step)
            told = self._told(incidents, name, felt) if incidents is not None else told
        part = level_day(graph, told, control=counts.log_control is not None, breaks=bool(counts.breaks))
        self.loop = Loop(self._bound(part, start, step, impulse))
        self.parameters = self.loop.parameters
        self.not_informed = tuple(sorted(set(self.priors) - set(self.parameters)))
        self._arrays()

    # -- from mechanisms to expressions -----------------------------------------------------------------
    def _felt(self, m: Mechanism, start: dict[str, Node], step: dict[str, Node]) -> tuple[str, Node, Node]:
        """Add the signal's memory to the day; return its name, its value of today and an event's impulse."""
        graph = self.graph
        owned = [v for v in m.views.values() if isinstance(v, signal) and v.memory is not None]
        if len(owned) != 1:
            raise LanguageError(
                f"{m.name} owns {len(owned)} signals with a memory",
                mend="give a mechanism that owns exactly one",
            )
        name, memory = owned[0].name, owned[0].memory
        assert memory is not None
        given = {key: graph.input(f"{m.name}.{key}") for key in m.parameters}
        weights, factors = components(graph, memory, given)
        impulse = graph.input(IMPULSE)
        half = graph.make("mul", graph.const(0.5), impulse)  # an event is felt for half of its own day
        felt = graph.const(0.0)
        for k, (weight, left) in enumerate(zip(weights, factors)):
            key = f"{name}_{k}"
            kept = graph.make("mul", graph.input(f"state:{key}"), left, hint=f"{key}_left")
            now = graph.make("mul", weight, graph.make("add", kept, half))
            felt = graph.make("add", felt, now, hint=name)
            start[key], step[key] = graph.const(0.0), graph.make("add", kept, impulse, hint=f"{key}_after")
        return name, felt, self._impulse(m, name)

    def _impulse(self, m: Mechanism, name: str) -> Node:
        graph = self.graph
        found: dict[str, Node] = {}
        for kind in sorted({e.kind for e in self.events}):
            effects = [
                e for e in m.effects.values() if e.kind == "drift" and e.on == kind and e.target == name
            ]
            if len(effects) != 1:
                raise LanguageError(
                    f"{m.name} has {len(effects)} functions for the event {kind!r}",
                    mend="give it one, or leave these events out",
                )
            given = {a: self._argument(m, a) for a in effects[0].arguments}
            found[kind] = _read(graph, m, effects[0], given)
        kinds = list(found)
        node = found[kinds[0]]
        for kind in kinds[1:]:
            chosen = graph.make("gt", graph.input(f"mark:is_{kind}"), graph.const(0.5))
            node = graph.make("select", chosen, found[kind], node, hint="impulse_of")
        return node

    def _argument(self, m: Mechanism, argument: str) -> Node:
        if argument in m.parameters:
            return self.graph.input(f"{m.name}.{argument}")
        view = m.views.get(argument)
        return self.graph.input(f"mark:{view.name if isinstance(view, mark) else argument}")

    def _told(self, m: Mechanism, name: str, felt: Node) -> Node:
        """Return by what factor the signal raises the intensity of incidents."""
        graph = self.graph
        events = [e for e in m.effects.values() if e.kind == "event"]
        if len(events) != 1:
            raise LanguageError(
                f"{m.name} has {len(events)} events", mend="give a mechanism with exactly one"
            )
        one, zero = graph.const(1.0), graph.const(0.0)

        def intensity(of: Node) -> Node:
            given: dict[str, Node] = {}
            for argument in events[0].arguments:
                view = m.views.get(argument)
                if argument in m.parameters:
                    given[argument] = graph.input(f"{m.name}.{argument}")
                elif isinstance(view, signal) and view.name == name:
                    given[argument] = of
                elif isinstance(view, share):
                    given[argument] = one  # shares do not move in this likelihood: they are in the level
                elif isinstance(view, lever):
                    given[argument] = zero
                else:
                    raise LanguageError(
                        f"{m.name} looks at {argument!r}, which these data do not hold",
                        mend=f"give a mechanism that looks at {name}, shares and levers only",
                    )
            fixed = {k: graph.const(v) for k, v in self._values.items()}
            return bound(graph, _read(graph, m, events[0], given), fixed)

        return graph.make("div", intensity(felt), intensity(zero), hint="told")

    def _bound(self, part: LevelDay, start: dict[str, Node], step: dict[str, Node], impulse: Node) -> Day:
        """Put the values of parameters and marks that do not vary into the expressions."""
        graph = self.graph
        fixed = {name: graph.const(value) for name, value in self._values.items()}
        self._marks = _marks(self.events)
        for name in [n for n in inputs(impulse) if n.startswith("mark:")]:
            values = self._marks.get(name[5:], np.zeros(len(self.events)))
            if np.all(values == values[0]):
                fixed[name] = graph.const(float(values[0]))

        def of(node: Node) -> Node:
            return bound(graph, node, fixed)

        return Day(
            graph,
            {k: of(v) for k, v in (start | part.start).items()},
            {k: of(v) for k, v in (step | part.step).items()},
            of(impulse),
            of(part.mean),
            of(part.dispersion),
        )

    # -- data ------------------------------------------------------------------------------------------
    def _arrays(self) -> None:
        columns = self.counts.columns()
        self._data = np.ascontiguousarray(np.column_stack([columns[name] for name in self.loop.columns]))
        first = self.counts.dates[0].astype(np.int64)
        self._when = np.array([e.date.astype(np.int64) - first for e in self.events], dtype=np.int64)
        table = [self._marks[name] for name in self.loop.marks]
        self._table = (
            np.ascontiguousarray(np.column_stack(table)) if table else np.zeros((len(self.events), 1))
        )
        self._fixed = np.array([{"usual": self.counts.usual}[name] for name in self.loop.fixed])
        self._tape = self.loop.new_tape(len(self._data))
        scored = self._data[:, 2] > 0
        self._constant = -sum(math.lgamma(count + 1.0) for count in self._data[scored, 0])

    def with_counts(self, values: Floats) -> Likelihood:
        """Return the same likelihood of other counts on the same days (for simulation-based checks)."""
        other = object.__new__(Likelihood)
        other.__dict__.update(self.__dict__)
        seen = np.isfinite(values)
        other._data = self._data.copy()
        other._data[:, 0] = np.where(seen, values, 0.0)
        other._data[:, 1] = seen
        other._data[:, 2] = seen
        other._data[0, 2] = 0.0
        other._tape = self.loop.new_tape(len(self._data))
        other._constant = -sum(
            math.lgamma(c + 1.0) for c, s in zip(other._data[:, 0], other._data[:, 2]) if s > 0
        )
        return other

    def without_event(self, number: int) -> Likelihood:
        """Return the same likelihood without one of :attr:`events`, counted from 0."""
        other = object.__new__(Likelihood)
        other.__dict__.update(self.__dict__)
        other.events = [e for k, e in enumerate(self.events) if k != number]
        other._when = np.delete(self._when, number)
        other._table = np.delete(self._table, number, axis=0)
        other._tape = self.loop.new_tape(len(self._data))
        return other

    def draw(self, point: Floats, *, seed: int, replicate: int = 0) -> Floats:
        """Return counts drawn day after day, each from its density given those before; NaN where unknown."""
        table = (point, self._fixed, self._data, self._when, self._table)
        counts = self.loop.draw(*table, seed, replicate)
        return np.where(self._data[:, 1] > 0, counts, np.nan)

    @property
    def observed(self) -> Floats:
        """The counts, shape (day,); NaN where unknown."""
        return np.where(self._data[:, 1] > 0, self._data[:, 0], np.nan)

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Whether each day's count is part of the likelihood, shape (day,)."""
        return self._data[:, 2] > 0

    # -- values ----------------------------------------------------------------------------------------
    def array(self, values: Mapping[str, float]) -> Floats:
        """Return named values in the order of :attr:`parameters`."""
        for name in self.parameters:
            if name not in values:
                raise LanguageError(f"there is no value for {name}", mend="give one for each of .parameters")
        return np.array([values[name] for name in self.parameters], dtype=np.float64)

    def log_density(self, point: Floats) -> float:
        """Return the log likelihood, of all scored days, at a point in the order of :attr:`parameters`."""
        return self.loop.value(point, self._fixed, self._data, self._when, self._table)[0] + self._constant

    def predicted(self, point: Floats) -> tuple[Floats, Floats]:
        """Return each day's (mean, dispersion) as of the evening before, each of shape (day,)."""
        table = self.loop.value(point, self._fixed, self._data, self._when, self._table)[1]
        return table[:, 0], table[:, 1]

    def with_gradient(self, point: Floats) -> tuple[float, Floats]:
        """Return the log likelihood and its slope in each parameter.

        Where a number is not finite the result is -inf with slopes of 0: a sampler turns back there.
        """
        value, slopes = self.loop.with_gradient(
            point, self._fixed, self._data, self._when, self._table, self._tape
        )
        if not (math.isfinite(value) and np.all(np.isfinite(slopes))):
            return -math.inf, np.zeros(len(point))
        return value + self._constant, slopes


def _priors(
    mechanisms: Sequence[Mechanism],
    declared: Mapping[str, Parameter],
    given: Mapping[str, Prior],
    keep: Sequence[str],
) -> tuple[dict[str, Prior], dict[str, float]]:
    """Return the priors of what may be learned and the values of what is kept."""
    for name in (*given, *keep):
        if name not in declared:
            raise LanguageError(f"no mechanism has the parameter {name!r}", mend=nearest(name, declared))
    priors: dict[str, Prior] = {}
    values: dict[str, float] = {}
    for m in mechanisms:
        for key, p in sorted(m.parameters.items()):
            name = f"{m.name}.{key}"
            prior = given.get(name, p.prior if m.values[key] == p.default else None)
            if prior is None or name in keep:
                values[name] = m.values[key]
            else:
                priors[name] = prior
    return priors, values


def _marks(events: Sequence[Event]) -> dict[str, Floats]:
    """Return what is known of each event, by mark; an amplitude of its own is taken as 1."""
    unknown = [e for e in events if e.killed is None and e.kind == "attack"]
    if unknown:
        raise DataError(
            f"the number killed on {unknown[0].date} ({unknown[0].name}) is unknown",
            mend="write it into the file, or leave the event out of the fit",
        )
    many = len(events)
    return {
        "killed": np.array([float(e.killed or 0) for e in events]),
        "abroad": np.array([float(e.abroad) for e in events]),
        "symbolic": np.array([e.symbolic or 0.0 for e in events]),
        "is_shock": np.array([float(e.kind == "shock") for e in events]),
        "amplitude": np.ones(many),
        "here": np.ones(many),
        "own": np.ones(many),
    }


def _read(graph: Graph, m: Mechanism, effect: Effect, given: Mapping[str, Node]) -> Node:
    node = read(effect.function, given, graph, hint=f"{m.name}_{effect.name}")
    assert isinstance(node, Node)
    return node
