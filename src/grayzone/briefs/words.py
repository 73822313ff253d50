"""The sentences of a brief: the answer in three parts, how sure each part is, and what may not be concluded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..evidence.ledger import Ledger
from ..figures import Calibrated, Verdict
from ..figures.responses import LABELS, RIVALS
from ..figures.words import count, listed, points, share, signed
from ..report import Answer, Caution, Slot, Trust
from . import observed
from .beside_model import YEAR, sums
from .kept import Kept
from .rests_on import has_strips
from .what_happened import PARIS

Floats = NDArray[np.float64]
QUESTION = (
    "After the attacks of 13 November 2015, did the space between communities in France shrink, and which "
    "responses would have kept it open?"
)
RESTRICTION = "collective_restriction"


def answer(kept: Kept) -> Answer:
    """Return the answer: what was observed, what hangs on an assumption, what is not known."""
    return Answer(_observed(kept), _depends(kept), _not_known(kept))


def _observed(kept: Kept) -> tuple[Slot, ...]:
    case = kept.case
    before = observed.fact(case, observed.ACTS, "2014-01-01", "2014-12-31")
    year = observed.fact(case, observed.ACTS, *YEAR)
    killed = observed.killed_at_home(case, PARIS, PARIS)
    in_year = observed.killed_at_home(case, *YEAR)
    fear = observed.effect(case, PARIS, "FR", "ter")
    hostile = [observed.effect(case, PARIS, "FR", outcome) for outcome in ("imm", "ref")]
    told = [f"{signed(e.value, 2)} ({_range(*e.interval())})" for e in (fear, *hostile)]
    none = all(e.interval()[0] <= 0 <= e.interval()[1] for e in hostile)
    return (
        Slot(
            f"On 13 November 2015, {killed} people were killed in Paris and Saint-Denis; {in_year} in attacks in "
            f"France that year. Recorded acts and threats against Muslims rose from {before:.0f} in 2014 to "
            f"{year:.0f} in 2015.",
            "acts",
        ),
        Slot(
            f"In November, terrorism as a main problem rose by {told[0]} probit units (90% interval in brackets), "
            f"hostility to immigrants moved by {told[1]}, to refugees by {told[2]}"
            + (": both compatible with no change." if none else ": not both are compatible with no change."),
            "survey",
        ),
    )


def _range(low: float, high: float) -> str:
    return f"{signed(low, 2)} to {signed(high, 2)}"


def attack_sentence(kept: Kept, rival: str) -> str:
    """Say what collective restriction does to attacks under a rival: the word, the rival and the interval."""
    low, high = np.quantile(np.expm1(kept.net[rival]), [0.05, 0.95])
    signs = kept.effects["net"][rival]["signs"]
    way, holds = ("lowers", signs["lower"]) if rival == "deterrence" else ("raises", signs["raise"])
    sure = Calibrated.from_share(holds, LABELS[rival], f"90% interval {_percent(low)} to {_percent(high)}")
    return sure.sentence(f"collective restriction {way} attacks")


def _percent(value: float) -> str:
    return f"{signed(round(100 * value), 0)}%"


def tenths(value: float) -> str:
    """Write a difference of shares in points with one decimal, where a whole point would hide its sign."""
    return signed(100 * value, 1)


def zone_sentence(kept: Kept) -> str:
    """Say whether inclusion keeps more of the gray zone than collective restriction, rival by rival or at once."""
    found = {
        r: kept.compared.of("gray_zone", "inclusion", r) - kept.compared.of("gray_zone", RESTRICTION, r) for r in RIVALS
    }
    claim = "inclusion keeps a larger gray zone than collective restriction"
    told = {
        r: Calibrated.from_share(float(np.mean(d > 0)), LABELS[r], f"90% interval {_ends(d)} points")
        for r, d in found.items()
    }
    if len({sure.word for sure in told.values()}) > 1:
        return " ".join(sure.sentence(claim) for sure in told.values())
    low = min(np.quantile(d, 0.05) for d in found.values())
    high = max(np.quantile(d, 0.95) for d in found.values())
    every = f"{listed([LABELS[r] for r in RIVALS])} alike"
    span = f"90% intervals within {points(low)} to {points(high)} points"
    return Calibrated(told["null"].word, every, span).sentence(claim)


def _ends(draws: Floats) -> str:
    low, high = np.quantile(draws, [0.05, 0.95])
    return f"{points(low)} to {points(high)}"


def shrink_sentence(kept: Kept) -> str:
    """Say whether the space ends smaller than it began in the runs of what happened, under no effect."""
    began = np.mean([kept.zone("null", "as_happened", name)[2, 0] for name in kept.compared.communities])
    change = kept.compared.of("gray_zone", "as_happened", "null") - began
    low, high = np.quantile(change, [0.05, 0.95])
    sure = Calibrated.from_share(
        float(np.mean(change < 0)), LABELS["null"], f"90% interval {tenths(low)} to {tenths(high)} points"
    )
    return sure.sentence("the space ends smaller in November 2016 than it began in January 2015")


def leader(kept: Kept, outcome: str, rival: str) -> tuple[str, float]:
    """Return the label of the response that leads in most draws, and in what share of them."""
    found = kept.compared.chance_best(outcome, rival)
    first = max(found, key=lambda name: found[name])
    return kept.label(first), found[first]


def lead_sentence(kept: Kept, outcome: str, what: str) -> str:
    """Say which response leads most often under each rival, in draws from the priors only."""
    by_name: dict[str, list[str]] = {}
    for rival in RIVALS:
        name, part = leader(kept, outcome, rival)
        draws = " of draws" if not by_name else ""
        by_name.setdefault(name.lower(), []).append(f"{LABELS[rival]} ({share(part)}{draws})")
    told = "; ".join(f"{name} under {listed(parts)}" for name, parts in by_name.items())
    return f"Most often ahead on {what}, in draws from the priors only: {told}."


def _depends(kept: Kept) -> tuple[Slot, ...]:
    fails = leader(kept, "attacks", "deterrence")[0] == kept.label(RESTRICTION)
    return (
        Slot(
            "Restriction may raise attacks (backlash), leave them as they are (no effect) or lower them (deterrence). "
            + shrink_sentence(kept),
            "ribbon",
        ),
        Slot(" ".join(attack_sentence(kept, rival) for rival in RIVALS), "attacks"),
        Slot(
            lead_sentence(kept, "attacks", "attacks")
            + (" If restriction deters, the thesis that it defeats itself fails there." if fails else ""),
            "map",
        ),
        Slot(
            zone_sentence(kept) + " That advantage is put in: if the assumed effects of inclusion, unity and "
            "restriction on people are nil, it is nil.",
            "zone",
        ),
    )


def _not_known(kept: Kept) -> tuple[Slot, ...]:
    return (
        Slot("Whether the space shrank in fact: no series counts it.", "ladder"),
        Slot(
            "Whether hostility or restriction alienated or recruited anybody: not informed by these data.",
            "strips" if has_strips(kept) else "bar",
        ),
        Slot(
            "Which assumption holds in France. Missing are a survey of Muslims in France repeated through 2015 and "
            "2016, acts by month, and a restriction with a comparison group.",
            "bar",
        ),
    )


def how_sure(kept: Kept, data_share: float | None) -> tuple[Trust, ...]:
    """Return how far each part may be trusted; ``data_share`` is the largest share of the ranking from data."""
    found = sums(kept)
    inside = sum(known.inside for known in found)
    ranking = Verdict("decided by priors")
    if data_share is not None and Verdict.from_ranking(data_share) is None:
        ranking = Verdict("not informed")
    told = "not computed for so few draws" if data_share is None else f"at most {share(data_share)} from data"
    return (
        Trust(
            "Shape of the backlash after an attack",
            "data",
            Verdict("worked in part"),
            "From fits to the United States, carried by one event; the order of January and November is missed",
        ),
        Trust(
            "Level of acts in France",
            "model",
            Verdict("no gain"),
            f"Elsewhere smoothing does as well; here {inside} of {len(found)} known sums lie in very wide intervals",
        ),
        Trust(
            "Effect of restriction on attacks",
            "assumption",
            Verdict("decided by priors"),
            "Studies point both ways, so three rivals stand side by side",
        ),
        Trust(
            "Alienation, withdrawal and recruitment",
            "assumption",
            Verdict("not informed"),
            "Posterior equals prior: nothing was fitted",
        ),
        Trust("Order of the responses", "assumption", ranking, f"Variance of effect ranks: {told}"),
    )


def not_concluded(kept: Kept) -> tuple[Caution, ...]:
    """Return the tempting sentences that the report does not support."""
    name, part = leader(kept, "gray_zone", "null")
    level = share(float(np.median(kept.compared.of("gray_zone", "as_happened", "null"))))
    fit = Ledger.load()["france-2015/amplitude-ratio"].interval
    november, january = (
        observed.killed_at_home(kept.case, *days) for days in ((PARIS, PARIS), ("2015-01-07", "2015-01-09"))
    )
    assert fit is not None
    known = kept.effects["known_attacks_after"]
    beside = f" beside {known} attacks of the year after that are on record" if known else ""
    return (
        Caution(
            f"\u201c{name} is the best policy.\u201d",
            f"It leads on the gray zone in {share(part)} of draws under no effect because its levers were assumed "
            "to bring people back; nobody measured these rates, and no cost but that in liberties is counted.",
        ),
        Caution(
            "\u201cRestriction backfires\u201d, or \u201crestriction works.\u201d",
            "Chechnya and most measures studied in Northern Ireland point opposite ways, "
            "and nothing in these data tells which holds in France.",
        ),
        Caution(
            "\u201cAttacks make people hostile.\u201d",
            "In France, in November 2015, fear rose and hostility to immigrants and refugees did not; in the Union "
            "as a whole it rose a little. Neither is a law.",
        ),
        Caution(
            "\u201cThe more people are killed, the larger the backlash.\u201d",
            f"A fit held to the recorded sums puts the backlash after November, with {november} killed, at {fit.low:g} "
            f"to {fit.high:g} of that after January, with {january} killed.",
        ),
        Caution(
            "\u201cHostility drove people to the organisation.\u201d",
            "The step from alienation to recruitment is assumed from end to end; no number here estimates it.",
        ),
        Caution(
            f"\u201cThe gray zone was at {level} in November 2016\u201d, or any other level.",
            "The level is a start value that stands for surveys which were not asked this way. Only differences "
            "between runs are meant, and they are conditional on the rival named.",
        ),
        Caution(
            "\u201cThis many acts, attacks or deaths would have been avoided.\u201d",
            "For levels, simple smoothing does as well as this model. Intervals of counts are wide, and the runs draw "
            f"attacks{beside}.",
        ),
        Caution(
            "\u201cThe same would follow the next attack\u201d, or \u201ca tipping point is near.\u201d",
            "This is a hindcast with scenarios. No early warning was found in any case, and none is given here.",
        ),
        Caution(
            "\u201cMembers of a community tend to ...\u201d",
            "Shares of communities are compared, never persons, and communities differ here only in what they meet.",
        ),
    )


def restriction_words(kept: Kept) -> str:
    """Say what collective restriction costs, and who carries it."""
    c = kept.compared
    cost = dict(zip(c.communities, c.cost[c.policies.index(RESTRICTION)].tolist()))
    carried = [f"{kept.people(name)}: {count(days)} person-days" for name, days in sorted(cost.items()) if days > 0]
    return f"Collective restriction is carried by one community alone ({'; '.join(carried)})."
