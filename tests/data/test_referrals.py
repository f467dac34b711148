"""Referrals in a database: sent on a consent or not at all, answered in one stroke, stopped when a consent goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.errors import ChangedMeanwhile, InvalidDraft, NotAllowed, NotFound
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services import due, history, links, lists, one_stroke, records, referrals, register, sharing, strokes
from casemgr.services.counting import CountRequest, indicators
from casemgr.services.desk import Desk
from casemgr.services.strokes import Done
from tests.data.conftest import open_empty
from tests.postgresql import PostgresqlServer

NOON = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
TODAY = date(2026, 5, 20)
SOMEBODY = {"sex": "F", "nationality": "GN", "population_group": "MIG"}
CASES = Path(__file__).parents[1] / "cases"
OURS = ("R01", "R02", "R03", "R04", "R05", "R06")


@dataclass
class Office:
    """One association and whoever works there, each at her desk."""

    amina: Desk  # coordination and casework
    nurse: Desk
    psychologist: Desk
    reception: Desk
    caseworker: Desk
    clinic: str

    def person(self, name: str) -> str:
        return records.save(self.amina, "beneficiary", {**SOMEBODY, "family_name": name}, insist=True).id

    def consent(self, person: str, **more: Any) -> str:
        given = {"purpose": "REFER", "recipient": "Clinique Les Oliviers", "answer": "GIVEN", "mode": "SIGN"}
        values = {"beneficiary": person, "given_on": TODAY, "language": "fr", **given, **more}
        return records.save(self.amina, "consent", values, insist=True).id

    def referral(self, person: str, desk: Desk | None = None, **more: Any) -> str:
        desk = desk or self.amina
        values = {"beneficiary": person, "partner": self.clinic, "reason": "SOCIAL", "channel": "BEARER", **more}
        draft = records.new_draft(desk, "referral", **values)
        return records.save(desk, "referral", draft, insist=True).id

    def sent(self, name: str, **more: Any) -> str:
        """A referral of somebody new, on a consent of today, gone."""
        person = self.person(name)
        self.consent(person)
        referral = self.referral(person, **more)
        self.take(referral, "SENT")
        return referral

    def take(self, referral: str, end: str, desk: Desk | None = None, **values: Any) -> Done:
        return strokes.take(desk or self.amina, "referral", referral, end, TODAY, values=values)

    def read(self, referral: str, desk: Desk | None = None) -> records.Record:
        return records.read(desk or self.amina, "referral", referral)

    def life(self, referral: str) -> list[str]:
        states = self.amina.database.schema.of("referral").states
        assert states is not None
        asked = sa.select(states.c.state).where(states.c.record == referral).order_by(states.c.place)
        with self.amina.database.reading() as connection:
            return list(connection.execute(asked).scalars())


@pytest.fixture(scope="module", params=["file", "server"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    yield from opened(request, tmp_path_factory)


def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office on a file or on a server, as the fixture asks."""
    if request.param == "file":
        yield from _open("file", tmp_path_factory.mktemp("referrals"), "")
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        with server.fresh_database() as url:
            yield from _open("server", tmp_path_factory.mktemp("referrals"), url)


def _open(where: str, folder: Path, url: str) -> Iterator[Office]:
    database, ids = open_empty(where, KINDS, folder, url), Ids(random=Random(21))
    house = database.schema.house
    staff = {
        "amina": ("COORD", "CASE"),
        "nurse": ("HEALTH",),
        "psychologist": ("PSY",),
        "reception": ("ACCUEIL",),
        "caseworker": ("CASE",),
    }
    people = {login: Person(ids.new(), login, login, roles, ("RAB",), "RAB") for login, roles in staff.items()}
    with database.writing() as connection:
        branch = {"code": "RAB", "name_fr": "Rabat", "name_ar": "الرباط", "name_en": "Rabat", "province": "MA-RAB"}
        connection.execute(house.branch.insert(), [branch])
        rows = [
            {"id": one.id, "login": login, "name": login, "roles": " ".join(one.roles), "branch": "RAB"}
            | {"branches": "RAB"}
            for login, one in people.items()
        ]
        connection.execute(house.staff.insert(), rows)
    desks = {login: Desk(database, one, fixed_clock(NOON), ids) for login, one in people.items()}
    body = {
        "name": "Clinique Les Oliviers",
        "name_ar": "مصحة الزيتون",
        "acronym": "CLO",
        "type": "HOSP",
        "agreement_on": date(2025, 1, 1),
    }
    clinic = records.save(desks["amina"], "partner", {**body, "country": "MA"}, insist=True).id
    yield Office(**desks, clinic=clinic)
    database.dispose()


