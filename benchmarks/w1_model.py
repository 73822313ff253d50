"""Workload W1, an attitude step on a network, as a user would write it: scalar functions and nothing else."""

from __future__ import annotations

from math import exp

import grayzone as gz
from grayzone import day


def logistic(x):
    return 1 / (1 + exp(-x))


def tent(mine, theirs, reach):
    """Return the gap to a tie, weighted by likeness; beyond ``reach`` a tie counts nothing."""
    gap = theirs - mine
    return gap, max(0, 1 - abs(gap) / reach)


class Influence(gz.Mechanism):
    """Attitudes move towards those of like-minded ties, more so inside the community."""

    within = gz.parameter("0.2 / day", bounds=("0 / day", "1 / day"), assumed="workload W1")
    across = gz.parameter("0.05 / day", bounds=("0 / day", "1 / day"), assumed="workload W1")
    reach_within = gz.parameter(0.8, bounds=(0.01, 2), assumed="workload W1")
    reach_across = gz.parameter(0.4, bounds=(0.01, 2), assumed="workload W1")
    pull_within = gz.pair(tent, "attitude", ties="within", reach="reach_within")
    pull_across = gz.pair(tent, "attitude", ties="across", reach="reach_across")

    @gz.drift("attitude")
    def pulled(within, across, pull_within, pull_across):
        return within * pull_within + across * pull_across


class Fear(gz.Mechanism):
    """Fear fades and is renewed by shocks."""

    fade = gz.parameter("0.1 / day", bounds=("0 / day", "1 / day"), assumed="workload W1")
    fear = gz.trait("fear")
    shock = gz.lever("shock")

    @gz.drift("fear")
    def shaken(fade, fear, shock):
        return shock * (1 - (1 - fade * day) * fear) / day - fade * fear


class Grievance(gz.Mechanism):
    """Restriction feeds grievance, in the extreme more than in the middle."""

    pace = gz.parameter("0.05 / day", bounds=("0 / day", "1 / day"), assumed="workload W1")
    grievance = gz.trait("grievance")
    attitude = gz.trait("attitude", today=True)
    restriction = gz.lever("restriction")

    @gz.drift("grievance")
    def aggrieved(pace, grievance, attitude, restriction):
        return pace * (restriction * 0.5 * (1 + abs(attitude)) - grievance)


def readiness(grievance, active, attitude, fear):
    return logistic(-4 + 4 * grievance + 3 * active + 1.5 * abs(attitude) - 2.5 * fear)


class Mobilisation(gz.Mechanism):
    """Grievance, active ties and extremity mobilise; fear holds back; restriction makes some withdraw."""

    up = gz.parameter(0.5, bounds=(0, 1), assumed="workload W1")
    down = gz.parameter(0.3, bounds=(0, 0.9), assumed="workload W1")
    tire = gz.parameter(0.02, bounds=(0, 0.1), assumed="workload W1")
    rest = gz.parameter(0.1, bounds=(0, 1), assumed="workload W1")
    grievance = gz.trait("grievance", today=True)
    fear = gz.trait("fear", today=True)
    attitude = gz.trait("attitude", today=True)
    active = gz.share("active")
    restriction = gz.lever("restriction")

    @gz.jump("quiet", "active", chance=True)
    def join(up, grievance, active, attitude, fear):
        return up * readiness(grievance, active, attitude, fear)

    @gz.jump("active", "quiet", chance=True)
    def leave(down, grievance, active, attitude, fear):
        return down * (1 - readiness(grievance, active, attitude, fear))

    @gz.jump("active", "withdrawn", chance=True)
    def withdraw(tire, restriction):
        return tire * restriction

    @gz.jump("withdrawn", "quiet", chance=True)
    def come_back(rest):
        return rest


def model() -> gz.Model:
    """Return W1's model."""
    return gz.Model(
        [Influence(), Fear(), Grievance(), Mobilisation()],
        ladders=[gz.Ladder("people", ("quiet", "active", "withdrawn"), {"quiet": "in"})],
        traits={
            "attitude": gz.Trait(-1, 1, bins=32),
            "fear": gz.Trait(carried="mean"),
            "grievance": gz.Trait(carried="mean"),
        },
    )
