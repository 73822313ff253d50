"""The map of assumptions: what would have to be true for each response to keep the gray zone widest."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..errors import DataError
from .axes import Numbers, Scale, nice_ticks, numbers, signed_tick
from .figure import Caption, Figure, compose, table
from .svg import NARROW, Drawing, Point, text_width, wrapped
from .words import interval, signed

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Axis:
    """One assumption along a side of the map.

    Parameters
    ----------
    label : str
        The assumption in words, with its unit.
    values : array, shape (tile,)
        The values at the middles of the tiles, evenly spaced and rising.
    low_words, high_words : str
        What the two ends mean.
    write : callable
        How a value is written.
    """

    label: str
    values: Numbers
    low_words: str = ""
    high_words: str = ""
    write: Callable[[float], str] = signed_tick


@dataclass(frozen=True)
class Study:
    """A published effect on the horizontal axis, with its 90 per cent interval."""

    name: str
    value: float
    low: float
    high: float


def assumption_map(
    caption: Caption,
    across: Axis,
    up: Axis,
    responses: Sequence[str],
    leader: Indices,
    margin: Numbers,
    *,
    threshold: float,
    colours: Sequence[int] | None = None,
    studies: Sequence[Study] = (),
    prior: Numbers | None = None,
    keeps: str = "Keeps the gray zone widest",
) -> Figure:
    """Draw which response keeps the gray zone widest under each pair of assumptions.

    Parameters
    ----------
    caption : Caption
        Key, finding and source.
    across, up : Axis
        The two assumptions.
    responses : sequence of str
        Labels; ``leader`` counts into them.
    leader : array of int, shape (up, across)
        Which response leads on each tile, from the lowest row upwards.
    margin : array, shape (up, across)
        By how much it leads the next.
    threshold : float
        Below this margin, fixed beforehand, a tile has no clear leader and is hatched.
    colours : sequence of int, optional
        Policy colours 0 to 4 of the responses; by default 0, 1, 2 in order.
    studies : sequence of Study
        Published effects on the horizontal axis.
    prior : array, shape (up, across), optional
        Prior mass of each tile; its 50 and 90 per cent regions are outlined.
    keeps : str
        Title of the key.
    """
    leads, by = np.asarray(leader, dtype=np.int64), numbers(margin)
    shape = (len(up.values), len(across.values))
    if leads.shape != shape or by.shape != shape or leads.min() < 0 or leads.max() >= len(responses):
        raise DataError("the map needs one leader and one margin per tile", where=caption.key)
    paint = list(colours) if colours is not None else list(range(len(responses)))
    if len(paint) != len(responses) or not set(paint) <= set(range(5)):
        raise DataError("responses have the colours 0 to 4, one each", where=caption.key)
    clear = by >= threshold
    present = [i for i in range(len(responses)) if np.any(leads == i)]

    def draw(picture: Drawing) -> None:
        wide = picture.width > 500
        left, right = 50.0, picture.width - (186.0 if wide else 4.0)
        top = 8.0 + 18
        tile_w = (right - left) / shape[1]
        tile_h = min(28.0, 224.0 / shape[0]) if shape[0] > 8 else 28.0
        foot = top + tile_h * shape[0]
        picture.text(0, 14, up.label, "tick")

        def corner(row: int, column: int) -> Point:
            return left + column * tile_w, foot - (row + 1) * tile_h

        for row in range(shape[0]):
            for column in range(shape[1]):
                x, y = corner(row, column)
                i = int(leads[row, column])
                sure = bool(clear[row, column])
                place = f"{across.write(float(across.values[column]))}, {up.write(float(up.values[row]))}"
                title = f"{place}: {responses[i] if sure else 'no clear leader'}"
                picture.rect(
                    x, y, tile_w - 1, tile_h - 1, f"p{paint[i]} {'clear' if sure else 'unclear'}", title
                )
                if not sure:
                    picture.rect(x, y, tile_w - 1, tile_h - 1, "hx")
        for mass in (0.5, 0.9) if prior is not None else ():
            _outline(picture, densest(numbers(prior), mass), corner, tile_w, tile_h)
        for i in present:
            _region_name(picture, responses[i], (leads == i) & clear, corner, tile_w, tile_h, right)
        middle = Scale(0, shape[1] - 1, left + tile_w / 2, right - tile_w / 2)
        scale = Scale(float(across.values[0]), float(across.values[-1]), middle(0), middle(shape[1] - 1))
        height = Scale(float(up.values[0]), float(up.values[-1]), foot - tile_h / 2, top + tile_h / 2)
        for tick in _within(up.values, 2):
            picture.text(left - 6, height(tick) + 4, up.write(tick), "tick end")
        for tick in _within(across.values, 4):
            picture.line((scale(tick), foot), (scale(tick), foot + 4), "axis")
            picture.text(scale(tick), foot + 17, across.write(tick), "tick mid")
        y = foot + 34
        ends = ((f"\N{LEFTWARDS ARROW} {across.low_words}", left, "tick"),) if across.low_words else ()
        for words, x, kind in ends:
            picture.text(x, y, words, kind)
        if across.high_words:
            picture.text(right, y, f"{across.high_words} \N{RIGHTWARDS ARROW}", "tick end")
        lines = wrapped(across.label, right - left, 11.5)
        picture.lines(left, y + 16, lines, "tick")
        y += 16 + 14 * len(lines)
        if studies:
            y = _rug(picture, studies, scale, left, right, y + 8)
        if wide:
            _key(
                picture,
                [responses[i] for i in present],
                [paint[i] for i in present],
                keeps,
                right + 20,
                top,
                prior,
            )
            picture.height = y + 6
        else:
            rows = _key(
                picture, [responses[i] for i in present], [paint[i] for i in present], keeps, 0, y + 4, prior
            )
            picture.height = rows

    counts = ", ".join(f"{responses[i]} {int(np.sum((leads == i) & clear))}" for i in present)
    told = f"Of {leads.size} pairs of assumptions: {counts}, no clear leader {int(np.sum(~clear))}."
    if studies:
        told += (
            " Studies: "
            + "; ".join(
                f"{s.name} {signed(s.value, 2)}, {interval(s.low, s.high, lambda v: signed(v, 2))}"
                for s in studies
            )
            + "."
        )
    columns = sorted({*range(0, shape[1], -(-shape[1] // 9)), shape[1] - 1})
    return compose(
        caption,
        draw=draw,
        heights=(372, 460),
        numbers=told,
        how_to_read="Each tile is one pair of assumptions; its colour and the name on it say which response "
        "keeps the gray zone widest. Hatched tiles have no clear leader."
        + (" Dashed lines hold half and nine tenths of the prior." if prior is not None else "")
        + (" Below: where published studies stand on the horizontal axis." if studies else ""),
        rows=table(
            f"Leader; rows: {up.label}; columns: {across.label}",
            ("", *(across.write(float(across.values[c])) for c in columns)),
            [
                (
                    up.write(float(up.values[r])),
                    *(responses[int(leads[r, c])] if clear[r, c] else "no clear leader" for c in columns),
                )
                for r in range(shape[0] - 1, -1, -1)
            ],
        ),
    )


def _within(values: Numbers, steps: int) -> list[float]:
    """Return round values between the first and the last tile."""
    low, high = float(values[0]), float(values[-1])
    return [tick for tick in nice_ticks(low, high, steps) if low - 1e-9 <= tick <= high + 1e-9]


def densest(mass: Numbers, part: float) -> npt.NDArray[np.bool_]:
    """Return the smallest set of tiles that holds a part of the prior mass."""
    if np.any(mass < 0) or mass.sum() <= 0:
        raise DataError("prior mass is positive and not all zero")
    order = np.argsort(-mass, axis=None, kind="stable")
    filled = np.cumsum(mass.ravel()[order]) / mass.sum()
    chosen = np.zeros(mass.size, dtype=bool)
    chosen[order[: int(np.searchsorted(filled, part - 1e-12)) + 1]] = True
    return chosen.reshape(mass.shape)


def _outline(
    picture: Drawing, area: npt.NDArray[np.bool_], corner: Callable[[int, int], Point], w: float, h: float
) -> None:
    """Draw the border of a set of tiles."""
    padded = np.pad(area, 1)
    for row, column in np.argwhere(area):
        x, y = corner(int(row), int(column))
        x, y = x - 0.5, y - 0.5
        sides = (
            (padded[row + 2, column + 1], (x, y), (x + w, y)),
            (padded[row, column + 1], (x, y + h), (x + w, y + h)),
            (padded[row + 1, column], (x, y), (x, y + h)),
            (padded[row + 1, column + 2], (x + w, y), (x + w, y + h)),
        )
        for neighbour, start, end in sides:
            if not neighbour:
                picture.line(start, end, "prior-mass")


def _region_name(
    picture: Drawing,
    name: str,
    area: npt.NDArray[np.bool_],
    corner: Callable[[int, int], Point],
    w: float,
    h: float,
    right: float,
) -> None:
    """Write the response's name on its largest connected region, if it fits there."""
    region = _largest(area)
    if not region:
        return
    rows = sorted({r for r, _ in region})
    centre = sum(rows) / len(rows)
    spans: list[tuple[float, int, list[int]]] = []
    for r in rows:
        columns = sorted(c for row, c in region if row == r)
        spans.append((-len(columns) + 0.6 * abs(r - centre), r, columns))
    _, row, columns = min(spans)
    wide = text_width(name, 11.5) + 12
    if wide > w * len(columns) * 1.25 and picture.width == NARROW:
        return
    x0, y = corner(row, columns[0])
    middle = min(max(x0 + w * len(columns) / 2, 50 + wide / 2), right - wide / 2)
    picture.rect(middle - wide / 2, y + h / 2 - 10, wide, 19, "pill", round_by=3)
    picture.text(middle, y + h / 2 + 4, name, "tick strong mid")


