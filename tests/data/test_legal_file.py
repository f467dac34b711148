"""Legal files in a database: who sees which day, feasts that move a limit, a case that waits, a list that comes in."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data.audit import broken_links
from casemgr.data.database import Database
from casemgr.domain.access import Person
from casemgr.domain.clock import MOROCCO, fixed_clock
from casemgr.domain.errors import InvalidDraft, NotAllowed, NotFound
from casemgr.domain.icalendar import as_ics
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services import due, history, holidays, legal_calendar, one_stroke, organisation, records, register
from casemgr.services.desk import Desk
from casemgr.services.holidays import Feast
from casemgr.services.lists import Fate, bring_in
from casemgr.services.records import Record, Saved
from casemgr.services.whole_file import whole_file
from tests.data.conftest import open_empty

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
Hiring = Callable[..., Desk]


@pytest.fixture(scope="module", params=["file", "server"])
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database of every kind, for this module."""

    def opened(url: str) -> Database:
        database = open_empty(request.param, KINDS, tmp_path_factory.mktemp("legal"), url)
        branches = [
            {"code": code, "name_fr": code, "name_ar": code, "name_en": code, "province": province}
            for code, province in (("RAB", "MA-RAB"), ("CAS", "MA-CAS"))
        ]
        with database.writing() as connection:
            connection.execute(database.schema.house.branch.insert(), branches)
        return database

    if request.param == "file":
        database = opened("")
        yield database
        database.dispose()
    else:
        with request.getfixturevalue("postgresql_server").fresh_database() as url:
            database = opened(url)
            yield database
            database.dispose()


@pytest.fixture(scope="module")
def hiring(base: Database) -> Hiring:
    ids = Ids(random=Random(17))

    def hired(*roles: str, branch: str = "RAB") -> Desk:
        person = Person(ids.new(), "-".join(roles).lower(), "Somebody", roles, (branch,), branch)
        return Desk(base, person, fixed_clock(MORNING), ids)

    return hired


@pytest.fixture(scope="module")
def lawyer(hiring: Hiring) -> Desk:
    """She receives people too, as in a small association."""
    return hiring("LEGAL", "CASE", "COORD")


_NUMBER = iter(range(1000))


def somebody(desk: Desk, family: str = "", given: str = "Awa", **more: Any) -> str:
    letters = f"{next(_NUMBER):03d}".translate(str.maketrans("0123456789", "bdfgklmnrs"))
    values = {
        "family_name": family or f"Ta{letters}o",
        "given_names": given,
        "sex": "F",
        "nationality": "GN",
        "population_group": "MIG",
        **more,
    }
    return records.save(desk, "beneficiary", values, insist=True).id


def a_file(desk: Desk, person: str, **values: Any) -> Saved:
    whole = {"beneficiary": person, "matter": "STAY_REFUS", "stages": [{"stage": "INTAKE", "date": TODAY}], **values}
    return records.save(desk, "legal_file", {"opened_on": TODAY, **whole}, insist=True)


def with_dates(desk: Desk, person: str, start: date = date(2026, 11, 16), **values: Any) -> Saved:
    hearing = {"date": TODAY + timedelta(days=4), "time": "09:30", "room": "3", "note": "Récit", "interpreter": True}
    acts = [{"act": "STAY_REFUSED", "date": start, "notified": "POST"}]
    return a_file(desk, person, **{"facts": "Refus oral au guichet", "acts": acts, "hearings": [hearing], **values})


def terms_of(desk: Desk, saved: Saved) -> list[tuple[str, date, date]]:
    lines = records.read(desk, "legal_file", saved.id).values["deadlines"]
    return [(line["term"], line["safe_on"], line["legal_on"]) for line in lines]


# --- terms that acts start ------------------------------------------------------------------------------------------
def test_acts_start_their_terms_once_and_saving_again_changes_nothing(lawyer: Desk) -> None:
    saved = with_dates(lawyer, somebody(lawyer))
    both = [(code, date(2026, 12, 1), date(2026, 12, 1)) for code in ("STAY_APPEAL", "STAY_LEAVE")]
    assert terms_of(lawyer, saved) == both
    read = records.read(lawyer, "legal_file", saved.id)
    assert read.code.startswith("J-2026-") and len(read.code.rsplit("-", 1)[1]) == 3
    again = records.save(
        lawyer, "legal_file", dict(read.values), record_id=saved.id, version=saved.version, insist=True
    )
    assert again.version == saved.version and terms_of(lawyer, saved) == both


