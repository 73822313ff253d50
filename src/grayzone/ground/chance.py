"""Chance with an address: every draw is a pure function of who, when and what for.

There is no generator to pass on, to use up or to forget.  A draw is looked up under

* a key ``(seed, replicate)``: which luck a run has, and
* an address ``(who, day, decision, attempt)``: a person, cell or place; the day; the name of the decision.

Scenario, policy, rival and parameters are never part of it, so a society meets the same luck whatever is done
in it, and two responses can be compared person by person.

The bits come from Philox-4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as
1, 2, 3"), equal to the known answers that its authors publish with Random123.
"""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

UInts = NDArray[np.uint64]
Floats = NDArray[np.float64]

MULTIPLY_0, MULTIPLY_1 = 0xD2511F53, 0xCD9E8D57
BUMP_0, BUMP_1 = 0x9E3779B9, 0xBB67AE85
ROUNDS = 10
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def philox(
    counter: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike], key: tuple[int, int]
) -> tuple[UInts, UInts, UInts, UInts]:
    """Return the four 32-bit words that stand under a counter and a key.

    Parameters
    ----------
    counter : four array_like of uint32, broadcast against each other
    key : two integers below 2**32

    Returns
    -------
    four arrays of uint64, each value below 2**32

    Example
    -------
    >>> [hex(int(w)) for w in philox((0, 0, 0, 0), (0, 0))]
    ['0x6627e8d5', '0xe169c58d', '0xbc57ac4c', '0x9b00dbd8']
    """
    c0, c1, c2, c3 = (np.asarray(c, dtype=np.uint64) & _LOW for c in counter)
    k0, k1 = key
    for _ in range(ROUNDS):
        product_0 = np.uint64(MULTIPLY_0) * c0
        product_1 = np.uint64(MULTIPLY_1) * c2
        c0, c1, c2, c3 = (
            (product_1 >> _HALF) ^ c1 ^ np.uint64(k0),
            product_1 & _LOW,
            (product_0 >> _HALF) ^ c3 ^ np.uint64(k1),
            product_0 & _LOW,
        )
        k0, k1 = (k0 + BUMP_0) & 0xFFFFFFFF, (k1 + BUMP_1) & 0xFFFFFFFF
    return c0, c1, c2, c3


@lru_cache(maxsize=4096)
def code(decision: str) -> int:
    """Return the number under which a decision is looked up: the first 32 bits of its name's SHA-256.

    A name, not a position: a mechanism that is added leaves the draws of all others where they were.
    """
    return int.from_bytes(hashlib.sha256(decision.encode()).digest()[:4], "little")


def _decision(decision: str | int) -> int:
    return code(decision) if isinstance(decision, str) else decision


def words(
    seed: int, replicate: int, who: ArrayLike, day: ArrayLike, decision: str | int, attempt: ArrayLike = 0
) -> tuple[UInts, UInts, UInts, UInts]:
    """Return the four words of one address (see the module's first lines)."""
    return philox((who, day, _decision(decision), attempt), (seed & 0xFFFFFFFF, replicate & 0xFFFFFFFF))


def uniform(
    seed: int, replicate: int, who: ArrayLike, day: ArrayLike, decision: str | int, attempt: ArrayLike = 0
) -> Floats:
    """Return numbers in [0, 1) with 53 random bits, one for each address.

    Example
    -------
    >>> float(uniform(1, 0, 7, 3, "rally")) == float(uniform(1, 0, [6, 7], 3, "rally")[1])
    True
    """
    high, low, _, _ = words(seed, replicate, who, day, decision, attempt)
    return (
        (high >> np.uint64(5)).astype(np.float64) * 67108864.0 + (low >> np.uint64(6))
    ) / 9007199254740992.0


def person_word(
    seed: int, replicate: int, who: ArrayLike, day: ArrayLike, decision: str | int
) -> NDArray[np.int64]:
    """Return 31 random bits of a person: one of the four words that four neighbours in the list share.

    Persons are many, so four of them stand under one address: person ``i`` has word ``i % 4`` of address
    ``i // 4``.
    """
    person = np.asarray(who, dtype=np.uint64)
    four = words(seed, replicate, person >> np.uint64(2), day, decision)
    word = np.choose((person & np.uint64(3)).astype(np.int64), four)
    return (word >> np.uint64(1)).astype(np.int64)


def from_bottom(word: ArrayLike) -> NDArray[np.float32]:
    """Return a person's place in the unit interval, measured from 0 (fine where it is small).

    >>> float(from_bottom(2**30))
    0.5
    """
    return np.asarray(word, dtype=np.int64).astype(np.float32) * np.float32(2.0**-31)


def from_top(word: ArrayLike) -> NDArray[np.float32]:
    """Return the same place measured from 1 downwards, so that a rare event at the top keeps its digits."""
    return (np.int64(2**31 - 1) - np.asarray(word, dtype=np.int64)).astype(np.float32) * np.float32(2.0**-31)


