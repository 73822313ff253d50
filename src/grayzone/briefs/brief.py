"""The brief of a case, page by page: from kept findings to the content of a report."""

from __future__ import annotations

import numpy as np

from ..evidence.ledger import Ledger
from ..figures import Table, table
from ..figures.responses import LABELS, RIVALS
from ..figures.words import MINUS, listed, points, share, two_digits
from ..measures.liberties import ASSUMED
from ..report import Missing, ReportContent, Responses, Section
from . import beside_model, causal, compared, observed, rests_on, what_happened, words
from .checks import check, levers
from .expectations import SCALED
from .findings import Findings
from .kept import Kept, load


def content(findings: Findings | Kept) -> ReportContent:
    """Return everything the report says, from the files in the folder of the findings.

    Parameters
    ----------
    findings : Findings or Kept
        Findings are read again from their folder, so that no number stands only in memory.
    """
    kept = findings if isinstance(findings, Kept) else load(findings.folder)
    ledger = Ledger.load()
    model = kept.case.scenario.problem().model
    rests, data_share = _rests(kept, ledger)
    return ReportContent(
        place="France, 2015",
        question=words.QUESTION,
        answer=words.answer(kept),
        data_until=_data_until(kept),
        how_sure=words.how_sure(kept, data_share),
        not_concluded=words.not_concluded(kept),
        what_happened=_what_happened(kept),
        fear_and_hostility=_fear_and_hostility(kept),
        data_beside_model=_data_beside_model(kept, ledger),
        gray_zone=_gray_zone(kept),
        responses=_responses(kept),
        assumptions=Section(
            _map_words(kept), (compared.assumptions(kept, ledger),), (compared.leads(kept), compared.regret(kept))
        ),
        data_or_assumption=rests,
        causal_map=Section(
            (
                "Every arrow has a number, and every number a row. Arrows are links of the model: a dashed one "
                "would vanish if its assumption were false.",
            ),
            (causal.drawn_map(ledger),),
            (causal.every_link(model, ledger),),
        ),
        other_cases=_other_cases(ledger),
        come_back=_come_back(kept),
        check=check(kept, ledger),
    )


def _data_until(kept: Kept) -> str:
    """Return the last day of which the model was told anything."""
    last = -1 if kept.effects["known_attacks_after"] else kept.compared.since - 1
    return str(kept.compared.day[last])


def _what_happened(kept: Kept) -> Section:
    france = kept.case
    attention = observed.attention(france)
    killed = observed.killed_at_home(france, "2015-01-07", "2015-01-09")
    november = observed.killed_at_home(france, what_happened.PARIS, what_happened.PARIS)
    year, two = (known.seen for known in (beside_model.sums(kept)[0], beside_model.sums(kept)[2]))
    before = observed.fact(france, observed.ACTS, "2014-01-01", "2014-12-31")
    return Section(
        (
            f"From 7 to 9 January 2015, {killed} people were killed in attacks in and near Paris; on 13 November, "
            f"{november} in Paris and Saint-Denis. That night the state of emergency was declared; it lasted until "
            "1 November 2017. Numbers of people killed were written down from memory, without perpetrators.",
            "The article under test says that memories were beginning to fade when the next attack came. Search "
            f"interest fell below half of its peak after {attention.first_below(0.5)} hours and below a tenth after "
            f"{attention.first_below(0.1)}. Acts did not fall back as fast: if the share of January and November holds "
            f"for acts against Muslims, the ten other months of 2015 had {(1 - two) * year / 10:.0f} a month, against "
            f"{before / 12:.0f} a month in 2014.",
        ),
        (what_happened.acts_by_year(france), what_happened.attention_by_the_hour(france), _attacks_missing()),
    )


def _attacks_missing() -> Missing:
    return Missing(
        "No series counts acts against Muslims in France by month or day.",
        "Only sums are known; the section on data beside model uses all of them.",
    )


def _fear_and_hostility(kept: Kept) -> Section:
    january = {name: observed.effect(kept.case, "2015-01-07", "10 countries", name) for name in ("musl", "imm")}
    z = max(abs(e.value / e.error) for e in january.values())
    return Section(
        (
            "Fear is the naming of terrorism as a main problem; hostility is what people answer about immigrants and "
            "refugees. A model that makes one of the other could not fit both.",
            "After January 2015, pooled over ten countries, answers about Muslims and immigrants moved by at most "
            f"{z:.1f} standard errors. They are on other scales and stand in no figure here.",
        ),
        (what_happened.survey(kept.case),),
    )


