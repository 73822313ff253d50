"""The ladders of stances: the steps between being at ease together and acting against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import LanguageError

ZONES = ("in", "edge", "out")


@dataclass(frozen=True)
class Ladder:
    """An ordered list of statuses and where each stands: in the gray zone, on its edge, or out of it."""

    name: str
    steps: tuple[str, ...]
    zone: Mapping[str, str]

    def __post_init__(self) -> None:
        if len(set(self.steps)) != len(self.steps) or not self.steps:
            raise LanguageError(
                f"ladder {self.name!r} lists a status twice, or none", mend="list each status once"
            )
        for step in self.steps:
            if self.zone.get(step, "out") not in ZONES:
                raise LanguageError(
                    f"status {step!r} of ladder {self.name!r} is {self.zone[step]!r}",
                    mend="say in, edge or out",
                )

    def where(self, status: str) -> str:
        """Return ``"in"``, ``"edge"`` or ``"out"``."""
        return self.zone.get(status, "out")


HOST = Ladder(
    "host",
    ("welcoming", "indifferent", "wary", "hostile", "mobilised"),
    {"welcoming": "in", "indifferent": "in", "wary": "edge"},
)
TARGET = Ladder(
    "target",
    ("at_home", "withdrawn", "conforming", "alienated", "sympathiser", "mobilised", "left"),
    {"at_home": "in", "withdrawn": "edge"},
)
BUILT_IN = {ladder.name: ladder for ladder in (HOST, TARGET)}
