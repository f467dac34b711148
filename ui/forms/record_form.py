"""The form of any kind, drawn from its declaration: what a page shows to type a record in.

It never saves: the page asks `values_to_save()`, calls the service, and gives the remarks back to `set_issues`.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.checking import Checked
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.kind import Kind
from ui.forms.contract import FormServices, NotUnderstood, Path, Values
from ui.forms.draft import Settled, bare, missing, settle
from ui.forms.draft_keeper import DraftKeeper
from ui.forms.field_box import FieldBox
from ui.forms.form_keys import act_on_key, follower
from ui.forms.group import Group, readable
from ui.forms.history import History, Step
from ui.forms.remarks import Remarks
from ui.forms.section_list import SectionList
from ui.forms.sections import Place, Sections
from ui.kit import Button
from ui.kit.base import Living
from ui.operations import Query
from ui.theme import GRID, LARGE
from ui.translation import N_

CHECK_MS = 350


class RecordForm(Living, QWidget):
    """The form of `kind`, showing `values`; `quick` shows the ★ fields only, until "Show all fields".

    Signals: `changed` at every change; `dirty_changed(bool)`; `draft_kept`; `draft_refused(UserError)`.
    """

    changed = Signal()
    dirty_changed = Signal(bool)
    draft_kept = Signal()
    draft_refused = Signal(object)

    def __init__(
        self,
        kind: Kind,
        values: Values,
        context: Context,
        *,
        quick: bool = False,
        services: FormServices,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.context = context
        self.services = services
        self.is_quick = quick and any(item.quick for item in kind.items())
        self.history = History()
        self._given: dict[str, Any] = dict(values)
        self.mark = kind.confidentiality(readable(self._given))
        self._is_dirty = False
        self._focused: Path = ()
        self._settled = Settled({})
        self._refused: Any = None  # the values that were refused: what is said of them stays until they change
        self._tab_order_is_due = False
        self._check_pause = QTimer(self)
        self._check_pause.setSingleShot(True)
        self._check_pause.setInterval(CHECK_MS)
        self._check_pause.timeout.connect(self._check)
        self._drafts = DraftKeeper(services, self.values, self)
        self._drafts.kept.connect(self.draft_kept)
        self._drafts.refused.connect(self.draft_refused)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        self._row = QHBoxLayout()
        self._row.setSpacing(LARGE)
        self._column.addLayout(self._row, 1)
        self._build()
        self.remarks = Remarks(self.sections, self._column)
        self._fill(self._given)
        self._pristine = bare(self.values())
        self.live()

    def _build(self) -> None:
        self.sections = Sections(self.kind, self, self)
        titles = [(card.section.key, card.section.label) for card in self.sections.cards.values()]
        self.side = SectionList(titles, self)
        self.side.setVisible(not self.is_quick and len(self.sections.cards) > 1)
        self.sections.built.connect(self._note_built)
        self.side.chosen.connect(self.go_to_section)
        self.sections.seen.connect(self.side.set_current)
        self._row.addWidget(self.side)
        self._row.addWidget(self.sections, 1)
        self.show_all_button: Button | None = None
        if self.is_quick and self._holds_more():
            button = Button(N_("Show all fields"), "chevron-down", "ghost")
            button.clicked.connect(self.show_all_fields)
            self.sections.column.insertWidget(self.sections.column.count() - 1, button)
            self.show_all_button = button
        for key in list(self.side.links)[:1]:
            self.side.set_current(key)

    def _holds_more(self) -> bool:
        switches = self.context.switches
        return any(not i.quick and (not i.switch or i.switch in switches) for i in self.kind.items())

    # --- values ---------------------------------------------------------------------------------------------
    def values(self) -> dict[str, Any]:
        """The draft: what the record came with, and what is typed over it. A text that could not be read stands as
        NotUnderstood, and a field that is hidden now keeps what was typed.
        """
        return {**self._given, **self.sections.values()}

    def set_values(self, values: Values) -> None:
        """Show another state of the record (reloaded, restored from a draft); undo starts afresh."""
        self._given = dict(values)
        self.mark = self.kind.confidentiality(readable(self._given))
        self.history.clear()
        self._fill(self._given)
        self._pristine = bare(self.values())
        self._tell_dirty()

    def values_to_save(self) -> dict[str, Any] | None:
        """The values for the service, without empty rows; None when a text is not understood: it is then said beside
        its field, which has the focus.
        """
        settled = self._settle()
        if settled.unread:
            self.set_issues(())
            return None
        return settled.values

    def is_dirty(self) -> bool:
        """Whether something was changed since the form was filled or `mark_saved`."""
        return bool(bare(self.values()) != self._pristine)

    def mark_saved(self, values: Values | None = None) -> None:
        """What is shown is what is kept (`values`: as the service gave them back, with the ids of new rows)."""
        if values is not None:
            self.set_values(values)
        self._pristine = bare(self.values())
        self._refused = None
        self.remarks.clear()
        self._drafts.forget()
        self._tell_dirty()

    def _fill(self, values: Values) -> None:
        self.sections.fill(values)
        self._refresh()
        self._check_pause.start()

    def _note_built(self, _group: Group) -> None:
        """One more section is there."""
        self.note_shape()

    def _settle(self) -> Settled:
        self._settled = settle(self.kind, self.values(), self.context)
        return self._settled

    def _refresh(self) -> None:
        """Conditions, stars, computed fields, and the marks of the sections."""
        values = readable(self.values())
        self.sections.refresh(values)
        absent = set(missing(self.kind, values, self.context))
        for key, card in self.sections.cards.items():
            link = self.side.links[key]
            link.setVisible(not card.is_built or not card.group.is_empty())
            wrong = self.remarks.count_in(card.group) if card.is_built else 0
            link.set_marks(wrong, len(absent.intersection(card.shown_keys())))

    # --- remarks --------------------------------------------------------------------------------------------
    def set_issues(self, issues: Iterable[Issue]) -> None:
        """Say every remark beside its field and go to the first. Their paths count the rows of `values_to_save()`.

        They come from whoever refused, who may know more than the rules of the form: while nothing is changed, no check
        of those rules takes them away, neither one that was on its way nor that of a field that is left.
        """
        settled = self._settle()
        self._refused = bare(self.values())
        first = self.remarks.tell_all(settled.on_screen(issues))
        self._refresh()
        if first is not None:
            self.go_to(first)

    def _check(self) -> None:
        if not self.sections.is_complete():
            self._check_pause.start()
            return
        settled = self._settle()
        Query(
            self,
            lambda: self.services.check(settled.values),
            lambda checked: self._show_remarks(settled, checked),
            key="check",
        ).start()

    def _show_remarks(self, settled: Settled, checked: Checked) -> None:
        if self._refused is not None and self._refused == bare(self.values()):
            return
        self._refused = None
        self.remarks.update(settled.on_screen(checked.issues), self._focused)
        self._refresh()

    # --- what editors tell (Host) ---------------------------------------------------------------------------
    def note_change(self, path: Path, before: object, after: object) -> None:
        """An editor was changed by the person."""
        self.history.push(path, before, after)
        self._after_change()

    def _after_change(self) -> None:
        self._refresh()
        self._check_pause.start()
        self._drafts.soon()
        self.changed.emit()
        self._tell_dirty()

    def _tell_dirty(self) -> None:
        is_dirty = self.is_dirty()
        if is_dirty != self._is_dirty:
            self._is_dirty = is_dirty
            self.dirty_changed.emit(is_dirty)

    def note_enter(self, path: Path, widget: QWidget) -> None:
        """The focus came into an editor: it is brought where it is seen."""
        self._focused = path
        self.sections.show_widget(widget)
        section = self.sections.section_of(widget)
        if section:
            self.side.set_current(section)

    def note_leave(self, path: Path) -> None:
        """The focus left an editor: its step is closed, and what is wrong with it may be said."""
        self._focused = ()
        self.history.seal()
        place = self.sections.at(path)
        if isinstance(place, FieldBox):
            value = place.editor.value()
            if isinstance(value, NotUnderstood):
                place.set_issue(Issue(place.field.key, value.message), now=True)
                self._refresh()
        self._check_pause.start(0)

    def note_shape(self) -> None:
        """Fields appeared or went: Tab follows the eye again, once everything is in place."""
        if not self._tab_order_is_due:
            self._tab_order_is_due = True
            QTimer.singleShot(0, self, self.set_tab_order)

    def press(self, event: QKeyEvent, single_line: bool) -> bool:
        """Undo, redo, next field, next section, one more row; whether the key was one of these."""
        return act_on_key(self, event, single_line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The same keys, on the buttons of the form."""
        if not self.press(event, single_line=False):
            super().keyPressEvent(event)

    def set_tab_order(self) -> None:
        """Tab goes from field to field as the eye does."""
        self._tab_order_is_due = False
        stops = self.stops()
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)

    def focusNextPrevChild(self, next_one: bool) -> bool:
        """After the last field Tab goes to what follows the form (Save), not back to an earlier field."""
        after = follower(self, self.stops()) if next_one else None
        if after is None:
            return super().focusNextPrevChild(next_one)
        after.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        last = [self.show_all_button] if self.show_all_button is not None else []
        return [*self.sections.stops(), *last]

    # --- going about ----------------------------------------------------------------------------------------
    def focus_first(self) -> None:
        """The focus to the first field."""
        self.set_tab_order()
        self.sections.focus_in(self.stops())

    def go_to(self, place: Place) -> None:
        """The focus to a field or a group of rows, the card around it opened."""
        self.sections.go_to(place)

    def go_to_section(self, key: str) -> None:
        """Show a section, the focus in its first field."""
        self.set_tab_order()
        self.sections.focus_in(self.sections.cards[key].group.stops())
        self.sections.show_section(key)
        self.side.set_current(key)

    def show_all_fields(self) -> None:
        """From the short form to the whole one; what is typed, and undo, go on."""
        states = self.sections.states()
        self._given = self.values()
        for widget in (self.side, self.sections):
            self._row.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.is_quick = False
        self._build()
        self.remarks.move_to(self.sections)
        self._fill(self._given)
        self.sections.restore(states)
        self._refresh()
        self.focus_first()

    # --- undo and draft -------------------------------------------------------------------------------------
    def undo(self) -> None:
        """Take back the last change."""
        step = self.history.undo()
        if step is not None:
            self._apply(step, step.before)

    def redo(self) -> None:
        """Do again what was taken back."""
        step = self.history.redo()
        if step is not None:
            self._apply(step, step.after)

    def _apply(self, step: Step, state: Any) -> None:
        place = self.sections.put(step.path, state)
        self._after_change()
        if place is not None:
            self.go_to(place)

    def keep_draft_now(self) -> None:
        """Keep the draft without waiting for a pause in the typing (before leaving or locking)."""
        self._drafts.keep_now()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.setAccessibleName(str(self.kind.label))
        self.sections.retranslate()
        self.remarks.retranslate()
        self._refresh()
