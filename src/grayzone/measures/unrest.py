"""Unrest: attacks, deaths, hate incidents, recruits, and the two exits that provocation is said to aim at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..ground.records import Record

Floats = NDArray[np.float64]


def events(record: Record, kind: str) -> Floats:
    """Return the number of events of a kind, dims [day]; zeros where the model has no such kind."""
    if "events" not in record or kind not in record.coords["kind"]:
        return np.zeros(len(record.coords["day"]))
    return np.asarray(record.select("events", kind=kind).sum(axis=-1))


def attacks(record: Record) -> Floats:
    """Return attacks a day, dims [day]; lower is better."""
    return events(record, "attack")


def hate_incidents(record: Record) -> Floats:
    """Return hate incidents a day, dims [day]; lower is better."""
    return events(record, "hate_incident")


def deaths(record: Record) -> Floats:
    """Return people killed in events of every kind, dims [day]; lower is better."""
    if "killed" not in record:
        return np.zeros(len(record.coords["day"]))
    return np.asarray(record["killed"].values.sum(axis=1))


def into(record: Record, *statuses: str) -> Floats:
    """Return people who moved into one of these statuses from outside them, by group, dims [day, group]."""
    groups, days = len(record.coords["group"]), len(record.coords["day"])
    out = np.zeros((days, groups))
    if "flows" not in record:
        return out
    for k, move in enumerate(record.coords["move"]):
        source, target = str(move).split(">")
        if target in statuses and source not in statuses:
            out += record["flows"].values[:, :, k]
    return out


def _on(record: Record, ladder: str) -> NDArray[np.bool_]:
    told = record.attrs.get("communities", {})
    names = [str(g).rsplit("/", 1)[-1] for g in record.coords["group"]]
    return np.array([told.get(name, {}).get("ladder") == ladder for name in names])


def recruits(record: Record) -> Floats:
    """Return people of communities on the target ladder who were mobilised, dims [day]; lower is better."""
    return np.asarray(into(record, "mobilised")[:, _on(record, "target")].sum(axis=1))


def conforming(record: Record) -> Floats:
    """Return people who took the first of the two exits, to conform, dims [day]."""
    return np.asarray(into(record, "conforming")[:, _on(record, "target")].sum(axis=1))


def leaving_or_joining(record: Record) -> Floats:
    """Return people who took the second of the two exits, to leave or to join, dims [day]."""
    return np.asarray(into(record, "left", "mobilised")[:, _on(record, "target")].sum(axis=1))


def admissions(record: Record) -> Floats:
    """Return people admitted a day, dims [day], as a report and without a direction; zeros if not modelled."""
    if "public" not in record or "admitted" not in record.coords["public"]:
        return np.zeros(len(record.coords["day"]))
    so_far = record.select("public", public="admitted")[:, 0]
    return np.diff(so_far, prepend=so_far[:1])
