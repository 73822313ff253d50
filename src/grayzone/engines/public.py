"""The public side of a day as text: levers, rules, signals, stocks, and the frame in which events happen.

The same text stands in the kernels of all fidelities, so that a society meets the same events whether its people
are persons, counts or shares.  It is float64 and reads these names of the kernel around it:

``p`` parameters; ``weights``, ``factors`` of the memories; ``comp`` [component, group] and ``level`` [stock,
group], the state; ``v`` [public, group] and ``lev`` [lever, group], what is seen today; ``pop`` [group, status];
``pend`` [public, group], impulses that enter at the close; ``t``, ``seed``, ``luck``; the arrays of
:class:`.inputs.Inputs`; and the record of the run.

What differs from model to model only in numbers (which component belongs to which signal) stands in constants at
the head of a kernel, and is worked through in loops: short text compiles fast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..language.graph import inputs
from .emit import Text, deeper, reads
from .names import Names
from .plan import Plan
from .public_events import MOST_EVENTS, EventText

Array = tuple[str, tuple[int | str, ...], bool]
OWN, OTHERS, EVERYONE = 0, 1, 2
WHOM = {"own": OWN, "others": OTHERS, "everyone": EVERYONE}
#: Stands for 'without bound' where a kernel may not see an infinity.
HUGE = 1e300


@dataclass
class Public:
    """The pieces of text: constants, arrays (name, shape with "G" for the number of groups, whether whole
    numbers), how a day begins, how it ends, and the rows that say what is seen."""

    constants: list[str]
    arrays: list[Array]
    morning: list[str]
    evening: list[str]
    values: list[str]
    per_run: list[str]

    def scratch(self) -> list[str]:
        """Return the rows that allocate the arrays."""
        kind = {True: ", np.int64", False: ""}
        return [
            f"{n} = np.zeros(({', '.join(map(str, shape))},){kind[whole]})" for n, shape, whole in self.arrays
        ]

    def names(self) -> str:
        """Return the arrays' names, as they are unpacked."""
        return ", ".join(name for name, _, _ in self.arrays)

    def allocate(self, groups: int) -> tuple[Any, ...]:
        """Return the arrays for so many groups."""
        return tuple(
            np.zeros([groups if d == "G" else int(d) for d in shape], dtype=np.int64 if whole else np.float64)
            for _, shape, whole in self.arrays
        )


def write(plan: Plan, names: Names) -> Public:
    """Return the public text of a plan; what people read among others is in ``names`` already."""
    writer = _Writer(plan, names)
    morning, evening = writer.morning(), writer.evening()
    fill = writer.fill_among()
    return Public(writer.constants(), writer.arrays(), [*fill, *morning], [*fill, *evening], writer.start(), writer.events.per_run())


def _numbers(name: str, values: list[int] | list[float], kind: str = "int64") -> str:
    return f"{name} = np.array([{', '.join(repr(v) for v in values)}], np.{kind})"


