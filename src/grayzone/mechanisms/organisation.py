"""The militant organisation as an actor: its following, its capability, and its answer to what pays."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from math import expm1, log1p, tanh

from ..language.effects import drift
from ..language.functions import day
from ..language.mechanism import Mechanism
from ..language.memory import fading, instant
from ..language.parameters import parameter
from ..language.priors import lognormal, uniform
from ..language.variables import share, signal, stock


class Organisation(Mechanism):
    """An organisation lives on its following: with it grows what the organisation can do.

    Following, capability and tempo are kept as departures from the usual, 0 at the start.  ``tempo``
    gathers what speeds the organisation up or slows it down; other mechanisms add to it.

    It is an abstract actor: a rate, a severity and a rule of response.  It does not say whom it would
    attack, how, or with what; no result of a run is advice to it.

    Equation: following f = M / usual_mobilised - 1 in its base; capability k: dk/dt = building tanh(f) -
    k / memory.

    Source: assumed; compartment models of radicalisation share the form.
    """

    usual_mobilised = parameter(0.00005, bounds=(1e-6, 0.5), assumed="as in recruitment")
    building = parameter(
        "0.001 / day",
        bounds=("0 / day", "0.1 / day"),
        prior=lognormal(0.001, 0.7),
        assumed="twice the following makes the organisation a seventh more capable in the long run",
        about="gain of the log of capability at a much larger following",
    )
    memory = parameter(
        "200 days",
        bounds=("10 days", "3650 days"),
        prior=lognormal(200.0, 0.5),
        assumed="skills and stores are lost in most of a year unless renewed",
        about="how long capability lasts",
    )

    following = signal("following", memory=instant(), about="mobilised people in the base, departure from the usual")
    presence = signal("presence", memory=instant(), about="1 in communities that are the organisation's base")
    tempo = signal("tempo", memory=instant(), about="what speeds the organisation up, log")
    capability = stock(
        "capability",
        start=0.0,
        low=-3.0,
        high=3.0,
        each="community",
        about="what the organisation can do, log",
    )
    mobilised = share("mobilised", among="own")

    @drift("following", ladder="target")
    def count(usual_mobilised, mobilised):
        return (mobilised / usual_mobilised - 1.0) / day

    @drift("presence", ladder="target")
    def be_there():
        return 1.0 / day

    @drift("capability", ladder="target")
    def build(building, memory, following, capability):
        return building * tanh(following) + expm1(-day / memory) * capability / day


class Adaptation(Mechanism):
    """The organisation does more of what pays: backlash against its base, and recruits, raise its tempo.

    How far is bounded: whatever it earns, the tempo rises by at most ``reward``.  Where provocation earns
    nothing it does less.

    It does not say that the organisation reasons well, nor that it plans a particular attack.

    Equation: payoff p gathers ln((1 + C) / 2) + tanh(f) and fades; the log of tempo gains reward tanh(p).

    Source: the aim is asserted by ``article-2015/c10`` and ``article-2015/c16``; after provocation games;
    assumed.
    """

    memory = parameter(
        "120 days",
        bounds=("10 days", "3650 days"),
        prior=lognormal(120.0, 0.6),
        assumed="an organisation judges by the last season",
        about="how long a success counts",
    )
    reward = parameter(
        0.2,
        bounds=(0, 2),
        prior=uniform(0.0, 0.5),
        assumed="at most a fifth more attacks for whatever pays; rates of attack hardly follow backlash in the data",
        about="largest gain of the log of tempo",
    )

    payoff = signal("payoff", memory=fading("memory"), about="what provocation has earned lately")
    following = signal("following")
    hate_climate = stock("hate_climate")

    @drift("payoff", ladder="target")
    def learn(memory, following, hate_climate):
        earned = log1p(hate_climate) - log1p(1.0) + tanh(following)
        return -expm1(-day / memory) * earned / day

    @drift("tempo", ladder="target")
    def answer(reward, payoff):
        return reward * tanh(payoff) / day
