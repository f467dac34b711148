"""The window: signing in, the shell of who is signed in, and hiding all of it. No business."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from ui.operations import Query, finish_commands
from ui.pages.unlock import UnlockPage
from ui.shell.cover import Cover, HiddenWindows
from ui.shell.gate_frame import GateFrame
from ui.shell.watch import Watch
from ui.window_settings import WindowSettings

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.pages.first_start import FirstStart
    from ui.shell.shell import Shell

TITLE = "casemgr"  # of the window, always: what a task bar shows tells nothing about anybody
_SMALLEST = (960, 600)
_USUAL = (1280, 720)


class MainWindow(QMainWindow):
    """One window for all. `painted()` once, after the first screen is on the screen."""

    painted = Signal()

    def __init__(self, settings: WindowSettings) -> None:
        super().__init__()
        self.settings = settings
        self.setWindowTitle(TITLE)
        self.setMinimumSize(*_SMALLEST)
        self.shell: Shell | None = None
        self.desk: Desk | None = None
        self.where = ""
        self._is_locked = False
        self._hidden = HiddenWindows()
        self.views = QStackedWidget(self)
        self.setCentralWidget(self.views)
        self.gate = GateFrame(self.views)
        self.gate.language_chosen.connect(settings.set_language)
        self.gate.mode_chosen.connect(settings.set_mode)
        self.unlock = UnlockPage(settings.preferences, self.gate.holder)
        self.unlock.hide()  # it stands in no layout until it is asked for: its corner was seen behind the first start
        self.unlock.opened.connect(self.enter)
        self.unlock.start_wanted.connect(self.show_first_start)
        self.first_start: FirstStart | None = None
        self.cover = Cover(self.views)
        self.cover.left.connect(self.show_gate)
        self.views.addWidget(self.gate)
        self.views.addWidget(self.cover)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        self.watch = Watch(app, self)
        self.watch.idle.connect(self.lock)
        settings.changed.connect(self._measure_silence)
        self._has_painted = False
        self._place_on_screen()
        if settings.preferences.databases:
            self.gate.show_widget(self.unlock)
        else:
            self.show_first_start()

    # --- signing in -------------------------------------------------------------------------------

    @property
    def is_locked(self) -> bool:
        """Whether somebody is signed in and away."""
        return self._is_locked

    def show_first_start(self) -> None:
        """Create a database, look at the demonstration, or join what exists."""
        from ui.pages.first_start import FirstStart  # most days begin without it

        if self.first_start is not None:
            self.first_start.deleteLater()
        self.first_start = FirstStart(can_leave=bool(self.settings.preferences.databases))
        self.first_start.opened.connect(self.enter)
        self.first_start.unlock_wanted.connect(self._show_unlock)
        self.first_start.restore_wanted.connect(self.restore)
        self.first_start.left.connect(lambda: self._show_unlock(""))
        self.gate.show_widget(self.first_start)
        self.first_start.welcome.setFocus()

    def _show_unlock(self, where: str) -> None:
        self.gate.show_widget(self.unlock)
        if where:
            self.unlock.choose(where)
        self.unlock.focus_first()

    def enter(self, desk: Desk, where: str) -> None:
        """Somebody signed in: the same person finds everything as she left it, another an empty desk."""
        self.settings.preferences.remember_database(where)
        if self._is_locked and self._is_the_same(desk, where):
            desk.database.dispose()
            self._come_back()
            return
        self._close_shell()
        from ui.shell.shell import Shell

        self.desk, self.where = desk, where
        self.shell = Shell(desk, self.settings)
        self.shell.lock_wanted.connect(self.lock)
        self.shell.hide_wanted.connect(self.hide_at_once)
        self.shell.sign_out_wanted.connect(self.sign_out)
        self.shell.navigator.restore_wanted.connect(lambda backup: self.restore(backup, where))
        self.views.addWidget(self.shell)
        self._come_in()

    def _is_the_same(self, desk: Desk, where: str) -> bool:
        return self.desk is not None and self.where == where and self.desk.person == desk.person

    def _come_back(self) -> None:
        self._come_in()
        self._hidden.give_back()

    def _come_in(self) -> None:
        assert self.shell is not None
        self._is_locked = False
        self.unlock.forget_lock()
        self.views.setCurrentWidget(self.shell)
        for act in self.shell.acts_anywhere():
            self.watch.hear(act.keys, act.do)
        self._measure_silence()
        page = self.shell.navigator.current
        if page is not None:
            page.focus_first()

    # --- locking and hiding -----------------------------------------------------------------------

    def lock(self) -> None:
        """Ask for the password again; what is open and typed stays."""
        if self._hide_everything():
            self.show_gate()

    def hide_at_once(self) -> None:
        """F9: a neutral screen over all of it, now; then the password."""
        if self._hide_everything():
            self.activateWindow()  # a dialog may have had the keyboard
            self.cover.setFocus()
            self.views.repaint()

    def _hide_everything(self) -> bool:
        if self.shell is None or self._is_locked:
            return False
        self._is_locked = True
        self.views.setCurrentWidget(self.cover)
        self.shell.palette_view.close_palette()
        self._hidden.hide_all_but(self)
        self.watch.deafen()
        self.watch.wait_minutes(0)
        QTimer.singleShot(0, self, self._keep_drafts)
        return True

    def _keep_drafts(self) -> None:
        if self.shell is not None:
            self.shell.navigator.keep_drafts()

    def show_gate(self) -> None:
        """From the neutral screen to the password."""
        self.gate.show_widget(self.unlock)
        self.views.setCurrentWidget(self.gate)
        if self._is_locked and self.desk is not None:
            self.unlock.lock_to(self.where, self.desk.person.login)

    def sign_out(self) -> None:
        """Close everything of this person, drafts kept, and wait for the next."""
        self._close_shell()
        self.unlock.show_recent()
        self.show_gate()
        self.unlock.login.clear()
        self.unlock.focus_first()

    def restore(self, backup: str, where: str) -> None:
        """Put a backup at `where`; the file that is open is closed first."""
        from ui.shell.restore_panel import RestorePanel

        self._close_shell()
        panel = RestorePanel(backup, where)
        panel.ended.connect(self._show_unlock)
        panel.left.connect(self._show_gate_again)
        self.gate.show_widget(panel)
        self.views.setCurrentWidget(self.gate)
        panel.setFocus()

    def _show_gate_again(self) -> None:
        if self.settings.preferences.databases:
            self._show_unlock("")
        else:
            self.show_first_start()

    def _close_shell(self) -> None:
        self._hidden.close_all()
        if self.shell is None:
            return
        self.shell.navigator.keep_drafts()
        finish_commands()
        self.shell.navigator.close_all()
        self.views.removeWidget(self.shell)
        self.shell.deleteLater()
        if self.desk is not None:
            self.desk.database.dispose()
        self.shell = self.desk = None
        self._is_locked = False
        self.unlock.forget_lock()
        self.watch.deafen()
        self.watch.wait_minutes(0)

    def _measure_silence(self) -> None:
        if self.shell is not None and not self._is_locked:
            self.watch.wait_minutes(self.settings.preferences.idle_minutes)

    # --- the window itself ------------------------------------------------------------------------

    def _place_on_screen(self) -> None:
        kept = self.settings.preferences.geometry
        if not (kept and self.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii", "ignore")))):
            room = self.screen().availableSize()
            self.resize(min(_USUAL[0], room.width()), min(_USUAL[1], room.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell, once, that the first screen is there: what comes next would only hold it up."""
        super().paintEvent(event)
        if not self._has_painted:
            self._has_painted = True
            QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        if self.gate.isVisible() and self.settings.preferences.databases:
            self.unlock.focus_first()
        self.painted.emit()
        # What signing in will need is made ready now, while the person types her password.
        Query(self, _get_ready).start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is typed, finish what is being written, and remember where the window was."""
        self.settings.preferences.geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.settings.preferences.save()
        self._close_shell()
        super().closeEvent(event)


# What is imported while the password is typed: the frame, the screen that comes first, the one that most go to next.
_COMING = ("ui.shell.shell", "ui.pages.home", "ui.pages.register", "babel.numbers", "babel.dates")


def _get_ready() -> None:
    importlib.import_module("casemgr.services.opening").get_ready()
    for name in _COMING:
        importlib.import_module(name)
