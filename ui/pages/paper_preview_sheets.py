"""The pages of a paper on the screen, one under the other on their desk, as wide as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from casemgr.domain.words import translate as _
from ui.kit.base import Living
from ui.theme import GRID, WIDE

_WIDEST = 860  # points across: more is no easier to read
_NARROWEST = 240


class Sheets(Living, QScrollArea):
    """Give it the pages with `show_pages`; the arrow and page keys scroll."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._images: list[QImage] = []
        self.sheets: list[QLabel] = []
        self._desk = QWidget()
        self._desk.setObjectName("canvas")
        self._column = QVBoxLayout(self._desk)
        self._column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        self._column.setSpacing(WIDE)
        self._column.addStretch(1)
        self.setWidget(self._desk)
        self.live()

    def show_pages(self, images: Sequence[QImage]) -> None:
        """Show these pages in place of those before; where one looked stays when the paper is as long."""
        self._images = list(images)
        while len(self.sheets) > len(images):
            gone = self.sheets.pop()
            self._column.removeWidget(gone)
            gone.deleteLater()
        while len(self.sheets) < len(images):
            sheet = QLabel()
            sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.sheets.append(sheet)
            self._column.insertWidget(len(self.sheets) - 1, sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        self._fit()
        self.retranslate()

    def _fit(self) -> None:
        """Draw each page as wide as the room, sharp on a dense screen."""
        ratio = self.devicePixelRatioF()
        width = min(_WIDEST, max(_NARROWEST, self.viewport().width() - 2 * WIDE - GRID))
        for sheet, image in zip(self.sheets, self._images, strict=True):
            wide = min(width, round(image.width() / ratio))
            drawn = QPixmap.fromImage(
                image.scaledToWidth(round(wide * ratio), Qt.TransformationMode.SmoothTransformation)
            )
            drawn.setDevicePixelRatio(ratio)
            sheet.setPixmap(drawn)
            sheet.setFixedSize(drawn.deviceIndependentSize().toSize())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As wide as there is room."""
        super().resizeEvent(event)
        if self._images:
            self._fit()

    def sizeHint(self) -> QSize:
        """Room for a page."""
        return QSize(700, 600)

    def retranslate(self) -> None:
        """What a screen reader says of each page."""
        said = _("Page {number} of {pages}")
        for place, sheet in enumerate(self.sheets, 1):
            sheet.setAccessibleName(said.format(number=place, pages=len(self.sheets)))
