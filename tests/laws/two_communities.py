"""A host community and a target community under the library's own models, for the laws of the mechanisms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from grayzone.engines.problem import KnownEvent, Problem
from grayzone.engines.run import run
from grayzone.ground.records import Record
from grayzone.language.model import Model
from grayzone.mechanisms import CIVIL_WAR, DRIVERS, LOOP, MECHANISMS, usual_shares
from grayzone.society.communities import Community
from grayzone.society.society import Society
from grayzone.society.ties import Homophilous

HOSTS, TARGETS = 0, 1
FIRST = np.datetime64("2014-01-01", "D")
COLLECTIVE = {"discriminatory_admission": 1.0, "religious_restriction": 1.0, "blanket_surveillance": 1.0}
OUTBREAK = KnownEvent("attack", 30, marks={"killed": 100.0, "amplitude": 1.0})
Floats = NDArray[np.float64]
Shares = Mapping[str, Mapping[str, float]]


def model_of(slugs: Sequence[str]) -> Model:
    looks = {getattr(view, "name", "") for slug in slugs for view in MECHANISMS[slug].views.values()}
    return Model([MECHANISMS[slug]() for slug in slugs], drivers=[d for d in DRIVERS if d in looks])


LOOP_MODEL, WAR_MODEL = model_of(LOOP), model_of(CIVIL_WAR)


def problem(
    days: int = 200,
    *,
    model: Model = LOOP_MODEL,
    values: Mapping[str, float] | None = None,
    levers: Mapping[str, float] | None = None,
    events: Sequence[KnownEvent] = (),
    drawn: Mapping[str, NDArray[np.bool_]] | Sequence[str] = ("hate_incident",),
    arrivals: float = 0.0,
    start: Shares | None = None,
    expected: bool = True,
) -> Problem:
    defaults = {f"{m.name}.{k}": v for m in model.mechanisms for k, v in m.values.items()}
    shares = start or usual_shares({**defaults, **(values or {})})
    society = Society(
        [
            Community("hosts", 60_000_000, "host", shares["host"]),
            Community("targets", 5_000_000, "target", shares["target"]),
        ],
        ties=Homophilous(20, 0.8),
    )
    return Problem(
        model,
        society,
        FIRST,
        days,
        levers={name: np.full((days, 2), value) for name, value in (levers or {}).items()},
        drivers={name: np.full((days, 2), arrivals) for name in model.drivers},
        events=tuple(events),
        drawn=drawn if isinstance(drawn, Mapping) else {kind: np.ones(days, np.bool_) for kind in drawn},
        values=values or {},
        expected=expected,
    )


class Course:
    """A run as shares, read by name."""

    def __init__(self, asked: Problem) -> None:
        self.record: Record = run(asked, "shares", seed=1)

    def share(self, community: int, *statuses: str) -> Floats:
        people = self.record["people"].values[:, community]
        told = [str(s) for s in self.record.coords["status"]]
        return np.asarray(people[:, [told.index(s) for s in statuses]].sum(axis=1) / people.sum(axis=1))

    def people(self, community: int) -> Floats:
        return np.asarray(self.record["people"].values[:, community])

    def public(self, name: str, community: int = TARGETS) -> Floats:
        return self.record.select("public", public=name)[:, community]

    def events(self, kind: str) -> Floats:
        return self.record.select("events", kind=kind).sum(axis=1)[1:]

    def gray_zone(self) -> Floats:
        return 0.5 * (self.share(HOSTS, "welcoming", "indifferent") + self.share(TARGETS, "at_home"))


def course(days: int = 200, **asked: object) -> Course:
    return Course(problem(days, **asked))  # type: ignore[arg-type]


def close(one: Floats, other: Floats) -> bool:
    """Whether two courses differ by no more than a weak feedback (over ties to people at home) makes them."""
    return bool(np.allclose(one, other, rtol=1e-4, atol=1e-6))


def same(one: Floats, other: Floats) -> bool:
    """Whether two courses are the same to the bit."""
    return bool(np.array_equal(one, other))
