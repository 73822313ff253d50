"""From kernel text to a compiled kernel, kept under the hash of its text.

The text is an ordinary Python file that can be read, and followed in a debugger.  The hash covers the text, the
fixed kernels it stands on and the versions of numba and of this library; numba adds the processor.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import numba

from ..errors import InternalError


@lru_cache(maxsize=1)
def _ground() -> bytes:
    return Path(__file__).with_name("kernels.py").read_bytes() + str(numba.__version__).encode()


def folder() -> Path:
    """Return the folder of kernels: ``GRAYZONE_CACHE``, else the user's cache, else a temporary one."""
    given = os.environ.get("GRAYZONE_CACHE")
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    for path in [Path(given)] if given else [Path(home) / "grayzone" / "kernels"]:
        try:
            path.mkdir(parents=True, exist_ok=True)
            probe = path / f".probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
            return path
        except OSError:
            continue
    path = Path(tempfile.gettempdir()) / f"grayzone-kernels-{os.getuid() if hasattr(os, 'getuid') else 0}"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid") and path.stat().st_uid != os.getuid():
        path = Path(tempfile.mkdtemp(prefix="grayzone-kernels-"))
    return path


def load(text: str) -> tuple[ModuleType, Path]:
    """Return the module of a kernel's text and the file in which it stands.

    Raises
    ------
    InternalError
        if the text does not even import: a mistake of the library, with the file to look at.
    """
    key = hashlib.sha256(text.encode() + _ground()).hexdigest()[:16]
    name = f"grayzone_kernel_{key}"
    path = folder() / f"{name}.py"
    if name in sys.modules:
        return sys.modules[name], path
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        aside = path.with_suffix(f".{os.getpid()}.tmp")
        aside.write_text(text, encoding="utf-8")
        try:
            os.replace(aside, path)
        except OSError:  # another process holds the same file open: it says the same
            aside.unlink(missing_ok=True)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise InternalError("a generated kernel cannot be imported", where=str(path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise InternalError(f"a generated kernel does not import ({error})", where=str(path)) from error
    return module, path
