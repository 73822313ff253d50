"""What the mechanisms of a model must agree on: statuses, traits, owners of signals, units.

Each check refuses in one sentence, at the function that cannot be meant.
"""

from __future__ import annotations

from typing import Any, Protocol

from ..errors import LanguageError, UnitError, nearest
from . import dimensions
from .effects import Effect
from .graph import Graph, Node
from .ladders import Ladder
from .mechanism import Mechanism
from .memory import Memory
from .reader import read
from .source import place_of, title
from .variables import mark, pair, share, signal, stock, trait


class Model(Protocol):
    """What a model declares, as far as it is checked here."""

    mechanisms: tuple[Mechanism, ...]
    ladders: dict[str, Ladder]
    statuses: tuple[str, ...]
    traits: dict[str, Any]
    drivers: tuple[str, ...]
    signals: dict[str, tuple[Memory, Mechanism | None]]
    stocks: dict[str, tuple[stock, Mechanism]]

    def effects(self) -> list[tuple[Mechanism, Effect]]:
        """Return every effect with its mechanism."""

    def powers(self, m: Mechanism, effect: Effect) -> dict[str, int]:
        """Return the power of time of each argument."""


def check(model: Model) -> None:
    """Check a model as a whole.

    Raises
    ------
    LanguageError, UnitError
        at the first thing that cannot be meant.
    """
    graph = Graph()
    for m, effect in model.effects():
        for argument in effect.arguments:
            if argument in m.views:
                _check_view(model, m, argument, effect)
        _check_target(model, m, effect)
        _check_function(model, m, effect, graph)
    for m in model.mechanisms:
        for name, view in sorted(m.views.items()):
            if isinstance(view, pair):
                _check_pair(m, name, view, graph)
    _check_forms(model)


def is_personal(model: Model, effect: Effect) -> bool:
    """Whether the effect asks a person, who has traits and ties."""
    return effect.kind in ("jump", "encounter") or (effect.kind == "drift" and effect.target in model.traits)


def wanted_power(effect: Effect) -> int:
    """Return the power of time in which the effect's function must come out."""
    return 0 if effect.chance or effect.on or effect.kind == "encounter" else -1


def check_memory(m: Mechanism, signal_name: str, memory: Memory, where: str) -> None:
    """Check the parameters that a memory names: declared, a time where a lifetime is meant, and above 0."""
    for used, power in memory.wanted_powers():
        if used not in m.parameters:
            raise LanguageError(
                f"the memory of {signal_name!r} names {used!r}, which is no parameter",
                where=where,
                mend=nearest(used, m.parameters),
            )
        declared = m.parameters[used]
        got = dimensions.power_of_day(declared.unit)
        if got != power:
            example = "'30 days'" if power else "1.2"
            raise UnitError(
                f"the memory of {signal_name!r} needs {dimensions.shown(power)}, and {used!r} is "
                f"{dimensions.shown(got)}",
                where=where,
                mend=f"declare it like parameter({example}, ...)",
            )
        if declared.low <= 0.0:
            raise LanguageError(
                f"the memory of {signal_name!r} rests on {used!r}, which may be "
                f"{declared.shown(declared.low)}",
                where=where,
                mend="let its bounds begin above 0",
            )


def _check_function(model: Model, m: Mechanism, effect: Effect, graph: Graph) -> None:
    where, name = effect.where(), f"{type(m).__name__}.{effect.name}"
    arguments = {a: graph.input(f"{m.name}.{a}") for a in effect.arguments}
    result = read(effect.function, arguments, graph)
    if not isinstance(result, Node):
        raise LanguageError(f"{name} returns two values", where=where, mend="return one number")
    if result.boolean:
        raise LanguageError(f"{name} returns true or false", where=where, mend="return a number")
    dimensions.check(result, model.powers(m, effect), wanted_power(effect), what=name, where=where)
    if effect.kind == "encounter" and dimensions.power_of_day(m.parameters[effect.rate].unit) != -1:
        raise LanguageError(
            f"{name} meets at {effect.rate!r}, which has not the unit 1 / day",
            where=where,
            mend="give it one, as in parameter('0.5 / day', ...)",
        )


