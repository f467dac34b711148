"""Making a demonstration: a database of its own, where nobody exists and every screen says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from casemgr.data import server_roles
from casemgr.data.file_refusals import Stopped
from casemgr.data.keyslots import Cost, KeySlots, keys_path
from casemgr.data.unit_of_work import UnitOfWork
from casemgr.domain.access import Person
from casemgr.domain.clock import MOROCCO, Clock
from casemgr.domain.ids import Ids
from casemgr.services.demonstration.chronicle import Chronicle
from casemgr.services.demonstration.hands import SOURCE, Team, Timekeeper
from casemgr.services.demonstration.material import rows
from casemgr.services.demonstration.portrait import Colleague
from casemgr.services.demonstration.staff import DEMO
from casemgr.services.demonstration.world import World
from casemgr.services.desk import Desk
from casemgr.services.opening import SERVER_PREFIX, BranchDraft, create_file, create_on_server
from casemgr.services.printing.letterhead import Place, keep_place
from casemgr.services.staff import DEMONSTRATION_PASSWORD, StaffDraft, check_password, person_of

LOGIN = DEMO
# A password that every manual prints protects nothing: making it slow would only make ninety logins slow. Whoever
# gets a password of her own gets the full cost with it (keyslots.set_password).
_PUBLISHED = Cost(passes=1, memory_kib=1024, lanes=1)
_FOUNDED = timedelta(days=760)  # before the last day: the world is two years long

Progress = Callable[[int, int], None]


def create(
    where: Path | str,
    *,
    people: int = 400,
    seed: int = 1,
    today: date | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    password: str = DEMONSTRATION_PASSWORD,
) -> Desk:
    """Make a demonstration of `people` files at `where` (a path, or an empty database `postgresql://…` that the role
    "demo" may sign in to and make roles in), and sign in as "demo".

    The world ends on `today` (the clock's). The same seed, at the same moment, makes the same database.
    `progress(people done, of)`; when `cancelled()` says so,
    or anything fails, nothing is left. Raises Stopped, FileAlreadyThere, the refusals of the file or the server,
    ValueError for fewer than one person.
    """
    clock = clock or Clock()
    check_password(password)
    world = World(seed, today or clock.today(), people)
    night = datetime.combine(world.today, time(23, 59), MOROCCO).astimezone(UTC)
    keeper = Timekeeper(seed, min(clock.now(), night))
    keeper.moment = datetime.combine(world.today - _FOUNDED, time(9), MOROCCO).astimezone(UTC)
    desk = _found(where, world, keeper, password)
    try:
        with desk.coming_from(SOURCE).work() as work:
            staff = _settle(work, desk, world, password)
            chronicle = Chronicle(work, Team(staff, keeper), keeper, world.today)
            chronicle.write(world, lambda done: _tell(done, people, progress, cancelled))
        _give_keys(desk, staff, password)
    except BaseException:
        _leave_nothing(desk)
        raise
    me = next(person for person in staff if person.login == LOGIN)
    return replace(desk, person=me, clock=clock, ids=Ids())


def _tell(done: int, people: int, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise Stopped
    if progress is not None:
        progress(done, people)


def _found(where: Path | str, world: World, keeper: Timekeeper, password: str) -> Desk:
    """The empty association, with "demo" alone in its first branch."""
    demo = next(one for one in world.staff if one.login == LOGIN)
    home = next(one for one in world.branches if one.code == demo.branch)
    branch = BranchDraft(home.code, home.fr, home.ar, home.en, home.province)
    admin = StaffDraft(demo.login, _name(demo), demo.roles)
    organisation = rows("association")[0]["fr"]
    if str(where).startswith(SERVER_PREFIX):
        return create_on_server(
            str(where),
            organisation=organisation,
            branch=branch,
            admin=admin,
            password=password,
            clock=keeper.clock,
            ids=keeper.ids,
        )
    return create_file(
        Path(where),
        organisation=organisation,
        branch=branch,
        admin=admin,
        password=password,
        clock=keeper.clock,
        ids=keeper.ids,
    ).desk


def _settle(work: UnitOfWork, desk: Desk, world: World, password: str) -> list[Person]:
    """The mark that it is a demonstration, the other branches, the whole staff; "demo" works for every branch."""
    house, home = desk.database.schema.house, desk.person.branch
    work.connection.execute(house.about.insert(), [{"key": SOURCE, "value": "1"}])
    branches = [
        {"code": one.code, "name_fr": one.fr, "name_ar": one.ar, "name_en": one.en, "province": one.province}
        for one in world.branches
        if one.code != home
    ]
    work.connection.execute(house.branch.insert(), branches)
    everywhere = " ".join([home, *(one["code"] for one in branches)])
    mine = house.staff.update().where(house.staff.c.id == desk.person.id)
    work.connection.execute(mine.values(branches=everywhere))
    staff = [person_of({**_row(one, desk.ids.new())}) for one in world.staff if one.login != LOGIN]
    work.connection.execute(house.staff.insert(), [_kept(person) for person in staff])
    for person in staff:
        work.audit.write("create", "user", person.id, None, ("login", "name", "roles", "branches"))
    for row in rows("branches"):  # where each is reached, which stands on what it prints
        keep_place(work, row["code"], Place(row["town_fr"], row["town_ar"], row["address"], row["phone"]))
    if desk.vault is None:
        server_roles.add_new_roles(work.connection, [person.login for person in staff], password)
    return [replace(desk.person, branches=tuple(everywhere.split())), *staff]


def _row(one: Colleague, identity: str) -> dict[str, str]:
    roles = " ".join(one.roles)
    return {
        "id": identity,
        "login": one.login,
        "name": _name(one),
        "roles": roles,
        "branch": one.branch,
        "branches": one.branch,
    }


def _kept(person: Person) -> dict[str, str]:
    return {
        "id": person.id,
        "login": person.login,
        "name": person.name,
        "roles": " ".join(person.roles),
        "branch": person.branch,
        "branches": " ".join(person.branches),
    }


def _name(one: Colleague) -> str:
    return f"{one.given_name} {one.family_name}"


def _give_keys(desk: Desk, staff: list[Person], password: str) -> None:
    """On a file, an access for each login."""
    if desk.vault is None:
        return
    cost = _PUBLISHED if password == DEMONSTRATION_PASSWORD else None
    slots = KeySlots(keys_path(desk.vault.path), cost)
    for person in staff:
        if not slots.has(person.login):
            slots.add(person.login, password, desk.vault.key)


def _leave_nothing(desk: Desk) -> None:
    """The files, or the tables (the roles went with the transaction that made them)."""
    if desk.vault is None:
        with desk.database.writing() as connection:
            desk.database.schema.metadata.drop_all(connection)
        desk.database.dispose()
        return
    desk.database.dispose()
    path = desk.vault.path
    keys = keys_path(path)
    beside = [path.with_name(path.name + end) for end in ("-wal", "-shm")]
    for left in (path, keys, keys.with_name(keys.name + ".lock"), *beside):
        left.unlink(missing_ok=True)
