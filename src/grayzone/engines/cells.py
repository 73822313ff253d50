"""Counts and shares as text: the same mechanisms asked of cells of like people.

A cell is a group, a status and, if a trait is binned, one of its bins.  ``shares`` moves expectations between
cells; ``counts`` draws whole people (chain-binomial).  Traits carried as a mean travel with the people who move.
"""

from __future__ import annotations

from ..errors import FidelityError
from ..ground.chance import code
from ..language.graph import Node, inputs
from .emit import Text, frontier, indent, reads, reserved
from .plan import Look, Meeting, Plan
from .public import Names, Public, _deeper, _Writer
from .public import write as write_public

DEEP = ("trait:", "today:", "pair:", "mine:", "theirs:")

HEAD = '''"""Written by grayzone from a plan; do not edit.

{plan}
"""

import math

import numba as nb
import numpy as np

from {package}.kernels import (
    CELLS, binomial_at, gamma_at, logistic, poisson_at, power, safe_log, safe_log1p, safe_sqrt, softplus,
    take_turn, uniform_at,
)

{constants}
'''

GO = '''
@nb.njit(**CELLS)
def go(whole, expected, first, last, seed, inputs, centres, width, lows, p_of, weights_of, factors_of, luck_of,
       now_of, carried_of, comp_of, level_of, rec_people_of, rec_mean_of, rec_bins_of, rec_public_of, rec_lever_of,
       rec_events_of, rec_killed_of, rec_flows_of, turn, stopped):
    """Days first..last of runs from a queue; arrays ending in _of hold one row per run, the state among them."""
    (size, place_of, community_of, on_ladder, mixing, levers, drivers, drawn, event_start, event_at, event_marks,
     event_given, rules, start_stock) = inputs
    G, S, B, M = size.size, {S}, {B}, {M}
{scratch}
    while True:
        r = take_turn(turn, 0, 1)
        if r >= p_of.shape[0]:
            break
        p, weights, factors, luck = p_of[r], weights_of[r], factors_of[r], luck_of[r]
        rec_people, rec_mean, rec_bins, rec_public = rec_people_of[r], rec_mean_of[r], rec_bins_of[r], rec_public_of[r]
        rec_lever, rec_events, rec_killed, rec_flows = rec_lever_of[r], rec_events_of[r], rec_killed_of[r], rec_flows_of[r]
        now, carried, comp, level = now_of[r], carried_of[r], comp_of[r], level_of[r]
{values}
        for t in range(first - 1 if first == 0 else first, last):
            if t >= 0:
                pop = rec_people[t]
{day}
            i = t + 1
            for g in range(G):
                for b in range(B):
                    rec_bins[i, g, b] = 0.0
                for s in range(S):
                    many = 0.0
                    for b in range(B):
                        many += now[g, s, b]
                        rec_bins[i, g, b] += now[g, s, b]
                    rec_people[i, g, s] = many
{record}
            for k in range(v.shape[0]):
                for g in range(G):
                    rec_public[i, k, g] = v[k, g]
            if t >= 0:
                for k in range(lev.shape[0]):
                    for g in range(G):
                        rec_lever[i, k, g] = lev[k, g]
                pop = rec_people[i]
{evening}
'''


def write(plan: Plan) -> str:
    """Return the text of the kernel for counts and shares.

    Raises
    ------
    FidelityError
        for what cells cannot say, with the mend.
    """
    people = _People(plan)
    day = people.day()
    public: Public = write_public(plan, people.names)
    values = public_values(plan, people.names)
    return HEAD.format(plan=plan, package=__package__, constants="\n".join(people.constants)) + GO.format(
        S=len(plan.model.statuses),
        B=people.bins,
        M=len(people.means),
        scratch=indent([*public.scratch(), *people.scratch()], 1),
        values=indent(values, 2),
        day=indent([*public.morning, *day], 4),
        record=indent(people.record(), 4),
        evening=indent(public.evening, 4),
    )


def public_values(plan: Plan, names: Names) -> list[str]:
    """Return the rows that set what is public from the state at the start."""
    return _Writer(plan, names).values()


