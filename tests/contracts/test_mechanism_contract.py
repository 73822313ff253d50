"""The contract for mechanisms: a sound mechanism keeps it, and each fault is found by the test made for it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

import grayzone as gz
from grayzone.testing import MechanismContract

path = Path(__file__).parents[1] / "fixtures" / "call_to_calm.py"
spec = importlib.util.spec_from_file_location("call_to_calm", path)
assert spec is not None and spec.loader is not None
call_to_calm = importlib.util.module_from_spec(spec)
spec.loader.exec_module(call_to_calm)


class TestCallToCalm(MechanismContract):
    """A user's mechanism of twenty lines keeps every law."""

    mechanism = call_to_calm.CallToCalm
    traits = {"trust": gz.Trait(0, 1, carried="mean")}
    drivers = ("call_to_calm",)
