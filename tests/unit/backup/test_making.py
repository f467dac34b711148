"""Backups: made while people work, believed only once read back."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import sys
import tempfile
import threading
import zipfile
from collections import namedtuple
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from casemgr.data.backup import (
    BackupDamaged,
    _copy_database,
    back_up,
    backup_made_at,
    restore,
    verify_backup,
)
from casemgr.data.backup_file import DATABASE, KEYS, write_container
from casemgr.data.data_key import unlock
from casemgr.data.encrypted_file import connect, reading
from casemgr.data.file_refusals import (
    DiskFull,
    FileAlreadyThere,
    FileDamaged,
    FileMissing,
    Stopped,
    WrongKey,
)
from casemgr.data.key_refusals import KeyFileMissing, WrongPassword
from casemgr.data.keyslots import KeySlots, keys_path, new_key
from casemgr.data.still_file import held_still
from tests.local_file import PAGE, add, count, flip, make_file
from tests.unit.backup.made import NOW, PASSWORD, QUICK, SECRET, rows_at


@pytest.mark.usefixtures("engine")
def test_a_backup_is_one_file_that_opens_with_the_same_password(path: Path, key: bytes, backup: Path) -> None:
    made = back_up(path, key, keys_path(path), backup, NOW)
    assert list(backup.parent.iterdir()) == [backup]
    assert made.rows == {"beneficiary": 2000, "phone": 0}
    assert (made.made, made.size) == (NOW, backup.stat().st_size)
    assert backup_made_at(backup) == NOW
    assert verify_backup(backup, "amina", PASSWORD, NOW) == made


def test_a_backup_is_made_while_people_write_and_holds_one_moment(
    engine: Engine, path: Path, key: bytes, backup: Path
) -> None:
    """Each save adds ten: a backup that mixed two moments would hold another number than a multiple of
    ten.
    """
    stop, saved = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            add(engine, "x" * 900, 10)
            saved.append(10)

    writer = threading.Thread(target=write)
    writer.start()
    made = [back_up(path, key, keys_path(path), backup.with_name(f"{n}"), NOW) for n in range(3)]
    stop.set()
    writer.join()
    numbers = [report.rows["beneficiary"] for report in made]
    assert len(saved) > 3
    assert numbers == sorted(numbers)
    assert all(number % 10 == 0 for number in numbers)
    assert count(engine) == 2000 + sum(saved)


def test_a_backup_holds_what_is_still_in_the_log(engine: Engine, path: Path, key: bytes, backup: Path) -> None:
    add(engine, "just now", 7)
    assert path.with_name(path.name + "-wal").stat().st_size > 0
    assert back_up(path, key, keys_path(path), backup, NOW).rows["beneficiary"] == 2007


@pytest.mark.usefixtures("engine")
def test_a_stolen_backup_shows_nothing(path: Path, key: bytes, backup: Path) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    content = backup.read_bytes()
    for secret in (SECRET.encode(), b"Aminata", b"SQLite format 3", b"CREATE TABLE", b"amina", key, PASSWORD.encode()):
        assert secret not in content
    with pytest.raises(WrongPassword):
        verify_backup(backup, "amina", "faux", NOW)
    if sys.platform != "win32":
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600


@pytest.mark.usefixtures("engine")
def test_any_zip_program_gets_the_two_files_out(path: Path, key: bytes, backup: Path, tmp_path: Path) -> None:
    """In ten years, without this program's restore."""
    back_up(path, key, keys_path(path), backup, NOW)
    with zipfile.ZipFile(backup) as archive:
        archive.extractall(tmp_path / "by hand")
    assert keys_path(Path(DATABASE)).name == KEYS
    found = unlock(tmp_path / "by hand" / DATABASE, "amina", PASSWORD, NOW)
    assert rows_at(tmp_path / "by hand" / DATABASE, found) == 2000


