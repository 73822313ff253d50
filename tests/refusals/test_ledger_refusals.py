"""What the ledger refuses, and the sentence it says: what is wrong, in which file and line, and the mend."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from grayzone.errors import EvidenceError
from grayzone.evidence import Ledger

GOOD = """\
ledger: 1
read_by: a reader
sources:
  appeal-1999:
    author: "Doe, Jane"
    year: 1999
    title: A study that somebody read
claims:
  appeal-1999/calm:
    statement: "A call for calm halves hostility."
    cause: call for calm
    effect: majority hostility
    sign: "-"
    size: -0.5
    interval: [-0.7, -0.3]
    level: 0.95
    unit: relative change
    setting: two towns, 1999
    design: before and after
    grade: single study
    read_how: in the source
    doubt: "Nobody was assigned at random."
    prior: {words: "normal (-.5, .1)", form: {normal: [-0.5, 0.1]}}
"""


def refusal(tmp_path: Path, text: str) -> str:
    """Load a user's file and return the sentence that refuses it, with the folder cut off."""
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        Ledger.load(extra=[file])
    assert caught.value.exit_code == 2
    return str(caught.value).replace(f"{tmp_path}/", "")


def test_a_good_file_of_a_user_is_added_to_the_ledger_that_ships(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD, encoding="utf-8")
    ledger = Ledger.load(extra=[tmp_path])
    assert ledger["appeal-1999/calm"].size == -0.5
    assert ledger["appeal-1999/calm"].read_by == "a reader"
    assert ledger["appeal-1999/calm"].place.endswith("mine.yaml:9")
    assert len(ledger) == len(Ledger.load()) + 1
    assert "appeal-1999/calm" not in Ledger.load()


def test_the_example_of_the_claims_readme_is_a_good_file(tmp_path: Path) -> None:
    readme = (files("grayzone.evidence") / "claims" / "README.md").read_text(encoding="utf-8")
    example = readme.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "mine.yaml").write_text(f"ledger: 1\nread_by: a reader\n{example}", encoding="utf-8")
    claim = Ledger.load(extra=[tmp_path])["appeal-1999/calm"]
    assert claim.prior is not None
    assert claim.prior.form.mean == claim.size


def test_a_users_claim_may_cite_a_source_that_ships_and_answer_a_claim_that_ships(tmp_path: Path) -> None:
    text = GOOD.replace("appeal-1999/calm:", "lyall-2009/second-reading:").replace(
        '    doubt: "Nobody was assigned at random."',
        '    doubt: "Nobody was assigned at random."\n    counter: [lyall-2009/shelled-villages]',
    )
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    ledger = Ledger.load(extra=[tmp_path])
    assert ledger["lyall-2009/second-reading"].citation.author == "Lyall, Jason"
    against = ledger.counter("lyall-2009/shelled-villages")
    assert "lyall-2009/second-reading" in {claim.key for claim in against}


def test_an_unknown_key_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(EvidenceError) as caught:
        Ledger.load()["lyall-2009/shelled-vilages"]
    assert str(caught.value) == (
        "there is no claim 'lyall-2009/shelled-vilages'; did you mean 'lyall-2009/shelled-villages'?"
    )
    ledger = Ledger.load()
    for verb in (ledger.counter, lambda key: ledger.table([key]), lambda key: ledger.citations([key])):
        with pytest.raises(EvidenceError, match="there is no claim 'nobody/knows'"):
            verb("nobody/knows")


