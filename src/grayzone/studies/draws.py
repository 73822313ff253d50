"""Draws of parameters from their priors, by address: each parameter keeps its draws whatever others are added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..ground import chance
from ..language.model import Model
from ..mechanisms.rivals import RIVALS, SPREAD, WEIGHTS

Values = dict[str, float]


def prior_draws(model: Model, draws: int, *, seed: int = 1, base: Mapping[str, float] | None = None) -> list[Values]:
    """Return so many sets of all parameters of a model, each drawn from its prior and kept within its bounds.

    A parameter without a prior, or that the scenario has set to another value than its default, stays as it is.

    Example
    -------
    >>> from grayzone.mechanisms.fear import Fear
    >>> from grayzone.language.model import Model
    >>> one, other = prior_draws(Model([Fear()]), 2)
    >>> one["fear.alpha"] != other["fear.alpha"]
    True
    """
    who = np.arange(draws)
    found: list[Values] = [{} for _ in range(draws)]
    for m in model.mechanisms:
        for key in sorted(m.parameters):
            declared, name = m.parameters[key], f"{m.name}.{key}"
            central = (base or {}).get(name, m.values[key])
            if declared.prior is None or central != declared.default:
                for values in found:
                    values[name] = central
                continue
            u = chance.uniform(seed, 0, who, 0, f"prior:{name}")
            which = chance.uniform(seed, 0, who, 0, f"prior:{name}", attempt=1)
            for values, at, part in zip(found, u.tolist(), which.tolist()):
                values[name] = min(declared.high, max(declared.low, declared.prior.at(at, part)))
    return found


def drawn_parameters(model: Model) -> list[str]:
    """Return the names of the parameters that a study draws."""
    return [
        f"{m.name}.{key}"
        for m in model.mechanisms
        for key in sorted(m.parameters)
        if m.parameters[key].prior is not None and m.values[key] == m.parameters[key].default
    ]


def under_rival(draws: Sequence[Values], rival: str, *, seed: int = 1) -> list[Values]:
    """Return the draws with a rival's parameters; its direct effect is spread between settings.

    The spread uses the same luck for every rival, so that rivals are compared draw by draw.
    """
    stated = RIVALS[rival]
    who = np.arange(len(draws))
    spread = chance.normal(seed, 0, who, 0, "rival:spread") * SPREAD[rival]
    out = []
    for values, extra in zip(draws, spread.tolist()):
        own = {**values, **{k: v for k, v in stated.items() if k in values}}
        if "repression.direct" in own:
            own["repression.direct"] = min(3.0, max(-3.0, own["repression.direct"] + extra))
        out.append(own)
    return out


def rival_of_draws(draws: int, *, seed: int = 1) -> list[str]:
    """Return which rival each draw of the mixture takes, by the weights before a setting is known."""
    u = chance.uniform(seed, 0, np.arange(draws), 0, "rival:mixture")
    names, edges = list(WEIGHTS), np.cumsum(list(WEIGHTS.values()))
    return [names[min(int(k), len(names) - 1)] for k in np.searchsorted(edges, u, side="right")]
