"""The causal map of the case: the main loop laid out by hand, and every link the model runs as a table."""

from __future__ import annotations

from ..evidence.ledger import Ledger
from ..figures import Arrow, Caption, Figure, Table, causal_map, table
from ..language.diagram import arrows
from ..language.model import Model

#: Where each name stands, from left to right and from top to bottom.
PLACES: dict[str, tuple[float, float]] = {
    "Attack": (0.06, 0.42),
    "Attention": (0.16, 0.08),
    "Fear": (0.25, 0.30),
    "Suspicion": (0.28, 0.54),
    "Unity norm": (0.40, 0.06),
    "Hate incidents": (0.60, 0.14),
    "Hostility": (0.52, 0.44),
    "Withdrawal": (0.76, 0.36),
    "Inclusion": (0.92, 0.10),
    "Conforming": (0.91, 0.84),
    "Alienation": (0.72, 0.63),
    "Restriction": (0.40, 0.76),
    "Recruitment": (0.56, 0.94),
    "Organisation": (0.15, 0.84),
}

#: Cause, effect, claims on this link (none: assumed), whether findings point both ways.
LINKS: tuple[tuple[str, str, tuple[str, ...], bool], ...] = (
    ("Attack", "Attention", ("google-2015/attention-half-life",), False),
    ("Attack", "Fear", ("castanho-silva-2018/france-fear",), False),
    ("Attack", "Suspicion", ("castanho-silva-2018/france-immigrants", "godefroidt-2023/hostility"), True),
    ("Attention", "Fear", (), False),
    ("Fear", "Hate incidents", ("france-2015/january",), False),
    ("Fear", "Hostility", ("giani-2021/prejudice",), False),
    ("Suspicion", "Hostility", (), False),
    ("Hostility", "Hate incidents", (), False),
    ("Hate incidents", "Withdrawal", (), False),
    ("Hate incidents", "Conforming", (), False),
    ("Hostility", "Withdrawal", ("frey-2022/refugee-wellbeing",), False),
    ("Withdrawal", "Alienation", (), False),
    ("Restriction", "Conforming", (), False),
    ("Restriction", "Alienation", (), False),
    ("Restriction", "Organisation", ("lyall-2009/log-rate-ratio", "lafree-2009/backlash-interventions"), True),
    ("Alienation", "Recruitment", (), False),
    ("Recruitment", "Organisation", (), False),
    ("Organisation", "Attack", (), False),
    ("Unity norm", "Hate incidents", (), False),
    ("Unity norm", "Hostility", ("obrochta-2020/pro-minority-rhetoric",), False),
    ("Inclusion", "Withdrawal", (), False),
    ("Inclusion", "Alienation", ("brouillette-2022/protective",), False),
)
HOW = {
    "in the source": "in the source",
    "in a copy": "in a copy",
    "abstract only": "abstract only",
    "from memory": "from memory",
    "produced by a run": "in the source",
    "derived": "assumed",
}


def drawn_map(ledger: Ledger) -> Figure:
    """Draw the main loop; an arrow is solid where a study or series about this link was read."""
    found = []
    for cause, effect, keys, both in LINKS:
        claims = [ledger[key] for key in keys]
        source = "; ".join(f"{claim.citation.short()} ({claim.key})" for claim in claims)
        ways = [HOW.get(claim.read_how, "assumed") for claim in claims]
        # The weakest reading of several is told.
        order = ("assumed", "from memory", "abstract only", "in a copy", "in the source")
        how = min(ways, key=order.index) if ways else "assumed"
        found.append(Arrow(cause, effect, source, how, both))
    return causal_map(
        Caption(
            "causes",
            "",
            "Laid out by hand. A solid arrow says that a study or series on the link was read, not that its size is "
            "known: where a sign alone was read, the size is assumed. The next table lists every link that the "
            "model runs.",
        ),
        found,
        PLACES,
    )


def link_claims() -> tuple[str, ...]:
    """Return the claims on drawn arrows, sorted."""
    return tuple(sorted({key for _, _, keys, _ in LINKS for key in keys}))


def every_link(model: Model, ledger: Ledger) -> Table:
    """Return each mechanism of the model with the links it carries, and on what their sizes rest.

    People who merely pass from one stance to the next are left out: their rates are in the rows of what moves them.
    """
    grouped: dict[str, dict[str, set[str]]] = {}
    claims: dict[str, set[str]] = {}
    assumed: dict[str, set[str]] = {}
    for link in arrows(model):
        if link.sees == "flow" or link.source == link.target:
            continue
        grouped.setdefault(link.mechanism, {}).setdefault(link.source, set()).add(link.target)
        claims.setdefault(link.mechanism, set()).update(link.claims)
        assumed.setdefault(link.mechanism, set()).update(link.assumed)
    rows = []
    for mechanism, links in sorted(grouped.items()):
        told = "; ".join(f"{source} \N{RIGHTWARDS ARROW} {', '.join(sorted(t))}" for source, t in sorted(links.items()))
        keys = sorted(claims[mechanism])
        read = [f"{key} ({ledger[key].read_how})" for key in keys]
        if assumed[mechanism]:
            read.append(f"{len(assumed[mechanism])} assumed")
        doubt = " ".join(ledger[key].doubt for key in keys) or "Nothing was read on its size."
        rows.append((_words(mechanism), _words(told), "; ".join(read), doubt))
    return table(
        "Every link that the model runs, by mechanism",
        ("Mechanism", "Links", "Its numbers rest on", "Doubt"),
        rows,
    )


def _words(name: str) -> str:
    return name.replace("_", " ")
