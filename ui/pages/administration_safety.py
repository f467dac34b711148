"""Safety of the file: a backup now, a backup put back, a new recovery key, and whether all is sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from ui import formats
from ui.kit.avatar import Avatar
from ui.kit.banner import Banner
from ui.kit.buttons import Button, PrimaryButton
from ui.kit.card import Card
from ui.kit.confirm_panel import ConfirmPanel
from ui.kit.labels import Label
from ui.kit.progress_panel import ProgressPanel
from ui.operations import Command, Query
from ui.pages.administration_section import Section, fill
from ui.pages.panel_parts import bring_into_view
from ui.pages.recovery_panel import RecoveryPanel
from ui.theme import GRID, HALF
from ui.translation import N_, Text

if TYPE_CHECKING:
    from casemgr.data.backup import BackupReport
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator

SUFFIX = "casemgr-backup"
_BYTES_A_MB = 1_000_000


class SafetySection(Section):
    """Four cards, one for each act."""

    def __init__(self, desk: Desk, navigator: Navigator) -> None:
        super().__init__(desk, navigator)
        self.backup_button = PrimaryButton(N_("Back up now…"), "save")
        self.backup_button.clicked.connect(self._ask_where)
        self.backup_progress = ProgressPanel(N_("Backing up and reading the copy back…"))
        self.backup_result = Banner("", "success")
        self.restore_button = Button(N_("Restore a backup…"), "history")
        self.restore_button.clicked.connect(self._ask_which)
        self.key_button = Button(N_("New recovery key…"), "key-round")
        self.key_button.clicked.connect(self._ask_for_key)
        self.recovery: RecoveryPanel | None = None
        self.check_button = Button(N_("Check now"), "shield-check")
        self.check_button.clicked.connect(self.check)
        self.check_progress = ProgressPanel(N_("Checking every page, link and line of the trace…"))
        self._findings = QVBoxLayout()
        self._findings.setSpacing(HALF)
        self._key_holder = QVBoxLayout()
        self._lay()
        is_file = desk.vault is not None
        for card in self._file_cards:
            card.setVisible(is_file)
        self._server_note.setVisible(not is_file)
        self.backup_result.hide()
        self.live()

    def _lay(self) -> None:
        backup = Card(
            N_("Backup"),
            N_("One encrypted file with everything, opened again before it is believed. Keep it on another disk."),
        )
        backup.add(self.backup_result)
        backup.add(_row(self.backup_button))
        backup.add(self.backup_progress)
        restore = Card(
            N_("Restore"),
            N_("Puts a backup in the place of this file, which is kept beside it. You will sign in again."),
        )
        restore.add(_row(self.restore_button))
        key = Card(
            N_("Recovery key"),
            N_("Opens the file when every password is forgotten. A new one makes the one before it useless."),
        )
        key.add(_row(self.key_button))
        key.add(self._key_holder)
        check = Card(N_("Is everything sound?"), N_("Looks at the whole database; you can go on working."))
        check.add(_row(self.check_button))
        check.add(self.check_progress)
        check.add(self._findings)
        self._file_cards = (backup, restore, key)
        self._server_note = Banner(
            N_("This is a shared server: its backups are made by the person who looks after the server."), "info"
        )
        for widget in (self._server_note, *self._file_cards, check):
            self.column.addWidget(widget)

    # --- backup -----------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, _("Back up now…"), QDir.homePath(), f"casemgr (*.{SUFFIX})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX)
        dialog.selectFile(f"casemgr-{self.desk.today.isoformat()}.{SUFFIX}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.back_up)
        dialog.open()

    def back_up(self, path: str) -> None:
        """Write a backup at `path`, with progress and Cancel."""
        self.refusal.hide()
        self.backup_result.hide()
        out = Path(path)
        command: Command[BackupReport] = Command(
            self, lambda: _back_up(self.desk, out, command), self._backed_up, self.refuse
        )
        self.backup_button.setEnabled(False)
        command.ended.connect(lambda: self.backup_button.setEnabled(True))
        self.backup_progress.follow(command)
        command.start()

    def _backed_up(self, report: BackupReport) -> None:
        self.backup_result.say(
            N_("{size} MB, opened and read again: {name}").format(
                size=formats.number(max(0.1, report.size / _BYTES_A_MB), 1),
                name=formats.isolate(report.path.name),
            ),
            N_("The backup is good."),
        )
        self.backup_result.show()

    # --- restoring --------------------------------------------------------------------------------

    def _ask_which(self) -> None:
        dialog = QFileDialog(self, _("Restore a backup…"), QDir.homePath(), f"casemgr (*.{SUFFIX})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.ask_to_restore)
        dialog.open()

    def ask_to_restore(self, path: str) -> None:
        """Say when the backup was made, and ask."""
        Query(self, lambda: _made_at(Path(path)), lambda when: self._confirm(path, when), self.refuse).start()

    def _confirm(self, path: str, when: Text) -> None:
        panel = ConfirmPanel(
            N_("Restore the backup of {moment}?").format(moment=when),
            N_("What was entered since then is no longer here; the present file is kept beside it."),
            N_("Restore"),
            needs_reason=False,
        )
        panel.confirmed.connect(lambda _reason: self.navigator.restore_wanted.emit(path))
        panel.open_over(self)

    # --- the recovery key -------------------------------------------------------------------------

    def _ask_for_key(self) -> None:
        panel = ConfirmPanel(
            N_("Make a new recovery key?"),
            N_("The sheet printed before no longer opens anything: destroy it."),
            N_("Make a new key"),
            needs_reason=False,
        )
        panel.confirmed.connect(lambda _reason: self.make_key())
        panel.open_over(self)

    def make_key(self) -> None:
        """Make it, and show it until it is put away."""
        self.write(lambda: _new_key(self.desk), self._show_key, button=self.key_button)

    def _show_key(self, made: tuple[str, str]) -> None:
        organisation, key = made
        self.recovery = RecoveryPanel(organisation, key)
        self.recovery.put_away.connect(self._hide_key)
        fill(self._key_holder, [self.recovery])
        bring_into_view(self.recovery)

    def _hide_key(self, is_away: bool) -> None:
        if is_away:
            self.forget_secrets()
            self.navigator.tell(N_("The recovery key is no longer shown."))

    def forget_secrets(self) -> None:
        """A recovery key on the screen goes with the screen."""
        self.recovery = None
        fill(self._key_holder, [])

    # --- checking ---------------------------------------------------------------------------------

    def check(self) -> None:
        """Look at everything, and say what was found."""
        self.refusal.hide()
        fill(self._findings, [])
        query: Query[list[Words]] = Query(self, lambda: _check(self.desk, query), self._show_findings, self.refuse)
        self.check_button.setEnabled(False)
        query.ended.connect(lambda: self.check_button.setEnabled(True))
        self.check_progress.follow(query)
        query.start()

    def _show_findings(self, found: list[Words]) -> None:
        lines: list[QWidget] = [Banner(message, "danger") for message in found]
        lines = lines or [_sound()]
        fill(self._findings, lines)
        bring_into_view(lines[-1])

    def refuse(self, error: UserError, fields: object = None) -> None:
        """Say it at the top."""
        super().refuse(error)
        bring_into_view(self.refusal)


def _row(button: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row


def _sound() -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID)
    row.addWidget(Avatar("shield-check", "success", 36, N_("Sound")))
    row.addWidget(Label(N_("Everything is sound."), weight="medium"), 1)
    return line


# --- in the worker's thread ------------------------------------------------------------------------


def _back_up(desk: Desk, out: Path, command: Command[BackupReport]) -> BackupReport:
    from casemgr.data.file_refusals import Stopped
    from casemgr.services import upkeep

    def progress(done: int, total: int) -> None:
        if command.cancelled.is_set():
            raise Stopped
        command.report(done, total)

    return upkeep.back_up(desk, out, progress)


def _made_at(path: Path) -> str:
    from casemgr.data.backup import backup_made_at
    from casemgr.domain.clock import MOROCCO

    return formats.isolate(formats.date_time(backup_made_at(path).astimezone(MOROCCO)))


def _new_key(desk: Desk) -> tuple[str, str]:
    from casemgr.services import opening

    return opening.about(desk).get("organisation", ""), opening.new_recovery_key(desk)


def _check(desk: Desk, query: Query[list[Words]]) -> list[Words]:
    from casemgr.services import integrity

    found = integrity.check(desk, progress=query.report, cancelled=query.cancelled.is_set)
    return [finding.message for finding in found]
