"""The network in tile order: the k-th ties of all people of a tile lie side by side.

Inside a tile of 512 people stand by falling number of ties, so that every inner loop over a diagonal is
unit-stride, without padding.  Ties keep the order in which the network lists them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ..errors import SocietyError
from ..society.network import Network
from .kernels import TILE

MOST_TIES = 65_535


@njit(cache=True)
def _order(indptr, first, place_in, person_at, seat):  # type: ignore[no-untyped-def]
    n = indptr.size - 1
    for c in range(first.size - 1):
        lo, hi = c * TILE, min(n, c * TILE + TILE)
        degree = indptr[lo + 1 : hi + 1] - indptr[lo:hi]
        by_degree = np.argsort(-degree, kind="mergesort")
        for r in range(hi - lo):
            person_at[lo + r] = lo + by_degree[r]
            place_in[lo + by_degree[r]] = lo + r
            seat[lo + r] = by_degree[r]
        first[c + 1] = first[c] + degree.max()


@njit(cache=True)
def _fill(indptr, ties, first, place_in, person_at, length, begin, out, one_over):  # type: ignore[no-untyped-def]
    n = indptr.size - 1
    position = 0
    for c in range(first.size - 1):
        lo, hi = c * TILE, min(n, c * TILE + TILE)
        for k in range(int(first[c + 1]) - int(first[c])):
            row = int(first[c]) + k
            begin[row] = position
            many = 0
            for i in range(lo, hi):
                person = person_at[i]
                if indptr[person + 1] - indptr[person] <= k:
                    break
                out[position] = place_in[ties[indptr[person] + k]]
                position += 1
                many += 1
            length[row] = many
        for i in range(lo, hi):
            degree = indptr[person_at[i] + 1] - indptr[person_at[i]]
            one_over[i] = 1.0 / degree if degree > 0 else 0.0
    begin[int(first[first.size - 1])] = position


def arrange(network: Network, places: int) -> tuple[NDArray[np.int32], tuple[NDArray[Any], ...]]:
    """Return (who stands at each position, the arrays of the net that kernels read).

    Raises
    ------
    SocietyError
        if somebody has more ties than the layout can hold.
    """
    degree = network.degree
    if degree.size and int(degree.max()) > MOST_TIES:
        raise SocietyError(
            f"somebody has {int(degree.max())} ties, and agents hold at most {MOST_TIES}", mend="cap the ties"
        )
    n = network.n
    tiles = (n + TILE - 1) // TILE
    indptr = np.ascontiguousarray(network.indptr, dtype=np.int64)
    ties = np.ascontiguousarray(network.ties, dtype=np.int32)
    first = np.zeros(tiles + 1, dtype=np.uint32)
    place_in, person_at = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    seat = np.empty(n, dtype=np.uint16)
    _order(indptr, first, place_in, person_at, seat)
    rows = int(first[-1]) + 1  # one more, empty: a person without ties looks there
    length, begin = np.zeros(rows, dtype=np.uint16), np.zeros(rows, dtype=np.int64)
    out, one_over = np.empty(max(1, ties.size), dtype=np.uint32), np.empty(n, dtype=np.float32)
    _fill(indptr, ties, first, place_in, person_at, length, begin, out, one_over)
    group = network.group[person_at].astype(np.uint16) if places > 1 else np.zeros(1, dtype=np.uint16)
    return person_at, (first, length, begin, out, one_over, seat, group)
