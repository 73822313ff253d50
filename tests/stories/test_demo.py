"""The main job, small: a case becomes files, the files become a page, and the page says only what is in them."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from grayzone.briefs.brief import content
from grayzone.briefs.demo import cite, demo, report
from grayzone.briefs.kept import FILES, Kept, load
from grayzone.errors import DataError, ScenarioError
from grayzone.figures import Figure, refuse_words
from grayzone.report import Answer, ReportContent, Responses, Section

DRAWS, AGENTS = 12, 1200
NUMBER = re.compile(r"[\N{MINUS SIGN}+]?\d[\d,]*(?:\.\d+)?%?")
MINUS = "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small demo: few draws, few people."""
    out = tmp_path_factory.mktemp("demo")
    demo(out, draws=DRAWS, agents=AGENTS, threads=1)
    return out


@pytest.fixture(scope="module")
def kept(folder: Path) -> Kept:
    return load(folder)


@pytest.fixture(scope="module")
def page(kept: Kept) -> ReportContent:
    return content(kept)


def test_the_demo_leaves_a_page_and_the_files_it_came_from(folder: Path) -> None:
    assert {p.name for p in folder.iterdir()} == {*FILES, "report.html", "manifest.json"}
    told = json.loads((folder / "manifest.json").read_text())
    for name, digest in told["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert set(told["versions"]) == {"grayzone", "numba", "numpy", "python"}
    assert (folder / "report.html").stat().st_size < 2_000_000


def test_neither_page_nor_manifest_names_a_place_on_the_machine_or_a_user(folder: Path) -> None:
    for name in ("report.html", "manifest.json", "setting.json", "effects.json"):
        text = (folder / name).read_text(encoding="utf-8")
        assert str(folder) not in text and "/root" not in text and "/home" not in text and "/tmp" not in text


def test_a_second_run_on_more_threads_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    demo(tmp_path, draws=DRAWS, agents=AGENTS, threads=2)
    for name in (*FILES, "report.html"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_the_page_can_be_written_again_from_the_files_alone(folder: Path, tmp_path: Path) -> None:
    again = report(folder, tmp_path / "again.html")
    assert again.read_bytes() == (folder / "report.html").read_bytes()


def test_every_section_of_the_page_is_there(page: ReportContent) -> None:
    for name in ("what_happened", "fear_and_hostility", "data_beside_model", "gray_zone", "responses", "assumptions",
                 "data_or_assumption", "causal_map", "other_cases", "come_back"):  # fmt: skip
        assert isinstance(getattr(page, name), Section | Responses), name
    assert len(page.not_concluded) >= 6
    assert page.question.startswith("After") and "shrink" in page.question and "kept it open" in page.question


def texts(page: ReportContent) -> Iterator[str]:
    """Go through all words of a page but the tempting sentences, which are quoted in order to be refused."""
    assert isinstance(page.answer, Answer)
    yield from (slot.text for slot in page.answer.slots())
    yield from (f"{t.part} {t.remark}" for t in page.how_sure)
    yield from (c.why for c in page.not_concluded)
    tables = [f.table for f in page.figures()]
    for name in page.__dataclass_fields__:
        part = getattr(page, name)
        if isinstance(part, Section | Responses):
            yield from part.paragraphs
        if isinstance(part, Section):
            tables += part.tables
    yield from (f"{f.finding} {f.how_to_read}. {f.source} {f.tag}" for f in page.figures() if isinstance(f, Figure))
    yield from (cell for t in tables for row in t.rows for cell in row)


def test_no_sentence_or_cell_of_the_page_claims_more_than_a_model_can_know(page: ReportContent) -> None:
    for text in texts(page):
        refuse_words(text)
        assert "best" not in text.lower().split(), text


def test_the_default_rival_is_the_one_without_effect_and_all_three_stand_side_by_side(page: ReportContent) -> None:
    assert isinstance(page.answer, Answer) and isinstance(page.responses, Responses)
    said = " ".join(slot.text for slot in page.answer.depends)
    for rival in ("Under backlash", "Under no effect", "Under deterrence"):
        assert rival in said
    assert {row.response for row in page.responses.balance} >= {"Collective restriction", "Unity"}


def column(folder: Path, outcome: str, rival: str, response: str) -> np.ndarray:
    table = pq.read_table(folder / "outcomes.parquet").to_pydict()
    rows = zip(table["rival"], table["response"], table[outcome])
    return np.array([value for r, p, value in rows if r == rival and p == response])


def facts() -> dict[str, float]:
    import grayzone

    case = Path(grayzone.__file__).parent / "cases" / "paris-2015"
    with (case / "facts.csv").open(encoding="utf-8") as file:
        acts = {
            row["period_start"][:4]: float(row["value"])
            for row in csv.DictReader(file)
            if row["measure"] == "anti_muslim_acts_and_threats" and row["period_end"][5:] == "12-31"
        }
    with (case / "effects.csv").open(encoding="utf-8") as file:
        effects = {
            row["outcome"]: (float(row["estimate"]), float(row["se"]))
            for row in csv.DictReader(file)
            if row["event_date"] == "2015-11-13" and row["country"] == "FR"
        }
    with (case / "events.csv").open(encoding="utf-8") as file:
        events = [row for row in csv.DictReader(file) if row["abroad"] == "0" and row["kind"] == "attack"]
    killed = sum(int(row["killed"]) for row in events if row["date"] == "2015-11-13")
    year = sum(int(row["killed"]) for row in events if row["date"][:4] == "2015")
    told = {"acts 2014": acts["2014"], "acts 2015": acts["2015"], "killed": killed, "killed in 2015": year}
    for name, (value, error) in effects.items():
        told |= {name: value, f"{name} low": value - 1.6449 * error, f"{name} high": value + 1.6449 * error}
    return told


def signed(value: float, places: int, end: str = "") -> str:
    text = f"{value:+.{places}f}".replace("-", MINUS)
    return (text.lstrip("+" + MINUS) if float(f"{value:.{places}f}") == 0 else text) + end


def recomputed(folder: Path) -> set[str]:
    """Work out every number that the answer may say, from the files and tables and without the package's words."""
    known = facts()
    found = {f"{known[name]:.0f}" for name in ("acts 2014", "acts 2015", "killed", "killed in 2015")}
    found |= {signed(known[f"{name}{end}"], 2) for name in ("ter", "imm", "ref") for end in ("", " low", " high")}
    draws = pq.read_table(folder / "draws.parquet").to_pydict()
    for rival in ("backlash", "null", "deterrence"):
        changed = 100 * np.expm1(np.array(draws[f"net.{rival}"]))
        found |= {signed(float(round(np.quantile(changed, q))), 0, "%") for q in (0.05, 0.95)}
    for rival in ("backlash", "null", "deterrence"):
        table = np.stack([column(folder, "attacks", rival, p) for p in load(folder).compared.policies])
        ahead = table == table.min(axis=0)
        found.add(f"{round(100 * (ahead / ahead.sum(axis=0)).mean(axis=1).max())}%")
        gap = column(folder, "gray_zone", rival, "inclusion") - column(
            folder, "gray_zone", rival, "collective_restriction"
        )
        found |= {signed(float(round(100 * np.quantile(gap, q))), 0) for q in (0.05, 0.95)}
    with np.load(folder / "courses.npz") as courses:
        began = courses["zone"][2, 1, 0, :, 0].astype(float).mean()
    change = column(folder, "gray_zone", "null", "as_happened") - began
    return found | {signed(100 * float(np.quantile(change, q)), 1) for q in (0.05, 0.95)}


def test_every_number_of_the_answer_can_be_worked_out_from_the_files(folder: Path, page: ReportContent) -> None:
    assert isinstance(page.answer, Answer)
    allowed = recomputed(folder) | {"90%"}
    said = 0
    for slot in page.answer.slots():
        text = re.sub(r"\b(?:\d{1,2} )?(?:January|November) 20\d\d\b|\b(?:in|and|to|through) 20\d\d\b", " ", slot.text)
        text = re.sub(r"\b20(?:14|15|16)\b", " ", text)
        for number in NUMBER.findall(text):
            assert number.strip(",") in allowed, f"{number!r} in {slot.text!r}"
            said += 1
    assert said > 25


def test_a_number_that_is_not_in_the_files_would_be_noticed(folder: Path) -> None:
    assert not {"134", "428", "+9.99"} & recomputed(folder)


def test_an_unknown_case_is_refused_with_the_nearest_one_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="paris-2015"):
        demo(tmp_path / "never", case="paris-2051")
    assert not (tmp_path / "never").exists()


def test_a_folder_without_findings_is_refused_with_the_command_that_makes_them(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="grayzone demo"):
        report(tmp_path, tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


def test_a_damaged_file_is_refused_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "outcomes.parquet").write_bytes(b"no table")
    with pytest.raises(DataError, match="cannot be read"):
        load(tmp_path)


def test_the_citations_name_the_studies_that_the_page_speaks_of(folder: Path) -> None:
    text = cite(folder)
    for author in ("Castanho Silva", "Lyall", "LaFree"):
        assert author in text


def test_the_command_line_writes_the_same_page_from_the_folder_and_cites_it(folder: Path, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from grayzone.cli.main import grayzone

    again = tmp_path / "again.html"
    written = CliRunner().invoke(grayzone, ["report", str(folder), "--out", str(again)])
    assert written.exit_code == 0, written.output
    assert again.read_bytes() == (folder / "report.html").read_bytes()
    cited = CliRunner().invoke(grayzone, ["cite", str(folder)])
    assert cited.exit_code == 0 and "@" in cited.output


def test_the_command_says_who_leads_under_each_rival_and_what_the_data_do_not_inform(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from grayzone.cli.case_verbs import _who_leads
    from grayzone.cli.say import Say

    told = _who_leads(Say(), folder)["leads"]
    assert set(told["attacks"]) == {"backlash", "null", "deterrence", "mixture"}
    said = capsys.readouterr()
    assert "do not inform" in said.out + said.err
    assert all(rival in said.out + said.err for rival in told["attacks"])
