"""The society of a scenario: ladders, traits, communities, places, ties and actors, checked one by one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path as FilePath

from ..errors import GrayzoneError, SocietyError, nearest
from ..language.ladders import BUILT_IN, Ladder
from ..language.model import Trait
from ..society.actors import Actor
from ..society.communities import SHARE_SLACK, Community, TraitStart
from ..society.listed import Listed
from ..society.places import Place
from ..society.society import Society
from ..society.ties import Blocks, Heavy, Homophilous, NoTies, RingRewired, Ties
from .faults import Faults, or_else
from .files import inside, sha256
from .schema import CommunityForm, LadderForm, ListedForm, ScenarioForm, SocietyForm, TiesForm, TraitForm

MOST_GROUPS = 5_000
MOST_BINS = 1_000


def read_ladders(forms: Mapping[str, LadderForm], faults: Faults) -> dict[str, Ladder]:
    """Return the built-in ladders and the file's own, which are sorted by name."""
    found = dict(BUILT_IN)
    for name in sorted(forms):
        form, path = forms[name], ("ladders", name)
        if name in BUILT_IN:
            faults.add(path, f"the ladder {name!r} is built in", "give your own another name", key=True)
            continue
        if not form.steps or len(set(form.steps)) != len(form.steps):
            faults.add(
                (*path, "steps"),
                f"the ladder {name!r} lists a status twice, or none",
                "list each status once",
            )
            continue
        for key, steps in (("in", form.inside), ("edge", form.edge)):
            for at, step in enumerate(steps):
                if step not in form.steps:
                    faults.add(
                        (*path, key, at), f"{name!r} has no status {step!r}", nearest(step, form.steps)
                    )
        for at, step in enumerate(form.edge):
            if step in form.inside:
                faults.add(
                    (*path, "edge", at), f"{step!r} is in the zone and on its edge", "keep one of the two"
                )
        zone = dict.fromkeys(form.edge, "edge") | dict.fromkeys(form.inside, "in")
        found[name] = Ladder(name, tuple(form.steps), zone)
    return found


def read_traits(forms: Mapping[str, TraitForm], faults: Faults) -> dict[str, Trait]:
    """Return how each trait is kept."""
    found = {}
    for name in sorted(forms):
        form, path, before = forms[name], ("traits", name), len(faults)
        if form.bins is not None and form.bounds is None:
            faults.add(
                (*path, "bins"), f"the trait {name!r} has bins and no bounds", "add bounds, like [0, 1]"
            )
        if form.bins is not None and not 2 <= form.bins <= MOST_BINS:
            faults.add((*path, "bins"), f"the trait {name!r} has {form.bins} bins", f"give 2 to {MOST_BINS}")
        if form.carried not in (None, "mean"):
            faults.add(
                (*path, "carried"), f"a trait is carried as {form.carried!r}", "write 'mean', or give bins"
            )
        elif form.carried and form.bins:
            faults.add(
                (*path, "carried"),
                f"the trait {name!r} has bins and is carried as a mean",
                "keep one of the two",
            )
        low, high = form.bounds or (-math.inf, math.inf)
        try:
            found[name] = Trait(low, high, form.bins or 0, form.carried or "")
        except GrayzoneError as error:
            if len(faults) == before:
                faults.error(path, error)
            continue
        if form.start is not None:
            check_start(form.start, found[name], name, (*path, "start"), faults)
    return found


def check_start(start: TraitStart, kept: Trait, name: str, path: tuple[str, ...], faults: Faults) -> None:
    """Note a fault if a fixed start or a mean lies outside the trait's bounds."""
    if start.law != "uniform" and not kept.low <= start.a <= kept.high:
        mend = f"give a value from {kept.low:g} to {kept.high:g}"
        faults.add(path, f"{name!r} starts at {start.a:g}, outside its bounds", mend)


def read_society(
    form: ScenarioForm,
    ladders: Mapping[str, Ladder],
    traits: Mapping[str, Trait],
    folder: FilePath | None,
    faults: Faults,
) -> Society | None:
    """Return the society, or nothing if one of its parts has a fault (which is noted)."""
    told = form.society
    if told is None:
        return None
    before = len(faults)
    path = ("society", "communities")
    if not told.communities:
        faults.add(path, "the society has no communities", "declare at least one", key=True)
    groups = len(told.communities) * max(1, len(told.places))
    if groups > MOST_GROUPS:
        what = f"{len(told.places)} places of {len(told.communities)} communities make {groups} groups"
        faults.add(("society", "places"), what, f"keep at most {MOST_GROUPS}", key=True)
    communities = [
        _community(name, told.communities[name], form, ladders, traits, faults)
        for name in sorted(told.communities)
    ]
    _places(told, faults)
    ties = _ties(told.ties, folder, faults)
    actors = _actors(told, faults)
    if len(faults) > before or ties is None:
        return None
    places = [Place(name, told.places[name]) for name in sorted(told.places)]
    try:
        return Society([c for c in communities if c is not None], places, ties, actors)
    except SocietyError as error:
        kind = _kind(told.ties)
        at = error.where.replace("ties.", f"ties.{kind}.") if error.where.startswith("ties.") else error.where
        faults.error(("society", *at.split(".")), error)
        return None