def test_a_backup_tells_its_progress_and_ends_at_the_whole(
    engine: Engine, path: Path, key: bytes, backup: Path
) -> None:
    add(engine, "x" * 1_000_000, 3)
    told: list[tuple[int, int]] = []
    back_up(path, key, keys_path(path), backup, NOW, progress=lambda done, total: told.append((done, total)))
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize("after", [0, 1, 2, 4, 6])
def test_a_backup_stops_when_asked_and_leaves_nothing(
    engine: Engine, path: Path, key: bytes, backup: Path, after: int
) -> None:
    """While it is written (three megabytes), while it is read back, and after that."""
    add(engine, "x" * 1_000_000, 2)
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > after

    with pytest.raises(Stopped):
        back_up(path, key, keys_path(path), backup, NOW, cancelled=cancelled)
    assert list(backup.parent.iterdir()) == []
    add(engine, "still here")


@pytest.mark.usefixtures("engine")
def test_a_backup_never_overwrites(path: Path, key: bytes, backup: Path) -> None:
    backup.write_bytes(b"another")
    with pytest.raises(FileAlreadyThere):
        back_up(path, key, keys_path(path), backup, NOW)
    assert backup.read_bytes() == b"another"


@pytest.mark.usefixtures("engine")
def test_a_disk_too_small_is_said_before_the_work(
    path: Path, key: bytes, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(10**9, 10**9, path.stat().st_size))
    with pytest.raises(DiskFull):
        back_up(path, key, keys_path(path), backup, NOW)
    assert list(backup.parent.iterdir()) == []


@pytest.mark.usefixtures("engine")
def test_a_disk_that_fills_on_the_way_is_said_and_nothing_is_left(
    path: Path, key: bytes, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskFull):
        back_up(path, key, keys_path(path), backup, NOW)
    assert list(backup.parent.iterdir()) == []


