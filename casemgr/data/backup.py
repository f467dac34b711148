"""Backups of the local file: made while people work, encrypted like it, read back before they are believed.

A backup is complete or absent: it is written under another name, read back, and renamed at the end. It
opens with the passwords (and the recovery key) of the day it was made. Putting one back: restoring.py.

What is checked when it is made: each page in it against its authentication code (a backup of damage is none); and
that what was written reads back, every byte (from the system's memory, where it still has it).
When it is verified: the seal and every byte against it, so that they are those of that day, and that the password
opens the database. Not the order of the pages among each other, which a faulty program or disk could have spoiled
before: that is the full check of the file (file_check.py, `casemgr check`), which takes minutes where these take
seconds.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import sqlcipher3.dbapi2 as sqlcipher

from casemgr.data.backup_file import (
    Cancelled,
    Progress,
    chunks,
    extract,
    ignore_progress,
    never_cancelled,
    read_first,
    read_in_pieces,
    read_keys,
    read_manifest,
    write_container,
)
from casemgr.data.backup_manifest import BackupDamaged, BackupTooNew, Manifest, NotABackup
from casemgr.data.durable import move_into_place, new_file, refuse_if_short_of_room, scratch_folder
from casemgr.data.encrypted_file import connect, connect_bare, open_encrypted, refusals_in_words
from casemgr.data.file_check import quoted, reads_whole
from casemgr.data.file_refusals import FileAlreadyThere, FileDamaged, FileMissing, NotCasemgrFile, Stopped, WrongKey
from casemgr.data.key_refusals import KeyFileMissing
from casemgr.data.keyslots import KeySlots, keys_path
from casemgr.data.page_seals import PAGE_BYTES, PageSeals
from casemgr.data.restoring import RestoreReport, restore
from casemgr.data.still_file import held_still, pieces, size_of
from casemgr.data.written_pages import checked

__all__ = [
    "BackupDamaged",
    "BackupReport",
    "BackupTooNew",
    "NotABackup",
    "RestoreReport",
    "back_up",
    "backup_made_at",
    "restore",
    "verify_backup",
    "which_to_delete",
]

SUFFIX = ".casemgr-backup"
_PAGES_A_STEP = 64  # 256 KB: often enough to stop at once
_DAILY, _WEEKLY, _MONTHLY = 7, 4, 2
_OLDEST = timedelta(days=90)  # the erased must not live on in old backups (DP-44)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was read whole: when it was made, its size in bytes, and the rows of each table that is not
    itself an index or the audit.
    """

    path: Path
    made: datetime
    size: int
    rows: dict[str, int]


def back_up(
    database: Path,
    key: bytes,
    slots_path: Path,
    out_path: Path,
    now: datetime,
    *,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never_cancelled,
) -> BackupReport:
    """Copy the file as it is at one moment, with its keys, into the one file `out_path`, and read the copy back.

    People go on working meanwhile. Raises FileAlreadyThere, DiskFull, FolderReadOnly, FileDamaged (the
    file itself is not sound: a backup of damage is none), WrongKey, KeyFileMissing, Stopped.
    """
    if out_path.exists():
        raise FileAlreadyThere
    with refusals_in_words():
        size = _size(database)
        refuse_if_short_of_room(out_path.parent, size)
        making = _Making(database, key, _keys_for(slots_path, key), now, progress, cancelled)
        with scratch_folder(out_path.parent) as scratch:
            bundle = scratch / "bundle"
            if (manifest := making.as_it_stands(bundle)) is None:
                refuse_if_short_of_room(out_path.parent, 2 * size)
                manifest = making.through_sqlite(bundle, scratch / "database")
            if read_in_pieces(bundle, making.second_half, cancelled) != manifest:
                raise BackupDamaged
            if cancelled():
                raise Stopped
            move_into_place(bundle, out_path)
    return BackupReport(out_path, manifest.made, _size(out_path), manifest.rows(key))


def backup_made_at(path: Path) -> datetime:
    """When a backup was made (UTC), without opening it. Raises NotABackup, BackupDamaged, BackupTooNew,
    FileMissing.
    """
    with refusals_in_words():
        return read_manifest(path).made


def verify_backup(
    path: Path,
    login: str,
    password: str,
    now: datetime,
    *,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never_cancelled,
) -> BackupReport:
    """Open a backup with a password of its day and read all of it (module docstring); nothing is left behind.

    Raises NotABackup, BackupDamaged, BackupTooNew, WrongPassword, FileMissing, Stopped, DiskFull (of the temporary
    folder).
    """
    with refusals_in_words(), scratch_folder(Path(tempfile.gettempdir())) as scratch:
        manifest, keys = read_keys(path)
        copy = scratch / "database"
        keys_path(copy).write_bytes(keys)
        key = KeySlots(keys_path(copy)).open(login, password, now)
        if manifest.seal is not None:
            rows = manifest.rows(key)
            first = read_first(path, PAGE_BYTES)
            if not PageSeals(key, first).hold(first, 0):  # the key of these slots is not the one of this database
                raise BackupDamaged
            found = read_in_pieces(path, progress, cancelled)
        else:
            with new_file(copy) as out:
                found, _ = extract(path, out, progress, cancelled)
            rows = _verify(copy, key, None)
        if found != manifest:
            raise BackupDamaged
    return BackupReport(path, manifest.made, _size(path), rows)