def _check_pair(m: Mechanism, name: str, view: pair, graph: Graph) -> None:
    """Check the function of a pair view: the average over ties of pure numbers."""
    given = {argument: graph.input(f"{m.name}.{wired}") for argument, wired in view.wiring.items()}
    given |= {side: graph.input(f"{side}:{view.trait}") for side in ("mine", "theirs")}
    powers = {
        f"{m.name}.{wired}": dimensions.power_of_day(m.parameters[wired].unit)
        for wired in view.wiring.values()
    }
    result = read(view.function, given, graph)
    where = place_of(view.function)
    for node in result if isinstance(result, tuple) else (result,):
        if node.boolean:
            raise LanguageError(
                f"{title(view.function)} returns true or false", where=where, mend="return a number"
            )
        dimensions.check(node, powers, 0, what=title(view.function), where=where)


def _check_forms(model: Model) -> None:
    forms: dict[str, set[bool]] = {}
    for _, effect in model.effects():
        if effect.kind == "jump":
            forms.setdefault(effect.source, set()).add(effect.chance)
    for source, found in forms.items():
        if len(found) > 1:
            raise LanguageError(
                f"from {source!r} some jumps are hazards and some chances",
                mend="they compete, so give them one form",
            )


def _check_target(model: Model, m: Mechanism, effect: Effect) -> None:
    where, name = effect.where(), f"{type(m).__name__}.{effect.name}"
    if effect.ladder and effect.ladder not in model.ladders:
        raise LanguageError(
            f"{name} names the ladder {effect.ladder!r}, which there is not",
            where=where,
            mend=nearest(effect.ladder, model.ladders),
        )
    if effect.kind == "jump":
        steps = model.ladders[effect.ladder].steps if effect.ladder else model.statuses
        on = f" on the ladder {effect.ladder}" if effect.ladder else ""
        for status in (effect.source, effect.target):
            if status not in steps:
                raise LanguageError(
                    f"{name}: there is no status {status!r}{on}", where=where, mend=nearest(status, steps)
                )
    if effect.kind == "encounter" and effect.target not in model.traits:
        raise LanguageError(
            f"{name}: the model has no trait {effect.target!r}",
            where=where,
            mend=nearest(effect.target, model.traits),
        )
    if effect.kind == "drift":
        public = {*model.signals, *model.stocks}
        movable, kind = (
            (public, "signal or stock")
            if effect.on
            else (
                {*model.traits, *public},
                "trait, signal or stock",
            )
        )
        if effect.target not in movable:
            raise LanguageError(
                f"{name} moves {effect.target!r}, which is no {kind} of the model",
                where=where,
                mend=nearest(effect.target, movable),
            )


def _check_view(model: Model, m: Mechanism, argument: str, effect: Effect) -> None:
    view, personal = m.views[argument], is_personal(model, effect)

    def refuse(what: str, mend: str) -> LanguageError:
        return LanguageError(f"{type(m).__name__}.{argument}: {what}", where=effect.where(), mend=mend)

    if isinstance(view, trait | pair):
        name = view.name if isinstance(view, trait) else view.trait
        if name not in model.traits:
            raise refuse(f"the model has no trait {name!r}", nearest(name, model.traits))
        if not personal:
            mend = "use share(..., among='own')"
            raise refuse(f"a trait is a person's, and {effect.name} asks no person", mend)
    if isinstance(view, signal) and view.name not in {*model.signals, *model.drivers}:
        known = nearest(view.name, {*model.signals, *model.drivers})
        mend = f"give it memory=, or its course as a driver; {known}"
        raise refuse(f"nobody owns the signal {view.name!r}", mend)
    if isinstance(view, stock) and view.name not in model.stocks:
        mend = f"give it start=; {nearest(view.name, model.stocks)}"
        raise refuse(f"nobody owns the stock {view.name!r}", mend)
    if isinstance(view, share):
        if view.status not in model.statuses:
            raise refuse(f"there is no status {view.status!r}", nearest(view.status, model.statuses))
        if not personal and not view.among:
            mend = "say among='own', 'others' or 'everyone'"
            raise refuse(f"{effect.name} asks no person, so there are no ties to look over", mend)
    if isinstance(view, mark):
        if not effect.on:
            raise refuse(
                f"a mark belongs to an event, and {effect.name} has none", "use it in a drift with on="
            )
        if view.of not in ("", effect.on):
            mend = f"say of={effect.on!r}, or leave of= out"
            raise refuse(f"a mark of {view.of!r} is asked of the event {effect.on!r}", mend)
