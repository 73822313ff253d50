"""Writes a mechanism into a file of its own and imports it, as an author would.

So the lines and columns of a refusal are those of a file.
"""

from __future__ import annotations

import importlib.util
import textwrap
from itertools import count
from pathlib import Path

import grayzone as gz
from grayzone.language.model import Model

NUMBER = count()
HEAD = """\
import random
import grayzone as gz
from math import exp

RATES = [0.1, 0.2]
SLOPE = 2.0

def tent(mine, theirs, reach):
    return max(0.0, 1.0 - abs(mine - theirs) / reach)

class Calm(gz.Mechanism):
    rate = gz.parameter("0.1 / day", bounds=("0 / day", "1 / day"), assumed="test")
    half = gz.parameter(0.4, bounds=(0.01, 1), assumed="test")
    memory = gz.parameter("9 days", bounds=("1 day", "90 days"), assumed="test")
    trust = gz.trait("trust")
    fear = gz.signal("fear", memory=gz.fading("memory"))
"""


def built(folder: Path, body: str, helper: str = "") -> Model:
    """Write a mechanism with this body, and a helper above it, to a file; import it, build a model of it."""
    path = folder / "mine.py"
    head = HEAD.replace("class Calm", f"{helper}class Calm")
    path.write_text(head + textwrap.indent(body, "    "), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(f"mine_{next(NUMBER)}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return gz.Model([module.Calm()], traits={"trust": gz.Trait(0, 1)})


def jump(*lines: str, arguments: str = "rate, half") -> str:
    """Return the text of a jump with these lines; its first line is line 20 of the file."""
    rows = textwrap.indent("\n".join(lines), "    ")
    return f'\n@gz.jump("hostile", "wary")\ndef calm({arguments}):\n{rows}'
