"""A list comes in row by row: everything is checked first, nothing is half written, and each row's fate is told."""

from __future__ import annotations

import csv
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import xlsxwriter

from casemgr.data.database import Database
from casemgr.data.records import Stored, load
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.errors import NotAllowed, UserError
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services import organisation, records, search
from casemgr.services.desk import Desk
from casemgr.services.lists import Fate, Outcome, bring_in, repeated, sheets
from casemgr.services.lists.sheets import UnreadableList
from tests.data.conftest import Hire, open_empty

PERSON = {"family_name": "Diallo", "sex": "F", "nationality": "GN", "population_group": "MIG"}


@pytest.fixture(params=["file", "server"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = request.getfixturevalue("postgresql_url") if request.param == "server" else ""
    opened = open_empty(request.param, KINDS, tmp_path, url)
    branches = [
        {"code": code, "name_fr": code, "name_ar": code, "name_en": code, "province": province}
        for code, province in (("RAB", "MA-RAB"), ("CAS", "MA-CAS"))
    ]
    with opened.writing() as connection:
        connection.execute(opened.schema.house.branch.insert(), branches)
    yield opened
    opened.dispose()


@pytest.fixture
def desk(hire: Hire) -> Desk:
    return hire("COORD", "CASE")


Bring = Callable[..., Outcome]


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Bring:
    """Bring rows (dicts with the same keys, or lists with a header) in as a CSV file."""

    def brought(kind: str, *rows: Mapping[str, object], by: Desk = desk, **options: Any) -> Outcome:
        path = tmp_path / "list.csv"
        with path.open("w", encoding=options.pop("encoding", "utf-8"), newline="") as text:
            lines = csv.writer(text, delimiter=options.pop("delimiter", ","))
            header = list(dict.fromkeys(key for row in rows for key in row))
            lines.writerow(header)
            lines.writerows([row.get(key, "") for key in header] for row in rows)
        return bring_in(by, kind, path, **options)

    return brought


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", "strings_to_numbers": False})
    sheet = book.add_worksheet("Liste")
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write(number, place, value)
    book.close()
    return path


def everybody(desk: Desk, kind: str = "beneficiary") -> list[Stored]:
    tables = desk.database.schema.of(kind)
    with desk.database.reading() as connection:
        ids = list(connection.execute(sa.select(tables.record.c.id).order_by(tables.record.c.created_at)).scalars())
        found = load(connection, tables, ids, None)
    return sorted(found.values(), key=lambda one: one.external_id or one.code)


def only(desk: Desk, kind: str = "beneficiary") -> Mapping[str, Any]:
    (found,) = everybody(desk, kind)
    return found.values


def remarks(outcome: Outcome) -> dict[str, Fate]:
    return {line.field: line.fate for line in outcome.lines if line.message is not None}


def test_one_wrong_row_and_nothing_is_written(desk: Desk, bring: Bring) -> None:
    outcome = bring("beneficiary", PERSON, PERSON | {"family_name": "Sow", "sex": "Z"}, PERSON | {"family_name": "Bah"})
    assert not outcome.is_written and outcome.counts[Fate.REFUSED] == 1
    assert [(line.row, line.fate, line.field) for line in outcome.report()] == [
        (2, Fate.READY, "given_names"),
        (3, Fate.REFUSED, "sex"),
        (3, Fate.REFUSED, "given_names"),
        (4, Fate.READY, "given_names"),
    ]
    assert everybody(desk) == []


def test_a_dry_run_says_the_same_and_writes_nothing(desk: Desk, bring: Bring) -> None:
    outcome = bring("beneficiary", PERSON, dry_run=True)
    assert outcome.counts[Fate.BROUGHT] == 1 and not outcome.is_written
    assert everybody(desk) == []
    assert bring("beneficiary", PERSON).is_written
    assert only(desk)["family_name"] == "Diallo"


def test_columns_are_known_by_key_by_label_in_any_language_and_by_the_words_of_old_lists(
    desk: Desk, bring: Bring
) -> None:
    bring(
        "beneficiary",
        {
            "NOM :": "Diallo ",
            "Given names (Latin)": " Aïssatou",
            "الجنس": "أنثى",
            "DDN": "03/05/1990",
            "Nationalité": "guinéenne",
            "population_group": "Personne migrante étrangère",
            "Tél": 612345678,
            "phones.2.number": "+221 77 123 45 67",
            "Date d'inscription": "2/1/2026",
            "Pointure": "38",
        },
    )
    kept = only(desk)
    assert (kept["family_name"], kept["given_names"], kept["sex"]) == ("Diallo", "Aïssatou", "F")
    assert kept["birth_date"] == ApproximateDate.of_day(date(1990, 5, 3))
    assert (kept["nationality"], kept["population_group"]) == ("GN", "MIG")
    assert [phone["number"] for phone in kept["phones"]] == ["+212612345678", "+221771234567"]
    assert kept["intake_date"] == date(2026, 1, 2)


def test_a_column_that_says_nothing_is_told_and_a_field_is_given_once(desk: Desk, bring: Bring) -> None:
    outcome = bring("beneficiary", {"Pointure": 38, "Nom": "Autre"} | PERSON)
    assert [dropped.header for dropped in outcome.dropped] == ["Pointure", "Nom"]
    assert only(desk)["family_name"] == "Diallo"


def test_a_mapping_names_the_columns_that_do_not_name_themselves(desk: Desk, bring: Bring) -> None:
    row = {"A": "Keita", "B": "R-77"} | {key: value for key, value in PERSON.items() if key != "family_name"}
    bring("beneficiary", row, mapping=["family_name=A", "external_id=b"])
    (found,) = everybody(desk)
    assert (found.values["family_name"], found.external_id) == ("Keita", "R-77")
    for wrong in ("nothing=A", "family_name=Z", "family_name"):
        with pytest.raises(UserError):
            bring("beneficiary", row, mapping=[wrong])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("2008-03-10", "DAY", "", ""), ApproximateDate.of_day(date(2008, 3, 10))),
        (("1990", "YEAR", "", ""), ApproximateDate.of_year(1990)),
        (("1990-01-01", "YEAR", "", ""), ApproximateDate.of_year(1990)),
        (("15/06/1990", "MONTH", "", ""), ApproximateDate.of_month(1990, 6)),
        (("", "NONE", "", ""), ApproximateDate.unknown()),
        (("", "EST", "34", "2025-06-01"), ApproximateDate.estimated(34, date(2025, 6, 1))),
        (("", "EST", "34", ""), ApproximateDate.estimated(34, date(2025, 5, 2))),
        (("34 ans", "", "", ""), ApproximateDate.estimated(34, date(2025, 5, 2))),
        (("vers 1990", "", "", ""), ApproximateDate.estimated(36, date(2026, 3, 2))),
        (("32997", "", "", ""), ApproximateDate.of_day(date(1990, 5, 4))),
    ],
)
def test_a_birth_may_stand_in_one_column_or_four(
    desk: Desk, bring: Bring, parts: tuple[str, ...], expected: ApproximateDate
) -> None:
    names = ("dob", "dob_precision", "estimated_age", "estimated_on")
    bring("beneficiary", PERSON | {"intake_date": "2025-05-02"} | dict(zip(names, parts, strict=True)))
    assert only(desk)["birth_date"] == expected


