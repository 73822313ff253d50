"""Reciprocal violence: reprisals between the armed groups of communities, each answering the other."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from ..language.effects import drift, event
from ..language.mechanism import Mechanism
from ..language.memory import fading
from ..language.parameters import parameter
from ..language.priors import lognormal, normal, uniform
from ..language.variables import mark, pareto, share, signal


class ReciprocalViolence(Mechanism):
    """Violence against one community is answered by violence against those whom it blames.

    A reprisal against a community exposes the others to an answer, and itself to more of the same.  An
    attack by an organisation exposes the community in which it has its base.  How many answer depends on
    how many are mobilised among the others, so the same spark dies out in a quiet society and spreads in
    one under arms; a symbolic attack is answered everywhere, an ordinary one mostly where it happened.

    It does not say who began, and it does not say that self-excitation in a series is contagion: much of
    it is a level that moves (``us-2016/self-excitation-moving``).

    Equation: reprisals a day against a community = usual + answering X / (1 + X / full) M / (M + half), M the
    mobilised share of the others; exposure X gathers ``across`` for a reprisal against another community,
    ``within`` for one against the own, times (1 + killed)^gamma, and fades.

    Source: ``article-2015/c11``, ``article-2015/c15``; ``ibc-2012/escalation`` for the arc in Iraq; after
    self-exciting models of it, in which excitation lasts two to six weeks; sizes are assumed.
    """

    usual = parameter(
        "0.005 / day",
        bounds=("0 / day", "10 / day"),
        prior=lognormal(0.005, 1.0),
        assumed="a quiet year has two reprisals per community and place",
        about="reprisals that answer nothing in particular",
    )
    answering = parameter(
        "0.1 / day",
        bounds=("0 / day", "10 / day"),
        assumed="fixes the unit of exposure; across and within carry the size",
        about="reprisals a day per unit of exposure where all are mobilised",
    )
    memory = parameter(
        "20 days",
        bounds=("1 day", "365 days"),
        prior=lognormal(20.0, 0.4),
        assumed="two to six weeks in the literature on Iraq",
        about="how long a deed calls for an answer",
    )
    across = parameter(
        0.35,
        bounds=(0, 10),
        prior=lognormal(0.35, 0.4),
        assumed="where half of the others are mobilised, answers keep each other going; where few are, "
        "they "
        "die out. In Iraq violence lasted beyond what set it off (c15), and no study gives this number",
        about="exposure of the others after a reprisal",
    )
    within = parameter(
        0.1,
        bounds=(0, 10),
        prior=lognormal(0.1, 0.7),
        assumed="a third as much: the same armed group strikes again",
        about="exposure of the struck community itself",
    )
    gamma = parameter(
        0.3,
        bounds=(0, 1.5),
        prior=uniform(0.1, 0.5),
        assumed="answers grow with the number killed, less than fear does",
        about="power of 1 + killed",
    )
    symbolic_weight = parameter(
        10.0,
        bounds=(0, 1000),
        prior=lognormal(10.0, 0.8),
        assumed="one attack on a shrine was answered as some ten others; the step of 2006 itself is "
        "known to +-.15 "
        "(ibc-2012/samarra-step)",
        about="what a fully symbolic attack adds, relative to its size",
    )
    spill = parameter(
        0.1,
        bounds=(0, 1),
        prior=uniform(0.0, 0.2),
        assumed="a tenth of the answer falls in other places",
        about="weight of an event in another place",
    )
    half = parameter(
        0.05,
        bounds=(0.0001, 1),
        prior=lognormal(0.05, 0.5),
        assumed="where one in twenty is mobilised half of the answers are carried out",
        about="mobilised share of the others at which half is answered",
    )
    full = parameter(
        200.0,
        bounds=(1, 1e6),
        assumed="not even a civil war answers everything",
        about="exposure at which answers halve",
    )
    exponent = parameter(
        2.5,
        bounds=(1.2, 6),
        prior=normal(2.5, 0.2),
        assumed="the exponent found across many insurgencies, about 2.5",
        about="exponent of the law of the number killed",
    )
    cap = parameter(500.0, bounds=(1, 1e5), assumed="no reprisal in the cases killed more", about="most killed")

    exposure = signal(
        "exposure", memory=fading("memory"), about="how much violence a community has to expect in answer"
    )
    mobilised = share("mobilised", among="others")
    killed = mark("killed", of="reprisal", law=pareto("exponent", "cap"), unit="person")
    dead = mark("killed", unit="person")
    symbolic = mark("symbolic")

    @event("reprisal", each="community")
    def reprisals(usual, answering, half, full, exposure, mobilised):
        return usual + answering * exposure / (1.0 + exposure / full) * mobilised / (mobilised + half)

    @drift("exposure", on="reprisal")
    def call_for_answer(across, within, gamma, spill, killed, here, own):
        size = (within * own + across * (1.0 - own)) * (1.0 + killed) ** gamma
        return size * (here + (1.0 - here) * spill)

    @drift("exposure", on="attack", ladder="target")
    def blame_the_base(across, gamma, symbolic_weight, spill, dead, symbolic, here):
        reach = here + (1.0 - here) * max(spill, min(1.0, symbolic))
        return across * (1.0 + dead) ** gamma * (1.0 + symbolic_weight * symbolic) * reach
