"""Single values of a scenario file: days, shares, durations, names; each refuses what it cannot mean.

A refusal is a ``PydanticCustomError`` whose context holds what is wrong and how to mend it; where is known to
the schema.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable
from typing import Annotated, Any

import numpy as np
from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from ..errors import GrayzoneError, nearest
from ..ground import units
from ..language.memory import Memory
from ..society.communities import TraitStart
from .faults import quoted

MOST_PEOPLE = 10_000_000_000
LARGEST_NUMBER = 1e15
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def refusal(what: str, mend: str) -> PydanticCustomError:
    """Return the error of a single value."""
    return PydanticCustomError("grayzone", "{what}", {"what": what, "mend": mend})


def read_text(given: Any) -> str:
    """Return words for a reader."""
    if not isinstance(given, str):
        raise refusal(f"{quoted(given)} is no text", "write words, in quotes if they look like a number")
    if not given.strip():
        raise refusal("the text is empty", "write it, or leave the key out")
    if len(given) > 10_000:
        raise refusal(f"the text has {len(given)} characters", "use at most 10000")
    return given.strip()


def read_lines(given: Any) -> str:
    """Return a small table written into the file itself."""
    if not isinstance(given, str) or "\n" not in given:
        raise refusal(f"{quoted(given)} is no table", "write a header and rows of CSV after '|'")
    return given


def read_slug(given: Any) -> str:
    """Return a name that other parts of the file refer to."""
    if not isinstance(given, str):
        raise refusal(f"{quoted(given)} is no name", "write a word, in quotes if it looks like a number")
    if not _SLUG.fullmatch(given):
        raise refusal(
            f"{quoted(given)} is no name",
            "use small letters, digits, - and _, at most 64; write words for readers as 'label'",
        )
    return given


def read_any_text(given: Any) -> str:
    """Return text that may be empty."""
    return "" if given is None or given == "" else read_text(given)


def read_day(given: Any) -> np.datetime64:
    """Return a day of the calendar."""
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise refusal(f"{quoted(given)} is no day", "write it as 2001-12-31")
    try:
        datetime.date.fromisoformat(given)
    except ValueError:
        raise refusal(f"the calendar has no {given}", "write a day that exists") from None
    return np.datetime64(given, "D")


def read_number(given: Any) -> float:
    """Return a finite pure number."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        leave = (
            "leave out the quotes"
            if isinstance(given, str) and _is_number(given)
            else "give a number, like 0.5"
        )
        raise refusal(f"{quoted(given)} is no number", leave)
    if not math.isfinite(given):
        raise refusal(f"{given} is not a finite number", "give a finite number")
    if abs(given) > LARGEST_NUMBER:
        raise refusal(f"{quoted(given)} is too large", f"give a number up to {LARGEST_NUMBER:g}")
    return float(given) + 0.0


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def read_share(given: Any) -> float:
    """Return a number from 0 to 1."""
    value = read_number(given)
    if not 0 <= value <= 1:
        raise refusal(f"{quoted(given)} is no share", "give a number from 0 to 1")
    return value


def read_whole(given: Any) -> int:
    """Return a whole number above 0."""
    if isinstance(given, float) and given.is_integer() and 0 < given <= MOST_PEOPLE:
        raise refusal(f"{quoted(given)} is written as a fraction", f"write {int(given)}")
    if isinstance(given, bool) or not isinstance(given, int) or given <= 0:
        raise refusal(f"{quoted(given)} is no whole number above 0", "give a whole number above 0")
    if given > MOST_PEOPLE:
        raise refusal(f"{quoted(given)} is too large", f"give a whole number up to {MOST_PEOPLE}")
    return given


def read_flag(given: Any) -> bool:
    """Return true or false."""
    if not isinstance(given, bool):
        raise refusal(f"{quoted(given)} is neither true nor false", "write true or false")
    return given


def read_mark(given: Any) -> float:
    """Return what an event carries: a number, or true and false as 1 and 0."""
    return float(given) if isinstance(given, bool) else read_number(given)