# Each case: what is replaced in the good file, by what, and the whole sentence.
CASES = {
    "no doubt": (
        '    doubt: "Nobody was assigned at random."\n', "",
        "mine.yaml:9: claim 'appeal-1999/calm' has no doubt; add one line 'doubt: ...'",
    ),
    "a doubt that is no sentence": (
        "assigned at random.", "assigned at random",
        "mine.yaml:9: claim 'appeal-1999/calm' has a doubt that is no sentence; end it with a full stop",
    ),
    "nobody read it": (
        "read_by: a reader\n", "",
        "mine.yaml:8: claim 'appeal-1999/calm' has no read_by; add one line 'read_by: ...'",
    ),
    "a field misspelt": (
        "    setting:", "    seting:",
        "mine.yaml:9: claim 'appeal-1999/calm' has an unknown field 'seting'; did you mean 'setting'?",
    ),
    "an unknown grade": (
        "grade: single study", "grade: single studies",
        "mine.yaml:9: claim 'appeal-1999/calm' "
        "has unknown grade 'single studies'; did you mean 'single study'?",
    ),
    "an unknown way of reading": (
        "read_how: in the source", "read_how: in the sauce",
        "mine.yaml:9: claim 'appeal-1999/calm' "
        "has unknown read_how 'in the sauce'; did you mean 'in the source'?",
    ),
    "a sign that is none": (
        'sign: "-"', 'sign: "~"',
        "mine.yaml:9: claim 'appeal-1999/calm' has unknown sign '~'; known are +, -, 0, mixed",
    ),
    "a size that is text": (
        "size: -0.5", "size: about half",
        "mine.yaml:9: claim 'appeal-1999/calm' has size 'about half', which is no number; give a number",
    ),
    "a size without unit": (
        "    unit: relative change\n", "",
        "mine.yaml:9: claim 'appeal-1999/calm' has a size or a unit, not both; "
        "give both or neither ('1' for a pure number)",
    ),
    "an interval beside the size": (
        "[-0.7, -0.3]", "[0.3, 0.7]",
        "mine.yaml:9: claim 'appeal-1999/calm' "
        "has an interval that does not hold its size; give low <= size <= high",
    ),
    "an interval without level": (
        "    level: 0.95\n", "",
        "mine.yaml:9: claim 'appeal-1999/calm' "
        "has an interval without level; add level: 0.95, or level: range",
    ),
    "a counter that nobody knows": (
        "    read_how:", "    counter: [lyall-2009/shelled-village]\n    read_how:",
        "mine.yaml:9: claim 'appeal-1999/calm' names 'lyall-2009/shelled-village' under counter, "
        "which is no claim; did you mean 'lyall-2009/shelled-villages'?",
    ),
    "a claim against itself": (
        "    read_how:", "    counter: [appeal-1999/calm]\n    read_how:",
        "mine.yaml:9: claim 'appeal-1999/calm' names itself under counter; drop it",
    ),
    "both for and against": (
        "    read_how:", "    counter: [a/b]\n    support: [a/b]\n    read_how:",
        "mine.yaml:9: claim 'appeal-1999/calm' "
        "has 'a/b' under counter and support; decide which way it points",
    ),
    "a part of the system that is none": (
        "    read_how:", "    carried_by: [mechanisms:fear]\n    read_how:",
        "mine.yaml:9: claim 'appeal-1999/calm' is carried by 'mechanisms:fear'; "
        "write kind:name; did you mean 'mechanism'?",
    ),
    "no source": (
        "  appeal-1999/calm:", "  appeal-1998/calm:",
        "mine.yaml:9: claim 'appeal-1998/calm' "
        "has no source 'appeal-1998'; add it; did you mean 'appeal-1999'?",
    ),
    "a key that is none": (
        "  appeal-1999/calm:", "  appeal-1999/Calm Down:",
        "mine.yaml:9: claim 'appeal-1999/Calm Down' has no key of the form source/finding; "
        "use small letters, digits and hyphens",
    ),
    "a source without author": (
        '    author: "Doe, Jane"\n', "",
        "mine.yaml:4: source 'appeal-1999' has no author; say who wrote or published it",
    ),
    "a source nobody can find": (
        "    title: A study that somebody read\n", "",
        "mine.yaml:4: source 'appeal-1999' cannot be found by anybody; give a title, outlet, doi or address",
    ),
    "a DOI that is none": (
        "    year: 1999", "    doi: pending\n    year: 1999",
        "mine.yaml:4: source 'appeal-1999' has no DOI in 'pending'; write it as 10.1234/abc or leave it out",
    ),
    "a year that is a guess": (
        "year: 1999", "year: about 1999",
        "mine.yaml:4: source 'appeal-1999' has year 'about 1999'; give a whole number or leave it out",
    ),
    "an unknown distribution": (
        "{normal: [-0.5, 0.1]}", "{normall: [-0.5, 0.1]}",
        "mine.yaml:9: unknown distribution 'normall'; did you mean 'normal'?",
    ),
    "a distribution without width": (
        "{normal: [-0.5, 0.1]}", "{normal: [-0.5, 0]}",
        "mine.yaml:9: 'normal' has no width; give a standard deviation above 0, or 'fixed'",
    ),
    "a distribution with a number missing": (
        "{normal: [-0.5, 0.1]}", "{normal: [-0.5]}",
        "mine.yaml:9: 'normal' does not get its numbers; give mean and standard deviation",
    ),
    "weights that do not sum to one": (
        "{normal: [-0.5, 0.1]}", "{mixture: [[0.5, {fixed: 0}], [0.4, {fixed: 1}]]}",
        "mine.yaml:9: weights sum to 0.9; let them be 0 or more and sum to 1",
    ),
    "a key that stands twice": (
        '    sign: "-"\n', '    sign: "-"\n    sign: "+"\n',
        "mine.yaml:14: 'sign' stands twice; the other is in line 13; drop one",
    ),
    "an anchor": (
        "cause: call for calm", "cause: &calm call for calm",
        "mine.yaml:11: anchors and aliases are not used in a ledger; write it out",
    ),
    "a tag": (
        "cause: call for calm", "cause: !!python/name:os.system call",
        "mine.yaml:11: tag tag:yaml.org,2002:python/name:os.system is not allowed; "
        "write plain text, numbers and lists",
    ),
    "an unknown part of the file": (
        "sources:\n", "source:\n",
        "mine.yaml:3: unknown part 'source'; did you mean 'sources'?",
    ),
    "another version": (
        "ledger: 1", "ledger: 2",
        "mine.yaml:1: the file is no ledger of version 1; begin it with 'ledger: 1'",
    ),
    "a number without end": (
        "size: -0.5", "size: -.inf",
        "mine.yaml:14: '-.inf' is no plain number; leave an unknown number out",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_file_is_refused_in_one_sentence_with_its_line(case: str, tmp_path: Path) -> None:
    old, new, sentence = CASES[case]
    assert GOOD.count(old) >= 1, "the case must change the good file"
    assert refusal(tmp_path, GOOD.replace(old, new, 1)) == sentence


def test_a_claim_that_exists_already_is_refused_with_both_places(tmp_path: Path) -> None:
    text = GOOD.replace("appeal-1999/calm:", "lyall-2009/shelled-villages:")
    place = Ledger.load()["lyall-2009/shelled-villages"].place
    assert place.startswith("claims/repression.yaml:")
    assert refusal(tmp_path, text) == (
        f"mine.yaml:9: claim 'lyall-2009/shelled-villages' exists already in {place}; give yours another key"
    )


def test_a_source_that_exists_already_is_refused_with_both_places(tmp_path: Path) -> None:
    sentence = refusal(tmp_path, GOOD.replace("appeal-1999", "lyall-2009"))
    assert sentence.startswith("mine.yaml:4: source 'lyall-2009' exists already in claims/repression.yaml:")


@pytest.mark.parametrize("text", ["", "just a sentence", "- a\n- list\n"])
def test_a_file_that_holds_no_mapping_is_refused(text: str, tmp_path: Path) -> None:
    sentence = refusal(tmp_path, text)
    assert sentence == "mine.yaml: the file holds no mapping; begin it with 'ledger: 1'"


def test_broken_yaml_is_refused_with_the_line_where_it_breaks(tmp_path: Path) -> None:
    sentence = refusal(tmp_path, GOOD.replace('title: A study', 'title: "A study'))
    assert sentence.startswith("mine.yaml:") and "the file is no YAML" in sentence
    assert refusal(tmp_path, "a: [" * 2000).startswith("mine.yaml")


def test_a_file_too_deep_or_too_long_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, f"ledger: {'[' * 20}{']' * 20}\n") == (
        "mine.yaml:1: more than 12 levels deep; write it flatter"
    )
    assert refusal(tmp_path, GOOD + "# filler\n" * 120_000) == (
        "mine.yaml: the file is longer than 1000000 characters; split it by topic"
    )


def test_an_empty_folder_and_a_file_that_is_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"holds no claims; put a file \*\.yaml there"):
        Ledger.load(extra=[tmp_path])
    (tmp_path / "picture.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EvidenceError, match="cannot be read as text"):
        Ledger.load(extra=[tmp_path])
    with pytest.raises(EvidenceError, match="cannot be read as text"):
        Ledger.load(extra=[tmp_path / "missing.yaml"])
