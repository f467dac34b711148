"""The papers of a legal file: its dates to keep at hand, and the register of originals to be signed (forms.md §9)."""

from __future__ import annotations

from dataclasses import replace

from casemgr.domain import document
from casemgr.domain.document import Block, Document
from casemgr.domain.kind import Paper
from casemgr.domain.paper import Reading, Values
from casemgr.domain.words import Words
from casemgr.records.legal_file import terms

PRESSING = 7  # days
DATES = Words("Délais et audiences", "الآجال والجلسات", "Deadlines and hearings")
ORIGINALS = Words("Registre des originaux", "سجل الوثائق الأصلية", "Register of originals")
_NO_TERM = Words("Aucun délai.", "لا يوجد أي أجل.", "No deadline.")
_NO_HEARING = Words("Aucune audience.", "لا توجد أي جلسة.", "No hearing.")
_NO_PAPER = Words("Aucun original.", "لا توجد أي وثيقة أصلية.", "No original.")
_WORK_TO = Words(
    "Travaillez à la date sûre. La limite légale suit la règle de décompte et les jours fériés connus à ce jour.",
    "اعتمدوا التاريخ الآمن. الحد القانوني يتبع طريقة الاحتساب وأيام العطل المعروفة إلى اليوم.",
    "Work to the safe date. The legal limit follows the counting rule and the holidays known today.",
)
_SIGNATURE = Words("Signature", "التوقيع", "Signature")
_FOR_US = Words("Pour l’association", "عن الجمعية", "For the association")
_THE_PERSON = Words("La personne", "الشخص المعني", "The person")


def dates(reading: Reading) -> Document:
    """Both days of every term with its source, the pressing ones marked, and the hearings."""
    kind, values = reading.record.kind, reading.record.values
    lines = values.get("deadlines") or ()
    pressing = frozenset(place for place, line in enumerate(lines) if _is_pressing(line, reading))
    # The hour has a column only where a term runs by the hour: a day cut for want of room reads as another day.
    hours = ("due_time",) if any(line.get("due_time") for line in lines) else ()
    shown = ("term", "start", "safe_on", "legal_on", "due_on", *hours, "done_on", "basis")
    table = reading.table(kind.group("deadlines"), lines, *shown, empty=_NO_TERM)
    widths = (1.9, *(1.15,) * 4, *(0.8 for _hour in hours), 1.6, 1.15)  # the term, days, the hour, the basis, done on
    columns = tuple(replace(column, share=share) for column, share in zip(table.columns, widths, strict=True))
    table = replace(table, columns=columns, alert=pressing)
    hearings = kind.group("hearings")
    needs = ("date", "time", "room", "interpreter", "accompaniment")
    blocks: tuple[Block, ...] = (
        table,
        document.Paragraph(_WORK_TO, tone="quiet", size="small"),
        document.Heading(hearings.label),
        reading.table(hearings, values.get("hearings") or (), *needs, empty=_NO_HEARING),
    )
    return _paper(reading, DATES, blocks)


def _is_pressing(line: Values, reading: Reading) -> bool:
    due = line.get("due_on")
    return due is not None and terms.is_open(line) and (due - reading.today).days <= PRESSING


def originals(reading: Reading) -> Document:
    """What was handed in and what went back, each line with room for a signature."""
    kept = [line for line in reading.record.values.get("documents") or () if line.get("original")]
    shown = ("title", "received_on", "given_by", "returned_on", "returned_to")
    table = reading.table(reading.record.kind.group("documents"), kept, *shown, empty=_NO_PAPER)
    widths = (1.8, 1.05, 1.2, 1.05, 1.2)
    columns = tuple(replace(column, share=share) for column, share in zip(table.columns, widths, strict=True))
    signed = replace(
        table,
        columns=(*columns, document.Column(_SIGNATURE, 1.7)),
        rows=tuple((*row, "") for row in table.rows),
        blank=3,
    )
    return _paper(reading, ORIGINALS, (signed, document.Signatures((_FOR_US, _THE_PERSON)), document.Notice()))


def _paper(reading: Reading, title: Words, blocks: tuple[Block, ...]) -> Document:
    return Document(
        title=title,
        subject=reading.who(),
        number=reading.record.code,
        confidentiality=reading.record.confidentiality,
        about=reading.printed(),
        blocks=blocks,
    )


PAPERS = (
    Paper("legal_dates", DATES, dates),
    Paper("legal_originals", ORIGINALS, originals, languages=("fr", "ar")),
)
