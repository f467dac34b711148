"""Printing a paper of a record: the right to print, what the reader may see, the number of the print, the audit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casemgr.data.durable import write_atomically
from casemgr.data.records import Stored, load
from casemgr.data.refusals import NOT_FOUND, NOT_YOURS
from casemgr.data.unit_of_work import UnitOfWork
from casemgr.domain.conditions import Context
from casemgr.domain.document import Document, Letterhead
from casemgr.domain.errors import NotAllowed, NotFound
from casemgr.domain.fields import storable
from casemgr.domain.kind import Kind, Register
from casemgr.domain.paper import Reading, Subject
from casemgr.domain.words import Words, current_language, speaking_here
from casemgr.services.desk import Desk
from casemgr.services.printing.composing import draw
from casemgr.services.printing.letterhead import letterhead
from casemgr.services.printing.surface import File
from casemgr.services.printing.surroundings import Surroundings, subject_of
from casemgr.services.printing.templates import Template, find_template
from casemgr.services.whole_file import find_code

PRINTS = Kind(
    key="print",
    label=Words("Impression", "طباعة", "Print"),
    plural=Words("Impressions", "عمليات الطباعة", "Prints"),
    sections=(),
    number=Register("IMP", digits=5),
)
_LONGEST_REASON = 300
_LONGEST_SAID = 5

NO_NAME = (
    Words(
        "Vous voyez cette personne par son code seulement.",
        "يمكنكم الاطلاع على رمز هذا الشخص فقط.",
        "You see this person by her code only.",
    ),
    Words(
        "Imprimez sans le nom, ou demandez à la personne qui suit le dossier.",
        "اطبعوا دون الاسم، أو اسألوا الشخص المكلف بالملف.",
        "Print without the name, or ask whoever follows the file.",
    ),
)
MISSING = Words(
    "Aucune police n’a ces caractères ; une marque les remplace : {characters}",
    "لا يوجد خط يتضمن هذه الأحرف، وقد عوضت بعلامة: {characters}",
    "No font has these characters; a mark stands in their place: {characters}",
)


@dataclass(frozen=True)
class Order:
    """What is to be printed: the template, the record (its kind and id; no id for a blank form), and how.

    `languages`: those of the paper when it has none of its own (the reader's language otherwise).
    """

    template: str
    kind: str = ""
    record: str = ""
    languages: tuple[str, ...] = ()
    with_name: bool = False
    reason: str = field(repr=False, default="")
    password: str = field(repr=False, default="")


@dataclass(frozen=True)
class Printed:
    """A paper that was made: the PDF, its number in the audit, a file name without a name, and what to tell."""

    pdf: bytes = field(repr=False)
    print_id: str
    file_name: str
    pages: int
    missing: tuple[str, ...] = field(repr=False, default=())

    def warning(self) -> str:
        """What the person is told: the characters that no font has; empty when all is well."""
        if not self.missing:
            return ""
        return str(MISSING.format(characters=shown_characters(self.missing)))


def shown_characters(missing: tuple[str, ...]) -> str:
    """The first of the characters that no font has, with their numbers."""
    shown = ", ".join(f"{one} (U+{ord(one):04X})" for one in missing[:_LONGEST_SAID])
    return shown + ("…" if len(missing) > _LONGEST_SAID else "")


def order_by_code(desk: Desk, template: str, code: str, **how: Any) -> Order:
    """The order for the record of this code or number; without a code, for a blank form. Raises NotFound."""
    if not code:
        blank = find_template(desk.kinds, template)
        return Order(template, blank.kind.key, **how)
    kind, record = find_code(desk, code)
    return Order(template, kind, record, **how)


def keep(pdf: bytes, path: Path) -> None:
    """Write the paper where the person asked, whole or not at all. Raises the refusals of the disk in words."""
    write_atomically(path, pdf)


def preview(desk: Desk, order: Order) -> Printed:
    """The paper as it would be printed, without a number and without leaving the program: for the eye.

    Raises NotFound, NotAllowed; UserError when there is no such paper.
    """
    return _make(desk, order, "")


def issue(desk: Desk, order: Order) -> Printed:
    """The paper with its number, noted in the audit as a print. Raises as `preview`."""
    template = find_template(desk.kinds, order.template, order.kind)
    if template.blank and not order.record:
        return _make(desk, order, "")  # nothing of anybody is on it
    with desk.database.reading() as connection:
        stored = printable(desk, connection, order, template)
    with desk.work() as work:
        number = work.numbers.give(PRINTS, desk.today.year, desk.ids.random) or ""
    made = _make(desk, order, number)
    with desk.work() as work:
        note_print(work, order, template, stored, made.print_id)
    return made


def note_print(work: UnitOfWork, order: Order, template: Template, stored: Stored, print_id: str) -> None:
    """Write in the audit what was printed of this record, whether by name, and why."""
    noted = ("with_name",) if order.with_name or template.paper.named else ()
    said = storable(order.reason).strip()[:_LONGEST_REASON] or None
    work.audit.write("print", stored.kind, stored.id, stored.code, (template.key, print_id, *noted), said)


def _make(desk: Desk, order: Order, print_id: str) -> Printed:
    template = find_template(desk.kinds, order.template, order.kind)
    language = languages_of(template, order)[0]
    file = File(template.paper.label.say(language), language)
    drawn = draw_on(file, desk, order, template, print_id)
    file.title = drawn.title
    pdf = file.save(password=order.password, about={"Subject": print_id} if print_id else None)
    if drawn.secret:
        with desk.work() as work:
            drawn.note_secret(work)
    return Printed(pdf, print_id, drawn.file_name, drawn.pages, drawn.missing)


@dataclass(frozen=True)
class Drawn:
    """A paper on the pages of a file that is not saved yet; `secret` is what more secret than L1 was read for it."""

    title: str
    file_name: str
    pages: int
    missing: tuple[str, ...] = field(repr=False)
    secret: tuple[Stored, ...] = field(repr=False)
    action: str

    def note_secret(self, work: UnitOfWork) -> None:
        """Write in the audit that it was opened, or printed."""
        for one in self.secret:
            work.audit.write(self.action, one.kind, one.id, one.code, ())


def draw_on(
    file: File,
    desk: Desk,
    order: Order,
    template: Template,
    print_id: str,
    stored: Stored | None = None,
    heads: dict[str, Letterhead] | None = None,
) -> Drawn:
    """The paper at the end of `file`. Raises NotFound, NotAllowed.

    `stored` is its record when `printable` gave it already; `heads` keeps the letterheads of the branches for the next.
    """
    languages = languages_of(template, order)
    with speaking_here(languages[0]):
        with desk.database.reading() as connection:
            reading, around = _reading(
                desk, connection, order, template, print_id, stored, {} if heads is None else heads
            )
            document: Document = template.paper.layout(reading)
        pages, missing = draw(file, document, languages, reading.letterhead, print_id=print_id)
    secret = tuple(around.secret.values())
    action = "print" if print_id else "read"
    return Drawn(document.title.say(languages[0]), _file_name(template, reading), pages, missing, secret, action)


def languages_of(template: Template, order: Order) -> tuple[str, ...]:
    """Those of a bilingual paper, led by the one asked for; another language stands alone (forms.md, columns)."""
    own = template.paper.languages
    asked = order.languages or (() if own else (current_language(),))
    if not own:
        return asked
    if not asked or asked[0] not in own:
        return asked[:1] or own
    return (asked[0], *(one for one in own if one != asked[0]))


def _reading(
    desk: Desk,
    connection: sa.Connection,
    order: Order,
    template: Template,
    print_id: str,
    stored: Stored | None,
    heads: dict[str, Letterhead],
) -> tuple[Reading, Surroundings]:
    context = desk.context(connection, order.record)
    record = Subject(template.kind, confidentiality=template.kind.confidentiality({}))
    person: Subject | None = None
    if order.record:
        stored = stored or printable(desk, connection, order, template)
        about = subject_of(desk, stored, context)
        person = _person(desk, connection, about, context)
        if not template.blank:
            record = about
    around = Surroundings(desk, connection, person.id if person else "")
    if stored is not None and stored.confidentiality not in ("L0", "L1"):
        around.secret[stored.id] = stored
    if order.with_name and person is not None and not person.title:
        raise NotAllowed(*NO_NAME)
    branch = stored.branch if stored else desk.person.branch
    if branch not in heads:
        heads[branch] = letterhead(desk, branch)
    reading = Reading(
        record=record,
        around=around,
        letterhead=heads[branch],
        context=context,
        languages=languages_of(template, order),
        person=person,
        with_name=order.with_name or template.paper.named,
        printed_by=desk.person.name,
        reason=storable(order.reason).strip()[:_LONGEST_REASON],
        print_id=print_id,
    )
    return reading, around


def printable(desk: Desk, connection: sa.Connection, order: Order, template: Template) -> Stored:
    """The record to be printed, which the reader must have the right to print. Raises NotFound, NotAllowed."""
    kind = order.kind or template.kind.key
    if kind not in desk.kinds:
        raise NotFound(*NOT_FOUND)
    tables = desk.database.schema.of(kind)
    stored = load(connection, tables, [order.record], desk.scope, "p").get(order.record)
    if stored is not None and desk.person.may_some("p", template.kind.granted_as):
        return stored
    if order.record not in load(connection, tables, [order.record], desk.scope, groups=()):
        raise NotFound(*NOT_FOUND)
    raise NotAllowed(*NOT_YOURS)


def _person(desk: Desk, connection: sa.Connection, about: Subject, context: Context) -> Subject | None:
    if about.kind.key == "beneficiary":
        return about
    link = about.values.get(about.kind.person) if about.kind.person else None
    if not link:
        return None
    people = desk.database.schema.of("beneficiary")
    stored = load(connection, people, [str(link)], desk.scope).get(str(link))
    return None if stored is None else subject_of(desk, stored, context)


def _file_name(template: Template, reading: Reading) -> str:
    """A file name that says the code and never a name: the folder of downloads is read by others (DP-07)."""
    code = reading.record.code or (reading.person.code if reading.person else "")
    said = "-".join(filter(None, (template.key, code, f"{reading.today:%Y-%m-%d}")))
    return re.sub(r"[^A-Za-z0-9_-]+", "-", said) + ".pdf"
