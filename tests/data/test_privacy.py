"""Nothing of a person is written where it should not be: logs, errors, audit, reprs, temporary files (DP-07, trust.md).

A caseworker's morning is played with everything that can go wrong in it; then what it left behind is searched.
"""

from __future__ import annotations

import json
import logging
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url

from casemgr.data.database import Database
from casemgr.data.encrypted_file import refusals_in_words
from casemgr.data.key_refusals import WrongPassword
from casemgr.data.migrations import bring_up_to_date
from casemgr.data.server import open_server
from casemgr.data.tables import Schema
from casemgr.domain.checking import NotUnderstood, check
from casemgr.domain.clock import fixed_clock
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.errors import ChangedMeanwhile, InvalidDraft, NotAllowed, NotFound
from casemgr.domain.words import same
from casemgr.records import KINDS
from casemgr.records.beneficiary.identity import identity_of
from casemgr.services import (
    drafts,
    duplicates,
    file,
    history,
    intake,
    merging,
    opening,
    organisation,
    records,
    register,
    search,
)
from casemgr.services.desk import Desk
from casemgr.services.opening import BranchDraft
from casemgr.services.register import Filter
from casemgr.services.staff import StaffDraft
from tests.data.conftest import Hire, open_with_branches

DAY = date(2026, 2, 2)
database = open_with_branches(KINDS)
NAME, GIVEN, NOTE, PHONE, PASSPORT = "Ndiayeghost", "Oumouspectre", "histoireracontée", "677889900", "ZQ998877"
TAG, QUERY, BIDI = "<b>Traoréfantôme</b>", "'; DROP TABLE beneficiary; -- Kouyaté", "Si\u202edibé\u2066ghost"
SECRETS = (NAME, GIVEN, NOTE, PHONE, PASSPORT, "Traoréfantôme", "Kouyaté", "dibé", "xxxxxxxxxx")
PERSON: dict[str, Any] = {
    "family_name": NAME,
    "given_names": GIVEN,
    "sex": "F",
    "nationality": "SN",
    "population_group": "MIG",
    "birth_date": ApproximateDate.of_day(date(1991, 5, 3)),
    "needs_words": f"Une {NOTE}.",
    "phones": [{"number": f"+212{PHONE}"}],
    "documents": [{"type": "PASS_F", "number": PASSPORT}],
}


def told(text: str) -> list[str]:
    """The secrets that stand in a text."""
    return [secret for secret in SECRETS if secret.casefold() in text.casefold()]


def everything_said(error: BaseException) -> str:
    """Whatever a log, a dialog or a report could make of an exception, its causes included."""
    said = "".join(traceback.format_exception(error))
    chain: BaseException | None = error
    while chain is not None:
        said += f"{chain!s}\n{chain!r}\n{chain.args!r}\n{getattr(chain, '__notes__', '')}"
        if isinstance(chain, InvalidDraft):
            said += repr(chain.issues)
        chain = chain.__cause__ or chain.__context__
    return said


def hostile(value: str) -> dict[str, Any]:
    return {**PERSON, "family_name": value, "given_names": None, "single_name": True}


