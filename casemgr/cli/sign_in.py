"""Who asks, and where: the database, the person and her password, from options, the environment or a prompt."""

from __future__ import annotations

import argparse
import getpass
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from casemgr.cli.terminal import WrongUsage
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from casemgr.services.desk import Desk

SERVER = "postgresql://"
_LONGEST = 4096  # characters of a password file: a mistaken file is not read whole

NO_PASSWORD_IN_ADDRESS = Words(
    "L’adresse d’un serveur ne porte pas de mot de passe.",
    "لا يكتب الرمز السري في عنوان الخادم.",
    "The address of a server carries no password.",
)
GIVE_IT_APART = Words(
    "Donnez-le par --password-file ou CASEMGR_PASSWORD.",
    "أدخلوه بواسطة ‎--password-file‎ أو ‎CASEMGR_PASSWORD‎.",
    "Give it by --password-file or CASEMGR_PASSWORD.",
)
NOT_AN_ADDRESS = Words(
    "L’adresse du serveur n’est pas comprise.",
    "عنوان الخادم غير مفهوم.",
    "The address of the server is not understood.",
)
EXAMPLE_OF_ADDRESS = Words(
    "Écrivez postgresql://machine/base.", "اكتبوا ‎postgresql://machine/base‎.", "Write postgresql://host/database."
)
NO_FILE = Words("Ce fichier ne se lit pas.", "تعذرت قراءة هذا الملف.", "This file cannot be read.")
CHECK_PATH = Words("Vérifiez son chemin.", "تحققوا من مساره.", "Check its path.")
DIFFER = Words("Les deux saisies diffèrent.", "الإدخالان مختلفان.", "The two entries differ.")
AGAIN = Words("Recommencez.", "أعيدوا المحاولة.", "Please try again.")


def where(options: argparse.Namespace) -> str:
    """The database asked for. Raises WrongUsage, and UserError for an address with a password inside."""
    said = options.database or os.environ.get("CASEMGR_DATABASE") or ""
    if not said:
        raise WrongUsage(_("Say which database: --database FILE (or postgresql://…), or CASEMGR_DATABASE."))
    if "://" in said:
        _check_address(said)
    return str(said)


def is_server(place: str) -> bool:
    """Whether this is the address of a server, not a file."""
    return place.startswith(SERVER)


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        raise UserError(NOT_AN_ADDRESS, EXAMPLE_OF_ADDRESS) from None
    if parts.scheme != "postgresql" or not parts.path.strip("/"):
        raise UserError(NOT_AN_ADDRESS, EXAMPLE_OF_ADDRESS)
    if parts.password is not None or "password" in parse_qs(parts.query):
        raise UserError(NO_PASSWORD_IN_ADDRESS, GIVE_IT_APART)


def login(options: argparse.Namespace) -> str:
    """The login of whoever asks. Raises WrongUsage."""
    said = options.user or os.environ.get("CASEMGR_USER") or ""
    if not said:
        raise WrongUsage(_("Say who you are: --user LOGIN, or CASEMGR_USER."))
    return str(said)


def read_password_file(path: Path) -> str:
    """The first line of a file. Raises UserError."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            return lines.readline(_LONGEST).rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise UserError(NO_FILE, CHECK_PATH) from None


def password(options: argparse.Namespace, *, twice: bool = False) -> str:
    """The password of whoever asks; `twice` when it is a new one. Raises WrongUsage, UserError."""
    return _secret(options.password_file, "CASEMGR_PASSWORD", _("Password: "), "--password-file", twice=twice)


def new_password(options: argparse.Namespace) -> str:
    """The first password of a new colleague. Raises WrongUsage, UserError."""
    prompt = _("Password of the new person: ")
    return _secret(options.new_password_file, "CASEMGR_NEW_PASSWORD", prompt, "--new-password-file", twice=True)


def _secret(file: str | None, variable: str, prompt: str, option: str, *, twice: bool) -> str:
    if file is not None:
        return read_password_file(Path(file))
    if os.environ.get(variable):
        return os.environ[variable]
    if not sys.stdin.isatty():
        raise WrongUsage(_("Give the password by {option} or {variable}.").format(option=option, variable=variable))
    typed = getpass.getpass(prompt)
    if twice and getpass.getpass(_("Once more: ")) != typed:
        raise UserError(DIFFER, AGAIN)
    return typed


@contextmanager
def desk_of(options: argparse.Namespace) -> Iterator[Desk]:
    """Whoever asks, signed in; everything is closed when the block ends. Raises the refusals of signing in."""
    from casemgr.services.opening import open_database

    place = where(options)
    name = login(options)
    desk = open_database(place if is_server(place) else Path(place), name, password(options))
    try:
        yield replace(desk, device=platform.node())
    finally:
        desk.database.dispose()
