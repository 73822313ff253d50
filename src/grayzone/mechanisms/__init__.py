"""The mechanisms of the gray zone, each one causal idea that can be switched off.

Families
--------
what an attack does     ``attention`` ``threat_messages`` ``fear``
the host community      ``hostility`` ``contact`` ``salience`` ``scarcity`` ``hate_incidents``
the state               ``government`` ``politics_of_salience`` ``restriction`` ``admission``
the target community    ``alienation`` ``hate_climate`` ``grievance`` ``recruitment`` ``detection``
                        ``disengagement``
the organisation        ``organisation`` ``provocation`` ``adaptation`` ``coalition``
contested               ``repression``, with its rivals
civil war               ``protection`` ``mobilisation`` ``reciprocal_violence``

A list below is a model that is known to close: every signal and stock that one of its mechanisms looks at
has an owner in it, or is a driver.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..language.mechanism import Mechanism, snake
from .admission import Admission, Scarcity
from .alienation import Alienation
from .attention import Attention, ThreatMessages
from .claims_carried import CARRIES
from .coalition import Coalition
from .contact import Contact
from .detection import Detection, Disengagement
from .fear import Fear
from .government import Government, PoliticsOfSalience
from .grievance import Grievance
from .hate_incidents import HateClimate, HateIncidents
from .hostility import Hostility
from .mobilisation import Mobilisation
from .organisation import Adaptation, Organisation
from .protection import Protection
from .provocation import Provocation
from .reciprocal_violence import ReciprocalViolence
from .recruitment import Recruitment
from .repression import Repression
from .rest import usual_shares
from .restriction import Restriction
from .rivals import RIVALS, SPREAD, WEIGHTS
from .salience import Salience

#: Slug -> mechanism.
MECHANISMS: Mapping[str, type[Mechanism]] = {
    snake(m.__name__): m
    for m in sorted(
        (
            Adaptation, Admission, Alienation, Attention, Coalition, Contact, Detection,
            Disengagement, Fear, Government, Grievance, HateClimate, HateIncidents, Hostility,
            Mobilisation, Organisation, PoliticsOfSalience, Protection, Provocation,
            ReciprocalViolence, Recruitment, Repression, Restriction, Salience, Scarcity,
            ThreatMessages,
        ),
        key=lambda m: snake(m.__name__),
    )
}  # fmt: skip

#: Signals whose course a case gives from outside.
DRIVERS = ("arrivals",)

#: The whole loop: attack, fear, hostility, state, gray zone, recruitment, attack.
LOOP = (
    "adaptation", "admission", "alienation", "attention", "coalition", "contact", "detection",
    "disengagement", "fear", "government", "grievance", "hate_climate", "hate_incidents",
    "hostility", "organisation", "politics_of_salience", "provocation", "recruitment", "repression",
    "restriction", "salience", "scarcity", "threat_messages",
)  # fmt: skip

#: Communities under arms: organisation, majority and state, minority.
CIVIL_WAR = (
    "alienation", "coalition", "contact", "detection", "fear", "government", "grievance",
    "hostility", "mobilisation", "organisation", "protection", "provocation", "reciprocal_violence",
    "recruitment", "repression", "restriction",
)  # fmt: skip

#: Events and the hate incidents that follow them, nothing else.
BACKLASH_ONLY = ("fear", "hate_incidents")

#: Arrivals, talk, room, hostility and incidents.
ARRIVALS = ("admission", "fear", "hate_incidents", "hostility", "salience", "scarcity")

__all__ = [
    "ARRIVALS",
    "BACKLASH_ONLY",
    "CARRIES",
    "CIVIL_WAR",
    "DRIVERS",
    "LOOP",
    "MECHANISMS",
    "RIVALS",
    "SPREAD",
    "WEIGHTS",
    "usual_shares",
]