def normal(
    seed: int, replicate: int, who: ArrayLike, day: ArrayLike, decision: str | int, attempt: ArrayLike = 0
) -> Floats:
    """Return standard normal numbers (Box and Muller 1958), one for each address."""
    a, b, c, d = words(seed, replicate, who, day, decision, attempt)
    radius = (
        (a >> np.uint64(5)).astype(np.float64) * 67108864.0 + (b >> np.uint64(6)) + 0.5
    ) / 9007199254740992.0
    angle = ((c >> np.uint64(5)).astype(np.float64) * 67108864.0 + (d >> np.uint64(6))) / 9007199254740992.0
    return np.asarray(np.sqrt(-2.0 * np.log(radius)) * np.cos(2.0 * math.pi * angle))


def poisson(mean: float, u: float) -> int:
    """Return the Poisson count that stands at the point ``u`` of the unit interval (inversion).

    ``mean`` up to 700; above it the caller splits the mean (see :func:`poisson_at`).

    >>> poisson(2.0, 0.5)
    2
    """
    term = math.exp(-mean)
    total, count = term, 0
    while u > total and count < 10_000:
        count += 1
        term *= mean / count
        total += term
    return count


LARGEST_POISSON_MEAN = 256.0


def poisson_at(seed: int, replicate: int, who: int, day: int, decision: str | int, mean: float) -> int:
    """Return a Poisson count by address; a large mean is drawn in pieces of at most 256."""
    count, attempt = 0, 0
    while mean > 0.0:
        piece = min(mean, LARGEST_POISSON_MEAN)
        count += poisson(piece, float(uniform(seed, replicate, who, day, decision, attempt)))
        mean -= piece
        attempt += 1
    return count


def gamma_at(seed: int, replicate: int, who: int, day: int, decision: str | int, shape: float) -> float:
    """Return a gamma number of mean ``shape`` by address (Marsaglia and Tsang 2000).

    A shape below 1 is drawn one higher and thinned by a power of a uniform.
    """
    boost = shape < 1.0
    d = (shape + 1.0 if boost else shape) - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    attempt = 1
    while True:
        x = float(normal(seed, replicate, who, day, decision, attempt))
        u = float(uniform(seed, replicate, who, day, decision, attempt + 1))
        v = (1.0 + c * x) ** 3
        if v > 0.0 and math.log(u + 1e-300) < 0.5 * x * x + d - d * v + d * math.log(v):
            break
        attempt += 2
    if not boost:
        return d * v
    u = float(uniform(seed, replicate, who, day, decision, 0))
    return d * v * math.exp(math.log(u + 1e-300) / shape)


INVERSION_BELOW = 12.0


def binomial_at(seed: int, replicate: int, who: int, day: int, decision: str | int, n: int, p: float) -> int:
    """Return a binomial count by address.

    A small expectation is found by inversion from one uniform; a large one by transformed rejection (Hormann
    1993, algorithm BTRS), attempt after attempt under the same address.

    Example
    -------
    >>> binomial_at(1, 0, 3, 10, "jump:0", 1000, 0.0)
    0
    """
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - binomial_at(seed, replicate, who, day, decision, n, 1.0 - p)
    if n * p < INVERSION_BELOW:
        return _binomial_by_inversion(n, p, float(uniform(seed, replicate, who, day, decision)))
    q = 1.0 - p
    spread = math.sqrt(n * p * q)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    alpha = (2.83 + 5.1 / b) * spread
    mode = math.floor((n + 1) * p)
    at_mode = math.lgamma(mode + 1.0) + math.lgamma(n - mode + 1.0)
    attempt = 0
    while True:
        first, second = _two_uniforms(seed, replicate, who, day, decision, attempt)
        attempt += 1
        u = first - 0.5
        room = 0.5 - abs(u)
        k = math.floor((2.0 * a / room + b) * u + n * p + 0.5)
        if room >= 0.07 and second <= 0.92 - 4.2 / b:
            return k
        if k < 0 or k > n:
            continue
        height = math.log(second * alpha / (a / (room * room) + b))
        if height <= at_mode - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0) + (k - mode) * math.log(p / q):
            return k


def _binomial_by_inversion(n: int, p: float, u: float) -> int:
    ratio = p / (1.0 - p)
    term = math.exp(n * math.log1p(-p))
    total, k = term, 0
    while u > total and k < n:
        term *= ratio * (n - k) / (k + 1.0)
        total += term
        k += 1
    return k


def _two_uniforms(
    seed: int, replicate: int, who: int, day: int, decision: str | int, attempt: int
) -> tuple[float, float]:
    a, b, c, d = (int(w) for w in words(seed, replicate, who, day, decision, attempt))
    first = ((a >> 5) * 67108864.0 + (b >> 6) + 0.5) / 9007199254740992.0
    second = ((c >> 5) * 67108864.0 + (d >> 6) + 0.5) / 9007199254740992.0
    return first, second
