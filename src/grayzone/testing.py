"""What every mechanism must keep: a class of tests that the author of a mechanism inherits.

In a test file of your own, for any runner that finds ``test_`` methods in classes::

    from grayzone.testing import MechanismContract
    from my_plugin import CallToCalm

    class TestCallToCalm(MechanismContract):
        mechanism = CallToCalm
        traits = {"trust": Trait(0, 1, carried="mean")}
        drivers = ("call_to_calm",)

Nothing here draws at random: points are the corners of the bounds and a Halton sequence inside them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from .errors import FidelityError
from .language.effects import Effect
from .language.evaluate import evaluate
from .language.explain import explain
from .language.graph import Graph, Node
from .language.ladders import BUILT_IN, Ladder
from .language.mechanism import Mechanism
from .language.memory import Memory
from .language.model import Model, Trait
from .language.odd import odd
from .language.reader import read
from .language.variables import lever, mark, pair, share, signal, stock, trait

if TYPE_CHECKING:
    from .engines.problem import Problem
    from .ground.records import Record

FIDELITIES = ("agents", "counts", "shares")
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)
MOST_CORNERS = 256
INSIDE = 64
DAYS = 6
PEOPLE = 60

Point = dict[str, float]


class MechanismContract:
    """Inherit it, name your mechanism, and every law of the house is a test of it.

    Attributes
    ----------
    mechanism : type of Mechanism
        The mechanism under test.
    partners : sequence of Mechanism
        Others that own what it reads.
    traits, drivers, ladders, signals
        As for :class:`grayzone.Model`.
    may_be_negative : sequence of str
        Names of hazards or intensities that are meant to fall below 0 inside the bounds (counted as 0).
    """

    mechanism: ClassVar[type[Mechanism]]
    partners: ClassVar[Sequence[Mechanism]] = ()
    traits: ClassVar[Mapping[str, Trait]] = {}
    drivers: ClassVar[Sequence[str]] = ()
    ladders: ClassVar[Sequence[Ladder]] = tuple(BUILT_IN.values())
    signals: ClassVar[Mapping[str, Memory]] = {}
    may_be_negative: ClassVar[Sequence[str]] = ()

    # -- what is tested ----------------------------------------------------------------------------------
    def model(self, *, backwards: bool = False) -> Model:
        """Return the model of the mechanism and its partners, in either listing order."""
        step = -1 if backwards else 1
        return Model(
            [self.mechanism(), *self.partners][::step],
            ladders=self.ladders,
            traits=dict(list(self.traits.items())[::step]),
            drivers=tuple(self.drivers)[::step],
            signals=dict(list(self.signals.items())[::step]),
        )

    def problem(self, model: Model) -> Problem:
        """Return a small society in which everything that the model reads is moving."""
        import numpy as np

        from .engines.problem import KnownEvent, Problem
        from .society.communities import Community, TraitStart
        from .society.society import Society
        from .society.ties import Homophilous

        starts = {name: TraitStart("uniform", *_bounds(t)) for name, t in model.traits.items()}
        names = [*model.ladders, *model.ladders][:2]
        communities = [
            Community(
                name=f"people_{number}",
                people=PEOPLE,
                ladder=ladder,
                start=dict.fromkeys(model.ladders[ladder].steps, 1 / len(model.ladders[ladder].steps)),
                traits=starts,
            )
            for number, ladder in enumerate(names)
        ]
        groups = len(communities)
        return Problem(
            model,
            Society(communities, ties=Homophilous(6, 0.7)),
            first=np.datetime64("2001-01-01"),
            days=DAYS,
            levers={name: np.full((DAYS, groups), 0.5) for name in model.levers},
            drivers={name: np.full((DAYS, groups), 1.0) for name in model.drivers},
            events=tuple(KnownEvent(kind, 1) for kind in model.kinds),
            drawn={kind: np.ones(DAYS, dtype=np.bool_) for kind in model.kinds},
        )

    def effects(self) -> list[Effect]:
        """Return the mechanism's own effects."""
        return [self.mechanism.effects[name] for name in sorted(self.mechanism.effects)]

    # -- what it says ------------------------------------------------------------------------------------
    def test_it_says_in_a_docstring_what_it_does(self) -> None:
        assert self.mechanism.about(), (
            f"{self.mechanism.__name__} has no docstring; say in one line what it does"
        )

    def test_every_parameter_rests_on_a_claim_or_an_assumption(self) -> None:
        for name, declared in self.mechanism.parameters.items():
            assert bool(declared.claim) != bool(declared.assumed), (
                f"{name} rests on nothing, or on two things; say claim= or assumed="
            )

    def test_it_can_be_read_and_its_units_fit_together(self) -> None:
        assert self.model().mechanisms, "the model holds no mechanism"
        assert self.effects(), f"{self.mechanism.__name__} does nothing; decorate a function"

    def test_whatever_it_declares_it_uses(self) -> None:
        used: set[str] = set()
        for effect in self.effects():
            used |= {*effect.arguments, effect.rate}
        for view in self.mechanism.views.values():
            used |= set(view.wiring.values()) if isinstance(view, pair) else set()
            if isinstance(view, mark) and view.law is not None:
                used |= {str(a) for a in view.law.arguments}
            if isinstance(view, signal) and view.memory is not None:
                used |= set(view.memory.parameters())
        owned = {
            name
            for name, view in self.mechanism.views.items()
            if (isinstance(view, signal) and view.memory is not None)
            or (isinstance(view, stock) and view.start is not None)
            or (isinstance(view, mark) and view.law is not None)
        }
        for name in (*self.mechanism.parameters, *self.mechanism.views):
            assert name in used | owned, f"{name} is declared and nothing reads it; use it or leave it out"

    def test_it_appears_in_the_explanation_and_in_the_odd_document(self) -> None:
        model = self.model()
        for title, text in (("explanation", str(explain(model))), ("ODD document", odd(model))):
            for name in (*self.mechanism.parameters, *self.mechanism.effects):
                assert name in text, f"{name} is missing in the {title}"

    # -- its functions -------------------------------------------------------------------------------------
    def test_its_functions_are_pure(self) -> None:
        for effect in self.effects():
            before = dict(effect.function.__globals__)
            for point in self.points(effect):
                arguments = [point[a] for a in effect.arguments]
                first, second = (_called(effect, arguments) for _ in range(2))
                assert first == second or first != first, (
                    f"{effect.name} returns {first} and then {second} for the same arguments"
                )
            after = effect.function.__globals__
            same = before.keys() == after.keys() and all(before[k] is after[k] for k in before)
            assert same, f"{effect.name} changes a global name"

    def test_python_and_the_expression_graph_agree(self) -> None:
        for effect in self.effects():
            root = self.root(effect)
            for point in self.points(effect):
                told = _called(effect, [point[a] for a in effect.arguments])
                got = evaluate(root, point)
                assert math.isnan(told) or math.isclose(told, got, rel_tol=1e-9, abs_tol=1e-12), (
                    f"{effect.name} is {told} in Python and {got} as a graph at {point}"
                )

    def test_its_functions_are_finite_within_the_bounds(self) -> None:
        for effect in self.effects():
            root = self.root(effect)
            for point in self.points(effect):
                value = evaluate(root, point)
                assert math.isfinite(value), f"{effect.name} is {value} at {point}; narrow the bounds"

    def test_its_hazards_are_not_negative_within_the_bounds(self) -> None:
        for effect in self.effects():
            if effect.kind not in ("jump", "event") or effect.name in self.may_be_negative:
                continue
            root = self.root(effect)
            for point in self.points(effect):
                value = evaluate(root, point)
                assert value >= -1e-12, (
                    f"{effect.name} is {value} at {point}; narrow the bounds or name it in may_be_negative"
                )
                assert not effect.chance or value <= 1.0 + 1e-12, (
                    f"{effect.name} is a chance of {value} at {point}"
                )

    # -- its runs --------------------------------------------------------------------------------------------
    def test_it_runs_at_every_fidelity_or_says_how_to_mend_it(self) -> None:
        ran = [name for name, record in self.records() if record is not None]
        assert ran, f"{self.mechanism.__name__} runs at no fidelity"

    def test_people_are_conserved(self) -> None:
        for fidelity, record in self.records():
            if record is None:
                continue
            people = record["people"].values.sum(axis=-1)
            assert abs(people - people[0]).max() <= 1e-6 * people.max(), (
                f"at {fidelity} people appear or vanish"
            )

    def test_the_order_of_listing_changes_nothing(self) -> None:
        for fidelity in FIDELITIES:
            one, other = (self.run(self.problem(self.model(backwards=b)), fidelity) for b in (False, True))
            if one is not None and other is not None:
                assert one.sha256() == other.sha256(), f"at {fidelity} the order of listing changes the run"

    def test_every_parameter_at_its_lower_bound_leaves_a_run_finite(self) -> None:
        import numpy as np

        model = self.model()
        name = self.mechanism().name
        low = {f"{name}.{k}": p.low for k, p in self.mechanism.parameters.items()}
        for fidelity in FIDELITIES:
            record = self.run(self.problem(model).with_values(low), fidelity)
            for key, variable in (record.variables if record is not None else {}).items():
                assert np.isfinite(variable.values).all(), (
                    f"at {fidelity} {key} is not finite at the lower bounds"
                )

    def records(self) -> list[tuple[str, Record | None]]:
        """Return a record for every fidelity; None where the fidelity refuses, with a mend."""
        return [(fidelity, self.run(self.problem(self.model()), fidelity)) for fidelity in FIDELITIES]

    def run(self, problem: Problem, fidelity: str) -> Record | None:
        """Run at one fidelity; a refusal must say how to mend it."""
        from .engines.run import run

        try:
            return run(problem, fidelity, seed=1)
        except FidelityError as refusal:
            assert refusal.mend, f"at {fidelity} it is refused without a mend: {refusal}"
            return None

    # -- points ----------------------------------------------------------------------------------------
    def root(self, effect: Effect) -> Node:
        """Return the expression of an effect, its inputs named like its arguments."""
        graph = Graph()
        result = read(effect.function, {a: graph.input(a) for a in effect.arguments}, graph)
        assert isinstance(result, Node), f"{effect.name} returns two values; return one"
        return result

    def points(self, effect: Effect) -> Iterator[Point]:
        """Return the corners of the box of an effect's arguments, its middle, and points inside."""
        box = {a: self.limits(a, effect) for a in effect.arguments}
        for place in _unit_points(len(box)):
            yield {a: low + u * (high - low) for (a, (low, high)), u in zip(box.items(), place)}

    def limits(self, argument: str, effect: Effect) -> tuple[float, float]:
        """Return between which values an argument is tried."""
        if argument in self.mechanism.parameters:
            declared = self.mechanism.parameters[argument]
            return declared.low, declared.high
        if argument in ("mine", "theirs"):
            return _bounds(self.traits[effect.target])
        view = self.mechanism.views.get(argument)
        if isinstance(view, trait):
            return _bounds(self.traits[view.name])
        if isinstance(view, pair):
            return -1.0, 1.0
        if isinstance(view, stock):
            known = self.model().stocks[view.name][0]
            return known.low, known.high if math.isfinite(known.high) else known.low + 10.0
        if isinstance(view, share | lever) or view is None:
            return 0.0, 1.0
        return 0.0, 5.0


