"""Figures of the house: small SVG pictures with a finding, a table and a name, made from plain numbers.

Solid was observed, soft was computed, hatched was assumed. Every figure is drawn twice, 720 and
328 pixels wide.
"""

from .assumptions import Part, data_or_assumption
from .causal import Arrow, causal_map
from .courses import time_course, two_periods
from .estimates import Estimate, survey_estimates
from .events import Event
from .figure import Caption, Figure, Table, table
from .hysteresis import hysteresis_loop
from .maps import Axis, Study, assumption_map
from .responses import Difference, responses_compared
from .ribbon import Community, gray_zone_ribbon, stance_ladder
from .series import Break, Fan, Mean, Series
from .strips import Strip, prior_posterior
from .svg import defs, standalone
from .tokens import stylesheet
from .words import Calibrated, Verdict, refuse_words

__all__ = [
    "Arrow",
    "Axis",
    "Break",
    "Calibrated",
    "Caption",
    "Community",
    "Difference",
    "Estimate",
    "Event",
    "Fan",
    "Figure",
    "Mean",
    "Part",
    "Series",
    "Strip",
    "Study",
    "Table",
    "Verdict",
    "assumption_map",
    "causal_map",
    "data_or_assumption",
    "defs",
    "gray_zone_ribbon",
    "hysteresis_loop",
    "prior_posterior",
    "refuse_words",
    "responses_compared",
    "stance_ladder",
    "standalone",
    "stylesheet",
    "survey_estimates",
    "table",
    "time_course",
    "two_periods",
]
