"""The evidence ledger: all claims by key, with what speaks against each.

A ledger is read once and never changed. It answers four questions: what does this key say, what is known
about a subject, what points the other way, and which sources must be cited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from ..errors import EvidenceError, nearest
from .bibtex import bibtex
from .claim import Citation, Claim
from .entries import citation_from, claim_from
from .reader import Entry, read

VERSION = 1


@dataclass(frozen=True)
class Row:
    """One line of a report's table of evidence; every field is text."""

    key: str
    statement: str
    size: str
    source: str
    read_how: str
    grade: str
    doubt: str


class Ledger:
    """All claims, sorted by key.

    Examples
    --------
    >>> ledger = Ledger.load()
    >>> ledger["lyall-2009/shelled-villages"].sign
    '-'
    >>> ledger.find("Chechnya internment")
    []
    """

    def __init__(self, claims: Iterable[Claim]) -> None:
        ordered = sorted(claims, key=lambda claim: claim.key)
        self._claims = {claim.key: claim for claim in ordered}
        self._against: dict[str, set[str]] = {key: set() for key in self._claims}
        for claim in ordered:
            for field, names in (("counter", claim.counter), ("support", claim.support)):
                for name in names:
                    if name == claim.key:
                        raise EvidenceError(
                            f"claim {claim.key!r} names itself under {field}",
                            where=claim.place,
                            mend="drop it",
                        )
                    if name not in self._claims:
                        raise EvidenceError(
                            f"claim {claim.key!r} names {name!r} under {field}, which is no claim",
                            where=claim.place,
                            mend=nearest(name, self._claims),
                        )
            for name in claim.counter:
                self._against[claim.key].add(name)
                self._against[name].add(claim.key)

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> Ledger:
        """Read the claims that ship with grayzone, and those of your own folders.

        Parameters
        ----------
        extra : sequence of Path
            Folders with ``*.yaml`` files, or single files, in the same form.

        Raises
        ------
        EvidenceError
            If a file cannot be meant, or a key exists twice; both places are named.
        """
        if not extra:
            return _bundled()
        return cls(_claims([*_bundled_texts(), *(text for path in extra for text in _own_texts(path))]))

    def __getitem__(self, key: str) -> Claim:
        try:
            return self._claims[key]
        except KeyError:
            raise EvidenceError(f"there is no claim {key!r}", mend=nearest(key, self._claims)) from None

    def __contains__(self, key: object) -> bool:
        return key in self._claims

    def __iter__(self) -> Iterator[str]:
        return iter(self._claims)

    def __len__(self) -> int:
        return len(self._claims)

    def keys(self) -> tuple[str, ...]:
        """Return all keys, sorted."""
        return tuple(self._claims)

    def find(self, text: str) -> list[Claim]:
        """Return the claims in which every word of `text` occurs, sorted by key; capitals do not matter."""
        words = text.casefold().split()
        return [claim for claim in self._claims.values() if all(word in _searchable(claim) for word in words)]

    def counter(self, key: str) -> list[Claim]:
        """Return what points the other way, whichever of the two claims says so, sorted by key."""
        claim = self[key]
        return [self._claims[name] for name in sorted(self._against[claim.key])]

    def table(self, keys: Iterable[str]) -> list[Row]:
        """Return rows for a report, sorted by key, each once."""
        return [_row(self[key]) for key in sorted(set(keys))]

    def citations(self, keys: Iterable[str]) -> str:
        """Return BibTeX of exactly the sources behind `keys`; the same keys give the same bytes."""
        return bibtex(self[key] for key in keys)


@cache
def _bundled() -> Ledger:
    return Ledger(_claims(_bundled_texts()))


def _bundled_texts() -> list[tuple[str, str]]:
    """Return (name, text) of the files that ship, sorted by name."""
    folder = files(__package__) / "claims"
    found = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name
    )
    return [(f"claims/{each.name}", each.read_text(encoding="utf-8")) for each in found]


def _own_texts(path: Path) -> list[tuple[str, str]]:
    """Return (name, text) of a user's file, or of the files in a user's folder."""
    found = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not found:
        raise EvidenceError("the folder holds no claims", where=str(path), mend="put a file *.yaml there")
    texts: list[tuple[str, str]] = []
    for each in found:
        try:
            texts.append((str(each), each.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError):
            raise EvidenceError(
                "the file cannot be read as text", where=str(each), mend="check the path and save it as UTF-8"
            ) from None
    return texts


def _claims(texts: Sequence[tuple[str, str]]) -> list[Claim]:
    """Read all files: first every source, then the claims, so that files may cite each other's sources."""
    parts = [_parts(read(text, file)) for file, text in texts]
    sources: dict[str, Citation] = {}
    places: dict[str, str] = {}
    for _, listed, _ in parts:
        for key, fields in listed.items():
            place = listed.place(key)
            _once(f"source {key!r}", key, place, places)
            sources[key] = citation_from(key, _entry(f"source {key!r}", fields, place), place)
    claims: list[Claim] = []
    for read_by, _, listed in parts:
        for key, fields in listed.items():
            place = listed.place(key)
            _once(f"claim {key!r}", key, place, places)
            source = key.partition("/")[0]
            if source not in sources:
                raise EvidenceError(
                    f"claim {key!r} has no source {source!r}",
                    where=place,
                    mend=f"add it; {nearest(source, sources)}",
                )
            entry = _entry(f"claim {key!r}", fields, place)
            claims.append(claim_from(key, {"read_by": read_by, **entry}, sources[source], place))
    return claims


def _parts(file: Entry) -> tuple[str, Entry, Entry]:
    """Return who read a file's sources, its sources and its claims."""
    known = ("ledger", "read_by", "sources", "claims")
    for key in file:
        if key not in known:
            raise EvidenceError(f"unknown part {key!r}", where=file.place(key), mend=nearest(key, known))
    if file.get("ledger") != VERSION:
        raise EvidenceError(
            "the file is no ledger of version 1", where=file.place(), mend="begin it with 'ledger: 1'"
        )
    read_by = file.get("read_by", "")
    none = Entry(file.file, file.line)
    sources = _entry("the list of sources", file.get("sources", none), file.place("sources"))
    claims = _entry("the list of claims", file.get("claims", none), file.place("claims"))
    return read_by, sources, claims


def _entry(what: str, value: object, where: str) -> Entry:
    if not isinstance(value, Entry):
        raise EvidenceError(f"{what} is no mapping", where=where, mend="write 'name: value' lines under it")
    return value


def _once(what: str, key: str, place: str, places: dict[str, str]) -> None:
    """Refuse a key that another file has; two sources or claims of one name cannot both be meant."""
    if key in places:
        raise EvidenceError(
            f"{what} exists already in {places[key]}", where=place, mend="give yours another key"
        )
    places[key] = place


def _searchable(claim: Claim) -> str:
    parts = (claim.key, claim.statement, claim.cause, claim.effect, claim.setting, claim.grade)
    return " ".join((*parts, claim.citation.author, claim.citation.title)).casefold()


def _row(claim: Claim) -> Row:
    where = f", {claim.citation.where}" if claim.citation.where else ""
    return Row(
        key=claim.key,
        statement=claim.statement,
        size=claim.size_words(),
        source=f"{claim.citation.short()}{where}",
        read_how=claim.read_how,
        grade=claim.grade,
        doubt=claim.doubt,
    )
