"""Every raw file that cannot be meant has one sentence, and the command leaves with code 3."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from small_files import GED, ONE_OF_GED, ged, text_of

from grayzone.cli import main
from grayzone.errors import DataError
from grayzone.readers.sniff import sniff
from grayzone.readers.source_file import LARGEST_RATIO
from grayzone.readers.ucdp import read_ucdp

GOOD = text_of(GED, [{}], ONE_OF_GED)
HEAD = GOOD.split("\n")[0] + "\n"
QUOTE = "close it, or write it twice where it belongs to the text"

FILES: list[tuple[str, bytes, str]] = [
    ("an empty file", b"", ": the file is empty; its first line has to name the columns"),
    ("a header alone", HEAD.encode(), ":2: there is a header but no row; add the rows below the header"),
    ("a blank first line", b"\n" + GOOD.encode(), ":1: the first line is blank; it has to name the columns"),
    (
        "a wrong encoding",
        GOOD.replace("North", "Orléans").encode("latin-1"),
        ":2: byte 0xe9 is not UTF-8 text; save the file again as 'CSV UTF-8'",
    ),
    (
        "UTF-16",
        GOOD.encode("utf-16"),
        ":1: the text is UTF-16, not UTF-8; save the file again as 'CSV UTF-8'",
    ),
    (
        "a NUL byte",
        GOOD.replace("North", "No\0rth").encode(),
        ":2: there is a NUL byte, which no text holds; export the file again as CSV",
    ),
    (
        "a huge cell",
        GOOD.replace("North", "N" * 120_000).encode(),
        ":2: a cell holds over 100,000 characters; look for a quotation mark that is not closed",
    ),
    (
        "a huge line",
        (HEAD + "," * 1_200_000).encode(),
        ":2: a line holds over 1,000,000 characters; look for missing line ends",
    ),
    (
        "an open quotation mark",
        GOOD.replace("North", '"North').encode(),
        f":2: a quotation mark is left open or stands inside a cell; {QUOTE}",
    ),
    (
        "line ends of old",
        GOOD.replace("\n", "\r").encode(),
        ":1: a carriage return stands inside a line; save the file again with ordinary line ends",
    ),
    (
        "a missing column",
        GOOD.replace("date_start", "date_strat").encode(),
        ":1: there is no column 'date_start', which UCDP GED has; did you mean 'date_strat'?",
    ),
    (
        "no header",
        GOOD.split("\n", 1)[1].replace("North", "Told by neighbours " * 9).encode(),
        ":1: a column has a name of 170 characters or of several lines;"
        " the first line has to name the columns",
    ),
    (
        "a column twice",
        GOOD.replace("relid", "id").encode(),
        ":1: column 'id' stands twice; rename or remove one",
    ),
    (
        "a cell too many",
        (GOOD.rstrip("\n") + ",9\n").encode(),
        ":2: the row has 50 cells but the header names 49;"
        " look for a decimal comma or a comma without quotes",
    ),
    (
        "a web page",
        b"\n<!DOCTYPE html><html>log in</html>",
        ": this is a web page or XML, not a table of text;"
        " the download gave a page, not the table; fetch it again",
    ),
    (
        "a PDF",
        b"%PDF-1.7 x",
        ": this is a PDF document, not a table of text; fetch the table, not the codebook",
    ),
    (
        "a table of R",
        gzip.compress(b"RDX3\nX\n"),
        ": this is a table of R, not a table of text; export it as CSV",
    ),
    ("JSON", b'{"Result": []}', ": this is JSON, not a table of text; export it as CSV"),
    (
        "an SPSS file",
        b"$FL2@(#) SPSS",
        ": this is an SPSS file, not a table of text; read it as survey",
    ),
    ("a cut gzip", gzip.compress(GOOD.encode())[:-9], ": the gzip packing is damaged; fetch the file again"),
    ("a damaged zip", b"PK\x03\x04" + b"x" * 99, ": the zip packing is damaged; fetch the file again"),
]


@pytest.mark.parametrize(("content", "sentence"), [f[1:] for f in FILES], ids=[f[0] for f in FILES])
def test_a_file_that_cannot_be_meant_is_refused(content: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "ged.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as refusal:
        list(read_ucdp(path))
    assert str(refusal.value) == f"{path}{sentence}"
    assert refusal.value.exit_code == 3


ROWS: list[tuple[str, dict[str, str], str, str]] = [
    (
        "NaN", {"best": "NaN"}, "a figure that is no number",
        "'NaN' in 'best' is not a number of people;"
        " write plain digits, or leave the cell empty if it is unknown",
    ),
    (
        "infinity", {"high": "1e999"}, "a figure that is no number",
        "'1e999' in 'high' is not a number of people;"
        " write plain digits, or leave the cell empty if it is unknown",
    ),
    (
        "an absurd figure", {"high": "100000000000"}, "a figure larger than mankind",
        "100000000000 in 'high' is larger than mankind; correct it, or leave the cell empty if it is unknown",
    ),
    (
        "a negative figure", {"low": "-3"}, "a negative figure",
        "-3 in 'low' is a negative number of people; leave the cell empty if the figure is unknown",
    ),
    (
        "a day in no calendar", {"date_end": "2006-02-30"}, "a date that cannot be meant",
        "'2006-02-30' is not in the calendar; February 2006 has 28 days",
    ),
    (
        "a date in another form", {"date_start": "22/02/2006"}, "a date that cannot be meant",
        "'22/02/2006' is not an ISO date; write year-month-day, such as 2001-09-11",
    ),
    (
        "no date", {"date_start": ""}, "no date",
        "the date is empty; write year-month-day, such as 2001-09-11",
    ),
    (
        "a year without events", {"date_start": "0206-02-22"}, "a date that cannot be meant",
        "the year 206 cannot be meant; events lie between 1800 and 2200",
    ),
    (
        "an end before the beginning", {"date_end": "2006-02-21"}, "ends before it begins",
        "the event begins on 2006-02-22 and ends on 2006-02-21; exchange the two dates, or correct one",
    ),
    (
        "an event of decades", {"date_end": "2036-02-21"}, "lasts over three years",
        "the event lasts from 2006-02-22 to 2036-02-21; correct one of the two dates",
    ),
    (
        "an unknown type", {"type_of_violence": "4"}, "an unknown type of violence",
        "'4' is not a type of violence; UCDP writes 1 (state-based), 2 (non-state) or 3 (one-sided)",
    ),
    ("no id", {"id": ""}, "no id", "the id is empty; fetch the file again"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "reason", "sentence"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_a_row_that_cannot_be_meant_is_refused_or_dropped_by_reason(
    cells: dict[str, str], reason: str, sentence: str, tmp_path: Path
) -> None:
    path = ged(tmp_path, {}, {"id": "2", **cells})
    with pytest.raises(DataError) as refusal:
        list(read_ucdp(path))
    assert str(refusal.value) == f"{path}:3: {sentence}"
    source = read_ucdp(path, faults="drop")
    assert len(list(source)) == 1
    assert dict(source.tally.dropped) == {reason: 1}
    assert (source.tally.faulty, source.tally.first_line[reason]) == (1, 3)


def test_the_command_leaves_with_code_3_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ged(tmp_path, {"best": "NaN"})
    out = tmp_path / "out"
    with pytest.raises(SystemExit) as left:
        main.run(["data", "tidy", str(path), "--as", "ucdp", "--out", str(out)])
    assert left.value.code == 3
    assert capsys.readouterr().err.startswith(f"error: {path}:2: 'NaN' in 'best' is not a number of people;")
    assert not out.exists()


def zipped(folder: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "ged.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_packed_files_are_read_like_plain_ones(tmp_path: Path) -> None:
    plain = list(read_ucdp(ged(tmp_path, {})))
    packed = tmp_path / "ged.csv.gz"
    packed.write_bytes(gzip.compress(GOOD.encode()))
    assert list(read_ucdp(packed)) == plain
    members = {"GEDEvent_v23_1.csv": GOOD.encode(), "readme.pdf": b"%PDF", "__MACOSX/x.csv": b"x"}
    assert list(read_ucdp(zipped(tmp_path, members))) == plain


def test_malicious_archives_are_refused(tmp_path: Path) -> None:
    def told(path: Path) -> str:
        with pytest.raises(DataError) as refusal:
            list(read_ucdp(path))
        return str(refusal.value).removeprefix(f"{path}: ")

    bomb = HEAD.encode() + b"\n" * 30_000_000
    ratio = f"the file unpacks to more than {LARGEST_RATIO} times its size;"
    ratio += " unpack it yourself if you trust it"
    assert told(zipped(tmp_path, {"x.csv": bomb})) == ratio
    workbook = {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bomb}
    assert told(zipped(tmp_path, workbook)) == ratio
    gz = tmp_path / "bomb.csv.gz"
    gz.write_bytes(gzip.compress(bomb))
    assert told(gz) == ratio
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.csv", GOOD)
    assert told(zipped(tmp_path, {"x.zip": inner.getvalue()})) == (
        "the zip archive holds no CSV file; unpack it and name the table"
    )
    assert told(zipped(tmp_path, {"x.csv": inner.getvalue()})) == (
        "this is a zip archive, not a table of text; unpack it and name the table in it"
    )
    assert told(zipped(tmp_path, {f"{at}.csv": b"x" for at in range(101)})) == (
        "the zip archive holds 101 files (at most 100); unpack it and name one"
    )
    assert told(zipped(tmp_path, {"a.csv": b"x", "b.csv": b"y"})) == (
        "the zip archive holds 2 tables; unpack it and name one of them"
    )
    assert told(zipped(tmp_path, {"a.csv": b"x"}, zipfile.ZIP_LZMA)) == (
        "the zip archive is packed in an unusual way; unpack it and name the file"
    )


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    ged(tmp_path, {})
    for path, sentence in (
        (tmp_path / "gde.csv", "there is no such file; did you mean 'ged.csv'?"),
        (tmp_path, "this is a folder; name the file in it"),
    ):
        with pytest.raises(DataError) as refusal:
            read_ucdp(path)
        assert str(refusal.value) == f"{path}: {sentence}"
    with pytest.raises(DataError, match="there is no such folder"):
        read_ucdp(tmp_path / "none" / "ged.csv")


def test_a_column_that_was_asked_for_and_is_not_there_is_refused(tmp_path: Path) -> None:
    path = ged(tmp_path, {})
    with pytest.raises(DataError) as refusal:
        read_ucdp(path, place="adm_11")
    assert str(refusal.value) == f"{path}:1: there is no column 'adm_11'; did you mean 'adm_1'?"


def test_a_header_tells_its_source_or_what_it_lacks(tmp_path: Path) -> None:
    assert sniff(ged(tmp_path, {})) == "ucdp"
    path = tmp_path / "x.csv"
    for head, found in (
        ("event_id_cnty;event_date;event_type;fatalities\n", "acled"),
        ("eventid,iyear,imonth,iday,nkill\n", "gtd"),
        ("\ufeffdate,n\n", "series"),
        ("idno,trust,anweight\n", "survey"),
    ):
        path.write_text(head, encoding="utf-8")
        assert sniff(path) == found
    path.write_text("event_id_cnty,event_date,event_type,deaths\n", encoding="utf-8")
    with pytest.raises(DataError) as refusal:
        sniff(path)
    assert str(refusal.value) == (
        f"{path}:1: the header fits no source; it is nearest to ACLED, but lacks 'fatalities';"
        " rename the columns, or export the file again"
    )
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(DataError) as refusal:
        sniff(path)
    assert str(refusal.value) == (
        f"{path}:1: the header is that of no source known here;"
        " a list of events is read as series, with the column of its date named"
    )
