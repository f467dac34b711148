"""Python's collection of garbage, held off while it would cost much or do harm."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class _Held:
    """How many hold it off now, in whatever threads, and whether it was on before the first."""

    by: int = 0
    was_on: bool = True
    lock: threading.Lock = field(default_factory=threading.Lock)


_held = _Held()


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Within this, Python collects no garbage, whoever else ends meanwhile what needed the same.

    For Qt, which tells each widget in turn of another look or language: one that nobody holds any more would be
    destroyed under its feet, and the program would die. For plain values by the hundred thousand, none in a circle: to
    look for circles takes a third longer.
    """
    with _held.lock:
        if _held.by == 0:
            _held.was_on = gc.isenabled()
            gc.disable()
        _held.by += 1
    try:
        yield
    finally:
        with _held.lock:
            _held.by -= 1
            if _held.by == 0 and _held.was_on:
                gc.enable()
