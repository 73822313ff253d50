"""Small made-up files in the forms of the sources. For tests only."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

#: The 49 columns of UCDP GED since version 23.1.
GED = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id"),
    *("conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id"),
    *("side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec"),
    *("where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt"),
    *("priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start"),
    *("date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
    *("gwnoa", "gwnob"),
)
ACLED_SINCE_2023 = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"),
    *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"),
    *("interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3"),
    *("location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes"),
    *("fatalities", "tags", "timestamp"),
)
ACLED_BEFORE_2023 = (
    *("data_id", "iso", "event_id_cnty", "event_id_no_cnty", "event_date", "year", "time_precision"),
    *("event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2"),
    *("inter2", "interaction", "region", "country", "admin1", "admin2", "admin3", "location", "latitude"),
    *("longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "timestamp", "iso3"),
)
GTD = (
    *("eventid", "iyear", "imonth", "iday", "extended", "country", "country_txt", "region_txt", "provstate"),
    *("city", "specificity", "summary", "doubtterr", "attacktype1", "attacktype1_txt", "gname", "nkill"),
    *("nwound",),
)

ONE_OF_GED = {
    "id": "1", "year": "2006", "code_status": "Clear", "type_of_violence": "1", "side_a": "Government",
    "side_b": "Insurgents", "where_prec": "1", "adm_1": "North", "country": "Land", "country_id": "645",
    "date_prec": "1", "date_start": "2006-02-22", "date_end": "2006-02-22", "deaths_a": "1",
    "deaths_b": "1", "deaths_civilians": "2", "deaths_unknown": "0", "best": "4", "high": "9", "low": "3",
}  # fmt: skip
ONE_OF_ACLED = {
    "event_id_cnty": "LND1", "event_date": "07 March 2021", "year": "2021", "time_precision": "1",
    "event_type": "Protests", "inter1": "6", "country": "Land", "iso": "645", "admin1": "North",
    "geo_precision": "1", "fatalities": "0", "notes": "SECRET", "source": "SECRET", "tags": "SECRET",
}  # fmt: skip
ONE_OF_GTD = {
    "eventid": "1", "iyear": "2001", "imonth": "9", "iday": "11", "extended": "0", "country": "645",
    "country_txt": "Land", "provstate": "North", "doubtterr": "0", "attacktype1_txt": "Bombing/Explosion",
    "nkill": "2", "nwound": "-99", "summary": "SECRET",
}  # fmt: skip


def text_of(
    columns: Iterable[str], rows: Iterable[Mapping[str, str]], usual: Mapping[str, str], separator: str = ","
) -> str:
    """Return rows as text: what a row does not say is as usual, or empty."""
    import io

    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    head = list(columns)
    writer.writerow(head)
    for row in rows:
        writer.writerow([{**usual, **row}.get(column, "") for column in head])
    return out.getvalue()


def ged(folder: Path, *rows: Mapping[str, str], columns: Iterable[str] = GED, name: str = "ged.csv") -> Path:
    """Write a GED file."""
    path = folder / name
    path.write_text(text_of(columns, rows, ONE_OF_GED), encoding="utf-8")
    return path


def acled(
    folder: Path,
    *rows: Mapping[str, str],
    columns: Iterable[str] = ACLED_SINCE_2023,
    separator: str = ",",
) -> Path:
    """Write an ACLED export."""
    path = folder / "acled.csv"
    path.write_text(text_of(columns, rows, ONE_OF_ACLED, separator), encoding="utf-8")
    return path


def gtd(folder: Path, *rows: Mapping[str, str], encoding: str = "utf-8") -> Path:
    """Write a GTD file."""
    path = folder / "gtd.csv"
    path.write_bytes(text_of(GTD, rows, ONE_OF_GTD).encode(encoding))
    return path
