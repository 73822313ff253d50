"""What the small worlds have in common: a first day, a ladder, and parameters that rest on nothing."""

from __future__ import annotations

import numpy as np

from grayzone.language.ladders import Ladder
from grayzone.language.parameters import parameter

FIRST = np.datetime64("2001-01-01")
WHY = "for a test"
PEOPLE = Ladder("people", ("free", "taken", "immune"), {"free": "in", "taken": "edge"})


def rate(text: str, high: str = "2 / day"):
    return parameter(text, bounds=("0 / day", high), assumed=WHY)


def number(value: float, low: float = 0.0, high: float = 10.0):
    return parameter(value, bounds=(low, high), assumed=WHY)
