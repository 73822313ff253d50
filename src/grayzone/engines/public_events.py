"""Events as text: what is known of a day, what is drawn, how marks fall, and what events push."""

from __future__ import annotations

from ..ground.chance import code
from ..language.graph import Node, inputs
from .emit import Text, deeper
from .names import Names
from .plan import Event, Plan

#: Marked events that one day can hold; more stop the run with a sentence.
MOST_EVENTS = 4096


class EventText:
    """Writes the rows that gather the events of a day into a list, and what each of them pushes.

    The list is ``ev_at`` [event, (kind, place, community)], ``ev_many`` [event] (how many alike) and ``ev_marks``
    [event, mark]; ``found`` counts it.
    """

    def __init__(self, plan: Plan, names: Names) -> None:
        self.plan, self.names = plan, names
        self.publics = names.publics

    def known(self) -> list[str]:
        """Return the rows that list what is known of the day."""
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
                    *deeper(self._mean_mark(event, name, into), 4),
                    "            else:",
                    *deeper(self._draw_mark(event, name, into, "1000000 + event_at[e, 3]"), 4),
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

    def per_run(self) -> list[str]:
        """Rows that reckon, once a run, what the mark of an expected event is."""
        rows: list[str] = []
        for number, event in enumerate(self.plan.events):
            for mark, (law, arguments) in event.laws.items():
                a, b = (self._number(node) for node in arguments)
                name = f"expected_{number}_{self.names.marks.index(mark)}"
                if law == "pareto":  # the mean of a whole number is the sum of the chances to reach each number
                    rows += [f"{name} = 0.0", f"for i in range(1, int({b}) + 1):", f"    {name} += (i + 1.0) ** (1.0 - {a})"]
                else:
                    rows += [f"{name} = 1.0 - {b}"]
        return rows

    def _mean_mark(self, event: Event, mark: str, into: str) -> list[str]:
        number = self.plan.events.index(event)
        return [f"{into} = expected_{number}_{self.names.marks.index(mark)}"]

    def _number(self, node: Node) -> str:
        return f"p[{self.names.parameter[node.name]}]" if node.op == "input" else repr(node.value)

    def drawn(self) -> list[str]:
        """Return the rows that draw events and list them."""
        rows: list[str] = []
        for number, event in enumerate(self.plan.events):
            if event.intensity is not None:
                rows += [
                    f"if drawn[t, {number}] > 0.0:        # {event.kind}",
                    *deeper(self._draw(number, event), 1),
                ]
        return rows or ["pass"]

    def _draw(self, number: int, event: Event) -> list[str]:
        names = self.names
        C = len(self.plan.society.communities)
        assert event.intensity is not None
        used = inputs(event.intensity)
        if event.each == "community":
            askers, known = "G", names.of_group(used, "a")
            means: list[str] = []
            place, community, group = "place_of[a]", "community_of[a]", "a"
        else:
            everywhere = event.each == "everywhere"
            askers = "1" if everywhere else f"G // {C}"
            span = "0, G" if everywhere else f"a * {C}, (a + 1) * {C}"
            known, means = self._means(used, span)
            place, community, group = ("-1" if everywhere else "a"), "-1", ("0" if everywhere else f"a * {C}")
        text = Text("f8", known, self.names.taken)
        (intensity,) = text.of(event.intensity)
        rows = [f"for a in range({askers}):", *deeper(means, 1), *deeper(text.rows, 1)]
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
        killed = (
            f"rec_killed[t + 1, {number}] += ev_many[found] * ev_marks[found, {names.marks.index('killed')}]"
        )
        if not event.laws:
            return [*rows, f"    if many > 0.0 and found < {MOST_EVENTS}:", *deeper([*put, "ev_many[found] = many", "found += 1"], 2)]  # fmt: skip
        marked = [
            row
            for m in event.laws
            for row in self._mean_mark(event, m, f"ev_marks[found, {names.marks.index(m)}]")
        ]
        rows += [f"    if expected and many > 0.0 and found < {MOST_EVENTS}:", *deeper([*put, *marked, "ev_many[found] = many", killed, "found += 1"], 2)]  # fmt: skip
        drawn = [
            row
            for m in event.laws
            for row in self._draw_mark(event, m, f"ev_marks[found, {names.marks.index(m)}]", "a * 1000 + j")
        ]
        return [
            *rows,
            "    if not expected:",
            "        for j in range(int(many)):",
            f"            if found >= {MOST_EVENTS}:",
            "                stopped[0] = 1",
            "                break",
            *deeper([*put, *drawn, "ev_many[found] = 1.0", killed, "found += 1"], 3),
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
                asked = (
                    f"among:{name.split(':')[1]}:everyone"
                    if name.startswith("among:") and span == "0, G"
                    else name
                )
                if asked != name:
                    self.names.among_index(asked[6:])
                rows.append(f"mean_{number} = 0.0")
                inside.append(f"mean_{number} += size[g] * {self.names.of_group([asked])[asked]}")
                ends.append(f"mean_{number} /= max(heads, 1e-300)")
                known[name] = f"mean_{number}"
        return known, [*rows, f"for g in range({span}):", *deeper(inside, 1), *ends]

    def impulses(self) -> list[str]:
        """Return the rows that add up what event ``e`` pushes, group by group."""
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
                *deeper([*text.rows, *adds], 2),
            ]
        return rows
