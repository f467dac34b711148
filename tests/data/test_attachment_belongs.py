"""A paper is read by whoever reads the record it came with, and by nobody else: for every role, on both databases.

The scans of a complaint, a legal file, a health service, a referral and a consent, in every place where a paper stands:
its register, its own page and file, the person's timeline and file, what is due, its history, its number, exports.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image

from casemgr.data.database import Database
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.errors import InvalidDraft, NotAllowed, NotFound
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.records.attachment.rules import NO_LONGER_CLOSED
from casemgr.services import attachments, drafts, due, file, history, links, records, register, whole_file
from casemgr.services.desk import Desk
from casemgr.services.lists import taking
from tests.data.access_oracle import ROLES, Fact, Facts, widest_view
from tests.data.conftest import open_empty
from tests.postgresql import PostgresqlServer

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
KIND = "attachment"
ACCUSED = "accused"
STAFF: dict[str, tuple[str, ...]] = {ACCUSED: ROLES, "stranger": ("LEGAL",)} | {role: (role,) for role in ROLES}


@dataclass(frozen=True)
class Paper:
    """A scan and the record it belongs to: who recorded that, to whom it is entrusted, to whom it is closed."""

    id: str
    code: str
    owner: str
    owner_id: str
    mark: str
    recorder: str
    entrusted: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Office:
    """A branch with one member of the staff for each role, one who holds them all, and a person with her papers."""

    database: Database
    ids: Ids
    person: str
    papers: tuple[Paper, ...] = ()

    def desk(self, who: str, *roles: str) -> Desk:
        person = Person(who, who, who.title(), roles or STAFF[who], ("RAB",), "RAB")
        return Desk(self.database, person, fixed_clock(MORNING), self.ids)


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (120, 10, 10)).save(out, "JPEG")
    return out.getvalue()


def scan(desk: Desk, **values: Any) -> dict[str, Any]:
    file = attachments.take(desk, photo())
    return {"file": file, "document_type": "BAIL", "date": TODAY, "title": "Page", "erase_by": TODAY, **values}


@pytest.fixture(scope="module", params=["file", "server"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("papers")
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
        health = {"key": "allow_health", "value": "A-1/2026", "at": MORNING, "by": ACCUSED}
        connection.execute(house.setting.insert(), [health])
    empty = Office(database, Ids(random=Random(7)), "")
    somebody = {"family_name": "Diallo", "sex": "F", "nationality": "GN", "population_group": "MIG"}
    person = records.save(empty.desk("CASE"), "beneficiary", somebody | {"intake_date": TODAY}, insist=True).id
    office = Office(database, empty.ids, person)
    yield Office(database, empty.ids, person, tuple(_papers(office)))
    database.dispose()


def complaint(office: Office, *concerned: str, **more: Any) -> dict[str, Any]:
    about = {"received_on": TODAY, "register": "US", "complainant": "PERSON", "beneficiary": office.person}
    return {**about, "subject": "Refus", "concerned": [{"member": who} for who in concerned], **more}


def _papers(office: Office) -> Iterator[Paper]:
    """One paper for each record; the one who recorded it attached it too."""
    hers = {"beneficiary": office.person}
    abuse = {"category": "NGO_PSEA", "entrusted": [{"member": "LEGAL"}]}
    referral = {"reason": "SOCIAL"}
    owners: tuple[tuple[str, str, dict[str, Any], dict[str, Any]], ...] = (
        ("CASE", "complaint", complaint(office, ACCUSED), {"closed": frozenset({ACCUSED})}),
        ("CASE", "complaint", complaint(office, "COORD", **abuse), {"entrusted": frozenset({"LEGAL"})}),
        ("LEGAL", "legal_file", hers | {"matter": "STAY_REFUS", "opened_on": TODAY}, {}),
        ("HEALTH", "service", hers | {"type": "HEA-HIV", "date": TODAY, "delivered_by": "HEALTH"}, {}),
        ("CASE", "service", hers | {"type": "ACC-INFO", "date": TODAY, "delivered_by": "CASE"}, {}),
        ("CASE", "referral", hers | referral, {}),
    )
    for recorder, kind, values, more in owners:
        desk = office.desk(recorder)
        if kind == "legal_file":
            values = values | {"stages": [{"stage": "INTAKE", "date": TODAY}]}
        owner = records.save(desk, kind, values, insist=True).id
        saved = records.save(desk, KIND, scan(desk, beneficiary=office.person, **{kind: owner}), insist=True)
        mark = records.read(desk, kind, owner).confidentiality
        yield Paper(saved.id, saved.code, kind, owner, mark, recorder, **more)


def lists(office: Office, desk: Desk, out: Path) -> dict[str, set[str]]:
    """The records and numbers that each list shows this reader."""

    def exported() -> set[str]:
        taking.take_out(desk, KIND, out, purpose="Bilan")
        text = out.read_text("utf-8-sig")
        return {paper.id for paper in office.papers if paper.code in text}

    looks: dict[str, Callable[[], set[str]]] = {
        "register": lambda: set(register.ids(desk, KIND)),
        "by its person": lambda: set(register.ids(desk, KIND, beneficiary=office.person)),
        "a link": lambda: {one for one, _label in links.options(desk, KIND)},
        "timeline": lambda: {entry.id for entry in file.timeline(desk, office.person)},
        "due": lambda: {item.record for item in due.due(desk, due.BRANCH).items},
        "export": exported,
    }
    found = {}
    for name, look in looks.items():
        try:
            found[name] = look()
        except (NotFound, NotAllowed):
            found[name] = set()
    return found


def ways(desk: Desk, paper: Paper) -> dict[str, bool]:
    """By which ways this reader comes to the paper itself."""
    looks: dict[str, Callable[[], bool]] = {
        "by number": lambda: paper.id in register.ids(desk, KIND, text=paper.code),
        "a line": lambda: bool(register.lines(desk, KIND, [paper.id], ["document_type"])),
        "record": lambda: bool(records.read(desk, KIND, paper.id)),
        "history": lambda: bool(history.history(desk, KIND, paper.id)),
        "show": lambda: bool(whole_file.whole_file(desk, paper.code)),
        "page": lambda: bool(attachments.open_file(desk, paper.id).content),
    }
    found = {}
    for name, look in looks.items():
        try:
            found[name] = look()
        except (NotFound, NotAllowed):
            found[name] = False
    return found


def test_a_paper_is_as_secret_as_the_record_it_came_with(office: Office) -> None:
    for paper in office.papers:
        read = records.read(office.desk(paper.recorder), KIND, paper.id)
        assert read.values["beneficiary"] == office.person
        expected = "L1" if paper.mark in ("L0", "L1") else paper.mark
        assert read.confidentiality == expected, paper.owner
    assert {paper.mark for paper in office.papers} >= {"L2", "L3", "L4"}


def test_each_role_finds_a_paper_where_it_reads_its_record_and_nowhere_else(office: Office, tmp_path: Path) -> None:
    seen: set[str] = set()
    every: set[str] = set()
    for who in STAFF:
        desk = office.desk(who)
        shown = lists(office, desk, tmp_path / "out.csv")
        for paper in office.papers:
            is_read, in_full = expected(office, desk.person, paper)
            found = {key: paper.id in ids for key, ids in shown.items()} | ways(desk, paper)
            case = (who, paper.owner, paper.mark, found)
            assert {found[key] for key in ("register", "record", "a line")} == {is_read}, case
            assert {found[key] for key in ("history", "page")} == {in_full}, case  # by code there is no page
            assert is_read or not any(found.values()), case
            every |= set(found)
            seen |= {key for key, value in found.items() if value}
    assert seen == every, "every place was seen to show a paper to somebody"


def expected(office: Office, person: Person, paper: Paper) -> tuple[bool, bool]:
    """Whether she reads the paper, and whether whole: by access.csv, read apart, of the paper and of its record."""
    about = (paper.recorder, office.person, frozenset({paper.recorder}) | paper.entrusted)
    owner = Fact(paper.owner_id, paper.owner, paper.mark, "RAB", *about)
    own = Fact(paper.id, KIND, "L1" if paper.mark == "L0" else paper.mark, "RAB", *about)
    views = {widest_view(person, "r", fact, Facts()) for fact in (owner, own)}
    is_open = person.id not in paper.closed
    return is_open and views <= {"full", "code"}, is_open and views == {"full"}


def test_the_one_it_concerns_finds_nothing_in_any_of_her_roles(office: Office, tmp_path: Path) -> None:
    closed = next(paper for paper in office.papers if paper.closed)
    for role in ROLES:
        desk = office.desk(ACCUSED, role)
        assert closed.id not in register.ids(desk, KIND), role
        for write in (
            lambda desk=desk: records.save(desk, KIND, {"title": "x"}, record_id=closed.id, version=1, insist=True),
            lambda desk=desk: records.void(desk, KIND, closed.id, "x"),
            lambda desk=desk: attachments.erase(desk, closed.id, "x"),
            lambda desk=desk: attachments.save_copy(desk, closed.id, tmp_path / "copy.jpg", purpose="x"),
        ):
            with pytest.raises((NotFound, NotAllowed)):
                write()


def test_nobody_puts_a_paper_with_a_record_that_is_not_hers_to_read(office: Office) -> None:
    for who, paper in ((ACCUSED, office.papers[0]), ("COORD", office.papers[1]), ("CASE", office.papers[2])):
        desk = office.desk(who)
        values = scan(desk, beneficiary=office.person, **{paper.owner: paper.owner_id})
        with pytest.raises(InvalidDraft) as refused:
            records.save(desk, KIND, values, insist=True)
        assert paper.owner in {issue.field for issue in refused.value.issues}


def test_a_record_that_becomes_more_secret_takes_its_papers_along_and_its_drafts(office: Office) -> None:
    case, colleague = office.desk("CASE"), office.desk("EMPLOI")
    owner = records.save(case, "complaint", complaint(office), insist=True)
    about = {"beneficiary": office.person, "complaint": owner.id}
    saved = records.save(colleague, KIND, scan(colleague, **about), insist=True)
    typed = drafts.keep(colleague, case.kinds[KIND], scan(colleague, **about), beneficiary=office.person)
    assert records.read(colleague, KIND, saved.id).confidentiality == "L1"
    assert typed in {one.id for one in drafts.mine(colleague)}
    abuse = {"category": "NGO_PSEA", "entrusted": [{"member": "LEGAL"}]}
    records.save(case, "complaint", abuse, record_id=owner.id, version=owner.version, insist=True)
    assert records.read(case, KIND, saved.id).confidentiality == "L4"
    assert attachments.open_file(office.desk("LEGAL"), saved.id).content
    for who in ("EMPLOI", "PSY", "stranger", "COORD", "SUPER", ACCUSED):
        with pytest.raises(NotFound):
            records.read(office.desk(who), KIND, saved.id)
    assert typed not in {one.id for one in drafts.mine(colleague)}


def test_a_protected_paper_taken_from_its_record_is_not_lost_to_who_took_it(office: Office) -> None:
    case = office.desk("CASE")
    owner = records.save(case, "complaint", complaint(office), insist=True)
    saved = records.save(case, KIND, scan(case, beneficiary=office.person, complaint=owner.id), insist=True)
    records.save(case, "complaint", {"category": "NGO_PSEA"}, record_id=owner.id, version=owner.version, insist=True)
    for complaint_now in (None, owner.id, None):
        now = records.read(case, KIND, saved.id)
        records.save(case, KIND, {"complaint": complaint_now}, record_id=saved.id, version=now.version, insist=True)
    assert records.read(case, KIND, saved.id).confidentiality == "L4"
    assert attachments.open_file(case, saved.id).content
    for who in ("EMPLOI", "LEGAL", "COORD", "SUPER"):
        with pytest.raises(NotFound):
            records.read(office.desk(who), KIND, saved.id)


def test_taking_a_paper_off_its_record_is_warned_of_before_it_is_done(office: Office) -> None:
    for paper in office.papers:
        desk = office.desk(paper.recorder)
        values = dict(records.read(desk, KIND, paper.id).values)
        assert not _leaving(desk, paper, values), "nothing is said while it stays"
        assert _leaving(desk, paper, values | {paper.owner: None}) == {paper.owner}


def _leaving(desk: Desk, paper: Paper, values: dict[str, Any]) -> set[str]:
    """The links of which the warning is given, for a paper that is being changed."""
    told = records.check(desk, KIND, values, paper.id).warnings
    return {issue.field for issue in told if issue.message == NO_LONGER_CLOSED}


def test_the_paper_of_a_complaint_that_is_nobodys_is_nobodys(office: Office) -> None:
    desk = office.desk("CASE")
    anonymous = {"received_on": TODAY, "register": "PUBLIC", "complainant": "ANON", "subject": "Attente"}
    owner = records.save(desk, "complaint", anonymous, insist=True).id
    saved = records.save(desk, KIND, scan(desk, complaint=owner), insist=True)
    assert records.read(desk, KIND, saved.id).values["beneficiary"] is None
    assert saved.id in register.ids(desk, KIND)
    with pytest.raises(InvalidDraft) as refused:
        records.save(desk, KIND, scan(desk), insist=True)
    assert {issue.field for issue in refused.value.issues} == {"beneficiary"}
