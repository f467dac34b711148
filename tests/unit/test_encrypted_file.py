"""The encrypted file: what is saved stays saved, what is read is sound, and a thief reads nothing."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from casemgr.data.encrypted_file import (
    create_encrypted,
    explain,
    interrupt,
    open_encrypted,
    reading,
    refusals_in_words,
)
from casemgr.data.file_check import check_fully
from casemgr.data.file_refusals import (
    DiskFailing,
    DiskFull,
    FileAlreadyThere,
    FileDamaged,
    FileInUse,
    FileMissing,
    FolderReadOnly,
    NotCasemgrFile,
    OnNetworkShare,
    Stopped,
    WrongKey,
)
from casemgr.data.keyslots import new_key
from tests.local_file import PAGE, add, count, make_file, start

NOBODY = 65534


@pytest.fixture
def key() -> bytes:
    return new_key()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Association d'été.casemgr"


@pytest.fixture
def engine(path: Path, key: bytes) -> Iterator[Engine]:
    made = make_file(path, key)
    yield made
    made.dispose()


# --- what is saved stays saved --------------------------------------------------------------------


def test_what_is_saved_is_there_when_the_file_is_opened_again(engine: Engine, path: Path, key: bytes) -> None:
    add(engine, "Awa")
    engine.dispose()
    again = open_encrypted(path, key)
    assert count(again) == 1
    again.dispose()


def test_every_connection_writes_to_the_disk_before_it_answers_and_keeps_the_links(engine: Engine) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with engine.connect() as one, reading(engine).connect() as other:
        for connection in (other, one):
            for setting, value in expected.items():
                assert connection.exec_driver_sql(f"PRAGMA {setting}").scalar_one() == value
            connection.rollback()


_WRITER = """
import sys
from pathlib import Path
from sqlalchemy import text
from casemgr.data.encrypted_file import open_encrypted
engine = open_encrypted(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
for number in range(int(sys.argv[3]), 10**9):
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO beneficiary (id, name) VALUES (:id, :name)"),
                           [{"id": number * 10 + part, "name": "x" * 2000} for part in range(10)])
    print(number, flush=True)
"""


def test_a_killed_program_loses_no_save_that_was_acknowledged_and_keeps_no_half_of_one(
    engine: Engine, path: Path, key: bytes
) -> None:
    engine.dispose()
    acknowledged = -1
    for moment in (1, 3, 40, 151):
        writer = start(_WRITER, path, key.hex(), acknowledged + 2)
        assert writer.stdout is not None
        for _ in range(moment):
            acknowledged = int(writer.stdout.readline())
        writer.kill()
        for line in writer.stdout.read().split():  # said before the kill reached it
            acknowledged = int(line)
        writer.wait()
        writer.stdout.close()
        again = open_encrypted(path, key)
        with reading(again).connect() as connection:
            rows = connection.execute(text("SELECT id / 10, count(*) FROM beneficiary GROUP BY 1 ORDER BY 1")).all()
        assert acknowledged in {number for number, _ in rows}
        assert {parts for _, parts in rows} == {10}
        assert rows[-1][0] in (acknowledged, acknowledged + 1)
        assert len(rows) >= moment
        assert check_fully(again) == ()
        again.dispose()


def test_two_programs_write_at_once_and_both_succeed(engine: Engine, path: Path, key: bytes) -> None:
    writers = [start(_WRITER, path, key.hex(), first) for first in (0, 1_000_000)]
    for writer in writers:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(40)]
        assert all(lines)
    for writer in writers:
        writer.kill()
        assert writer.stdout is not None
        writer.stdout.close()
        writer.wait()
    assert count(engine) >= 2 * 40 * 10


def test_many_threads_write_and_read_at_once_and_nothing_is_lost(engine: Engine) -> None:
    errors: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(15):
                add(engine, "Awa")
                count(engine)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert count(engine) == 8 * 15


def test_somebody_reading_keeps_nobody_from_writing_and_sees_one_moment(engine: Engine) -> None:
    with reading(engine).connect() as reader:
        assert reader.execute(text("SELECT count(*) FROM beneficiary")).scalar_one() == 0
        add(engine, "Awa")
        assert reader.execute(text("SELECT count(*) FROM beneficiary")).scalar_one() == 0
    assert count(engine) == 1


def test_a_transaction_for_reading_cannot_write_and_the_connection_writes_again_afterwards(
    engine: Engine,
) -> None:
    for _ in range(5):
        with reading(engine).connect() as connection, pytest.raises(OperationalError):
            connection.execute(text("INSERT INTO beneficiary (name) VALUES ('x')"))
        add(engine, "Awa")
    assert count(engine) == 5


def test_a_read_that_turns_into_a_write_waits_its_turn_instead_of_failing(
    path: Path, engine: Engine, key: bytes
) -> None:
    """With SQLite's own deferred transactions this fails at once with "database is locked"."""
    other = open_encrypted(path, key)
    started = threading.Event()

    def slowly() -> None:
        with other.begin() as connection:
            connection.execute(text("SELECT count(*) FROM beneficiary"))
            started.set()
            time.sleep(0.3)
            connection.execute(text("INSERT INTO beneficiary (name) VALUES ('slow')"))

    thread = threading.Thread(target=slowly)
    thread.start()
    started.wait()
    with engine.begin() as connection:
        seen = connection.execute(text("SELECT count(*) FROM beneficiary")).scalar_one()
        connection.execute(text("INSERT INTO beneficiary (name) VALUES ('quick')"))
    thread.join()
    other.dispose()
    assert seen == 1
    assert count(engine) == 2


