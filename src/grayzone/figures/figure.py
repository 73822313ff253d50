"""What every figure is: a finding, how to read it, where it comes from, two pictures, a table and a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..errors import DataError, InternalError
from .svg import NARROW, WIDE, Drawing
from .words import check_finding, refuse_words


@dataclass(frozen=True)
class Table:
    """The numbers of a figure, as text that is ready to be read."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not self.rows:
            raise DataError("a figure's table has no rows", where=self.caption, mend="leave the figure out")
        for row in self.rows:
            if len(row) != len(self.header):
                raise DataError(
                    f"a row has {len(row)} cells for {len(self.header)} columns", where=self.caption
                )


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Make a table from anything that can be written as text."""
    return Table(caption, tuple(header), tuple(tuple(str(cell) for cell in row) for row in rows))


@dataclass(frozen=True)
class Caption:
    """The words around a picture that only its author can know.

    Parameters
    ----------
    key : str
        Short name by which an answer refers to the figure ("incidents").
    finding : str
        One sentence with a verb, at most 15 words. Some figures can write their own; then it may be empty.
    source : str
        Where the numbers come from, the licence, and the caveat that would change the reading.
    how_to_read : str
        What a mark is and what zero would be; empty lets the figure say what it drew.
    tag : str
        Text of a hatched head, for instance "Made-up numbers, not a result".
    chip : str
        Short remark on what is incomplete, for instance "488 of 512 runs; 24 failed, listed below".
    """

    key: str
    finding: str
    source: str
    how_to_read: str = ""
    tag: str = ""
    chip: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure as a report, a notebook or the explorer shows it.

    ``svg_wide`` is 720 px, ``svg_narrow`` 328 px wide; ``label`` is what a screen reader speaks and begins
    with the finding; ``table_open`` is true where the table is part of the figure and not a detail.
    """

    key: str
    finding: str
    how_to_read: str
    source: str
    label: str
    svg_wide: str
    svg_narrow: str
    table: Table
    tag: str = ""
    chip: str = ""
    table_open: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", self.key):
            raise DataError(
                f"'{self.key}' is not a key of a figure", mend="use small letters, digits and '_'"
            )
        where = f"figure {self.key}"
        check_finding(self.finding, where)
        refuse_words(self.how_to_read, where)
        if not self.source.strip():
            raise DataError("a figure names its source", where=where, mend="say where the numbers come from")
        if not self.label.startswith(self.finding.rstrip(".")):
            raise InternalError(f"the label of {where} does not begin with its finding")
        for picture in (self.svg_wide, self.svg_narrow):
            if re.search(
                r"""\s(?:fill|stroke|style|on\w+)="|<(?:script|style|image|foreignObject)\b""", picture
            ):
                raise InternalError(f"{where} carries a colour or a script of its own")


def compose(
    caption: Caption,
    *,
    draw: Callable[[Drawing], None],
    heights: tuple[float, float],
    numbers: str,
    how_to_read: str,
    rows: Table,
    finding: str = "",
    table_open: bool = False,
) -> Figure:
    """Draw a figure twice and put its words around it; the author's words go before the figure's own."""
    title = caption.finding or finding
    label = f"{title.rstrip('.')}. {numbers}".strip()
    pictures = []
    for width, height, kind in ((WIDE, heights[0], "wide"), (NARROW, heights[1], "narrow")):
        picture = Drawing(width, height)
        draw(picture)
        pictures.append(picture.close(label, kind))
    return Figure(
        key=caption.key,
        finding=title,
        how_to_read=caption.how_to_read or how_to_read,
        source=caption.source,
        label=label,
        svg_wide=pictures[0],
        svg_narrow=pictures[1],
        table=rows,
        tag=caption.tag,
        chip=caption.chip,
        table_open=table_open,
    )
