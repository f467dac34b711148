"""An act that is cut off in its middle tells nothing of anybody and leaves nothing half done (DP-07, trust.md).

The table of the audit is taken away: each act has then written what it had to write, and falls on its last line, with
the words of the driver. What the error, the log and the temporary folder say is searched; and whether all was undone.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from casemgr.data.database import Database
from casemgr.domain.fields import FileRef
from casemgr.records import KINDS
from casemgr.services import agenda, attachments, due, merging, records
from casemgr.services.desk import Desk
from tests.data.conftest import Hire, open_with_branches
from tests.data.test_privacy import GIVEN, NAME, NOTE, PERSON, PHONE, everything_said, told

DAY = date(2026, 2, 2)
CHANGED = {"complaint": "asks", "appointment": "result", "follow_up": "text", "note": "text"}
database = open_with_branches(KINDS)


@pytest.fixture
def caseworker(hire: Hire) -> Desk:
    return hire("CASE", "COORD", "ADMIN")


def scan(folder: Path) -> Path:
    path = folder / f"passeport {NAME}.png"
    Image.new("RGB", (40, 40), "red").save(path)
    return path


def there(desk: Desk) -> dict[str, int]:
    """How many lines stand in each table, but for who looked at what."""
    with desk.database.reading() as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if "audit" not in name]
        return {
            name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in sorted(names)
        }


def acts(desk: Desk, folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """What a caseworker does with a complaint, an appointment, a note, a scan, two files; what must be there first."""
    person, double = (records.save(desk, "beneficiary", PERSON, insist=True).id for _ in range(2))
    merged = records.save(desk, "beneficiary", PERSON, insist=True).id
    merge = merging.merge_ids(desk, merged, person, NOTE)
    whose: dict[str, Any] = {"beneficiary": person}
    drafts: dict[str, dict[str, Any]] = {
        "complaint": {"received_on": DAY, "subject": NAME, "facts": NOTE, "proxy_name": GIVEN, **whose},
        "appointment": {"type": "FOLLOW", "date": date(2026, 4, 1), "time": "10:00", "purpose": NOTE, **whose},
        "follow_up": {"date": DAY, "mode": "PHONE", "result": "MET", "last_one": True, "text": NOTE, **whose},
        "note": {"date": DAY, "readers": "TEAM", "text": f"{NAME} {PHONE}", **whose},
    }
    kinds_of_note = desk.kinds["note"].field("type").choices()
    drafts["note"]["type"] = next(iter(kinds_of_note or ())).code
    kept = {kind: records.save(desk, kind, values, insist=True) for kind, values in drafts.items()}
    file: FileRef = attachments.take(desk, scan(folder))
    paper = {"document_type": "AUTRE", "date": DAY, "title": NAME, "file": file, **whose}
    scanned = records.save(desk, "attachment", paper, insist=True).id
    for kind, values in drafts.items():
        saved = kept[kind]
        yield f"a new {kind}", partial(records.save, desk, kind, values, insist=True)
        changed = {CHANGED[kind]: NOTE * 2}
        yield (
            f"a changed {kind}",
            partial(records.save, desk, kind, changed, record_id=saved.id, version=1, insist=True),
        )
        yield f"a void {kind}", partial(records.void, desk, kind, saved.id, NOTE)
    complaint = kept["complaint"].id
    yield "a step", lambda: records.move(desk, "complaint", complaint, "WITHDR", DAY, reason=f"{NOTE} {NAME}")
    yield "a scan seen", lambda: attachments.open_file(desk, scanned)
    yield "a copy", lambda: attachments.save_copy(desk, scanned, folder / "copie.png", purpose=f"pour {NAME}")
    yield "a scan erased", lambda: attachments.erase(desk, scanned, f"{NOTE} {NAME}")
    yield "a new scan", lambda: records.save(desk, "attachment", {**paper, "file": file}, insist=True)
    yield "a merge", lambda: merging.merge_ids(desk, double, person, f"{NOTE} {NAME}")
    yield "a merge undone", lambda: merging.undo(desk, merge)
    yield "two who are two", lambda: merging.settle(desk, person, double)
    lines = agenda.entries(desk, DAY, date(2026, 12, 31))
    assert lines
    yield "a calendar", lambda: agenda.save_calendar(desk, lines, folder / "agenda.ics", with_names=True)


def take_away(database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE audit RENAME TO audit_elsewhere")


def test_an_act_cut_off_in_its_middle_tells_nothing_and_leaves_nothing_half_done(
    caseworker: Desk,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    folder, temporary = tmp_path / "folder", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    every = list(acts(caseworker, folder))
    take_away(database)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    before = there(caseworker)
    for what, act in every:
        with pytest.raises(sa.exc.DBAPIError) as cut:
            act()
        assert told(everything_said(cut.value)) == [], what
        assert there(caseworker) == before, what
    assert len(every) >= 20
    assert [path.name for path in temporary.rglob("*")] == []
    assert [path.name for path in folder.iterdir()] == [scan(folder).name], "no copy leaves that is noted nowhere"
    logged = "\n".join(caplog.handler.format(record) + str(record.args) for record in caplog.records)
    printed = capfd.readouterr()
    assert told(logged) == [] and told(printed.out + printed.err) == []


def test_what_is_due_and_what_the_agenda_holds_print_no_name(caseworker: Desk) -> None:
    person = records.save(caseworker, "beneficiary", PERSON, insist=True).id
    meeting = {"type": "FOLLOW", "date": date(2026, 3, 3), "time": "10:00", "purpose": NOTE, "beneficiary": person}
    records.save(caseworker, "appointment", meeting, insist=True)
    complaint = {"received_on": date(2026, 3, 1), "subject": NAME, "beneficiary": person}
    records.save(caseworker, "complaint", complaint, insist=True)
    listed = due.due(caseworker, due.BRANCH)
    assert {item.kind for item in listed.items} == {"appointment", "complaint"}
    assert any(NAME in item.person_said for item in listed.items)
    assert told(repr(listed) + repr(merging.waiting(caseworker)) + repr(merging.recent(caseworker))) == []
