"""Detection and disengagement: two ways in which people stop acting for the organisation."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from ..language.effects import drift, jump
from ..language.functions import day
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal, normal, uniform
from ..language.variables import lever


class Detection(Mechanism):
    """Policing that follows evidence, not membership, finds some of those who act, and disturbs the
    organisation.

    Whoever is found no longer acts; he is counted as alienated.

    It does not say that watching a whole community finds anybody: what blanket surveillance does to
    attacks, good or bad, is part of the contested net effect of restriction (``repression``).

    Equation: mobilised -> alienated at ``finding`` policing; capability falls by ``disturbing`` policing
    a day.

    Source: sign from ``wolfowicz-2023/arrests``; sizes are assumed.
    """

    finding = parameter(
        "0.0015 / day",
        bounds=("0 / day", "0.1 / day"),
        prior=lognormal(0.0015, 0.7),
        assumed="full effort shortens activity by a sixth; the source gives a sign, not a rate",
        about="mobilised people found a day at full targeted policing",
    )
    disturbing = parameter(
        0.0005,
        bounds=(0, 0.1),
        prior=uniform(0.0, 0.001),
        assumed="full effort lowers the log of capability by a tenth in the long run",
        about="loss of the log of capability a day at full targeted policing",
    )

    policing = lever("targeted_policing")

    @jump("mobilised", "alienated", ladder="target")
    def find(finding, policing):
        return finding * policing

    @drift("capability", ladder="target")
    def disturb(disturbing, policing):
        return -disturbing * policing / day


class Disengagement(Mechanism):
    """Where inclusion offers a way out, sympathisers and active members turn away sooner.

    It does not say that a programme reaches those who need it: some programmes aimed at one group did harm
    (``brouillette-2022/iatrogenic``), so ``exit`` may be negative.

    Equation: sympathiser -> alienated and mobilised -> sympathiser gain ``exit`` inclusion.

    Source: sign from ``brouillette-2022/protective``; size assumed.
    """

    exit = parameter(
        "0.0005 / day",
        bounds=("-0.004 / day", "0.05 / day"),
        prior=normal(5e-4, 1e-3),
        assumed="full inclusion adds a sixteenth to the usual turning away; three draws in ten do harm, "
        "as reviews report of some programmes (brouillette-2022/iatrogenic)",
        about="people who turn away a day under full inclusion",
    )

    inclusion = lever("inclusion")

    @jump("sympathiser", "alienated", ladder="target")
    def cool(exit, inclusion):
        return exit * inclusion

    @jump("mobilised", "sympathiser", ladder="target")
    def quit_activity(exit, inclusion):
        return exit * inclusion