def _community(
    name: str,
    told: CommunityForm,
    form: ScenarioForm,
    ladders: Mapping[str, Ladder],
    traits: Mapping[str, Trait],
    faults: Faults,
) -> Community | None:
    path = ("society", "communities", name)
    if told.ladder not in ladders:
        what = f"there is no ladder {told.ladder!r}"
        faults.add(
            (*path, "ladder"), what, or_else(nearest(told.ladder, ladders), "declare it under 'ladders'")
        )
        return None
    ladder = ladders[told.ladder]
    start = told.start
    if start is None:
        first = next((step for step in ladder.steps if ladder.where(step) == "in"), "")
        if not first:
            what = f"{name!r} has no start, and no step of the ladder {ladder.name!r} is in the zone"
            faults.add(path, what, "write start: {status: share}", key=True)
            return None
        start = {first: 1.0}
    for status in start:
        if status not in ladder.steps:
            what = f"the ladder {ladder.name!r} has no status {status!r}"
            faults.add(
                (*path, "start", status),
                what,
                nearest(status, ladder.steps, show=len(ladder.steps)),
                key=True,
            )
    total = math.fsum(start.values())
    if abs(total - 1) > SHARE_SLACK:
        faults.add(
            (*path, "start"), f"the shares of {name!r} on day 0 sum to {total:g}", "make them sum to one"
        )
        return None
    starts = {}
    for trait in told.traits:
        if trait not in traits:
            mend = or_else(nearest(trait, traits), "declare it under 'traits'")
            faults.add((*path, "traits", trait), f"there is no trait {trait!r}", mend, key=True)
    for trait, kept in traits.items():
        given = told.traits.get(trait) or form.traits[trait].start or _middle(kept)
        if given is None:
            what = f"nothing says how {trait!r} starts in {name!r}"
            faults.add(path, what, "write it under 'traits', like {fixed: 0.5}", key=True)
            continue
        if trait in told.traits:
            check_start(given, kept, trait, (*path, "traits", trait), faults)
        starts[trait] = given
    try:
        return Community(name, told.people, told.ladder, start, starts)
    except GrayzoneError as error:
        faults.error(path, error)
        return None


def _middle(kept: Trait) -> TraitStart | None:
    """Everybody in the middle of the bounds, if there is a middle."""
    middle = (kept.low + kept.high) / 2
    return TraitStart("fixed", middle) if math.isfinite(middle) else None


def _places(told: SocietyForm, faults: Faults) -> None:
    for place, shares in told.places.items():
        for community in shares or {}:
            if community not in told.communities:
                path = ("society", "places", place, community)
                mend = nearest(community, told.communities)
                faults.add(path, f"there is no community {community!r}", mend, key=True)
                return
    open_places = any(shares is None for shares in told.places.values())
    for community in told.communities if told.places else ():
        total = math.fsum((shares or {}).get(community, 0.0) for shares in told.places.values())
        if total > 1 + SHARE_SLACK or (not open_places and total < 1 - SHARE_SLACK):
            what = f"the shares of {community!r} over all places sum to {total:g}"
            faults.add(("society", "places"), what, "make them sum to one", key=True)


def _actors(told: SocietyForm, faults: Faults) -> list[Actor]:
    found = []
    for name in sorted(told.actors):
        form, path = told.actors[name], ("society", "actors", name)
        if form.base is not None and form.base not in told.communities:
            mend = nearest(form.base, told.communities)
            faults.add((*path, "base"), f"there is no community {form.base!r}", mend)
        try:
            found.append(Actor(name, form.kind, form.base))  # type: ignore[arg-type]
        except SocietyError as error:
            faults.error((*path, "kind"), error)
    return found


def _kind(told: TiesForm) -> str:
    return next((kind for kind in TiesForm.model_fields if getattr(told, kind) is not None), "none")


def _ties(told: TiesForm, folder: FilePath | None, faults: Faults) -> Ties | None:
    kind = _kind(told)
    path = ("society", "ties", kind)
    try:
        if told.homophilous is not None:
            return Homophilous(told.homophilous.mean_ties, told.homophilous.within)
        if told.ring_rewired is not None:
            ring = told.ring_rewired
            return RingRewired(ring.mean_ties, ring.rewired, ring.across, ring.order)  # type: ignore[arg-type]
        if told.blocks is not None:
            return Blocks(told.blocks.mean_ties, told.blocks.within, told.blocks.elsewhere)
        if told.heavy is not None:
            heavy = told.heavy
            return Heavy(heavy.mean_ties, heavy.within, heavy.exponent, heavy.cap)
        if told.listed is not None:
            return _listed(told.listed, folder, faults)
    except SocietyError as error:
        mend = error.mend.replace("declare no_ties", "write 'ties: none'")
        faults.add((*path, *error.where.split(".")[1:]), error.what, mend)
        return None
    return NoTies()


def _listed(told: ListedForm, folder: FilePath | None, faults: Faults) -> Listed | None:
    path = ("society", "ties", "listed")
    found = []
    for key in ("edges", "nodes"):
        name, wanted = getattr(told, key), getattr(told, f"{key}_sha256")
        try:
            file = inside(folder, name)
            if wanted and sha256(file) != wanted:
                faults.add(
                    (*path, key), f"{name!r} is not the file it was", "restore it, or leave out the sha256"
                )
            found.append(file)
        except GrayzoneError as error:
            faults.error((*path, key), error)
    return Listed.from_files(*found) if len(found) == 2 else None
