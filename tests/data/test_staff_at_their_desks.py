"""What becomes of a desk that is open while its person leaves, loses a role, or changes her password."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from casemgr.data import server_roles
from casemgr.data.key_refusals import WrongPassword
from casemgr.data.keyslots import KeySlots, keys_path
from casemgr.domain.errors import NotAllowed, UserError
from casemgr.services import file, lists, opening, records, staff
from casemgr.services.desk import Desk
from casemgr.services.staff import StaffDraft
from tests.data.test_opening import CLOCK, OTHER, create, office
from tests.postgresql import PostgresqlServer

__all__ = ["office"]

Office = tuple[Desk, str, PostgresqlServer | None]
THIRD = "encore une autre phrase"
BAH = {"family_name": "Bah", "sex": "F", "nationality": "GN", "population_group": "MIG"}


def colleague(office: Office, *roles: str) -> tuple[str, Desk]:
    desk, where, _server = office
    member = staff.add(desk, StaffDraft("amina", "Amina", roles, "RAB1"), OTHER)
    return member, opening.open_database(where, "amina", OTHER, clock=CLOCK)


def test_whoever_has_left_writes_and_opens_nothing_more_from_a_window_left_open(office: Office, tmp_path: Path) -> None:
    desk = office[0]
    member, amina = colleague(office, "COORD", "CASE")
    person = records.save(amina, "beneficiary", BAH, insist=True).id
    staff.disable(desk, member)
    with pytest.raises(UserError):
        records.save(amina, "beneficiary", BAH, insist=True)
    with pytest.raises(UserError):
        file.open_file(amina, person)
    with pytest.raises(UserError):  # the server may refuse her before the program does
        lists.take_out(amina, "case", tmp_path / "cases.csv", purpose="emporter")
    assert not (tmp_path / "cases.csv").exists()
    amina.database.dispose()
    desk.database.dispose()


def test_a_role_or_a_branch_that_was_taken_away_is_gone_at_once_and_one_that_was_given_waits(office: Office) -> None:
    desk = office[0]
    member, amina = colleague(office, "COORD", "CASE")
    staff.change(desk, member, StaffDraft("amina", "Amina B.", ("COORD", "CASE", "MEAL"), "RAB1"))
    records.save(amina, "beneficiary", BAH, insist=True)
    staff.change(desk, member, StaffDraft("amina", "Amina B.", ("CASE",), "RAB1"))
    with pytest.raises(NotAllowed):
        records.save(amina, "beneficiary", BAH, insist=True)
    amina.database.dispose()
    desk.database.dispose()


def test_ones_own_password_is_changed_by_who_knows_it_and_the_window_works_on(office: Office) -> None:
    desk, where, _server = office
    _member, amina = colleague(office, "COORD", "CASE")
    with pytest.raises(WrongPassword):
        opening.change_password(amina, "pas le sien du tout", THIRD)
    opening.change_password(amina, OTHER, THIRD)
    amina.database.dispose()  # every connection is made anew from now on
    records.save(amina, "beneficiary", BAH, insist=True)
    amina.database.dispose()
    with pytest.raises(UserError):
        opening.open_database(where, "amina", OTHER, clock=CLOCK)
    opening.open_database(where, "amina", THIRD, clock=CLOCK).database.dispose()
    desk.database.dispose()


def test_an_access_that_a_power_cut_left_without_its_person_does_not_keep_her_out(tmp_path: Path) -> None:
    """The key file is written before the database is: cut between the two, the login was taken for ever."""
    path = tmp_path / "a.casemgr"
    desk = create(path).desk
    assert desk.vault is not None
    KeySlots(keys_path(path)).add("amina", OTHER, desk.vault.key)
    staff.add(desk, StaffDraft("amina", "Amina", ("CASE",)), THIRD)
    opening.open_database(path, "amina", THIRD, clock=CLOCK).database.dispose()
    desk.database.dispose()


def test_an_access_that_a_power_cut_took_away_alone_is_given_back_or_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.casemgr"
    desk = create(path).desk
    assert desk.vault is not None
    amina = staff.add(desk, StaffDraft("amina", "Amina", ("CASE",)), OTHER)
    omar = staff.add(desk, StaffDraft("omar", "Omar", ("CASE",)), OTHER)
    for login in ("amina", "omar"):
        KeySlots(keys_path(path)).remove(login, desk.vault.key)
    staff.set_password(desk, amina, THIRD)
    opening.open_database(path, "amina", THIRD, clock=CLOCK).database.dispose()
    staff.disable(desk, omar)
    assert [one.disabled for one in staff.staff(desk) if one.login == "omar"] == [True]
    desk.database.dispose()


def test_a_password_does_not_travel_to_the_server_in_the_clear(postgresql_url: str) -> None:
    """PostgreSQL writes CREATE ROLE and ALTER ROLE to its log when it is told to: a verifier stands there."""
    engine = sa.create_engine(postgresql_url, hide_parameters=True)
    with engine.begin() as connection:
        said = server_roles.verifier(connection, "amina", THIRD)
        assert said.startswith("SCRAM-SHA-256$") and THIRD not in said
    engine.dispose()