def test_a_full_disk_is_said_and_all_that_was_saved_before_is_kept(engine: Engine) -> None:
    add(engine, "Awa", 10)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(DiskFull) as refused, refusals_in_words():
            connection.execute(text("INSERT INTO beneficiary (name) VALUES (:name)"), [{"name": "x" * 3000}] * 50)
        connection.rollback()
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert "plein" in str(refused.value)
    assert count(engine) == 10
    add(engine, "Fatou")
    assert count(engine) == 11
    assert check_fully(engine) == ()


# --- what a thief reads ---------------------------------------------------------------------------


def test_the_disk_holds_nothing_readable_not_even_in_the_log(engine: Engine, path: Path, key: bytes) -> None:
    written = "Aminata Ouédraogo, Hay Mohammadi, 06 61 23 45 67"
    add(engine, written, 300)
    raw = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert (path.parent / f"{path.name}-wal").stat().st_size > PAGE
    with engine.connect() as connection:
        connection.rollback()
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw += path.read_bytes()
    for secret in (
        written.encode(),
        b"Aminata",
        "Ouédraogo".encode(),
        b"Mohammadi",
        b"06 61",
        b"beneficiary",
        key,
    ):
        assert secret not in raw
    assert not raw.startswith(b"SQLite format 3")


