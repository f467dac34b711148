"""Backups put back: nothing is overwritten."""

from __future__ import annotations

import shutil
import stat
import sys
from collections import namedtuple
from pathlib import Path

import pytest
from sqlalchemy import Engine

from casemgr.data.backup import (
    BackupDamaged,
    back_up,
    restore,
)
from casemgr.data.data_key import change_key, unlock
from casemgr.data.file_refusals import (
    DiskFull,
    FileInUse,
    Stopped,
)
from casemgr.data.keyslots import keys_path, new_key
from tests.local_file import PAGE, add, flip, start
from tests.unit.backup.made import NOW, PASSWORD, rows_at


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
