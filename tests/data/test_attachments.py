"""Scans in the database, on both: kept with it, opened by whoever may read the record, copied out by fewer, erased."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from PIL import Image, ImageChops

from casemgr.data.database import Database
from casemgr.domain.errors import InvalidDraft, NotAllowed, NotFound, UserError
from casemgr.domain.fields import FileRef
from casemgr.domain.words import use_language
from casemgr.records import KINDS
from casemgr.services import attachments, drafts, integrity, records
from casemgr.services.desk import Desk
from casemgr.services.file_pages import page_image
from tests.data.conftest import MORNING, Hire, later, open_with_branches

database = open_with_branches(KINDS)


def photo(shade: int = 120) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 10, 10)).save(out, "JPEG")
    return out.getvalue()


def a_person(desk: Desk) -> str:
    draft = {"family_name": "Diallo", "given_names": "Awa", "sex": "F", "population_group": "MIG", "nationality": "GN"}
    return records.save(desk, "beneficiary", {**draft, "intake_date": desk.today}, insist=True).id


def attached(desk: Desk, person: str, file: FileRef, **more: Any) -> str:
    values = {"beneficiary": person, "file": file, "document_type": "BAIL", "date": desk.today, **more}
    return records.save(desk, "attachment", values, insist=True).id


def kept(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(connection.execute(sa.select(database.schema.house.stored_file.c.id)).scalars())


def acts(database: Database, record: str) -> list[tuple[str, str, str]]:
    audit = database.schema.house.audit.c
    asked = sa.select(audit.action, audit.fields, audit.code).where(audit.record == record).order_by(audit.place)
    with database.reading() as connection:
        return [(row.action, row.fields, row.code) for row in connection.execute(asked)]


def reasons(database: Database, record: str) -> list[str | None]:
    audit = database.schema.house.audit.c
    asked = sa.select(audit.reason).where(audit.record == record).order_by(audit.place)
    with database.reading() as connection:
        return list(connection.execute(asked).scalars())


def test_who_holds_a_scan_is_found_by_an_index(database: Database) -> None:
    with database.reading() as connection:
        seen = sa.inspect(connection)
        for tables in database.schema:
            for key in (field.key for field in tables.kind.stored_fields() if field.type == "file"):
                first = {index["column_names"][0] for index in seen.get_indexes(tables.record.name)}
                assert key in first, f"each look at a scan would read all of {tables.record.name}"


def test_a_scan_is_opened_by_whoever_reads_the_record_and_copied_out_by_fewer(
    database: Database, hire: Hire, tmp_path: Path
) -> None:
    worker = hire("CASE")
    file = attachments.take(worker, photo())
    assert (file.media, file.pages) == ("image/jpeg", 1) and attachments.look_at(worker, file).file == file
    record = attached(worker, a_person(worker), file)
    code = records.read(worker, "attachment", record).code
    with pytest.raises(NotFound):  # from now on the record says who opens it, and it is noted
        attachments.look_at(worker, file)

    lawyer = hire("LEGAL")  # reads what is L1, prints and exports nothing of it
    assert attachments.open_file(lawyer, record).page(0, 100).startswith(b"\x89PNG")
    out = tmp_path / "copy.jpg"
    with pytest.raises(NotAllowed):
        attachments.save_copy(lawyer, record, out, purpose="Logement")
    assert not out.exists()
    with pytest.raises(InvalidDraft):
        attachments.save_copy(worker, record, out, purpose="  ")
    attachments.save_copy(worker, record, out, purpose="Logement, pour la commune")
    assert len(out.read_bytes()) == file.size and out.stat().st_mode & 0o077 == 0
    stranger = hire("CASE", branch="CAS")
    for refused in (attachments.open_file, attachments.erase):
        with pytest.raises(NotFound):
            refused(stranger, record, *(["curious"] if refused is attachments.erase else []))
    with pytest.raises(NotFound):
        attachments.look_at(stranger, file)
    assert acts(database, record)[1:] == [("open", "file", code), ("export", "file", code)]
    assert reasons(database, record)[-1] == "Logement, pour la commune"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_copy_of_an_identity_paper_says_on_each_page_what_it_is_for(
    hire: Hire, tmp_path: Path, language: str
) -> None:
    use_language(language)
    try:
        worker = hire("CASE")
        leaves = [Image.new("L", (300, 400), 250), Image.new("L", (400, 300), 20), Image.new("L", (300, 400), 128)]
        photographed, scanned = io.BytesIO(), io.BytesIO()
        Image.new("RGB", (600, 400), (200, 150, 90)).save(photographed, "JPEG")
        leaves[0].save(scanned, "TIFF", save_all=True, append_images=leaves[1:])
        person = a_person(worker)
        for content, ending in ((photographed.getvalue(), "jpg"), (scanned.getvalue(), "pdf")):
            until = worker.today + timedelta(days=90)
            file = attachments.take(worker, content)
            record = attached(worker, person, file, document_type="PASS_F", erase_by=until)
            opened, out = attachments.open_file(worker, record), tmp_path / f"copy.{ending}"
            attachments.save_copy(worker, record, out, purpose="طلب سكن، للجماعة" if language == "ar" else "Logement")
            copied = out.read_bytes()
            for number in range(opened.file.pages):
                kept, left = (
                    Image.open(io.BytesIO(page_image(opened.file.media, one, number, 300))).convert("L")
                    for one in (opened.content, copied)
                )
                assert kept.size == left.size
                changed = ImageChops.difference(kept, left).point(lambda ink: 255 if ink > 25 else 0)
                share = changed.histogram()[255] / (kept.width * kept.height)
                assert 0.01 < share < 0.4, f"page {number} of {ending}: {share:.1%} is written over"
                halves = [changed.crop(box).getbbox() for box in _corners(*kept.size)]
                assert None not in halves, "each part of the page carries it"
        with pikepdf.open(tmp_path / "copy.pdf") as pdf:  # one with the page: no layer that can be taken off
            assert [list(page.Resources.keys()) for page in pdf.pages] == [["/XObject"]] * 3
            assert all(len(page.Resources.XObject) == 1 for page in pdf.pages)
    finally:
        use_language("fr")


def _corners(width: int, height: int) -> list[tuple[int, int, int, int]]:
    half, middle = width // 2, height // 2
    return [(x, y, x + half, y + middle) for x in (0, half) for y in (0, middle)]


def test_the_copy_of_another_paper_is_the_paper_itself(hire: Hire, tmp_path: Path) -> None:
    worker = hire("CASE")
    record = attached(worker, a_person(worker), attachments.take(worker, photo()))
    attachments.save_copy(worker, record, tmp_path / "copy.jpg", purpose="Bail")
    assert (tmp_path / "copy.jpg").read_bytes() == attachments.open_file(worker, record).content


def test_who_reads_by_code_sees_that_there_is_a_scan_and_never_the_page(hire: Hire) -> None:
    worker, supervisor = hire("CASE"), hire("SUPER")
    record = attached(worker, a_person(worker), attachments.take(worker, photo()))
    assert records.read(supervisor, "attachment", record).view == "code"
    with pytest.raises(NotAllowed):
        attachments.open_file(supervisor, record)


def test_a_court_paper_is_opened_by_a_lawyer_and_not_by_the_team(hire: Hire) -> None:
    worker, lawyer = hire("CASE"), hire("LEGAL")
    person = a_person(worker)
    record = attached(lawyer, person, attachments.take(lawyer, photo()), document_type="JUGEMENT")
    assert attachments.open_file(lawyer, record).content
    with pytest.raises(NotFound):
        attachments.open_file(worker, record)


def test_an_erased_scan_is_gone_for_good_and_its_record_says_so(database: Database, hire: Hire) -> None:
    worker = hire("CASE")
    file = attachments.take(worker, photo())
    record = attached(worker, a_person(worker), file)
    with pytest.raises(InvalidDraft):
        attachments.erase(worker, record, "  ")
    attachments.erase(worker, record, "le but est atteint")
    assert kept(database) == set()
    assert records.read(worker, "attachment", record).values["erased_on"] == worker.today
    with pytest.raises(UserError) as told:
        attachments.open_file(worker, record)
    assert told.value.what == attachments.ERASED
    assert acts(database, record)[-2:][-1][:2] == ("erase", "file")
    values = {"title": "Contrat de bail"}
    records.save(worker, "attachment", values, record_id=record, version=2, insist=True)
    assert records.read(worker, "attachment", record).values["erased_on"] == worker.today


def test_a_voided_record_keeps_its_scan(database: Database, hire: Hire) -> None:
    worker = hire("CASE")
    file = attachments.take(worker, photo())
    record = attached(worker, a_person(worker), file)
    records.void(worker, "attachment", record, "joint deux fois")
    tomorrow = later(worker, MORNING + timedelta(days=2))
    attachments.take(tomorrow, photo(50))
    assert file.id in kept(database)


def test_what_was_taken_into_a_form_and_given_up_is_forgotten_after_a_day(database: Database, hire: Hire) -> None:
    worker = hire("CASE")
    person = a_person(worker)
    given_up, typed, used = (attachments.take(worker, photo(shade)) for shade in (10, 90, 200))
    kind = worker.kinds["attachment"]
    drafts.keep(worker, kind, {"beneficiary": person, "file": typed}, beneficiary=person)
    attached(worker, person, used)
    attachments.take(later(worker, MORNING + timedelta(hours=20)), photo())
    assert {given_up.id, typed.id, used.id} <= kept(database)
    attachments.take(later(worker, MORNING + timedelta(hours=30)), photo())
    assert kept(database) & {given_up.id, typed.id, used.id} == {typed.id, used.id}


def test_a_content_that_was_changed_on_the_disk_is_not_shown(database: Database, hire: Hire) -> None:
    worker = hire("CASE")
    record = attached(worker, a_person(worker), attachments.take(worker, photo()))
    with database.writing() as connection:
        connection.execute(sa.update(database.schema.house.stored_file).values(content=b"other"))
    with pytest.raises(UserError):
        attachments.open_file(worker, record)
    assert [(found.kind, found.count) for found in integrity.scans_are_those_that_were_kept(worker)] == [("scan", 1)]
    attachments.erase(worker, record, "copie abîmée")
    assert list(integrity.scans_are_those_that_were_kept(worker)) == []


def test_reception_takes_no_scan_in_and_a_file_that_is_not_there_is_said(hire: Hire, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        attachments.take(hire("ACCUEIL"), photo())
    with pytest.raises(UserError) as told:
        attachments.take(hire("CASE"), tmp_path / "absent.pdf")
    assert told.value.what == attachments.UNREADABLE and "absent" not in str(told.value)
