"""Numbers with units: what a person writes is what the house reads."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grayzone.errors import UnitError
from grayzone.ground.units import number_text, quantity, read, unit

quick = settings(max_examples=200, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.2 / day", 0.2),
        ("0.2/day", 0.2),
        ("1 / week", 1 / 7),
        ("2 / year", 2 / 365.25),
        ("1 / month", 12 / 365.25),
        ("60 days", 60.0),
        ("60 day", 60.0),
        ("36 hours", 1.5),
        ("12 people / day", 12.0),
        ("1 person / week", 1 / 7),
        ("0.3 events / day", 0.3),
        ("5 ties", 5.0),
        ("25 percent", 0.25),
        ("25 %", 0.25),
        ("0.25 share", 0.25),
        ("1_000 people", 1000.0),
        ("-0.3", -0.3),
        ("1e-3 / day", 0.001),
        (7, 7.0),
    ],
)
def test_a_quantity_is_read_as_it_is_written(written: str | float, value: float) -> None:
    assert quantity(written).value == pytest.approx(value, rel=1e-12)


def test_a_month_is_a_twelfth_of_a_year() -> None:
    assert 12 * unit("month").factor == pytest.approx(unit("year").factor, rel=1e-12)


@pytest.mark.parametrize("text", ["0.2 / day", "60 days", "12 people / day", "0.4", "2 / week", "50 percent"])
def test_a_quantity_is_shown_as_it_was_written(text: str) -> None:
    assert str(quantity(text)) == text


@quick
@given(
    st.floats(1e-6, 1e6),
    st.sampled_from(["days", "/ day", "/ week", "people / day", "hours", "percent", "people", "/ year"]),
)
def test_what_is_shown_can_be_read_again(number: float, tail: str) -> None:
    once = quantity(f"{number!r} {tail}")
    again = quantity(str(once))
    assert again.unit.dimensions == once.unit.dimensions
    assert math.isclose(again.value, once.value, rel_tol=1e-11)


@quick
@given(st.sampled_from(["day", "week", "person", "event", "hour"]), st.sampled_from(["day", "person", "tie"]))
def test_dividing_and_multiplying_by_a_unit_cancels(one: str, other: str) -> None:
    assert unit(f"{one} * {other} / {other}").dimensions == unit(one).dimensions
    assert unit(f"{one} * {other} / {other}").factor == pytest.approx(unit(one).factor)


def test_a_number_is_written_without_noise() -> None:
    assert number_text(0.1 + 0.05) == "0.15"
    assert number_text(2.0) == "2"


REFUSED = [
    (lambda: quantity("fast"), "'fast' is no quantity; write a number and its unit, like '0.2 / day'"),
    (lambda: quantity(True), "True is no quantity; give a number, or '0.2 / day'"),
    (lambda: quantity(math.inf), "inf is not a finite number; give a finite number"),
    (lambda: quantity("1 / dya"), "unknown unit 'dya'; did you mean 'day'?"),
    (lambda: quantity("1 /"), "unit '1 /' ends in the middle; write it like '1 / day'"),
    (
        lambda: read("60 days", "1 / day", where="Fear.rate"),
        "Fear.rate: '60 days' has the unit 'days' where '1 / day' is needed; write it like '60 / day'",
    ),
    (lambda: read(0.5, "1 / day"), "0.5 has no unit where '1 / day' is needed; write it like '0.5 / day'"),
    (
        lambda: read("0.5 / day", "share"),
        "'0.5 / day' has the unit '1 / day' where 'share' is needed; give a pure number",
    ),
]


@pytest.mark.parametrize(("doing", "sentence"), REFUSED, ids=[s[:40] for _, s in REFUSED])
def test_a_quantity_that_cannot_be_meant_is_refused_in_a_sentence(doing, sentence: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnitError) as caught:
        doing()
    assert str(caught.value) == sentence
