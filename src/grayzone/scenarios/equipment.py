"""The model of a scenario: its mechanisms with their values, and all that they must find around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from ..errors import GrayzoneError, nearest
from ..language.ladders import BUILT_IN, Ladder
from ..language.mechanism import Mechanism
from ..language.model import Model, Trait
from ..language.variables import View, mark, pair, signal, stock, trait
from .faults import Faults, or_else, quoted
from .files import inside, sha256
from .registry import Allowed, built_in, from_file, from_plugin
from .schema import ScenarioForm

Values = dict[str, float]


@dataclass(frozen=True)
class Source:
    """Code that is not the library's: a file with its hash, or a plug-in with its version."""

    file: str = ""
    plugin: str = ""
    sha256: str = ""
    version: str = ""


def read_sources(
    form: ScenarioForm, folder: FilePath | None, allow: Allowed, faults: Faults
) -> tuple[dict[str, type[Mechanism]], list[Source], bool]:
    """Return every mechanism that can be named, where the foreign ones come from, and if all was found."""
    known, sources, sound = dict(built_in()), [], True
    for at, told in enumerate(form.mechanisms):
        path = ("mechanisms", at)
        try:
            if (told.file is None) == (told.plugin is None):
                faults.add(
                    path, "a source of mechanisms is neither a file nor a plug-in", "write a name like own.py"
                )
                sound = False
                continue
            if told.file is not None:
                place = inside(folder, told.file)
                found = from_file(place, told.file, allow)
                source = Source(file=told.file, sha256=sha256(place))
            else:
                assert told.plugin is not None
                found, version = from_plugin(told.plugin, allow)
                source = Source(plugin=told.plugin, version=version)
        except GrayzoneError as error:
            faults.error(path, error)
            sound = False
            continue
        if told.sha256 and told.sha256 != source.sha256:
            faults.add(path, f"{told.file!r} is not the file it was", "restore it, or leave out the sha256")
        for name, kind in found.items():
            if known.get(name, kind) is not kind:
                what = f"two mechanisms are called {name!r}, one of them in {told.file or told.plugin}"
                faults.add(path, what, "rename the class")
            known[name] = kind
        sources.append(source)
    return known, sorted(set(sources), key=lambda s: (s.file, s.plugin)), sound


def read_model(
    form: ScenarioForm,
    known: Mapping[str, type[Mechanism]],
    ladders: Mapping[str, Ladder],
    traits: Mapping[str, Trait],
    faults: Faults,
    whole: bool = True,
) -> Model | None:
    """Return the model, or nothing if one of its parts has a fault (which is noted).

    ``whole`` says that drivers, signals and traits are sound; otherwise only the mechanisms are looked at.
    """
    before = len(faults)
    if not form.model:
        faults.add(("model",), "the model has no mechanism", "list at least one", key=True)
    mechanisms: list[Mechanism] = []
    names: dict[str, int] = {}
    for at, entry in enumerate(form.model):
        path = ("model", at, entry.mechanism)
        if entry.mechanism not in known:
            faults.add(
                path, f"there is no mechanism {entry.mechanism!r}", nearest(entry.mechanism, known), key=True
            )
            continue
        kind = known[entry.mechanism]
        name = entry.name or entry.mechanism
        if name in names:
            mend = "take one out, or give it another 'name'"
            faults.add(path, f"two mechanisms are called {name!r}", mend, key=True)
        names[name] = at
        values = _values(kind, name, entry.values, path, faults)
        mechanisms.append(kind(name, **{key: _spelled(kind, key, value) for key, value in values.items()}))
    if not whole:
        return None
    _needs(form, mechanisms, known, faults)
    if len(faults) > before:
        return None
    try:
        model = Model(
            mechanisms,
            ladders=_ladders(form, ladders),
            traits=traits,
            drivers=form.drivers,
            signals=form.signals,
        )
    except GrayzoneError as error:
        at = next(
            (k for k, e in enumerate(form.model) if f"{known[e.mechanism].__name__}." in error.what), -1
        )
        faults.error(("model", at) if at >= 0 else ("model",), error, key=at < 0)
        return None
    _unused(form, model, faults)
    return model


def _values(
    kind: type[Mechanism],
    name: str,
    given: Mapping[str, str | float],
    path: tuple[str | int, ...],
    faults: Faults,
) -> Values:
    found = {}
    for key, value in given.items():
        if key not in kind.parameters:
            what = f"{name!r} has no parameter {quoted(key)}"
            faults.add((*path, key), what, nearest(key, kind.parameters), key=True)
            continue
        read = read_value(kind, key, value, (*path, key), faults)
        if read is not None:
            found[key] = read
    return found


def read_value(
    kind: type[Mechanism], key: str, value: str | float, path: tuple[str | int, ...], faults: Faults
) -> float | None:
    """Return a parameter's value in the house's units, or note why it cannot be."""
    try:
        return kind.parameters[key].read(value, where="") + 0.0
    except GrayzoneError as error:
        faults.add(path, f"{key!r}: {error.what}", error.mend)
    except (ValueError, OverflowError):
        faults.add(
            path, f"{key!r}: {quoted(value)} is no quantity", "write a number and its unit, like '0.2 / day'"
        )
    return None


