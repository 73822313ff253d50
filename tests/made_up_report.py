"""Reports on a town that never existed: the fullest and the barest. For tests only."""

from __future__ import annotations

import made_up
from grayzone import figures as gz
from grayzone import report as pages


def cautions() -> tuple[pages.Caution, ...]:
    return (
        pages.Caution("That attacks raise hostility in general.", "In North Town, on average, they did not."),
        pages.Caution(
            "That restriction backfires, or that it works.", "Two invented studies point opposite ways."
        ),
        pages.Caution(
            "That alienation leads to recruitment at any given rate.", "Nothing here estimates it."
        ),
        pages.Caution("What will happen next.", "For levels, simple smoothing does as well."),
        pages.Caution("Anything about a person,", "or about what members of a community are like."),
    )


def bare() -> pages.ReportContent:
    """The least a report can be: a question, what is missing, and what may not be concluded."""
    return pages.ReportContent(
        place="Two towns, 1999",
        question="Did the space between the towns shrink, and what would have kept it open?",
        answer=pages.Missing("No answer yet: nothing was run.", "Run the study of this case first."),
        data_until="1999-06-30",
        how_sure=(),
        not_concluded=cautions(),
    )


def full() -> pages.ReportContent:
    sure = gz.Calibrated.from_share(0.94, "backlash", "90% interval 9 to 15 points")
    claim = "inclusion keeps more of the gray zone than collective restriction"
    span_of = pages.Span
    return pages.ReportContent(
        place="Two towns, 1999",
        tag="This page is a test. Every number on it is invented.",
        question="After the attack of 10 March 1999, did the space between the two towns shrink, "
        "and which responses would have kept it open?",
        answer=pages.Answer(
            observed=(
                pages.Slot("Fear rose in North Town; hostility, on average, did not.", "survey"),
                pages.Slot(
                    "Recorded incidents went from 0.5 a day to 2.1 and were back within a month.", "incidents"
                ),
            ),
            depends=(
                pages.Slot(sure.sentence(claim), "responses"),
                pages.Slot(
                    "If it deters, restriction comes first. The data of this case cannot tell which.",
                    "responses",
                ),
            ),
            not_known=(
                pages.Slot(
                    "How alienation turns into recruitment is not informed by any data used here. "
                    "What is missing is a survey of both towns, repeated through a period of response.",
                    "strips",
                ),
            ),
        ),
        data_until="1999-06-30",
        how_sure=(
            pages.Trust(
                "Shape and length of a backlash",
                "data",
                gz.Verdict.from_scores(3, 4),
                "Amplitude within half",
            ),
            pages.Trust(
                "Weekly incidents", "model", gz.Verdict.from_scores(1, 4), "Fails with lagged figures"
            ),
            pages.Trust(
                "Alienation and recruitment",
                "assumption",
                gz.Verdict("not informed"),
                "Posterior equals prior",
            ),
            pages.Trust(
                "Order of the responses", "assumption", gz.Verdict("decided by priors"), "See the map"
            ),
        ),
        what_happened=pages.Section(
            ("On 10 March 1999, 12 people were killed on a market square that never existed.",),
            (made_up.incidents(),),
        ),
        fear_and_hostility=pages.Section(
            ("People asked after the attack are compared with people asked before.",), (made_up.survey(),)
        ),
        data_beside_model=pages.Section((), (made_up.hindcast(),)),
        gray_zone=pages.Section(
            ("The gray zone is where people live without taking a side against each other.",),
            (
                made_up.ribbon(2),
                made_up.ribbon(3),
                made_up.ladder(),
                pages.Missing("No series counts this for the harbour. The model assumes it."),
            ),
        ),
        responses=pages.Responses(
            (made_up.responses(),),
            (
                pages.Balance(
                    "Collective restriction",
                    span_of(-0.10, 0.08),
                    span_of(-40, 120),
                    span_of(-0.8, 1.1),
                    {"South community": 1_460_000.0, "North community": 0.0},
                    span_of(-9, 14),
                ),
                pages.Balance("Inclusion", span_of(-0.03, 0.08), span_of(-90, 10), span_of(-0.4, 0.3), {}),
            ),
            ("Every response meets the same days, shocks and luck, so each interval is a difference.",),
        ),
        assumptions=pages.Section((), (made_up.tiles(),)),
        data_or_assumption=pages.Section((), (made_up.bar(), made_up.strips())),
        causal_map=pages.Section(
            ("Every arrow has a number, and every number a row.",), (made_up.causes(), made_up.causes(False))
        ),
        other_cases=pages.Section((), (made_up.two(), made_up.months(), made_up.long_course())),
        come_back=pages.Section((), (made_up.loop(),)),
        not_concluded=cautions(),
        check=pages.Check(
            (
                ("the same bits, or it says where they differ", "grayzone rerun two-towns/"),
                ("hashes again", "grayzone verify two-towns/"),
            ),
            {"Scenario": "0f" * 32, "Seed": "20151113", "Draws": "512 draws, 8 seeds, 5 responses, 3 rivals"},
            (
                pages.Licence(
                    "deaths.csv",
                    "CC BY 4.0",
                    "the two towns' registers, https://example.org/towns",
                    "ab" * 32,
                ),
            ),
            "@misc{two-towns, title={Invented}}",
            "the authors",
        ),
    )
