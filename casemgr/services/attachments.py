"""Scans and photos: taken in, opened, copied out, erased; each noted in the audit, by code, never by a file’s name.

Who may read the record may open its file; who may print or export it may save a copy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casemgr.data import stored_files
from casemgr.data.durable import write_atomically
from casemgr.data.records import Stored, load
from casemgr.data.refusals import NOT_FOUND, NOT_YOURS
from casemgr.domain.errors import InvalidDraft, Issue, NotAllowed, NotFound, UserError
from casemgr.domain.fields import REQUIRED, FileRef, storable
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.records.attachment.rules import is_an_identity_document
from casemgr.services import opening
from casemgr.services.desk import Desk
from casemgr.services.records import Absent, note_secret

ATTACHMENT = "attachment"
KEPT_UNUSED = timedelta(days=1)  # a file taken into a form that was given up
LONGEST_PURPOSE = 120  # characters: what a page can carry
FILE = "file"  # the key of the file in the record that carries it

COPY = Words("COPIE — {association}", "نسخة — {association}", "COPY — {association}")
COPY_ALONE = Words("COPIE", "نسخة", "COPY")
ERASED = Words("Cette copie a été effacée.", "تم محو هذه النسخة.", "This copy was erased.")
ASK_FOR_IT = Words(
    "Demandez de nouveau le document à la personne s’il le faut.",
    "اطلبوا الوثيقة من جديد إذا لزم الأمر.",
    "Ask the person for the document again if it is needed.",
)

UNREADABLE = Words("Ce fichier ne peut pas être lu.", "لا يمكن قراءة هذا الملف.", "This file cannot be read.")
COPY_IT = Words(
    "Vérifiez la clé ou le dossier, puis recommencez.",
    "تحققوا من المفتاح أو المجلد ثم أعيدوا المحاولة.",
    "Check the stick or the folder, then try again.",
)


@dataclass(frozen=True)
class Paper:
    """A scan that belongs to a record, in a line: its number, what it is, when it came in, when it was erased."""

    id: str
    code: str
    title: str = field(repr=False)
    day: date | None
    confidentiality: str
    erased_on: date | None


@dataclass(frozen=True)
class Opened:
    """A file that somebody opened: what it is, and its content."""

    file: FileRef
    content: bytes = field(repr=False)

    def page(self, number: int, width: int) -> bytes:
        """Page `number` (from 0) as a PNG about `width` pixels wide."""
        from casemgr.services.file_pages import page_image  # decoders take their time to import, and few days need them

        return page_image(self.file.media, self.content, number, width)


def carries_papers(desk: Desk, kind: str) -> bool:
    """Whether a scan may belong to a record of this kind."""
    return ATTACHMENT in desk.kinds and any(link.to == kind for link in desk.kinds[ATTACHMENT].owners())


def papers_of(desk: Desk, kind: str, record: str) -> list[Paper]:
    """The scans that belong to a record, as far as this reader may see, the last first."""
    if not carries_papers(desk, kind):
        return []
    tables = desk.database.schema.of(ATTACHMENT)
    held = tables.record.c
    links = [link.key for link in tables.kind.owners() if link.to == kind]
    mine: sa.Select[Any] = desk.scope.scoped(ATTACHMENT).where(sa.or_(*(held[key] == record for key in links)))
    with desk.database.reading() as connection:
        ids = list(connection.execute(mine.order_by(held.created_at.desc(), held.id.desc())).scalars())
        found = load(connection, tables, ids, desk.scope, groups=())
    note_secret(desk, "list", found.values())
    return [_paper(tables.kind, found[one]) for one in ids if one in found]


def _paper(kind: Kind, stored: Stored) -> Paper:
    values = Absent(stored.values)
    title = kind.title(values)
    return Paper(stored.id, stored.code, title, values["date"], stored.confidentiality, values["erased_on"])


def take(desk: Desk, source: Path | bytes) -> FileRef:
    """Take a file in, made anew; it belongs to nobody until a record holds it. Raises UserError, NotAllowed.

    What this person took in and never used is forgotten after a day.
    """
    if not desk.person.grants("c", "attachment"):
        raise NotAllowed(*NOT_YOURS)
    from casemgr.services.file_treatment import treat  # as above

    treated = treat(
        source if isinstance(source, bytes) else _read(source)
    )  # before the transaction: nobody waits for it
    now = desk.clock.now()
    with desk.work() as work:
        stored_files.forget_unused(work.connection, desk.database, desk.person.id, now - KEPT_UNUSED)
        identity = desk.ids.new()
        digest = stored_files.keep(work.connection, desk.database, identity, treated.content, now, desk.person.id)
    return FileRef(identity, treated.media, len(treated.content), treated.pages, digest)


def _read(path: Path) -> bytes:
    """The file, no further than what may be taken: it may be a disk without end."""
    from casemgr.services.file_treatment import LARGEST_TAKEN  # as above

    try:
        with path.open("rb") as source:
            return source.read(LARGEST_TAKEN + 1)
    except OSError as error:
        raise UserError(UNREADABLE, COPY_IT) from error


def look_at(desk: Desk, file: FileRef) -> Opened:
    """A file that this person just took in, to see what it is before the record is saved. Raises NotFound: also once a
    record holds it, which says who opens it.
    """
    table = desk.database.schema.house.stored_file
    with desk.database.reading() as connection:
        mine = connection.execute(
            table.select().with_only_columns(table.c.id).where(table.c.id == file.id, table.c.kept_by == desk.person.id)
        ).first()
        is_free = mine is not None and not stored_files.is_held(connection, desk.database, file.id)
        content = stored_files.content(connection, desk.database, file.id) if is_free else None
    if content is None:
        raise NotFound(*NOT_FOUND)
    return Opened(file, content)


def open_file(desk: Desk, record: str, kind: str = "attachment") -> Opened:
    """The file of a record, to be seen in the window; who opened it is kept. Raises NotFound, UserError (erased)."""
    return _opened(desk, kind, record, "open")[0]


def save_copy(desk: Desk, record: str, path: Path, kind: str = ATTACHMENT, *, purpose: str) -> None:
    """Save the file of a record outside, readable by its owner only: noted as an export, whatever becomes of it.

    `purpose` says what the copy is for, and for whom: it stands in the audit, and on each page of the copy of an
    identity paper, with the association, the day and the number (DP-17). Raises InvalidDraft without it, NotAllowed,
    NotFound, UserError (erased, no room, a folder that may not be written).
    """
    said = " ".join(storable(purpose).split())[:LONGEST_PURPOSE]
    if not said:
        raise InvalidDraft([Issue("purpose", REQUIRED)])
    opened, stored = _opened(desk, kind, record, "export", said)
    content = opened.content
    if is_an_identity_document(stored.values):
        from casemgr.services.file_stamp import stamped  # letters and decoders take their time to import

        content = stamped(opened.file.media, content, _stamp(desk, stored.code, said))
    write_atomically(path, content)


def _stamp(desk: Desk, code: str, purpose: str) -> tuple[str, ...]:
    """What a copy says of itself."""
    association = opening.about(desk).get("organisation", "")
    head = COPY.format(association=association) if association else COPY_ALONE
    return (str(head), purpose, f"{desk.today:%d/%m/%Y} · {code}")


def may_copy_out(desk: Desk, kind: str, confidentiality: str) -> bool:
    """Whether this person may save a copy of the file of a record so marked."""
    granted = desk.kinds[kind].granted_as
    return any(desk.person.may(operation, granted, confidentiality) for operation in "xp")


def _opened(desk: Desk, kind: str, record: str, action: str, reason: str | None = None) -> tuple[Opened, Stored]:
    tables = desk.database.schema.of(kind)
    with desk.work() as work:
        stored = _found(work.connection, tables, record, desk, "r")
        if action == "export" and not any(_found_or_none(work.connection, tables, record, desk, o) for o in "xp"):
            raise NotAllowed(*NOT_YOURS)
        if FILE not in stored.values:  # read by code: that there is one, never the page
            raise NotAllowed(*NOT_YOURS)
        file: FileRef | None = stored.values[FILE]
        content = stored_files.content(work.connection, desk.database, file.id) if file else None
        if file is None or content is None:
            raise UserError(ERASED, ASK_FOR_IT)
        work.audit.write(action, kind, record, stored.code, (FILE,), reason)
    return Opened(file, content), stored


def _found_or_none(connection: Any, tables: Any, record: str, desk: Desk, operation: str) -> Stored | None:
    return load(connection, tables, [record], desk.scope, operation, groups=()).get(record)


def _found(connection: Any, tables: Any, record: str, desk: Desk, operation: str) -> Stored:
    stored = _found_or_none(connection, tables, record, desk, operation)
    if stored is None:
        raise NotFound(*NOT_FOUND)
    return stored


def erase(desk: Desk, record: str, reason: str, kind: str = "attachment") -> None:
    """Erase the content for good, with a typed reason; the record stays and says that it was, and when.

    A scan of an identity document is erased when its purpose is met (data-protection.md §3, DP-17). Raises
    InvalidDraft, NotAllowed, NotFound.
    """
    reason = storable(reason).strip()
    if not reason:
        raise InvalidDraft([Issue("reason", REQUIRED)])
    with desk.work() as work:
        stored = work.find(kind, record, "u")
        file: FileRef | None = stored.values.get(FILE)
        if file is None:
            raise NotFound(*NOT_FOUND)
        stored_files.erase(work.connection, desk.database, [file.id])
        work.update(kind, record, {"erased_on": desk.today}, stored.version)
        work.audit.write("erase", kind, record, stored.code, (FILE,), reason)
