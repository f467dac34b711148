"""What Qt calls in our classes (`paintEvent`, `changeEvent`, `data`…), kept from ending the program when it fails.

An error that C code raises (`int("x")`, a widget that is gone) is no whole object in Python 3.11 until somebody catches
it. When it leaves a method that Qt called while Python itself was calling Qt (a change of look tells every widget),
PySide 6.11 takes it for one and the program dies: no word, no draft kept. Caught once on the way, it is an error like
any other: logged, told in the window, and work goes on. Python 3.12 makes such errors whole at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject

_THEIRS = ("PySide6.", "Shiboken")
_GUARDED = "_is_guarded"


def guard_overrides() -> None:
    """From now on, guard what each new class of ours has in the place of a method of Qt. Before any of them is made."""
    everything: Any = QObject.__mro__[-2]  # of Shiboken: the base of all that is Qt, models and icon engines as well
    if hasattr(everything, _GUARDED):
        return

    def made(cls: type[Any], /, **words: Any) -> None:
        super(everything, cls).__init_subclass__(**words)
        _guard(cls)

    setattr(everything, _GUARDED, True)
    setattr(everything, "__init_subclass__", classmethod(made))  # noqa: B010  # mypy forbids to assign a method


def _guard(cls: type) -> None:
    theirs = [base for base in cls.__mro__ if base.__module__.startswith(_THEIRS)]
    for ours in cls.__mro__:  # mixins too: they come before the class of Qt
        if ours not in theirs:
            for name, method in list(vars(ours).items()):
                if isinstance(method, FunctionType) and any(name in vars(base) for base in theirs):
                    _guard_one(ours, name, method)


def _guard_one(ours: type, name: str, method: FunctionType) -> None:
    if not name.startswith("__") and not hasattr(method, _GUARDED):
        made = _caught_once(method)
        setattr(made, _GUARDED, True)
        setattr(ours, name, made)


def _caught_once(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def guarded(*given: Any, **named: Any) -> Any:
        try:
            return method(*given, **named)
        except BaseException:
            raise  # whole now

    return guarded
