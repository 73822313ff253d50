"""Alienation: the first steps of a community out of the gray zone, and the way back."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from ..language.effects import jump
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal, normal, uniform
from ..language.variables import lever, share


class Alienation(Mechanism):
    """People of a community are at home, withdrawn, alienated, conforming, or have left; and most come back.

    Undisturbed, as many go as return, and the shares stay as they usually are.  Where more of the others are
    hostile than usual, more people withdraw.  Inclusion brings people back faster.

    It does not say that those who withdraw, conform or are alienated support anybody: that is
    ``recruitment``. No community has a propensity of its own here; communities differ in what they meet.

    Equation: along each of at_home - withdrawn - alienated, at_home - conforming and withdrawn - left,
    back at a rate e, out at e (usual share there / usual share here); withdrawing times 1 + met (H /
    usual_hostility - 1); the ways back times 1 + ``opening`` inclusion.

    Source: the statuses follow ``article-2015/c06`` and ``article-2015/c09``; all sizes are assumed, for
    no series of a minority's stances was found.
    """

    usual_at_home = parameter(0.795, bounds=(0.01, 0.999), assumed="set by the case from surveys")
    usual_withdrawn = parameter(0.1, bounds=(0.0001, 0.9), assumed="set by the case from surveys")
    usual_conforming = parameter(0.06, bounds=(0.0001, 0.9), assumed="set by the case from surveys")
    usual_alienated = parameter(
        0.036,
        bounds=(0.0001, 0.9),
        assumed="few in a hundred; surveys ask for it rarely and unlike each other",
    )
    usual_left = parameter(
        0.005,
        bounds=(0.00001, 0.5),
        assumed="half a per cent live elsewhere for this reason; no register says it",
    )
    returning = parameter(
        "0.004 / day",
        bounds=("0.0001 / day", "0.05 / day"),
        prior=lognormal(0.004, 0.5),
        assumed="withdrawn for most of a year, as hosts keep a stance",
        about="withdrawn people who come home a day",
    )
    relaxing = parameter(
        "0.002 / day",
        bounds=("0.0001 / day", "0.05 / day"),
        prior=lognormal(0.002, 0.5),
        assumed="habits that were put on stay longer than a mood",
        about="conforming people who live as they like again",
    )
    reconciling = parameter(
        "0.006 / day",
        bounds=("0.0001 / day", "0.05 / day"),
        prior=lognormal(0.006, 0.5),
        assumed="alienation without company is given up in about half a year",
        about="alienated people who turn back a day",
    )
    coming_back = parameter(
        "0.002 / day",
        bounds=("0.0001 / day", "0.05 / day"),
        prior=lognormal(0.002, 0.5),
        assumed="more than a year abroad on average",
        about="people who return a day after they left",
    )
    met = parameter(
        0.3,
        bounds=(0, 1),
        prior=uniform(0.0, 0.6),
        assumed="a third of withdrawing answers the hostility that one meets; refugees withdrew where it "
        "rose "
        "(frey-2022/refugee-wellbeing), but the size was not read",
        about="share of withdrawing that answers how many others are hostile",
    )
    usual_hostility = parameter(
        0.07,
        bounds=(1e-6, 1),
        assumed="the usual share of hostile and mobilised hosts, as in hostility; set by the case from surveys",
    )
    opening = parameter(
        0.1,
        bounds=(-0.5, 5),
        prior=normal(0.1, 0.1),
        assumed="full inclusion speeds the way back by a tenth, and may do nothing: reviews find good "
        "effects of "
        "strengthening protective factors (brouillette-2022/protective) without such a rate",
        about="how much faster people come back under full inclusion",
    )

    hostile = share("hostile", among="others")
    mobilised = share("mobilised", among="others")
    inclusion = lever("inclusion")

    @jump("at_home", "withdrawn", ladder="target")
    def withdraw(returning, usual_at_home, usual_withdrawn, met, usual_hostility, hostile, mobilised):
        more = (hostile + mobilised) / usual_hostility - 1.0
        return returning * usual_withdrawn / usual_at_home * (1.0 + met * more)

    @jump("at_home", "conforming", ladder="target")
    def conform(relaxing, usual_at_home, usual_conforming):
        return relaxing * usual_conforming / usual_at_home

    @jump("withdrawn", "alienated", ladder="target")
    def turn_away(reconciling, usual_withdrawn, usual_alienated):
        return reconciling * usual_alienated / usual_withdrawn

    @jump("withdrawn", "left", ladder="target")
    def leave(coming_back, usual_withdrawn, usual_left):
        return coming_back * usual_left / usual_withdrawn

    @jump("withdrawn", "at_home", ladder="target")
    def come_home(returning, opening, inclusion):
        return returning * (1.0 + opening * inclusion)

    @jump("conforming", "at_home", ladder="target")
    def relax(relaxing, opening, inclusion):
        return relaxing * (1.0 + opening * inclusion)

    @jump("alienated", "withdrawn", ladder="target")
    def reconcile(reconciling, opening, inclusion):
        return reconciling * (1.0 + opening * inclusion)

    @jump("left", "withdrawn", ladder="target")
    def come_back(coming_back, opening, inclusion):
        return coming_back * (1.0 + opening * inclusion)
