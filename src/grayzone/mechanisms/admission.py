"""Admission: who is let in, where there is room, and what happens when there is not."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from math import expm1

from ..language.effects import drift, jump
from ..language.functions import day
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal, uniform
from ..language.variables import lever, signal, stock


class Admission(Mechanism):
    """People who arrive are admitted as far as rules and room allow; reception fills, and empties over a
    year.

    Two limits are kept apart: rules that sort by religion, and beds, food and homes that run short for
    everybody. Open admission lifts the rules' share; it makes no beds.

    It does not say who should be admitted, and those not admitted are not followed.

    Equation: admitted a day = arrivals (accepted + (1 - accepted) open) (1 - refused discriminatory)
    max(0, 1 - h), h = people in reception / places; reception fills with them and empties with its
    memory.

    Source: rules from ``article-2015/c17``, open admission from ``article-2015/c19``, room from
    ``article-2015/c21``; numbers are assumed or set by the case.
    """

    accepted = parameter(
        0.5,
        bounds=(0, 1),
        prior=uniform(0.3, 0.7),
        assumed="about half of applicants in Europe around 2015",
        about="share of arrivals accepted",
    )
    refused = parameter(
        0.5,
        bounds=(0, 1),
        prior=uniform(0.2, 0.8),
        assumed="half of those who come belong to the religion singled out",
        about="share refused under fully discriminatory rules",
    )
    places = parameter(
        100_000.0,
        bounds=(1, 1e8),
        assumed="set by the case: people that reception can hold",
        about="room in reception",
    )
    stay = parameter(
        "365 days",
        bounds=("7 days", "3650 days"),
        prior=lognormal(365.0, 0.5),
        assumed="a year until people find homes of their own",
        about="time in reception",
    )

    arrivals = signal("arrivals", about="people arriving a day, given from outside")
    in_reception = stock("in_reception", start=0.0, unit="person", about="people in reception")
    admitted = stock("admitted", start=0.0, unit="person", about="people admitted since the start")
    open_doors = lever("open_admission")
    discriminatory = lever("discriminatory_admission")

    @drift("admitted")
    def admit(accepted, refused, places, arrivals, in_reception, open_doors, discriminatory):
        by_rules = (accepted + (1.0 - accepted) * open_doors) * (1.0 - refused * discriminatory)
        return arrivals * by_rules * max(0.0, 1.0 - in_reception / places) / day

    @drift("in_reception")
    def fill(accepted, refused, places, stay, arrivals, in_reception, open_doors, discriminatory):
        by_rules = (accepted + (1.0 - accepted) * open_doors) * (1.0 - refused * discriminatory)
        entering = arrivals * by_rules * max(0.0, 1.0 - in_reception / places)
        return (entering + expm1(-day / stay) * in_reception) / day


class Scarcity(Mechanism):
    """Where reception is nearly full, hosts who compete for homes and services grow wary, whatever they
    believe.

    It is a cause of hostility apart from fear and from talk, and it ends when there is room again.

    It does not say that newcomers take anything away: it says what hosts do where the state has not provided.

    Equation: with s = max(0, people in reception / places - threshold), indifferent -> wary at ``rate`` s and
    wary -> hostile at onward times that.

    Source: ``article-2015/c21``, a reader's comment; assumed.
    """

    places = parameter(
        100_000.0, bounds=(1, 1e8), assumed="as in admission; set by the case", about="room in reception"
    )
    threshold = parameter(
        0.7,
        bounds=(0, 2),
        prior=uniform(0.5, 0.9),
        assumed="shortage is felt before the last bed is taken",
        about="filling at which shortage begins to be felt",
    )
    rate = parameter(
        "0.002 / day",
        bounds=("0 / day", "0.1 / day"),
        prior=lognormal(0.002, 0.8),
        assumed="a full reception adds a quarter to the usual traffic from indifferent to wary",
        about="indifferent people who grow wary a day, per unit of shortage",
    )
    onward = parameter(
        0.5,
        bounds=(0, 2),
        assumed="the second step is taken half as often as the first",
        about="wary people who grow hostile, beside indifferent ones who grow wary",
    )

    in_reception = stock("in_reception")

    @jump("indifferent", "wary", ladder="host")
    def grow_wary(rate, places, threshold, in_reception):
        return rate * max(0.0, in_reception / places - threshold)

    @jump("wary", "hostile", ladder="host")
    def grow_hostile(onward, rate, places, threshold, in_reception):
        return onward * rate * max(0.0, in_reception / places - threshold)
