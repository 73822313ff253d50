"""The human form of a scenario or case, as typed models: which keys there are and what each may hold."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .faults import quoted
from .leaves import (
    AnyText,
    Bounds,
    Day,
    Duration,
    Fading,
    FileName,
    Flag,
    Given,
    Lines,
    Mark,
    Number,
    Share,
    Slug,
    Start,
    Text,
    Version,
    Whole,
    refusal,
)


class Form(BaseModel):
    """A part of the file: no unknown key, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class OpenForm(Form):
    """A part of a case file that the case itself reads further."""

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)


class PeriodForm(Form):
    """The first and last simulated day; a case also says up to when it is fitted."""

    first: Day = Field(alias="from", description="the first day, like 2001-01-01")
    last: Day = Field(alias="to", description="the last day, like 2003-12-31")
    fit_until: Day | None = None


class CommunityForm(Form):
    """A part of the society: people, ladder, and how they stand on day 0."""

    people: Whole = Field(description="a whole number above 0")
    ladder: Slug = Field(description="host, target or a ladder of the file's own")
    start: dict[Slug, Share] | None = None
    traits: dict[Slug, Start] = {}
    label: Text | None = None


class HomophilousForm(Form):
    """Ties mostly within the own community and place."""

    mean_ties: Number = Field(description="ties of a person on average, like 12")
    within: Share = Field(description="a share from 0 to 1")


class RingRewiredForm(Form):
    """Neighbours on a ring, some rewired."""

    mean_ties: Number = Field(description="an even number of ties, like 10")
    rewired: Share = Field(description="a share from 0 to 1")
    across: Share = Field(description="a share from 0 to 1")
    order: Slug = "local"


class BlocksForm(Form):
    """Ties over several places."""

    mean_ties: Number = Field(description="ties of a person on average, like 12")
    within: Share = Field(description="a share from 0 to 1")
    elsewhere: Share = Field(description="a share from 0 to 1")


class HeavyForm(Form):
    """Ties with hubs."""

    mean_ties: Number = Field(description="ties of a person on average, like 12")
    within: Share = Field(description="a share from 0 to 1")
    exponent: Number = Field(description="a number from 1.5 to 10")
    cap: Whole = Field(description="the most ties of a person, like 500")


class ListedForm(Form):
    """Measured ties, in two files."""

    edges: FileName = Field(description="a CSV file with the columns source,target")
    nodes: FileName = Field(description="a CSV file with the columns id,community")
    edges_sha256: Text | None = None
    nodes_sha256: Text | None = None


class TiesForm(Form):
    """Exactly one kind of ties; none of them is no ties."""

    homophilous: HomophilousForm | None = None
    ring_rewired: RingRewiredForm | None = None
    blocks: BlocksForm | None = None
    heavy: HeavyForm | None = None
    listed: ListedForm | None = None


TIE_KINDS = (*TiesForm.model_fields, "none")


def _ties(given: Any) -> Any:
    if given == "none":
        return {}
    if not isinstance(given, dict) or len(given) != 1:
        told = f"has {len(given)} kinds" if isinstance(given, dict) else f"is {quoted(given)}"
        raise refusal(f"'ties' {told}", f"give exactly one of {', '.join(TIE_KINDS)}")
    return given


class ActorForm(Form):
    """A party that acts as one."""

    kind: Slug = Field(description="organisation, government, coalition or other")
    base: Slug | None = None


class SocietyForm(Form):
    """Who lives together, where, and who knows whom."""

    communities: dict[Slug, CommunityForm] = Field(description="the communities, each with people and ladder")
    places: dict[Slug, dict[Slug, Share] | None] = {}
    ties: Annotated[TiesForm, BeforeValidator(_ties)] = TiesForm()
    actors: dict[Slug, ActorForm] = {}


class LadderForm(Form):
    """Statuses of the file's own, and which of them are in the zone or on its edge."""

    steps: list[Slug] = Field(description="the list of its statuses")
    inside: list[Slug] = Field(alias="in", default=[])
    edge: list[Slug] = []


class TraitForm(Form):
    """A number that people carry: its bounds and how cells carry it."""

    bounds: Bounds | None = None
    bins: Whole | None = None
    carried: Slug | None = None
    start: Start | None = None


class StepForm(Form):
    """A value that holds from a day on."""

    first: Day = Field(alias="from", description="the day from which on the value holds")
    to: Number = Field(description="the value, a number")


class DriverForm(Form):
    """The course of a public variable that is given from outside."""

    value: Number | None = None
    steps: list[StepForm] | None = None
    file: FileName | None = None
    table: Lines | None = None
    column: Text | None = None
    communities: list[Slug] = []


def _model_entry(given: Any) -> Any:
    if isinstance(given, str):
        return {"mechanism": given}
    if not isinstance(given, dict) or len(given) != 1:
        raise refusal(f"a mechanism is {quoted(given)}", "write its name, or 'name: {parameter: value}'")
    (key, values), *_ = given.items()
    values = {} if values is None else values
    if not isinstance(values, dict):
        raise refusal(
            f"{quoted(key)} has {quoted(values)}", f"write its parameters as '{key}: {{parameter: value}}'"
        )
    own = {k: v for k, v in values.items() if k != "name"}
    return {"mechanism": key, "values": own} | ({"name": values["name"]} if "name" in values else {})


class EntryForm(Form):
    """A mechanism of the model, with other values for its parameters."""

    mechanism: Slug
    name: Slug | None = None
    values: dict[str, Given] = {}