def _data_beside_model(kept: Kept, ledger: Ledger) -> Section:
    sums = beside_model.sums(kept)
    year, january, months = sums
    q = year.quantiles()
    told = (
        f"For the acts of 2015 the draws give {year.write(q[2])} at the median, 90% interval {year.write(q[0])} to "
        f"{year.write(q[4])}; {year.write(year.seen)} were recorded. In January, from the 7th to the 19th, they give "
        f"{january.write(january.quantiles()[2])} against {january.write(january.seen)} recorded, and "
        f"{share(january.below)} of draws give fewer than that. January and November "
        f"together hold {months.write(months.quantiles()[2])} of the year at the median, against "
        f"{months.write(months.seen)}."
    )
    missed = [known.name.lower() for known in sums if not known.inside]
    ratios = beside_model.november_to_january(kept)
    ratio = np.quantile(ratios, [0.05, 0.5, 0.95])
    recorded = ledger["france-2015/amplitude-ratio"].interval
    assert recorded is not None
    inside = float(np.mean((ratios >= recorded.low) & (ratios <= recorded.high)))
    honest = (
        f"Outside the 90% interval lies: {listed(missed)}. "
        if missed
        else "All three lie inside the 90% intervals, which says little: "
        f"the interval of the year spans a factor of {q[4] / max(q[0], 1):.0f}. "
    )
    return Section(
        (
            told,
            f"It also misses an order. In the 13 days from 13 November it gives {two_digits(ratio[1])} times the acts "
            f"of the 13 days from 7 January at the median (90% interval {two_digits(ratio[0])} to "
            f"{two_digits(ratio[2])}), because deaths weigh in it; a fit held to the recorded sums gives "
            f"{recorded.low:g} to {recorded.high:g}, and {share(inside)} of draws lie there.",
            honest + f"{beside_model.NOT_FITTED} {beside_model.SEEN_BEFORE} It was not scored on held-out weeks "
            "against a baseline, because France published none.",
        ),
        (beside_model.sums_beside_model(kept), beside_model.fan(kept)),
    )


def _gray_zone(kept: Kept) -> Section:
    rows = kept.effects["ladder"]["rows"][0]
    setting = kept.setting
    return Section(
        (
            "The gray zone is the share of a community at ease with living together: welcoming or indifferent hosts, "
            "members of the minority who are at home. Its edge (wary, withdrawn) is not counted inside.",
            f"With {setting['agents']:,} persons on a network instead of shares, over {setting['replicates']} "
            f"replicates, the zone ends at {share(rows['agents'])}; in whole numbers without a network at "
            f"{share(rows['counts'])}; as shares at {share(rows['shares'])}. The network moves it by "
            f"{_points(rows['network'], rows['network_error'])}, finite numbers by "
            f"{_points(rows['finite'], rows['finite_error'])}.",
        ),
        (beside_model.ribbon(kept), beside_model.ladder(kept)),
    )


def _points(value: float, error: float) -> str:
    sure = "" if abs(value) > 2 * error else ", not told apart from chance"
    return f"{100 * value:+.1f} points (standard error {100 * error:.1f}{sure})".replace("-", "\N{MINUS SIGN}")


def _responses(kept: Kept) -> Responses:
    least, most = compared.pairing(kept)
    parameters = rests_on.parameters(kept.case.scenario.problem().model)
    named = "; ".join(f"{parameters[name].about} (*{name}*, {parameters[name].default:g})" for name in SCALED)
    zone = {r: np.median(kept.compared.difference("gray_zone", words.RESTRICTION, r)) for r in RIVALS}
    gains = {p: share(float(np.mean(kept.compared.difference("gray_zone", p, "null") > 0))) for p in kept.responses}
    below = np.any([kept.drawn[name] < 0 for name in SCALED], axis=0).mean()
    harm = (
        f"In {share(float(below))} of draws at least one of them lies below zero: that part then does harm."
        if below
        else "Their priors run down to no effect, but none to harm."
    )
    conform = parameters["restriction.conforming"]
    change = listed([f"{words.tenths(v)} under {LABELS[r]}" for r, v in zone.items()])
    return Responses(
        (compared.zone_responses(kept), compared.attack_responses(kept)),
        compared.balance(kept),
        (
            "From 14 November 2015 each response is followed for a year. All meet the same draws of parameters, the "
            "same shocks and the same luck, so each interval is a difference. Without this pairing the gray zone would "
            f"need {least:.0f} to {most:.0f} times as many draws for the same precision.",
            f"Under no effect, inclusion keeps more of the gray zone than what happened in {gains['inclusion']} of "
            f"draws, unity in {gains['unity']}. This is put in, not found out: it follows from the assumed effects of "
            f"their levers, with their central values: {named}. {harm}",
            "Where collective restriction narrows the gray zone, this rests on one more "
            f"assumption: some people conform under it ({conform.about}; {conform.assumed}), and conforming counts as "
            f"outside. The median change, in points, is {change}.",
            f"{words.restriction_words(kept)} Here {ASSUMED}. Other costs (money, votes, security work undone) are "
            f"not in the model. As happened is assumed to be: {levers(kept, 'as_happened')}.",
        ),
    )  # fmt: skip


