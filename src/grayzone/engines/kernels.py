"""What every generated kernel stands on: draws by address, functions without a branch, two atomics.

Fixed text; nothing here depends on a model.  With ``NUMBA_DISABLE_JIT=1`` all of it runs as plain Python, so that
a generated kernel can be followed in a debugger.
"""

# numba works out the types of what it compiles; mypy cannot follow its intrinsics.
# mypy: ignore-errors
from __future__ import annotations

import math
from typing import Any

import numba as nb
import numpy as np
from numba import float32, float64, int32, int64, njit, uint32, uint64
from numba.core import types
from numba.extending import intrinsic

F = np.float32
#: Persons per tile: the scratch of a tile stays in the first-level cache.
TILE = 512
#: Persons per block: the unit of work and of reduction.
BLOCK = 1024
#: 'reassoc' lets sums become vector sums; each element's own result does not depend on it.
FAST = {"contract", "nsz", "nnan", "ninf", "arcp", "reassoc"}
AGENTS: dict[str, Any] = {"nogil": True, "fastmath": FAST, "error_model": "numpy", "boundscheck": False, "cache": True}
#: Counts and shares feed likelihoods: no rearranged arithmetic there.
CELLS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "boundscheck": False, "cache": True}
INLINE: dict[str, Any] = {"inline": "always"}
SMALL: dict[str, Any] = {"nogil": True, "error_model": "numpy", "cache": True}
#: Called by the text and put in place by LLVM: numba would write them into the caller, which then compiles slowly.
IN_PLACE: dict[str, Any] = {**AGENTS, "forceinline": True}


