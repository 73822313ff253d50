"""Repression: what restriction does to attacks.  Studies contradict each other, so nothing is built in."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from ..language.effects import drift, jump
from ..language.functions import day
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal
from ..language.variables import signal


class Repression(Mechanism):
    """Restriction may turn people away who then fill the ranks, and it may spur the organisation on or
    hold it down.

    Two paths, each of which can be off: over alienation (slow: it takes most of a year until it shows in
    attacks), and directly on the organisation's tempo (whether from anger among those already mobilised
    or from deterrence).  As declared both are off.  A rival (:mod:`.rivals`) sets them together, so that
    the net effect on attacks over a year is that of backlash, no effect or deterrence.

    It does not say which rival is true; the evidence points both ways, and which holds is drawn per context.

    Equation: withdrawn -> alienated gains alienation_path ``alienating`` R, at_home -> withdrawn gains
    alienation_path ``estranging`` R; the log of the organisation's tempo gains ``direct`` R.

    Source: ``lafree-2009/backlash-interventions`` and ``dugan-2012/indiscriminate`` against
    ``lyall-2009/shelled-villages`` and ``lafree-2009/motorman``.
    """

    alienation_path = parameter(
        0.0,
        bounds=(0, 1),
        assumed="off until a rival says otherwise: no sign is built in",
        about="whether restriction alienates (0 to 1)",
    )
    direct = parameter(
        0.0,
        bounds=(-3, 3),
        assumed="off until a rival says otherwise: no sign is built in",
        about="change of the log rate of attacks under full restriction, beside the path over alienation",
    )
    alienating = parameter(
        "0.001 / day",
        bounds=("0 / day", "0.05 / day"),
        prior=lognormal(0.001, 0.5),
        assumed="full restriction makes withdrawn people turn away half as fast again as usual, where it "
        "alienates at all; with this the path carries about a quarter of the first year's backlash, and "
        "more "
        "of every later one",
        about="withdrawn people who turn away under full restriction",
    )
    estranging = parameter(
        "0.0001 / day",
        bounds=("0 / day", "0.01 / day"),
        prior=lognormal(1e-4, 0.5),
        assumed="full restriction adds a fifth to the usual withdrawing, where it alienates at all",
        about="people at home who withdraw under full restriction",
    )

    restriction = signal("restriction")

    @jump("withdrawn", "alienated", ladder="target")
    def alienate(alienation_path, alienating, restriction):
        return alienation_path * alienating * restriction

    @jump("at_home", "withdrawn", ladder="target")
    def estrange(alienation_path, estranging, restriction):
        return alienation_path * estranging * restriction

    @drift("tempo", ladder="target")
    def spur_or_deter(direct, restriction):
        return direct * restriction / day