def audited(office: Office, record: str) -> list[str]:
    audit = office.amina.database.schema.house.audit
    with office.amina.database.reading() as connection:
        return list(connection.execute(sa.select(audit.c.action).where(audit.c.record == record)).scalars())


# --- sending ------------------------------------------------------------------------------------------------
def test_nothing_leaves_before_the_person_agreed_and_then_it_says_on_which_consent(office: Office) -> None:
    person = office.person("Diallo")
    referral = office.referral(person)
    with pytest.raises(InvalidDraft) as refused:
        office.take(referral, "SENT")
    assert {issue.field for issue in refused.value.issues} == {"partner"}
    assert office.life(referral) == ["DRAFT"], "the step on the way was not taken either"
    consent = office.consent(person)
    office.take(referral, "SENT")
    now = office.read(referral)
    assert office.life(referral) == ["DRAFT", "CONSENT", "SENT"]
    assert (now.values["consent"], now.values["sent_on"]) == (consent, TODAY)
    assert now.values["next_check_on"] == TODAY + timedelta(days=7)
    assert now.code.startswith("R-2026-")


@pytest.mark.parametrize(
    "more",
    [
        {"answer": "REFUSED"},
        {"given_on": date(2025, 1, 1), "expires_on": date(2026, 5, 19)},
        {"recipient": "Clinique Atlas"},
    ],
    ids=["refused", "expired", "for another"],
)
def test_a_consent_that_does_not_hold_today_sends_nothing(office: Office, more: dict[str, Any]) -> None:
    person = office.person("Keita")
    office.consent(person, **more)
    referral = office.referral(person)
    with pytest.raises(InvalidDraft):
        office.take(referral, "SENT")
    assert office.read(referral).state == "DRAFT"


def test_vital_interests_send_it_and_the_audit_says_so(office: Office) -> None:
    referral = office.referral(office.person("Sow"), vital_reason="Inconsciente, les secours sont prévenus.")
    strokes.take(office.amina, "referral", referral, "SENT", TODAY, insist=True)
    assert office.read(referral).state == "SENT"
    assert sharing.WITHOUT_CONSENT in audited(office, referral)


# --- a consent that goes ------------------------------------------------------------------------------------
def withdraw(desk: Desk, consent: str) -> None:
    kept = records.read(desk, "consent", consent)
    gone = {"answer": "WITHDRAWN", "withdrawn_on": TODAY, "withdrawal_mode": "ORAL"}
    records.save(desk, "consent", {**kept.values, **gone}, record_id=consent, version=kept.version, insist=True)


def test_a_withdrawal_that_reception_notes_stops_what_has_not_begun_towards_that_partner(office: Office) -> None:
    person = office.person("Camara")
    consent = office.consent(person)
    atlas = records.save(office.amina, "partner", {"name": "Clinique Atlas", "country": "MA"}, insist=True).id
    draft, sent, begun = (office.referral(person) for _ in range(3))
    elsewhere = office.referral(person, partner=atlas)
    office.take(sent, "SENT")
    office.take(begun, "SENT")
    office.take(begun, "IN_PROG")
    withdraw(office.reception, consent)
    assert {one: office.read(one).state for one in (draft, sent, begun, elsewhere)} == {
        draft: "WITHDRAWN",
        sent: "WITHDRAWN",
        begun: "IN_PROG",
        elsewhere: "DRAFT",
    }
    assert office.read(sent).values["closed_on"] == TODAY
    assert [stage.reason for stage in history.life(office.amina, "referral", sent)][-1] == str(
        sharing.CONSENT_WITHDRAWN
    )
    with pytest.raises(NotFound):
        office.read(sent, office.reception)


