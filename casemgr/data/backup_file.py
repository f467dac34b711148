"""The one file of a backup: a zip, stored without compression, of the encrypted database and its key file.

A zip, so that in ten years anybody gets the two files out without this program; the passwords stay
necessary. Nothing in it is in the clear but the date, the sizes and the sums by which damage shows.

Whoever makes a backup seals it: the rows that were counted, closed with a key made of the data key and bound to those
sizes and sums. Bytes of these sums under a seal that opens are those that were checked when the backup was made; a
backup of an older program has no seal, and is read whole instead (backup.py).
"""

from __future__ import annotations

import base64
import contextlib
import errno
import hashlib
import json
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from casemgr.data.file_refusals import FixedRefusal, Stopped
from casemgr.data.key_wrapping import NONCE_BYTES, DoesNotOpen, Sealed, seal, sub_key, unseal
from casemgr.domain.words import Words

DATABASE = "database.casemgr"
KEYS = "database.casemgr.keys"
_MANIFEST = "backup.json"
_FORMAT = "casemgr backup"
_VERSION = 1
_CHUNK = 1024 * 1024
_LARGEST_KEYS = 4 * 1024 * 1024
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


class NotABackup(FixedRefusal):
    """The file is something else."""

    WHAT = Words(
        "Ce fichier n’est pas une sauvegarde de casemgr.",
        "هذا الملف ليس نسخة احتياطية من casemgr.",
        "This file is not a casemgr backup.",
    )
    DO = Words(
        "Choisissez un fichier dont le nom finit par « .casemgr-backup ».",
        "اختاروا ملفاً ينتهي اسمه بـ ‎«.casemgr-backup»‎.",
        "Choose a file whose name ends with “.casemgr-backup”.",
    )


class BackupDamaged(FixedRefusal):
    """The backup is cut short, or no longer reads as it was written."""

    WHAT = Words(
        "Cette sauvegarde est abîmée ou incomplète.",
        "هذه النسخة الاحتياطية تالفة أو ناقصة.",
        "This backup is damaged or incomplete.",
    )
    DO = Words(
        "Prenez la sauvegarde précédente. Gardez celle-ci à part, sans l’effacer.",
        "استعملوا النسخة السابقة. واحتفظوا بهذه جانباً دون حذفها.",
        "Take the backup before it. Keep this one aside, without deleting it.",
    )


class BackupTooNew(FixedRefusal):
    """The backup was made by a later version of casemgr."""

    WHAT = Words(
        "Cette sauvegarde vient d’une version plus récente de casemgr.",
        "هذه النسخة الاحتياطية أُنجزت بإصدار أحدث من casemgr.",
        "This backup comes from a more recent version of casemgr.",
    )
    DO = Words(
        "Installez la dernière version sur cet ordinateur.",
        "ثبّتوا آخر إصدار على هذا الحاسوب.",
        "Install the latest version on this computer.",
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two files inside: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the backup says of itself in the clear, and the seal on it."""

    made: datetime
    database: Part
    keys: Part
    seal: Sealed | None = None

    def sealed(self, key: bytes, rows: dict[str, int]) -> Manifest:
        """The same, with the rows of its tables closed into a seal that only the data key makes."""
        content = json.dumps(rows).encode()
        return replace(self, seal=seal(sub_key(key, "backup"), content, self._sealed_content()))

    def rows(self, key: bytes) -> dict[str, int]:
        """The rows of each table, out of the seal. Raises BackupDamaged when another key made it, or of other sums."""
        try:
            found = json.loads(unseal(sub_key(key, "backup"), self.seal or Sealed(b"", b""), self._sealed_content()))
        except DoesNotOpen:
            raise BackupDamaged from None
        return {str(name): int(count) for name, count in found.items()}

    def _sealed_content(self) -> bytes:
        return json.dumps(_to_json(replace(self, seal=None)), sort_keys=True).encode()


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
        with archive.open(DATABASE, "w", force_zip64=True) as member:
            part = _copy(database, member, size, progress, cancelled)
        archive.writestr(KEYS, keys)
        manifest = sealed(Manifest(made.astimezone(UTC), part, Part(len(keys), hashlib.sha256(keys).hexdigest())))
        archive.writestr(_MANIFEST, json.dumps(_to_json(manifest), indent=1))
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
    if found != manifest.database:
        raise BackupDamaged
    return manifest, keys


def read_keys(path: Path) -> tuple[Manifest, bytes]:
    """The key file of a backup, checked against its sum, and what the backup says of itself. Raises as `extract`."""
    manifest = read_manifest(path)
    with _damage_told():
        archive = zipfile.ZipFile(path)
    with archive:
        keys = _content(archive, KEYS, _LARGEST_KEYS + 1)
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
    manifest = _from_json(_content(archive, _MANIFEST, _LARGEST_MANIFEST))
    # Three files and no other, none compressed: nothing to unpack beyond what is announced.
    stored = all(one.compress_type == zipfile.ZIP_STORED for one in archive.infolist())
    if sorted(names) != sorted((DATABASE, KEYS, _MANIFEST)) or not stored:
        raise BackupDamaged
    return manifest


def _to_json(manifest: Manifest) -> dict[str, object]:
    kept = manifest.seal
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "made": manifest.made.isoformat(),
        "database": {"size": manifest.database.size, "sha256": manifest.database.sha256},
        "keys": {"size": manifest.keys.size, "sha256": manifest.keys.sha256},
    } | ({} if kept is None else {"seal": base64.b64encode(kept.nonce + kept.box).decode()})


def _from_json(content: bytes) -> Manifest:
    try:
        root = json.loads(content)
        if root["format"] != _FORMAT:
            raise NotABackup
        if int(root["version"]) > _VERSION:
            raise BackupTooNew
        made = datetime.fromisoformat(str(root["made"]))
        parts = [Part(int(root[name]["size"]), str(root[name]["sha256"])) for name in ("database", "keys")]
        if made.tzinfo is None or parts[1].size > _LARGEST_KEYS:
            raise BackupDamaged
        closed = base64.b64decode(root["seal"], validate=True) if "seal" in root else None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BackupDamaged from None
    kept = None if closed is None else Sealed(closed[:NONCE_BYTES], closed[NONCE_BYTES:])
    return Manifest(made, parts[0], parts[1], kept)
