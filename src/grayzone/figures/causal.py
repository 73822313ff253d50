"""The causal map: rounded names, numbered arrows; a solid arrow was read, a dashed one is assumed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import DataError, nearest
from .figure import Caption, Figure, compose, table
from .svg import WIDE, Drawing, Point, number, text_width, wrapped
from .words import counted, sentence_case

READ = ("in the source", "in a copy", "abstract only", "from memory", "assumed")
HEIGHT = 330.0


@dataclass(frozen=True)
class Arrow:
    """One link of the model.

    Parameters
    ----------
    cause, effect : str
        Names of two nodes.
    source : str
        The study or series that speaks about this link; empty if none was read.
    how_read : str
        ``in the source``, ``in a copy``, ``abstract only``, ``from memory`` or ``assumed``.
    both_ways : bool
        Whether findings of opposite sign were read.
    bend : float, optional
        How far the arrow bows to its left, as a part of its length; 0 is straight. Without it the arrow is as
        straight as it can be without running through a name.
    """

    cause: str
    effect: str
    source: str = ""
    how_read: str = "assumed"
    both_ways: bool = False
    bend: float | None = None

    def __post_init__(self) -> None:
        if self.how_read not in READ:
            where = f"{self.cause} to {self.effect}"
            raise DataError(
                f"'{self.how_read}' is not a way of reading", where=where, mend=nearest(self.how_read, READ)
            )

    @property
    def assumed(self) -> bool:
        """Whether nothing but the model says so."""
        return self.how_read == "assumed"

    @property
    def words(self) -> str:
        """The link as a reader says it."""
        return f"{self.cause} \N{RIGHTWARDS ARROW} {self.effect}"


def causal_map(
    caption: Caption, arrows: Sequence[Arrow], positions: Mapping[str, tuple[float, float]] | None = None
) -> Figure:
    """Draw the map at positions laid by hand; on a narrow screen the list of arrows is the map.

    Parameters
    ----------
    caption : Caption
        Key and source; with an empty finding the figure counts the assumed arrows.
    arrows : sequence of Arrow
        Numbered in this order.
    positions : mapping of node to (x, y), optional
        Middle of each node, 0 to 1 from left to right and from top to bottom; nodes without one are laid
        on a grid.
    """
    if not arrows:
        raise DataError("a causal map needs an arrow", where=caption.key, mend="leave the figure out")
    places = layout(arrows, positions or {})
    assumed = sum(a.assumed for a in arrows)

    def draw(picture: Drawing) -> None:
        if picture.width > 500:
            _draw_map(picture, arrows, places)
        else:
            _draw_list(picture, arrows)

    read = [("in the source", "read in the source"), ("in a copy", "read in a copy")]
    how = dict(read) | {"abstract only": "abstract only", "from memory": "from memory", "assumed": "assumed"}
    return compose(
        caption,
        draw=draw,
        heights=(HEIGHT, 300),
        numbers=f"{sentence_case(counted(len(arrows)))} numbered arrows between {counted(len(places))} "
        "quantities: "
        + "; ".join(f"{i}, {a.cause} to {a.effect}, {a.how_read}" for i, a in enumerate(arrows, 1))
        + ".",
        how_to_read="Solid: a study or a series on this link was read. Dashed: assumed. Each number is a row "
        "of the table.",
        rows=table(
            "Arrows of the map",
            ("No.", "Link", "Source", "How it was read"),
            [
                (
                    i,
                    a.words,
                    a.source or "none read",
                    how[a.how_read] + ("; findings point both ways" if a.both_ways else ""),
                )
                for i, a in enumerate(arrows, 1)
            ],
        ),
        finding=f"{sentence_case(counted(assumed))} of {counted(len(arrows))} arrows "
        f"{'is' if assumed == 1 else 'are'} assumed",
        table_open=True,
    )


def layout(
    arrows: Sequence[Arrow], given: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Place the nodes: where the case file says, otherwise on floors by distance from the first cause."""
    nodes = list(dict.fromkeys(n for a in arrows for n in (a.cause, a.effect)))
    for name, (x, y) in given.items():
        if name not in nodes:
            raise DataError(
                f"'{name}' has a position and no arrow", where="causal map", mend=nearest(name, nodes)
            )
        if not (0 <= x <= 1 and 0 <= y <= 1):
            raise DataError(
                f"'{name}' lies outside the map", where="causal map", mend="use positions from 0 to 1"
            )
    floor = {nodes[0]: 0}
    queue = [nodes[0]]
    rest = [n for n in nodes[1:] if all(a.effect != n for a in arrows)]
    for name in rest:
        floor[name] = 0
        queue.append(name)
    while queue:
        cause = queue.pop(0)
        for arrow in arrows:
            if arrow.cause == cause and arrow.effect not in floor:
                floor[arrow.effect] = floor[cause] + 1
                queue.append(arrow.effect)
    deepest = max(floor.values())
    for name in nodes:
        floor.setdefault(name, deepest)
    places: dict[str, tuple[float, float]] = {}
    for level in range(deepest + 1):
        row = [n for n in nodes if floor[n] == level]
        for i, name in enumerate(row):
            # Floors are staggered, so that arrows over several floors miss the nodes between.
            stagger = (0.0, -0.22, 0.22)[level % 3] if len(row) == 1 else (-0.05, 0.05)[level % 2]
            y = (i + 0.5) / len(row) + stagger
            places[name] = (0.08 + 0.84 * level / max(1, deepest), min(0.95, max(0.05, y)))
    return {name: given[name] if name in given else places[name] for name in nodes}


