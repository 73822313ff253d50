"""Draws the pictures of this folder; run it from the project's root: ``python docs/pictures/draw.py``.

The numbers are invented here, line by line, and the picture says so.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from grayzone.figures import Caption, Community, Event, gray_zone_ribbon, standalone

HERE = Path(__file__).parent
SAYS_SO = "Two made-up communities, made-up numbers: a drawing of the idea, not a result"
FOOT = 26


def ribbon() -> str:
    """Return the picture at the top of the README: a space that narrows from both sides and widens again."""
    when = np.arange("2001-01-01", "2002-01-01", dtype="datetime64[D]")
    day = np.arange(len(when))
    luck = np.random.default_rng(3)
    shocks = ((75, 0.22), (210, 0.30))
    communities = []
    for name, level, outside in (
        ("North", 0.88, "wary, hostile, mobilised"),
        ("South", 0.86, "withdrawn, conforming, alienated"),
    ):
        depth = np.zeros(len(day))
        for start, size in shocks:
            since = np.clip(day - start, 0, None)
            depth += size * np.exp(-since / 160) * -np.expm1(-since / 9)
        draws = level - depth * luck.lognormal(0.0, 0.28, (200, 1))
        communities.append(Community(name, np.clip(draws, 0, 1), outside))
    caption = Caption(
        "gray_zone",
        "The middle ground narrows after each attack and comes back in part",
        "Invented numbers; nothing was measured or computed.",
        tag="Made-up numbers, not a result",
    )
    events = [Event(when[start], name) for (start, _), name in zip(shocks, ("an attack", "another"))]
    return labelled(gray_zone_ribbon(caption, when, communities, events=events).svg_wide)


def labelled(svg: str) -> str:
    """Return the picture as a file of its own, with a line at its foot that says what it is."""
    head, _, rest = svg.partition(">")
    height = float(head.partition('height="')[2].partition('"')[0])
    taller = head.replace(f'height="{height:g}"', f'height="{height + FOOT:g}"')
    taller = taller.replace(f' {height:g}"', f' {height + FOOT:g}"', 1)
    foot = f'<text class="tick" x="0" y="{height + FOOT - 8:g}">{SAYS_SO}</text></svg>'
    return standalone(f"{taller}>{rest.removesuffix('</svg>')}{foot}")


if __name__ == "__main__":
    (HERE / "gray-zone.svg").write_text(ribbon(), encoding="utf-8", newline="\n")
