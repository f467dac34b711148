"""When somebody else saved the same record meanwhile: what was typed and what is saved now become one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from casemgr.domain.clock import MOROCCO
from casemgr.domain.errors import UserError
from casemgr.domain.fields import Field, Link, Rows
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.services import history, links, records
from casemgr.services.desk import Desk
from casemgr.services.records import Record
from ui import formats
from ui.forms import RecordForm
from ui.operations import Query
from ui.pages.new_record_conflict import ConflictPanel, meet
from ui.pages.new_record_services import RecordServices

Values = Mapping[str, Any]

_VOID = Words(
    "{who} a annulé cette fiche pendant que vous écriviez : « {why} ».",
    "{who} ألغى(ت) هذه البطاقة أثناء كتابتكم: «{why}».",
    "{who} voided this record while you were typing: “{why}”.",
)
_RESTORE_FIRST = Words(
    "Rien n’est perdu : ce que vous avez écrit reste en brouillon. Rétablissez la fiche, puis enregistrez.",
    "لم يضع شيء: ما كتبتموه محفوظ كمسودة. استعيدوا البطاقة ثم احفظوا.",
    "Nothing is lost: what you typed is kept as a draft. Restore the record, then save.",
)


class Typing(Protocol):
    """The editor, as far as two versions concern it."""

    desk: Desk
    kind: Kind
    record: Record | None
    base: Values
    form: RecordForm | None
    services: RecordServices
    stack: QStackedWidget

    def refuse(self, error: UserError) -> None:
        """Say what happened."""
        ...

    def save(self) -> None:
        """Save what is typed."""
        ...

    def keep_draft(self) -> None:
        """Keep what is typed."""
        ...

    def show_foot(self, shown: bool) -> None:
        """The buttons under the form."""
        ...


class VersionMeeting(QObject):
    """Shows both versions in place of the form, and saves what is chosen."""

    def __init__(self, editor: Typing) -> None:
        super().__init__(cast("QObject", editor))
        self._editor = editor

    def begin(self) -> None:
        """Read what is saved now, and show both."""
        editor, record = self._editor, self._editor.record
        if record is None:
            return
        desk, kind, typed = editor.desk, editor.kind, editor.form.values() if editor.form is not None else {}

        def read() -> tuple[Record, str, dict[str, str]]:
            theirs = records.read(desk, kind.key, record.id)
            changes = history.history(desk, kind.key, record.id)
            return theirs, changes[0].by if changes else "", _names(desk, kind, typed, theirs.values)

        Query(self, read, lambda found: self._show_both(*found), editor.refuse, key="meet").start()

    def _show_both(self, theirs: Record, who: str, names: dict[str, str]) -> None:
        editor = self._editor
        if editor.form is None:
            return
        if theirs.void_reason:
            said = _VOID.format(who=formats.isolate_any(who or "?"), why=formats.isolate_any(theirs.void_reason))
            editor.refuse(UserError(said, _RESTORE_FIRST))
            editor.keep_draft()
            return
        meeting = meet(editor.kind, editor.base, editor.form.values(), theirs.values, editor.form.context, names)
        if not meeting.differences:
            self._settled(meeting.merged, theirs)
            return
        when = formats.isolate(formats.date_time(theirs.updated_at.astimezone(MOROCCO)))
        panel = ConflictPanel(meeting, theirs.values, who, when)
        panel.settled.connect(lambda values: self._settled(values, theirs))
        panel.put_off.connect(lambda: self._leave(panel))
        editor.stack.addWidget(panel)
        editor.stack.setCurrentWidget(panel)
        editor.show_foot(False)
        panel.keep.setFocus()

    def _leave(self, panel: QWidget) -> None:
        editor = self._editor
        if editor.form is not None:
            editor.stack.setCurrentWidget(editor.form)
        editor.stack.removeWidget(panel)
        panel.deleteLater()
        editor.show_foot(True)

    def _settled(self, values: dict[str, Any], theirs: Record) -> None:
        """The two are one: the form shows it, as a change to what is saved now, and saves it."""
        editor = self._editor
        current = editor.stack.currentWidget()
        if isinstance(current, ConflictPanel):
            self._leave(current)
        editor.base, editor.services.version, editor.record = theirs.values, theirs.version, theirs
        if editor.form is not None:
            editor.form.set_values(values)
        QTimer.singleShot(0, self, editor.save)


def _names(desk: Desk, kind: Kind, *versions: Values) -> dict[str, str]:
    """The titles of the records that the versions name."""
    found = {link for values in versions for link in _linked(tuple(kind.items()), values)}
    return {one: links.label_of(desk, to, one) for to, one in found}


def _linked(items: tuple[Field | Rows, ...], values: Values) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for item in items:
        if isinstance(item, Link) and values.get(item.key):
            found.append((item.to, str(values[item.key])))
        elif isinstance(item, Rows):
            for line in values.get(item.key) or ():
                found += _linked(item.fields, line)
    return found