def _draw_map(picture: Drawing, arrows: Sequence[Arrow], places: Mapping[str, tuple[float, float]]) -> None:
    boxes: dict[str, tuple[float, float, float, float]] = {}
    for name, (px, py) in places.items():
        lines = wrapped(name, 130)
        half_w = max(text_width(line) for line in lines) / 2 + 12
        half_h = 7.0 * len(lines) + 8
        x = min(max(px * picture.width, half_w + 1), picture.width - half_w - 1)
        y = min(max(py * HEIGHT, half_h + 1), HEIGHT - half_h - 24)
        boxes[name] = (x, y, half_w, half_h)
    badges: list[Point] = []
    for arrow in arrows:
        kind = " guess" if arrow.assumed else ""
        curve = _clear_curve(boxes, arrow)
        tip, before = curve[-1], curve[-4]
        angle = math.atan2(tip[1] - before[1], tip[0] - before[0])
        base = (tip[0] - 8 * math.cos(angle), tip[1] - 8 * math.sin(angle))
        side = (4.4 * math.sin(angle), -4.4 * math.cos(angle))
        shaft = [p for p in curve if math.dist(p, tip) > 7] or curve[:2]
        picture.polyline([*shaft, base], "link" + kind)
        corners = [tip, (base[0] + side[0], base[1] + side[1]), (base[0] - side[0], base[1] - side[1])]
        picture.polygon(corners, "tip" + kind)
        badges.append(_badge_place(curve, badges, list(boxes.values())))
    for i, ((x, y), arrow) in enumerate(zip(badges, arrows, strict=True), 1):
        picture.circle(x, y, 9.5, "badge", f"{i}: {arrow.words}, {arrow.how_read}")
        picture.text(x, y + 4, str(i), "tick plain mid")
    for name, (x, y, half_w, half_h) in boxes.items():
        picture.rect(x - half_w, y - half_h, 2 * half_w, 2 * half_h, "node", round_by=min(half_h, 15))
        lines = wrapped(name, 130)
        for row, line in enumerate(lines):
            picture.text(x, y + 4.5 - 7 * (len(lines) - 1) + 14 * row, line, "plain mid")
    foot = HEIGHT - 4
    picture.line((picture.width - 270, foot - 4), (picture.width - 240, foot - 4), "link")
    picture.text(picture.width - 233, foot, "study or series read", "tick")
    picture.line((picture.width - 92, foot - 4), (picture.width - 62, foot - 4), "link guess")
    picture.text(picture.width - 55, foot, "assumed", "tick")


