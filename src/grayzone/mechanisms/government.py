"""The government: it hardens when the public is frightened, and comes back slowly."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from math import expm1, log1p

from ..language.effects import drift
from ..language.functions import day
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal
from ..language.variables import share, signal, stock


class Government(Mechanism):
    """A government tightens rules for a whole community while its public is afraid, or more hostile than
    usual.

    This is the state's answer, apart from that of the citizens: either can come without the other.  What was
    tightened in weeks is undone in years.

    It does not say that governments must do this, nor what it does to attacks: that is left to
    ``repression`` and its rivals.  A case that states what was decided, as levers, sets ``alarm`` and
    ``resentment`` to 0 there.

    Equation: dy/dt = (alarm ln(1 + fear) + resentment max(0, H / usual_hostility - 1)) (1 - y) - y / memory.

    Source: that governments answered so is asserted by ``article-2015/c16`` and ``article-2015/c17``;
    memory from ``prior-2026/restriction-decay``; the rates are assumed.
    """

    alarm = parameter(
        "0.002 / day",
        bounds=("0 / day", "0.1 / day"),
        prior=lognormal(0.002, 0.8),
        assumed="two years like 2015 and 2016 in France, answered of its own accord, take a tenth of the "
        "way to "
        "full restriction; what was decided in fact is stated by levers",
        about="tightening per unit of ln(1 + fear)",
    )
    resentment = parameter(
        "0.001 / day",
        bounds=("0 / day", "0.1 / day"),
        prior=lognormal(0.001, 0.8),
        assumed="where twice as many are hostile as usual, a third of the way in a year",
        about="tightening per doubling of the hostile share",
    )
    usual_hostility = parameter(
        0.07,
        bounds=(1e-6, 1),
        assumed="the usual share of hostile and mobilised hosts, as in hostility; set by the case from surveys",
    )
    memory = parameter(
        "365 days",
        bounds=("30 days", "7300 days"),
        claim="prior-2026/restriction-decay",
        about="how long rules stay",
    )

    state_restriction = stock(
        "state_restriction", start=0.0, high=1.0, about="rules tightened by the government of its own accord"
    )
    fear = signal("fear")
    hostile = share("hostile", among="own")
    mobilised = share("mobilised", among="own")

    @drift("state_restriction", ladder="host")
    def harden(alarm, resentment, usual_hostility, fear, hostile, mobilised, state_restriction):
        resented = max(0.0, (hostile + mobilised) / usual_hostility - 1.0)
        return (alarm * log1p(max(0.0, fear)) + resentment * resented) * (1.0 - state_restriction)

    @drift("state_restriction")
    def relax(memory, state_restriction):
        return expm1(-day / memory) * state_restriction / day


class PoliticsOfSalience(Mechanism):
    """Where immigration is the talk of the country, the government tightens rules without any attack.

    It does not say which party governs, nor that rules follow from numbers of arrivals: they follow the talk.

    Equation: adds salience_pull max(0, S) (1 - y) to the government's tightening.

    Source: ``article-2015/c17`` asserts such rules; the rate is assumed.
    """

    salience_pull = parameter(
        "0.0005 / day",
        bounds=("0 / day", "0.1 / day"),
        prior=lognormal(5e-4, 0.8),
        assumed="at salience 1 a sixth of the way to full restriction in a year",
        about="tightening at salience 1",
    )

    salience = signal("salience")
    state_restriction = stock("state_restriction")

    @drift("state_restriction")
    def follow_the_talk(salience_pull, salience, state_restriction):
        return salience_pull * max(0.0, salience) * (1.0 - state_restriction)