def _module(given: Any) -> Any:
    if isinstance(given, str):
        return {"file" if given.endswith(".py") else "plugin": given}
    return given


class ModuleForm(Form):
    """A file or plug-in with mechanisms that are not the library's."""

    file: FileName | None = None
    plugin: Text | None = None
    sha256: Text | None = None
    version: Text | None = None


EVENT_TEXTS = ("kind", "name", "place", "community")


def _event(given: Any) -> Any:
    if not isinstance(given, dict):
        raise refusal(f"an event is {quoted(given)}", "write it as {date: 2001-12-31, kind: attack}")
    own = {k: v for k, v in given.items() if k in ("date", *EVENT_TEXTS)}
    return {**own, "marks": {k: v for k, v in given.items() if k not in own}}


class EventForm(Form):
    """One stated event with its marks."""

    date: Day = Field(description="its day, like 2001-12-31")
    kind: Slug = Field(description="attack, shock or another kind that a mechanism hears")
    name: AnyText = ""
    place: AnyText = ""
    community: AnyText = ""
    marks: dict[Slug, Mark] = {}


def _events(given: Any) -> Any:
    return {"rows": given} if isinstance(given, list) else given


class EventsForm(Form):
    """All stated events: listed, in a file, or as a table in the text."""

    rows: list[Annotated[EventForm, BeforeValidator(_event)]] = []
    file: FileName | None = None
    table: Lines | None = None
    until: Day | None = None


def _drawn(given: Any) -> Any:
    return {"drawn": given} if isinstance(given, bool) else given


class DrawnForm(Form):
    """Whether and when the model draws events of a kind by itself."""

    drawn: Flag = True
    first: Day | None = Field(alias="from", default=None)
    until: Day | None = None


class RivalForm(Form):
    """Other values for some parameters: what is held possible beside the model."""

    label: Text | None = None
    overrides: dict[str, Given] = Field(alias="set", default={})


class PieceForm(Form):
    """One move of a lever: on dates (`to`), or in answer to what is seen (`when`)."""

    to: Share | None = None
    first: Day | None = Field(alias="from", default=None)
    until: Day | None = None
    ramp: Duration | None = None
    communities: list[Slug] = []
    when: Text | None = None
    above: Number | None = None
    gain: Number | None = None
    cap: Share | None = None
    delay: Duration | None = None
    window: Duration | None = None


def _pieces(given: Any) -> Any:
    if isinstance(given, int | float) and not isinstance(given, bool):
        given = {"to": given}
    return given if isinstance(given, list) else [given]


def _policy(given: Any) -> Any:
    if given == "standard":
        return {"standard": True}
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise refusal(f"a policy is {quoted(given)}", "write its levers, like {unity_norm: {to: 1.0}}")
    words = {k: v for k, v in given.items() if k in ("label", "about", "standard")}
    return {**words, "levers": {k: v for k, v in given.items() if k not in words}}


class PolicyForm(Form):
    """Words for readers, and the moves of each lever; or a standard response."""

    label: Text | None = None
    about: Text | None = None
    standard: Flag = False
    levers: dict[Slug, Annotated[list[PieceForm], BeforeValidator(_pieces)]] = {}


class SeriesForm(OpenForm):
    """A series that was observed; a case reads it."""

    file: FileName = Field(description="a CSV file beside the case")
    column: Text = Field(description="the column of the file")


class BreakForm(OpenForm):
    """A day on which the source of a series changed."""

    date: Day = Field(description="its day, like 2001-12-31")
    why: Text = Field(description="what changed on that day")


class HeldOutForm(OpenForm):
    """What is not shown to a fit."""

    first: Day = Field(alias="from", description="the first day held out")


class ScenarioForm(Form):
    """The whole file.  Every key may be missing here, so that one broken part hides no fault of another."""

    grayzone: Version | None = None
    scenario: Slug | None = None
    case: Slug | None = None
    title: Text | None = None
    about: Text | None = None
    period: PeriodForm | None = None
    branch: Day | None = None
    society: SocietyForm | None = None
    ladders: dict[Slug, LadderForm] = {}
    traits: dict[Slug, TraitForm] = {}
    signals: dict[Slug, Fading] = {}
    drivers: dict[Slug, DriverForm] = {}
    mechanisms: list[Annotated[ModuleForm, BeforeValidator(_module)]] = []
    model: list[Annotated[EntryForm, BeforeValidator(_model_entry)]] = []
    events: Annotated[EventsForm, BeforeValidator(_events)] = EventsForm()
    drawn: dict[Slug, Annotated[DrawnForm, BeforeValidator(_drawn)]] = {}
    rivals: dict[Slug, RivalForm] = {}
    policies: dict[Slug, Annotated[PolicyForm, BeforeValidator(_policy)]] = {}
    series: dict[Slug, SeriesForm] = {}
    breaks: list[BreakForm] = []
    held_out: HeldOutForm | None = None
    facts: Any = None
    licence: Text | None = None
    credit: Text | None = None
    missing: list[Text] = []


ONLY_IN_CASES = ("series", "breaks", "held_out", "facts")
NEEDED = {
    "grayzone": "write 'grayzone: 1', the version of the file's form",
    "title": "write a title for readers",
    "period": "write {from: 2001-01-01, to: 2003-12-31}",
    "society": "write its communities",
    "model": "write the list of mechanisms",
}