class _People:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.model = plan, plan.model
        self.names = Names(plan)
        self.taken = self.names.taken
        self.taken |= reserved(GO, HEAD)
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
        self.constants: list[str] = []
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
        rows = ["after = np.zeros((G, S, B))", "mass = np.zeros((G, B))", "carried_after = np.zeros((max(M, 1), G, S, B))"]
        rows += [f"seen = np.zeros(({max(1, len(self.plan.shares))}, G))", "mean_of = np.zeros((max(M, 1), G))"]
        rows += [f"looked = np.zeros(({max(1, len(self.plan.looks))}, G, B))"]
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
        return [rate for _, rate, _ in self.plan.updates if rate is not None] if reads(nodes, "today:") else []

    # -- a day of people ---------------------------------------------------------------------------------
    def day(self) -> list[str]:
        rows = ["# people: what is seen over ties", *self._seen(), *self._looked()]
        rows += ["# people: moves", "for g in range(G):", "    for s in range(S):", "        for b in range(B):", "            after[g, s, b] = now[g, s, b]"]  # fmt: skip
        rows += ["            for k in range(M):", "                carried_after[k, g, s, b] = carried[k, g, s, b]"]
        group = Text("f8", self.known(self.shallow), self.taken)
        group.of(*self.shallow)
        self.group_written = group.written
        rows += ["for g in range(G):", *_deeper(group.rows, 1)]
        for source, jumps in self.plan.jumps.items():
            rows += _deeper(self._jump(source), 1)
        rows += ["for g in range(G):", "    for s in range(S):", "        for b in range(B):", "            now[g, s, b] = after[g, s, b]"]  # fmt: skip
        rows += ["            for k in range(M):", "                carried[k, g, s, b] = carried_after[k, g, s, b]"]
        if any(rate is not None or meetings for _, rate, meetings in self.plan.updates):
            rows += ["# people: traits", "for g in range(G):", *_deeper(group.rows, 1), *_deeper(self._traits(), 1)]
        return rows

    def _seen(self) -> list[str]:
        rows: list[str] = []
        for k, (status, ties) in enumerate(self.plan.shares):
            s = self.model.statuses.index(status)
            kind = {"all": "True", "within": "community_of[h] == community_of[g]", "across": "community_of[h] != community_of[g]"}[ties]  # fmt: skip
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
            "                mean_of[k, g] += carried[k, g, s, b] / max(size[g], 1e-300)",
        ]
        for number, look in enumerate(self.plan.looks.values()):
            rows += self._look(number, look)
        return rows

    def _look(self, number: int, look: Look) -> list[str]:
        kind = {"all": "True", "within": "community_of[h] == community_of[g]", "across": "community_of[h] != community_of[g]"}[look.ties]  # fmt: skip
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
            *_deeper(text.rows, 3),
            "            keep = 0.0",
            "            for h in range(G):",
            f"                if {kind}:",
            "                    keep += mixing[g, h] * mass[h, d]",
            *([f"            keep *= {weight[0]}"] if weight else []),
            f"            total += keep * ({value})",
            "            ties += keep",
            f"        looked[{number}, g, b] = total / ties if ties > 0.0 else 0.0",
        ]

    def _mean_rows(self, n: str, q: str) -> list[str]:
        return [f"mean_{name} = {q}[{k}, g, s, b] / {n}[g, s, b]" for k, name in enumerate(self.means)]

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
            rows += [*text.rows, f"today_{name} = {self._clip(name, value)}"]
            text.rows.clear()
        return rows

    def _clip(self, name: str, value: str) -> str:
        kept = self.model.traits[name]
        if kept.low > float("-inf"):
            value = f"max({kept.low!r}, {value})"
        return f"min({kept.high!r}, {value})" if kept.high < float("inf") else value

    def _jump(self, source: str) -> list[str]:
        jumps, s = self.plan.jumps[source], self.model.statuses.index(source)
        nodes = [j.node for j in jumps]
        text = self.cell_text(nodes)
        inside = self._mean_rows("now", "carried")
        inside += self._today(text, nodes)
        rates = text.of(*nodes)
        inside += text.rows
        if jumps[0].chance:
            inside += [f"chance_{k} = {rate}" for k, rate in enumerate(rates)]
        else:
            inside += [f"hazard_{k} = {rate}" for k, rate in enumerate(rates)]
            inside += ["hazard = " + " + ".join(f"hazard_{k}" for k in range(len(rates)))]
            if len(rates) == 1:
                inside += ["chance_0 = -math.expm1(-hazard)"]
            else:
                inside += ["part = -math.expm1(-hazard) / max(hazard, 1e-300)"]
                inside += [f"chance_{k} = part * hazard_{k}" for k in range(len(rates))]
        moves = self.plan.moves
        cell = f"(g * {len(self.model.statuses)} + {s}) * {self.bins} + b"
        inside += ["left = here", "room = 1.0"]
        for k, jump in enumerate(jumps):
            to = self.model.statuses.index(jump.target)
            inside += [
                "if whole:",
                f"    many = float(binomial_at(seed, luck, {cell}, t, {code(f'jump:{k}')}, int(left), min(1.0, chance_{k} / max(room, 1e-300))))",  # fmt: skip
                "    left -= many",
                f"    room -= chance_{k}",
                "else:",
                f"    many = here * chance_{k}",
                "after[g, s, b] -= many",
                f"after[g, {to}, b] += many",
                f"rec_flows[t + 1, g, {moves.index((jump.source, jump.target))}] += many",
            ]
            for q, name in enumerate(self.means):
                inside += [f"carried_after[{q}, g, s, b] -= many * mean_{name}", f"carried_after[{q}, g, {to}, b] += many * mean_{name}"]  # fmt: skip
        return [f"s = {s}        # from {source}", "for b in range(B):", "    here = now[g, s, b]", "    if here > 0.0:", *_deeper(inside, 2)]  # fmt: skip

    # -- traits ------------------------------------------------------------------------------------------
    def _traits(self) -> list[str]:
        rates = {name: rate for name, rate, _ in self.plan.updates}
        nodes = [rate for rate in rates.values() if rate is not None]
        rows: list[str] = []
        if nodes:
            text = self.cell_text(nodes)
            inside = self._mean_rows("now", "carried")
            for name, rate, _ in self.plan.updates:
                value = self.known([self.plan.graph.input(f"trait:{name}")])[f"trait:{name}"]
                if rate is not None:
                    (moved,) = text.of(rate)
                    value = f"{value} + {moved}"
                inside += [*text.rows, f"today_{name} = {self._clip(name, value)}"]
                text.rows.clear()
            inside += [f"carried[{k}, g, s, b] = here * today_{name}" for k, name in enumerate(self.means)]
            if self.binned and rates[self.binned] is not None:
                inside += [f"speed[s, b] = (today_{self.binned} - centres[b]) / width"]
            rows += ["for s in range(S):", "    for b in range(B):", "        here = now[g, s, b]", "        if here > 0.0:", *_deeper(inside, 3)]  # fmt: skip
            if self.binned and rates[self.binned] is not None:
                rows = ["speed = np.zeros((S, B))", *rows, *self._flux()]
        for meeting in self.meetings:
            rows += self._meet(meeting)
        return rows

    def _move(self, source: str, target: str) -> list[str]:
        """Rows that move ``many`` people, with what they carry, from a bin to another."""
        rows = [f"after[g, s, {source}] -= many", f"after[g, s, {target}] += many"]
        for k, _ in enumerate(self.means):
            rows += [
                f"carried_after[{k}, g, s, {source}] -= many / here * carried[{k}, g, s, {source}]",
                f"carried_after[{k}, g, s, {target}] += many / here * carried[{k}, g, s, {source}]",
            ]
        return rows

    def _begin(self) -> list[str]:
        return [
            "for s in range(S):",
            "    for b in range(B):",
            "        after[g, s, b] = now[g, s, b]",
            "        for k in range(M):",
            "            carried_after[k, g, s, b] = carried[k, g, s, b]",
        ]

    def _end(self) -> list[str]:
        return [
            "for s in range(S):",
            "    for b in range(B):",
            "        now[g, s, b] = after[g, s, b]",
            "        for k in range(M):",
            "            carried[k, g, s, b] = carried_after[k, g, s, b]",
        ]

    def _flux(self) -> list[str]:
        cell = "(g * S + s) * B + b"
        return [
            "# drift between bins: what flows with the current reaches the next bin",
            *self._begin(),
            "for s in range(S):",
            "    for b in range(B):",
            "        here = now[g, s, b]",
            "        d = b + 1 if speed[s, b] > 0.0 else b - 1",
            "        if here > 0.0 and d >= 0 and d < B and speed[s, b] != 0.0:",
            "            fraction = min(1.0, abs(speed[s, b]))",
            f"            many = float(binomial_at(seed, luck, {cell}, t, {code(f'drift:{self.binned}')}, int(here), fraction)) if whole else here * fraction",  # fmt: skip
            *_deeper(self._move("b", "d"), 3),
            *self._end(),
        ]

    def _meet(self, meeting: Meeting) -> list[str]:
        if meeting.trait != self.binned:
            raise FidelityError(
                f"cells know only the mean of {meeting.trait!r}, and {meeting.name} needs its distribution",
                where=meeting.name,
                mend=f"say bins: 32 for {meeting.trait}",
            )
        kind = {"all": "True", "within": "community_of[h] == community_of[g]", "across": "community_of[h] != community_of[g]"}[meeting.ties]  # fmt: skip
        roots = [meeting.node, meeting.rate]
        text = self.cell_text(roots)
        text.known |= {f"mine:{meeting.trait}": "centres[b]", f"theirs:{meeting.trait}": "centres[d]"}
        to, rate = text.of(*roots)
        codes = f"CODES_{len(self.constants)}"
        listed = ", ".join(str(code(f"encounter:{meeting.name}:{b}")) for b in range(self.bins))
        self.constants.append(f"{codes} = np.array([{listed}], np.int64)")
        return [
            f"# {meeting.name}: where a meeting leads from each bin",
            "for b in range(B):",
            "    for d in range(B):",
            "        where_to[b, d] = 0.0",
            "for b in range(B):",
            "    for d in range(B):",
            "        keep = 0.0",
            "        for h in range(G):",
            f"            if {kind}:",
            "                keep += mixing[g, h] * mass[h, d]",
            *_deeper(text.rows, 2),
            f"        chance = -math.expm1(-({rate}))",
            f"        spot = min(B - 1.0, max(0.0, (({to}) - lows) / width - 0.5))",
            "        low = int(spot)",
            "        high = min(B - 1, low + 1)",
            "        where_to[b, low] += chance * keep * (1.0 - (spot - low))",
            "        where_to[b, high] += chance * keep * (spot - low)",
            *self._begin(),
            "for s in range(S):",
            "    for b in range(B):",
            "        here = now[g, s, b]",
            "        left = here",
            "        room = 1.0",
            "        for d in range(B):",
            "            if here > 0.0 and d != b:",
            "                if whole:",
            f"                    many = float(binomial_at(seed, luck, (g * S + s) * B + b, t, {codes}[d], int(left), min(1.0, where_to[b, d] / max(room, 1e-300))))",  # fmt: skip
            "                    left -= many",
            "                    room -= where_to[b, d]",
            "                else:",
            "                    many = here * where_to[b, d]",
            *_deeper(self._move("b", "d"), 4),
            *self._end(),
        ]

    def record(self) -> list[str]:
        """Rows that record the mean of each trait in group ``g``."""
        rows: list[str] = []
        for number, name in enumerate(self.traits):
            rows += ["total = 0.0", "many = 0.0", "for s in range(S):", "    for b in range(B):", "        many += now[g, s, b]"]
            what = "now[g, s, b] * centres[b]" if name == self.binned else f"carried[{self.means.index(name)}, g, s, b]"
            rows += [f"        total += {what}", f"rec_mean[i, g, {number}] = total / max(many, 1e-300)"]
        return rows or ["pass"]
