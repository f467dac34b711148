"""The opening hours of a branch: entered by who may, kept in the audit, known to its own appointments alone."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from casemgr.domain.errors import InvalidDraft, NotAllowed
from casemgr.domain.opening_hours import ALL_DAY
from casemgr.records import KINDS
from casemgr.services import opening_hours, records
from casemgr.services.desk import Desk
from tests.data.conftest import Hire, open_with_branches

database = open_with_branches(KINDS)
THURSDAY = date(2026, 4, 9)


def remarks(desk: Desk, time: str) -> set[str]:
    values = {"group": "Atelier", "type": "WORKSHOP", "date": THURSDAY, "time": time}
    return {issue.field for issue in records.check(desk, "appointment", values).warnings} & {"date", "time"}


def test_hours_are_entered_for_one_branch_and_its_appointments_know_them(hire: Hire) -> None:
    administrator = hire("ADMIN", "CASE")
    before = opening_hours.of_branch(administrator, "RAB")
    assert before["friday_prayer"] == "12:30-14:30" and before["thursday"] == ""
    opening_hours.save(administrator, "RAB", {"thursday": "9h-12h30, 14h-17h", "saturday": "-"})
    after = opening_hours.of_branch(hire("CASE"), "RAB")
    assert (after["thursday"], after["saturday"]) == ("09:00-12:30, 14:00-17:00", "-")
    assert after["ramadan"] == before["ramadan"], "what is left empty stays usual"
    assert opening_hours.of_branch(administrator, "CAS") == before
    assert remarks(hire("CASE"), "18:00") == {"time"} and remarks(hire("CASE"), "10:00") == set()
    assert remarks(hire("CASE", branch="CAS"), "18:00") == set()
    audit = administrator.database.schema.house.audit.c
    with administrator.database.reading() as connection:
        noted = connection.execute(sa.select(audit.action, audit.record).where(audit.kind == "settings")).all()
    assert [tuple(row) for row in noted] == [("update", "opening_hours.RAB")]


def test_a_branch_is_closed_on_holidays_on_rest_days_and_outside_its_hours(hire: Hire) -> None:
    desk = hire("CASE")
    saturday, green_march = date(2026, 4, 11), date(2026, 11, 6)  # a public holiday, a Friday
    usual = opening_hours.closed_hours(desk, "CAS", [THURSDAY, saturday, green_march])
    assert usual == {THURSDAY: (), saturday: (ALL_DAY,), green_march: (ALL_DAY,)}
    opening_hours.save(hire("ADMIN"), "CAS", {"thursday": "9-17", "saturday": "9-12"})
    entered = opening_hours.closed_hours(desk, "CAS", [THURSDAY, saturday])
    assert entered == {THURSDAY: ((0, 540), (1020, 1440)), saturday: ((0, 540), (720, 1440))}


def test_only_the_administration_enters_hours_and_what_is_no_hour_is_said_beside_it(hire: Hire) -> None:
    with pytest.raises(NotAllowed):
        opening_hours.save(hire("COORD"), "RAB", {})
    with pytest.raises(InvalidDraft) as refused:
        opening_hours.save(hire("ADMIN"), "RAB", {"monday": "le matin", "friday": "9-12", "sunday": "17-9"})
    assert {issue.field for issue in refused.value.issues} == {"monday", "sunday"}
    with pytest.raises(ValueError, match="branch"):
        opening_hours.save(hire("ADMIN"), "XXX", {})
