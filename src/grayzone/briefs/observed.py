"""What was counted or surveyed in and around France in 2015, read from the tables of the bundled cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..cases.case import Case, case
from ..errors import DataError

Floats = NDArray[np.float64]
ACTS = "anti_muslim_acts_and_threats"


@dataclass(frozen=True)
class Fact:
    """One dated figure with its source."""

    first: str
    last: str
    value: float
    source: str
    from_memory: bool


@dataclass(frozen=True)
class Effect:
    """One difference between people asked after an attack and people asked before it."""

    value: float
    error: float
    people: int

    def interval(self) -> tuple[float, float]:
        """Return the ends of the 90 per cent interval."""
        return self.value - 1.6448536 * self.error, self.value + 1.6448536 * self.error


def facts(france: Case, measure: str) -> list[Fact]:
    """Return all dated figures of a measure, in the order of their first day."""
    table = france.table("facts.csv")
    columns = {name: table.texts(name) for name in table.columns}
    found = [
        Fact(
            columns["period_start"][i],
            columns["period_end"][i],
            float(columns["value"][i]),
            columns["source"][i],
            "memory" in columns["provenance"][i],
        )
        for i, name in enumerate(columns["measure"])
        if name == measure
    ]
    return sorted(found, key=lambda fact: (fact.first, fact.last))


def fact(france: Case, measure: str, first: str, last: str) -> float:
    """Return one dated figure.

    Raises
    ------
    DataError
        if the case has none for this period.
    """
    for one in facts(france, measure):
        if (one.first, one.last) == (first, last):
            return one.value
    raise DataError(f"there is no {measure} from {first} to {last}", where="facts.csv")


def years(france: Case, measure: str = ACTS) -> list[Fact]:
    """Return the figures that span a calendar year."""
    return [f for f in facts(france, measure) if f.first[5:] == "01-01" and f.last == f"{f.first[:4]}-12-31"]


def effect(france: Case, day: str, country: str, outcome: str) -> Effect:
    """Return one estimate of the surveys."""
    table = france.table("effects.csv")
    keys = zip(table.texts("event_date"), table.texts("country"), table.texts("outcome"))
    for i, key in enumerate(keys):
        if key == (day, country, outcome):
            value, error, people = (table.texts(name)[i] for name in ("estimate", "se", "n"))
            return Effect(float(value), float(error), int(people))
    raise DataError(f"there is no effect on {outcome!r} in {country} after {day}", where="effects.csv")


@dataclass(frozen=True)
class Attention:
    """Search interest by the hour; ``hour`` counts from the peak."""

    when: NDArray[np.datetime64]
    paris: Floats
    beirut: Floats

    @property
    def peak(self) -> int:
        """Index of the hour with the highest interest."""
        return int(np.argmax(self.paris))

    def first_below(self, share: float) -> int:
        """Return how many hours after the peak interest first falls below a share of it."""
        after = self.paris[self.peak :]
        return int(np.argmax(after < share * after[0]))


def attention(france: Case) -> Attention:
    """Return search interest by the hour."""
    table = france.table("attention_hourly.csv")
    when = np.array([text.replace(" ", "T") for text in table.texts("time_gmt")], dtype="datetime64[h]")
    paris, beirut = (np.array(table.texts(name), dtype=np.float64) for name in ("paris", "beirut"))
    return Attention(when, paris, beirut)


@dataclass(frozen=True)
class Attack:
    """One attack, as the case states it."""

    day: str
    name: str
    place: str
    killed: int
    abroad: bool


def attacks(of: Case) -> list[Attack]:
    """Return the attacks of a case, in order of time."""
    table = of.table("events.csv")
    rows = zip(*(table.texts(name) for name in ("date", "kind", "name", "place", "killed", "abroad")))
    return [Attack(d, n, p, int(k), a == "1") for d, kind, n, p, k, a in rows if kind == "attack"]


def killed_at_home(of: Case, first: str, last: str) -> int:
    """Return how many people were killed in attacks at home in a period, both days included."""
    return sum(a.killed for a in attacks(of) if first <= a.day <= last and not a.abroad)


def weeks(start: str, before: int, after: int) -> tuple[NDArray[np.datetime64], Floats]:
    """Return incidents against Muslims in the United States by periods of seven days, counted from a day."""
    table = case_of_comparison().table("incidents.csv")
    when = np.array(table.texts("date"), dtype="datetime64[D]")
    values = np.array(table.texts("anti_islamic"), dtype=np.float64)
    first = np.datetime64(start) - 7 * before
    begins = first + 7 * np.arange(before + after)
    at = (begins - when[0]).astype(int)
    return begins, np.array([values[i : i + 7].sum() for i in at])


def case_of_comparison() -> Case:
    """Return the case of the United States: a series by day, without a society of its own."""
    from ..cases.case import FOLDER

    return Case("us-2001", FOLDER / "us-2001")


def again(name: str) -> Case:
    """Return a case that a brief is written for.

    Raises
    ------
    DataError
        if no brief is written for it.
    """
    found = case(name)
    if name != "paris-2015":
        raise DataError(f"no report is written for the case {name!r}", mend="name paris-2015")
    return found
