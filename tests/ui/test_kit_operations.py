"""Work leaves the window's thread and comes back: order, cancelling, superseding, errors."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from casemgr.domain.errors import UserError
from casemgr.domain.words import same
from tests.conftest import PATIENCE
from ui import operations
from ui.operations import Command, Operation, Query, Survey, finish_commands, frames_of


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def bugs() -> Iterator[list[BaseException]]:
    told: list[BaseException] = []
    operations.on_bug(told.append)
    yield told
    operations.on_bug(None)


def ended(qtbot: QtBot, *running: Operation[Any]) -> None:
    qtbot.waitUntil(lambda: not any(operation.is_under_way for operation in running), timeout=5000)


def test_the_work_is_done_elsewhere_and_the_answer_comes_in_the_windows_thread(qtbot: QtBot, owner: QWidget) -> None:
    here = threading.get_ident()
    seen: list[tuple[int, int]] = []
    query = Query(owner, threading.get_ident, lambda there: seen.append((there, threading.get_ident())))
    query.start()
    ended(qtbot, query)
    ((there, back),) = seen
    assert there != here
    assert back == here


def test_commands_run_one_after_the_other_in_one_thread(qtbot: QtBot, owner: QWidget) -> None:
    lived: list[tuple[str, int, int]] = []

    def write(number: int) -> int:
        lived.append(("begin", number, threading.get_ident()))
        time.sleep(0.01)
        lived.append(("end", number, threading.get_ident()))
        return number

    def job(number: int) -> Command[int]:
        return Command(owner, lambda: write(number)).start()

    running = [job(number) for number in range(5)]
    ended(qtbot, *running)
    assert [(what, number) for what, number, _ in lived] == [
        (what, number) for number in range(5) for what in ("begin", "end")
    ]
    assert len({thread for _, _, thread in lived}) == 1


def test_only_the_newest_query_of_a_key_answers(qtbot: QtBot, owner: QWidget) -> None:
    answers: list[str] = []
    gate = threading.Event()

    def slow() -> object:
        gate.wait(PATIENCE / 1000)
        return "old"

    old = Query(owner, slow, lambda said: answers.append(str(said)), key="search").start()
    new = Query(owner, lambda: "new", lambda said: answers.append(str(said)), key="search").start()
    other = Query(owner, lambda: "other", lambda said: answers.append(str(said)), key="count").start()
    ended(qtbot, new, other)
    gate.set()
    ended(qtbot, old)
    assert sorted(answers) == ["new", "other"]
    assert old.cancelled.is_set()
    assert not new.cancelled.is_set()


def test_a_question_is_answered_while_the_whole_base_is_gone_through(qtbot: QtBot, owner: QWidget) -> None:
    let_go = threading.Event()
    told: list[object] = []

    def go_through() -> str:
        assert let_go.wait(PATIENCE / 1000)
        return "survey"

    for _ in range(5):  # more than there are readers
        Survey(owner, go_through, told.append).start()
    for number in range(5):
        Query(owner, partial(int, number), told.append).start()
    qtbot.waitUntil(lambda: sorted(map(str, told)) == list("01234"), timeout=15_000)
    let_go.set()
    qtbot.waitUntil(lambda: told.count("survey") == 5, timeout=15_000)


def test_the_same_key_of_another_owner_is_another_question(qtbot: QtBot, owner: QWidget) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    answers: list[object] = []
    one = Query(owner, lambda: 1, answers.append, key="search").start()
    two = Query(other, lambda: 2, answers.append, key="search").start()
    ended(qtbot, one, two)
    assert sorted(map(str, answers)) == ["1", "2"]


def test_an_answer_for_a_widget_that_is_gone_is_dropped(qtbot: QtBot) -> None:
    owner = QObject()
    gate = threading.Event()
    answers: list[object] = []

    def wait() -> object:
        return gate.wait(PATIENCE / 1000)

    query = Query(owner, wait, answers.append).start()
    import shiboken6

    shiboken6.delete(owner)
    gate.set()
    ended(qtbot, query)
    assert answers == []


def test_a_write_asked_by_a_widget_that_is_gone_is_still_made(qtbot: QtBot) -> None:
    import shiboken6

    owner = QObject()
    holding = QObject()
    gate = threading.Event()
    written: list[int] = []

    def first() -> object:
        return gate.wait(PATIENCE / 1000)

    def second() -> object:
        written.append(1)
        return None

    blocking = Command(holding, first).start()
    command = Command(owner, second).start()
    shiboken6.delete(owner)
    gate.set()
    ended(qtbot, blocking, command)
    assert written == [1]


def test_cancelled_work_sees_it_and_gives_no_answer(qtbot: QtBot, owner: QWidget) -> None:
    answers: list[object] = []
    began = threading.Event()

    def count() -> object:
        began.set()
        return query.cancelled.wait(PATIENCE / 1000)

    query = Query(owner, count, answers.append)
    query.start()
    assert began.wait(PATIENCE / 1000)
    query.cancel()
    ended(qtbot, query)
    assert answers == []


def test_what_cancelled_work_raises_is_no_bug(qtbot: QtBot, owner: QWidget, bugs: list[BaseException]) -> None:
    began = threading.Event()

    def count() -> object:
        began.set()
        command.cancelled.wait(PATIENCE / 1000)
        raise RuntimeError("interrupted")

    command = Command(owner, count)
    command.start()
    assert began.wait(PATIENCE / 1000)
    command.cancel()
    ended(qtbot, command)
    assert bugs == []


def test_a_write_that_ended_before_its_cancelling_is_told_as_done(qtbot: QtBot, owner: QWidget) -> None:
    answers: list[object] = []
    began, gate = threading.Event(), threading.Event()

    def write() -> object:
        began.set()
        gate.wait(PATIENCE / 1000)
        return "written"

    command = Command(owner, write, answers.append)
    command.start()
    assert began.wait(PATIENCE / 1000)
    command.cancel()
    gate.set()
    ended(qtbot, command)
    assert answers == ["written"]


def test_a_write_cancelled_while_it_waits_is_never_begun(qtbot: QtBot, owner: QWidget) -> None:
    gate = threading.Event()
    written: list[object] = []

    def hold() -> object:
        return gate.wait(PATIENCE / 1000)

    def write() -> object:
        written.append(1)
        return None

    first = Command(owner, hold).start()
    second = Command(owner, write, written.append).start()
    second.cancel()
    gate.set()
    ended(qtbot, first, second)
    assert written == []


def test_an_error_to_mend_is_given_as_a_sentence(qtbot: QtBot, owner: QWidget, bugs: list[BaseException]) -> None:
    told: list[str] = []

    def save() -> object:
        raise UserError(same("The file is open elsewhere."), same("Close it there."))

    command = Command(owner, save, None, lambda error: told.append(str(error))).start()
    ended(qtbot, command)
    assert told == ["The file is open elsewhere. Close it there."]
    assert bugs == []


def test_a_bug_is_told_and_logged_without_what_it_says(
    qtbot: QtBot, owner: QWidget, bugs: list[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    def save() -> object:
        try:
            return {"Amina Benali": 1}["Amina Benali "]
        except KeyError as error:
            raise ValueError("no such person: Amina Benali") from error

    with caplog.at_level(logging.ERROR):
        command = Command(owner, save).start()
        ended(qtbot, command)
    assert [type(error) for error in bugs] == [ValueError]
    assert "ValueError" in caplog.text
    assert "KeyError" in caplog.text
    assert "in save" in caplog.text
    assert "Amina" not in caplog.text
    assert "Amina" not in frames_of(bugs[0])


def test_quick_work_shows_no_progress_and_slow_work_does(
    qtbot: QtBot, owner: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "SLOW_MS", 30)
    told: list[str] = []
    gate = threading.Event()

    def wait() -> object:
        return gate.wait(PATIENCE / 1000)

    quick = Query(owner, lambda: None)
    quick.slow.connect(lambda: told.append("quick"))
    quick.start()
    assert quick._pool().waitForDone(PATIENCE)
    QCoreApplication.sendPostedEvents()  # its answer is here before its half second is over, however busy the machine
    assert not quick.is_under_way
    slow = Query(owner, wait)
    slow.slow.connect(lambda: told.append("slow"))
    slow.start()
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    gate.set()
    ended(qtbot, slow)
    qtbot.wait(60)
    assert told == ["slow"]


def test_progress_is_told_in_the_windows_thread(qtbot: QtBot, owner: QWidget) -> None:
    told: list[tuple[int, int, bool]] = []

    def work() -> object:
        query.report(1, 2)
        query.report(2, 2)
        return None

    def note(done: int, total: int) -> None:
        told.append((done, total, QThread.currentThread() is owner.thread()))

    query = Query(owner, work)
    query.progressed.connect(note)
    query.start()
    ended(qtbot, query)
    assert (2, 2, True) in told


def test_an_operation_runs_once(qtbot: QtBot, owner: QWidget) -> None:
    query = Query(owner, lambda: None).start()
    with pytest.raises(RuntimeError):
        query.start()
    ended(qtbot, query)


def test_closing_waits_for_what_is_being_written(qtbot: QtBot, owner: QWidget) -> None:
    written: list[int] = []

    def write() -> object:
        time.sleep(0.05)
        written.append(1)
        return None

    command = Command(owner, write).start()
    assert finish_commands()
    assert written == [1]
    ended(qtbot, command)
