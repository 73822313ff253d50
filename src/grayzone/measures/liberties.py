"""Liberties: what a response costs, and who carries the cost.

The unit is the person-day of restriction: one person living for one day under a lever at full strength, times
the share of people of the community whose daily life that lever touches.  These shares are assumptions, stated
here and in every report; setting all of them to 1 counts everybody alike.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..ground.records import Record

Floats = NDArray[np.float64]

#: Lever -> share of people of the community whose daily life it touches at full strength (assumed).
TOUCHES: Mapping[str, float] = {
    "discriminatory_admission": 0.1,
    "religious_restriction": 0.5,
    "blanket_surveillance": 1.0,
    "crackdown": 0.5,
    "targeted_policing": 0.01,
}
ASSUMED = (
    "person-days of restriction count a lever's strength times the people whose daily life it touches: "
    "everybody under blanket surveillance, half under limits on religious practice or a crackdown, one in ten "
    "under discriminatory admission, one in a hundred under targeted policing"
)


def liberties_cost(record: Record, touches: Mapping[str, float] = TOUCHES) -> dict[str, Floats]:
    """Return person-days of restriction a day, community by community, each [day]; lower is better.

    Where the model has a government that restricts of its own accord (``state_restriction``), its strength
    counts like religious restriction, for communities on the target ladder.
    """
    told = record.attrs.get("communities", {})
    people = record["people"].values.sum(axis=2)
    names = [str(g).rsplit("/", 1)[-1] for g in record.coords["group"]]
    cost = {name: np.zeros(people.shape[0]) for name in sorted(told)}
    for g, name in enumerate(names):
        for lever, share in touches.items():
            if "lever" in record and lever in record.coords["lever"]:
                cost[name] += record.select("lever", lever=lever)[:, g] * people[:, g] * share
        on_target = told[name]["ladder"] == "target"
        if on_target and "public" in record and "state_restriction" in record.coords["public"]:
            state = record.select("public", public="state_restriction")[:, g]
            cost[name] += state * people[:, g] * touches.get("religious_restriction", 0.0)
    return cost
