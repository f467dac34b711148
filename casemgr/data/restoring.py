"""Putting a backup in the place of the local file. Nothing is overwritten: what was there is moved aside."""

from __future__ import annotations

import secrets
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from casemgr.data.backup_file import Cancelled, Progress, extract, ignore_progress, never_cancelled, read_manifest
from casemgr.data.durable import move_into_place, new_file, refuse_if_short_of_room, scratch_folder, sync_folder
from casemgr.data.encrypted_file import refusals_in_words
from casemgr.data.file_refusals import FileInUse
from casemgr.data.keyslots import keys_path


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What a restore did: when the backup was made, and where the former file went (None when there was
    none).
    """

    path: Path
    made: datetime
    moved_aside: Path | None


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
        refuse_if_short_of_room(target.parent, manifest.database.size)
        with scratch_folder(target.parent) as scratch:
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
