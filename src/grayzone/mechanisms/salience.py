"""Salience: how much people talk about immigration as a problem of their own society."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from math import expm1

from ..language.effects import drift, event, jump
from ..language.functions import day
from ..language.mechanism import Mechanism
from ..language.memory import fading
from ..language.parameters import parameter
from ..language.priors import lognormal, uniform
from ..language.variables import mark, signal


class Salience(Mechanism):
    """When more people arrive than usual the topic fills the talk of the country, and leaves it slowly.

    While it does, indifferent people grow wary, wary people grow hostile, and hate incidents are more
    frequent, attacks or none.  A dated shock (an election, a referendum) can put the topic on the table,
    too.

    It does not say that arrivals are a threat or that newcomers do harm: what moves is the talk of the hosts.
    Attacks do not move it (``brouard-2018/security-only``), and it is not fear.

    Equation: memory dS/dt = beta (arrivals - usual_arrivals) / scale - S; wary grow at ``unsettling`` S+,
    hostile at onward times that, incidents at ``incidents`` S+, with S+ = max(0, S).

    Source: memory from ``prior-2026/salience-memory``; that incidents go with it:
    ``germany-2016/salience-correlation``.
    """

    memory = parameter(
        "148 days",
        bounds=("10 days", "1500 days"),
        claim="prior-2026/salience-memory",
        prior=lognormal(148.4, 0.8),
        about="how long the topic stays",
    )
    usual_arrivals = parameter(0.0, bounds=(0, 1e5), assumed="set by the case: arrivals a day that nobody remarks on")
    scale = parameter(
        1000.0,
        bounds=(1, 1e6),
        assumed="sets the unit: salience 1 is what a thousand arrivals a day above the usual lead to, "
        "about the "
        "German excess of 2015",
        about="arrivals a day above the usual that make salience 1",
    )
    beta = parameter(
        1.0,
        bounds=(0, 10),
        prior=lognormal(1.0, 0.4),
        assumed="the central case defines the unit; how strongly talk follows arrivals differs by country",
        about="how strongly talk follows arrivals",
    )
    shock_size = parameter(
        0.1,
        bounds=(0, 5),
        prior=uniform(0.0, 0.3),
        assumed="a campaign does a tenth of what the arrivals of 2015 did in Germany",
        about="salience that a dated shock adds",
    )
    unsettling = parameter(
        "0.0005 / day",
        bounds=("0 / day", "0.02 / day"),
        prior=lognormal(5e-4, 0.8),
        assumed="at salience 1 a fifth is added to the usual traffic from indifferent to wary",
        about="indifferent people who grow wary at salience 1",
    )
    onward = parameter(
        0.5,
        bounds=(0, 2),
        assumed="the second step is taken half as often as the first",
        about="wary people who grow hostile, beside indifferent ones who grow wary",
    )
    incidents = parameter(
        "0.2 / day",
        bounds=("0 / day", "100 / day"),
        prior=lognormal(0.2, 1.0),
        assumed="at salience 1 half of the French level of 2014 is added; a case with a series of incidents sets it",
        about="hate incidents added at salience 1, per community and place",
    )

    salience = signal("salience", memory=fading("memory"), about="how much immigration is talked of as a problem")
    arrivals = signal("arrivals", about="people arriving a day, given from outside")
    amplitude = mark("amplitude")

    @drift("salience")
    def follow_arrivals(memory, beta, usual_arrivals, scale, arrivals):
        return -expm1(-day / memory) * beta * (arrivals - usual_arrivals) / scale / day

    @drift("salience", on="shock")
    def after_shock(shock_size, amplitude):
        return shock_size * amplitude

    @jump("indifferent", "wary", ladder="host")
    def grow_wary(unsettling, salience):
        return unsettling * max(0.0, salience)

    @jump("wary", "hostile", ladder="host")
    def grow_hostile(onward, unsettling, salience):
        return onward * unsettling * max(0.0, salience)

    @event("hate_incident", each="community", ladder="target")
    def add_incidents(incidents, salience):
        return incidents * max(0.0, salience)
