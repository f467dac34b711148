"""One term of a coded list, or several: typed in any of the three languages, shown in the current one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.fields import CHOOSE, UNKNOWN_TERM, Choice, Field
from casemgr.domain.vocabulary import Term
from casemgr.domain.words import translate as _
from ui.forms.contract import Host, NotUnderstood
from ui.forms.editors.base import Editor, LineEditor, both
from ui.forms.editors.pick_line import Entry, PickLine, answers
from ui.kit.chips import FilterChip
from ui.kit.flow_layout import FlowLayout
from ui.theme import HALF

_NOT_IN_LIST = both(UserError(UNKNOWN_TERM, CHOOSE))


def terms_of(field: Field, host: Host) -> list[Term]:
    """The terms that may be chosen here and now in `field`, in their order; those that suit the other answers.

    A term whose authorisation is not there (an offence) is not proposed.
    """
    if not isinstance(field, Choice):
        raise TypeError(field.key)
    terms = list(field.offered(host.context))
    if field.fits is None:
        return terms
    answers_now = host.values()
    return [term for term in terms if field.fits(term, answers_now)]


def entries_for(field: Field, host: Host, typed: str, without: tuple[str, ...] = ()) -> list[Entry]:
    """The terms that answer to `typed` in French, Arabic, English or by code, under their current label."""
    terms = {term.code: term for term in terms_of(field, host) if term.code not in without}
    wordings = [(code, (t.label.fr, t.label.ar, t.label.en, code)) for code, t in terms.items()]
    found = answers(typed, wordings) if typed.strip() else list(terms)
    return [(code, str(terms[code].label)) for code in found]


class ChoiceEditor(LineEditor):
    """A term. What is typed and not in the list stays, and is said; a term no longer offered is kept if stored."""

    line: PickLine

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.line.asked.connect(self._offer)
        self.line.picked.connect(self._pick)
        self.live()

    def make_line(self) -> QLineEdit:
        """A line with its list."""
        return PickLine()

    def read(self, text: str) -> Any:
        """The code of the term that is typed in full, in any language."""
        if not text.strip():
            return None
        if isinstance(self._value, str) and text == self.field.show(self._value):
            return self._value
        code = self.field.read(text, self.host.context)
        return (
            code
            if any(code == term.code for term in terms_of(self.field, self.host))
            else NotUnderstood(text, _NOT_IN_LIST)
        )

    def state(self) -> object:
        """The code, or the text that is not one."""
        return self._value

    def set_state(self, state: Any) -> None:
        """Back to a code or a text."""
        self._value = None
        self.set_value(state)

    def settle(self) -> None:
        """A text that only one term answers to is that term."""
        self.line.close_list()
        if isinstance(self._value, NotUnderstood):
            found = entries_for(self.field, self.host, self._value)
            if len(found) == 1:
                self._pick(found[0][0])
        else:
            super().settle()

    def retranslate(self) -> None:
        """The label in the language of the moment."""
        if self._value is not None and not isinstance(self._value, NotUnderstood):
            self.line.setText(self.shown(self._value))

    def _offer(self, typed: str) -> None:
        self.line.offer(entries_for(self.field, self.host, typed), _("Nothing in the list answers to this"))

    def _pick(self, code: str) -> None:
        if code != self._value:
            self._value = code
            self.line.setText(self.shown(code))
            self.edited.emit()
        else:
            self.line.setText(self.shown(code))


class ChoicesEditor(Editor):
    """Several terms, each a chip that Delete or its cross takes away; the line after them adds one."""

    is_wide = True

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self._codes: tuple[str, ...] = ()
        self._chips: dict[str, FilterChip] = {}
        self._shelf = QWidget()
        self._flow = FlowLayout(self._shelf)
        self.line = PickLine()
        self.body.setSpacing(HALF)
        self.body.addWidget(self._shelf)
        self.body.addWidget(self.line)
        self.watch(self.line)
        self.line.asked.connect(self._offer)
        self.line.picked.connect(self._add)
        self._show()
        self.live()

    def value(self) -> Any:
        """The codes, in the order they were added; NotUnderstood while a text is left in the line."""
        if self.line.text().strip():
            return NotUnderstood(self.line.text(), _NOT_IN_LIST)
        return self._codes

    def set_value(self, value: Any) -> None:
        """Show these codes."""
        self.line.clear()
        if isinstance(value, str):
            self.line.setText(value)
            value = ()
        self._codes = tuple(value or ())
        self._show()

    def state(self) -> object:
        """The codes and the text of the line."""
        return self._codes, self.line.text()

    def set_state(self, state: Any) -> None:
        """Back to codes and text."""
        self._codes, text = state
        self.line.setText(text)
        self._show()

    def settle(self) -> None:
        """A text that only one term answers to is added."""
        self.line.close_list()
        found = entries_for(self.field, self.host, self.line.text(), self._codes) if self.line.text().strip() else []
        if len(found) == 1:
            self._add(found[0][0])

    def stops(self) -> list[QWidget]:
        """The chips, then the line."""
        return [*self._chips.values(), self.line]

    def retranslate(self) -> None:
        """The line says what it is for; the chips say themselves."""
        self.line.setPlaceholderText(_("Add…"))

    def _offer(self, typed: str) -> None:
        nothing = _("Nothing in the list answers to this")
        self.line.offer(entries_for(self.field, self.host, typed, self._codes), nothing)

    def _add(self, code: str) -> None:
        self.line.clear()
        if code not in self._codes:
            self._codes = (*self._codes, code)
            self._show()
        self.edited.emit()

    def _remove(self, code: str) -> None:
        self._codes = tuple(kept for kept in self._codes if kept != code)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        if not isinstance(self.field, Choice):
            raise TypeError(self.field.key)
        for code in [code for code in self._chips if code not in self._codes]:
            chip = self._chips.pop(code)
            self.unwatch(chip)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for code in self._codes:
            if code not in self._chips:
                chip = FilterChip(self.field.choices().label(code))
                chip.removed.connect(lambda code=code: self._remove(code))
                self._chips[code] = chip
                self._flow.addWidget(chip)
                self.watch(chip)
        self._shelf.setVisible(bool(self._codes))
        self.host.note_shape()