def test_a_corrected_act_moves_its_rows_and_keeps_their_identity(lawyer: Desk) -> None:
    saved = with_dates(lawyer, somebody(lawyer))
    read = records.read(lawyer, "legal_file", saved.id)
    acts = [{**read.values["acts"][0], "date": date(2026, 11, 18)}]
    records.save(lawyer, "legal_file", {"acts": acts}, record_id=saved.id, version=saved.version, insist=True)
    moved = records.read(lawyer, "legal_file", saved.id).values
    assert [line["id"] for line in moved["deadlines"]] == [line["id"] for line in read.values["deadlines"]]
    assert {line["safe_on"] for line in moved["deadlines"]} == {date(2026, 12, 3)} == {moved["next_deadline"]}


def test_what_is_worked_out_is_filtered_and_sorted_in_the_register(lawyer: Desk) -> None:
    soon = with_dates(lawyer, somebody(lawyer), date(2026, 11, 10), matter="STAY_REGUL")
    late = with_dates(lawyer, somebody(lawyer), date(2026, 11, 20), matter="STAY_REGUL")
    matter = register.Filter("matter", "any_of", ("STAY_REGUL",))
    by_term = register.ids(lawyer, "legal_file", filters=[matter], sort=register.Sort("next_deadline"))
    assert by_term == [soon.id, late.id]
    until = register.Filter("next_deadline", "to", date(2026, 11, 30))
    assert register.ids(lawyer, "legal_file", filters=[matter, until]) == [soon.id]
    stage = register.Filter("current_stage", "any_of", ("INTAKE",))
    assert set(register.ids(lawyer, "legal_file", filters=[matter, stage])) == {soon.id, late.id}


# --- who sees what --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["CASE", "COORD", "EMPLOI"])
def test_whoever_sees_dates_sees_the_days_and_nothing_else(hiring: Hiring, lawyer: Desk, role: str) -> None:
    saved = with_dates(lawyer, somebody(lawyer), opposing_parties=[{"name": "Société Untel"}])
    reader = hiring(role)
    read = records.read(reader, "legal_file", saved.id)
    assert read.view == "dates" and read.title == ""
    assert set(read.values) == {"beneficiary", "deadlines", "hearings", "next_deadline", "next_hearing"}
    (hearing,) = read.values["hearings"]
    assert hearing["time"] == "09:30" and "note" not in hearing
    assert all("evidence" not in line and "override_reason" not in line for line in read.values["deadlines"])
    assert "Refus" not in str(read.values) and "Untel" not in str(read.values)
    seen = [one for one in legal_calendar.between(reader, TODAY, TODAY + timedelta(days=30)) if one.record == saved.id]
    assert {one.what for one in seen} == {"deadlines", "hearings"} and {one.code for one in seen} == {saved.code}
    printed = [line for sheet in whole_file(reader, saved.code).sheets() for line in sheet.lines]
    assert "Date sûre 01/12/2026" in str(printed) and "Refus oral" not in str(printed) and "Untel" not in str(printed)
    with pytest.raises((NotAllowed, NotFound)):
        records.save(reader, "legal_file", {"facts": "x"}, record_id=saved.id, version=saved.version, insist=True)
    with pytest.raises(NotAllowed):
        legal_calendar.export(reader, seen, "fr")


def test_meal_sees_the_family_and_the_supervisor_nothing_at_all(hiring: Hiring, lawyer: Desk) -> None:
    saved = with_dates(lawyer, somebody(lawyer))
    read: Record = records.read(hiring("MEAL"), "legal_file", saved.id)
    assert dict(read.values) == {"family": "STAY"}
    for role in ("SUPER", "FIN", "ACCUEIL", "PSY"):
        with pytest.raises(NotFound):
            records.read(hiring(role), "legal_file", saved.id)
        assert register.ids(hiring(role), "legal_file") == []
    for role in ("MEAL", "SUPER"):
        assert legal_calendar.between(hiring(role), TODAY, TODAY + timedelta(days=60)) == []


def test_a_file_of_violence_is_for_those_who_are_named_on_it(hiring: Hiring, lawyer: Desk) -> None:
    saved = with_dates(lawyer, somebody(lawyer), matter="GBV_DOM")
    assert records.read(lawyer, "legal_file", saved.id).confidentiality == "L3+L4"
    for role in ("LEGAL", "CASE", "COORD", "MEAL"):
        with pytest.raises(NotFound):
            records.read(hiring(role), "legal_file", saved.id)
        assert saved.id not in {one.record for one in legal_calendar.between(hiring(role), TODAY, date(2027, 1, 31))}
    assert saved.id in {one.record for one in legal_calendar.between(lawyer, TODAY, date(2027, 1, 31))}