if not nb.config.DISABLE_JIT:

    @intrinsic
    def as_float(typing: Any, word: Any) -> Any:
        """The float32 that has these 32 bits."""
        from llvmlite import ir

        return types.float32(types.int32), lambda c, b, s, a: b.bitcast(a[0], ir.FloatType())

    @intrinsic
    def as_word(typing: Any, number: Any) -> Any:
        """The 32 bits of this float32."""
        from llvmlite import ir

        return types.int32(types.float32), lambda c, b, s, a: b.bitcast(a[0], ir.IntType(32))

    def _cell(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        return builder.gep(array.data, [arguments[1]])

    @intrinsic
    def pick(typing: Any, test: Any, yes: Any, no: Any) -> Any:
        """``yes if test else no``, both computed, as one instruction without a branch."""
        both = typing.unify_types(yes, no)

        def code(c: Any, b: Any, s: Any, a: Any) -> Any:
            test, yes, no = (c.cast(b, v, t, to) for v, t, to in zip(a, s.args, (types.boolean, both, both)))
            return b.select(test, yes, no)

        return both(test, yes, no), code

    @intrinsic
    def take_turn(typing: Any, array: Any, position: Any, step: Any) -> Any:
        """array[position] += step for all threads at once; gives the value before."""

        def code(c: Any, b: Any, s: Any, a: Any) -> Any:
            return b.atomic_rmw("add", _cell(c, b, s, a), a[2], "seq_cst")

        return types.int64(array, types.int64, types.int64), code

    @intrinsic
    def look(typing: Any, array: Any, position: Any) -> Any:
        """array[position] as another thread last wrote it."""

        def code(c: Any, b: Any, s: Any, a: Any) -> Any:
            return b.load_atomic(_cell(c, b, s, a), "acquire", 8)

        return types.int64(array, types.int64), code

else:
    np.seterr(over="ignore")  # unsigned words wrap, as they should

    def as_float(word: Any) -> Any:
        """The float32 that has these 32 bits."""
        return np.int32(word).view(np.float32)

    def as_word(number: Any) -> Any:
        """The 32 bits of this float32."""
        return np.float32(number).view(np.int32)

    def pick(test: Any, yes: Any, no: Any) -> Any:
        """``yes if test else no``."""
        return yes if test else no

    def take_turn(array: Any, position: int, step: int) -> Any:
        """array[position] += step; gives the value before."""
        array[position] += step
        return array[position] - step

    def look(array: Any, position: int) -> Any:
        """array[position]."""
        return array[position]


# -- chance -------------------------------------------------------------------------------------------------
@njit(**INLINE)
def philox(c0, c1, c2, c3, k0, k1):
    """Philox-4x32-10: the four words under a counter and a key (see ground.chance)."""
    for _ in range(10):
        p0 = uint64(uint32(0xD2511F53)) * uint64(c0)
        p1 = uint64(uint32(0xCD9E8D57)) * uint64(c2)
        n0 = uint32(uint32(p1 >> uint64(32)) ^ c1 ^ k0)
        n2 = uint32(uint32(p0 >> uint64(32)) ^ c3 ^ k1)
        c0, c1, c2, c3 = n0, uint32(p1), n2, uint32(p0)
        k0 = uint32(k0 + uint32(0x9E3779B9))
        k1 = uint32(k1 + uint32(0xBB67AE85))
    return c0, c1, c2, c3


@njit(**SMALL)
def words_at(seed, replicate, who, day, decision, attempt):
    """The four words of an address."""
    return philox(
        uint32(who), uint32(day), uint32(decision), uint32(attempt), uint32(seed), uint32(replicate)
    )


@njit(**SMALL)
def uniform_at(seed, replicate, who, day, decision, attempt):
    """A number in [0, 1) with 53 random bits."""
    a, b, _, _ = words_at(seed, replicate, who, day, decision, attempt)
    return (float64(a >> uint32(5)) * 67108864.0 + float64(b >> uint32(6))) / 9007199254740992.0


@njit(**SMALL)
def normal_at(seed, replicate, who, day, decision, attempt):
    """A standard normal number."""
    a, b, c, d = words_at(seed, replicate, who, day, decision, attempt)
    radius = (float64(a >> uint32(5)) * 67108864.0 + float64(b >> uint32(6)) + 0.5) / 9007199254740992.0
    angle = (float64(c >> uint32(5)) * 67108864.0 + float64(d >> uint32(6))) / 9007199254740992.0
    return math.sqrt(-2.0 * math.log(radius)) * math.cos(2.0 * math.pi * angle)


@njit(**SMALL)
def poisson_at(seed, replicate, who, day, decision, mean):
    """A Poisson count; a large mean is drawn in pieces of at most 256."""
    count, attempt = 0, 0
    while mean > 0.0:
        piece = min(mean, 256.0)
        u = uniform_at(seed, replicate, who, day, decision, attempt)
        term = math.exp(-piece)
        total, k = term, 0
        while u > total and k < 10_000:
            k += 1
            term *= piece / k
            total += term
        count += k
        mean -= piece
        attempt += 1
    return count


@njit(**SMALL)
def gamma_at(seed, replicate, who, day, decision, shape):
    """A gamma number of mean ``shape``."""
    boost = shape < 1.0
    d = (shape + 1.0 if boost else shape) - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    attempt, v = 1, 1.0
    while True:
        x = normal_at(seed, replicate, who, day, decision, attempt)
        u = uniform_at(seed, replicate, who, day, decision, attempt + 1)
        v = (1.0 + c * x) ** 3
        if v > 0.0 and math.log(u + 1e-300) < 0.5 * x * x + d - d * v + d * math.log(v):
            break
        attempt += 2
    if not boost:
        return d * v
    u = uniform_at(seed, replicate, who, day, decision, 0)
    return d * v * math.exp(math.log(u + 1e-300) / shape)


@njit(**SMALL)
def binomial_at(seed, replicate, who, day, decision, n, chance):
    """A binomial count (inversion, or transformed rejection where many are expected)."""
    if n <= 0 or chance <= 0.0:
        return int64(0)
    if chance >= 1.0:
        return int64(n)
    p = 1.0 - chance if chance > 0.5 else chance
    k = int64(0)
    if n * p < 12.0:
        u = uniform_at(seed, replicate, who, day, decision, 0)
        ratio = p / (1.0 - p)
        term = math.exp(n * math.log1p(-p))
        total = term
        while u > total and k < n:
            term *= ratio * (n - k) / (k + 1.0)
            total += term
            k += 1
    else:
        k = _rejection(seed, replicate, who, day, decision, n, p)
    return n - k if chance > 0.5 else k


@njit(**SMALL)
def _rejection(seed, replicate, who, day, decision, n, p):
    q = 1.0 - p
    spread = math.sqrt(n * p * q)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    alpha = (2.83 + 5.1 / b) * spread
    mode = math.floor((n + 1) * p)
    at_mode = math.lgamma(mode + 1.0) + math.lgamma(n - mode + 1.0)
    attempt = 0
    while True:
        w0, w1, w2, w3 = words_at(seed, replicate, who, day, decision, attempt)
        attempt += 1
        u = (
            float64(w0 >> uint32(5)) * 67108864.0 + float64(w1 >> uint32(6)) + 0.5
        ) / 9007199254740992.0 - 0.5
        v = (float64(w2 >> uint32(5)) * 67108864.0 + float64(w3 >> uint32(6)) + 0.5) / 9007199254740992.0
        room = 0.5 - abs(u)
        k = math.floor((2.0 * a / room + b) * u + n * p + 0.5)
        if room >= 0.07 and v <= 0.92 - 4.2 / b:
            return int64(k)
        if k < 0 or k > n:
            continue
        height = math.log(v * alpha / (a / (room * room) + b))
        if height <= at_mode - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0) + (k - mode) * math.log(p / q):
            return int64(k)


# -- float64 functions that are harmless where an if does not choose them -----------------------------------
@njit(**SMALL, forceinline=True)
def safe_log(x):
    """log, with the smallest normal number in place of 0 and below."""
    return math.log(max(x, 2.2250738585072014e-308))


