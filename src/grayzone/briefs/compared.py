"""Figures and tables of the responses: paired differences, benefit beside cost, leads, regret, and the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from ..evidence.ledger import Ledger
from ..figures import (
    Axis,
    Caption,
    Difference,
    Figure,
    Study,
    Table,
    assumption_map,
    responses_compared,
    table,
)
from ..figures.responses import RIVALS, SYMBOLS
from ..figures.words import count, points, share, two_digits
from ..mechanisms.rivals import WEIGHTS
from ..report import Balance, Span
from ..studies.comparison import MIXTURE
from .expectations import SCALED
from .kept import Kept

Floats = NDArray[np.float64]
PAIRED = "The same draws from the priors and the same luck for every response; nothing was fitted."
#: A lead of less than this share of the attacks of the next response counts as none (fixed before the runs).
THRESHOLD = 0.02
NAMES = {
    "gray_zone": "Gray zone at the end",
    "attacks": "Attacks",
    "hate_incidents": "Hate incidents",
    "recruits": "People mobilised",
    "deaths": "People killed",
}


def differences(kept: Kept, outcome: str) -> dict[str, dict[str, Difference]]:
    """Return paired differences of every response under every rival."""
    c = kept.compared
    return {
        kept.label(p): {r: Difference.from_draws(c.difference(outcome, p, r)) for r in RIVALS} for p in kept.responses
    }


def zone_responses(kept: Kept) -> Figure:
    """Draw what each response changes in the gray zone."""
    best = {kept.label(max(kept.responses, key=lambda p: _median(kept, p, r))) for r in RIVALS}
    finding = ""  # where the order depends on the rival, the figure says so itself
    if len(best) == 1:
        finding = f"{best.pop()} most often keeps the widest zone, because its levers are assumed to"
    return responses_compared(
        Caption("zone", finding, f"Gray zone of both communities, counted alike, on {_last(kept)}. {PAIRED}"),
        differences(kept, "gray_zone"),
    )


def _median(kept: Kept, policy: str, rival: str) -> float:
    return float(np.median(kept.compared.difference("gray_zone", policy, rival)))


def attack_responses(kept: Kept) -> Figure:
    """Draw what each response changes in the number of attacks."""
    known = kept.effects["known_attacks_after"]
    stated = (
        f"{known} attacks that are on record after that day, at home and abroad, are stated under every response and "
        "cancel out. "
    )
    return responses_compared(
        Caption(
            "attacks",
            "",
            f"Attacks drawn by the model from {_first(kept)} to {_last(kept)}. {stated if known else ''}{PAIRED}",
        ),
        differences(kept, "attacks"),
        measure="attacks",
        unit="attacks",
        low_words="fewer attacks than as happened",
        high_words="more",
        higher_is_better=False,
    )


def _first(kept: Kept) -> str:
    from ..figures.words import date

    return date(kept.compared.day[kept.compared.since])


def _last(kept: Kept) -> str:
    from ..figures.words import date

    return date(kept.compared.day[-1])


def span(kept: Kept, outcome: str, policy: str) -> Span:
    """Return the lowest and the highest end of the 90 per cent intervals under the three rivals."""
    ends = [np.quantile(kept.compared.difference(outcome, policy, r), [0.05, 0.95]) for r in RIVALS]
    return Span(float(min(e[0] for e in ends)), float(max(e[1] for e in ends)))


def balance(kept: Kept) -> tuple[Balance, ...]:
    """Return benefit beside cost; what happened carries its own cost and stands first."""
    c = kept.compared
    none = Span(0.0, 0.0)
    rows = []
    for p in c.policies:
        whole = [none] * 4 if p == "as_happened" else [
            span(kept, o, p) for o in ("gray_zone", "hate_incidents", "attacks", "deaths")
        ]  # fmt: skip
        cost = dict(zip((kept.people(name) for name in c.communities), c.cost[c.policies.index(p)].tolist()))
        rows.append(Balance(kept.label(p), whole[0], whole[1], whole[2], cost, whole[3]))
    return tuple(rows)


def leads(kept: Kept) -> Table:
    """Return the share of draws in which each response leads, outcome by outcome, under each rival."""
    return _by_rival(
        kept,
        "Share of draws in which a response leads (draws from the priors only; ties are shared)",
        dict.fromkeys(NAMES, share),
        kept.compared.chance_best,
    )


def regret(kept: Kept) -> Table:
    """Return the largest loss of each response against the one that leads, over draws (minimax regret)."""
    return _by_rival(
        kept,
        "Largest loss in any draw against the response that leads in that draw (minimax regret; the zone in points)",
        {"gray_zone": _loss_in_points, "attacks": count, "hate_incidents": two_digits},
        kept.compared.regret,
    )


def _loss_in_points(value: float) -> str:
    return points(value).lstrip("+")


def _by_rival(
    kept: Kept, title: str, outcomes: Mapping[str, Callable[[float], str]], of: Callable[[str, str], dict[str, float]]
) -> Table:
    """Return a table with a row per outcome and a column per response; a cell holds all rivals."""
    rows = []
    for outcome, write in outcomes.items():
        found = {rival: of(outcome, rival) for rival in (*RIVALS, MIXTURE)}
        cells = [
            " ".join(
                [
                    *(f"{SYMBOLS[r]}\N{NO-BREAK SPACE}{write(found[r][p])}" for r in RIVALS),
                    f"mixture\N{NO-BREAK SPACE}{write(found[MIXTURE][p])}",
                ]
            )
            for p in kept.compared.policies
        ]
        rows.append((NAMES[outcome], *cells))
    return table(title, ("Outcome", *kept.compared.labels), rows)


def pairing(kept: Kept) -> tuple[float, float]:
    """Return the least and the most that pairing saves: an unpaired comparison needs so many times more draws."""
    found = [
        kept.compared.pairing("gray_zone", p, r) for p in kept.responses for r in RIVALS
    ]  # fmt: skip
    return min(found), max(found)


def studies(ledger: Ledger) -> tuple[Study, ...]:
    """Return the published and re-estimated effects of restriction on attacks, with 90 per cent lines."""
    named = (("Chechnya", "lyall-2009/log-rate-ratio"), ("Israel and Palestine", "panel-2026/israel-palestine"))
    found = []
    for name, key in named:
        claim = ledger[key]
        if claim.size is None or claim.interval is None:
            continue
        half = 1.6448536 * (claim.interval.high - claim.interval.low) / 2
        found.append(Study(name, claim.size, claim.size - half, claim.size + half))
    return tuple(found)


def tile_margin(kept: Kept) -> tuple[NDArray[np.int64], Floats]:
    """Return which response has the fewest expected attacks on each tile, and its lead as a share of the next."""
    order = np.sort(kept.tiles.attacks, axis=0)
    return np.argmin(kept.tiles.attacks, axis=0), (order[1] - order[0]) / order[1]


def assumptions(kept: Kept, ledger: Ledger) -> Figure:
    """Draw which response has the fewest attacks under each pair of assumptions."""
    leader, margin = tile_margin(kept)
    restriction = kept.compared.policies.index("collective_restriction")
    led = np.any((leader == restriction) & (margin >= THRESHOLD), axis=0)
    edge = kept.tiles.across[led].max() if led.any() else None
    finding = (
        "On this map collective restriction leads nowhere"
        if edge is None
        else f"Collective restriction has the fewest attacks only where its net effect is {_net(edge)} or lower"
    )
    return assumption_map(
        Caption(
            "map",
            finding,
            "Expected attacks after the branch at central values of all else, the net effect reached by the direct "
            f"path alone. Hatched: a lead of under {share(THRESHOLD)}, fixed before the runs. Dashed: where the "
            "draws lie, rivals weighted, spread over neighbouring tiles. Chechnya: our "
            "re-estimate of Lyall 2009. Israel and Palestine: our estimate from a series that is not shipped. Not "
            "drawn because no size was read: Northern Ireland (LaFree and others 2009), three interventions with more "
            "attacks, two with no change, one with fewer.",
            how_to_read="Each tile is one pair of assumptions; its colour and name say which response has the "
            "fewest expected attacks. Dashed lines hold half and nine tenths of the draws. Below: where studies "
            "stand on the horizontal axis, with 90% lines.",
        ),
        Axis(
            "Net effect of collective restriction on attacks, log rate ratio",
            kept.tiles.across,
            "restriction lowers attacks",
            "raises them",
            write=_net,
        ),
        Axis("What inclusion and unity do, times what is assumed", kept.tiles.up, write=lambda v: f"{v:g}"),
        kept.compared.labels,
        leader,
        margin,
        threshold=THRESHOLD,
        colours=(0, 1, 2, 3, 4),
        studies=studies(ledger),
        prior=prior_mass(kept),
        keeps="Fewest attacks",
    )


def _net(value: float) -> str:
    text = f"{abs(value):.1f}"
    return "0" if text == "0.0" else f"{'+' if value > 0 else chr(0x2212)}{text}"


def prior_mass(kept: Kept) -> Floats:
    """Return the prior mass of each tile, rivals weighted; draws beyond an edge count on the edge.

    Up runs the mean, over the parameters that the map scales, of the draw divided by its central value.  Counts
    are spread over neighbouring tiles (1-2-1 twice along each side), because draws are fewer than a smooth outline
    needs.
    """
    across, up = kept.tiles.across, kept.tiles.up
    parameters = kept.case.scenario.problem().parameter_values()
    factor = np.mean([kept.drawn[name] / parameters[name] for name in SCALED if name in kept.drawn], axis=0)
    y = np.clip(np.rint((factor - up[0]) / (up[1] - up[0])), 0, len(up) - 1).astype(int)
    mass = np.zeros((len(up), len(across)))
    for rival, weight in WEIGHTS.items():
        steps = np.rint((kept.net[rival] - across[0]) / (across[1] - across[0]))
        np.add.at(mass, (y, np.clip(steps, 0, len(across) - 1).astype(int)), weight)
    for _ in range(2):
        for axis in (0, 1):
            wide = np.pad(mass, [(1, 1) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
            mass = sum(
                part * np.take(wide, range(k, k + mass.shape[axis]), axis) for k, part in enumerate((0.25, 0.5, 0.25))
            )
    return np.asarray(mass)
