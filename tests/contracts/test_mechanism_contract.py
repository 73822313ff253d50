"""The contract for mechanisms: a sound one keeps it, and each fault is found by the test made for it."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import pytest

import grayzone as gz
from grayzone.errors import FidelityError
from grayzone.testing import MechanismContract

FIXTURE = Path(__file__).parents[1] / "fixtures" / "call_to_calm.py"
spec = importlib.util.spec_from_file_location("call_to_calm", FIXTURE)
assert spec is not None and spec.loader is not None
call_to_calm = importlib.util.module_from_spec(spec)
spec.loader.exec_module(call_to_calm)


class TestCallToCalm(MechanismContract):
    """A user's mechanism of twenty lines keeps every law."""

    mechanism = call_to_calm.CallToCalm
    traits = {"trust": gz.Trait(0, 1, carried="mean")}
    drivers = ("call_to_calm",)


class Attacks(gz.Mechanism):
    """Attacks are drawn, frighten, and a drift of trust follows; everything but encounters is used."""

    usual = gz.parameter("0.2 / day", bounds=("0 / day", "1 / day"), assumed="for the test")
    shock = gz.parameter(0.5, bounds=(0, 2), assumed="for the test")
    memory = gz.parameter("9 days", bounds=("1 day", "90 days"), assumed="for the test")
    shape = gz.parameter(2.0, bounds=(0.5, 9), assumed="for the test")
    fear = gz.signal("fear", memory=gz.fading("memory"))
    trust = gz.trait("trust")
    hostile = gz.share("hostile", among="everyone")
    ties = gz.share("hostile", ties="across")
    size = gz.mark("size", law=gz.spread("shape"))

    @gz.event("attack", each="place")
    def strike(usual, hostile):
        return usual * (1 + hostile)

    @gz.drift("fear", on="attack")
    def frighten(shock, size, here):
        return shock * size * here

    @gz.drift("trust")
    def lose(usual, trust, ties):
        return -usual * trust * ties

    @gz.jump("wary", "hostile")
    def harden(usual, fear, trust):
        return usual * fear * (1 - trust)


class TestAttacks(MechanismContract):
    """Events, marks, signals and ties keep every law, too."""

    mechanism = Attacks
    traits = {"trust": gz.Trait(0, 1, bins=8)}


def declared(low: float = 0.0, high: float = 2.0) -> object:
    return gz.parameter("1 / day", bounds=(f"{low} / day", f"{high} / day"), assumed="for the test")


def contract(fault: type[gz.Mechanism], **more: object) -> MechanismContract:
    return type("Contract", (MechanismContract,), {"mechanism": fault, **more})()


def refused(test: object) -> str:
    with pytest.raises(AssertionError) as caught:
        test()  # type: ignore[operator]
    return str(caught.value).splitlines()[0]


class Silent(gz.Mechanism):
    rate = declared()

    @gz.jump("wary", "hostile")
    def go(rate):
        return rate


class Negative(gz.Mechanism):
    """A hazard that falls below 0 where the share is large."""

    rate = declared()
    hostile = gz.share("hostile")

    @gz.jump("wary", "hostile")
    def go(rate, hostile):
        return rate * (0.5 - hostile)


class Infinite(gz.Mechanism):
    """A division by a parameter that may be 0."""

    rate = declared()
    half = gz.parameter(0.5, bounds=(0, 1), assumed="for the test")

    @gz.jump("wary", "hostile")
    def go(rate, half):
        return rate / half


class Idle(gz.Mechanism):
    """Declares a number that nothing reads."""

    rate = declared()
    spare = declared()

    @gz.jump("wary", "hostile")
    def go(rate):
        return rate


class Sure(gz.Mechanism):
    """A chance that can be 2."""

    chance = gz.parameter(0.5, bounds=(0, 2), assumed="for the test")

    @gz.jump("wary", "hostile", chance=True)
    def go(chance):
        return chance


def test_a_mechanism_without_a_docstring_is_found() -> None:
    told = refused(contract(Silent).test_it_says_in_a_docstring_what_it_does)
    assert told == "Silent has no docstring; say in one line what it does"


