"""A field with all that belongs to it: its label, whether it is required, help, and what is wrong, beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from casemgr.domain.words import translate as _
from ui.kit.base import Living, set_look
from ui.kit.labels import Label
from ui.theme import GRID, HALF, icon_pixmap, scale
from ui.translation import Text


class FieldFrame(Living, QWidget):
    """Label, star, editor, then help or an error or warning sentence. `editor` keeps the focus."""

    def __init__(
        self,
        label: Text,
        editor: QWidget,
        required: bool = False,
        help_text: Text = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._label_text: Text = label
        self._help_text: Text = help_text
        self._message: Text = ""
        self._strength = ""
        self._is_required = required
        self._label = Label("", weight="medium")
        self._label.setBuddy(editor)
        self._star = Label("*", ink="danger", weight="strong")
        if not required:  # shown before it has a parent, it would be a window of its own for an instant
            self._star.hide()
        self._shape = QLabel()
        self._below = Label("", "small", "muted", wrap=True)
        self._lay()
        self.setFocusProxy(editor)
        self.live()

    def _lay(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(HALF)
        top.addWidget(self._label)
        top.addWidget(self._star)
        top.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(HALF + 2)
        foot.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._below, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addLayout(top)
        column.addWidget(self.editor)
        column.addLayout(foot)
        column.addStretch(1)
        column.setSpacing(HALF)
        self.setContentsMargins(0, 0, 0, GRID // 2)

    def set_error(self, message: Text) -> None:
        """Say what is wrong and what to do; refuses the save."""
        self._say(message, "error")

    def set_warning(self, message: Text) -> None:
        """Say what is doubtful; the save goes on."""
        self._say(message, "warning")

    def clear_message(self) -> None:
        """Nothing wrong any more: the help shows again."""
        self._say("", "")

    def message(self) -> str:
        """The error or warning shown, or nothing."""
        return str(self._message)

    def set_required(self, required: bool) -> None:
        """Show or hide the star."""
        self._is_required = required
        self._star.setVisible(required)
        self.retranslate()

    def _say(self, message: Text, strength: str) -> None:
        self._message, self._strength = message, strength
        edited = getattr(self.editor, "edit", self.editor)
        target = edited if isinstance(edited, QWidget) else self.editor
        set_look(target, bad="true" if strength == "error" else "", wary="true" if strength == "warning" else "")
        set_look(self._below, ink={"error": "danger", "warning": "warning"}.get(strength, "muted"))
        self.restyle()
        self.retranslate()

    def retranslate(self) -> None:
        """Every text, and what a screen reader says of the editor."""
        self._label.say(self._label_text)
        below = self._message if self._strength else self._help_text
        self._below.say(below)
        self._below.setVisible(bool(str(below)))
        required = _("required") if self._is_required else ""
        spoken = ", ".join(part for part in (str(self._label_text), required) if part)
        edited = getattr(self.editor, "edit", self.editor)
        target = edited if isinstance(edited, QWidget) else self.editor
        target.setAccessibleName(spoken)
        target.setAccessibleDescription(str(below))

    def restyle(self) -> None:
        """The shape of the message."""
        self._shape.setVisible(bool(self._strength))
        if self._strength:
            shape, tone = {
                "error": ("octagon-alert", "danger"),
                "warning": ("triangle-alert", "warning"),
            }[self._strength]
            side = scale().pixels("small") + 2
            self._shape.setPixmap(icon_pixmap(shape, f"{tone}.text", side, self.devicePixelRatioF()))
            self._shape.setContentsMargins(0, 2, 0, 0)
