"""Backups: made while people work, believed only once opened, restored without overwriting anything."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import sys
import threading
import zipfile
from collections import namedtuple
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from casemgr.data.backup import (
    BackupDamaged,
    BackupTooNew,
    NotABackup,
    _copy_database,
    back_up,
    backup_made_at,
    restore,
    verify_backup,
    which_to_delete,
)
from casemgr.data.backup_file import DATABASE, KEYS, write_container
from casemgr.data.data_key import change_key, unlock
from casemgr.data.encrypted_file import open_encrypted
from casemgr.data.file_refusals import (
    DiskFull,
    FileAlreadyThere,
    FileDamaged,
    FileInUse,
    FileMissing,
    Stopped,
    WrongKey,
)
from casemgr.data.key_refusals import KeyFileMissing, WrongPassword
from casemgr.data.keyslots import Cost, KeySlots, keys_path, new_key
from tests.local_file import PAGE, add, count, flip, make_file, start

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QUICK = Cost(passes=1, memory_kib=64, lanes=1)
PASSWORD = "un figuier, deux puits"
SECRET = "Aminata Ouédraogo"


@pytest.fixture
def key() -> bytes:
    return new_key()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder / "ours.casemgr"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder / "monday.casemgr-backup"


@pytest.fixture
def engine(path: Path, key: bytes) -> Iterator[Engine]:
    made = make_file(path, key)
    add(made, SECRET * 20, 2000)
    KeySlots.create(keys_path(path), "file-1", QUICK).add("amina", PASSWORD, key)
    yield made
    made.dispose()


def rows_at(path: Path, key: bytes) -> int:
    engine = open_encrypted(path, key)
    try:
        return count(engine)
    finally:
        engine.dispose()


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


@pytest.mark.usefixtures("engine")
def test_a_backup_tells_its_progress_and_ends_at_the_whole(path: Path, key: bytes, backup: Path) -> None:
    told: list[tuple[int, int]] = []
    back_up(path, key, keys_path(path), backup, NOW, progress=lambda done, total: told.append((done, total)))
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize("after", [0, 1, 2, 4])
def test_a_backup_stops_when_asked_and_leaves_nothing(
    engine: Engine, path: Path, key: bytes, backup: Path, after: int
) -> None:
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

    def spoiling(*arguments: object) -> object:
        made = write_container(*arguments)  # type: ignore[arg-type]  # handed on as they came
        out = arguments[0]
        out.flush()  # type: ignore[attr-defined]  # the open file
        (bundle,) = backup.parent.glob(".casemgr-*/bundle")
        flip(bundle, 100_000)
        return made

    monkeypatch.setattr("casemgr.data.backup.write_container", spoiling)
    with pytest.raises(BackupDamaged):
        back_up(path, key, keys_path(path), backup, NOW)
    assert list(backup.parent.iterdir()) == []


@pytest.mark.parametrize("place", [100, 0.5, -80_000])
def test_a_copy_with_a_damaged_page_is_not_called_a_backup(
    engine: Engine, path: Path, key: bytes, backup: Path, monkeypatch: pytest.MonkeyPatch, place: float
) -> None:
    """Also in a page that counting the rows does not read: the rest of a very long text."""
    add(engine, "x" * 200_000)

    def spoiling(database: Path, copy: Path, *others: object) -> object:
        rows = _copy_database(database, copy, *others)  # type: ignore[arg-type]  # handed on as they came
        flip(copy, int(copy.stat().st_size * place) if place == 0.5 else int(place) % copy.stat().st_size)
        return rows

    monkeypatch.setattr("casemgr.data.backup._copy_database", spoiling)
    with pytest.raises(BackupDamaged):
        back_up(path, key, keys_path(path), backup, NOW)
    assert list(backup.parent.iterdir()) == []


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


# --- restoring ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("engine")
def test_a_restored_file_opens_with_its_passwords_on_another_computer(
    path: Path, key: bytes, backup: Path, tmp_path: Path
) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    target = tmp_path / "elsewhere.casemgr"
    done = restore(backup, target, NOW)
    assert (done.path, done.made, done.moved_aside) == (target, NOW, None)
    assert rows_at(target, unlock(target, "amina", PASSWORD, NOW)) == 2000
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(keys_path(target).stat().st_mode) == 0o600


def test_restoring_moves_the_present_file_aside_with_all_that_was_saved(
    engine: Engine, path: Path, key: bytes, backup: Path
) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    add(engine, "after the backup", 5)
    engine.dispose()
    done = restore(backup, path, NOW)
    assert done.moved_aside == path.with_name("ours-20260302-090000.casemgr")
    assert rows_at(path, unlock(path, "amina", PASSWORD, NOW)) == 2000
    assert rows_at(done.moved_aside, unlock(done.moved_aside, "amina", PASSWORD, NOW)) == 2005


def test_a_program_killed_before_the_restore_keeps_its_last_saves_in_the_file_moved_aside(
    engine: Engine, path: Path, key: bytes, backup: Path
) -> None:
    """The last saves are then only in the log: it must follow its file, and not be played into the
    restored one.
    """
    back_up(path, key, keys_path(path), backup, NOW)
    engine.dispose()
    killed = start(
        "import os, sys; from pathlib import Path; from casemgr.data.encrypted_file import open_encrypted\n"
        "from tests.local_file import add\n"
        "add(open_encrypted(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])), 'last', 5); os._exit(9)",
        path,
        key.hex(),
    )
    killed.communicate()
    assert path.with_name(path.name + "-wal").stat().st_size > 0
    done = restore(backup, path, NOW)
    assert done.moved_aside is not None
    assert rows_at(path, key) == 2000
    assert rows_at(done.moved_aside, key) == 2005


def test_two_restores_in_one_second_keep_both_former_files(
    engine: Engine, path: Path, key: bytes, backup: Path
) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    engine.dispose()
    first, second = restore(backup, path, NOW), restore(backup, path, NOW)
    assert first.moved_aside is not None
    assert second.moved_aside is not None
    assert first.moved_aside != second.moved_aside
    assert first.moved_aside.exists()
    assert second.moved_aside.exists()


def test_a_log_without_its_file_is_not_played_into_the_restored_one(
    engine: Engine, path: Path, key: bytes, backup: Path
) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    add(engine, "only in the log", 5)
    log = path.with_name(path.name + "-wal").read_bytes()
    engine.dispose()
    path.unlink()
    path.with_name(path.name + "-wal").write_bytes(log)
    restore(backup, path, NOW)
    assert rows_at(path, key) == 2000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows itself refuses to rename an open file")
def test_a_file_that_another_window_has_open_is_not_restored_over(
    engine: Engine, path: Path, key: bytes, backup: Path
) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    engine.dispose()
    window = start(
        "import sys, time; from pathlib import Path; from casemgr.data.encrypted_file import open_encrypted\n"
        "from tests.local_file import count\n"
        "engine = open_encrypted(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])); count(engine)\n"
        "print('open', flush=True); time.sleep(600)",
        path,
        key.hex(),
    )
    assert window.stdout is not None
    assert window.stdout.readline() == "open\n"
    try:
        with pytest.raises(FileInUse):
            restore(backup, path, NOW)
    finally:
        window.kill()
        window.communicate()
    assert restore(backup, path, NOW).moved_aside is not None


def test_a_restore_that_fails_or_is_stopped_leaves_the_present_file(
    engine: Engine, path: Path, key: bytes, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    engine.dispose()
    before = sorted(file.name for file in path.parent.iterdir())
    with pytest.raises(Stopped):
        restore(backup, path, NOW, cancelled=lambda: True)
    with monkeypatch.context() as patch:
        usage = namedtuple("usage", "total used free")
        patch.setattr(shutil, "disk_usage", lambda _folder: usage(10**9, 10**9, 0))
        with pytest.raises(DiskFull):
            restore(backup, path, NOW)
    flip(backup, 50 * PAGE)
    with pytest.raises(BackupDamaged):
        restore(backup, path, NOW)
    assert sorted(file.name for file in path.parent.iterdir()) == before
    assert rows_at(path, key) == 2000


def test_a_backup_from_before_a_change_of_key_opens_with_the_passwords_of_that_day(
    engine: Engine, path: Path, key: bytes, backup: Path
) -> None:
    back_up(path, key, keys_path(path), backup, NOW)
    engine.dispose()
    coming = new_key()
    change_key(path, key, coming)
    assert restore(backup, path, NOW).moved_aside is not None
    assert unlock(path, "amina", PASSWORD, NOW) == key
    assert rows_at(path, key) == 2000


# --- which to keep --------------------------------------------------------------------------------


def days_left(days: list[int], now: datetime = NOW) -> list[int]:
    """Which of the backups made so many days ago stay."""
    gone = which_to_delete([(day, now - timedelta(days=day)) for day in days], now)
    return [day for day in days if day not in gone]


def test_one_backup_a_day_for_months_leaves_seven_days_four_weeks_and_two_months() -> None:
    """Monday 2 March 2026: the last of each week is Sunday (1, 8, 15 days ago), of February is 1 March's
    eve.
    """
    assert days_left(list(range(200))) == [0, 1, 2, 3, 4, 5, 6, 8, 15]


def test_in_the_middle_of_a_month_the_former_months_last_day_stays() -> None:
    middle = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)  # a Wednesday
    assert days_left(list(range(200)), middle) == [0, 1, 2, 3, 4, 5, 6, 10, 17, 18]


def test_several_backups_of_a_day_leave_its_last() -> None:
    hours = [NOW - timedelta(hours=hour) for hour in range(8)]
    assert which_to_delete([(when.hour, when) for when in hours], NOW) == [8, 7, 6, 5, 4, 3, 2]


def test_a_holiday_uses_up_no_place() -> None:
    assert days_left([20, 21, 22, 23, 24, 25, 26, 27]) == [20, 21, 22, 23, 24, 25, 26]


def test_nothing_over_ninety_days_stays_but_the_newest_always_does() -> None:
    assert days_left([1, 89, 91, 200]) == [1, 89]
    assert days_left([200, 300]) == [200]
    assert which_to_delete([], NOW) == []


@given(st.lists(st.integers(min_value=0, max_value=24 * 200), unique=True))
def test_whatever_there_is_at_most_thirteen_stay_and_the_newest_among_them(hours: list[int]) -> None:
    backups = [(hour, NOW - timedelta(hours=hour)) for hour in hours]
    gone = which_to_delete(backups, NOW)
    left = [one for one in backups if one[0] not in gone]
    assert len(gone) == len(set(gone))
    assert len(left) <= 13
    assert all(when >= NOW - timedelta(days=90) for _, when in left[1:]) or len(left) <= 1 or min(hours) > 90 * 24
    if hours:
        assert min(hours) in [hour for hour, _ in left]
    assert which_to_delete(left, NOW) == []
