"""Figures say a finding, carry their numbers, and never claim more than they know."""

from __future__ import annotations

import re
import xml.etree.ElementTree as xml
from dataclasses import replace

import numpy as np
import pytest

import made_up
from grayzone import figures as gz
from grayzone.errors import DataError, InternalError
from grayzone.figures import axes, causal, events, maps, strips, words
from grayzone.figures.responses import RIVALS, order_finding
from grayzone.figures.svg import escape, number, runs, standalone

FIGURES = made_up.every_figure()
HOSTILE = "<script>alert('x')</script>\" onload=\"y & z"


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.key)
def test_every_figure_has_a_short_finding_a_table_a_source_and_a_name(figure: gz.Figure) -> None:
    assert 3 <= len(figure.finding.split()) <= 15
    assert figure.label.startswith(figure.finding) and len(figure.label) > len(figure.finding) + 20
    assert re.search(r"\d", figure.label.removeprefix(figure.finding))
    assert figure.table.rows and all(len(row) == len(figure.table.header) for row in figure.table.rows)
    assert figure.how_to_read and figure.source


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.key)
def test_every_figure_is_drawn_twice_as_proper_xml_with_the_same_name(figure: gz.Figure) -> None:
    for svg, width in ((figure.svg_wide, "720"), (figure.svg_narrow, "328")):
        root = xml.fromstring(svg)
        assert root.get("width") == width
        assert root.get("role") == "img" and root.get("aria-label") == figure.label
        assert 40 < float(root.get("height")) < 1200


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert made_up.every_figure() == FIGURES


def test_a_hostile_label_stays_text() -> None:
    events_ = (gz.Event("1999-01-05", HOSTILE),)
    series = gz.Series(made_up.span("1999-01-01", "1999-01-20"), np.ones(20), HOSTILE)
    drawn = gz.time_course(made_up.caption("hostile", "A hostile name was drawn"), series, events=events_)
    arrows = gz.causal_map(
        made_up.caption("map"), (gz.Arrow(HOSTILE, "b"), gz.Arrow("b", "c", HOSTILE, "in a copy"))
    )
    for svg in (drawn.svg_wide, drawn.svg_narrow, arrows.svg_wide, arrows.svg_narrow):
        root = xml.fromstring(svg)
        assert {e.tag for e in root.iter()} <= {"svg", "path", "rect", "circle", "text", "title"}
        assert not any(name.startswith("on") for e in root.iter() for name in e.attrib)
    assert escape("\x00a\x1b") == "a"


def test_a_picture_with_a_colour_or_a_script_of_its_own_is_refused() -> None:
    for bad in (
        '<svg><path fill="#F00"/></svg>',
        "<svg><script>1</script></svg>",
        '<svg><g onclick="1"/></svg>',
    ):
        with pytest.raises(InternalError):
            replace(FIGURES[0], svg_wide=bad)


@pytest.mark.parametrize(
    "finding",
    [
        "This proves the thesis of the article",
        "The data show that restriction backfires",
        "The difference is significant in both towns",
        "Inclusion is the best response to an attack",
        "Fear will rise again after the next attack",
        "A wave of refugees arrived in the summer",
        "Hostility rose by 3 ± 1 points",
        "Hostility rose in both towns, p < 0.05",
        "Inclusion very likely keeps more of the zone",
        "Figure 3: attitudes by treatment and town",
        "Fear rose",
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
    ],
)
def test_a_title_that_overclaims_or_finds_nothing_is_refused(finding: str) -> None:
    with pytest.raises(DataError):
        replace(FIGURES[0], finding=finding, label=f"{finding} and more")


@pytest.mark.parametrize(
    "text", ["The goodwill of both towns", "An optimist's radish", "Under backlash it is likely"]
)
def test_innocent_words_pass(text: str) -> None:
    assert gz.refuse_words(text) == text


def test_the_assumption_must_stand_in_the_same_sentence_as_the_word() -> None:
    with pytest.raises(DataError, match="names no assumption"):
        gz.refuse_words("Under backlash much changes. It is likely that the zone shrinks.")


@pytest.mark.parametrize(
    "part, word",
    [
        (0.9, "very likely"),
        (0.899, "likely"),
        (2 / 3, "likely"),
        (0.66, "could go either way"),
        (0.34, "could go either way"),
        (1 / 3, "unlikely"),
        (0.101, "unlikely"),
        (0.1, "very unlikely"),
    ],
)
def test_words_of_likelihood_follow_the_share_of_draws(part: float, word: str) -> None:
    assert gz.Calibrated.from_share(part, "backlash", "90% interval 1.3 to 3.9").word == word