def test_withdrawing_the_file_stops_everything_and_health_what_is_of_health(office: Office) -> None:
    person = office.person("Barry")
    file, sensitive = office.consent(person, purpose="FILE"), office.consent(person, purpose="SENS")
    office.consent(person)
    social, health = office.referral(person), office.referral(person, office.nurse, reason="MED")
    withdraw(office.nurse, sensitive)
    assert (office.read(health, office.nurse).state, office.read(social).state) == ("WITHDRAWN", "DRAFT")
    withdraw(office.amina, file)
    assert office.read(social).state == "WITHDRAWN"


def test_a_body_is_suggested_under_each_of_its_names_to_whoever_writes_one(office: Office) -> None:
    for typed in ("oliv", "clinique", "زيتون", "CLO"):
        assert (office.clinic, "Clinique Les Oliviers") in links.options(office.reception, "partner", typed), typed
    assert links.options(office.reception, "partner", "pharmacie") == []


def test_a_body_that_closed_is_suggested_no_more_and_keeps_its_name_where_it_is_linked(office: Office) -> None:
    given = {"name": "Dispensaire du Port", "type": "HOSP"}
    names = {answer: f"{given['name']} {answer}" for answer in (True, False, None)}
    made = {
        answer: records.save(office.amina, "partner", given | {"name": name, "is_active": answer}, insist=True).id
        for answer, name in names.items()
    }
    offered = dict(links.options(office.reception, "partner", "dispensaire"))
    assert set(offered) == {made[True], made[None]}, "who was not asked may well be at work"
    assert links.label_of(office.reception, "partner", made[False]) == names[False]
    assert made[False] in register.ids(office.amina, "partner", text="dispensaire")


# --- answers in one stroke ----------------------------------------------------------------------------------
def test_attended_is_one_stroke_and_is_taken_back_whole(office: Office) -> None:
    referral = office.sent("Traoré")
    before = office.read(referral)
    done = office.take(referral, "IN_PROG")
    now = office.read(referral)
    assert now.state == "IN_PROG"
    assert (now.values["received_on"], now.values["answered_on"], now.values["attended_on"]) == (TODAY,) * 3
    strokes.undo(office.amina, done)
    back = office.read(referral)
    assert back.state == "SENT" and back.values == before.values
    assert office.life(referral)[-4:] == ["RECEIVED", "ACCEPTED", "IN_PROG", "SENT"], "what was noted stays written"


def test_a_step_done_from_my_day_is_taken_back_whole_with_what_it_filled_by_itself(office: Office) -> None:
    referral = office.sent("Keïta")
    office.take(referral, "ACCEPTED", appointment_on=TODAY)
    before = office.read(referral)
    (item,) = (one for one in due.due(office.amina, due.ME).items if one.record == referral and one.stroke)
    done = one_stroke.do(office.amina, item)
    now = office.read(referral)
    assert now.state == "IN_PROG" and now.values["next_check_on"] != before.values["next_check_on"]
    with pytest.raises(ChangedMeanwhile):
        one_stroke.do(office.amina, item)
    strokes.undo(office.amina, done)
    back = office.read(referral)
    assert (back.state, back.values) == ("ACCEPTED", before.values)


def test_what_somebody_changed_since_is_not_taken_back(office: Office) -> None:
    referral = office.sent("Bah")
    done = office.take(referral, "ACCEPTED")
    now = office.read(referral)
    records.save(office.amina, "referral", {"satisfaction": 4}, record_id=referral, version=now.version, insist=True)
    with pytest.raises(ChangedMeanwhile):
        strokes.undo(office.amina, done)