class _Writer:
    def __init__(self, plan: Plan, names: Names) -> None:
        self.plan, self.model, self.names = plan, plan.model, names
        roots = [node for _, node in plan.inflows]
        roots += [node for e in plan.events for _, node in e.impulses]
        roots += [e.intensity for e in plan.events if e.intensity is not None]
        for key in reads(roots, "among:"):
            names.among_index(key)
        self.publics = names.publics
        self.many = max(1, len(self.publics))
        self.events = EventText(plan, names)

    def constants(self) -> list[str]:
        """Return the tables that tell the loops what belongs to what."""
        first, last, at = [], [], 0
        for memory, _ in self.model.signals.values():
            first.append(at)
            at += memory.components
            last.append(at)
        stocks = [declared for declared, _ in self.model.stocks.values()]
        among = [key.partition(":") for key in self.names.among]
        return [
            _numbers("SIGNAL", [self.publics.index(name) for name in self.model.signals]),
            _numbers("SIGNAL_FIRST", first),
            _numbers("SIGNAL_LAST", last),
            _numbers("STOCK", [self.publics.index(name) for name in self.model.stocks]),
            _numbers("STOCK_SHARED", [int(s.each == "everywhere") for s in stocks]),
            _numbers("STOCK_LOW", [max(-HUGE, s.low) for s in stocks], "float64"),
            _numbers("STOCK_HIGH", [min(HUGE, s.high) for s in stocks], "float64"),
            _numbers("DRIVER", [self.publics.index(name) for name in self.model.drivers]),
            _numbers("AMONG_STATUS", [self.model.statuses.index(status) for status, _, _ in among]),
            _numbers("AMONG_WHOM", [WHOM[whom] for _, _, whom in among]),
        ]

    def arrays(self) -> list[Array]:
        components = sum(m.components for m, _ in self.model.signals.values())
        return [
            ("comp", (max(1, components), "G"), False),
            ("level", (max(1, len(self.model.stocks)), "G"), False),
            ("v", (self.many, "G"), False),
            ("lev", (max(1, len(self.model.levers)), "G"), False),
            ("pend", (self.many, "G"), False),
            ("push", (self.many, "G"), False),
            ("among", (max(1, len(self.names.among)), "G"), False),
            ("ev_marks", (MOST_EVENTS, max(1, len(self.names.marks))), False),
            ("ev_at", (MOST_EVENTS, 4), True),
            ("ev_many", (MOST_EVENTS,), False),
        ]

    def fill_among(self) -> list[str]:
        """Rows that fill ``among`` from ``pop``: shares of the own group, of other communities, of everyone."""
        if not self.names.among:
            return []
        return [
            "for k in range(AMONG_STATUS.size):",
            "    for g in range(G):",
            "        heads = 0.0",
            "        such = 0.0",
            "        if AMONG_WHOM[k] == 0:",
            "            heads = size[g]",
            "            such = pop[g, AMONG_STATUS[k]]",
            "        else:",
            "            for h in range(G):",
            "                if AMONG_WHOM[k] == 2 or community_of[h] != community_of[g]:",
            "                    heads += size[h]",
            "                    such += pop[h, AMONG_STATUS[k]]",
            "        among[k, g] = such / max(heads, 1e-300)",
        ]

    # -- morning -----------------------------------------------------------------------------------------
    def morning(self) -> list[str]:
        rows = ["# levers as scheduled, raised by the rules that answer what was seen"]
        if self.model.levers:
            rows += [
                f"for k in range({len(self.model.levers)}):",
                "    for g in range(G):",
                "        lev[k, g] = min(1.0, max(0.0, levers[t, k, g]))",
                *self._rules(),
            ]
        rows += ["# what is public today, before events", *self.values()]
        rows += [
            "for k in range(DRIVER.size):",
            "    for g in range(G):",
            "        v[DRIVER[k], g] = drivers[t, k, g]",
        ]
        return rows + (self._events() if self.plan.events else [])

    def _rules(self) -> list[str]:
        return [
            "for r in range(rules.shape[0]):",
            "    if t >= rules[r, 9] and t <= rules[r, 10]:",
            "        watched, which, delay, window = int(rules[r, 2]), int(rules[r, 3]), int(rules[r, 7]), int(rules[r, 8])",
            "        for g in range(G):",
            "            if community_of[g] == int(rules[r, 1]):",
            "                noticed = 0.0",
            "                days = 0",
            "                for i in range(max(0, t - delay - window + 1), t - delay + 1):",
            "                    days += 1",
            "                    if watched == 0:",
            "                        noticed += rec_public[i, which, g]",
            "                    elif watched == 1:",
            "                        noticed += rec_people[i, g, which] / max(size[g], 1e-300)",
            "                    else:",
            "                        for h in range(G):",
            "                            noticed += rec_events[i, which, h]",
            "                noticed = noticed / max(days, 1)",
            "                answer = min(rules[r, 6], rules[r, 5] * max(0.0, noticed - rules[r, 4]))",
            "                k = int(rules[r, 0])",
            "                lev[k, g] = min(1.0, max(lev[k, g], answer))",
        ]

    def values(self) -> list[str]:
        """Rows that set ``v`` of signals and stocks from the state."""
        return [
            "for i in range(SIGNAL.size):",
            "    for g in range(G):",
            "        total = 0.0",
            "        for k in range(SIGNAL_FIRST[i], SIGNAL_LAST[i]):",
            "            total += weights[k] * comp[k, g]",
            "        v[SIGNAL[i], g] = total",
            "for k in range(STOCK.size):",
            "    for g in range(G):",
            "        v[STOCK[k], g] = level[k, g]",
        ]

    def start(self) -> list[str]:
        """Rows that set ``v`` before the first day, when no driver has begun (the run before may have left some)."""
        rows = self.values()
        for name in self.model.drivers:
            rows += ["for g in range(G):", f"    v[{self.publics.index(name)}, g] = 0.0"]
        return rows

    def _events(self) -> list[str]:
        rows = [
            f"for k in range({self.many}):",
            "    for g in range(G):",
            "        pend[k, g] = 0.0",
            "for phase in range(2):                       # first what is known of the day, then what is drawn",
            "    found = 0",
            "    if phase == 0:",
            *deeper(self.events.known(), 2),
            "    else:",
            *deeper(self.events.drawn(), 2),
        ]
        if any(event.impulses for event in self.plan.events):
            rows += [
                f"    for k in range({self.many}):",
                "        for g in range(G):",
                "            push[k, g] = 0.0",
                "    for e in range(found):",
                *deeper(self.events.impulses(), 2),
                *deeper(self._one_for_all(), 1),
                "    # half of what is known is felt today; the rest, and all that was drawn, enters at the close",
                "    felt = 0.5 if phase == 0 else 0.0",
                f"    for k in range({self.many}):",
                "        for g in range(G):",
                "            pend[k, g] += (1.0 - felt) * push[k, g]",
                "    if phase == 0 and found > 0:",
                "        for i in range(SIGNAL.size):",
                "            for k in range(SIGNAL_FIRST[i], SIGNAL_LAST[i]):",
                "                for g in range(G):",
                "                    comp[k, g] += felt * push[SIGNAL[i], g]",
                "        for k in range(STOCK.size):",
                "            for g in range(G):",
                "                level[k, g] += felt * push[STOCK[k], g]",
                *deeper(self.values(), 2),
            ]
        return rows

    def _one_for_all(self) -> list[str]:
        """What moves a stock that is one for all: the people-weighted mean of what each group says."""
        return [
            "for k in range(STOCK.size):",
            "    if STOCK_SHARED[k] == 1:",
            "        heads = 0.0",
            "        total = 0.0",
            "        for g in range(G):",
            "            heads += size[g]",
            "            total += size[g] * push[STOCK[k], g]",
            "        for g in range(G):",
            "            push[STOCK[k], g] = total / max(heads, 1e-300)",
        ]

    # -- evening -----------------------------------------------------------------------------------------
    def evening(self) -> list[str]:
        rows = [f"for k in range({self.many}):", "    for g in range(G):", "        push[k, g] = 0.0"]
        if self.plan.inflows:
            roots = [node for _, node in self.plan.inflows]
            text = Text("f8", self.names.of_group(inputs(*roots)), self.names.taken)
            values = text.of(*roots)
            sets = [
                f"push[{self.publics.index(name)}, g] = {value}"
                for (name, _), value in zip(self.plan.inflows, values)
            ]
            rows += [
                "# what flows in, seen with today's people",
                "for g in range(G):",
                *deeper([*text.rows, *sets], 1),
            ]
        return [
            *rows,
            "# the close: remaining impulses, fading, inflow; stocks within their bounds",
            *self._one_for_all(),
            "for i in range(SIGNAL.size):",
            "    for k in range(SIGNAL_FIRST[i], SIGNAL_LAST[i]):",
            "        for g in range(G):",
            "            comp[k, g] = (comp[k, g] + pend[SIGNAL[i], g]) * factors[k] + push[SIGNAL[i], g]",
            "for k in range(STOCK.size):",
            "    for g in range(G):",
            "        risen = level[k, g] + pend[STOCK[k], g] + push[STOCK[k], g]",
            "        level[k, g] = min(STOCK_HIGH[k], max(STOCK_LOW[k], risen))",
        ]
