"""Work done beside, on the other cores of the computer: Python gives one process no more than one of them.

For what is long and needs no database: the keys under which the people of a list are found, the authentication codes
of a file's pages. What is asked and answered goes through pipes, never through a file; such a process reads nothing
else, and ends when whoever asks it ends, however that is. Where none can be had (one core, a system that refuses) the
same work is done here: slower, and nobody has to know.

Not `multiprocessing`: where processes are not forked it runs the script that started the program once more in each of
them, and a script that brings in a list would do so again.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")

_MOST = 3  # further ones would wait for the disk, and an office computer has people to answer
_FURTHEST = 40  # pieces that are held, asked or done, before their turn
_PROGRAM = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer);"
    " from casemgr.data.other_cores import answer; answer()"
)
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would show an empty terminal


def other_cores() -> int:
    """How many cores there are besides the one that asks, and that may be used."""
    can_start = bool(sys.executable) and not hasattr(sys, "frozen")  # a program in one piece has no interpreter to ask
    return min(_MOST, (os.cpu_count() or 1) - 1) if can_start else 0


class OtherCores:
    """Some processes that wait for work. Use as a context; they end with it."""

    def __init__(self, most: int = _MOST) -> None:
        """`most`: how many are worth having, 0 for none. They start at once, and answer when they are ready."""
        processes = [_Process() for _ in range(min(most, other_cores()))]
        self._count = max(1, len(processes))
        self._threads = ThreadPoolExecutor(self._count)
        self._all = tuple(processes)
        self._is_over = False
        self._idle: SimpleQueue[_Process | None] = SimpleQueue()
        for one in processes or (None,):
            self._idle.put(one)

    def __enter__(self) -> OtherCores:
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for one in self._all:
            one.end()
        self._threads.shutdown()

    def ask(self, work: Callable[[Asked], Answered], piece: Asked) -> Future[Answered]:
        """`work` of one piece, as soon as one of the processes is free; as in_order."""
        return self._threads.submit(self._done, work, piece)

    def in_order(
        self, work: Callable[[Asked], Answered], pieces: Iterable[Asked], ahead: int = 2
    ) -> Iterator[Answered]:
        """`work` of each piece, in their order; for each process `ahead` pieces are asked before their turn.

        While the next answer is not there (the processes take a second to start) whoever asks works as well, on what
        nobody has begun, and so gets further ahead, to `_FURTHEST` at most.

        `work` is a function of a module (or a partial of one), pieces and answers are plain values. Raises what `work`
        raises.
        """
        waiting: deque[_Asked[Asked, Answered]] = deque()
        for piece in pieces:
            waiting.append(_Asked(work, piece, self.ask(work, piece)))
            while len(waiting) > ahead * self._count:
                if not waiting[0].answer.done() and len(waiting) < _FURTHEST and _lend_a_hand(waiting):
                    break
                yield waiting.popleft().answer.result()
        while waiting:
            while not waiting[0].answer.done() and _lend_a_hand(waiting):
                pass
            yield waiting.popleft().answer.result()

    def _done(self, work: Callable[[Asked], Answered], piece: Asked) -> Answered:
        process = self._idle.get()
        try:
            is_done, answered = process.ask(work, piece) if process is not None else _NOTHING_DONE
        except (OSError, EOFError, pickle.UnpicklingError):  # it did not start, or somebody ended it
            if self._is_over:
                raise  # nobody waits for the answer
            process, is_done, answered = None, False, None
        finally:
            self._idle.put(process)
        # Here, if it could not be done there: what it raises is raised where it can be dealt with.
        return answered if is_done else work(piece)


@dataclass
class _Asked(Generic[Asked, Answered]):
    """One piece of work that waits for its turn."""

    work: Callable[[Asked], Answered]
    piece: Asked
    answer: Future[Answered]

    def take(self) -> bool:
        """Do it here, if nobody has begun it; False when somebody has. Raises what the work raises."""
        if not self.answer.cancel():
            return False
        self.answer = Future()
        self.answer.set_result(self.work(self.piece))
        return True


def _lend_a_hand(waiting: Iterable[_Asked[Any, Any]]) -> bool:
    """Do the last piece that nobody has begun: the others come to those before it. False when there is none."""
    return any(one.take() for one in reversed(tuple(waiting)))


class _Process:
    """One process that answers."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_NO_WINDOW,
            )
            self._say(_packed(sys.path))

    def ask(self, work: Callable[[Any], Any], piece: Any) -> tuple[bool, Any]:
        """Whether it could be done, and what came of it. Raises OSError, EOFError, UnpicklingError when it is gone."""
        try:
            asked = _packed((work, piece))
        except (pickle.PicklingError, AttributeError, TypeError):  # no pipe can carry it
            return _NOTHING_DONE
        self._say(asked)
        if self._process is None or self._process.stdout is None:
            raise EOFError
        is_done, answered = pickle.load(self._process.stdout)
        return bool(is_done), answered

    def end(self) -> None:
        """Whatever it was asked is not wanted any more."""
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            self._process.wait()

    def _say(self, said: bytes) -> None:
        if self._process is None or self._process.stdin is None:
            raise EOFError
        self._process.stdin.write(said)
        self._process.stdin.flush()


_NOTHING_DONE: tuple[bool, Any] = (False, None)


def _packed(said: Any) -> bytes:
    """Whole before any of it is said: half of it would be the beginning of something else."""
    return pickle.dumps(said, pickle.HIGHEST_PROTOCOL)


def answer() -> None:
    """What such a process does: work, and say what came of it, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for whoever asks
    asked, said = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may be said there
    with contextlib.suppress(EOFError, OSError):
        while True:
            work, piece = pickle.load(asked)
            try:
                answered = _packed((True, work(piece)))
            except Exception:  # done again by whoever asked, who knows what to do with it
                answered = _packed(_NOTHING_DONE)
            said.write(answered)
            said.flush()
