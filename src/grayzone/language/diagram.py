"""The causal map of a model: who reads what, what it moves, in which direction, and on what this rests.

The map is made from the same functions that the engines run, so it cannot say anything else than they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .effects import Effect
from .mechanism import Mechanism
from .model import Model
from .signs import Probe
from .variables import mark, pair

SIGN_WORDS = {
    "+": "raises",
    "-": "lowers",
    "0": "does not move",
    "mixed": "raises or lowers",
    "?": "moves",
}


@dataclass(frozen=True)
class Arrow:
    """One link of the map.

    Parameters
    ----------
    source, target : str
        Names of signals, stocks, drivers, levers, traits, statuses or kinds of event.
    mechanism, function : str
        Where it is written.
    effect : str
        What the function does, in words.
    sees : str
        How the source is seen, as in ``share of ties across``; ``flow`` for people who move from one status
        to another, ``impulse`` for what an event sets off.
    claims, assumed : tuple of str
        Keys in the evidence ledger, and assumptions, of the parameters that the function reads.
    sign : str
        ``+``, ``-``, ``0``, ``mixed`` or ``?`` (no value), with all parameters at their central values.
    """

    source: str
    target: str
    mechanism: str
    function: str
    effect: str
    sees: str
    claims: tuple[str, ...]
    assumed: tuple[str, ...]
    sign: str


def arrows(model: Model) -> tuple[Arrow, ...]:
    """Return the links of a model, in canonical order.

    The sign is found by evaluating the function: the source runs over its natural range ([0, 1], or its
    bounds) while all other inputs stand at several points of theirs.

    Parameters
    ----------
    model : Model

    Returns
    -------
    tuple of Arrow
    """
    found = [link for m, effect in model.effects() for link in _links(model, m, effect)]
    return tuple(sorted(found, key=lambda a: (a.source, a.target, a.mechanism, a.function, a.sees)))


def _links(model: Model, m: Mechanism, effect: Effect) -> list[Arrow]:
    probe = Probe(model, m, effect)
    seen = [(source, sees, probe.sign(name)) for (source, sees), name in probe.inputs.items()]
    if effect.kind == "jump":
        seen.append((effect.source, "flow", probe.level()))
    if effect.on:
        seen.append((effect.on, "impulse", probe.level()))
    used = [m.parameters[k] for k in rests_on(m, effect)]
    claims = tuple(sorted({p.claim for p in used if p.claim}))
    assumed = tuple(sorted({p.assumed for p in used if p.assumed}))
    return [
        Arrow(source, effect.target, m.name, effect.name, effect.sentence(), sees, claims, assumed, sign)
        for source, sees, sign in seen
    ]


def rests_on(m: Mechanism, effect: Effect) -> tuple[str, ...]:
    """Return the names of the parameters that an effect rests on, also through what it sees, sorted."""
    used = {a for a in effect.arguments if a in m.parameters}
    for argument in effect.arguments:
        view = m.views.get(argument)
        if isinstance(view, pair):
            used |= set(view.wiring.values())
        if isinstance(view, mark) and view.law is not None:
            used |= {a for a in view.law.arguments if isinstance(a, str)}
    if effect.rate:
        used.add(effect.rate)
    return tuple(sorted(used))


# -- layout ------------------------------------------------------------------------------------------------
def floors(links: Iterable[Arrow]) -> dict[str, int]:
    """Return the floor of every variable: the longest way to it from a first cause.

    Variables that move each other in a circle stand side by side, on the floor of the circle.

    Parameters
    ----------
    links : iterable of Arrow

    Returns
    -------
    dict of name to int
        0 for what nothing in the model moves; sorted by name.
    """
    causes: dict[str, set[str]] = {}
    for link in links:
        causes.setdefault(link.target, set()).add(link.source)
        causes.setdefault(link.source, set())
    before = {name: _reach(name, causes) for name in causes}
    circle = {name: frozenset({name, *(o for o in before[name] if name in before[o])}) for name in causes}
    floor: dict[frozenset[str], int] = {}
    # A circle has every cause of its causes before it, so the number of them is an order without a search.
    for group in sorted(set(circle.values()), key=lambda g: (len(_outside(g, before)), sorted(g))):
        below = {circle[cause] for name in group for cause in causes[name]} - {group}
        floor[group] = 1 + max((floor[g] for g in below), default=-1)
    return {name: floor[circle[name]] for name in sorted(causes)}


def _reach(name: str, causes: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(causes[name])
    while waiting:
        cause = waiting.pop()
        if cause not in seen:
            seen.add(cause)
            waiting.extend(causes[cause])
    return seen


def _outside(group: frozenset[str], before: dict[str, set[str]]) -> set[str]:
    return before[min(group)] - group


# -- texts -------------------------------------------------------------------------------------------------
def to_text(links: Sequence[Arrow]) -> str:
    """Return one line for each link, and what it rests on.

    Parameters
    ----------
    links : sequence of Arrow
        As :func:`arrows` returns them.
    """
    rows = []
    for link in links:
        rows.append(f"{link.source} --[{link.sign}]--> {link.target}")
        rows.append(f"    {link.mechanism}.{link.function} ({link.sees}): {link.effect}")
        rows += [f"    claim {key}" for key in link.claims]
        rows += [f"    ASSUMED {sentence}" for sentence in link.assumed]
    return "\n".join(rows) + "\n"


def to_mermaid(links: Sequence[Arrow]) -> str:
    """Return a Mermaid flowchart; a dotted arrow rests on assumptions alone."""
    names = list(floors(links))
    rows = ["flowchart LR"]
    rows += [f'    n{names.index(name)}["{_plain(name)}"]' for name in names]
    for source, target, mechanism, sign, assumed in _merged(links):
        line = "-.->" if assumed else "-->"
        rows.append(
            f'    n{names.index(source)} {line}|"{_plain(sign)} {_plain(mechanism)}"| n{names.index(target)}'
        )
    return "\n".join(rows) + "\n"


def to_dot(links: Sequence[Arrow]) -> str:
    """Return a Graphviz graph; variables of one floor stand in one rank, assumed arrows are dashed."""
    floor = floors(links)
    rows = ["digraph model {", "    rankdir=LR;", "    node [shape=box, style=rounded];"]
    for height in sorted(set(floor.values())):
        same = "; ".join(_quoted(name) for name in floor if floor[name] == height)
        rows.append(f"    {{ rank=same; {same}; }}")
    for source, target, mechanism, sign, assumed in _merged(links):
        style = "dashed" if assumed else "solid"
        label = _quoted(f"{sign} {mechanism}")
        rows.append(f"    {_quoted(source)} -> {_quoted(target)} [label={label}, style={style}];")
    return "\n".join([*rows, "}"]) + "\n"


def sentence(link: Arrow) -> str:
    """Say a link in words: ``call_to_calm raises wary (share of all ties)``."""
    if link.sees == "flow":
        return f"people in {link.source} may become {link.target}"
    return f"{link.source} {SIGN_WORDS[link.sign]} {link.target} ({link.sees})"


def _merged(links: Sequence[Arrow]) -> list[tuple[str, str, str, str, bool]]:
    """Return one arrow for all links of a mechanism between two variables; signs that differ are mixed."""
    found: dict[tuple[str, str, str], list[Arrow]] = {}
    for link in links:
        found.setdefault((link.source, link.target, link.mechanism), []).append(link)
    rows = []
    for (source, target, mechanism), parts in sorted(found.items()):
        signs = sorted({p.sign for p in parts if p.sign != "0"}) or ["0"]
        assumed = not any(p.claims for p in parts)
        rows.append((source, target, mechanism, signs[0] if len(signs) == 1 else "mixed", assumed))
    return rows


def _plain(text: str) -> str:
    return re.sub(r'["\n|]', " ", text)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
