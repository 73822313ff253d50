"""Contact: people who know each other across communities, under conditions that favour it."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from ..language.effects import jump
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal
from ..language.variables import lever, share


class Contact(Mechanism):
    """Where unity is the norm or newcomers are included, hosts who know members of the other community
    soften.

    The more ties a person has to people who are at home in the other community, the sooner.  As these
    withdraw there is less contact to build on: the middle ground carries itself.

    It does not say that mere closeness heals: without a norm or inclusion that supports it nothing moves
    here. (That contact dampens the response to an attack is said by ``hostility``.)

    Equation: hostile -> wary and wary -> indifferent at rate contact / (contact + half) max(unity,
    inclusion).

    Source: sign from ``legewie-2013/contact``; the rate is assumed.
    """

    rate = parameter(
        "0.0004 / day",
        bounds=("0 / day", "0.05 / day"),
        prior=lognormal(4e-4, 0.8),
        assumed="a tenth of the usual turnover at plenty of contact; programmes are rarely followed this long",
        about="hosts who soften a day at plenty of contact",
    )
    half = parameter(
        0.05,
        bounds=(0.001, 1),
        assumed="one tie in twenty to somebody at home in the other community is half of plenty",
        about="share of ties at which contact has half of its effect",
    )

    contact = share("at_home")
    unity = lever("unity_norm")
    inclusion = lever("inclusion")

    @jump("hostile", "wary", ladder="host")
    def soften(rate, half, contact, unity, inclusion):
        return rate * contact / (contact + half) * max(unity, inclusion)

    @jump("wary", "indifferent", ladder="host")
    def trust_again(rate, half, contact, unity, inclusion):
        return rate * contact / (contact + half) * max(unity, inclusion)
