"""Python's collection of garbage, kept away from where Qt walks through all widgets."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Within this, Python collects no garbage: a widget that nobody holds any more would be destroyed under the feet
    of Qt, which tells each widget in turn of another look or language, and the program would die.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
