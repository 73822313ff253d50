"""Every fault of a CSV file as text has one sentence, whoever asked for the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from grayzone.errors import DataError
from grayzone.readers.series import read_series
from grayzone.readers.tidy_table import LARGEST_FILE, read_table

HEAD = b"date,n\n"
GOOD = b"date,n\n2000-01-01,1\n2000-01-02,2\n"

TABLES = [
    ("an empty file", b"", "s.csv:1:1: the file is empty; its first line has to name the columns"),
    (
        "nothing but a byte order mark",
        b"\xef\xbb\xbf",
        "s.csv:1:1: the file is empty; its first line has to name the columns",
    ),
    (
        "a blank first line",
        b"\n" + GOOD,
        "s.csv:1:1: the first line is blank; it has to name the columns",
    ),
    ("a header alone", HEAD, "s.csv:2:1: there is a header but no row; add the rows below the header"),
    (
        "UTF-16",
        "date,n\n2000-01-01,1\n".encode("utf-16"),
        "s.csv:1:1: the text is UTF-16, not UTF-8; save the file again as 'CSV UTF-8'",
    ),
    (
        "Latin-1",
        b"date,n,town\n2000-01-01,1,Orl\xe9ans\n",
        "s.csv:2:3: byte 0xe9 is not UTF-8 text; save the file again as 'CSV UTF-8'",
    ),
    (
        "Latin-1 behind a byte order mark",
        b"\xef\xbb\xbfdate,n\n2000-01-01,\xe9\n",
        "s.csv:2:2: byte 0xe9 is not UTF-8 text; save the file again as 'CSV UTF-8'",
    ),
    (
        "a NUL byte",
        b"date,n\n2000-01-01,1\0\n",
        "s.csv:2:2: there is a NUL byte, which no text holds; export the file again as CSV",
    ),
    (
        "semicolons",
        b"date;n\n2000-01-01;1\n",
        "s.csv:1:1: the cells are not separated by commas; export with commas, not semicolons or tabs",
    ),
    ("a nameless column", b"date,,n\n", "s.csv:1:2: a column has no name; name it or remove it"),
    ("a column twice", b"date,n,n\n", "s.csv:1:3: column 'n' stands twice; rename or remove one"),
    (
        "a cell too many",
        b"date,n\n2000-01-01,1,5\n",
        "s.csv:2:3: the row has 3 cells but the header names 2 columns;"
        " look for a decimal comma or a comma without quotes",
    ),
    (
        "a cell too few",
        b"date,n\n2000-01-01\n",
        "s.csv:2:1: the row has 1 cell but the header names 2 columns;"
        " write an empty cell for what is unknown",
    ),
    (
        "an open quotation mark",
        b'date,n\n2000-01-01,"1\n2000-01-02,2\n',
        "s.csv:2:1: a quotation mark is left open or stands inside a cell;"
        " close it, or write it twice where it belongs to the text",
    ),
    (
        "a huge cell",
        b"date,n\n2000-01-01," + b"1" * 10_001 + b"\n",
        "s.csv:2:2: a cell holds 10,001 characters (at most 10,000);"
        " look for a quotation mark that is not closed",
    ),
    (
        "a cell beyond what the parser holds",
        b"date,n\n2000-01-01," + b"1" * 140_000 + b"\n",
        "s.csv:2:1: a cell holds over 131,072 characters (at most 10,000);"
        " look for a quotation mark that is not closed",
    ),
]


@pytest.fixture(autouse=True)
def in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a relative name such as ``s.csv`` stand in the sentence."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("data", "sentence"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES])
def test_a_fault_in_the_text_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    Path("s.csv").write_bytes(data)
    with pytest.raises(DataError) as refusal:
        read_table("s.csv")
    assert str(refusal.value) == sentence


def test_a_missing_file_names_the_nearest_one_beside_it() -> None:
    Path("deaths.csv").write_bytes(GOOD)
    with pytest.raises(DataError) as refusal:
        read_series("death.csv", column="n", unit="people / day")
    assert str(refusal.value) == "death.csv: there is no such file; did you mean 'deaths.csv'?"


def test_a_missing_file_in_an_empty_folder_says_so() -> None:
    with pytest.raises(DataError) as refusal:
        read_series("death.csv", column="n", unit="people / day")
    assert str(refusal.value) == "death.csv: there is no such file; its folder holds no CSV file"


def test_a_missing_folder_is_named() -> None:
    with pytest.raises(DataError) as refusal:
        read_series("nowhere/death.csv", column="n", unit="people / day")
    assert str(refusal.value) == "nowhere: there is no such folder; check the path"


def test_a_folder_is_no_file() -> None:
    Path("data").mkdir()
    with pytest.raises(DataError) as refusal:
        read_series("data", column="n", unit="people / day")
    assert str(refusal.value) == "data: this is a folder; name the CSV file in it"


def test_a_raw_file_of_many_megabytes_is_refused_before_it_is_read() -> None:
    with open("raw.csv", "wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(DataError) as refusal:
        read_table("raw.csv")
    assert str(refusal.value) == (
        "raw.csv: the file holds 64,000,001 bytes (at most 64,000,000);"
        " give the aggregated table, not the raw one"
    )


def test_every_refusal_here_is_one_line_that_ends_with_its_mend() -> None:
    sentences = [row[2] for row in TABLES]
    assert len(sentences) > 14
    for sentence in sentences:
        assert "\n" not in sentence
        assert "; " in sentence and not sentence.endswith((".", ";"))
