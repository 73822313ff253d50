"""Check it yourself: commands, digests, licences and citations of exactly what a report used."""

from __future__ import annotations

from ..evidence.ledger import Ledger
from ..report import Check, Licence
from . import causal, rests_on
from .findings import sha256
from .kept import FILES, Kept, load
from .observed import case_of_comparison

#: Claims that figures and sentences of the brief speak of, beside those of parameters and arrows.
SPOKEN_OF = (
    "article-2015/c03",
    "article-2015/c18",
    "article-2015/c19",
    "castanho-silva-2018/france-fear",
    "castanho-silva-2018/france-immigrants",
    "castanho-silva-2018/france-refugees",
    "castanho-silva-2018/eu-immigrants",
    "castanho-silva-2018/eu-refugees",
    "castanho-silva-2018/charlie-hebdo",
    "dugan-2012/repression",
    "fbi-2016/after-911",
    "fbi-2016/after-paris",
    "france-2015/amplitude-ratio",
    "france-2015/january",
    "france-2015/two-months",
    "france-2015/year",
    "google-2015/attention-half-life",
    "lafree-2009/backlash-interventions",
    "lafree-2009/motorman",
    "lafree-2009/null-interventions",
    "lyall-2009/log-rate-ratio",
    "panel-2026/israel-palestine",
    "panel-2026/policy-ranking",
    "prior-2026/restriction-backlash",
    "prior-2026/restriction-deterrence",
    "prior-2026/restriction-null",
    "prior-2026/restriction-weights",
    "wolfowicz-2023/arrests",
)
OFFICIAL = ("aggregate counts, facts with credit", "Ministry of the Interior; CNCDH; Dilcra; observatory of the CFCM")
READ = {
    "facts.csv": OFFICIAL,
    "effects.csv": ("estimates, facts with credit", "Castanho Silva 2018, https://github.com/bcastanho/PSPB2017"),
    "attention_hourly.csv": ("CC BY 4.0", "Google, https://github.com/GoogleTrends/data"),
    "events.csv": ("widely published facts", "written down from memory, marked in each row"),
    "case.yaml": ("Apache-2.0", "the grayzone authors"),
}


def claims(kept: Kept) -> tuple[str, ...]:
    """Return the claims that the report rests on, sorted."""
    model = kept.case.scenario.problem().model
    return tuple(sorted({*rests_on.claims_used(model), *causal.link_claims(), *SPOKEN_OF}))


def check(kept: Kept, ledger: Ledger) -> Check:
    """Return what a reader needs to make the report again."""
    name, setting = kept.case.name, kept.setting
    return Check(
        commands=(
            ("the same bits on one engine and one version of numba, on any number of threads",
             f"grayzone demo --case {name} --draws {setting['draws']} --out out/{name}"),
            ("the page again from the files, without a run", f"grayzone report out/{name}"),
            ("every source as BibTeX", f"grayzone cite out/{name}"),
        ),
        facts=facts(kept),
        licences=licences(kept),
        bibtex=ledger.citations(claims(kept)),
    )  # fmt: skip


def facts(kept: Kept) -> dict[str, str]:
    """Return what was run: seeds, digests, versions, hashes, and how far each lever was turned."""
    s = kept.setting
    found = {
        "Scenario, digest": s["digest"],
        "Seed": str(s["seed"]),
        "Draws": f"{s['draws']} draws of {len(kept.drawn)} parameters, {len(s['policies'])} responses, "
        f"{len(s['rivals'])} rivals",
        "People in the runs with persons": f"{s['agents']:,}, {s['replicates']} replicates",
        **{f"Version of {name}": version for name, version in sorted(s["versions"].items())},
        "Hardware multiplies and adds in one step (FMA)": {True: "yes", False: "no"}.get(s["fma"], "unknown"),
    }
    for policy in kept.compared.policies:
        found[f"Response: {kept.label(policy)}"] = levers(kept, policy)
    for name in FILES:
        found[f"{name}, sha256"] = sha256(kept.folder / name)
    return found


def levers(kept: Kept, policy: str) -> str:
    """Say how far a response turns each lever, and for whom, on the first day after the branch."""
    problem = kept.case.scenario.problem(policy)
    day = kept.compared.since - 1
    told = []
    for name, values in sorted(problem.levers.items()):
        at = {problem.society.groups[g][1]: float(v) for g, v in enumerate(values[day]) if v > 0}
        if at:
            who = "everybody" if len(at) == len(kept.compared.communities) else ", ".join(map(kept.people, sorted(at)))
            told.append(f"{name.replace('_', ' ')} {max(at.values()):g} for {who}")
    return "; ".join(told) or "no lever is turned"


def licences(kept: Kept) -> tuple[Licence, ...]:
    """Return every file of the cases that the report read."""
    folder = kept.case.folder
    found = [Licence(f"{kept.case.name}/{n}", *READ[n], sha256(folder / n)) for n in sorted(READ)]
    states = case_of_comparison()
    told = ("public domain, US Government", "FBI, Hate Crime Statistics, https://github.com/sujingwenkim/hate-crime")
    found.append(Licence(f"{states.name}/incidents.csv", *told, sha256(states.folder / "incidents.csv")))
    return tuple(found)


def cite(folder: object) -> str:
    """Return BibTeX of every claim that the report of a folder rests on."""
    from pathlib import Path

    return Ledger.load().citations(claims(load(Path(str(folder)))))
