"""How well a day's count was foretold the evening before, beside baselines, on identical days.

The score is the Poisson deviance per day: 0 is perfect, and about 1 is what Poisson counts of moderate size
leave over if their mean is known exactly.  A gain is told with an interval from blocks of days, because days
that follow each other are alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError, nearest
from ..ground import chance

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
#: A forecast is never below half a count in 28 days: a forecast of nothing would be infinitely wrong.
FLOOR = 0.5 / 28.0
BLOCK, RESAMPLES = 28, 2000
YEAR, MONTH, MEAN_AGE = 365, 28, 60.0


def poisson_deviance(counts: Floats, means: Floats) -> Floats:
    """Return each day's Poisson deviance, shape (day,).

    >>> [round(float(x), 3) for x in poisson_deviance(np.array([0.0, 2.0]), np.array([1.0, 2.0]))]
    [2.0, 0.0]
    """
    m = np.maximum(means, 1e-12)
    logs = np.where(counts > 0, counts * np.log(np.where(counts > 0, counts, 1.0) / m), 0.0)
    return np.asarray(2.0 * (logs - (counts - m)))


def baselines(counts: Floats, first: int) -> dict[str, Floats]:
    """Return the one-day-ahead forecasts of simple rules for the days from ``first`` on.

    ``constant`` is the mean of the 365 days before the first held-out one; ``last_value``, ``mean_28`` and
    ``ewma_60`` (an exponential mean over 60 days) use every count up to the evening before.

    Parameters
    ----------
    counts : array of float64, shape (day,)
        Training and held-out days in one row, without gaps.
    first : int
        Index of the first held-out day.
    """
    if first < YEAR:
        raise DataError(
            f"there are {first} days before the held-out ones", mend=f"give at least {YEAR} for the constant"
        )
    if not np.all(np.isfinite(counts)):
        raise DataError("a baseline meets an unknown count", mend="score on a stretch of days without gaps")
    days = np.arange(first, len(counts))
    total = np.concatenate([[0.0], np.cumsum(counts)])
    smooth = np.empty(len(counts) + 1)
    smooth[0] = counts[:YEAR].mean()
    for k, count in enumerate(counts):
        smooth[k + 1] = smooth[k] + (count - smooth[k]) / MEAN_AGE
    found = {
        "constant": np.full(len(days), counts[first - YEAR : first].mean()),
        "last_value": counts[days - 1],
        "mean_28": (total[days] - total[days - MONTH]) / MONTH,
        "ewma_60": smooth[days],
    }
    return {name: np.maximum(means, FLOOR) for name, means in found.items()}


@dataclass(frozen=True)
class Score:
    """One rule's deviance, and how much better the model was than it.

    ``low`` and ``high`` hold nine resamples in ten of the gain; the model's own gain is 0.
    """

    name: str
    deviance: float
    gain: float
    low: float
    high: float


def score(counts: Floats, means: Mapping[str, Floats], model: str, *, seed: int = 1) -> list[Score]:
    """Return the scores of rules on the same days, best first, each beside the model's gain over it.

    Parameters
    ----------
    counts : array of float64, shape (day,)
    means : mapping of name to array of float64, shape (day,)
        Forecasts of each rule, the model's among them.
    model : str
        Which of them is the model.

    Example
    -------
    >>> counts = np.array([1.0, 3.0, 2.0, 2.0])
    >>> found = score(counts, {"ours": np.full(4, 2.0), "constant": np.full(4, 4.0)}, "ours")
    >>> found[0].name, found[1].gain > 0
    ('ours', True)
    """
    if model not in means:
        raise DataError(f"there is no forecast of {model!r}", mend=nearest(model, means))
    for name, m in means.items():
        if m.shape != counts.shape:
            raise DataError(
                f"{name} was not asked for the same days", mend="give one forecast for each count"
            )
    days = {name: poisson_deviance(counts, m) for name, m in means.items()}
    rows = []
    for name, deviance in days.items():
        low, high = block_interval(deviance - days[model], seed=seed)
        rows.append(Score(name, float(deviance.mean()), float((deviance - days[model]).mean()), low, high))
    return sorted(rows, key=lambda s: (s.deviance, s.name))


def block_interval(differences: Floats, *, seed: int = 1) -> tuple[float, float]:
    """Return the 5 % and 95 % points of the mean over resampled blocks of 28 days (Kunsch 1989)."""
    many = len(differences)
    size = min(BLOCK, many)
    blocks = -(-many // size)
    u = chance.uniform(seed, 0, np.arange(blocks), np.arange(RESAMPLES)[:, None], "block")
    first = np.floor(u * (many - size + 1)).astype(np.int64)
    rows = (first[:, :, None] + np.arange(size)).reshape(RESAMPLES, -1)[:, :many]
    low, high = np.quantile(differences[rows].mean(axis=1), [0.05, 0.95])
    return float(low), float(high)


def table(scores: list[Score]) -> str:
    """Return scores as lines of text."""
    rows = [f"{'rule':14} {'deviance':>9} {'gain':>8}  90 % of resamples"]
    rows += [f"{s.name:14} {s.deviance:9.4f} {s.gain:8.4f}  {s.low:.4f} to {s.high:.4f}" for s in scores]
    return "\n".join(rows)