def test_a_register_of_days_alone_stands_without_the_columns_it_would_leave_empty(lawyer: Desk, hiring: Hiring) -> None:
    caseworker = hiring("CASE", "COORD")
    offered = register.columns(caseworker, "legal_file")
    first = {one.key for one in offered if one.default}
    assert first == {"code", "person", "state", "next_deadline", "next_hearing"}
    assert "matter" in {one.key for one in offered}  # of the files in which she is named, she reads all
    assert {"matter", "opened_on"} <= {one.key for one in register.columns(lawyer, "legal_file") if one.default}


def test_the_other_side_is_found_by_no_search_and_no_filter(lawyer: Desk) -> None:
    saved = with_dates(lawyer, somebody(lawyer), opposing_parties=[{"name": "Zerhouni Khalid"}])
    assert register.ids(lawyer, "legal_file", text="Zerhouni Khalid") == []
    assert not [key for key, _field in register.filterable(lawyer, "legal_file") if "opposing" in key]
    assert not [one.key for one in register.columns(lawyer, "legal_file") if "opposing" in one.key]
    assert records.read(lawyer, "legal_file", saved.id).values["opposing_parties"][0]["name"] == "Zerhouni Khalid"


# --- conflict of interest -------------------------------------------------------------------------------------------
def hints(lawyer: Desk, **values: Any) -> set[str]:
    draft = {"matter": "LAB_WAGE", "opened_on": TODAY, "stages": [{"stage": "INTAKE", "date": TODAY}], **values}
    checked = records.check(lawyer, "legal_file", draft)
    return {issue.field for issue in checked.warnings if issue.message.en.startswith("There may be a conflict")}


def test_a_conflict_is_hinted_at_in_both_directions_and_both_scripts(lawyer: Desk, hiring: Hiring) -> None:
    ours = somebody(lawyer, "Benjelloun", "Karima", family_name_ar="بنجلون", given_names_ar="كريمة")
    hers = somebody(hiring("CASE", "COORD", branch="CAS"), "Ouedraogo", "Salif")
    assert hers
    other = somebody(lawyer)
    assert hints(lawyer, beneficiary=other) == set()
    assert hints(lawyer, beneficiary=other, opposing_parties=[{"name": "Karima Benjelloun"}]) == {
        "opposing_parties.0.name"
    }
    assert hints(lawyer, beneficiary=other, opposing_parties=[{"name": "كريمة بنجلون"}]) == {"opposing_parties.0.name"}
    assert hints(lawyer, beneficiary=other, opposing_parties=[{"name": "Salif Ouédraogo"}]) == {
        "opposing_parties.0.name"
    }
    assert hints(lawyer, beneficiary=ours, opposing_parties=[{"name": "Karima Benjelloun"}]) == set()
    a_file(lawyer, other, matter="LAB_WAGE", opposing_parties=[{"name": "BENJELLOUN karima"}])
    assert hints(lawyer, beneficiary=ours) == {"beneficiary"}


# --- feasts of the moon ---------------------------------------------------------------------------------------------
@pytest.fixture
def administrator(hiring: Hiring, base: Database) -> Iterator[Desk]:
    yield hiring("ADMIN")
    with base.writing() as connection:
        setting = base.schema.house.setting
        connection.execute(setting.delete().where(setting.c.key.startswith("holidays.")))


