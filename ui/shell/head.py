"""The head of the window: back, the name of the screen, the way to find anything, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from casemgr.domain.words import current_language
from casemgr.domain.words import translate as _
from ui.formats import isolate, isolate_any
from ui.kit.base import Living
from ui.kit.buttons import Button, IconButton
from ui.kit.labels import DirectionalLabel
from ui.theme import GRID, HALF, WIDE, colour, current_theme, icon, scale
from ui.translation import N_
from ui.window_settings import LANGUAGE_NAMES, MODES, WindowSettings


class Head(Living, QWidget):
    """`back`, `search`, and the acts of the person's menu: `settings_wanted`, `sheet_wanted`, `lock_wanted`,
    `hide_wanted`, `sign_out_wanted`.
    """

    back = Signal()
    search = Signal()
    settings_wanted = Signal()
    sheet_wanted = Signal()
    lock_wanted = Signal()
    hide_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(self, person: str, settings: WindowSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person, self._settings = person, settings
        self.back_button = IconButton("arrow-left", N_("Back"))
        self.back_button.clicked.connect(self.back)
        self.name = DirectionalLabel("", "title", elided=True)
        self.search_button = Button(N_("Find anyone or anything"), "search")
        self.search_button.clicked.connect(self.search)
        self.person_button = QToolButton()
        self.person_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.person_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.person_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.person_button.setMenu(self.menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(WIDE, GRID, WIDE, GRID)
        row.setSpacing(GRID)
        row.addWidget(self.back_button)
        row.addWidget(self.name, 1)
        row.addWidget(self.search_button)
        row.addWidget(self.person_button)
        self.live()

    def show_page(self, title: str, can_go_back: bool) -> None:
        """The name of the screen in front."""
        self.name.say(title)
        self.back_button.setVisible(can_go_back)

    # --- the person's menu ------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        """Made when it opens, so it is always in the language and the state of the moment."""
        self.menu.clear()
        self._choices(
            self.menu.addMenu(icon("languages"), _("Language")),
            list(LANGUAGE_NAMES),
            current_language(),
            self._settings.set_language,
        )
        look = self.menu.addMenu(icon("sun"), _("Look"))
        modes = [(mode, str(words)) for mode, _icon, words in MODES]
        self._choices(look, modes, current_theme().mode, self._settings.set_mode)
        size = self.menu.addMenu(icon("sliders-horizontal"), _("Size of text"))
        sizes = [(str(points), isolate(f"{points} pt")) for points in range(10, 17)]
        self._choices(size, sizes, str(current_theme().size), lambda code: self._settings.set_size(int(code)))
        self.menu.addSeparator()
        for icon_name, words, keys, signal in (
            ("key-round", _("My settings and password"), "", self.settings_wanted),
            ("keyboard", _("Keyboard shortcuts"), "F1", self.sheet_wanted),
            ("eye-off", _("Hide the screen at once"), "F9", self.hide_wanted),
            ("lock", _("Lock"), "Ctrl+L", self.lock_wanted),
            ("log-out", _("Sign out"), "", self.sign_out_wanted),
        ):
            shown = f"{words}\t{keys}" if keys else words
            action = self.menu.addAction(icon(icon_name), shown)
            action.triggered.connect(lambda _on=False, signal=signal: signal.emit())

    @staticmethod
    def _choices(menu: QMenu, options: list[tuple[str, str]], now: str, choose: Callable[[str], None]) -> None:
        group = QActionGroup(menu)
        for code, words in options:
            action = QAction(words, menu, checkable=True, checked=code == now)
            action.triggered.connect(lambda _on=False, code=code: choose(code))
            group.addAction(action)
            menu.addAction(action)

    # --- looks ------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Names and tooltips."""
        self.person_button.setText(isolate_any(self._person))
        self.person_button.setAccessibleName(_("Menu of {name}").format(name=self._person))
        self.search_button.setToolTip(isolate("Ctrl+K"))

    def restyle(self) -> None:
        """Icons and heights."""
        self.person_button.setIcon(icon("user"))
        self.person_button.setIconSize(QSize(scale().icon, scale().icon))
        self.person_button.setFixedHeight(scale().control + HALF)
        self.search_button.setMinimumWidth(260)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line between the head and the screen."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
        painter.end()
