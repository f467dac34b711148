"""Commands that keep a database well: check, backup, restore."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from casemgr.cli import sign_in
from casemgr.cli.terminal import Progress, say, say_json
from casemgr.domain.clock import Clock
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.domain.words import translate as _

OF_A_FILE = Words(
    "Cette commande sert aux fichiers locaux.", "هذا الأمر خاص بالملفات المحلية.", "This command is for local files."
)
ASK_SERVER = Words(
    "Un serveur PostgreSQL se sauvegarde par qui l’administre.",
    "نسخ خادم PostgreSQL الاحتياطي يتكفل به من يديره.",
    "A PostgreSQL server is backed up by whoever runs it.",
)


def check(options: argparse.Namespace) -> int:
    """Integrity, audit chain, schema, search index, histories, links; 1 if anything is wrong."""
    from casemgr.services import integrity

    progress = Progress(_("Checking"))
    with sign_in.desk_of(options) as desk:
        found = integrity.check(desk, progress)
    progress.end()
    if options.json:
        say_json([finding.as_json() for finding in found])
    else:
        for finding in found:
            say(str(finding.message))
        if not found:
            say(_("All is well."))
    return 1 if found else 0


def backup(options: argparse.Namespace) -> int:
    """Copy the local file and its keys, and open the copy to check it."""
    from casemgr.services.upkeep import back_up

    progress = Progress(_("Copying"))
    with sign_in.desk_of(options) as desk:
        report = back_up(desk, Path(options.out), progress)
    progress.end()
    size = f"{report.size / 1_000_000:.1f}"
    said = _("Backup made and checked: {path} ({size} MB, {people} people).")
    say(said.format(path=report.path, size=size, people=report.rows.get("beneficiary", 0)))
    return 0


def restore(options: argparse.Namespace) -> int:
    """Put a backup in the place of --database, once it has been opened with the person's password."""
    from casemgr.services.upkeep import restore_backup

    place = sign_in.where(options)
    if sign_in.is_server(place):
        raise UserError(OF_A_FILE, ASK_SERVER)
    login = sign_in.login(options)
    progress = Progress(_("Restoring"))
    password = sign_in.password(options)
    report = restore_backup(Path(options.file), Path(place), login, password, Clock().now(), progress)
    progress.end()
    say(_("Restored, as of {moment}: {path}").format(moment=f"{report.made:%Y-%m-%d %H:%M} UTC", path=report.path))
    if report.moved_aside is not None:
        say(_("The former file is kept: {path}").format(path=report.moved_aside))
    return 0


Command = Callable[[argparse.Namespace], int]
COMMANDS: dict[str, Command] = {"check": check, "backup": backup, "restore": restore}
