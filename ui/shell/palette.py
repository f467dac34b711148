"""Ctrl+K: one field that finds anybody by name, code, phone or document, and every act by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.kit.base import Living
from ui.kit.labels import Label
from ui.kit.search_field import SearchField
from ui.operations import Query
from ui.shell.palette_line import Line, LineDelegate
from ui.theme import GRID, HALF, WIDE, colour
from ui.translation import N_, Text

if TYPE_CHECKING:
    from casemgr.services.search import Hit

_WIDTH, _SHOWN = 640, 8
_MOST_COMMANDS = 6
Finder = Callable[[str], "list[Hit]"]


@dataclass(frozen=True)
class PaletteCommand:
    """An act one can call by its name."""

    words: Text
    icon_name: str
    do: Callable[[], object]
    keys: str = ""


class Palette(Living, QWidget):
    """A veil over the shell with the field and what it finds. `taken(id)` when a person is chosen."""

    taken = Signal(str)

    def __init__(self, find: Finder, commands: Sequence[PaletteCommand], parent: QWidget) -> None:
        super().__init__(parent)
        self._find, self._commands = find, list(commands)
        self._did: list[Callable[[], object]] = []
        self.answered = ""  # the text to which what is shown answers
        self.field = SearchField(N_("Name in either script, code, phone, document, or an act"), delay_ms=60)
        self.results = QListWidget()
        self.results.setItemDelegate(LineDelegate(self.results))
        self.results.setFrameShape(QFrame.Shape.NoFrame)
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.setUniformItemSizes(True)
        self.results.itemClicked.connect(lambda _item: self.take())
        self.note = Label("", ink="muted", wrap=True)
        self._frame = QFrame(self)
        self._frame.setProperty("kit", "raised")
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(GRID + HALF, GRID + HALF, GRID + HALF, GRID + HALF)
        column.setSpacing(GRID)
        for widget in (self.field, self.results, self.note):
            column.addWidget(widget)
        self.field.searched.connect(self._ask)
        self.field.installEventFilter(self)
        self.hide()
        self.live()

    # --- opening and closing ----------------------------------------------------------------------

    def open(self, text: str = "") -> None:
        """Show it over the shell, ready to type."""
        shell = self.parentWidget()
        if shell is not None:
            self.resize(shell.size())
        self._place()
        self.answered = ""
        self.show()
        self.raise_()
        self.field.setText(text)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._show_lines(text, [])

    def close_palette(self) -> None:
        """Take it away, and what was typed with it."""
        self.hide()
        self.field.empty()  # at once: the same text typed again is asked again
        self.results.clear()
        self._did.clear()

    def _place(self) -> None:
        width = min(_WIDTH, self.width() - 2 * WIDE)
        row = LineDelegate.height()
        rows = max(1, min(_SHOWN, self.results.count()))
        self.results.setFixedHeight(rows * row + HALF)
        self._frame.setFixedWidth(width)
        self._frame.adjustSize()
        self._frame.move((self.width() - width) // 2, max(WIDE, self.height() // 10))

    # --- finding ----------------------------------------------------------------------------------

    def _ask(self, text: str) -> None:
        wanted = text.strip()
        if len(wanted) < 2:
            self._show_lines(text, [])
            return
        Query(self, lambda: self._find(wanted), lambda hits: self._found(text, hits), key="find").start()

    def _found(self, text: str, hits: list[Hit]) -> None:
        if self.isVisible() and text == self.field.text():
            self._show_lines(text, hits)
            self.answered = text

    def _show_lines(self, text: str, hits: Sequence[Hit]) -> None:
        self.results.clear()
        self._did.clear()
        for hit in hits:
            names = f"{hit.given_names or ''} {hit.family_name or ''}".strip()
            about = [part for part in (hit.code, str(hit.birth or ""), hit.branch) if part]
            self._add(
                Line("user", names or hit.name_ar or "", hit.name_ar if names else "", tuple(about)),
                partial(self.taken.emit, hit.id),
            )
        for command in self._matching(text):
            keys = (command.keys,) if command.keys else ()
            self._add(Line(command.icon_name, str(command.words), "", keys, is_command=True), command.do)
        self.results.setVisible(self.results.count() > 0)
        nothing = self.results.count() == 0
        self.note.say(N_("Nobody and nothing of that name that you may see.") if nothing else "")
        self.note.setVisible(nothing)
        self.results.setCurrentRow(0)
        self._place()

    def _matching(self, text: str) -> list[PaletteCommand]:
        wanted = text.strip().casefold()
        matching = [command for command in self._commands if wanted in str(command.words).casefold()]
        return matching if wanted else matching[:_MOST_COMMANDS]

    def _add(self, line: Line, do: Callable[[], object]) -> None:
        item = QListWidgetItem()
        item.setData(Qt.ItemDataRole.UserRole, line)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, line.spoken())
        item.setSizeHint(QSize(0, LineDelegate.height()))
        self.results.addItem(item)
        self._did.append(do)

    def take(self) -> None:
        """Do what the current line says."""
        row = self.results.currentRow()
        if 0 <= row < len(self._did):
            do = self._did[row]
            self.close_palette()
            do()

    # --- keys and looks ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move along the lines while the field keeps the keyboard; Enter takes, Esc closes."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key, row, last = event.key(), self.results.currentRow(), self.results.count() - 1
            if key == Qt.Key.Key_Escape:
                self.close_palette()
            elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()
            elif key == Qt.Key.Key_Down:
                self.results.setCurrentRow(min(last, row + 1))
            elif key == Qt.Key.Key_Up:
                self.results.setCurrentRow(max(0, row - 1))
            else:
                return False
            return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside it closes it."""
        if not self._frame.geometry().contains(event.position().toPoint()):
            self.close_palette()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Stay in the middle."""
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The veil."""
        painter = QPainter(self)
        veil = min(colour("text"), colour("canvas"), key=lambda one: one.lightness())
        veil.setAlpha(90)
        painter.fillRect(self.rect(), veil)
        painter.end()

    def retranslate(self) -> None:
        """The lines in the new language, if it is open."""
        self.setAccessibleName(str(N_("Find anyone or anything")))
        if self.isVisible():
            self._show_lines(self.field.text(), [])
            self._ask(self.field.text())
