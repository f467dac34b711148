"""Writing small files so that a power cut leaves the old one or the new one, never half of one.

Also the private folder in which a big file becomes whole, and the lock that lets the window and the command
line change one small file in turn, on Linux and on Windows.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from casemgr.data.file_refusals import DiskFull, explain

OWNER_ONLY = 0o600  # a lost laptop's other accounts read nothing, not even what is encrypted
_REPLACE_TRIES = 20
_MARGIN = 4 * 1024 * 1024  # bytes, for what stands beside a big file
_REPLACE_PAUSE = 0.05  # seconds; an antivirus holds a new file for a moment on Windows


@contextlib.contextmanager
def disk_errors_in_words() -> Iterator[None]:
    """Within this block an error of the disk becomes the UserError that says it; any other passes
    unchanged.
    """
    try:
        yield
    except OSError as error:
        said = explain(error)
        if said is None:
            raise
        raise said from error


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a power cut (Windows does this by itself and refuses the call)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move_into_place(new: Path, target: Path) -> None:
    """Rename `new`, already flushed to the disk, over `target` at one stroke, and make the rename last."""
    for attempt in range(_REPLACE_TRIES):
        try:
            new.replace(target)
            break
        except PermissionError:
            if sys.platform != "win32" or attempt == _REPLACE_TRIES - 1:
                raise
            time.sleep(_REPLACE_PAUSE)
    sync_folder(target.parent)


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A new file, readable by its owner only, whose content is on the disk when the block ends."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, OWNER_ONLY), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def write_atomically(path: Path, content: bytes) -> None:
    """Replace the content of `path` as a whole. Raises DiskFull, FolderReadOnly and the like."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(6)}.tmp")
    with disk_errors_in_words():
        try:
            with new_file(temporary) as file:
                file.write(content)
            move_into_place(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def scratch_folder(beside: Path) -> Iterator[Path]:
    """A private folder in the folder `beside`, on the same disk, gone afterwards whatever happens."""
    made = Path(tempfile.mkdtemp(prefix=".casemgr-", dir=beside))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def refuse_if_short_of_room(folder: Path, needed: int) -> None:
    """Say it before the work instead of after; the disk itself has the last word. Raises DiskFull."""
    if shutil.disk_usage(folder).free < needed + _MARGIN:
        raise DiskFull


@contextlib.contextmanager
def in_turn(path: Path) -> Iterator[None]:
    """Within this block no other process is in a block on the same `path` (`<path>.lock` stays beside it)."""
    with disk_errors_in_words():
        handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, OWNER_ONLY)
        try:
            _take(handle)
            yield
        finally:
            os.close(handle)  # which also gives the lock back


def _take(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