@njit(**SMALL, forceinline=True)
def safe_log1p(x):
    """log1p, with the smallest number above -1 in place of -1 and below."""
    return math.log1p(max(x, -0.9999999999999999))


@njit(**SMALL, forceinline=True)
def safe_sqrt(x):
    """Square root, 0 below 0."""
    return math.sqrt(max(x, 0.0))


@njit(**SMALL, forceinline=True)
def power(x, y):
    """x**y for x >= 0 (0 below 0)."""
    return max(x, 0.0) ** y


@njit(**SMALL, forceinline=True)
def logistic(x):
    """1 / (1 + exp(-x))."""
    e = math.exp(-abs(x))
    return 1.0 / (1.0 + e) if x >= 0 else e / (1.0 + e)


@njit(**SMALL, forceinline=True)
def softplus(x):
    """log(1 + exp(x))."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


# -- float32 functions as polynomials (coefficients: Cephes, S. Moshier) -------------------------------------
@njit(**IN_PLACE)
def fexp(x):
    """exp within 2 units in the last place, between -87 and 88."""
    x = min(max(x, float32(-87.0)), float32(88.0))
    n = np.floor(x * float32(1.4426950408889634) + float32(0.5))
    r = x - n * float32(0.693359375) + n * float32(2.12194440e-4)
    p = float32(1.9875691500e-4)
    p = p * r + float32(1.3981999507e-3)
    p = p * r + float32(8.3334519073e-3)
    p = p * r + float32(4.1665795894e-2)
    p = p * r + float32(1.6666665459e-1)
    p = p * r + float32(5.0000001201e-1)
    return (p * r * r + r + float32(1.0)) * as_float(int32((int32(n) + int32(127)) << int32(23)))


@njit(**IN_PLACE)
def flog(x):
    """log of a positive number; 0 and below give that of the smallest normal number."""
    bits = as_word(max(x, float32(1.17549435e-38)))
    exponent = ((bits >> int32(23)) & int32(255)) - int32(126)
    m = as_float((bits & int32(0x007FFFFF)) | int32(0x3F000000))
    low = m < float32(0.70710678118)
    k = float32(exponent - int32(1) if low else exponent)
    r = (m + m - float32(1.0)) if low else (m - float32(1.0))
    z = r * r
    p = float32(7.0376836292e-2)
    p = p * r - float32(1.1514610310e-1)
    p = p * r + float32(1.1676998740e-1)
    p = p * r - float32(1.2420140846e-1)
    p = p * r + float32(1.4249322787e-1)
    p = p * r - float32(1.6668057665e-1)
    p = p * r + float32(2.0000714765e-1)
    p = p * r - float32(2.4999993993e-1)
    p = p * r + float32(3.3333331174e-1)
    return r + (p * r * z - float32(2.12194440e-4) * k - float32(0.5) * z) + float32(0.693359375) * k


@njit(**IN_PLACE)
def flog1p(x):
    """log(1 + x), by a series where x is small."""
    tail = F(0.2) - x * (F(0.16666667) - x * (F(0.14285715) - x * F(0.125)))
    small = x * (F(1.0) - x * (F(0.5) - x * (F(0.33333334) - x * (F(0.25) - x * tail))))
    return small if abs(x) < F(0.1) else flog(F(1.0) + x)


@njit(**IN_PLACE)
def fexpm1(x):
    """exp(x) - 1, by a series where x is small."""
    tail = F(0.041666668) + x * (F(0.008333334) + x * F(0.0013888889))
    small = x * (F(1.0) + x * (F(0.5) + x * (F(0.16666667) + x * tail)))
    return small if abs(x) < F(0.25) else fexp(x) - F(1.0)


@njit(**IN_PLACE)
def flogistic(x):
    """1 / (1 + exp(-x))."""
    return float32(1.0) / (float32(1.0) + fexp(-x))


@njit(**IN_PLACE)
def fsoftplus(x):
    """log(1 + exp(x))."""
    return max(x, F(0.0)) + flog(F(1.0) + fexp(-abs(x)))


@njit(**IN_PLACE)
def ftanh(x):
    """tanh, by a series where x is small."""
    z = x * x
    small = x * (F(1.0) - z * (F(0.33333334) - z * (F(0.13333334) - z * F(0.053968254))))
    return small if abs(x) < F(0.2) else float32(2.0) * flogistic(float32(2.0) * x) - float32(1.0)


@njit(**IN_PLACE)
def fpow(x, y):
    """x**y for x >= 0."""
    return F(0.0) if x <= F(0.0) else fexp(y * flog(x))


@njit(**IN_PLACE)
def fchance(hazard):
    """1 - exp(-hazard): the day's chance, exact to the last digits for a rare event, too."""
    x = -hazard
    tail = F(0.041666668) + x * (F(0.008333334) + x * F(0.0013888889))
    small = hazard * (F(1.0) + x * (F(0.5) + x * (F(0.16666667) + x * tail)))
    return small if hazard < F(0.25) else F(1.0) - fexp(x)
