"""Rooms that are verbs, too: ``grayzone.report(study, "page.html")`` beside ``grayzone.report.pages``.

Python binds a package to its parent as soon as anything inside it is imported. A function of the same name at
the front door would be hidden from that moment on, so the room itself answers the call.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class CallableRoom(ModuleType):
    """A package that hands a call on to one function of one of its modules."""

    __verb__: str

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        """Call the room's verb; its module is imported only now."""
        if self.__verb__:
            module, _, function = self.__verb__.partition(":")
            return getattr(import_module(f".{module}", self.__name__), function)(*args, **keywords)
        house, _, room = self.__name__.rpartition(".")
        module, _, function = sys.modules[house].ROOM_VERBS[room].partition(":")
        return getattr(import_module(f".{module}", house), function)(*args, **keywords)


def answer_calls(room: str, verb: str = "") -> None:
    """Let the package ``room`` be called; ``verb`` is ``"module:function"`` inside it.

    A room whose verb lives on a floor above it does not know it: without ``verb`` the front door is asked, whose
    table ``ROOM_VERBS`` says where the verb is.

    Written into a room's ``__init__`` as ``answer_calls(__name__, "pages:report")``.
    """
    module = sys.modules[room]
    module.__class__ = CallableRoom
    module.__verb__ = verb  # type: ignore[attr-defined]
