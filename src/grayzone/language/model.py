"""A model: mechanisms put together, and everything that they must agree on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..errors import LanguageError, nearest
from . import checks
from .dimensions import power_of_day
from .effects import Effect
from .ladders import BUILT_IN, Ladder
from .mechanism import Mechanism
from .memory import Memory
from .variables import lever, signal, stock

CARRIED = ("", "mean")


@dataclass(frozen=True)
class Trait:
    """How a trait is kept: its bounds, and how cells of like people carry it.

    ``bins`` carries the whole distribution; ``carried="mean"`` one mean per cell.  Agents carry each person's
    own value.  Without either, ``counts`` and ``shares`` refuse the model.

    Raises
    ------
    LanguageError
        for bounds the wrong way round, bins without finite bounds, or both ways of carrying at once.
    """

    low: float = float("-inf")
    high: float = float("inf")
    bins: int = 0
    carried: str = ""

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise LanguageError(
                f"a trait reaches from {self.low:g} to {self.high:g}", mend="give low below high"
            )
        if self.carried not in CARRIED:
            raise LanguageError(f"carried={self.carried!r} is not known", mend="say 'mean', or give bins=")
        if self.bins < 0 or (self.bins and self.carried):
            raise LanguageError(
                f"a trait has {self.bins} bins and carried={self.carried!r}",
                mend="give bins= or carried='mean'",
            )
        if self.bins and not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise LanguageError("a trait with bins has no finite bounds", mend="give it low= and high=")


class Model:
    """Mechanisms, ladders and traits, checked against each other.

    Parameters
    ----------
    mechanisms : iterable of Mechanism
        In any order: they are taken by name, so listing order cannot change a run.
    ladders : iterable of Ladder, optional
        The statuses that people can be in; the built-in ladders are ``host`` and ``target``.
    traits : mapping of name to Trait, optional
    drivers : iterable of str, optional
        Signals whose course is given from outside (arrivals, a schedule of calls).
    signals : mapping of name to Memory, optional
        Signals that no mechanism owns but that events move.

    Raises
    ------
    LanguageError, UnitError
        for anything that cannot be meant, with where and how to mend it.
    """

    def __init__(
        self,
        mechanisms: Iterable[Mechanism],
        *,
        ladders: Iterable[Ladder] = tuple(BUILT_IN.values()),
        traits: Mapping[str, Trait] | None = None,
        drivers: Iterable[str] = (),
        signals: Mapping[str, Memory] | None = None,
    ) -> None:
        self.mechanisms = _by_name(mechanisms)
        self.ladders = {ladder.name: ladder for ladder in ladders}
        self.statuses = tuple(dict.fromkeys(s for ladder in self.ladders.values() for s in ladder.steps))
        self.traits = dict(sorted((traits or {}).items()))
        self.drivers = tuple(sorted(set(drivers)))
        self.signals: dict[str, tuple[Memory, Mechanism | None]] = {
            name: (memory, None) for name, memory in (signals or {}).items()
        }
        self.stocks: dict[str, tuple[stock, Mechanism]] = {}
        self._collect_owned()
        levers = (v.name for m in self.mechanisms for v in m.views.values() if isinstance(v, lever))
        self.levers = tuple(sorted(set(levers)))
        kinds = {e.target if e.kind == "event" else e.on for _, e in self.effects()}
        self.kinds = tuple(sorted(kinds - {""}))
        checks.check(self)

    def __repr__(self) -> str:
        return f"<model of {', '.join(m.name for m in self.mechanisms)}>"

    def effects(self) -> list[tuple[Mechanism, Effect]]:
        """Return every effect with its mechanism, in canonical order."""
        return [(m, m.effects[k]) for m in self.mechanisms for k in sorted(m.effects)]

    def mechanism(self, name: str) -> Mechanism:
        """Return a mechanism by its name."""
        for m in self.mechanisms:
            if m.name == name:
                return m
        known = [m.name for m in self.mechanisms]
        raise LanguageError(f"the model has no mechanism {name!r}", mend=nearest(name, known))

    def publics(self) -> tuple[str, ...]:
        """Return the names of all signals, stocks and drivers, sorted."""
        return tuple(sorted({*self.signals, *self.stocks, *self.drivers}))

    def powers(self, m: Mechanism, effect: Effect) -> dict[str, int]:
        """Return the power of time of each argument (keyed ``mechanism.argument``)."""
        return {
            f"{m.name}.{a}": power_of_day(m.parameters[a].unit) if a in m.parameters else 0
            for a in effect.arguments
        }

    def _collect_owned(self) -> None:
        """Find the owner of every signal and stock; there is exactly one."""
        for m in self.mechanisms:
            for argument, view in m.views.items():
                where = f"{type(m).__name__}.{argument}"
                if isinstance(view, signal) and view.memory is not None:
                    self._refuse_second("signal", view.name, where, "memory=")
                    checks.check_memory(m, view.name, view.memory, where)
                    self.signals[view.name] = (view.memory, m)
                if isinstance(view, stock) and view.start is not None:
                    self._refuse_second("stock", view.name, where, "start=")
                    self.stocks[view.name] = (view, m)
        self.signals = dict(sorted(self.signals.items()))
        self.stocks = dict(sorted(self.stocks.items()))
        for name in self.drivers:
            if name in self.signals or name in self.stocks:
                raise LanguageError(
                    f"{name!r} is given from outside and has an owner in the model",
                    mend="keep one of the two",
                )
        for name in self.traits:
            if name in self.publics():
                raise LanguageError(
                    f"{name!r} is a person's trait and a public variable",
                    mend="give one of them another name",
                )

    def _refuse_second(self, kind: str, name: str, where: str, owning: str) -> None:
        if name in self.signals or name in self.stocks:
            raise LanguageError(
                f"the {kind} {name!r} has two owners",
                where=where,
                mend=f"give {owning} in one mechanism only",
            )


def _by_name(mechanisms: Iterable[Mechanism]) -> tuple[Mechanism, ...]:
    given = tuple(mechanisms)
    for m in given:
        if not isinstance(m, Mechanism):
            name = getattr(m, "__name__", type(m).__name__)
            raise LanguageError(f"{name} is no mechanism with values", mend=f"write {name}(), with brackets")
    ordered = tuple(sorted(given, key=lambda m: m.name))
    for one, other in zip(ordered, ordered[1:]):
        if one.name == other.name:
            raise LanguageError(
                f"two mechanisms are called {one.name!r}", mend="give one of them another name="
            )
    return ordered
