"""The whole of one record as its reader sees it: every filled field of every section, for any kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casemgr.domain import document
from casemgr.domain.document import Block, Document
from casemgr.domain.fields import Computed, Field, Rows
from casemgr.domain.paper import Reading
from casemgr.domain.words import Words

_STATE = Words("État", "الحالة", "State")
_NOTHING = Words("Rien d’enregistré.", "لا شيء مسجل.", "Nothing recorded.")
_MOST_COLUMNS = 6
# Bodies, not people: their names and telephones are what the directory is for.
_OF_BODIES = frozenset({"partner"})
# Where a protected person lives and is reached is on no paper (data-protection.md, DP-12).
_PROTECTED = frozenset({"address", "province", "phones", "email", "emergency_contacts"})


def record_sheet(reading: Reading) -> Document:
    """The record, section by section; an empty field takes no room."""
    record = reading.record
    blocks: list[Block] = []
    if record.state:
        blocks.append(document.Fields((document.Field(_STATE, record.state_words()),)))
    for section in record.kind.sections:
        told = list(_section(reading, section.items))
        if told and told[0] == document.Heading(section.label, 2):  # a group that is the whole of its section
            told = told[1:]
        if told:
            blocks += [document.Heading(section.label), *told]
    if not blocks:
        blocks.append(document.Paragraph(_NOTHING, tone="quiet"))
    return Document(
        title=record.kind.label,
        subject=reading.who(),
        number=record.code if record.code != reading.who() else "",
        confidentiality=record.confidentiality,
        about=reading.printed(),
        blocks=tuple(blocks),
    )


def _section(reading: Reading, items: tuple[Field | Rows, ...]) -> Iterator[Block]:
    values = reading.record.values
    hidden = _PROTECTED if values.get("address_protected") else frozenset()
    lines: list[document.Field] = []
    for item in items:
        if item.key in hidden:
            continue
        if isinstance(item, Rows):
            if lines:
                yield document.Fields(tuple(lines))
                lines = []
            yield from _rows(reading, item, values.get(item.key) or ())
        elif _is_told(reading, item):
            said = reading.said(item, values.get(item.key))
            if said:
                lines.append(document.Field(item.label, said))
    if lines:
        yield document.Fields(tuple(lines))


def _is_told(reading: Reading, item: Field) -> bool:
    """A name is printed when it was asked for; the link to the person stands at the head."""
    if item.key == reading.record.kind.person:
        return False
    if item.identifying and isinstance(item, Computed):  # names put together, which stand above it already
        return False
    return _may_name(reading) or not item.identifying


def _may_name(reading: Reading) -> bool:
    return reading.with_name or reading.record.kind.key in _OF_BODIES


def _rows(reading: Reading, rows: Rows, lines: Any) -> Iterator[Block]:
    held: list[Mapping[str, Any]] = list(lines)
    asked = rows.plain_fields()
    # A line begins with what it is about. Where that would name somebody, what is left of it says nothing: of an
    # emergency contact "sister", of a telephone "safe to call", of an enclosure "original".
    if not held or (asked[0].identifying and not _may_name(reading)):
        return
    told = [
        one
        for one in asked
        if (_may_name(reading) or not one.identifying) and any(line.get(one.key) not in (None, "", ()) for line in held)
    ]
    if not told:
        return
    yield document.Heading(rows.label, 2)
    if len(told) <= _MOST_COLUMNS:
        yield reading.table(rows, held, *(one.key for one in told))
        return
    for line in held:
        yield document.Fields(
            tuple(document.Field(one.label, reading.said(one, line.get(one.key))) for one in told),
            columns=2,
            framed=True,
        )
