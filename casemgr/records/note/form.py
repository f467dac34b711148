"""The form of a note: a day, what kind of note, the text."""

from __future__ import annotations

from casemgr.domain.fields import Anonymise, Choice, Date, Field, Link, Rows, Text
from casemgr.domain.kind import Section, today_by_default
from casemgr.domain.open_case import propose_case
from casemgr.domain.words import Words

LONGEST = 10_000  # characters, V-TEXT

NOTE: tuple[Field | Rows, ...] = (
    Link(
        key="beneficiary",
        label=Words("Bénéficiaire", "المستفيد(ة)", "Beneficiary"),
        to="beneficiary",
        required=True,
        quick=True,
        listed=True,
        also=("personne", "person", "code personne", "code bénéficiaire", "رمز المستفيد(ة)"),
    ),
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
    Link(
        key="case",
        label=Words("Dossier", "الملف", "Case"),
        to="case",
        propose=propose_case,
        also=("n° dossier", "numéro de dossier", "رقم الملف"),
    ),
)

SECTIONS = (Section("note", Words("La note", "المذكرة", "The note"), NOTE),)
