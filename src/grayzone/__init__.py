"""grayzone: which responses to a divisive attack keep a society's middle ground alive?

The front door. It defines nothing itself: every name below lives in one module of the house and is fetched
from there when it is first asked for, so that ``import grayzone`` costs next to nothing.

>>> import grayzone as gz
>>> gz.fading(10.0).components
1
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

#: Where each name lives.  A name without ``:`` is a room that can be called (:mod:`grayzone.ground.rooms`).
NAMES = {
    # a mechanism, and what it sees and does
    "Mechanism": "language.mechanism:Mechanism",
    "parameter": "language.parameters:parameter",
    "trait": "language.variables:trait",
    "signal": "language.variables:signal",
    "stock": "language.variables:stock",
    "lever": "language.variables:lever",
    "share": "language.variables:share",
    "mean": "language.variables:mean",
    "pair": "language.variables:pair",
    "mark": "language.variables:mark",
    "jump": "language.effects:jump",
    "drift": "language.effects:drift",
    "encounter": "language.effects:encounter",
    "event": "language.effects:event",
    # how an impulse fades, how a mark falls, what is held possible
    "fading": "language.memory:fading",
    "instant": "language.memory:instant",
    "lasting": "language.memory:lasting",
    "long_tail": "language.memory:long_tail",
    "mixture": "language.memory:mixture",
    "pareto": "language.variables:pareto",
    "spread": "language.variables:spread",
    "normal": "language.priors:normal",
    "lognormal": "language.priors:lognormal",
    "uniform": "language.priors:uniform",
    "loguniform": "language.priors:loguniform",
    "mixed": "language.priors:mixed",
    # words that Python's math does not have
    "day": "language.functions:day",
    "logistic": "language.functions:logistic",
    "softplus": "language.functions:softplus",
    "where": "language.functions:where",
    # a model and its texts
    "Model": "language.model:Model",
    "Trait": "language.model:Trait",
    "Ladder": "language.ladders:Ladder",
    "explain": "language.explain:explain",
    "odd": "language.odd:odd",
    # a society
    "Society": "society.society:Society",
    "Community": "society.communities:Community",
    "TraitStart": "society.communities:TraitStart",
    "Place": "society.places:Place",
    "Homophilous": "society.ties:Homophilous",
    "Heavy": "society.ties:Heavy",
    "Blocks": "society.ties:Blocks",
    "RingRewired": "society.ties:RingRewired",
    # scenarios, runs, cases, reports
    "Scenario": "scenarios.scenario:Scenario",
    "run": "engines.run:run",
    "ladder": "engines.ladder:ladder",
    "Record": "ground.records:Record",
    "case": "cases.case:case",
    "cases": "cases",
    "report": "report",
    # evidence and errors
    "Claim": "evidence.claim:Claim",
    "Ledger": "evidence.ledger:Ledger",
    "GrayzoneError": "errors:GrayzoneError",
}

#: Verbs that share their name with a room on a floor below them (:mod:`grayzone.ground.rooms`).
ROOM_VERBS = {"report": "briefs.demo:report"}

__all__ = ["__version__", *NAMES]  # noqa: PLE0604 (the table is the list)


def __getattr__(name: str) -> Any:
    if name not in NAMES:
        raise AttributeError(f"grayzone has no name {name!r}; the names are in dir(grayzone)")
    room, _, attribute = NAMES[name].partition(":")
    module = import_module(f".{room}", __name__)
    found = getattr(module, attribute) if attribute else module
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


if TYPE_CHECKING:  # the same names for type checkers and editors, which do not look into a table
    from .cases.case import case as case
    from .engines.ladder import ladder as ladder
    from .engines.run import run as run
    from .errors import GrayzoneError as GrayzoneError
    from .evidence.claim import Claim as Claim
    from .evidence.ledger import Ledger as Ledger
    from .ground.records import Record as Record
    from .language.effects import drift as drift
    from .language.effects import encounter as encounter
    from .language.effects import event as event
    from .language.effects import jump as jump
    from .language.explain import explain as explain
    from .language.functions import day as day
    from .language.functions import logistic as logistic
    from .language.functions import softplus as softplus
    from .language.functions import where as where
    from .language.ladders import Ladder as Ladder
    from .language.mechanism import Mechanism as Mechanism
    from .language.memory import fading as fading
    from .language.memory import instant as instant
    from .language.memory import lasting as lasting
    from .language.memory import long_tail as long_tail
    from .language.memory import mixture as mixture
    from .language.model import Model as Model
    from .language.model import Trait as Trait
    from .language.odd import odd as odd
    from .language.parameters import parameter as parameter
    from .language.priors import lognormal as lognormal
    from .language.priors import loguniform as loguniform
    from .language.priors import mixed as mixed
    from .language.priors import normal as normal
    from .language.priors import uniform as uniform
    from .language.variables import lever as lever
    from .language.variables import mark as mark
    from .language.variables import mean as mean
    from .language.variables import pair as pair
    from .language.variables import pareto as pareto
    from .language.variables import share as share
    from .language.variables import signal as signal
    from .language.variables import spread as spread
    from .language.variables import stock as stock
    from .language.variables import trait as trait
    from .scenarios.scenario import Scenario as Scenario
    from .society.communities import Community as Community
    from .society.communities import TraitStart as TraitStart
    from .society.places import Place as Place
    from .society.society import Society as Society
    from .society.ties import Blocks as Blocks
    from .society.ties import Heavy as Heavy
    from .society.ties import Homophilous as Homophilous
    from .society.ties import RingRewired as RingRewired
