"""Provocation: attacks as marked events, how often and how severe."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from math import exp, tanh

from ..language.effects import event
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal, normal, uniform
from ..language.variables import mark, pareto, signal, stock


class Provocation(Mechanism):
    """Attacks happen now and then; some are sent from outside, the others grow with the following at home.

    Most kill nobody or few, a few kill very many: the number killed follows a power law.  The
    organisation's tempo and capability make attacks more or less frequent, within limits.

    It is a rate, not a plan.  It does not say where or whom an attack strikes, and it forecasts none:
    drawn attacks show what could have been.

    Equation: attacks a day = usual (imported + (1 - imported) (1 + f)) exp(tempo + capability), the
    exponent kept within +-most; P(killed >= k) = (1 + k)^-(exponent - 1).

    Source: a dated attack is ``article-2015/c02``, that attacks shock ever more ``article-2015/c10``; the
    usual number is what the file of events of 2014 to 2017 holds for France; the law after Clauset and
    others 2007.
    """

    usual = parameter(
        "4 / year",
        bounds=("0 / year", "3650 / year"),
        prior=lognormal(4.0 / 365.25, 0.5),
        assumed="three to six attacks a year in France, 2015 to 2017, counted in a file made from memory",
        about="attacks that are usual",
    )
    imported = parameter(
        0.3,
        bounds=(0, 1),
        prior=uniform(0.1, 0.5),
        assumed="a third is sent from outside whatever the following at home; hosting refugees adds "
        "nothing "
        "(polo-2022/imported-attacks)",
        about="share of usual attacks that does not depend on the following",
    )
    most = parameter(
        2.0,
        bounds=(0.1, 5),
        assumed="nothing makes an organisation strike more than about seven times as often as usual",
        about="largest push of tempo and capability together, log",
    )
    exponent = parameter(
        2.0,
        bounds=(1.2, 6),
        prior=normal(2.2, 0.2),
        assumed="between 2.4, found for attacks worldwide, and the heavier French list of 2015 to 2017",
        about="exponent of the law of the number killed",
    )
    cap = parameter(
        500.0, bounds=(1, 1e5), assumed="no attack in the cases killed more, except 9/11", about="most killed"
    )

    following = signal("following")
    presence = signal("presence")
    tempo = signal("tempo")
    capability = stock("capability")
    killed = mark("killed", of="attack", law=pareto("exponent", "cap"), unit="person")

    @event("attack")
    def attacks(usual, imported, most, following, presence, tempo, capability):
        # An actor sees means over all people; only its base has a following, so means are scaled back.
        base = max(presence, 0.000001)
        grown = max(0.0, 1.0 + following / base)
        drive = (tempo + capability) / base
        return usual * (imported + (1.0 - imported) * grown) * exp(most * tanh(drive / most))
