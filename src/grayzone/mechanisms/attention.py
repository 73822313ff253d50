"""Attention: how much the public looks at the militant organisation, and what its messages make of that."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from math import log1p

from ..language.effects import drift, event, jump
from ..language.mechanism import Mechanism
from ..language.memory import mixture
from ..language.parameters import parameter
from ..language.priors import lognormal, uniform
from ..language.variables import mark, signal


class Attention(Mechanism):
    """An attack draws all eyes to the organisation; most of that is gone within days, a rest stays for weeks.

    It does not say that attention is approval, nor that it does anything by itself: messages, and an
    organisation that lives on being seen, make use of it.

    Equation: an attack adds sight omega^abroad (1 + ln(1 + killed)); .8 of it fades with the lifetime
    ``first``, .2 with ``later``.

    Source: ``google-2015/attention-half-life`` for the first day; the rest is assumed.
    """

    sight = parameter(
        1.0, bounds=(0, 10), assumed="fixes the unit: 1 is what an attack at home draws in which nobody dies"
    )
    omega = parameter(
        0.3,
        bounds=(0, 1),
        prior=uniform(0.1, 0.8),
        assumed="attacks abroad are covered less, and very unevenly",
        about="weight of an attack abroad",
    )
    first = parameter(
        "16.4 hours",
        bounds=("2 hours", "10 days"),
        claim="google-2015/attention-half-life",
        prior=lognormal(0.685, 0.3),
        about="lifetime of the first wave (the half-life of 11.4 hours over ln 2)",
    )
    later = parameter(
        "20 days",
        bounds=("2 days", "365 days"),
        prior=lognormal(20.0, 0.5),
        assumed="talk of an attack goes on for some weeks; the search series ends before this can be read off",
        about="lifetime of what stays",
    )

    attention = signal(
        "attention",
        memory=mixture((0.8, "first"), (0.2, "later")),
        about="public attention to the organisation",
    )
    killed = mark("killed", unit="person")
    abroad = mark("abroad")

    @drift("attention", on="attack")
    def after_attack(sight, omega, killed, abroad):
        return sight * omega**abroad * (1.0 + log1p(killed))


class ThreatMessages(Mechanism):
    """The organisation claims what happened, threatens more and calls people to join; who is listening
    hears it.

    Messages frighten and keep attention up as far as people are attending already, and win over some of those
    who are alienated.  Without attention no message is heard, and none is drawn.

    It does not say what is in a message, and it does not say that words alone radicalise: experiments with
    hostile words found nothing (``obrochta-2020/rhetoric``), which is why the pull is small.

    Equation: with heard = attention / (1 + attention), messages come at ``claims`` heard; each adds
    ``menace`` heard to fear and ``echo`` heard to attention; alienated people become sympathisers at
    ``pull`` heard.

    Source: assumed throughout; the source asserts the channel (``article-2015/c04``), and that coverage
    magnifies is found by ``ivandic-2024/media``.
    """

    claims = parameter(
        "0.1 / day",
        bounds=("0 / day", "5 / day"),
        assumed="a message every ten days while everybody is looking",
        about="messages a day at full attention",
    )
    menace = parameter(
        0.15,
        bounds=(0, 5),
        prior=uniform(0.0, 0.4),
        assumed="a threat frightens less than a third of an attack in which nobody dies; nothing separates the two",
        about="fear that one message adds at full attention",
    )
    echo = parameter(
        0.3,
        bounds=(0, 2),
        prior=uniform(0.0, 0.6),
        assumed="a message renews under half of what the attack itself drew",
        about="attention that one message adds at full attention",
    )
    pull = parameter(
        "0.0001 / day",
        bounds=("0 / day", "0.01 / day"),
        prior=lognormal(1e-4, 1.0),
        assumed="a ninth of the usual traffic from alienated to sympathiser, at full attention; "
        "recruitment by "
        "messages is informed by no series here",
        about="alienated people won over at full attention",
    )

    attention = signal("attention")

    @event("threat_message")
    def messages(claims, attention):
        return claims * attention / (1.0 + attention)

    @drift("fear", on="threat_message")
    def frighten(menace, attention):
        return menace * attention / (1.0 + attention)

    @drift("attention", on="threat_message")
    def be_seen(echo, attention):
        return echo * attention / (1.0 + attention)

    @jump("alienated", "sympathiser", ladder="target")
    def win_over(pull, attention):
        return pull * attention / (1.0 + attention)
