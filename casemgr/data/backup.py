"""Backups of the local file: made while people work, encrypted like it, opened again before they are
believed.

A backup is complete or absent: it is written under another name, read back, and renamed at the end. It
opens with the passwords (and the recovery key) of the day it was made. Restoring never overwrites: what
was there is moved aside.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import sqlcipher3.dbapi2 as sqlcipher

from casemgr.data.backup_file import (
    BackupDamaged,
    BackupTooNew,
    Cancelled,
    NotABackup,
    Progress,
    extract,
    ignore_progress,
    never_cancelled,
    read_manifest,
    write_container,
)
from casemgr.data.durable import move_into_place, new_file, sync_folder
from casemgr.data.encrypted_file import connect, connect_bare, open_encrypted, refusals_in_words
from casemgr.data.file_check import quoted, reads_whole
from casemgr.data.file_refusals import (
    DiskFull,
    FileAlreadyThere,
    FileDamaged,
    FileInUse,
    FileMissing,
    NotCasemgrFile,
    Stopped,
    WrongKey,
)
from casemgr.data.key_refusals import KeyFileMissing
from casemgr.data.keyslots import KeySlots, keys_path

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
    """A backup that was opened and read: when it was made, its size in bytes, and the rows of each table."""

    path: Path
    made: datetime
    size: int
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What a restore did: when the backup was made, and where the former file went (None when there was
    none).
    """

    path: Path
    made: datetime
    moved_aside: Path | None


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
    """Copy the file as it is at one moment, with its keys, into the one file `out_path`, and verify the copy.

    People go on working meanwhile. Raises FileAlreadyThere, DiskFull, FolderReadOnly, FileDamaged (the
    file itself is not sound: a backup of damage is none), WrongKey, KeyFileMissing, Stopped.
    """
    if out_path.exists():
        raise FileAlreadyThere
    with refusals_in_words():
        _refuse_if_short_of_room(out_path.parent, 2 * _size(database))
        keys = _keys_for(slots_path, key)
        with _scratch(out_path.parent) as scratch:
            copy = scratch / "database"
            rows = _copy_database(database, copy, key, progress, cancelled)
            _verify(copy, key, rows)
            bundle = scratch / "bundle"
            with new_file(bundle) as out:
                manifest = write_container(out, copy, keys, now, ignore_progress, cancelled)
            extract(bundle, None)  # read back what the disk has
            if cancelled():
                raise Stopped
            move_into_place(bundle, out_path)
    return BackupReport(out_path, manifest.made, _size(out_path), rows)


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
    """Open a backup as if to restore it, and read all of it; nothing is left behind.

    Raises NotABackup, BackupDamaged, BackupTooNew, WrongPassword, FileMissing, DiskFull (of the temporary
    folder).
    """
    with refusals_in_words(), _scratch(Path(tempfile.gettempdir())) as scratch:
        copy = scratch / "database"
        with new_file(copy) as out:
            manifest, keys = extract(path, out, progress, cancelled)
        keys_path(copy).write_bytes(keys)
        key = KeySlots(keys_path(copy)).open(login, password, now)
        rows = _verify(copy, key, None)
    return BackupReport(path, manifest.made, _size(path), rows)


def restore(
    backup: Path,
    target: Path,
    now: datetime,
    *,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never_cancelled,
) -> RestoreReport:
    """Put the database of a backup, and its keys, at `target`; what is there is moved aside with the
    moment in its name.

    Nobody may have `target` open, this process included (dispose of its engine). At any cut on the way the
    former file is whole under one of the two names. Raises NotABackup, BackupDamaged, BackupTooNew,
    FileMissing, FileInUse, DiskFull, FolderReadOnly, Stopped.
    """
    with refusals_in_words():
        manifest = read_manifest(backup)
        _refuse_if_short_of_room(target.parent, manifest.database.size)
        with _scratch(target.parent) as scratch:
            copy, keys_copy = scratch / "database", scratch / "keys"
            with new_file(copy) as out:
                _, keys = extract(backup, out, progress, cancelled)
            with new_file(keys_copy) as out:
                out.write(keys)
            _refuse_if_in_use(target)
            aside = _move_aside(target, now)
            # The database last: while it is missing, opening says so; with it, everything else is in place.
            move_into_place(keys_copy, keys_path(target))
            move_into_place(copy, target)
    return RestoreReport(target, manifest.made, aside)


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
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
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


# --- restoring -------------------------------------------------------------------------------------


def _move_aside(target: Path, now: datetime) -> Path | None:
    """Rename the former file, its log and its keys. Also a log left alone: it would be played into the new
    file.
    """
    stamp = now.strftime("%Y%m%d-%H%M%S")
    aside = target.with_name(f"{target.stem}-{stamp}{target.suffix}")
    while aside.exists():
        aside = aside.with_name(f"{aside.stem}-{secrets.token_hex(2)}{aside.suffix}")
    moved = target.exists()
    for suffix in ("", "-wal", "-journal", ".keys"):
        former = target.with_name(target.name + suffix)
        if former.exists():
            former.rename(aside.with_name(aside.name + suffix))
    target.with_name(target.name + "-shm").unlink(missing_ok=True)  # an index of the log, made anew
    sync_folder(target.parent)
    return aside if moved else None


def _refuse_if_in_use(target: Path) -> None:
    """Raise FileInUse while another process has the database open (Windows refuses the rename by itself).

    A connection in write-ahead mode holds a shared lock on 510 bytes from 2^30+2 as long as it lives
    (https://www.sqlite.org/src/file/src/os.h, PENDING_BYTE and what follows).
    """
    if sys.platform == "win32" or not target.exists():
        return
    import fcntl

    with target.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 2**30 + 2)
        except (BlockingIOError, PermissionError):
            raise FileInUse from None


# --- the disk --------------------------------------------------------------------------------------


@contextlib.contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A private folder on the same disk, gone afterwards whatever happens."""
    made = Path(tempfile.mkdtemp(prefix=".casemgr-", dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _size(path: Path) -> int:
    if not path.is_file():
        raise FileMissing
    return path.stat().st_size


def _refuse_if_short_of_room(folder: Path, needed: int) -> None:
    """Say it before the work instead of after; the disk itself has the last word."""
    if shutil.disk_usage(folder).free < needed + 4 * 1024 * 1024:
        raise DiskFull
