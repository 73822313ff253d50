"""The command `grayzone data` as a person meets it: what it prints, writes and leaves."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from small_files import acled, ged, gtd

from grayzone.cli import main
from grayzone.readers.series import read_panel


class Told:
    """What a command printed, and how it left."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Call = Callable[..., Told]


@pytest.fixture
def data(capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: object) -> Told:
        with pytest.raises(SystemExit) as left:
            main.run(["data", *map(str, arguments)])
        printed = capsys.readouterr()
        return Told(int(left.value.code or 0), printed.out, printed.err)

    return call


def close_up(text: str) -> str:
    """Return a text without its columns' padding."""
    return re.sub(r"(?<=\S) {2,}", "  ", text)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_bundled_files_are_listed_with_unit_period_and_licence(data: Call) -> None:
    told = data("list")
    assert told.code == 0
    assert "    ged.csv  2003-01-01 to 2018-12-01, 192 rows; ged: people / month\n" in told.out
    assert "licence: public domain (incidents); facts, cited (events)\n" in told.out
    cases = json.loads(data("list", "--json").out)["cases"]
    assert len(cases) >= 5 and all(case["licence"] and case["credit"] and case["files"] for case in cases)


def test_check_says_what_a_file_is_and_what_becomes_of_its_rows(data: Call, tmp_path: Path) -> None:
    path = ged(tmp_path, {}, {"id": "1", "date_start": "2006-02-30"}, {"id": "3", "best": "NaN"})
    told = data("check", path)
    assert told.code == 3
    assert close_up(told.out).startswith(
        f"UCDP GED, columns of 19.1 or later, or a candidate file: {path}\n"
        "events from 2006-02-22 to 2006-02-22\n"
        "rows in  3\n"
        "rows used  1\n"
        "rows dropped  2\n"
        "  a date that cannot be meant  1  (first in line 3)\n"
        "  a figure that is no number  1  (first in line 4)\n"
    )
    facts = json.loads(data("check", path, "--json").out)
    assert facts["rows"]["rows_in"] == facts["rows"]["rows_used"] + facts["rows"]["rows_dropped"] == 3
    assert facts["rows"]["faulty"] == 2 and facts["reader"] == "ucdp"


def test_check_names_the_breaks_to_think_of(data: Call, tmp_path: Path) -> None:
    told = data("check", gtd(tmp_path, {"iyear": "1990"}, {"eventid": "2", "iyear": "2000"}))
    assert told.code == 0
    assert "break on 1998-01-01: GTD: collected afresh" in told.out
    assert "unknown year: 1993\n" in told.out and "2008" not in told.out


def test_tidy_writes_a_table_that_reads_back_and_an_account(data: Call, tmp_path: Path) -> None:
    north, south = {"adm_1": "1 North"}, {"id": "2", "adm_1": "=South"}
    path = ged(tmp_path, north, {**south, "date_end": "2006-03-01", "date_prec": "2"})
    out = tmp_path / "out"
    told = data("tidy", path, "--as", "ucdp", "--by", "place,kind", "--resolution", "month", "--out", out)
    assert told.code == 0, told.err
    assert sorted(file.name for file in out.iterdir()) == ["README.md", "counts.csv"]
    panel = read_panel(
        out / "counts.csv", column="best", unit="people / month", resolution="month", fractional=True
    )
    assert panel.places == ("'=South", "1 North")
    assert panel.values.tolist() == [[3.5, 4], [0.5, 0]]
    readme = (out / "README.md").read_text(encoding="utf-8")
    assert "rows in  2\n" in close_up(readme) and "- Licence: CC BY 4.0\n" in readme
    assert str(tmp_path) not in readme
    first = (out / "counts.csv").read_bytes()
    again = data("tidy", path, "--as", "ucdp", "--by", "place,kind", "--resolution", "month", "--out", out)
    assert again.code == 2 and "holds an earlier table; give another --out, or --force" in again.err
    forced = ("--by", "kind,place", "--resolution", "month", "--out", out, "--force")
    assert data("tidy", path, "--as", "ucdp", *forced).code == 0
    assert (out / "counts.csv").read_bytes() == first


def test_acled_is_never_to_be_shared_and_its_notes_are_nowhere(data: Call, tmp_path: Path) -> None:
    path, out = acled(tmp_path, {}, separator=";"), tmp_path / "out"
    told = data("tidy", path, "--as", "acled", "--by", "place", "--out", out, "--json")
    readme = (out / "README.md").read_text(encoding="utf-8")
    assert "- DO NOT SHARE: never share the file or single rows; read ACLED's terms" in readme
    assert json.loads(told.out)["share"] is False
    assert "never share" in told.err
    everything = told.out + told.err + readme + (out / "counts.csv").read_text(encoding="utf-8")
    assert "SECRET" not in everything
    assert "SECRET" not in data("check", path).out
    assert sorted(file.name for file in tmp_path.iterdir()) == ["acled.csv", "out"], "nothing was cached"


