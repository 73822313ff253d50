"""The first text of a new scenario, case or mechanism: short, complete, and with a word on each part."""

from __future__ import annotations

import re

from ..errors import ScenarioError
from ..language.mechanism import snake
from .faults import quoted

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_CLASS = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")

_SOCIETY = """\
society:
  communities:
    # they start at rest, as the mechanisms' usual shares have it, so that what moves later has a cause
    north: {people: 60000, ladder: host,
      start: {welcoming: 0.35, indifferent: 0.36, wary: 0.22, hostile: 0.065, mobilised: 0.005}}
    south: {people: 40000, ladder: target,   # without a start everybody is at home
      start: {at_home: 0.799, withdrawn: 0.1, conforming: 0.06, alienated: 0.036, left: 0.005}}
  ties: {homophilous: {mean_ties: 12, within: 0.85}}   # or ring_rewired, blocks, heavy, listed, none
"""

_SCENARIO = """\
grayzone: 1
scenario: NAME
title: TITLE
about: One sentence on what you want to find out.
period: {from: 2001-01-01, to: 2001-12-31}   # both days are simulated
branch: 2001-03-02   # the first day under a policy other than what happened
SOCIETY\
model: [attention, fear, hostility, alienation]   # another number: {fear: {elsewhere: 0.3}}
events:
- {date: 2001-03-01, kind: attack, name: an attack, killed: 3}
policies:
  as_happened: {}
  unity: standard       # the library's responses: unity, inclusion, targeted, collective_restriction
  inclusion: standard
"""

_CASE = """\
grayzone: 1
case: NAME
title: TITLE
about: What happened, where, and what the data can say about it.
period: {from: 2001-01-01, to: 2001-12-31, fit_until: 2001-09-30}
SOCIETY\
series:   # tidy CSV beside this file: date first, one row per day, an empty cell is unknown
  deaths_north: {file: deaths.csv, column: north, unit: people / day, kind: count, community: north}
breaks: []   # days on which a source changed: {date: 2001-06-01, series: deaths_north, why: another source}
events: {file: events.csv}   # date, kind (attack or shock), name, place, killed, abroad, provenance
model: [reciprocal_violence, fear, hostility, alienation]
held_out: {from: 2001-10-01, baselines: [constant, last_value, mean_28, ewma_60, level]}
policies:
  as_happened: {}
licence: say under which terms the data may be shared
credit: say whom to thank
missing: [attitudes]   # what you looked for and did not find
"""

_MECHANISM = '''\
"""MECHANISM: one causal idea, in one sentence."""

FRONT_DOOR


class CLASS(gz.Mechanism):
    """Say in one sentence, for a sociologist, who does what and why.

    Source: name the claim or the study. Assumed: what no study says.
    """

    rate = gz.parameter("0.1 / day", bounds=("0 / day", "2 / day"), assumed="ten days; no study found")
    calm = gz.share("welcoming", ties="all")

    @gz.jump("wary", "indifferent", ladder="host")
    def calm_down(rate, calm):
        return rate * calm
'''


def new_scenario(name: str) -> str:
    """Return the text of a new scenario file.

    Raises
    ------
    ScenarioError
        for a name that is no slug.
    """
    return _filled(_SCENARIO, _slug(name))


def new_case(name: str) -> str:
    """Return the text of a new case file."""
    return _filled(_CASE, _slug(name))


def case_files(name: str) -> dict[str, str]:
    """Return a new case: the texts of its file and of the two tables that it names."""
    days = ["date,north"] + [f"2001-01-{day:02d},0" for day in range(1, 32)]
    events = "date,kind,name,place,killed,abroad,provenance\n2001-03-01,attack,an attack,north,3,0,invented\n"
    return {"case.yaml": new_case(name), "deaths.csv": "\n".join(days) + "\n", "events.csv": events}


def new_mechanism(name: str) -> str:
    """Return the text of a file with a new mechanism."""
    if not isinstance(name, str) or not _CLASS.fullmatch(name):
        raise ScenarioError(f"{quoted(name)} is no name of a mechanism", mend="use letters, digits and _")
    words = re.split(r"[-_]", name)
    title = "".join(word[:1].upper() + word[1:] for word in words if word)
    spoken = snake(title).replace("_", " ").capitalize()
    door = "import grayzone as gz"
    return _MECHANISM.replace("CLASS", title).replace("MECHANISM", spoken).replace("FRONT_DOOR", door)


def _slug(name: str) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        mend = "begin with a small letter; use small letters, digits, - and _"
        raise ScenarioError(f"{quoted(name)} is no name", mend=mend)
    return name


def _filled(text: str, name: str) -> str:
    title = name.replace("-", " ").replace("_", " ").capitalize()
    return text.replace("SOCIETY", _SOCIETY).replace("NAME", name).replace("TITLE", title)