def _bounds(declared: Trait) -> tuple[float, float]:
    low = declared.low if math.isfinite(declared.low) else min(-3.0, declared.high - 6.0)
    return low, declared.high if math.isfinite(declared.high) else low + 6.0


def _called(effect: Effect, arguments: list[float]) -> float:
    """Return what the plain Python function says; NaN where it raises (the graph has its own rule)."""
    try:
        return float(effect.function(*arguments))
    except (ArithmeticError, ValueError, TypeError):
        return math.nan


def _unit_points(dimensions: int) -> Iterator[tuple[float, ...]]:
    """Return corners of the unit cube (all of them up to eight dimensions), its middle, and points inside."""
    inside = [
        tuple(_halton(index, PRIMES[k % len(PRIMES)]) for k in range(dimensions))
        for index in range(1, MOST_CORNERS + 1)
    ]
    if 2**dimensions <= MOST_CORNERS:
        yield from itertools.product((0.0, 1.0), repeat=dimensions)
    else:
        yield (0.0,) * dimensions
        yield (1.0,) * dimensions
        yield from (tuple(float(round(u)) for u in point) for point in inside)
    yield (0.5,) * dimensions
    yield from inside[:INSIDE]


def _halton(index: int, base: int) -> float:
    value, fraction = 0.0, 1.0
    while index:
        fraction /= base
        value += fraction * (index % base)
        index //= base
    return value