def which_to_delete(backups: Sequence[tuple[T, datetime]], now: datetime) -> list[T]:
    """Which backups to delete at `now`: all but the last of each of 7 days, 4 weeks and 2 months, and any
    over 90 days.

    Days, weeks (ISO) and months are counted among those that have a backup, so a holiday uses up none; the
    newest backup is never deleted, however old it is. Moments are aware. (DP-44; 90 days, as erased data
    must not live on.)
    """
    newest_first = sorted(backups, key=lambda backup: backup[1], reverse=True)
    kept: set[int] = {0}
    for most, period in ((_DAILY, "%Y-%m-%d"), (_WEEKLY, "%G-%V"), (_MONTHLY, "%Y-%m")):
        seen: dict[str, int] = {}
        for place, (_, when) in enumerate(newest_first):
            seen.setdefault(when.astimezone(now.tzinfo).strftime(period), place)
        kept.update(list(seen.values())[:most])
    return [
        path for place, (path, when) in enumerate(newest_first) if place and (place not in kept or now - when > _OLDEST)
    ]


# --- making ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Making:
    """One backup on its way, in one of two manners; progress is told in two halves, the writing and the reading."""

    database: Path
    key: bytes
    keys: bytes
    now: datetime
    progress: Progress
    cancelled: Cancelled

    def as_it_stands(self, bundle: Path) -> Manifest | None:
        """Copy the bytes of the file while it is held still, each page checked on its way.

        None, and nothing written, when it is not to be held, or when SQLite should have the last word on a page.
        """
        try:
            with refusals_in_words(), held_still(self.database, self.key) as reader:
                if reader is None:
                    return None
                size = size_of(reader)
                with contextlib.closing(pieces(self.database, size)) as read, _counting(reader) as counted:
                    return self._write(bundle, read, size, counted, self._first_half, is_checked=True)
        except FileDamaged:
            bundle.unlink(missing_ok=True)
            return None

    def through_sqlite(self, bundle: Path, copy: Path) -> Manifest:
        """Copy each page through SQLite, then read the copy whole. Slower, but waits for nobody."""
        rows = _copy_database(self.database, copy, self.key, self._first_half, self.cancelled)
        _verify(copy, self.key, rows)
        counted: Future[dict[str, int]] = Future()
        counted.set_result(rows)
        with copy.open("rb") as source:
            return self._write(bundle, chunks(source), copy.stat().st_size, counted, ignore_progress)

    def second_half(self, done: int, total: int) -> None:
        """Tell of the reading back."""
        self.progress(total + done, 2 * total)

    def _first_half(self, done: int, total: int) -> None:
        self.progress(done, 2 * total)

    def _write(
        self,
        bundle: Path,
        database: Iterable[bytes],
        size: int,
        counted: Future[dict[str, int]],
        progress: Progress,
        *,
        is_checked: bool = False,
    ) -> Manifest:
        def sealed(manifest: Manifest) -> Manifest:
            return manifest.sealed(self.key, counted.result())

        with new_file(bundle) as out, contextlib.ExitStack() as stack:
            if is_checked:
                database = stack.enter_context(contextlib.closing(checked(database, size, out, bundle, self.key)))
            return write_container(out, database, size, self.keys, self.now, sealed, progress, self.cancelled)


@contextlib.contextmanager
def _counting(reader: sqlcipher.Connection) -> Iterator[Future[dict[str, int]]]:
    """The rows of each table, counted while the bytes are copied; given up when the copy is."""
    with ThreadPoolExecutor(1) as beside:
        counted = beside.submit(_count_rows, reader)
        try:
            yield counted
        except BaseException:
            reader.interrupt()
            raise


def _copy_database(database: Path, copy: Path, key: bytes, progress: Progress, cancelled: Cancelled) -> dict[str, int]:
    """Copy through SQLite from one moment of the file, and give the rows each table had at that moment."""

    def step(_status: int, remaining: int, total: int) -> None:
        if cancelled():
            raise Stopped
        progress(total - remaining, total)

    if not database.is_file():
        raise FileMissing
    with contextlib.closing(connect(database, key)) as source:
        # Reading first and holding the transaction fixes the moment: writers neither wait nor make the
        # copy begin again.
        source.execute("BEGIN")
        rows = _count_rows(source)
        with new_file(copy):
            pass
        with contextlib.closing(connect_bare(copy, key)) as target:
            source.backup(target, pages=_PAGES_A_STEP, progress=step)
        source.execute("ROLLBACK")
    return rows


def _count_rows(connection: sqlcipher.Connection) -> dict[str, int]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND sql NOT LIKE '%WITHOUT ROWID%' ORDER BY name"  # to count those all of them is read
    ).fetchall()
    counts = ((name, connection.execute(f"SELECT count(*) FROM {quoted(name)}")) for (name,) in names)
    return {name: int(found.fetchone()[0]) for name, found in counts}


def _verify(copy: Path, key: bytes, expected: dict[str, int] | None) -> dict[str, int]:
    """Open the copy as anybody would, read all of it, and count. Raises BackupDamaged."""
    try:
        engine = open_encrypted(copy, key, on_network=lambda _path: False)  # a copy that only we open
        try:
            is_sound = reads_whole(engine)
        finally:
            engine.dispose()
        with refusals_in_words(), contextlib.closing(connect(copy, key)) as connection:
            rows = _count_rows(connection)
            connection.execute("PRAGMA journal_mode = DELETE")  # one file again, without a log: it travels alone
    except (FileDamaged, WrongKey, NotCasemgrFile):
        raise BackupDamaged from None
    if not is_sound or (expected is not None and rows != expected):
        raise BackupDamaged
    return rows


def _keys_for(slots_path: Path, key: bytes) -> bytes:
    """The key file, checked to be that of this key: the two files of a backup must belong together."""
    if not slots_path.is_file():
        raise KeyFileMissing
    if not KeySlots(slots_path).belongs_to(key):
        raise WrongKey
    return slots_path.read_bytes()


def _size(path: Path) -> int:
    if not path.is_file():
        raise FileMissing
    return path.stat().st_size
