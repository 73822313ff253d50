"""How the documentation is built; a warning is an error (``make docs``)."""

from __future__ import annotations

import re
from pathlib import Path

project = "grayzone"
author = "The grayzone authors"
copyright = "The grayzone authors, Apache-2.0"
_DOOR = Path(__file__).parents[1] / "src" / "grayzone" / "__init__.py"
release = re.search(r'__version__ = "(.+)"', _DOOR.read_text(encoding="utf-8"))[1]  # type: ignore[index]

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"grayzone {release}"
html_show_sphinx = False
pygments_style = "default"
