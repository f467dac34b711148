"""The file held still: its bytes are the database of one moment, and nobody's locks are lost by reading them."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from casemgr.data import still_file
from casemgr.data.encrypted_file import connect, open_encrypted, reading
from casemgr.data.file_refusals import FileDamaged
from casemgr.data.keyslots import new_key
from casemgr.data.page_seals import LOCKS, PAGE_BYTES
from casemgr.data.piece_sums import PIECE_BYTES
from casemgr.data.still_file import held_still, pieces, size_of
from tests.local_file import add, count, make_file, start


@pytest.fixture
def key() -> bytes:
    return new_key()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ours.casemgr"


@pytest.fixture
def engine(path: Path, key: bytes) -> Iterator[Engine]:
    made = make_file(path, key)
    add(made, "x" * 900, 2000)
    yield made
    made.dispose()


def copied(path: Path, size: int) -> bytes:
    with contextlib.closing(pieces(path, size)) as found:
        return b"".join(found)


def rows_of(content: bytes, path: Path, key: bytes) -> int:
    path.write_bytes(content)
    engine = open_encrypted(path, key)
    with reading(engine).connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    try:
        return count(engine)
    finally:
        engine.dispose()


def test_the_file_alone_is_the_database_of_the_moment_whatever_is_saved_meanwhile(
    engine: Engine, path: Path, key: bytes
) -> None:
    add(engine, "just now", 7)
    with held_still(path, key) as reader:
        assert reader is not None
        size = size_of(reader)
        before = copied(path, size)
        add(engine, "y" * 900, 3000)  # more than the log is let grow to before it is played in
        with contextlib.closing(connect(path, key, busy_timeout=0.1)) as other:
            other.execute("PRAGMA wal_checkpoint(PASSIVE)")
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert copied(path, size) == before
        assert reader.execute("SELECT count(*) FROM beneficiary").fetchone() == (2007,)
    assert rows_of(before, path.with_name("copy.casemgr"), key) == 2007
    assert count(engine) == 5007


def test_under_a_storm_of_saves_and_of_playing_the_log_in_each_copy_is_one_moment(
    engine: Engine, path: Path, key: bytes
) -> None:
    """Two other windows, one saving tens, one playing the log into the file as often as it can."""
    stop = threading.Event()

    def save() -> None:
        while not stop.is_set():
            add(engine, "z" * 500, 10)

    def play() -> None:
        with contextlib.closing(connect(path, key, busy_timeout=0.01)) as connection:
            while not stop.is_set():
                connection.execute("PRAGMA wal_checkpoint(RESTART)")

    others = [threading.Thread(target=one) for one in (save, play)]
    for one in others:
        one.start()
    found: list[tuple[bytes, int]] = []
    try:
        for _ in range(5):
            with held_still(path, key, patience=60) as reader:
                assert reader is not None
                told = reader.execute("SELECT count(*) FROM beneficiary").fetchone()[0]
                found.append((copied(path, size_of(reader)), told))
    finally:
        stop.set()
        for one in others:
            one.join()
    for content, told in found:
        assert rows_of(content, path.with_name("copy.casemgr"), key) == told
        assert told % 10 == 0


def test_somebody_who_saves_all_the_time_is_not_sent_away(engine: Engine, path: Path, key: bytes) -> None:
    with engine.begin() as saving:
        saving.execute(text("INSERT INTO beneficiary (name) VALUES ('half')"))
        with held_still(path, key, patience=0.2) as reader:
            assert reader is None
    with held_still(path, key) as reader:
        assert reader is not None
    assert count(engine) == 2001


def test_somebody_who_reads_an_older_moment_keeps_it(engine: Engine, path: Path, key: bytes) -> None:
    with reading(engine).connect() as report:
        report.execute(text("SELECT count(*) FROM beneficiary"))
        add(engine, "meanwhile")
        with held_still(path, key, patience=0.2) as reader:
            assert reader is None
        assert report.execute(text("SELECT count(*) FROM beneficiary")).scalar_one() == 2000


def test_those_who_save_wait_only_until_it_is_held(engine: Engine, path: Path, key: bytes) -> None:
    with held_still(path, key) as reader:
        assert reader is not None
        add(engine, "while it is held", 5)
        assert count(engine) == 2005


def test_reading_the_bytes_loses_nobodys_lock(engine: Engine, path: Path, key: bytes) -> None:
    """On Linux closing any handle of a file drops all the locks that a program has on it."""
    add(engine, "in the log")
    for _ in range(2):
        with held_still(path, key) as reader:
            assert reader is not None
            copied(path, size_of(reader))
    other = start(
        "import sys; from pathlib import Path; from casemgr.data.encrypted_file import connect\n"
        "c = connect(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), busy_timeout=0.1)\n"
        "c.execute('PRAGMA locking_mode = EXCLUSIVE')\n"
        "try: c.execute('PRAGMA journal_mode = DELETE'); print('alone')\n"
        "except Exception as error: print(error)",
        path,
        key.hex(),
    )
    said, _ = other.communicate()
    assert said.strip() == "database is locked"


@pytest.mark.skipif(sys.platform == "win32", reason="a handle is closed at once there")
def test_a_file_that_is_no_more_leaves_no_handle_open(
    engine: Engine, path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[tuple[int, int], int] = {}
    monkeypatch.setattr(still_file, "_open_for_good", kept)
    copied(path, PAGE_BYTES)
    (handle,) = kept.values()
    engine.dispose()
    path.unlink()
    other = path.with_name("other.casemgr")
    make_file(other, key).dispose()
    copied(other, PAGE_BYTES)
    assert [os.fstat(one).st_ino for one in kept.values()] == [other.stat().st_ino]
    if handle not in kept.values():  # its number may have been given to the other
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(handle)
    for one in kept.values():
        os.close(one)


def test_a_file_shorter_than_it_says_is_damaged(engine: Engine, path: Path) -> None:
    engine.dispose()
    with pytest.raises(FileDamaged):
        copied(path, path.stat().st_size + PAGE_BYTES)


def test_the_bytes_of_the_locks_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands before and after them comes out as it is. (They are at a gigabyte: nearer, for the test.)"""
    assert LOCKS % PIECE_BYTES == 0
    near = 2 * PIECE_BYTES
    monkeypatch.setattr(still_file, "LOCKS", near)
    content = os.urandom(4 * PIECE_BYTES + 3 * PAGE_BYTES)
    path = tmp_path / "big"
    path.write_bytes(content)
    assert copied(path, len(content)) == content[:near] + bytes(PAGE_BYTES) + content[near + PAGE_BYTES :]
    assert copied(path, near + PAGE_BYTES) == content[:near] + bytes(PAGE_BYTES)
