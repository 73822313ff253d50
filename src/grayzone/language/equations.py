"""The functions of a mechanism as equations, taken from their own text."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

from ..ground.units import number_text
from .source import Function, source


def equation(function: Function, arguments: bool = False) -> str:
    """Return what a function computes, line by line, with the numbers and helpers that it uses.

    Parameters
    ----------
    function : callable
        A function that the reader accepts.
    arguments : bool
        Whether its arguments stand behind its name.

    Returns
    -------
    str
        As in ``calm_down = rate * call * trust / (half + trust)``; a helper stands below, with its arguments.
    """
    name = function.__name__.strip("_")
    return "\n".join(_lines(function, f"{name}({_arguments(function)})" if arguments else name, {}))


def _arguments(function: Function) -> str:
    return ", ".join(function.__code__.co_varnames[: function.__code__.co_argcount])


def _lines(function: Function, name: str, written: dict[Function, None]) -> Iterator[str]:
    written[function] = None
    tree = source(function)[0]
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    module = ast.Module([_Named(name).visit(ast.parse(ast.unparse(s)).body[0]) for s in body], [])
    yield ast.unparse(ast.fix_missing_locations(module))
    scope = dict(function.__globals__, **inspect.getclosurevars(function).nonlocals)
    spoken = {n.id for s in tree.body for n in ast.walk(s) if isinstance(n, ast.Name)}  # decorators stay out
    used = sorted(spoken - {*function.__code__.co_varnames})
    for word in used:
        value = scope.get(word)
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield f"{word} = {number_text(value)}"
        elif inspect.isfunction(value) and value not in written and not _is_word(value):
            yield from _lines(value, f"{word}({_arguments(value)})", written)


def _is_word(value: Function) -> bool:
    return value.__module__ == f"{__package__}.functions"


class _Named(ast.NodeTransformer):
    """Writes ``return x`` as ``name = x``."""

    def __init__(self, name: str) -> None:
        self.name = name

    def visit_Return(self, node: ast.Return) -> ast.AST:
        assert node.value is not None
        return ast.Assign([ast.Name(self.name, ast.Store())], node.value)