def test_what_may_be_said_of_a_referral_that_was_sent(office: Office) -> None:
    referral = office.sent("Koné")
    said = [way.end for way in strokes.ways(office.amina, office.read(referral))]
    assert said[:7] == ["RECEIVED", "NORESP", "ACCEPTED", "WAITLIST", "REFUSED", "IN_PROG", "DONE"]
    assert set(said[7:]) == {"NOSHOW", "WITHDRAWN", "CANCELLED"}
    office.take(referral, "REFUSED", outcome="NOCAP")
    assert strokes.ways(office.amina, office.read(referral)) == ()
    with pytest.raises(InvalidDraft):
        office.take(referral, "ACCEPTED")


def test_an_end_needs_its_outcome_and_nobody_came_has_its_own(office: Office) -> None:
    referral = office.sent("Cissé")
    with pytest.raises(InvalidDraft) as refused:
        office.take(referral, "DONE")
    assert [issue.field for issue in refused.value.issues] == ["outcome"]
    office.take(referral, "NOSHOW")
    assert (office.read(referral).values["outcome"], office.read(referral).values["closed_on"]) == ("LOST", TODAY)


def test_three_reminders_on_three_days_then_no_answer(office: Office) -> None:
    referral = office.sent("Touré")
    days = []
    desk = office.amina
    for later in (7, 15, 30):
        desk = replace(office.amina, clock=fixed_clock(NOON + timedelta(days=later)))
        with pytest.raises(InvalidDraft):
            strokes.take(desk, "referral", referral, "NORESP", desk.today)
        referrals.remind(desk, referral)
        days.append((office.read(referral).values["next_check_on"] - TODAY).days)
    assert days == [15, 30, 45]
    strokes.take(desk, "referral", referral, "NORESP", desk.today)
    assert office.read(referral).values["outcome"] == "UNKNOWN"


def test_a_slip_is_noted_by_its_number_however_it_is_typed(office: Office) -> None:
    referral = office.sent("Sylla")
    code = office.read(referral).code
    found = referrals.by_number(office.amina, f" {code.lower().replace('-', ' ')} ")
    assert found.id == referral
    said = {"appointment_on": TODAY + timedelta(days=3), "feedback": "Place réservée", "received_on": TODAY}
    done = referrals.note_slip(office.amina, found, "ACCEPTED", TODAY, said)
    now = office.read(referral)
    assert now.state == "ACCEPTED" and now.values["slip_on"] == TODAY
    assert (now.values["appointment_on"], now.values["feedback"]) == (said["appointment_on"], "Place réservée")
    strokes.undo(office.amina, done)
    assert office.read(referral).state == "SENT" and office.read(referral).values["slip_on"] is None
    for wrong in ("R-2026-RAB1-9999", "D-2026-RAB1-0001", "n’importe quoi", ""):
        with pytest.raises(NotFound):
            referrals.by_number(office.amina, wrong)
    with pytest.raises(NotFound):
        referrals.by_number(office.reception, code)


def test_what_comes_in_waits_for_our_acknowledgement(office: Office) -> None:
    referral = office.referral(office.person("Ndiaye"), direction="IN", sent_on=TODAY - timedelta(days=1))
    assert office.life(referral) == ["SENT"]
    office.take(referral, "RECEIVED")
    assert office.read(referral).values["received_on"] == TODAY


# --- who sees it --------------------------------------------------------------------------------------------
def test_a_referral_for_health_is_the_health_teams_and_a_caseworker_finds_no_trace(office: Office) -> None:
    person = office.person("Fofana")
    health = office.referral(person, office.nurse, reason="MED")
    assert office.read(health, office.nurse).confidentiality == "L2"
    assert office.read(health, office.psychologist).values["reason"] == "MED"
    for desk in (office.caseworker, office.amina, office.reception):
        with pytest.raises(NotFound):
            office.read(health, desk)
        assert health not in register.ids(desk, "referral")
    with pytest.raises(NotAllowed):
        office.referral(person, office.caseworker, reason="PSY")
    with pytest.raises(NotAllowed):
        office.referral(person, office.caseworker, reason="LEGAL")


def test_a_referral_for_violence_is_read_by_whoever_made_it(office: Office) -> None:
    protected = office.referral(office.person("Mendy"), office.caseworker, reason="GBV")
    assert office.read(protected, office.caseworker).confidentiality == "L4"
    for desk in (office.amina, office.nurse):
        with pytest.raises(NotFound):
            office.read(protected, desk)


