"""The report: one file, nothing from outside, nothing invented, nothing claimed without its assumption."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import made_up
import made_up_report
from grayzone import figures as gz
from grayzone.errors import DataError
from grayzone.figures.tokens import tokens
from grayzone.report import (
    Answer,
    Caution,
    Missing,
    Responses,
    Section,
    Slot,
    Trust,
    pages,
    render,
    write_report,
)

FULL = render(made_up_report.full())
BARE = render(made_up_report.bare())
VOID = {"meta", "link", "br", "hr", "img", "input", "path", "rect", "circle"}


class Tree(HTMLParser):
    """Read a page as a browser does and note what matters."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


@pytest.fixture(params=["full", "bare"])
def page(request: pytest.FixtureRequest) -> str:
    return FULL if request.param == "full" else BARE


def test_the_page_is_one_file_under_two_megabytes(tmp_path: Path) -> None:
    target = write_report(made_up_report.full(), tmp_path / "report.html")
    assert target.read_text(encoding="utf-8") == FULL and target.stat().st_size < 2_000_000
    assert list(tmp_path.iterdir()) == [target] and b"\r" not in target.read_bytes()


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render(made_up_report.full()) == FULL


def test_a_page_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LARGEST", 100_000)
    with pytest.raises(DataError, match="bytes"):
        render(made_up_report.full())


def test_nothing_is_asked_from_outside_and_addresses_stand_only_in_links(page: str) -> None:
    without_links = re.sub(r'<a href="(https://[^"]+)" rel="noreferrer">\1</a>', "", page)
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", without_links)
    loading = [
        a
        for t, a in Tree(page).tags
        if t in ("link", "img", "iframe", "object") or "src" in a or "srcset" in a
    ]
    assert loading == []


def test_the_policy_knows_the_one_style_and_the_one_script(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page).group(1)
    assert policy.startswith("default-src 'none'")
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        found = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert len(found) == 1 and len(re.findall(rf"<{tag}\b", page)) == 1
        known = base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()
        assert f"{rule} 'sha256-{known}'" in policy
    assert not any(name == "style" or name.startswith("on") for _, a in Tree(page).tags for name in a)


def test_the_page_is_well_formed_with_one_main_heading_and_no_skipped_level(page: str) -> None:
    tree = Tree(page)
    assert tree.open == []
    levels = [int(tag[1]) for tag, _ in tree.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(b - a <= 1 for a, b in zip(levels, levels[1:]))
    for landmark in ("header", "main", "nav", "footer"):
        assert any(tag == landmark for tag, _ in tree.tags)
    assert dict(tree.tags)["html"] == {"lang": "en"}
    assert ("a", {"class": "skip", "href": "#answer"}) in tree.tags


def test_every_link_inside_the_page_leads_somewhere_and_no_name_is_given_twice(page: str) -> None:
    tags = Tree(page).tags
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for t, a in tags if t == "a" and a["href"].startswith("#")}
    assert targets <= set(ids)
    assert {a["aria-labelledby"] for _, a in tags if "aria-labelledby" in a} <= set(ids)


def test_the_figures_are_numbered_in_the_order_of_reading() -> None:
    numbers = [int(n) for n in re.findall(r"<b>Figure (\d+)\.</b>", FULL)]
    assert numbers == list(range(1, len(made_up_report.full().figures()) + 1))
    first = made_up_report.full().figures()[0]
    assert f'href="#figure-{first.key}">Figure 1</a>' in FULL


def test_every_figure_has_two_pictures_a_name_and_its_numbers() -> None:
    for figure in made_up_report.full().figures():
        part = FULL[FULL.index(f'id="figure-{figure.key}"') :].partition("</figure>")[0]
        assert part.count("<svg") == 2 and part.count("aria-label=") >= 2 and "<table" in part
        assert "Made-up numbers" in part
    assert FULL.count('<pattern id="hx"') == 1


def test_sections_come_in_their_order_whether_they_are_there_or_not(page: str) -> None:
    slugs = ["answer", *(slug for slug, *_ in pages.SECTIONS), "not_concluded", "check"]
    places = [page.index(f'<section id="{slug}"') for slug in slugs]
    assert places == sorted(places)