def _spelled(kind: type[Mechanism], key: str, value: float) -> str | float:
    return in_house_units(value, kind.parameters[key].unit.dimensions)


def in_house_units(value: float, dimensions: tuple[tuple[str, int], ...]) -> str | float:
    """Write a value in days, persons and shares so that reading it again gives the same bits.

    >>> in_house_units(0.25, (("day", -1),)), in_house_units(0.5, ())
    ('0.25 / day', 0.5)
    """
    if not dimensions:
        return value
    above = [word for word, power in dimensions for _ in range(max(0, power))]
    below = [word for word, power in dimensions for _ in range(max(0, -power))]
    return f"{value!r} {' * '.join(above)}{''.join(f' / {word}' for word in below)}".replace("  ", " ")


def _owns(view: View) -> bool:
    """Whether a mechanism with this view keeps the variable itself."""
    return (isinstance(view, signal) and view.memory is not None) or (
        isinstance(view, stock) and view.start is not None
    )


def _needs(
    form: ScenarioForm, mechanisms: Sequence[Mechanism], known: Mapping[str, type[Mechanism]], faults: Faults
) -> None:
    """Note every variable that a mechanism looks at or moves and that nothing in the model keeps."""
    kept = {
        v.name for m in mechanisms for v in m.views.values() if isinstance(v, signal | stock) and _owns(v)
    }
    kept |= {*form.signals, *form.drivers}
    place = {entry.name or entry.mechanism: (at, entry.mechanism) for at, entry in enumerate(form.model)}
    for m in mechanisms:
        wanted: dict[str, str] = {}
        for effect in m.effects.values():
            for view in (m.views[a] for a in effect.arguments if a in m.views):
                if isinstance(view, trait | pair):
                    wanted[view.name if isinstance(view, trait) else view.trait] = "trait"
                elif isinstance(view, signal | stock):
                    wanted[view.name] = type(view).__name__
            if effect.kind == "encounter":
                wanted[effect.target] = "trait"
            elif effect.kind == "drift":
                wanted.setdefault(effect.target, "variable")
        for name, what in sorted(wanted.items()):
            if name in (form.traits if what == "trait" else kept) or (
                what == "variable" and name in form.traits
            ):
                continue
            mend = _mend(name, what, known)
            faults.add(("model", *place[m.name]), f"{m.name!r} needs the {what} {name!r}", mend, key=True)


def _mend(name: str, what: str, known: Mapping[str, type[Mechanism]]) -> str:
    if what == "trait":
        return f"declare it under 'traits', like {{{name}: {{bounds: [0, 1], bins: 20}}}}"
    keepers = [
        slug
        for slug, kind in sorted(known.items())
        if any(isinstance(v, signal | stock) and v.name == name and _owns(v) for v in kind.views.values())
    ]
    if keepers:
        return f"add {' or '.join(repr(slug) for slug in keepers)} to the model"
    return "give its course under 'drivers', or its memory under 'signals'"


def _ladders(form: ScenarioForm, ladders: Mapping[str, Ladder]) -> list[Ladder]:
    """Return the ladders that the model needs: the built-in ones only if somebody may stand on them."""
    communities = form.society.communities.values() if form.society is not None else ()
    used = {community.ladder for community in communities} or set(ladders)
    house = bool(used & set(BUILT_IN))
    return [ladder for name, ladder in ladders.items() if (name in BUILT_IN and house) or name in used]


def _unused(form: ScenarioForm, model: Model, faults: Faults) -> None:
    """Note what is declared and moves nothing: most often a misspelt name."""
    seen = {v.name for m in model.mechanisms for v in m.views.values() if isinstance(v, signal)}
    moved = {effect.target for _, effect in model.effects() if effect.kind == "drift"}
    watched = {
        (piece.when or "").partition(":")[2]
        for policy in form.policies.values() for pieces in policy.levers.values() for piece in pieces
    }  # fmt: skip
    for what, names in (("drivers", form.drivers), ("signals", form.signals)):
        for name in names:
            if name not in seen | moved | watched:
                mend = or_else(nearest(name, seen), "leave it out")
                faults.add((what, name), f"no mechanism reads the {what[:-1]} {name!r}", mend, key=True)
    used = (
        {c.ladder for c in form.society.communities.values()}
        if form.society is not None
        else set(form.ladders)
    )
    for name in form.ladders:
        if name not in used:
            faults.add(
                ("ladders", name), f"no community stands on the ladder {name!r}", "leave it out", key=True
            )


def marks_read(model: Model) -> set[str]:
    """Return the marks of events that the model's mechanisms read."""
    return {v.name for m in model.mechanisms for v in m.views.values() if isinstance(v, mark)}


def kinds_with_intensity(model: Model) -> tuple[str, ...]:
    """Return the kinds of events that the model can draw."""
    return tuple(sorted({effect.target for _, effect in model.effects() if effect.kind == "event"}))
