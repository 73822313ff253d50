"""Put a report on one page that needs nothing from outside: one style and one script, known by hash."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from ..errors import DataError
from ..figures.figure import Figure
from ..figures.svg import defs
from ..figures.tokens import stylesheet, tokens
from ..figures.words import date
from .content import Answer, Balance, Check, Missing, ReportContent, Responses, Section

LARGEST = 2_000_000

# Slug, short name in the contents, heading, and what is said if the section is absent.
SECTIONS = (
    (
        "what_happened",
        "What happened",
        "What happened",
        "No series of counts or events is part of this report.",
    ),
    (
        "fear_and_hostility",
        "Fear and hostility",
        "Fear and hostility are two different states",
        "No survey of this case is part of this report, so nothing is said about fear or hostility.",
    ),
    (
        "data_beside_model",
        "Data beside model",
        "Data beside model",
        "The model was not scored on held-out data of this case, so no claim is made about its fit.",
    ),
    (
        "gray_zone",
        "The gray zone",
        "The gray zone, one community at a time",
        "No run of the model is part of this report, and no series counts the gray zone itself.",
    ),
    (
        "responses",
        "Responses compared",
        "Responses under three rival mechanisms",
        "No response was compared with what happened.",
    ),
    (
        "assumptions",
        "Map of assumptions",
        "What would have to be true for each response to lead?",
        "The map of assumptions was not computed for this case.",
    ),
    (
        "data_or_assumption",
        "Data or assumption?",
        "How much is data, how much is assumption?",
        "The share of the answer that rests on data was not computed; read every ranking as an assumption.",
    ),
    ("causal_map", "Why: the causal map", "Why: the causal map", "The case has no causal map."),
    (
        "other_cases",
        "Other cases",
        "The same question in other cases",
        "No other case is shown beside this one.",
    ),
    (
        "come_back",
        "Can it come back?",
        "Can it come back?",
        "The driver was not raised and lowered again, so nothing is said about a point of no return.",
    ),
)

WORDS = (
    ("very likely, very unlikely", "9 in 10 draws or more, 1 in 10 or fewer"),
    ("likely, unlikely", "2 in 3 draws or more, 1 in 3 or fewer"),
    ("could go either way", "anything between"),
    ("not informed", "what is believed after the data equals what was assumed before"),
    ("decided by priors", "parameters fitted to data explain less than a tenth of the ranking"),
    ("worked in part; worked once, fragile; no gain", "held-out score against the named baseline"),
    (
        "\N{BLACK UP-POINTING TRIANGLE} backlash",
        "restriction of a community raises attacks, on balance over a year",
    ),
    ("\N{BLACK CIRCLE} no effect", "restriction changes attacks neither way"),
    (
        "\N{BLACK DOWN-POINTING TRIANGLE} deterrence",
        "restriction of a community lowers attacks, on balance over a year",
    ),
)


@dataclass(frozen=True)
class Part:
    """A section as the template sees it."""

    slug: str
    number: int
    short: str
    heading: str
    body: Section | Responses | Missing


def inline(text: str) -> Markup:
    """Escape a text, set ``*words*`` in italics and turn an https address into a citation link.

    >>> inline("*Journal* <44>")
    Markup('<em>Journal</em> &lt;44&gt;')
    """
    safe = str(escape(text))
    safe = re.sub(r"\*(?=\S)([^*]+?)(?<=\S)\*", r"<em>\1</em>", safe)
    link = r'<a href="\1" rel="noreferrer">\1</a>'
    return Markup(re.sub(r"(https://[A-Za-z0-9./_~%?=#:()-]*[A-Za-z0-9/_=)-])", link, safe))


def page_style() -> str:
    """Return the one style of the page: tokens, figures, page, and light colours for print."""
    page = resources.files(__package__).joinpath("templates", "report.css").read_text(encoding="utf-8")
    light = "".join(f"--{name}:{value};" for name, value in tokens("light").items())
    on_paper = f"{light}--paper:#FFFFFF;--card:#FFFFFF"
    everywhere = ":root,:root:not([data-theme=light]),:root[data-theme=dark]"
    return f"{stylesheet()}{page}@media print{{{everywhere}{{{on_paper}}}}}\n"


def page_script() -> str:
    """Return the one script of the page; without it only the colour switch is missing."""
    return resources.files(__package__).joinpath("templates", "report.js").read_text(encoding="utf-8")


def digest(text: str) -> str:
    """Return the hash by which a content security policy knows a style or a script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def render(content: ReportContent) -> str:
    """Return the report as one HTML page; the same content gives the same bytes.

    Raises
    ------
    DataError
        If the page would be larger than two megabytes.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(__package__ or "", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["inline"] = inline
    environment.tests["figure"] = lambda thing: isinstance(thing, Figure)
    environment.tests["absent"] = lambda thing: isinstance(thing, Missing)
    environment.tests["answer"] = lambda thing: isinstance(thing, Answer)
    environment.tests["check"] = lambda thing: isinstance(thing, Check)
    parts = [
        Part(slug, i, short, heading, getattr(content, slug) or Missing(absent))
        for i, (slug, short, heading, absent) in enumerate(SECTIONS, 1)
    ]
    numbers = {figure.key: i for i, figure in enumerate(content.figures(), 1)}
    style, script = page_style(), page_script()
    html = environment.get_template("report.html.j2").render(
        content=content,
        parts=parts,
        numbers=numbers,
        balance_header=Balance.HEADER,
        words=WORDS,
        data_until=date(content.data_until),
        style=Markup(style),
        script=Markup(script),
        style_hash=digest(style),
        script_hash=digest(script),
        defs=Markup(defs()),
        safe=Markup,
    )
    html = "\n".join(line.rstrip() for line in html.split("\n"))
    size = len(html.encode("utf-8"))
    if size > LARGEST:
        raise DataError(
            f"the report has {size:,} bytes, more than {LARGEST:,}", mend="draw fewer days or figures"
        )
    return html


def write_report(content: ReportContent, path: Path | str) -> Path:
    """Write a report as one file that can be mailed, printed and opened without a network.

    Parameters
    ----------
    content : ReportContent
        Everything it says.
    path : path
        Where to write it; folders above it must exist.

    Examples
    --------
    >>> write_report(content, "europe-2015.html")  # doctest: +SKIP
    """
    target = Path(path)
    target.write_bytes(render(content).encode("utf-8"))
    return target
