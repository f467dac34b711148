"""The people who work here: their logins, roles and branches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casemgr.data import server_roles
from casemgr.data.keyslots import KeySlots, keys_path
from casemgr.data.refusals import NOT_FOUND, NOT_YOURS
from casemgr.domain.access import Person
from casemgr.domain.errors import InvalidDraft, Issue, NotAllowed, NotFound
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.services.desk import Desk, Vault

FIRST_ROLES = ("ADMIN", "COORD", "CASE")
SHORTEST_PASSWORD = 12
KEY_CHANGE_DUE = "key_change_due"
DEMONSTRATION_PASSWORD = "demo"
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,39}")

BAD_LOGIN = Words(
    "De 2 à 40 lettres minuscules sans accent, chiffres, point ou tiret, en commençant par une lettre.",
    "من 2 إلى 40 حرفا لاتينيا صغيرا أو رقما أو نقطة أو شرطة، ابتداء بحرف.",
    "2 to 40 lower-case letters without accents, digits, dots or dashes, starting with a letter.",
)
SHORT_PASSWORD = Words(
    "Au moins {shortest} caractères : une courte phrase se retient bien.",
    "{shortest} أحرف على الأقل: الجملة القصيرة سهلة التذكر.",
    "At least {shortest} characters: a short sentence is easy to remember.",
)
LOGIN_TAKEN = Words("Ce nom d’utilisateur existe déjà.", "اسم المستخدم هذا موجود.", "This login exists already.")
NO_ROLE = Words("Choisissez au moins un rôle.", "اختاروا دورا واحدا على الأقل.", "Choose at least one role.")
LAST_ADMINISTRATOR = Words(
    "Il faut au moins une personne pour administrer.",
    "لا بد من شخص واحد على الأقل للإدارة.",
    "Someone must remain to administer.",
)


@dataclass(frozen=True)
class StaffDraft:
    """A person to be added to the staff, or changed."""

    login: str
    name: str
    roles: tuple[str, ...] = ()
    branch: str = ""
    branches: tuple[str, ...] = ()


@dataclass(frozen=True)
class StaffMember:
    """A person of the staff as the administration sees her."""

    id: str
    login: str
    name: str
    roles: tuple[str, ...]
    branch: str
    branches: tuple[str, ...]
    disabled: bool


def person_of(row: Mapping[str, Any]) -> Person:
    """The domain's person from a row of the staff table."""
    return Person(
        id=row["id"],
        login=row["login"],
        name=row["name"],
        roles=tuple(row["roles"].split()),
        branches=tuple(row["branches"].split()),
        branch=row["branch"],
    )


def check_login(login: str) -> None:
    """Raises InvalidDraft when the login cannot be one."""
    if not _LOGIN.fullmatch(login):
        raise InvalidDraft([Issue("login", BAD_LOGIN)])


def check_password(password: str) -> None:
    """Raises InvalidDraft when the password is too short to keep a stolen computer closed."""
    if len(password) < SHORTEST_PASSWORD and password != DEMONSTRATION_PASSWORD:
        raise InvalidDraft([Issue("password", SHORT_PASSWORD.format(shortest=SHORTEST_PASSWORD))])


def staff(desk: Desk) -> list[StaffMember]:
    """Everybody, by name. Names of colleagues are no secret among colleagues."""
    table = desk.database.schema.house.staff
    with desk.database.reading() as connection:
        rows = connection.execute(sa.select(table).order_by(table.c.name)).mappings().all()
    return [_member(dict(row)) for row in rows]


def _member(row: Mapping[str, Any]) -> StaffMember:
    person = person_of(row)
    disabled = row["disabled_at"] is not None
    return StaffMember(person.id, person.login, person.name, person.roles, person.branch, person.branches, disabled)


def _checked(desk: Desk, draft: StaffDraft) -> dict[str, Any]:
    issues = []
    if not draft.name.strip():
        issues.append(Issue("name", Words("À remplir.", "يجب ملء هذه الخانة.", "This is needed.")))
    if not draft.roles or any(role not in vocabulary("role") for role in draft.roles):
        issues.append(Issue("roles", NO_ROLE))
    if issues:
        raise InvalidDraft(issues)
    branch = draft.branch or desk.person.branch
    return {
        "login": draft.login,
        "name": draft.name.strip(),
        "roles": " ".join(draft.roles),
        "branch": branch,
        "branches": " ".join(dict.fromkeys((branch, *draft.branches))),
    }


