"""What people do in a day, cell by cell: what they see over ties, and the jumps between statuses."""

from __future__ import annotations

from ..errors import FidelityError
from ..ground.chance import code
from ..language.graph import Node, inputs
from .cell_traits import Traits
from .emit import Text, deeper, frontier, reads
from .names import Names
from .plan import Look, Meeting, Plan

DEEP = ("trait:", "today:", "pair:", "mine:", "theirs:")
#: Kind of ties -> whether a tie of group g that leads to group h is of that kind.
KINDS = {
    "all": "True",
    "within": "community_of[h] == community_of[g]",
    "across": "community_of[h] != community_of[g]",
}


class People:
    """Writes what people do in a day, cell by cell, for one plan."""

    def __init__(self, plan: Plan, taken: set[str]) -> None:
        self.plan, self.model = plan, plan.model
        self.names = Names(plan)
        self.kinds = KINDS
        self.taken = self.names.taken
        self.taken |= taken
        for name, kept in self.model.traits.items():
            if not kept.bins and kept.carried != "mean":
                raise FidelityError(
                    f"counts and shares cannot carry the trait {name!r} of every person",
                    where=f"traits.{name}",
                    mend="say bins: 32 to carry its distribution, or carried: mean",
                )
        binned = [name for name, kept in self.model.traits.items() if kept.bins]
        if len(binned) > 1:
            raise FidelityError(
                f"cells carry the distribution of one trait, not of {len(binned)} ({', '.join(binned)})",
                where=f"traits.{binned[1]}",
                mend=f"say carried: mean for {' or '.join(binned)}",
            )
        self.binned = binned[0] if binned else ""
        self.bins = self.model.traits[self.binned].bins if binned else 1
        self.means = [name for name in self.model.traits if name != self.binned]
        self.traits = list(self.model.traits)
        self.constants: list[str] = self._jump_tables()
        self.group_roots = self._roots()
        self.shallow = [n for n in frontier(self.group_roots, self.deep) if n.op != "input"]
        for key in reads(self.group_roots, "among:"):
            self.names.among_index(key)

    @staticmethod
    def deep(name: str) -> bool:
        """Whether an input differs inside a group."""
        return name.startswith(DEEP)

    def _roots(self) -> list[Node]:
        roots = [j.node for jumps in self.plan.jumps.values() for j in jumps]
        for _, rate, meetings in self.plan.updates:
            roots += [rate] if rate is not None else []
            roots += [m.node for m in meetings]
        for look in self.plan.looks.values():
            roots += [look.value] + ([look.weight] if look.weight is not None else [])
        return roots

    def scratch(self) -> list[str]:
        """Return the rows that allocate what a day of people needs."""
        rows = [
            "after = np.zeros((G, S, B))",
            "mass = np.zeros((G, B))",
            "carried_after = np.zeros((max(M, 1), G, S, B))",
        ]
        rows += [
            f"seen = np.zeros(({max(1, len(self.plan.shares))}, G))",
            "mean_of = np.zeros((max(M, 1), G))",
        ]
        rows += [f"looked = np.zeros(({max(1, len(self.plan.looks))}, G, B))", "speed = np.zeros((G, S, B))"]
        rows += [
            "rate_of = np.zeros(max(1, JUMP_TO.shape[1]))",
            "drifted = np.zeros((max(M, 1), G, S, B))",
            "before = np.zeros((max(M, 1), G, S, B))",
        ]
        if self.meetings:
            rows += ["where_to = np.zeros((B, B))", "row_left = np.zeros(B)"]
        return rows

    @property
    def meetings(self) -> list[Meeting]:
        """All encounters, in the order of the plan."""
        return [m for _, _, meetings in self.plan.updates for m in meetings]

    # -- names -------------------------------------------------------------------------------------------
    def known(self, nodes: list[Node], b: str = "b") -> dict[str, str]:
        """Return what stands for the inputs of nodes when a cell (g, s, b) is asked."""
        names = inputs(*nodes)
        found = self.names.of_group([n for n in names if not n.startswith((*DEEP, "share:"))])
        looks = list(self.plan.looks)
        for name in names:
            kind, _, rest = name.partition(":")
            if kind == "share":
                status, _, ties = rest.partition(":")
                found[name] = f"seen[{self.plan.shares.index((status, ties))}, g]"
            elif kind == "pair":
                found[name] = f"looked[{looks.index(rest)}, g, {b}]"
            elif kind == "trait":
                found[name] = f"centres[{b}]" if rest == self.binned else f"mean_{rest}"
            elif kind == "today":
                found[name] = f"today_{rest}"
        return found

    def cell_text(self, nodes: list[Node]) -> Text:
        """Return a text for a cell in which what is the same for the group is already written."""
        text = Text("f8", self.known([*nodes, *self._rates(nodes)]), self.taken)
        text.written = dict(self.group_written)
        return text

    def _rates(self, nodes: list[Node]) -> list[Node]:
        return (
            [rate for _, rate, _ in self.plan.updates if rate is not None] if reads(nodes, "today:") else []
        )

    # -- a day of people ---------------------------------------------------------------------------------
    def day(self) -> list[str]:
        """Return the rows of a day of people."""
        rows = ["# people: what is seen over ties", *self._seen(), *self._looked()]
        group = Text("f8", self.known(self.shallow), self.taken)
        group.of(*self.shallow)
        self.group_written = group.written
        traits = Traits(self)
        inside = [*group.rows, *traits.drifts()]
        inside += ["# jumps; who jumps takes along what is carried by today", *traits.begin("drifted")]
        inside += [*self._jumps(), *traits.end("drifted"), *traits.bins()]
        return [*rows, "# people: traits and moves", "for g in range(G):", *deeper(inside, 1)]

    def _seen(self) -> list[str]:
        rows: list[str] = []
        for k, (status, ties) in enumerate(self.plan.shares):
            s = self.model.statuses.index(status)
            kind = KINDS[ties]
            rows += [
                "for g in range(G):",
                "    ties = 0.0",
                "    such = 0.0",
                "    for h in range(G):",
                f"        if {kind}:",
                "            ties += mixing[g, h]",
                f"            such += mixing[g, h] * pop[h, {s}] / max(size[h], 1e-300)",
                f"    seen[{k}, g] = such / ties if ties > 0.0 else 0.0",
            ]
        return rows

    def _looked(self) -> list[str]:
        if not (self.plan.looks or self.meetings):
            return []
        rows = [
            "for g in range(G):",
            "    for b in range(B):",
            "        mass[g, b] = 0.0",
            "        for s in range(S):",
            "            mass[g, b] += now[g, s, b] / max(size[g], 1e-300)",
            "    for k in range(M):",
            "        mean_of[k, g] = 0.0",
            "        for s in range(S):",
            "            for b in range(B):",
            "                mean_of[k, g] += now[g, s, b] * carried[k, g, s, b] / max(size[g], 1e-300)",
        ]
        for number, look in enumerate(self.plan.looks.values()):
            rows += self._look(number, look)
        return rows

    def _look(self, number: int, look: Look) -> list[str]:
        kind = KINDS[look.ties]  # fmt: skip
        if look.trait != self.binned:
            if look.weight is not None or look.value.op != "input":
                raise FidelityError(
                    f"cells know only the mean of {look.trait!r}, and {look.key} needs its distribution",
                    where=look.key,
                    mend=f"say bins: 32 for {look.trait}",
                )
            them = self.means.index(look.trait)
            return [
                "for g in range(G):",
                "    total = 0.0",
                "    ties = 0.0",
                "    for h in range(G):",
                f"        if {kind}:",
                f"            total += mixing[g, h] * mean_of[{them}, h]",
                "            ties += mixing[g, h]",
                "    for b in range(B):",
                f"        looked[{number}, g, b] = total / ties if ties > 0.0 else 0.0",
            ]
        roots = [look.value] + ([look.weight] if look.weight is not None else [])
        known = self.known(roots)
        known |= {f"mine:{look.trait}": "centres[b]", f"theirs:{look.trait}": "centres[d]"}
        text = Text("f8", known, self.taken)
        value, *weight = text.of(*roots)
        return [
            "for g in range(G):",
            "    for b in range(B):",
            "        total = 0.0",
            "        ties = 0.0",
            "        for d in range(B):",
            *deeper(text.rows, 3),
            "            keep = 0.0",
            "            for h in range(G):",
            f"                if {kind}:",
            "                    keep += mixing[g, h] * mass[h, d]",
            *([f"            keep *= {weight[0]}"] if weight else []),
            f"            total += keep * ({value})",
            "            ties += keep",
            f"        looked[{number}, g, b] = total / ties if ties > 0.0 else 0.0",
        ]

    def mean_rows(self, carried: str = "carried") -> list[str]:
        """Return the rows that read what a cell carries as means."""
        return [f"mean_{name} = {carried}[{k}, g, s, b]" for k, name in enumerate(self.means)]

    def _today(self, text: Text, nodes: list[Node]) -> list[str]:
        """Write the traits of today that the nodes read; an encounter has no single value for today."""
        wanted = set(reads(nodes, "today:"))
        if not wanted:
            return []
        rows: list[str] = []
        for name, rate, meetings in self.plan.updates:
            if meetings and name in wanted:
                raise FidelityError(
                    f"cells cannot read {name!r} as of today, because an encounter moves it by chance",
                    where=f"traits.{name}",
                    mend="read it as of yesterday, or run agents",
                )
            value = self.known([self.plan.graph.input(f"trait:{name}")])[f"trait:{name}"]
            if rate is not None:
                (moved,) = text.of(rate)
                value = f"{value} + {moved}"
            rows += [*text.rows, f"today_{name} = {self.clip(name, value)}"]
            text.rows.clear()
        return rows

    def clip(self, name: str, value: str) -> str:
        """Return a value kept within the bounds of a trait."""
        kept = self.model.traits[name]
        if kept.low > float("-inf"):
            value = f"max({kept.low!r}, {value})"
        return f"min({kept.high!r}, {value})" if kept.high < float("inf") else value

    def _jumps(self) -> list[str]:
        """Rows that move people between statuses, cell by cell: first each status's own rates, then one loop."""
        rows: list[str] = []
        for source, jumps in self.plan.jumps.items():
            nodes = [j.node for j in jumps]
            text = self.cell_text(nodes)
            inside = self._today(text, nodes)
            rates = text.of(*nodes)
            inside += [*text.rows, *[f"rate_of[{k}] = {rate}" for k, rate in enumerate(rates)]]
            word = "if" if not rows else "elif"
            rows += [
                f"{word} s == {self.model.statuses.index(source)}:        # from {source}",
                *deeper(inside, 1),
            ]
        if not rows:
            return []
        move = [
            "targets = JUMPS[s]",
            "hazard = 0.0",
            "for k in range(targets):",
            "    hazard += rate_of[k]",
            "part = 1.0 if BY_CHANCE[s] == 1 else -math.expm1(-hazard) / max(hazard, 1e-300)",
            "left = here",
            "room = 1.0",
            "for k in range(targets):",
            "    chance = part * rate_of[k]",
            "    if whole:",
            "        many = float(binomial_at(seed, luck, (g * S + s) * B + b, t, JUMP_CODES[k], int(left), min(1.0, chance / max(room, 1e-300))))",  # fmt: skip
            "        left -= many",
            "        room -= chance",
            "    else:",
            "        many = here * chance",
            "    after[g, s, b] -= many",
            "    after[g, JUMP_TO[s, k], b] += many",
            "    rec_flows[t + 1, g, JUMP_MOVE[s, k]] += many",
            "    for q in range(M):",
            "        carried_after[q, g, s, b] -= many * drifted[q, g, s, b]",
            "        carried_after[q, g, JUMP_TO[s, k], b] += many * drifted[q, g, s, b]",
        ]
        return [
            "for s in range(S):",
            "    if JUMPS[s] > 0:",
            "        for b in range(B):",
            "            here = now[g, s, b]",
            "            if here > 0.0:",
            *deeper([*self.mean_rows(), *rows, *move], 4),
        ]

    def _jump_tables(self) -> list[str]:
        """Constants that tell the loop where people of each status can go."""
        statuses, moves = self.model.statuses, self.plan.moves
        most = max([len(jumps) for jumps in self.plan.jumps.values()], default=1)
        to, which, number, by_chance = [], [], [], []
        for source in statuses:
            jumps = self.plan.jumps.get(source, [])
            fill = [0] * (most - len(jumps))
            to.append([statuses.index(j.target) for j in jumps] + fill)
            which.append([moves.index((j.source, j.target)) for j in jumps] + fill)
            number.append(len(jumps))
            by_chance.append(int(bool(jumps) and jumps[0].chance))
        codes = [code(f"jump:{k}") for k in range(most)]
        tables = {
            "JUMPS": number,
            "BY_CHANCE": by_chance,
            "JUMP_TO": to,
            "JUMP_MOVE": which,
            "JUMP_CODES": codes,
        }
        return [f"{name} = np.array({values}, np.int64)" for name, values in tables.items()]

    def record(self) -> list[str]:
        """Rows that record the mean of each trait in group ``g``."""
        rows: list[str] = []
        for number, name in enumerate(self.traits):
            rows += [
                "total = 0.0",
                "many = 0.0",
                "for s in range(S):",
                "    for b in range(B):",
                "        many += now[g, s, b]",
            ]
            what = "centres[b]" if name == self.binned else f"carried[{self.means.index(name)}, g, s, b]"
            rows += [
                f"        total += now[g, s, b] * {what}",
                f"rec_mean[i, g, {number}] = total / max(many, 1e-300)",
            ]
        return rows or ["pass"]
