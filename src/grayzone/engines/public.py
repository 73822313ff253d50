"""The public side of a day as text: levers, rules, known and drawn events, signals and stocks.

The same text stands in the kernels of all fidelities, so that a society meets the same events whether its people
are persons, counts or shares.  It is float64 and reads these names of the kernel around it:

``p`` parameters; ``weights``, ``factors`` of the memories; ``comp`` [component, group] and ``level`` [stock,
group], the state; ``v`` [public, group] and ``lev`` [lever, group], what is seen today; ``pop`` [group, status];
``pend`` [public, group], impulses that enter at the close; ``t``, ``seed``, ``luck``; the arrays of
:class:`.inputs.Inputs`; and the record of the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..ground.chance import code
from ..language.graph import Node, inputs
from .emit import Text, reads, reserved
from .plan import Event, Plan

#: Marked events that one day can hold; more stop the run with a sentence.
MOST_EVENTS = 4096

Array = tuple[str, tuple[int | str, ...], bool]


@dataclass
class Public:
    """The pieces of text: the arrays of the public side (name, shape with "G" for the number of groups, whether
    whole numbers), how a day begins, how it ends."""

    arrays: list[Array]
    morning: list[str]
    evening: list[str]

    def scratch(self) -> list[str]:
        """Return the rows that allocate the arrays."""
        kind = {True: ", np.int64", False: ""}
        return [f"{n} = np.zeros(({', '.join(map(str, shape))},){kind[whole]})" for n, shape, whole in self.arrays]

    def names(self) -> str:
        """Return the arrays' names, as they are unpacked."""
        return ", ".join(name for name, _, _ in self.arrays)

    def allocate(self, groups: int) -> tuple[Any, ...]:
        """Return the arrays for so many groups."""
        return tuple(
            np.zeros([groups if d == "G" else int(d) for d in shape], dtype=np.int64 if whole else np.float64)
            for _, shape, whole in self.arrays
        )


class Names:
    """Where each input of a public function stands in the arrays."""

    def __init__(self, plan: Plan) -> None:
        self.plan, model = plan, plan.model
        self.publics = model.publics()
        self.marks = sorted({m for e in plan.events for m in e.marks})
        self.parameter = {name: k for k, name in enumerate(plan.parameters)}
        self.among: list[str] = []
        #: names already used in the kernel's text, so that none is given twice
        self.taken = reserved()

    def among_index(self, key: str) -> int:
        """Return the row in which the share of a status among others stands."""
        if key not in self.among:
            self.among.append(key)
        return self.among.index(key)

    def of_group(self, names: list[str], group: str = "g", among: str = "among") -> dict[str, str]:
        """Return what stands for inputs when a group is asked."""
        return {name: self._of_group(name, group, among) for name in names}

    def _of_group(self, name: str, g: str, among: str) -> str:
        if name in self.parameter:
            return f"p[{self.parameter[name]}]"
        kind, _, rest = name.partition(":")
        if kind == "public":
            return f"v[{self.publics.index(rest)}, {g}]"
        if kind == "lever":
            return f"lev[{self.plan.model.levers.index(rest)}, {g}]"
        if kind == "ladder":
            return f"on_ladder[{list(self.plan.model.ladders).index(rest)}, {g}]"
        if kind == "mark":
            return rest if rest in ("here", "own") else f"ev_marks[e, {self.marks.index(rest)}]"
        return f"{among}[{self.among_index(rest)}, {g}]"


def write(plan: Plan, names: Names) -> Public:
    """Return the public text of a plan."""
    writer = _Writer(plan, names)
    morning, evening = writer.morning(), writer.evening()
    return Public(writer.arrays(), [*writer.fill_among(), *morning], [*writer.fill_among(), *evening])


