"""The agenda on both databases: who reads what of it, what a calendar says, and an appointment made again elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.domain.errors import InvalidDraft, NotAllowed
from casemgr.records import KINDS
from casemgr.services import agenda, due, records
from casemgr.services.desk import Desk
from tests.data.conftest import Hire, open_with_branches

database = open_with_branches(KINDS)

TUESDAY = date(2026, 3, 3)  # the desks are at Monday 2 March 2026


def a_person(desk: Desk, name: str = "Diallo") -> str:
    draft = {"family_name": name, "given_names": "Awa", "sex": "F", "population_group": "MIG", "nationality": "GN"}
    return records.save(desk, "beneficiary", {**draft, "intake_date": desk.today}, insist=True).id


def made(desk: Desk, person: str | None, **more: Any) -> str:
    given = {"beneficiary": person, "type": "FOLLOW", "date": TUESDAY, "time": "10:00", "duration": 45}
    return records.save(desk, "appointment", {**given, "staff": desk.person.id, **more}, insist=True).id


def told(desk: Desk, **asked: Any) -> list[agenda.Entry]:
    return agenda.entries(desk, TUESDAY, TUESDAY + timedelta(days=6), **asked)


def test_each_reader_sees_what_is_hers_in_the_order_of_the_hours(hire: Hire) -> None:
    worker, reception, mediator, nurse = (hire(role) for role in ("CASE", "ACCUEIL", "MEDIA", "HEALTH"))
    person = a_person(worker)
    made(worker, person, place="Salle 2")
    made(worker, None, group="Atelier français", type="GROUP", time="09:00")
    made(nurse, person, type="MED", time="15:00", place="Hôpital")
    made(hire("CASE", branch="CAS"), a_person(hire("CASE", branch="CAS"), "Konaté"))
    seen = told(worker)
    assert [(one.time, one.length, one.person_said, one.place) for one in seen] == [
        ("09:00", 45, "Atelier français", ""),
        ("10:00", 45, seen[1].person_said, "Salle 2"),
    ]
    assert "Diallo" in seen[1].person_said and seen[1].what == "Suivi" and seen[1].is_awaited
    assert [one.time for one in told(reception)] == ["09:00", "10:00"]
    assert {one.what for one in told(mediator)} == {""}  # whom to expect and when, never why
    code = records.read(worker, "beneficiary", person).code
    assert [one.person_said for one in told(mediator)] == ["", f"Awa · {code}"]
    assert [one.person_said for one in due.due(mediator, due.BRANCH).items] == ["", f"Awa · {code}"]
    (secret,) = [one for one in told(nurse) if one.time == "15:00"]
    assert secret.is_closed and (secret.what, secret.place) == ("", "")
    assert [one.time for one in told(nurse, staff=nurse.person.id)] == ["15:00"]
    assert told(worker, branch="CAS") == [] and len(told(worker, branch="RAB")) == 2


def test_what_is_due_in_the_directory_is_told_to_who_keeps_it(hire: Hire) -> None:
    keeper = hire("COORD")
    until = keeper.today + timedelta(days=3)
    body = {"name": "Clinique Les Oliviers", "is_active": True, "agreement_until": until}
    partner = records.save(keeper, "partner", body, insist=True).id
    assert [item.record for item in due.due(keeper, due.BRANCH).items] == [partner]
    for role in ("MEDIA", "CASE", "ACCUEIL"):
        reader = hire(role)
        assert records.read(reader, "partner", partner).title == "Clinique Les Oliviers"
        assert due.due(reader, due.BRANCH).items == ()


def test_what_was_cancelled_or_voided_takes_no_hour(hire: Hire) -> None:
    worker = hire("CASE")
    person = a_person(worker)
    cancelled, voided = made(worker, person), made(worker, person, time="11:00")
    records.move(worker, "appointment", cancelled, "CANC_P", worker.today)
    records.void(worker, "appointment", voided, "saisi deux fois")
    (one,) = told(worker)
    assert (one.record, one.is_awaited, one.state_said.fr) == (cancelled, False, "Annulé par la personne")


def test_an_appointment_that_is_put_off_is_made_again_for_its_new_day(hire: Hire) -> None:
    worker = hire("CASE")
    former = made(worker, a_person(worker), place="Salle 2", reminder="NONE")
    with pytest.raises(InvalidDraft):
        records.move(worker, "appointment", former, "RESCHED", worker.today)
    moved = {"moved_to": TUESDAY + timedelta(days=2), "moved_to_time": "14h30"}
    records.move(worker, "appointment", former, "RESCHED", worker.today, values=moved)
    before, after = told(worker)
    assert (before.record, before.is_awaited, before.state) == (former, False, "RESCHED")
    assert (after.day, after.time, after.place, after.state) == (moved["moved_to"], "14:30", "Salle 2", "PLANNED")
    again = records.read(worker, "appointment", after.record)
    assert again.values["moved_to"] is None and again.code != before.code


def test_an_appointment_is_not_put_off_to_a_taken_hour_without_a_word(hire: Hire) -> None:
    """The colleague, the room, the feast of the new day are looked at as for a new appointment (forms.md §11)."""
    worker = hire("CASE")
    former, day = made(worker, a_person(worker)), TUESDAY + timedelta(days=2)
    made(worker, a_person(worker, "Autre"), date=day, time="14:00", duration=60)
    for moved_to, time, field in (
        (day, "14:30", "moved_to_time"),
        (date(2026, 5, 1), "10:00", "moved_to"),  # Labour Day
        (date(2026, 4, 10), "13:00", "moved_to_time"),  # the Friday prayer
    ):
        moved = {"moved_to": moved_to, "moved_to_time": time}
        with pytest.raises(InvalidDraft) as told_first:
            records.move(worker, "appointment", former, "RESCHED", worker.today, values=moved)
        assert {(issue.field, issue.strength) for issue in told_first.value.issues} == {(field, "warning")}
    moved = {"moved_to": day, "moved_to_time": "10:00"}
    records.move(worker, "appointment", former, "RESCHED", worker.today, values=moved)


def test_a_calendar_says_codes_and_hours_and_a_name_only_when_asked(
    database: Database, hire: Hire, tmp_path: Path
) -> None:
    worker, nurse = hire("CASE"), hire("HEALTH")
    person = a_person(worker, "Traoré, dite « la longue à plusieurs lettres »; \\ et plus encore")
    made(worker, person, purpose="Suivi", place="Salle 2")
    made(nurse, person, type="MED", time="15:00")
    both = replace(worker, person=replace(worker.person, roles=("CASE", "HEALTH")))
    out = tmp_path / "agenda.ics"
    assert agenda.save_calendar(both, told(both), out) == 2
    text = out.read_bytes().decode()
    code = records.read(worker, "beneficiary", person).code
    assert text.count("BEGIN:VEVENT") == 2 and text.count(f"SUMMARY:Rendez-vous {code}\r\n") == 2
    assert "DTSTART:20260303T090000Z" in text or "DTSTART:20260303T100000Z" in text
    assert not [word for word in ("Traoré", "Salle", "Suivi", "dical") if word in text]

    agenda.save_calendar(both, told(both), out, with_names=True)
    named = out.read_bytes().decode()
    assert all(len(line.encode()) <= 75 for line in named.split("\r\n"))
    unfolded = named.replace("\r\n ", "")
    assert unfolded.count("Traoré\\, dite") == 1 and "\\;" in unfolded  # the nurse's own is closed: never by name
    with pytest.raises(NotAllowed):
        agenda.save_calendar(hire("MEDIA"), [], out)
    audit = database.schema.house.audit.c
    with database.reading() as connection:
        noted = connection.execute(sa.select(audit.fields).where(audit.action == "export").order_by(audit.place))
        assert list(noted.scalars()) == ["agenda", "agenda with_name"]


def test_a_follow_up_that_was_due_is_no_longer_due_once_it_was_made(hire: Hire) -> None:
    """The new one says itself when the next is; what is planned later, or by a colleague, still stands."""
    coordinator, colleague = hire("COORD", "CASE"), hire("CASE")
    person, today = a_person(coordinator), coordinator.today

    def followed(desk: Desk, day: int, following: int) -> str:
        days = {"date": today + timedelta(days=day), "next_date": today + timedelta(days=following)}
        known = {"beneficiary": person, "mode": "PHONE", "result": "NOANS", "by": desk.person.id}
        return records.save(desk, "follow_up", known | days, insist=True).id

    def waiting(desk: Desk) -> set[str]:
        return {item.record for item in due.due(desk, due.BRANCH).items if item.kind == "follow_up"}

    late, hers, later = followed(coordinator, -9, -2), followed(colleague, -9, -2), followed(coordinator, -8, 4)
    assert waiting(coordinator) == {late, hers, later}
    made = followed(coordinator, 0, 7)
    assert waiting(coordinator) == {hers, later, made}
    assert records.read(coordinator, "follow_up", late).values["next_done"] is True
    # To look at the old one again, and save it, changes nothing else.
    seen = records.read(coordinator, "follow_up", late)
    records.save(coordinator, "follow_up", {"duration": 5}, record_id=late, version=seen.version, insist=True)
    assert waiting(coordinator) == {hers, later, made}
