"""What the tests of backups have in common."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from casemgr.data.encrypted_file import open_encrypted
from casemgr.data.keyslots import Cost
from tests.local_file import count

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QUICK = Cost(passes=1, memory_kib=64, lanes=1)
PASSWORD = "un figuier, deux puits"
SECRET = "Aminata Ouédraogo"


def rows_at(path: Path, key: bytes) -> int:
    """How many beneficiaries a file holds."""
    engine = open_encrypted(path, key)
    try:
        return count(engine)
    finally:
        engine.dispose()