def _clear_curve(boxes: Mapping[str, tuple[float, float, float, float]], arrow: Arrow) -> list[Point]:
    """Return the arrow's line: as the case file bends it, or the straightest that meets no other name."""
    others = [box for name, box in boxes.items() if name not in (arrow.cause, arrow.effect)]
    start, end = boxes[arrow.cause], boxes[arrow.effect]

    def met(curve: list[Point]) -> int:
        return sum(abs(x - bx) <= w + 5 and abs(y - by) <= h + 5 for x, y in curve for bx, by, w, h in others)

    def beyond(curve: list[Point]) -> int:
        return sum(not (0 <= x <= WIDE and 0 <= y <= HEIGHT - 22) for x, y in curve)

    bends = (0.0, 0.15, -0.15, 0.25, -0.25, 0.38, -0.38, 0.55, -0.55) if arrow.bend is None else (arrow.bend,)
    curves = [_curve(start, end, bend) for bend in bends]
    best = min(curves, key=lambda curve: (met(curve) + beyond(curve), curves.index(curve)))
    # Two names so close that no arrow fits between their rims still need a visible one.
    return (
        best
        if len(best) >= 8
        else [
            (start[0] + t / 9 * (end[0] - start[0]), start[1] + t / 9 * (end[1] - start[1]))
            for t in range(10)
        ]
    )


def _curve(
    start: tuple[float, float, float, float], end: tuple[float, float, float, float], bend: float
) -> list[Point]:
    """Return points of a bowed line between the rims of two boxes."""
    (x0, y0, _, _), (x1, y1, _, _) = start, end
    if (x0, y0) == (x1, y1):
        x0, x1, bend = x0 - start[2], x1 + end[2], 1.2
    dx, dy = x1 - x0, y1 - y0
    cx, cy = (x0 + x1) / 2 + 2 * bend * dy / 2, (y0 + y1) / 2 - 2 * bend * dx / 2
    points = []
    for step in range(81):
        t = step / 80
        x = (1 - t) ** 2 * x0 + 2 * t * (1 - t) * cx + t**2 * x1
        y = (1 - t) ** 2 * y0 + 2 * t * (1 - t) * cy + t**2 * y1
        outside = all(abs(x - bx) > w + 3 or abs(y - by) > h + 3 for bx, by, w, h in (start, end))
        if outside:
            points.append((x, y))
    return points


def _badge_place(
    curve: Sequence[Point], taken: Sequence[Point], boxes: Sequence[tuple[float, float, float, float]]
) -> Point:
    """Find a place for an arrow's number near its middle, clear of other numbers and of the names."""
    middle = len(curve) // 2
    order = sorted(range(2, max(3, len(curve) - 6)), key=lambda i: abs(i - middle))

    def free(p: Point) -> bool:
        apart = all(math.dist(p, other) > 21 for other in taken)
        return apart and all(abs(p[0] - x) > w + 9 or abs(p[1] - y) > h + 9 for x, y, w, h in boxes)

    return next((curve[i] for i in order if free(curve[i])), curve[middle])


def _draw_list(picture: Drawing, arrows: Sequence[Arrow]) -> None:
    """Draw every arrow as a line of its own: the map of a narrow screen."""
    y = 4.0
    for i, arrow in enumerate(arrows, 1):
        cause, effect = wrapped(arrow.cause, 108), wrapped(arrow.effect, 108)
        rows = max(len(cause), len(effect))
        middle = y + 7 * rows + 6
        picture.circle(11, middle, 9.5, "badge", f"{i}: {arrow.words}, {arrow.how_read}")
        picture.text(11, middle + 4, str(i), "tick plain mid")
        kind = " guess" if arrow.assumed else ""
        picture.lines(30, middle + 4.5 - 7 * (len(cause) - 1), cause, "plain")
        picture.line((148, middle), (188, middle), "link" + kind)
        picture.path(
            f"M196 {number(middle)}L187 {number(middle - 4.5)}V{number(middle + 4.5)}Z", "tip" + kind
        )
        picture.lines(206, middle + 4.5 - 7 * (len(effect) - 1), effect, "plain")
        y += 14 * rows + 14
    picture.height = y
