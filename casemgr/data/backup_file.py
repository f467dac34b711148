"""The one file of a backup: a zip, stored without compression, of the encrypted database and its key file.

A zip, so that in ten years anybody gets the two files out without this program; the passwords stay
necessary. Nothing in it is in the clear but the date, the sizes and the sums by which damage shows.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from casemgr.data.backup_manifest import LARGEST_KEYS, BackupDamaged, Manifest, NotABackup, Part, from_json, to_json
from casemgr.data.file_refusals import Stopped
from casemgr.data.piece_sums import PIECE_BYTES, PieceSums, sum_within

DATABASE = "database.casemgr"
KEYS = "database.casemgr.keys"
_MANIFEST = "backup.json"
_CHUNK = PIECE_BYTES
_LENGTHS_AT = 26  # in the local header: of the name and of what follows it (APPNOTE.TXT, 4.3.7)
_LARGEST_MANIFEST = 64 * 1024

Progress = Callable[[int, int], None]
"""Told how much is done, of how much; the unit is the caller's to ignore."""
Cancelled = Callable[[], bool]
"""Whether the person asked to stop."""


def ignore_progress(_done: int, _total: int) -> None:
    """Tell nobody."""


def never_cancelled() -> bool:
    """Nobody asks to stop."""
    return False


def write_container(
    out: IO[bytes],
    database: Iterable[bytes],
    size: int,
    keys: bytes,
    made: datetime,
    sealed: Callable[[Manifest], Manifest],
    progress: Progress,
    cancelled: Cancelled,
) -> Manifest:
    """Write the zip into `out`: a database of `size` bytes, piece by piece, and its keys; `sealed` is asked at the end.

    Raises Stopped, or what the disk raises.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        with archive.open(DATABASE, "w", force_zip64=True) as member, PieceSums() as sums:
            part = _copy(_summed(database, sums), member, size, progress, cancelled)
            part = replace(part, pieces=sums.hexdigest())
        archive.writestr(KEYS, keys)
        manifest = sealed(Manifest(made.astimezone(UTC), part, Part(len(keys), hashlib.sha256(keys).hexdigest())))
        archive.writestr(_MANIFEST, json.dumps(to_json(manifest), indent=1))
    return manifest


def read_manifest(path: Path) -> Manifest:
    """What the backup says of itself. Raises NotABackup, BackupDamaged, BackupTooNew, FileMissing (as
    OSError).
    """
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            raise NotABackup
    with _damage_told():
        archive = zipfile.ZipFile(path)
    with archive:
        return _manifest_of(archive)


def extract(
    path: Path,
    database: IO[bytes] | None,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never_cancelled,
) -> tuple[Manifest, bytes]:
    """Copy the encrypted database out (or only read it) and give the key file, both checked against their
    sums.

    Raises NotABackup, BackupDamaged, BackupTooNew, Stopped, or what the disk raises.
    """
    manifest, keys = read_keys(path)
    with _damage_told():
        archive = zipfile.ZipFile(path)
    with archive, _member(archive, DATABASE) as member:
        found = _copy(chunks(member), database, manifest.database.size, progress, cancelled)
    if found != replace(manifest.database, pieces=None):
        raise BackupDamaged
    return manifest, keys


def read_in_pieces(path: Path, progress: Progress, cancelled: Cancelled) -> Manifest:
    """Read all of a backup and check it against its sums, the database's by several threads at once.

    Raises as `extract`; also BackupDamaged for a backup that has no sum in pieces.
    """
    manifest, _ = read_keys(path)
    with _damage_told():
        archive = zipfile.ZipFile(path)
    with archive:
        member = archive.getinfo(DATABASE)
    size = manifest.database.size
    with path.open("rb") as file:
        file.seek(member.header_offset + _LENGTHS_AT)
        lengths = file.read(4)
        start = file.tell() + sum(struct.unpack("<HH", lengths.ljust(4, b"\0")))
    if member.file_size != size or start + size > path.stat().st_size:  # a zip may promise any size
        raise BackupDamaged
    if sum_within(path, start, size, progress, cancelled) != manifest.database.pieces:
        raise BackupDamaged
    return manifest


def read_keys(path: Path) -> tuple[Manifest, bytes]:
    """The key file of a backup, checked against its sum, and what the backup says of itself. Raises as `extract`."""
    manifest = read_manifest(path)
    with _damage_told():
        archive = zipfile.ZipFile(path)
    with archive:
        keys = _content(archive, KEYS, LARGEST_KEYS + 1)
    if Part(len(keys), hashlib.sha256(keys).hexdigest()) != manifest.keys:
        raise BackupDamaged
    return manifest, keys


def read_first(path: Path, length: int) -> bytes:
    """The first bytes of the database of a backup. Raises BackupDamaged, or what the disk raises."""
    with _damage_told():
        archive = zipfile.ZipFile(path)
    with archive:
        return _content(archive, DATABASE, length)


def chunks(source: IO[bytes]) -> Iterator[bytes]:
    """What is left of a file, a megabyte at a time. Raises BackupDamaged when it is of a damaged zip."""
    while chunk := _chunk(source):
        yield chunk


def _summed(database: Iterable[bytes], sums: PieceSums) -> Iterator[bytes]:
    for piece in database:
        sums.update(piece)
        yield piece


def _copy(
    source: Iterable[bytes], target: IO[bytes] | None, total: int, progress: Progress, cancelled: Cancelled
) -> Part:
    """Copy at most `total` bytes, and a little more so that a longer file shows: a zip may promise any
    size.

    The sum of a chunk is made while the next is read and written: it takes about as long.
    """
    done, sums = 0, hashlib.sha256()
    summing: Future[None] | None = None
    with ThreadPoolExecutor(1) as beside:
        for chunk in source:
            if cancelled():
                raise Stopped
            done += len(chunk)
            if done > total:
                raise BackupDamaged
            if summing is not None:
                summing.result()
            summing = beside.submit(sums.update, chunk)
            if target is not None:
                target.write(chunk)
            progress(done, total)
    return Part(done, sums.hexdigest())


@contextlib.contextmanager
def _damage_told() -> Iterator[None]:
    """Within this block, whatever Python's zip reader says of a damaged zip is BackupDamaged (it says it
    in many ways).
    """
    try:
        yield
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError, struct.error):
        raise BackupDamaged from None
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the beginning of the file
            raise
        raise BackupDamaged from None


def _chunk(source: IO[bytes]) -> bytes:
    with _damage_told():
        return source.read(_CHUNK)


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    with _damage_told():
        return archive.open(name)


def _content(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with _damage_told(), archive.open(name) as member:
        return member.read(most)


def _manifest_of(archive: zipfile.ZipFile) -> Manifest:
    names = archive.namelist()
    if _MANIFEST not in names:
        raise NotABackup
    manifest = from_json(_content(archive, _MANIFEST, _LARGEST_MANIFEST))
    # Three files and no other, none compressed: nothing to unpack beyond what is announced.
    stored = all(one.compress_type == zipfile.ZIP_STORED for one in archive.infolist())
    if sorted(names) != sorted((DATABASE, KEYS, _MANIFEST)) or not stored:
        raise BackupDamaged
    return manifest
