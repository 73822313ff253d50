"""The gray zone drawn as a space that narrows from both sides, and the ladder of stances behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import DataError, nearest
from .axes import Calendar, Days, Numbers, Scale, date_axis, days, numbers, per_cent, spread
from .events import Event, draw_events, event_words, headroom, inside, place
from .figure import Caption, Figure, compose, table
from .svg import Drawing, text_width, wrapped
from .words import date, interval, share

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)

# Order of drawing from the top, and the step of the colour scale: distance from the zone, whoever walks it.
LADDERS: dict[str, dict[str, str]] = {
    "target": {
        "conforming": "sx",
        "at_home": "s0",
        "withdrawn": "s1",
        "alienated": "s2",
        "sympathiser": "s3",
        "mobilised": "s4",
        "left": "lft",
    },
    "host": {"welcoming": "s0", "indifferent": "s0", "wary": "s1", "hostile": "s3", "mobilised": "s4"},
}
ZONE = {"target": ("at_home",), "host": ("welcoming", "indifferent")}
ROWS = 25


@dataclass(frozen=True)
class Community:
    """One community's share inside the gray zone over time.

    Parameters
    ----------
    name : str
        Its label in the case file.
    inside : array, shape (draw, day) or (day,)
        Share of the community in the zone, one row per run; a single run may be one-dimensional.
    outside : str
        Which stances the dark part holds ("wary, hostile, mobilised").
    """

    name: str
    inside: Numbers
    outside: str = ""

    def quantiles(self) -> Numbers:
        """Return the share inside at 5, 25, 50, 75 and 95 per cent of runs, shape (level, day)."""
        runs = np.atleast_2d(numbers(self.inside))
        if np.nanmin(runs) < -1e-9 or np.nanmax(runs) > 1 + 1e-9:
            raise DataError("shares lie between 0 and 1", where=self.name)
        return numbers(np.nanquantile(runs, LEVELS, axis=0))

    def range_words(self, quantiles: Numbers, day: int) -> str:
        """Write the interval of one day; a single run has none and says so."""
        if np.atleast_2d(self.inside).shape[0] == 1:
            return "one run, no interval"
        return interval(float(quantiles[0, day]), float(quantiles[4, day]), share)


def gray_zone_ribbon(
    caption: Caption, when: Days, communities: Sequence[Community], *, events: Sequence[Event] = ()
) -> Figure:
    """Draw the zone as a pale band between dark parts; every community has the same height, big or small.

    Parameters
    ----------
    caption : Caption
        Key, finding and source.
    when : array of datetime64[D], shape (day,)
        The days.
    communities : sequence of Community
        Two close the space from above and below; any other number is stacked as half-ribbons.
    events : sequence of Event
        Attacks and other shocks.
    """
    when = days(when)
    edges = [(c, c.quantiles()) for c in communities]
    if not edges or any(q.shape[1] != len(when) for _, q in edges):
        raise DataError("each community needs one share per day", where=caption.key)
    shown = inside(events, Calendar(when[0], when[-1], 0, 1))
    pair = len(edges) == 2
    unsure = any(np.atleast_2d(c.inside).shape[0] > 1 for c in communities)

    def draw(picture: Drawing) -> None:
        beside = picture.width > 500
        right = picture.width - (156 if beside else 0)
        calendar = Calendar(when[0], when[-1], 0, right)
        placed = place(shown, calendar, right)
        top = max(headroom(placed), 6) + 4
        if not beside:
            top += 34
        half = 120.0 if pair else 96.0
        named: list[tuple[Community, Numbers, float, float]] = []
        for i, (community, quantiles) in enumerate(edges):
            down = pair and i == 1
            gap = 0 if pair else (0 if beside else 36)
            outer = top + 2 * half if down else top + i * (half + (14 if not pair else 0) + gap)
            inner = outer - half if down else outer + half
            _half_ribbon(picture, calendar, when, quantiles, outer, inner)
            named.append((community, quantiles, outer, inner))
        count = 2 if pair else len(edges)
        foot = top + 2 * half if pair else top + count * half + (count - 1) * (14 if beside else 50)
        if pair:
            picture.line((0, top + half), (right, top + half), "zone-mid")
            middle = _clearest([p.x for p in placed], right)
            picture.text(middle, top + half - 9, "the gray zone", "large on-zone mid")
            picture.text(middle, top + half + 19, "people living side by side", "tick on-zone2 mid")
        draw_events(picture, placed, top - (0 if beside else 34), foot, "event-line on-zone-line")
        for community, quantiles, outer, inner in named:
            _name(picture, community, quantiles, outer, inner, right, beside)
        date_axis(picture, calendar, foot)
        picture.height = foot + (24 if beside or not pair else 58)

    told = [
        f"{c.name}: {share(float(q[2, 0]))} inside on {date(when[0])}, {share(float(q[2, -1]))} "
        f"({c.range_words(q, -1)}) on {date(when[-1])}"
        for c, q in edges
    ]
    step = -(-len(when) // ROWS)
    return compose(
        caption,
        draw=draw,
        heights=(300, 340),
        numbers=f"{'; '.join(told)}.",
        how_to_read=(
            "The pale space is the gray zone; the dark parts are people outside it. "
            + ("It closes from above and from below, one community each. " if pair else "")
            + "Communities have the same height, whatever their size."
            + (" A blurred edge is an unsure edge: the blur spans the 90% interval." if unsure else "")
            + event_words(shown)
        ),
        rows=table(
            "Share of each community inside the gray zone",
            ("Date", *(f"{c.name}{word}" for c, _ in edges for word in (", median", ", 90% interval"))),
            [
                (
                    date(when[d]),
                    *(
                        cell
                        for c, q in edges
                        for cell in (
                            share(float(q[2, d])),
                            c.range_words(q, d).removeprefix("90% interval "),
                        )
                    ),
                )
                for d in sorted({*range(0, len(when), step), len(when) - 1})
            ],
        ),
    )


def _half_ribbon(
    picture: Drawing, calendar: Calendar, when: Days, quantiles: Numbers, outer: float, inner: float
) -> None:
    """Draw one community: pale ground, five nested dark fills that blur the edge, the median as a line."""
    start, end = calendar.start, calendar.end
    picture.rect(start, min(outer, inner), end - start, abs(inner - outer), "s0")
    step = max(1, len(when) // 400)
    kept = sorted({*range(0, len(when), step), len(when) - 1})
    depth = Scale(0, 1, outer, inner)
    xs = [calendar(when[d]) for d in kept]
    xs[0], xs[-1] = start, end
    for level in range(len(LEVELS)):
        edge = [(x, depth(1 - float(quantiles[level, d]))) for x, d in zip(xs, kept, strict=True)]
        picture.polygon([(start, outer), *edge, (end, outer)], "unsure")
        if LEVELS[level] == 0.5:
            middle = edge
    picture.polyline(middle, "zone-edge")


def _clearest(lines: Sequence[float], right: float) -> float:
    """Find a place for the zone's name that no event's line runs through, as near the middle as it gets."""
    places = [right * part / 20 for part in (10, 9, 11, 8, 12, 7, 13, 6, 14, 5, 15)]
    return (
        max(places, key=lambda x: min([abs(x - line) for line in lines], default=0) >= 86)
        if lines
        else right / 2
    )


def _name(
    picture: Drawing,
    community: Community,
    quantiles: Numbers,
    outer: float,
    inner: float,
    right: float,
    beside: bool,
) -> None:
    """Write name, what is outside, and the share inside with its range."""
    low, middle, high = (share(float(quantiles[i, -1])) for i in (0, 2, 4))
    words = f"{middle} inside" if low == high else f"{middle} inside ({low} to {high})"
    down = inner < outer
    if beside:
        lines = wrapped(f"outside: {community.outside}", 144, 11.5) if community.outside else []
        y = outer - 14 * len(lines) - 4 if down else outer + 14
        picture.text(right + 12, y, community.name, "strong")
        picture.lines(right + 12, y + 15, lines, "tick", 14)
        picture.text(right + 12, inner + (17 if down else -8), words, "plain")
    else:
        y = outer + (36 if down else -22)
        picture.text(0, y, community.name, "strong halo")
        picture.text(right, y, words, "plain end halo")
        if community.outside:
            picture.text(0, y + 14, f"outside: {community.outside}", "tick halo")


def stance_ladder(
    caption: Caption,
    when: Days,
    shares: Mapping[str, Numbers],
    *,
    ladder: str,
    events: Sequence[Event] = (),
    labels: Mapping[str, str] | None = None,
) -> Figure:
    """Stack the stances of one community to a hundred per cent; darker is further from the zone.

    Parameters
    ----------
    caption : Caption
        Key, finding and source.
    when : array of datetime64[D], shape (day,)
        The days.
    shares : mapping of status to array, shape (day,)
        Share of the community in each status; they sum to one on every day.
    ladder : str
        ``"host"`` or ``"target"``.
    events : sequence of Event
        Attacks and other shocks.
    labels : mapping, optional
        Words for the statuses; without it underscores become spaces.
    """
    if ladder not in LADDERS:
        raise DataError(f"'{ladder}' is not a ladder", where=caption.key, mend=nearest(ladder, LADDERS))
    steps = LADDERS[ladder]
    for status in shares:
        if status not in steps:
            raise DataError(
                f"'{status}' is not on the ladder", where=caption.key, mend=nearest(status, steps)
            )
    when = days(when)
    order = [s for s in steps if s in shares]
    stack = np.stack([numbers(shares[s]) for s in order])
    if stack.shape[1] != len(when) or not np.allclose(stack.sum(axis=0), 1, atol=1e-3):
        raise DataError("stances must sum to one on every day", where=caption.key)
    tops = np.vstack([np.zeros(len(when)), np.cumsum(stack, axis=0)])
    names = {s: (labels or {}).get(s, s.replace("_", " ")) for s in order}
    shown = inside(events, Calendar(when[0], when[-1], 0, 1))
    kept = sorted({*range(0, len(when), max(1, len(when) // 400)), len(when) - 1})

    def draw(picture: Drawing) -> None:
        widest = max(text_width(f"{n} 100%") for n in names.values())
        left, right = 38, picture.width - widest - 8
        calendar = Calendar(when[0], when[-1], left, right)
        placed = place(shown, calendar, right)
        top = max(headroom(placed), 8)
        foot = top + 230
        scale = Scale(0, 1, top, foot)
        xs = [calendar(when[d]) for d in kept]
        xs[0], xs[-1] = left, right
        for row, status in enumerate(order):
            upper = [(x, scale(float(tops[row, d]))) for x, d in zip(xs, kept, strict=True)]
            lower = [(x, scale(float(tops[row + 1, d]))) for x, d in zip(xs, kept, strict=True)]
            last = f"{names[status]}: {share(float(stack[row, -1]))} on {date(when[-1])}"
            picture.polygon([*upper, *reversed(lower)], steps[status], last)
            if row:
                border = {order[row - 1] in ZONE[ladder], status in ZONE[ladder]}
                picture.polyline(upper, "zone-edge" if len(border) == 2 else "hairline")
        for tick in (0, 0.5, 1):
            picture.text(left - 6, scale(tick) + 4, per_cent(tick), "tick end")
        wanted = [scale(float(tops[i, -1] + tops[i + 1, -1]) / 2) + 4 for i in range(len(order))]
        for status, y, value in zip(order, spread(wanted, 16, top + 8, foot + 4), stack[:, -1], strict=True):
            picture.text(
                right + 8,
                y,
                f"{names[status]} {share(float(value))}",
                "strong" if status in ZONE[ladder] else "plain",
            )
        draw_events(picture, placed, top, foot, "event-line on-zone-line")
        date_axis(picture, calendar, foot)
        picture.height = foot + 24

    told = ", ".join(f"{names[s]} {share(float(v))}" for s, v in zip(order, stack[:, -1], strict=True))
    step = -(-len(when) // ROWS)
    return compose(
        caption,
        draw=draw,
        heights=(290, 290),
        numbers=f"On {date(when[-1])}: {told}.",
        how_to_read=(
            "Heavy lines are the edges of the gray zone; darker means further from it. "
            + ("People who conform leave it upwards. " if "conforming" in order else "")
            + ("Dots are people who left. " if "left" in order else "")
            + "The same colours serve every community; how unsure the shares are is not drawn here."
            + event_words(shown)
        ),
        rows=table(
            "Share of the community in each stance",
            ("Date", *(names[s] for s in order)),
            [
                (date(when[d]), *(share(float(v)) for v in stack[:, d]))
                for d in sorted({*range(0, len(when), step), len(when) - 1})
            ],
        ),
    )
