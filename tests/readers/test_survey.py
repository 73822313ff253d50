"""Surveys: an explicit weight, shares with their design effect, and no cell that gives anybody away."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grayzone.errors import DataError
from grayzone.readers.survey import MINIMUM_CELL, survey_marginals, withheld


def survey(folder: Path, *lines: tuple[str, int], head: str = "trust,w,land,when") -> Path:
    """Write each line as often as said."""
    path = folder / "survey.csv"
    path.write_text(head + "\n" + "".join(f"{line}\n" * many for line, many in lines), encoding="utf-8")
    return path


def refusal(*arguments: Any, **named: Any) -> str:
    with pytest.raises(DataError) as told:
        survey_marginals(*arguments, **named)
    assert told.value.exit_code == 3
    return str(told.value)


def test_shares_are_weighted_and_ordered(tmp_path: Path) -> None:
    path = survey(tmp_path, ("10,2,A,", 20), ("0,1,A,", 20), ("5,0.5,A,", 40))
    found = survey_marginals(path, column="trust", weight="w")
    (row,) = found.rows
    assert found.answers == (0, 5, 10)
    assert row.shares == (0.25, 0.25, 0.5)
    assert row.people == 80
    # Kish: 80 * (20 * 4 + 20 * 1 + 40 * .25) / 80 ** 2
    assert row.design_effect == 1.375 and row.effective == 58.2


def test_equal_weights_have_no_design_effect(tmp_path: Path) -> None:
    path = survey(tmp_path, ("1,3,A,", 30), ("2,3,A,", 30))
    (row,) = survey_marginals(path, column="trust", weight="w").rows
    assert (row.design_effect, row.effective) == (1, 60)


def test_groups_and_periods_are_rows(tmp_path: Path) -> None:
    path = survey(
        tmp_path,
        ("1,1,B,2016-09-03", 20),
        ("2,1,B,2016-09-30", 20),
        ("1,1,A,2017-01-01", 15),
        ("2,1,A,2017-01-02", 45),
    )
    rows = survey_marginals(path, column="trust", weight="w", group="land", period="when").rows
    assert [(row.period, row.group, row.shares) for row in rows] == [
        ("2016-09-01", "B", (0.5, 0.5)),
        ("2017-01-01", "A", (0.25, 0.75)),
    ]


def test_a_cell_under_ten_is_withheld_with_another_that_would_give_it_away(tmp_path: Path) -> None:
    path = survey(tmp_path, ("1,1,A,", 9), ("2,1,A,", 30), ("3,1,A,", 40), ("4,1,A,", 50))
    found = survey_marginals(path, column="trust", weight="w")
    assert found.rows[0].shares == (None, None, 0.3101, 0.3876)
    assert found.withheld_cells == 2
    exactly_ten = survey(tmp_path, ("1,1,A,", 10), ("2,1,A,", 30))
    assert survey_marginals(exactly_ten, column="trust", weight="w").rows[0].shares == (0.25, 0.75)


def test_a_group_of_a_minority_under_ten_is_no_row(tmp_path: Path) -> None:
    path = survey(tmp_path, ("1,1,many,", 50), ("2,1,many,", 50), ("1,1,few,", 6), ("2,1,few,", 3))
    found = survey_marginals(path, column="trust", weight="w", group="land")
    assert [row.group for row in found.rows] == ["many"]
    assert "few" not in repr(found)
    assert found.withheld_groups == 1
    assert dict(found.tally.dropped) == {"in a group too small to show (cells under 10)": 9}
    assert found.tally.rows_in == 109 == found.tally.used + 9


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_what_is_withheld_together_is_never_one_cell_nor_under_ten_people(people: list[int]) -> None:
    hidden = withheld(people, MINIMUM_CELL)
    shown = set(range(len(people))) - hidden
    assert all(people[at] >= MINIMUM_CELL for at in shown)
    if hidden and shown:
        assert len(hidden) > 1 and sum(people[at] for at in hidden) >= MINIMUM_CELL


def test_rows_without_answer_weight_or_group_are_dropped_by_reason(tmp_path: Path) -> None:
    path = survey(
        tmp_path, ("1,1,A,", 20), (",1,A,", 2), ("1,,A,", 3), ("1,0,A,", 4), ("1,1,,", 5), ("77,1,A,", 6)
    )
    found = survey_marginals(path, column="trust", weight="w", group="land", missing=[77])
    assert dict(found.tally.dropped) == {
        "no answer": 2,
        "no weight": 3,
        "a weight of 0": 4,
        "no group": 5,
        "no answer: 77": 6,
    }
    assert found.tally.rows_in == 40 == found.tally.used + found.tally.rows_dropped


def test_answers_that_look_like_codes_of_no_answer_are_remarked(tmp_path: Path) -> None:
    path = survey(tmp_path, ("1,1,A,", 20), ("88,1,A,", 20))
    found = survey_marginals(path, column="trust", weight="w")
    assert dict(found.tally.remarks) == {"the answer 88 looks like a code for 'no answer' (kept)": 20}


def test_a_weight_has_to_be_named(tmp_path: Path) -> None:
    path = survey(tmp_path, ("1,1,A", 20), head="trust,pspwght,land")
    assert refusal(path, column="trust", weight="") == (
        f"{path}: a survey needs a weight column; name it, such as 'pspwght'"
    )
    assert refusal(path, column="trust", weight="pspwgt") == (
        f"{path}: there is no column 'pspwgt'; did you mean 'pspwght'?"
    )


def test_every_survey_that_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    assert refusal(survey(tmp_path, ("1,-1,A,", 1)), column="trust", weight="w") == (
        f"{tmp_path}/survey.csv:2: -1 in 'w' is a negative weight; check that this is the weight"
    )
    for absurd in ("1e200", "1e-200"):
        assert refusal(survey(tmp_path, (f"1,{absurd},A,", 40)), column="trust", weight="w") == (
            f"{tmp_path}/survey.csv:2: {float(absurd):g} in 'w' cannot be a weight;"
            " check that this is the weight"
        )
    assert refusal(survey(tmp_path, ("1,NaN,A,", 1)), column="trust", weight="w") == (
        f"{tmp_path}/survey.csv:2: 'NaN' in 'w' spells an unknown figure; leave the cell empty"
    )
    assert refusal(survey(tmp_path, ("Yes,1,A,", 1)), column="trust", weight="w") == (
        f"{tmp_path}/survey.csv:2: 'Yes' in 'trust' is not a number;"
        " write plain digits with a decimal point, or leave the cell empty if it is unknown"
    )
    assert refusal(survey(tmp_path, ("1,,A,", 5)), column="trust", weight="w") == (
        f"{tmp_path}/survey.csv: none of 5 rows has an answer and a weight;"
        " check the columns and the missing codes"
    )
    assert refusal(survey(tmp_path, ("1,1,A,", 9)), column="trust", weight="w") == (
        f"{tmp_path}/survey.csv: every group has too few people in each answer (cells under 10);"
        " ask for larger groups"
    )
    ids = [(f"{at},1,A,", 1) for at in range(60)]
    assert refusal(survey(tmp_path, *ids), column="trust", weight="w") == (
        f"{tmp_path}/survey.csv: 'trust' has over 50 different answers;"
        " name an ordered question, not a measure or an id"
    )
    path = survey(tmp_path, ("1,1,A,", 20))
    assert refusal(path, column="trust", weight="w", minimum_cell=5) == (
        "minimum_cell: a cell of 5 people is too small to be shown; give 10 or more"
    )


def test_without_its_package_an_spss_file_is_refused_with_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "survey.sav"
    path.write_bytes(b"$FL2@(#) SPSS DATA FILE")
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    assert refusal(path, column="trust", weight="w") == (
        f"{path}: this file is read by the package pyreadstat, which is not installed;"
        " install it with: pip install 'grayzone[survey]'; or export the columns as 'CSV UTF-8'"
    )


def test_a_damaged_spss_or_stata_file_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pyreadstat", reason="the extra survey is not installed")
    for name, begin, program in (
        ("a.sav", b"$FL2@(#) SPSS DATA FILE", "SPSS"),
        ("a.dta", b"<stata_dta><header>", "Stata"),
    ):
        path = tmp_path / name
        path.write_bytes(begin + bytes(range(256)) * 4)
        told = refusal(path, column="trust", weight="w")
        assert told.startswith(f"{path}: the file cannot be read as {program} (")
        assert told.endswith("); export it again, or as 'CSV UTF-8'")


def test_spss_labels_and_declared_missing_codes_are_kept_in_mind(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat", reason="the extra survey is not installed")
    pandas = pytest.importorskip("pandas", reason="the test writes its file with pandas")
    frame = pandas.DataFrame(
        {
            "trust": [0.0] * 20 + [10.0] * 20 + [77.0] * 3,
            "anweight": [1.0] * 20 + [3.0] * 20 + [1.0] * 3,
            "cntry": [1.0] * 43,
            "idno": [float(at) for at in range(43)],
        }
    )
    path = tmp_path / "ess.sav"
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels={"trust": "Most people can be trusted"},
        variable_value_labels={"trust": {0.0: "no", 10.0: "yes", 77.0: "Refusal"}, "cntry": {1.0: "Land"}},
        missing_ranges={"trust": [77, {"lo": 88, "hi": 99}]},
    )
    found = survey_marginals(path, column="trust", weight="anweight", group="cntry")
    assert (found.question, found.labels) == ("Most people can be trusted", ("no", "yes"))
    assert [(row.group, row.shares) for row in found.rows] == [("Land", (0.25, 0.75))]
    assert dict(found.tally.dropped) == {"no answer: Refusal": 3}


def test_stata_files_are_read_alike(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat", reason="the extra survey is not installed")
    pandas = pytest.importorskip("pandas", reason="the test writes its file with pandas")
    frame = pandas.DataFrame(
        {"trust": [0.0] * 20 + [10.0] * 20 + [float("nan")] * 3, "w": [1.0] * 43, "c": ["A"] * 43}
    )
    path = tmp_path / "ess.dta"
    pyreadstat.write_dta(frame, str(path))
    found = survey_marginals(path, column="trust", weight="w", group="c")
    assert [(row.group, row.shares) for row in found.rows] == [("A", (0.5, 0.5))]
    assert dict(found.tally.dropped) == {"no answer": 3}
