"""Signing in: by keyboard alone, wrong passwords, the wait they ask for, and the recovery key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from casemgr.data.key_refusals import WrongPassword
from casemgr.data.keyslots import FREE_TRIES
from casemgr.services import opening
from tests.ui.shell_at_hand import (
    LOGIN,
    PASSWORD,
    Make,
    cheap_passwords,
    copied,
    found,
    press,
    signed_in,
    windows_shown,
)
from ui.main_window import MainWindow


@pytest.fixture(autouse=True)
def cheap() -> Iterator[None]:
    yield from cheap_passwords()


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: list[Path] = []
    for _cheap in cheap_passwords():
        made.append(found(tmp_path_factory.mktemp("founded")))
    return made[0]


@pytest.fixture
def database(founded: Path, tmp_path: Path) -> Path:
    return copied(founded, tmp_path)


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[Make]:
    yield from windows_shown(qtbot, tmp_path)


def try_password(qtbot: QtBot, window: MainWindow, password: str) -> None:
    page = window.unlock
    page.login.setText(LOGIN)
    page.password.edit.setText(password)
    page.try_to_open()
    qtbot.waitUntil(lambda: not page.password.text() and page.refusal.isVisible(), timeout=40_000)


def test_name_enter_password_enter_is_enough(qtbot: QtBot, make: Make, database: Path) -> None:
    window = make((database,))
    qtbot.waitUntil(window.unlock.login.hasFocus)
    for letter in LOGIN:
        press(window, Qt.Key(ord(letter.upper())))
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(window.unlock.password.edit.hasFocus)
    window.unlock.password.edit.setText(PASSWORD)
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell is not None, timeout=10_000)
    assert window.unlock.password.text() == ""


def test_a_wrong_password_says_what_to_do(qtbot: QtBot, make: Make, database: Path) -> None:
    window = make((database,), language="en")
    try_password(qtbot, window, "not the password")
    assert "Caps Lock" in window.unlock.refusal.accessibleName()
    qtbot.waitUntil(window.unlock.password.edit.hasFocus)
    assert window.unlock.open_button.isEnabled()
    assert window.shell is None


def test_many_wrong_passwords_ask_for_patience_and_then_let_one_try_again(
    qtbot: QtBot, make: Make, database: Path
) -> None:
    window = make((database,), language="en")
    tries = 0
    while not window.unlock.is_waiting:  # each wait asked for is twice the last: a slow computer meets it later
        try_password(qtbot, window, "not the password")
        tries += 1
        assert tries < FREE_TRIES + 8
    assert tries > FREE_TRIES
    assert not window.unlock.open_button.isEnabled()
    assert "Try again in" in window.unlock.refusal.accessibleName()
    window.unlock.password.edit.setText(PASSWORD)
    window.unlock.try_to_open()
    assert window.unlock.open_button.text() == "Open"
    qtbot.waitUntil(window.unlock.open_button.isEnabled, timeout=40_000)
    window.unlock.try_to_open()
    qtbot.waitUntil(lambda: window.shell is not None, timeout=40_000)


def test_nothing_typed_is_said_beside_the_fields(make: Make, database: Path) -> None:
    window = make((database,))
    window.unlock.try_to_open()
    assert window.unlock._fields["login"].message()
    assert window.unlock._fields["password"].message()


def test_a_file_that_is_gone_is_said_in_words(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    window = make((tmp_path / "gone.casemgr",), language="en")
    try_password(qtbot, window, PASSWORD)
    assert "no longer in this place" in window.unlock.refusal.accessibleName()


def test_the_recovery_key_gives_a_new_password(qtbot: QtBot, make: Make, database: Path) -> None:
    desk = signed_in(database)
    key = opening.new_recovery_key(desk)
    desk.database.dispose()
    window = make((database,))
    window.unlock.show_recovery()
    form = window.unlock.recovery
    form.key.setText(key.lower().replace("-", " "))
    form.login.setText(LOGIN)
    form.new_password.password.edit.setText("encore une longue phrase")
    form.new_password.again.edit.setText("encore une longue phrase")
    form.try_to_open()
    qtbot.waitUntil(lambda: window.shell is not None, timeout=10_000)
    assert form.key.text() == ""
    window.close()
    with pytest.raises(WrongPassword):
        signed_in(database)
    signed_in(database, LOGIN, "encore une longue phrase").database.dispose()


def test_a_mistyped_recovery_key_is_said_beside_it(qtbot: QtBot, make: Make, database: Path) -> None:
    window = make((database,))
    window.unlock.show_recovery()
    form = window.unlock.recovery
    form.key.setText("AAAA-BBBB")
    form.login.setText(LOGIN)
    form.new_password.password.edit.setText("encore une longue phrase")
    form.new_password.again.edit.setText("encore une longue phrase")
    form.try_to_open()
    qtbot.waitUntil(lambda: bool(form.fields["key"].message()), timeout=10_000)
    assert window.shell is None
    signed_in(database).database.dispose()


def test_a_shared_server_has_no_recovery_key_and_says_whom_to_ask(make: Make) -> None:
    window = make(language="en")
    window._show_unlock("postgresql://serveur:5432/casemgr")
    window.unlock.show_recovery()
    assert window.unlock.refusal.isVisible()
    assert not window.unlock.recovery.isVisible()


def test_a_database_is_shown_by_its_file_not_by_what_is_inside(make: Make, database: Path) -> None:
    window = make((database, database.with_name("autre.casemgr")))
    names = [window.unlock.database.itemText(place) for place in range(window.unlock.database.count())]
    assert [name.strip("\u2066\u2069") for name in names] == ["amal.casemgr", "autre.casemgr"]
