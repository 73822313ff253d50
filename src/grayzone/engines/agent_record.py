"""How agents are recorded: counts and sums tile by tile, block by block, in an order that threads cannot change."""

from __future__ import annotations

from .agent_people import People
from .emit import identifier


class Tally:
    """Writes what a block of people adds to the record of the day."""

    def __init__(self, people: People) -> None:
        self.of = people

    def clear(self) -> list[str]:
        """Return the rows that empty the record of a block."""
        rows = [
            "for g in range(G):",
            f"    for s in range({self.of.S}):",
            "        part_people[block, g, s] = 0",
            f"    for k in range({self.of.T}):",
            "        part_sum[block, g, k] = 0.0",
        ]
        if self.of.flows:
            rows += [f"    for k in range({len(self.of.plan.moves)}):", "        part_flows[block, g, k] = 0"]
        return rows

    def vector_zero(self) -> list[str]:
        """Return the rows that set the sums of a tile to zero."""
        if self.of.layout.wide:
            return []
        names = [f"n_{g}_{s}" for g in range(self.of.layout.groups) for s in range(1, self.of.S)]
        sums = [f"sum_{g}_{identifier(t)}" for g in range(self.of.layout.groups) for t in self.of.traits]
        return ([f"{' = '.join(names)} = int32(0)"] if names else []) + (
            [f"{' = '.join(sums)} = F(0)"] if sums else []
        )

    def vector_tally(self) -> list[str]:
        """Counts by masks: group 0 is the whole less the others; the first status is the rest, and not counted."""
        rows: list[str] = []
        if self.of.layout.wide or self.of.flows:
            self.of.array("group_l", "int32")
            rows += ["group_l[l] = group" if self.of.layout.groups > 1 else "group_l[l] = int32(0)"]
        if self.of.flows:
            self.of.array("before", "int32")
            rows += ["before[l] = status"]
        if self.of.binned:
            kept, key = self.of.model.traits[self.of.binned], identifier(self.of.binned)
            self.of.array("bin_l", "int32")
            scale = self.of.bins / (kept.high - kept.low)
            group = f"group * int32({self.of.bins}) + " if self.of.layout.groups > 1 else ""
            rows += [
                f"bin_l[l] = {group}min(int32({self.of.bins - 1}), int32((today_{key} - F({kept.low!r})) * F({scale!r})))"
            ]
        if self.of.layout.wide:
            for name in self.of.traits:
                self.of.array(f"today_l_{identifier(name)}", "float32")
                rows += [f"today_l_{identifier(name)}[l] = today_{identifier(name)}"]
            return rows
        for s in range(1, self.of.S):
            rows += [f"is_{s} = int32(status_today == int32({s}))", f"n_0_{s} += is_{s}"]
            rows += [
                f"n_{g}_{s} += is_{s} & int32(group == int32({g}))" for g in range(1, self.of.layout.groups)
            ]
        for name in self.of.traits:
            key = identifier(name)
            rows += [f"sum_0_{key} += today_{key}"]
            rows += [
                f"sum_{g}_{key} += pick(group == int32({g}), today_{key}, F(0))"
                for g in range(1, self.of.layout.groups)
            ]
        return rows

    def tile_end(self) -> list[str]:
        """Return the rows that add a tile to its block."""
        rows: list[str] = []
        if self.of.layout.wide:
            rows += ["for l in range(m):", "    part_people[block, group_l[l], status_t[l]] += 1"]
            rows += [
                f"    part_sum[block, group_l[l], {k}] += today_l_{identifier(t)}[l]"
                for k, t in enumerate(self.of.traits)
            ]
        else:
            rows += self.masked_end()
        if self.of.binned:
            whole = self.of.layout.groups * self.of.bins
            self.of.scratch += [f"tally = np.zeros({4 * whole}, np.int32)"]
            rows += ["for l in range(m):", f"    tally[(l & U(3)) * U({whole}) + U(bin_l[l])] += 1"]
        if self.of.flows:
            rows += [
                "for l in range(m):",
                "    if int32(status_t[l]) != before[l]:",
                f"        part_flows[block, group_l[l], MOVES[before[l] * {self.of.S} + status_t[l]]] += 1",
            ]
        return rows

    def masked_end(self) -> list[str]:
        """Return the rows that add the masked sums of a tile to its block, group by group."""
        rows: list[str] = []
        others = range(1, self.of.layout.groups)
        for g in range(self.of.layout.groups):
            for s in range(1, self.of.S):
                minus = "".join(f" - n_{h}_{s}" for h in others) if g == 0 else ""
                rows += [f"part_people[block, {g}, {s}] += n_{g}_{s}{minus}"]
            for k, name in enumerate(self.of.traits):
                key = identifier(name)
                minus = "".join(f" - sum_{h}_{key}" for h in others) if g == 0 else ""
                rows += [f"part_sum[block, {g}, {k}] += sum_{g}_{key}{minus}"]
        return rows

    def block_end(self) -> list[str]:
        """Return the rows that add up the four copies of the tally of bins."""
        if not self.of.binned:
            return []
        bins, whole = self.of.bins, self.of.layout.groups * self.of.bins
        four = " + ".join(f"tally[U({j * whole}) + spot]" for j in range(4))
        return [
            f"for g in range(U({self.of.layout.groups})):",
            f"    for k in range(U({bins})):",
            f"        spot = g * U({bins}) + k",
            f"        part_bins[block, g, k] = {four}",
            f"for k in range(U({4 * whole})):",
            "    tally[k] = 0",
        ]
