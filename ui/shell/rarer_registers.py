"""The registers that are seldom opened, as what is met in a person’s file: in a menu of the side, and in Ctrl+K."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from ui.navigation import Navigator
from ui.registry import PageEntry
from ui.theme import icon

MORE = "more"


def rarer_registers(navigator: Navigator) -> list[PageEntry]:
    """The registers of this person that do not stand in the side."""
    return [entry for entry in navigator.entries.values() if entry.given.get("kind") and not entry.aside]


def menu_of_registers(navigator: Navigator, parent: QWidget) -> QMenu:
    """A menu of them, made when it opens: in the language of the moment."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in rarer_registers(navigator):
        action = menu.addAction(icon(entry.icon_name), str(entry.name))
        action.triggered.connect(partial(_open, navigator, entry.key))
    if menu.actions():
        menu.setActiveAction(menu.actions()[0])
    return menu


def _open(navigator: Navigator, key: str, _on: bool = False) -> None:
    navigator.open_page(key)
