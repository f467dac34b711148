"""A small encrypted file to try things on: with two tables, and ways to fill, read and damage it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine, text

from casemgr.data.encrypted_file import create_encrypted, reading

PAGE = 4096  # bytes
ROOT = Path(__file__).resolve().parents[1]
_TABLES = (
    "CREATE TABLE beneficiary (id INTEGER PRIMARY KEY, name TEXT)",
    "CREATE TABLE phone (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES beneficiary, number TEXT)",
)


def make_file(path: Path, key: bytes) -> Engine:
    """A new file with an empty table of beneficiaries and one of their phones."""
    engine = create_encrypted(path, key)
    with engine.begin() as connection:
        for table in _TABLES:
            connection.execute(text(table))
    return engine


def add(engine: Engine, name: str, times: int = 1) -> None:
    """Save `times` beneficiaries in one transaction."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO beneficiary (name) VALUES (:name)"), [{"name": name}] * times)


def count(engine: Engine) -> int:
    """How many beneficiaries there are."""
    with reading(engine).connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM beneficiary")).scalar_one())


def flip(path: Path, place: int) -> None:
    """Change one bit of a file, or put it back."""
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 0x40]))


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Another process that runs `code`, whose lines can be read as they come."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
