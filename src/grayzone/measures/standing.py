"""Who stands where, by community: the ground on which the measures of the gray zone stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import RunError
from ..ground.records import Record

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """People of each community in each status, over all places.

    ``people`` has dims [day, community, status]; ``zone`` says of each community and status whether it is
    ``"in"``, on the ``"edge"`` or ``"out"`` (``""`` for a status of another ladder).
    """

    communities: tuple[str, ...]
    statuses: tuple[str, ...]
    ladders: tuple[str, ...]
    zone: tuple[tuple[str, ...], ...]
    people: Floats

    def share(self, *zones: str) -> Floats:
        """Return the share of each community in these zones, [day, community]; NaN where nobody lives."""
        wanted = np.array([[z in zones for z in row] for row in self.zone], dtype=np.float64)
        total = self.people.sum(axis=2)
        inside = (self.people * wanted[None]).sum(axis=2)
        return np.where(total > 0, inside / np.where(total > 0, total, 1.0), np.nan)

    def status(self, name: str) -> Floats:
        """Return the share of each community in a status, [day, community]."""
        total = self.people.sum(axis=2)
        such = self.people[:, :, self.statuses.index(name)] if name in self.statuses else np.zeros_like(total)
        return np.where(total > 0, such / np.where(total > 0, total, 1.0), np.nan)


def standing(record: Record) -> Standing:
    """Return who stands where in a run.

    Raises
    ------
    RunError
        if the record does not say which statuses lie in the zone.
    """
    told: dict[str, Any] = record.attrs.get("communities", {})
    if not told:
        raise RunError("the record does not say which statuses lie in the gray zone", mend="run the scenario again")
    communities = tuple(sorted(told))
    statuses = tuple(str(s) for s in record.coords["status"])
    people = record["people"].values
    groups = [str(g).rsplit("/", 1)[-1] for g in record.coords["group"]]
    by_community = np.stack(
        [people[:, [k for k, name in enumerate(groups) if name == c], :].sum(axis=1) for c in communities], axis=1
    )
    zone = tuple(tuple(told[c]["zone"].get(s, "") for s in statuses) for c in communities)
    return Standing(communities, statuses, tuple(told[c]["ladder"] for c in communities), zone, by_community)
