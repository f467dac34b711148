"""A new record of any kind, and any draft taken up again: typed, checked as it is typed, saved without a dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.services import records
from casemgr.services.desk import Desk
from casemgr.services.drafts import Draft
from casemgr.services.records import Record, Saved
from ui.formats import isolate
from ui.forms.form_keys import KEYS
from ui.kit import Banner, Button, Toast, toast
from ui.operations import Query
from ui.pages.follow_up_code import show_follow_up
from ui.pages.new_record_editor import RecordEditor
from ui.pages.new_record_intake import IntakeEditor
from ui.pages.page import Page
from ui.pages.programmes.enrol_editor import EnrolEditor
from ui.theme import WIDE
from ui.translation import N_, Phrase, Text

if TYPE_CHECKING:
    from ui.navigation import Navigator

PEOPLE = "beneficiary"


class NewRecordPage(Page):
    """`kind` begun with `given` values, or a `draft` (of a new record, or of a change to a known one)."""

    icon_name = "plus"

    def __init__(
        self,
        desk: Desk,
        navigator: Navigator,
        *,
        kind: str,
        draft: Draft | None = None,
        parent: QWidget | None = None,
        **given: object,
    ) -> None:
        super().__init__(desk, navigator, parent)
        self.kind = desk.kinds[kind]
        self.icon_name = self.kind.icon
        self.draft, self.given = draft, dict(given)
        self.editor: RecordEditor | None = None
        self._trouble = Banner("", "danger")
        self._trouble.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        self._column.addWidget(self._trouble, 0, Qt.AlignmentFlag.AlignTop)
        if draft is None or draft.record is None:
            self._edit(None)
        self.add_act("Ctrl+S", N_("Save"), self.save)
        self._form_keys = [(_only_told(self, keys, words), words) for keys, words in KEYS]
        self.live()

    def acts(self) -> list[tuple[QAction, Text]]:
        """What keys do here; those of the form are told too, and the form obeys them by itself."""
        return [*super().acts(), *self._form_keys]

    def title(self) -> str:
        """What is begun."""
        is_change = self.draft is not None and self.draft.record is not None
        return str(self.kind.label if is_change else self.kind.new)

    # --- the editor -----------------------------------------------------------------------------------------
    def _edit(self, record: Record | None) -> None:
        if self.kind.key == PEOPLE and record is None:
            intake = IntakeEditor(self.desk, self.kind, draft=self.draft, given=self.given, quick=True)
            intake.open_asked.connect(lambda person: self.navigator.open_file(person))
            self.editor = intake
        elif self.kind.key == "enrolment" and record is None:
            self.editor = EnrolEditor(self.desk, self.kind, draft=self.draft, given=self.given, quick=True)
        else:
            is_short = record is None and bool(self.kind.person)
            self.editor = RecordEditor(
                self.desk, self.kind, record=record, draft=self.draft, given=self.given, quick=is_short
            )
        self.editor.saved.connect(self._saved)
        self.editor.given_up.connect(self.navigator.close_current)
        self.editor.said.connect(self.navigator.hint)
        self._column.addWidget(self.editor, 1)
        self.editor.begin()

    def refresh(self) -> None:
        """What is typed stays as it is; a draft of a known record reads that record first."""
        draft = self.draft
        if self.editor is None and draft is not None and draft.record is not None:
            desk, kind, record = self.desk, self.kind.key, draft.record
            Query(
                self,
                lambda: records.read(desk, kind, record),
                self._edit,
                self._refuse,
                key="read",
            ).start()

    def _refuse(self, error: UserError) -> None:
        self._trouble.say(error.do, error.what)
        self._trouble.show()

    def focus_first(self) -> None:
        """The first field."""
        if self.editor is not None:
            self.editor.go_to()

    def keep_draft(self) -> None:
        """Keep what is typed."""
        if self.editor is not None:
            self.editor.keep_draft()

    def save(self) -> None:
        """Save."""
        if self.editor is not None:
            self.editor.save()

    # --- after ----------------------------------------------------------------------------------------------
    def _saved(self, saved: Saved) -> None:
        navigator, kind = self.navigator, self.kind
        if kind.key == PEOPLE:
            page = navigator.replace("file", beneficiary=saved.id)
            self._say_next(page or self, saved)
        elif navigator.can_go_back:
            toast(self, said_saved(kind.label, saved.code))
            navigator.close_current()
        else:
            toast(self, said_saved(kind.label, saved.code))
            navigator.replace("record", kind=kind.key, record=saved.id)
        navigator.tell_saved(kind.key, saved.id)
        show_follow_up(saved, self)

    def _say_next(self, near: QWidget, saved: Saved) -> None:
        navigator = self.navigator
        made = toast(
            near,
            said_saved(self.kind.label, saved.code),
            N_("Add a service"),
            lambda: _go(navigator, "service", beneficiary=saved.id),
        )
        add_act(made, Button(self.kind.new, variant="link"), lambda: _go(navigator, PEOPLE))


def _go(navigator: Navigator, kind: str, **given: object) -> None:
    navigator.new_record(kind, **given)


def _only_told(page: QWidget, keys: str, words: Text) -> QAction:
    """An act that no widget carries: a line of the F1 sheet."""
    act = QAction(str(words), page)
    act.setShortcut(QKeySequence(keys))
    return act


def add_act(said: Toast, button: Button, do: Callable[[], None]) -> None:
    """A second act on a toast, before its cross."""
    row = said.layout()
    if isinstance(row, QBoxLayout):
        row.insertWidget(row.count() - 1, button)
        button.clicked.connect(said.leave)
        button.clicked.connect(lambda _on=False: do())
        said.retranslate()


def said_saved(label: object, code: str) -> Phrase:
    """What is said after a save: the kind and its number."""
    if code:
        return N_("{label} {code}: saved").format(label=label, code=isolate(code))
    return N_("{label}: saved").format(label=label)
