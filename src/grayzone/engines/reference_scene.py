"""The reference engine's eyes: what a group can see at one moment, and how a mechanism's function is asked.

The functions are called as their authors wrote them, with plain Python numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import RunError
from ..language.effects import Effect
from ..language.mechanism import Mechanism
from ..language.variables import lever, share, signal, stock
from .problem import Problem

Floats = NDArray[np.float64]
Values = Mapping[str, Mapping[str, float]]
Look = Callable[[Mechanism, str], float]
"""How a function sees: the value of a mechanism's view, by the view's name."""


def answer(values: Values, m: Mechanism, effect: Effect, look: Look, **built_in: float) -> float:
    """Call one function of a mechanism with everything that it asks for by name.

    Raises
    ------
    RunError
        if the function cannot be computed there, or does not return a finite number.
    """
    given = [
        look(m, name) if name in m.views else values[m.name][name] if name in m.parameters else built_in[name]
        for name in effect.arguments
    ]
    try:
        result = float(effect.function(*given))
    except (ArithmeticError, ValueError) as error:
        raise _refusal(m, effect, given, f"cannot be computed: {error}") from error
    if not math.isfinite(result):
        raise _refusal(m, effect, given, f"is {result}")
    return result


def _refusal(m: Mechanism, effect: Effect, given: Sequence[float], what: str) -> RunError:
    said = ", ".join(f"{name}={value:g}" for name, value in zip(effect.arguments, given))
    return RunError(
        f"{m.name}.{effect.name}({said}) {what}",
        where=effect.where(),
        mend="guard it with if/else, or narrow a parameter's bounds",
    )


def parameters_by_mechanism(problem: Problem) -> dict[str, dict[str, float]]:
    """Return the values of all parameters: mechanism -> parameter -> value."""
    values: dict[str, dict[str, float]] = {m.name: {} for m in problem.model.mechanisms}
    for key, value in problem.parameter_values().items():
        mechanism, parameter = key.rsplit(".", 1)
        values[mechanism][parameter] = value
    return values


class Groups:
    """Communities in places: who is where, on which ladder, and how many (nobody ever changes the group)."""

    def __init__(self, problem: Problem, sizes: Floats) -> None:
        society = problem.society
        self.sizes = sizes
        self.places = [place.name for place in society.places]
        self.communities = [community.name for community in society.communities]
        self.place = [place for place, _ in society.groups]
        self.community = [community for _, community in society.groups]
        self.ladder = [society.ladders[community] for community in self.community]
        self.all = list(range(len(society.groups)))

    def admits(self, effect: Effect, g: int) -> bool:
        """Say whether an effect asks a group: it names no ladder, or the group's own."""
        return effect.ladder in ("", self.ladder[g])

    def mean(self, values: Sequence[float], asked: Sequence[int]) -> float:
        """Return the mean over groups, weighted by people (plain where nobody lives)."""
        people = math.fsum(self.sizes[g] for g in asked)
        if people == 0.0:
            return math.fsum(values) / len(values)
        return math.fsum(self.sizes[g] * value for g, value in zip(asked, values)) / people


@dataclass(frozen=True)
class Scene:
    """What can be seen of the public world at one moment, by every group.

    ``public`` and ``levers`` map a name to its values [group]; ``people`` are numbers [group, status].
    """

    groups: Groups
    statuses: tuple[str, ...]
    public: Mapping[str, Floats]
    levers: Mapping[str, Floats]
    people: Floats

    def sees(self, m: Mechanism, name: str, g: int) -> float:
        """Return what group ``g`` sees in a view."""
        view = m.views[name]
        if isinstance(view, signal | stock):
            return float(self.public[view.name][g])
        if isinstance(view, lever):
            return float(self.levers[view.name][g])
        assert isinstance(view, share)
        return self.share(view.status, view.among, g)

    def share(self, status: str, among: str, g: int) -> float:
        """Return the share of people in a status, among the group's own, the other communities, or all."""
        community = self.groups.community
        asked = {
            "own": [g],
            "others": [h for h in self.groups.all if community[h] != community[g]],
            "everyone": self.groups.all,
        }[among]
        people = math.fsum(self.groups.sizes[h] for h in asked)
        in_status = math.fsum(self.people[h, self.statuses.index(status)] for h in asked)
        return in_status / people if people else 0.0
