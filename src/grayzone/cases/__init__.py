"""The bundled cases: real places and years, as plain folders of aggregate figures with their sources."""

from __future__ import annotations

from .case import Case, case, names

__all__ = ["Case", "case", "names"]
