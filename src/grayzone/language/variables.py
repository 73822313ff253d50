"""What an argument of a mechanism can be: the views a person, a place or an actor has of its world.

A mechanism declares its views as class attributes; the argument names of its functions refer to them.  A view
says *what is seen*, never how it is computed: that is the engine's business, at every fidelity its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import LanguageError
from .memory import Memory

TIES = ("all", "within", "across")
AMONG = ("own", "others", "everyone")
KEPT = ("everywhere", "community")


@dataclass(frozen=True)
class trait:
    """A number that a person carries (an attitude, a grievance).

    ``today=True`` reads the value after today's update; without it everything reads yesterday.
    """

    name: str
    today: bool = False


@dataclass(frozen=True)
class signal:
    """A public variable of a community at a place: fear, attention, a hate climate.

    With ``memory`` this mechanism *owns* the signal and says how an impulse fades; without it, it only looks.
    """

    name: str
    memory: Memory | None = None
    unit: str = "1"
    about: str = ""


@dataclass(frozen=True)
class stock:
    """A quantity that an actor or a community accumulates: capability, restriction, historical grievance.

    The mechanism that gives ``start`` owns the stock. ``each="community"`` keeps one per community and place;
    ``each="everywhere"`` keeps one for all.
    """

    name: str
    start: float | None = None
    low: float = 0.0
    high: float = float("inf")
    each: str = "everywhere"
    unit: str = "1"
    about: str = ""

    def __post_init__(self) -> None:
        _one_of("each", self.each, KEPT)
        if (
            not self.low < self.high
            or not self.low <= (self.low if self.start is None else self.start) <= self.high
        ):
            raise LanguageError(
                f"the stock {self.name!r} starts at {self.start} between {self.low:g} and {self.high:g}",
                mend="let low <= start <= high, and low below high",
            )


@dataclass(frozen=True)
class lever:
    """What a policy can move, from 0 to 1."""

    name: str


@dataclass(frozen=True)
class share:
    """The share of people in a status.

    For a person: of my ties (``ties="all"``, ``"within"`` or ``"across"`` communities).  For a place or an
    actor, which have no ties, say of whom: ``among="own"`` (the community asked about), ``"others"`` or
    ``"everyone"``.
    """

    status: str
    ties: str = "all"
    among: str = ""

    def __post_init__(self) -> None:
        _one_of("ties", self.ties, TIES)
        if self.among:
            _one_of("among", self.among, AMONG)
            if self.ties != "all":
                raise LanguageError(
                    f"share({self.status!r}) looks over ties and among people at once",
                    mend="give ties= for a person's own ties, or among= for a whole community",
                )


@dataclass(frozen=True)
class pair:
    """The average over my ties of a function of my trait and theirs.

    ``function(mine, theirs, ...)`` returns a value, or ``(value, weight)``; further arguments are wired to
    parameters of the mechanism by name, as in ``reach="reach_within"``.
    """

    function: Callable[..., Any]
    trait: str
    ties: str = "all"
    wiring: Mapping[str, str] = field(default_factory=dict)

    def __init__(self, function: Callable[..., Any], trait: str, ties: str = "all", **wiring: str) -> None:
        _one_of("ties", ties, TIES)
        object.__setattr__(self, "function", function)
        object.__setattr__(self, "trait", trait)
        object.__setattr__(self, "ties", ties)
        object.__setattr__(self, "wiring", dict(wiring))


def _theirs(mine: float, theirs: float) -> float:
    return theirs


def mean(trait: str, ties: str = "all") -> pair:
    """Return the view of the mean of a trait over my ties."""
    return pair(_theirs, trait, ties)


@dataclass(frozen=True)
class MarkLaw:
    """How the mark of a drawn event falls; parameters of the mechanism are named, numbers are given."""

    kind: str
    arguments: tuple[str | float, ...]


def pareto(exponent: str | float, cap: str | float) -> MarkLaw:
    """Return a power law of counts from 0: ``floor((1-u)**(-1/(exponent-1))) - 1``, at most ``cap``."""
    return MarkLaw("pareto", (exponent, cap))


def spread(shape: str | float, null: str | float = 0.0) -> MarkLaw:
    """Return an amplitude of mean 1: gamma with this ``shape``, and nothing at all with chance ``null``."""
    return MarkLaw("spread", (shape, null))


@dataclass(frozen=True)
class mark:
    """What an event carries: people killed, whether it was abroad, how much it moved the public.

    Without a ``law`` the mark comes from the file of events (0 where it is not given).  Every event has
    ``here`` (1 at its own place) and ``own`` (1 for the community it struck) without a declaration of a law.
    """

    name: str
    of: str = ""
    law: MarkLaw | None = None
    unit: str = "1"


View = trait | signal | stock | lever | share | pair | mark
VIEWS = (trait, signal, stock, lever, share, pair, mark)


def _one_of(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        choices = ", ".join(repr(k) for k in known)
        raise LanguageError(f"{what}={given!r} is not known", mend=f"say one of {choices}")
