"""A menu that hangs under the button that opens it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget


def open_under(button: QWidget, menu: QMenu) -> None:
    """Open `menu` under `button`, from its leading edge, with the first entry under the keyboard."""
    from_right = button.layoutDirection() == Qt.LayoutDirection.RightToLeft
    start = QPoint(button.width() - menu.sizeHint().width() if from_right else 0, button.height())
    menu.popup(button.mapToGlobal(start))
    if menu.actions():
        menu.setActiveAction(menu.actions()[0])
