"""Backups and restores, asked by a person of the staff: who may, and what the audit keeps of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from casemgr.data import backup
from casemgr.data.backup import BackupReport, RestoreReport
from casemgr.data.backup_file import ignore_progress
from casemgr.data.keyslots import keys_path
from casemgr.data.refusals import NOT_YOURS
from casemgr.domain.errors import NotAllowed, UserError
from casemgr.domain.words import Words
from casemgr.services.desk import Desk

LONGEST_WITHOUT = timedelta(days=7)  # a week's work may be typed again; a month's is lost
Progress = Callable[[int, int], None]

ON_A_SERVER = Words(
    "Cette base est sur un serveur PostgreSQL.", "قاعدة المعطيات على خادم PostgreSQL.", "This database is on a server."
)
ASK_WHOEVER_RUNS_IT = Words(
    "Sa sauvegarde se fait là-bas, par qui administre le serveur.",
    "يتم نسخها الاحتياطي هناك، من طرف من يدير الخادم.",
    "It is backed up there, by whoever runs the server.",
)


def back_up(desk: Desk, out: Path, progress: Progress = ignore_progress) -> BackupReport:
    """A verified backup of the local file, noted in the audit.

    Raises NotAllowed, UserError on a server, and the refusals of `casemgr.data.backup.back_up`.
    """
    if not desk.person.may("c", "backup"):
        raise NotAllowed(*NOT_YOURS)
    if desk.vault is None:
        raise UserError(ON_A_SERVER, ASK_WHOEVER_RUNS_IT)
    path = desk.vault.path
    report = backup.back_up(path, desk.vault.key, keys_path(path), out, desk.clock.now(), progress=progress)
    with desk.work() as work:
        work.audit.write("backup", "backup", "", None, ())
    return report


def last_backup(desk: Desk) -> datetime | None:
    """When somebody last backed this file up, by the audit; None when nobody did. Raises NotAllowed.

    The copies that the program makes by itself before a migration lie beside the file: they would go with its disk.
    """
    if not desk.person.may("c", "backup"):
        raise NotAllowed(*NOT_YOURS)
    audit = desk.database.schema.house.audit.c
    of_backups = (audit.record == "", audit.kind == "backup", audit.action == "backup")
    with desk.database.reading() as connection:
        return connection.execute(sa.select(sa.func.max(audit.at, type_=audit.at.type)).where(*of_backups)).scalar()


def is_late(desk: Desk, last: datetime | None) -> bool:
    """Whether it is time to back this file up again: after LONGEST_WITHOUT, or when it was never done."""
    return last is None or desk.clock.now() - last > LONGEST_WITHOUT


def restore_backup(
    copy: Path, target: Path, login: str, password: str, now: datetime, progress: Progress = ignore_progress
) -> RestoreReport:
    """Put a backup in the place of `target`, once it was opened and read whole with this person's password.

    Nobody may have `target` open. Raises the refusals of `verify_backup` and `restore` (casemgr.data.backup).
    """
    backup.verify_backup(copy, login, password, now, progress=progress)
    return backup.restore(copy, target, now, progress=progress)