def errors_of_a_morning(desk: Desk, hire: Hire) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each way to go wrong, after what must be there."""
    saved = records.save(desk, "beneficiary", PERSON, insist=True)
    for name in (TAG, QUERY, BIDI):
        kept = records.save(desk, "beneficiary", hostile(name), insist=True)
        assert records.read(desk, "beneficiary", kept.id).values["family_name"] == name
        assert kept.id in {hit.id for hit in search.find(desk, name)}
    records.save(desk, "beneficiary", {"used_name": GIVEN}, record_id=saved.id, version=1, insist=True)
    stale = {"used_name": TAG}
    case = records.save(desk, "case", {"beneficiary": saved.id, "opened_on": DAY}, insist=True).id
    other = hire("MEAL")

    def save(who: Desk, values: dict[str, Any], **more: Any) -> Callable[[], object]:
        return lambda: records.save(who, "beneficiary", values, **more)

    yield "too long", save(desk, hostile("x" * 10_000), insist=True)
    yield "too long a note", save(desk, {**PERSON, "needs_words": NOTE * 1_000}, insist=True)
    yield "warnings", save(desk, {**PERSON, "given_names": None, "intake_date": DAY})
    yield "no telephone", save(desk, {**PERSON, "phones": [{"number": f"{NAME} {PHONE}"}]}, insist=True)
    yield "nothing chosen", save(desk, {**PERSON, "sex": NAME, "nationality": None}, insist=True)
    yield "not understood", save(desk, {**PERSON, "birth_date": NotUnderstood(NAME, same("?"))}, insist=True)
    yield "version", save(desk, stale, record_id=saved.id, version=1, insist=True)
    yield "not allowed", save(other, PERSON, insist=True)
    yield "not hers", save(other, {"used_name": TAG}, record_id=saved.id, version=2)
    yield "not there", lambda: records.read(hire("ADMIN"), "beneficiary", saved.id)
    yield "no reason", lambda: records.void(desk, "beneficiary", saved.id, " ")
    yield "no step", lambda: records.move(desk, "case", case, "CLOSED", DAY, values={"closing_summary": NOTE})
    wrong = {"purpose": NAME, "answer": "GIVEN", "given_on": DAY}
    yield "intake", lambda: intake.register_beneficiary(desk, PERSON, consents=[wrong], insist=True)
    yield "duplicates", lambda: duplicates.likely(other, PERSON)
    yield "merge", lambda: merging.merge(desk, NAME, GIVEN, NOTE)
    yield "filter", lambda: register.ids(desk, "beneficiary", filters=[Filter("full_name", "contains", NAME)])
    yield "unknown", lambda: register.ids(desk, "beneficiary", filters=[Filter("family_name", "above", NAME)])
    yield "power cut", lambda: half_way(desk)


def half_way(desk: Desk) -> None:
    with desk.work() as work:
        person = work.create("beneficiary", {**PERSON, "phones": [], "documents": []})
        work.create("beneficiary", {**PERSON, "phones": [], "documents": []}, record_id=person)


def play(desk: Desk, hire: Hire) -> dict[str, BaseException]:
    """The morning; every error that it raised."""
    raised: dict[str, BaseException] = {}
    for what, act in errors_of_a_morning(desk, hire):
        try:
            act()
        except Exception as error:  # whatever is raised is looked at below
            raised[what] = error
    search.find(desk, f"{NAME} {PHONE}")
    drafts.keep(desk, desk.kinds["beneficiary"], {**PERSON, "birth_date": NotUnderstood(NAME, same("?"))})
    return raised


@pytest.fixture
def caseworker(hire: Hire) -> Desk:
    return hire("CASE", "COORD", branch="RAB")


def test_no_error_and_no_log_tells_anything_of_a_person(
    caseworker: Desk, hire: Hire, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    raised = play(caseworker, hire)
    for what, error in raised.items():
        assert told(everything_said(error)) == [], what
    expected = {
        "too long": InvalidDraft,
        "too long a note": InvalidDraft,
        "warnings": InvalidDraft,
        "no telephone": InvalidDraft,
        "nothing chosen": InvalidDraft,
        "not understood": InvalidDraft,
        "version": ChangedMeanwhile,
        "not allowed": NotAllowed,
        "not hers": NotAllowed,
        "not there": NotFound,
        "no reason": InvalidDraft,
        "no step": InvalidDraft,
        "intake": InvalidDraft,
        "duplicates": NotAllowed,
        "merge": NotFound,
        "filter": ValueError,
        "unknown": ValueError,
        "power cut": sa.exc.IntegrityError,
    }
    assert {what: type(error) for what, error in raised.items()} == expected
    logged = "\n".join(caplog.handler.format(record) + str(record.args) for record in caplog.records)
    printed = capfd.readouterr()
    assert told(logged) == [] and told(printed.out + printed.err) == []


def test_the_audit_keeps_codes_and_names_of_fields_alone(caseworker: Desk, hire: Hire) -> None:
    play(caseworker, hire)
    audit = caseworker.database.schema.house.audit
    with caseworker.database.reading() as connection:
        rows = [dict(row) for row in connection.execute(sa.select(audit)).mappings()]
    assert len(rows) > 5
    assert told(json.dumps(rows, default=str, ensure_ascii=False)) == []


def test_what_a_program_prints_of_its_objects_tells_nothing(caseworker: Desk) -> None:
    """repr() is what a debugger, a log line or a failed assertion shows."""
    saved = records.save(caseworker, "beneficiary", PERSON, insist=True)
    draft = drafts.keep(caseworker, caseworker.kinds["beneficiary"], PERSON)
    more = {"used_name": GIVEN, "needs_words": NOTE}
    records.save(caseworker, "beneficiary", more, record_id=saved.id, version=1, insist=True)
    record = records.read(caseworker, "beneficiary", saved.id)
    with caseworker.work() as work:
        stored = work.find("beneficiary", saved.id, "r")
        seen: list[object] = [work, work.audit, work.changes, work.numbers, work.rows, work.scope, work.actor, stored]
        reprs = [repr(one) for one in seen]
    with caseworker.database.reading() as connection:
        context = caseworker.context(connection)
        checked = check(caseworker.kinds["beneficiary"], PERSON, context)
        reprs += [repr(context), repr(checked), repr(connection)]
    for one in (
        caseworker,
        caseworker.database,
        caseworker.scope,
        record,
        saved,
        file.open_file(caseworker, saved.id),
        file.timeline(caseworker, saved.id),
        history.history(caseworker, "beneficiary", saved.id),
        search.find(caseworker, NAME),
        register.lines(caseworker, "beneficiary", [saved.id], ["family_name", "given_names"]),
        duplicates.likely(caseworker, PERSON),
        [one for one in drafts.mine(caseworker) if one.id == draft],
        Filter("family_name", "contains", NAME),
        NotUnderstood(NAME, same("?")),
        identity_of(PERSON, "x"),
        records.Absent(record.values),
    ):
        reprs.append(repr(one))
    assert told("\n".join(reprs)) == []
    assert saved.code in "".join(reprs)  # they are the objects of this person


def test_a_data_key_and_a_password_are_in_no_repr(tmp_path: Path) -> None:
    opened = new_file(tmp_path)
    said = repr(opened) + repr(opened.desk) + repr(opened.desk.vault)
    assert opened.recovery_key not in said
    assert opened.desk.vault is not None and repr(opened.desk.vault.key) not in said
    opened.desk.database.dispose()


# --- a file, from its making ---------------------------------------------------------------------------------
PASSWORD = "une phrase que je retiens"


def new_file(folder: Path) -> opening.Opened:
    return opening.create_file(
        folder / "notre base.casemgr",
        organisation="Association",
        branch=BranchDraft("RAB", "Rabat", "الرباط", "Rabat", "MA-RAB"),
        admin=StaffDraft("salma", "Salma", ("ADMIN", "COORD", "CASE")),
        password=PASSWORD,
        clock=fixed_clock(datetime(2026, 3, 2, 9, tzinfo=UTC)),
    )


def test_a_wrong_password_is_told_nowhere_and_the_file_and_the_temporary_folder_hold_nothing_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(variable, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    folder = tmp_path / "base"
    folder.mkdir()
    opened = new_file(folder)

    def colleague(*roles: str) -> Desk:
        return replace(opened.desk, person=replace(opened.desk.person, id="colleague", roles=roles))

    play(opened.desk, colleague)
    for path in (*folder.iterdir(), *temporary.rglob("*")):  # the log of the open file included
        assert holds(path) == [], path.name
    path = folder / "notre base.casemgr"
    with pytest.raises(WrongPassword) as refused:
        opening.open_database(path, "salma", f"pas cette phrase {NAME}")
    assert told(everything_said(refused.value)) == [] and PASSWORD not in everything_said(refused.value)
    opened.desk.database.dispose()
    for left in (*folder.iterdir(), *temporary.rglob("*")):
        assert holds(left) == [], left.name
        assert not any(told(part) for part in left.parts)
    assert told(caplog.text) == [] and PASSWORD not in caplog.text


def holds(path: Path) -> list[str]:
    """The secrets whose bytes stand in a file, in any of the writings a program could use."""
    if not path.is_file():
        return []
    kept = path.read_bytes()
    forms = ("utf-8", "utf-16-le", "latin-1")
    return [secret for secret in SECRETS for form in forms if secret.encode(form, "replace") in kept]


# --- what a switch forbids -----------------------------------------------------------------------------------
CARD = "BK452199"


def cells(desk: Desk) -> Iterator[tuple[str, str]]:
    """Everything that stands in every table of the database, house and search included."""
    with desk.database.reading() as connection:
        for name in sa.inspect(connection).get_table_names():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'):
                for value in row:
                    yield name, value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def tables_with(desk: Desk, secret: str) -> set[str]:
    return {name for name, text in cells(desk) if secret.casefold() in text.replace("\\", "").casefold()}


WAYS: dict[str, dict[str, Any]] = {
    "as a card": {"type": "CNIE", "number": CARD},
    "as another paper": {"type": "AUTRE", "number": CARD},
    "in small letters and spaced": {"type": "AUTRE", "number": " bk 452199"},
    "as no paper": {"type": "AUCUN", "number": CARD},
    "without saying what": {"type": None, "number": CARD},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_card_number_typed_while_its_switch_is_off_is_in_no_table(caseworker: Desk, way: str) -> None:
    """Acceptance test 4 of data-protection.md §9: refused, not stored in any table, log or draft."""
    draft = {**PERSON, "documents": [WAYS[way]]}
    kept = drafts.keep(caseworker, caseworker.kinds["beneficiary"], draft)
    drafts.keep(caseworker, caseworker.kinds["beneficiary"], draft, draft=kept)
    said = ""
    try:
        records.save(caseworker, "beneficiary", draft, insist=True)
    except InvalidDraft as refused:
        said = everything_said(refused)
    assert told(said) == [] and CARD not in said
    for typed in (CARD, "bk 452199", "452199"):
        assert tables_with(caseworker, typed) == set()
        assert search.find(caseworker, typed) == []
    # The search of this test finds what is there: what the draft may keep, it keeps.
    assert tables_with(caseworker, NAME) >= {"draft"}


def test_with_its_authorisation_the_number_is_kept_and_without_it_again_a_draft_lets_it_go(
    caseworker: Desk, hire: Hire
) -> None:
    admin = hire("ADMIN")
    organisation.set_switch(admin, "allow_cin_number", "A-329/2014")
    draft = {**PERSON, "documents": [WAYS["as a card"]]}
    person = records.save(caseworker, "beneficiary", draft, insist=True).id
    kept = drafts.keep(caseworker, caseworker.kinds["beneficiary"], draft)
    assert {"draft", "beneficiary_documents"} <= tables_with(caseworker, CARD)
    assert [hit.id for hit in search.find(caseworker, CARD)] == [person]
    organisation.set_switch(admin, "allow_cin_number", "")
    drafts.keep(caseworker, caseworker.kinds["beneficiary"], draft, draft=kept)
    assert "draft" not in tables_with(caseworker, CARD)


def test_a_record_of_offences_typed_while_its_switch_is_off_is_in_no_table(caseworker: Desk) -> None:
    draft = {**PERSON, "documents": [{"type": "CASIER", "number": CARD}]}
    draft["specific_needs"] = [{"vulnerability": "LP-CR"}]
    drafts.keep(caseworker, caseworker.kinds["beneficiary"], draft)
    with pytest.raises(InvalidDraft):
        records.save(caseworker, "beneficiary", draft, insist=True)
    assert [tables_with(caseworker, typed) for typed in (CARD, "CASIER", "LP-CR")] == [set(), set(), set()]


def test_notes_of_care_typed_while_health_is_off_are_in_no_table(hire: Hire) -> None:
    nurse = hire("HEALTH", "CASE", "COORD")
    person = records.save(nurse, "beneficiary", PERSON, insist=True).id
    kind = nurse.kinds["service"].field("type").choices()
    assert kind is not None
    care = next(term.code for term in kind if term.parent == "HEA" and term.meta.get("unit") == "session")
    values = {"beneficiary": person, "type": care, "date": DAY, "notes": [{"text": "diagnosticsecret"}]}
    drafts.keep(nurse, nurse.kinds["service"], values)
    records.save(nurse, "service", values, insist=True)
    assert tables_with(nurse, "diagnosticsecret") == set() and tables_with(nurse, care) != set()


# --- the server's own words ----------------------------------------------------------------------------------
def test_a_row_that_the_server_refuses_is_not_quoted_in_the_error(postgresql_url: str) -> None:
    """PostgreSQL says "Failing row contains (…)" with the whole row in it."""
    url = make_url(postgresql_url)
    shown = url._replace(username=None, password=None).render_as_string(hide_password=False)
    engine = open_server(shown, url.username or "", url.password or "")
    database = Database(engine, engine, Schema(KINDS), "RAB1", refusals_in_words)
    bring_up_to_date(database)
    table = database.schema.of("beneficiary").record
    with pytest.raises(sa.exc.IntegrityError) as refused, database.writing() as connection:
        connection.execute(table.insert().values(id="x", family_name=NAME, needs_words=NOTE))
    said = everything_said(refused.value)
    assert "not-null" in said and told(said) == [] and "Failing row" not in said
    engine.dispose()


def test_the_key_of_the_file_stands_in_no_file_beside_it(tmp_path: Path) -> None:
    opened = new_file(tmp_path)
    vault = opened.desk.vault
    assert vault is not None
    opened.desk.database.dispose()
    for path in tmp_path.iterdir():
        kept = path.read_bytes()
        assert vault.key not in kept and vault.key.hex().encode() not in kept.lower()
