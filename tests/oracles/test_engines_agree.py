"""The compiled engines against the reference, which calls the mechanisms' own functions one person at a time.

Every small world of the zoo at all three fidelities.  The two share nothing but the language and the
addresses of chance, so what agrees here was read twice from the same page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from zoo import ZOO

from grayzone.engines import reference
from grayzone.engines.problem import FIDELITIES, Problem
from grayzone.engines.run import run
from grayzone.ground.records import Record

#: Equal for persons and whole numbers of people; shares are sums of products in another order.
PEOPLE = ("people", "flows", "bins")

Pair = tuple[str, Record, Record]


def both(problem: Problem, fidelity: str, **luck: int) -> tuple[Record, Record]:
    return run(problem, fidelity, **luck), reference.run(problem, fidelity, **luck)


@pytest.fixture(
    scope="module",
    params=[(world, fidelity) for world in ZOO for fidelity in FIDELITIES],
    ids=lambda asked: "-".join(asked),
)
def answers(request: pytest.FixtureRequest) -> Iterator[Pair]:
    world, fidelity = request.param
    yield (fidelity, *both(ZOO[world](), fidelity))


def gap(fast: Record, slow: Record, name: str) -> float:
    a, b = fast[name].values, slow[name].values
    assert a.shape == b.shape and (np.isnan(a) == np.isnan(b)).all()
    return float(np.nanmax(np.abs(a - b)))


def test_the_zoo_has_no_empty_cage() -> None:
    assert len(ZOO) >= 6


def test_both_engines_label_the_same_things(answers: Pair) -> None:
    _, fast, slow = answers
    assert set(fast.variables) == set(slow.variables)
    for dimension, labels in slow.coords.items():
        assert [str(x) for x in fast.coords[dimension]] == [str(x) for x in labels]
    assert {k: v.dims for k, v in fast.variables.items()} == {k: v.dims for k, v in slow.variables.items()}


def test_people_flows_and_bins_are_the_same_numbers(answers: Pair) -> None:
    fidelity, fast, slow = answers
    for name in [name for name in PEOPLE if name in slow]:
        assert gap(fast, slow, name) <= (1e-9 if fidelity == "shares" else 0.0), name


def test_what_is_public_is_the_same_to_a_billionth(answers: Pair) -> None:
    _, fast, slow = answers
    for name in [name for name in ("public", "lever", "killed", "events") if name in slow]:
        assert gap(fast, slow, name) <= 1e-9, name


def test_means_of_traits_are_the_same_to_a_millionth(answers: Pair) -> None:
    """Agents hold a trait in 32 bits, of which flags may displace the last three."""
    _, fast, slow = answers
    if "trait_mean" in slow:
        assert gap(fast, slow, "trait_mean") <= 1e-6


def test_something_happens_in_every_world(answers: Pair) -> None:
    """Two engines that do nothing agree, too."""
    _, fast, _ = answers
    assert fast["flows"].values.sum() > 20
    for name in [name for name in ("bins", "events") if name in fast]:
        assert np.ptp(fast[name].values, axis=0).max() > 0, name


@pytest.mark.parametrize("fidelity", FIDELITIES)
@pytest.mark.parametrize("seed, replicate", [(2**31 + 5, 3), (7, 2**20)])
def test_other_luck_is_read_alike(fidelity: str, seed: int, replicate: int) -> None:
    """Large seeds and replicates fill all 32 bits of the key."""
    fast, slow = both(ZOO["contagion"](), fidelity, seed=seed, replicate=replicate)
    for name in slow.variables:
        assert gap(fast, slow, name) <= 1e-9, name


@pytest.mark.parametrize("fidelity", FIDELITIES)
def test_expected_events_have_mean_marks_whether_they_are_drawn_or_known(fidelity: str) -> None:
    """A known event that does not state a mark takes its mean, too, where no event is left to luck."""
    fast, slow = both(replace(ZOO["contagion"](days=20), expected=True), fidelity)
    for name in slow.variables:
        assert gap(fast, slow, name) <= 1e-9, name


@pytest.mark.parametrize("fidelity", FIDELITIES)
def test_more_people_than_one_tile_holds_are_read_alike(fidelity: str) -> None:
    """2,300 people are five tiles in three blocks, the last of them short."""
    fast, slow = both(ZOO["meetings"](people=2300, days=4), fidelity)
    for name in slow.variables:
        assert gap(fast, slow, name) <= (1e-6 if name == "trait_mean" else 1e-9), name