def test_a_feast_that_is_entered_moves_the_open_limits_and_is_in_the_trace(administrator: Desk, lawyer: Desk) -> None:
    born = date(2026, 2, 18)  # 30 days later: Friday 20 March 2026
    saved = a_file(lawyer, somebody(lawyer), matter="CIV_BIRTH", acts=[{"act": "BORN", "date": born}])
    done = a_file(lawyer, somebody(lawyer), matter="CIV_BIRTH", acts=[{"act": "BORN", "date": born}])
    line = records.read(lawyer, "legal_file", done.id).values["deadlines"][0]
    records.save(
        lawyer, "legal_file", {"deadlines": [{**line, "done_on": date(2026, 3, 2)}]},
        record_id=done.id, version=done.version, insist=True,
    )  # fmt: skip
    aid = Feast("FITR", date(2026, 3, 20), 2)
    assert holidays.save_year(administrator, 2026, [aid]) == 1
    assert holidays.of_year(administrator, 2026) == [aid]
    assert terms_of(lawyer, saved) == [("BIRTH", date(2026, 3, 20), date(2026, 3, 23))]
    assert terms_of(lawyer, done) == [("BIRTH", date(2026, 3, 20), date(2026, 3, 20))]
    changed = [change for change in history.history(lawyer, "legal_file", saved.id) if "legal" in str(change).lower()]
    assert changed
    audit = administrator.database.schema.house.audit
    with administrator.database.reading() as connection:
        noted = connection.execute(sa.select(audit.c.record).where(audit.c.kind == "settings")).scalars().all()
        assert "holidays.2026" in noted
        assert list(broken_links(connection, administrator.database)) == []
    after = records.read(lawyer, "legal_file", saved.id)
    assert after.version == saved.version  # whoever had it open saves the same dates
    again = records.save(
        lawyer, "legal_file", dict(after.values), record_id=saved.id, version=saved.version, insist=True
    )
    assert again.version == saved.version
    assert holidays.save_year(administrator, 2026, []) == 1
    assert terms_of(lawyer, saved) == [("BIRTH", date(2026, 3, 20), date(2026, 3, 20))]


def test_feasts_are_entered_by_who_may_change_the_settings_and_checked(administrator: Desk, lawyer: Desk) -> None:
    aid = Feast("ADHA", date(2026, 5, 27), 2)
    with pytest.raises(NotAllowed):
        holidays.save_year(lawyer, 2026, [aid])
    for wrong in (Feast("NOWRUZ", date(2026, 3, 20), 1), replace(aid, days=0), replace(aid, first=date(2025, 5, 27))):
        with pytest.raises(InvalidDraft) as refused:
            holidays.save_year(administrator, 2026, [wrong])
        assert [issue.field for issue in refused.value.issues] == [wrong.code]
    assert [term.code for term in holidays.not_entered([aid])] == ["FITR", "MUH", "MAWLID"]
    holidays.save_year(administrator, 2026, [aid, Feast("OTHER", date(2026, 12, 7), 1)])
    assert holidays.every_day_off(lawyer) == {date(2026, 5, 27), date(2026, 5, 28), date(2026, 12, 7)}


# --- closing --------------------------------------------------------------------------------------------------------
def test_neither_the_file_nor_the_case_closes_while_a_term_runs(lawyer: Desk) -> None:
    person = somebody(lawyer)
    case = records.save(lawyer, "case", {"beneficiary": person, "opened_on": TODAY}, insist=True)
    saved = with_dates(lawyer, person)
    closing = {"closing_reason": "GOALS", "closing_summary": "Fini"}
    with pytest.raises(InvalidDraft) as refused:
        records.move(lawyer, "case", case.id, "CLOSED", TODAY, values=closing, insist=True)
    (said,) = [issue.message for issue in refused.value.issues if issue.field == "closed_on"]
    assert "STAY" not in str(said.as_json()) and "Recours" not in said.fr
    outcome = {"outcome": "FAV", "outcome_on": TODAY}
    with pytest.raises(InvalidDraft):
        records.move(lawyer, "legal_file", saved.id, "CLOSED", TODAY, values=outcome, insist=True)
    lines = records.read(lawyer, "legal_file", saved.id).values["deadlines"]
    done = [{**line, "done_on": TODAY} for line in lines]
    version = records.save(
        lawyer, "legal_file", {"deadlines": done}, record_id=saved.id, version=saved.version, insist=True
    ).version
    assert version == saved.version + 1
    records.move(lawyer, "legal_file", saved.id, "CLOSED", TODAY, values=outcome, insist=True)
    closed = records.read(lawyer, "legal_file", saved.id)
    assert (closed.state, closed.values["closed_on"], closed.values["next_deadline"]) == ("CLOSED", TODAY, None)
    records.move(lawyer, "case", case.id, "CLOSED", TODAY, values=closing, insist=True)
    assert records.read(lawyer, "case", case.id).state == "CLOSED"