def add(desk: Desk, draft: StaffDraft, password: str) -> str:
    """Add a person to the staff and give her an access; returns her id.

    Raises NotAllowed, and InvalidDraft for a login that cannot be or is taken, a weak password, no role.
    """
    _administrator(desk)
    check_login(draft.login)
    check_password(password)
    row = _checked(desk, draft) | {"id": desk.ids.new()}
    table = desk.database.schema.house.staff
    with desk.work() as work:
        if work.connection.execute(sa.select(table.c.id).where(table.c.login == draft.login)).first():
            raise InvalidDraft([Issue("login", LOGIN_TAKEN)])
        work.connection.execute(table.insert(), [row])
        work.audit.write("create", "user", row["id"], None, ("login", "name", "roles", "branches"))
        if desk.vault is not None:
            _give_slot(desk.vault, draft.login, password)
        else:
            server_roles.add_role(work.connection, draft.login, password)
    return str(row["id"])


def _give_slot(vault: Vault, login: str, password: str) -> None:
    """The key file is another file than the database: a power cut between the two leaves a slot without its person,
    or a person without her slot. Who asks again gets what she asked for.
    """
    slots = KeySlots(keys_path(vault.path))
    give = slots.set_password if slots.has(login) else slots.add
    give(login, password, vault.key)


def change(desk: Desk, member: str, draft: StaffDraft) -> None:
    """Change a person's name, roles or branches. Raises NotAllowed, NotFound, InvalidDraft."""
    _administrator(desk)
    row = _checked(desk, draft)
    del row["login"]
    table = desk.database.schema.house.staff
    with desk.work() as work:
        work.database.lock(work.connection, "staff")  # two who take each other's role away would leave nobody
        done = work.connection.execute(table.update().where(table.c.id == member).values(**row))
        if done.rowcount != 1:
            raise NotFound(*NOT_FOUND)
        _keep_an_administrator(desk, work.connection)
        work.audit.write("update", "user", member, None, tuple(row))


def set_password(desk: Desk, member: str, password: str) -> None:
    """Give a person who forgot hers a new password. Raises NotAllowed, NotFound, InvalidDraft for a weak one."""
    _administrator(desk)
    check_password(password)
    table = desk.database.schema.house.staff
    with desk.work() as work:
        login = work.connection.execute(
            sa.select(table.c.login).where(table.c.id == member, table.c.disabled_at.is_(None))
        ).scalar()
        if login is None:
            raise NotFound(*NOT_FOUND)
        work.audit.write("password", "user", member, None, ())
        if desk.vault is not None:
            _give_slot(desk.vault, login, password)
        else:
            server_roles.change_password(work.connection, login, password)


def disable(desk: Desk, member: str) -> None:
    """Close a person's access: she leaves. Her name stays on what she wrote.

    On a file her slot goes, and the data key, which she may remember, is changed when the file is next opened.
    """
    _administrator(desk)
    table = desk.database.schema.house.staff
    with desk.work() as work:
        work.database.lock(work.connection, "staff")
        login = work.connection.execute(sa.select(table.c.login).where(table.c.id == member)).scalar()
        if login is None:
            raise NotFound(*NOT_FOUND)
        work.connection.execute(table.update().where(table.c.id == member).values(disabled_at=desk.clock.now()))
        _keep_an_administrator(desk, work.connection)
        work.audit.write("disable", "user", member, None, ())
        if desk.vault is not None:
            slots = KeySlots(keys_path(desk.vault.path))
            if slots.has(login):
                slots.remove(login, desk.vault.key)
            about = desk.database.schema.house.about
            work.connection.execute(work.database.insert_or_ignore(about), [{"key": KEY_CHANGE_DUE, "value": "1"}])
        else:
            server_roles.close_role(work.connection, login)


def _keep_an_administrator(desk: Desk, connection: sa.Connection) -> None:
    table = desk.database.schema.house.staff
    roles = connection.execute(sa.select(table.c.roles).where(table.c.disabled_at.is_(None))).scalars()
    if not any("ADMIN" in held.split() for held in roles):
        raise InvalidDraft([Issue("roles", LAST_ADMINISTRATOR)])


def _administrator(desk: Desk) -> None:
    if not desk.person.may("u", "user"):
        raise NotAllowed(*NOT_YOURS)
