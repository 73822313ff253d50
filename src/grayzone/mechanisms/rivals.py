"""The rivals: three views of what restriction does to attacks, kept side by side because studies disagree.

A rival is a *net* effect: the log ratio of attacks over a year under collective restriction to those
without, at central values, by the path over alienation and the direct one together.  The numbers of
``direct`` are found by running the loop; ``tests/laws`` holds them to their targets.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Rival -> parameters of a model.
RIVALS: Mapping[str, Mapping[str, float]] = {
    "backlash": {"repression.alienation_path": 1.0, "repression.direct": 0.26},
    "null": {"repression.alienation_path": 0.0, "repression.direct": 0.0},
    "deterrence": {"repression.alienation_path": 0.5, "repression.direct": -0.532},
}

#: Rival -> net log ratio of attacks over a year, at central values (``prior-2026/restriction-backlash`` ...).
NET: Mapping[str, float] = {"backlash": 0.3, "null": 0.0, "deterrence": -0.4}

#: Rival -> standard deviation of that ratio between settings, to be added to ``repression.direct``.
SPREAD: Mapping[str, float] = {"backlash": 0.2, "null": 0.1, "deterrence": 0.2}

#: Rival -> weight before a setting is known (``prior-2026/restriction-weights``); ``mixture`` draws by it.
WEIGHTS: Mapping[str, float] = {"backlash": 0.50, "null": 0.33, "deterrence": 0.17}

#: Rival -> the words that a reader sees.
LABELS: Mapping[str, str] = {"backlash": "backlash", "null": "no effect", "deterrence": "deterrence"}