def test_what_is_absent_is_said_to_be_absent_and_nothing_is_drawn() -> None:
    assert "<figure" not in BARE
    assert BARE.count('class="missing"') == len(pages.SECTIONS) + 3
    for _, _, _, absent in pages.SECTIONS:
        assert absent in BARE and absent not in FULL
    assert "No series counts this for the harbour. The model assumes it." in FULL


def test_the_works_without_script_are_there() -> None:
    assert re.search(r'<div class="switch"[^>]* hidden>', FULL)
    assert "<noscript" not in FULL and "@media print" in FULL and "prefers-color-scheme:dark" in FULL


def test_print_forces_light_colours_on_white() -> None:
    forced = FULL[FULL.rindex("@media print") : FULL.index("</style>")]
    for name, value in tokens("light").items():
        assert f"--{name}:{value};" in forced
    assert "--paper:#FFFFFF" in forced


def test_hostile_text_of_a_case_stays_text() -> None:
    bad = "<script>alert(1)</script><img src=x onerror=y>"
    content = replace(
        made_up_report.bare(),
        place=bad,
        question=f"Did {bad} shrink?",
        what_happened=Section((bad, "*<b>* https://example.org/<b>"), ()),
        not_concluded=tuple(Caution(bad, bad) for _ in range(4)),
        how_sure=(Trust(bad, "data", gz.Verdict("no gain"), bad, bad),),
    )
    tree = Tree(render(content))
    assert [t for t, _ in tree.tags if t == "script"] == ["script"]
    assert not any(t in ("img", "b") and "src" in a for t, a in tree.tags)
    assert '<a href="https://example.org/" rel="noreferrer">' in render(content)


def test_citations_are_links_and_journals_italic() -> None:
    assert pages.inline("*Journal* 44, https://doi.org/10.1/ab_c.") == (
        '<em>Journal</em> 44, <a href="https://doi.org/10.1/ab_c" rel="noreferrer">https://doi.org/10.1/ab_c</a>.'
    )
    assert pages.inline("2 * 3 * 4") == "2 * 3 * 4"
    assert "<a" not in pages.inline("http://example.org javascript:alert(1)")


def test_an_answer_rests_on_figures_that_are_in_the_report() -> None:
    slot = Slot("Fear rose.", "survy")
    answer = Answer((slot,), (Slot("If it deters, all changes.", "survey"),), (Slot("Much.", "survey"),))
    with pytest.raises(DataError, match="did you mean 'survey'"):
        replace(made_up_report.full(), answer=answer)


@pytest.mark.parametrize(
    "text",
    [
        "Restriction comes last.",
        "Under backlash, restriction is the best response.",
        "It is likely the worst.",
    ],
)
def test_what_depends_on_an_assumption_must_name_it_and_not_overclaim(text: str) -> None:
    good = Slot("Something was counted.", "survey")
    with pytest.raises(DataError):
        Answer((good,), (Slot(text, "survey"),), (good,))


def test_overclaiming_is_refused_wherever_a_case_can_write() -> None:
    for make in (
        lambda: Section(("This proves it.",)),
        lambda: Missing("It will be computed."),
        lambda: replace(made_up_report.bare(), question="Will the space shrink?"),
        lambda: Trust("a", "data", gz.Verdict("no gain"), "significant"),
    ):
        with pytest.raises(DataError, match="may not be printed"):
            make()


def test_a_report_names_at_least_four_things_that_may_not_be_concluded() -> None:
    with pytest.raises(DataError, match="four or more"):
        replace(made_up_report.bare(), not_concluded=made_up_report.cautions()[:3])


def test_benefit_is_never_printed_without_cost_and_who_carries_it() -> None:
    with pytest.raises(DataError, match="without their cost"):
        Responses((made_up.responses(),), ())
    table = FULL[FULL.index("Benefit beside cost") :].partition("</table>")[0]
    assert "South community: 1,460,000 person-days" in table and "North community" not in table
    assert "no one is restricted" in table and "−10 to +8" in table and "not computed" in table


def test_two_figures_cannot_share_a_key() -> None:
    with pytest.raises(DataError, match="have the key"):
        replace(made_up_report.bare(), what_happened=Section((), (made_up.bar(), made_up.bar())))


def test_the_words_used_are_explained_and_the_check_can_be_typed() -> None:
    for words in (
        "9 in 10 draws or more",
        "grayzone verify two-towns/",
        "20151113",
        "CC BY 4.0",
        "@misc{two-towns",
    ):
        assert words in FULL
    assert "so it cannot be checked" in BARE
