"""Policies: levers that are moved on dates, or that answer what is seen; and the standard responses.

A lever goes from 0 to 1.  Of several pieces of one lever the one that began last holds while it lasts.  A
ramp goes in equal steps from the level of the day before and is complete on its last day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..engines.problem import Rule
from ..errors import nearest
from ..language.model import Model
from .faults import Faults, Path, or_else, quoted
from .schema import PieceForm, PolicyForm

Floats = NDArray[np.float64]
Day = np.datetime64
Period = tuple[Day, Day]

AS_HAPPENED = "as_happened"
WATCHED = ("signal", "status", "events")


@dataclass(frozen=True, order=True)
class Piece:
    """A lever at a level ``to`` from a first to a last day, for some communities."""

    lever: str
    first: Day
    last: Day
    to: float
    ramp: int
    communities: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Answer:
    """A lever that answers what is seen (see :class:`~grayzone.engines.problem.Rule`)."""

    lever: str
    when: str
    first: Day
    last: Day
    above: float
    gain: float
    cap: float
    delay: int
    window: int
    communities: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """A policy: words for a reader, and what it does with levers."""

    name: str
    label: str
    about: str = ""
    pieces: tuple[Piece, ...] = ()
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Standard:
    """A response that every study can compare: its label and the levers that it moves to 1."""

    label: str
    about: str
    levers: tuple[str, ...] = field(default=())


STANDARD = {
    AS_HAPPENED: Standard("As happened", "The schedule of measures that the scenario states."),
    "collective_restriction": Standard(
        "Collective restriction",
        "Admission by origin, limits on religious practice and surveillance of everybody.",
        ("discriminatory_admission", "religious_restriction", "blanket_surveillance"),
    ),
    "targeted": Standard(
        "Targeted policing", "Police work on suspicion, nothing for communities.", ("targeted_policing",)
    ),
    "inclusion": Standard(
        "Inclusion", "Equal chances, and admission without tests of origin.", ("inclusion", "open_admission")
    ),
    "unity": Standard("Unity", "Leaders refuse collective blame.", ("unity_norm",)),
}


def standard(name: str, model: Model, communities: Sequence[str], first: Day, last: Day) -> Policy | None:
    """Return a standard response with those of its levers that the model reads; nothing if it reads none."""
    told = STANDARD[name]
    levers = [lever for lever in told.levers if lever in model.levers]
    if told.levers and not levers:
        return None
    pieces = tuple(Piece(lever, first, last, 1.0, 1, tuple(communities)) for lever in sorted(levers))
    return Policy(name, told.label, told.about, pieces)


class PolicyReader:
    """Reads the policies of a file against the model, the communities and the calendar."""

    def __init__(
        self, model: Model, communities: Sequence[str], period: Period, branch: Day | None, faults: Faults
    ) -> None:
        self.model, self.communities, self.faults = model, tuple(communities), faults
        self.period, self.branch = period, branch

    def read(self, forms: Mapping[str, PolicyForm]) -> dict[str, Policy]:
        """Return all policies by name, sorted; what happened is always among them."""
        wanted = {AS_HAPPENED: PolicyForm(), **forms}
        return {name: self.policy(name, wanted[name]) for name in sorted(wanted)}

    def policy(self, name: str, form: PolicyForm) -> Policy:
        """Return one policy."""
        told = STANDARD.get(name)
        label = form.label or (
            told.label if told else name.replace("_", " ").replace("-", " ").strip().capitalize()
        )
        about = form.about or (told.about if told and (form.standard or name == AS_HAPPENED) else "")
        first, last = self.limits(name)
        if form.standard:
            return Policy(name, label, about, self.standard_pieces(name, form, first, last))
        pieces: list[Piece] = []
        answers: list[Answer] = []
        for lever, parts in sorted(form.levers.items()):
            path: Path = ("policies", name, lever)
            if lever not in self.model.levers:
                mend = or_else(nearest(lever, self.model.levers), "add a mechanism that reads it")
                self.faults.add(path, f"no mechanism reads the lever {lever!r}", mend, key=True)
                continue
            for at, part in enumerate(parts):
                days = self.days((*path, at), part, first, last)
                if days is None:
                    continue
                if part.when is not None:
                    answers += self.answer((*path, at), lever, part, days)
                else:
                    pieces += self.piece((*path, at), lever, part, days)
            self.doubled(path, [piece for piece in pieces if piece.lever == lever])
        return Policy(name, label, about, tuple(sorted(pieces)), tuple(sorted(answers)))

    def limits(self, name: str) -> Period:
        """Return the first and last day on which a policy can apply."""
        branched = name != AS_HAPPENED and self.branch is not None
        return (self.branch if branched and self.branch is not None else self.period[0]), self.period[1]

    def standard_pieces(self, name: str, form: PolicyForm, first: Day, last: Day) -> tuple[Piece, ...]:
        """Return the moves of a standard response."""
        path = ("policies", name)
        if name not in STANDARD or name == AS_HAPPENED:
            known = [key for key in STANDARD if key != AS_HAPPENED]
            self.faults.add(path, f"there is no standard response {name!r}", nearest(name, known), key=True)
            return ()
        if form.levers:
            what = f"{name!r} is the standard response and has levers of its own"
            self.faults.add(path, what, "write 'standard' alone, or leave it out", key=True)
        found = standard(name, self.model, self.communities, first, last)
        if found is None:
            levers = ", ".join(STANDARD[name].levers)
            what = f"the model reads no lever of the response {name!r} ({levers})"
            self.faults.add(path, what, "add a mechanism that does, or leave the policy out", key=True)
            return ()
        return found.pieces

    def days(self, path: Path, part: PieceForm, first: Day, last: Day) -> Period | None:
        """Return the days of a piece, cut to those on which the policy applies."""
        start, stop = (part.first if part.first is not None else first), (part.until or last)
        if part.until is not None and stop < first:
            self.faults.add(
                (*path, "until"),
                f"{stop} lies before the first day of the policy",
                f"give a day from {first}",
            )
            return None
        if stop < start:
            self.faults.add((*path, "until"), f"{stop} comes before {start}", "put the later day last")
            return None
        if start > last:
            self.faults.add((*path, "from"), f"{start} lies after the last day", f"give a day up to {last}")
            return None
        for at, name in enumerate(part.communities):
            if name not in self.communities:
                what = f"there is no community {name!r}"
                self.faults.add((*path, "communities", at), what, nearest(name, self.communities))
        if self.branch is not None and first == self.branch:
            start = max(start, first)
        return start, min(stop, last)

    def piece(self, path: Path, lever: str, part: PieceForm, days: Period) -> list[Piece]:
        """Return a move on dates."""
        for key in ("above", "gain", "cap", "delay", "window"):
            if getattr(part, key) is not None:
                what = f"{key!r} belongs to a lever that answers"
                self.faults.add((*path, key), what, "add 'when: signal:NAME', or leave it out", key=True)
        if part.to is None:
            self.faults.add(
                path, f"{lever!r} has no level", "write 'to: 0.6', or 'when: signal:NAME'", key=True
            )
            return []
        return [Piece(lever, *days, part.to, max(1, part.ramp or 1), self.whom(part))]

    def answer(self, path: Path, lever: str, part: PieceForm, days: Period) -> list[Answer]:
        """Return a lever that answers what is seen."""
        for key in ("to", "ramp"):
            if getattr(part, key) is not None:
                what = f"{key!r} belongs to a lever that is moved on dates"
                self.faults.add((*path, key), what, "leave out either it or 'when'", key=True)
        when = part.when or ""
        kind, _, name = when.partition(":")
        known = {"signal": self.model.publics(), "status": self.model.statuses, "events": self.model.kinds}
        if kind not in known or not name:
            mend = "write signal:NAME, status:NAME or events:KIND"
            self.faults.add((*path, "when"), f"the lever {lever!r} watches {quoted(when)}", mend)
            return []
        if name not in known[kind]:
            word = {"signal": "public variable", "status": "status", "events": "event"}[kind]
            self.faults.add(
                (*path, "when"), f"the model has no {word} {quoted(name)}", nearest(name, known[kind])
            )
            return []
        gain = 1.0 if part.gain is None else part.gain
        cap = 1.0 if part.cap is None else part.cap
        if gain <= 0:
            self.faults.add((*path, "gain"), f"the gain is {gain:g}", "give a number above 0")
        window = 1 if part.window is None else part.window
        if window < 1:
            self.faults.add((*path, "window"), "the window has no day", "write it like '7 days'")
        return [
            Answer(lever, when, *days, part.above or 0.0, gain, cap, part.delay or 0, window, self.whom(part))
        ]

    def whom(self, part: PieceForm) -> tuple[str, ...]:
        """Return the communities of a piece; all if it names none."""
        return tuple(sorted(set(part.communities))) or self.communities

    def doubled(self, path: Path, pieces: list[Piece]) -> None:
        """Note two pieces that begin on one day for one community."""
        for at, one in enumerate(pieces):
            for other in pieces[at + 1 :]:
                if one.first == other.first and set(one.communities) & set(other.communities):
                    what = f"two pieces of {one.lever!r} begin on {one.first}"
                    self.faults.add(
                        path, what, "let one begin later, or name different communities", key=True
                    )
                    return


class Calendar:
    """Turns policies into what an engine reads: levers by day and group, and rules by day."""

    def __init__(self, first: Day, days: int, groups: Sequence[tuple[str, str]], branch: Day | None) -> None:
        self.first, self.days = first, days
        self.community = np.array([community for _, community in groups])
        self.branch = branch

    def index(self, day: Day) -> int:
        """Return a day's number; 0 is the first simulated day."""
        return int((day - self.first).astype(int))

    def levers(self, policy: Policy, happened: Policy) -> dict[str, Floats]:
        """Return the scheduled levels, shape [day, group], of every lever that is moved."""
        found = self._fill({}, happened.pieces)
        if policy.name == happened.name:
            return dict(sorted(found.items()))
        history = 0 if self.branch is None else self.index(self.branch)
        for level in found.values():
            level[history:] = 0.0
        return dict(sorted(self._fill(found if history else {}, policy.pieces).items()))

    def _fill(self, found: dict[str, Floats], pieces: Sequence[Piece]) -> dict[str, Floats]:
        for piece in sorted(pieces, key=lambda p: (p.lever, p.first, p.communities)):
            level = found.setdefault(piece.lever, np.zeros((self.days, self.community.size)))
            groups = np.isin(self.community, piece.communities)
            start = self.index(piece.first)
            days = np.arange(max(0, start), min(self.days, self.index(piece.last) + 1))
            before = level[start - 1, groups] if start > 0 else np.zeros(int(groups.sum()))
            done = np.minimum(1.0, (days - start + 1) / piece.ramp)[:, None]
            level[np.ix_(days, groups)] = before * (1.0 - done) + piece.to * done
        return found

    def rules(self, policy: Policy, happened: Policy) -> tuple[Rule, ...]:
        """Return the answering levers; before the branch those of what happened."""
        if policy.name == happened.name:
            return tuple(self._rule(answer) for answer in happened.answers)
        rules = [self._rule(answer) for answer in policy.answers]
        if self.branch is not None:
            last = self.index(self.branch) - 1
            earlier = [answer for answer in happened.answers if answer.first < self.branch]
            rules = [self._rule(answer, last) for answer in earlier] + rules
        return tuple(rules)

    def _rule(self, answer: Answer, last: int | None = None) -> Rule:
        stop = self.index(answer.last)
        return Rule(
            lever=answer.lever,
            watch=answer.when,
            above=answer.above,
            gain=answer.gain,
            cap=answer.cap,
            delay=answer.delay,
            window=answer.window,
            communities=answer.communities,
            first=max(0, self.index(answer.first)),
            last=stop if last is None else min(stop, last),
        )