def test_excel_brings_true_dates_serials_telephones_without_zero_and_titles_above_the_headers(
    desk: Desk, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path / "list.xlsx",
        [
            ["Liste des bénéficiaires 2025"],
            [],
            ["Nom", "Prénom", "Sexe", "Nationalité", "Profil", "Né(e) le", "GSM", "Intake", "Valid_from", "Ville"],
            ["Diallo", "Awa", "F", "GN", "MIG", date(1990, 5, 3), 612345678, 45992, "", "MA-RAB"],
        ],
    )
    outcome = bring_in(desk, "beneficiary", path)
    assert outcome.is_written and {line.row for line in outcome.lines} == {4}
    kept = only(desk)
    assert kept["birth_date"] == ApproximateDate.of_day(date(1990, 5, 3))
    assert kept["intake_date"] == date(2025, 12, 1)
    assert kept["phones"][0]["number"] == "+212612345678"
    assert kept["address"][0]["province"] == "MA-RAB"


def test_values_that_hold_from_a_day_take_the_day_of_intake_when_none_is_given(desk: Desk, bring: Bring) -> None:
    status = {"administrative_status.status": "CI"}
    bring("beneficiary", PERSON | {"intake_date": "2025-02-03"} | status)
    assert [row["since"] for row in only(desk)["administrative_status"]] == [date(2025, 2, 3)]