# --- lists and figures --------------------------------------------------------------------------------------
def test_the_register_opens_with_what_is_late(office: Office) -> None:
    late, soon, over = office.sent("Late"), office.sent("Soon"), office.sent("Over")
    for referral, day in ((late, TODAY - timedelta(days=3)), (soon, TODAY + timedelta(days=1))):
        version = office.read(referral).version
        given = {"next_check_on": day}
        records.save(office.amina, "referral", given, record_id=referral, version=version, insist=True)
    office.take(over, "NOSHOW")
    listed = register.ids(office.amina, "referral")
    assert listed[0] == late and listed.index(soon) < listed.index(over)
    only_late = [register.Filter("is_late", "any_of", (True,))]
    assert register.ids(office.amina, "referral", filters=only_late) == [late]


def test_the_register_of_bodies_begins_with_the_slowest_when_it_is_asked_to(office: Office) -> None:
    bodies = {
        name: records.save(office.amina, "partner", {"name": name, "country": "MA"}, insist=True).id
        for name in ("Centre Tariq", "Foyer Amal", "Maison Nour")
    }

    def sent_to(body: str, *answered_after: int | None) -> None:
        for place, days in enumerate(answered_after):
            person = office.person(f"{body} {place}")
            office.consent(person, recipient=body)
            referral = office.referral(person, partner=bodies[body])
            office.take(referral, "SENT")
            if days is not None:
                desk = replace(office.amina, clock=fixed_clock(NOON + timedelta(days=days)))
                strokes.take(desk, "referral", referral, "REFUSED", desk.today, values={"outcome": "DOCS"})

    sent_to("Centre Tariq", 2, 10, 3, 11, None)
    sent_to("Foyer Amal", 20, None, None)
    office.referral(office.person("Sans envoi"), partner=bodies["Maison Nour"])  # a draft tells nothing of it
    slowest = register.ids(office.amina, "partner", sort=register.Sort("answers_within", descending=True))
    assert [one for one in slowest if one in bodies.values()] == [
        bodies["Foyer Amal"],
        bodies["Centre Tariq"],
        bodies["Maison Nour"],
    ]
    shown = ("name", "answers_within", "waiting_there")
    told = {line.id: line.cells for line in register.lines(office.amina, "partner", slowest, shown)}
    assert told[bodies["Centre Tariq"]] == ("Centre Tariq", "3", "1"), "half of its answers came within three days"
    assert told[bodies["Foyer Amal"]] == ("Foyer Amal", "20", "2")
    assert told[bodies["Maison Nour"]] == ("Maison Nour", "", "0")
    for body in bodies.values():
        page = records.read(office.amina, "partner", body).values
        figures = tuple("" if page[key] is None else str(page[key]) for key in shown[1:])
        assert figures == told[body][1:], "the page of a body and the register say the same"
    desk, hidden = office.reception, {"answers", "answers_within", "waiting_there"}
    assert not hidden & records.read(desk, "partner", bodies["Foyer Amal"]).values.keys()
    assert not hidden & {column.key for column in register.columns(desk, "partner")}
    by_name = register.ids(desk, "partner", sort=register.Sort("code"))
    assert len(by_name) == len(slowest)
    asked = register.lines(desk, "partner", by_name, ("answers", *shown[1:]))
    assert {line.cells for line in asked} == {("", "", "")}, "she may not count referrals, nor sort bodies by them"
    assert "avec réponse : 4 (80 %)" in records.read(office.amina, "partner", bodies["Centre Tariq"]).values["answers"]


def listen(connection: sa.Connection, asked: list[str] | None) -> None:
    """Note every statement of this connection, however it is put (data/prepared.py); None to stop."""
    if connection.dialect.name != "sqlite":
        if asked is not None:
            sa.event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.set_trace_callback(None if asked is None else asked.append)


