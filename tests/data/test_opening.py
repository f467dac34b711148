"""The way in: creating, opening, leaving; and every refusal says what happened and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from casemgr.data import backup, encrypted_file
from casemgr.data.file_refusals import FileAlreadyThere, FileMissing, NotCasemgrFile, OnNetworkShare
from casemgr.data.key_refusals import TooManyTries, WrongPassword
from casemgr.data.keyslots import keys_path
from casemgr.data.refusals import NewerDatabase
from casemgr.data.server_refusals import ServerForbids
from casemgr.domain.clock import Clock, fixed_clock
from casemgr.domain.errors import InvalidDraft, NotAllowed, UserError
from casemgr.domain.words import use_language
from casemgr.records import KINDS
from casemgr.services import opening, organisation, records, staff
from casemgr.services.desk import Desk
from casemgr.services.opening import BranchDraft
from casemgr.services.staff import StaffDraft
from tests.data.conftest import MORNING
from tests.postgresql import PostgresqlServer

RABAT = BranchDraft("RAB1", "Rabat", "الرباط", "Rabat", "MA-RAB")
ADMIN = StaffDraft("salma", "Salma")
PASSWORD = "une phrase assez longue"
OTHER = "une autre phrase longue"
CLOCK = fixed_clock(MORNING)


def create(path: Path) -> opening.Opened:
    return opening.create_file(
        path, organisation="Association", branch=RABAT, admin=ADMIN, password=PASSWORD, clock=CLOCK
    )


def test_a_new_database_opens_with_its_password_and_its_first_person_may_do_the_work(tmp_path: Path) -> None:
    made = create(tmp_path / "a.casemgr")
    made.desk.database.dispose()
    desk = opening.open_database(tmp_path / "a.casemgr", "salma", PASSWORD, clock=CLOCK)
    assert desk.person.roles == ("ADMIN", "COORD", "CASE")
    assert opening.about(desk)["organisation"] == "Association"
    assert not opening.is_demonstration(desk)
    saved = records.save(
        desk,
        "beneficiary",
        {"family_name": "Diallo", "sex": "M", "nationality": "GN", "population_group": "MIG"},
        insist=True,
    )
    assert records.read(desk, "beneficiary", saved.id).values["family_name"] == "Diallo"
    desk.database.dispose()


def test_tables_that_stand_ready_serve_one_database_and_the_next_has_its_own(tmp_path: Path) -> None:
    create(tmp_path / "a.casemgr").desk.database.dispose()
    opening.get_ready()
    opening.get_ready()
    desks = [opening.open_database(tmp_path / "a.casemgr", "salma", PASSWORD, clock=CLOCK) for _window in range(2)]
    first, second = (desk.database.schema for desk in desks)
    assert first is not second and first.kinds == second.kinds
    for desk in desks:
        assert opening.about(desk)["organisation"] == "Association"
        desk.database.dispose()


def test_the_recovery_key_opens_and_gives_a_new_password(tmp_path: Path) -> None:
    made = create(tmp_path / "a.casemgr")
    made.desk.database.dispose()
    desk = opening.open_with_recovery(tmp_path / "a.casemgr", made.recovery_key, "salma", OTHER, clock=CLOCK)
    desk.database.dispose()
    with pytest.raises(WrongPassword):
        opening.open_database(tmp_path / "a.casemgr", "salma", PASSWORD, clock=CLOCK)
    opening.open_database(tmp_path / "a.casemgr", "salma", OTHER, clock=CLOCK).database.dispose()


def test_wrong_passwords_slow_down_after_a_restart_too_and_never_lock_for_ever(tmp_path: Path) -> None:
    create(tmp_path / "a.casemgr").desk.database.dispose()
    for _ in range(6):
        with pytest.raises((WrongPassword, TooManyTries)):
            opening.open_database(tmp_path / "a.casemgr", "salma", "faux", clock=CLOCK)
    with pytest.raises(TooManyTries):
        opening.open_database(tmp_path / "a.casemgr", "salma", PASSWORD, clock=CLOCK)
    later = Clock(lambda: MORNING + timedelta(minutes=2))
    opening.open_database(tmp_path / "a.casemgr", "salma", PASSWORD, clock=later).database.dispose()


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        (lambda path: path.write_bytes(b""), FileAlreadyThere),
        (lambda path: create(path).desk.database.dispose(), FileAlreadyThere),
    ],
)
def test_creating_never_overwrites(tmp_path: Path, prepare: Callable[[Path], object], refusal: type[UserError]) -> None:
    prepare(tmp_path / "a.casemgr")
    before = (tmp_path / "a.casemgr").read_bytes()
    with pytest.raises(refusal):
        create(tmp_path / "a.casemgr")
    assert (tmp_path / "a.casemgr").read_bytes() == before


def test_a_creation_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    bad = BranchDraft("RAB1", "Rabat", "الرباط", None, "MA-RAB")  # type: ignore[arg-type]  # what a bug would pass
    with pytest.raises(sa.exc.SQLAlchemyError):
        opening.create_file(
            tmp_path / "a.casemgr", organisation="A", branch=bad, admin=ADMIN, password=PASSWORD, clock=CLOCK
        )
    assert list(tmp_path.iterdir()) == []


def test_refusals_say_what_happened_and_what_to_do_in_three_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "text.casemgr").write_text("bonjour", encoding="utf-8")
    create(tmp_path / "good.casemgr").desk.database.dispose()
    keys_path(tmp_path / "text.casemgr").write_bytes(keys_path(tmp_path / "good.casemgr").read_bytes())
    refusals: list[UserError] = []
    for path in (tmp_path / "none.casemgr", tmp_path / "text.casemgr"):
        with pytest.raises(UserError) as refused:
            opening.open_database(path, "salma", PASSWORD, clock=CLOCK)
        refusals.append(refused.value)
    assert isinstance(refusals[0], FileMissing)
    monkeypatch.setattr("casemgr.data.encrypted_file.is_on_network_share.__code__", (lambda _path: True).__code__)
    with pytest.raises(OnNetworkShare) as shared:
        create(tmp_path / "b.casemgr")
    refusals.append(shared.value)
    for refusal in refusals:
        said = set()
        for language in ("fr", "ar", "en"):
            use_language(language)
            said.add(str(refusal))
            assert str(refusal.what) and str(refusal.do)
        assert len(said) == 3


def test_a_weak_password_or_a_strange_login_is_refused_beside_its_field(tmp_path: Path) -> None:
    for changed, field in ((replace(ADMIN, login="Salma B"), "login"), (ADMIN, "password")):
        with pytest.raises(InvalidDraft) as refused:
            opening.create_file(
                tmp_path / "a.casemgr", organisation="A", branch=RABAT, admin=changed, password="court", clock=CLOCK
            )
        assert [issue.field for issue in refused.value.issues] == [field]
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(params=["file", "server"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Desk, str, PostgresqlServer | None]:
    """A new association, with where it is kept."""
    if request.param == "file":
        return create(tmp_path / "a.casemgr").desk, str(tmp_path / "a.casemgr"), None
    request.getfixturevalue("postgresql_url")
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    url = sa.engine.make_url(request.getfixturevalue("postgresql_url"))
    address = url._replace(username=None, password=None).render_as_string(hide_password=False)
    desk = opening.create_on_server(
        address,
        organisation="Association",
        branch=RABAT,
        admin=replace(ADMIN, login=str(url.username)),
        password=str(url.password),
        clock=CLOCK,
    )
    return desk, address, server


def test_a_colleague_gets_an_access_of_her_own_and_loses_it_when_she_leaves(
    office: tuple[Desk, str, PostgresqlServer | None],
) -> None:
    desk, where, _server = office
    member = staff.add(desk, StaffDraft("amina", "Amina", ("CASE",), "RAB1"), OTHER)
    colleague = opening.open_database(where, "amina", OTHER, clock=CLOCK)
    assert colleague.person.roles == ("CASE",)
    records.save(
        colleague,
        "beneficiary",
        {"family_name": "Bah", "sex": "F", "nationality": "GN", "population_group": "MIG"},
        insist=True,
    )
    with pytest.raises(NotAllowed):
        staff.add(colleague, StaffDraft("omar", "Omar", ("CASE",), "RAB1"), OTHER)
    colleague.database.dispose()
    staff.disable(desk, member)
    with pytest.raises((WrongPassword, ServerForbids)):
        opening.open_database(where, "amina", OTHER, clock=CLOCK)
    assert [one.disabled for one in staff.staff(desk) if one.login == "amina"] == [True]
    desk.database.dispose()


def test_a_desk_left_open_on_a_server_that_a_newer_program_changed_is_told_so(
    office: tuple[Desk, str, PostgresqlServer | None],
) -> None:
    first, where, server = office
    person = {"family_name": "Bah", "sex": "F", "nationality": "GN", "population_group": "MIG"}
    saved = records.save(first, "beneficiary", person, insist=True)
    if server is None:  # a file is open at one desk only
        first.database.dispose()
        return
    staff.add(first, StaffDraft("amina", "Amina", ("CASE",), "RAB1"), OTHER)
    left_open = opening.open_database(where, "amina", OTHER, clock=CLOCK)
    about, record = first.database.schema.house.about, first.database.schema.of("beneficiary").record
    with first.database.writing() as connection:
        connection.execute(about.update().where(about.c.key == "steps").values(value="99"))
    with pytest.raises(NewerDatabase):
        records.save(left_open, "beneficiary", person, insist=True)
    with first.database.writing() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {record.name} RENAME COLUMN family_name TO surname")
    with pytest.raises(NewerDatabase):
        records.read(left_open, "beneficiary", saved.id)
    with first.database.writing() as connection:
        connection.execute(about.update().where(about.c.key == "steps").values(value="1"))
    with pytest.raises(sa.exc.ProgrammingError):  # nobody changed it: a bug stays a bug
        records.read(left_open, "beneficiary", saved.id)
    left_open.database.dispose()
    first.database.dispose()


def test_a_login_is_given_once_and_somebody_always_administers(
    office: tuple[Desk, str, PostgresqlServer | None],
) -> None:
    desk, _where, _server = office
    with pytest.raises(InvalidDraft) as taken:
        staff.add(desk, StaffDraft(desk.person.login, "Autre", ("CASE",)), OTHER)
    assert taken.value.issues[0].field == "login"
    with pytest.raises(InvalidDraft):
        staff.disable(desk, desk.person.id)
    assert not any(member.disabled for member in staff.staff(desk))
    desk.database.dispose()


def test_a_switch_opens_only_with_the_reference_of_its_authorisation(
    office: tuple[Desk, str, PostgresqlServer | None],
) -> None:
    desk, _where, _server = office
    assert set(organisation.switches(desk).values()) == {""}
    with pytest.raises(InvalidDraft):
        organisation.set_switch(desk, "allow_cin_number", "A")
    organisation.set_switch(desk, "allow_cin_number", "A-329/2014")
    assert desk.context().switches == {"allow_cin_number"}
    organisation.set_switch(desk, "allow_cin_number", "")
    assert desk.context().switches == frozenset()
    desk.database.dispose()


def test_a_file_that_is_no_database_is_refused_as_such(tmp_path: Path) -> None:
    made = create(tmp_path / "a.casemgr")
    made.desk.database.dispose()
    (tmp_path / "a.casemgr").write_bytes(b"SQLite format 3\x00" + b"\0" * 5000)
    with pytest.raises((NotCasemgrFile, UserError)):
        opening.open_database(tmp_path / "a.casemgr", "salma", PASSWORD, clock=CLOCK)


def test_when_somebody_leaves_the_key_she_may_remember_opens_nothing_more(tmp_path: Path) -> None:
    path = tmp_path / "a.casemgr"
    made = create(path)
    assert made.desk.vault is not None
    former = made.desk.vault.key
    staff.disable(made.desk, staff.add(made.desk, StaffDraft("amina", "Amina", ("CASE",)), OTHER))
    made.desk.database.dispose()
    back = opening.open_database(path, "salma", PASSWORD, clock=CLOCK)
    assert back.vault is not None and back.vault.key != former
    assert opening.about(back)["organisation"] == "Association"
    assert "key_change_due" not in opening.about(back)
    back.database.dispose()
    with pytest.raises(UserError):
        encrypted_file.open_encrypted(path, former)
    again = opening.open_with_recovery(path, made.recovery_key, "salma", OTHER, clock=CLOCK)
    again.database.dispose()


def test_a_file_of_an_older_program_is_copied_before_it_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.casemgr"
    older = KINDS[:-1]
    made = opening.create_file(
        path, organisation="A", branch=RABAT, admin=ADMIN, password=PASSWORD, clock=CLOCK, kinds=older
    )
    made.desk.database.dispose()
    opening.open_database(path, "salma", PASSWORD, clock=CLOCK).database.dispose()
    (copy,) = tmp_path.glob("*.casemgr-backup")
    assert backup.verify_backup(copy, "salma", PASSWORD, MORNING).rows["staff"] == 1
    opening.open_database(path, "salma", PASSWORD, clock=CLOCK).database.dispose()
    assert len(list(tmp_path.glob("*.casemgr-backup"))) == 1
