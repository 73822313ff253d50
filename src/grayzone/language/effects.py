"""The four things that a mechanism may do, each a small pure function whose argument names are its wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import LanguageError
from .source import Function, place_of
from .variables import TIES, _one_of

EACH = ("everywhere", "place", "community")


@dataclass(frozen=True)
class Effect:
    """One decorated function of a mechanism and what it does to the world.

    ``kind`` is ``"jump"``, ``"drift"``, ``"encounter"`` or ``"event"``; ``target`` is the status jumped to,
    the variable that moves, or the kind of event.
    """

    kind: str
    function: Function
    target: str
    source: str = ""
    ladder: str = ""
    chance: bool = False
    on: str = ""
    rate: str = ""
    ties: str = "all"
    each: str = "everywhere"

    @property
    def name(self) -> str:
        """Name of the function."""
        return self.function.__name__

    @property
    def arguments(self) -> tuple[str, ...]:
        """Argument names, in order."""
        code = self.function.__code__
        return code.co_varnames[: code.co_argcount]

    def where(self) -> str:
        """Return file:line of the function."""
        return place_of(self.function)

    def sentence(self) -> str:
        """Say in words what it does."""
        if self.kind == "jump":
            pace = "with a daily chance" if self.chance else "at a rate"
            ladder = f" (ladder {self.ladder})" if self.ladder else ""
            return f"people move from {self.source} to {self.target}{ladder}, {pace}"
        if self.kind == "drift":
            return f"each {self.on} moves {self.target}" if self.on else f"{self.target} changes day by day"
        if self.kind == "encounter":
            return f"people meet one of their ties and their {self.target} moves"
        asked = "everybody at once" if self.each == "everywhere" else f"each {self.each}"
        return f"{self.target} happens, drawn once a day for {asked}"


def _decorate(**details: Any) -> Callable[[Function], Effect]:
    def mark(function: Function) -> Effect:
        if not callable(function) or not hasattr(function, "__code__"):
            raise LanguageError(
                f"{function!r} is no function", mend="decorate a plain function made with def"
            )
        return Effect(function=function, **details)

    return mark


def jump(source: str, target: str, *, ladder: str = "", chance: bool = False) -> Callable[[Function], Effect]:
    """Declare a move of people from one status to another.

    The function returns a hazard (1 / day); with ``chance=True`` it returns the day's probability itself. The
    two forms cannot compete from one status. With ``ladder`` only communities on that ladder are asked.
    """
    if source == target:
        raise LanguageError(f"a jump from {source!r} to itself moves nobody", mend="name two statuses")
    return _decorate(kind="jump", source=source, target=target, ladder=ladder, chance=chance)


def drift(what: str, *, on: str = "", ladder: str = "") -> Callable[[Function], Effect]:
    """Declare how a trait, a signal or a stock changes.

    The function returns a rate of change (per day); with ``on="attack"`` it returns by how much one such
    event moves a signal or a stock.
    """
    return _decorate(kind="drift", target=what, on=on, ladder=ladder)


def encounter(trait: str, *, rate: str, ties: str = "all") -> Callable[[Function], Effect]:
    """Declare what a meeting with one tie does to my trait: ``(mine, theirs, ...) -> mine``.

    ``rate`` names the parameter that holds the meeting rate (1 / day). Meetings are one-sided: I move towards
    the tie I drew, as it was yesterday; nobody moves me.
    """
    _one_of("ties", ties, TIES)
    return _decorate(kind="encounter", target=trait, rate=rate, ties=ties)


def event(kind: str, *, each: str = "everywhere", ladder: str = "") -> Callable[[Function], Effect]:
    """Declare the intensity (1 / day) of a kind of event, per actor (everywhere), per place or per community.

    With ``each="community"`` the community asked is the one that is struck.
    """
    _one_of("each", each, EACH)
    return _decorate(kind="event", target=kind, each=each, ladder=ladder)
