"""A run in a few lines: where the gray zone began and ended, and what happened on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from ..ground.records import Record
from ..measures import grayzone, unrest
from ..measures.standing import standing
from .running import Task

Records = Mapping[Task, Record]

#: What is counted over the whole run, if the model has it: slug, words, the series.
COUNTED: tuple[tuple[str, str, Callable[[Record], Any]], ...] = (
    ("attacks", "attacks", unrest.attacks),
    ("hate_incidents", "hate incidents", unrest.hate_incidents),
    ("recruits", "newly mobilised in the targeted communities", unrest.recruits),
)


#: In total each community counts alike, however many people it has.
NAMED = {"in_total": "in total, communities alike"}


def summary(records: Records) -> dict[str, dict[str, Any]]:
    """Return, for each policy, the gray zone at start and end and the counts; means over replicates.

    Shares are between 0 and 1, by community, the edge left out; ``in_total`` counts each community alike.
    Counts are over the whole run; what the model does not have is not there.
    """
    told: dict[str, dict[str, Any]] = {}
    for policy in sorted({task.policy for task in records}):
        runs = [record for task, record in sorted(records.items()) if task.policy == policy]
        shares = np.array([grayzone.gray_zone(r)[[0, -1]] for r in runs])
        total = np.array([grayzone.gray_zone_total(r)[[0, -1]] for r in runs])
        zone = {c: _ends(shares[:, :, k]) for k, c in enumerate(standing(runs[0]).communities)}
        counts = {
            slug: _spread(np.array([float(np.sum(series(r))) for r in runs]))
            for slug, _, series in COUNTED
            if _has(runs[0], slug)
        }
        told[policy] = {
            "gray_zone": {**zone, "in_total": _ends(total)},
            "counts": counts,
            "replicates": len(runs),
        }
    return told


def _has(record: Record, slug: str) -> bool:
    """Whether a model can have such a count at all."""
    if slug == "recruits":
        return any(str(move).endswith(">mobilised") for move in record.coords.get("move", ()))
    kind = {"attacks": "attack", "hate_incidents": "hate_incident"}[slug]
    return kind in record.coords.get("kind", ())


def _ends(values: Any) -> dict[str, Any]:
    """Return what runs [run, start or end] say: the mean at both ends, and the range of the end."""
    return {
        "start": float(values[:, 0].mean()),
        "end": float(values[:, 1].mean()),
        "end_range": _range(values[:, 1]),
    }


def _spread(values: Any) -> dict[str, Any]:
    return {"mean": float(values.mean()), "range": _range(values)}


def _range(values: Any) -> list[float]:
    return [float(values.min()), float(values.max())]


def lines(told: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[bool, str]]:
    """Go through the summary as lines of text, each with whether it is a heading."""
    for policy, of in told.items():
        many = of["replicates"] > 1
        ranges = f" (mean of {of['replicates']} replicates; range in brackets)" if many else ""
        yield True, f"{policy}{ranges}"
        width = max(len(NAMED.get(name, name.replace("_", " "))) for name in of["gray_zone"])
        yield False, "  share in the gray zone (its edge not counted)"
        for name, ends in of["gray_zone"].items():
            low, high = ends["end_range"]
            range_ = f" [{low:.1%} to {high:.1%}]" if many else ""
            words = NAMED.get(name, name.replace("_", " ")).ljust(width)
            yield (
                False,
                f"    {words}  {ends['start']:6.1%} at the start, {ends['end']:6.1%} at the end{range_}",
            )
        for slug, words, _ in COUNTED:
            if slug in of["counts"]:
                low, high = of["counts"][slug]["range"]
                range_ = f" [{count(low)} to {count(high)}]" if many else ""
                yield False, f"  {words}: {count(of['counts'][slug]['mean'])}{range_}"


def count(value: float) -> str:
    """Return a number of events or people as a person reads it.

    >>> count(3.0), count(12345.6), count(0.25)
    ('3', '12,346', '0.2')
    """
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
