"""What every journey starts with: a computer of its own, and passwords that cost a test nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.journeys.office import Office, offices
from tests.ui.shell_at_hand import cheap_passwords


@pytest.fixture(autouse=True)
def cheap() -> Iterator[None]:
    yield from cheap_passwords()


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    yield from offices(qtbot, tmp_path)