def test_two_files_with_one_key_and_one_content_have_no_page_in_common(tmp_path: Path, key: bytes) -> None:
    pages = []
    for name in ("one", "two"):
        engine = create_encrypted(tmp_path / name, key)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE t (v TEXT)"))
        engine.dispose()
        content = (tmp_path / name).read_bytes()
        pages.append({content[at : at + 64] for at in range(0, len(content), 64)})
    assert not pages[0] & pages[1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files by account, not by mode")
def test_only_its_owner_reads_the_file_and_its_log(engine: Engine, path: Path) -> None:
    add(engine, "Awa")
    modes = {file.name.removeprefix(path.name): stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"": 0o600, "-wal": 0o600, "-shm": 0o600}


def test_no_repr_and_no_error_shows_the_key_or_a_value(engine: Engine, path: Path, key: bytes) -> None:
    with pytest.raises(Exception, match="UNIQUE") as refused, engine.begin() as connection:
        connection.execute(text("INSERT INTO beneficiary VALUES (1, :name)"), [{"name": "Aminata"}] * 2)
    with pytest.raises(WrongKey) as wrong:
        open_encrypted(path, new_key())
    shown = f"{engine!r} {engine.url!r} {refused.value} {refused.value!r} {wrong.value!r} {wrong.value.__cause__!r}"
    for secret in (key.hex(), repr(key), "Aminata"):
        assert secret not in shown


# --- what cannot be opened, and why ---------------------------------------------------------------


def test_another_key_is_refused_and_the_file_is_untouched(engine: Engine, path: Path, key: bytes) -> None:
    add(engine, "Awa")
    engine.dispose()
    before = path.read_bytes()
    with pytest.raises(WrongKey):
        open_encrypted(path, new_key())
    assert path.read_bytes() == before
    again = open_encrypted(path, key)
    assert count(again) == 1
    again.dispose()


def test_a_missing_file_is_said_and_none_is_made(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(FileMissing):
        open_encrypted(tmp_path / "absent.casemgr", key)
    with pytest.raises(FileMissing):
        create_encrypted(tmp_path / "no folder" / "new.casemgr", key)
    assert list(tmp_path.iterdir()) == []


def test_an_unencrypted_database_is_not_ours(tmp_path: Path, key: bytes) -> None:
    import sqlite3

    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE t (v)")
    plain.commit()
    plain.close()
    with pytest.raises(NotCasemgrFile):
        open_encrypted(tmp_path / "plain.db", key)


@pytest.mark.parametrize("size", [0, 1, 100, 4095, 4096, 50_000])
def test_any_other_file_is_refused_without_being_changed(tmp_path: Path, key: bytes, size: int) -> None:
    other = tmp_path / "photo.casemgr"
    other.write_bytes(content := os.urandom(size))
    with pytest.raises((WrongKey, NotCasemgrFile)):
        open_encrypted(other, key)
    assert other.read_bytes() == content


def test_a_new_file_never_takes_the_place_of_another_nor_of_its_log(engine: Engine, path: Path, key: bytes) -> None:
    add(engine, "Awa")
    with pytest.raises(FileAlreadyThere):
        create_encrypted(path, key)
    assert count(engine) == 1
    lonely = path.with_name("lonely.casemgr")
    lonely.with_name("lonely.casemgr-wal").touch()
    with pytest.raises(FileAlreadyThere):
        create_encrypted(lonely, key)
    assert not lonely.exists()


def test_a_file_held_by_another_program_is_said_to_be_in_use(engine: Engine, path: Path, key: bytes) -> None:
    engine.dispose()
    holder = start(
        "import sys; from pathlib import Path; from casemgr.data.encrypted_file import connect\n"
        "c = connect(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))\n"
        "c.execute('PRAGMA locking_mode = EXCLUSIVE'); c.execute('PRAGMA journal_mode = DELETE')\n"
        "c.execute('BEGIN EXCLUSIVE'); print('held', flush=True)\n"
        "import time; time.sleep(600)",
        path,
        key.hex(),
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        with pytest.raises(FileInUse):
            open_encrypted(path, key, busy_timeout=0.1)
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()


def test_a_writer_that_waits_too_long_is_told_that_the_file_is_in_use(engine: Engine, path: Path, key: bytes) -> None:
    impatient = open_encrypted(path, key, busy_timeout=0.1)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO beneficiary (name) VALUES ('x')"))
        with pytest.raises(FileInUse), refusals_in_words():
            add(impatient, "Awa")
    impatient.dispose()


@pytest.mark.skipif(sys.platform == "win32", reason="the mode of a folder is not what protects it on Windows")
def test_a_folder_protected_against_writing_is_said_and_can_still_be_read(key: bytes) -> None:
    # Root writes everywhere: so as nobody in particular, in a folder that such a one can reach.
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    path = folder / "ours.casemgr"
    engine = create_encrypted(path, key)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE beneficiary (name TEXT)"))
    engine.dispose()
    path.chmod(0o666)
    folder.chmod(0o555)
    was_root = os.geteuid() == 0
    try:
        if was_root:
            os.seteuid(NOBODY)
        with pytest.raises(FolderReadOnly):
            open_encrypted(path, key)
        with pytest.raises(FolderReadOnly):
            create_encrypted(folder / "new.casemgr", key)
        reader = open_encrypted(path, key, read_only=True)
        assert count(reader) == 0
        with pytest.raises(FolderReadOnly), refusals_in_words():
            add(reader, "Awa")
        reader.dispose()
    finally:
        if was_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


def test_a_file_opened_for_reading_shows_what_was_just_saved_and_saves_nothing(
    engine: Engine, path: Path, key: bytes
) -> None:
    add(engine, "Awa")
    reader = open_encrypted(path, key, read_only=True)
    assert count(reader) == 1
    with pytest.raises(FolderReadOnly), refusals_in_words():
        add(reader, "Fatou")
    assert check_fully(reader) == ()
    reader.dispose()


def test_a_file_on_a_network_share_is_refused_before_it_is_touched(engine: Engine, path: Path, key: bytes) -> None:
    engine.dispose()
    asked: list[Path] = []

    def on_network(where: Path) -> bool:
        asked.append(where)
        return True

    with pytest.raises(OnNetworkShare):
        open_encrypted(path, key, on_network=on_network)
    with pytest.raises(OnNetworkShare):
        create_encrypted(path.with_name("new.casemgr"), key, on_network=on_network)
    assert asked == [path, path.with_name("new.casemgr")]
    assert not path.with_name("new.casemgr").exists()


# --- stopping, and errors in words ----------------------------------------------------------------


def test_a_long_statement_stops_when_asked_and_the_connection_serves_again(engine: Engine) -> None:
    running = threading.Event()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with reading(engine).connect() as connection:
        connection.execute(text("SELECT 1"))

        def stop() -> None:
            running.wait()
            time.sleep(0.1)
            interrupt(connection)

        thread = threading.Thread(target=stop)
        thread.start()
        running.set()
        with pytest.raises(Stopped), refusals_in_words():
            connection.execute(text(endless))
        thread.join()
        connection.rollback()
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EROFS, FolderReadOnly),
        (errno.EACCES, FolderReadOnly),
        (errno.ENOENT, FileMissing),
        (errno.EIO, DiskFailing),
    ],
)
def test_what_the_disk_refuses_is_said_in_words(number: int, refusal: type[Exception]) -> None:
    assert type(explain(OSError(number, "in the system's own words"))) is refusal


def test_a_bug_stays_a_bug(engine: Engine) -> None:
    with (
        pytest.raises(OperationalError, match="no such table"),
        refusals_in_words(),
        engine.begin() as connection,
    ):
        connection.execute(text("SELECT * FROM absent"))
    assert explain(KeyError("x")) is None


def test_every_refusal_says_what_happened_and_what_to_do_in_three_languages() -> None:
    refusals = [
        DiskFailing,
        DiskFull,
        FileAlreadyThere,
        FileDamaged,
        FileInUse,
        FileMissing,
        FolderReadOnly,
        NotCasemgrFile,
        OnNetworkShare,
        Stopped,
        WrongKey,
    ]
    said = set()
    for refusal in refusals:
        error = refusal()
        for language in ("fr", "ar", "en"):
            said.add((error.what.say(language), error.do.say(language)))
    assert len(said) == 3 * len(refusals)
    assert all(what and do for what, do in said)
