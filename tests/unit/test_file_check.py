"""Damage to the encrypted file: every changed byte is told, and in words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from sqlalchemy import Engine, text

from casemgr.data.encrypted_file import open_encrypted, reading, refusals_in_words
from casemgr.data.file_check import check_fully, check_quickly
from casemgr.data.file_refusals import FileDamaged, WrongKey
from casemgr.data.keyslots import new_key, sub_key
from tests.local_file import PAGE, add, flip, make_file


@pytest.fixture
def key() -> bytes:
    return new_key()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ours.casemgr"


@pytest.fixture
def engine(path: Path, key: bytes) -> Iterator[Engine]:
    made = make_file(path, key)
    yield made
    made.dispose()


def test_a_sound_file_passes_both_checks(engine: Engine) -> None:
    add(engine, "Awa", 500)
    check_quickly(engine)
    assert check_fully(engine) == ()


def test_one_changed_byte_anywhere_is_told(engine: Engine, path: Path, key: bytes) -> None:
    add(engine, "x" * 500, 200)
    engine.dispose()
    pages = path.stat().st_size // PAGE
    assert pages > 20
    for page in range(pages):
        flip(path, page * PAGE + 1000)
        try:
            opened = open_encrypted(path, key)
        except (WrongKey, FileDamaged):
            pass
        else:
            assert check_fully(opened), f"page {page + 1} was changed and nothing was said"
            opened.dispose()
        flip(path, page * PAGE + 1000)
    again = open_encrypted(path, key)
    assert check_fully(again) == ()
    again.dispose()


def test_damage_met_while_reading_is_said_in_words(engine: Engine, path: Path, key: bytes) -> None:
    add(engine, "x" * 500, 200)
    engine.dispose()
    flip(path, path.stat().st_size // 2)
    opened = open_encrypted(path, key)
    with pytest.raises(FileDamaged), refusals_in_words(), reading(opened).connect() as connection:
        connection.execute(text("SELECT sum(length(name)) FROM beneficiary")).scalar_one()
    kinds = {finding.kind for finding in check_fully(opened)}
    assert {"page", "structure"} <= kinds
    opened.dispose()


def test_a_file_cut_short_is_told_when_it_is_opened(engine: Engine, path: Path, key: bytes) -> None:
    add(engine, "x" * 500, 200)
    engine.dispose()
    os.truncate(path, path.stat().st_size - 3 * PAGE)
    with pytest.raises(FileDamaged):
        open_encrypted(path, key)


def test_a_link_to_nothing_is_found_and_names_no_value(engine: Engine, path: Path, key: bytes) -> None:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("INSERT INTO phone (owner, number) VALUES (7, '0661234567')")
    engine.dispose()
    opened = open_encrypted(path, key)
    check_quickly(opened)
    (finding,) = check_fully(opened)
    assert (finding.kind, finding.count) == ("link", 1)
    assert "phone" in finding.message.en
    assert "0661234567" not in repr(finding)
    opened.dispose()


def test_the_quick_check_sees_damage_at_the_head_of_a_table(engine: Engine, path: Path, key: bytes) -> None:
    add(engine, "x" * 500, 200)
    with reading(engine).connect() as connection:
        root = connection.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'beneficiary'")).scalar_one()
    engine.dispose()
    flip(path, (root - 1) * PAGE + 77)
    opened = open_encrypted(path, key)
    with pytest.raises(FileDamaged):
        check_quickly(opened)
    opened.dispose()


def test_what_is_erased_leaves_nothing_in_the_free_pages(engine: Engine, path: Path, key: bytes) -> None:
    """Somebody who holds the key must not find an anonymised name again in what the file no longer uses."""
    add(engine, "Aminata Ouédraogo " * 20, 50)
    engine.dispose()
    assert b"Aminata" in decrypted_pages(path, key)
    again = open_encrypted(path, key)
    with again.begin() as connection:
        connection.execute(text("DELETE FROM beneficiary"))
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar_one() > 3
    again.dispose()
    assert b"beneficiary" in decrypted_pages(path, key)
    assert b"Aminata" not in decrypted_pages(path, key)


def decrypted_pages(path: Path, key: bytes) -> bytes:
    """Every page in the clear, the unused ones too: AES-256-CBC, with the vector before the 64 bytes of
    the HMAC.
    """
    content, clear = path.read_bytes(), b""
    for at in range(0, len(content), PAGE):
        page = content[at : at + PAGE]
        vector, begin = page[-80:-64], 0 if at else 16  # the first page begins with the salt
        decryptor = Cipher(AES256(sub_key(key, "file")), CBC(vector)).decryptor()
        clear += decryptor.update(page[begin:-80]) + decryptor.finalize()
    return clear
