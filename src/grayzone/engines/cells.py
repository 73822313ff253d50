"""Counts and shares as text: the same mechanisms asked of cells of like people.

A cell is a group, a status and, if a trait is binned, one of its bins.  ``shares`` moves expectations between
cells; ``counts`` draws whole people (chain-binomial).  Traits carried as a mean travel with the people who move.
"""

from __future__ import annotations

from .cell_people import People
from .emit import indent, reserved
from .plan import Plan
from .public import write as write_public

HEAD = '''"""Written by grayzone from a plan; do not edit.

{plan}
"""

import math

import numba as nb
import numpy as np

from {package}.kernels import (
    CELLS, binomial_at, gamma_at, logistic, poisson_at, power, safe_log, safe_log1p, safe_sqrt, softplus,
    take_turn, uniform_at,
)

{constants}
'''

GO = '''
@nb.njit(**CELLS)
def go(whole, expected, first, last, seed, inputs, centres, width, lows, p_of, weights_of, factors_of, luck_of,
       now_of, carried_of, comp_of, level_of, rec_people_of, rec_mean_of, rec_bins_of, rec_public_of, rec_lever_of,
       rec_events_of, rec_killed_of, rec_flows_of, turn, stopped):
    """Days first..last of runs from a queue; arrays ending in _of hold one row per run, the state among them."""
    (size, place_of, community_of, on_ladder, mixing, levers, drivers, drawn, event_start, event_at, event_marks,
     event_given, rules, start_stock) = inputs
    G, S, B, M = size.size, {S}, {B}, {M}
{scratch}
    while True:
        r = take_turn(turn, 0, 1)
        if r >= p_of.shape[0]:
            break
        p, weights, factors, luck = p_of[r], weights_of[r], factors_of[r], luck_of[r]
        rec_people, rec_mean, rec_bins, rec_public = rec_people_of[r], rec_mean_of[r], rec_bins_of[r], rec_public_of[r]
        rec_lever, rec_events, rec_killed, rec_flows = rec_lever_of[r], rec_events_of[r], rec_killed_of[r], rec_flows_of[r]
        now, carried, comp, level = now_of[r], carried_of[r], comp_of[r], level_of[r]
{per_run}
{values}
        for t in range(first - 1 if first == 0 else first, last):
            if t >= 0:
                pop = rec_people[t]
{day}
            i = t + 1
            for g in range(G):
                for b in range(B):
                    rec_bins[i, g, b] = 0.0
                for s in range(S):
                    many = 0.0
                    for b in range(B):
                        many += now[g, s, b]
                        rec_bins[i, g, b] += now[g, s, b]
                    rec_people[i, g, s] = many
{record}
            for k in range(v.shape[0]):
                for g in range(G):
                    rec_public[i, k, g] = v[k, g]
            if t >= 0:
                for k in range(lev.shape[0]):
                    for g in range(G):
                        rec_lever[i, k, g] = lev[k, g]
                pop = rec_people[i]
{evening}
'''


def write(plan: Plan) -> str:
    """Return the text of the kernel for counts and shares.

    Raises
    ------
    FidelityError
        for what cells cannot say, with the mend.
    """
    people = People(plan, reserved(GO, HEAD))
    day = people.day()
    public = write_public(plan, people.names)
    constants = [*public.constants, *people.constants]
    return HEAD.format(plan=plan, package=__package__, constants="\n".join(constants)) + GO.format(
        S=len(plan.model.statuses),
        B=people.bins,
        M=len(people.means),
        scratch=indent([*public.scratch(), *people.scratch()], 1),
        per_run=indent(public.per_run, 2),
        values=indent(public.values, 2),
        day=indent([*public.morning, *day], 4),
        record=indent(people.record(), 4),
        evening=indent(public.evening, 4),
    )
