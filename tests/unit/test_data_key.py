"""From a password to the open database, and the change of the key that nothing may cut in half."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from casemgr.data.data_key import change_key, unlock, unlock_with_recovery
from casemgr.data.encrypted_file import open_encrypted, reading
from casemgr.data.file_check import check_fully
from casemgr.data.file_refusals import DiskFull, FileInUse, FileMissing, WrongKey
from casemgr.data.key_refusals import KeyFileMissing, WrongPassword
from casemgr.data.keyslots import Cost, KeySlots, keys_path, new_key
from tests.local_file import ROOT, add, count, make_file, start

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QUICK = Cost(passes=1, memory_kib=64, lanes=1)
PASSWORD = "un figuier, deux puits"
ROWS = 3000


@pytest.fixture
def key() -> bytes:
    return new_key()


@pytest.fixture
def path(tmp_path: Path, key: bytes) -> Path:
    path = tmp_path / "ours.casemgr"
    engine = make_file(path, key)
    add(engine, "x" * 900, ROWS)
    engine.dispose()
    KeySlots.create(keys_path(path), "file-1", QUICK).add("amina", PASSWORD, key)
    return path


def slots_of(path: Path) -> KeySlots:
    return KeySlots(keys_path(path), QUICK)


def rows(path: Path, key: bytes) -> int:
    engine = open_encrypted(path, key)
    try:
        assert check_fully(engine) == ()
        return count(engine)
    finally:
        engine.dispose()


def test_a_password_opens_the_database(path: Path, key: bytes) -> None:
    assert unlock(path, "amina", PASSWORD, NOW) == key
    assert rows(path, key) == ROWS


def test_the_recovery_key_opens_the_database(path: Path, key: bytes) -> None:
    assert unlock_with_recovery(path, slots_of(path).add_recovery(key)) == key


def test_what_is_missing_is_said_before_a_try_is_counted(path: Path) -> None:
    with pytest.raises(FileMissing):
        unlock(path.with_name("absent"), "amina", PASSWORD, NOW)
    keys_path(path).unlink()
    with pytest.raises(KeyFileMissing):
        unlock(path, "amina", PASSWORD, NOW)


def test_after_the_key_changed_only_those_who_are_left_open_the_file(path: Path, key: bytes) -> None:
    slots = slots_of(path)
    slots.add("youssef", "autre chose", key)
    recovery, coming = slots.add_recovery(key), new_key()
    slots.remove("amina", key)
    change_key(path, key, coming)
    assert unlock(path, "youssef", "autre chose", NOW) == coming
    assert unlock_with_recovery(path, recovery) == coming
    assert rows(path, coming) == ROWS
    with pytest.raises(WrongKey):  # she remembers the former key
        open_encrypted(path, key)
    with pytest.raises(WrongPassword):
        unlock(path, "amina", PASSWORD, NOW)


def test_the_key_is_not_changed_while_another_window_has_the_file_open(path: Path, key: bytes) -> None:
    engine = open_encrypted(path, key)
    with reading(engine).connect() as connection:
        connection.execute(text("SELECT count(*) FROM beneficiary"))
        with pytest.raises(FileInUse):
            change_key(path, key, new_key(), busy_timeout=0.1)
    engine.dispose()
    assert unlock(path, "amina", PASSWORD, NOW) == key
    assert rows(path, key) == ROWS


def test_somebody_with_a_wrong_key_changes_nothing(path: Path, key: bytes) -> None:
    with pytest.raises(WrongKey):
        change_key(path, new_key(), new_key())
    assert unlock(path, "amina", PASSWORD, NOW) == key


_CHANGE = """
import sys
from pathlib import Path
from casemgr.data.data_key import change_key
change_key(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), bytes.fromhex(sys.argv[3]))
"""
# Where a power cut falls (the child kills itself there, or may write no further), and whether the key is
# then the new one.
_CUTS = {
    "before the database": ("import casemgr.data.data_key as d; d.sub_key = die", False),
    "while the database is written": (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), int(sys.argv[4])))",
        False,
    ),
    "after the database": ("import casemgr.data.data_key as d; d._settled = die", True),
    "while the key file is written": (
        "from casemgr.data.keyslots import KeySlots; KeySlots.finish_rotation = die",
        True,
    ),
}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("cut", _CUTS)
def test_a_change_of_key_cut_short_anywhere_is_ended_at_the_next_opening(path: Path, key: bytes, cut: str) -> None:
    coming, (where, changed) = new_key(), _CUTS[cut]
    die = "import os, signal, sys\ndef die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{die}{where}\n{_CHANGE}",
            path,
            key.hex(),
            coming.hex(),
            str(path.stat().st_size // 2),
        ],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
        stderr=subprocess.DEVNULL,
    )
    assert ended.returncode != 0
    found = unlock(path, "amina", PASSWORD, NOW)
    assert found == (coming if changed else key)
    assert rows(path, found) == ROWS
    opened = slots_of(path).open_keys("amina", PASSWORD, NOW)
    assert (opened.key, opened.next_key) == (found, None)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_change_of_key_killed_at_any_moment_keeps_every_row(path: Path, key: bytes) -> None:
    for tenth in range(0, 12, 2):
        coming = new_key()
        child = start("print('ready', flush=True)\n" + _CHANGE, path, key.hex(), coming.hex())
        assert child.stdout is not None
        child.stdout.readline()
        try:
            child.wait(0.15 + tenth / 20)
        except subprocess.TimeoutExpired:
            child.kill()
        child.wait()
        child.stdout.close()
        found = unlock(path, "amina", PASSWORD, NOW)
        assert found in (key, coming)
        assert rows(path, found) == ROWS
        key = found


def test_a_full_disk_leaves_the_present_key(path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "casemgr.data.data_key.shutil.disk_usage", lambda _path: shutil._ntuple_diskusage(10**9, 10**9, 100)
    )
    with pytest.raises(DiskFull):
        change_key(path, key, new_key())
    assert unlock(path, "amina", PASSWORD, NOW) == key