def test_a_calibrated_word_cannot_be_printed_without_its_assumption_and_interval() -> None:
    sure = gz.Calibrated.from_share(0.95, "deterrence", "90% interval 1.3 to 3.9")
    said = sure.sentence("restriction lowers attacks")
    assert (
        said
        == "Under deterrence, it is very likely that restriction lowers attacks (90% interval 1.3 to 3.9)."
    )
    assert "deterrence" in f"{sure}" and "1.3 to 3.9" in str(sure)
    with pytest.raises(DataError):
        f"{sure:>12}"
    with pytest.raises(DataError, match="no assumption"):
        gz.Calibrated("likely", " ", "90% interval 1 to 2")
    with pytest.raises(DataError, match="no interval"):
        gz.Calibrated("likely", "backlash", "")
    with pytest.raises(DataError):
        gz.Calibrated.from_share(1.2, "backlash", "90% interval 1 to 2")
    assert gz.refuse_words(said) == said


def test_verdicts_follow_held_out_scores_contraction_and_ranking() -> None:
    assert [str(gz.Verdict.from_scores(n, 4)) for n in (0, 1, 2)] == [
        "No gain",
        "Worked once, fragile",
        "Worked in part",
    ]
    assert gz.Verdict.from_contraction(-0.09) == gz.Verdict("not informed")
    assert gz.Verdict.from_contraction(0.4) is None
    assert gz.Verdict.from_ranking(0.01) == gz.Verdict("decided by priors")
    assert gz.Verdict.from_ranking(0.2) is None
    with pytest.raises(DataError):
        gz.Verdict("proven")


def test_numbers_are_written_as_a_reader_expects() -> None:
    assert [words.two_digits(v) for v in (0.5357, 3.214, 45.4, -1234, 0.997, 0)] == [
        "0.54",
        "3.2",
        "45",
        "−1,200",
        "1.0",
        "0",
    ]
    assert [words.signed(v, 2) for v in (1.09, -0.004, -0.18)] == ["+1.09", "0.00", "−0.18"]
    assert [words.share(v) for v in (0.683, 0.004, 0, 1, 0.998)] == ["68%", "<1%", "0%", "100%", ">99%"]
    assert [words.points(v) for v in (-0.068, 0.051, 0.001)] == ["−7", "+5", "0"]
    assert words.interval(1.31, 3.92) == "90% interval 1.3 to 3.9"
    assert words.two_digits(float("nan")) == "unknown"
    with pytest.raises(DataError):
        words.interval(1, 2, level=95)


def test_dates_are_written_in_words() -> None:
    assert words.date("2015-11-13") == "13 Nov 2015" and words.date("2001-09-11", "short") == "11 Sept"
    assert words.period("2015-12-02", "2015-12-15") == "2 to 15 Dec 2015"
    assert words.period("2015-12-16", "2016-01-12") == "16 Dec 2015 to 12 Jan 2016"
    with pytest.raises(DataError, match="is not a date"):
        words.day_of("13.11.2015")


def test_axes_have_round_steps_and_cover_the_data() -> None:
    luck = np.random.default_rng(11)
    for low, width in zip(luck.normal(0, 50, 200), luck.lognormal(0, 3, 200)):
        ticks = axes.nice_ticks(low, low + width)
        assert (
            ticks[0] <= low + 1e-6 * width and ticks[-1] >= low + width * (1 - 1e-6) and 2 <= len(ticks) <= 9
        )
    assert axes.nice_ticks(0, 5.4) == [0, 2, 4, 6]
    assert axes.tick_text(-0.5) == "−0.5" and axes.tick_text(0) == "0" and axes.tick_text(2000) == "2,000"


def test_labels_are_pushed_apart_and_stay_between_their_limits() -> None:
    luck = np.random.default_rng(12)
    for _ in range(50):
        places = axes.spread(sorted(luck.uniform(0, 100, 6)), 16, 0, 100)
        assert np.all(np.diff(places) >= 16 - 1e-9) and places[0] >= 0 and places[-1] <= 100


def test_labels_of_events_never_run_into_each_other() -> None:
    luck = np.random.default_rng(13)
    calendar = axes.Calendar(np.datetime64("1999-01-01"), np.datetime64("2000-12-31"), 30, 700)
    for _ in range(40):
        days_ = np.datetime64("1999-01-01") + luck.integers(0, 730, 9)
        placed = events.place([gz.Event(d, "some town") for d in days_], calendar, 720)
        for row in range(3):
            spans = sorted(
                (
                    p.text_x - made_up.text_width(p.label, "tick") / 2,
                    p.text_x + made_up.text_width(p.label, "tick") / 2,
                )
                for p in placed
                if p.row == row
            )
            assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:]))
        assert len(placed) == 9