# --- the calendar ---------------------------------------------------------------------------------------------------
def test_the_calendar_says_late_at_risk_and_on_track_and_goes_out_without_a_name(hiring: Hiring) -> None:
    desk = hiring("LEGAL", "CASE", "COORD", branch="CAS")
    person = somebody(desk, "Nkurunziza", "Espérance")
    late = with_dates(desk, person, date(2026, 11, 2))  # until 17 November
    risk = with_dates(desk, person, date(2026, 11, 12), hearings=[])  # until 27 November
    track = with_dates(desk, person, date(2026, 11, 20), hearings=[])  # until 5 December
    entries = legal_calendar.between(desk, TODAY, TODAY + timedelta(days=30))
    told = {
        (one.record, one.status)
        for one in entries
        if one.what == "deadlines" and one.record in {late.id, risk.id, track.id}
    }
    assert told == {(late.id, "late"), (risk.id, "risk"), (track.id, "track")}
    mine = [one for one in entries if one.record in {late.id, risk.id, track.id}]
    assert [one.day for one in mine] == sorted(one.day for one in mine)
    assert all("Nkurunziza" in one.person_said for one in mine)
    (hearing,) = [one for one in mine if one.what == "hearings"]
    assert (hearing.time, hearing.room, hearing.needs) == ("09:30", "3", ("interpreter",))
    file = legal_calendar.export(desk, mine, "fr").decode()
    assert file.startswith("BEGIN:VCALENDAR\r\n") and file.endswith("END:VCALENDAR\r\n")
    assert file.count("BEGIN:VEVENT") == len(mine) and "Nkurunziza" not in file and "Refus oral" not in file
    assert "DTSTART:20261127T083000Z" in file and "DTSTART;VALUE=DATE:20261127" in file
    assert f"{late.code} — Recours contre refus" in file and "TRIGGER:-P7D" in file and "TRIGGER:-P1D" in file
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    without = legal_calendar.between(desk, TODAY, TODAY + timedelta(days=30), late=False)
    assert late.id not in {one.record for one in without if one.what == "deadlines"}


def test_a_term_in_hours_is_late_by_the_clock() -> None:
    row = {"done_on": None, "due_on": date(2026, 2, 16), "due_time": "22:30", "ends_at": "2026-02-16 22:30 UTC"}
    before, after = (datetime.fromisoformat(f"2026-02-16T22:{minutes}+00:00") for minutes in ("29", "30"))
    assert legal_calendar.deadline_status(row, before) == "risk"
    assert legal_calendar.deadline_status(row, after) == "late"
    assert legal_calendar.deadline_status({**row, "done_on": date(2026, 2, 16)}, after) == "done"
    # 02:30 is shown twice on the night the clocks go back: the first is an hour before the second
    twice = {"done_on": None, "due_on": date(2026, 2, 15), "due_time": "02:30", "ends_at": "2026-02-15 02:30 UTC"}
    first = datetime(2026, 2, 15, 2, 45, tzinfo=MOROCCO)
    assert legal_calendar.deadline_status(twice, first) == "risk"
    assert legal_calendar.deadline_status(twice, first.replace(fold=1)) == "late"


def test_a_calendar_that_is_taken_along_rings_as_the_alerts_do() -> None:
    def alarms(what: str, clock: str) -> list[str]:
        entry = legal_calendar.Entry(
            what, "r", "l", "J-2026-RAB-001", TODAY, clock, None, legal_calendar.HEARING, "risk", (), "", "", ""
        )
        made = as_ics([legal_calendar._event(entry, "fr")], MORNING, "x").decode()
        return re.findall(r"TRIGGER:-(\w+)", made)

    assert alarms("deadlines", "") == ["P30D", "P15D", "P7D", "P3D", "P1D"]
    assert alarms("hearings", "09:30") == ["P7D", "P1D"]
    assert alarms("deadlines", "12:24") == [f"PT{hour}H" for hour in range(24, 0, -1)], "hour by hour"


