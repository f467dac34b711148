"""A line of small things (chips, the choices above a list) that goes on to the next line when it is full, from the
right in Arabic.
"""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QWidget

from ui.theme import GRID


def kept_together(*widgets: QWidget, gap: int = GRID) -> QWidget:
    """Widgets that stand beside each other and go to the next line together."""
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(QMargins())
    line.setSpacing(gap)
    for widget in widgets:
        line.addWidget(widget)
    return made


class FlowLayout(QLayout):
    """Lays its widgets in lines, `gap` pixels apart; the lines too, unless they are `lines` apart.

    What is added after `from_here_at_the_end()` stands at the other end of its line.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = GRID, lines: int | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._between = gap if lines is None else lines
        self._turn: int | None = None  # how many stand at the start
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        """Called by addWidget."""
        self._items.append(item)

    def from_here_at_the_end(self) -> None:
        """What is added from now on stands at the end of its line; it goes to a line of its own where it must."""
        self._turn = len(self._items)

    def count(self) -> int:
        """How many."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at `index`, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take the item at `index` out, or None."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It asks for no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at `width`."""
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place everything."""
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        """One line."""
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        """The largest of all."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _lay(self, rect: QRect, move: bool) -> int:
        """Walk the lines; returns the height taken."""
        y, line = 0, list[tuple[int, QLayoutItem, QSize]]()
        used = 0
        for place, item in enumerate(self._items):
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(rect.width(), item.minimumSize().width()), 1 << 20))
            if line and used + size.width() > rect.width():
                y += self._place(line, rect, y, move) + self._between
                line, used = [], 0
            line.append((place, item, size))
            used += size.width() + self._gap
        return y + self._place(line, rect, y, move)

    def _place(self, line: list[tuple[int, QLayoutItem, QSize]], rect: QRect, y: int, move: bool) -> int:
        """Place one line, its things in the middle of its height, which is returned."""
        high = max((size.height() for _place, _item, size in line), default=0)
        if not move:
            return high
        owner = self.parentWidget()
        from_right = owner is not None and owner.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left_over = rect.width() - sum(size.width() + self._gap for _place, _item, size in line) + self._gap
        x = 0
        for place, item, size in line:
            if self._turn is not None and place >= self._turn:
                x, left_over = x + max(0, left_over), 0
            left = rect.right() + 1 - x - size.width() if from_right else rect.x() + x
            item.setGeometry(QRect(QPoint(left, rect.y() + y + (high - size.height()) // 2), size))
            x += size.width() + self._gap
        return high