def test_a_damaged_file_makes_no_backup_that_would_be_believed(
    engine: Engine, path: Path, key: bytes, backup: Path
) -> None:
    engine.dispose()
    flip(path, path.stat().st_size // 2)
    with pytest.raises(FileDamaged):
        back_up(path, key, keys_path(path), backup, NOW)
    assert list(backup.parent.iterdir()) == []


@pytest.mark.usefixtures("engine")
def test_a_copy_that_went_wrong_is_not_called_a_backup(
    path: Path, key: bytes, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk keeps something else than what was written to it."""

    def spoiling(*arguments: Any) -> object:
        made = write_container(*arguments)
        out = arguments[0]
        out.flush()
        (bundle,) = backup.parent.glob(".casemgr-*/bundle")
        flip(bundle, 100_000)
        return made

    monkeypatch.setattr("casemgr.data.backup.write_container", spoiling)
    with pytest.raises(BackupDamaged):
        back_up(path, key, keys_path(path), backup, NOW)
    assert list(backup.parent.iterdir()) == []


@pytest.mark.parametrize("place", [100, 0.5, -80_000])
def test_damage_anywhere_in_the_file_makes_no_backup(
    engine: Engine, path: Path, key: bytes, backup: Path, place: float
) -> None:
    """Also in a page that counting the rows does not read: the rest of a very long text."""
    add(engine, "x" * 200_000)
    add(engine, "after it", 1)
    engine.dispose()
    flip(path, int(path.stat().st_size * place) if place == 0.5 else int(place) % path.stat().st_size)
    with pytest.raises((FileDamaged, BackupDamaged, WrongKey)):
        back_up(path, key, keys_path(path), backup, NOW)
    assert list(backup.parent.iterdir()) == []


def test_a_file_that_lost_its_last_page_makes_no_backup(engine: Engine, path: Path, key: bytes, backup: Path) -> None:
    engine.dispose()
    os.truncate(path, path.stat().st_size - PAGE)
    with pytest.raises((FileDamaged, BackupDamaged)):
        back_up(path, key, keys_path(path), backup, NOW)
    assert list(backup.parent.iterdir()) == []


def test_while_somebody_reads_an_older_moment_the_backup_is_made_through_sqlite(
    engine: Engine, path: Path, key: bytes, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long report in another window: the file cannot be held still, and nobody is sent away."""
    monkeypatch.setattr("casemgr.data.backup.held_still", partial(held_still, patience=0.2))
    with reading(engine).connect() as report:
        assert report.execute(text("SELECT count(*) FROM beneficiary")).scalar_one() == 2000
        add(engine, "meanwhile", 3)
        told: list[tuple[int, int]] = []
        made = back_up(path, key, keys_path(path), backup, NOW, progress=lambda *how_far: told.append(how_far))
    parts = [done / total for done, total in told]
    assert len(told) > 2 and parts == sorted(parts) and parts[-1] == 1
    assert made.rows == {"beneficiary": 2003, "phone": 0}
    assert verify_backup(backup, "amina", PASSWORD, NOW) == made


@pytest.mark.parametrize("place", [100, 0.5, -80_000])
def test_a_copy_through_sqlite_with_a_damaged_page_is_not_called_a_backup(
    engine: Engine, path: Path, key: bytes, backup: Path, monkeypatch: pytest.MonkeyPatch, place: float
) -> None:
    add(engine, "x" * 200_000)

    def spoiling(database: Path, copy: Path, *others: Any) -> object:
        rows = _copy_database(database, copy, *others)
        flip(copy, int(copy.stat().st_size * place) if place == 0.5 else int(place) % copy.stat().st_size)
        return rows

    monkeypatch.setattr("casemgr.data.backup.held_still", never_still)
    monkeypatch.setattr("casemgr.data.backup._copy_database", spoiling)
    with pytest.raises(BackupDamaged):
        back_up(path, key, keys_path(path), backup, NOW)
    assert list(backup.parent.iterdir()) == []


@contextlib.contextmanager
def never_still(*_arguments: object) -> Iterator[None]:
    """As when somebody reads an older moment all the time."""
    yield None


def everything(path: Path, key: bytes) -> list[tuple[object, ...]]:
    """All that a database holds: what it declares, and its rows."""
    with contextlib.closing(connect(path, key)) as connection:
        declared = connection.execute("SELECT * FROM sqlite_master ORDER BY name").fetchall()
        return [*declared, *connection.execute("SELECT * FROM beneficiary ORDER BY id").fetchall()]


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.tuples(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.integers(1, 400))),
    st.booleans(),
)
def test_both_ways_of_copying_give_the_same_database(saves: list[tuple[str, int]], is_removed: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path, key = Path(folder) / "ours.casemgr", new_key()
        made = make_file(path, key)
        for name, times in saves:
            add(made, name * 40, times)
        if is_removed:
            with made.begin() as connection:
                connection.execute(text("DELETE FROM beneficiary WHERE id % 3 = 0"))
        KeySlots.create(keys_path(path), "file-1", QUICK).add("amina", PASSWORD, key)
        one, other = Path(folder) / "one", Path(folder) / "other"
        quick = back_up(path, key, keys_path(path), one, NOW)
        patch.setattr("casemgr.data.backup.held_still", never_still)
        slow = back_up(path, key, keys_path(path), other, NOW)
        assert quick.rows == slow.rows == {"beneficiary": count(made), "phone": 0}
        kept = everything(path, key)
        for backup in (one, other):
            target = Path(folder) / f"{backup.name}.casemgr"
            restore(backup, target, NOW)
            assert everything(target, key) == kept
        made.dispose()


@pytest.mark.usefixtures("engine")
def test_a_missing_file_a_missing_key_file_and_keys_of_another_file_are_said(
    path: Path, key: bytes, backup: Path, tmp_path: Path
) -> None:
    with pytest.raises(FileMissing):
        back_up(path.with_name("absent"), key, keys_path(path), backup, NOW)
    with pytest.raises(KeyFileMissing):
        back_up(path, key, path.with_name("absent.keys"), backup, NOW)
    other = KeySlots.create(tmp_path / "other.keys", "file-2", QUICK)
    other.add("amina", PASSWORD, new_key())
    with pytest.raises(WrongKey):
        back_up(path, key, other.path, backup, NOW)
    with pytest.raises(WrongKey):
        back_up(path, new_key(), keys_path(path), backup, NOW)
    assert list(backup.parent.iterdir()) == []
