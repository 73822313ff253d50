"""Every claim of the ledger keeps the contract: a source, a reading, a doubt, and what speaks against it.

The tests run over all claims that ship, without an exclusion list, and assert that the list is not empty.
"""

from __future__ import annotations

import dataclasses
import math
import re
from importlib.resources import files

import pytest

from grayzone.evidence import Claim, Interval, Ledger
from grayzone.evidence.claim import CARRIERS, GRADES, READINGS, SIGNS

LEDGER = Ledger.load()
KEYS = LEDGER.keys()
ARTICLE = [f"article-2015/c{number:02d}" for number in range(1, 22)]

every_claim = pytest.mark.parametrize("claim", [LEDGER[key] for key in KEYS], ids=KEYS)


def test_the_ledger_is_not_empty_and_its_keys_are_sorted_and_unique() -> None:
    assert len(KEYS) > 100
    assert list(KEYS) == sorted(set(KEYS))
    assert list(LEDGER) == list(KEYS) and len(LEDGER) == len(KEYS)


@every_claim
def test_every_claim_has_a_source_that_a_person_can_find(claim: Claim) -> None:
    citation = claim.citation
    assert citation.author
    assert citation.title or citation.outlet or citation.doi or citation.address
    assert claim.key.startswith(f"{citation.key}/")


@every_claim
def test_every_claim_says_how_it_was_read_and_what_there_is_to_doubt(claim: Claim) -> None:
    assert claim.read_how in READINGS and claim.read_by
    assert claim.grade in GRADES and claim.sign in SIGNS
    assert claim.doubt.endswith(".") and len(claim.doubt.split()) >= 3


@every_claim
def test_every_key_that_a_claim_names_exists(claim: Claim) -> None:
    named = (*claim.counter, *claim.support)
    assert all(name in LEDGER for name in named)
    assert claim.key not in named


@every_claim
def test_what_speaks_against_a_claim_is_seen_from_both_sides(claim: Claim) -> None:
    for other in LEDGER.counter(claim.key):
        assert claim.key in [each.key for each in LEDGER.counter(other.key)]
    assert set(claim.counter) <= {other.key for other in LEDGER.counter(claim.key)}


@every_claim
def test_a_size_has_a_unit_and_a_sign_that_fits(claim: Claim) -> None:
    assert (claim.size is None) == (claim.unit == "")
    if claim.interval is not None:
        assert claim.size is not None
        assert claim.interval.low <= claim.size <= claim.interval.high


@every_claim
def test_a_prior_has_words_and_a_form_with_a_finite_spread(claim: Claim) -> None:
    if claim.prior is None or claim.prior.form.kind == "categorical":
        return
    assert claim.prior.words
    assert math.isfinite(claim.prior.form.mean)
    assert 0 <= claim.prior.form.variance < math.inf


@every_claim
def test_a_figure_from_a_copy_or_from_our_own_choice_is_never_graded_as_read(claim: Claim) -> None:
    if claim.citation.kind == "own":
        assert claim.grade in ("modelling choice", "trial on data", "official figures")
    if claim.grade == "trial on data":
        assert claim.read_how == "produced by a run"
    if claim.grade == "modelling choice":
        assert claim.read_how == "derived"


def test_the_article_is_there_claim_by_claim_and_only_as_assertion() -> None:
    assert [key for key in KEYS if key.startswith("article-2015/")] == ARTICLE
    for key in ARTICLE:
        assert LEDGER[key].grade == "assertion in an opinion article"
        assert LEDGER[key].size is None


@pytest.mark.parametrize("key", ARTICLE)
def test_each_claim_of_the_article_is_carried_by_a_part_of_the_system(key: str) -> None:
    parts = LEDGER[key].carried_by
    assert parts
    assert {part.partition(":")[0] for part in parts} <= set(CARRIERS)


def test_the_hypothesis_that_repression_backfires_has_evidence_on_both_sides() -> None:
    studies = [claim for claim in LEDGER.find("restriction") if claim.grade == "single study"]
    assert {claim.sign for claim in studies if claim.effect == "attacks"} == {"+", "-", "0"}
    assert LEDGER["article-2015/c18"].support
    assert "lyall-2009/shelled-villages" in {claim.key for claim in LEDGER.counter("article-2015/c18")}


