"""A new record: kept while it is typed, whoever is alike shown beside the name, saved together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from casemgr.domain.dates import parse_approximate
from casemgr.domain.errors import Issue
from casemgr.domain.words import Words
from casemgr.services import drafts, file, records, register
from casemgr.services.desk import Desk
from casemgr.services.records import Saved
from tests.ui.test_register_people import TODAY, draft_of, new_desk
from ui.forms import RecordForm
from ui.forms.field_box import FieldBox
from ui.kit import Toast
from ui.navigation import Navigator
from ui.operations import finish_commands, shut_down
from ui.pages.new_record import NewRecordPage
from ui.pages.new_record_conflict import ConflictPanel
from ui.pages.new_record_editor import RecordEditor
from ui.pages.new_record_intake import IntakeEditor
from ui.theme import WIDE, Theme, apply_theme
from ui.translation import use_language

WAIT = 8000
Begin = Callable[..., NewRecordPage]


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    apply_theme(qapp, Theme())
    use_language("fr")
    made = new_desk(tmp_path, 4)
    yield made
    shut_down()
    made.database.dispose()


@pytest.fixture
def begin(qtbot: QtBot, desk: Desk) -> Begin:
    kept: list[QWidget] = []

    def begun(kind: str, **given: Any) -> NewRecordPage:
        page = NewRecordPage(desk, Navigator(desk), kind=kind, **given)
        qtbot.addWidget(page)
        kept.append(page)
        page.resize(1146, 620)
        page.show()
        page.refresh()
        qtbot.waitUntil(lambda: page.editor is not None and page.editor.form is not None, timeout=WAIT)
        return page

    return begun


def form_of(page: NewRecordPage) -> RecordForm:
    assert page.editor is not None and page.editor.form is not None
    return page.editor.form


def editor_of(page: NewRecordPage) -> RecordEditor:
    assert page.editor is not None
    return page.editor


def box(page: NewRecordPage, key: str) -> FieldBox:
    found = form_of(page).sections.at((key,))
    assert isinstance(found, FieldBox)
    return found


def fill(page: NewRecordPage, **values: object) -> None:
    """Put values in as the person would, one field after the other."""
    for key, value in values.items():
        there = box(page, key)
        before = there.editor.state()
        there.fill(value)
        there.was_edited = True
        form_of(page).note_change(there.path, before, there.editor.state())


def someone(page: NewRecordPage) -> None:
    fill(page, family_name="Camara", given_names="Fatoumata", sex="F", nationality="GN", population_group="MIG")
    fill(page, birth_date=parse_approximate("3/5/1995", TODAY))


def save(qtbot: QtBot, page: NewRecordPage) -> str:
    """Save, with the doubts if there are some; the id of the record."""
    made: list[str] = []
    editor = editor_of(page)
    editor.saved.connect(lambda saved: made.append(saved.id))
    page.save()
    qtbot.waitUntil(lambda: bool(made) or editor.doubts.isVisible(), timeout=WAIT)
    if not made:
        editor.insist()
        qtbot.waitUntil(lambda: bool(made), timeout=WAIT)
    return made[0]


def intake_of(page: NewRecordPage) -> IntakeEditor:
    assert isinstance(page.editor, IntakeEditor)
    return page.editor


def test_an_intake_saves_the_person_the_answer_and_the_case_together(qtbot: QtBot, begin: Begin, desk: Desk) -> None:
    page = begin("beneficiary")
    someone(page)
    fill(page, answer="GIVEN", mode="SIGN", open_case=True)
    found = file.open_file(desk, save(qtbot, page))
    assert {one.kind: one.count for one in found.sections if one.count} == {"consent": 1, "case": 1}
    assert found.file_consent == "GIVEN" and found.caseworker == "Nadia Alaoui"
    finish_commands()
    assert drafts.mine(desk) == []


def test_without_an_answer_on_the_file_the_doubt_is_said_once_then_kept(qtbot: QtBot, begin: Begin, desk: Desk) -> None:
    page = begin("beneficiary")
    someone(page)
    page.save()
    qtbot.waitUntil(lambda: editor_of(page).doubts.isVisible(), timeout=WAIT)
    assert len(register.ids(desk, "beneficiary")) == 4
    with qtbot.waitSignal(editor_of(page).saved, timeout=WAIT):
        editor_of(page).insist()
    assert len(register.ids(desk, "beneficiary")) == 5


def test_errors_stand_beside_their_fields(qtbot: QtBot, begin: Begin) -> None:
    page = begin("beneficiary")
    fill(page, family_name="Camara")
    page.save()
    qtbot.waitUntil(lambda: box(page, "nationality").message() != "", timeout=WAIT)
    assert box(page, "sex").message() == "À remplir."


def test_whoever_is_alike_appears_while_the_name_is_typed(qtbot: QtBot, begin: Begin, desk: Desk) -> None:
    page = begin("beneficiary")
    panel = intake_of(page).panel
    for key, text in (("family_name", "Dialo"), ("given_names", "Mariama")):
        line = box(page, key).editor.stops()[0]
        QTest.keyClicks(line, text)
    qtbot.waitUntil(lambda: len(panel.cards) > 0, timeout=WAIT)
    assert panel.candidates[0].title == "Mariama Diallo"
    with qtbot.waitSignal(panel.open_asked) as asked:
        panel.cards[0].open_asked.emit(panel.candidates[0].id)
    assert asked.args == register.ids(desk, "beneficiary", text="Diallo")


def test_a_probable_match_needs_a_reason_which_is_kept(qtbot: QtBot, begin: Begin, desk: Desk) -> None:
    page = begin("beneficiary")
    twin = draft_of(0)
    keys = ("family_name", "given_names", "sex", "birth_date", "nationality", "population_group")
    fill(page, **{key: twin[key] for key in keys})
    page.save()
    panel = intake_of(page).panel
    qtbot.waitUntil(lambda: bool(panel.unanswered()) and panel.cards[0].frame.message() != "", timeout=WAIT)
    assert len(register.ids(desk, "beneficiary")) == 4
    panel.cards[0].line.setText("Autre mère, autre ville")
    QTest.keyClick(panel.cards[0].line, Qt.Key.Key_Return)
    assert not panel.unanswered()
    kept = records.read(desk, "beneficiary", save(qtbot, page))
    assert kept.values["duplicate_reason"] == "Autre mère, autre ville"


def test_what_is_typed_comes_back_after_a_crash(qtbot: QtBot, begin: Begin, desk: Desk) -> None:
    page = begin("beneficiary")
    fill(page, family_name="Camara", answer="REFUSED", open_case=True, priority="P2")
    QTest.keyClicks(box(page, "birth_date").editor.stops()[0], "un jour de marche")
    with qtbot.waitSignal(form_of(page).draft_kept, timeout=WAIT):
        page.keep_draft()
    (draft,) = drafts.mine(desk)
    again = begin("beneficiary", draft=draft)
    values = form_of(again).values()
    assert values["family_name"] == "Camara" and values["answer"] == "REFUSED"
    assert values["open_case"] is True and values["priority"] == "P2"
    assert str(values["birth_date"]) == "un jour de marche"


def test_a_draft_that_waits_is_offered_and_taken_up(qtbot: QtBot, begin: Begin, desk: Desk) -> None:
    person = register.ids(desk, "beneficiary")[0]
    drafts.keep(desk, desk.kinds["service"], {"type": "SOC-FOOD"}, beneficiary=person)
    page = begin("service", beneficiary=person)
    assert editor_of(page).waiting.isVisible()
    editor_of(page).waiting.acted.emit()
    assert form_of(page).values()["type"] == "SOC-FOOD"
    save(qtbot, page)
    assert finish_commands()
    assert drafts.mine(desk) == []


def test_cancelling_keeps_nothing(qtbot: QtBot, begin: Begin, desk: Desk) -> None:
    page = begin("beneficiary")
    fill(page, family_name="Camara")
    with qtbot.waitSignal(form_of(page).draft_kept, timeout=WAIT):
        page.keep_draft()
    editor_of(page).give_up()
    assert finish_commands()
    assert drafts.mine(desk) == []


@pytest.mark.parametrize("kind", ["service", "complaint", "beneficiary"])
def test_tab_leaves_the_form_after_its_last_field_and_comes_to_save(qtbot: QtBot, begin: Begin, kind: str) -> None:
    page = begin(kind)
    form = form_of(page)
    form.set_tab_order()
    last = form.stops()[-1]
    last.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(last.hasFocus, timeout=WAIT)
    QTest.keyClick(last, Qt.Key.Key_Tab)
    beyond = QApplication.focusWidget()
    assert beyond is not None and not form.isAncestorOf(beyond), "no field catches Tab again"
    QTest.keyClick(beyond, Qt.Key.Key_Tab)
    assert {beyond, QApplication.focusWidget()} >= {editor_of(page).cancel}


def test_the_group_follows_the_status_until_someone_decides(begin: Begin) -> None:
    page = begin("beneficiary")
    form_of(page).show_all_fields()
    fill(page, nationality="GN")
    assert form_of(page).values()["population_group"] == "MIG"
    fill(page, population_group="FAM")
    fill(page, nationality="SN")
    assert form_of(page).values()["population_group"] == "FAM"


def test_the_whole_form_blames_nobody_for_what_was_not_come_to(begin: Begin) -> None:
    page = begin("beneficiary")
    form = form_of(page)
    box(page, "family_name").was_edited = True
    form.show_all_fields()
    wrong = Words("À revoir.", "للمراجعة.", "Look again.")
    form.remarks.update([Issue("family_name", wrong), Issue("sex", wrong)], ())
    told = {key: box(page, key).message() for key in ("family_name", "sex")}
    assert told == {"family_name": "À revoir.", "sex": ""}


def test_the_priority_of_a_case_is_proposed_from_the_urgency(begin: Begin) -> None:
    page = begin("beneficiary")
    fill(page, open_case=True, urgency=("BABY",))
    assert form_of(page).values()["priority"] == "P2"
    fill(page, urgency=("BABY", "DANGER"))
    assert form_of(page).values()["priority"] == "P1"


def test_a_consent_ends_after_the_usual_months_unless_another_day_is_typed(begin: Begin, desk: Desk) -> None:
    page = begin("consent", beneficiary=register.ids(desk, "beneficiary")[0])
    form_of(page).show_all_fields()
    fill(page, purpose="REFER", given_on=TODAY)
    assert form_of(page).values()["expires_on"] == TODAY.replace(year=TODAY.year + 1)
    fill(page, expires_on=TODAY + timedelta(days=30))
    fill(page, purpose="FILE")
    assert form_of(page).values()["expires_on"] == TODAY + timedelta(days=30)


def test_after_an_intake_the_code_is_said_with_the_next_acts(qtbot: QtBot, begin: Begin) -> None:
    page = begin("beneficiary")
    someone(page)
    fill(page, answer="GIVEN", mode="SIGN")
    save(qtbot, page)
    toasts = [one for widget in QApplication.topLevelWidgets() for one in widget.findChildren(Toast)]
    assert toasts and len(toasts[-1].findChildren(type(editor_of(page).keep).__mro__[1])) >= 2


def test_two_versions_are_shown_side_by_side_and_nothing_typed_is_lost(qtbot: QtBot, desk: Desk) -> None:
    person = register.ids(desk, "beneficiary", text="Diallo")[0]
    record = records.read(desk, "beneficiary", person)
    editor = RecordEditor(desk, desk.kinds["beneficiary"], record=record)
    qtbot.addWidget(editor)
    editor.show()
    editor.begin()
    qtbot.waitUntil(lambda: editor.form is not None, timeout=WAIT)
    assert editor.form is not None
    theirs = {"used_name": "Mama", "mother_name": "Binta", "email": "m@example.org"}
    records.save(desk, "beneficiary", theirs, record_id=person, version=record.version, insist=True)
    for key, value in (("used_name", "Mari"), ("mother_name", "Aminata"), ("birth_place", "Conakry")):
        there = editor.form.sections.at((key,))
        assert isinstance(there, FieldBox)
        there.fill(value)
    editor.insist()
    qtbot.waitUntil(lambda: isinstance(editor.stack.currentWidget(), ConflictPanel), timeout=WAIT)
    panel = editor.stack.currentWidget()
    assert isinstance(panel, ConflictPanel)
    assert set(panel.choices) == {"used_name", "mother_name"}
    panel.choose("mother_name", theirs=True)
    saved: list[object] = []
    editor.saved.connect(lambda *given: saved.append(given))
    with qtbot.waitSignal(editor.saved, timeout=WAIT):
        panel.keep.click()
        qtbot.waitUntil(lambda: editor.doubts.isVisible() or saved != [], timeout=WAIT)
        if not saved:
            editor.insist()
    kept = records.read(desk, "beneficiary", person).values
    assert (kept["used_name"], kept["mother_name"]) == ("Mari", "Binta")
    assert (kept["birth_place"], kept["email"]) == ("Conakry", "m@example.org")


def test_a_record_that_was_voided_meanwhile_is_not_written_and_what_was_typed_stays(qtbot: QtBot, desk: Desk) -> None:
    person = register.ids(desk, "beneficiary", text="Diallo")[0]
    values = records.new_draft(desk, "note", beneficiary=person, type="CALL", text="Rappeler la soeur")
    note = records.save(desk, "note", values, insist=True).id
    editor = RecordEditor(desk, desk.kinds["note"], record=records.read(desk, "note", note))
    qtbot.addWidget(editor)
    editor.show()
    editor.begin()
    qtbot.waitUntil(lambda: editor.form is not None, timeout=WAIT)
    assert editor.form is not None
    there = editor.form.sections.at(("text",))
    assert isinstance(there, FieldBox)
    there.fill("Rappeler le frère")
    records.void(desk, "note", note, "Pas la bonne personne")
    editor.insist()
    qtbot.waitUntil(editor.trouble.isVisible, timeout=WAIT)
    said = " ".join(label.text() for label in editor.trouble.findChildren(QLabel))
    assert "Pas la bonne personne" in said and "brouillon" in said
    assert there.editor.value() == "Rappeler le frère" and editor.keep.isEnabled()
    assert records.read(desk, "note", note).values["text"] == "Rappeler la soeur"
    qtbot.waitUntil(
        lambda: [one.values.get("text") for one in drafts.mine(desk)] == ["Rappeler le frère"], timeout=WAIT
    )


def test_what_is_being_saved_cannot_be_given_up_any_more(
    qtbot: QtBot, begin: Begin, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow server: Cancel beside a Save under way would say that nothing was kept, and it was."""
    person = register.ids(desk, "beneficiary", text="Diallo")[0]
    page = begin("note", beneficiary=person)
    fill(page, type="CALL", text="Rappeler la soeur")
    editor, may_go_on = editor_of(page), Event()
    write = editor.write

    def slow(values: dict[str, Any], insist: bool) -> Saved:
        assert may_go_on.wait(60)
        return write(values, insist)

    monkeypatch.setattr(editor, "write", slow)
    left: list[object] = []
    editor.given_up.connect(lambda: left.append(1))
    saved: list[object] = []
    editor.saved.connect(saved.append)
    editor.insist()
    editor.cancel.click()
    editor.insist()
    may_go_on.set()
    qtbot.waitUntil(lambda: len(saved) == 1, timeout=WAIT)
    assert left == []
    assert len(register.ids(desk, "note")) == 1


def test_a_draft_of_a_known_record_takes_the_whole_page(qtbot: QtBot, begin: Begin, desk: Desk) -> None:
    person = register.ids(desk, "beneficiary", text="Diallo")[0]
    record = records.read(desk, "beneficiary", person)
    values = {**record.values, "used_name": "Mari"}
    drafts.keep(desk, desk.kinds["beneficiary"], values, record=person, version=record.version)
    page = begin("beneficiary", draft=drafts.mine(desk)[0])
    editor = editor_of(page)
    qtbot.waitUntil(lambda: 0 < editor.y() <= 2 * WIDE and editor.height() >= page.height() - 3 * WIDE)
