"""Packages that only some readers need: loaded when they are needed, and named when they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..errors import DataError


def extra(package: str, name: str, otherwise: str, where: str = "") -> Any:
    """Return a package that is installed with an extra of the library.

    Parameters
    ----------
    package : str
        Such as ``pyreadstat``.
    name : str
        The extra that brings it.
    otherwise : str
        What else a person can do.
    where : str
        The file that needs it.

    Raises
    ------
    DataError
        If it is not installed; names the command.
    """
    try:
        return import_module(package)
    except ImportError:
        raise DataError(
            f"this file is read by the package {package}, which is not installed",
            where=where,
            mend=f"install it with: pip install 'grayzone[{name}]'; {otherwise}",
        ) from None