def test_the_page_of_a_body_reads_what_was_sent_there_once_and_without_its_rows(office: Office) -> None:
    body = records.save(office.amina, "partner", {"name": "Hôpital Zohour", "country": "MA"}, insist=True).id
    for name in ("Zoa", "Zob"):
        office.consent(person := office.person(name), recipient="Hôpital Zohour")
        office.take(office.referral(person, partner=body), "SENT")
    tables, asked = office.amina.database.schema.of("referral"), list[str]()
    with office.amina.database.reading() as connection:
        context = office.amina.context(connection, body)
        listen(connection, asked)
        page = records.read_in(office.amina, connection, "partner", body, context)
        assert page.values["waiting_there"] == 2 and page.values["answers"]
        assert sum("referral.partner IN" in one for one in asked) == 1, "three figures, one reading"
        for group in tables.groups:
            assert not any(f"FROM {group.table.name}" in one for one in asked), "no figure tells of these rows"
        (one, _two) = context.lookup.find("referral", "", partner=body)
        listen(connection, None)
        assert [one[group.rows.key] for group in tables.groups] == [
            records.read(office.amina, "referral", one["record"]).values[group.rows.key] for group in tables.groups
        ]


def vectors(office: Office, folder: Path, prefix: str) -> tuple[Path, list[list[str]]]:
    """The list of tests/cases with people of this base, and its rows."""
    whole = (CASES / "referrals.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in whole[1:]]
    people = {row[1]: office.person(f"{prefix} {row[1]}") for row in rows}
    codes = {letter: records.read(office.amina, "beneficiary", one).code for letter, one in people.items()}
    lines = ["external_id,beneficiary,sent_on,state,outcome"]
    lines += [",".join([f"{prefix}-{row[0]}", codes[row[1]], *row[2:]]) for row in rows]
    path = folder / "referrals.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path, rows


def test_an_old_list_of_referrals_comes_in_with_its_states(office: Office, tmp_path: Path) -> None:
    path, rows = vectors(office, tmp_path, "old")
    first = lists.bring_in(office.amina, "referral", path)
    assert first.is_written and first.counts[lists.Fate.BROUGHT] == len(rows)
    again = lists.bring_in(office.amina, "referral", path)
    assert again.counts[lists.Fate.KNOWN] == len(rows)
    table = office.amina.database.schema.of("referral").record.c
    with office.amina.database.reading() as connection:
        kept = connection.execute(
            sa.select(table.id, table.sent_on, table.state, table.outcome, table.next_check_on).where(
                table.external_id.like("old-%")
            )
        ).all()
    assert sorted((str(one.sent_on), one.state, one.outcome or "") for one in kept) == sorted(
        (row[2], row[3], row[4]) for row in rows
    )
    waited_for = {one.id: one.sent_on for one in kept if one.state == "IN_PROG"}
    assert waited_for, "one of them is still open"
    days = {one.id: one.next_check_on for one in kept if one.next_check_on is not None}
    assert days == {one: sent + timedelta(days=7) for one, sent in waited_for.items()}, "by the rule of the window"
    assert set(waited_for) <= {item.record for item in due.due(office.amina, due.BRANCH).items}


def test_a_directory_that_is_brought_in_twice_adds_no_body(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "directory.csv"
    lines = [
        "Nom,Type d’organisme,Province,Adresse",
        "Délégation de la santé,HOSP,Rabat,",
        "Délégation de la santé,HOSP,Fès,",  # the same name elsewhere is another body
        "Délégation de la Santé,HOSP,Rabat,",  # the first, written again
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    first = lists.bring_in(office.amina, "partner", path)
    assert (first.counts[lists.Fate.BROUGHT], first.counts[lists.Fate.KNOWN]) == (2, 1)
    again = lists.bring_in(office.amina, "partner", path)
    assert (again.counts[lists.Fate.BROUGHT], again.counts[lists.Fate.KNOWN]) == (0, 3)
    body = register.ids(office.amina, "partner", text="Délégation de la santé")[0]
    kept = records.read(office.amina, "partner", body)
    records.save(office.amina, "partner", {"type": "UNIV"}, record_id=body, version=kept.version, insist=True)
    corrected = lists.bring_in(office.amina, "partner", path)
    assert corrected.counts[lists.Fate.BROUGHT] == 0, "it is still known as it came"


def test_an_old_referral_is_in_its_state_since_the_day_of_its_step(office: Office, tmp_path: Path) -> None:
    person = records.read(office.amina, "beneficiary", office.person("Since")).code
    path = tmp_path / "since.csv"
    lines = [
        "external_id,beneficiary,sent_on,Statut,answered_on,outcome,closed_on",
        f"since-1,{person},2026-02-10,ACCEPTÉ.,2026-02-15,,",
        f"since-2,{person},2026-02-11,REFUSED,2026-02-18,DOCS,2026-02-20",
        f"since-3,{person},2026-02-12,en liste  d attente,,,",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lists.bring_in(office.amina, "referral", path).is_written
    schema = office.amina.database.schema.of("referral")
    record, states = schema.record.c, schema.states
    assert states is not None
    asked = sa.select(states.c.state, states.c.day).join(schema.record, record.id == states.c.record)
    with office.amina.database.reading() as connection:
        rows = connection.execute(asked.where(record.external_id.like("since-%"))).all()
    assert {row.state: row.day for row in rows} == {
        "ACCEPTED": date(2026, 2, 15),
        "REFUSED": date(2026, 2, 20),
        "WAITLIST": date(2026, 2, 12),  # nothing is known of the answer: the day it was sent
    }


# --- the figures --------------------------------------------------------------------------------------------
def test_the_figures_are_those_of_the_vectors(office: Office, tmp_path: Path) -> None:
    """tests/cases: one effective of a cohort of four, the cancelled one left out and one still open (R04)."""
    first, last = date(2026, 1, 1), date(2026, 3, 31)

    def figures() -> tuple[int, ...]:
        found = {
            one.indicator: one for one in indicators.count(office.amina, CountRequest(first, last), OURS) if not one.by
        }
        rate = found["R04"]
        parts = (rate.numerator, rate.denominator, rate.still_open, found["R01"].value, found["R02"].value)
        return tuple(int(part or 0) for part in parts)

    before = figures()
    path, _rows = vectors(office, tmp_path, "counted")
    assert lists.bring_in(office.amina, "referral", path).is_written
    assert tuple(now - then for now, then in zip(figures(), before, strict=True)) == (1, 4, 1, 5, 5)
    with pytest.raises(NotAllowed):
        indicators.count(office.reception, CountRequest(first, last), OURS)


def test_the_delay_the_persons_and_the_refusals_are_counted_and_what_came_in_is_not(office: Office) -> None:
    def counted() -> dict[tuple[str, ...], float | int | None]:
        figures = indicators.count(office.amina, CountRequest(TODAY, TODAY), OURS)
        return {(one.indicator, *one.by.values()): one.value for one in figures}

    before = counted()
    refused, again = office.sent("Compte D"), office.sent("Compte E")
    office.take(refused, "REFUSED", outcome="COST")
    office.take(again, "DONE", outcome="PART")
    office.referral(office.person("Compte F"), direction="IN", sent_on=TODAY)
    after = counted()

    def added(*key: str) -> float:
        return (after[key] or 0) - (before.get(key) or 0)

    assert (added("R01"), added("R02"), added("R03")) == (2, 2, 1)
    assert (added("R06"), added("R06", "COST"), after["R05",]) == (1, 1, 0)


def test_an_old_list_names_the_partner_as_people_write_it(office: Office, tmp_path: Path) -> None:
    person = office.person("Sylla")
    code = records.read(office.amina, "beneficiary", person).code
    path = tmp_path / "old.csv"
    path.write_text(
        f"beneficiary;reason;partner;sent_on;state\n{code};SOCIAL;clinique LES oliviers ;05/03/2026;SENT\n",
        encoding="utf-8",
    )
    assert lists.bring_in(office.amina, "referral", path).is_written
    (found,) = register.ids(office.amina, "referral", beneficiary=person)
    record = records.read(office.amina, "referral", found)
    assert (record.values["partner"], record.state) == (office.clinic, "SENT")
