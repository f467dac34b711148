"""What is due: from the declarations alone, only what the reader may see, in the order in which it presses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.domain.conditions import Condition, filled, when
from casemgr.domain.errors import ChangedMeanwhile
from casemgr.services import due, due_narrowing, incomplete, one_stroke, records, strokes
from casemgr.services.desk import Desk
from casemgr.services.due import BRANCH, ME, TEAM
from casemgr.services.one_stroke import Item
from tests.data.conftest import MORNING, Hire, later

TODAY = date(2026, 3, 2)


def day(after: int) -> date:
    return TODAY + timedelta(days=after)


@pytest.fixture
def person(coordinator: Desk) -> str:
    return records.save(coordinator, "beneficiary", {"family_name": "Diallo"}).id


def outing(desk: Desk, person: str, guide: str, ends: int | None, **more: Any) -> str:
    values = {"beneficiary": person, "guide": guide, "starts_on": day(-90), "goals": [], **more}
    values["ends_on"] = None if ends is None else day(ends)
    return records.save(desk, "outing", values, insist=True).id


def goal(aim: str, by: int, **more: Any) -> dict[str, Any]:
    return {"aim": aim, "by_day": day(by), "actions": [], **more}


def said(items: tuple[Item, ...]) -> list[tuple[str, str, int]]:
    return [(item.when, item.what, (item.day - TODAY).days) for item in items]


def only(desk: Desk, reach: str = ME) -> Item:
    (item,) = due.due(desk, reach).items
    return item


def test_what_is_late_today_and_coming_stands_in_order(coordinator: Desk, person: str) -> None:
    goals = [goal("Bail", 25), goal("Loin", 31), goal("Fait", 3, reached_on=TODAY)]
    outing(coordinator, person, "Zineb", -3, goals=goals)
    outing(coordinator, person, "Ahmed", 0)
    outing(coordinator, person, "Mariam", 14)
    outing(coordinator, person, "Trop loin", 15)
    outing(coordinator, person, "Rentré", -1, phone="+212600000001")
    outing(coordinator, person, "Sans retour", None)
    found = due.due(coordinator, ME)
    assert said(found.items) == [
        ("late", "Zineb", -3),
        ("today", "Ahmed", 0),
        ("coming", "Mariam", 14),
        ("coming", "Bail", 25),  # told thirty days ahead
    ]
    assert not found.more
    assert {item.person_said for item in found.items} == {"Diallo"}
    assert [str(item.label) for item in found.items[-2:]] == ["Retour", "But à atteindre"]


def test_of_a_long_past_the_nearest_lines_are_read(
    coordinator: Desk, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "MOST", 2)
    for ends in (-40, -30, -20, 1):
        outing(coordinator, person, f"Il y a {ends}", ends)
    found = due.due(coordinator, ME)
    assert [(item.day - TODAY).days for item in found.items] == [-30, -20, 1]
    assert found.more


def test_what_is_void_merged_or_another_persons_work_is_not_mine(hire: Hire, coordinator: Desk, person: str) -> None:
    gone = outing(coordinator, person, "Annulée", 0)
    records.void(coordinator, "outing", gone, "Saisie deux fois")
    colleague = hire("CASE")
    outing(colleague, person, "Celle d’une collègue", 0)
    elsewhere = hire("CASE", branch="CAS")
    assert due.due(coordinator, ME).items == ()
    assert [item.what for item in due.due(coordinator, BRANCH).items] == ["Celle d’une collègue"]
    assert [item.what for item in due.due(colleague, ME).items] == ["Celle d’une collègue"]
    assert due.due(elsewhere, BRANCH).items == ()
    assert [item.what for item in due.due_of(coordinator, person).items] == ["Celle d’une collègue"]


def test_the_team_of_a_case_sees_what_is_due_for_its_person(hire: Hire, coordinator: Desk, person: str) -> None:
    member = hire("CASE")
    outing(coordinator, person, "Zineb", 0)
    assert due.due(member, TEAM).items == ()
    team = [{"member": member.person.id}]
    records.save(coordinator, "case", {"beneficiary": person, "team": team}, insist=True)
    assert only(member, TEAM).what == "Zineb"
    assert due.due(member, ME).items == ()


def test_a_narrow_reader_learns_the_day_and_the_label_and_no_more(hire: Hire, coordinator: Desk, person: str) -> None:
    outing(coordinator, person, "Zineb", 0, goals=[goal("Secret", 0)])
    item = only(hire("FIN", branches=("RAB",)), BRANCH)
    assert (str(item.label), item.day) == ("Retour", TODAY)
    assert (item.what, item.person, item.person_said, item.stroke) == ("", "", "", None)


def test_what_is_due_of_a_condition_that_a_narrow_reader_does_not_see_is_known_all_the_same(
    hire: Hire, coordinator: Desk, person: str
) -> None:
    outing(coordinator, person, "Rentré", 0, phone="+212600000001")
    assert due.due(hire("FIN", branches=("RAB",)), BRANCH).items == ()


def test_a_secret_line_says_neither_what_nor_stays_unnoted(hire: Hire, person: str) -> None:
    doctor = hire("HEALTH", "CASE")
    secret = outing(doctor, person, "Consultation", 0, sector="HEA", why_health="Suivi")
    audit = doctor.database.schema.house.audit

    def noted() -> int:
        with doctor.database.reading() as connection:
            lines = sa.select(audit.c.place).where(audit.c.record == secret, audit.c.action == "list")
            return len(connection.execute(lines).all())

    item = only(doctor)
    assert item.is_closed and item.what == ""
    assert noted() == 1
    only(doctor)
    assert noted() == 1, "once a day"
    due.due(later(doctor, MORNING + timedelta(days=1)), ME)
    assert noted() == 2
    assert due.due(hire("CASE"), BRANCH).items == ()


def test_a_step_that_asks_nothing_is_taken_in_one_stroke_and_undone(coordinator: Desk, person: str) -> None:
    record = outing(coordinator, person, "Zineb", 0)
    item = only(coordinator)
    assert item.stroke is not None and str(item.stroke.label) == "Commencer"
    done = one_stroke.do(coordinator, item)
    assert records.read(coordinator, "outing", record).state == "DOING"
    assert only(coordinator).stroke is None, "what is begun already is not begun again"
    strokes.undo(coordinator, done)
    assert records.read(coordinator, "outing", record).state == "TODO"
    with pytest.raises(ChangedMeanwhile):
        strokes.undo(coordinator, done)


def test_a_line_is_done_on_its_day_and_undone(coordinator: Desk, person: str) -> None:
    record = outing(coordinator, person, "Zineb", None, goals=[goal("Bail", 0), goal("École", 9)])
    first, second = due.due(coordinator, ME).items
    done = one_stroke.do(coordinator, first)
    goals = records.read(coordinator, "outing", record).values["goals"]
    assert [one["reached_on"] for one in goals] == [TODAY, None]
    assert [item.line for item in due.due(coordinator, ME).items] == [second.line]
    strokes.undo(coordinator, done)
    assert [item.what for item in due.due(coordinator, ME).items] == ["Bail", "École"]


def test_a_line_that_changed_since_it_was_read_is_not_done(coordinator: Desk, person: str) -> None:
    record = outing(coordinator, person, "Zineb", None, goals=[goal("Bail", 0)])
    item = only(coordinator)
    records.save(coordinator, "outing", {"guide": "Ahmed"}, record_id=record, version=item.version, insist=True)
    with pytest.raises(ChangedMeanwhile):
        one_stroke.do(coordinator, item)


def test_the_files_left_incomplete_are_those_one_wrote(hire: Hire, coordinator: Desk, person: str) -> None:
    records.save(coordinator, "beneficiary", {"family_name": "Sow", "town": "Salé"})
    theirs = records.save(hire("CASE"), "beneficiary", {"family_name": "Ba"}).id
    (mine,) = incomplete.incomplete(coordinator, ME)
    assert (mine.person, mine.said, [str(one) for one in mine.missing]) == (person, "Diallo", ["Ville"])
    assert {one.person for one in incomplete.incomplete(coordinator, BRANCH)} == {person, theirs}
    assert incomplete.incomplete(hire("SUPER"), BRANCH) == []


CONDITIONS: tuple[Condition, ...] = (
    when("sector", "HEA", "EDU"),
    ~when("sector", "HEA"),
    when("sector", None),
    ~when("sector", None, "HEA"),
    filled("phone"),
    ~filled("phone"),
    when("countable", True),
    when("state", "TODO"),
    ~when("state", "TODO"),
    when("languages", "fr"),
    ~filled("languages"),
    Condition((), lambda values, _context: values["people"] == 3),
    ~(when("sector", "HEA") & Condition((), lambda values, _context: values["people"] == 3)),
    ~(filled("phone") | when("sector", "EDU")) & when("countable", True, False),
)


def test_the_database_leaves_out_nothing_that_the_condition_lets_through(coordinator: Desk, person: str) -> None:
    made = [
        outing(coordinator, person, "A", 0, sector="EDU", phone="+212600000001", countable=True, languages=("fr",)),
        outing(coordinator, person, "B", 0, sector=None, people=3, countable=False),
        outing(coordinator, person, "C", 0, sector="LEG", people=3, countable=None, languages=("ar", "fr")),
    ]
    tables = coordinator.database.schema.of("outing")
    known = 0
    with coordinator.database.reading() as connection:
        context = coordinator.context(connection)
        whole = {one: records.read(coordinator, "outing", one) for one in made}
        for condition in CONDITIONS:
            narrowed = sa.select(tables.record.c.id).where(due_narrowing.may_hold(tables, None, condition))
            kept = set(connection.execute(narrowed).scalars())
            true = {one for one, rec in whole.items() if condition({**rec.values, "state": rec.state}, context)}
            assert true <= kept, condition
            known += true == kept
    assert known >= len(CONDITIONS) - 5, "what has a shape is exact"


def test_whose_work_one_sees_first(hire: Hire, coordinator: Desk) -> None:
    assert due.usual_reach(coordinator) == BRANCH
    assert due.usual_reach(hire("CASE")) == ME
    assert due.usual_reach(hire("PSY")) == ME
    assert due.usual_reach(hire("ACCUEIL")) == BRANCH
    assert due.usual_reach(hire("ADMIN")) == BRANCH, "to keep the directory is not to follow somebody"
    assert due.usual_reach(hire("DPO")) == BRANCH
    assert due.due(replace(hire("AUDIT")), BRANCH).items == ()


def test_whoever_follows_the_person_has_her_work_and_a_professional_her_own(hire: Hire, person: str) -> None:
    doctor, caseworker = hire("HEALTH", "CASE"), hire("CASE")
    secret = outing(doctor, person, "Consultation", 0, sector="HEA", why_health="Suivi")
    plain = outing(doctor, person, "Marche", 0)
    assert {item.record for item in due.due(doctor, ME).items} == {secret, plain}, "nobody follows her yet"
    case = {"beneficiary": person, "team": [], "caseworker": caseworker.person.id}
    records.save(caseworker, "case", case, insist=True)
    assert [item.record for item in due.due(caseworker, ME).items] == [plain]
    assert [item.record for item in due.due(doctor, ME).items] == [secret]
