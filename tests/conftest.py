"""What every test stands on: no screen, no trace of the person's own files, French, and a real PostgreSQL.

Fixtures of one area live in the conftest of its folder; here is only what all share.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Before anything imports Qt: the windows of the tests are drawn in memory.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import pytest
from pytestqt.qtbot import QtBot
from typing_extensions import override

from casemgr.domain.words import current_language, use_language
from tests.postgresql import PostgresqlMissing, PostgresqlServer, running_server
from ui.overrides import guard_overrides

guard_overrides()  # as the window does, before the first of its classes

# A slow machine is no defect of the code; and in CI the same commit gives the same answer twice.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", parent=hypothesis.settings.get_profile("here"), derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


PATIENCE = 90_000  # ms: what comes is never waited for longer than it takes; what never comes fails all the same


class PatientBot(QtBot):
    """A machine that runs tests may be slow and busy: no wait of a test is shorter than `PATIENCE`."""

    @override
    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = 0) -> None:
        """Until it is so, or `PATIENCE` is over."""
        super().waitUntil(callback, timeout=max(timeout, PATIENCE))

    @override
    def waitSignal(self, signal: Any, *, timeout: int = 0, **more: Any) -> Any:
        """Until the signal came, or `PATIENCE` is over."""
        return super().waitSignal(signal, timeout=max(timeout, PATIENCE), **more)


@pytest.fixture
def qtbot(request: pytest.FixtureRequest) -> QtBot:
    """The hands of pytest-qt, with more patience."""
    request.getfixturevalue("qapp")
    return PatientBot(request)


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the tests, and the programs they start, away from the files and settings of whoever runs them."""
    home = tmp_path_factory.mktemp("person")
    home.chmod(0o700)
    folders = ["DATA_HOME", "CONFIG_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR"]
    with pytest.MonkeyPatch.context() as patch:
        for name in [*(f"XDG_{folder}" for folder in folders), "APPDATA", "LOCALAPPDATA"]:
            patch.setenv(name, str(home))
        for name in [name for name in os.environ if name.startswith("CASEMGR_")]:
            patch.delenv(name)
        yield home


@pytest.fixture(autouse=True)
def language_put_back() -> Iterator[None]:
    """A test that speaks Arabic leaves the next one in the language it found (French at the start)."""
    found = current_language()
    yield
    use_language(found)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server of this test process, with passwords checked; see tests/postgresql.py."""
    try:
        with running_server() as server:
            yield server
    except PostgresqlMissing as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture
def postgresql_url(postgresql_server: PostgresqlServer) -> Iterator[str]:
    """The URL (superuser, password inside) of an empty database made for this test and dropped after it."""
    with postgresql_server.fresh_database() as url:
        yield url
