"""PySide6 6.12 forgets one reference to None, True or False at each call that gives one back.

Python 3.12 made these immortal (PEP 683) and PySide6 counts on it. Python 3.11 does not: after some thousand
calls it would stop with "deallocating None". So there they are given more references than a program can lose.
"""

from __future__ import annotations

import ctypes
import sys

_ENOUGH = 1 << 40
_done: list[bool] = []


def make_constants_last() -> None:
    """Keep None, True and False for ever on a Python older than 3.12; before the first call to Qt."""
    if sys.version_info >= (3, 12) or _done:
        return
    _done.append(True)
    for constant in (None, True, False):
        ctypes.c_ssize_t.from_address(id(constant)).value += _ENOUGH
