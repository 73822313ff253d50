"""Prior beside posterior: where the data spoke, and where they were silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import DataError
from .axes import Numbers, Scale, nice_ticks, numbers, tick_text
from .figure import Caption, Figure, compose, table
from .svg import Drawing, text_width, wrapped
from .words import counted, sentence_case, two_digits

POINTS = 121


@dataclass(frozen=True)
class Strip:
    """What was believed about one parameter before and after the data.

    Parameters
    ----------
    name : str
        The parameter in words.
    prior, posterior : array, shape (draw,)
        Draws from both. Where the data are silent both may be the same array.
    remark : str
        One clause about it ("the data spoke, mostly 2001").
    without : array, shape (draw,), optional
        Posterior draws without the most influential event.
    without_words : str
        Which event that is ("without 11 Sept").
    equal : bool
        True if the posterior equals the prior, by the test with a parameter that no data can inform.
    """

    name: str
    prior: Numbers
    posterior: Numbers
    remark: str = ""
    without: Numbers | None = None
    without_words: str = "without the largest event"
    equal: bool = False


def density(draws: Numbers, grid: Numbers) -> Numbers:
    """Smooth draws into a density on a grid with a Gaussian kernel (Silverman's width)."""
    values = numbers(draws)
    values = values[np.isfinite(values)]
    if len(values) < 10:
        raise DataError(f"a density needs at least 10 draws and has {len(values)}")
    spread = min(float(values.std()), float(np.subtract(*np.quantile(values, [0.75, 0.25]))) / 1.34)
    width = 0.9 * (spread or float(values.std()) or 1e-3) * len(values) ** -0.2
    # Quantiles stand for the draws: the picture is the same and thousands of draws cost no more than 400.
    if len(values) > 400:
        values = np.quantile(values, (np.arange(400) + 0.5) / 400)
    heights = np.exp(-0.5 * ((grid[:, None] - values[None, :]) / width) ** 2).mean(axis=1)
    return numbers(heights / (width * np.sqrt(2 * np.pi)))


def prior_posterior(caption: Caption, strips: Sequence[Strip]) -> Figure:
    """Draw prior (dashed) and posterior (solid) of some parameters, one strip each.

    Parameters
    ----------
    caption : Caption
        Key and source; with an empty finding the figure counts where the data were silent.
    strips : sequence of Strip
        The parameters in the order of reading.
    """
    if not strips:
        raise DataError("there is no parameter to draw", where=caption.key, mend="leave the figure out")
    curves = []
    for strip in strips:
        every = [numbers(a) for a in (strip.prior, strip.posterior, strip.without) if a is not None]
        low = min(float(np.nanquantile(a, 0.005)) for a in every)
        high = max(float(np.nanquantile(a, 0.995)) for a in every)
        grid = np.linspace(low, high, POINTS)
        curves.append((grid, [density(a, grid) for a in every]))

    def draw(picture: Drawing) -> None:
        wide = picture.width > 500
        left, right = (230.0, picture.width - 8) if wide else (6.0, picture.width - 6)
        y = 8.0
        for strip, (grid, heights) in zip(strips, curves, strict=True):
            if not wide:
                names = wrapped(strip.name, picture.width)
                picture.lines(0, y + 12, names, "strong", 15)
                y += 15 * len(names)
                if strip.remark:
                    lines = wrapped(strip.remark, picture.width, 11.5)
                    picture.lines(0, y + 12, lines, "tick")
                    y += 14 * len(lines)
            foot = y + 64
            if wide:
                names = wrapped(strip.name, left - 20)
                picture.lines(0, y + 30, names, "strong", 15)
                picture.lines(0, y + 31 + 15 * len(names), wrapped(strip.remark, left - 20, 11.5), "tick")
            across = Scale(float(grid[0]), float(grid[-1]), left, right)
            scale = Scale(0, max(float(h.max()) for h in heights) * 1.05, foot, y + 10)

            def outline(
                heights: Numbers, grid: Numbers = grid, a: Scale = across, s: Scale = scale
            ) -> list[tuple[float, float]]:
                return [(a(float(g)), s(float(h))) for g, h in zip(grid, heights, strict=True)]

            base = [(right, foot), (left, foot)]
            if strip.without is not None:
                picture.polygon([*outline(heights[2]), *base], "after-without", strip.without_words)
            picture.polygon(
                [*outline(heights[1]), *base], "after-without" if strip.equal else "after", "after the data"
            )
            picture.polyline(outline(heights[0]), "before", "before the data")
            picture.line((left, foot), (right, foot), "axis")
            for tick in nice_ticks(float(grid[0]), float(grid[-1])):
                if left <= across(tick) <= right:
                    half = text_width(tick_text(tick), 11.5) / 2
                    picture.line((across(tick), foot), (across(tick), foot + 4), "axis")
                    picture.text(
                        min(max(across(tick), half), picture.width - half),
                        foot + 16,
                        tick_text(tick),
                        "tick mid",
                    )
            if strip.equal:
                picture.text(right, y + 12, "prior = posterior", "tick end halo")
            elif strip.without is not None:
                peak = across(float(grid[int(np.argmax(heights[2]))]))
                reach = text_width(strip.without_words, 11.5) / 2 + 4
                under = [i for i, g in enumerate(grid) if abs(across(float(g)) - peak) < reach]
                over = max(float(h[under].max()) for h in heights)
                picture.text(peak, scale(over) - 6, strip.without_words, "tick mid halo")
            y = foot + 30
        picture.height = y

    silent = sum(s.equal for s in strips)
    rows = []
    for strip in strips:
        for words, draws in (
            ("before", strip.prior),
            ("after", strip.posterior),
            (strip.without_words, strip.without),
        ):
            if draws is not None:
                low, middle, high = np.nanquantile(numbers(draws), [0.05, 0.5, 0.95])
                rows.append(
                    (
                        strip.name,
                        words,
                        two_digits(float(middle)),
                        f"{two_digits(float(low))} to {two_digits(float(high))}",
                    )
                )
    return compose(
        caption,
        draw=draw,
        heights=(200, 260),
        numbers=" ".join(f"{n}, {w}: {m}, 90% interval {r}." for n, w, m, r in rows),
        how_to_read="Dashed outline: what was believed before. Solid shape: what is believed after."
        + (
            " Pale shape: after, without the most influential event."
            if any(s.without is not None for s in strips)
            else ""
        )
        + " Where they coincide the data said nothing, however narrow the curve.",
        rows=table("Before and after the data", ("Parameter", "When", "Median", "90% interval"), rows),
        finding=f"{sentence_case(counted(silent))} of {counted(len(strips))} parameters "
        f"{'was' if silent == 1 else 'were'} left as assumed by the data",
    )
