"""The form of an enrolment: who enters which programme, on what grounds, where she stands, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casemgr.domain.conditions import Condition, Context, filled, when
from casemgr.domain.errors import Issue
from casemgr.domain.fields import Anonymise, Choice, Choices, Computed, Date, Field, Integer, Link, Rows, Text
from casemgr.domain.kind import Section, today_by_default, whoever_writes
from casemgr.domain.pathway import CRITERIA, STAGES, every_stage
from casemgr.domain.person_link import person_link
from casemgr.domain.words import Words
from casemgr.records.enrolment import path, rules

NOTE = 10_000  # characters, V-TEXT
STAGE = Words("Étape", "المرحلة", "Stage")
AT_STAGE = Words("Étape actuelle", "المرحلة الحالية", "Stage now")
LATE = Words("Retard (jours)", "التأخر (أيام)", "Late by (days)")
SINCE = Words("Depuis le", "منذ", "Since")


def kept_stages(context: Context) -> frozenset[str]:
    """The stages that this enrolment holds already, whatever became of the file they were read from."""
    held = context.lookup.get("enrolment", context.record) if context.record else None
    if held is None:
        return frozenset()
    lines = held.get(path.HISTORY) or ()
    return frozenset((*(held.get("path") or ()), *(line["stage"] for line in lines if line.get("stage"))))


@dataclass(frozen=True, kw_only=True)
class StageOfPath(Choice):
    """A stage: one of the list, or one that the enrolment was begun with."""

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        """The code, if the list or this enrolment has it."""
        kept, issues = super().clean(value, context)
        return kept, [] if issues and kept in kept_stages(context) else issues


@dataclass(frozen=True, kw_only=True)
class StagesOfPath(Choices):
    """The stages of an enrolment, those included that the list has no more."""

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        """The codes, if the list or this enrolment has them all."""
        kept, issues = super().clean(value, context)
        if not issues:
            return kept, issues
        unknown = {code for code in kept if code not in self.choices()}
        return kept, [] if unknown <= kept_stages(context) else issues


_HAS_AN_OUTCOME = Condition(
    ("stage",),
    lambda line, _context: (
        (stage := every_stage().get(line.get("stage") or "")) is not None
        and stage.is_outcome
        and stage.programme in rules.OF_INSERTION
    ),
)

WHO: tuple[Field | Rows, ...] = (
    person_link(),
    Choice(
        key="programme",
        label=Words("Programme", "البرنامج", "Programme"),
        vocabulary="programme",
        required=True,
        quick=True,
        listed=True,
        filtered=True,
        also=("projet", "project", "المشروع"),
    ),
    Date(
        key="enrolled_on",
        label=Words("Inscrit(e) le", "تاريخ التسجيل", "Enrolled on"),
        required=True,
        default=today_by_default,
        quick=True,
        listed=True,
        filtered=True,
        also=("date d’inscription", "date inscription", "inscription", "entrée", "start"),
    ),
    Link(
        key="followed_by",
        label=Words("Suivi(e) par", "يتابعه(ا)", "Followed by"),
        to="user",
        default=whoever_writes,
        filtered=True,
        also=("référente", "référent", "accompagnatrice", "accompagnateur"),
    ),
    Computed(
        key="eligibility",
        label=Words("Critères du programme", "شروط البرنامج", "Criteria of the programme"),
        compute=rules.eligibility_of,
        like=Text(key="eligibility", label=Words("Critères", "الشروط", "Criteria"), lines=6),
        reads=("criteria",),
        visible=rules.IS_JUDGED,
    ),
    Rows(
        key="criteria",
        label=Words("Critères vérifiés avec la personne", "شروط تم التحقق منها مع الشخص", "Criteria checked by hand"),
        one=Words("Critère", "شرط", "Criterion"),
        complete=path.of_their_own("criterion", CRITERIA),
        fields=(
            Choice(
                key="criterion",
                label=Words("Critère", "الشرط", "Criterion"),
                vocabulary=CRITERIA,
                fits=path.of_the_programme,
                required=True,
            ),
            Choice(
                key="answer",
                label=Words("Réponse", "الجواب", "Answer"),
                vocabulary="criterion_answer",
                beside=__file__,
                required=True,
            ),
            Text(
                key="note",
                label=Words("Comment on le sait", "كيف تم التحقق", "How it is known"),
                longest=300,
                lines=2,
                anonymise=Anonymise.CLEAR,
            ),
        ),
    ),
    Text(
        key="exception_reason",
        label=Words("Pourquoi malgré un critère non rempli", "سبب التسجيل رغم شرط غير مستوفى", "Why all the same"),
        help=Words(
            "Un critère non rempli n’écarte personne : dites ce qui a décidé.",
            "عدم استيفاء شرط لا يقصي أحدا: اذكروا ما دعا إلى القرار.",
            "A criterion that is not met rules nobody out: say what decided.",
        ),
        longest=500,
        quick=True,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
)

# What is typed in lines is kept from narrow views as a note, so that whoever sees codes still sees the stages.
LINE: tuple[Field | Rows, ...] = (
    StageOfPath(
        key="stage",
        label=STAGE,
        vocabulary=STAGES,
        fits=path.of_the_programme,
        required=True,
        also=("étape du parcours", "stage"),
    ),
    Date(
        key="entered_on",
        label=Words("Commencée le", "تاريخ البداية", "Entered on"),
        required=True,
        default=today_by_default,
        also=("date de l’étape", "date étape"),
    ),
    Text(
        key="evidence",
        label=Words("Preuve", "الإثبات", "Evidence"),
        help=Words(
            "Ce qui a été vu ou signé. Jamais de diagnostic ni de récit.",
            "ما تمت معاينته أو توقيعه. دون تشخيص أو سرد.",
            "What was seen or signed. Never a diagnosis or a story.",
        ),
        longest=300,
        lines=2,
        anonymise=Anonymise.CLEAR,
        also=("pièce", "justificatif"),
    ),
    Link(key="by", label=Words("Par", "من طرف", "By"), to="user", default=whoever_writes),
    Choice(
        key="outcome",
        label=Words("Situation constatée", "الوضعية المسجلة", "Situation found"),
        vocabulary="insertion_outcome",
        visible=_HAS_AN_OUTCOME,
    ),
    Text(
        key="note",
        label=Words("Remarque", "ملاحظة", "Note"),
        longest=1000,
        lines=2,
        anonymise=Anonymise.CLEAR,
    ),
)

PATH: tuple[Field | Rows, ...] = (
    Computed(
        key="stage",
        label=AT_STAGE,
        compute=path.stage_of,
        sql=path.stage_in_sql,
        like=Choice(key="stage", label=AT_STAGE, vocabulary=STAGES),
        reads=(path.HISTORY,),
        listed=True,
        filtered=True,
    ),
    Computed(
        key="stage_since",
        label=SINCE,
        compute=path.since_of,
        sql=path.since_in_sql,
        like=Date(key="stage_since", label=SINCE),
        reads=(path.HISTORY,),
        listed=True,
        filtered=True,
    ),
    Computed(
        key="late",
        label=LATE,
        compute=path.late_of,
        like=Integer(key="late", label=LATE),
        reads=(path.HISTORY,),
        listed=True,
    ),
    Rows(
        key=path.HISTORY,
        label=Words("Étapes franchies", "المراحل المقطوعة", "Stages so far"),
        one=STAGE,
        fields=LINE,
        title=rules.history_title,
        complete=path.of_their_own("stage", STAGES),
    ),
    Date(
        key="remind_on",
        label=Words("Relance le", "تاريخ التذكير", "Look again on"),
        help=Words(
            "Le jour où Ma journée le rappelle, selon l’étape.",
            "اليوم الذي يذكر فيه «يومي» بذلك، حسب المرحلة.",
            "The day My day brings it back, by the stage.",
        ),
        future=True,
        visible=path.IS_RUNNING,
        propose=path.propose_reminder,
        filtered=True,
    ),
    StagesOfPath(
        key="path",
        label=Words("Étapes prévues", "المراحل المقررة", "Stages planned"),
        help=Words(
            "Celles du programme le jour de l’inscription ; ôtez celles qui ne le concernent pas.",
            "مراحل البرنامج يوم التسجيل؛ احذفوا ما لا يهم الشخص.",
            "Those of the programme on the day of the enrolment; take away what does not concern the person.",
        ),
        vocabulary=STAGES,
        fits=path.of_the_programme,
        propose=path.propose_path,
    ),
)

LEAVING = filled("exited_on")
EXIT: tuple[Field | Rows, ...] = (
    Date(
        key="exited_on",
        label=Words("Sorti(e) le", "تاريخ الخروج", "Left on"),
        filtered=True,
        also=("date de sortie", "sortie", "end"),
    ),
    Choice(
        key="exit_reason",
        label=Words("Motif de sortie", "سبب الخروج", "Reason for leaving"),
        vocabulary="enrolment_exit",
        visible=LEAVING,
        required=LEAVING,
        filtered=True,
        also=("motif sortie", "raison de sortie"),
    ),
    Choice(
        key="outcome",
        label=Words("Insertion", "الإدماج", "Integration"),
        help=Words("La situation le jour de la sortie.", "الوضعية يوم الخروج.", "The situation on the day of leaving."),
        vocabulary="insertion_outcome",
        visible=LEAVING & when("programme", *sorted(rules.OF_INSERTION)),
        expected=True,
        filtered=True,
        also=("issue", "résultat", "situation à la sortie"),
    ),
    Text(
        key="exit_note",
        label=Words("Bilan de sortie", "حصيلة الخروج", "Note on leaving"),
        longest=NOTE,
        lines=3,
        visible=LEAVING,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
)

SECTIONS = (
    Section("who", Words("L’inscription", "التسجيل", "The enrolment"), WHO),
    Section("path", Words("Parcours", "المسار", "Path"), PATH),
    Section("exit", Words("Sortie", "الخروج", "Leaving"), EXIT),
)
