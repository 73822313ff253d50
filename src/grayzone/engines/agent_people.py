"""People as agents: how they are laid out in memory, and what is computed before anybody is asked."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import FidelityError
from ..language.graph import Node, inputs
from ..language.reader import read
from .emit import Text, by_reciprocals, deeper, frontier, identifier, reads
from .names import Names
from .plan import Look, Meeting, Plan

PERSONAL = ("trait:", "today:", "pair:", "share:", "mine:", "theirs:")
#: Low bits of a trait's float32 that flags may displace; more get a word of their own.
MOST_PACKED_BITS = 3


@dataclass(frozen=True)
class Word:
    """What one 4-byte word of a person tells neighbours: a trait, flags (statuses, community), or both."""

    trait: str
    flags: bool


class Layout:
    """How people are laid out in memory for a plan."""

    def __init__(self, plan: Plan) -> None:
        model, society = plan.model, plan.society
        self.communities, self.places = len(society.communities), len(society.places)
        self.groups = self.communities * self.places
        seen = {status for status, _ in plan.shares}
        self.flagged = [s for s in model.statuses if s in seen]
        meetings = [m for _, _, many in plan.updates for m in many]
        over_ties = {look.trait for look in plan.looks.values()} | {m.trait for m in meetings}
        self.read = [t for t in model.traits if t in over_ties]
        self.community_bits = (self.communities - 1).bit_length()
        self.bits = len(self.flagged) + self.community_bits
        if self.bits > 31:
            raise FidelityError(
                f"agents watch {len(self.flagged)} statuses of {self.communities} communities over their ties",
                mend="watch fewer statuses, at most 31 bits in all",
            )
        self.packed = bool(self.read) and 0 < self.bits <= MOST_PACKED_BITS
        self.words = [Word(t, self.packed and k == 0) for k, t in enumerate(self.read)]
        if self.bits and not self.packed:
            self.words.insert(0, Word("", True))
        if not self.words:
            self.words = [Word("", True)]
        self.own = [t for t in model.traits if t not in self.read]
        self.mask = -(1 << self.bits) if self.packed else -1
        self.wide = self.groups > 2

    @property
    def flag_word(self) -> int:
        """Which word holds the flags; -1 if there are none."""
        return next((k for k, w in enumerate(self.words) if w.flags), -1)

    def word_of(self, trait: str) -> int:
        """Which word holds a trait."""
        return [w.trait for w in self.words].index(trait)

    def shift(self, status: str) -> int:
        """Return the bit of a status."""
        return self.flagged.index(status)


class People:
    """Prepares the text of people: what is computed once a run, once a day and group, and for every person."""

    def __init__(self, plan: Plan, flows: bool, taken: set[str]) -> None:
        self.plan, self.model, self.layout = plan, plan.model, Layout(plan)
        self.flows = flows and bool(plan.moves)
        self.names = Names(plan)
        self.graph = plan.graph
        self.S, self.T = len(self.model.statuses), len(self.model.traits)
        self.traits = list(self.model.traits)
        self.binned = plan.binned
        self.bins = self.model.traits[self.binned].bins if self.binned else 1
        self.meetings: list[Meeting] = [m for _, _, many in plan.updates for m in many]
        self.taken = self.names.taken
        self.taken |= taken
        self.scratch: list[str] = ["raw = np.empty(TILE, np.uint32)"]
        self.per_run: list[str] = []
        self.table_rows: list[str] = []
        self.table: dict[int, int] = {}
        self.run_scalars: dict[int, str] = {}
        self._prepare()

    # -- what is computed once a run, and once a day and group ---------------------------------------------
    def _prepare(self) -> None:
        graph = self.graph
        self.chances: dict[str, list[Node]] = {}
        for source, jumps in self.plan.jumps.items():
            nodes = [j.node for j in jumps]
            if not jumps[0].chance:
                total = nodes[0]
                for node in nodes[1:]:
                    total = graph.make("add", total, node, hint=f"hazard_{source}")
                chance = graph.make(
                    "neg", graph.make("expm1", graph.make("neg", total)), hint=f"chance_{source}"
                )
                if len(nodes) == 1:
                    nodes = [chance]
                else:
                    floor = graph.make("max", total, graph.const(1e-30))
                    part = graph.make("div", chance, floor, hint=f"part_{source}")
                    nodes = [
                        graph.make("mul", part, n, hint=f"chance_{source}_{j.target}")
                        for n, j in zip(nodes, jumps)
                    ]
            for k in range(2, len(nodes)):
                nodes[k] = graph.make("add", nodes[k - 1], nodes[k], hint=f"top_{source}")
            self.chances[source] = [by_reciprocals(graph, n, self.deep) for n in nodes]
        self.rates = {
            name: by_reciprocals(graph, rate, self.deep) if rate is not None else None
            for name, rate, _ in self.plan.updates
        }
        self.encounters = {m.name: by_reciprocals(graph, m.node, self.deep) for m in self.meetings}
        self.looks = self._grouped_looks()
        roots = [n for nodes in self.chances.values() for n in nodes]
        roots += [rate for rate in self.rates.values() if rate is not None] + list(self.encounters.values())
        for _, value, weight in self.looks:
            roots += [value] + ([weight] if weight is not None else [])
        for key in reads([*roots, *(m.rate for m in self.meetings)], "among:"):
            self.names.among_index(key)
        self._table(frontier(roots, self.deep))

    def array(self, name: str, kind: str) -> str:
        """Allocate a scratch array of one tile."""
        row = f"{name} = np.empty(TILE, np.{kind})"
        if row not in self.scratch:
            self.scratch.append(row)
        return name

    @staticmethod
    def deep(name: str) -> bool:
        """Whether an input differs from person to person."""
        return name.startswith(PERSONAL)

    def _grouped_looks(self) -> list[tuple[dict[str, Look], Node, Node | None]]:
        """Group looks that differ only in their kind of ties and their parameters: computed once per tie."""
        groups: dict[tuple[object, str, bool], dict[str, Look]] = {}
        rest: list[dict[str, Look]] = []
        for look in self.plan.looks.values():
            key = (look.function, look.trait, look.ties == "all")
            if look.ties != "all" and look.ties not in groups.setdefault(key, {}):
                groups[key][look.ties] = look
            else:
                rest.append({look.ties: look})
        found = []
        for members in [*groups.values(), *rest]:
            if not members:
                continue
            first = next(iter(members.values()))
            given = {side: self.graph.input(f"{side}:{first.trait}") for side in ("mine", "theirs")}
            for argument, parameter in first.wiring.items():
                other = members["across"].wiring[argument] if len(members) == 2 else parameter
                mine = members["within"].wiring[argument] if len(members) == 2 else parameter
                name = parameter if mine == other else f"either:{mine}:{other}"
                given[argument] = self.graph.input(name)
            result = read(first.function, given, self.graph, hint=first.function.__name__.strip("_"))
            value, weight = result if isinstance(result, tuple) else (result, None)
            value = by_reciprocals(self.graph, value, self.deep)
            weight = by_reciprocals(self.graph, weight, self.deep) if weight is not None else None
            found.append((members, value, weight))
        return found

    def _table(self, shallow: list[Node]) -> None:
        rows: list[str] = []
        text = Text("f8", {}, self.taken)
        for node in shallow:
            names = inputs(node)
            if any(name.startswith("either:") for name in names):
                self._either(node)
            elif all(name in self.names.parameter for name in names):
                alone = Text("f8", self.names.of_group(names), self.taken)
                (value,) = alone.of(node)
                name = alone.name(f"{node.hint or node.op}_r")
                self.per_run += [*alone.rows, f"{name} = F({value})"]
                self.run_scalars[node.index] = name
            else:
                text.known |= self.names.of_group(names)
                (value,) = text.of(node)
                self.table[node.index] = len(self.table)
                rows += [*text.rows, f"day_values[{self.table[node.index]}, g] = F({value})"]
                text.rows.clear()
        self.table_rows = ["for g in range(G):", *deeper(rows, 1)] if rows else ["pass"]
        for meeting in self.meetings:
            alone = Text("f8", self.names.of_group(inputs(meeting.rate)), self.taken)
            (rate,) = alone.of(meeting.rate)
            self.per_run += [*alone.rows, f"meet_{identifier(meeting.name)} = -math.expm1(-({rate}))"]

    def _either(self, node: Node) -> None:
        """A part of a pair function whose parameter differs between ties within and across."""
        names = inputs(node)
        sides = []
        for side in (0, 1):
            known = {}
            for name in names:
                parameter = name.split(":")[1 + side] if name.startswith("either:") else name
                known[name] = f"p[{self.names.parameter[parameter]}]"
            alone = Text("f8", known, self.taken)
            (value,) = alone.of(node)
            label = alone.name(f"{node.hint or 'part'}_{'within' if side == 0 else 'across'}")
            self.per_run += [*alone.rows, f"{label} = F({value})"]
            sides.append(label)
        self.run_scalars[node.index] = f"pick(same, {sides[0]}, {sides[1]})"

    def today(self) -> list[str]:
        """Rows that look up, at the start of a day, what is the same for everybody of a group."""
        rows = [f"word_{k} = words[{k}]" for k in range(len(self.layout.words))]
        if not self.layout.wide:
            rows += [
                f"day_{k}_{g} = day_values[{k}, {g}]"
                for k in self.table.values()
                for g in range(self.layout.groups)
            ]
        return rows

    def give_known(self, text: Text) -> None:
        """Say in a text what stands for what was computed once."""
        truths = {node.index for node in self.graph.nodes if node.boolean}
        for index, name in self.run_scalars.items():
            text.written[index] = f"({name} > F(0.5))" if index in truths else name
        for index, k in self.table.items():
            if self.layout.wide:
                value = f"day_values[{k}, U(group)]"
            elif self.layout.groups == 1:
                value = f"day_{k}_0"
            else:
                value = f"pick(group, day_{k}_1, day_{k}_0)"
            text.written[index] = (
                f"({value} > F(0.5))" if index in truths else value
            )  # truths are kept as 0 and 1

    def close(self) -> list[str]:
        """Return the rows that add up the blocks, in their order, whoever computed them."""
        sums = [("people", "1", self.S), ("sum", "0", self.T)]
        sums += [("bins", "0", self.bins)] if self.binned else []
        sums += [("flows", "0", len(self.plan.moves))] if self.flows else []
        rows = ["for g in range(G):"]
        for name, start, many in sums:
            into = f"rec_{'mean' if name == 'sum' else name}[i, g, k]"
            rows += [
                f"    for k in range({many}):",
                f"        {into} = 0.0",
                "    for b in range(blocks):",
                f"        for k in range({start}, {many}):",
                f"            {into} += part_{name}[b, g, k]",
            ]
        return [
            *rows,
            f"    for k in range({self.T}):",
            "        rec_mean[i, g, k] = rec_mean[i, g, k] / max(size[g], 1e-300)",
            "    rec_people[i, g, 0] = size[g]          # nobody leaves a group: the first status is the rest",
            f"    for k in range(1, {self.S}):",
            "        rec_people[i, g, 0] -= rec_people[i, g, k]",
        ]
