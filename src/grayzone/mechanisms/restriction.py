"""Restriction: what measures against a whole community feel like to it, and the two exits they open."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from ..language.effects import drift, jump
from ..language.mechanism import Mechanism
from ..language.memory import fading
from ..language.parameters import parameter
from ..language.priors import lognormal, uniform
from ..language.variables import lever, signal, stock


class Restriction(Mechanism):
    """Rules that single out a community are felt by all of it, within weeks, and long after they are lifted.

    Entry rules that ask for religion, limits on religious practice, surveillance of everybody and
    crackdowns add up to one felt restriction, together with what the government tightens of its own
    accord.  Under it some give up visible practice to be left alone, and some leave: the two choices.

    It does not say what restriction does to attacks.  That is contested, and belongs to ``repression``.

    Equation: level L = 1 - (1 - a x_1)(1 - b x_2)(1 - c x_3)(1 - d x_4)(1 - state); the felt R rises by
    onset (L - R) while below L and fades with its memory; at_home -> conforming at ``conforming`` R,
    withdrawn -> left at ``fleeing`` R.

    Source: measures named by ``article-2015/c17``, exits by ``article-2015/c06``; memory from
    ``prior-2026/restriction-decay``; weights and rates are assumed.
    """

    admission_weight = parameter(
        0.4,
        bounds=(0, 1),
        prior=uniform(0.2, 0.6),
        assumed="rules at the border touch a resident community less than those inside",
        about="weight of discriminatory admission",
    )
    religion_weight = parameter(
        0.7,
        bounds=(0, 1),
        prior=uniform(0.4, 1.0),
        assumed="limits on practice touch daily life of most",
        about="weight of religious restriction",
    )
    surveillance_weight = parameter(
        0.6,
        bounds=(0, 1),
        prior=uniform(0.3, 0.9),
        assumed="to be watched is felt by most, if less in daily life",
        about="weight of blanket surveillance",
    )
    crackdown_weight = parameter(
        0.9,
        bounds=(0, 1),
        prior=uniform(0.6, 1.0),
        assumed="force against a quarter is felt by nearly all in it",
        about="weight of a crackdown",
    )
    onset = parameter(
        "0.05 / day",
        bounds=("0.001 / day", "1 / day"),
        assumed="new rules are felt by most within a month",
        about="how soon rules are felt",
    )
    memory = parameter(
        "365 days",
        bounds=("30 days", "7300 days"),
        claim="prior-2026/restriction-decay",
        about="how long restriction is felt after it ends",
    )
    conforming = parameter(
        "0.0001 / day",
        bounds=("0 / day", "0.01 / day"),
        prior=lognormal(1e-4, 0.7),
        assumed="under full restriction three in a hundred a year give up visible practice who would not have",
        about="people who conform under full restriction",
    )
    fleeing = parameter(
        "0.00005 / day",
        bounds=("0 / day", "0.01 / day"),
        prior=lognormal(5e-5, 0.8),
        assumed="to leave a country is rare: two in a hundred of those withdrawn in a year",
        about="withdrawn people who leave under full restriction",
    )

    restriction = signal("restriction", memory=fading("memory"), about="restriction as the community feels it")
    state = stock("state_restriction")
    admission = lever("discriminatory_admission")
    religion = lever("religious_restriction")
    surveillance = lever("blanket_surveillance")
    crackdown = lever("crackdown")

    @drift("restriction", ladder="target")
    def be_felt(
        admission_weight, religion_weight, surveillance_weight, crackdown_weight, onset, restriction, state,
        admission, religion, surveillance, crackdown,
    ):  # fmt: skip
        free = (1.0 - admission_weight * admission) * (1.0 - religion_weight * religion)
        free = free * (1.0 - surveillance_weight * surveillance) * (1.0 - crackdown_weight * crackdown)
        return onset * max(0.0, 1.0 - free * (1.0 - state) - restriction)

    @jump("at_home", "conforming", ladder="target")
    def conform(conforming, restriction):
        return conforming * restriction

    @jump("withdrawn", "left", ladder="target")
    def leave(fleeing, restriction):
        return fleeing * restriction
