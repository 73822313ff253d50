"""From a user's scalar function to the expression graph.

The function's text is followed statement by statement. Both sides of an ``if`` are computed and the result is
selected, helpers are inlined, and whatever cannot become a kernel is refused with its file and line.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import LanguageError, nearest
from . import functions
from .graph import Graph, Node
from .source import is_plain, source, title

DEEPEST_HELPER = 8
BINARY: dict[type, str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
}
COMPARE: dict[type, str] = {
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.Eq: "eq",
    ast.NotEq: "ne",
}
WORDS: dict[Any, str] = {
    math.exp: "exp",
    math.log: "log",
    math.log1p: "log1p",
    math.expm1: "expm1",
    math.tanh: "tanh",
    math.sqrt: "sqrt",
    builtins.abs: "abs",
    math.fabs: "abs",
    builtins.min: "min",
    builtins.max: "max",
    functions.logistic: "logistic",
    functions.softplus: "softplus",
    functions.where: "select",
}
COUNT = {"select": 3, "min": 2, "max": 2}
SPOKEN = (
    "exp", "log", "log1p", "expm1", "tanh", "logistic", "sqrt", "softplus", "abs", "min", "max", "where",
)  # fmt: skip
MEND = "write it with numbers, + - * / **, comparisons, if/else and the words " + " ".join(SPOKEN)
SAID = {
    "Assign": "two assignments in one",
    "Attribute": "an attribute",
    "AnnAssign": "a name without a value",
    "AsyncFunctionDef": "def",
    "Dict": "a dictionary",
    "DictComp": "a loop",
    "Expr": "a statement without a result",
    "FunctionDef": "def",
    "GeneratorExp": "a loop",
    "ImportFrom": "import",
    "JoinedStr": "a string",
    "Lambda": "lambda",
    "List": "a list",
    "ListComp": "a loop",
    "NamedExpr": "':='",
    "Set": "a set",
    "SetComp": "a loop",
    "Subscript": "an index",
    "Tuple": "a tuple",
}
Result = Node | tuple[Node, Node]


def read(function: Callable[..., Any], arguments: Mapping[str, Node], graph: Graph, hint: str = "") -> Result:
    """Return the node of what the function returns; two nodes for ``return value, weight``.

    Parameters
    ----------
    function : callable
        A plain function, found with its text.
    arguments : mapping of argument name to Node
        What stands for each argument.
    graph : Graph
        Where the nodes are made.
    hint : str
        A readable beginning for the names of what is computed.

    Raises
    ------
    LanguageError
        at the first thing that is not in the language, with file:line:column and the mend.
    """
    return _Reader(graph, hint or function.__name__, 0).call(function, arguments)


class _Reader:
    """Reads one function; a helper that it calls gets a reader of its own."""

    def __init__(self, graph: Graph, hint: str, depth: int) -> None:
        self.graph, self.hint, self.depth = graph, hint, depth

    def call(self, function: Callable[..., Any], arguments: Mapping[str, Node]) -> Result:
        self.tree, self.line, self.indent, self.path = source(function)
        self.title = title(function)
        if self.depth > DEEPEST_HELPER:
            raise self.refuse(
                self.tree, f"calls helpers deeper than {DEEPEST_HELPER}", "write out the recursion"
            )
        self.local = frozenset(function.__code__.co_varnames)
        self.scope = dict(function.__globals__, **inspect.getclosurevars(function).nonlocals)
        result = self.block(self.tree.body, dict(arguments))
        if result is None:
            raise self.refuse(
                self.tree, "does not return a value on every path", "end every path with return"
            )
        return result

    def refuse(self, node: ast.AST, what: str, mend: str = MEND) -> LanguageError:
        line = self.line + getattr(node, "lineno", 1)
        column = self.indent + getattr(node, "col_offset", 0) + 1
        return LanguageError(f"{self.title} {what}", where=f"{self.path}:{line}:{column}", mend=mend)

    # -- statements ------------------------------------------------------------------------------------
    def block(self, statements: list[ast.stmt], env: dict[str, Node]) -> Result | None:
        """Follow statements; None if their end is reached without a return."""
        for position, statement in enumerate(statements):
            if isinstance(statement, ast.Return):
                return self.returned(statement, env)
            if isinstance(statement, ast.If):
                rest = statements[position + 1 :]
                if any(isinstance(inside, ast.Return) for inside in ast.walk(statement)):
                    return self.two_futures(statement, rest, env)
                self.branches(statement, env)
            else:
                self.assignment(statement, env)
        return None

    def returned(self, statement: ast.Return, env: dict[str, Node]) -> Result:
        if statement.value is None:
            raise self.refuse(statement, "returns nothing", "return a number")
        if isinstance(statement.value, ast.Tuple):
            mend = "return a value, or a value and a weight"
            if len(statement.value.elts) != 2:
                raise self.refuse(statement, "returns more than (value, weight)", mend)
            value, weight = (self.number(e, env) for e in statement.value.elts)
            return value, weight
        return self.expression(statement.value, env)

    def assignment(self, statement: ast.stmt, env: dict[str, Node]) -> None:
        if isinstance(statement, ast.Pass) or (
            isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        ):
            return
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
        elif isinstance(statement, ast.AugAssign):
            target = statement.target
            value = ast.copy_location(ast.BinOp(_load(target), statement.op, statement.value), statement)
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            target, value = statement.target, statement.value
        else:
            mend = "only assignments, if/else and return can become a kernel"
            raise self.refuse(statement, f"uses {_said(statement)}", mend)
        if not isinstance(target, ast.Name):
            raise self.refuse(
                statement, "assigns to something that is no plain name", "assign one value to one name"
            )
        env[target.id] = self.expression(value, env, target.id)

    def two_futures(self, statement: ast.If, rest: list[ast.stmt], env: dict[str, Node]) -> Result | None:
        """Follow an ``if`` that may return: what comes after it belongs to both sides."""
        test = self.condition(statement.test, env)
        yes = self.block([*statement.body, *rest], dict(env))
        no = self.block([*statement.orelse, *rest], dict(env))
        if yes is None or no is None:
            return None
        if isinstance(yes, tuple) and isinstance(no, tuple):
            return self.select(test, yes[0], no[0], statement), self.select(test, yes[1], no[1], statement)
        if isinstance(yes, Node) and isinstance(no, Node):
            return self.select(test, yes, no, statement)
        raise self.refuse(
            statement, "returns a weight on one path only", "return (value, weight) on every path"
        )

    def branches(self, statement: ast.If, env: dict[str, Node]) -> None:
        """Follow an ``if`` that only assigns; a name set on one side alone has no value afterwards."""
        test = self.condition(statement.test, env)
        yes, no = dict(env), dict(env)
        self.block(statement.body, yes)
        self.block(statement.orelse, no)
        for name in sorted({*yes, *no}):
            if name in yes and name in no:
                env[name] = self.select(test, yes[name], no[name], statement, name)

    def select(self, test: Node, yes: Node, no: Node, at: ast.AST, hint: str = "") -> Node:
        if yes.boolean != no.boolean:
            raise self.refuse(at, "chooses between a number and true or false", "let both sides be numbers")
        return self.node("select", at, test, yes, no, hint=hint)

    # -- expressions -----------------------------------------------------------------------------------
    def node(self, op: str, at: ast.AST, *args: Node, hint: str = "") -> Node:
        where = f"{self.path}:{self.line + getattr(at, 'lineno', 1)}"
        return self.graph.make(op, *args, hint=f"{self.hint}_{hint}" if hint else self.hint, where=where)

    def condition(self, at: ast.expr, env: dict[str, Node]) -> Node:
        test = self.expression(at, env)
        if not test.boolean:
            raise self.refuse(at, "tests a number as if it were true or false", "compare it, as in x > 0")
        return test

    def number(self, at: ast.expr, env: dict[str, Node], hint: str = "") -> Node:
        value = self.expression(at, env, hint)
        if value.boolean:
            raise self.refuse(
                at, "calculates with true or false", "make a number of it, as in where(x > 0, 1, 0)"
            )
        return value

    def expression(self, at: ast.expr, env: dict[str, Node], hint: str = "") -> Node:
        match at:
            case ast.Constant():
                return self.constant(at)
            case ast.Name():
                return self.name(at, env)
            case ast.BinOp():
                if type(at.op) not in BINARY:
                    raise self.refuse(at, f"uses the operator {type(at.op).__name__}")
                left, right = self.number(at.left, env), self.number(at.right, env)
                return self.node(BINARY[type(at.op)], at, left, right, hint=hint)
            case ast.UnaryOp(op=ast.Not()):
                return self.node("not", at, self.condition(at.operand, env), hint=hint)
            case ast.UnaryOp(op=ast.USub()):
                return self.node("neg", at, self.number(at.operand, env), hint=hint)
            case ast.UnaryOp(op=ast.UAdd()):
                return self.number(at.operand, env, hint)
            case ast.UnaryOp():
                raise self.refuse(at, "uses '~'")
            case ast.Compare():
                return self.comparison(at, env, hint)
            case ast.BoolOp():
                op = "and" if isinstance(at.op, ast.And) else "or"
                result = self.condition(at.values[0], env)
                for value in at.values[1:]:
                    result = self.node(op, at, result, self.condition(value, env), hint=hint)
                return result
            case ast.IfExp():
                yes, no = self.expression(at.body, env), self.expression(at.orelse, env)
                return self.select(self.condition(at.test, env), yes, no, at, hint)
            case ast.Call():
                return self.word(at, env, hint)
            case _:
                raise self.refuse(at, f"uses {_said(at)}")

    def constant(self, at: ast.Constant) -> Node:
        if isinstance(at.value, int | float) and not isinstance(at.value, bool) and abs(at.value) <= 1e300:
            return self.graph.const(float(at.value))
        raise self.refuse(at, f"uses {at.value!r}, which is no number")

    def name(self, at: ast.Name, env: dict[str, Node]) -> Node:
        if at.id in env:
            return env[at.id]
        if at.id in self.local:
            raise self.refuse(
                at, f"reads {at.id!r}, which has no value on this path", "give it one on every path"
            )
        value = self.scope.get(at.id)
        if isinstance(value, functions.Day):
            return self.graph.day()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self.graph.const(float(value))
        if at.id in self.scope:
            mend = "pass it as a declared argument"
            raise self.refuse(at, f"reads {at.id!r} from outside, which makes it impure", mend)
        raise self.refuse(at, f"reads {at.id!r}, which has no value here", nearest(at.id, env))

    def comparison(self, at: ast.Compare, env: dict[str, Node], hint: str) -> Node:
        sides = [self.number(side, env) for side in (at.left, *at.comparators)]
        result: Node | None = None
        for op, left, right in zip(at.ops, sides, sides[1:]):
            if type(op) not in COMPARE:
                word = {"Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in"}[type(op).__name__]
                raise self.refuse(at, f"compares with {word!r}", "compare with < <= > >= == !=")
            one = self.node(COMPARE[type(op)], at, left, right, hint=hint)
            result = one if result is None else self.node("and", at, result, one, hint=hint)
        assert result is not None
        return result

    # -- words and helpers -----------------------------------------------------------------------------
    def word(self, at: ast.Call, env: dict[str, Node], hint: str) -> Node:
        if not isinstance(at.func, ast.Name):
            mend = "import the word by its name, as in: from math import exp"
            raise self.refuse(at, f"calls {ast.unparse(at.func)}()", mend)
        name = at.func.id
        if at.keywords or any(isinstance(a, ast.Starred) for a in at.args):
            raise self.refuse(at, f"calls {name}() with keywords or stars", "give plain arguments")
        found = None if name in self.local else self.scope.get(name, getattr(builtins, name, None))
        op = WORDS.get(found) if _hashable(found) else None
        if op is None and inspect.isfunction(found):
            return self.helper(at, found, env)
        if op is None and name in SPOKEN and found is None:
            home = "math" if hasattr(math, name) else "grayzone"
            raise self.refuse(at, f"uses {name}() without importing it", f"add: from {home} import {name}")
        if op is None:
            raise self.refuse(
                at, f"calls {name}(), which may not be pure", MEND + ", or a plain helper function"
            )
        return self.operation(at, op, name, env, hint)

    def operation(self, at: ast.Call, op: str, name: str, env: dict[str, Node], hint: str) -> Node:
        wanted, given = COUNT.get(op, 1), len(at.args)
        if given != wanted and not (op in ("min", "max") and given > 2):
            raise self.refuse(at, f"gives {name}() {given} arguments", f"give it {wanted}")
        if op == "select":
            test = self.condition(at.args[0], env)
            yes, no = (self.expression(a, env) for a in at.args[1:])
            return self.select(test, yes, no, at, hint)
        values = [self.number(a, env) for a in at.args]
        result = self.node(op, at, *values[:wanted], hint=hint)
        for value in values[wanted:]:
            result = self.node(op, at, result, value, hint=hint)
        return result

    def helper(self, at: ast.Call, found: Callable[..., Any], env: dict[str, Node]) -> Node:
        name = found.__name__
        code = found.__code__
        if not is_plain(found):
            raise self.refuse(
                at, f"calls {name}(), which has a starred argument", "let a helper have plain arguments"
            )
        names = code.co_varnames[: code.co_argcount]
        if len(names) != len(at.args):
            raise self.refuse(at, f"gives {name}() {len(at.args)} arguments", f"give it {len(names)}")
        given = {argument: self.expression(value, env) for argument, value in zip(names, at.args)}
        result = _Reader(self.graph, name, self.depth + 1).call(found, given)
        if isinstance(result, tuple):
            raise self.refuse(
                at, f"calls {name}(), which returns two values", "let a helper return one value"
            )
        return result


def _load(target: ast.expr) -> ast.expr:
    """Return the same name, to be read instead of written."""
    if not isinstance(target, ast.Name):
        return target
    return ast.copy_location(ast.Name(target.id, ast.Load()), target)


def _hashable(found: object) -> bool:
    try:
        hash(found)
    except TypeError:
        return False
    return True


def _said(at: ast.AST) -> str:
    kind = type(at).__name__
    return SAID.get(kind, f"'{kind.lower()}'")
