"""Hostility: the ladder of stances of a host community, from welcoming to mobilised, and what moves
people on it."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from math import exp, log1p, tanh

from ..language.effects import drift, jump
from ..language.functions import day
from ..language.mechanism import Mechanism
from ..language.memory import fading
from ..language.parameters import parameter
from ..language.priors import lognormal, mixed, normal, uniform
from ..language.variables import lever, mark, share, signal


def hazard(chance: float, leaving: float) -> float:
    """Return the hazard (1 / day) that moves exactly ``chance`` of people a day where ``leaving`` leave.

    Hazards that compete within a day would otherwise let the usual shares drift by a thousandth.
    """
    return -log1p(-min(leaving, 0.9)) * chance / leaving / day


def pressure(
    suspicion: float, loading: float, fear: float, moderation: float, half: float, contact: float, most: float
) -> float:
    """Return by what factor moves up the ladder speed up; contact takes some of it away."""
    push = suspicion + loading * log1p(max(0.0, fear))
    felt = push * (1.0 - moderation * contact / (contact + half))
    return exp(most * tanh(felt / most))


class Hostility(Mechanism):
    """People of a host community move between welcoming, indifferent, wary, hostile and mobilised.

    Undisturbed, as many move up as down and the shares stay as they usually are.  An attack raises
    suspicion for some weeks (in four settings of ten it does not at all), and people move up faster;
    whether fear itself makes hostile is left open around zero.  Those who have ties to people of the other
    community who are at home take up less of either.  A unity norm (leaders who refuse collective blame)
    brings people back down faster.

    It does not say that attacks make a society hostile: in France they did not, and at the central values the
    hostile share moves by well under a percentage point.  It says nothing of single persons.

    Equation: down at d = turnover; up at d (share above / share below) exp(push), with
    push = (suspicion + loading ln(1 + fear)) (1 - moderation contact / (contact + half)), kept
    within +-most_push.

    Source: ``prior-2026/hostility-response`` and ``prior-2026/fear-to-hostility``, against
    ``castanho-silva-2018/france-immigrants``; contact as moderator from ``legewie-2013/contact``.
    """

    turnover = parameter(
        "0.004 / day",
        bounds=("0.0001 / day", "0.05 / day"),
        prior=lognormal(0.004, 0.5),
        assumed="a stance lasts most of a year before it is reconsidered; panels that follow persons are missing here",
        about="people who step down one step a day",
    )
    usual_indifferent = parameter(0.36, bounds=(0.01, 0.97), assumed="set by the case from surveys")
    usual_wary = parameter(0.22, bounds=(0.005, 0.97), assumed="set by the case from surveys")
    usual_hostile = parameter(0.065, bounds=(0.001, 0.97), assumed="set by the case from surveys")
    usual_mobilised = parameter(
        0.005, bounds=(1e-6, 0.5), assumed="half a per cent act on their hostility; the case may know better"
    )
    response = parameter(
        0.072,
        bounds=(-0.3, 0.6),
        claim="prior-2026/hostility-response",
        prior=mixed((0.4, normal(0.0, 0.03)), (0.6, normal(0.12, 0.06))),
        about="suspicion that one attack adds",
    )
    suspicion_memory = parameter(
        "14 days",
        bounds=("1 day", "365 days"),
        prior=lognormal(14.0, 0.7),
        assumed="between the week of Manchester and the three weeks of Canada (mancosu-2020/first-days, "
        "eady-2022/short-lived)",
        about="lifetime of suspicion",
    )
    fear_loading = parameter(
        0.0,
        bounds=(-0.5, 0.5),
        claim="prior-2026/fear-to-hostility",
        prior=normal(0.0, 0.1),
        about="suspicion per unit of ln(1 + fear)",
    )
    moderation = parameter(
        0.5,
        bounds=(0, 1),
        prior=uniform(0.1, 0.9),
        assumed="plenty of contact takes away half of the response; the study gives the sign, not the size",
        about="share of the response that plenty of contact takes away",
    )
    contact_half = parameter(
        0.05,
        bounds=(0.001, 1),
        assumed="one tie in twenty to somebody at home in the other community is half of plenty",
        about="share of ties at which contact has half of its effect",
    )
    most_push = parameter(
        2.0,
        bounds=(0.1, 5),
        assumed="nothing makes a whole community climb more than about seven times as fast as usual",
        about="largest push, log",
    )
    calling_back = parameter(
        0.1,
        bounds=(-0.5, 5),
        prior=normal(0.1, 0.1),
        assumed="a full unity norm speeds the way down by a tenth, and may do nothing or misfire: "
        "friendly words "
        "raise positive views (obrochta-2020/pro-minority-rhetoric), but nobody measured this rate",
        about="how much faster people step down under a full unity norm",
    )

    suspicion = signal("suspicion", memory=fading("suspicion_memory"), about="distrust of the whole other community")
    fear = signal("fear")
    contact = share("at_home")
    unity = lever("unity_norm")
    amplitude = mark("amplitude")

    @drift("suspicion", on="attack", ladder="host")
    def suspect(response, amplitude):
        return response * amplitude

    @jump("welcoming", "indifferent", ladder="host")
    def cool(
        turnover,
        usual_indifferent,
        usual_wary,
        usual_hostile,
        usual_mobilised,
        suspicion,
        fear_loading,
        fear,
        moderation,
        contact_half,
        contact,
        most_push,
    ):
        usual_welcoming = max(0.001, 1.0 - usual_indifferent - usual_wary - usual_hostile - usual_mobilised)
        up = day * turnover * usual_indifferent / usual_welcoming
        return hazard(up, up) * pressure(suspicion, fear_loading, fear, moderation, contact_half, contact, most_push)

    @jump("indifferent", "wary", ladder="host")
    def grow_wary(
        turnover,
        usual_indifferent,
        usual_wary,
        suspicion,
        fear_loading,
        fear,
        moderation,
        contact_half,
        contact,
        most_push,
    ):
        up = day * turnover * usual_wary / usual_indifferent
        down = day * turnover
        return hazard(up, up + down) * pressure(
            suspicion, fear_loading, fear, moderation, contact_half, contact, most_push
        )

    @jump("wary", "hostile", ladder="host")
    def grow_hostile(
        turnover,
        usual_wary,
        usual_hostile,
        suspicion,
        fear_loading,
        fear,
        moderation,
        contact_half,
        contact,
        most_push,
    ):
        up = day * turnover * usual_hostile / usual_wary
        down = day * turnover
        return hazard(up, up + down) * pressure(
            suspicion, fear_loading, fear, moderation, contact_half, contact, most_push
        )

    @jump("hostile", "mobilised", ladder="host")
    def mobilise(
        turnover,
        usual_hostile,
        usual_mobilised,
        suspicion,
        fear_loading,
        fear,
        moderation,
        contact_half,
        contact,
        most_push,
    ):
        up = day * turnover * usual_mobilised / usual_hostile
        down = day * turnover
        return hazard(up, up + down) * pressure(
            suspicion, fear_loading, fear, moderation, contact_half, contact, most_push
        )

    @jump("indifferent", "welcoming", ladder="host")
    def warm(turnover, usual_indifferent, usual_wary, calling_back, unity):
        down = day * turnover
        return hazard(down, down + down * usual_wary / usual_indifferent) * (1.0 + calling_back * unity)

    @jump("wary", "indifferent", ladder="host")
    def trust_again(turnover, usual_wary, usual_hostile, calling_back, unity):
        down = day * turnover
        return hazard(down, down + down * usual_hostile / usual_wary) * (1.0 + calling_back * unity)

    @jump("hostile", "wary", ladder="host")
    def soften(turnover, usual_hostile, usual_mobilised, calling_back, unity):
        down = day * turnover
        return hazard(down, down + down * usual_mobilised / usual_hostile) * (1.0 + calling_back * unity)

    @jump("mobilised", "hostile", ladder="host")
    def stand_down(turnover, calling_back, unity):
        down = day * turnover
        return hazard(down, down) * (1.0 + calling_back * unity)
