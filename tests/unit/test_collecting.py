"""Holding off Python's collection of garbage, by several threads at once."""

from __future__ import annotations

import gc
import threading

import pytest

from casemgr.domain.collecting import nothing_collected
from tests.conftest import PATIENCE


def test_who_ends_first_does_not_let_it_collect_under_the_other() -> None:
    assert gc.isenabled()
    began, end = threading.Event(), threading.Event()

    def hold() -> None:
        with nothing_collected():
            began.set()
            end.wait(PATIENCE / 1000)

    other = threading.Thread(target=hold)
    with nothing_collected():
        other.start()
        assert began.wait(PATIENCE / 1000)
    assert not gc.isenabled()
    end.set()
    other.join()
    assert gc.isenabled()


def test_what_was_off_stays_off_and_an_error_lets_go() -> None:
    gc.disable()
    try:
        with nothing_collected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
    with pytest.raises(KeyError), nothing_collected():
        raise KeyError
    assert gc.isenabled()
