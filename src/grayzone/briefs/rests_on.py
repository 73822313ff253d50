"""How much of the order of the responses rests on data: a regression on ranks, and the table of what is assumed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..evidence.ledger import Ledger
from ..figures import Caption, Figure, Part, Strip, Table, data_or_assumption, prior_posterior, table
from ..figures.words import MINUS, listed
from ..language.model import Model
from ..language.parameters import Parameter
from .kept import Kept

Floats = NDArray[np.float64]
FOLDS = 8
#: Sources that are series or fits to series: a prior that was chosen around one of them was informed by data.
SERIES = ("us-2016", "germany-2016", "google-2015", "france-2015", "england-2016", "fbi-2016")
STRIPS = (
    ("fear.gamma", "How much deaths weigh in fear", "prior from a fit to the United States"),
    ("fear.scale", "Days until fear bends downwards", "prior from the same fit, mostly 2001"),
    ("hostility.response", "Suspicion after one attack", "prior from studies that disagree"),
    ("hostility.calling_back", "What a unity norm does to hostility", "assumed"),
    ("alienation.opening", "What inclusion does to withdrawal", "assumed"),
    ("restriction.conforming", "Conforming under restriction, a day", "assumed"),
)


@dataclass(frozen=True)
class Explained:
    """Share of the variance of a rank that groups of parameters explain, judged on draws left out of the fit."""

    response: str
    data: float
    assumed: float
    both: float


def parameters(model: Model) -> dict[str, Parameter]:
    """Return all declared parameters by full name."""
    return {f"{m.name}.{key}": p for m in model.mechanisms for key, p in sorted(m.parameters.items())}


def informed_by_data(model: Model, ledger: Ledger) -> tuple[str, ...]:
    """Return the parameters whose prior was chosen around a series or a fit to one, sorted."""
    found = []
    for name, declared in parameters(model).items():
        if not declared.claim:
            continue
        claim = ledger[declared.claim]
        keys = (declared.claim, *claim.support)
        if any(key.startswith(SERIES) for key in keys) or any(s in claim.design for s in SERIES):
            found.append(name)
    return tuple(sorted(found))


def ranks(values: Floats) -> Floats:
    """Return ranks between -1 and 1 along the first axis; ties share their mean rank."""
    order = np.sort(values)
    low, high = np.searchsorted(order, values, "left"), np.searchsorted(order, values, "right")
    return np.asarray((low + high - 1) / max(1, len(values) - 1) - 1.0)


def left_out(y: Floats, x: Floats, fold: NDArray[np.int64]) -> float:
    """Return the R squared of a linear regression on draws that were left out of its fit; below 0 it is 0."""
    x = np.column_stack([np.ones(len(y)), x])
    rest = 0.0
    for k in np.unique(fold):
        held = fold == k
        weights = np.linalg.lstsq(x[~held], y[~held], rcond=None)[0]
        rest += float(((y[held] - x[held] @ weights) ** 2).sum())
    spread = float(((y - y.mean()) ** 2).sum())
    return max(0.0, 1.0 - rest / spread) if spread > 0 else 0.0


def explained(kept: Kept, outcome: str, ledger: Ledger) -> tuple[Explained, ...]:
    """Return for each response what explains its rank among draws and rivals.

    Rows are draws under each of the three rivals, weighted alike; folds hold whole draws, so that a draw never
    helps to predict itself.  Assumptions are the other drawn parameters, which rival holds, and the net effect
    that its spread leads to.
    """
    model = kept.case.scenario.problem().model
    names = sorted(kept.drawn)
    known = set(informed_by_data(model, ledger)) & set(names)
    rivals, draws = kept.compared.rivals, kept.compared.draws
    columns = {name: np.tile(ranks(kept.drawn[name]), len(rivals)) for name in names}
    data = np.column_stack([columns[name] for name in sorted(known)])
    rest = [columns[name] for name in names if name not in known]
    rest += [np.repeat([rival == r for r in rivals], draws).astype(float) for rival in rivals[1:]]
    rest.append(ranks(np.concatenate([kept.net[rival] for rival in rivals])))
    assumed = np.column_stack(rest)
    fold = np.tile(np.arange(draws) % FOLDS, len(rivals))
    found = []
    for policy in kept.responses:
        y = ranks(np.concatenate([kept.compared.difference(outcome, policy, r) for r in rivals]))
        by_data = left_out(y, data, fold)
        by_assumed = min(left_out(y, assumed, fold), 1.0 - by_data)
        both = left_out(y, np.column_stack([data, assumed]), fold)
        found.append(Explained(kept.label(policy), by_data, by_assumed, both))
    return tuple(found)


def enough_draws(kept: Kept) -> bool:
    """Say whether a regression with all parameters can be judged at all."""
    return kept.compared.draws >= 2 * len(kept.drawn) * FOLDS / (FOLDS - 1) * 0.75


def bar(kept: Kept, ledger: Ledger) -> tuple[Figure, Table, float]:
    """Draw how much of the effect ranks is data; return the table and the largest share of data, too."""
    found = {outcome: explained(kept, outcome, ledger) for outcome in ("gray_zone", "attacks")}
    every = [e for parts in found.values() for e in parts]
    zone = found["gray_zone"]
    data = Part(min(e.data for e in zone), max(e.data for e in zone))
    assumed = Part(min(e.assumed for e in zone), max(e.assumed for e in zone))
    known = informed_by_data(kept.case.scenario.problem().model, ledger)
    figure = data_or_assumption(
        Caption(
            "bar",
            "",
            f"Linear regression of the rank of each response's effect on the gray zone on the ranks of "
            f"{len(kept.drawn)} drawn parameters and the rival, {kept.compared.draws} draws under three rivals, "
            f"R\N{SUPERSCRIPT TWO} on draws left out ({FOLDS} folds); from the least to the most of the four "
            "responses. Data: parameters whose priors were chosen around fits or series of other cases "
            f"({listed([n for n in known if n in kept.drawn])}); none was fitted to this case.",
        ),
        data,
        assumed,
        of="the order of the responses' effects",
    )
    rows = [
        (
            {"gray_zone": "gray zone", "attacks": "attacks"}[outcome],
            e.response,
            *(f"{round(100 * v)}%" for v in (e.data, e.assumed, e.both)),
        )
        for outcome, parts in found.items()
        for e in parts
    ]
    told = table(
        "Share of the variance of each effect's rank that parameters explain, on draws left out of the fit",
        ("Outcome", "Response", "Informed by data", "Assumed", "Both together"),
        rows,
    )
    return figure, told, max(e.data for e in every)


def has_strips(kept: Kept) -> bool:
    """Say whether there are enough draws for a density."""
    return kept.compared.draws >= 10


def strips(kept: Kept) -> Figure:
    """Draw the priors of the main parameters; its numbers name every parameter and what it rests on."""
    rows = [
        Strip(name, kept.drawn[key], kept.drawn[key], remark, equal=True)
        for key, name, remark in STRIPS
        if key in kept.drawn
    ]
    model = kept.case.scenario.problem().model
    every = parameters(model)
    assumed = sum(bool(p.assumed) for p in every.values())
    figure = prior_posterior(
        Caption(
            "strips",
            "Prior equals posterior throughout: nothing was fitted to this case",
            "Draws behind every model figure of this report. No likelihood was used, so no strip contracts. The "
            f"numbers below list all {len(every)} parameters, {assumed} of them assumed, with the sentence or the "
            "claim that each rests on.",
        ),
        rows,
    )
    return replace(figure, table=parameter_table(model))


def parameter_table(model: Model) -> Table:
    """Return every parameter with its value, its prior, and the sentence or claim it rests on."""
    rows = []
    for name, declared in parameters(model).items():
        mechanism, _, key = name.partition(".")
        value = declared.shown(model.mechanism(mechanism).values[key]).replace("-", MINUS)
        prior = "fixed" if declared.prior is None else _prior_words(declared)
        rests = f"Assumed: {declared.assumed}" if declared.assumed else f"Claim {declared.claim}"
        rows.append((name, value, prior, rests))
    return table("Every parameter", ("Parameter", "Central value", "Prior", "Rests on"), rows)


def _prior_words(declared: Parameter) -> str:
    prior = declared.prior
    assert prior is not None
    if not prior.numbers:
        return f"{prior.kind} of {len(prior.parts)}"
    return f"{prior.kind} ({', '.join(f'{n:.3g}' for n in prior.numbers)})".replace("-", MINUS)


def claims_used(model: Model) -> tuple[str, ...]:
    """Return the claims that parameters of the model rest on, sorted."""
    return tuple(sorted({p.claim for p in parameters(model).values() if p.claim}))
