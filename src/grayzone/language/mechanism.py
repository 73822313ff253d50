"""A mechanism: one causal idea, written once as small scalar functions, and the numbers it rests on."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from ..errors import LanguageError, nearest
from .effects import Effect
from .parameters import Parameter
from .source import is_plain, place_of
from .variables import VIEWS, View, mark, pair

#: Marks that every event has: 1 at its own place, 1 for the community that it struck.
BUILT_IN_MARKS = ("here", "own")
#: The two sides of a meeting or a tie.
SIDES = ("mine", "theirs")
#: What every mechanism has, so that nothing declared may be called so.
RESERVED = ("name", "values", "parameters", "views", "effects", "about")


def snake(name: str) -> str:
    """Write a class name as a slug: ``CallToCalm`` -> ``call_to_calm``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


class Mechanism:
    """Base of all mechanisms; a subclass declares parameters and views and decorates functions.

    It never loops, never draws and never knows who is asked: a person, a cell of like people, a place.

    Parameters
    ----------
    name : str, optional
        Needed only if a model holds the same mechanism twice.
    **values
        Other values for declared parameters, with their units.

    Raises
    ------
    LanguageError
        for a parameter that is not declared, or a value outside its bounds.

    Example
    -------
    >>> from grayzone.language.effects import jump
    >>> from grayzone.language.parameters import parameter
    >>> class Recovery(Mechanism):
    ...     rate = parameter("0.1 / day", bounds=("0 / day", "1 / day"), assumed="for the example")
    ...
    ...     @jump("ill", "well")
    ...     def recover(rate):
    ...         return rate
    >>> Recovery(rate="0.2 / day").values["rate"]
    0.2
    """

    parameters: ClassVar[dict[str, Parameter]] = {}
    views: ClassVar[dict[str, View]] = {}
    effects: ClassVar[dict[str, Effect]] = {}

    def __init_subclass__(cls) -> None:
        own = {k: v for base in reversed(cls.__mro__[:-2]) for k, v in vars(base).items()}
        cls.parameters = {k: v for k, v in own.items() if isinstance(v, Parameter)}
        cls.views = {k: v for k, v in own.items() if isinstance(v, VIEWS)}
        cls.effects = {k: v for k, v in own.items() if isinstance(v, Effect)}
        cls._check_names()
        for effect in cls.effects.values():
            cls._check_arguments(effect)
        for name, view in cls.views.items():
            if isinstance(view, pair):
                cls._check_pair(name, view)
            if isinstance(view, mark):
                cls._check_law(name, view)

    @classmethod
    def _check_names(cls) -> None:
        for name in (*cls.parameters, *cls.views, *cls.effects):
            if name in RESERVED:
                raise LanguageError(
                    f"{cls.__name__} calls something {name!r}, which every mechanism has",
                    mend="give it another name",
                )

    @classmethod
    def _check_arguments(cls, effect: Effect) -> None:
        def refuse(what: str, mend: str) -> LanguageError:
            return LanguageError(f"{cls.__name__}.{effect.name} {what}", where=effect.where(), mend=mend)

        if not is_plain(effect.function) or effect.function.__defaults__:
            raise refuse(
                "has a default or a starred argument",
                "name plain arguments only; numbers belong into parameters",
            )
        known = {*cls.parameters, *cls.views}
        if effect.kind == "encounter":
            known |= set(SIDES)
            if effect.rate not in cls.parameters:
                mend = nearest(effect.rate, cls.parameters)
                raise refuse(f"meets at the rate {effect.rate!r}, which is no parameter", mend)
        if effect.on:
            known |= set(BUILT_IN_MARKS)
        for argument in effect.arguments:
            if argument == "self":
                raise refuse("asks for 'self'", "leave it out; what it reads are its arguments")
            if argument not in known:
                mend = f"declare it in the class, as a parameter or a view; {nearest(argument, known)}"
                raise refuse(f"asks for {argument!r}, which is not declared", mend)

    @classmethod
    def _check_pair(cls, name: str, view: pair) -> None:
        def refuse(what: str, mend: str) -> LanguageError:
            return LanguageError(f"{cls.__name__}.{name} {what}", where=place_of(view.function), mend=mend)

        function = view.function
        if not is_plain(function) or function.__defaults__:
            raise refuse("has a default or a starred argument", "wire plain arguments to parameters")
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        for argument, wired in view.wiring.items():
            if wired not in cls.parameters:
                mend = nearest(wired, cls.parameters)
                raise refuse(f"wires {argument!r} to {wired!r}, which is no parameter", mend)
            if argument not in names or argument in SIDES:
                mend = nearest(argument, set(names) - set(SIDES))
                raise refuse(f"wires {argument!r}, which {function.__name__} does not ask for", mend)
        for argument in names:
            if argument not in (*SIDES, *view.wiring):
                mend = f"wire it to a parameter, as in pair(..., {argument}={argument!r})"
                raise refuse(f"asks for {argument!r}, which is neither mine, theirs nor wired", mend)

    @classmethod
    def _check_law(cls, name: str, view: mark) -> None:
        for argument in view.law.arguments if view.law is not None else ():
            if isinstance(argument, str) and argument not in cls.parameters:
                raise LanguageError(
                    f"the law of {cls.__name__}.{name} names {argument!r}, which is no parameter",
                    mend=nearest(argument, cls.parameters),
                )

    def __init__(self, name: str = "", **values: Any) -> None:
        self.name = name or snake(type(self).__name__)
        if not self.name.isidentifier():
            raise LanguageError(
                f"{self.name!r} is no name for a mechanism", mend="use letters, digits and underscores"
            )
        for given in values:
            if given not in self.parameters:
                raise LanguageError(
                    f"{type(self).__name__} has no parameter {given!r}", mend=nearest(given, self.parameters)
                )
        self.values: dict[str, float] = {
            key: declared.read(values[key], where=f"{self.name}.{key}") if key in values else declared.default
            for key, declared in self.parameters.items()
        }

    @classmethod
    def about(cls) -> str:
        """Return the first sentence of the docstring."""
        return " ".join((cls.__doc__ or "").strip().split("\n\n")[0].split())

    def __repr__(self) -> str:
        return f"<mechanism {self.name}: {self.about()}>"
