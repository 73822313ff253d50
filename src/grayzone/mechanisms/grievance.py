"""Grievance: what a community remembers of decades, not of weeks."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from math import expm1

from ..language.effects import drift, jump
from ..language.functions import day
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal
from ..language.variables import stock


class Grievance(Mechanism):
    """Coups, displacement and interventions are remembered over generations, and make it easier to turn away.

    The memory is told on, so without new deeds it stays as the past left it (1 at the start); new
    interventions add to it, and what they add is lost only in decades.

    It does not say that history excuses or explains an attack, and nothing measures this stock.

    Equation: dg/dt = deeds I - (g - 1) / memory; withdrawn -> alienated gains ``remembering`` (g - 1).

    Source: ``article-2015/c20``, a reader's comment; assumed throughout.
    """

    memory = parameter(
        "30 years",
        bounds=("1 year", "200 years"),
        prior=lognormal(30 * 365.25, 0.5),
        assumed="a generation; the comment speaks of sixty years",
        about="how long a deed is remembered",
    )
    deeds = parameter(
        "0.0002 / day",
        bounds=("0 / day", "0.01 / day"),
        prior=lognormal(2e-4, 1.0),
        assumed="five years of one intervention add a third to what the past left",
        about="grievance that one unit of intervention adds a day",
    )
    remembering = parameter(
        "0.0005 / day",
        bounds=("0 / day", "0.01 / day"),
        prior=lognormal(5e-4, 1.0),
        assumed="twice the grievance adds a quarter to the usual turning away; grievances relate to "
        "radicalisation "
        "more than circumstances do (wolfowicz-2021/grievance)",
        about="withdrawn people who turn away a day, per unit above the usual",
    )

    grievance = stock("grievance", start=1.0, high=20.0, each="community", about="grievance of decades, 1 at the start")
    intervention = stock("intervention")

    @drift("grievance", ladder="target")
    def remember(memory, deeds, grievance, intervention):
        return deeds * intervention + expm1(-day / memory) * (grievance - 1.0) / day

    @jump("withdrawn", "alienated", ladder="target")
    def turn_away(remembering, grievance):
        return remembering * max(0.0, grievance - 1.0)
