"""The pages of a backup authenticated in the backup itself, on the other cores, while those after them are written."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import IO

from casemgr.data.file_refusals import FileDamaged
from casemgr.data.other_cores import OtherCores
from casemgr.data.page_seals import PAGE_BYTES, PageSeals

_RUN_BYTES = 16 * 1024 * 1024  # what is asked at a time; whole pieces, whole pages
_WORTH = 64 * 1024 * 1024  # a smaller file is checked before another process is ready
_AHEAD = 64  # runs that wait: a gigabyte written and not yet checked; only their places are held


def checked(read: Iterable[bytes], size: int, out: IO[bytes], written: Path, key: bytes) -> Generator[bytes]:
    """The same pieces of a database of `size` bytes, on their way into `out`, the file `written`: each was written when
    the next is asked for, and is read again from there. Raises FileDamaged, at the latest after the last.
    """
    asked: deque[Future[bool]] = deque()
    with OtherCores() if size >= _WORTH else OtherCores(0) as beside:
        first, begins, place, done = b"", 0, 0, 0

        def ask() -> None:
            out.flush()
            work = partial(_hold, written, key, first, begins)
            asked.append(beside.ask(work, (done, place - done)))

        for piece in read:
            yield piece
            if not first:
                first, begins = piece[:PAGE_BYTES], out.tell() - len(piece)
            place += len(piece)
            if place - done >= _RUN_BYTES:
                ask()
                done = place
            if len(asked) > _AHEAD and not asked.popleft().result():
                raise FileDamaged
        if done < place:
            ask()
        if not all(one.result() for one in asked):
            raise FileDamaged


def _hold(written: Path, key: bytes, first: bytes, begins: int, run: tuple[int, int]) -> bool:
    """Whether the pages of one run are as the database sealed them; `begins`: where it begins in the file."""
    place, length = run
    with written.open("rb", buffering=0) as file:
        file.seek(begins + place)
        found = b""
        while len(found) < length and (more := file.read(length - len(found))):
            found += more
    return len(found) == length and PageSeals(key, first).hold(found, place)