def _map_words(kept: Kept) -> tuple[str, ...]:
    leader, margin = compared.tile_margin(kept)
    clear = margin >= compared.THRESHOLD
    restriction = kept.compared.policies.index(words.RESTRICTION)
    ahead = max(kept.compared.chance_best("gray_zone", r)[words.RESTRICTION] for r in RIVALS)
    zone = (
        f"On the gray zone collective restriction leads in {share(ahead)} of draws or fewer under every rival."
        if ahead
        else "On the gray zone collective restriction leads in no draw under any rival."
    )
    attacks = (
        "On attacks it can lead, so the map asks which response has the fewest expected attacks."
        if np.any((leader == restriction) & clear)
        else "On attacks it leads on no tile of the map either."
    )
    counts = [(kept.compared.labels[i], int(np.sum((leader == i) & clear))) for i in range(len(kept.compared.labels))]
    told = listed([f"{name.lower()} on {n}" for name, n in counts if n])
    net = kept.effects["net"]
    central = listed([f"{_log(net[r]['central'])} under {LABELS[r]}" for r in RIVALS])
    return (
        f"{zone} {attacks}",
        f"Of {leader.size} pairs of assumptions, the fewest attacks are reached by {told}; {int(np.sum(~clear))} have "
        f"no clear leader. At central values the net effect of collective restriction is {central} (log rate ratio "
        "of the attacks that the model draws).",
    )


def _log(value: float) -> str:
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}").replace("+0.00", "0").replace("\N{MINUS SIGN}0.00", "0")


def _rests(kept: Kept, ledger: Ledger) -> tuple[Section, float | None]:
    figure, told, data_share = rests_on.bar(kept, ledger)
    few = not rests_on.enough_draws(kept)
    strips = (
        rests_on.strips(kept)
        if rests_on.has_strips(kept)
        else Missing(f"{kept.compared.draws} draws are too few for a density of a prior.", "Ask for ten or more.")
    )
    paragraphs = (
        "Each effect's rank among all draws and rivals was regressed on the ranks of the drawn parameters, and judged "
        "on draws left out of the fit. A trial on other series found 81 to 90% from priors and about 1% from fitted "
        "parameters (panel-2026/policy-ranking).",
        "Nothing was fitted to this case, so \u201cdata\u201d here means priors that were chosen around fits and "
        "series of this or other cases. The effects of the levers, which decide the order, are assumptions.",
    )
    if few:
        paragraphs += (
            f"With {kept.compared.draws} draws for {len(kept.drawn)} parameters this regression cannot be judged; "
            "read its shares as unknown.",
        )
    return Section(paragraphs, (figure, strips), (told,)), None if few else data_share


def _other_cases(ledger: Ledger) -> Section:
    keys = (
        "lyall-2009/log-rate-ratio",
        "panel-2026/israel-palestine",
        "lafree-2009/backlash-interventions",
        "lafree-2009/null-interventions",
        "lafree-2009/motorman",
        "dugan-2012/repression",
        "wolfowicz-2023/arrests",
    )
    rows = [(r.source, r.statement, r.size.replace("-", MINUS), r.read_how, r.doubt) for r in ledger.table(keys)]
    return Section(
        (
            "A backlash has a long tail: after 11 September 2001 weekly incidents in the United States fell by "
            "more than half in the second week and were still far above the old level in the sixth. After Paris the "
            "rise was real and small beside it.",
            "What restriction does to attacks was studied elsewhere, and the signs differ. None of these cases is "
            "France, and several are wars.",
        ),
        (what_happened.two_shocks(),),
        (
            table(
                "Restriction and attacks in other cases",
                ("Source", "What was found", "Size", "How it was read", "Doubt"),
                rows,
            ),
        ),
    )


def _come_back(kept: Kept) -> Section:
    u = kept.effects["unity"]
    rows: Table = table(
        "Share of draws in which the gray zone is back where it stood on the eve of the first attack",
        ("When the unity norm begins", "Restored one year later"),
        [
            ("On 14 Nov 2015", share(u["early"])),
            ("180 days later", share(u["late"])),
            ("Never", share(u["restored without it"])),
            ("Restored early and no longer late", share(u["early, no longer late"])),
        ],
    )
    gain = points(u["median gain early"]).lstrip("+")
    lost = u["early, no longer late"]
    late = (
        f"A norm that begins half a year later restores it in {share(u['late'])} of draws, and in only {share(lost)} "
        "is it too late by then: no point of no return was met between the two dates."
        if lost < 0.1
        else f"In {share(lost)} of draws a norm that begins half a year later no longer restores it."
    )
    return Section(
        (
            "No restriction is in force in this part, and the assumption is no effect. A full unity norm from the "
            f"first day leaves the zone {gain} points larger after a year, at the median, than none at all. It is then "
            f"restored in {share(u['early'])} of draws, and in {share(u['restored without it'])} without any norm.",
            late,
            "Both follow from the assumed speed with which a unity norm calls people back, which no case here "
            "measured. A loop of rising and falling attacks was not run.",
        ),
        (),
        (rows,),
    )
