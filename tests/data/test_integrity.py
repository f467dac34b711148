"""`check` finds what is wrong, each thing by its name, and nothing when all is well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.services import integrity, merging, records
from casemgr.services.desk import Desk


@pytest.fixture
def desk(coordinator: Desk) -> Desk:
    """Two people (one merged into the other), an outing under way, one void."""
    people = [records.save(coordinator, "beneficiary", {"family_name": name}) for name in ("Diallo", "Dialo")]
    merging.merge(coordinator, people[1].code, people[0].code, "same")
    values = {"beneficiary": people[0].id, "guide": "Awa", "starts_on": date(2026, 1, 5), "countable": True}
    outings = [records.save(coordinator, "outing", values, insist=True).id for _ in range(2)]
    for outing in outings:
        records.move(coordinator, "outing", outing, "DOING", date(2026, 1, 6))
    records.void(coordinator, "outing", outings[1], "twice")
    return coordinator


def damage(database: Database, make: Callable[[Database], sa.Executable]) -> None:
    """Change the database behind the program's back."""
    with database.writing() as connection:
        if not database.is_server:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.execute(make(database))


def test_a_sound_database_has_nothing_to_tell(desk: Desk) -> None:
    told: list[tuple[int, int]] = []
    assert integrity.check(desk, lambda done, total: told.append((done, total))) == []
    assert told[0] == (0, 8) and len(told) == 8


def test_who_asks_to_stop_is_heard_between_two_looks(desk: Desk) -> None:
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 2

    assert integrity.check(desk, cancelled=stop) == []
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("sort", "make"),
    [
        ("audit", lambda d: d.schema.house.audit.update().where(d.schema.house.audit.c.place == 2).values(by="other")),
        ("audit", lambda d: d.schema.house.audit.delete().where(d.schema.house.audit.c.place == 2)),
        ("schema", lambda d: d.schema.house.about.update().values(value="0")),
        ("search", lambda d: d.schema.house.name_index.delete().where(d.schema.house.name_index.c.kind == "outing")),
        (
            "search",
            lambda d: d.schema.of("beneficiary").record.update().values(family_name="Someone else entirely"),
        ),
        ("state", lambda d: d.schema.of("outing").record.update().values(state="DONE")),
        ("state", lambda d: d.schema.of("outing").states.delete()),
        ("link", lambda d: d.schema.of("outing").record.update().values(beneficiary="nobody")),
        (
            "link",
            lambda d: (
                d.schema.of("beneficiary")
                .record.update()
                .where(d.schema.of("beneficiary").record.c.merged_into.is_not(None))
                .values(merged_into="nobody")
            ),
        ),
    ],
    ids=["entry changed", "entry gone", "schema", "no entry", "other names", "state", "history", "link", "merge"],
)
def test_each_kind_of_damage_is_told_by_its_name(
    desk: Desk, sort: str, make: Callable[[Database], sa.Executable]
) -> None:
    damage(desk.database, make)
    found = integrity.check(desk)
    assert {finding.kind for finding in found} == {sort}
    for finding in found:
        assert finding.count >= 1
        for said in finding.message.as_json().values():
            assert said and "{" not in said and "Diallo" not in said
    assert set(found[0].as_json()) == {"kind", "message", "count"}


def test_a_table_that_is_gone_is_missed(desk: Desk) -> None:
    desk.database.schema.house.settled.drop(desk.database.writer)
    assert [finding.kind for finding in integrity.check(desk)] == ["schema"]


def test_a_damaged_page_of_the_file_is_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading of pages is tried in test_file_check; here, that its findings arrive (a server keeps its own)."""
    from casemgr.data.file_check import Finding
    from casemgr.domain.words import same

    monkeypatch.setattr(integrity, "check_fully", lambda _engine: (Finding("page", same("broken"), 3),))
    found = integrity.check(desk)
    assert [(one.kind, one.count) for one in found] == ([] if desk.database.is_server else [("file", 3)])
