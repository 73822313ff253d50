"""What cannot become a kernel, and the sentence that says so: what is wrong, where, and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from author import built, jump

import grayzone as gz
from grayzone.errors import GrayzoneError
from grayzone.language.reader import MEND


def test_the_sound_mechanism_of_this_file_is_read(tmp_path: Path) -> None:
    assert built(tmp_path, jump("return rate * half")).mechanism("calm").name == "calm"


ONLY = "only assignments, if/else and return can become a kernel"
READING = [
    (
        "for",
        jump("for x in [1, 2]:", "    rate = rate", "return rate"),
        f"mine.py:20:9: Calm.calm uses 'for'; {ONLY}",
    ),
    (
        "while",
        jump("while rate > 0:", "    pass", "return rate"),
        f"mine.py:20:9: Calm.calm uses 'while'; {ONLY}",
    ),
    ("global", jump("global SLOPE", "return rate"), f"mine.py:20:9: Calm.calm uses 'global'; {ONLY}"),
    (
        "inner def",
        jump("def f(x):", "    return x", "return rate"),
        f"mine.py:20:9: Calm.calm uses def; {ONLY}",
    ),
    (
        "double assignment",
        jump("a = b = half", "return rate * a"),
        f"mine.py:20:9: Calm.calm uses two assignments in one; {ONLY}",
    ),
    (
        "print",
        jump("print(half)", "return rate"),
        f"mine.py:20:9: Calm.calm uses a statement without a result; {ONLY}",
    ),
    ("lambda", jump("f = lambda x: x", "return rate"), f"mine.py:20:13: Calm.calm uses lambda; {MEND}"),
    ("attribute", jump("return rate * half.real"), f"mine.py:20:23: Calm.calm uses an attribute; {MEND}"),
    (
        "method",
        jump("return rate * gz.logistic(half)"),
        "mine.py:20:23: Calm.calm calls gz.logistic(); "
        "import the word by its name, as in: from math import exp",
    ),
    ("string", jump('return rate * "2"'), f"mine.py:20:23: Calm.calm uses '2', which is no number; {MEND}"),
    ("true", jump("return rate * True"), f"mine.py:20:23: Calm.calm uses True, which is no number; {MEND}"),
    ("index", jump("return rate * RATES[0]"), f"mine.py:20:23: Calm.calm uses an index; {MEND}"),
    (
        "module list",
        jump("return rate * min(RATES, half)"),
        "mine.py:20:27: Calm.calm reads 'RATES' from outside, which makes it impure; "
        "pass it as a declared argument",
    ),
    (
        "random",
        jump("return rate * random.random()"),
        "mine.py:20:23: Calm.calm calls random.random(); "
        "import the word by its name, as in: from math import exp",
    ),
    (
        "builtin",
        jump("return rate * round(half)"),
        f"mine.py:20:23: Calm.calm calls round(), which may not be pure; {MEND}, or a plain helper function",
    ),
    (
        "not imported",
        jump("return rate * tanh(half)"),
        "mine.py:20:23: Calm.calm uses tanh() without importing it; add: from math import tanh",
    ),
    (
        "not imported word",
        jump("return rate * logistic(half)"),
        "mine.py:20:23: Calm.calm uses logistic() without importing it; add: from grayzone import logistic",
    ),
    (
        "misspelt",
        jump("return rate * haff"),
        "mine.py:20:23: Calm.calm reads 'haff', which has no value here; did you mean 'half'?",
    ),
    (
        "no return on a path",
        jump("if half > 0.5:", "    return rate"),
        "mine.py:19:5: Calm.calm does not return a value on every path; end every path with return",
    ),
    ("empty return", jump("return"), "mine.py:20:9: Calm.calm returns nothing; return a number"),
    (
        "one path only",
        jump("if half > 0.5:", "    x = 1.0", "return rate * x"),
        "mine.py:22:23: Calm.calm reads 'x', which has no value on this path; give it one on every path",
    ),
    (
        "local hides a number of the module",
        jump("if half > 0.5:", "    SLOPE = 1.0", "return rate * SLOPE"),
        "mine.py:22:23: Calm.calm reads 'SLOPE', which has no value on this path; give it one on every path",
    ),
    ("two values", jump("return rate, half"), "mine.py:18: Calm.calm returns two values; return one number"),
    (
        "three values",
        jump("return rate, half, 1"),
        "mine.py:20:9: Calm.calm returns more than (value, weight); return a value, or a value and a weight",
    ),
    (
        "truth",
        jump("return half > 0.5"),
        "mine.py:18: Calm.calm returns true or false; return a number",
    ),
    (
        "number as truth",
        jump("return rate if half else 0"),
        "mine.py:20:24: Calm.calm tests a number as if it were true or false; compare it, as in x > 0",
    ),
    (
        "not of a number",
        jump("return rate if not half else 0"),
        "mine.py:20:28: Calm.calm tests a number as if it were true or false; compare it, as in x > 0",
    ),
    (
        "arithmetic with truth",
        jump("return rate * (half > 0.5)"),
        "mine.py:20:24: Calm.calm calculates with true or false; "
        "make a number of it, as in where(x > 0, 1, 0)",
    ),
    (
        "number or truth",
        jump("x = half if half > 0.5 else half < 0.2", "return rate"),
        "mine.py:20:13: Calm.calm chooses between a number and true or false; let both sides be numbers",
    ),
    (
        "keyword",
        jump("return rate * exp(x=half)"),
        "mine.py:20:23: Calm.calm calls exp() with keywords or stars; give plain arguments",
    ),
    (
        "too many arguments",
        jump("return rate * exp(half, half)"),
        "mine.py:20:23: Calm.calm gives exp() 2 arguments; give it 1",
    ),
    ("operator", jump("return rate * (half % 2)"), f"mine.py:20:24: Calm.calm uses the operator Mod; {MEND}"),
    (
        "is",
        jump("return rate if half is rate else 0"),
        "mine.py:20:24: Calm.calm compares with 'is'; compare with < <= > >= == !=",
    ),
    (
        "tuple target",
        jump("a, b = half, half", "return rate"),
        "mine.py:20:9: Calm.calm assigns to something that is no plain name; assign one value to one name",
    ),
]


@pytest.mark.parametrize(("body", "sentence"), [r[1:] for r in READING], ids=[r[0] for r in READING])
def test_what_cannot_become_a_kernel_is_refused_at_its_place(
    tmp_path: Path, body: str, sentence: str
) -> None:
    with pytest.raises(GrayzoneError) as caught:
        built(tmp_path, body)
    assert str(caught.value) == sentence


HELPERS = [
    ("def helper(x):\n    return helper(x)\n", "helper calls helpers deeper than 8; write out the recursion"),
    (
        "def helper(x):\n    return x, x\n",
        "calls helper(), which returns two values; let a helper return one value",
    ),
    ("def helper(x, y):\n    return x\n", "Calm.calm gives helper() 1 arguments; give it 2"),
    (
        "def helper(*x):\n    return 1\n",
        "calls helper(), which has a starred argument; let a helper have plain arg",
    ),
    (
        "import functools\ndef twice(f):\n    @functools.wraps(f)\n    def g(x):\n        return 2 * f(x)\n"
        "    return g\n@twice\ndef helper(x):\n    return x\n",
        "helper is wrapped by a decorator; use the plain function",
    ),
    ("helper = lambda x: x\n", "<lambda> is no plain function; write it with def, not lambda"),
]


@pytest.mark.parametrize(("text", "sentence"), HELPERS, ids=[s[:25] for _, s in HELPERS])
def test_a_helper_that_cannot_be_inlined_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(GrayzoneError) as caught:
        built(tmp_path, jump("return rate * helper(half)"), text)
    assert sentence in str(caught.value)


def test_a_helper_of_the_language_is_inlined(tmp_path: Path) -> None:
    model = built(
        tmp_path, jump("return rate * helper(half)"), "def helper(x):\n    return 1.0 - x * SLOPE\n"
    )
    assert model.effects()[0][1].name == "calm"


def test_a_function_without_a_text_is_refused() -> None:
    space: dict[str, object] = {"gz": gz}
    exec("def calm(rate):\n    return rate", space)  # noqa: S102 (this is what is refused)
    with pytest.raises(GrayzoneError, match="the text of calm cannot be read"):

        class Typed(gz.Mechanism):
            rate = gz.parameter("0.1 / day", bounds=("0 / day", "1 / day"), assumed="for the test")
            calm = gz.jump("hostile", "wary")(space["calm"])  # type: ignore[arg-type]

        gz.Model([Typed()])
