"""From the human form to its meaning: everything looked up, every default said, every fault noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

import numpy as np

from ..errors import GrayzoneError, nearest
from ..language.ladders import Ladder
from ..language.mechanism import Mechanism
from ..language.model import Model
from ..society.society import Society
from .drivers import Driver, read_drivers
from .equipment import Source, read_model, read_sources, read_value
from .faults import Faults, quoted
from .files import inside
from .people import read_ladders, read_society, read_traits
from .policy import Period, Policy, PolicyReader
from .provocation import Happening, Span, check_happenings, read_drawn, read_happenings
from .registry import Allowed
from .schema import ScenarioForm

MOST_DAYS = 40_000
MOST_GROUP_DAYS = 10_000_000

RIVAL_LABELS = {"backlash": "backlash", "null": "no effect", "deterrence": "deterrence", "mixture": "mixture"}


@dataclass(frozen=True)
class Rival:
    """Another value for some parameters: what is held possible beside the model as it stands."""

    name: str
    label: str
    values: Mapping[str, float]


@dataclass(frozen=True)
class Setting:
    """A scenario without faults, as the objects that an engine takes."""

    form: ScenarioForm
    period: Period
    branch: np.datetime64 | None
    ladders: Mapping[str, Ladder]
    model: Model
    society: Society
    sources: tuple[Source, ...]
    drivers: Mapping[str, Driver]
    events: tuple[Happening, ...]
    drawn: Mapping[str, Span]
    rivals: Mapping[str, Rival]
    policies: Mapping[str, Policy]

    @property
    def days(self) -> int:
        """Number of simulated days."""
        return int((self.period[1] - self.period[0]).astype(int)) + 1


def resolve(
    form: ScenarioForm, broken: set[str], folder: FilePath | None, allow: Allowed, faults: Faults
) -> Setting | None:
    """Return what a form means, or nothing if there is a fault.

    A part of the file that is broken hides only the faults that cannot be told without it.
    """

    def sound(*parts: str) -> bool:
        return not broken & set(parts)

    if "" in broken:
        return None
    period = _period(form, faults) if sound("period") else None
    branch = _branch(form, period, faults) if period is not None and sound("branch") else None
    ladders = read_ladders(form.ladders, faults) if sound("ladders") else None
    before = len(faults)
    traits = read_traits(form.traits, faults) if sound("traits") else None
    if len(faults) > before:
        traits = None
    society: Society | None = None
    if ladders is not None and traits is not None and sound("society"):
        society = read_society(form, ladders, traits, folder, faults)
    known, sources, found = (
        read_sources(form, folder, allow, faults) if sound("mechanisms") else ({}, [], False)
    )
    model: Model | None = None
    if sound("model") and (found or set(known) >= {entry.mechanism for entry in form.model}):
        whole = ladders is not None and traits is not None and sound("drivers", "signals")
        model = read_model(form, known, ladders or {}, traits or {}, faults, whole)
    bearable = False
    if period is not None and society is not None:
        bearable = _size(period, society, faults)
    events = read_happenings(form.events, folder, faults) if sound("events") else None
    if events is not None and period is not None:
        check_happenings(events, period, society, model, faults)
    drawn: dict[str, Span] | None = None
    if period is not None and model is not None and sound("drawn"):
        drawn = read_drawn(form.drawn, period, model, faults)
    drivers: dict[str, Driver] | None = None
    if society is not None and period is not None and bearable and sound("drivers"):
        drivers = read_drivers(form.drivers, folder, society, period, faults)
    policies: dict[str, Policy] | None = None
    if model is not None and period is not None and society is not None and sound("policies", "branch"):
        names = [community.name for community in society.communities]
        policies = PolicyReader(model, names, period, branch, faults).read(form.policies)
    rivals = _rivals(form, model, faults) if model is not None and sound("rivals") else None
    if sound("series") and folder is not None:
        _series(form, folder, faults)
    if len(faults) or broken or period is None or ladders is None or model is None or society is None:
        return None
    if events is None or drawn is None or drivers is None or policies is None or rivals is None:
        return None
    return Setting(
        form,
        period,
        branch,
        ladders,
        model,
        society,
        tuple(sources),
        drivers,
        tuple(events),
        drawn,
        rivals,
        policies,
    )


def _period(form: ScenarioForm, faults: Faults) -> Period | None:
    told = form.period
    if told is None:
        return None
    days = int((told.last - told.first).astype(int)) + 1
    if days < 1:
        faults.add(("period", "to"), f"{told.last} comes before {told.first}", "put the later day last")
        return None
    if days > MOST_DAYS:
        faults.add(("period", "to"), f"the period has {days} days", f"keep it to {MOST_DAYS}")
        return None
    if told.fit_until is not None and not told.first <= told.fit_until <= told.last:
        mend = f"give a day from {told.first} to {told.last}"
        faults.add(("period", "fit_until"), f"{told.fit_until} lies outside the period", mend)
    return told.first, told.last


def _branch(form: ScenarioForm, period: Period, faults: Faults) -> np.datetime64 | None:
    if form.branch is not None and not period[0] <= form.branch <= period[1]:
        mend = f"give a day from {period[0]} to {period[1]}"
        faults.add(("branch",), f"{form.branch} lies outside the period", mend)
        return None
    return form.branch


def _size(period: Period, society: Society, faults: Faults) -> bool:
    """Whether arrays by day and group can be made at all; note a fault if not."""
    days = int((period[1] - period[0]).astype(int)) + 1
    if days * len(society.groups) > MOST_GROUP_DAYS:
        what = f"{days} days of {len(society.groups)} groups are too many"
        faults.add(("society",), what, f"keep days times groups to {MOST_GROUP_DAYS}", key=True)
        return False
    return True


def _rivals(form: ScenarioForm, model: Model, faults: Faults) -> dict[str, Rival]:
    known: dict[str, tuple[type[Mechanism], str]] = {
        f"{m.name}.{key}": (type(m), key) for m in model.mechanisms for key in m.parameters
    }
    found = {}
    for name in sorted(form.rivals):
        told, values = form.rivals[name], {}
        for key, given in sorted(told.overrides.items()):
            path = ("rivals", name, "set", key)
            if key not in known:
                faults.add(path, f"the model has no parameter {quoted(key)}", nearest(key, known), key=True)
                continue
            kind, parameter = known[key]
            value = read_value(kind, parameter, given, path, faults)
            if value is not None:
                values[key] = value
        found[name] = Rival(
            name, told.label or RIVAL_LABELS.get(name, name.replace("_", " ").strip()), values
        )
    return found


def _series(form: ScenarioForm, folder: FilePath, faults: Faults) -> None:
    """Note the files of a case's series that are not there; a case reads them itself."""
    for name, told in form.series.items():
        try:
            inside(folder, told.file)
        except GrayzoneError as error:
            faults.error(("series", name, "file"), error)
    for at, told_break in enumerate(form.breaks):
        series = (told_break.model_extra or {}).get("series")
        if isinstance(series, str) and series not in form.series:
            what = f"there is no series {quoted(series)}"
            faults.add(("breaks", at, "series"), what, nearest(series, form.series))
