"""One way to write: a record with its rows is saved whole, audited, logged, numbered, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data import change_log
from casemgr.data.audit import broken_links
from casemgr.data.unit_of_work import Step
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.errors import ChangedMeanwhile, InvalidDraft, NotAllowed, NotFound
from casemgr.services import drafts, records
from casemgr.services.desk import Desk
from tests.data.conftest import Hire

WHOLE: dict[str, Any] = {
    "guide": "عائشة",
    "starts_on": date(2026, 3, 1),
    "ends_on": date(2026, 3, 9),
    "known_since": ApproximateDate.estimated(34, date(2025, 6, 1)),
    "sector": "EDU",
    "languages": ("fr", "ar"),
    "people": 3,
    "cost": Decimal("12.50"),
    "programme": "PVI",
    "countable": True,
    "phone": "+212612345678",
    "story": "Ligne\nردهة",
    "goals": [{"aim": "Trouver", "about_health": False, "actions": [{"what": "Appeler", "done": True}]}],
    "weather": [{"sky": "P1", "since": date(2026, 2, 1)}, {"sky": "P2", "since": date(2026, 3, 1)}],
}


OF_HEALTH = {"aim": "Soigner", "about_health": True, "actions": []}


def somebody(desk: Desk, name: str = "Diallo") -> str:
    return records.save(desk, "beneficiary", {"family_name": name}).id


def outing(desk: Desk, **changed: Any) -> records.Saved:
    return records.save(desk, "outing", {**WHOLE, "beneficiary": somebody(desk), **changed}, insist=True)


def test_a_record_comes_back_as_it_was_saved(coordinator: Desk) -> None:
    both = replace(coordinator, person=replace(coordinator.person, roles=("COORD", "CASE", "HEALTH")))
    saved = outing(both, goals=[*WHOLE["goals"], OF_HEALTH])
    back = records.read(both, "outing", saved.id)
    for key in (
        "guide",
        "starts_on",
        "ends_on",
        "known_since",
        "sector",
        "languages",
        "people",
        "cost",
        "story",
    ):
        assert back.values[key] == WHOLE[key], key
    assert [goal["aim"] for goal in back.values["goals"]] == ["Trouver", "Soigner"]
    assert back.values["goals"][0]["actions"][0]["what"] == "Appeler"
    assert [day["sky"] for day in back.values["weather"]] == ["P1", "P2"]
    assert back.values["days_left"] == 7
    assert back.code == "O-2026-RAB1-0001" and back.state == "TODO" and back.version == 1


def test_register_numbers_follow_each_other_and_a_failed_save_uses_none(coordinator: Desk) -> None:
    assert outing(coordinator).code.endswith("-0001")
    with pytest.raises(InvalidDraft):
        outing(coordinator, guide="")
    assert outing(coordinator).code.endswith("-0002")


def test_nothing_is_kept_of_a_save_that_fails_half_way(coordinator: Desk) -> None:
    house = coordinator.database.schema.house
    person = somebody(coordinator)

    def cut_short() -> None:
        with coordinator.work() as work:
            work.create("outing", {**WHOLE, "beneficiary": person})
            work.flush()
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        cut_short()
    with coordinator.database.reading() as connection:
        for table in (
            *(t.table for t in coordinator.database.schema.of("outing").all_groups()),
            house.number,
        ):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_saved(coordinator: Desk) -> None:
    with pytest.raises(InvalidDraft) as refused:
        outing(
            coordinator,
            guide=None,
            sector="HEA",
            goals=[{"aim": "", "actions": [{"what": "", "done": True}]}],
        )
    fields = {issue.field for issue in refused.value.issues}
    assert {"guide", "why_health", "goals.0.aim", "goals.0.actions.0.what"} <= fields


def test_a_warning_is_said_once_and_kept_when_the_person_insists(coordinator: Desk) -> None:
    person = somebody(coordinator)
    draft = {**WHOLE, "beneficiary": person, "people": 13}
    with pytest.raises(InvalidDraft) as said:
        records.save(coordinator, "outing", draft)
    assert [issue.strength for issue in said.value.issues] == ["warning"]
    assert records.save(coordinator, "outing", draft, insist=True).warnings


def test_a_field_whose_switch_is_off_does_not_exist(coordinator: Desk) -> None:
    saved = outing(coordinator, judgment="secret judgment", card="AB123456")
    with coordinator.database.reading() as connection:
        row = connection.execute(sa.select(coordinator.database.schema.of("outing").record)).mappings().one()
        logged = connection.execute(sa.select(coordinator.database.schema.house.change.c.new)).scalars().all()
    assert row["judgment"] is None and row["card"] is None and saved.version == 1
    assert not any("secret" in (text or "") or "AB123456" in (text or "") for text in logged)


def test_a_change_says_what_it_replaces_and_only_what_changed(coordinator: Desk) -> None:
    saved = outing(coordinator)
    records.save(coordinator, "outing", {"guide": "Fatima"}, record_id=saved.id, version=1, insist=True)
    change = coordinator.database.schema.house.change
    with coordinator.database.reading() as connection:
        rows = (
            connection.execute(sa.select(change).where(change.c.record == saved.id).order_by(change.c.stamp))
            .mappings()
            .all()
        )
    assert [row["field"] for row in rows] == ["*", "guide"]
    assert json.loads(rows[1]["old"]) == "عائشة" and json.loads(rows[1]["new"]) == "Fatima"
    assert rows[1]["replaces"] == rows[0]["stamp"] < rows[1]["stamp"]


def test_what_a_record_held_first_is_in_the_log_of_what_changed_and_in_the_record(coordinator: Desk) -> None:
    saved = outing(coordinator)
    kind = coordinator.kinds["outing"]
    first = records.read(coordinator, "outing", saved.id).values
    after: list[dict[str, Any]] = [{"guide": "Fatima"}, {"guide": "Aïcha", "people": 7}, {"people": None}]
    for version, change in enumerate(after, 1):
        records.save(coordinator, "outing", change, record_id=saved.id, version=version, insist=True)
    now = records.read(coordinator, "outing", saved.id).values
    assert now["guide"] == "Aïcha" and now["people"] is None
    log = coordinator.database.schema.house.change
    with coordinator.database.reading() as connection:
        changes = sa.select(log).where(log.c.record == saved.id, log.c.field != "*").order_by(log.c.stamp.desc())
        back = {
            row["field"]: change_log.revive_field(kind.field(row["field"]), row["old"])
            for row in connection.execute(changes).mappings()
        }
    assert {**now, **back} == first and set(back) == {"guide", "people"}


def test_the_second_of_two_people_who_save_is_told_and_loses_nothing(coordinator: Desk) -> None:
    saved = outing(coordinator)
    records.save(coordinator, "outing", {"guide": "Fatima"}, record_id=saved.id, version=1, insist=True)
    with pytest.raises(ChangedMeanwhile):
        records.save(coordinator, "outing", {"guide": "Aïcha"}, record_id=saved.id, version=1, insist=True)
    assert records.read(coordinator, "outing", saved.id).values["guide"] == "Fatima"


def test_rows_are_added_changed_and_taken_away_and_the_log_keeps_each(coordinator: Desk) -> None:
    saved = outing(coordinator)
    back = records.read(coordinator, "outing", saved.id)
    first = dict(back.values["goals"][0])
    first["aim"] = "Chercher"
    first["actions"] = []
    after = [first, {"aim": "Nouveau", "actions": [{"what": "Écrire"}]}]
    records.save(coordinator, "outing", {"goals": after}, record_id=saved.id, version=1, insist=True)
    again = records.read(coordinator, "outing", saved.id)
    assert [goal["aim"] for goal in again.values["goals"]] == ["Chercher", "Nouveau"]
    assert again.values["goals"][0]["actions"] == [] and again.version == 2
    change = coordinator.database.schema.house.change
    with coordinator.database.reading() as connection:
        said = connection.execute(
            sa.select(change.c.path, change.c.field).where(change.c.record == saved.id).order_by(change.c.stamp)
        )
        assert {(row.path, row.field) for row in said} >= {
            ("goals", "aim"),
            ("goals.actions", "removed"),
            ("goals", "*"),
        }


def test_a_row_that_the_reader_may_not_see_is_absent_and_survives_her_changes(hire: Hire) -> None:
    nurse, caseworker = hire("HEALTH", "CASE"), hire("CASE")
    saved = outing(nurse, goals=[*WHOLE["goals"], OF_HEALTH])
    with pytest.raises(NotAllowed):
        outing(caseworker, goals=[OF_HEALTH])
    seen = records.read(caseworker, "outing", saved.id)
    assert [goal["aim"] for goal in seen.values["goals"]] == ["Trouver"]
    records.save(caseworker, "outing", {"goals": []}, record_id=saved.id, version=1, insist=True)
    assert [goal["aim"] for goal in records.read(nurse, "outing", saved.id).values["goals"]] == ["Soigner"]


def test_a_voided_record_leaves_the_lists_keeps_its_reason_and_comes_back(coordinator: Desk) -> None:
    saved = outing(coordinator)
    records.void(coordinator, "outing", saved.id, "saisi deux fois")
    with coordinator.database.reading() as connection:
        assert connection.execute(coordinator.scope.scoped("outing")).scalars().all() == []
    assert records.read(coordinator, "outing", saved.id).void_reason == "saisi deux fois"
    records.restore(coordinator, "outing", saved.id)
    with coordinator.database.reading() as connection:
        assert [row.id for row in connection.execute(coordinator.scope.scoped("outing"))] == [saved.id]
    with pytest.raises(InvalidDraft):
        records.void(coordinator, "outing", saved.id, "  ")


def test_the_state_is_the_last_row_of_the_life_and_each_step_is_guarded(coordinator: Desk) -> None:
    saved = outing(coordinator, goals=[{"aim": "A", "actions": [{"what": "B", "done": False}]}])
    today = coordinator.today
    with pytest.raises(InvalidDraft):
        records.move(coordinator, "outing", saved.id, "DONE", today)
    records.move(coordinator, "outing", saved.id, "DOING", today)
    with pytest.raises(InvalidDraft):
        records.move(coordinator, "outing", saved.id, "DONE", today)
    with pytest.raises(InvalidDraft):
        records.move(coordinator, "outing", saved.id, "DROPPED", today)
    records.move(coordinator, "outing", saved.id, "DROPPED", today, reason="pluie")
    states = coordinator.database.schema.of("outing").states
    assert states is not None
    with coordinator.database.reading() as connection:
        life = connection.execute(sa.select(states.c.state, states.c.reason).order_by(states.c.place)).all()
    assert life == [("TODO", None), ("DOING", None), ("DROPPED", "pluie")]
    assert records.read(coordinator, "outing", saved.id).state == "DROPPED"


def test_a_step_that_belongs_to_a_role_is_refused_to_the_others(hire: Hire) -> None:
    caseworker = hire("CASE")
    saved = outing(caseworker)
    records.move(caseworker, "outing", saved.id, "DOING", caseworker.today)
    assert [step.end for step in records.steps(caseworker, records.read(caseworker, "outing", saved.id))] == ["DONE"]
    with pytest.raises(InvalidDraft):
        records.move(caseworker, "outing", saved.id, "DROPPED", caseworker.today, reason="pluie")


def test_a_life_that_comes_with_its_history_is_kept_whole(coordinator: Desk) -> None:
    person = somebody(coordinator)
    steps = [Step("TODO", date(2026, 1, 1)), Step("DOING", date(2026, 2, 1), "enfin")]
    with coordinator.work() as work:
        record = work.create("outing", {**WHOLE, "beneficiary": person}, steps=steps)
    assert records.read(coordinator, "outing", record).state == "DOING"


def test_the_audit_says_who_did_what_and_never_a_value(coordinator: Desk) -> None:
    saved = outing(coordinator)
    records.save(coordinator, "outing", {"guide": "Fatima"}, record_id=saved.id, version=1, insist=True)
    audit = coordinator.database.schema.house.audit
    with coordinator.database.reading() as connection:
        rows = connection.execute(sa.select(audit).order_by(audit.c.place)).mappings().all()
        assert list(broken_links(connection, coordinator.database)) == []
    assert [(row["action"], row["kind"]) for row in rows] == [
        ("create", "beneficiary"),
        ("create", "outing"),
        ("update", "outing"),
    ]
    assert rows[2]["fields"] == "guide" and rows[1]["code"] == "O-2026-RAB1-0001"
    assert not any("Fatima" in str(value) or "Diallo" in str(value) for row in rows for value in row.values())


def test_an_audit_entry_that_someone_alters_or_removes_breaks_the_chain(coordinator: Desk) -> None:
    outing(coordinator)
    outing(coordinator)
    audit = coordinator.database.schema.house.audit
    with coordinator.database.writing() as connection:
        connection.execute(audit.update().where(audit.c.place == 2).values(by="someone else"))
    with coordinator.database.reading() as connection:
        assert [place for _node, _year, place in broken_links(connection, coordinator.database)] == [2]
    with coordinator.database.writing() as connection:
        connection.execute(audit.delete().where(audit.c.place == 3))
    with coordinator.database.reading() as connection:
        assert [place for _node, _year, place in broken_links(connection, coordinator.database)] == [2, 4]


def test_a_clock_that_goes_back_does_not_bring_stamps_back(coordinator: Desk) -> None:
    saved = outing(coordinator)
    earlier = replace(coordinator, clock=type(coordinator.clock)(lambda: datetime(2026, 3, 1, 12, tzinfo=UTC)))
    records.save(earlier, "outing", {"guide": "Fatima"}, record_id=saved.id, version=1, insist=True)
    change = coordinator.database.schema.house.change
    with coordinator.database.reading() as connection:
        stamps = connection.execute(sa.select(change.c.stamp).order_by(change.c.seq)).scalars().all()
    assert sorted(stamps) == list(stamps)


def test_a_draft_comes_back_to_its_author_only_as_it_was_typed(coordinator: Desk, hire: Hire) -> None:
    kind = coordinator.kinds["outing"]
    draft = drafts.keep(coordinator, kind, {**WHOLE, "beneficiary": "x"})
    drafts.keep(coordinator, kind, {"guide": "à moitié"}, draft=draft)
    (found,) = drafts.mine(coordinator)
    assert found.values == {"guide": "à moitié"} and found.id == draft
    assert drafts.mine(hire("COORD")) == []
    drafts.discard(coordinator, draft)
    assert drafts.mine(coordinator) == []


def test_a_reader_without_the_right_is_refused_in_words(hire: Hire, coordinator: Desk) -> None:
    saved = outing(coordinator)
    with pytest.raises(NotAllowed, match="droits"):
        somebody(hire("MEAL"))
    with pytest.raises(NotFound):
        records.read(hire("ADMIN"), "outing", saved.id)
    with pytest.raises(NotAllowed):
        records.save(hire("SUPER"), "outing", {"guide": "X"}, record_id=saved.id, version=1)
