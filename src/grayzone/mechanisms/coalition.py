"""The coalition: military action abroad, which weakens the organisation and gives it a motive."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from math import expm1

from ..language.effects import drift
from ..language.functions import day
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal, uniform
from ..language.variables import mark, stock


class Coalition(Mechanism):
    """Military action abroad wears the organisation's base down, and is a reason to strike at those who
    take part.

    The motive is there at once, the weakening takes most of a year; which prevails differs.

    It does not say whether an intervention is right, nor what it does abroad.  Interventions are dated
    events of a case, of kind ``intervention``, with a mark ``scale`` (1 for air strikes by a coalition,
    negative for a withdrawal); none is drawn.

    Equation: intervention I gathers ``scale`` and fades; log tempo gains motive I, log capability loses
    weakening I a day.

    Source: ``article-2015/c05`` asserts a part, of either sign; sizes are assumed.
    """

    memory = parameter(
        "1000 days",
        bounds=("30 days", "20000 days"),
        assumed="an intervention goes on for some years once begun, unless a withdrawal is stated",
        about="how long an intervention lasts",
    )
    motive = parameter(
        0.2,
        bounds=(-1, 2),
        prior=uniform(0.0, 0.5),
        assumed="a fifth more attacks on those who take part; the source claims it, no estimate was found",
        about="gain of the log of tempo per unit of intervention",
    )
    weakening = parameter(
        "0.001 / day",
        bounds=("0 / day", "0.1 / day"),
        prior=lognormal(0.001, 0.8),
        assumed="about as much in the long run as the motive, so that neither is built in to prevail",
        about="loss of the log of capability a day per unit of intervention",
    )

    intervention = stock("intervention", start=0.0, high=20.0, about="military action abroad")
    scale = mark("scale")

    @drift("intervention", on="intervention")
    def begin_or_end(scale):
        return scale

    @drift("intervention")
    def wind_down(memory, intervention):
        return expm1(-day / memory) * intervention / day

    @drift("tempo", ladder="target")
    def give_motive(motive, intervention):
        return motive * intervention / day

    @drift("capability", ladder="target")
    def weaken(weakening, intervention):
        return -weakening * intervention
