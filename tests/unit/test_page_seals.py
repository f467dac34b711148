"""The codes of pages: what they tell is what SQLCipher's own check tells."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casemgr.data.encrypted_file import connect, connect_bare
from casemgr.data.keyslots import new_key
from casemgr.data.page_seals import LOCKS, PAGE_BYTES, PageSeals
from tests.local_file import add, make_file

KEY = new_key()


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a file of some pages."""
    path = tmp_path_factory.mktemp("pages") / "ours.casemgr"
    engine = make_file(path, KEY)
    add(engine, "Aminata" * 40, 200)
    add(engine, "x" * 30_000)
    engine.dispose()
    with contextlib.closing(connect(path, KEY)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


def ours(content: bytes, key: bytes = KEY) -> bool:
    return PageSeals(key, content[:PAGE_BYTES]).hold(content, 0)


def theirs(content: bytes, folder: Path) -> bool:
    """What `PRAGMA cipher_integrity_check` says."""
    path = folder / "looked-at.casemgr"
    path.write_bytes(content)
    with contextlib.closing(connect_bare(path, KEY, "ro")) as connection:
        return not connection.execute("PRAGMA cipher_integrity_check").fetchall()


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def swapped(content: bytes) -> bytes:
    """Two good pages, each in the place of the other."""
    two, three = content[PAGE_BYTES : 2 * PAGE_BYTES], content[2 * PAGE_BYTES : 3 * PAGE_BYTES]
    return content[:PAGE_BYTES] + three + two + content[3 * PAGE_BYTES :]


def test_a_good_file_holds_and_not_under_another_key(content: bytes, tmp_path: Path) -> None:
    assert len(content) > 20 * PAGE_BYTES
    assert ours(content)
    assert theirs(content, tmp_path)
    assert not ours(content, new_key())


IN_A_PAGE = {"body": 100, "last of the body": 4015, "vector": 4016, "code": 4032, "last of the code": 4095}


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(lambda content: flipped(content, 0), id="salt"),
        *(
            pytest.param(lambda content, place=page * PAGE_BYTES + at: flipped(content, place), id=f"{what} of {page}")
            for page in (0, 1, 7)
            for what, at in IN_A_PAGE.items()
        ),
        pytest.param(lambda content: flipped(content, 16), id="first byte after the salt"),
        pytest.param(lambda content: flipped(content, len(content) - 1), id="last byte"),
        pytest.param(swapped, id="two pages changed places"),
        pytest.param(lambda content: content[:-PAGE_BYTES] + bytes(PAGE_BYTES), id="a page of zeros"),
        pytest.param(lambda content: content + content[-PAGE_BYTES:], id="a page twice"),
        pytest.param(lambda content: content + os.urandom(PAGE_BYTES), id="a page more"),
        pytest.param(lambda content: content[:-100], id="cut in a page"),
        pytest.param(lambda content: content + b"more", id="a piece more"),
    ],
)
def test_what_is_spoilt_is_told_as_sqlcipher_tells_it(
    content: bytes, tmp_path: Path, spoilt: Callable[[bytes], bytes]
) -> None:
    assert not ours(spoilt(content))
    assert not theirs(spoilt(content), tmp_path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bit_of_any_page_counts(content: bytes, tmp_path: Path, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content) - 1))
    spoilt = bytearray(content)
    spoilt[place] ^= 1 << data.draw(st.integers(0, 7))
    assert not ours(bytes(spoilt))
    assert not theirs(bytes(spoilt), tmp_path)


def test_pages_are_checked_from_any_place_of_the_file(content: bytes) -> None:
    seals = PageSeals(KEY, content[:PAGE_BYTES])
    assert seals.hold(content[3 * PAGE_BYTES : 6 * PAGE_BYTES], 3 * PAGE_BYTES)
    assert not seals.hold(content[3 * PAGE_BYTES : 6 * PAGE_BYTES], 4 * PAGE_BYTES)
    assert not seals.hold(content[100 : 100 + PAGE_BYTES], 100)


def test_the_page_of_the_locks_has_no_code(content: bytes) -> None:
    """At 1 GB: what follows it is checked again."""
    seals = PageSeals(KEY, content[:PAGE_BYTES])
    assert seals.hold(bytes(PAGE_BYTES), LOCKS)
    assert not seals.hold(bytes(2 * PAGE_BYTES), LOCKS)
    assert not seals.hold(bytes(2 * PAGE_BYTES), LOCKS - PAGE_BYTES)