def test_without_any_day_it_holds_from_today_and_is_said(desk: Desk, bring: Bring) -> None:
    outcome = bring("beneficiary", PERSON | {"intake_date": "", "administrative_status.status": "CI"})
    assert remarks(outcome)["administrative_status.1.since"] is Fate.BROUGHT
    assert [row["since"] for row in only(desk)["administrative_status"]] == [desk.today]


def test_nothing_is_invented_about_when_or_by_whom(desk: Desk, bring: Bring) -> None:
    bring("beneficiary", PERSON | {"external_id": "P1"})
    assert only(desk)["intake_date"] is None
    refused = bring("service", {"beneficiary_external_id": "P1", "type": "ACC-INT"})
    assert not refused.is_written and "date" in remarks(refused)
    bring("service", {"beneficiary_external_id": "P1", "type": "ACC-INT", "date": "2025-11-05"})
    service = only(desk, "service")
    assert service["delivered_by"] is None
    assert (service["quantity"], service["countable"]) == (1, True)


def test_without_an_intake_date_the_first_service_gives_it(desk: Desk, bring: Bring) -> None:
    bring("beneficiary", PERSON | {"external_id": "P1", "intake_date": ""})
    rows = [{"beneficiary_external_id": "P1", "type": "ACC-INT", "date": day} for day in ("2025-11-05", "2025-06-01")]
    bring("service", *rows)
    assert only(desk)["intake_date"] == date(2025, 6, 1)


def test_a_service_finds_its_person_by_code_as_people_write_it(desk: Desk, bring: Bring) -> None:
    bring("beneficiary", PERSON)
    (person,) = everybody(desk)
    said = person.code.lower().replace("-", " ")
    assert bring("service", {"beneficiary": said, "type": "ACC-INT", "date": "2026-01-05"}).is_written
    unknown = bring("service", {"beneficiary": "AAA-AAA-AAA-A", "type": "ACC-INT", "date": "2026-01-05"})
    assert not unknown.is_written and "beneficiary" in remarks(unknown)


def test_a_person_out_of_reach_is_not_there_for_a_list_either(bring: Bring, hire: Hire) -> None:
    bring("beneficiary", PERSON | {"external_id": "P1"})
    row = {"beneficiary_external_id": "P1", "type": "ACC-INT", "date": "2026-01-05"}
    elsewhere = bring("service", row, by=hire("COORD", branch="CAS"))
    assert not elsewhere.is_written and remarks(elsewhere)["beneficiary"] is Fate.REFUSED


@pytest.mark.parametrize(
    ("first", "second", "fates"),
    [
        ({"external_id": "1"}, {"external_id": "1", "family_name": "Autre"}, [Fate.KNOWN]),
        ({"birth_date": "1990"}, {"birth_date": "1990", "family_name": "DIALLO"}, [Fate.KNOWN]),
        ({"birth_date": "1990"}, {"birth_date": "1991"}, [Fate.BROUGHT]),
        ({"birth_date": "1990"}, {"birth_date": "1990", "nationality": "SN"}, [Fate.BROUGHT]),
        ({"birth_date": "?"}, {"birth_date": "?"}, [Fate.KNOWN]),
        ({"birth_date": "?", "sex": "M"}, {"birth_date": "?"}, [Fate.BROUGHT]),
        ({"documents.type": "PASS_F", "documents.number": "A 1234567"}, {"documents.number": "A1234567"}, [Fate.KNOWN]),
        ({"phones.number": "0612345678"}, {"unhcr_number": "0612345678", "birth_date": "1990"}, [Fate.BROUGHT]),
    ],
)
def test_a_row_that_is_here_already_is_skipped_and_told(
    bring: Bring, first: dict[str, str], second: dict[str, str], fates: list[Fate]
) -> None:
    second = {"documents.type": "PASS_F"} | second if "documents.number" in second else second
    assert bring("beneficiary", PERSON | first).is_written
    again = bring("beneficiary", PERSON | second)
    assert list(dict.fromkeys(line.fate for line in again.lines)) == fates, again.lines


