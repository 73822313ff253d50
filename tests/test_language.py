"""The language: what is read is what Python computes; what is told is what is read."""

from __future__ import annotations

import importlib.util
import linecache
import math
from itertools import count, product
from math import exp, expm1, log1p, sqrt, tanh  # noqa: F401 (the words of the drawn functions)
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import grayzone as gz
from grayzone.language.diagram import arrows, floors, sentence, to_dot, to_mermaid, to_text
from grayzone.language.equations import equation
from grayzone.language.evaluate import evaluate
from grayzone.language.functions import day, logistic, softplus, where  # noqa: F401
from grayzone.language.graph import Graph, Node, inputs
from grayzone.language.mechanism import snake
from grayzone.language.reader import read

NUMBER = count()
FIXTURE = Path(__file__).parent / "fixtures" / "call_to_calm.py"


def fixture() -> type[gz.Mechanism]:
    spec = importlib.util.spec_from_file_location("call_to_calm", FIXTURE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CallToCalm  # type: ignore[no-any-return]


# -- the graph says what Python says ---------------------------------------------------------------------

NAMES = ("a", "b", "c")
leaf = st.one_of(st.sampled_from(NAMES), st.floats(-3, 3).map(lambda x: f"({x:.3f})"))


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return expressions one step larger, all of them defined for every number."""
    two = st.tuples(inner, inner)
    return st.one_of(
        two.map(lambda p: f"({p[0]} + {p[1]})"),
        two.map(lambda p: f"({p[0]} - {p[1]})"),
        two.map(lambda p: f"({p[0]} * {p[1]})"),
        two.map(lambda p: f"({p[0]} / (1.0 + {p[1]} ** 2))"),
        two.map(lambda p: f"min({p[0]}, {p[1]})"),
        two.map(lambda p: f"max({p[0]}, {p[1]}, 0.5)"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} if {p[1]} < {p[2]} else {p[2]})"),
        st.tuples(inner, inner, inner).map(
            lambda p: f"where({p[0]} <= {p[1]} and not {p[1]} > 1.0, {p[1]}, {p[2]})"
        ),
        inner.map(lambda x: f"(-{x})"),
        inner.map(lambda x: f"abs({x})"),
        inner.map(lambda x: f"tanh({x})"),
        inner.map(lambda x: f"logistic({x})"),
        inner.map(lambda x: f"softplus(tanh({x}))"),
        inner.map(lambda x: f"exp(-abs({x}))"),
        inner.map(lambda x: f"sqrt(abs({x}))"),
        inner.map(lambda x: f"log1p({x} ** 2)"),
        inner.map(lambda x: f"expm1(tanh({x})) ** 3"),
    )


expression = st.recursive(leaf, grown, max_leaves=12)


@st.composite
def function_texts(draw: st.DrawFn) -> str:
    """Draw a function with assignments, a branch that assigns and one that returns."""
    one, two, three, four, test = (draw(expression) for _ in range(5))
    shape = draw(st.sampled_from(["plain", "branch", "return", "both"]))
    rows = ["def drawn(a, b, c):", f"    x = {one}"]
    if shape in ("branch", "both"):
        rows += [f"    if {test} > 0.1 or a >= b != c:", f"        x = {two}", "    else:", "        x += 1"]
    if shape in ("return", "both"):
        rows += [f"    if x < {three}:", f"        return {four}"]
    return "\n".join([*rows, f"    return x * 0.5 + {three}", ""])


def made(text: str) -> object:
    """Return the function of a text, with the text where Python looks for it."""
    name = f"<drawn {next(NUMBER)}>"
    space = dict(globals())
    exec(compile(text, name, "exec"), space)  # noqa: S102 (the text is our own, a line above)
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    return space["drawn"]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(function_texts(), st.tuples(*[st.floats(-2, 2)] * 3))
def test_a_function_read_as_a_graph_is_the_function(text: str, at: tuple[float, float, float]) -> None:
    function = made(text)
    graph = Graph()
    root = read(function, {n: graph.input(n) for n in NAMES}, graph)  # type: ignore[arg-type]
    assert isinstance(root, Node)
    told = function(*at)  # type: ignore[operator]
    assert evaluate(root, dict(zip(NAMES, at))) == pytest.approx(told, rel=1e-9, abs=1e-9)


EVERY_WORD = [
    "a + b - c", "a * b / (2.0 + c)", "-a ** 2", "abs(a) ** 1.5", "2 ** b", "min(a, b)", "max(a, b, c)",
    "exp(a)", "log1p(abs(b))", "expm1(c)", "tanh(a)", "logistic(3 * b)", "sqrt(abs(c))", "softplus(a)",
    "a if a < b else c", "a if a <= b else c", "a if a > b else c", "a if a >= b else c",
    "a if a == 0.5 else c", "a if a != 0.5 else c", "a if a < b and b < c else c",
    "a if a < b or b < c else c", "a if not a < b else c", "a if a < b < c else c",
    "where(a < b and not b > c, 1, 0)", "where(a < b, a, b) if c > 0 else 1", "+a", "1 * a", "a - 0.0",
    "0.0 + a", "a / 1", "a ** 3", "a ** 4",
]  # fmt: skip


@pytest.mark.parametrize("text", EVERY_WORD)
def test_every_word_of_the_language_means_what_it_means_in_python(text: str) -> None:
    function = made(f"def drawn(a, b, c):\n    return {text}\n")
    graph = Graph()
    root = read(function, {n: graph.input(n) for n in NAMES}, graph)  # type: ignore[arg-type]
    assert isinstance(root, Node)
    for at in product((-1.3, 0.0, 0.5, 1.7), repeat=3):
        told = function(*at)  # type: ignore[operator]
        assert evaluate(root, dict(zip(NAMES, at))) == pytest.approx(told, rel=1e-12, abs=1e-12), at


def test_both_sides_are_computed_and_the_side_not_chosen_does_no_harm() -> None:
    function = made("def drawn(a, b, c):\n    return sqrt(a) if a > 0 else b / c\n")
    graph = Graph()
    root = read(function, {n: graph.input(n) for n in NAMES}, graph)  # type: ignore[arg-type]
    assert isinstance(root, Node)
    assert evaluate(root, {"a": 4.0, "b": 1.0, "c": 0.0}) == 2.0
    assert evaluate(root, {"a": -4.0, "b": 1.0, "c": 2.0}) == 0.5
    assert math.isnan(evaluate(root, {"a": -4.0, "b": 1.0, "c": 0.0}))
    graph = Graph()
    assert evaluate(graph.make("exp", graph.input("x")), {"x": 1e4}) == math.inf


def test_an_expression_is_written_only_once() -> None:
    graph = Graph()
    one, two = graph.input("x"), graph.input("y")
    assert graph.make("add", one, two) is graph.make("add", one, two)
    assert graph.make("mul", one, graph.const(1.0)) is one
    assert graph.make("mul", graph.const(1.0), one) is one
    assert graph.make("add", graph.const(0.0), one) is one
    assert graph.make("add", graph.const(2.0), graph.const(3.0)) is graph.const(5.0)
    assert graph.make("select", graph.make("lt", one, two), two, two) is two
    assert graph.const(-0.0) is not graph.const(0.0)
    assert inputs(graph.make("add", one, two)) == ["x", "y"]


def test_a_whole_power_is_a_product() -> None:
    graph = Graph()
    x = graph.input("x")
    assert graph.make("pow", x, graph.const(3.0)).op == "mul"
    assert graph.make("pow", x, graph.const(5.0)).op == "pow"
    assert evaluate(graph.make("pow", x, graph.const(3.0)), {"x": 3.0}) == 27.0


# -- units ---------------------------------------------------------------------------------------------


class Timed(gz.Mechanism):
    """Uses one day as a unit: a rate from a lifetime, and a daily loss from a rate."""

    memory = gz.parameter("9 days", bounds=("1 day", "90 days"), assumed="for the test")
    size = gz.parameter(0.3, bounds=(0, 1), assumed="for the test")
    fear = gz.signal("fear", memory=gz.fading("memory"))

    @gz.drift("fear")
    def rise(memory, size):
        return size * -expm1(-day / memory) / day

    @gz.jump("hostile", "wary")
    def calm(memory, size):
        return size / memory

    @gz.jump("wary", "indifferent")
    def forget(memory):
        return 1.0 / (2 * day + memory)


def test_day_carries_the_unit_of_time() -> None:
    model = gz.Model([Timed()])
    assert [e.name for _, e in model.effects()] == ["calm", "forget", "rise"]


def test_as_a_number_day_is_one() -> None:
    graph = Graph()
    root = read(Timed.effects["forget"].function, {"memory": graph.input("m")}, graph)
    assert isinstance(root, Node)
    assert evaluate(root, {"m": 8.0}) == pytest.approx(0.1)


# -- mechanisms and models ------------------------------------------------------------------------------


class Heat(gz.Mechanism):
    """Attacks heat up a community, its hostile people heat it further, and a unity norm cools it."""

    rate = gz.parameter("0.2 / day", bounds=("0 / day", "1 / day"), claim="heat-1999")
    shock = gz.parameter(0.5, bounds=(0, 2), assumed="half a unit for an attack")
    memory = gz.parameter("9 days", bounds=("1 day", "90 days"), assumed="a week or so")
    reach = gz.parameter(0.3, bounds=(0.05, 1), assumed="people differ by this much and still talk")
    pace = gz.parameter("0.1 / day", bounds=("0 / day", "1 / day"), claim="talk-2001")
    anger = gz.signal("anger", memory=gz.fading("memory"))
    unity = gz.lever("unity_norm")
    hostile = gz.share("hostile", among="own")
    hostile_ties = gz.share("hostile", ties="across")
    view = gz.trait("view")
    view_today = gz.trait("view", today=True)
    killed = gz.mark("killed")

    def near(mine, theirs, reach):  # type: ignore[misc]
        gap = theirs - mine
        return gap, max(0.0, 1.0 - abs(gap) / reach)

    pull = gz.pair(near, "view", reach="reach")

    @gz.drift("anger", on="attack")
    def flare(shock, killed, own):
        return shock * log1p(killed) * own

    @gz.drift("anger")
    def smoulder(rate, hostile, unity):
        return rate * hostile * (1 - unity)

    @gz.drift("view")
    def talk(pace, pull):
        return pace * pull

    @gz.encounter("view", rate="pace")
    def meet(mine, theirs):
        return mine + 0.5 * (theirs - mine)

    @gz.jump("wary", "hostile")
    def harden(rate, anger, hostile_ties, view_today):
        return rate * (anger + hostile_ties) * view_today * (1 - view_today)

    @gz.event("attack", each="place")
    def strike(rate, hostile):
        return rate * hostile**2


def heat() -> gz.Model:
    return gz.Model([Heat()], traits={"view": gz.Trait(0, 1, bins=20)})


def test_a_class_name_becomes_a_slug() -> None:
    assert [snake(n) for n in ("CallToCalm", "UCDPEvents", "Fear")] == ["call_to_calm", "ucdp_events", "fear"]


def test_values_are_given_in_any_unit_of_the_kind_and_kept_in_days() -> None:
    assert Heat(rate="0.7 / week").values["rate"] == pytest.approx(0.1)
    assert Heat.parameters["rate"].shown(0.1) == "0.1 / day"


def test_a_subclass_keeps_what_it_does_not_change() -> None:
    class Hotter(Heat):
        """The same, faster."""

        rate = gz.parameter("0.4 / day", bounds=("0 / day", "1 / day"), claim="heat-1999")

    assert Hotter().values["rate"] == 0.4
    assert Hotter.effects.keys() == Heat.effects.keys()
    assert Hotter().name == "hotter"


def test_listing_order_changes_no_model() -> None:
    one, other = gz.Model([Heat(), Heat_and_calm()], **KEPT), gz.Model([Heat_and_calm(), Heat()], **KEPT)
    assert repr(one) == repr(other) == "<model of heat, timed_calm>"
    assert gz.odd(one) == gz.odd(other)
    assert arrows(one) == arrows(other)


def Heat_and_calm() -> gz.Mechanism:
    return fixture()("timed_calm")


KEPT = {
    "traits": {"view": gz.Trait(0, 1, bins=20), "trust": gz.Trait(0, 1, carried="mean")},
    "drivers": ["call_to_calm"],
}


def test_a_model_knows_its_levers_kinds_and_public_variables() -> None:
    model = heat()
    assert (model.levers, model.kinds, model.publics()) == (("unity_norm",), ("attack",), ("anger",))


# -- the causal map --------------------------------------------------------------------------------------


def test_the_map_says_who_moves_what_and_in_which_direction() -> None:
    found = {(a.source, a.target, a.function, a.sees): a.sign for a in arrows(heat())}
    assert found == {
        ("anger", "hostile", "harden", "signal"): "+",
        ("attack", "anger", "flare", "impulse"): "+",
        ("hostile", "anger", "smoulder", "share among own"): "+",
        ("hostile", "attack", "strike", "share among own"): "+",
        ("hostile", "hostile", "harden", "share of ties across"): "+",
        ("unity_norm", "anger", "smoulder", "lever"): "-",
        ("view", "hostile", "harden", "own, today"): "mixed",
        ("view", "view", "meet", "met in all ties"): "+",
        ("view", "view", "meet", "own"): "+",
        ("view", "view", "talk", "near of all ties"): "mixed",
        ("wary", "hostile", "harden", "flow"): "+",
    }


def test_an_arrow_carries_what_its_function_rests_on() -> None:
    found = {a.function: (a.claims, a.assumed) for a in arrows(heat())}
    assert found["talk"] == (("talk-2001",), ("people differ by this much and still talk",))
    assert found["meet"] == (("talk-2001",), ())
    assert found["flare"] == ((), ("half a unit for an attack",))


def test_an_effect_that_is_off_at_the_central_value_moves_nothing() -> None:
    model = gz.Model([Heat(rate="0 / day")], traits={"view": gz.Trait(0, 1)})
    assert {a.sign for a in arrows(model) if a.function in ("smoulder", "strike", "harden")} == {"0"}


def test_floors_are_longest_ways_and_circles_stand_side_by_side() -> None:
    level = floors(arrows(heat()))
    assert level == {"anger": 1, "attack": 1, "hostile": 1, "unity_norm": 0, "view": 0, "wary": 0}
    chain = [a for a in arrows(heat()) if a.function in ("smoulder",)]
    assert floors(chain) == {"anger": 1, "hostile": 0, "unity_norm": 0}


def test_the_map_is_written_for_people_mermaid_and_graphviz() -> None:
    links = arrows(gz.Model([fixture()()], traits={"trust": gz.Trait(0, 1)}, drivers=["call_to_calm"]))
    assert (
        "trust --[+]--> wary\n    call_to_calm.calm_down (own): people move from hostile to wary"
        in to_text(links)
    )
    assert "ASSUMED trust at which half of it is reached; a guess" in to_text(links)
    assert to_mermaid(links).splitlines()[:3] == [
        "flowchart LR",
        '    n0["call_to_calm"]',
        '    n1["hostile"]',
    ]
    assert '    "trust" -> "wary" [label="+ call_to_calm", style=solid];' in to_dot(links).splitlines()
    assert sentence(links[0]) == "call_to_calm raises wary (signal)"
    assert sentence(links[1]) == "people in hostile may become wary"


def test_an_arrow_that_rests_on_assumptions_alone_is_broken() -> None:
    assert '"attack" -> "anger" [label="+ heat", style=dashed];' in to_dot(arrows(heat()))
    assert '-.->|"+ heat"|' in to_mermaid(arrows(heat()))


# -- explanation and ODD document --------------------------------------------------------------------------


def test_the_explanation_counts_what_is_assumed() -> None:
    told = gz.explain(heat())
    assert told.assumed_only == ("heat.flare",)
    assert told.claims == ("heat-1999", "talk-2001")
    text = str(told)
    assert "3 of 5 parameters are assumed; 2 claims are cited." in text
    assert "shock = 0.5 (0 to 2); ASSUMED: half a unit for an attack" in text
    assert "rate = 0.2 / day (0 / day to 1 / day); claim heat-1999" in text
    assert "anger (signal): fades exponentially with mean lifetime memory (owned by heat)" in text
    assert "moved by heat.flare on each attack, heat.smoulder" in text
    assert "reads lever unity_norm; share of the own community who are hostile" in text


def test_an_equation_is_the_text_of_its_function_with_its_helpers() -> None:
    assert equation(Heat.effects["smoulder"].function) == "smoulder = rate * hostile * (1 - unity)"
    told = gz.explain(heat()).cards[0].deeds
    (talk,) = (d for d in told if d.name == "talk")
    assert talk.equation.splitlines() == [
        "talk = pace * pull",
        "gap = theirs - mine",
        "near(mine, theirs, reach) = (gap, max(0.0, 1.0 - abs(gap) / reach))",
    ]
    assert equation(Timed.effects["rise"].function) == "rise = size * -expm1(-day / memory) / day\nday = 1"


ELEMENTS = [
    "## 1 Purpose and patterns",
    "## 2 Entities, state variables and scales",
    "## 3 Process overview and scheduling",
    "## 4 Design concepts",
    "## 5 Initialisation",
    "## 6 Input data",
    "## 7 Submodels",
]


def test_the_odd_document_has_the_seven_elements_in_their_order() -> None:
    text = gz.odd(heat(), {"title": "Heat", "purpose": "To test.", "society": ["Two towns.", "One river."]})
    assert [line for line in text.splitlines() if line.startswith("## ")] == ELEMENTS
    assert text.startswith("# ODD: Heat\n")
    assert "Two towns.\nOne river.\n" in text
    for name in (*Heat.parameters, *Heat.effects, "hostile", "anger", "unity_norm", "attack"):
        assert f"`{name}`" in text, name
    assert "| `shock` | 0.5 | 0 to 2 | fixed | ASSUMED: half a unit for an attack |  |" in text


def test_the_odd_document_is_the_same_text_every_time() -> None:
    assert gz.odd(heat()) == gz.odd(heat())
    assert gz.odd(heat()).endswith(".\n")
    assert "\r" not in gz.odd(heat())


def test_one_day_in_the_odd_document_has_six_steps() -> None:
    rows = gz.odd(heat()).splitlines()
    assert [r[:3] for r in rows if r[:1].isdigit() and r[1:3] == ". "] == [
        "1. ",
        "2. ",
        "3. ",
        "4. ",
        "5. ",
        "6. ",
    ]
