"""What every journey starts with: a computer of its own, and passwords that cost a test nothing."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import PATIENCE
from tests.journeys.office import Office, offices
from tests.ui.shell_at_hand import cheap_passwords


@pytest.fixture(autouse=True)
def cheap() -> Iterator[None]:
    yield from cheap_passwords()


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person sees a message within its seconds; a busy machine may need longer to come to it."""
    module = import_module("ui.kit.toast")  # the package gives the function of that name
    monkeypatch.setattr(module, "LASTS_MS", PATIENCE)
    monkeypatch.setattr(module, "_ACTION_LASTS_MS", PATIENCE)


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    yield from offices(qtbot, tmp_path)
