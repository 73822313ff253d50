"""Agents as text: the same mechanisms asked of every person on a network.

People are worked through in tiles of 512, small enough for the first-level cache, in stages that each become
vector instructions: draws, what is seen over ties (one packed word per tie), encounters, own traits and jumps.
What is the same for everybody of a group is computed once a day, in float64, and looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

from .agent_people import People
from .agent_stages import Stages
from .emit import indent, reserved
from .plan import Plan
from .public import Public
from .public import write as write_public

HEAD = '''"""Written by grayzone from a plan; do not edit.

{plan}
"""

import math

import numba as nb
import numpy as np
from numba import float32, float64, int32, uint32

from {package}.kernels import (
    AGENTS, BLOCK, CELLS, F, TILE, as_float, as_word, fexp, fexpm1, flog, flog1p, flogistic, fpow, fsoftplus, ftanh,
    gamma_at, logistic, look, philox, pick, poisson_at, power, safe_log, safe_log1p, safe_sqrt, softplus, take_turn,
    uniform_at,
)

U = nb.uint64                      # unsigned indices: a wrap-around of negative ones would prevent vector gathers
{constants}
'''

#: How a day ends and begins, in functions of their own: a compiler's time grows faster than the text it is given.
PUBLIC = '''
@nb.njit(**CELLS)
def set_out(inputs, public, weights, record):
    """Say what is public before the first day, and write it down."""
    {unpacked}
    G = size.size
{values}
    for k in range(v.shape[0]):
        for g in range(G):
            rec_public[0, k, g] = v[k, g]


@nb.njit(**CELLS)
def close_day(t, blocks, inputs, public, parts, p, factors, record):
    """Add up the blocks in their order, and let the public side fade and take in what today's people did."""
    {unpacked}
    part_people, part_sum, part_bins, part_flows = parts
    G, i = size.size, t + 1
{close}
    for k in range(v.shape[0]):
        for g in range(G):
            rec_public[i, k, g] = v[k, g]
    for k in range(lev.shape[0]):
        for g in range(G):
            rec_lever[i, k, g] = lev[k, g]
    pop = rec_people[i]
{evening}


@nb.njit(**CELLS)
def open_day(t, seed, luck, expected, inputs, public, p, weights{once}, record, day_values, stopped):
    """Set levers, let events happen, and compute what is the same today for everybody of a group."""
    {unpacked}
    G, pop = size.size, rec_people[t]
{morning}
{table}
'''

#: What the functions of the public side are given, by the names that their text uses.
UNPACKED = """(size, place_of, community_of, on_ladder, mixing, levers, drivers, drawn, event_start, event_at,
     event_marks, event_given, rules, start_stock) = inputs
    ({public}) = public
    rec_people, rec_mean, rec_bins, rec_public, rec_lever, rec_events, rec_killed, rec_flows = record"""

GO = '''

