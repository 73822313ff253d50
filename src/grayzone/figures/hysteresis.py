"""Whether it comes back: the same driver raised and lowered again, and the area between the two ways."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..errors import DataError
from .axes import Numbers, Scale, nice_ticks, numbers, per_cent, tick_text, value_axis
from .figure import Caption, Figure, compose, table
from .svg import Drawing, text_width
from .words import share, two_digits


def hysteresis_loop(
    caption: Caption,
    driver: Numbers,
    rising: Numbers,
    falling: Numbers,
    *,
    driver_label: str,
    share_label: str = "gray zone, share of people",
    turning_point: tuple[float, float, float] | None = None,
    write: Callable[[float], str] = tick_text,
) -> Figure:
    """Draw the share in the zone while a driver rises and while it falls back.

    Parameters
    ----------
    caption : Caption
        Key, finding and source.
    driver : array, shape (step,)
        Values of the driver in a unit a reader knows, rising.
    rising, falling : array, shape (step,)
        Share in the zone at each value on the way up and on the way down.
    driver_label, share_label : str
        What the two axes are, with units.
    turning_point : tuple of three floats, optional
        Point of no return: middle, and the ends of its 90 per cent interval.
    write : callable
        How a value of the driver is written.
    """
    x, up, down = numbers(driver), numbers(rising), numbers(falling)
    if not (x.shape == up.shape == down.shape) or len(x) < 2 or np.any(np.diff(x) <= 0):
        raise DataError("a loop needs a rising driver and one share per value on each way", where=caption.key)
    area = float(np.trapezoid(np.maximum(up - down, 0), x) / (x[-1] - x[0]))
    gap = int(np.argmax(up - down))

    def draw(picture: Drawing) -> None:
        left, right = 42.0, picture.width - (150 if picture.width > 500 else 10)
        top, foot = 26.0, 226.0
        across, height = Scale(float(x[0]), float(x[-1]), left, right), Scale(0, 1, foot, top)
        picture.text(0, 14, share_label, "tick")
        if turning_point is not None:
            middle, low, high = (across.clipped(v) for v in turning_point)
            picture.rect(low, top, high - low, foot - top, "band90", "90% interval of the point of no return")
        value_axis(picture, height, [0, 0.5, 1], left, right, per_cent)
        way_up = [(across(float(a)), height(float(b))) for a, b in zip(x, up, strict=True)]
        way_down = [(across(float(a)), height(float(b))) for a, b in zip(x, down, strict=True)]
        picture.polygon([*way_up, *reversed(way_down)], "hx")
        picture.polyline(way_up, "rising")
        picture.polyline(way_down, "falling")
        if turning_point is not None:
            picture.line((middle, top - 4), (middle, foot), "event-line")
            words = "point of no return"
            fits = middle + text_width(words, 11.5) + 6 < picture.width
            picture.text(middle + (5 if fits else -5), top + 8, words, "tick halo" + ("" if fits else " end"))
        centre = (across(float(x[gap])), height(float(up[gap] + down[gap]) / 2))
        picture.text(centre[0], centre[1] + 4, "does not come back", "tick strong mid halo")
        edge = -1e9
        for tick in nice_ticks(float(x[0]), float(x[-1])):
            half = text_width(write(tick), 11.5) / 2
            if x[0] <= tick <= x[-1] and across(tick) - half > edge:
                picture.text(across(tick), foot + 16, write(tick), "tick mid")
                edge = across(tick) + half + 6
        picture.text(left, foot + 33, driver_label, "tick")
        for i, (kind, words) in enumerate((("rising", "rising"), ("falling", "falling back"))):
            place = (right + 16, top + 20 + 20 * i) if picture.width > 500 else (left + 120 * i, foot + 50)
            picture.line(place, (place[0] + 30, place[1]), kind)
            picture.text(place[0] + 37, place[1] + 4, words, "plain tick")
        picture.height = foot + (42 if picture.width > 500 else 62)

    turn = ""
    if turning_point is not None:
        turn = (
            f" Point of no return at {two_digits(turning_point[0])}, 90% interval "
            f"{two_digits(turning_point[1])} to {two_digits(turning_point[2])}."
        )
    kept = sorted({*range(0, len(x), -(-len(x) // 30)), len(x) - 1})
    return compose(
        caption,
        draw=draw,
        heights=(268, 288),
        numbers=f"At {two_digits(float(x[gap]))} ({driver_label}) the share is {share(float(up[gap]))} "
        f"on the way up and {share(float(down[gap]))} on the way back; mean gap {share(area)}.{turn}",
        how_to_read="Solid: the driver rises. Dashed: it falls back. The hatched area is what does not "
        "come back by itself; without one the two lines would be the same.",
        rows=table(
            share_label,
            (driver_label, "Rising", "Falling back"),
            [(two_digits(float(x[i])), share(float(up[i])), share(float(down[i]))) for i in kept],
        ),
    )