def test_what_another_base_numbered_is_known_when_it_comes_again(desk: Desk, bring: Bring) -> None:
    bring("beneficiary", PERSON | {"external_id": "X1"})
    case = {"beneficiary": "X1", "opened_on": "2026-01-05", "code": "D-2026-ALG-0007"}
    other = case | {"code": "D-2026-ALG-0008"}
    assert bring("case", case).counts[Fate.BROUGHT] == 1
    again = bring("case", case, other)
    assert (again.counts[Fate.KNOWN], again.counts[Fate.BROUGHT]) == (1, 1)
    assert [one.external_id for one in everybody(desk, "case")] == ["D-2026-ALG-0007", "D-2026-ALG-0008"]
    # the number of a line of some list says nothing by itself
    for _ in range(2):
        assert bring("case", case | {"code": "12"}).counts[Fate.BROUGHT] == 1


def test_households_without_a_number_are_known_when_the_very_same_list_comes_again(desk: Desk, bring: Bring) -> None:
    bring("beneficiary", PERSON | {"external_id": "A1"}, PERSON | {"family_name": "Bah", "external_id": "B1"})
    led = {"members.relationship": "HEAD", "declared_size": 3, "members.from_date": "2024-01-05"}
    named = led | {"members.first_name": "Awa", "members.sex": "F"}
    rows = [led | {"members.member_external_id": "A1"}, named, named]  # two Awas are two households
    assert bring("household", *rows).counts[Fate.BROUGHT] == 3
    again = bring("household", *rows)
    assert again.counts[Fate.KNOWN] == 3 and len(everybody(desk, "household")) == 3
    others = [led | {"members.member_external_id": "B1"}, named | {"declared_size": 4}]
    assert bring("household", *others, *rows).counts == dict.fromkeys(Fate, 0) | {Fate.BROUGHT: 4, Fate.KNOWN: 1}
    assert len(everybody(desk, "household")) == 7, "the Awas of another list may be others"


def test_another_family_of_the_same_first_names_is_written_and_it_is_said(desk: Desk, bring: Bring) -> None:
    known = [("Fatima", "HEAD"), ("Omar", "CHILD")]
    members = [{"first_name": name, "relationship": place, "sex": "F"} for name, place in known]
    records.save(desk, "household", {"declared_size": 4, "members": members}, insist=True)
    row = {"declared_size": 4, "members.1.first_name": "Fatima", "members.1.relationship": "HEAD"}
    outcome = bring("household", row)
    assert outcome.counts[Fate.BROUGHT] == 1 and len(everybody(desk, "household")) == 2
    assert repeated.LOOKS_LIKE in [line.message for line in outcome.lines]
    whole = row | {"members.2.first_name": "Omar", "members.2.relationship": "CHILD"}
    assert bring("household", whole).counts[Fate.BROUGHT] == 1, "a mother Fatima with her Omar is no rare family"
    assert bring("household", whole).counts[Fate.KNOWN] == 1 and len(everybody(desk, "household")) == 3


def test_what_is_wrong_with_a_household_is_told_even_if_its_members_are_here(bring: Bring) -> None:
    bring("beneficiary", PERSON | {"external_id": "A1"})
    row = {"members.member_external_id": "A1", "members.relationship": "HEAD", "declared_size": "3"}
    assert bring("household", row).counts[Fate.BROUGHT] == 1
    assert bring("household", row | {"declared_size": ""}).counts[Fate.KNOWN] == 1, "whose file it is says who they are"
    assert remarks(bring("household", row | {"declared_size": "beaucoup"}))["declared_size"] is Fate.REFUSED
    child = {"members.2.first_name": "Omar", "members.2.member_external_id": "?", "members.2.relationship": "CHILD"}
    head = {key.replace(".", ".1.", 1): value for key, value in row.items()}
    assert bring("household", head | child).counts[Fate.REFUSED] == 1, "who is the second?"