# --- a list ---------------------------------------------------------------------------------------------------------
def test_an_old_list_of_legal_files_comes_in_with_its_terms_counted(hiring: Hiring, tmp_path: Path) -> None:
    administrator = hiring("ADMIN", "COORD", "CASE", "LEGAL")
    code = records.read(administrator, "beneficiary", somebody(administrator)).code
    path = tmp_path / "juridique.csv"
    rows = [
        ["Code bénéficiaire", "Matière", "Date d’ouverture", "Étape", "Date étape", "Acte", "Date de notification",
         "Tribunal", "N° tribunal", "Date sûre", "Partie adverse", "Qualité"],
        [code, "Licenciement abusif", "02/03/2026", "Jugement de première instance", "01/10/2026", "JUDG_CIV",
         "06/10/2026", "TPI_SOC", "1234/1501/2026", "01/01/2030", "Société Untel", "Demandeur ou demanderesse"],
        [code, "Défense pénale", "02/03/2026", "Audience", "01/10/2026", "", "", "", "", "", "", ""],
    ]  # fmt: skip
    for lines, is_written in ((rows, False), (rows[:-1], True)):
        with path.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text).writerows(lines)
        outcome = bring_in(administrator, "legal_file", path)
        assert (outcome.counts[Fate.REFUSED], outcome.is_written) == (int(not is_written), is_written)
    (found,) = register.ids(administrator, "legal_file", filters=[register.Filter("matter", "any_of", ("LAB_DISM",))])
    values = records.read(administrator, "legal_file", found).values
    (line,) = values["deadlines"]
    assert (line["term"], line["safe_on"], line["legal_on"]) == ("APPEAL_CIV", date(2026, 11, 5), date(2026, 11, 9))
    assert values["current_stage"] == "JUDG" and values["jurisdiction"] == "TPI_SOC"
    assert values["opposing_parties"][0]["name"] == "Société Untel" and values["legal_aid"] is None
    assert organisation.switches(administrator)["allow_offence_data"] == ""


# --- my day ---------------------------------------------------------------------------------------------------------
def test_my_day_shows_the_terms_that_are_open_and_the_hearings_to_come_to_who_sees_dates(
    lawyer: Desk, hiring: Hiring
) -> None:
    saved = with_dates(lawyer, somebody(lawyer))  # until 1 December, and a hearing on the 27th
    lines = records.read(lawyer, "legal_file", saved.id).values["deadlines"]
    changed = [
        {**lines[0], "done_on": TODAY},
        {**lines[1], "overridden": True, "override_reason": "Sans objet"},
        {"term": "ANNUL", "start": date(2026, 10, 2)},
    ]
    records.save(lawyer, "legal_file", {"deadlines": changed}, record_id=saved.id, version=saved.version, insist=True)
    for desk in (lawyer, hiring("CASE")):
        mine = [item for item in due.due(desk, due.BRANCH).items if item.record == saved.id]
        assert [item.day for item in mine] == [TODAY + timedelta(days=4), date(2026, 12, 1)]
    assert not [item for item in due.due(hiring("MEAL"), due.BRANCH).items if item.kind == "legal_file"]


def test_what_nobody_says_she_saw_goes_to_the_coordinator_a_week_before(lawyer: Desk, hiring: Hiring) -> None:
    alone, coordinator = hiring("LEGAL"), hiring("COORD")
    saved = with_dates(lawyer, somebody(lawyer))  # notified on 16/11: fifteen days, to 01/12

    def told(desk: Desk, day: int, reach: str = due.BRANCH) -> list[one_stroke.Item]:
        moment = datetime(2026, 11, day, 9, 0, tzinfo=UTC)
        items = due.due(replace(desk, clock=fixed_clock(moment)), reach).items
        return [item for item in items if item.line == first]

    first = records.read(alone, "legal_file", saved.id).values["deadlines"][0]["id"]
    usual, raised = (one.label for one in alone.kinds["legal_file"].due[:2])
    assert [item.label for item in told(coordinator, 23)] == [usual]  # eight days before
    assert [item.label for item in told(coordinator, 24)] == [raised]
    assert [item.label for item in told(coordinator, 24, due.ME)] == [raised]  # whatever she looks at
    mine = told(alone, 24)
    assert [item.label for item in mine] == [usual] and mine[0].stroke is not None
    one_stroke.do(alone, mine[0])
    assert [item.label for item in told(coordinator, 24)] == [usual]
    line = records.read(alone, "legal_file", saved.id).values["deadlines"][0]
    assert (line["seen_on"], line["seen_by"]) == (TODAY, alone.person.id)
    entry = next(one for one in legal_calendar.between(coordinator, TODAY, date(2026, 12, 5)) if one.line == line["id"])
    assert entry.seen_on == TODAY
    # A day that is corrected is to be seen again.
    opened = records.read(lawyer, "legal_file", saved.id)
    acts = [{**act, "date": date(2026, 11, 12)} for act in opened.values["acts"]]
    records.save(lawyer, "legal_file", {"acts": acts}, record_id=saved.id, version=opened.version, insist=True)
    moved = records.read(lawyer, "legal_file", saved.id).values["deadlines"][0]
    assert moved["due_on"] == date(2026, 11, 27) and (moved["seen_on"], moved["seen_by"]) == (None, None)
