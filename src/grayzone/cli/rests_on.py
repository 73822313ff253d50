"""What a scenario rests on: the claims behind its numbers, and whose data it uses."""

from __future__ import annotations

from ..scenarios.scenario import Scenario


def claims_of(scenario: Scenario) -> list[str]:
    """Return the keys of the claims behind the parameters of a scenario's mechanisms, sorted."""
    declared = (p for m in scenario.model.mechanisms for p in m.parameters.values())
    return sorted({p.claim for p in declared if p.claim})


def sources_of(scenario: Scenario) -> list[tuple[str, str]]:
    """Return (licence, credit) of the scenario's data, if it says so."""
    form = scenario.form
    return [(form.licence or "not stated", form.credit or "")] if form.licence or form.credit else []


def citation(scenario: Scenario) -> str:
    """Return BibTeX of exactly the sources behind a scenario, with the credit of its data as comments."""
    from .. import __version__
    from ..evidence.ledger import Ledger

    ledger, claims = Ledger.load(), claims_of(scenario)
    unknown = [key for key in claims if key not in ledger]
    head = [f"% {scenario.title}, run with grayzone {__version__}"]
    for licence, credit in sources_of(scenario):
        head += [f"% data: {credit}"] if credit else []
        head += [f"% terms: {licence}"]
    head += [f"% not in the ledger: {key}" for key in unknown]
    return "\n".join([*head, "", ledger.citations(key for key in claims if key in ledger)])