def test_a_row_that_stands_twice_in_the_list_comes_in_once(desk: Desk, bring: Bring) -> None:
    rows = [PERSON | {"external_id": "7", "birth_date": "1990"}] * 2
    outcome = bring("beneficiary", *rows)
    assert outcome.counts[Fate.BROUGHT] == 1 and outcome.counts[Fate.KNOWN] == 1
    assert "2" in str(outcome.lines[-1].message)
    assert len(everybody(desk)) == 1


def test_a_branch_must_exist_and_be_mine(bring: Bring) -> None:
    assert remarks(bring("beneficiary", PERSON | {"branch": "XYZ"}))["branch"] is Fate.REFUSED
    assert remarks(bring("beneficiary", PERSON | {"branch": "CAS"}))[""] is Fate.REFUSED
    assert bring("beneficiary", PERSON | {"branch": "RAB"}).is_written


def test_what_is_too_secret_for_who_brings_it_refuses_the_list(bring: Bring, hire: Hire) -> None:
    bring("beneficiary", PERSON | {"external_id": "P1"})
    row = {"beneficiary_external_id": "P1", "type": "MHP-IND", "date": "2026-01-05"}
    assert not bring("service", row).is_written
    assert bring("service", row, by=hire("CASE", "PSY")).is_written
    stricter = row | {"type": "ACC-INT", "confidentiality": "L9"}
    assert "confidentiality" in remarks(bring("service", stricter))


def test_only_who_may_add_such_records_brings_a_list(bring: Bring, hire: Hire) -> None:
    with pytest.raises(NotAllowed):
        bring("beneficiary", PERSON, by=hire("MEAL"))


def test_a_line_may_be_void_or_already_in_a_later_state(desk: Desk, bring: Bring) -> None:
    bring("beneficiary", PERSON | {"external_id": "P1"})
    row = {"beneficiary_external_id": "P1", "type": "ACC-INT", "date": "2026-01-05", "void": "oui", "void_reason": "x"}
    assert bring("service", row).is_written
    (service,) = everybody(desk, "service")
    assert service.void_reason == "x"
    case = {"beneficiary_external_id": "P1", "opened_on": "2025-01-02", "state": "Clôturé", "state_since": "2025-06-01"}
    outcome = bring("case", case)
    assert outcome.is_written, outcome.lines
    (found,) = everybody(desk, "case")
    assert found.state == "CLOSED"
    states = desk.database.schema.of("case").states
    assert states is not None
    with desk.database.reading() as connection:
        assert connection.execute(sa.select(states.c.state, states.c.day)).all() == [("CLOSED", date(2025, 6, 1))]


def test_the_rows_before_are_seen_by_the_rules_of_the_rows_after(bring: Bring) -> None:
    bring("beneficiary", PERSON | {"external_id": "P1"})
    case = {"beneficiary_external_id": "P1", "opened_on": "2025-01-02"}
    together = bring("case", case, case, dry_run=True)
    alone = bring("case", case)
    again = bring("case", case | {"opened_on": "2025-01-03"}, dry_run=True)
    said = [str(line.message) for line in again.lines]
    assert alone.is_written and said != [str(line.message) for line in alone.lines]
    assert [str(line.message) for line in together.lines if line.row == 3] == said


def test_a_field_that_is_switched_off_does_not_exist_for_a_list(desk: Desk, bring: Bring, hire: Hire) -> None:
    card = {"documents.type": "CNIE", "documents.number": "AB123456"}
    outcome = bring("beneficiary", PERSON | card | {"external_id": "1"})
    assert outcome.is_written and "documents.1.number" in remarks(outcome)
    assert only(desk)["documents"][0]["number"] is None
    organisation.set_switch(hire("ADMIN"), "allow_cin_number", "D-GC-123/2026")
    assert bring("beneficiary", PERSON | card | {"family_name": "Bah", "external_id": "2"}).is_written
    assert everybody(desk)[1].values["documents"][0]["number"] == "AB123456"


