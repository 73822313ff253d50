"""Say which reader fits a file, from its first bytes and its header."""

from __future__ import annotations

import os

from ..errors import DataError
from .acled import Acled
from .event_rows import EventSource
from .gtd import Gtd
from .source_file import check_is_file, first_bytes, kind_of_bytes
from .source_rows import open_table
from .survey import WEIGHTS
from .ucdp import Ucdp

READERS = ("ucdp", "acled", "gtd", "series", "survey")
EVENT_SOURCES: dict[str, type[EventSource]] = {"ucdp": Ucdp, "acled": Acled, "gtd": Gtd}


def sniff(path: str | os.PathLike[str]) -> str:
    """Return the name of the reader that fits a file.

    Parameters
    ----------
    path : str or path-like

    Returns
    -------
    {"ucdp", "acled", "gtd", "series", "survey"}

    Raises
    ------
    DataError
        If none fits; says which source is nearest and what the file lacks of it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "x.csv")
    ...     _ = file.write_text("eventid,iyear,imonth,iday,nkill\\n", encoding="utf-8")
    ...     sniff(file)
    'gtd'
    """
    name = os.fspath(path)
    check_is_file(name)
    if kind_of_bytes(first_bytes(name, 64)) in ("an SPSS file", "a Stata file"):
        return "survey"
    # Latin-1 takes any bytes: only the names of columns are looked at, and these are plain letters.
    header = open_table(name, ("latin-1",)).columns
    columns = {column.removeprefix("ï»¿").casefold() for column in header}
    lacking = {
        slug: [names[0] for names in source.required.values() if not columns & set(names)]
        for slug, source in EVENT_SOURCES.items()
    }
    fitting = [slug for slug, lacks in lacking.items() if not lacks]
    if fitting:
        return fitting[0]
    if header[0].removeprefix("ï»¿").casefold() == "date":
        return "series"
    if columns & set(WEIGHTS):
        return "survey"
    slug = min(lacking, key=lambda one: len(lacking[one]) / len(EVENT_SOURCES[one].required))
    source, lacks = EVENT_SOURCES[slug], lacking[slug]
    if len(lacks) == len(source.required):
        raise DataError(
            "the header is that of no source known here",
            where=f"{name}:1",
            mend="a list of events is read as series, with the column of its date named",
        )
    raise DataError(
        f"the header fits no source; it is nearest to {source.title}, but lacks "
        + ", ".join(repr(one) for one in lacks),
        where=f"{name}:1",
        mend="rename the columns, or export the file again",
    )
