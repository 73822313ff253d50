"""The colours of every figure: readable, tellable apart by everyone, and nowhere but in the tokens."""

from __future__ import annotations

import re

import pytest

import made_up
from grayzone.figures import tokens as ink
from grayzone.figures.svg import defs

MODES = ("light", "dark")
FIGURES = made_up.every_figure()
PICTURES = [(f.key, svg) for f in FIGURES for svg in (f.svg_wide, f.svg_narrow)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["ink", "ink2", "ink3", "link", "c1", "c2", "c3", "caution"])
def test_every_colour_of_text_has_a_contrast_of_four_and_a_half(mode: str, name: str) -> None:
    colours = ink.tokens(mode)
    assert ink.contrast(colours[name], colours["paper"]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["p0", "p1", "p2", "p3", "p4", "band", "hatch"])
def test_every_colour_of_marks_has_a_contrast_of_three(mode: str, name: str) -> None:
    colours = ink.tokens(mode)
    assert ink.contrast(colours[name], colours["paper"]) >= 3


@pytest.mark.parametrize("mode", MODES)
def test_words_on_the_gray_zone_can_be_read(mode: str) -> None:
    colours = ink.tokens(mode)
    for name in ("onp", "onp2"):
        assert ink.contrast(colours[name], colours["s0"]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "names",
    [ink.COMMUNITIES, ink.POLICIES, ink.LADDER, (*ink.LADDER, "sx")],
    ids=lambda names: "-".join(names),
)
def test_colours_of_a_set_stay_apart_for_people_with_colour_blindness(
    names: tuple[str, ...], mode: str
) -> None:
    distance, pair = ink.smallest_distance(names, mode)
    assert distance >= 5, pair


@pytest.mark.parametrize("mode", MODES)
def test_the_gray_zone_is_the_lightest_step_and_distance_from_it_only_darkens(mode: str) -> None:
    colours = ink.tokens(mode)
    light = [float(ink.oklab(colours[name])[0]) for name in ink.LADDER]
    assert light == sorted(light, reverse=True)


def test_the_switch_and_the_system_give_the_same_dark_colours() -> None:
    assert ink.tokens("dark") == ink.tokens("system")
    assert set(ink.tokens("light")) == set(ink.tokens("dark"))


def test_white_and_black_have_the_known_contrast_and_gray_has_no_hue() -> None:
    assert ink.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert ink.oklab("#FFFFFF") == pytest.approx([1, 0, 0], abs=1e-3)


@pytest.mark.parametrize("key, svg", PICTURES)
def test_no_picture_carries_a_colour_of_its_own(key: str, svg: str) -> None:
    drawn = re.sub(r'aria-label="[^"]*"|<title>.*?</title>|<text[^>]*>.*?</text>', "", svg)
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b|rgb\(|hsl\(|\sstyle=|\sfill=|\sstroke=", drawn)


def test_every_class_of_a_picture_is_explained_in_the_style_sheet() -> None:
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", ink.stylesheet()))
    used = {
        name for _, svg in PICTURES for names in re.findall(r'class="([^"]*)"', svg) for name in names.split()
    }
    assert used - known - {"wide", "narrow"} == set()


def test_the_style_of_figures_names_colours_only_by_token() -> None:
    sheet = ink.stylesheet()
    figures = sheet[sheet.index("/* What a mark means") :]
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", figures)
    assert set(re.findall(r"var\(--([a-z0-9]+)\)", figures)) <= set(ink.tokens("light"))


def test_every_texture_that_is_used_is_defined_once() -> None:
    for name in ("hx", "hxw", "brk", "lft"):
        assert defs().count(f'id="{name}"') == 1
    assert set(re.findall(r"url\(#(\w+)\)", ink.stylesheet())) == {"hx", "hxw", "brk", "lft"}


@pytest.mark.parametrize("key, svg", PICTURES)
def test_text_is_never_drawn_outside_its_picture(key: str, svg: str) -> None:
    width, height = (float(v) for v in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    for x, y, kind, words in re.findall(
        r'<text x="([-\d.]+)" y="([-\d.]+)"(?: class="([^"]*)")?>(.*?)</text>', svg
    ):
        # Text is as wide as the usual sans is; the estimate for the widest fallback leaves a tenth of slack.
        long = 0.9 * made_up.text_width(words, kind)
        start = float(x) - (long if "end" in kind.split() else long / 2 if "mid" in kind.split() else 0)
        assert start >= -4 and start + long <= width + 4, f"{key}: '{words}'"
        assert 0 < float(y) <= height, f"{key}: '{words}'"
