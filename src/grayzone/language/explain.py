"""A model in words: what each mechanism does, what it rests on, and what is only assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .diagram import Arrow, arrows, rests_on
from .effects import Effect
from .equations import equation
from .mechanism import Mechanism
from .model import Model
from .parameters import Parameter
from .variables import View, lever, mark, pair, share, signal, stock, trait


@dataclass(frozen=True)
class Number:
    """A parameter as it stands: written in its own unit, with what it rests on."""

    name: str
    value: str
    low: str
    high: str
    prior: str
    claim: str
    assumed: str
    about: str

    def __str__(self) -> str:
        basis = f"claim {self.claim}" if self.claim else f"ASSUMED: {self.assumed}"
        prior = f"; prior: {self.prior}" if self.prior else ""
        return f"{self.name} = {self.value} ({self.low} to {self.high}){prior}; {basis}"


@dataclass(frozen=True)
class Deed:
    """One function of a mechanism: what it does, what it reads, its equation."""

    name: str
    sentence: str
    reads: tuple[str, ...]
    moves: str
    equation: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """One mechanism: its sentence, its numbers, what it reads and what it moves."""

    name: str
    sentence: str
    numbers: tuple[Number, ...]
    deeds: tuple[Deed, ...]


@dataclass(frozen=True)
class Public:
    """A public variable: who moves it, and what becomes of it."""

    name: str
    kind: str
    moved_by: tuple[str, ...]
    fades: str


@dataclass(frozen=True)
class Explanation:
    """What :func:`explain` returns; printed, it is the text.

    ``assumed_only`` names the functions (``mechanism.function``) whose numbers all rest on assumptions, or
    which have none.
    """

    cards: tuple[Card, ...]
    publics: tuple[Public, ...]
    links: tuple[Arrow, ...]
    assumed_only: tuple[str, ...]

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All parameters of the model."""
        return tuple(n for card in self.cards for n in card.numbers)

    @property
    def claims(self) -> tuple[str, ...]:
        """The keys of all claims on which the model rests, sorted, each once."""
        return tuple(sorted({n.claim for n in self.numbers if n.claim}))

    def __str__(self) -> str:
        return "\n".join(_text(self)) + "\n"


def explain(model: Model) -> Explanation:
    """Return a model in words.

    Parameters
    ----------
    model : Model

    Returns
    -------
    Explanation
        Print it, or take its parts: cards, publics, links, assumed_only.
    """
    cards = tuple(_card(m) for m in model.mechanisms)
    alone = tuple(f"{m.name}.{e.name}" for m, e in model.effects() if not _has_claim(m, e))
    return Explanation(cards, tuple(_public(model, n) for n in model.publics()), arrows(model), alone)


def number(name: str, declared: Parameter, value: float) -> Number:
    """Return a parameter as it stands in a model, in the unit in which it was declared."""
    return Number(
        name=name,
        value=declared.shown(value),
        low=declared.shown(declared.low),
        high=declared.shown(declared.high),
        prior=declared.prior.sentence() if declared.prior is not None else "",
        claim=declared.claim,
        assumed=declared.assumed,
        about=declared.about,
    )


def reading(view: View) -> str:
    """Say what a view looks at."""
    if isinstance(view, trait):
        return f"own {view.name}{' as of today' if view.today else ''}"
    if isinstance(view, share):
        whom = {"own": "the own community", "others": "the other communities", "everyone": "everyone"}
        of = whom[view.among] if view.among else _ties(view.ties)
        return f"share of {of} who are {view.status}"
    if isinstance(view, pair):
        return f"average of {view.function.__name__.strip('_')}({view.trait}) over {_ties(view.ties)}"
    if isinstance(view, mark):
        return f"mark {view.name} of the event{_law(view)}"
    kinds = {signal: "signal", stock: "stock", lever: "lever"}
    return f"{kinds[type(view)]} {view.name}"


def _law(view: mark) -> str:
    if view.law is None:
        return ""
    first, second = (a if isinstance(a, str) else f"{a:g}" for a in view.law.arguments)
    if view.law.kind == "pareto":
        return f" (drawn from a power law, exponent {first}, at most {second})"
    return f" (drawn from a gamma law of mean 1, shape {first}; 0 with chance {second})"


def _ties(ties: str) -> str:
    where = {"all": "", "within": " within the community", "across": " across communities"}
    return f"a person's ties{where[ties]}"


def _has_claim(m: Mechanism, effect: Effect) -> bool:
    return any(m.parameters[k].claim for k in rests_on(m, effect))


def _card(m: Mechanism) -> Card:
    numbers = tuple(number(k, m.parameters[k], m.values[k]) for k in sorted(m.parameters))
    return Card(m.name, m.about(), numbers, tuple(_deed(m, m.effects[k]) for k in sorted(m.effects)))


def _deed(m: Mechanism, effect: Effect) -> Deed:
    seen = [reading(m.views[a]) for a in effect.arguments if a in m.views]
    if effect.kind == "encounter":
        seen.append(f"{effect.target} of one of {_ties(effect.ties)}, met at the rate {effect.rate}")
    pairs = {v.function: None for a in effect.arguments if isinstance(v := m.views.get(a), pair)}
    looks = [equation(f, arguments=True) for f in pairs]
    return Deed(
        name=effect.name,
        sentence=effect.sentence(),
        reads=tuple(sorted(seen)),
        moves=effect.target,
        equation="\n".join([equation(effect.function), *looks]),
        numbers=rests_on(m, effect),
    )


def _public(model: Model, name: str) -> Public:
    movers = tuple(
        f"{m.name}.{e.name}" + (f" on each {e.on}" if e.on else "")
        for m, e in model.effects()
        if e.kind == "drift" and e.target == name
    )
    if name in model.drivers:
        return Public(name, "driver", ("its given course",), "is given day by day from outside")
    if name in model.signals:
        memory, owner = model.signals[name]
        owned = f" (owned by {owner.name})" if owner is not None else ""
        return Public(name, "signal", movers, memory.sentence() + owned)
    kept, holder = model.stocks[name]
    bounds = (
        f"from {kept.low:g} to {kept.high:g}" if kept.high < float("inf") else f"from {kept.low:g} upwards"
    )
    kind = f"stock of {'each community' if kept.each == 'community' else 'all'}"
    return Public(name, kind, movers, f"starts at {kept.start:g}, stays {bounds} (owned by {holder.name})")


def _text(told: Explanation) -> Iterator[str]:
    for card in told.cards:
        yield f"{card.name}: {card.sentence}"
        for n in card.numbers:
            yield f"    {n}"
        for deed in card.deeds:
            yield f"    {deed.name}: {deed.sentence}"
            yield f"        reads {'; '.join(deed.reads) or 'nothing but its parameters'}"
            for line in deed.equation.splitlines():
                yield f"        {line}"
        yield ""
    for public in told.publics:
        yield f"{public.name} ({public.kind}): {public.fades}"
        yield f"    moved by {', '.join(public.moved_by) or 'nobody'}"
    if told.publics:
        yield ""
    assumed = sum(not n.claim for n in told.numbers)
    yield f"{assumed} of {len(told.numbers)} parameters are assumed; {len(told.claims)} claims are cited."
    one = len(told.assumed_only) == 1
    yield f"{len(told.assumed_only)} {'function rests' if one else 'functions rest'} on nothing but assumptions:"
    for name in told.assumed_only:
        yield f"    {name}"
