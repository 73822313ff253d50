"""How traits move in cells: means that drift, a distribution that flows between bins, and encounters."""

from __future__ import annotations

from typing import Protocol

from ..errors import FidelityError
from ..ground.chance import code
from ..language.graph import Node
from ..language.model import Model
from .emit import Text, deeper, reads
from .plan import Meeting, Plan


class Cells(Protocol):
    """What the movement of traits must know of the people whose text is written."""

    plan: Plan
    model: Model
    binned: str
    bins: int
    means: list[str]
    constants: list[str]
    kinds: dict[str, str]

    @property
    def meetings(self) -> list[Meeting]:
        """All encounters, in the order of the plan."""

    def cell_text(self, nodes: list[Node]) -> Text:
        """Return a text for a cell."""

    def known(self, nodes: list[Node], b: str = "b") -> dict[str, str]:
        """Return what stands for inputs."""

    def mean_rows(self, carried: str = "carried") -> list[str]:
        """Return the rows that read what a cell carries."""

    def clip(self, name: str, value: str) -> str:
        """Return a value kept within the bounds of a trait."""


class Traits:
    """Writes how traits move, for one plan."""

    def __init__(self, of: Cells) -> None:
        self.of = of

    def drifts(self) -> list[str]:
        """Rows that move every cell's traits by what it sees, empty cells, too: somebody may jump there today."""
        rates = {name: rate for name, rate, _ in self.of.plan.updates}
        nodes = [rate for rate in rates.values() if rate is not None]
        flows = bool(self.of.binned) and rates[self.of.binned] is not None
        if not self.of.means and not flows:
            return []
        text = self.of.cell_text(nodes)
        inside = self.of.mean_rows()
        for name, rate, _ in self.of.plan.updates:
            value = self.of.known([self.of.plan.graph.input(f"trait:{name}")])[f"trait:{name}"]
            if rate is not None:
                (moved,) = text.of(rate)
                value = f"{value} + {moved}"
            inside += [*text.rows, f"today_{name} = {self.of.clip(name, value)}"]
            text.rows.clear()
        inside += [f"drifted[{k}, g, s, b] = today_{name}" for k, name in enumerate(self.of.means)]
        inside += [f"before[{k}, g, s, b] = mean_{name}" for k, name in enumerate(self.of.means)]
        if flows:
            inside += [f"speed[g, s, b] = (today_{self.of.binned} - centres[b]) / width"]
        return [
            "# today's traits, from what each cell saw",
            "for s in range(S):",
            "    for b in range(B):",
            *deeper(inside, 2),
        ]

    def bins(self) -> list[str]:
        """Rows that move people between the bins of a trait."""
        rates = {name: rate for name, rate, _ in self.of.plan.updates}
        rows = self._flux() if self.of.binned and rates[self.of.binned] is not None else []
        for meeting in self.of.meetings:
            rows += self._meet(meeting)
        return rows

    def _move(self, source: str, target: str) -> list[str]:
        """Rows that move ``many`` people, with what they carry, from a bin to another."""
        rows = [f"after[g, s, {source}] -= many", f"after[g, s, {target}] += many"]
        for k, _ in enumerate(self.of.means):
            rows += [
                f"carried_after[{k}, g, s, {source}] -= many * carried[{k}, g, s, {source}]",
                f"carried_after[{k}, g, s, {target}] += many * carried[{k}, g, s, {source}]",
            ]
        return rows

    def begin(self, carried: str = "carried") -> list[str]:
        """Return the rows that open a move: who moves takes along what the cell carries."""
        return [
            "for s in range(S):",
            "    for b in range(B):",
            "        after[g, s, b] = now[g, s, b]",
            "        for k in range(M):",
            f"            carried_after[k, g, s, b] = now[g, s, b] * {carried}[k, g, s, b]",
        ]

    def end(self, carried: str = "carried") -> list[str]:
        """Rows that close a move: what a cell carries is a mean again, within the bounds; nobody keeps theirs."""
        rows = [
            "for s in range(S):",
            "    for b in range(B):",
            "        now[g, s, b] = max(0.0, after[g, s, b])",
        ]
        for k, name in enumerate(self.of.means):
            mean = self.of.clip(name, f"carried_after[{k}, g, s, b] / now[g, s, b]")
            rows += [
                f"        carried[{k}, g, s, b] = {mean} if now[g, s, b] > 0.0 else {carried}[{k}, g, s, b]"
            ]
        return rows

    def _flux(self) -> list[str]:
        cell = "(g * S + s) * B + b"
        return [
            "# drift between bins: what flows with the current reaches the next bin",
            *self.begin(),
            "for s in range(S):",
            "    for b in range(B):",
            "        here = now[g, s, b]",
            "        d = b + 1 if speed[g, s, b] > 0.0 else b - 1",
            "        if here > 0.0 and d >= 0 and d < B and speed[g, s, b] != 0.0:",
            "            fraction = min(1.0, abs(speed[g, s, b]))",
            f"            many = float(binomial_at(seed, luck, {cell}, t, {code(f'drift:{self.of.binned}')}, int(here), fraction)) if whole else here * fraction",  # fmt: skip
            *deeper(self._move("b", "d"), 3),
            *self.end(),
        ]

    def _meet(self, meeting: Meeting) -> list[str]:
        if meeting.trait != self.of.binned:
            raise FidelityError(
                f"cells know only the mean of {meeting.trait!r}, and {meeting.name} needs its distribution",
                where=meeting.name,
                mend=f"say bins: 32 for {meeting.trait}",
            )
        kind = self.of.kinds[meeting.ties]  # fmt: skip
        roots = [meeting.node, meeting.rate]
        apart = any(
            name != self.of.binned for name in reads(roots, "trait:")
        )  # what else is read differs by status
        text = self.of.cell_text(roots)
        text.known |= {f"mine:{meeting.trait}": "centres[b]", f"theirs:{meeting.trait}": "centres[d]"}
        to, rate = text.of(*roots)
        codes = f"CODES_{len(self.of.constants)}"
        listed = ", ".join(str(code(f"encounter:{meeting.name}:{b}")) for b in range(self.of.bins))
        self.of.constants.append(f"{codes} = np.array([{listed}], np.int64)")
        table = [
            "for b in range(B):",
            "    for d in range(B):",
            "        where_to[b, d] = 0.0",
            "for b in range(B):",
            *(deeper(self.of.mean_rows("before"), 1) if apart else []),
            "    for d in range(B):",
            "        keep = 0.0",
            "        for h in range(G):",
            f"            if {kind}:",
            "                keep += mixing[g, h] * mass[h, d]",
            *deeper(text.rows, 2),
            f"        chance = -math.expm1(-({rate}))",
            f"        spot = min(B - 1.0, max(0.0, (({to}) - lows) / width - 0.5))",
            "        low = int(spot)",
            "        high = min(B - 1, low + 1)",
            "        where_to[b, low] += chance * keep * (1.0 - (spot - low))",
            "        where_to[b, high] += chance * keep * (spot - low)",
        ]
        return [
            f"# {meeting.name}: where a meeting leads from each bin",
            *([] if apart else table),
            *self.begin(),
            "for s in range(S):",
            *(deeper(table, 1) if apart else []),
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
            *deeper(self._move("b", "d"), 4),
            *self.end(),
        ]
