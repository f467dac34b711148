"""An anonymous complaint shows its number and its code until somebody has noted them; a person's own shows none."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from casemgr.services import records, register
from casemgr.services.desk import Desk
from tests.ui.test_new_record import WAIT, Begin, begin, desk, fill
from ui.navigation import Navigator
from ui.operations import finish_commands
from ui.pages.beneficiary_file.record_pane import RecordPane
from ui.pages.follow_up_code import FollowUpCode
from ui.preferences import Preferences
from ui.shell.palette_commands import commands_for
from ui.window_settings import WindowSettings

__all__ = ["begin", "desk"]  # the fixtures of a new record


def codes_shown() -> list[FollowUpCode]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, FollowUpCode) and one.isVisible()]


def test_the_code_of_an_anonymous_complaint_is_shown_once(desk: Desk, begin: Begin, qtbot: QtBot) -> None:
    page = begin("complaint")
    fill(page, register="US", channel="BOX", complainant="ANON", subject="Attente trop longue")
    page.save()
    qtbot.waitUntil(lambda: bool(codes_shown()), timeout=WAIT)
    finish_commands()
    shown = codes_shown()[0]
    code = "".join(symbol for symbol in shown.code.text() if symbol.isascii())
    (record,) = register.ids(desk, "complaint")
    assert register.ids(desk, "complaint", text=code) == [record]
    shown.accept()
    qtbot.waitUntil(lambda: not codes_shown(), timeout=WAIT)


def test_a_persons_own_complaint_has_no_code(desk: Desk, begin: Begin, qtbot: QtBot) -> None:
    person = register.ids(desk, "beneficiary")[0]
    page = begin("complaint", beneficiary=person)
    fill(page, subject="Carte non délivrée", against_body="Préfecture")
    page.save()
    qtbot.waitUntil(lambda: len(register.ids(desk, "complaint")) == 1, timeout=WAIT)
    finish_commands()
    QApplication.processEvents()
    assert codes_shown() == []
    (line,) = register.lines(desk, "complaint", register.ids(desk, "complaint"), ["complainant", "standing"])
    assert line.cells == ("Une personne que nous suivons", "Dans les temps")


def test_what_is_closed_to_her_leaves_the_screen_at_once(desk: Desk, qtbot: QtBot) -> None:
    values = {"received_on": desk.today, "register": "US", "complainant": "ANON", "subject": "Accueil"}
    record = records.save(desk, "complaint", values, insist=True).id
    pane = RecordPane(desk, desk.kinds["complaint"])
    qtbot.addWidget(pane)
    pane.show_record(record)
    qtbot.waitUntil(lambda: pane.seen is not None, timeout=WAIT)
    with replace(desk, person=replace(desk.person, id="a colleague")).work() as work:
        line = {"member": desk.person.id, "role": None, "confidentiality": "L0"}
        work.update("complaint", record, {"concerned": [line]}, 1)
    pane.look_again()
    qtbot.waitUntil(lambda: pane.seen is None, timeout=WAIT)
    assert not [label for label in pane.findChildren(QLabel) if "Accueil" in label.text() and label.isVisible()]


def test_reception_takes_a_complaint_from_anywhere_and_reads_none(desk: Desk) -> None:
    reception = replace(desk, person=replace(desk.person, id="reception", roles=("ACCUEIL",)))
    go = Navigator(reception)
    words = [str(one.words) for one in commands_for(reception.person, go, WindowSettings(Preferences()), ())]
    assert str(desk.kinds["complaint"].new) in words and str(desk.kinds["service"].new) not in words
    assert "complaint" not in go.entries
