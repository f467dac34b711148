"""Programmes from end to end without a window: entered, walked through, left, counted, and who may see whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.domain import pathway
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.eligibility import Answer, criteria_of
from casemgr.domain.errors import ChangedMeanwhile, InvalidDraft, NotAllowed, UserError
from casemgr.domain.ids import Ids
from casemgr.domain.vocabulary import vocabulary
from casemgr.records import KINDS
from casemgr.services import lists, merging, programmes, records, register
from casemgr.services.counting import enrolled, targets
from casemgr.services.desk import Desk
from casemgr.services.programmes import Step
from tests.data.conftest import MORNING, open_empty
from tests.postgresql import PostgresqlServer

TODAY = MORNING.date()
LONG_AGO = TODAY - timedelta(days=400)
WALKED_ON_SCREEN = ("PVI", "TAM")  # tests/journeys/test_programme_paths.py
OTHERS = tuple(term.code for term in vocabulary("programme") if term.code not in WALKED_ON_SCREEN)


@pytest.fixture(scope="module", params=["file", "server"])
def association(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A coordinator who also follows cases, in Rabat, on each of the two databases, made once for this module."""
    if request.param == "file":
        yield from _desk(open_empty("file", KINDS, tmp_path_factory.mktemp("programmes"), ""))
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    with server.fresh_database() as url:
        yield from _desk(open_empty("server", KINDS, tmp_path_factory.mktemp("programmes"), url))


