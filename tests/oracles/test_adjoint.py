"""The generated gradient against central differences of the slow reading of the same graph."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grayzone.engines.adjoint import RULES, adjoints, bound, gradient
from grayzone.engines.densities import negative_binomial
from grayzone.language.evaluate import evaluate
from grayzone.language.graph import BOOLEAN, ONE_ARGUMENT, TWO_ARGUMENTS, Graph, Node, inputs

NAMES = ("x", "y", "z")


def slope_by_differences(root: Node, at: dict[str, float], name: str) -> float:
    """Central difference of fourth order: its own error is far below 1e-6 for smooth expressions."""
    step = 1e-3 * max(1.0, abs(at[name]))

    def value(k: int) -> float:
        return evaluate(root, at | {name: at[name] + k * step})

    return (8.0 * (value(1) - value(-1)) - (value(2) - value(-2))) / (12.0 * step)


def check(graph: Graph, root: Node, at: dict[str, float]) -> None:
    names = sorted(at)
    value, slopes = gradient(graph, root, names)(at)
    assert value == pytest.approx(evaluate(root, at), rel=1e-12, abs=1e-12)
    for name in names:
        wanted = slope_by_differences(root, at, name)
        assert slopes[name] == pytest.approx(wanted, rel=1e-6, abs=1e-6 * max(1.0, abs(value))), name


def test_every_operation_that_gives_a_number_has_a_rule() -> None:
    assert set(RULES) == ({*ONE_ARGUMENT, *TWO_ARGUMENTS, "select"} - BOOLEAN)


@pytest.mark.parametrize("op", sorted(set(ONE_ARGUMENT) - BOOLEAN))
@pytest.mark.parametrize("x", [0.37, 1.9])
def test_the_slope_of_a_function_is_the_limit_of_its_differences(op: str, x: float) -> None:
    graph = Graph()
    check(graph, graph.make(op, graph.input("x")), {"x": x})
    if op not in ("log", "sqrt"):
        check(graph, graph.make(op, graph.input("x")), {"x": -x / 2})


@pytest.mark.parametrize("op", sorted(set(TWO_ARGUMENTS) - BOOLEAN))
@pytest.mark.parametrize("x, y", [(0.7, 1.4), (2.1, 0.6)])
def test_the_slopes_of_an_operation_on_two_numbers(op: str, x: float, y: float) -> None:
    graph = Graph()
    check(graph, graph.make(op, graph.input("x"), graph.input("y")), {"x": x, "y": y})


@pytest.mark.parametrize("test", ["lt", "le", "gt", "ge", "eq", "ne"])
def test_a_choice_hands_its_slope_to_the_side_that_is_chosen(test: str) -> None:
    graph = Graph()
    x, y = graph.input("x"), graph.input("y")
    root = graph.make("select", graph.make(test, x, y), graph.make("mul", x, x), graph.make("exp", y))
    check(graph, root, {"x": 0.4, "y": 0.9})
    check(graph, root, {"x": 0.9, "y": 0.4})


@pytest.mark.parametrize("op", ["log", "sqrt", "pow", "log1p"])
def test_where_a_function_is_held_at_its_border_its_slope_is_zero(op: str) -> None:
    graph = Graph()
    x = graph.input("x")
    root = graph.make(op, x, graph.const(1.5)) if op == "pow" else graph.make(op, x)
    value, slopes = gradient(graph, root, ["x"])({"x": -3.0})
    assert math.isfinite(value)
    assert slopes["x"] == 0.0


def test_what_cannot_move_a_root_has_no_adjoint() -> None:
    graph = Graph()
    x, y, z = (graph.input(name) for name in NAMES)
    root = graph.make("add", x, graph.make("select", graph.make("lt", y, x), x, graph.make("neg", x)))
    slopes = adjoints(graph, [(root, graph.const(1.0))], [x, y, z])
    assert slopes[0] is not None
    assert slopes[1:] == [None, None]


def test_a_zero_makes_what_it_multiplies_fall_away() -> None:
    graph = Graph()
    x, y, z = (graph.input(name) for name in NAMES)
    root = graph.make("add", x, graph.make("mul", graph.make("sub", graph.const(1.0), y), z))
    assert inputs(bound(graph, root, {"y": graph.const(1.0)})) == ["x"]
    assert inputs(bound(graph, root, {"y": graph.const(0.5)})) == ["x", "z"]


SMOOTH_ONE = ("neg", "exp", "log1p", "tanh", "logistic", "softplus", "sqrt", "log", "expm1")
SMOOTH_TWO = ("add", "sub", "mul", "div", "min", "max", "pow")


@st.composite
def expressions(draw: st.DrawFn) -> tuple[Graph, Node, dict[str, float]]:
    """A random expression in which every intermediate value stays of moderate size."""
    graph = Graph()
    at = {name: draw(st.floats(0.2, 1.8)) for name in NAMES}
    known = [graph.input(name) for name in NAMES] + [graph.const(draw(st.floats(0.5, 1.5)))]
    for _ in range(draw(st.integers(3, 14))):
        op = draw(st.sampled_from((*SMOOTH_ONE, *SMOOTH_TWO, "select")))
        parts = [draw(st.sampled_from(known)) for _ in range(3)]
        if op in ("log", "sqrt", "pow", "log1p"):  # kept off their borders, where differences fail
            parts[0] = graph.make("add", graph.make("softplus", parts[0]), graph.const(0.5))
        if op == "div":
            parts[1] = graph.make("add", graph.make("softplus", parts[1]), graph.const(0.5))
        if op in ("exp", "expm1") or op == "pow":
            parts[-2] = graph.make("tanh", parts[-2])
        if op == "select":
            node = graph.make(op, graph.make("lt", parts[0], parts[1]), parts[1], parts[2])
        elif op in SMOOTH_ONE:
            node = graph.make(op, parts[1] if op in ("exp", "expm1") else parts[0])
        else:
            node = graph.make(op, parts[0], parts[1])
        known.append(node)
    return graph, graph.make("tanh", known[-1]), at


def near_a_kink(root: Node, at: dict[str, float]) -> bool:
    """Whether a min, max or choice of the expression could flip within the steps of a difference."""
    stack, seen = [root], set()
    while stack:
        node = stack.pop()
        if node.index in seen:
            continue
        seen.add(node.index)
        stack.extend(node.args)
        if node.op in ("min", "max", "lt"):
            if abs(evaluate(node.args[0], at) - evaluate(node.args[1], at)) < 0.05:
                return node.args[0] is not node.args[1]
    return False


@settings(max_examples=25, deadline=None, derandomize=True)
@given(expressions())
def test_random_expressions(made: tuple[Graph, Node, dict[str, float]]) -> None:
    """Chosen once and for all (derandomised), so it raises no false alarm."""
    graph, root, at = made
    if not near_a_kink(root, at):
        check(graph, root, at)


@pytest.mark.parametrize("count", [0.0, 1.0, 7.0, 300.0])
@pytest.mark.parametrize("mean", [0.02, 3.0, 250.0])
@pytest.mark.parametrize("dispersion", [1e-12, 3e-4, 0.08, 4.0])
def test_the_density_of_counts_is_the_published_one(count: float, mean: float, dispersion: float) -> None:
    from scipy import stats

    value, by_mean, by_dispersion = negative_binomial(count, mean, dispersion)
    size = 1.0 / dispersion
    wanted = (
        stats.poisson.logpmf(count, mean)
        if dispersion < 1e-8
        else stats.nbinom.logpmf(count, size, size / (size + mean))
    )
    assert value - math.lgamma(count + 1.0) == pytest.approx(wanted, rel=1e-7, abs=1e-7)

    def moved(k: float, step: float, what: int) -> float:
        at = [mean, dispersion]
        at[what] += k * step
        return float(negative_binomial(count, *at)[0])

    for what, slope in enumerate((by_mean, by_dispersion)):
        step = 1e-3 * (mean, dispersion)[what]
        wanted = (
            8 * (moved(1, step, what) - moved(-1, step, what)) - moved(2, step, what) + moved(-2, step, what)
        ) / (12 * step)
        if dispersion > 1e-8 or what == 0:  # below that a difference has no digits left
            assert slope == pytest.approx(wanted, rel=1e-5, abs=1e-6)


def test_the_density_of_counts_adds_up_to_one() -> None:
    total = sum(math.exp(negative_binomial(float(y), 3.0, 0.5)[0] - math.lgamma(y + 1.0)) for y in range(200))
    assert total == pytest.approx(1.0, abs=1e-10)
