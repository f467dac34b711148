"""A kind of record that lives only in the tests and uses everything a kind may declare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from casemgr.domain.conditions import Context, filled, switched_on, when
from casemgr.domain.errors import Issue
from casemgr.domain.fields import (
    Anonymise,
    ApproximateDate,
    Choice,
    Choices,
    Computed,
    Date,
    Dated,
    Integer,
    Link,
    Merge,
    Money,
    Name,
    Phone,
    Rows,
    Text,
    YesNo,
)
from casemgr.domain.kind import (
    Due,
    Facts,
    Kind,
    Paper,
    RandomCode,
    Register,
    Retention,
    Search,
    Section,
    States,
    Timeline,
    Transition,
    today_by_default,
)
from casemgr.domain.words import Words, same


def _days_left(values: Any, context: Context) -> int | None:
    return (values["ends_on"] - context.today).days if values.get("ends_on") else None


def _nothing_left_open(values: Any, _context: Context) -> Iterable[Issue]:
    if any(not action.get("done") for goal in values["goals"] for action in goal["actions"]):
        yield Issue("goals", Words("Une action reste ouverte.", "إجراء ما زال مفتوحا.", "An action is still open."))


def _ends_after_it_starts(values: Any, _context: Context) -> Iterable[Issue]:
    if values.get("ends_on") and values.get("starts_on") and values["ends_on"] < values["starts_on"]:
        yield Issue("ends_on", Words("Avant le début.", "قبل البداية.", "Before the start."))
    if values.get("people") == 13:
        yield Issue("people", Words("Treize : vraiment ?", "ثلاثة عشر: حقا؟", "Thirteen: really?"), "warning")


def _layout(record: Any, words: Any) -> tuple[Any, ...]:
    return (record, words)


GOALS = Rows(
    key="goals",
    label=Words("Objectifs", "الأهداف", "Goals"),
    one=Words("Objectif", "هدف", "Goal"),
    title=lambda values: values.get("aim") or "",
    confidentiality=lambda values: "L2" if values.get("about_health") else "L0",
    fields=(
        Text(key="aim", label=Words("But", "الغاية", "Aim"), required=True),
        YesNo(key="about_health", label=Words("De santé", "صحي", "About health")),
        Date(key="by_day", label=Words("Pour le", "قبل", "By"), future=True),
        Date(key="reached_on", label=Words("Atteint le", "تحقق بتاريخ", "Reached on")),
        Rows(
            key="actions",
            label=Words("Actions", "الإجراءات", "Actions"),
            one=Words("Action", "إجراء", "Action"),
            fields=(
                Text(key="what", label=Words("Quoi", "ماذا", "What"), required=True),
                YesNo(key="done", label=Words("Fait", "أنجز", "Done")),
            ),
        ),
    ),
)

OUTING = Kind(
    key="outing",
    label=Words("Sortie", "خرجة", "Outing"),
    plural=Words("Sorties", "الخرجات", "Outings"),
    number=Register("O"),
    person="beneficiary",
    grants_as="service",
    confidentiality=lambda values: "L2" if values.get("sector") == "HEA" else "L0",
    title=lambda values: values.get("guide") or "",
    sections=(
        Section(
            "main",
            Words("L’essentiel", "الأساسي", "Main"),
            (
                Link(
                    key="beneficiary",
                    label=Words("Personne", "الشخص", "Person"),
                    to="beneficiary",
                    required=True,
                ),
                Name(
                    key="guide",
                    label=Words("Guide", "المرافق", "Guide"),
                    required=True,
                    listed=True,
                    quick=True,
                ),
                Date(
                    key="starts_on",
                    label=Words("Début", "البداية", "Start"),
                    required=True,
                    default=today_by_default,
                    future=True,
                    listed=True,
                ),
                Date(key="ends_on", label=Words("Fin", "النهاية", "End"), future=True),
                Computed(
                    key="days_left",
                    label=Words("Jours restants", "الأيام المتبقية", "Days left"),
                    compute=_days_left,
                    like=Integer(key="days_left", label=same("")),
                    sql=lambda columns, today: sa.func.coalesce(columns.ends_on, today),
                ),
                ApproximateDate(key="known_since", label=Words("Connu depuis", "معروف منذ", "Known since")),
                Choice(
                    key="sector",
                    label=Words("Secteur", "القطاع", "Sector"),
                    vocabulary="sector",
                    filtered=True,
                ),
                Text(
                    key="why_health",
                    label=Words("Pourquoi la santé", "لماذا الصحة", "Why health"),
                    visible=when("sector", "HEA"),
                    required=when("sector", "HEA"),
                ),
                Choices(
                    key="languages",
                    label=Words("Langues", "اللغات", "Languages"),
                    vocabulary="language",
                    merge=Merge.UNION,
                ),
                Integer(key="people", label=Words("Personnes", "الأشخاص", "People"), least=1, most=50),
                Money(key="cost", label=Words("Coût", "الكلفة", "Cost"), required=filled("programme")),
                Choice(key="programme", label=Words("Programme", "البرنامج", "Programme"), vocabulary="programme"),
                YesNo(key="countable", label=Words("Compté", "محسوب", "Counted"), default=lambda _context: True),
                Phone(key="phone", label=Words("Téléphone", "الهاتف", "Phone")),
                Text(
                    key="judgment",
                    label=Words("Jugement", "حكم", "Judgment"),
                    switch="allow_offence_data",
                    anonymise=Anonymise.CLEAR,
                ),
                Text(
                    key="card",
                    label=Words("Carte", "البطاقة", "Card"),
                    visible=switched_on("allow_cin_number"),
                    expected=True,
                ),
                Text(key="story", label=Words("Récit", "الحكاية", "Story"), lines=6, longest=10_000),
            ),
        ),
        Section(
            "more",
            Words("Le reste", "الباقي", "The rest"),
            (
                GOALS,
                Dated(
                    key="weather",
                    label=Words("Météo", "الطقس", "Weather"),
                    one=Words("Temps", "حالة الطقس", "Weather"),
                    fields=(
                        Choice(
                            key="sky",
                            label=Words("Ciel", "السماء", "Sky"),
                            vocabulary="case_priority",
                            required=True,
                        ),
                        Date(key="since", label=Words("Depuis", "منذ", "Since"), required=True),
                    ),
                ),
            ),
        ),
    ),
    states=States(
        "goal_status",
        "TODO",
        (
            Transition("TODO", "DOING", Words("Commencer", "بدء", "Start"), needs=("guide",)),
            Transition("DOING", "DONE", Words("Finir", "إنهاء", "Finish"), guard=_nothing_left_open),
            Transition("DOING", "DROPPED", Words("Arrêter", "توقيف", "Stop"), reason=True, done_by=("COORD",)),
        ),
    ),
    rules=(_ends_after_it_starts,),
    timeline=Timeline("starts_on", lambda values: values.get("guide") or ""),
    due=(
        Due("ends_on", Words("Retour", "العودة", "Return"), ~filled("phone"), done="DOING"),
        Due(
            "by_day",
            Words("But à atteindre", "غاية ينبغي تحقيقها", "Goal to reach"),
            ~filled("reached_on"),
            rows="goals",
            ahead=30,
            what="aim",
            done="reached_on",
        ),
    ),
    retention=Retention("starts_on", 12, "anonymise", same("test")),
    facts=Facts("beneficiary", "starts_on", "programme", "countable"),
    papers=(Paper("sheet", Words("Feuille", "ورقة", "Sheet"), _layout),),
    search=Search(names=("guide",), numbers=("phone",)),
    views={"given": ("beneficiary", "starts_on"), "amounts": ("ends_on", "cost")},
)


PERSON = Kind(
    key="beneficiary",
    label=Words("Personne", "شخص", "Person"),
    plural=Words("Personnes", "أشخاص", "People"),
    number=RandomCode(),
    title=lambda values: values.get("family_name") or "",
    sections=(
        Section(
            "identity",
            Words("Identité", "الهوية", "Identity"),
            (
                Name(key="family_name", label=Words("Nom", "الاسم", "Name"), required=True, listed=True),
                Text(key="town", label=Words("Ville", "المدينة", "Town"), expected=True),
                Rows(
                    key="documents",
                    label=Words("Documents", "الوثائق", "Documents"),
                    one=Words("Document", "وثيقة", "Document"),
                    grants_as="identity_document",
                    fields=(Text(key="number", label=Words("Numéro", "الرقم", "Number"), identifying=True),),
                ),
            ),
        ),
    ),
    search=Search(names=("family_name",), numbers=("documents.number",)),
    views={"first_name": ("town",)},
)

CASE = Kind(
    key="case",
    label=Words("Dossier", "ملف", "Case"),
    plural=Words("Dossiers", "ملفات", "Cases"),
    number=Register("D"),
    person="beneficiary",
    confidentiality=lambda _values: "L1",
    sections=(
        Section(
            "main",
            Words("Dossier", "ملف", "Case"),
            (
                Link(
                    key="beneficiary",
                    label=Words("Personne", "الشخص", "Person"),
                    to="beneficiary",
                    required=True,
                ),
                Link(key="caseworker", label=Words("Référent(e)", "المكلف(ة)", "Caseworker"), to="user"),
                Rows(
                    key="team",
                    label=Words("Équipe", "الفريق", "Team"),
                    one=Words("Membre", "عضو", "Member"),
                    fields=(Link(key="member", label=Words("Membre", "عضو", "Member"), to="user", required=True),),
                ),
            ),
        ),
    ),
)

KINDS = (PERSON, CASE, OUTING)
