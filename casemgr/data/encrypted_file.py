"""The local file: SQLite encrypted as a whole by SQLCipher, opened in one way only.

Every setting that a saved record depends on is set here, on each connection: the key first, then
write-ahead log with synchronous=FULL (a commit is on the disk when it returns), foreign keys, a wait when
another window writes.

Transactions: an engine begins IMMEDIATE, so that a writer waits its turn instead of failing half-way with
"database is locked". Reads go through `reading(engine)`: they see one moment, never wait for a writer, and
refuse to write.

Never open the database with `open()` while an engine of this process has it: closing that handle drops
SQLite's locks on Linux (https://www.sqlite.org/howtocorrupt.html, §2.2).
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from casemgr.data.durable import OWNER_ONLY, disk_errors_in_words
from casemgr.data.file_refusals import (
    FileAlreadyThere,
    FileMissing,
    FolderReadOnly,
    NotCasemgrFile,
    OnNetworkShare,
    WrongKey,
    explain,
)
from casemgr.data.key_wrapping import sub_key
from casemgr.data.network_share import is_on_network_share

__all__ = [
    "create_encrypted",
    "explain",
    "give_room_back",
    "interrupt",
    "open_encrypted",
    "reading",
    "refusals_in_words",
]

APPLICATION_ID = 0x63617365  # "case"; stands in the header of every file of ours
# The driver keeps the statements that were asked most, and once they fill its 100 places compiles each other one anew:
# after a morning of searches a file took three times as long. A statement takes some ten kilobytes.
_STATEMENTS = 1_000
BUSY_TIMEOUT = 10.0  # seconds that one writer waits for another before the file is said to be in use
_PAGE_BYTES = 4096  # SQLCipher's
_POOL_SIZE = 3
_MOST_CONNECTIONS = 12
_MOST_IN_MEMORY = 200_000_000  # bytes of a file that is written anew
_BEGIN = "casemgr_begin"
_QUERY_ONLY = "casemgr_query_only"

Detector = Callable[[Path], bool]
"""Says whether a path lies on a network share; tests give their own."""


def create_encrypted(path: Path, key: bytes, *, on_network: Detector = is_on_network_share) -> Engine:
    """Make an empty encrypted file and open it, readable by its owner only.

    `key` is the data key. Raises FileAlreadyThere, OnNetworkShare, FolderReadOnly, DiskFull, FileMissing
    (no folder).
    """
    if on_network(path):
        raise OnNetworkShare
    for left_over in (path, _beside(path, "-wal"), _beside(path, "-journal")):
        if left_over.exists():  # a log left by a former file of this name would be played into the new one
            raise FileAlreadyThere
    with disk_errors_in_words():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    try:
        with refusals_in_words(), contextlib.closing(connect_bare(path, key)) as connection:
            _set_up(connection, read_only=False)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return open_encrypted(path, key, on_network=on_network)


def open_encrypted(
    path: Path,
    key: bytes,
    *,
    read_only: bool = False,
    on_network: Detector = is_on_network_share,
    busy_timeout: float = BUSY_TIMEOUT,
) -> Engine:
    """Open the file with its data key, and see that it is ours and reads.

    Connections may be used by any thread, one thread at a time. Dispose of the engine before moving the file.
    Raises FileMissing, OnNetworkShare, FolderReadOnly, NotCasemgrFile, WrongKey, FileDamaged, FileInUse,
    DiskFailing.
    """
    if not path.is_file():
        raise FileMissing
    if on_network(path):
        raise OnNetworkShare
    if not read_only:
        _probe_writing(path)
    engine = create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=lambda: connect(path, key, read_only=read_only, busy_timeout=busy_timeout),
        poolclass=QueuePool,
        pool_size=_POOL_SIZE,
        max_overflow=_MOST_CONNECTIONS - _POOL_SIZE,
        pool_use_lifo=True,  # the connection used last still holds the pages of the file that is being read
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _refuse_writing)
    if read_only:
        engine = reading(engine)
    try:
        _refuse_what_is_not_ours(engine)
    except BaseException as error:
        engine.dispose()
        said = explain(error)
        if said is None:
            raise
        if isinstance(said, WrongKey) and _is_plain_sqlite(path):
            raise NotCasemgrFile from error
        raise said from error
    return engine


def reading(engine: Engine) -> Engine:
    """The same file for reading: its transactions see one moment, wait for nobody, and cannot write."""
    return engine.execution_options(**{_BEGIN: "DEFERRED"})


def interrupt(connection: Connection) -> None:
    """Stop the statement that another thread is running on `connection`, which then raises (see `explain`:
    Stopped).

    Call it only while that thread still has the connection: afterwards it would stop whoever has it next.
    """
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.interrupt()


def give_room_back(engine: Engine) -> None:
    """Write the file anew without the pages that a step left empty: they would be copied with every backup.

    It is done in memory, nothing of the content ever on the disk in the clear; so a file that is larger than that
    keeps its empty pages, which what is recorded next fills. So does a file that another window is reading.
    """
    connection = engine.raw_connection()
    try:
        driver = connection.driver_connection
        if driver is None or _bytes_of(driver) > _MOST_IN_MEMORY:
            return
        connection.info.pop(_QUERY_ONLY, None)  # set by the reading before: whoever reads next must set it again
        driver.execute("PRAGMA query_only = 0")
        with contextlib.suppress(sqlcipher.Error, MemoryError):  # an old computer may have too little room for it
            driver.execute("VACUUM")
    finally:
        connection.close()


def _bytes_of(driver: sqlcipher.Connection) -> int:
    pages, each = (driver.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
    return int(pages) * int(each)


@contextlib.contextmanager
def refusals_in_words() -> Iterator[None]:
    """Within this block an error that the person can mend becomes its UserError; a bug passes unchanged."""
    try:
        yield
    except Exception as error:
        said = explain(error)
        if said is None or said is error:
            raise
        raise said from error


def connect(
    path: Path, key: bytes, *, read_only: bool = False, busy_timeout: float = BUSY_TIMEOUT
) -> sqlcipher.Connection:
    """One connection of the driver, with every setting. Outside `data/` use `open_encrypted`.

    Raises FileMissing, NotCasemgrFile, or what the driver raises.
    """
    if not path.is_file():
        raise FileMissing
    if path.stat().st_size < _PAGE_BYTES:  # SQLite would take it for an empty database, and make it one
        raise NotCasemgrFile
    mode = "ro" if read_only else "rw"
    if read_only and not _beside(path, "-wal").exists() and not _is_folder_writable(path.parent):
        mode += "&immutable=1"  # a stick protected against writing: no room for the log's index
    connection = connect_bare(path, key, mode, busy_timeout)
    try:
        _set_up(connection, read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlcipher.Connection, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # the erased leaves no trace in free pages
    connection.execute("PRAGMA cache_size = -64000")
    connection.execute("PRAGMA temp_store = MEMORY")


def connect_bare(path: Path, key: bytes, mode: str = "rw", busy_timeout: float = BUSY_TIMEOUT) -> sqlcipher.Connection:
    """A connection with the key and nothing else: what a copy is written through."""
    connection = sqlcipher.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,  # transactions are begun by `_begin`, not guessed by the driver
        check_same_thread=False,
        timeout=busy_timeout,
        cached_statements=_STATEMENTS,
    )
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{sub_key(key, 'file').hex()}'\"")
    return connection


def _begin(connection: Connection) -> None:
    how = connection.get_execution_options().get(_BEGIN, "IMMEDIATE")
    driver = connection.connection.driver_connection
    assert driver is not None
    if how != "DEFERRED" and connection.info.pop(_QUERY_ONLY, False):
        driver.execute("PRAGMA query_only = 0")
    driver.execute(f"BEGIN {how}")


def _refuse_writing(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
    """Within a transaction for reading SQLite itself refuses whatever is not plainly a SELECT, should it write.

    It is told so only then: each time it is, it throws away every statement it has prepared, and to prepare them again
    takes longer than most of them.
    """
    if connection.get_execution_options().get(_BEGIN) != "DEFERRED" or statement.startswith("SELECT"):
        return
    driver = connection.connection.driver_connection
    if driver is not None and not connection.info.get(_QUERY_ONLY):
        connection.info[_QUERY_ONLY] = True
        driver.execute("PRAGMA query_only = 1")


def _refuse_what_is_not_ours(engine: Engine) -> None:
    with reading(engine).connect() as connection:
        # Reading the schema checks the key: SQLCipher authenticates each page it reads.
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION_ID:
            raise NotCasemgrFile


def _is_plain_sqlite(path: Path) -> bool:
    """Whether the file opens without a key. Asked through SQLite, which keeps its locks right (module
    docstring).
    """
    try:
        with contextlib.closing(sqlcipher.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as plain:
            plain.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.Error:
        return False
    return True


def _probe_writing(path: Path) -> None:
    if not os.access(path, os.W_OK) or not _is_folder_writable(path.parent):
        raise FolderReadOnly


def _is_folder_writable(folder: Path) -> bool:
    """Tried, not asked: Windows answers os.access wrongly for folders. A full disk counts as writable."""
    probe = folder / f".casemgr-{secrets.token_hex(6)}.tmp"
    try:
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
        probe.unlink()
    except OSError as error:
        return not isinstance(explain(error), FolderReadOnly)
    return True


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
