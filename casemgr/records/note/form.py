"""The form of a note: a day, what kind of note, the text."""

from __future__ import annotations

from dataclasses import dataclass

from casemgr.domain.conditions import Context
from casemgr.domain.fields import Anonymise, Choice, Date, Field, Rows, Text
from casemgr.domain.kind import Section, today_by_default
from casemgr.domain.open_case import case_link
from casemgr.domain.person_link import person_link
from casemgr.domain.vocabulary import Term
from casemgr.domain.words import Words
from casemgr.records.note import rules

LONGEST = 10_000  # characters, V-TEXT


@dataclass(frozen=True, kw_only=True)
class Readers(Choice):
    """Who may read a note: only circles for which whoever types may write at all."""

    def offered(self, context: Context) -> tuple[Term, ...]:
        """The circles that the author may choose."""
        return tuple(term for term in super().offered(context) if rules.may_write_for(term, context))


NOTE: tuple[Field | Rows, ...] = (
    person_link(),
    Choice(
        key="type",
        label=Words("Nature", "النوع", "Kind of note"),
        vocabulary="note_type",
        beside=__file__,
        required=True,
        quick=True,
        listed=True,
        filtered=True,
        also=("type de note", "nature de la note"),
    ),
    Date(
        key="date",
        label=Words("Date", "التاريخ", "Date"),
        required=True,
        default=today_by_default,
        quick=True,
        listed=True,
        filtered=True,
        also=("date de la note", "le"),
    ),
    Readers(
        key="readers",
        label=Words("Qui peut lire", "من يمكنه القراءة", "Who may read"),
        help=Words(
            "Hors de l’équipe du dossier, la note reste fermée jusqu’à ce qu’on l’ouvre, et qui l’a ouverte est gardé.",
            "خارج فريق الملف تبقى المذكرة مغلقة إلى أن تفتح، ويسجل من فتحها.",
            "Beyond the case team the note stays closed until it is opened, and who opened it is kept.",
        ),
        vocabulary="note_readers",
        beside=__file__,
        required=True,
        default=rules.usual_readers,
        quick=True,
        also=("confidentialité", "lecteurs"),
    ),
    Text(
        key="text",
        label=Words("Texte", "النص", "Text"),
        help=Words(
            "Le strict nécessaire, sans opinion. Santé, procédure, violences : choisissez qui peut lire.",
            "الضروري فقط، دون رأي. الصحة والمساطر والعنف: حددوا من يمكنه القراءة.",
            "Only what is needed, no opinion. Health, proceedings, violence: choose who may read.",
        ),
        longest=LONGEST,
        lines=10,
        required=True,
        quick=True,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("note", "observation", "observations", "compte rendu", "ملاحظات"),
    ),
    case_link(),
)

SECTIONS = (Section("note", Words("La note", "المذكرة", "The note"), NOTE),)