@pytest.fixture(scope="module")
def on_a_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The same on a file alone, for what is tried with every programme."""
    yield from _desk(open_empty("file", KINDS, tmp_path_factory.mktemp("every_programme"), ""))


def _desk(database: Database) -> Iterator[Desk]:
    branches = [
        {"code": code, "name_fr": code, "name_ar": code, "name_en": code, "province": province}
        for code, province in (("RAB", "MA-RAB"), ("CAS", "MA-CAS"))
    ]
    with database.writing() as connection:
        connection.execute(database.schema.house.branch.insert(), branches)
    ids = Ids(random=Random(5))
    person = Person(ids.new(), "somebody", "Somebody", ("COORD", "CASE"), ("RAB",), "RAB")
    yield Desk(database, person, fixed_clock(MORNING), ids)
    database.dispose()


def welcome(desk: Desk, **traits: Any) -> str:
    """Somebody whom the association follows: a foreign woman of 30, unless said."""
    known = {
        "intake_date": LONG_AGO,
        "family_name": "Camara",
        "given_names": "Awa",
        "sex": "F",
        "birth_date": ApproximateDate.of_day(date(1996, 1, 10)),
        "nationality": "GN",
        "population_group": "MIG",
    }
    return records.save(desk, "beneficiary", {**known, **traits}, insist=True).id


def serve(desk: Desk, person: str, programme: str, kind: str = "SOC-NFI") -> None:
    """One service charged to a programme."""
    given = {"beneficiary": person, "type": kind, "date": TODAY, "quantity": 1, "programme": programme}
    draft = records.new_draft(desk, "service", **given)
    records.save(desk, "service", draft, insist=True)


def all_checked(programme: str) -> dict[str, str]:
    """Every criterion checked with the person, and met."""
    return {f"{programme}-{one.code}": "MEETS" for one in criteria_of(programme)}


def enrol(desk: Desk, person: str, programme: str, day: date = TODAY, **more: Any) -> str:
    """Into a programme, its criteria checked."""
    checked = {"answers": all_checked(programme), "insist": True, **more}
    return programmes.enrol(desk, person, programme, day, **checked).id


def stage(desk: Desk, enrolment: str) -> str | None:
    return programmes.standing_of(desk, enrolment).standing.stage


def card(desk: Desk, programme: str) -> programmes.Card:
    return next(one for one in programmes.cards(desk) if one.programme == programme)


@pytest.mark.parametrize("programme", OTHERS)
def test_each_programme_is_entered_walked_to_its_end_left_and_counted(on_a_file: Desk, programme: str) -> None:
    desk, path = on_a_file, pathway.path_of(programme)
    before = card(desk, programme)
    person = welcome(desk)
    enrolment = enrol(desk, person, programme)
    assert stage(desk, enrolment) == path[0]
    for code in path[1:]:
        moved = programmes.advance(desk, [enrolment], Step(TODAY, "vu"))
        assert len(moved.changed) == 1 and stage(desk, enrolment) == code
        due = records.read(desk, "enrolment", enrolment).values["remind_on"]
        days = pathway.stage(code).remind_days
        assert due == (TODAY + timedelta(days=days) if days else None)
    assert programmes.standing_of(desk, enrolment).next is None
    with pytest.raises(UserError):
        programmes.advance(desk, [enrolment], Step(TODAY))
    assert card(desk, programme).reached.value == before.reached.value  # nothing was given to her yet
    serve(desk, person, programme)
    at_the_end = card(desk, programme)
    assert at_the_end.reached.value == before.reached.value + 1 and at_the_end.running == before.running + 1
    assert at_the_end.months[-1][2] == before.months[-1][2] + 1
    entered = {one.stage: one.entered for one in before.stages}
    assert {one.stage: one.entered for one in at_the_end.stages} == {code: entered[code] + 1 for code in path}
    assert [one.here for one in at_the_end.stages][-1] == before.stages[-1].here + 1
    programmes.leave(desk, enrolment, TODAY, "COMPLETED")
    left = records.read(desk, "enrolment", enrolment).values
    assert (left["exited_on"], left["exit_reason"], left["remind_on"]) == (TODAY, "COMPLETED", None)
    assert enrolment not in [one.id for one in programmes.standings(desk, programme)]
    assert card(desk, programme).running == before.running
    assert len(left["history"]) == len(path) and {line["by"] for line in left["history"]} == {desk.person.id}


def test_a_hard_criterion_that_is_not_met_asks_for_a_reason_and_rules_nobody_out(association: Desk) -> None:
    man = welcome(association, sex="M")
    answers = {one.criterion.code: one.answer for one in programmes.criteria(association, man, "TAM", TODAY)}
    assert answers == {
        "SEX": Answer.DOES_NOT_MEET,
        "FOR": Answer.MEETS,
        "VULN": Answer.UNKNOWN,
        "ZONE": Answer.UNKNOWN,
    }
    with pytest.raises(InvalidDraft) as refused:
        programmes.enrol(association, man, "TAM", TODAY, insist=True)
    assert [issue.field for issue in refused.value.issues if issue.strength == "error"] == ["exception_reason"]
    reason = "Père seul d’un nourrisson."
    saved = programmes.enrol(association, man, "TAM", TODAY, reason=reason, answers={"TAM-VULN": "MEETS"})
    read = records.read(association, "enrolment", saved.id)
    assert read.confidentiality == "L1"
    lines = str(read.values["eligibility"]).splitlines()
    assert [line[0] for line in lines] == ["✗", "✓", "✓", "?"]


def test_what_is_more_secret_than_the_team_is_not_told_by_a_criterion(association: Desk) -> None:
    person = welcome(
        association,
        housing=[{"since": LONG_AGO, "housing": "STREET", "confidentiality": "L0"}],
    )
    told = {one.criterion.code: one.answer for one in programmes.criteria(association, person, "LOG", TODAY)}
    assert told == {"SHELT": Answer.MEETS}
    tables = association.database.schema.of("beneficiary")
    housing = tables.group("housing").table
    with association.database.writing() as connection:
        connection.execute(housing.update().where(housing.c.record == person).values(confidentiality="L3"))
    hidden = {one.criterion.code: one.answer for one in programmes.criteria(association, person, "LOG", TODAY)}
    assert hidden == {"SHELT": Answer.UNKNOWN}


def test_what_a_person_allowed_answers_the_register_of_competences(association: Desk) -> None:
    person = welcome(association, population_group="MRE", nationality="MA")
    told = programmes.criteria(association, person, "COM", TODAY)
    assert [one.answer for one in told] == [Answer.UNKNOWN]
    alumni = {"beneficiary": person, "purpose": "ALUMNI", "answer": "GIVEN", "mode": "SIGN", "given_on": TODAY}
    records.save(association, "consent", alumni, insist=True)
    told = programmes.criteria(association, person, "COM", TODAY)
    assert [one.answer for one in told] == [Answer.MEETS]
    saved = programmes.enrol(association, person, "COM", TODAY, insist=True)
    assert str(records.read(association, "enrolment", saved.id).values["eligibility"]).startswith("✓")


def test_whoever_runs_in_an_old_list_is_reminded_of_by_her_stage(association: Desk, tmp_path: Path) -> None:
    codes = [records.read(association, "beneficiary", welcome(association)).code for _ in range(3)]
    path, began = tmp_path / "old.csv", TODAY - timedelta(days=60)
    lines = [
        "external_id,beneficiary,programme,enrolled_on,history.stage,history.entered_on,exited_on,exit_reason",
        f"old-1,{codes[0]},PVI,{began},BILAN,{began},,",  # looked at again after 30 days
        f"old-2,{codes[1]},PVI,{began},FORM,{began},{TODAY},DROPOUT",
        f"old-3,{codes[2]},LNG,{began},Attestation,{began},,",  # a stage that asks for nothing more
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lists.bring_in(association, "enrolment", path).is_written
    table = association.database.schema.of("enrolment").record.c
    asked = sa.select(table.external_id, table.remind_on).where(table.external_id.like("old-%"))
    with association.database.reading() as connection:
        reminded = {row.external_id: row.remind_on for row in connection.execute(asked).all()}
    assert reminded == {"old-1": began + timedelta(days=30), "old-2": None, "old-3": None}


def test_one_running_enrolment_a_programme_several_programmes_and_a_second_time_is_not_new(association: Desk) -> None:
    desk, person = association, welcome(association)
    first = enrol(desk, person, "LNG", TODAY - timedelta(days=60))
    enrol(desk, person, "CUL")
    with pytest.raises(InvalidDraft) as refused:
        enrol(desk, person, "LNG")
    assert "programme" in {issue.field for issue in refused.value.issues}
    assert records.read(desk, "enrolment", first).confidentiality == "L0"
    programmes.leave(desk, first, TODAY - timedelta(days=1), "DROPOUT")
    new = enrolled.newly_enrolled(desk, TODAY.replace(day=1), TODAY).get("LNG")
    enrol(desk, person, "LNG")
    assert enrolled.newly_enrolled(desk, TODAY.replace(day=1), TODAY).get("LNG") == new


def test_several_move_together_each_on_her_own_path_and_undo_takes_all_back(association: Desk) -> None:
    desk = association
    here, ahead = (enrol(desk, welcome(desk), "ASH") for _person in range(2))
    programmes.advance(desk, [ahead], Step(TODAY))
    over = enrol(desk, welcome(desk), "ASH")
    programmes.leave(desk, over, TODAY, "MOVED")
    moved = programmes.advance(desk, [here, ahead, over], Step(TODAY, "reçu"))
    assert [stage(desk, one) for one in (here, ahead)] == ["ASH-AIDE", "ASH-ORIENT"] and moved.left_out == 1
    programmes.undo(desk, moved)
    assert [stage(desk, one) for one in (here, ahead)] == ["ASH-EVAL", "ASH-AIDE"]
    back = records.read(desk, "enrolment", here).values
    assert back["remind_on"] == TODAY + timedelta(days=3) and len(back["history"]) == 1
    again = programmes.advance(desk, [here], Step(TODAY), "ASH-SUIVI")
    assert stage(desk, here) == "ASH-SUIVI"
    read = records.read(desk, "enrolment", here)
    records.save(desk, "enrolment", {"exit_note": None, "remind_on": TODAY}, record_id=here, version=read.version)
    with pytest.raises(ChangedMeanwhile):
        programmes.undo(desk, again)
    assert stage(desk, here) == "ASH-SUIVI"


def test_whoever_waits_longer_than_her_stage_allows_comes_first(association: Desk) -> None:
    desk = association
    late, later, in_time = (
        enrol(desk, welcome(desk), "RVR", TODAY - timedelta(days=days)) for days in (7 + 5, 7 + 90, 7)
    )
    found = programmes.standings(desk, "RVR")
    mine = [one for one in found if one.id in (late, later, in_time)]
    assert [(one.id, one.late) for one in mine] == [(later, 90), (late, 5), (in_time, 0)]
    (line,) = register.lines(desk, "enrolment", [later], ["stage", "stage_since", "late"])
    assert line.cells == ("Information neutre", f"{TODAY - timedelta(days=97):%d/%m/%Y}", "90")
    assert card(desk, "RVR").stuck == sum(one.is_stuck for one in found)


def test_an_enrolment_keeps_the_path_it_began_with_and_a_stage_that_is_no_more_is_still_read(association: Desk) -> None:
    desk, person = association, welcome(association)
    kept = {
        "beneficiary": person,
        "programme": "PVI",
        "enrolled_on": LONG_AGO,
        "path": ("PVI-ACCUEIL", "PVI-ORIENTATION", "PVI-FORM"),
        "history": [
            {
                "stage": "PVI-ORIENTATION",
                "entered_on": LONG_AGO,
                "evidence": None,
                "by": None,
                "outcome": None,
                "note": None,
            }
        ],
    }
    with desk.work() as work:
        enrolment = work.create("enrolment", kept)
    read = records.read(desk, "enrolment", enrolment)
    assert programmes.standing_of(desk, enrolment).next == "PVI-FORM"
    (line,) = register.lines(desk, "enrolment", [enrolment], ["stage"])
    assert line.cells == ("PVI-ORIENTATION",)
    records.save(desk, "enrolment", {**read.values}, record_id=enrolment, version=read.version, insist=True)
    programmes.advance(desk, [enrolment], Step(TODAY))
    assert stage(desk, enrolment) == "PVI-FORM" and programmes.standing_of(desk, enrolment).next is None
    with pytest.raises(InvalidDraft):  # a new one cannot begin with it
        records.save(desk, "enrolment", {**kept, "beneficiary": welcome(desk)}, insist=True)


def test_what_the_two_pilots_owe_is_counted_by_their_indicators_people_once(association: Desk) -> None:
    desk = association
    before = {code: card(desk, code).reached for code in ("PVI", "TAM")}
    assert {one.indicator for one in before.values()} == {"P01", "T01"}
    assert {one.target for one in before.values()} == {1500}
    woman, twin, man = welcome(desk), welcome(desk), welcome(desk, sex="M")
    for person in (woman, twin):
        programmes.advance(desk, [enrol(desk, person, "PVI")], Step(TODAY))
    enrol(desk, man, "PVI")  # enrolled, not yet assessed
    for person, reason in ((woman, None), (man, "Situation grave.")):
        enrol(desk, person, "TAM", reason=reason, answers={"TAM-VULN": "MEETS"})
        serve(desk, person, "TAM")
    serve(desk, twin, "TAM")  # served, never enrolled
    assert card(desk, "PVI").reached.value == before["PVI"].value + 2
    assert card(desk, "TAM").reached.value == before["TAM"].value + 1
    for code in ("PVI", "TAM"):  # one target has one figure, wherever it is shown
        shown = targets.reach(desk, code, TODAY)
        assert (shown.value, shown.indicator) == (card(desk, code).reached.value, card(desk, code).reached.indicator)
    assert {woman, twin} <= set(targets.who(desk, targets.reach(desk, "PVI", TODAY)))
    assert enrolled.assessed(desk, TODAY, TODAY) >= 2
    loser, survivor = (records.read(desk, "beneficiary", one).code for one in (twin, woman))
    merging.merge(desk, loser, survivor, "même personne")
    assert card(desk, "PVI").reached.value == before["PVI"].value + 1
    records.void(desk, "beneficiary", woman, "saisie deux fois")
    assert card(desk, "PVI").reached.value == before["PVI"].value


def test_counts_are_of_the_whole_association_lists_of_what_one_may_read(association: Desk) -> None:
    desk = association
    enrolment = enrol(desk, welcome(desk), "JUR")
    elsewhere = replace(
        desk, person=Person("other", "other", "Other", ("CASE",), ("CAS",), "CAS"), clock=fixed_clock(MORNING)
    )
    assert card(elsewhere, "JUR").running == card(desk, "JUR").running > 0
    assert programmes.standings(elsewhere, "JUR") == []
    with pytest.raises(UserError):
        programmes.standing_of(elsewhere, enrolment)
    with pytest.raises(UserError):
        programmes.advance(elsewhere, [enrolment], Step(TODAY))
    supervisor = replace(desk, person=Person("super", "super", "S", ("SUPER",), ("RAB",), "RAB"))
    seen = [one for one in programmes.standings(supervisor, "JUR") if one.id == enrolment]
    assert [one.stage for one in seen] == ["JUR-ECOUTE"]  # the stage, by code; never the name
    assert not programmes.standing_of(supervisor, enrolment).standing.may_move
    reception = replace(desk, person=Person("door", "door", "D", ("ACCUEIL",), ("RAB",), "RAB"))
    with pytest.raises(NotAllowed):
        programmes.cards(reception)
