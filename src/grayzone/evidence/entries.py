"""Make claims and citations from the entries of a file, and refuse in one sentence what cannot be meant.

The rules are few: a claim has a source, says how it was read and what there is to doubt, and gives no number
without its unit. What was not seen stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ..errors import EvidenceError, nearest
from .claim import CARRIERS, GRADES, READINGS, SIGNS, SOURCE_KINDS, Citation, Claim, Interval
from .prior import Prior, distribution_from, is_number

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*")
_DOI = re.compile(r"10\.\d{4,9}/\S+")

_NEEDED = (
    "statement", "cause", "effect", "sign", "setting", "design", "grade", "read_by", "read_how", "doubt",
)  # fmt: skip
_OPTIONAL = (
    "size", "interval", "level", "unit", "sample", "where", "counter", "support", "prior", "carried_by",
)  # fmt: skip
_SOURCE_FIELDS = ("kind", "author", "year", "title", "outlet", "doi", "address")


def citation_from(key: str, fields: Mapping[str, object], where: str = "") -> Citation:
    """Make a citation from what a file says under ``sources``.

    Raises
    ------
    EvidenceError
        If a field is unknown, the author is missing, or nothing says where to find the source.
    """
    _refuse_unknown(f"source {key!r}", fields, _SOURCE_FIELDS, where)
    year = fields.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise EvidenceError(
            f"source {key!r} has year {year!r}", where=where, mend="give a whole number or leave it out"
        )
    text = {name: _text(f"source {key!r}", fields, name, where) for name in _SOURCE_FIELDS if name != "year"}
    if not text["author"]:
        raise EvidenceError(
            f"source {key!r} has no author", where=where, mend="say who wrote or published it"
        )
    if not (text["outlet"] or text["doi"] or text["address"] or text["title"]):
        raise EvidenceError(
            f"source {key!r} cannot be found by anybody",
            where=where,
            mend="give a title, outlet, doi or address",
        )
    if text["doi"] and not _DOI.fullmatch(text["doi"]):
        raise EvidenceError(
            f"source {key!r} has no DOI in {text['doi']!r}",
            where=where,
            mend="write it as 10.1234/abc or leave it out",
        )
    kind = text.pop("kind") or "article"
    if kind not in SOURCE_KINDS:
        raise EvidenceError(
            f"source {key!r} has unknown kind {kind!r}", where=where, mend=nearest(kind, SOURCE_KINDS)
        )
    return Citation(key=key, year=year, kind=kind, **text)


def claim_from(key: str, fields: Mapping[str, object], citation: Citation, place: str = "") -> Claim:
    """Make a claim from what a file says under its key.

    Parameters
    ----------
    key : str
        ``<source>/<finding>``.
    fields : mapping
        The entry, with ``read_by`` filled in.
    citation : Citation
        The source that the key names.
    place : str
        File and line, for refusals.

    Raises
    ------
    EvidenceError
        In one sentence: what, where and how to mend it.
    """
    name = f"claim {key!r}"
    if not _KEY.fullmatch(key):
        raise EvidenceError(
            f"{name} has no key of the form source/finding",
            where=place,
            mend="use small letters, digits and hyphens",
        )
    _refuse_unknown(name, fields, (*_NEEDED, *_OPTIONAL), place)
    for field in _NEEDED:
        if not _text(name, fields, field, place):
            raise EvidenceError(f"{name} has no {field}", where=place, mend=f"add one line '{field}: ...'")
    for field, known in (("sign", SIGNS), ("grade", GRADES), ("read_how", READINGS)):
        _choice(name, field, str(fields[field]), known, place)
    for field in ("statement", "doubt"):
        if not str(fields[field]).endswith("."):
            raise EvidenceError(
                f"{name} has a {field} that is no sentence", where=place, mend="end it with a full stop"
            )
    size = _number(name, fields, "size", place)
    unit = _text(name, fields, "unit", place)
    if (size is None) != (unit == ""):
        raise EvidenceError(
            f"{name} has a size or a unit, not both",
            where=place,
            mend="give both or neither ('1' for a pure number)",
        )
    counter, support = (_names(name, fields, field, place) for field in ("counter", "support"))
    for both in set(counter) & set(support):
        raise EvidenceError(
            f"{name} has {both!r} under counter and support", where=place, mend="decide which way it points"
        )
    return Claim(
        key=key,
        statement=str(fields["statement"]),
        cause=str(fields["cause"]),
        effect=str(fields["effect"]),
        sign=str(fields["sign"]),
        size=size,
        interval=_interval(name, fields, size, place),
        unit=unit,
        setting=str(fields["setting"]),
        design=str(fields["design"]),
        sample=_text(name, fields, "sample", place),
        citation=replace(citation, where=_text(name, fields, "where", place)),
        grade=str(fields["grade"]),
        read_by=str(fields["read_by"]),
        read_how=str(fields["read_how"]),
        doubt=str(fields["doubt"]),
        counter=counter,
        support=support,
        prior=_prior(name, fields, place),
        carried_by=_carriers(name, fields, place),
        place=place,
    )


def _refuse_unknown(name: str, fields: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    for field in fields:
        if field not in known:
            raise EvidenceError(
                f"{name} has an unknown field {field!r}", where=where, mend=nearest(field, known)
            )


def _text(name: str, fields: Mapping[str, object], field: str, where: str) -> str:
    value = fields.get(field, "")
    if not isinstance(value, str):
        raise EvidenceError(
            f"{name} has {field} {value!r}, which is no text", where=where, mend="put it in quotes"
        )
    return value.strip()


def _choice(name: str, field: str, value: str, known: tuple[str, ...], where: str) -> None:
    if value not in known:
        raise EvidenceError(f"{name} has unknown {field} {value!r}", where=where, mend=nearest(value, known))


def _number(name: str, fields: Mapping[str, object], field: str, where: str) -> float | None:
    value = fields.get(field)
    if value is None:
        return None
    if not isinstance(value, int | float) or not is_number(value):
        raise EvidenceError(
            f"{name} has {field} {value!r}, which is no number", where=where, mend="give a number"
        )
    return float(value)


def _interval(name: str, fields: Mapping[str, object], size: float | None, where: str) -> Interval | None:
    ends, level = fields.get("interval"), fields.get("level")
    if ends is None and level is None:
        return None
    if not isinstance(ends, list) or len(ends) != 2 or not all(is_number(end) for end in ends):
        raise EvidenceError(
            f"{name} has no interval of two numbers", where=where, mend="write interval: [low, high]"
        )
    low, high = float(ends[0]), float(ends[1])
    if not low < high or size is None or not low <= size <= high:
        raise EvidenceError(
            f"{name} has an interval that does not hold its size",
            where=where,
            mend="give low <= size <= high",
        )
    if level == "range":
        return Interval(low, high, None)
    if not isinstance(level, float) or not 0 < level < 1:
        raise EvidenceError(
            f"{name} has an interval without level", where=where, mend="add level: 0.95, or level: range"
        )
    return Interval(low, high, level)


def _names(name: str, fields: Mapping[str, object], field: str, where: str) -> tuple[str, ...]:
    value = fields.get(field, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise EvidenceError(
            f"{name} has {field} that is no list", where=where, mend=f"write {field}: [one, two]"
        )
    if len(set(value)) < len(value):
        raise EvidenceError(f"{name} names something twice under {field}", where=where, mend="name it once")
    return tuple(value)


def _carriers(name: str, fields: Mapping[str, object], where: str) -> tuple[str, ...]:
    parts = _names(name, fields, "carried_by", where)
    for part in parts:
        kind, colon, what = part.partition(":")
        if not colon or not what or kind not in CARRIERS:
            raise EvidenceError(
                f"{name} is carried by {part!r}",
                where=where,
                mend=f"write kind:name; {nearest(kind, CARRIERS)}",
            )
    return parts


def _prior(name: str, fields: Mapping[str, object], where: str) -> Prior | None:
    value = fields.get("prior")
    if value is None:
        return None
    if not isinstance(value, Mapping) or set(value) != {"words", "form"}:
        raise EvidenceError(f"{name} has a prior without words and form", where=where, mend="give both")
    return Prior(
        words=_text(f"the prior of {name}", value, "words", where),
        form=distribution_from(value["form"], where),
    )
