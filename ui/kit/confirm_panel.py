"""An act that cannot be undone asks for its reason, in the person's own words, which are kept with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.avatar import Avatar
from ui.kit.base import Living
from ui.kit.buttons import Button
from ui.kit.field_frame import FieldFrame
from ui.kit.labels import Label
from ui.kit.note_edit import NoteEdit
from ui.theme import GRID, HALF, LARGE, WIDE
from ui.translation import N_, Text

SHORTEST_REASON = 5


class ConfirmPanel(Living, QFrame):
    """What will happen, the reason, and the two ways out: `confirmed(reason)` or `cancelled()`.

    The act opens only when the reason has at least 5 characters; with `needs_reason=False` there is none to
    type.
    """

    confirmed = Signal(str)
    cancelled = Signal()

    def __init__(
        self,
        title: Text,
        sentence: Text,
        action: Text,
        reason_label: Text = "",
        needs_reason: bool = True,
        tone: str = "danger",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kit", "card")
        self._title = Label(title, "title", wrap=True)
        self._needs_reason = needs_reason
        self.reason = NoteEdit(lines=2)
        self._field = FieldFrame(reason_label or N_("Reason"), self.reason, required=True)
        self._field.setVisible(needs_reason)
        self._cancel = Button(N_("Back"))  # never "Annuler": that may be the act itself
        self._act = Button(action, variant="danger" if tone == "danger" else "primary")
        self._lay(sentence, tone)
        self.reason.textChanged.connect(self._judge)
        self._cancel.clicked.connect(self.cancelled)
        self._act.clicked.connect(lambda: self.confirmed.emit(self.reason.text()))
        self.setFocusProxy(self.reason if needs_reason else self._cancel)
        self._judge()
        self.live()

    def _lay(self, sentence: Text, tone: str) -> None:
        words = QVBoxLayout()
        words.setSpacing(HALF)
        words.addWidget(self._title)
        words.addWidget(Label(sentence, ink="muted", wrap=True))
        words.addSpacing(GRID)
        words.addWidget(self._field)
        acts = QHBoxLayout()
        acts.setSpacing(GRID)
        acts.addStretch(1)
        acts.addWidget(self._cancel)
        acts.addWidget(self._act)
        words.addSpacing(GRID)
        words.addLayout(acts)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, WIDE, LARGE, WIDE)
        row.setSpacing(WIDE)
        shape = "triangle-alert" if tone == "danger" else "circle-help"
        row.addWidget(Avatar(shape, tone, 40, N_("Caution")), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def _judge(self) -> None:
        enough = len(self.reason.text()) >= SHORTEST_REASON
        self._act.setEnabled(enough or not self._needs_reason)

    def retranslate(self) -> None:
        """What a screen reader says, and the system above it."""
        self.setAccessibleName(self._title.said())
        if isinstance(self.parentWidget(), QDialog):
            self.window().setWindowTitle(self._title.said())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def open_over(self, parent: QWidget) -> QDialog:
        """Show itself in a dialog over the window of `parent`; the dialog closes at either way out."""
        dialog = QDialog(parent.window())
        dialog.setWindowTitle(self._title.text())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setMinimumWidth(480)
        around = QVBoxLayout(dialog)
        around.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        around.addWidget(self)
        self.confirmed.connect(dialog.accept)
        self.cancelled.connect(dialog.reject)
        dialog.open()
        self.setFocus()
        return dialog