def test_a_gap_in_the_data_is_never_bridged() -> None:
    assert [len(piece) for piece in runs([0, 1, 2, 3, 4], [1, float("nan"), 2, 3, float("nan")])] == [1, 2]
    when = made_up.span("1999-01-01", "1999-01-05")
    low = np.array([0, 0, np.nan, 0, 0.0])
    calendar = axes.Calendar(when[0], when[-1], 0, 100)
    assert len(axes.band(calendar, axes.Scale(0, 1, 0, 1), when, low, low + 1)) == 2


def test_counts_start_at_zero_and_two_periods_share_one_scale() -> None:
    figure = made_up.two()
    left, right = (
        re.findall(r'<path d="M([\d.]+) ([\d.]+)L[\d. ]+" class="grid"/>', figure.svg_wide) for _ in (0, 1)
    )
    heights = {}
    for x, y in left:
        heights.setdefault(x, set()).add(y)
    assert len(heights) == 2 and len(set(map(frozenset, heights.values()))) == 1
    assert right == left
    assert ">0</text>" in made_up.incidents().svg_wide


def test_bands_hold_half_and_nine_tenths_of_the_runs() -> None:
    draws = np.linspace(0, 100, 101)[:, None] * np.ones((1, 3))
    fan = gz.Fan.from_draws(made_up.span("1999-01-01", "1999-01-03"), draws)
    assert [float(a[0]) for a in (fan.low90, fan.low50, fan.median, fan.high50, fan.high90)] == [
        5,
        25,
        50,
        75,
        95,
    ]


def test_held_out_values_are_open_and_values_used_for_fitting_are_solid() -> None:
    svg = made_up.hindcast().svg_wide
    assert svg.count('class="seen-open"') == 17 and svg.count('class="seen"') == 9
    assert "fitted up to here" in svg


def test_attacks_are_triangles_and_other_shocks_diamonds() -> None:
    marks = re.findall(r'<path d="([^"]+)" class="event-mark"><title>([^<]+)', made_up.incidents().svg_wide)
    assert [(steps.count("L") + 1, "referendum" in name) for steps, name in marks] == [
        (3, False),
        (3, False),
        (4, True),
    ]
    assert "far harbour (abroad)" in made_up.incidents().svg_wide


def test_fear_is_a_diamond_and_hostility_a_circle() -> None:
    svg = made_up.survey().svg_wide
    assert svg.count("<circle") == 3 and len(re.findall(r'<path d="[^"]*Z" class="seen"', svg)) == 1
    with pytest.raises(DataError, match="hostility"):
        gz.Estimate("a", "b", "hostilty", 0, -1, 1)


def test_the_ribbon_gives_every_community_the_same_height_and_five_nested_fills() -> None:
    for n in (1, 2, 3):
        svg = made_up.ribbon(n).svg_wide
        grounds = re.findall(r'<rect [^>]*height="([\d.]+)" class="s0"', svg)
        assert len(grounds) == n and len(set(grounds)) == 1
        assert svg.count('class="unsure"') == 5 * n and svg.count('class="zone-edge"') == n
    assert "the gray zone" in made_up.ribbon(2).svg_wide


def test_the_edge_of_the_ribbon_stands_where_the_share_says() -> None:
    when = made_up.span("1999-01-01", "1999-01-10")
    rows = [gz.Community(n, np.full(10, v)) for n, v in (("a", 0.75), ("b", 0.5))]
    figure = gz.gray_zone_ribbon(made_up.caption("still", "Nothing moved in ten days"), when, rows)
    edges = re.findall(r'd="M0 ([\d.]+)L[^"]*" class="zone-edge"', figure.svg_wide)
    top = float(re.search(r'<rect x="0" y="([\d.]+)"', figure.svg_wide).group(1))
    assert [float(y) - top for y in edges] == pytest.approx([0.25 * 120, 240 - 0.5 * 120])
    assert figure.table.rows[-1][1:] == ("75%", "one run, no interval", "50%", "one run, no interval")


def test_the_ladder_must_sum_to_one_and_knows_its_stances() -> None:
    when = made_up.span("1999-01-01", "1999-01-02")
    with pytest.raises(DataError, match="sum to one"):
        gz.stance_ladder(
            made_up.caption("x", "A sum was wrong"), when, {"wary": np.ones(2) * 0.5}, ladder="host"
        )
    with pytest.raises(DataError, match="did you mean 'hostile'"):
        gz.stance_ladder(
            made_up.caption("x", "A name was wrong"), when, {"hostil": np.ones(2)}, ladder="host"
        )
    edges = made_up.ladder().svg_wide.count('class="zone-edge"')
    assert edges == 2


def test_no_response_is_drawn_under_one_mechanism_only() -> None:
    one = gz.Difference(0, -1, 1, -2, 2)
    with pytest.raises(DataError, match="show all three rivals"):
        gz.responses_compared(made_up.caption("x"), {"Inclusion": {"backlash": one, "null": one}})
    for svg in (made_up.responses().svg_wide, made_up.responses().svg_narrow):
        at = [svg.index(symbol) for symbol in "▲●▼"]
        assert at == sorted(at) and svg.count('class="dot"') == 12


