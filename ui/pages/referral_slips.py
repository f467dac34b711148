"""Referrals by hand: a reminder in one stroke, and the slips of the morning's mail typed by their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.conditions import when
from casemgr.domain.errors import InvalidDraft, UserError
from casemgr.domain.fields import Choice, Date, Field, Text
from casemgr.domain.kind import Kind, Section
from casemgr.domain.words import Words
from casemgr.services import referrals
from casemgr.services.desk import Desk
from casemgr.services.records import Record
from casemgr.services.strokes import Done
from ui.forms import RecordForm
from ui.kit import Banner, Button, PrimaryButton
from ui.operations import Command
from ui.pages.by_hand import Stroke
from ui.pages.new_record_services import ShortFormServices
from ui.pages.step_buttons import tell
from ui.theme import GRID, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from ui.pages.register import RegisterPage

SLIP_KEY = "F7"
NUMBER = Words("Numéro du coupon", "رقم القسيمة", "Number of the slip")
SLIP = Words("Coupon-réponse", "قسيمة الجواب", "Answer slip")
WHAT_IT_SAYS = Words("Ce que dit le coupon", "ما تقوله القسيمة", "What the slip says")
CAME_ON = Words("Coupon reçu le", "تاريخ التوصل بالقسيمة", "Slip came on")
_SAID = ("received_on", "appointment_on", "appointment_time", "service_given", "feedback")
_WITH_OUTCOME = ("REFUSED", "DONE")


def strokes(desk: Desk, record: Record) -> Iterator[Stroke]:
    """A reminder, while the partner is silent."""
    may = desk.person.may("u", "referral", record.confidentiality) and record.view == "full"
    if record.state == "SENT" and may and record.values.get("direction") != "IN":
        yield Stroke(N_("Reminded today"), "bell", lambda desk, record: referrals.remind(desk, record.id))


def prepare_register(page: RegisterPage) -> None:
    """A button and a key for the slips, for who may note them."""
    if not any(page.desk.person.may("t", "referral", mark) for mark in ("L0", "L1", "L2", "L3", "L4")):
        return
    button = Button(N_("Slip received"), "reply")

    def open_slips() -> SlipDialog:
        dialog = SlipDialog(page.desk, page)
        dialog.noted.connect(lambda record: page.navigator.tell_saved("referral", record))
        dialog.open()
        dialog.form.focus_first()
        return dialog

    button.clicked.connect(lambda _on=False: open_slips())
    page.filters.line.insertWidget(page.filters.line.count() - 1, button)
    page.add_act(SLIP_KEY, N_("Note a slip that came back"), open_slips)


def slip_kind(kind: Kind) -> Kind:
    """The form of a slip: its number, what is ticked on it, and what is written there."""
    assert kind.states is not None
    answer = Choice(
        key="answer",
        label=WHAT_IT_SAYS,
        vocabulary=kind.states.vocabulary,
        only=lambda term: term.code in referrals.ON_A_SLIP,
        required=True,
    )
    outcome = replace(
        kind.field("outcome"), required=when("answer", *_WITH_OUTCOME), visible=when("answer", *_WITH_OUTCOME)
    )
    fields: list[Field] = [
        Text(key="number", label=NUMBER, longest=40, required=True),
        answer,
        outcome,
        Date(key="slip_on", label=CAME_ON, required=True),
        *(kind.field(key) for key in _SAID),
    ]
    return replace(kind, sections=(Section("slip", SLIP, tuple(fields)),), rules=(), states=None)


class SlipDialog(QDialog):
    """The slips that came back, one after the other. `noted(id)` for each."""

    noted = Signal(str)

    def __init__(self, desk: Desk, near: QWidget) -> None:
        super().__init__(near.window())
        self.desk, self._near = desk, near
        self.kind = desk.kinds["referral"]
        self.setWindowTitle(str(N_("Slips that came back")))
        self.setMinimumSize(620, 560)
        self.context = desk.context()
        self.form_kind = slip_kind(self.kind)
        self.form = self._new_form()
        self.trouble = Banner("", "danger")
        self.trouble.hide()
        self.act = PrimaryButton(N_("Note it, and the next one"), "check")
        self.act.setDefault(True)
        self.act.clicked.connect(lambda: self.take())
        close = Button(N_("Close"))
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.act)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        self._column.setSpacing(GRID)
        self._column.addWidget(self.trouble)
        self._column.addWidget(self.form, 1)
        self._column.addLayout(row)

    def _new_form(self) -> RecordForm:
        values = {"slip_on": self.desk.today}
        services = ShortFormServices(self.desk, self.kind, self.form_kind, self.context)
        return RecordForm(self.form_kind, values, self.context, services=services)

    def take(self) -> None:
        """Note what the slip says, or say beside each field what hinders it."""
        values = self.form.values_to_save()
        if values is None:
            return
        missing = [issue for issue in self.form.services.check(values).issues if issue.strength == "error"]
        if missing:
            self.form.set_issues(missing)
            return
        desk, answer, came = self.desk, str(values["answer"]), values["slip_on"]
        said = {key: values.get(key) for key in (*_SAID, "outcome")}
        self.act.setEnabled(False)
        number = str(values["number"])

        def noted(told: tuple[str, Done]) -> None:
            self._noted(*told, answer)

        Command(self, lambda: note(desk, number, answer, came, said), noted, self._refused).start()

    def _noted(self, code: str, done: Done, answer: str) -> None:
        self.act.setEnabled(True)
        self.trouble.hide()
        again = self._new_form()
        self._column.replaceWidget(self.form, again)
        self.form.deleteLater()
        self.form = again
        self.form.focus_first()
        words = N_("Noted: {number}").format(number=code)
        tell(self._near, self.desk, words, done, answer, lambda: self.noted.emit(done.record))

    def _refused(self, error: UserError) -> None:
        self.act.setEnabled(True)
        if isinstance(error, InvalidDraft):
            self.form.set_issues(error.issues)
            known = {field.key for field in self.form_kind.fields()}
            elsewhere = [str(issue.message) for issue in error.issues if issue.field not in known]
            self.trouble.say(" ".join(elsewhere))
            self.trouble.setVisible(bool(elsewhere))
        else:
            self.trouble.say(error.do, error.what)
            self.trouble.show()


def note(desk: Desk, number: str, answer: str, came: date, said: dict[str, Any]) -> tuple[str, Done]:
    """Find the referral of a slip and note what it says; gives its number as it is kept. Raises UserError."""
    record = referrals.by_number(desk, number)
    return record.code, referrals.note_slip(desk, record, answer, came, said, insist=True)
