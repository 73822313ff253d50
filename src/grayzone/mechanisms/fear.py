"""Fear: what an attack does to people's sense of safety, and how slowly that fades."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from ..language.effects import drift
from ..language.mechanism import Mechanism
from ..language.memory import long_tail
from ..language.parameters import parameter
from ..language.priors import lognormal, normal, uniform
from ..language.variables import mark, signal, spread


class Fear(Mechanism):
    """An attack frightens people: sharply at first, then less and less, but for a long time.

    The more people were killed the greater the fear, though far less than in proportion; an attack abroad
    counts for a fraction, a symbolic one for more; and two attacks that look alike on paper may differ a
    great deal, so each has an amplitude of its own, which is nothing at all in a third of them.  A shock
    that is no attack (a referendum, an election) has a size of its own.  Fears of several events add up,
    so the next attack meets what is left of the last.

    It does not say that fear makes people hostile: hostility and salience are states of their own.  Fear is
    measured by what it does to hate incidents (in the United States fear 1 doubles them), not in points of a
    survey, and it does not tell who within a community is afraid.

    Equation: an event adds z = alpha (1 + killed)^gamma omega^abroad A (1 + w symbolic), of which
    z (1 + t / scale)^-exponent is left after t days; A is Gamma distributed with mean 1, or 0.

    Source: fits to daily incidents in the United States (``us-2016/kernel-scale``, ``us-2016/severity``),
    carried over as priors (``prior-2026/kernel-scale`` and its neighbours).
    """

    scale = parameter(
        "4.95 days",
        bounds=("0.3 days", "90 days"),
        claim="prior-2026/kernel-scale",
        prior=lognormal(4.95, 0.5),
        about="days after which the fall bends into its long tail",
    )
    exponent = parameter(
        1.6,
        bounds=(0.3, 5),
        claim="prior-2026/kernel-slope",
        prior=normal(1.6, 0.3),
        about="how steeply the tail falls",
    )
    alpha = parameter(
        0.497,
        bounds=(0, 20),
        claim="prior-2026/event-amplitude",
        prior=lognormal(0.497, 0.7),
        about="fear after an attack at home in which nobody dies",
    )
    gamma = parameter(
        0.65,
        bounds=(0, 1.5),
        claim="prior-2026/severity",
        prior=normal(0.65, 0.15),
        about="power of 1 + killed",
    )
    omega = parameter(
        0.223,
        bounds=(0, 1),
        claim="prior-2026/abroad",
        prior=lognormal(0.223, 0.6),
        about="weight of an attack abroad beside one at home",
    )
    elsewhere = parameter(
        0.5,
        bounds=(0, 1),
        prior=uniform(0.2, 1.0),
        assumed="between an attack abroad and one at home; no study of this step was found",
        about="weight of an attack in another place of the same country",
    )
    symbolic_weight = parameter(
        1.0,
        bounds=(0, 10),
        prior=uniform(0.0, 2.0),
        assumed="an attack on a sacred or national symbol counts up to three times one of the same "
        "severity; "
        "the source tells of one such case (c15), and nothing measures it",
        about="what a fully symbolic attack adds, relative to its size",
    )
    shock_size = parameter(
        0.25,
        bounds=(0, 20),
        prior=lognormal(0.25, 0.7),
        assumed="what the index of July 2016 in England and Wales asks for (homeoffice-2016/referendum), "
        "where "
        "incidents answer fear as strongly as in France",
        about="fear after a dated shock that is no attack",
    )
    shape = parameter(
        2.0,
        bounds=(0.2, 50),
        claim="prior-2026/amplitude-shape",
        prior=lognormal(2.0, 0.5),
        about="how alike events are in amplitude: the smaller, the less alike",
    )
    nothing = parameter(
        0.35,
        bounds=(0, 1),
        claim="prior-2026/null-events",
        prior=uniform(0.3, 0.4),
        about="share of events that move nobody",
    )

    fear = signal("fear", memory=long_tail("scale", "exponent"), about="fear of further attacks")
    killed = mark("killed", unit="person")
    abroad = mark("abroad")
    symbolic = mark("symbolic")
    amplitude = mark("amplitude", law=spread("shape", "nothing"))

    @drift("fear", on="attack")
    def after_attack(alpha, gamma, omega, elsewhere, symbolic_weight, killed, abroad, symbolic, amplitude, here):
        size = alpha * (1.0 + killed) ** gamma * omega**abroad * (1.0 + symbolic_weight * symbolic)
        return size * amplitude * (here + (1.0 - here) * elsewhere)

    @drift("fear", on="shock")
    def after_shock(shock_size, omega, elsewhere, abroad, amplitude, here):
        return shock_size * omega**abroad * amplitude * (here + (1.0 - here) * elsewhere)
