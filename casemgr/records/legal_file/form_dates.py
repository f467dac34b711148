"""The rows of a legal file that carry days: stages, acts that start terms, the terms, hearings (forms.md §9)."""

from __future__ import annotations

from casemgr.domain.conditions import when
from casemgr.domain.fields import Anonymise, Choice, Computed, Date, Field, Link, Rows, Text, Time, YesNo
from casemgr.domain.words import Words
from casemgr.records.legal_file import rules, terms

STAGES: tuple[Field | Rows, ...] = (
    Choice(
        key="current_stage",
        label=Words("Étape actuelle", "المرحلة الحالية", "Current stage"),
        vocabulary="legal_stage",
        worked_out=rules.current_stage,
        listed=True,
        filtered=True,
    ),
    Rows(
        key="stages",
        label=Words("Étapes de l’affaire", "مراحل القضية", "Stages of the matter"),
        one=Words("Étape", "مرحلة", "Stage"),
        required=rules.WHOLE,
        visible=rules.WHOLE,
        quick=True,
        check=rules.check_stage,
        complete=rules.with_a_first_stage,
        confidentiality=rules.row_confidentiality,
        fields=(
            Choice(
                key="stage",
                label=Words("Étape", "المرحلة", "Stage"),
                vocabulary="legal_stage",
                required=True,
                default=lambda _context: "INTAKE",
                also=("étape", "stade", "phase", "procédure", "المرحلة"),
            ),
            Date(
                key="date",
                label=Words("Date", "التاريخ", "Date"),
                required=True,
                default=lambda context: context.today,
                also=("date étape", "date de l’étape", "تاريخ المرحلة"),
            ),
            Text(
                key="result",
                label=Words("Résultat", "النتيجة", "Result"),
                longest=300,
                identifying=True,
                anonymise=Anonymise.CLEAR,
                also=("résultat de l’étape", "suite donnée"),
            ),
            Date(
                key="next_on",
                label=Words("Prochaine date", "الموعد المقبل", "Next date"),
                future=True,
                also=("prochaine échéance", "prochain rendez-vous"),
            ),
        ),
    ),
)

ACTS = Rows(
    key="acts",
    label=Words("Actes qui font courir un délai", "الإجراءات التي يسري منها أجل", "Acts that start a deadline"),
    one=Words("Acte", "إجراء", "Act"),
    visible=rules.WHOLE,
    check=terms.check_act,
    confidentiality=rules.row_confidentiality,
    fields=(
        Choice(
            key="act",
            label=Words("Acte", "الإجراء", "Act"),
            vocabulary="triggering_act",
            beside=__file__,
            required=True,
            also=("acte", "acte déclencheur", "الإجراء المنطلق"),
        ),
        Date(
            key="date",
            label=Words("Date", "التاريخ", "Date"),
            help=Words(
                "En cas de doute, la plus ancienne date connue : le délai a pu commencer à courir de vive voix.",
                "عند الشك، أقدم تاريخ معروف: قد يكون الأجل بدأ بتبليغ شفوي.",
                "In doubt, the earliest day known: word of mouth may have started the term.",
            ),
            required=True,
            future=True,
            also=("date de l’acte", "date acte", "date de notification", "تاريخ التبليغ"),
        ),
        Time(
            key="time",
            label=Words("Heure", "الساعة", "Time"),
            visible=terms.STARTS_HOURS,
            also=("heure de l’acte", "heure de notification"),
        ),
        Choice(
            key="notified",
            label=Words("Comment", "كيفية التبليغ", "How"),
            vocabulary="notified_how",
            beside=__file__,
            also=("mode de notification",),
        ),
        Computed(
            key="runs",
            label=Words("Fait courir", "يسري منه", "Starts"),
            compute=terms.runs_said,
            like=Text(key="runs", label=Words("Fait courir", "يسري منه", "Starts"), lines=2, longest=1000),
        ),
    ),
)

