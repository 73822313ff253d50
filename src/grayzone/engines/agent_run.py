"""Running a plan as agents: one society on several threads, or many small societies at once; the same bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..society.network import Network
from . import cache
from .agent_people import Layout
from .agents import compose
from .cell_run import Values, empty_record, middle, parameter_rows, refuse_too_many, together
from .inputs import memories, prepare
from .kernels import BLOCK
from .plan import Plan, make
from .problem import Problem
from .tiles import arrange

Arrays = tuple[NDArray[Any], ...]


@dataclass
class AgentState:
    """Where a society of persons stands: their words, own traits and statuses, the public side, the record."""

    people: list[NDArray[Any]]
    public: Arrays
    parameters: NDArray[np.float64]
    weights: NDArray[np.float64]
    factors: NDArray[np.float64]
    record: dict[str, NDArray[np.float64]]
    day: int = 0


class Agents:
    """A problem ready to run as agents.

    Parameters
    ----------
    problem : Problem
    network : Network, optional
        Drawn from the society (with this seed and replicate) if it is left out.
    start : mapping, optional
        ``{"status": uint8 [person], trait: float32 [person]}`` in the network's order, where the society's own
        start is not wanted.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        network: Network | None = None,
        seed: int = 1,
        replicate: int = 0,
        flows: bool = True,
        start: dict[str, NDArray[Any]] | None = None,
    ) -> None:
        self.problem, self.seed, self.replicate, self.flows = problem, int(seed), int(replicate), flows
        self.plan: Plan = make(problem.model, problem.society)
        written = compose(self.plan, flows)
        self.text, self.public, self.table = written.text, written.public, written.table
        self.module, self.path = cache.load(self.text)
        self.layout = Layout(self.plan)
        if network is None:
            network = problem.society.network(seed, problem.people, replicate)
        self.n = network.n
        self.person_at, self.net = arrange(network, self.layout.places)
        self.inputs = prepare(problem, self.plan)
        counted = np.bincount(network.group, minlength=self.layout.groups).astype(np.float64)
        self.inputs = type(self.inputs)(**{**vars(self.inputs), "size": counted})
        self.first = self._lay_out(network, start or {})

    def _lay_out(self, network: Network, given: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """Return (words, words of the next day, own traits, statuses) on day 0, in tile order."""
        model, society, layout = self.problem.model, self.problem.society, self.layout
        order = self.person_at
        if "status" in given:
            status = given["status"][order].astype(np.uint8)
        else:
            status = society.start_people(network, model.statuses, self.seed, self.replicate)[order]
        traits: dict[str, NDArray[np.float32]] = {}
        for name, kept in model.traits.items():
            if name in given:
                traits[name] = given[name][order].astype(np.float32)
            else:
                whole = society.start_traits(
                    network, name, (kept.low, kept.high), self.seed, self.replicate, middle(kept)
                )
                traits[name] = whole[order]
        words = np.zeros((len(layout.words), self.n), dtype=np.int32)
        for k, word in enumerate(layout.words):
            if word.trait:
                words[k] = np.ascontiguousarray(traits[word.trait]).view(np.int32)
            if word.flags:
                if word.trait:
                    words[k] = (words[k] + np.int32(1 << (layout.bits - 1))) & np.int32(layout.mask)
                for b, s in enumerate(layout.flagged):
                    words[k] |= (status == model.statuses.index(s)).astype(np.int32) << b
                if layout.communities > 1:
                    words[k] |= network.community[order].astype(np.int32) << len(layout.flagged)
        own = np.zeros((max(1, len(layout.own)), self.n if layout.own else 1), dtype=np.float32)
        for k, name in enumerate(layout.own):
            own[k] = traits[name]
        return [words, np.empty_like(words), own, status.astype(np.uint8)]

    def begin(self, values: Sequence[Values] | None = None) -> AgentState:
        """Return the state on day 0; with several sets of values, for an ensemble of so many runs."""
        given = list(values) if values is not None else [self.problem.parameter_values()]
        groups, days = self.layout.groups, self.problem.days + 1
        memory = memories(self.plan, given)
        public = self.public.allocate(groups)
        public[1][: len(self.inputs.start_stock)] = self.inputs.start_stock[:, None]
        binned = self.plan.binned
        bins = self.problem.model.traits[binned].bins if binned else 1
        state = AgentState(
            people=[a.copy() for a in self.first],
            public=public,
            parameters=parameter_rows(self.plan, given),
            weights=memory.weights,
            factors=memory.factors,
            record=empty_record(self.plan, len(given), days, groups, bins),
        )
        self._record_start(state)
        return state

    def _record_start(self, state: AgentState) -> None:
        group = self._group()
        statuses, groups = len(self.problem.model.statuses), self.layout.groups
        counted = np.bincount(group * statuses + self.first[3], minlength=groups * statuses)
        state.record["people"][:, 0] = counted.reshape(groups, statuses)
        size = np.maximum(self.inputs.size, 1e-300)
        for k, (name, kept) in enumerate(self.problem.model.traits.items()):
            values = self._trait(self.first, name).astype(np.float64)
            total = np.bincount(group, weights=values, minlength=groups)
            state.record["trait_mean"][:, 0, :, k] = np.where(self.inputs.size > 0, total / size, np.nan)
            if kept.bins:
                scale = np.float32(kept.bins / (kept.high - kept.low))
                at = (self._trait(self.first, name) - np.float32(kept.low)) * scale
                spot = np.minimum(kept.bins - 1, at.astype(np.int64))
                tally = np.bincount(group * kept.bins + spot, minlength=groups * kept.bins)
                state.record["bins"][:, 0] = tally.reshape(groups, kept.bins)

    def _group(self) -> NDArray[np.int64]:
        if self.layout.places > 1:
            return self.net[6].astype(np.int64)
        if self.layout.communities == 1:
            return np.zeros(self.n, dtype=np.int64)
        word = self.first[0][self.layout.flag_word]
        mask = (1 << self.layout.community_bits) - 1
        return np.asarray((word >> len(self.layout.flagged)) & mask, dtype=np.int64)

    def _trait(self, people: list[NDArray[Any]], name: str) -> NDArray[np.float32]:
        if name in self.layout.own:
            return np.asarray(people[2][self.layout.own.index(name)])
        k = self.layout.word_of(name)
        word = people[0][k]
        if self.layout.words[k].flags and self.layout.packed:
            word = word & np.int32(self.layout.mask)
        return np.asarray(word.view(np.float32))

    def advance(self, state: AgentState, days: int, threads: int = 1) -> None:
        """Simulate ``days`` more days of one society, in place."""
        last = min(self.problem.days, state.day + days)
        sync, turn, stopped = (np.zeros(k, dtype=np.int64) for k in (last + 3, 1, 1))
        table = np.zeros((self.table, self.layout.groups), dtype=np.float32)
        parts = self._parts()
        luck = np.array([self.replicate], dtype=np.int64)

        def work() -> None:
            self.module.go(
                threads, self.n, state.day, last, self.seed, self.problem.expected, self.inputs.tuple(),
                self.net, (*state.people, table), (self.first[0], self.first[2], self.first[3]), state.public,
                (state.public[0], state.public[1]), parts, state.parameters, state.weights, state.factors, luck,
                *state.record.values(), turn, sync, stopped,
            )  # fmt: skip

        together(threads, work)
        refuse_too_many(stopped)
        if (last - state.day) % 2:
            state.people[0], state.people[1] = state.people[1], state.people[0]
        state.day = last

    def ensemble(self, state: AgentState, replicates: Sequence[int], threads: int = 1) -> None:
        """Run the whole time for each replicate from the same start; run k has row k of the state's values."""
        luck = np.array(replicates, dtype=np.int64)
        turn, stopped = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
        days = self.problem.days

        def work() -> None:
            people = [np.empty_like(a) for a in self.first]
            table = np.zeros((self.table, self.layout.groups), dtype=np.float32)
            public = tuple(a.copy() for a in state.public)
            sync = np.zeros(days + 3, dtype=np.int64)
            self.module.go(
                0, self.n, 0, days, self.seed, self.problem.expected, self.inputs.tuple(), self.net,
                (*people, table), (self.first[0], self.first[2], self.first[3]), public,
                (state.public[0], state.public[1]), self._parts(), state.parameters, state.weights, state.factors, luck,
                *state.record.values(), turn, sync, stopped,
            )  # fmt: skip

        together(max(1, min(threads, len(replicates))), work)
        refuse_too_many(stopped)

    def _parts(self) -> Arrays:
        blocks, groups, model = (self.n + BLOCK - 1) // BLOCK, self.layout.groups, self.problem.model
        binned = self.plan.binned
        return (
            np.zeros((blocks, groups, len(model.statuses)), dtype=np.int64),
            np.zeros((blocks, groups, max(1, len(model.traits)))),
            np.zeros((blocks, groups, model.traits[binned].bins if binned else 1), dtype=np.int64),
            np.zeros((blocks, groups, max(1, len(self.plan.moves))), dtype=np.int64),
        )

    def state_of_people(self, state: AgentState) -> dict[str, NDArray[Any]]:
        """Return the status and traits of every person, in the order of the network."""

        def back(values: NDArray[Any]) -> NDArray[Any]:
            out = np.empty_like(values)
            out[self.person_at] = values
            return out

        found = {"status": back(state.people[3])}
        return found | {name: back(self._trait(state.people, name)) for name in self.problem.model.traits}

    @property
    def nbytes(self) -> int:
        """Bytes held for the people and their ties."""
        return int(sum(a.nbytes for a in (*self.net, self.person_at, *self.first)))
