"""The contract holds over every bundled mechanism: no list of exceptions.

Each is tested beside the other members of the model in which it is at home, so that all share one kernel.
"""

from __future__ import annotations

import pytest

from grayzone.mechanisms import CIVIL_WAR, DRIVERS, LOOP, MECHANISMS
from grayzone.testing import MechanismContract

LAWS = sorted(name for name in vars(MechanismContract) if name.startswith("test_"))
#: Hazards that are meant to fall below 0 inside the bounds: a climate kinder than usual, help that does harm.
NEGATIVE = {
    "hate_climate": ("withdraw", "conform", "turn_away", "flee"),
    "disengagement": ("cool", "quit_activity"),
}


def contract(slug: str) -> MechanismContract:
    home = LOOP if slug in LOOP else CIVIL_WAR
    others = [MECHANISMS[name]() for name in home if name != slug]
    members = {
        "mechanism": MECHANISMS[slug],
        "partners": others,
        "drivers": DRIVERS if home is LOOP else (),
        "may_be_negative": NEGATIVE.get(slug, ()),
    }
    return type("Contract", (MechanismContract,), members)()


def test_every_mechanism_has_a_home_and_the_contract_has_laws() -> None:
    assert set(MECHANISMS) == {*LOOP, *CIVIL_WAR} and len(MECHANISMS) >= 26
    assert len(LAWS) >= 13
    assert set(NEGATIVE) <= set(MECHANISMS)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("slug", sorted(MECHANISMS))
def test_the_contract_holds(slug: str, law: str) -> None:
    getattr(contract(slug), law)()
