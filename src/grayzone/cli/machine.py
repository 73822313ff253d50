"""What made a result: versions and the processor's abilities; nothing about the person or the machine."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path

from .. import __version__


def made_by() -> dict[str, str | bool | None]:
    """Return the versions on which the bits of a result depend, and whether the processor fuses products."""
    return {
        "grayzone": __version__,
        "numba": metadata.version("numba"),
        "numpy": metadata.version("numpy"),
        "python": platform.python_version(),
        "processor": platform.machine(),
        "fma": has_fma(),
    }


def has_fma() -> bool | None:
    """Whether the processor has fused multiply-add; nothing where the system does not say so in a file."""
    if platform.machine().lower() in ("arm64", "aarch64"):
        return True
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    flags = next((line for line in told.splitlines() if line.startswith("flags")), "")
    return "fma" in flags.split() if flags else None