DEADLINES: tuple[Field | Rows, ...] = (
    Date(
        key="next_deadline",
        label=Words("Prochain délai", "الأجل المقبل", "Next deadline"),
        worked_out=terms.next_deadline,
        future=True,
        listed=True,
        filtered=True,
    ),
    Rows(
        key="deadlines",
        label=Words("Délais", "الآجال", "Deadlines"),
        one=Words("Délai", "أجل", "Deadline"),
        title=rules.deadline_title,
        check=terms.check_deadline,
        complete=terms.complete,
        confidentiality=rules.row_confidentiality,
        fields=(
            Choice(
                key="term",
                label=Words("Délai", "الأجل", "Deadline"),
                vocabulary="legal_deadline",
                required=True,
                also=("délai", "type de délai", "الأجل القانوني"),
            ),
            Date(
                key="start",
                label=Words("Court depuis le", "يسري منذ", "Runs from"),
                required=True,
                future=True,
                also=("début du délai", "départ du délai", "بداية الأجل"),
            ),
            Time(
                key="start_time",
                label=Words("Heure de départ", "ساعة البداية", "Start time"),
                visible=terms.IN_HOURS,
                also=("heure de départ du délai",),
            ),
            Date(
                key="safe_on",
                label=Words("Date sûre", "التاريخ الآمن", "Safe date"),
                worked_out=terms.safe_on,
                future=True,
            ),
            Date(
                key="legal_on",
                label=Words("Limite légale", "الحد القانوني", "Legal limit"),
                worked_out=terms.legal_on,
                future=True,
            ),
            YesNo(
                key="overridden",
                label=Words("Écarté ou remplacé", "مستبعد أو معوض", "Set aside or replaced"),
                help=Words(
                    "Avec une autre date, elle remplace celle qui est calculée ; sans date, le délai ne court plus.",
                    "إذا ذكر تاريخ آخر فإنه يعوض التاريخ المحتسب؛ وإلا فالأجل لم يعد ساريا.",
                    "With another day, it stands in for the computed one; without one, the deadline runs no more.",
                ),
            ),
            Date(
                key="overridden_on",
                label=Words("Autre date", "تاريخ آخر", "Other date"),
                future=True,
                visible=when("overridden", True),
            ),
            Text(
                key="override_reason",
                label=Words("Motif", "السبب", "Reason"),
                longest=500,
                lines=2,
                required=when("overridden", True),
                visible=when("overridden", True),
                anonymise=Anonymise.CLEAR,
            ),
            Date(
                key="due_on",
                label=Words("Au plus tard le", "في أجل أقصاه", "Due by"),
                worked_out=terms.due_on,
                future=True,
            ),
            Time(
                key="due_time",
                label=Words("Heure limite", "الساعة القصوى", "Due time"),
                worked_out=terms.due_time,
                visible=terms.IN_HOURS,
            ),
            Text(
                key="ends_at",
                label=Words("Moment exact", "اللحظة بالضبط", "Exact moment"),
                longest=20,
                worked_out=terms.ends_at,
                visible=terms.IN_HOURS,
            ),
            Choice(
                key="rule",
                label=Words("Décompte", "طريقة الاحتساب", "Counting"),
                vocabulary="counting_rule",
                beside=__file__,
                worked_out=terms.rule,
            ),
            Choice(
                key="basis",
                label=Words("Source", "السند القانوني", "Basis"),
                vocabulary="legal_basis",
                beside=__file__,
                worked_out=terms.basis,
            ),
            # Who took it on, and when (domain.md §8.2: acknowledged by a person; else the coordinator is told).
            Date(key="seen_on", label=Words("Vu le", "تاريخ الاطلاع", "Seen on")),
            Link(key="seen_by", label=Words("Vu par", "اطلع عليه", "Seen by"), to="user", worked_out=terms.seen_by),
            Date(
                key="done_on",
                label=Words("Fait le", "تاريخ الإنجاز", "Done on"),
                also=("délai respecté le",),
            ),
            Text(
                key="evidence",
                label=Words("Preuve", "الإثبات", "Evidence"),
                help=Words(
                    "Numéro du récépissé, date du cachet, nom de la pièce.",
                    "رقم الوصل، تاريخ الخاتم، اسم الوثيقة.",
                    "Number of the receipt, date of the stamp, name of the paper.",
                ),
                longest=500,
                lines=2,
                anonymise=Anonymise.CLEAR,
            ),
        ),
    ),
)

HEARINGS: tuple[Field | Rows, ...] = (
    Date(
        key="next_hearing",
        label=Words("Prochaine audience", "الجلسة المقبلة", "Next hearing"),
        worked_out=rules.next_hearing,
        future=True,
        listed=True,
        filtered=True,
    ),
    Rows(
        key="hearings",
        label=Words("Audiences", "الجلسات", "Hearings"),
        one=Words("Audience", "جلسة", "Hearing"),
        title=rules.hearing_title,
        confidentiality=rules.row_confidentiality,
        fields=(
            Date(
                key="date",
                label=Words("Date", "التاريخ", "Date"),
                required=True,
                future=True,
                also=("date d’audience", "audience", "تاريخ الجلسة"),
            ),
            Time(
                key="time",
                label=Words("Heure", "الساعة", "Time"),
                also=("heure d’audience", "ساعة الجلسة"),
            ),
            Text(key="room", label=Words("Salle", "القاعة", "Room"), longest=80, also=("salle d’audience",)),
            YesNo(
                key="interpreter",
                label=Words("Interprète nécessaire", "يلزم ترجمان(ة)", "Interpreter needed"),
            ),
            YesNo(
                key="accompaniment",
                label=Words("Accompagnement nécessaire", "تلزم المرافقة", "Somebody goes along"),
            ),
            YesNo(key="held", label=Words("Audience tenue", "انعقدت الجلسة", "Hearing held")),
            Text(
                key="note",
                label=Words("Suite", "ما تقرر", "What came of it"),
                longest=500,
                lines=2,
                anonymise=Anonymise.CLEAR,
            ),
        ),
    ),
)
