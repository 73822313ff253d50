"""A small pen for SVG: text is escaped, numbers rounded, colours are classes; same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import InternalError
from .tokens import stylesheet

WIDE, NARROW = 720, 328

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
Point = tuple[float, float]


def escape(text: object) -> str:
    """Make any text harmless inside an element or an attribute.

    >>> escape('<b>"R&D"</b>')
    '&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt;'
    """
    kept = "".join(c for c in str(text) if c >= " " or c in "\n\t")
    return "".join(_ESCAPES.get(c, c) for c in kept)


def number(value: float) -> str:
    """Write a coordinate with at most one decimal, because a tenth of a pixel cannot be seen.

    >>> number(12.0), number(-0.04), number(3.25)
    ('12', '0', '3.2')
    """
    text = f"{float(value):.1f}"
    if "n" in text:
        raise InternalError(f"a coordinate of a figure is {text}")
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def text_width(text: str, size: float = 12.5) -> float:
    """Estimate how wide a text is in the widest fallback font, so that labels never run into each other."""
    narrow, wide = "iljtfrI.,:;'|()[] 1", "mwMW%@—▲●▼"
    ems = sum(0.38 if c in narrow else 0.94 if c in wide else 0.70 if c.isupper() else 0.60 for c in text)
    return size * ems


def wrapped(text: str, width: float, size: float = 12.5) -> list[str]:
    """Break a label into lines that fit a width."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


class Drawing:
    """One picture under the pen.

    Parameters
    ----------
    width, height : float
        Size in CSS pixels; the height may be set again before the picture is closed.

    Examples
    --------
    >>> picture = Drawing(10, 5)
    >>> picture.line((0, 1), (10, 1), "axis")
    >>> '<path d="M0 1L10 1" class="axis"/>' in picture.close("A line.")
    True
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def _element(self, tag: str, attributes: str, classes: str, title: str) -> None:
        head = f'<{tag} {attributes} class="{escape(classes)}"'
        self._parts.append(f"{head}><title>{escape(title)}</title></{tag}>" if title else f"{head}/>")

    def text(self, x: float, y: float, words: str, classes: str = "") -> None:
        """Write words with their baseline at y; classes ``mid`` and ``end`` move the anchor."""
        kind = f' class="{escape(classes)}"' if classes else ""
        self._parts.append(f'<text x="{number(x)}" y="{number(y)}"{kind}>{escape(words)}</text>')

    def lines(self, x: float, y: float, words: Iterable[str], classes: str = "", leading: float = 14) -> None:
        """Write several lines of text below each other."""
        for row, line in enumerate(words):
            self.text(x, y + row * leading, line, classes)

    def path(self, steps: str, classes: str, title: str = "") -> None:
        """Draw a path that has already been written down."""
        self._element("path", f'd="{steps}"', classes, title)

    def line(self, start: Point, end: Point, classes: str, title: str = "") -> None:
        """Draw a straight line."""
        self.path(track([start, end]), classes, title)

    def polyline(self, points: Iterable[Point], classes: str, title: str = "") -> None:
        """Draw a line through points."""
        self.path(track(points), classes, title)

    def polygon(self, points: Iterable[Point], classes: str, title: str = "") -> None:
        """Fill an area."""
        self.path(track(points) + "Z", classes, title)

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        classes: str,
        title: str = "",
        round_by: float = 0,
    ) -> None:
        """Draw a rectangle."""
        corner = f' rx="{number(round_by)}"' if round_by else ""
        size = f'width="{number(max(0.0, width))}" height="{number(max(0.0, height))}"'
        self._element("rect", f'x="{number(x)}" y="{number(y)}" {size}{corner}', classes, title)

    def circle(self, x: float, y: float, radius: float, classes: str, title: str = "") -> None:
        """Draw a circle."""
        self._element("circle", f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"', classes, title)

    def diamond(self, x: float, y: float, radius: float, classes: str, title: str = "") -> None:
        """Draw a diamond."""
        self.polygon([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], classes, title)

    def close(self, label: str, kind: str = "wide") -> str:
        """Return the picture as an ``<svg>`` element whose name for screen readers is the label."""
        w, h = number(self.width), number(self.height)
        return (
            f'<svg class="fig-svg {escape(kind)}" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
            f'aria-label="{escape(label)}">{"".join(self._parts)}</svg>'
        )


def track(points: Iterable[Point]) -> str:
    """Write points as the steps of a path; a doubled point is left out."""
    steps: list[str] = []
    for x, y in points:
        step = f"{number(x)} {number(y)}"
        if not steps or steps[-1] != step:
            steps.append(step)
    return "M" + "L".join(steps)


def runs(x: Iterable[float], y: Iterable[float]) -> list[list[Point]]:
    """Split a line wherever a value is unknown, so that no gap in the data is bridged."""
    pieces: list[list[Point]] = [[]]
    for a, b in zip(x, y, strict=True):
        if b == b:
            pieces[-1].append((a, b))
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def defs() -> str:
    """Return the four textures of a page. Their element has no size but is not hidden."""
    turned = 'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
    return (
        '<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
        f'<pattern id="hx" width="6" height="6" {turned}><path d="M0 0V6" class="sketch-lines"/></pattern>'
        f'<pattern id="hxw" width="11" height="11" {turned}><path d="M0 0V11" class="sketch-gaps"/></pattern>'
        '<pattern id="brk" width="7" height="7" patternUnits="userSpaceOnUse">'
        '<rect width="7" height="7" class="break-ground"/><path d="M0 0V7" class="break-lines"/></pattern>'
        '<pattern id="lft" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" class="left-ground"/>'
        '<circle cx="2" cy="2" r="1.1" class="left-dots"/></pattern>'
        "</defs></svg>"
    )


def standalone(svg: str) -> str:
    """Turn a figure's picture into a file of its own, with colours and textures inside."""
    inner = defs().partition("<defs>")[2].partition("</defs>")[0]
    head, _, rest = svg.partition(">")
    head = head.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    style = escape(stylesheet()).replace("&quot;", '"').replace("&#39;", "'")
    return f"{head}><style>{style}</style><defs>{inner}</defs>{rest}\n"