def test_every_source_is_cited_by_at_least_one_claim() -> None:
    folder = files("grayzone.evidence") / "claims"
    texts = [each.read_text(encoding="utf-8") for each in folder.iterdir() if each.name.endswith(".yaml")]
    listed = {key for text in texts for key in re.findall(r"(?m)^  ([a-z0-9-]+):$", text)}
    assert listed
    assert listed == {LEDGER[key].citation.key for key in KEYS}


def test_the_three_rivals_of_restriction_and_their_weights_are_the_settled_ones() -> None:
    rivals = ("backlash", "null", "deterrence")
    priors = {name: LEDGER[f"prior-2026/restriction-{name}"].prior for name in rivals}
    assert {name: prior.form.numbers for name, prior in priors.items() if prior} == {
        "backlash": (0.3, 0.2),
        "null": (0.0, 0.1),
        "deterrence": (-0.4, 0.2),
    }
    weights = LEDGER["prior-2026/restriction-weights"].prior
    assert weights is not None
    assert dict(weights.form.weights) == {"backlash": 0.5, "null": 0.33, "deterrence": 0.17}
    mixture = LEDGER["prior-2026/restriction-mixture"]
    assert mixture.prior is not None
    assert mixture.prior.form.mean == pytest.approx(0.5 * 0.3 - 0.17 * 0.4)
    assert mixture.size == pytest.approx(mixture.prior.form.mean)


def test_the_mean_and_variance_of_a_mixture_follow_from_its_parts() -> None:
    prior = LEDGER["prior-2026/hostility-response"].prior
    assert prior is not None
    mean = 0.6 * 0.12
    second = 0.4 * 0.03**2 + 0.6 * (0.06**2 + 0.12**2)
    assert prior.form.mean == pytest.approx(mean)
    assert prior.form.variance == pytest.approx(second - mean**2)


def test_finding_looks_at_words_authors_and_settings_whatever_the_capitals() -> None:
    assert [claim.key for claim in LEDGER.find("CHECHEN villages")] == ["lyall-2009/shelled-villages"]
    assert {claim.citation.key for claim in LEDGER.find("lafree")} == {"lafree-2009"}
    assert LEDGER.find("no such subject anywhere") == []


def test_the_same_keys_give_the_same_bibtex_in_any_order_with_ascii_keys() -> None:
    some = ["lyall-2009/shelled-villages", "ferrin-2020/eu-immigrants", "lyall-2009/log-rate-ratio"]
    text = LEDGER.citations(some)
    assert text == LEDGER.citations([*reversed(some), some[0]])
    assert re.findall(r"(?m)^@article\{(\w+),$", text) == ["ferrin2020", "lyall2009"]
    assert "doi = {10.1177/0022002708330881}" in text
    assert "lyall-2009/log-rate-ratio: produced by a run" in text
    assert text.endswith("}\n") and "\r" not in text
    assert LEDGER.citations([]) == ""


def test_bibtex_of_all_claims_has_balanced_braces_and_no_bare_ampersand() -> None:
    text = LEDGER.citations(KEYS)
    assert text.count("{") == text.count("}")
    assert not re.search(r"(?<!\\)&", text)
    assert re.findall(r"@\w+\{[^,]*[^\x00-\x7f]", text) == []


def test_a_row_of_a_report_carries_the_doubt_and_the_size_in_words() -> None:
    (row,) = LEDGER.table(["lyall-2009/log-rate-ratio"])
    assert row.size == "-0.297 log rate ratio (-0.389 to -0.205, 68 % interval)"
    assert row.source == "Lyall 2009, trial fit"
    assert row.doubt == LEDGER[row.key].doubt
    rows = LEDGER.table(["us-2016/severity", row.key, row.key])
    assert [each.key for each in rows] == [row.key, "us-2016/severity"]
    unsized = LEDGER.table(["dugan-2012/conciliation"])[0]
    assert unsized.size == "lowers it; no size read"


def test_a_claim_cannot_be_changed_after_it_was_read() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        LEDGER[KEYS[0]].doubt = "None."  # type: ignore[misc]
    assert Interval(0.4, 0.7, None).words() == "0.4 to 0.7"
