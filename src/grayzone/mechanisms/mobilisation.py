"""Mobilisation: beyond a threshold of dread even those take sides who paid no heed."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from ..language.effects import jump
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal, uniform
from ..language.variables import share, signal


class Mobilisation(Mechanism):
    """Below a threshold nothing happens; beyond it people who paid no heed are swept along, on either side.

    Two things count together: how insecure a community is, and how many of it have taken up arms
    already.  So a society can tip, and need not come back when the violence that tipped it is over.

    It does not say where the threshold lies; a run shows what follows if it lies here.

    Equation: with x = J / (1 + J) + company M, indifferent and wary -> mobilised, at_home and withdrawn ->
    mobilised at ``sweep`` max(0, x - threshold).

    Source: ``article-2015/c14`` asserts the awakening; threshold form after Granovetter; assumed.
    """

    threshold = parameter(
        0.6,
        bounds=(0.01, 2),
        prior=uniform(0.45, 0.75),
        assumed="insecurity of more than the largest single attack in the cases; below it societies held",
        about="dread below which nobody is swept along",
    )
    company = parameter(
        0.8,
        bounds=(0, 10),
        prior=uniform(0.3, 1.3),
        assumed="where half of a community is under arms, safety alone does not end it",
        about="how much the mobilised share counts beside insecurity",
    )
    sweep = parameter(
        "0.01 / day",
        bounds=("0 / day", "0.5 / day"),
        prior=lognormal(0.01, 0.7),
        assumed="under full dread four in a thousand a day; Iraq went from one to the other within months of 2006",
        about="people swept along a day, per unit of dread above the threshold",
    )

    insecurity = signal("insecurity")
    mobilised = share("mobilised", among="own")

    @jump("indifferent", "mobilised", ladder="host")
    def sweep_indifferent(threshold, company, sweep, insecurity, mobilised):
        return sweep * max(0.0, insecurity / (1.0 + insecurity) + company * mobilised - threshold)

    @jump("wary", "mobilised", ladder="host")
    def sweep_wary(threshold, company, sweep, insecurity, mobilised):
        return sweep * max(0.0, insecurity / (1.0 + insecurity) + company * mobilised - threshold)

    @jump("at_home", "mobilised", ladder="target")
    def sweep_at_home(threshold, company, sweep, insecurity, mobilised):
        return sweep * max(0.0, insecurity / (1.0 + insecurity) + company * mobilised - threshold)

    @jump("withdrawn", "mobilised", ladder="target")
    def sweep_withdrawn(threshold, company, sweep, insecurity, mobilised):
        return sweep * max(0.0, insecurity / (1.0 + insecurity) + company * mobilised - threshold)
