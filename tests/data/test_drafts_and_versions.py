"""Nothing typed is lost: drafts come back, two people on one record are told, lines obey their switch."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data import merging
from casemgr.data.database import Database
from casemgr.data.migrations import bring_up_to_date
from casemgr.data.tables import Schema
from casemgr.domain.access import Person
from casemgr.domain.checking import NotUnderstood, check
from casemgr.domain.conditions import Context
from casemgr.domain.errors import ChangedMeanwhile, InvalidDraft, NotAllowed, NotFound, UserError
from casemgr.domain.fields import Rows, Text
from casemgr.domain.kind import Kind, Section
from casemgr.domain.words import Words, same
from casemgr.services import drafts, history, organisation, records
from casemgr.services.desk import Desk
from tests.data.conftest import Hire, later
from tests.data.test_saving import OF_HEALTH, WHOLE, outing, somebody

EVENING = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
UNREAD = NotUnderstood("32/13/2025", Words("Pas une date.", "ليس تاريخا.", "Not a date."))


# --- drafts --------------------------------------------------------------------------------------------------
def test_a_draft_of_a_change_remembers_the_record_and_the_version_it_began_from(coordinator: Desk) -> None:
    saved = outing(coordinator)
    kind = coordinator.kinds["outing"]
    typed = {"guide": "Fatima", "ends_on": UNREAD, "goals": [{"aim": "A", "actions": [{"what": "", "done": None}]}]}
    drafts.keep(coordinator, kind, typed, record=saved.id, version=saved.version, beneficiary="somebody")
    (draft,) = drafts.mine(coordinator)
    assert (draft.kind, draft.record, draft.version, draft.beneficiary) == ("outing", saved.id, 1, "somebody")
    assert draft.values["ends_on"] == UNREAD and draft.values["guide"] == "Fatima"
    assert draft.values["goals"][0]["actions"] == [{"what": "", "done": None}]


def test_a_draft_keeps_every_type_of_value_and_the_ids_of_lines(coordinator: Desk) -> None:
    saved = outing(coordinator)
    back = records.read(coordinator, "outing", saved.id)
    drafts.keep(coordinator, coordinator.kinds["outing"], back.values, record=saved.id, version=1)
    (draft,) = drafts.mine(coordinator)
    shown = {key for key in back.values if key not in ("days_left", "why_health", "judgment", "card")}
    assert {key: draft.values[key] for key in shown} == {key: back.values[key] for key in shown}
    records.save(coordinator, "outing", draft.values, record_id=saved.id, version=1, insist=True)
    assert records.read(coordinator, "outing", saved.id).version == 1  # nothing was changed


def test_what_a_switch_forbids_is_kept_in_no_draft(coordinator: Desk, hire: Hire) -> None:
    typed = {"guide": "Fatima", "judgment": "condamnée", "card": "AB123456"}
    kept = drafts.keep(coordinator, coordinator.kinds["outing"], typed)
    table = coordinator.database.schema.house.draft
    with coordinator.database.reading() as connection:
        assert connection.execute(sa.select(table.c["values"])).scalar() == '{"guide": "Fatima"}'
    admin = hire("ADMIN")
    organisation.set_switch(admin, "allow_offence_data", "A-329/2014")
    drafts.keep(coordinator, coordinator.kinds["outing"], typed, draft=kept)
    (draft,) = drafts.mine(coordinator)
    assert draft.values == {"guide": "Fatima", "judgment": "condamnée"}


def test_drafts_come_newest_first_and_nobody_touches_anothers(coordinator: Desk, hire: Hire) -> None:
    kind = coordinator.kinds["outing"]
    first = drafts.keep(coordinator, kind, {"guide": "le premier"})
    second = drafts.keep(later(coordinator, EVENING), kind, {"guide": "le second"})
    assert [draft.id for draft in drafts.mine(coordinator)] == [second, first]
    stranger = hire("COORD", "CASE")
    drafts.discard(stranger, first)
    assert len(drafts.mine(coordinator)) == 2
    with pytest.raises(sa.exc.IntegrityError):  # an id that is another's is no door to her draft
        drafts.keep(stranger, kind, {"guide": "pas à moi"}, draft=first)
    assert {draft.values["guide"] for draft in drafts.mine(coordinator)} == {"le premier", "le second"}


def test_a_draft_is_neither_audited_nor_logged_nor_found(coordinator: Desk) -> None:
    drafts.keep(coordinator, coordinator.kinds["outing"], {"guide": "Fatima"})
    house = coordinator.database.schema.house
    with coordinator.database.reading() as connection:
        for table in (house.audit, house.change, house.name_index):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0


# --- two people, one record ----------------------------------------------------------------------------------
def test_the_second_saves_on_top_once_she_has_seen_the_first(coordinator: Desk, hire: Hire) -> None:
    saved = outing(coordinator)
    colleague = hire("CASE")
    records.save(coordinator, "outing", {"guide": "Fatima"}, record_id=saved.id, version=1, insist=True)
    with pytest.raises(ChangedMeanwhile):
        records.save(colleague, "outing", {"people": 5}, record_id=saved.id, version=1, insist=True)
    now = records.read(colleague, "outing", saved.id)
    records.save(colleague, "outing", {"people": 5}, record_id=saved.id, version=now.version, insist=True)
    both = records.read(coordinator, "outing", saved.id)
    assert (both.values["guide"], both.values["people"], both.version) == ("Fatima", 5, 3)
    assert both.updated_by == colleague.person.id and both.created_by == coordinator.person.id


@pytest.mark.parametrize("act", ["void", "move", "merge", "rows"])
def test_whoever_stood_before_a_record_that_changed_does_not_write_over_it(coordinator: Desk, act: str) -> None:
    saved = outing(coordinator)
    if act == "void":
        records.void(coordinator, "outing", saved.id, "essai")
        records.restore(coordinator, "outing", saved.id)
    elif act == "move":
        records.move(coordinator, "outing", saved.id, "DOING", coordinator.today)
    elif act == "rows":
        records.save(coordinator, "outing", {"weather": []}, record_id=saved.id, version=1, insist=True)
    else:
        other = outing(coordinator)
        with coordinator.work() as work:
            merging.merge(work, "outing", saved.id, other.id)
    with pytest.raises(UserError if act == "merge" else ChangedMeanwhile):  # of a merged file: which other to open
        records.save(coordinator, "outing", {"guide": "Fatima"}, record_id=saved.id, version=1, insist=True)


def test_a_version_that_is_not_given_is_a_bug(coordinator: Desk) -> None:
    saved = outing(coordinator)
    with pytest.raises(ValueError, match="version"):
        records.save(coordinator, "outing", {"guide": "Fatima"}, record_id=saved.id)


def test_a_save_that_is_refused_changes_neither_record_nor_version(coordinator: Desk) -> None:
    saved = outing(coordinator)
    for wrong in ({"guide": ""}, {"people": 99}, {"ends_on": date(2026, 1, 1)}, {"sector": "NO SUCH"}):
        with pytest.raises(InvalidDraft):
            records.save(coordinator, "outing", wrong, record_id=saved.id, version=1, insist=True)
    back = records.read(coordinator, "outing", saved.id)
    assert back.version == 1 and back.values["guide"] == WHOLE["guide"]


def test_a_line_is_changed_only_by_who_may_keep_it_so_marked(hire: Hire) -> None:
    nurse, caseworker = hire("HEALTH", "CASE"), hire("CASE")
    saved = outing(nurse, goals=[*WHOLE["goals"], OF_HEALTH])
    (seen,) = records.read(caseworker, "outing", saved.id).values["goals"]
    worse = {"goals": [{**seen, "about_health": True}]}
    with pytest.raises(NotAllowed):
        records.save(caseworker, "outing", worse, record_id=saved.id, version=1, insist=True)
    again = {"goals": [{**seen, "aim": "Autre but"}]}
    records.save(caseworker, "outing", again, record_id=saved.id, version=1, insist=True)
    aims = [goal["aim"] for goal in records.read(nurse, "outing", saved.id).values["goals"]]
    assert sorted(aims) == ["Autre but", "Soigner"]


def test_the_history_says_what_changed_and_who_did_to_whom_may_read_it(hire: Hire) -> None:
    nurse = hire("HEALTH", "CASE")
    saved = outing(nurse, goals=[*WHOLE["goals"], OF_HEALTH])
    goals = [dict(goal) for goal in records.read(nurse, "outing", saved.id).values["goals"]]
    goals[0]["aim"], goals[1]["aim"] = "Trouver mieux", "Guérir"
    changed = {"goals": goals, "guide": "Fatima"}
    records.save(nurse, "outing", changed, record_id=saved.id, version=1, insist=True)
    told = {(change.what.en, change.old, change.new) for change in history.history(nurse, "outing", saved.id)}
    assert ("Aim", "Soigner", "Guérir") in told and ("Guide", "عائشة", "Fatima") in told
    seen = {(change.what.en, change.new) for change in history.history(hire("CASE"), "outing", saved.id)}
    assert ("Aim", "Trouver mieux") in seen and ("Aim", "Guérir") not in seen
    with pytest.raises(NotFound):
        history.history(hire("CASE", branch="CAS"), "outing", saved.id)


# --- switches ------------------------------------------------------------------------------------------------
def test_what_stood_before_a_switch_was_turned_off_is_left_alone_by_later_changes(
    coordinator: Desk, hire: Hire
) -> None:
    admin = hire("ADMIN")
    organisation.set_switch(admin, "allow_offence_data", "A-329/2014")
    saved = outing(coordinator, judgment="relaxée")
    organisation.set_switch(admin, "allow_offence_data", "")
    records.save(
        coordinator, "outing", {"guide": "Fatima", "judgment": "x"}, record_id=saved.id, version=1, insist=True
    )
    organisation.set_switch(admin, "allow_offence_data", "A-329/2014")
    back = records.read(coordinator, "outing", saved.id)
    assert back.values["judgment"] == "relaxée" and back.values["guide"] == "Fatima"


SECRET = Text(key="secret", label=same("s"), switch="allow_health")
INNER = Rows(
    key="inner", label=same("i"), one=same("i"), fields=(Text(key="what", label=same("w")),), switch="allow_health"
)
LINES = Rows(key="lines", label=same("l"), one=same("l"), fields=(Text(key="name", label=same("n")), SECRET, INNER))
SWITCHED = Kind(
    key="switched",
    label=same("k"),
    plural=same("k"),
    grants_as="household",
    sections=(Section("one", same("o"), (LINES,)),),
)


@pytest.fixture
def switched(coordinator: Desk) -> Desk:
    """The coordinator at a database that keeps a kind whose lines have a field and lines of their own on a switch."""
    was = coordinator.database
    schema = Schema((*was.schema.kinds.values(), SWITCHED))
    database = Database(was.reader, was.writer, schema, was.node, was.refusals)
    bring_up_to_date(database)
    return replace(coordinator, database=database)


def test_a_switch_within_lines_leaves_what_stood_there(switched: Desk) -> None:
    setting = switched.database.schema.house.setting
    with switched.database.writing() as connection:
        connection.execute(setting.insert().values(key="allow_health", value="A-1/2026", by="x"))
    whole: dict[str, Any] = {"lines": [{"name": "un", "secret": "grave", "inner": [{"what": "soin"}]}]}
    saved = records.save(switched, "switched", whole)
    (line,) = records.read(switched, "switched", saved.id).values["lines"]
    assert line["secret"] == "grave" and line["inner"][0]["what"] == "soin"
    with switched.database.writing() as connection:
        connection.execute(setting.delete())
    changed = {"lines": [{"id": line["id"], "name": "deux", "secret": "autre", "inner": []}]}
    records.save(switched, "switched", changed, record_id=saved.id, version=1)
    (line,) = records.read(switched, "switched", saved.id).values["lines"]
    assert (line["name"], line["secret"], line["inner"][0]["what"]) == ("deux", "grave", "soin")


def test_lines_within_a_line_do_not_exist_while_their_switch_is_off() -> None:
    lines = [{"name": "un", "secret": "grave", "inner": [{"what": "soin"}]}]
    (kept,) = check(SWITCHED, {"lines": lines}, Context(today=date(2026, 3, 2))).values["lines"]
    assert set(kept) == {"name", "id", "confidentiality"}


def test_nobody_saves_in_another_branch(coordinator: Desk) -> None:
    person = somebody(coordinator)
    with pytest.raises(NotAllowed):
        records.save(coordinator, "outing", {**WHOLE, "beneficiary": person}, insist=True, branch="CAS")
    saved = outing(coordinator)
    with pytest.raises(NotAllowed):
        records.save(coordinator, "outing", {}, record_id=saved.id, version=1, insist=True, branch="CAS")
    stranger = replace(coordinator, person=Person("x", "x", "x", ("CASE",), ("CAS",), "CAS"))
    with pytest.raises(NotFound):
        records.save(stranger, "outing", {"guide": "X"}, record_id=saved.id, version=1, insist=True)
