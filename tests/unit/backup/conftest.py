"""A file with two thousand people and one who may open it, and where a backup of it goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from casemgr.data.keyslots import KeySlots, keys_path, new_key
from tests.local_file import add, make_file
from tests.unit.backup.made import PASSWORD, QUICK, SECRET


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
