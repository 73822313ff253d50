"""BibTeX of exactly the sources that some claims rest on: same claims, same bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from .claim import Citation, Claim

_ENTRY = {"article": "article", "dataset": "misc", "own": "misc", "report": "techreport", "web": "misc"}
_OUTLET = {"article": "journal", "dataset": "howpublished", "own": "howpublished", "report": "institution"}
_SPECIAL = re.compile(r"([&%$#_{}])")


def bibtex(claims: Iterable[Claim]) -> str:
    """Write one entry per source, sorted by key, with the claims that cite it as a note.

    Parameters
    ----------
    claims : iterable of Claim
        In any order; a claim named twice counts once.

    Returns
    -------
    str
        UTF-8 text with ASCII keys, ended by one line feed; empty if there are no claims.
    """
    by_source: dict[str, set[str]] = {}
    sources: dict[str, Citation] = {}
    for claim in claims:
        sources[claim.citation.key] = claim.citation
        where = f" ({claim.citation.where})" if claim.citation.where else ""
        by_source.setdefault(claim.citation.key, set()).add(f"{claim.key}: {claim.read_how}{where}")
    return "\n".join(_entry(sources[key], sorted(by_source[key])) for key in sorted(sources))


def ascii_key(text: str) -> str:
    """Return letters and digits of ASCII only, for programs that allow nothing else in a key.

    >>> ascii_key("ferrín-2020")
    'ferrin2020'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9]", "", plain)


def _entry(citation: Citation, notes: list[str]) -> str:
    outlet = _OUTLET.get(citation.kind, "howpublished")
    fields = {
        "author": citation.author,
        "title": citation.title,
        outlet: citation.outlet,
        "year": "" if citation.year is None else str(citation.year),
        "doi": citation.doi,
        "url": citation.address,
        "note": "; ".join(notes),
    }
    lines = [
        f"  {name} = {{{text if name in ('doi', 'url') else _SPECIAL.sub(_escape, text)}}}"
        for name, text in fields.items()
        if text
    ]
    return f"@{_ENTRY[citation.kind]}{{{ascii_key(citation.key)},\n" + ",\n".join(lines) + "\n}\n"


def _escape(match: re.Match[str]) -> str:
    return "\\" + match.group(1)
