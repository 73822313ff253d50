"""What an engine is asked: a model, a society, and everything that reaches them from outside, day by day.

A problem is plain data, the same for every fidelity and for the reference engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import FidelityError, LanguageError, RunError, nearest
from ..language.model import Model
from ..society.society import Society

Floats = NDArray[np.float64]
FIDELITIES = ("agents", "counts", "shares")


@dataclass(frozen=True)
class KnownEvent:
    """An event that the scenario states: what, on which day (0 is the first), where, whom it struck.

    An empty place is everywhere, an empty community is everybody.  Marks that are not given are 0, or drawn
    where a mechanism has a law for them.
    """

    kind: str
    day: int
    place: str = ""
    community: str = ""
    marks: Mapping[str, float] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True)
class Rule:
    """A lever that answers what is seen.

    On day t the lever is at least ``min(cap, gain * max(0, seen - above))``, where ``seen`` is the mean of what
    was recorded on the ``window`` days that ended ``delay`` days before yesterday.  ``watch`` is
    ``"signal:NAME"`` (any public variable), ``"status:NAME"`` (share of the community) or ``"events:KIND"``
    (number a day, everywhere).
    """

    lever: str
    watch: str
    above: float = 0.0
    gain: float = 1.0
    cap: float = 1.0
    delay: int = 0
    window: int = 1
    communities: tuple[str, ...] = ()
    first: int = 0
    last: int = 2**31 - 1


@dataclass(frozen=True)
class Problem:
    """One society under one policy, ready for any engine.

    ``levers`` and ``drivers`` have shape [day, group]; what is not given is 0.  ``drawn`` says on which days
    events of a kind are drawn by the model, shape [day]; a kind that is not named is drawn on no day.
    ``values`` overrides parameters (``"mechanism.parameter"``, in the house's units).
    """

    model: Model
    society: Society
    first: np.datetime64
    days: int
    levers: Mapping[str, Floats] = field(default_factory=dict)
    drivers: Mapping[str, Floats] = field(default_factory=dict)
    events: tuple[KnownEvent, ...] = ()
    drawn: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    people: int | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    expected: bool = False
    attrs: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        groups = len(self.society.groups)
        for what, given, known in (
            ("lever", self.levers, self.model.levers),
            ("driver", self.drivers, self.model.drivers),
        ):
            for name, values in given.items():
                if name not in known:
                    raise LanguageError(f"the model has no {what} {name!r}", mend=nearest(name, known))
                if values.shape != (self.days, groups):
                    raise RunError(f"{what} {name!r} has shape {values.shape}, not {(self.days, groups)}")
        for kind in [*self.drawn, *(e.kind for e in self.events)]:
            if kind not in self.model.kinds:
                raise LanguageError(f"the model has no event {kind!r}", mend=nearest(kind, self.model.kinds))
        for key in self.values:
            if key not in self.parameter_values(defaults=True):
                raise LanguageError(
                    f"the model has no parameter {key!r}",
                    mend=nearest(key, self.parameter_values(defaults=True)),
                )

    def parameter_values(self, defaults: bool = False) -> dict[str, float]:
        """Return all parameters (``mechanism.parameter`` -> value), in canonical order."""
        found = {f"{m.name}.{k}": m.values[k] for m in self.model.mechanisms for k in sorted(m.values)}
        return found if defaults else {k: float(self.values.get(k, v)) for k, v in found.items()}

    def with_values(self, values: Mapping[str, float]) -> Problem:
        """Return the same problem with other parameter values."""
        return replace(self, values={**self.values, **values})

    def calendar(self) -> NDArray[np.datetime64]:
        """Return the dates of the record: the day before the first, then every simulated day."""
        return np.arange(self.first - np.timedelta64(1, "D"), self.first + np.timedelta64(self.days, "D"))


def check_fidelity(fidelity: str) -> str:
    """Return the fidelity if there is such a one."""
    if fidelity not in FIDELITIES:
        raise FidelityError(f"there is no fidelity {fidelity!r}", mend=nearest(fidelity, FIDELITIES))
    return fidelity