def test_an_unknown_figure_is_an_empty_cell(data: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert data("tidy", gtd(tmp_path, {"nkill": "-99"}), "--as", "gtd", "--out", out).code == 0
    assert rows(out / "counts.csv") == [{"date": "2001-09-11", "events": "1", "deaths": "", "wounded": ""}]


def test_faulty_rows_are_refused_unless_dropping_is_asked_for(data: Call, tmp_path: Path) -> None:
    path, out = ged(tmp_path, {}, {"id": "2", "best": "many"}), tmp_path / "out"
    assert data("tidy", path, "--as", "ucdp", "--out", out).code == 3
    told = data("tidy", path, "--as", "ucdp", "--out", out, "--drop-faulty")
    assert told.code == 0
    assert "  a figure that is no number  1  (first in line 3)" in close_up(told.out)


def test_a_list_of_events_is_counted(data: Call, tmp_path: Path) -> None:
    path, out = tmp_path / "incidents.csv", tmp_path / "out"
    path.write_text("on,town\n2015-01-07,A\n2015-01-09,A\n", encoding="utf-8")
    named = ("--date", "on", "--place", "town")
    told = data("tidy", path, "--as", "series", *named, "--by", "place", "--out", out)
    assert told.code == 0, told.err
    assert [row["events"] for row in rows(out / "counts.csv")] == ["1", "0", "1"]


def test_a_tidy_series_is_checked_and_copied(data: Call, tmp_path: Path) -> None:
    path, out = tmp_path / "deaths.csv", tmp_path / "out"
    path.write_bytes(b"\xef\xbb\xbfdate,north,source\r\n1999-01-04,2,a\r\n1999-01-11,,a\r\n")
    assert data("tidy", path, "--as", "series", "--out", out).code == 0
    assert (out / "series.csv").read_bytes() == b"date,north,source\n1999-01-04,2,a\n1999-01-11,,a\n"
    assert "tidy series by week" in data("check", path).out
    path.write_text("date,north\n1999-01-01,2\n1999-01-03,2\n", encoding="utf-8")
    assert data("check", path).err == (
        f"error: {path}:3:1: 1999-01-02 is missing before 1999-01-03;"
        " add what is missing, with empty cells if the figures are unknown\n"
    )


def survey(folder: Path) -> Path:
    path = folder / "survey.csv"
    lines = ["0,1,A,2016"] * 20 + ["10,3,A,2016"] * 20 + ["0,1,B,2016"] * 4
    path.write_text("\n".join(["trust,anweight,land,year", *lines]) + "\n", encoding="utf-8")
    return path


def test_marginals_of_a_survey_are_all_that_leaves(data: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ("--question", "trust", "--weight", "anweight", "--group", "land", "--period", "year")
    told = data("tidy", survey(tmp_path), "--as", "survey", *asked, "--out", out)
    assert told.code == 0, told.err
    assert rows(out / "marginals.csv") == [
        {
            "date": "2016", "community": "A", "share_0": "0.25", "share_10": "0.75",
            "people": "40", "effective": "32", "design_effect": "1.25",
        }
    ]  # fmt: skip
    assert "0 cells and 1 whole groups" in (out / "README.md").read_text(encoding="utf-8")


REFUSED = [
    (
        ("--as", "survey", "--question", "trust"), 3,
        "error: {survey}: a survey needs a weight column; name it, such as 'anweight'\n",
    ),
    (
        ("--as", "survey", "--weight", "anweight"), 3,
        "error: {survey}: a survey needs a question; name its column with --question COL\n",
    ),
    (
        ("--as", "survey", "--weight", "anweight", "--question", "trust", "--by", "place"), 2,
        "error: --by means nothing to survey; leave it out\n",
    ),
    (
        ("--as", "survey", "--weight", "anweight", "--question", "trust", "--missing", "x"), 3,
        "error: --missing: 'x' is no list of codes; write numbers, as in 77,88,99\n",
    ),
    (
        ("--as", "series", "--resolution", "month"), 2,
        "error: --resolution means nothing to a tidy series;"
        " leave it out, or name the column of the date with --date COL\n",
    ),
    (("--as", "gtd", "--weight", "w"), 2, "error: --weight means nothing to gtd; leave it out\n"),
    (("--as", "ucdp", "--drop-doubtful"), 2, "error: --drop-doubtful means nothing to ucdp; leave it out\n"),
    (
        ("--as", "gtd"), 3,
        "error: {survey}:1: there is no column 'eventid', which GTD has;"
        " known are anweight, land, trust, year\n",
    ),
    (
        ("--as", "series", "--date", "yaer"), 3,
        "error: {survey}:1: there is no column 'yaer'; did you mean 'year'?\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "code", "sentence"), REFUSED)
def test_what_cannot_be_meant_is_refused_in_one_sentence(
    asked: tuple[str, ...], code: int, sentence: str, data: Call, tmp_path: Path
) -> None:
    path, out = survey(tmp_path), tmp_path / "out"
    told = data("tidy", path, *asked, "--out", out)
    assert (told.code, told.err) == (code, sentence.format(survey=path))
    assert not out.exists()


def test_a_foreign_folder_is_never_touched(data: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.tex").write_text("mine", encoding="utf-8")
    told = data("tidy", ged(tmp_path, {}), "--as", "ucdp", "--out", out, "--force")
    assert told.code == 2 and "its files are never touched" in told.err
    assert [file.name for file in out.iterdir()] == ["thesis.tex"]