def _largest(area: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the tiles of the largest connected region."""
    left = {(int(r), int(c)) for r, c in np.argwhere(area)}
    best: list[tuple[int, int]] = []
    while left:
        start = min(left)
        left.discard(start)
        found, queue = [start], deque([start])
        while queue:
            r, c = queue.popleft()
            for step in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                if step in left:
                    left.discard(step)
                    found.append(step)
                    queue.append(step)
        if len(found) > len(best):
            best = found
    return best


def _rug(
    picture: Drawing, studies: Sequence[Study], scale: Scale, left: float, right: float, y: float
) -> float:
    """Draw the published effects under the map."""
    picture.text(0, y + 8, "Studies", "tick strong")
    for study in studies:
        ends = interval(study.low, study.high, lambda v: signed(v, 2))
        title = f"{study.name}: {signed(study.value, 2)}, {ends}"
        at = y + 4
        picture.line((scale.clipped(study.low), at), (scale.clipped(study.high), at), "thin")
        picture.circle(scale.clipped(study.value), at, 4, "seen", title)
        words = f"{study.name} {signed(study.value, 2)}"
        half = text_width(words, 11.5) / 2
        picture.text(
            min(max(scale.clipped(study.value), 60 + half), picture.width - half),
            at + 17,
            words,
            "tick mid plain",
        )
        y += 34
    return y


def _key(
    picture: Drawing,
    names: Sequence[str],
    paint: Sequence[int],
    keeps: str,
    x: float,
    y: float,
    prior: Numbers | None,
) -> float:
    """Draw the key of the map, and return where it ends."""
    for line in wrapped(keeps, 166 if x else picture.width):
        picture.text(x, y + 10, line, "strong")
        y += 16
    for name, colour in zip(names, paint, strict=True):
        picture.rect(x, y + 6, 14, 14, f"p{colour} clear")
        picture.text(x + 22, y + 17, name, "plain")
        y += 24
    picture.rect(x, y + 6, 14, 14, "hx")
    picture.text(x + 22, y + 17, "no clear leader", "plain")
    y += 24
    if prior is not None:
        picture.line((x, y + 13), (x + 14, y + 13), "prior-mass")
        picture.text(x + 22, y + 17, "prior, 50 and 90%", "plain")
        y += 24
    return y + 4
