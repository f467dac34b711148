"""What a person with a login may not do by asking a service for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from casemgr.domain.errors import InvalidDraft, NotFound
from casemgr.services import file, history, records, register
from casemgr.services.desk import Desk
from tests.data.conftest import Hire, later
from tests.data.test_saving import WHOLE, outing, somebody


def readings(desk: Desk, record: str) -> list[str]:
    audit = desk.database.schema.house.audit
    with desk.database.reading() as connection:
        rows = connection.execute(sa.select(audit.c.action).where(audit.c.record == record).order_by(audit.c.place))
        return [row.action for row in rows]


def test_nobody_reaches_a_person_by_noting_something_on_her(hire: Hire) -> None:
    """A service in my branch lets my branch see the person: it cannot be noted on whom I may not see."""
    here, there = hire("COORD", "CASE"), hire("CASE", "COORD", branch="CAS")
    hers = somebody(there, "Sow")
    with pytest.raises(NotFound):
        records.read(here, "beneficiary", hers)
    with pytest.raises(InvalidDraft) as refused:
        outing(here, beneficiary=hers)
    assert [issue.field for issue in refused.value.issues] == ["beneficiary"]
    mine = outing(here)
    with pytest.raises(InvalidDraft):
        records.save(here, "outing", {"beneficiary": hers}, record_id=mine.id, version=mine.version, insist=True)
    with pytest.raises(NotFound):
        records.read(here, "beneficiary", hers)


def test_what_is_noted_of_health_is_noted_as_read_wherever_it_is_shown(hire: Hire) -> None:
    nurse = hire("COORD", "CASE", "HEALTH")
    person = somebody(nurse)
    whole = {**WHOLE, "goals": [], "beneficiary": person}
    secret = records.save(nurse, "outing", whole, insist=True, confidentiality="L2").id
    file.timeline(nurse, person)
    assert readings(nurse, secret) == ["create", "list"]
    register.lines(nurse, "outing", [secret], ["guide"])
    assert readings(nurse, secret) == ["create", "list", "list"]
    history.history(nurse, "outing", secret)
    assert readings(nurse, secret) == ["create", "list", "list", "read"]
    plain = outing(nurse, goals=[]).id
    register.lines(nurse, "outing", [plain], ["guide"])
    assert readings(nurse, plain) == ["create"]


def test_a_file_that_is_opened_is_noted_as_read_each_time_and_one_that_is_refused_is_not(hire: Hire) -> None:
    here, there = hire("COORD", "CASE"), hire("CASE", "COORD", branch="CAS")
    person = somebody(here)
    before = readings(here, person)
    file.open_file(here, person)
    records.read(here, "beneficiary", person)
    assert readings(here, person) == [*before, "read", "read"]
    with pytest.raises(NotFound):
        file.open_file(there, person)
    assert readings(here, person) == [*before, "read", "read"]


def test_a_day_in_a_list_is_the_day_in_morocco(coordinator: Desk) -> None:
    night = later(coordinator, datetime(2026, 6, 2, 23, 30, tzinfo=UTC))  # 3 June, half past midnight
    saved = outing(night)
    assert register.lines(night, "outing", [saved.id], ["created_at"])[0].cells == ("03/06/2026",)
