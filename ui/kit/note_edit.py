"""Where notes are written: each paragraph in the direction of its own first letter, the height following
the text.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from ui.kit.base import Living
from ui.translation import Text


class NoteEdit(Living, QTextEdit):
    """A plain text of several lines, from `lines` to `most` high. Tab goes to the next field. `edited()`
    when typed.

    QTextEdit because QPlainTextEdit puts Arabic paragraphs on the left.
    """

    edited = Signal()

    def __init__(self, placeholder: Text = "", lines: int = 3, most: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._placeholder: Text = placeholder
        self._lines, self._most = lines, most
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self.edited)
        self.live()

    def text(self) -> str:
        """What is written, without spaces around."""
        return self.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Replace everything, without `edited`."""
        blocked = self.blockSignals(True)
        self.setPlainText(text)
        self.blockSignals(blocked)

    def retranslate(self) -> None:
        """The placeholder."""
        self.setPlaceholderText(str(self._placeholder))

    def restyle(self) -> None:
        """The height in the size of text."""
        self.document().setDocumentMargin(4)
        self._fit()

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        around = 2 * 4 + 2 * 4 + 4
        wanted = round(self.document().size().height()) + 2 * 4 + 4
        self.setFixedHeight(max(self._lines * line + around, min(wanted, self._most * line + around)))
