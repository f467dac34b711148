"""One field on the form: its label and star, its editor, and below it what was understood, or what is wrong."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from casemgr.domain.errors import Issue
from casemgr.domain.fields import Computed, Field
from casemgr.domain.words import translate as _
from ui.forms.contract import Host, Path, Values
from ui.forms.editors import make_editor
from ui.forms.editors.computed import ComputedView
from ui.kit.base import Living, set_look
from ui.kit.labels import Label
from ui.theme import HALF, icon_pixmap, scale

_SHAPES = {"error": ("octagon-alert", "danger"), "warning": ("triangle-alert", "warning")}


class Below(Living, QWidget):
    """The sentence under an editor: help or what was understood, quietly; an error or a warning, with its shape."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strength = ""
        self.is_closed = False  # its field is hidden
        self._shape: QLabel | None = None
        self._words: Label | None = None
        self.hide()
        self.live()

    def _build(self) -> tuple[QLabel, Label]:
        """Most fields never have anything to say under them: the sentence is made when the first comes."""
        if self._shape is None or self._words is None:
            self._shape = QLabel(self)
            self._shape.hide()
            self._words = Label("", "small", "muted", wrap=True, parent=self)
            row = QHBoxLayout(self)
            row.setContentsMargins(2, 0, 0, 0)
            row.setSpacing(HALF)
            row.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(self._words, 1)
        return self._shape, self._words

    def say(self, text: str, strength: str = "") -> None:
        """Show `text`; `strength` is "error", "warning" or nothing."""
        if not text and self._words is None:
            return
        _shape, words = self._build()
        words.say(text)  # not setText: told of another language, a label says again what it was given to say
        if strength != self._strength:
            self._strength = strength
            set_look(words, ink=_SHAPES[strength][1] if strength else "muted")
            self.restyle()
        self.setVisible(bool(text) and not self.is_closed)
        self._keep_whole()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other lines."""
        super().resizeEvent(event)
        self._keep_whole()

    def _keep_whole(self) -> None:
        """A remark of several lines keeps the room of all of them: a grid that was full gave it one line's."""
        if self._words is not None:
            lines = self._words.heightForWidth(self._words.width()) if self._strength and self.isVisible() else 0
            self.setMinimumHeight(max(0, lines))

    def text(self) -> str:
        """What is shown."""
        return self._words.text() if self._words is not None else ""

    def restyle(self) -> None:
        """The shape of the sentence."""
        if self._shape is None:
            return
        self._shape.setVisible(bool(self._strength))
        if self._strength:
            shape, tone = _SHAPES[self._strength]
            side = scale().pixels("small") + 2
            self._shape.setPixmap(icon_pixmap(shape, f"{tone}.text", side, self.devicePixelRatioF()))
            self._shape.setContentsMargins(0, 2, 0, 0)


class FieldBox(QObject):
    """A field of a form. Its three widgets are laid by a grid, so that neighbours stay aligned."""

    def __init__(self, field: Field, path: Path, host: Host, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.path = path
        self._host = host
        self.is_shown = True
        self.is_needed = False
        self.was_edited = False
        self.is_helping = True  # of rows under one another the first says the help
        self.issue: Issue | None = None
        self._is_told = False  # whether the issue is shown: not while its field is being typed
        self.label = Label("", weight="medium", wrap=True, parent=parent)
        self.label.setContentsMargins(0, 0, 0, HALF // 2)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.editor = make_editor(field, host, parent)
        self.below = Below(parent)
        self._known: object = None
        self.editor.edited.connect(self._edited)
        self.editor.entered.connect(lambda widget: host.note_enter(self.path, widget))
        self.editor.left.connect(self._left)
        self.retranslate()

    # --- the value ------------------------------------------------------------------------------------------
    def fill(self, value: Any) -> None:
        """Show a value, as it comes from the record."""
        self.editor.set_value(value)
        self._known = self.editor.state()
        self.tell()

    def restore(self, state: object) -> None:
        """Undo or redo: back to a state."""
        self.editor.set_state(state)
        self._known = state
        self.was_edited = True
        self.tell()

    def _edited(self) -> None:
        before, self._known = self._known, self.editor.state()
        self.was_edited = True
        self._host.note_change(self.path, before, self._known)
        self.tell()

    def _left(self) -> None:
        self._known = self.editor.state()
        self.tell(now=True)
        self._host.note_leave(self.path)

    # --- what is wrong with it ------------------------------------------------------------------------------
    def set_issue(self, issue: Issue | None, now: bool = False) -> None:
        """The remark of the rules on this field. It is shown when the field is left, or `now`; one that is mended
        goes at once.
        """
        self.issue = issue
        if issue is None:
            self._is_told = False
        self.tell(now)

    def tell(self, now: bool = False) -> None:
        """Put the right sentence under the editor."""
        if self.issue is not None and now:
            self._is_told = True
        if self.issue is not None and self._is_told:
            self.below.say(str(self.issue.message), self.issue.strength)
        else:
            understood = self.editor.understood() if self.was_edited else ""
            self.below.say(understood or self._help())
        self.editor.mark(self.issue.strength if self.issue is not None and self._is_told else "")
        self._name()

    def _help(self) -> str:
        """The help under the editor. The short form has the whole on one screen: there it comes with an answer, and
        under the pointer.
        """
        is_said = self.was_edited or (self.is_helping and not self._host.is_quick)
        return str(self.field.help or "") if is_said else ""

    def set_helping(self, helps: bool) -> None:
        """Say the help under the editor from the start, or only with an answer."""
        if helps != self.is_helping:
            self.is_helping = helps
            self.tell()

    def message(self) -> str:
        """The error or warning that is shown beside the field, or nothing."""
        return self.below.text() if self.issue is not None and self._is_told else ""

    # --- how it looks ---------------------------------------------------------------------------------------
    def work_out(self, values: Values) -> None:
        """A computed field: compute it again."""
        if isinstance(self.editor, ComputedView):
            self.editor.work_out(values, self._host.context)

    def set_needed(self, needed: bool) -> None:
        """Show or hide the star."""
        if needed != self.is_needed:
            self.is_needed = needed
            self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        star = " *" if self.is_needed else ""
        self.label.say(f"{self.field.label}{star}")
        self.label.setToolTip(str(self.field.help or ""))
        self.editor.setToolTip(str(self.field.help or ""))
        self.tell()

    def _name(self) -> None:
        said = str(self.field.label)
        if self.is_needed:
            said = f"{said}, {_('required')}"
        self.editor.name(said, self.below.text() or str(self.field.help or ""))

    def set_shown(self, shown: bool) -> None:
        """Show or hide the whole field; what is typed stays."""
        self.is_shown = shown
        for widget in (self.label, self.editor):
            if widget.isHidden() == shown:
                widget.setVisible(shown)
        self.below.is_closed = not shown
        if self.below.text() or not shown:
            self.below.setVisible(shown)

    def stops(self) -> list[QWidget]:
        """Where Tab stops."""
        if not self.is_shown or isinstance(self.field, Computed):
            return []
        return self.editor.stops()
