"""Whatever was changed in a backup is told, sealed or of an older program."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casemgr.data.backup import (
    BackupDamaged,
    BackupTooNew,
    NotABackup,
    back_up,
    restore,
    verify_backup,
)
from casemgr.data.backup_file import (
    DATABASE,
    KEYS,
    chunks,
    never_cancelled,
    read_in_pieces,
    read_manifest,
    write_container,
)
from casemgr.data.backup_manifest import Manifest
from casemgr.data.data_key import unlock
from casemgr.data.file_refusals import (
    FileMissing,
    Stopped,
)
from casemgr.data.keyslots import keys_path, new_key
from tests.local_file import PAGE, flip, make_file
from tests.unit.backup.made import NOW, PASSWORD, rows_at


def repacked(backup: Path, change: Callable[[dict[str, Any]], None], **others: bytes) -> None:
    """Write a backup anew with another `backup.json`, as anybody can."""
    with zipfile.ZipFile(backup) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()} | others
    manifest = json.loads(inside["backup.json"])
    change(manifest)
    inside["backup.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(backup, "w") as archive:
        for name, content in inside.items():
            archive.writestr(name, content)


@pytest.mark.usefixtures("engine")
def test_a_backup_of_an_older_program_has_no_seal_and_is_read_whole(path: Path, key: bytes, backup: Path) -> None:
    """Without a seal its sums prove nothing: a page that was changed together with them is found all the same."""
    made = back_up(path, key, keys_path(path), backup, NOW)
    repacked(backup, lambda manifest: manifest.pop("seal"))
    assert verify_backup(backup, "amina", PASSWORD, NOW) == replace(made, size=backup.stat().st_size)
    target = path.with_name("restored.casemgr")
    restore(backup, target, NOW)
    assert rows_at(target, unlock(target, "amina", PASSWORD, NOW)) == 2000
    spoil_with_its_sum(backup)
    with pytest.raises(BackupDamaged):
        verify_backup(backup, "amina", PASSWORD, NOW)


def spoil_with_its_sum(backup: Path) -> None:
    """Change a page of the database, and the sum of it in the manifest."""
    with zipfile.ZipFile(backup) as archive:
        content = bytearray(archive.read(DATABASE))
    content[len(content) // 2] ^= 1
    summed = hashlib.sha256(content).hexdigest()
    repacked(backup, lambda manifest: manifest["database"].update(sha256=summed), **{DATABASE: bytes(content)})


@pytest.mark.usefixtures("engine")
def test_whoever_changes_the_database_with_its_sum_breaks_the_seal(path: Path, key: bytes, backup: Path) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    spoil_with_its_sum(backup)
    with pytest.raises(BackupDamaged):
        verify_backup(backup, "amina", PASSWORD, NOW)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("seal", ["", "AAAA", "no base64!", None, 7, ["x"]])
def test_a_seal_that_is_none_is_told(path: Path, key: bytes, backup: Path, seal: object) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    repacked(backup, lambda manifest: manifest.update(seal=seal))
    with pytest.raises(BackupDamaged):
        verify_backup(backup, "amina", PASSWORD, NOW)


@pytest.mark.usefixtures("engine")
def test_the_moment_of_a_backup_is_under_its_seal(path: Path, key: bytes, backup: Path) -> None:
    """An old copy does not pass for one of today."""
    back_up(path, key, keys_path(path), backup, NOW)
    repacked(backup, lambda manifest: manifest.update(made="2026-03-03T09:00:00+00:00"))
    with pytest.raises(BackupDamaged):
        verify_backup(backup, "amina", PASSWORD, NOW)


@pytest.mark.usefixtures("engine")
def test_a_database_that_promises_to_be_endless_is_refused_before_it_is_read(
    path: Path, key: bytes, backup: Path
) -> None:
    """By somebody who holds the key, too."""
    size, keys = 2**62, keys_path(path).read_bytes()

    def promising(one: Manifest) -> Manifest:
        return replace(one, database=replace(one.database, size=size)).sealed(key, {})

    with backup.open("wb") as out:
        write_container(out, [b"x" * PAGE], PAGE, keys, NOW, promising, lambda *_: None, never_cancelled)
    with pytest.raises(BackupDamaged):
        read_in_pieces(backup, lambda *_: None, never_cancelled)


@pytest.mark.usefixtures("engine")
def test_reading_a_backup_tells_its_progress_and_stops_when_asked(path: Path, key: bytes, backup: Path) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    told: list[tuple[int, int]] = []
    verify_backup(backup, "amina", PASSWORD, NOW, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
    with pytest.raises(Stopped):
        verify_backup(backup, "amina", PASSWORD, NOW, cancelled=lambda: True)


@pytest.mark.usefixtures("engine")
def test_a_database_of_another_key_under_a_good_seal_is_told(path: Path, key: bytes, backup: Path) -> None:
    """The password must open this database, not only the seal."""
    other = make_file(path.with_name("other.casemgr"), new_key())
    other.dispose()
    with backup.open("wb") as out, path.with_name("other.casemgr").open("rb") as source:
        size = path.with_name("other.casemgr").stat().st_size
        keys = keys_path(path).read_bytes()
        write_container(
            out, chunks(source), size, keys, NOW, lambda one: one.sealed(key, {}), lambda *_: None, never_cancelled
        )
    assert read_manifest(backup).seal is not None
    with pytest.raises(BackupDamaged):
        verify_backup(backup, "amina", PASSWORD, NOW)


@pytest.mark.usefixtures("engine")
def test_every_changed_byte_of_a_backup_is_told(path: Path, key: bytes, backup: Path) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    size = backup.stat().st_size
    places = [*range(0, 200), *range(200, size - 2500, 40_009), *range(size - 2500, size, 11)]
    noticed = 0
    for place in places:
        flip(backup, place)
        try:
            found = verify_backup(backup, "amina", PASSWORD, NOW)
        except (NotABackup, BackupDamaged, BackupTooNew):
            noticed += 1
        else:  # a byte that says nothing, such as a time of the zip
            assert found.rows == {"beneficiary": 2000, "phone": 0}
        flip(backup, place)
    assert noticed > len(places) * 0.8
    assert verify_backup(backup, "amina", PASSWORD, NOW).made == NOW


@pytest.mark.parametrize("kept", [0, 3, 30, 5000, -1, -100])
@pytest.mark.usefixtures("engine")
def test_a_backup_cut_short_is_told(path: Path, key: bytes, backup: Path, kept: int) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    os.truncate(backup, kept if kept >= 0 else backup.stat().st_size + kept)
    with pytest.raises((BackupDamaged, NotABackup)):
        verify_backup(backup, "amina", PASSWORD, NOW)
    with pytest.raises((BackupDamaged, NotABackup)):
        restore(backup, path.with_name("new.casemgr"), NOW)
    assert not path.with_name("new.casemgr").exists()


def test_another_file_is_no_backup(tmp_path: Path, path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(os.urandom(5000))
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("../../evil", "x")
    for name in ("photo.jpg", "other.zip"):
        with pytest.raises(NotABackup):
            restore(tmp_path / name, path, NOW)
    with pytest.raises(FileMissing):
        restore(tmp_path / "absent", path, NOW)
    assert list(path.parent.iterdir()) == []


@pytest.mark.usefixtures("engine")
def test_a_zip_made_to_harm_is_refused_without_filling_the_disk(path: Path, key: bytes, backup: Path) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    with zipfile.ZipFile(backup) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}

    def packed(name: str, extra: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> Path:
        with zipfile.ZipFile(backup.with_name(name), "w", compression) as archive:
            for member, content in (inside | extra).items():
                archive.writestr(member, content)
        return backup.with_name(name)

    zeros = bytes(50_000_000)
    manifest = json.loads(inside["backup.json"])
    manifest["database"] = {"size": len(zeros), "sha256": hashlib.sha256(zeros).hexdigest()}
    announced = {DATABASE: zeros, "backup.json": json.dumps(manifest).encode()}
    harmful = [
        packed("longer", {DATABASE: inside[DATABASE] + zeros}),
        packed("changed", {DATABASE: inside[DATABASE][:-1] + bytes([inside[DATABASE][-1] ^ 1])}),
        packed("bomb", announced, zipfile.ZIP_DEFLATED),
        packed("path", {"../../evil": b"x"}),
        packed("keys", {KEYS: inside[KEYS].replace(b"slots", b"stols")}),
    ]
    written: list[int] = []
    for one in harmful:
        with pytest.raises(BackupDamaged):
            restore(one, path.with_name("new.casemgr"), NOW, progress=lambda done, _total: written.append(done))
    assert max(written) <= len(inside[DATABASE])
    assert {file.name for file in path.parent.iterdir()} <= {
        path.name + suffix for suffix in ("", "-wal", "-shm", ".keys", ".keys.lock")
    }


@pytest.mark.usefixtures("engine")
def test_a_backup_of_a_later_version_asks_for_the_later_program(path: Path, key: bytes, backup: Path) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    with zipfile.ZipFile(backup) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    inside["backup.json"] = inside["backup.json"].replace(b'"version": 1', b'"version": 2')
    with zipfile.ZipFile(backup, "w") as archive:
        for name, content in inside.items():
            archive.writestr(name, content)
    with pytest.raises(BackupTooNew):
        restore(backup, path.with_name("new.casemgr"), NOW)