class _Writer:
    def __init__(self, plan: Plan, names: Names) -> None:
        self.plan, self.model, self.names = plan, plan.model, names
        roots = [node for _, node in plan.inflows]
        roots += [node for e in plan.events for _, node in e.impulses]
        roots += [e.intensity for e in plan.events if e.intensity is not None]
        for key in reads(roots, "among:"):
            names.among_index(key)
        self.publics = names.publics
        self.moves = bool(self.model.signals or self.model.stocks)

    def arrays(self) -> list[Array]:
        components = sum(m.components for m, _ in self.model.signals.values())
        many, marks = max(1, len(self.publics)), max(1, len(self.names.marks))
        return [
            ("comp", (max(1, components), "G"), False),
            ("level", (max(1, len(self.model.stocks)), "G"), False),
            ("v", (many, "G"), False),
            ("lev", (max(1, len(self.model.levers)), "G"), False),
            ("pend", (many, "G"), False),
            ("push", (many, "G"), False),
            ("among", (max(1, len(self.names.among)), "G"), False),
            ("ev_marks", (MOST_EVENTS, marks), False),
            ("ev_at", (MOST_EVENTS, 4), True),
            ("ev_many", (MOST_EVENTS,), False),
        ]

    # -- shares among people, as of the last record ------------------------------------------------------
    def fill_among(self) -> list[str]:
        """Rows that fill ``among`` from ``pop``; keys are 'status:own', 'status:others', 'status:everyone'."""
        rows: list[str] = []
        for k, key in enumerate(self.names.among):
            status, _, whom = key.partition(":")
            s = self.model.statuses.index(status)
            if whom == "own":
                rows += ["for g in range(G):", f"    among[{k}, g] = pop[g, {s}] / max(size[g], 1e-300)"]
                continue
            other = "community_of[h] != community_of[g]" if whom == "others" else "True"
            rows += [
                "for g in range(G):",
                "    many = 0.0",
                "    such = 0.0",
                "    for h in range(G):",
                f"        if {other}:",
                "            many += size[h]",
                f"            such += pop[h, {s}]",
                f"    among[{k}, g] = such / max(many, 1e-300)",
            ]
        return rows

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
        if self.model.drivers:
            for k, name in enumerate(self.model.drivers):
                rows += ["for g in range(G):", f"    v[{self.publics.index(name)}, g] = drivers[t, {k}, g]"]
        if self.plan.events:
            rows += self._events()
        return rows

    def _rules(self) -> list[str]:
        return [
            "for r in range(rules.shape[0]):",
            "    if t >= rules[r, 9] and t <= rules[r, 10]:",
            "        watched, which, delay, window = int(rules[r, 2]), int(rules[r, 3]), int(rules[r, 7]), int(rules[r, 8])",
            "        for g in range(G):",
            "            if community_of[g] == int(rules[r, 1]):",
            "                noticed = 0.0",
            "                many = 0",
            "                for i in range(max(0, t - delay - window + 1), t - delay + 1):",
            "                    many += 1",
            "                    if watched == 0:",
            "                        noticed += rec_public[i, which, g]",
            "                    elif watched == 1:",
            "                        noticed += rec_people[i, g, which] / max(size[g], 1e-300)",
            "                    else:",
            "                        for h in range(G):",
            "                            noticed += rec_events[i, which, h]",
            "                noticed = noticed / max(many, 1)",
            "                answer = min(rules[r, 6], rules[r, 5] * max(0.0, noticed - rules[r, 4]))",
            "                k = int(rules[r, 0])",
            "                lev[k, g] = min(1.0, max(lev[k, g], answer))",
        ]

    def values(self) -> list[str]:
        """Rows that set ``v`` of signals and stocks from the state."""
        rows: list[str] = []
        first = 0
        for name, (memory, _) in self.model.signals.items():
            k, last = self.publics.index(name), first + memory.components
            rows += ["for g in range(G):"]
            if memory.components == 1:
                rows += [f"    v[{k}, g] = weights[{first}] * comp[{first}, g]"]
            else:
                rows += [
                    "    total = 0.0",
                    f"    for k in range({first}, {last}):",
                    "        total += weights[k] * comp[k, g]",
                    f"    v[{k}, g] = total",
                ]
            first = last
        for k, name in enumerate(self.model.stocks):
            rows += ["for g in range(G):", f"    v[{self.publics.index(name)}, g] = level[{k}, g]"]
        return rows

    def _events(self) -> list[str]:
        rows = [
            f"for k in range({max(1, len(self.publics))}):",
            "    for g in range(G):",
            "        pend[k, g] = 0.0",
            "for phase in range(2):                       # first what is known of the day, then what is drawn",
            "    found = 0",
            "    if phase == 0:",
            *_deeper(self._known(), 2),
            "    else:",
            *_deeper(self._drawn(), 2),
        ]
        if self.moves and any(event.impulses for event in self.plan.events):
            rows += [
                f"    for k in range({max(1, len(self.publics))}):",
                "        for g in range(G):",
                "            push[k, g] = 0.0",
                "    for e in range(found):",
                *_deeper(self._impulses(), 2),
                *_deeper(self._one_for_all(), 1),
                "    # half of what is known is felt today; the rest, and all that was drawn, enters at the close",
                "    felt = 0.5 if phase == 0 else 0.0",
                f"    for k in range({max(1, len(self.publics))}):",
                "        for g in range(G):",
                "            pend[k, g] += (1.0 - felt) * push[k, g]",
                "    if phase == 0 and found > 0:",
                *_deeper(self._add("felt * push[{k}, g]"), 2),
                *_deeper(self.values(), 2),
            ]
        return rows

    def _add(self, what: str) -> list[str]:
        """Rows that add to the state of each signal (all components) and stock; ``{k}`` is its public index."""
        rows: list[str] = []
        first = 0
        for name, (memory, _) in self.model.signals.items():
            amount = what.format(k=self.publics.index(name))
            rows += [f"for k in range({first}, {first + memory.components}):", "    for g in range(G):", f"        comp[k, g] += {amount}"]  # fmt: skip
            first += memory.components
        for k, name in enumerate(self.model.stocks):
            rows += ["for g in range(G):", f"    level[{k}, g] += {what.format(k=self.publics.index(name))}"]
        return rows

    def _known(self) -> list[str]:
        marks = len(self.names.marks)
        rows = [
            "for e in range(event_start[t], event_start[t + 1]):",
            f"    if found < {MOST_EVENTS}:",
            "        kind = event_at[e, 0]",
            "        ev_at[found, 0], ev_at[found, 1], ev_at[found, 2] = kind, event_at[e, 1], event_at[e, 2]",
            "        ev_many[found] = 1.0",
            f"        for k in range({marks}):",
            "            ev_marks[found, k] = event_marks[e, k]",
        ]
        for number, event in enumerate(self.plan.events):
            for name in event.laws:
                k = self.names.marks.index(name)
                into = f"ev_marks[found, {k}]"
                rows += [
                    f"        if kind == {number} and event_given[e, {k}] == 0.0:",
                    "            if expected:",
                    *_deeper(self._mean_mark(event, name, into), 4),
                    "            else:",
                    *_deeper(self._draw_mark(event, name, into, "1000000 + event_at[e, 3]"), 4),
                ]
        killed = self.names.marks.index("killed")
        return [
            *rows,
            "        rec_events[t + 1, kind, event_at[e, 4]] += 1.0",
            f"        rec_killed[t + 1, kind] += ev_marks[found, {killed}]",
            "        found += 1",
        ]

    def _draw_mark(self, event: Event, mark: str, into: str, who: str) -> list[str]:
        law, arguments = event.laws[mark]
        a, b = (self._number(node) for node in arguments)
        address = f"seed, luck, {who}, t, {code(f'mark:{event.kind}:{mark}')}"
        if law == "pareto":
            return [
                f"u = uniform_at({address}, 0)",
                f"{into} = min({b}, math.floor((1.0 - u) ** (-1.0 / ({a} - 1.0))) - 1.0)",
            ]
        return [f"{into} = 0.0 if uniform_at({address}, 1000) < {b} else gamma_at({address}, {a}) / {a}"]

    def _mean_mark(self, event: Event, mark: str, into: str) -> list[str]:
        law, arguments = event.laws[mark]
        a, b = (self._number(node) for node in arguments)
        if law == "pareto":  # the mean of a whole number is the sum of the chances to reach each number
            return [f"{into} = 0.0", f"for i in range(1, int({b}) + 1):", f"    {into} += (i + 1.0) ** (1.0 - {a})"]
        return [f"{into} = 1.0 - {b}"]

    def _number(self, node: Node) -> str:
        return f"p[{self.names.parameter[node.name]}]" if node.op == "input" else repr(node.value)

    def _drawn(self) -> list[str]:
        rows: list[str] = []
        for number, event in enumerate(self.plan.events):
            if event.intensity is not None:
                rows += [f"if drawn[t, {number}] > 0.0:        # {event.kind}", *_deeper(self._draw(number, event), 1)]
        return rows or ["pass"]

    def _draw(self, number: int, event: Event) -> list[str]:
        names = self.names
        C = len(self.plan.society.communities)
        assert event.intensity is not None
        used = inputs(event.intensity)
        if event.each == "community":
            askers, known, means = "G", names.of_group(used, "a"), []
            place, community, group = "place_of[a]", "community_of[a]", "a"
        else:
            everywhere = event.each == "everywhere"
            askers = "1" if everywhere else f"G // {C}"
            span = "0, G" if everywhere else f"a * {C}, (a + 1) * {C}"
            known, means = self._means(used, span)
            place, community, group = ("-1" if everywhere else "a"), "-1", ("0" if everywhere else f"a * {C}")
        text = Text("f8", known, self.names.taken)
        (intensity,) = text.of(event.intensity)
        rows = [f"for a in range({askers}):", *_deeper(means, 1), *_deeper(text.rows, 1)]
        rows += [
            f"    rate = max(0.0, {intensity})",
            f"    many = rate if expected else float(poisson_at(seed, luck, a, t, {code(f'event:{event.kind}')}, rate))",
            f"    rec_events[t + 1, {number}, {group}] += many",
        ]
        put = [
            f"ev_at[found, 0], ev_at[found, 1], ev_at[found, 2] = {number}, {place}, {community}",
            f"for k in range({len(names.marks)}):",
            "    ev_marks[found, k] = 0.0",
        ]
        killed = f"rec_killed[t + 1, {number}] += ev_many[found] * ev_marks[found, {names.marks.index('killed')}]"
        if not event.laws:
            return [*rows, f"    if many > 0.0 and found < {MOST_EVENTS}:", *_deeper([*put, "ev_many[found] = many", "found += 1"], 2)]  # fmt: skip
        marked = [row for m in event.laws for row in self._mean_mark(event, m, f"ev_marks[found, {names.marks.index(m)}]")]
        rows += [f"    if expected and many > 0.0 and found < {MOST_EVENTS}:", *_deeper([*put, *marked, "ev_many[found] = many", killed, "found += 1"], 2)]  # fmt: skip
        drawn = [row for m in event.laws for row in self._draw_mark(event, m, f"ev_marks[found, {names.marks.index(m)}]", "a * 1000 + j")]
        return [
            *rows,
            "    if not expected:",
            "        for j in range(int(many)):",
            f"            if found >= {MOST_EVENTS}:",
            "                stopped[0] = 1",
            "                break",
            *_deeper([*put, *drawn, "ev_many[found] = 1.0", killed, "found += 1"], 3),
        ]

    def _means(self, used: list[str], span: str) -> tuple[dict[str, str], list[str]]:
        """Return (names, rows) of the people-weighted means over the groups of a place, or over all."""
        known, rows, inside = {}, ["heads = 0.0"], ["heads += size[g]"]
        ends = []
        for number, name in enumerate(used):
            if name in self.names.parameter:
                known[name] = self.names.of_group([name])[name]
            elif name.startswith("ladder:"):
                known[name] = "1.0"
            else:
                asked = f"among:{name.split(':')[1]}:everyone" if name.startswith("among:") and span == "0, G" else name
                if asked != name:
                    self.names.among_index(asked[6:])
                rows.append(f"mean_{number} = 0.0")
                inside.append(f"mean_{number} += size[g] * {self.names.of_group([asked])[asked]}")
                ends.append(f"mean_{number} /= max(heads, 1e-300)")
                known[name] = f"mean_{number}"
        return known, [*rows, f"for g in range({span}):", *_deeper(inside, 1), *ends]

    def _impulses(self) -> list[str]:
        rows: list[str] = []
        C = len(self.plan.society.communities)
        for number, event in enumerate(self.plan.events):
            if not event.impulses:
                continue
            roots = [node for _, node in event.impulses]
            text = Text("f8", self.names.of_group(inputs(*roots)), self.names.taken)
            values = text.of(*roots)
            adds = [
                f"push[{self.publics.index(name)}, g] += ev_many[e] * ({value})"
                for (name, _), value in zip(event.impulses, values)
            ]
            rows += [
                f"if ev_at[e, 0] == {number}:",
                "    for g in range(G):",
                f"        here = 1.0 if ev_at[e, 1] < 0 or ev_at[e, 1] == g // {C} else 0.0",
                "        own = 1.0 if ev_at[e, 2] < 0 or ev_at[e, 2] == community_of[g] else 0.0",
                *_deeper([*text.rows, *adds], 2),
            ]
        return rows

    # -- evening -----------------------------------------------------------------------------------------
    def evening(self) -> list[str]:
        rows = [f"for k in range({max(1, len(self.publics))}):", "    for g in range(G):", "        push[k, g] = 0.0"]
        if self.plan.inflows:
            roots = [node for _, node in self.plan.inflows]
            text = Text("f8", self.names.of_group(inputs(*roots)), self.names.taken)
            values = text.of(*roots)
            sets = [
                f"push[{self.publics.index(name)}, g] = {value}"
                for (name, _), value in zip(self.plan.inflows, values)
            ]
            rows += ["# what flows in, seen with today's people", "for g in range(G):", *_deeper([*text.rows, *sets], 1)]
        return [*rows, *self._close()]

    def _close(self) -> list[str]:
        rows = ["# the close: remaining impulses, fading, inflow; stocks within their bounds"]
        first = 0
        for name, (memory, _) in self.model.signals.items():
            k = self.publics.index(name)
            rows += [
                f"for k in range({first}, {first + memory.components}):",
                "    for g in range(G):",
                f"        comp[k, g] = (comp[k, g] + pend[{k}, g]) * factors[k] + push[{k}, g]",
            ]
            first += memory.components
        for k, (name, (declared, _)) in enumerate(self.model.stocks.items()):
            public = self.publics.index(name)
            new = f"level[{k}, g] + pend[{public}, g] + push[{public}, g]"
            low = f"max({declared.low!r}, {new})" if declared.low > float("-inf") else new
            clipped = f"min({declared.high!r}, {low})" if declared.high < float("inf") else low
            if declared.each == "everywhere":
                rows += self._shared(public)
            rows += ["for g in range(G):", f"    level[{k}, g] = {clipped}"]
        return rows

    def _one_for_all(self) -> list[str]:
        """Impulses on a stock that is one for all: the people-weighted mean of what each group says."""
        rows: list[str] = []
        moved = {name for event in self.plan.events for name, _ in event.impulses}
        for name, (declared, _) in self.model.stocks.items():
            if declared.each == "everywhere" and name in moved:
                rows += self._shared(self.publics.index(name))
        return rows

    def _shared(self, public: int) -> list[str]:
        return [
            "heads = 0.0",
            "total = 0.0",
            "for g in range(G):",
            "    heads += size[g]",
            f"    total += size[g] * push[{public}, g]",
            "for g in range(G):",
            f"    push[{public}, g] = total / max(heads, 1e-300)",
        ]


def _deeper(rows: list[str], depth: int) -> list[str]:
    return ["    " * depth + row for row in rows]
