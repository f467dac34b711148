"""From a password to the key that opens the database, and the change of that key when somebody leaves.

The key file and the database are two files, and a power cut may fall between them. So a change of key
first writes the coming key beside the present one, then changes the database in one transaction, then
forgets the present one. Cut short anywhere, the next `unlock` sees both keys, asks the database which of
them it has, and ends the change.
"""

from __future__ import annotations

import contextlib
import shutil
from datetime import datetime
from pathlib import Path

from casemgr.data.encrypted_file import BUSY_TIMEOUT, connect, refusals_in_words
from casemgr.data.file_refusals import DiskFull, FileMissing, WrongKey
from casemgr.data.key_wrapping import sub_key
from casemgr.data.keyslots import KeySlots, OpenedKeys, keys_path


def unlock(path: Path, login: str, password: str, now: datetime) -> bytes:
    """The data key of the database at `path`, for `open_encrypted`.

    Raises WrongPassword, TooManyTries, KeyFileMissing, KeyFileDamaged, FileMissing; WrongKey when the two
    files do not belong together; FileInUse while another window changes the key.
    """
    if not path.is_file():
        raise FileMissing
    slots = KeySlots(keys_path(path))
    return _settled(path, slots, slots.open_keys(login, password, now))


def unlock_with_recovery(path: Path, text: str) -> bytes:
    """As `unlock`, by the printed recovery key. Raises RecoveryKeyMistyped, WrongRecoveryKey."""
    if not path.is_file():
        raise FileMissing
    slots = KeySlots(keys_path(path))
    return _settled(path, slots, slots.open_keys_with_recovery(text))


def change_key(path: Path, key: bytes, coming: bytes, *, busy_timeout: float = BUSY_TIMEOUT) -> None:
    """Encrypt the whole file anew with `coming`, and give it to everybody whose login is left.

    Nobody may have the file open, this process included (dispose of its engine): raises FileInUse
    otherwise. Needs as much room again as the file: raises DiskFull, and then the present key stays. About
    1.5 s for 150 MB. Attachments and whatever else was encrypted with a sub-key of the former key are the
    caller's to encrypt anew.
    """
    slots = KeySlots(keys_path(path))
    if not path.is_file():
        raise FileMissing
    if not slots.belongs_to(key):
        raise WrongKey
    if shutil.disk_usage(path.parent).free < 2 * path.stat().st_size:
        raise DiskFull
    try:
        with (
            refusals_in_words(),
            contextlib.closing(connect(path, key, busy_timeout=busy_timeout)) as connection,
        ):
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE")  # refused while anybody else has the file open
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")  # the lock stays until the connection closes
            slots.begin_rotation(key, coming)
            connection.execute(f"PRAGMA rekey = \"x'{sub_key(coming, 'file').hex()}'\"").fetchall()
    finally:
        _settled(path, slots, OpenedKeys(key, coming))
    if not slots.belongs_to(coming):
        raise WrongKey


def _settled(path: Path, slots: KeySlots, keys: OpenedKeys) -> bytes:
    """The key that the database really has; a change of key cut short is ended on the way."""
    if keys.next_key is None:
        return keys.key
    # The present key first: a journal left by the cut can only be undone with it.
    if _opens(path, keys.key):
        slots.abandon_rotation(keys.key)
        return keys.key
    if _opens(path, keys.next_key):
        slots.finish_rotation(keys.key, keys.next_key)
        return keys.next_key
    raise WrongKey


def _opens(path: Path, key: bytes) -> bool:
    try:
        with refusals_in_words(), contextlib.closing(connect(path, key)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except WrongKey:
        return False
    return True
