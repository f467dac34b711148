"""A kind that exists only in tests: every type of field, rows two deep, dated values, conditions and a switch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from casemgr.domain.checking import Checked, check
from casemgr.domain.conditions import Context, filled, when
from casemgr.domain.errors import Issue
from casemgr.domain.fields import (
    ApproximateDate,
    Choice,
    Choices,
    Computed,
    Date,
    Dated,
    Integer,
    Link,
    Money,
    Name,
    Phone,
    Rows,
    Text,
    YesNo,
)
from casemgr.domain.kind import Kind, Section
from casemgr.domain.words import Words, same

TODAY = date(2026, 3, 10)
CONTEXT = Context(today=TODAY, switches=frozenset({"open_switch"}), user="u1", branch="b1")

PEOPLE = (("p1", "Fatoumata Diallo"), ("p2", "محمد العلوي"), ("p3", "Jean Kouassi"))


def _age_next_year(values: Mapping[str, Any], context: Context) -> int | None:
    birth = values.get("birth")
    return None if birth is None or birth.day is None else context.today.year + 1 - birth.day.year


def _end_after_start(values: Mapping[str, Any], _context: Context) -> Iterable[Issue]:
    """A rule on two fields, as kinds have them."""
    first, last = values.get("first_day"), values.get("last_day")
    if first and last and last < first:
        wrong = Words("La fin est avant le début.", "النهاية قبل البداية.", "The end is before the start.")
        yield Issue("last_day", wrong)


KIND = Kind(
    key="made_up",
    label=Words("Fiche d’essai", "بطاقة تجريبية", "Trial record"),
    plural=Words("Fiches d’essai", "بطاقات تجريبية", "Trial records"),
    title=lambda values: str(values.get("family_name") or ""),
    rules=(_end_after_start,),
    sections=(
        Section(
            "person",
            Words("Personne", "الشخص", "Person"),
            (
                Name(
                    key="family_name",
                    label=Words("Nom de famille", "الاسم العائلي", "Family name"),
                    required=True,
                    quick=True,
                ),
                Name(key="given_names", label=Words("Prénoms", "الأسماء الشخصية", "Given names"), quick=True),
                Name(
                    key="family_name_ar",
                    label=Words("Nom en arabe", "الاسم العائلي بالعربية", "Name in Arabic"),
                ),
                ApproximateDate(
                    key="birth",
                    label=Words("Date de naissance ou âge", "تاريخ الازدياد أو السن", "Birth date or age"),
                    quick=True,
                    expected=True,
                ),
                Computed(
                    key="age",
                    label=Words("Âge l’an prochain", "السن في السنة المقبلة", "Age next year"),
                    compute=_age_next_year,
                    like=Integer(key="age", label=same("")),
                ),
                Choice(
                    key="nationality",
                    label=Words("Nationalité", "الجنسية", "Nationality"),
                    vocabulary="nationality",
                    quick=True,
                    expected=True,
                ),
                Choice(key="sex", label=Words("Sexe", "الجنس", "Sex"), vocabulary="sex", required=True, quick=True),
                Choices(
                    key="languages",
                    label=Words("Langues parlées", "اللغات المتحدث بها", "Languages spoken"),
                    vocabulary="language",
                    help=Words(
                        "Toutes celles où un entretien est possible.",
                        "كل اللغات التي يمكن إجراء المقابلة بها.",
                        "All those in which an interview is possible.",
                    ),
                ),
            ),
        ),
        Section(
            "contact",
            Words("Contact", "الاتصال", "Contact"),
            (
                Phone(key="phone", label=Words("Téléphone", "الهاتف", "Phone")),
                YesNo(key="may_call", label=Words("Peut-on appeler ?", "هل يمكن الاتصال؟", "May we call?")),
                Text(
                    key="why_not",
                    label=Words("Pourquoi non ?", "لماذا لا؟", "Why not?"),
                    visible=when("may_call", False),
                    required=when("may_call", False),
                ),
                Rows(
                    key="phones",
                    label=Words("Autres téléphones", "هواتف أخرى", "Other phones"),
                    one=Words("téléphone", "هاتف", "phone"),
                    fields=(
                        Phone(key="number", label=Words("Numéro", "الرقم", "Number"), required=True),
                        Choice(
                            key="owner",
                            label=Words("À qui est-il ?", "لمن هو؟", "Whose is it?"),
                            vocabulary="relationship",
                        ),
                        YesNo(key="safe", label=Words("Appel sans risque", "اتصال آمن", "Safe to call")),
                    ),
                ),
            ),
        ),
        Section(
            "stay",
            Words("Séjour et moyens", "الإقامة والموارد", "Stay and means"),
            (
                Date(key="first_day", label=Words("Depuis le", "منذ", "Since")),
                Date(key="last_day", label=Words("Jusqu’au", "إلى غاية", "Until"), future=True),
                Integer(key="children", label=Words("Enfants", "الأطفال", "Children"), most=20),
                Money(key="rent", label=Words("Loyer mensuel", "الإيجار الشهري", "Monthly rent")),
                Link(key="friend", label=Words("Personne de confiance", "شخص ثقة", "Trusted person"), to="person"),
                Text(key="host", label=Words("Chez qui", "عند من", "At whose place"), suggests="person"),
                Text(
                    key="cin",
                    label=Words("Numéro de CNIE", "رقم البطاقة الوطنية", "National card number"),
                    switch="closed_switch",
                ),
                Text(
                    key="note",
                    label=Words("Dans ses mots", "بكلماته", "In their words"),
                    longest=10_000,
                    lines=4,
                ),
                Dated(
                    key="statuses",
                    label=Words("Statut administratif", "الوضع الإداري", "Administrative status"),
                    one=Words("statut", "وضع", "status"),
                    fields=(
                        Date(key="since", label=Words("Depuis le", "منذ", "Since"), required=True),
                        Choice(
                            key="status",
                            label=Words("Statut", "الوضع", "Status"),
                            vocabulary="administrative_status",
                            required=True,
                        ),
                    ),
                ),
            ),
        ),
        Section(
            "plan",
            Words("Plan", "الخطة", "Plan"),
            (
                Rows(
                    key="goals",
                    label=Words("Objectifs", "الأهداف", "Goals"),
                    one=Words("objectif", "هدف", "goal"),
                    required=filled("note"),
                    confidentiality=lambda row: "L2" if row.get("is_health") else "L1",
                    fields=(
                        Text(key="goal", label=Words("Objectif", "الهدف", "Goal"), required=True),
                        YesNo(key="is_health", label=Words("Concerne la santé", "يتعلق بالصحة", "About health")),
                        Rows(
                            key="actions",
                            label=Words("Actions", "الإجراءات", "Actions"),
                            one=Words("action", "إجراء", "action"),
                            fields=(
                                Text(key="what", label=Words("Quoi", "ماذا", "What"), required=True),
                                Date(key="by", label=Words("Avant le", "قبل", "By"), future=True),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)


class Services:
    """What a page gives to a form, from a few lists."""

    def __init__(self, kind: Kind = KIND, context: Context = CONTEXT, hidden: frozenset[str] = frozenset()) -> None:
        self.kind, self.context, self.hidden = kind, context, hidden
        self.drafts: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str]] = []

    def check(self, values: Mapping[str, Any]) -> Checked:
        """The domain's own check."""
        return check(self.kind, values, self.context)

    def options(self, link_kind: str, text: str) -> list[tuple[str, str]]:
        """Those whose label holds the text."""
        self.asked.append((link_kind, text))
        return [person for person in PEOPLE if text.casefold() in person[1].casefold()]

    def label_of(self, _kind: str, record: str) -> str:
        """The label of one."""
        return dict(PEOPLE).get(record, "")

    def keep_draft(self, values: Mapping[str, Any]) -> None:
        """Remember it."""
        self.drafts.append(dict(values))

    def may_see(self, rows_key: str) -> bool:
        """Everything but what is hidden."""
        return rows_key not in self.hidden
