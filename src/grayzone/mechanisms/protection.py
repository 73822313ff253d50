"""Protection: a community that is not safe turns to whoever promises to defend it."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from math import expm1

from ..language.effects import drift, jump
from ..language.functions import day
from ..language.mechanism import Mechanism
from ..language.memory import fading
from ..language.parameters import parameter
from ..language.priors import lognormal, uniform
from ..language.variables import lever, mark, signal


class Protection(Mechanism):
    """Violence against a community makes it insecure, and insecurity raises support for its own armed group.

    It holds for both sides alike: each can pose as its community's only protector.  Reprisals, attacks by the
    other side's organisation, and a crackdown make insecure.

    It does not say that the armed group does protect, or that it is wanted in quiet times.

    Equation: insecurity J gathers weight (1 + killed)^gamma for each event against the own community and
    fades; with j = J / (1 + J): wary -> hostile and hostile -> mobilised, withdrawn and alienated ->
    sympathiser, and sympathiser -> mobilised gain ``sheltering`` j.

    Source: ``article-2015/c13`` asserts it; sizes are assumed.
    """

    memory = parameter(
        "90 days",
        bounds=("5 days", "3650 days"),
        prior=lognormal(90.0, 0.5),
        assumed="fear for one's life lasts a season after the last blow (bove-2023/large-attacks: up to 120 days)",
        about="how long insecurity lasts",
    )
    weight = parameter(
        0.02,
        bounds=(0, 10),
        prior=lognormal(0.02, 0.7),
        assumed="a blow a day at the usual severity makes half of the most there can be within a month",
        about="insecurity that one event adds in which nobody dies",
    )
    gamma = parameter(
        0.65, bounds=(0, 1.5), assumed="as fear grows with the number killed", about="power of 1 + killed"
    )
    elsewhere = parameter(
        0.2,
        bounds=(0, 1),
        prior=uniform(0.05, 0.4),
        assumed="what happens to one's community in another place counts a fifth",
        about="weight of an event in another place",
    )
    sheltering = parameter(
        "0.002 / day",
        bounds=("0 / day", "0.1 / day"),
        prior=lognormal(0.002, 0.7),
        assumed="under the worst insecurity half of a step a year turn to the armed group",
        about="people who turn to the armed group a day at most",
    )

    insecurity = signal("insecurity", memory=fading("memory"), about="fear of violence against the own community")
    crackdown = lever("crackdown")
    killed = mark("killed", unit="person")

    @drift("insecurity", on="reprisal")
    def after_reprisal(weight, gamma, elsewhere, killed, here, own):
        return weight * (1.0 + killed) ** gamma * own * (here + (1.0 - here) * elsewhere)

    @drift("insecurity", on="attack", ladder="host")
    def after_attack(weight, gamma, elsewhere, killed, here, own):
        return weight * (1.0 + killed) ** gamma * own * (here + (1.0 - here) * elsewhere)

    @drift("insecurity", ladder="target")
    def under_crackdown(memory, crackdown):
        return -expm1(-day / memory) * crackdown / day

    @jump("wary", "hostile", ladder="host")
    def take_sides(sheltering, insecurity):
        return sheltering * insecurity / (1.0 + insecurity)

    @jump("hostile", "mobilised", ladder="host")
    def take_up_arms(sheltering, insecurity):
        return sheltering * insecurity / (1.0 + insecurity)

    @jump("withdrawn", "sympathiser", ladder="target")
    def turn_to_protector(sheltering, insecurity):
        return sheltering * insecurity / (1.0 + insecurity)

    @jump("alienated", "sympathiser", ladder="target")
    def turn_to_protector_sooner(sheltering, insecurity):
        return sheltering * insecurity / (1.0 + insecurity)

    @jump("sympathiser", "mobilised", ladder="target")
    def join_protector(sheltering, insecurity):
        return sheltering * insecurity / (1.0 + insecurity)
