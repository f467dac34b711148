"""A colleague who is concerned by a complaint finds no trace of it, whatever her roles; and somebody always remains.

On both databases: in the register and its filters, in the file and on the timeline of the person, by its number and by
its code, in exports, drafts, history, links, and when she closes a case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from casemgr.data.database import Database
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.errors import InvalidDraft, NotAllowed, NotFound
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services import drafts, due, file, history, links, records, register, whole_file
from casemgr.services.desk import Desk
from casemgr.services.lists import taking
from casemgr.services.register import Filter
from tests.data.access_oracle import ROLES
from tests.data.conftest import open_empty
from tests.postgresql import PostgresqlServer

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
KIND = "complaint"
ACCUSED = "accused"


@dataclass(frozen=True)
class Office:
    """A branch with its staff, each at her own desk."""

    database: Database
    ids: Ids

    def desk(self, who: str, *roles: str) -> Desk:
        person = Person(who, who, who.title(), roles or STAFF[who], ("RAB",), "RAB")
        return Desk(self.database, person, fixed_clock(MORNING), self.ids)


STAFF: dict[str, tuple[str, ...]] = {
    ACCUSED: ROLES,
    "case": ("CASE",),
    "lawyer": ("LEGAL",),
    "coord": ("COORD",),
    "super": ("SUPER",),
    "reception": ("ACCUEIL",),
}


@pytest.fixture(scope="module", params=["file", "server"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("complaints")
    if request.param == "file":
        yield from _open(open_empty("file", KINDS, folder, ""))
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        with server.fresh_database() as url:
            yield from _open(open_empty("server", KINDS, folder, url))


def _open(database: Database) -> Iterator[Office]:
    house = database.schema.house
    branch = {"code": "RAB", "name_fr": "RAB", "name_ar": "RAB", "name_en": "RAB", "province": "MA-RAB"}
    with database.writing() as connection:
        connection.execute(house.branch.insert(), [branch])
        for who, roles in STAFF.items():
            row = {"id": who, "login": who, "name": who.title(), "branch": "RAB", "branches": "RAB"}
            connection.execute(house.staff.insert().values(roles=" ".join(roles), **row))
    yield Office(database, Ids(random=Random(7)))
    database.dispose()


@pytest.fixture(scope="module")
def somebody(office: Office) -> str:
    person = {"family_name": "Diallo", "sex": "F", "nationality": "GN", "population_group": "MIG"}
    return records.save(office.desk("case"), "beneficiary", person | {"intake_date": TODAY}, insist=True).id


TOLD = {"facts": "Trois visites, aucun récépissé.", "asks": "Être reçue."}


def complaint(person: str, *concerned: str, **more: Any) -> dict[str, Any]:
    return {
        "received_on": TODAY,
        "register": "US",
        "complainant": "PERSON",
        "beneficiary": person,
        "subject": "Refus de recevoir",
        **TOLD,
        "concerned": [{"member": who} for who in concerned],
        **more,
    }


def traces(desk: Desk, person: str, record: str, number: str) -> dict[str, bool]:
    """In which places this reader finds the complaint."""
    found = {
        "register": record in register.ids(desk, KIND),
        "by number": record in register.ids(desk, KIND, text=number),
        "by a filter": record in register.ids(desk, KIND, filters=[Filter("register", "any_of", ("US",))]),
        "by its person": record in register.ids(desk, KIND, beneficiary=person),
        "a line": bool(register.lines(desk, KIND, [record], ["subject"])),
        "a link": bool(links.label_of(desk, KIND, record)) or record in {one for one, _ in links.options(desk, KIND)},
        "timeline": record in {entry.id for entry in file.timeline(desk, person)},
    }
    for name, look in (
        ("record", lambda: records.read(desk, KIND, record)),
        ("history", lambda: history.history(desk, KIND, record)),
        ("life", lambda: history.life(desk, KIND, record)),
        ("show", lambda: whole_file.whole_file(desk, number)),
    ):
        try:
            look()
            found[name] = True
        except NotFound:
            found[name] = False
    return found


def test_whoever_is_concerned_finds_no_trace_whatever_her_roles(office: Office, somebody: str) -> None:
    saved = records.save(office.desk("case"), KIND, complaint(somebody, ACCUSED), insist=True)
    everything = office.desk(ACCUSED)
    assert not any(traces(everything, somebody, saved.id, saved.code).values())
    assert all(traces(office.desk("case"), somebody, saved.id, saved.code).values())
    colleague = office.desk("lawyer", *ROLES)
    assert all(traces(colleague, somebody, saved.id, saved.code).values())
    assert {one.kind: one.count for one in file.open_file(everything, somebody).sections}[KIND] == 0
    for role in ROLES:
        desk = office.desk(ACCUSED, role)
        assert saved.id not in register.ids(desk, KIND) and not links.label_of(desk, KIND, saved.id), role
        with pytest.raises((NotFound, NotAllowed)):
            records.read(desk, KIND, saved.id)
        with pytest.raises((NotFound, NotAllowed)):
            records.save(desk, KIND, {"subject": "Autre"}, record_id=saved.id, version=1, insist=True)
        with pytest.raises((NotFound, NotAllowed)):
            records.move(desk, KIND, saved.id, "TRIAGE", TODAY)


def test_an_export_leaves_it_out(office: Office, somebody: str, tmp_path: Path) -> None:
    mine = office.desk("case")
    numbers = [
        records.save(mine, KIND, complaint(somebody, who, subject=f"Objet {who}"), insist=True).code
        for who in ("coord", "lawyer")
    ]
    out = tmp_path / "complaints.csv"
    taking.take_out(office.desk("coord"), KIND, out, purpose="Bilan annuel")
    text = out.read_text("utf-8-sig")
    assert numbers[0] not in text and numbers[1] in text


def test_the_recorder_who_is_named_loses_sight_of_it_and_of_her_draft_at_once(office: Office, somebody: str) -> None:
    recorder, other = office.desk(ACCUSED), office.desk("case")
    saved = records.save(recorder, KIND, complaint(somebody), insist=True)
    assert records.read(recorder, KIND, saved.id).values["subject"]
    typed = drafts.keep(recorder, office.database.schema.kinds[KIND], complaint(somebody), record=saved.id, version=1)
    assert typed in {draft.id for draft in drafts.mine(recorder)}
    named = records.save(other, KIND, {"concerned": [{"member": ACCUSED}]}, record_id=saved.id, version=1, insist=True)
    assert not any(traces(recorder, somebody, saved.id, saved.code).values())
    assert typed not in {draft.id for draft in drafts.mine(recorder)}
    records.save(other, KIND, {"concerned": []}, record_id=saved.id, version=named.version, insist=True)
    assert records.read(recorder, KIND, saved.id).id == saved.id  # a name that was wrong is taken away again


def test_a_restricted_one_is_read_by_whoever_recorded_it_and_those_it_is_entrusted_to(
    office: Office, somebody: str
) -> None:
    abuse = complaint(somebody, "coord", nature="SAFEG", category="NGO_PSEA")
    saved = records.save(office.desk("case"), KIND, abuse | {"entrusted": [{"member": "lawyer"}]}, insist=True)
    assert records.read(office.desk("case"), KIND, saved.id).confidentiality == "L4"
    assert records.read(office.desk("lawyer"), KIND, saved.id).values["concerned"][0]["member"] == "coord"
    for who in ("coord", "super", "reception", ACCUSED):
        assert not any(traces(office.desk(who), somebody, saved.id, saved.code).values()), who
    changed = records.save(office.desk("lawyer"), KIND, {"entrusted": []}, record_id=saved.id, version=1, insist=True)
    assert changed.version == 2
    with pytest.raises(NotFound):
        records.read(office.desk("lawyer"), KIND, saved.id)


def test_reception_and_coordination_do_not_keep_a_restricted_one(office: Office, somebody: str) -> None:
    for who in ("reception", "coord", "super"):
        with pytest.raises(NotAllowed):
            records.save(office.desk(who), KIND, complaint(somebody, category="NGO_FRAUD"), insist=True)


def test_a_coordinators_own_goes_to_the_next_one_up(office: Office, somebody: str) -> None:
    saved = records.save(office.desk("lawyer"), KIND, complaint(somebody, "coord", "case", ACCUSED), insist=True)
    assert records.read(office.desk("super"), KIND, saved.id).view == "full"
    for who in ("coord", "case", ACCUSED):
        assert not any(traces(office.desk(who), somebody, saved.id, saved.code).values()), who


def test_none_is_left_without_a_reader(office: Office, somebody: str) -> None:
    abuse = complaint(somebody, "case", category="NGO_PSEA")
    with pytest.raises(InvalidDraft) as refused:
        records.save(office.desk("case"), KIND, abuse, insist=True)
    assert {issue.field for issue in refused.value.issues} == {"entrusted"}
    with pytest.raises(InvalidDraft):  # a role that reads no L4 by name is no reader
        records.save(office.desk("case"), KIND, abuse | {"entrusted": [{"member": "super"}]}, insist=True)
    entrusted = abuse | {"entrusted": [{"member": "lawyer"}]}
    saved = records.save(office.desk("case"), KIND, entrusted, insist=True)
    with pytest.raises(NotFound):
        records.read(office.desk("case"), KIND, saved.id)
    assert records.read(office.desk("lawyer"), KIND, saved.id).id == saved.id


def test_a_case_waits_for_the_answer_but_says_nothing_to_whom_it_concerns(office: Office) -> None:
    mine = office.desk("case")
    person = {"family_name": "Sow", "sex": "M", "nationality": "SN", "population_group": "MIG", "intake_date": TODAY}
    beneficiary = records.save(mine, "beneficiary", person, insist=True).id
    case = records.save(mine, "case", {"beneficiary": beneficiary, "opened_on": TODAY}, insist=True).id
    saved = records.save(mine, KIND, complaint(beneficiary, ACCUSED), insist=True)
    closing = {"closing_reason": "GOALS", "closing_summary": "Fini"}

    def close(desk: Desk) -> None:
        records.move(desk, "case", case, "CLOSED", TODAY, values=closing, insist=True)

    with pytest.raises(InvalidDraft) as refused:
        close(mine)
    assert "réclamation" in refused.value.issues[0].message.fr
    close(office.desk(ACCUSED))
    records.move(mine, "case", case, "REOPEN", TODAY, reason="Revenu", insist=True)
    records.move(mine, KIND, saved.id, "WITHDR", TODAY, reason="La personne y renonce")
    close(mine)


def test_an_anonymous_person_comes_back_with_a_code_that_is_told_once(office: Office) -> None:
    mine = office.desk("case")
    values = {"received_on": TODAY, "register": "US", "complainant": "ANON", "subject": "Attente", "channel": "BOX"}
    saved = records.save(mine, KIND, values, insist=True)
    other = records.save(mine, KIND, values, insist=True)
    assert saved.follow_up.startswith("A-") and saved.follow_up != other.follow_up
    assert register.ids(mine, KIND, text=saved.follow_up.lower().replace("-", " ")) == [saved.id]
    kept = repr(records.read(mine, KIND, saved.id).values) + repr(history.history(mine, KIND, saved.id))
    assert saved.follow_up not in kept
    renamed = records.save(mine, KIND, {"asks": "Un banc"}, record_id=saved.id, version=1, insist=True)
    assert renamed.follow_up == "" and register.ids(mine, KIND, text=saved.follow_up) == [saved.id]
    closed = {"concerned": [{"member": ACCUSED}]}
    records.save(mine, KIND, closed, record_id=saved.id, version=renamed.version, insist=True)
    assert register.ids(office.desk(ACCUSED), KIND, text=saved.follow_up) == []


def test_a_complaint_walks_its_life_and_its_clock_stands_still_only_for_papers(office: Office, somebody: str) -> None:
    def on(day: int, month: int = 3) -> Desk:
        return replace(office.desk("case"), clock=fixed_clock(datetime(2026, month, day, 9, 0, tzinfo=UTC)))

    about = {"received_on": TODAY, "register": "PUBLIC", "complainant": "PERSON", "beneficiary": somebody}
    record = records.save(on(2), KIND, about | {"subject": "Carte non délivrée", "channel": "OFFICE"}, insist=True).id

    def at(desk: Desk, to: str, **values: Any) -> dict[str, Any]:
        records.move(desk, KIND, record, to, desk.today, values=values, insist=True, reason="Suite")
        return dict(records.read(desk, KIND, record).values)

    assert at(on(3), "TRIAGE")["answer_by"] == date(2026, 5, 1)
    waiting = at(on(5), "INFO", missing="Copie du récépissé")
    assert (waiting["paused_since"], waiting["standing"]) == (date(2026, 3, 5), "PAUSED")
    back = at(on(15), "TRIAGE")
    assert (back["paused_since"], back["paused_total"], back["answer_by"]) == (None, 10, date(2026, 5, 11))
    triaged = {"nature": "COMPLAINT", "category": "PUB_STAY", "priority": "NORM", "admissible": True}
    with pytest.raises(InvalidDraft) as refused:
        at(on(16), "FWD", **triaged, forward_to="CHIKAYA")
    assert {issue.field for issue in refused.value.issues} == {"consent_to_forward", *TOLD}
    forwarded = at(on(16), "FWD", **triaged, **TOLD, forward_to="CHIKAYA", consent_to_forward=True)
    days = [line["due_on"] for line in forwarded["reminders"]]
    assert days == [date(2026, 4, 11), date(2026, 4, 26), date(2026, 5, 6)]
    again = at(on(18), "INFO", missing="Original demandé")
    assert [line["due_on"] for line in again["reminders"]] == days
    asked = [item.label for item in due.due(on(28, 4), due.BRANCH).items if item.record == record]
    assert asked == [], "nobody is pressed while papers are awaited"
    going = at(on(28), "PROC")
    assert going["answer_by"] == date(2026, 5, 21)
    assert [line["due_on"] for line in going["reminders"]] == [date(2026, 4, 21), date(2026, 5, 6), date(2026, 5, 16)]
    answered = at(on(20, 5), "ANSW", answer="Carte prête", result="GRANTED")
    assert (answered["standing"], answered["answered_on"]) == ("IN_TIME", date(2026, 5, 20))
    with pytest.raises(InvalidDraft):
        at(on(21, 5), "NOTIF", restitution_mode="OFFICE", understood=True)  # in which language?
    at(on(21, 5), "NOTIF", language="fr", restitution_mode="OFFICE", understood=True)
    with pytest.raises(InvalidDraft) as warned:
        records.move(on(21, 5), KIND, record, "ESC", date(2026, 5, 21), values={"escalated_to": "MED"})
    assert "19/07/2026" in warned.value.issues[0].message.fr
    done = at(on(22, 5), "SAT", satisfaction=4)
    assert (done["closed_on"], done["satisfaction"]) == (date(2026, 5, 22), 4)
    stages = [stage.state for stage in history.life(on(22, 5), KIND, record)]
    assert len(stages) == 10


def test_what_is_before_a_court_is_answered_with_reasons(office: Office, somebody: str) -> None:
    mine = office.desk("case")
    about = {"received_on": TODAY, "register": "PUBLIC", "complainant": "PERSON", "beneficiary": somebody}
    triaged = TOLD | {"subject": "Expulsion", "nature": "COMPLAINT", "category": "PUB_JUST", "priority": "HIGH"}
    record = records.save(mine, KIND, about | triaged | {"court_pending": True}, insist=True).id
    records.move(mine, KIND, record, "TRIAGE", TODAY)
    agreed = {"admissible": True, "forward_to": "UNIT", "consent_to_forward": True}
    with pytest.raises(InvalidDraft) as refused:
        records.move(mine, KIND, record, "FWD", TODAY, values=agreed, insist=True)
    assert "article 12" in refused.value.issues[0].message.fr
    with pytest.raises(InvalidDraft):  # a reply, always
        records.move(mine, KIND, record, "INADM", TODAY, values={"inadmissible_reason": "COURT"})
    reply = {"inadmissible_reason": "COURT", "reasoned_reply": "L’affaire est devant le tribunal."}
    records.move(mine, KIND, record, "INADM", TODAY, values=reply)
    values = records.read(mine, KIND, record).values
    assert (values["admissible"], values["answered_on"], values["closed_on"]) == (False, TODAY, TODAY)


def test_what_was_refused_for_want_of_papers_is_processed_once_completed(office: Office, somebody: str) -> None:
    """Decree 2-17-265: a reasoned reply within 15 days, then processed once completed; nothing else comes back so."""
    mine = office.desk("case")
    about = {"received_on": TODAY, "register": "PUBLIC", "complainant": "PERSON", "beneficiary": somebody}
    reply = {"reasoned_reply": "Il manque le récépissé."}
    for reason, comes_back in (("UNCLEAR", True), ("FORM", True), ("MALIC", False), ("COURT", False)):
        record = records.save(mine, KIND, about | {"subject": "Carte"}, insist=True).id
        records.move(mine, KIND, record, "TRIAGE", TODAY)
        records.move(mine, KIND, record, "INADM", TODAY, values=reply | {"inadmissible_reason": reason})
        if not comes_back:
            with pytest.raises(InvalidDraft):
                records.move(mine, KIND, record, "TRIAGE", TODAY, insist=True)
            continue
        records.move(mine, KIND, record, "TRIAGE", TODAY, insist=True)
        values = records.read(mine, KIND, record).values
        assert [values[key] for key in ("admissible", "inadmissible_reason", "answered_on", "closed_on")] == [None] * 4
        assert values["reasoned_reply"] == reply["reasoned_reply"] and values["standing"] == "ON_TRACK"


def test_the_body_goes_on_where_it_was_once_the_papers_are_there(office: Office, somebody: str) -> None:
    def on(day: int) -> Desk:
        return replace(office.desk("case"), clock=fixed_clock(datetime(2026, 3, day, 9, 0, tzinfo=UTC)))

    about = {"received_on": TODAY, "register": "PUBLIC", "complainant": "PERSON", "beneficiary": somebody}
    triaged = {"nature": "COMPLAINT", "category": "PUB_STAY", "priority": "NORM", "admissible": True}
    record = records.save(on(2), KIND, about | triaged | TOLD | {"subject": "Carte"}, insist=True).id

    def at(day: int, to: str, **values: Any) -> None:
        records.move(on(day), KIND, record, to, on(day).today, values=values, insist=True, reason="Suite")

    at(2, "TRIAGE")
    at(3, "INFO", missing="Copie")
    with pytest.raises(InvalidDraft):
        at(4, "FWD")  # nobody has it yet
    at(5, "TRIAGE")
    at(5, "FWD", forward_to="CHIKAYA", consent_to_forward=True)
    at(6, "INFO", missing="Original")
    at(16, "FWD")
    values = records.read(on(16), KIND, record).values
    assert (values["forwarded_on"], values["paused_total"]) == (date(2026, 3, 5), 12)


def test_my_day_says_what_a_complaint_waits_for_and_by_when(office: Office, somebody: str) -> None:
    def on(month: int, day: int) -> Desk:
        return replace(office.desk("case"), clock=fixed_clock(datetime(2026, month, day, 9, 0, tzinfo=UTC)))

    about = {"received_on": TODAY, "register": "PUBLIC", "complainant": "PERSON", "beneficiary": somebody}
    record = records.save(on(3, 2), KIND, about | {"subject": "Carte", "channel": "OFFICE"}, insist=True).id

    def waits(month: int, day: int) -> dict[str, date]:
        items = due.due(on(month, day), due.BRANCH).items
        return {item.label.en: item.day for item in items if item.record == record}

    def at(desk: Desk, to: str, **values: Any) -> None:
        records.move(desk, KIND, record, to, desk.today, values=values, insist=True, reason="Suite")

    triage, lacks, ours, answer = (one.label.en for one in office.database.schema.kinds[KIND].due[:4])
    assert waits(3, 3)[lacks] == date(2026, 3, 17) and triage in waits(3, 3)  # 15 days
    at(on(3, 3), "TRIAGE")
    at(on(3, 5), "INFO", missing="Copie du récépissé")
    assert waits(3, 6) == {}, "the clock stands still"
    at(on(3, 15), "TRIAGE")
    assert set(waits(3, 16)) == {triage, lacks}
    triaged = {"nature": "COMPLAINT", "category": "PUB_STAY", "priority": "NORM", "admissible": True}
    at(on(3, 16), "PROC", **triaged)
    values = records.read(on(3, 16), KIND, record).values
    assert ours in waits(values["internal_by"].month, values["internal_by"].day)
    late = waits(5, 20)
    assert late[answer] == date(2026, 5, 11)  # 60 days, and the 10 of the pause
    at(on(5, 20), "ANSW", answer="Carte prête", result="GRANTED")
    assert set(waits(5, 20)).isdisjoint({triage, lacks, ours, answer})
