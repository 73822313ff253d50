"""How much is data and how much is assumption: one bar, three textures."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import DataError
from .figure import Caption, Figure, compose, table
from .svg import Drawing
from .words import share


@dataclass(frozen=True)
class Part:
    """A part of a whole, as a single share or a range of shares (0 to 1)."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The share that is drawn."""
        return (self.low + self.high) / 2

    def words(self) -> str:
        """The share, or '81 to 90%' if it is a range."""
        a, b = share(self.low), share(self.high)
        return a if a == b else f"{a.removesuffix('%')} to {b}"


def data_or_assumption(
    caption: Caption, data: Part, assumption: Part, *, of: str = "the order of the responses"
) -> Figure:
    """Draw one bar: solid came from data, hatched from assumptions, soft is the interplay of both and chance.

    Parameters
    ----------
    caption : Caption
        Key and source; with an empty finding the figure writes it.
    data, assumption : Part
        Shares of the variance.
    of : str
        What is explained.
    """
    for part in (data, assumption):
        if not 0 <= part.low <= part.high <= 1:
            raise DataError("shares of variance lie between 0 and 1", where=caption.key)
    if data.middle + assumption.middle > 1 + 1e-6:
        raise DataError("data and assumptions explain more than the whole", where=caption.key)

    def draw(picture: Drawing) -> None:
        wide = picture.width > 500
        solid, hatched = data.middle * picture.width, assumption.middle * picture.width
        left_words, right_words = f"{data.words()} data of the case", f"{assumption.words()} assumptions"
        if wide:
            right_words += " about mechanisms and responses"
        picture.text(0, 14, left_words, "tick strong")
        picture.text(picture.width, 14 if wide else 32, right_words, "tick strong end")
        top = 30.0 if wide else 46.0
        picture.line((max(1, solid / 2), 19), (max(1, solid / 2), top), "axis")
        if not wide:
            picture.line((picture.width - 3, 37), (picture.width - 3, top), "axis")
        picture.rect(0, top, picture.width, 34, "soft", "interplay and chance")
        picture.rect(0, top, max(solid, 1.5), 34, "seen", f"data: {data.words()}")
        picture.rect(picture.width - hatched, top, hatched, 34, "pill")
        picture.rect(picture.width - hatched, top, hatched, 34, "hx", f"assumptions: {assumption.words()}")
        picture.rect(0.5, top + 0.5, picture.width - 1, 33, "frame")
        picture.text(solid + 2, top + 50, "the rest: interplay and chance", "tick")
        picture.height = top + 58

    mostly = assumption.middle
    verdict = (
        "rests almost wholly on assumptions"
        if mostly >= 0.8
        else "rests mostly on assumptions"
        if mostly >= 0.5
        else "rests mostly on data"
        if data.middle >= 0.5
        else "rests on data and assumptions together"
    )
    rest = max(0.0, 1 - data.middle - assumption.middle)
    return compose(
        caption,
        draw=draw,
        heights=(88, 104),
        numbers=f"{data.words()} of the variance comes from parameters fitted to data, "
        f"{assumption.words()} from assumptions.",
        how_to_read=f"Share of the variance in {of}. Solid is data, soft is computed, hatched is assumed: "
        "the same three textures everywhere in this report.",
        rows=table(
            f"Share of the variance in {of}",
            ("Part", "Share"),
            [
                ("data of the case", data.words()),
                ("assumptions about mechanisms and responses", assumption.words()),
                ("interplay and chance", share(rest)),
            ],
        ),
        finding=f"{of[:1].upper()}{of[1:]} {verdict}",
    )
