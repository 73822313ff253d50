"""Records: labelled arrays that can be looked up, hashed, kept and read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from grayzone.errors import DataError, RunError
from grayzone.ground.records import Record, Variable, labels


def record(**changes: float) -> Record:
    day = np.arange("2001-01-01", "2001-01-04", dtype="datetime64[D]")
    people = np.arange(6.0).reshape(3, 2) + changes.get("more", 0.0)
    return Record(
        {"day": day, "status": labels(["wary", "hostile"])},
        {
            "people": Variable(("day", "status"), people, "people", "people in each status"),
            "fear": Variable(("day",), np.zeros(3), "1", "fear"),
        },
        {"seed": 1, "claims": ["a-2001/b"]},
    )


def test_values_are_looked_up_by_label() -> None:
    assert record().select("people", status="hostile").tolist() == [1.0, 3.0, 5.0]
    assert record().select("people", day="2001-01-02", status="wary").tolist() == 2.0
    assert "fear" in record()
    assert "anger" not in record()


def test_a_wrong_label_or_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(RunError, match="'people' has no status 'hostil'; did you mean 'hostile'?"):
        record().select("people", status="hostil")
    with pytest.raises(RunError, match="'people' has no place 'north'; none is declared"):
        record().select("people", place="north")
    with pytest.raises(RunError, match="the record has no variable 'peopel'; did you mean 'people'?"):
        _ = record()["peopel"]


def test_an_array_must_have_the_shape_of_its_dimensions() -> None:
    with pytest.raises(RunError, match=r"variable 'fear' has shape \(2,\), its dimensions say \(1,\)"):
        Record({"day": np.zeros(1)}, {"fear": Variable(("day",), np.zeros(2), "1", "fear")})


def test_the_hash_is_that_of_results_and_nothing_else() -> None:
    one, other = record(), record()
    other.attrs["when"] = "today"
    other.variables = dict(reversed(other.variables.items()))
    assert one.sha256() == other.sha256()
    assert one.sha256() != record(more=1e-9).sha256()


def test_a_record_that_is_kept_is_the_same_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    record().save(path)
    again = Record.load(path)
    assert again.sha256() == record().sha256()
    assert again.attrs == record().attrs
    assert again["people"].long_name == "people in each status"


def test_a_file_that_is_no_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    path.write_text("not a record", encoding="utf-8")
    with pytest.raises(DataError, match=r"run\.npz: is no record of a run; run the scenario again"):
        Record.load(path)


def test_xarray_gets_the_same_numbers_with_units() -> None:
    dataset = record().to_xarray()
    assert dataset["people"].attrs == {"units": "people", "long_name": "people in each status"}
    assert float(dataset["people"].sel(day="2001-01-02", status="wary")) == 2.0
    assert dataset.attrs["seed"] == 1