def test_a_negative_hazard_is_found_unless_it_is_documented() -> None:
    told = refused(contract(Negative).test_its_hazards_are_not_negative_within_the_bounds)
    assert told == (
        "go is -1.0 at {'rate': 2.0, 'hostile': 1.0}; narrow the bounds or name it in may_be_negative"
    )
    contract(Negative, may_be_negative=("go",)).test_its_hazards_are_not_negative_within_the_bounds()


def test_a_chance_above_1_is_found() -> None:
    told = refused(contract(Sure).test_its_hazards_are_not_negative_within_the_bounds)
    assert told == "go is a chance of 2.0 at {'chance': 2.0}"


def test_a_function_that_is_not_finite_on_the_bounds_is_found() -> None:
    told = refused(contract(Infinite).test_its_functions_are_finite_within_the_bounds)
    assert told == "go is nan at {'rate': 0.0, 'half': 0.0}; narrow the bounds"


def test_a_number_that_nothing_reads_is_found() -> None:
    told = refused(contract(Idle).test_whatever_it_declares_it_uses)
    assert told == "spare is declared and nothing reads it; use it or leave it out"


def test_a_parameter_that_rests_on_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setitem(Idle.parameters, "rate", replace(Idle.parameters["rate"], assumed=""))
    told = refused(contract(Idle).test_every_parameter_rests_on_a_claim_or_an_assumption)
    assert told == "rate rests on nothing, or on two things; say claim= or assumed="


def test_a_function_that_remembers_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    called = []

    def go(rate):  # type: ignore[no-untyped-def]
        called.append(rate)
        return len(called)

    monkeypatch.setitem(Idle.effects, "go", gz.jump("wary", "hostile")(go))
    told = refused(contract(Idle).test_its_functions_are_pure)
    assert told == "go returns 1.0 and then 2.0 for the same arguments"


def test_python_and_graph_that_differ_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grayzone.testing.evaluate", lambda root, point: math.pi)
    told = refused(contract(Idle).test_python_and_the_expression_graph_agree)
    assert told == "go is 0.0 in Python and 3.141592653589793 as a graph at {'rate': 0.0}"


def test_a_refusal_without_a_mend_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    import grayzone.engines.run

    def refuse(*args: object, **keywords: object) -> None:
        raise FidelityError("agents cannot say this")

    monkeypatch.setattr(grayzone.engines.run, "run", refuse)
    told = refused(contract(Idle).test_it_runs_at_every_fidelity_or_says_how_to_mend_it)
    assert told == "at agents it is refused without a mend: agents cannot say this"


def test_a_fidelity_that_refuses_with_a_mend_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    import grayzone.engines.run

    ran = grayzone.engines.run.run

    def shares_only(problem, fidelity, **keywords):  # type: ignore[no-untyped-def]
        if fidelity != "shares":
            raise FidelityError(f"{fidelity} cannot say this", mend="run it as shares")
        return ran(problem, fidelity, **keywords)

    monkeypatch.setattr(grayzone.engines.run, "run", shares_only)
    contract(Idle).test_it_runs_at_every_fidelity_or_says_how_to_mend_it()


@pytest.mark.parametrize("fault", ["loses people", "is not finite"])
def test_a_run_that_is_wrong_is_found(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    import grayzone.engines.run

    ran = grayzone.engines.run.run

    def wrong(problem, fidelity, **keywords):  # type: ignore[no-untyped-def]
        record = ran(problem, "shares", **keywords)
        record["people"].values[2, 0, 0] = math.nan if fault == "is not finite" else -1e3
        return record

    monkeypatch.setattr(grayzone.engines.run, "run", wrong)
    if fault == "loses people":
        assert refused(contract(Idle).test_people_are_conserved) == "at agents people appear or vanish"
    else:
        told = refused(contract(Idle).test_every_parameter_at_its_lower_bound_leaves_a_run_finite)
        assert told == "at agents people is not finite at the lower bounds"
