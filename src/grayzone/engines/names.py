"""Where each input of a public function stands in the arrays of a kernel."""

from __future__ import annotations

from .emit import reserved
from .plan import Plan


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

    def of_group(self, names: list[str], group: str = "g") -> dict[str, str]:
        """Return what stands for inputs when a group is asked."""
        return {name: self._of_group(name, group) for name in names}

    def _of_group(self, name: str, g: str) -> str:
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
        return f"among[{self.among_index(rest)}, {g}]"
