"""Creating a database and opening one: the way in, for the window and for the command line."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from casemgr.data import backup, encrypted_file, server, server_roles
from casemgr.data.data_key import change_key, unlock, unlock_with_recovery
from casemgr.data.database import Database
from casemgr.data.file_refusals import FileAlreadyThere, FileInUse
from casemgr.data.keyslots import KeySlots, keys_path
from casemgr.data.migrations import STEPS, bring_up_to_date, is_due, standing
from casemgr.data.refusals import NOT_YOURS, NewerDatabase
from casemgr.data.tables import Schema
from casemgr.data.unit_of_work import Actor, UnitOfWork
from casemgr.domain.access import Person
from casemgr.domain.clock import Clock
from casemgr.domain.errors import NotAllowed, UserError
from casemgr.domain.ids import Ids
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.records import KINDS
from casemgr.services.desk import Desk, Vault
from casemgr.services.staff import FIRST_ROLES, KEY_CHANGE_DUE, StaffDraft, check_login, check_password, person_of

SERVER_PREFIX = "postgresql"
BeforeChanges = Callable[[Path, bytes, Clock], None]
_ABOUT = sa.table("about", sa.column("key", sa.Text()), sa.column("value", sa.Text()))


@dataclass(frozen=True)
class BranchDraft:
    """A branch to be: its code (also the node's label in register numbers), names, and province."""

    code: str
    name_fr: str
    name_ar: str
    name_en: str
    province: str


@dataclass(frozen=True)
class Opened:
    """A new database, open, and the recovery key to print: it is shown once and kept nowhere."""

    desk: Desk
    recovery_key: str = field(repr=False)


class NotOnTheStaff(UserError):
    """The password opens the database, and nobody of this name works here (any more)."""

    def __init__(self) -> None:
        super().__init__(
            Words("Ce compte n’est pas actif.", "هذا الحساب غير مفعل.", "This account is not active."),
            Words(
                "Demandez à l’administration de l’ouvrir.",
                "اطلبوا من الإدارة فتحه.",
                "Ask the administrator to open it.",
            ),
        )


class EmptyServer(UserError):
    """The server answers, and no association has been set up in this database."""

    def __init__(self) -> None:
        super().__init__(
            Words("Cette base est vide.", "قاعدة المعطيات هذه فارغة.", "This database is empty."),
            Words(
                "Créez d’abord l’association (commande init).",
                "أنشئوا الجمعية أولا (الأمر init).",
                "Set up the association first (command init).",
            ),
        )


class BadAddress(UserError):
    """What was given is not the address of a PostgreSQL database, or it carries a password."""

    def __init__(self) -> None:
        super().__init__(
            Words(
                "Cette adresse de serveur ne convient pas.",
                "عنوان الخادم هذا غير صالح.",
                "This server address will not do.",
            ),
            Words(
                "Écrivez postgresql://serveur/base, sans identifiant ni mot de passe.",
                "اكتبوا postgresql://serveur/base دون اسم مستخدم ولا كلمة مرور.",
                "Write postgresql://server/database, without a login or a password.",
            ),
        )


class ServerNotUpToDate(UserError):
    """This program is newer than the shared database, and only the administrator may change that."""

    def __init__(self) -> None:
        super().__init__(
            Words(
                "Le programme de ce poste est plus récent que la base partagée.",
                "برنامج هذا الحاسوب أحدث من قاعدة المعطيات المشتركة.",
                "The program on this computer is newer than the shared database.",
            ),
            Words(
                "Demandez à l’administration de se connecter d’abord avec cette version.",
                "اطلبوا من الإدارة أن تتصل أولا بهذه النسخة.",
                "Ask the administrator to sign in first with this version.",
            ),
        )


def create_file(
    path: Path,
    *,
    organisation: str,
    branch: BranchDraft,
    admin: StaffDraft,
    password: str,
    clock: Clock | None = None,
    ids: Ids | None = None,
    kinds: tuple[Kind, ...] = KINDS,
) -> Opened:
    """A new encrypted database at `path`, its first branch, its first person (ADMIN, COORD, CASE), its recovery key.

    Leaves nothing behind when it fails. Raises the refusals of the file (already there, read-only folder, full
    disk, network share), and InvalidDraft-like UserErrors for a weak password or a bad login.
    """
    check_login(admin.login)
    check_password(password)
    clock, ids = clock or Clock(), ids or Ids()
    key = secrets.token_bytes(32)
    engine = encrypted_file.create_encrypted(path, key)
    try:
        slots = KeySlots.create(keys_path(path), ids.new())
        slots.add(admin.login, password, key)
        recovery = slots.add_recovery(key)
        database = _file_database(engine, kinds, branch.code)
        person = _settle(database, clock, ids, organisation, branch, admin)
    except BaseException:
        engine.dispose()
        for left in (
            path,
            keys_path(path),
            *(path.with_name(path.name + end) for end in ("-wal", "-shm", ".keys.lock")),
        ):
            left.unlink(missing_ok=True)
        raise
    return Opened(Desk(database, person, clock, ids, vault=Vault(path, key)), recovery)


def create_on_server(
    url: str,
    *,
    organisation: str,
    branch: BranchDraft,
    admin: StaffDraft,
    password: str,
    clock: Clock | None = None,
    ids: Ids | None = None,
    kinds: tuple[Kind, ...] = KINDS,
) -> Desk:
    """Set up an association in an empty PostgreSQL database, signed in as the role `admin.login`."""
    check_login(admin.login)
    clock, ids = clock or Clock(), ids or Ids()
    database = _server_database(url, admin.login, password, kinds, branch.code)
    if standing(database).steps is not None:
        database.dispose()
        raise FileAlreadyThere
    person = _settle(database, clock, ids, organisation, branch, admin)
    with database.writing() as connection:
        server_roles.create_group(connection)
    return Desk(database, person, clock, ids)


def _settle(
    database: Database, clock: Clock, ids: Ids, organisation: str, branch: BranchDraft, admin: StaffDraft
) -> Person:
    bring_up_to_date(database)
    house = database.schema.house
    row = {
        "id": ids.new(),
        "login": admin.login,
        "name": admin.name,
        "roles": " ".join(admin.roles or FIRST_ROLES),
        "branch": branch.code,
        "branches": branch.code,
    }
    person = person_of(row)
    with UnitOfWork(database, Actor(person, clock, ids)) as work:
        about = [{"key": "organisation", "value": organisation}, {"key": "node", "value": database.node}]
        work.connection.execute(house.about.insert(), about)
        work.connection.execute(house.branch.insert(), [branch.__dict__])
        work.connection.execute(house.staff.insert(), [row])
        work.audit.write("create", "settings", "organisation", None, ("organisation", "branch", "user"))
    return person


_spare: list[Schema] = []


def get_ready() -> None:
    """Put the tables together before they are needed: while a password is typed, and not once it is (see `Schema`)."""
    if not _spare:
        schema = Schema(KINDS)
        _ = schema.fingerprint  # asked at each opening
        _spare.append(schema)


def _schema(kinds: tuple[Kind, ...]) -> Schema:
    """The tables of these kinds, of one database only: those that stand ready, or new ones."""
    if kinds is KINDS:
        try:
            return _spare.pop()
        except IndexError:  # none stands ready, or another thread just took it
            pass
    return Schema(kinds)


def _file_database(engine: sa.Engine, kinds: tuple[Kind, ...], node: str) -> Database:
    return Database(
        reader=encrypted_file.reading(engine),
        writer=engine,
        schema=_schema(kinds),
        node=node,
        refusals=encrypted_file.refusals_in_words,
    )


def _server_database(url: str, login: str, password: str, kinds: tuple[Kind, ...], node: str) -> Database:
    if not server.is_address(url):
        raise BadAddress
    engine = server.open_server(url, login, password)
    return Database(
        reader=server.reading(engine),
        writer=engine,
        schema=_schema(kinds),
        node=node,
        refusals=server.refusals_in_words,
    )


def open_database(
    where: str | Path,
    login: str,
    password: str,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    kinds: tuple[Kind, ...] = KINDS,
    before_changes: BeforeChanges | None = None,
) -> Desk:
    """Sign in to a file (a path) or a server (`postgresql://…`, without a password inside).

    `before_changes` is called before an older file is brought up to date; by default it keeps a copy of it. Raises
    WrongPassword, TooManyTries, KeyFileMissing, the refusals of the file or the server, NewerDatabase, NotOnTheStaff.
    """
    clock, ids = clock or Clock(), ids or Ids()
    if str(where).startswith(SERVER_PREFIX):
        database = _server_database(str(where), login, password, kinds, "")
        try:
            _bring_server_up_to_date(database)
            return _sign_in(database, login, clock, ids, None)
        except BaseException:
            database.dispose()
            raise
    path = Path(where)
    key = unlock(path, login, password, clock.now())
    return _open_file(path, key, login, clock, ids, kinds, before_changes or copy_first)


def open_with_recovery(
    path: Path,
    recovery_key: str,
    login: str,
    new_password: str,
    *,
    clock: Clock | None = None,
    kinds: tuple[Kind, ...] = KINDS,
) -> Desk:
    """Open with the printed recovery key and give `login` a new password.

    Raises RecoveryKeyMistyped, WrongRecoveryKey, NoSuchLogin, and UserError for a weak password.
    """
    check_password(new_password)
    clock = clock or Clock()
    key = unlock_with_recovery(path, recovery_key)
    KeySlots(keys_path(path)).set_password(login, new_password, key)
    desk = _open_file(path, key, login, clock, Ids(), kinds, copy_first)
    with desk.work() as work:
        work.audit.write("recovery", "user", desk.person.id, None, ())
    return desk


def _bring_server_up_to_date(database: Database) -> None:
    """A server is brought up to date by whoever owns its tables, when she signs in with a newer program."""
    if standing(database).steps is None:
        raise EmptyServer
    if is_due(database):
        with database.reading() as connection:
            if not server_roles.owns_the_tables(connection):
                raise ServerNotUpToDate
        bring_up_to_date(database, then=server_roles.create_group)  # or the others could write nothing until it is done


def _open_file(
    path: Path,
    key: bytes,
    login: str,
    clock: Clock,
    ids: Ids,
    kinds: tuple[Kind, ...],
    before_changes: BeforeChanges,
) -> Desk:
    key = _renewed(path, key)
    database = _file_database(encrypted_file.open_encrypted(path, key), kinds, "")
    try:
        if is_due(database):
            before_changes(path, key, clock)
            if bring_up_to_date(database):
                encrypted_file.give_room_back(database.writer)
        return _sign_in(database, login, clock, ids, Vault(path, key))
    except BaseException:
        database.dispose()
        raise


def copy_first(path: Path, key: bytes, clock: Clock) -> None:
    """Keep a copy of the file beside it before this program changes its tables: going back is restoring it."""
    now = clock.now()
    copy = path.with_name(f"{path.stem}-{now:%Y%m%d-%H%M%S}{backup.SUFFIX}")
    backup.back_up(path, key, keys_path(path), copy, now)


def _renewed(path: Path, key: bytes) -> bytes:
    """The data key, changed if somebody left since (she may remember the former one).

    It needs the file closed by everybody: when another window has it open, the next opening does it.
    """
    engine = encrypted_file.open_encrypted(path, key)
    try:
        due = _key_change_is_due(engine)
    finally:
        engine.dispose()
    if not due:
        return key
    coming = secrets.token_bytes(32)
    try:
        change_key(path, key, coming)
    except FileInUse:
        return key
    engine = encrypted_file.open_encrypted(path, coming)
    try:
        with engine.begin() as connection:
            connection.execute(_ABOUT.delete().where(_ABOUT.c.key == KEY_CHANGE_DUE))
    finally:
        engine.dispose()
    return coming


def _key_change_is_due(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(_ABOUT.name):
            return False
        return connection.execute(sa.select(_ABOUT.c.value).where(_ABOUT.c.key == KEY_CHANGE_DUE)).first() is not None


@contextmanager
def _in_words(database: Database) -> Iterator[None]:
    """The refusals of a server; and, where a newer program changed its tables meanwhile, that it did."""
    try:
        with database.refusals():
            yield
    except sa.exc.ProgrammingError as error:
        with database.reading() as connection:
            if database.is_newer(connection):
                raise NewerDatabase from error
        raise


def _sign_in(database: Database, login: str, clock: Clock, ids: Ids, vault: Vault | None) -> Desk:
    house = database.schema.house
    with database.reading() as connection:
        row = connection.execute(sa.select(house.staff).where(house.staff.c.login == login)).mappings().first()
        node = connection.execute(sa.select(house.about.c.value).where(house.about.c.key == "node")).scalar()
    if row is None or row["disabled_at"] is not None:
        database.dispose()
        raise NotOnTheStaff
    known = replace(database, node=node or "N1", steps=len(STEPS))
    known = replace(known, refusals=partial(_in_words, known)) if known.is_server else known
    desk = Desk(known, person_of(dict(row)), clock, ids, vault=vault)
    with desk.work() as work:
        work.audit.write("sign in", "user", desk.person.id, None, ())
    return desk


def change_password(desk: Desk, old: str, new: str) -> None:
    """Change one's own password. Raises WrongPassword, TooManyTries, UserError for a weak one."""
    check_password(new)
    if desk.vault is None:
        server.check_password(desk.database.writer, old)
    with desk.work() as work:
        work.audit.write("password", "user", desk.person.id, None, ())
        if desk.vault is None:
            server_roles.change_password(work.connection, desk.person.login, new)
        else:
            slots = KeySlots(keys_path(desk.vault.path))
            slots.change_password(desk.person.login, old, new, desk.clock.now())
    if desk.vault is None:
        server.remember_password(desk.database.writer, new)


def new_recovery_key(desk: Desk) -> str:
    """A new recovery key to print; the one before it no longer opens. Raises NotAllowed."""
    if desk.vault is None or not desk.person.may("u", "backup"):
        raise NotAllowed(*NOT_YOURS)
    text = KeySlots(keys_path(desk.vault.path)).add_recovery(desk.vault.key)
    with desk.work() as work:
        work.audit.write("recovery key", "backup", "", None, ())
    return text


def about(desk: Desk) -> dict[str, str]:
    """What is known of the database itself: organisation, node, whether it is a demonstration."""
    table = desk.database.schema.house.about
    with desk.database.reading() as connection:
        return {row.key: row.value for row in connection.execute(sa.select(table.c.key, table.c.value))}


def is_demonstration(desk: Desk) -> bool:
    """Whether everybody in this database is invented: every screen says so (DP-46)."""
    return about(desk).get("demonstration") == "1"
