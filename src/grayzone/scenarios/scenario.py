"""A scenario: one file that says who lives together, what happens, what is done, and what is supposed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..engines.problem import Problem
from ..errors import LanguageError, ScenarioError, nearest
from ..language.model import Model
from ..society.society import Society
from .drivers import course
from .equipment import marks_read
from .faults import Fault, Faults, quoted
from .policy import AS_HAPPENED, STANDARD, Calendar, Policy, standard
from .positions import LARGEST_FILE, Tree, decode, parse, plain_data
from .provocation import drawn_days, known_events
from .registry import Allowed
from .resolve import Rival, Setting, resolve
from .schema import ScenarioForm
from .spelling import as_yaml, case_parts, digest, spell
from .statement import statement
from .validate import validate

if TYPE_CHECKING:
    from ..engines.ladder import Ladder
    from ..ground.records import Record

class Scenario:
    """A scenario or case file that was read; made by :meth:`load` or :meth:`from_dict`.

    A file with faults is a scenario, too: :meth:`check` lists them all, and everything else refuses with the
    first of them.

    Parameters
    ----------
    tree : Tree
        The plain data of the file.
    folder : Path or None
        The folder in which files that the scenario names are looked for.
    allow : collection of names or paths, or bool
        Which code that is not the library's may run (mechanism files, plug-ins); by default none.

    Example
    -------
    >>> scenario = Scenario.load("grayzone: 1\\nscenario: calm\\n")
    >>> print(scenario.check()[0])
    scenario.yaml:1:1: the file has no 'title' and 'period' and 'society' and 'model'; write them
    """

    def __init__(self, tree: Tree, folder: Path | None = None, allow: Allowed = ()) -> None:
        self.folder = folder
        self._tree = tree
        self._faults: Faults = tree.faults
        self._form = ScenarioForm()
        self._setting: Setting | None = None
        if tree.data is not None:
            self._form, broken = validate(tree)
            self._setting = resolve(self._form, broken, folder, allow, self._faults)

    @classmethod
    def load(cls, source: str | Path, *, allow: Allowed = (), folder: str | Path | None = None) -> Scenario:
        """Read a scenario from a file, or from a text of more than one line.

        Parameters
        ----------
        source : path or str
            A file of YAML or JSON, or the text itself.
        allow : collection of names or paths, or bool
            Mechanism files and plug-ins that may run; True allows all that the scenario names.
        folder : path, optional
            Where the files are that a text names; for a file it is the file's own folder.

        Raises
        ------
        ScenarioError
            if the file cannot be read.  Faults in what it says are listed by :meth:`check`.
        """
        if isinstance(source, str) and ("\n" in source or source.lstrip().startswith("{")):
            return cls(parse(source, "scenario.yaml"), Path(folder) if folder is not None else None, allow)
        path = Path(source)
        try:
            if not path.is_file():  # a folder, a device or a pipe never ends
                raise OSError("no file")
            with path.open("rb") as file:
                raw = file.read(LARGEST_FILE + 1)
        except (OSError, ValueError) as error:
            shown = quoted(str(source))
            raise ScenarioError(
                f"the scenario {shown} cannot be read", mend="check the path of the file"
            ) from error
        text, faults = decode(raw, path.name)
        tree = Tree(None, faults) if len(faults) else parse(text, path.name)
        return cls(tree, Path(folder) if folder is not None else path.parent, allow)

    @classmethod
    def from_dict(
        cls, data: Mapping[str, Any], *, allow: Allowed = (), folder: str | Path | None = None
    ) -> Scenario:
        """Take a scenario from plain nested data, in the human or the resolved form."""
        return cls(plain_data(dict(data), "scenario"), Path(folder) if folder is not None else None, allow)

    # What is wrong

    def check(self) -> list[Fault]:
        """Return all faults, in the order of the file; an empty list means ready."""
        return list(self._faults)

    @property
    def setting(self) -> Setting:
        """The scenario as objects.

        Raises
        ------
        ScenarioError
            with the first fault, if there is any.
        """
        if self._setting is None:
            self._faults.refuse()
            raise ScenarioError(
                "the scenario is empty", where=self._faults.name, mend="begin with 'grayzone: 1'"
            )
        return self._setting

    # What it says

    @property
    def name(self) -> str:
        """The slug of the scenario or case."""
        form = self.setting.form
        return form.scenario or form.case or ""

    @property
    def title(self) -> str:
        """The title for readers."""
        return self.setting.form.title or ""

    @property
    def form(self) -> ScenarioForm:
        """The human form as it was validated (series, breaks and facts of a case included)."""
        self._faults.refuse()
        return self._form

    @property
    def raw(self) -> dict[str, Any]:
        """What only a case has (series, breaks, held_out, facts, licence, credit, missing), as plain data."""
        return case_parts(self.form)

    @property
    def model(self) -> Model:
        """The mechanisms, with their values."""
        return self.setting.model

    @property
    def society(self) -> Society:
        """The communities, places and ties."""
        return self.setting.society

    @property
    def policies(self) -> dict[str, Policy]:
        """The policies of the file by name; ``as_happened`` is always among them."""
        return dict(self.setting.policies)

    @property
    def rivals(self) -> dict[str, Rival]:
        """The rival assumptions of the file by name."""
        return dict(self.setting.rivals)

    @property
    def first(self) -> np.datetime64:
        """The first simulated day."""
        return self.setting.period[0]

    @property
    def last(self) -> np.datetime64:
        """The last simulated day."""
        return self.setting.period[1]

    @property
    def branch(self) -> np.datetime64 | None:
        """The first day under a policy other than what happened."""
        return self.setting.branch

    @cached_property
    def _resolved(self) -> dict[str, Any]:
        return spell(self.setting, self.folder)

    def resolved(self) -> dict[str, Any]:
        """Return the resolved form: plain nested data in which nothing is left unsaid."""
        return {key: _copy(value) for key, value in self._resolved.items()}

    def resolved_text(self) -> str:
        """Return the resolved form as YAML."""
        return as_yaml(self._resolved)

    @cached_property
    def digest(self) -> str:
        """The sha256 of the resolved form's canonical text."""
        return digest(self._resolved)

    def statement(self) -> str:
        """Say in plain words what the scenario supposes."""
        return statement(self.setting, self.notices())

    def notices(self) -> list[str]:
        """Return what is stated and moves nothing in this model; none of it is a fault."""
        setting = self.setting
        heard, read = setting.model.kinds, marks_read(setting.model)
        found = []
        for kind in sorted({event.kind for event in setting.events} - set(heard)):
            count = sum(event.kind == kind for event in setting.events)
            found.append(
                f"no mechanism hears {kind!r}; {count} such events are kept as facts and move nothing"
            )
        marks = {name for event in setting.events for name in event.marks}
        for mark in sorted(marks - read - {"killed"}):
            found.append(f"no mechanism reads the mark {mark!r} of events")
        outside = [e for e in setting.events if not setting.period[0] <= e.date <= setting.period[1]]
        if outside:
            found.append(f"{len(outside)} events lie outside the period and are not simulated")
        return found

    # What an engine is asked

    def policy(self, name: str) -> Policy:
        """Return a policy of the file, or a standard response that the file does not state.

        Raises
        ------
        ScenarioError
            for an unknown name, or a response none of whose levers the model reads.
        """
        setting = self.setting
        if name in setting.policies:
            return setting.policies[name]
        if name not in STANDARD:
            known = {*setting.policies, *STANDARD}
            raise ScenarioError(
                f"there is no policy {quoted(name)}", where=self.name, mend=nearest(name, known)
            )
        first = setting.branch if setting.branch is not None else setting.period[0]
        names = [community.name for community in setting.society.communities]
        found = standard(name, setting.model, names, first, setting.period[1])
        if found is None:
            levers = ", ".join(STANDARD[name].levers)
            what = f"the model reads no lever of the response {name!r} ({levers})"
            raise ScenarioError(what, where=self.name, mend="add a mechanism that does")
        return found

    def problem(
        self,
        policy: str = AS_HAPPENED,
        people: int | None = None,
        values: Mapping[str, float | str] | None = None,
        *,
        rival: str = "",
    ) -> Problem:
        """Return what an engine is asked: this society under one policy.

        Parameters
        ----------
        policy : str
            A policy of the file or a standard response.
        people : int, optional
            Another number of people for the whole society; communities keep their proportions.
        values : mapping, optional
            ``"mechanism.parameter"`` -> a number in the house's units, or text with a unit.
        rival : str, optional
            A rival assumption of the file; ``values`` win over it.
        """
        setting = self.setting
        chosen, happened = self.policy(policy), setting.policies[AS_HAPPENED]
        calendar = Calendar(setting.period[0], setting.days, setting.society.groups, setting.branch)
        return Problem(
            model=setting.model,
            society=setting.society,
            first=setting.period[0],
            days=setting.days,
            levers=calendar.levers(chosen, happened),
            drivers={n: course(d, setting.society, setting.period) for n, d in setting.drivers.items()},
            events=known_events(setting.events, setting.period[0], setting.society, setting.model),
            drawn=drawn_days(setting.drawn, setting.period[0], setting.days),
            rules=calendar.rules(chosen, happened),
            people=people,
            values={**self._rival(rival), **self._values(values or {})},
            attrs={
                "scenario": self.name,
                "title": self.title,
                "digest": self.digest,
                "policy": chosen.name,
                "policy_label": chosen.label,
                **({"rival": rival} if rival else {}),
            },
        )

    def run(self, policy: str = AS_HAPPENED, fidelity: str = "shares", **options: Any) -> Record:
        """Run the scenario under one policy; ``options`` as of :func:`grayzone.engines.run.run`."""
        from ..engines.run import run  # compilers come in only when something runs

        return run(self.problem(policy), fidelity, **options)

    def ladder(self, policy: str = AS_HAPPENED, **options: Any) -> Ladder:
        """Run all three fidelities and say what finite numbers and the network change.

        ``options`` as of :func:`grayzone.engines.ladder.ladder` (seed, replicates, measure, people, threads).
        """
        from ..engines.ladder import ladder

        return ladder(self.problem(policy), **options)

    def _rival(self, name: str) -> dict[str, float]:
        rivals = self.setting.rivals
        if not name:
            return {}
        if name not in rivals:
            raise ScenarioError(
                f"there is no rival {quoted(name)}", where=self.name, mend=nearest(name, rivals)
            )
        return dict(rivals[name].values)

    def _values(self, given: Mapping[str, float | str]) -> dict[str, float]:
        """Return values in the house's units; text carries its own unit, numbers are taken as they are."""
        found = {}
        for key, value in sorted(given.items()):
            name, _, parameter = key.partition(".")
            mechanism = next((m for m in self.model.mechanisms if m.name == name), None)
            if mechanism is None or parameter not in mechanism.parameters:
                known = [f"{m.name}.{p}" for m in self.model.mechanisms for p in m.parameters]
                raise LanguageError(f"the model has no parameter {quoted(key)}", mend=nearest(key, known))
            declared = mechanism.parameters[parameter]
            read = declared.read(value, where=key) if isinstance(value, str) else float(value)
            found[key] = declared.check(read, where=key)
        return found

    def __repr__(self) -> str:
        if self._setting is None:
            return f"<scenario {self._faults.name} with {len(self._faults)} faults>"
        return f"<scenario {self.name}: {self.title}>"


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list) else value