@nb.njit(**AGENTS)
def go(team, n, first, last, seed, expected, inputs, net, state, start, public, start_public,
       parts, p_of, weights_of, factors_of, luck_of, rec_people_of, rec_mean_of, rec_bins_of, rec_public_of,
       rec_lever_of, rec_events_of, rec_killed_of, rec_flows_of, turn, sync, stopped):
    """Every thread calls this. team > 0: so many threads share one society. team = 0: a thread takes whole runs,
    each from the same start, on scratch of its own."""
    first_tie, length, begin, ties, one_over, seat, group_of = net
    words, words_next, kept, status_of, day_values = state
    comp, level = public[0], public[1]
    part_people, part_sum, part_bins, part_flows = parts
    G = comp.shape[1]
    blocks = (n + BLOCK - 1) // BLOCK
    crew = max(1, team)
    stripe = (blocks + crew - 1) // crew
    DONE, OPEN = last + 1, last + 2
{scratch}
    r = 0
    while True:
        if team == 0:
            r = take_turn(turn, 0, 1)
            if r >= p_of.shape[0]:
                break
            for k in range(words.shape[0]):
                for i in range(n):
                    words[k, i] = start[0][k, i]
            for k in range(kept.shape[0]):
                for i in range(kept.shape[1]):
                    kept[k, i] = start[1][k, i]
            for i in range(n):
                status_of[i] = start[2][i]
            for k in range(comp.shape[0]):
                for g in range(G):
                    comp[k, g] = start_public[0][k, g]
            for k in range(level.shape[0]):
                for g in range(G):
                    level[k, g] = start_public[1][k, g]
            for t in range(sync.size):
                sync[t] = 0
        p, weights, factors, luck = p_of[r], weights_of[r], factors_of[r], luck_of[r]
        record = (rec_people_of[r], rec_mean_of[r], rec_bins_of[r], rec_public_of[r], rec_lever_of[r],
                  rec_events_of[r], rec_killed_of[r], rec_flows_of[r])
{per_run}
        for t in range(first - 1, last):
            if t >= first:
{today}
                while True:                    # a counter hands out the blocks, each thread mostly in its own stripe
                    mine = take_turn(sync, t - first, 1)
                    if mine >= stripe * crew:
                        break
                    block = (mine % crew) * stripe + mine // crew
                    if block >= blocks:
                        continue
{block}
            # the last to finish closes the day and opens the next
            if take_turn(sync, DONE, 1) == crew * (t - first + 2) - 1:
                if t >= first:
                    close_day(t, blocks, inputs, public, parts, p, factors, record)
                elif first == 0:
                    set_out(inputs, public, weights, record)
                if t + 1 < last:
                    open_day(t + 1, seed, luck, expected, inputs, public, p, weights{once},
                             record, day_values, stopped)
                take_turn(sync, OPEN, 1)
            while look(sync, OPEN) < t - first + 2:
                pass
            if t >= first:
                words, words_next = words_next, words
        if team > 0:
            break
'''


@dataclass(frozen=True)
class Written:
    """The text of a kernel, the public side it was written with, and how many rows its daily table has."""

    text: str
    public: Public
    table: int


def write(plan: Plan, flows: bool = True) -> str:
    """Return the text of the kernel for agents; with ``flows`` it counts who moved where."""
    return compose(plan, flows).text


def compose(plan: Plan, flows: bool = True) -> Written:
    """Return the text of the kernel for agents and what a run must allocate for it."""
    people = People(plan, flows, reserved(GO, HEAD, PUBLIC, UNPACKED))
    block = Stages(people).rows()
    public = write_public(plan, people.names)
    statuses = len(plan.model.statuses)
    moves = [-1] * statuses**2
    order = plan.model.statuses.index
    for k, (source, target) in enumerate(plan.moves):
        moves[order(source) * statuses + order(target)] = k
    constants = [f"MOVES = np.array({moves}, np.int64)", *public.constants]
    once = "".join(f", {name}" for name in _assigned(public.per_run))
    head = HEAD.format(plan=plan, package=__package__, constants="\n".join(constants))
    days = PUBLIC.format(
        unpacked=UNPACKED.format(public=public.names()),
        once=once,
        values=indent(public.values, 1),
        close=indent(people.close(), 1),
        evening=indent(public.evening, 1),
        morning=indent(public.morning, 1),
        table=indent(people.table_rows, 1),
    )
    go = GO.format(
        once=once,
        scratch=indent(people.scratch, 1),
        per_run=indent([*public.per_run, *people.per_run], 2),
        today=indent(people.today(), 4),
        block=indent(block, 5),
    )
    return Written(f"{head}{days}{go}", public, max(1, len(people.table)))


def _assigned(rows: list[str]) -> list[str]:
    """Return the names that rows without indentation set, in their order."""
    names = (row.split(" = ")[0] for row in rows if " = " in row and not row.startswith(" "))
    return list(dict.fromkeys(names))
