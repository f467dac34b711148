"""The encrypted file held still while people work, and read as the bytes it is made of.

To copy a database through SQLite decrypts and encrypts each page of it: half a minute for a gigabyte. Its bytes are a
database too, when nobody changes them meanwhile. In write-ahead mode those who save write to the log only; the file
itself changes when the log is played into it, and never beyond what somebody is still reading
(https://www.sqlite.org/walformat.html, "the read marks"). So: everybody who writes waits a moment, the log is played
in to its end, a reading transaction begins, they go on. Until that transaction ends the file is, alone, the database
of that moment.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from casemgr.data.encrypted_file import connect
from casemgr.data.file_refusals import FileDamaged
from casemgr.data.page_seals import LOCKS, PAGE_BYTES
from casemgr.data.piece_sums import PIECE_BYTES  # whole pages; LOCKS begins a piece

PATIENCE = 3.0  # seconds that a colleague's long report, or long saving, is waited for
_PAUSE = 0.05
_one_at_a_time = threading.Lock()
_open_for_good: dict[tuple[int, int], int] = {}


@contextlib.contextmanager
def held_still(database: Path, key: bytes, patience: float = PATIENCE) -> Iterator[sqlcipher.Connection | None]:
    """Within this block the file itself does not change, and is all there is to the database: its log holds no more.

    Gives a connection that reads this moment; None when somebody reads an older one, or saves, all the time of
    `patience`.
    """
    until = time.monotonic() + patience
    with contextlib.closing(connect(database, key)) as reader, contextlib.closing(connect(database, key)) as writer:
        writer.execute(f"PRAGMA busy_timeout = {int(_PAUSE * 1000)}")
        while not (is_still := _hold(reader, writer)) and time.monotonic() < until:
            time.sleep(_PAUSE)
        if not is_still:
            yield None
            return
        try:
            yield reader
        finally:
            reader.execute("ROLLBACK")


def _hold(reader: sqlcipher.Connection, writer: sqlcipher.Connection) -> bool:
    try:
        writer.execute("BEGIN IMMEDIATE")
    except sqlcipher.OperationalError:  # somebody is saving
        return False
    try:
        busy, in_log, played = reader.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if busy or in_log < 0 or played != in_log:  # somebody reads an older moment
            return False
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()  # only now does the reading begin
        return True
    finally:
        writer.execute("ROLLBACK")


def size_of(reader: sqlcipher.Connection) -> int:
    """How many bytes the database has at the moment that a connection reads."""
    return int(reader.execute("PRAGMA page_count").fetchone()[0]) * PAGE_BYTES


def pieces(database: Path, size: int) -> Generator[bytes]:
    """The first `size` bytes of a file that is held still, some whole pages at a time.

    Close it in the end (contextlib.closing): there is one at a time. Raises FileDamaged when the file is shorter.
    """
    with _one_at_a_time, _handle(database) as handle:
        for place in range(0, size, PIECE_BYTES):
            yield _read(handle, place, min(PIECE_BYTES, size - place))


def _read(handle: int, place: int, length: int) -> bytes:
    if place == LOCKS:  # Windows refuses to read bytes that another window has locked; they hold nothing
        return bytes(PAGE_BYTES) + _read(handle, place + PAGE_BYTES, length - PAGE_BYTES)
    found = b""
    while len(found) < length:
        if sys.platform == "win32":
            os.lseek(handle, place + len(found), os.SEEK_SET)
            more = os.read(handle, length - len(found))
        else:
            more = os.pread(handle, length - len(found), place + len(found))
        if not more:
            raise FileDamaged
        found += more
    return found


@contextlib.contextmanager
def _handle(path: Path) -> Iterator[int]:
    """A handle for reading that on Linux and macOS stays open as long as the program runs.

    To close it there would drop the locks of every connection that this program has to the file, and another window
    could then take the log away under them (https://www.sqlite.org/howtocorrupt.html, §2.2). A file that has no name
    any more can be closed.
    """
    if sys.platform == "win32":
        handle = os.open(path, os.O_RDONLY | os.O_BINARY)
        try:
            yield handle
        finally:
            os.close(handle)
        return
    for known, handle in list(_open_for_good.items()):
        if not os.fstat(handle).st_nlink:
            os.close(_open_for_good.pop(known))
    there = path.stat()
    known = (there.st_dev, there.st_ino)
    if known not in _open_for_good:
        _open_for_good[known] = os.open(path, os.O_RDONLY)
    yield _open_for_good[known]
