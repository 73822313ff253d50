"""Actors: the few parties that act as one, such as an organisation, a government or a coalition.

An actor is a name and a kind, nothing else. What it holds (stocks) and what it does (events, responses) is
said by mechanisms; it has no members, targets or methods here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ..errors import SocietyError, nearest

ActorKind = Literal["organisation", "government", "coalition", "other"]


@dataclass(frozen=True)
class Actor:
    """A party that acts as one: an abstract rate, severity and response rule, never a plan.

    Parameters
    ----------
    name : str
        What mechanisms and reports call it.
    kind : {'organisation', 'government', 'coalition', 'other'}
        What it is.
    base : str or None
        The community whose support it depends on or whose authority it is; None if it stands outside.

    Raises
    ------
    SocietyError
        If the name is empty or the kind unknown.

    Examples
    --------
    >>> Actor("the network", kind="organisation", base="south").base
    'south'
    """

    name: str
    kind: ActorKind
    base: str | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise SocietyError("an actor has no name", where="actors", mend="give it one")
        if self.kind not in get_args(ActorKind):
            raise SocietyError(
                f"actor {self.name!r} is of the unknown kind {self.kind!r}",
                where="actors",
                mend=nearest(self.kind, get_args(ActorKind)),
            )