def read_duration(given: Any) -> int:
    """Return a whole number of days."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        raise refusal(f"{quoted(given)} has no unit", f"write it like '{quoted(given)} days'")
    if not isinstance(given, str):
        raise refusal(f"{quoted(given)} is no time", "write it like '7 days'")
    days = _quantity(given, "day")
    if days < 0 or not math.isclose(days, round(days), abs_tol=1e-9) or days > 100_000:
        raise refusal(f"{quoted(given)} is no whole number of days", "write it like '7 days'")
    return round(days)


def read_quantity(given: Any) -> str | float:
    """Return a number or a number with its unit, as written; its mechanism checks it."""
    if isinstance(given, str):
        if len(given) > 100:
            raise refusal(f"{quoted(given)} is no quantity", "write a number and its unit, like '0.2 / day'")
        return given
    return read_number(given)


def _quantity(given: str, like: str) -> float:
    try:
        return units.read(given, like)
    except GrayzoneError as error:
        raise refusal(error.what, error.mend) from error
    except (ValueError, OverflowError):
        raise refusal(f"{quoted(given)} is no quantity", f"write it like '7 {like}s'") from None


def read_pair(given: Any, what: str, mend: str) -> tuple[float, float]:
    """Return two numbers written as a list."""
    if not isinstance(given, list) or len(given) != 2:
        raise refusal(f"{what} is {quoted(given)}", mend)
    return read_number(given[0]), read_number(given[1])


def one_of(given: Any, known: Iterable[str], what: str) -> tuple[str, Any]:
    """Return the one key and value of a mapping with a single key, or a bare word with nothing."""
    words = list(known)
    if isinstance(given, str):
        given = {given: None}
    if not isinstance(given, dict) or len(given) != 1:
        raise refusal(f"{what} is {quoted(given)}", f"give exactly one of {', '.join(words)}")
    (key, value), *_ = given.items()
    if key not in words:
        raise refusal(f"{what} is the unknown {quoted(key)}", nearest(str(key), words))
    return key, value


def read_trait_start(given: Any) -> TraitStart:
    """Return how a trait is spread on day 0: a number, or one of fixed, uniform, normal."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        given = {"fixed": given}
    law, value = one_of(given, ("fixed", "uniform", "normal"), "the start of a trait")
    try:
        if law == "fixed":
            return TraitStart("fixed", read_number(value))
        if law == "uniform":
            return TraitStart(
                "uniform", *read_pair(value, "uniform", "write the lowest and the highest, as [0, 1]")
            )
        return TraitStart(
            "normal", *read_pair(value, "normal", "write mean and standard deviation, as [0.5, 0.1]")
        )
    except GrayzoneError as error:
        raise refusal(error.what, error.mend) from error


def read_memory(given: Any) -> Memory:
    """Return how a signal that no mechanism owns fades."""
    kind, value = one_of(given, ("instant", "lasting", "fading", "long_tail"), "the memory of a signal")
    if kind in ("instant", "lasting"):
        if value is not None:
            raise refusal(f"{kind} has no number", f"write {kind} alone")
        return Memory(kind, ())
    if kind == "fading":
        lifetime = _lifetime(value)
        return Memory("fading", (lifetime,))
    if not isinstance(value, dict) or set(value) != {"scale", "exponent"}:
        raise refusal(
            f"long_tail is {quoted(value)}", "write it as long_tail: {scale: 6 days, exponent: 1.6}"
        )
    exponent = read_number(value["exponent"])
    if not 0 < exponent <= 10:
        raise refusal(f"the exponent is {exponent:g}", "give a number above 0, at most 10")
    return Memory("long_tail", (_lifetime(value["scale"]), exponent))


def _lifetime(given: Any) -> float:
    if not isinstance(given, str):
        raise refusal(f"{quoted(given)} is no time", "write it like '10 days'")
    days = _quantity(given, "day")
    if not 0.01 <= days <= 1e6:
        raise refusal(f"{quoted(given)} is no lifetime", "give one from 0.01 to 1000000 days")
    return days


def read_bounds(given: Any) -> tuple[float, float]:
    """Return the lowest and the highest value of a trait."""
    low, high = read_pair(given, "bounds", "write the lowest and the highest, as [0, 1]")
    if not low < high:
        raise refusal(f"the bounds {low:g} and {high:g} are no interval", "put the smaller number first")
    return low, high


def read_version(given: Any) -> int:
    """Return the version of the file's form."""
    if isinstance(given, bool) or given != 1:
        raise refusal(f"the file is written for version {quoted(given)}", "write 'grayzone: 1'")
    return 1


def read_name_of_file(given: Any) -> str:
    """Return the name of a file as written; whether it may be read is decided elsewhere."""
    if not isinstance(given, str) or not given.strip() or len(given) > 300 or "\n" in given:
        raise refusal(
            f"{quoted(given)} is no name of a file", "give a file beside the scenario, like events.csv"
        )
    return given


Text = Annotated[str, PlainValidator(read_text)]
Lines = Annotated[str, PlainValidator(read_lines)]
AnyText = Annotated[str, PlainValidator(read_any_text)]
Slug = Annotated[str, PlainValidator(read_slug)]
Day = Annotated[np.datetime64, PlainValidator(read_day)]
Number = Annotated[float, PlainValidator(read_number)]
Share = Annotated[float, PlainValidator(read_share)]
Whole = Annotated[int, PlainValidator(read_whole)]
Flag = Annotated[bool, PlainValidator(read_flag)]
Mark = Annotated[float, PlainValidator(read_mark)]
Duration = Annotated[int, PlainValidator(read_duration)]
Given = Annotated[str | float, PlainValidator(read_quantity)]
Start = Annotated[TraitStart, PlainValidator(read_trait_start)]
Fading = Annotated[Memory, PlainValidator(read_memory)]
Bounds = Annotated[tuple[float, float], PlainValidator(read_bounds)]
Version = Annotated[int, PlainValidator(read_version)]
FileName = Annotated[str, PlainValidator(read_name_of_file)]
