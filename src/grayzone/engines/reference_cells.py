"""The reference engine, cells of like people: numbers by group, status and bin of a trait.

``counts`` moves whole people by drawing how many, ``shares`` moves what is expected.  A cell is asked as if
it were one person whose ties lead where the society's mixing says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from ..errors import FidelityError, SocietyError
from ..ground import chance
from ..language.effects import Effect
from ..language.mechanism import Mechanism
from ..language.model import Model
from ..language.variables import pair, share, trait
from ..society.cells import bin_edges, largest_remainder
from ..society.communities import TraitStart
from .problem import Problem
from .reference_people import Doings, average, chances
from .reference_scene import Floats, Look, Scene, answer, parameters_by_mechanism

Cell = tuple[int, int, int]
"""Group, status, bin."""


def check_traits(model: Model, doings: Doings) -> None:
    """Refuse a model that cells of like people cannot carry.

    Raises
    ------
    FidelityError
        for a trait that is carried in no way, two that are binned, and meetings that cells cannot hold.
    """
    for name, kept in model.traits.items():
        where = f"traits.{name}"
        if not kept.bins and kept.carried != "mean":
            raise FidelityError(
                f"cells of like people do not know how to carry {name!r}",
                where=where,
                mend="say bins: 32 or carried: mean",
            )
        if doings.encounters[name] and not kept.bins:
            raise FidelityError(
                f"people meet and {name!r} moves, which a mean cannot hold", where=where, mend="say bins: 32"
            )
    for m, effect in model.effects():
        for name in sorted(doings.read_today(m, effect)):
            if doings.encounters[name]:
                raise FidelityError(
                    f"{m.name}.{effect.name} reads today's {name!r}, which depends on whom one met",
                    where=effect.where(),
                    mend="leave out today=True, or run agents",
                )


def binned_trait(model: Model) -> str:
    """Return the trait that has bins, or nothing; a record holds one at most."""
    binned = [name for name, kept in model.traits.items() if kept.bins]
    if len(binned) > 1:
        raise FidelityError(
            f"{binned[0]!r} and {binned[1]!r} both have bins",
            where=f"traits.{binned[1]}",
            mend="keep bins for one and say carried: mean for the other",
        )
    return binned[0] if binned else ""


def mean_of_start(start: TraitStart, low: float, high: float) -> float:
    """Return the mean of the law by which a trait starts, its tails moved to the bounds.

    >>> round(mean_of_start(TraitStart("uniform", -1.0, 1.0), 0.0, 1.0), 12)
    0.25
    """
    if start.law == "fixed":
        return min(max(start.a, low), high)
    if start.law == "uniform":
        bottom, top = max(start.a, low), min(start.b, high)
        if bottom >= top:  # everybody is moved to one bound
            return low if start.b <= low else high
        inside = (top * top - bottom * bottom) / 2.0
        return ((bottom - start.a) * bottom + inside + (start.b - top) * top) / (start.b - start.a)
    bell = NormalDist(start.a, start.b)
    below = bell.cdf(low) if math.isfinite(low) else 0.0
    above = 1.0 - bell.cdf(high) if math.isfinite(high) else 0.0
    mean = start.a * (1.0 - below - above)
    for bound, mass, sign in ((low, below, 1.0), (high, above, -1.0)):
        if math.isfinite(bound):
            mean += bound * mass + sign * start.b**2 * bell.pdf(bound)
    return mean


class Cells:
    """Numbers of people by group, status and bin, and the mean of every other trait in each such cell."""

    def __init__(self, problem: Problem, whole: bool, seed: int, replicate: int) -> None:
        self.model, self.values = problem.model, parameters_by_mechanism(problem)
        self.whole, self.seed, self.replicate = whole, seed, replicate
        self.doings = Doings(self.model, problem.society.ladders.values())
        check_traits(self.model, self.doings)
        self.binned = binned_trait(self.model)
        society = problem.society
        self.society, self.statuses = society, self.model.statuses
        self.ladders = [society.ladders[community] for _, community in society.groups]
        self.community = [community for _, community in society.groups]
        self.groups = range(len(society.groups))
        self.mixing = society.mixing(problem.people)
        start = society.start_counts(self.statuses, problem.people)
        self.numbers = self._start_numbers(start)
        self.sizes = self.numbers.sum(axis=(1, 2))
        self.every_cell: list[Cell] = [(g, s, b) for g, s, b in np.ndindex(*self.numbers.shape)]
        self.value = {name: self._start_value(name) for name in self.model.traits}

    def _start_numbers(self, start: np.typing.NDArray[np.int64]) -> Floats:
        if not self.binned:
            return start[:, :, None].astype(np.float64)
        kept = self.model.traits[self.binned]
        bounds = (kept.low, kept.high)
        edges = bin_edges(bounds, kept.bins)
        self.centres, self.width = (edges[:-1] + edges[1:]) / 2.0, (kept.high - kept.low) / kept.bins
        parts = self.society.start_bins(self.binned, bounds, kept.bins)
        if not self.whole:
            return np.asarray(start[:, :, None] * parts[:, None, :], dtype=np.float64)
        return np.stack(
            [
                np.stack([largest_remainder(parts[g], start[g, s]) for s in range(len(self.statuses))])
                for g in self.groups
            ]
        ).astype(np.float64)

    def _start_value(self, name: str) -> Floats:
        """Return a trait's value in every cell: the bin's centre, or the mean at the start."""
        if name == self.binned:
            return np.broadcast_to(self.centres, self.numbers.shape).copy()
        kept = self.model.traits[name]
        value = np.zeros(self.numbers.shape)
        laws = {community.name: community.traits for community in self.society.communities}
        for g in self.groups:
            if name not in laws[self.community[g]]:
                raise SocietyError(
                    f"nothing says how {name!r} starts",
                    where=f"communities.{self.community[g]}.traits",
                    mend="declare fixed, uniform or normal",
                )
            value[g] = mean_of_start(laws[self.community[g]][name], kept.low, kept.high)
        return value

    # -- what is recorded ------------------------------------------------------------------------------
    def people(self) -> Floats:
        """Return how many people stand where, [group, status]."""
        return np.asarray(self.numbers.sum(axis=2), dtype=np.float64)

    def trait_means(self) -> Floats:
        """Return the mean of each trait, [group, trait]; nan where nobody lives."""
        means = np.full((len(self.groups), len(self.value)), np.nan)
        for g in self.groups:
            for k, value in enumerate(self.value.values()):
                if self.sizes[g]:
                    means[g, k] = np.sum(self.numbers[g] * value[g]) / np.sum(self.numbers[g])
        return means

    def histogram(self, name: str) -> Floats:
        """Return how many people stand in each bin of the binned trait, [group, bin]."""
        assert name == self.binned
        return np.asarray(self.numbers.sum(axis=1), dtype=np.float64)

    # -- steps 3 and 4: one day ------------------------------------------------------------------------
    def live(self, day: int, scene: Scene) -> dict[tuple[int, int], Floats]:
        """Let every cell live a day; return how many people of each group made each move.

        People jump first and take today's traits with them; then the binned trait moves them between bins.
        """
        self.yesterday_numbers, self.yesterday = self.numbers, self.value
        self.pairs: dict[tuple[str, str, Cell], float] = {}
        today: dict[str, Floats] = {}
        speed: dict[str, Floats] = {}
        looks = {cell: self._look(cell, scene, today) for cell in self.every_cell}
        for name in self.doings.order:
            speed[name] = np.zeros(self.numbers.shape)
            for cell in self.every_cell:
                for m, effect in self.doings.drifts[name]:
                    if effect.ladder in ("", self.ladders[cell[0]]):
                        speed[name][cell] += answer(self.values, m, effect, looks[cell])
            kept = self.model.traits[name]
            today[name] = np.clip(self.value[name] + speed[name], kept.low, kept.high)
        jumps = self._jumps(day, looks)
        # The binned trait changes when people change the bin; every other one is today's from here on.
        self.value = {name: self.value[name] if name == self.binned else today[name] for name in self.value}
        self._move(jumps)
        if self.binned:
            self._move(self._drift(day, speed[self.binned]))
            for m, effect in self.doings.encounters[self.binned]:
                self._move(self._encounters(day, m, effect, looks))
        moved = {move: np.zeros(len(self.groups)) for move in self.doings.moves}
        for source, target, number in jumps:
            moved[source[1], target[1]][source[0]] += number
        return moved

    def _look(self, cell: Cell, scene: Scene, today: dict[str, Floats]) -> Look:
        """Return the eyes of a cell, which see as one of its people does on average."""
        g = cell[0]

        def look(m: Mechanism, name: str) -> float:
            view = m.views[name]
            if isinstance(view, trait):
                return float(today[view.name][cell] if view.today else self.yesterday[view.name][cell])
            if isinstance(view, pair):
                return self._pair(m, name, view, cell)
            if isinstance(view, share) and not view.among:
                partners = self._partners(g, view.ties)
                ties = 1.0 if view.ties == "all" else math.fsum(mixing for _, mixing in partners)
                there = math.fsum(mixing * scene.share(view.status, "own", h) for h, mixing in partners)
                return there / ties if ties else 0.0
            return scene.sees(m, name, g)

        return look

    def _partners(self, g: int, kind: str) -> list[tuple[int, float]]:
        """Return the groups to which ties of a kind lead, and the part of all ties that leads there."""
        same = {h: self.community[h] == self.community[g] for h in self.groups}
        return [
            (h, float(self.mixing[g, h]))
            for h in self.groups
            if kind == "all" or same[h] == (kind == "within")
        ]

    def _pair(self, m: Mechanism, name: str, view: pair, cell: Cell) -> float:
        mine = float(self.yesterday[view.trait][cell])
        # Of a binned trait all statuses of a group see the same, so it is worked out once.
        key = (m.name, name, (cell[0], 0, cell[2]) if view.trait == self.binned else cell)
        if key not in self.pairs:
            self.pairs[key] = average(
                m, view, self.values, mine, self._theirs(cell[0], view.trait, view.ties)
            )
        return self.pairs[key]

    def _theirs(self, g: int, name: str, kind: str) -> list[tuple[float, float]]:
        """Return the values of a trait that a group's ties have, and which part of the ties has each."""
        found: list[tuple[float, float]] = []
        for h, mixing in self._partners(g, kind):
            if not self.sizes[h] or not mixing:
                continue
            if name == self.binned:
                there = self.yesterday_numbers[h].sum(axis=0)
                values = self.centres
            else:
                there, values = self.yesterday_numbers[h], self.yesterday[name][h]
            for number, value in zip(there.ravel().tolist(), values.ravel().tolist()):
                if number:
                    found.append((value, mixing * number / float(self.sizes[h])))
        return found

    # -- moves -----------------------------------------------------------------------------------------
    def _jumps(self, day: int, looks: dict[Cell, Look]) -> list[tuple[Cell, Cell, float]]:
        moves = []
        for cell in self.every_cell:
            g, s, b = cell
            possible = self.doings.jumps_from(self.statuses[s], self.ladders[g])
            if not possible or not self.numbers[cell]:
                continue
            hazards = [
                math.fsum(answer(self.values, m, effect, looks[cell]) for m, effect in functions)
                for _, functions in possible
            ]
            each = chances(hazards, self.statuses[s] in self.doings.by_chance)
            decisions = [f"jump:{k}" for k in range(len(possible))]
            for (target, _), number in zip(possible, self._split(cell, each, day, decisions)):
                moves.append((cell, (g, target, b), number))
        return moves

    def _drift(self, day: int, speed: Floats) -> list[tuple[Cell, Cell, float]]:
        """Move people to the next bin, as many as the drift carries over the edge (upwind flux)."""
        moves = []
        for cell in self.every_cell:
            g, s, b = cell
            neighbour = b + (1 if speed[cell] > 0.0 else -1)
            if not 0 <= neighbour < len(self.centres) or not self.numbers[cell]:
                continue
            fraction = min(1.0, abs(float(speed[cell])) / self.width)
            number = self._split(cell, [fraction], day, [f"drift:{self.binned}"])[0]
            moves.append((cell, (g, s, neighbour), number))
        return moves

    def _encounters(
        self, day: int, m: Mechanism, effect: Effect, looks: dict[Cell, Look]
    ) -> list[tuple[Cell, Cell, float]]:
        """Let people meet a tie and move to where the meeting leaves them."""
        moves: list[tuple[Cell, Cell, float]] = []
        meeting = max(0.0, -math.expm1(-self.values[m.name][effect.rate]))
        theirs = [self._theirs(g, self.binned, effect.ties) for g in self.groups]
        for cell in self.every_cell:
            if not self.numbers[cell]:
                continue
            g, s, b = cell
            landing = np.zeros(len(self.centres))
            for value, ties in theirs[g]:
                mine = float(self.centres[b])
                moved = answer(self.values, m, effect, looks[cell], mine=mine, theirs=value)
                for target, part in self._nearest_bins(moved):
                    landing[target] += meeting * ties * part
            targets = [k for k in range(len(self.centres)) if k != b]
            decisions = [f"encounter:{m.name}.{effect.name}:{k}" for k in targets]
            numbers = self._split(cell, [float(landing[k]) for k in targets], day, decisions)
            moves.extend((cell, (g, s, k), number) for k, number in zip(targets, numbers))
        return moves

    def _nearest_bins(self, value: float) -> list[tuple[int, float]]:
        """Divide a value over the two nearest bin centres: the mean is kept, except beyond the ends."""
        last = len(self.centres) - 1
        position = min(max((value - float(self.centres[0])) / self.width, 0.0), float(last))
        lower = min(math.floor(position), last)
        return [(lower, 1.0 - (position - lower)), (min(lower + 1, last), position - lower)]

    def _split(self, cell: Cell, each: Sequence[float], day: int, decisions: Sequence[str]) -> list[float]:
        """Return how many people of a cell go each way; nobody goes twice.

        Whole people are drawn way by way, each from those who are left (successive binomials).
        """
        taken: list[float] = []
        rest = 1.0
        left = float(self.numbers[cell])
        _, statuses, bins = self.numbers.shape
        who = (cell[0] * statuses + cell[1]) * bins + cell[2]
        for c, decision in zip(each, decisions):
            if self.whole:
                p = min(1.0, c / rest) if rest > 0.0 else 0.0
                number = float(
                    chance.binomial_at(self.seed, self.replicate, who, day, decision, int(left), p)
                )
            else:
                number = float(self.numbers[cell]) * min(c, max(rest, 0.0))
            taken.append(number)
            left -= number
            rest -= c
        return taken

    def _move(self, moves: list[tuple[Cell, Cell, float]]) -> None:
        """Carry people from cell to cell, all at once; they take their traits with them."""
        staying = self.numbers.copy()
        for source, _, number in moves:
            staying[source] -= number
        staying = np.maximum(staying, 0.0)  # rounding may have left a hair less than nobody
        there = staying.copy()
        carried = {name: staying * value for name, value in self.value.items() if name != self.binned}
        for source, target, number in moves:
            there[target] += number
            for name in carried:
                carried[name][target] += number * self.value[name][source]
        for name, total in carried.items():
            kept = self.model.traits[name]
            mean = np.divide(total, there, out=self.value[name].copy(), where=there > 0.0)
            self.value[name] = np.clip(mean, kept.low, kept.high)
        self.numbers = there
