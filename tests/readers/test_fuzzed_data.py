"""A thousand broken data files: each is refused in a sentence or accounted for row by row; none hangs.

The files are the same in every run (seeded).  Half are sound files with cells exchanged for strange ones,
half are sound files with their bytes damaged, some of them packed.
"""

from __future__ import annotations

import gzip
import io
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from small_files import ACLED_SINCE_2023, GED, GTD, ONE_OF_ACLED, ONE_OF_GED, ONE_OF_GTD, text_of

from grayzone.errors import DataError
from grayzone.readers.acled import read_acled
from grayzone.readers.counts import POLICIES, Counts, count_events
from grayzone.readers.gtd import read_gtd
from grayzone.readers.sniff import sniff
from grayzone.readers.survey import survey_marginals
from grayzone.readers.tidy_check import check_tidy
from grayzone.readers.ucdp import read_ucdp

FILES = 1_000
SECONDS_FOR_ONE, SECONDS_FOR_ALL = 5, 40
STRANGE = (
    *("", " ", "NaN", "nan", "-99", "-9", "0", "-1", "1e999", "9" * 400, "0x10", "1_000", "½", "٣", "1,5"),
    *("2006-02-30", "9999-12-31", "0001-01-01", "2006-13-01", "0", "32", "13", "31 February 2021", "1993"),
    *("=1+1", "'", '"', "a\nb", "a\r\nb", "\ufeff", "\u202e", "x" * 3_000, "x" * 120_000, "#tag", "NULL"),
    *("2006-02-22 12:00", "2006-02-22T", "T", "07 Mar 2021", "2021-03-07T00:00:00Z", "1\u00a0000"),
)
EVENTS: dict[str, tuple[tuple[str, ...], dict[str, str], Callable[..., object]]] = {
    "ucdp": (GED, ONE_OF_GED, read_ucdp),
    "acled": (ACLED_SINCE_2023, ONE_OF_ACLED, read_acled),
    "gtd": (GTD, ONE_OF_GTD, read_gtd),
}


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds, "a file took too long"


def strange_text(luck: random.Random, columns: tuple[str, ...], usual: dict[str, str]) -> bytes:
    """Return a sound file some of whose cells and names are exchanged."""
    rows = []
    for at in range(luck.randint(0, 12)):
        changed = {luck.choice(columns): luck.choice(STRANGE) for _ in range(luck.choice((0, 0, 1, 3)))}
        rows.append({columns[0]: str(at), **changed})
    names = list(columns)
    if luck.random() < 0.1:
        names[luck.randrange(len(names))] = luck.choice(STRANGE[:20])
    text = text_of(columns, rows, usual, luck.choice((",", ",", ";", "\t")))
    head, _, body = text.partition("\n")
    return (head.replace(columns[1], names[1], 1) + "\n" + body).encode("utf-8", "surrogatepass")


def damaged(luck: random.Random, content: bytes) -> bytes:
    """Return the bytes with some of them exchanged, cut out or said twice."""
    spoiled = bytearray(content)
    for _ in range(luck.randint(1, 6)):
        at = luck.randrange(len(spoiled) + 1)
        how = luck.randrange(5)
        if how == 0:
            spoiled[at:at] = bytes(luck.randrange(256) for _ in range(luck.randint(1, 8)))
        elif how == 1:
            del spoiled[at : at + luck.randint(1, 200)]
        elif how == 2:
            spoiled[at:at] = luck.choice((b'"', b"\0", b"\r", b"\n\n", b"\xff\xfe", b"\xe9", b",,,", b"\x81"))
        elif how == 3:
            spoiled[at:at] = spoiled[: luck.randint(1, 300)]
        elif spoiled:
            spoiled[at % len(spoiled)] ^= 1 << luck.randrange(8)
    return bytes(spoiled)


def packed(luck: random.Random, content: bytes) -> bytes:
    """Return the bytes, at times packed."""
    how = luck.randrange(8)
    if how == 0:
        return gzip.compress(content, mtime=0)
    if how == 1:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo("x.csv"), content)
        return out.getvalue()
    return content


def check_sentence(refusal: DataError) -> None:
    told = str(refusal)
    assert "\n" not in told and refusal.what and len(told) < 1_000, told


def check_account(counts: Counts) -> None:
    tally = counts.tally
    assert tally.rows_in == tally.used + sum(tally.dropped.values())
    assert all(cell is None or cell == cell for row in counts for cell in row)
    if counts.unknown_years:  # cells of a year that the source lost are empty
        assert counts.total("events") <= tally.used + 1e-6
    else:
        assert counts.total("events") == pytest.approx(tally.used)


def test_a_thousand_broken_files_are_refused_in_a_sentence_or_accounted_for(tmp_path: Path) -> None:
    luck = random.Random(20_260_101)
    seen: Counter[str] = Counter()
    started = time.monotonic()
    path = tmp_path / "fuzzed.csv"
    for _ in range(FILES):
        slug = luck.choice((*EVENTS, "series", "survey"))
        if slug in EVENTS:
            columns, usual, read = EVENTS[slug]
            content = strange_text(luck, columns, usual)
        elif slug == "series":
            figures = luck.choices(("1", "", "2.5", "NaN"), (60, 20, 20, 1), k=28)
            days = "".join(f"2001-01-{at:02d},{figure}\n" for at, figure in enumerate(figures, start=1))
            content = f"date,n\n{days}".encode()
        else:
            weights = luck.choices(("1", ".5", "", "0"), (60, 20, 10, 10), k=120)
            content = ("trust,w\n" + "".join(f"{luck.choice('0123')},{one}\n" for one in weights)).encode()
        if luck.random() < 0.5:
            content = damaged(luck, content)
        content = packed(luck, content)
        path.write_bytes(damaged(luck, content) if luck.random() < 0.1 else content)
        with at_most(SECONDS_FOR_ONE):
            try:
                sniff(path)
            except DataError as refusal:
                check_sentence(refusal)
            try:
                if slug in EVENTS:
                    counts = count_events(
                        read(path, faults=luck.choice(("drop", "drop", "refuse"))),  # type: ignore[arg-type]
                        by=["place", "kind"],
                        resolution=luck.choice(("day", "week", "month")),
                        dates=luck.choice(POLICIES),
                    )
                    check_account(counts)
                elif slug == "series":
                    check_tidy(path)
                else:
                    survey_marginals(path, column="trust", weight="w").tally.check()
            except DataError as refusal:
                check_sentence(refusal)
                seen[f"{slug} refused"] += 1
            else:
                seen[f"{slug} read"] += 1
    assert time.monotonic() - started < SECONDS_FOR_ALL
    assert len(seen) == 10 and min(seen.values()) > 10, seen
