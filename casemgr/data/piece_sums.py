"""The sum of a long file in pieces: SHA-256 of the SHA-256 of each megabyte, so that every core of the computer works
on it. The sum of the whole in one go takes one core, which on an older computer reads slower than its disk.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from casemgr.data.file_refusals import Stopped

PIECE_BYTES = 1024 * 1024
_RUN_BYTES = 32 * PIECE_BYTES  # what one thread takes at a time
_MOST_THREADS = 4


def threads() -> int:
    """How many threads are worth having on this computer."""
    return min(_MOST_THREADS, os.cpu_count() or 1)


class PieceSums:
    """Sums a file as its pieces pass by: each a whole piece but the last. Use as a context."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(threads())
        self._waiting: deque[Future[bytes]] = deque()
        self._sums = hashlib.sha256()

    def __enter__(self) -> PieceSums:
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.shutdown()

    def update(self, piece: bytes) -> None:
        """Add the next piece; a few at most are waited for (they are held in memory)."""
        self._waiting.append(self._pool.submit(_sum, piece))
        if len(self._waiting) > 2 * _MOST_THREADS:
            self._sums.update(self._waiting.popleft().result())

    def hexdigest(self) -> str:
        """The sum of what was added."""
        while self._waiting:
            self._sums.update(self._waiting.popleft().result())
        return self._sums.hexdigest()


def sum_within(
    path: Path, start: int, size: int, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> str:
    """The sum of `size` bytes of a file from `start`, read by several threads. Of a shorter file another sum.

    Not for a database that is open (encrypted_file.py). Raises Stopped, or what the disk raises.
    """
    sums, done = hashlib.sha256(), 0
    with ThreadPoolExecutor(threads()) as pool:
        runs = [
            pool.submit(_sums_of_run, path, start + place, min(_RUN_BYTES, size - place), cancelled)
            for place in range(0, size, _RUN_BYTES)
        ]
        try:
            for run in runs:
                sums.update(run.result())
                done = min(done + _RUN_BYTES, size)
                progress(done, size)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return sums.hexdigest()


def _sum(piece: bytes) -> bytes:
    return hashlib.sha256(piece).digest()


def _sums_of_run(path: Path, start: int, length: int, cancelled: Callable[[], bool]) -> bytes:
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        return b"".join(_sum(piece) for piece in _pieces(file.read, length, cancelled))


def _pieces(read: Callable[[int], bytes], length: int, cancelled: Callable[[], bool]) -> Iterator[bytes]:
    for place in range(0, length, PIECE_BYTES):
        if cancelled():
            raise Stopped
        yield read(min(PIECE_BYTES, length - place))