def test_the_finding_about_the_order_is_computed_from_the_numbers() -> None:
    def row(*medians: float) -> dict[str, gz.Difference]:
        return {r: gz.Difference(m, m, m, m, m) for r, m in zip(RIVALS, medians)}

    assert "turns around" in order_finding({"a": row(-1, 0, 1), "b": row(1, 0, -1)})
    assert "same response leads" in order_finding({"a": row(3, 2, 1), "b": row(0, 0, 0)})
    assert "do not differ" in order_finding({"a": row(1, 0, 1), "b": row(2, 0, 3)})
    assert "depends" in order_finding({"a": row(3, 1, 1), "b": row(2, 2, 2), "c": row(0, 0, 0)})
    assert "same response leads" in order_finding(
        {"a": row(-3, -2, -1), "b": row(0, 0, 0)}, higher_is_better=False
    )


def test_the_bar_says_how_much_rests_on_assumptions() -> None:
    assert made_up.bar().finding == "The order of the responses rests almost wholly on assumptions"
    assert made_up.bar().table.rows[1] == ("assumptions about mechanisms and responses", "81 to 90%")
    mostly_data = gz.data_or_assumption(made_up.caption("b"), gz.Part(0.7, 0.7), gz.Part(0.2, 0.2))
    assert mostly_data.finding.endswith("rests mostly on data")
    with pytest.raises(DataError, match="more than the whole"):
        gz.data_or_assumption(made_up.caption("b"), gz.Part(0.7, 0.7), gz.Part(0.6, 0.6))


def test_tiles_without_a_clear_leader_are_hatched_and_counted() -> None:
    figure = made_up.tiles()
    hatched = figure.svg_wide.count('class="hx"') - 1
    assert hatched > 0 and f"no clear leader {hatched}." in figure.label


def test_the_prior_outline_is_the_smallest_region_with_that_mass() -> None:
    mass = np.array([[0.5, 0.2], [0.2, 0.1]])
    assert maps.densest(mass, 0.5).tolist() == [[True, False], [False, False]]
    assert maps.densest(mass, 0.9).sum() == 3


def test_a_density_holds_all_its_mass_and_peaks_at_the_mode() -> None:
    luck = np.random.default_rng(14)
    grid = np.linspace(-6, 6, 481)
    heights = strips.density(luck.normal(1, 1, 3000), grid)
    assert np.trapezoid(heights, grid) == pytest.approx(1, abs=0.01)
    assert grid[int(np.argmax(heights))] == pytest.approx(1, abs=0.3)


def test_where_posterior_equals_prior_the_figure_says_so() -> None:
    assert "prior = posterior" in made_up.strips().svg_wide
    assert made_up.strips().finding == "One of two parameters was left as assumed by the data"


def test_the_causal_map_counts_its_assumed_arrows_and_dashes_them() -> None:
    figure = made_up.causes()
    assert figure.finding == "Six of eleven arrows are assumed" and figure.table_open
    for svg in (figure.svg_wide, figure.svg_narrow):
        assert svg.count('class="tip guess"') == 6 and svg.count('class="tip"') == 5
    assert figure.table.rows[2][3] == "read in a copy; findings point both ways"


def test_the_fallback_layout_is_the_same_each_time_and_keeps_places_laid_by_hand() -> None:
    given = {"Fear": (0.5, 0.5)}
    first, again = causal.layout(made_up.ARROWS, given), causal.layout(made_up.ARROWS, given)
    assert first == again and first["Fear"] == (0.5, 0.5)
    assert len(set(first.values())) == len(first)
    with pytest.raises(DataError, match="did you mean 'Fear'"):
        causal.layout(made_up.ARROWS, {"Fears": (0.5, 0.5)})


def test_the_loop_names_the_gap_and_the_point_of_no_return() -> None:
    figure = made_up.loop()
    assert "Point of no return at 4.0, 90% interval 3.5 to 4.6." in figure.label
    assert figure.svg_wide.count('class="hx"') == 1


def test_a_figure_can_stand_alone_as_a_file() -> None:
    root = xml.fromstring(standalone(made_up.tiles().svg_wide))
    assert root.tag == "{http://www.w3.org/2000/svg}svg" and root[0].tag.endswith("style")


def test_coordinates_have_at_most_one_decimal() -> None:
    assert [number(v) for v in (12.0, -0.04, 3.26)] == ["12", "0", "3.3"]
    with pytest.raises(InternalError):
        number(float("nan"))
    for figure in FIGURES:
        assert not re.search(r'(?:d|x|y|cx|cy|r|width|height)="[^"]*\d\.\d\d', figure.svg_wide)
