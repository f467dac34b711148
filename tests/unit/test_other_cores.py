"""Work done by other processes: the same answers, in the same order, whatever becomes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from casemgr.data import other_cores
from casemgr.data.other_cores import OtherCores


def _process_ids(beside: OtherCores) -> list[int]:
    return [one._process.pid for one in beside._all if one._process is not None]


@pytest.fixture(params=[0, 1, 3])
def cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """None at all, one, several."""
    count: int = request.param
    monkeypatch.setattr(os, "cpu_count", lambda: count + 1)
    return count


def test_answers_come_in_the_order_of_the_questions(cores: int) -> None:
    with OtherCores() as beside:
        assert len(_process_ids(beside)) == cores
        found = list(beside.in_order(partial(pow, 2), range(200)))
    assert found == [2**place for place in range(200)]


@pytest.mark.usefixtures("cores")
def test_no_more_is_held_than_is_said() -> None:
    taken: list[int] = []

    def noted(one: int) -> int:
        taken.append(one)
        return one

    with OtherCores() as beside:
        answers = beside.in_order(abs, map(noted, range(1000)), ahead=2)
        assert next(answers) == 0
        assert len(taken) <= other_cores._FURTHEST
        assert list(answers) == list(range(1, 1000))


def test_whoever_asks_works_as_well_while_the_others_get_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one process never answers: all but the first piece is done here."""
    ready = threading.Event()
    begun: list[int] = []

    def never(_self: object, _work: object, piece: int) -> tuple[bool, None]:
        begun.append(piece)
        assert ready.wait(90)
        return False, None

    monkeypatch.setattr(other_cores._Process, "ask", never)
    here: list[int] = []

    def done(piece: int) -> int:
        here.append(piece)
        if len(here) == 9:
            ready.set()
        return piece

    with OtherCores(1) as beside:
        assert list(beside.in_order(done, range(10))) == list(range(10))
    assert begun[0] == 0
    assert sorted(here) == list(range(10))


@pytest.mark.usefixtures("cores")
def test_what_cannot_be_done_is_raised_where_it_was_asked() -> None:
    with OtherCores() as beside, pytest.raises(ZeroDivisionError):
        list(beside.in_order(partial(divmod, 1), [1, 0]))


@pytest.mark.usefixtures("cores")
def test_what_no_pipe_can_carry_is_worked_out_here() -> None:
    with OtherCores() as beside:
        assert list(beside.in_order(lambda one: one + 1, [1, 2])) == [2, 3]
        assert next(beside.in_order(_as_it_is, [_as_it_is, lambda: None])) is _as_it_is
        assert list(beside.in_order(abs, [-1, -2])) == [1, 2]  # and the next is done beside, as before


def _as_it_is(one: object) -> object:
    return one


@pytest.mark.skipif(sys.platform == "win32", reason="a signal that cannot be refused is POSIX")
def test_a_process_that_is_ended_is_not_missed() -> None:
    with OtherCores(2) as beside:
        answers = beside.in_order(abs, range(0, -100, -1))
        first = [next(answers) for _ in range(10)]
        for process in _process_ids(beside):
            os.kill(process, signal.SIGKILL)
        assert [*first, *answers] == list(range(100))


def test_nothing_is_left_running() -> None:
    with OtherCores(2) as beside:
        assert list(beside.in_order(abs, [-1])) == [1]
        processes = [one._process for one in beside._all]
    assert all(one is not None and one.poll() is not None for one in processes)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="who runs is asked of Linux")
def test_they_end_with_whoever_asked_however_that_ends() -> None:
    script = (
        "import os\n"
        "from casemgr.data.other_cores import OtherCores\n"
        "beside = OtherCores(1)\n"
        "print(next(beside.in_order(abs, [-7])), beside._all[0]._process.pid, flush=True)\n"
        "os._exit(3)\n"
    )
    asked = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=90)
    assert asked.returncode == 3, asked.stderr
    answer, process = map(int, asked.stdout.split())
    assert answer == 7
    assert _ends(process)


def _ends(process: int) -> bool:
    """Whether a process that is nobody's any more is gone, or soon is."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            told = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
        except FileNotFoundError:
            return True
        if told.rsplit(")", 1)[1].split()[0] == "Z":  # its new parent has not looked yet
            return True
        time.sleep(0.01)
    return False
