"""The blank form of any kind, made from its declaration: the same sections and fields as on screen, to fill by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from casemgr.domain import document, fields
from casemgr.domain.document import Block, Document
from casemgr.domain.fields import Choice, Choices, Computed, Dated, Field, Link, Rows, Text, YesNo
from casemgr.domain.kind import Kind
from casemgr.domain.paper import MOST_TICKS, Reading
from casemgr.domain.words import Words

_YES, _NO = Words("Oui", "نعم", "Yes"), Words("Non", "لا", "No")
_RECEIVED_BY = Words("Reçu(e) par", "استقبل من طرف", "Received by")
_ON = Words("Le", "بتاريخ", "On")
_PERSON_SIGNS = Words("Signature ou empreinte de la personne", "توقيع أو بصمة المعني(ة) بالأمر", "Signature or thumb")
_STAFF_SIGNS = Words("Signature de l’association", "توقيع الجمعية", "Signature for the association")
_CODE = Words("Code", "الرمز", "Code")
# A form may have a name of its own on paper.
_TITLES = {"beneficiary": Words("Fiche d’accueil", "بطاقة الاستقبال", "Intake form")}
# What nobody asks whom she receives: a death, what only the search for duplicates knows, the days of an older register,
# what the team keeps to itself of a complaint (forms.md §10: cause and correction are internal).
_NOT_ASKED = {
    "beneficiary": frozenset({"deceased_on", "duplicate_reason"}),
    "complaint": frozenset({"paused_days", "entrusted", "duplicate_of", "root_cause", "corrective_action"}),
}
_BY_THE_TEAM = frozenset({"appointment", "attachment", "follow_up", "note"})  # the person signs none of these
_OF_BODIES = frozenset({"partner"})  # nobody's file: no code, no signature, no notice
_LONG_LABEL = 34  # characters: what is longer stands above its line
_FOR_SEVERAL = 2  # lines to write on, for several terms of a long list
_DAYS = (fields.Date, fields.ApproximateDate)
_NARROW = (fields.Date, fields.ApproximateDate, fields.Integer, fields.Money, fields.Phone)


def blank_form(reading: Reading) -> Document:
    """The form of the record's kind, empty; with the person's code and name when it is made for somebody."""
    kind = reading.record.kind
    blocks: list[Block] = [_first_line(reading)]
    for section in kind.sections:
        items = [item for item in section.items if _is_asked(item, reading) and not _is_the_person(item, reading)]
        if items:
            laid = _blocks(items, reading)
            if laid[:1] == [document.Heading(section.label, 2)]:  # a group that is the whole of its section
                laid = laid[1:]
            if isinstance(laid[0], document.Ticks) and laid[0].label == section.label:  # said once is enough
                laid[0] = replace(laid[0], label="")
            blocks += [document.Heading(section.label), *laid]
    if kind.key not in _OF_BODIES:
        signed = () if kind.key in _BY_THE_TEAM else (document.Signatures((_PERSON_SIGNS, _STAFF_SIGNS)),)
        # Whoever signs has the notice before her eyes: the two stay on one page.
        blocks.append(document.Together((*signed, document.Notice())))
    return Document(title=form_title(kind), blocks=tuple(blocks), confidentiality=kind.confidentiality({}), empty=True)


def form_title(kind: Kind) -> Words:
    """What the blank form of a kind is called."""
    return _TITLES.get(kind.key, kind.label)


def _first_line(reading: Reading) -> Block:
    person = reading.person
    is_of_a_body = reading.record.kind.key in _OF_BODIES
    known = [] if is_of_a_body else [document.Field(_CODE, person.code if person else "", blank=1)]
    if person is not None and person.title and reading.with_name:
        known.append(document.Field(Words("Personne", "الشخص المعني", "Person"), person.title))
    received = [document.Field(_RECEIVED_BY, blank=1), document.Field(_ON, blank=1, day=True)]
    lines = (*known, *received)
    return document.Fields(lines, columns=3 if len(lines) == 3 else 2, framed=True)


def _is_asked(item: Field | Rows, reading: Reading) -> bool:
    """Whether somebody fills it by hand: nothing the program works out, nothing that a switch keeps out (DP-05)."""
    if item.switch and item.switch not in reading.context.switches:
        return False
    if item.key in _NOT_ASKED.get(reading.record.kind.key, ()):
        return False
    return isinstance(item, Rows) or not (isinstance(item, Computed) or item.worked_out)


def _is_the_person(item: Field | Rows, reading: Reading) -> bool:
    """Whether it says whose record it is: the first line of the form does."""
    return isinstance(item, Link) and item.key == reading.record.kind.person


def _blocks(items: Sequence[Field | Rows], reading: Reading) -> list[Block]:
    blocks: list[Block] = []
    short: list[document.Field] = []
    worded = [item.label for item in items if isinstance(item, Text)]

    def flush() -> None:
        alone = short.pop() if len(short) % 2 and short[-1].label in worded else None
        if short:
            blocks.append(document.Fields(tuple(short), columns=2))
            short.clear()
        if alone is not None:  # words have the whole line when nothing stands beside them
            blocks.append(document.Blank(alone.label))

    for item in items:
        if isinstance(item, Field) and _is_short(item, reading):
            short.append(document.Field(item.label, blank=1, day=isinstance(item, _DAYS)))
            continue
        flush()
        if isinstance(item, Rows):
            blocks += _table(item, reading)
        else:
            blocks.append(_block(item, reading))
    flush()
    return blocks


def _is_short(item: Field, reading: Reading) -> bool:
    """Whether half a line is enough to write it on."""
    if isinstance(item, YesNo) or (isinstance(item, Choice) and (isinstance(item, Choices) or _options(item, reading))):
        return False
    return not isinstance(item, Text) or (item.lines == 1 and len(item.label.fr) <= _LONG_LABEL * 2)


def _options(item: Choice, reading: Reading) -> tuple[document.Tick, ...]:
    """The terms as boxes when they are few enough to be read; none otherwise."""
    offered = item.offered(reading.context)
    return tuple(document.Tick(term.label) for term in offered) if len(offered) <= MOST_TICKS else ()


def _block(item: Field, reading: Reading) -> Block:
    if isinstance(item, YesNo):
        return document.Ticks((document.Tick(_YES), document.Tick(_NO)), item.label, columns=4)
    options = _options(item, reading) if isinstance(item, Choice) else ()
    if options:
        longest = max((len(option.label.fr) for option in options if isinstance(option.label, Words)), default=0)
        both = len(reading.languages) > 1
        columns = 4 if longest <= (9 if both else 18) else 3 if longest <= (14 if both else 28) else 2
        return document.Ticks(options, item.label, columns=columns)
    lines = min(6, item.lines + 1) if isinstance(item, Text) and item.lines > 1 else 1
    if isinstance(item, Choices):  # several of a long list
        lines = _FOR_SEVERAL
    return document.Blank(item.label, lines)


def _table(rows: Rows, reading: Reading) -> list[Block]:
    """A group that repeats: a table with room for three, of the fields that are short to write.

    What holds from a day on (status, housing) has room for what holds today alone.
    """
    asked = [one for one in rows.plain_fields() if _is_asked(one, reading)]
    columns = tuple(document.Column(one.label, 0.8 if isinstance(one, (YesNo, *_NARROW)) else 1.3) for one in asked[:6])
    if not columns:
        return []
    return [document.Heading(rows.label, 2), document.Table(columns, (), blank=1 if isinstance(rows, Dated) else 3)]
