"""The ODD document of a model: overview, design concepts, details.

The order and the names of the seven elements follow Grimm et al. (2020), "The ODD protocol for describing
agent-based and other simulation models: a second update", JASSS 23(2) 7.  Everything about the model is taken
from the model itself; a society and a scenario are told as plain facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..errors import LanguageError, nearest
from .diagram import to_text
from .explain import Card, Explanation, Number, explain
from .ladders import Ladder
from .model import Model

DAY = (
    "**Morning.** Levers take their scheduled values; then rules that answer what was seen raise them. "
    "Drivers are read. Known events of the day move signals and stocks by half of their impulse.",
    "**Drawn events.** For each kind the number of events is drawn from the intensity; their impulses wait "
    "for the close.",
    "**People look.** Statuses and traits, one's own and those of ties, are read as of yesterday; signals, "
    "stocks, levers and drivers as of this morning.",
    "**People change.** Traits drift and meetings move them; a trait that is read as of today is updated "
    "before it is read. Then people jump between statuses; competing hazards share 1 - exp(-sum).",
    "**Record.** People by group and status, traits, signals, stocks, levers and events are noted.",
    "**Close.** The remaining impulses enter, signals fade by their exact daily factors, inflows are added, "
    "and stocks move within their bounds.",
)
CONCEPTS = (
    ("Basic principles", "Each mechanism below is one causal idea; its claims or assumptions stand with it."),
    ("Emergence", "Shares of statuses, traits and events emerge; parameters, drivers, known events do not."),
    ("Adaptation", "People change status and traits by hazards and rates that depend on what they see."),
    ("Objectives", "None: nobody maximises anything."),
    ("Learning", "None beyond the change of traits."),
    ("Prediction", "None: everybody reads the present and yesterday."),
    ("Sensing", "What each function reads is listed with it; ties are seen without error."),
    ("Interaction", "Through ties (shares, averages, meetings) and through public signals and stocks."),
    (
        "Stochasticity",
        "Jumps, meetings, events and their marks are drawn by address (seed, replicate; who, day, decision), "
        "so that scenarios share their luck. At the fidelity `shares` people are expected flows.",
    ),
    (
        "Collectives",
        "Groups: a community in a place. They hold people and public variables; they do not act.",
    ),
    ("Observation", "Daily, by group: people by status, means of traits, signals, stocks, levers, events."),
)
#: What a caller may tell about a society and a scenario, and under which element it is written.
FACTS = ("title", "purpose", "patterns", "society", "period", "initialisation", "input data", "responses")


def odd(model: Model, facts: Mapping[str, str | Sequence[str]] | None = None) -> str:
    """Return the ODD document of a model as Markdown; the same model and facts give the same text.

    Parameters
    ----------
    model : Model
    facts : mapping, optional
        Sentences about what is not the model: ``title``, ``purpose``, ``patterns``, ``society``, ``period``,
        ``initialisation``, ``input data``, ``responses``; each one text, or a list of them.

    Raises
    ------
    LanguageError
        for a fact that has no place in the document, with the nearest one that has.
    """
    told = {key: _sentences(value) for key, value in (facts or {}).items()}
    for key in told:
        if key not in FACTS:
            raise LanguageError(f"an ODD document has no place for {key!r}", mend=nearest(key, FACTS))
    explained = explain(model)
    parts = [
        _title(told),
        _purpose(explained, told),
        _entities(model, explained, told),
        _process(),
        _concepts(),
        _initialisation(model, told),
        _input_data(model, told),
        _submodels(explained),
    ]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _sentences(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else [str(v) for v in value]


def _title(told: Mapping[str, list[str]]) -> Iterator[str]:
    yield f"# ODD: {' '.join(told.get('title', ['a model of grayzone']))}"
    yield ""
    yield "After Grimm et al. (2020). Parameters and equations are those that the engines run."
    yield ""


def _purpose(explained: Explanation, told: Mapping[str, list[str]]) -> Iterator[str]:
    yield "## 1 Purpose and patterns"
    yield ""
    yield from told.get("purpose", ["To compare responses to events that divide a society."])
    yield ""
    yield from told.get("patterns", ["No pattern for judging the model was named."])
    yield ""
    yield "Its mechanisms:"
    yield ""
    for card in explained.cards:
        yield f"- `{card.name}`: {card.sentence}"
    yield ""


def _entities(model: Model, explained: Explanation, told: Mapping[str, list[str]]) -> Iterator[str]:
    yield "## 2 Entities, state variables and scales"
    yield ""
    yield "**People**, in groups (a community in a place). Each has a status on its community's ladder:"
    yield ""
    for ladder in model.ladders.values():
        yield f"- ladder `{ladder.name}`: {_steps(ladder)}"
    yield ""
    if model.traits:
        yield "and traits:"
        yield ""
        yield from _table(
            ("trait", "from", "to", "in cells of like people"),
            [
                (f"`{k}`", f"{t.low:g}", f"{t.high:g}", _carried(t.bins, t.carried))
                for k, t in model.traits.items()
            ],
        )
    yield "**Public variables**, of groups or of all:"
    yield ""
    yield from _table(
        ("variable", "kind", "what becomes of it", "moved by"),
        [(f"`{p.name}`", p.kind, p.fades, ", ".join(p.moved_by) or "nobody") for p in explained.publics],
    )
    yield f"**Levers**, from 0 to 1: {_listed(model.levers)}. **Kinds of events**: {_listed(model.kinds)}."
    yield ""
    yield from told.get("society", ["No society was told with the model."])
    yield ""
    yield "One step is one day."
    yield from told.get("period", [])
    yield ""


def _process() -> Iterator[str]:
    yield "## 3 Process overview and scheduling"
    yield ""
    yield "Every day, at every fidelity alike:"
    yield ""
    for number, sentence in enumerate(DAY, 1):
        yield f"{number}. {sentence}"
    yield ""
    yield "Contributions are summed in the order of their names, so the order in which mechanisms are listed"
    yield "changes nothing."
    yield ""


def _concepts() -> Iterator[str]:
    yield "## 4 Design concepts"
    yield ""
    for concept, sentence in CONCEPTS:
        yield f"- **{concept}.** {sentence}"
    yield ""


def _initialisation(model: Model, told: Mapping[str, list[str]]) -> Iterator[str]:
    yield "## 5 Initialisation"
    yield ""
    yield "Record 0 is dated the day before the first simulated day. Signals begin at 0."
    for name, (kept, _) in model.stocks.items():
        yield f"The stock `{name}` begins at {kept.start:g}."
    yield from told.get("initialisation", ["Statuses and traits begin as the society declares them."])
    yield ""


def _input_data(model: Model, told: Mapping[str, list[str]]) -> Iterator[str]:
    yield "## 6 Input data"
    yield ""
    yield f"Courses given from outside: {_listed(model.drivers)}."
    yield from told.get("input data", [])
    yield from (f"Responses compared: {s}" for s in told.get("responses", []))
    yield ""


def _submodels(explained: Explanation) -> Iterator[str]:
    yield "## 7 Submodels"
    yield ""
    for card in explained.cards:
        yield from _submodel(card)
    yield "### Causal map"
    yield ""
    yield "```text"
    yield from to_text(explained.links).rstrip("\n").splitlines()
    yield "```"
    yield ""
    yield "### What rests on assumptions"
    yield ""
    assumed = sum(not n.claim for n in explained.numbers)
    yield f"{assumed} of {len(explained.numbers)} parameters are assumed."
    yield f"Functions that rest on nothing else: {_listed(explained.assumed_only)}."
    yield f"Claims cited: {_listed(explained.claims)}."


def _submodel(card: Card) -> Iterator[str]:
    yield f"### {card.name}"
    yield ""
    yield card.sentence
    yield ""
    for deed in card.deeds:
        reads = "; ".join(deed.reads) or "nothing but its parameters"
        yield f"`{deed.name}`: {deed.sentence}. Reads {reads}."
        yield ""
        yield "```text"
        yield from deed.equation.splitlines()
        yield "```"
        yield ""
    yield from _table(
        ("parameter", "value", "bounds", "prior", "rests on", "about"),
        [_row(n) for n in card.numbers],
    )


def _row(n: Number) -> tuple[str, ...]:
    basis = f"claim `{n.claim}`" if n.claim else f"ASSUMED: {n.assumed}"
    return f"`{n.name}`", n.value, f"{n.low} to {n.high}", n.prior or "fixed", basis, n.about


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        yield "None."
        yield ""
        return
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
    yield ""


def _steps(ladder: Ladder) -> str:
    words = {"in": "in the zone", "edge": "on its edge", "out": "out of it"}
    return ", ".join(f"`{s}` ({words[ladder.where(s)]})" for s in ladder.steps)


def _carried(bins: int, carried: str) -> str:
    if bins:
        return f"the whole distribution, in {bins} bins"
    return "its mean" if carried == "mean" else "not carried: only agents have it"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
