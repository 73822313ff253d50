"""A user's function and its text: where it stands, what it is called, and the tree of what it says."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import LanguageError

Function = Callable[..., Any]


@lru_cache(maxsize=2048)
def source(function: Callable[..., Any]) -> tuple[ast.FunctionDef, int, int, str]:
    """Return a function's tree, the line before its first, its indentation and its file.

    Raises
    ------
    LanguageError
        if the text cannot be read, or is no plain ``def``.
    """
    name = title(function)
    try:
        lines, first = inspect.getsourcelines(function)
    except (OSError, TypeError) as error:
        raise LanguageError(
            f"the text of {name} cannot be read (typed at a prompt, or made by exec)",
            mend="put it into a file",
        ) from error
    where = f"{Path(inspect.getsourcefile(function) or '?').name}:{first}"
    if hasattr(function, "__wrapped__"):
        # The text found would be that of the function inside, without what the wrapper does to it.
        raise LanguageError(f"{name} is wrapped by a decorator", where=where, mend="use the plain function")
    text = "".join(lines)
    try:
        node = ast.parse(textwrap.dedent(text)).body[0]
    except SyntaxError:  # a lambda in the middle of a longer expression is no statement of its own
        node = ast.Pass()
    if not isinstance(node, ast.FunctionDef):
        raise LanguageError(f"{name} is no plain function", where=where, mend="write it with def, not lambda")
    return node, first - 1, len(text) - len(text.lstrip()), where.rsplit(":", 1)[0]


def title(function: Callable[..., Any]) -> str:
    """Return a function's name with its class, without the function in which it was written."""
    return function.__qualname__.rsplit("<locals>.", 1)[-1]


def place_of(function: Function) -> str:
    """Return file:line of a function."""
    code = function.__code__
    return f"{Path(code.co_filename).name}:{code.co_firstlineno}"


def is_plain(function: Callable[..., Any]) -> bool:
    """Whether a function has neither starred nor keyword-only arguments."""
    code = function.__code__
    starred = code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS)
    return not starred and not code.co_kwonlyargcount
