"""Hate incidents: what members of one community suffer from others, and the climate that this makes."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from math import expm1, log1p

from ..language.effects import drift, event, jump
from ..language.functions import day
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal, mixed, normal, uniform
from ..language.variables import lever, share, signal, stock


class HateIncidents(Mechanism):
    """Acts and threats against a community: the more others are hostile, and the more they fear, the more
    of them.

    Incidents of the last month, against what is usual, are the hate climate in which the community lives.

    It does not say who does it, and it takes the fear of the struck community's place for that of the others.
    Recorded incidents are not all incidents: a level that moves for reasons of recording belongs into the
    observation, not here.  The usual number is per community and place.

    Equation: incidents a day = usual (H / usual_hostility) (1 + response fear) (1 - restraint unity), H
    the share of the others who are hostile or mobilised; climate C: a fading mean of incidents / usual, 1
    at the start.

    Source: level of ``france-2015/year`` (133 in 2014); response from 2015 and 2016 there and from
    ``gmp-2017/month-after``;
    window from ``prior-2026/hate-climate-window``.
    """

    usual = parameter(
        "133 / year",
        bounds=("0.01 / year", "100000 / year"),
        claim="france-2015/year",
        about="incidents that are usual, per community and place",
    )
    usual_hostility = parameter(
        0.07,
        bounds=(1e-6, 1),
        assumed="the usual share of hostile and mobilised hosts, as in hostility; set by the case from surveys",
        about="share of hostile and mobilised others at which incidents are usual",
    )
    response = parameter(
        7.0,
        bounds=(0, 100),
        assumed="between 6, which the acts of 2015 and 2016 together ask for in France, and 9, which the "
        "sixfold "
        "month of Greater Manchester in 2017 asks for (gmp-2017/month-after), both at the central "
        "amplitudes; "
        "1 in the United States, where fear was measured; its spread is that of fear.alpha",
        about="by how many times the usual number incidents rise per unit of fear",
    )
    restraint = parameter(
        0.1,
        bounds=(0, 1),
        prior=uniform(0.0, 0.2),
        assumed="a full unity norm holds back a tenth of incidents; not measured",
        about="share of incidents that a full unity norm holds back",
    )
    memory = parameter(
        "30 days",
        bounds=("3 days", "365 days"),
        claim="prior-2026/hate-climate-window",
        about="over how long incidents make a climate",
    )

    hate_climate = stock(
        "hate_climate", start=1.0, high=10_000.0, each="community", about="recent hate incidents, 1 as usual"
    )
    fear = signal("fear")
    hostile = share("hostile", among="others")
    mobilised = share("mobilised", among="others")
    unity = lever("unity_norm")

    @event("hate_incident", each="community", ladder="target")
    def incidents(usual, usual_hostility, response, restraint, hostile, mobilised, fear, unity):
        ready = (hostile + mobilised) / usual_hostility
        return usual * ready * (1.0 + response * fear) * (1.0 - restraint * unity)

    @drift("hate_climate", on="hate_incident", ladder="target")
    def add_up(usual, memory, here, own):
        return -expm1(-day / memory) / (usual * day) * here * own

    @drift("hate_climate", ladder="target")
    def fade(memory, hate_climate):
        return expm1(-day / memory) * hate_climate / day


class HateClimate(Mechanism):
    """In a climate of hate people withdraw, make themselves inconspicuous, turn away, or leave.

    Ten times the usual incidents weigh about four times as much as twice the usual ones, not ten times; a
    climate kinder than usual brings a little of it back.

    It does not say that insults make extremists: most who suffer them withdraw or adapt, and experiments with
    hostile words alone found no radicalisation.

    Equation: with c = ln((1 + C) / 2), at_home -> withdrawn, at_home -> conforming, withdrawn ->
    alienated and withdrawn -> left each gain their rate times c.

    Source: sign from ``mitts-2019/hostility-radicalisation`` and ``frey-2022/refugee-wellbeing``, against
    ``obrochta-2020/rhetoric``; the sizes are assumed.
    """

    withdrawing = parameter(
        "0.00012 / day",
        bounds=("0 / day", "0.01 / day"),
        prior=lognormal(1.2e-4, 0.7),
        assumed="at six times the usual incidents a third more withdraw than usual",
        about="people who withdraw, per unit of c",
    )
    conforming = parameter(
        "0.00003 / day",
        bounds=("0 / day", "0.01 / day"),
        prior=lognormal(3e-5, 0.7),
        assumed="fewer hide what they are than withdraw; the source asserts it (c06, c09), nothing measures it",
        about="people who conform, per unit of c",
    )
    alienating = parameter(
        "0.0002 / day",
        bounds=("-0.002 / day", "0.01 / day"),
        prior=mixed((0.4, normal(0.0, 5e-5)), (0.6, normal(3e-4, 1.5e-4))),
        assumed="at six times the usual incidents an eighth more turn away; weak where it was found, and "
        "nil in experiments with words alone",
        about="withdrawn people who turn away, per unit of c",
    )
    fleeing = parameter(
        "0.00005 / day",
        bounds=("0 / day", "0.01 / day"),
        prior=lognormal(5e-5, 0.8),
        assumed="to leave a country is rare; at six times the usual incidents the usual leaving rises by half",
        about="withdrawn people who leave, per unit of c",
    )

    hate_climate = stock("hate_climate")

    @jump("at_home", "withdrawn", ladder="target")
    def withdraw(withdrawing, hate_climate):
        return withdrawing * (log1p(hate_climate) - log1p(1.0))

    @jump("at_home", "conforming", ladder="target")
    def conform(conforming, hate_climate):
        return conforming * (log1p(hate_climate) - log1p(1.0))

    @jump("withdrawn", "alienated", ladder="target")
    def turn_away(alienating, hate_climate):
        return alienating * (log1p(hate_climate) - log1p(1.0))

    @jump("withdrawn", "left", ladder="target")
    def flee(fleeing, hate_climate):
        return fleeing * (log1p(hate_climate) - log1p(1.0))