def test_hostile_cells_stay_text(desk: Desk, bring: Bring) -> None:
    wicked = "=cmd|' /C calc'!A0"
    row = {"family_name": "<script>", "given_names": wicked, "birth_place": "\u202eevil\u0000"}
    assert bring("beneficiary", PERSON | row).is_written
    kept = only(desk)
    assert (kept["family_name"], kept["given_names"]) == ("<script>", wicked)
    assert bring("beneficiary", PERSON | {"external_id": "x' OR 1=1 --", "birth_date": "1991"}).is_written
    assert [hit.birth for hit in search.find(desk, "x' OR 1=1 --")] == ["1991"]


@pytest.mark.parametrize(("encoding", "delimiter"), [("cp1252", ";"), ("utf-8-sig", ";"), ("utf-16", "\t")])
def test_encodings_and_separators_of_office_programs_are_read(
    desk: Desk, bring: Bring, encoding: str, delimiter: str
) -> None:
    row = PERSON | {"family_name": "N’Guessan Béré", "given_names": "A; b, c"}
    assert bring("beneficiary", row, encoding=encoding, delimiter=delimiter).is_written
    assert only(desk)["family_name"] == "N’Guessan Béré"


def test_what_is_no_list_or_too_big_a_list_is_refused_in_words(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(name: str, content: bytes) -> None:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(UserError):
            bring_in(desk, "beneficiary", path)

    refused("empty.csv", b"")
    refused("headers.csv", b"family_name,sex\n")
    refused("noise.csv", bytes(range(256)) * 40)
    refused("not.xlsx", b"PK\x03\x04 not a workbook")
    refused("other.pdf", b"%PDF-1.7")
    refused("wide.csv", b"sex" + b",x" * 600 + b"\nF" + b",1" * 600 + b"\n")
    refused("long.csv", b"family_name,sex\n" + b"a" * 40_000 + b",F\n")
    monkeypatch.setattr(sheets, "MOST_ROWS", 10)
    refused("tall.csv", b"family_name,sex\n" + b"a,F\n" * 12)
    monkeypatch.setattr(sheets, "LARGEST", 10)
    refused("big.csv", b"family_name,sex\na,F\n")
    with pytest.raises(UserError):
        bring_in(desk, "beneficiary", tmp_path / "absent.csv")


def test_a_small_archive_that_unpacks_without_end_is_refused_before_it_is_unpacked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "bomb.xlsx", [["family_name"], *[["a" * 100]] * 200])
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 1_000)
    with pytest.raises(UnreadableList):
        bring_in(desk, "beneficiary", path)


def test_the_audit_says_that_a_list_came_in_and_every_record_has_its_line(desk: Desk, bring: Bring) -> None:
    bring("beneficiary", PERSON | {"external_id": "1"}, PERSON | {"external_id": "2", "birth_date": "1990"})
    audit = desk.database.schema.house.audit
    with desk.database.reading() as connection:
        actions = connection.execute(sa.select(audit.c.action).order_by(audit.c.place)).scalars().all()
    assert actions == ["create", "create", "import"]
    record = desk.database.schema.of("beneficiary").record
    with desk.database.reading() as connection:
        assert set(connection.execute(sa.select(record.c.source)).scalars()) == {"import"}


def test_two_people_who_bring_the_same_list_in_at_once_write_it_once(desk: Desk, hire: Hire, tmp_path: Path) -> None:
    path = tmp_path / "same.csv"
    lines = [f"N{place},Somebody{place},F,GN,MIG" for place in range(20)]
    path.write_text("\n".join(["external_id,family_name,sex,nationality,population_group", *lines]), "utf-8")
    both_checked = threading.Barrier(2, timeout=60)

    def bring_with(who: Desk) -> Outcome:
        waited: list[bool] = []

        def wait_once(_done: int, _total: int) -> None:
            if not waited:  # all is checked, nothing is written yet
                waited.append(True)
                both_checked.wait()

        return bring_in(who, "beneficiary", path, progress=wait_once)

    desks = [replace(one, ids=Ids()) for one in (desk, hire("COORD", "CASE"))]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(bring_with, desks))
    assert sorted(outcome.counts[Fate.BROUGHT] for outcome in outcomes) == [0, 20]
    assert sorted(outcome.counts[Fate.KNOWN] for outcome in outcomes) == [0, 20]
    assert len(everybody(desk)) == 20
